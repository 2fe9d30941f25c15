"""Transposed convolution (转置卷积): every input sample lays a weighted copy of the kernel into the output.

    y[n, g·O/G + o, i·s + u·d − p, j·s + v·d − p] += x[n, c, i, j] · w[c, o, u, v]     for all n, c, o, i, j, u, v

g = ⌊c/(C/G)⌋ is the group of input channel c; o counts the O/G output channels of that group.  Then the bias is added.
It is the transpose of conv2d as a linear map, ⟨conv2d(y), x⟩ = ⟨y, conv_transpose2d(x)⟩ with the same weights, and so
the way gradients take back through one.  It enlarges about s-fold; what falls into the padding is cut off.

Shapes   x (N, C, H, W)   weight (C, O/G, kH, kW)   bias (O,)   y (N, O, H', W')
         H' = (H − 1)·s − 2p + d·(k − 1) + 1 + output_padding
Cost     MACs N·C·H·W·(O/G)·kH·kW:  counted at the input, not at the output     params C·(O/G)·kH·kW + O
Source   Zeiler et al. 2010, "Deconvolutional networks"; Dumoulin & Visin 2016, chapter 4, relationship 14
Checked  torch.nn.functional.conv_transpose2d and autograd; the law above; whole numbers bit for bit
Beware   "Deconvolution" is a misnomer: nothing is undone, only the shape comes back.  Several input sizes of conv2d
         with s > 1 give one output size: output_padding, rows and columns added at the end, says which one is meant.
         padding cuts where conv2d's adds.  Weights are (C, O/G, …), input channels first.
"""
import math

import numpy as np

from refimpl.arguments import as_array, check_elements, per_axis, whole_numbers
from refimpl.convolution.columns import _add_windows, _window_view
from refimpl.convolution.conv2d import float_operands
from refimpl.convolution.padding import _frame, _inner

__all__ = ["conv_transpose2d", "conv_transpose2d_backward", "conv_transpose2d_definition", "transposed_geometry"]


def conv_transpose2d_definition(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None,
                                stride: int | tuple = 1, padding: int | tuple = 0, output_padding: int | tuple = 0,
                                groups: int = 1, dilation: int | tuple = 1) -> np.ndarray:
    """The formula above, one product at a time, and the padding cut off at the end."""
    (sy, sx), (dy, dx), cut, shape = transposed_geometry(x, weight, bias, stride, padding, output_padding, groups,
                                                         dilation)
    x, weight, bias, dtype = float_operands(x, weight=weight, bias=bias)
    (N, O, *size), (C, o_group, kH, kW) = shape, weight.shape
    y = np.zeros((N, O, size[0] + sum(cut[0]), size[1] + sum(cut[1])), x.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        for n, c, i, j in np.ndindex(x.shape):
            first = c // (C * o_group // O) * o_group                        # the group's first output channel
            for o, u, v in np.ndindex(o_group, kH, kW):
                y[n, first + o, i * sy + u * dy, j * sx + v * dx] += x[n, c, i, j] * weight[c, o, u, v]
        y = _inner(y, cut)
        return (y if bias is None else y + bias[:, None, None]).astype(dtype, copy=False)


def conv_transpose2d(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None, stride: int | tuple = 1,
                     padding: int | tuple = 0, output_padding: int | tuple = 0, groups: int = 1,
                     dilation: int | tuple = 1) -> np.ndarray:
    """Return the transposed convolution of x (N, C, H, W) with weight (C, O/groups, kH, kW), as torch's function does.

    Raises TypeError unless all have one dtype (whole numbers: float64), ValueError if the shapes do not fit, if nothing
    is left of the output, or if output_padding is less than neither stride nor dilation.

    >>> x, weight = np.array([[[[1.0, 2.0]]]]), np.array([[[[1.0, 10.0, 100.0]]]])
    >>> conv_transpose2d(x, weight, stride=(1, 2)).tolist()                  # 1 10 100 at 0, 2 20 200 at 2
    [[[[1.0, 10.0, 102.0, 20.0, 200.0]]]]
    """
    s, d, cut, shape = transposed_geometry(x, weight, bias, stride, padding, output_padding, groups, dilation)
    x, weight, bias, dtype = float_operands(x, weight=weight, bias=bias)
    y, G = np.empty(shape, x.dtype), shape[1] // weight.shape[1]
    kernel = weight.reshape(G, len(weight) // G, -1).swapaxes(1, 2)
    size = shape[2] + sum(cut[0]), shape[3] + sum(cut[1])
    with np.errstate(over="ignore", invalid="ignore"):
        for n in range(len(x)):
            columns = kernel @ x[n].reshape(G, -1, x.shape[2] * x.shape[3])
            y[n] = _inner(_add_windows(columns.reshape(shape[1], *weight.shape[2:], *x.shape[2:]), size, s, d), cut)
        if bias is not None:
            y += bias[:, None, None]
        return y.astype(dtype, copy=False)


def conv_transpose2d_backward(grad_out: np.ndarray, x: np.ndarray, weight: np.ndarray, stride: int | tuple = 1,
                              padding: int | tuple = 0, output_padding: int | tuple = 0, groups: int = 1,
                              dilation: int | tuple = 1) -> tuple:
    """Return the gradients (grad_x, grad_weight, grad_bias), given the gradient at conv_transpose2d's output.

    >>> x, weight = np.array([[[[3.0]]]]), np.array([[[[1.0, 10.0]]]])       # y = x, 10x
    >>> [g.ravel().tolist() for g in conv_transpose2d_backward(np.array([[[[1.0, 2.0]]]]), x, weight)]
    [[21.0], [3.0, 6.0], [3.0]]
    """
    s, d, cut, shape = transposed_geometry(x, weight, None, stride, padding, output_padding, groups, dilation)
    x, weight, grad_out, dtype = float_operands(x, weight=weight, grad_out=grad_out)
    if grad_out.shape != shape:
        raise ValueError(f"grad_out must be {shape}, the shape of the output, got {grad_out.shape}")
    (N, C, H, W), G = x.shape, shape[1] // weight.shape[1]
    kernel = weight.reshape(G, C // G, -1)
    grad_x, grad_kernel = np.empty_like(x), np.zeros_like(kernel)
    padded, image = _frame(shape[1:], cut, x.dtype)
    windows = _window_view(padded, weight.shape[2:], s, d)
    with np.errstate(over="ignore", invalid="ignore"):
        for n in range(N):
            image[...] = grad_out[n]
            columns = windows[..., :H, :W].reshape(G, -1, H * W)             # output_padding may make room for more
            grad_x[n] = (kernel @ columns).reshape(C, H, W)
            grad_kernel += x[n].reshape(G, C // G, H * W) @ columns.swapaxes(1, 2)
        gradients = grad_x, grad_kernel.reshape(weight.shape), grad_out.sum(axis=(0, 2, 3))
        return tuple(gradient.astype(dtype, copy=False) for gradient in gradients)


def transposed_geometry(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None, stride: int | tuple,
                        padding: int | tuple, output_padding: int | tuple, groups: int, dilation: int | tuple) -> tuple:
    """Return (stride, dilation, what padding cuts, shape of the output), or raise what conv_transpose2d raises.

    >>> transposed_geometry(np.ones((2, 3, 4, 5)), np.ones((3, 6, 3, 3)), None, 2, 1, (1, 0), 1, 1)[3]
    (2, 6, 8, 9)
    """
    weight, [groups] = as_array("(C, O/groups, kH, kW)", empty=False, weight=weight), whole_numbers(groups=groups)
    x, weight, bias, _ = float_operands(x, weight=weight, bias=bias)
    (N, C, *n), (c_weight, o_group, *k) = x.shape, weight.shape
    if c_weight != C or C % groups:
        raise ValueError(f"weight has {c_weight} input channels, but x has {C} with groups={groups}")
    if bias is not None and bias.shape != (o_group * groups,):
        raise ValueError(f"bias must be ({o_group * groups},), one for each output channel, got shape {bias.shape}")
    s, d = per_axis(2, stride=stride), per_axis(2, dilation=dilation)
    p, extra = per_axis(2, 0, padding=padding), per_axis(2, 0, output_padding=output_padding)
    if any(e >= max(both) for e, *both in zip(extra, s, d, strict=True)):
        raise ValueError(f"output_padding must be less than stride or dilation, got {extra}, {s} and {d}")
    whole = [(n[a] - 1) * s[a] + d[a] * (k[a] - 1) + 1 + extra[a] for a in (0, 1)]       # before padding cuts
    size = tuple(whole[a] - 2 * p[a] for a in (0, 1))
    if min(size) < 1:
        raise ValueError(f"nothing is left of the output: its size would be {size} with padding {p}")
    check_elements(2 * math.prod(whole) * N * o_group * groups - 64 * x.size, stride=s, dilation=d)   # far more than x
    return s, d, ((p[0],) * 2, (p[1],) * 2), (N, o_group * groups, *size)
