"""Convolution (卷积): the same small weighted sum at every place of an image, over all channels of a group.

    y[n, o, i, j] = b[o] + Σ_{c,u,v} x̂[n, g·C/G + c, i·s + u·d, j·s + v·d] · w[o, c, u, v],    g = ⌊o/(O/G)⌋

x̂ is x with p zeros on every side; c runs over the C/G input channels of output channel o's group g.  G = 1: every
output sees every input; G = C: each channel for itself (depthwise).

Shapes   x (N, C, H, W)   weight (O, C/G, kH, kW)   bias (O,)   y (N, O, H', W'),  H' = ⌊(H + 2p − d(k−1) − 1)/s⌋ + 1
Cost     MACs N·O·H'·W'·(C/G)·kH·kW     params O·(C/G)·kH·kW + O
Source   LeCun et al. 1989, "Backpropagation applied to handwritten zip code recognition"; Dumoulin & Visin 2016
Checked  torch.nn.functional.conv2d and autograd, scipy.signal.correlate; whole numbers bit for bit
Beware   The kernel is not flipped: what deep learning calls convolution is correlation (scipy.signal.convolve flips).
         Weights are (O, C/G, kH, kW) here and in PyTorch, (kH, kW, C, O) in TensorFlow's documentation.  Where d·(k−1)
         is odd, "same" has one more zero at the bottom or the right.  Padding is multiplied, too: an infinite weight
         makes NaN of its zeros.  Whole numbers are taken as float64; float16 is summed in float32.
"""
import math

import numpy as np

from refimpl.arguments import as_array, check_elements, per_axis, whole_numbers
from refimpl.convolution.columns import _add_windows, _buffers
from refimpl.convolution.padding import _inner, _places, _widths, zero_pad

__all__ = ["conv2d", "conv2d_backward", "conv2d_definition", "conv2d_geometry", "float_operands"]

AXES = {"x": "(N, C, H, W)", "grad_out": "(N, O, H', W')", "bias": "(O)", "weight": "(O, C/groups, kH, kW)",
        "depthwise_weight": "(C·m, 1, kH, kW)", "pointwise_weight": "(O, C·m, 1, 1)"}


def conv2d_definition(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None, stride: int | tuple = 1,
                      padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1) -> np.ndarray:
    """The formula above, one product at a time."""
    x, weight, bias, dtype = float_operands(x, weight=weight, bias=bias)
    (sy, sx), (dy, dx), widths, shape = _geometry(x, weight, bias, stride, padding, dilation, groups)
    x, y, (O, c_group, kH, kW) = zero_pad(x, widths), np.zeros(shape, x.dtype), weight.shape
    with np.errstate(over="ignore", invalid="ignore"):
        for n, o, i, j in np.ndindex(shape):
            first = o // (O // int(groups)) * c_group                        # the group's first input channel
            for c, u, v in np.ndindex(c_group, kH, kW):
                y[n, o, i, j] += x[n, first + c, i * sy + u * dy, j * sx + v * dx] * weight[o, c, u, v]
            if bias is not None:
                y[n, o, i, j] += bias[o]
        return y.astype(dtype, copy=False)


def conv2d(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None, stride: int | tuple = 1,
           padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1) -> np.ndarray:
    """Return the convolution of x (N, C, H, W) with weight (O, C/groups, kH, kW), as torch.nn.functional.conv2d does.

    stride, padding and dilation are numbers or (vertical, horizontal) pairs; padding may be "same" or "valid".  Raises
    TypeError unless all have one dtype (whole numbers: float64), ValueError if shapes or kernel do not fit.

    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)                               # 0 1 2 / 3 4 5 / 6 7 8
    >>> conv2d(x, np.array([[[[1.0, 0.0], [0.0, 10.0]]]])).tolist()          # 0 + 10·4, 1 + 10·5, …
    [[[[40.0, 51.0], [73.0, 84.0]]]]
    """
    x, weight, bias, dtype = float_operands(x, weight=weight, bias=bias)
    s, d, widths, shape = _geometry(x, weight, bias, stride, padding, dilation, groups)
    (N, O, H, W), G = shape, x.shape[1] // weight.shape[1]
    y, kernel = np.empty(shape, x.dtype), weight.reshape(G, O // G, -1)
    _, image, windows, columns = _buffers(x, widths, weight.shape[2:], s, d) # one image's, used again for the next
    with np.errstate(over="ignore", invalid="ignore"):
        for n in range(N):
            image[...] = x[n]
            columns[...] = windows
            np.matmul(kernel, columns.reshape(G, -1, H * W), out=y[n].reshape(G, O // G, H * W))
        if bias is not None:
            y += bias[:, None, None]
        return y.astype(dtype, copy=False)


def conv2d_backward(grad_out: np.ndarray, x: np.ndarray, weight: np.ndarray, stride: int | tuple = 1,
                    padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1) -> tuple:
    """Return the gradients (grad_x, grad_weight, grad_bias) of a loss, given its gradient grad_out at conv2d's output.

    y is linear in both: grad_x is the transposed map applied to grad_out, grad_weight x correlated with grad_out.

    >>> x, weight = np.array([[[[1.0, 2.0, 3.0]]]]), np.array([[[[10.0, 20.0]]]])        # y = 10x₀ + 20x₁, 10x₁ + 20x₂
    >>> [g.ravel().tolist() for g in conv2d_backward(np.ones((1, 1, 1, 2)), x, weight)]
    [[10.0, 30.0, 20.0], [3.0, 5.0], [2.0]]
    """
    x, weight, grad_out, dtype = float_operands(x, weight=weight, grad_out=grad_out)
    s, d, widths, shape = _geometry(x, weight, None, stride, padding, dilation, groups)
    if grad_out.shape != shape:
        raise ValueError(f"grad_out must be {shape}, the shape of the output, got {grad_out.shape}")
    (N, O, H, W), G = shape, x.shape[1] // weight.shape[1]
    grad_x, kernel = np.empty_like(x), weight.reshape(G, O // G, -1)
    (padded, image, windows, columns), grad_kernel = _buffers(x, widths, weight.shape[2:], s, d), np.zeros_like(kernel)
    matrix = columns.reshape(G, -1, H * W)                                   # the same memory
    product = np.matmul if O > G else np.multiply                            # the same for an inner length of 1, faster
    with np.errstate(over="ignore", invalid="ignore"):
        for n in range(N):
            grad = grad_out[n].reshape(G, O // G, H * W)
            image[...] = x[n]
            columns[...] = windows
            grad_kernel += grad @ matrix.swapaxes(1, 2)
            product(kernel.swapaxes(1, 2), grad, out=matrix)
            grad_x[n] = _inner(_add_windows(columns, padded.shape[1:], s, d), widths)
        gradients = grad_x, grad_kernel.reshape(weight.shape), grad_out.sum(axis=(0, 2, 3))
        return tuple(gradient.astype(dtype, copy=False) for gradient in gradients)


def conv2d_geometry(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None, stride: int | tuple = 1,
                    padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1) -> tuple:
    """Return (stride, dilation, pad widths, shape of the output), the first three pairs, or raise what conv2d raises.

    >>> conv2d_geometry(np.ones((2, 3, 8, 9)), np.ones((4, 3, 5, 3)), stride=2, padding=(2, 1))
    ((2, 2), (1, 1), ((2, 2), (1, 1)), (2, 4, 4, 5))
    """
    x, weight, bias, _ = float_operands(x, weight=weight, bias=bias)
    return _geometry(x, weight, bias, stride, padding, dilation, groups)


def _geometry(x, weight, bias, stride, padding, dilation, groups):  # type: ignore[no-untyped-def]
    """Return what conv2d_geometry returns, of operands."""
    (N, C, H, W), (O, c_group, kH, kW), [groups] = x.shape, weight.shape, whole_numbers(groups=groups)
    if c_group * groups != C:
        raise ValueError(f"weight has {c_group} input channels, but x has {C} with groups={groups}")
    if O % groups:
        raise ValueError(f"weight has {O} output channels, which groups={groups} does not divide")
    if bias is not None and bias.shape != (O,):
        raise ValueError(f"bias must be ({O},), one for each output channel, got shape {bias.shape}")
    s, d = per_axis(2, stride=stride), per_axis(2, dilation=dilation)
    widths = _widths(padding, (kH, kW), s, d)
    padded = [n + sum(width) for n, width in zip((H, W), widths, strict=True)]
    size = [_places(*axis) for axis in zip(padded, (kH, kW), s, d, strict=True)]
    check_elements(math.prod(size) * max(O, C * kH * kW) + C * math.prod(padded), padding=padding, dilation=d)
    return s, d, widths, (N, O, *size)


def float_operands(x: np.ndarray, **others: np.ndarray | None) -> list:
    """Return x and the others as floats, then their dtype, or raise what conv2d raises; float16 comes as float32.

    >>> [x, dtype] = float_operands(np.ones((1, 2, 3, 4), np.float16))
    >>> x.dtype.name, dtype.name
    ('float32', 'float16')
    """
    x = as_array(AXES["x"], kind="float", x=x)
    if 0 in x.shape[2:]:
        raise ValueError(f"x must have at least one row and column, got shape {x.shape}")
    found: list = [x]
    for name, array in others.items():
        if array is not None or name != "bias":
            array = as_array(AXES[name], kind="float", empty="weight" not in name, **{name: array})
            if array.dtype != x.dtype:
                raise TypeError(f"{name} is {array.dtype}, but x is {x.dtype}")
        found.append(array)
    work = np.float32 if x.dtype == np.float16 else x.dtype
    return [array if array is None else array.astype(work, copy=False) for array in found] + [x.dtype]
