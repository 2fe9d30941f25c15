"""Layers of ResNet-50 and MobileNet in float32, batches of 1 and 8 images; memory in bytes an element of input, weight
and output together.

The matrix product alone is the limit for all that is made of it.  OpenBLAS chooses its kernels by the processor's model,
and takes old ones (AVX2) on a model it does not know, while PyTorch asks what the processor can do (AVX-512): there the
product alone is slower than PyTorch's convolution, and OPENBLAS_CORETYPE=SkylakeX in the environment makes them even.
"""
from tests.benchmarks.timing import Pair                # first: it sets one thread before NumPy is imported

import numpy as np
import scipy.signal
import torch

from refimpl.convolution import (conv2d, conv2d_backward, conv_transpose2d, depthwise_conv2d, depthwise_conv2d_backward,
                                 pointwise_conv2d, pointwise_conv2d_backward)

torch.set_num_threads(1)
RNG = np.random.default_rng(0)
# channels in and out, size of the input, kernel, stride
DENSE = [(3, 64, 224, 7, 2), (64, 64, 56, 3, 1), (128, 128, 56, 3, 2), (128, 128, 28, 3, 1), (256, 256, 14, 3, 1),
         (512, 512, 7, 3, 1), (256, 512, 56, 1, 2)]
POINTWISE = [(64, 256, 56), (32, 64, 112), (512, 512, 14), (1024, 1024, 7), (2048, 512, 7)]
DEPTHWISE = [(32, 112, 1), (64, 112, 2), (128, 56, 1), (256, 28, 1), (512, 14, 1), (512, 14, 2), (1024, 7, 1)]


def pairs():
    """Yield what is compared: every layer forward and backward, in batches of 1 and 8."""
    for N in (1, 8):
        for C, O, size, k, s in DENSE:
            yield from layer("conv2d", conv2d, conv2d_backward, (N, C, size, size), (O, C, k, k), s, k // 2)
            yield limit((N, C, size, size), (O, C, k, k), s, k // 2)
        for C, O, size in POINTWISE:
            yield from layer("pointwise_conv2d", pointwise_conv2d, pointwise_conv2d_backward, (N, C, size, size),
                             (O, C, 1, 1), None, 0)
        for C, size, s in DEPTHWISE:
            yield from layer("depthwise_conv2d", depthwise_conv2d, depthwise_conv2d_backward, (N, C, size, size),
                             (C, 1, 3, 3), s, 1)
    yield from enlarging((8, 256, 14, 14), (256, 128, 4, 4))
    yield scipys((1, 64, 56, 56), (4, 64, 3, 3))


def layer(name, forward, backward, x_shape, weight_shape, stride, padding):
    """Yield one layer, forward and backward."""
    x, weight = (RNG.standard_normal(shape, dtype=np.float32) for shape in (x_shape, weight_shape))
    groups = x_shape[1] // weight_shape[1]
    arguments = {} if stride is None else {"stride": stride, "padding": padding}
    tensors = [torch.from_numpy(array).requires_grad_() for array in (x, weight)]
    y = torch.nn.functional.conv2d(*tensors, None, stride or 1, padding, 1, groups)
    grad = torch.randn_like(y)

    def theirs():
        with torch.no_grad():
            torch.nn.functional.conv2d(*tensors, None, stride or 1, padding, 1, groups)
    what = named(x_shape, weight_shape, stride or 1)
    size = x.size + weight.size + y.numel()                          # memory: bytes an element of input, weight and output
    yield Pair(name, what, lambda: forward(x, weight, **arguments), "torch", theirs, size, 9)
    yield Pair(f"{name}_backward", what, lambda: backward(grad.numpy(), x, weight, **arguments), "torch",
               lambda: torch.autograd.grad(y, tensors, grad, retain_graph=True), size, 7)


def enlarging(x_shape, weight_shape):
    """Yield a transposed convolution that doubles the size."""
    x, weight = (RNG.standard_normal(shape, dtype=np.float32) for shape in (x_shape, weight_shape))
    tensors = torch.from_numpy(x), torch.from_numpy(weight)
    yield Pair("conv_transpose2d", "8 × 256 × 14 × 14, 128 kernels 4², stride 2",
               lambda: conv_transpose2d(x, weight, stride=2, padding=1), "torch",
               lambda: torch.nn.functional.conv_transpose2d(*tensors, stride=2, padding=1), x.size, 9)


def limit(x_shape, weight_shape, stride, padding):
    """Return the matrix product that a dense layer is made of, its columns at hand, beside the whole layer."""
    x, weight = (torch.randn(shape) for shape in (x_shape, weight_shape))
    y = torch.nn.functional.conv2d(x, weight, None, stride, padding)
    matrix = weight.numpy().reshape(len(weight), -1)
    columns = RNG.standard_normal((len(x), matrix.shape[1], y[0, 0].numel()), dtype=np.float32)

    def theirs():
        with torch.no_grad():
            torch.nn.functional.conv2d(x, weight, None, stride, padding)
    return Pair("the product alone", named(x_shape, weight_shape, stride), lambda: matrix @ columns, "torch", theirs,
                x.numel() + weight.numel() + y.numel(), 9)


def scipys(x_shape, weight_shape):
    """Return a dense layer beside SciPy's sum of correlations."""
    x, weight = (RNG.standard_normal(shape, dtype=np.float32) for shape in (x_shape, weight_shape))

    def theirs():
        return np.array([[sum(scipy.signal.correlate(c, w, "same", "direct") for c, w in zip(image, kernel, strict=True))
                          for kernel in weight] for image in x])
    return Pair("conv2d", named(x_shape, weight_shape, 1), lambda: conv2d(x, weight, padding=1), "scipy.signal.correlate",
                theirs, x.size, 3)


def named(x_shape, weight_shape, stride):
    """Return what stands in the table for a layer."""
    return f"{' × '.join(map(str, x_shape))}, {weight_shape[0]} kernels {weight_shape[2]}², stride {stride}"
