"""The convolution chapter beside PyTorch: layers of ResNet-50 and MobileNet, float32, batches of 1 and 8 images."""
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
        for C, O, size in POINTWISE:
            yield from layer("pointwise_conv2d", pointwise_conv2d, pointwise_conv2d_backward, (N, C, size, size),
                             (O, C, 1, 1), None, 0)
        for C, size, s in DEPTHWISE:
            yield from layer("depthwise_conv2d", depthwise_conv2d, depthwise_conv2d_backward, (N, C, size, size),
                             (C, 1, 3, 3), s, 1)
    yield from enlarging((8, 256, 14, 14), (256, 128, 4, 4))
    yield from limits((1, 64, 56, 56), (64, 64, 3, 3))


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
    what = f"{' × '.join(map(str, x_shape))}, {weight_shape[0]} kernels {weight_shape[2]}², stride {stride or 1}"
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


def limits(x_shape, weight_shape):
    """Yield what bounds a dense layer: the matrix product alone below, scipy's sums of correlations above."""
    x, weight = (RNG.standard_normal(shape, dtype=np.float32) for shape in (x_shape, weight_shape))
    matrix, columns = weight.reshape(len(weight), -1), RNG.standard_normal((weight[0].size, x[0, 0].size), dtype=np.float32)
    what = "1 × 64 × 56 × 56, 64 kernels 3², stride 1"
    yield Pair("conv2d", what, lambda: conv2d(x, weight, padding=1), "the matrix product alone", lambda: matrix @ columns,
               x.size, 15)

    def scipys():
        return np.array([[sum(scipy.signal.correlate(c, w, "same", "direct") for c, w in zip(image, kernel, strict=True))
                          for kernel in weight[:4]] for image in x])
    yield Pair("conv2d", "1 × 64 × 56 × 56, 4 kernels 3², stride 1", lambda: conv2d(x, weight[:4], padding=1),
               "scipy.signal.correlate", scipys, x.size, 3)
