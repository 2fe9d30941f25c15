"""Depthwise convolution (逐通道卷积): every channel has m filters of its own; channels never mix.

    y[n, c·m + q, i, j] = b[c·m + q] + Σ_{u,v} x̂[n, c, i·s + u·d, j·s + v·d] · w[c·m + q, 0, u, v],    q = 0 … m − 1

x̂ is x with p zeros on every side, m the depth multiplier.  It is conv2d with as many groups as input channels.

Shapes   x (N, C, H, W)   weight (C·m, 1, kH, kW)   bias (C·m,)   y (N, C·m, H', W'), H' as in conv2d
Cost     MACs N·C·m·H'·W'·kH·kW, a C-th of the dense convolution's     params C·m·kH·kW + C·m
Source   Sifre 2014, "Rigid-motion scattering for image classification", §6.2; Howard et al. 2017, "MobileNets", eq. 3
Checked  torch.nn.functional.conv2d(groups=C) and autograd; whole numbers bit for bit
Beware   The notes call this "depthwise separable": it is the first half of that, `pointwise_conv2d` the second.  The
         groups are the input's channels, not the output's.  A weight (kH, kW, C, m), as TensorFlow documents it, is
         made ours by transpose(2, 3, 0, 1).reshape(C·m, 1, kH, kW).  A C-th of the MACs is not a C-th of the time: with
         s = 1 a sample serves kH·kW·m products, in a dense convolution kH·kW·O, so memory limits the speed sooner.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.convolution.conv2d import _geometry, conv2d, conv2d_backward, float_operands
from refimpl.convolution.padding import zero_pad

__all__ = ["depthwise_conv2d", "depthwise_conv2d_backward", "depthwise_conv2d_definition", "depthwise_groups"]


def depthwise_conv2d_definition(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None,
                                stride: int | tuple = 1, padding: int | tuple | str = 0,
                                dilation: int | tuple = 1) -> np.ndarray:
    """The formula above, one product at a time."""
    C = depthwise_groups(x, weight)
    x, weight, bias, dtype = float_operands(x, weight=weight, bias=bias)
    (sy, sx), (dy, dx), widths, shape = _geometry(x, weight, bias, stride, padding, dilation, C)
    x, y, m = zero_pad(x, widths), np.zeros(shape, x.dtype), len(weight) // C
    with np.errstate(over="ignore", invalid="ignore"):
        for n, o, i, j in np.ndindex(shape):
            for u, v in np.ndindex(weight.shape[2:]):
                y[n, o, i, j] += x[n, o // m, i * sy + u * dy, j * sx + v * dx] * weight[o, 0, u, v]
            if bias is not None:
                y[n, o, i, j] += bias[o]
        return y.astype(dtype, copy=False)


def depthwise_conv2d(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None, stride: int | tuple = 1,
                     padding: int | tuple | str = 0, dilation: int | tuple = 1) -> np.ndarray:
    """Return each channel of x (N, C, H, W) convolved with its own m filters of weight (C·m, 1, kH, kW).

    Raises what conv2d raises, and ValueError unless weight has one input channel and a multiple of C outputs.

    >>> x = np.array([[[[1.0, 2.0]], [[3.0, 4.0]]]])                         # two channels of 1 × 2
    >>> depthwise_conv2d(x, np.array([10.0, 100.0]).reshape(2, 1, 1, 1)).tolist()
    [[[[10.0, 20.0]], [[300.0, 400.0]]]]
    """
    return conv2d(x, weight, bias, stride, padding, dilation, groups=depthwise_groups(x, weight))


def depthwise_conv2d_backward(grad_out: np.ndarray, x: np.ndarray, weight: np.ndarray, stride: int | tuple = 1,
                              padding: int | tuple | str = 0, dilation: int | tuple = 1) -> tuple:
    """Return the gradients (grad_x, grad_weight, grad_bias), given the gradient at depthwise_conv2d's output.

    >>> x, weight = np.array([[[[1.0]], [[2.0]]]]), np.array([[[[3.0]]], [[[4.0]]]])         # y = 3x₀, 4x₁
    >>> [g.ravel().tolist() for g in depthwise_conv2d_backward(np.array([[[[1.0]], [[10.0]]]]), x, weight)]
    [[3.0, 40.0], [1.0, 20.0], [1.0, 10.0]]
    """
    return conv2d_backward(grad_out, x, weight, stride, padding, dilation, groups=depthwise_groups(x, weight))


def depthwise_groups(x: np.ndarray, weight: np.ndarray) -> int:
    """Return C, the number of groups.  ValueError unless weight is (C·m, 1, kH, kW) for x (N, C, H, W).

    >>> depthwise_groups(np.ones((1, 3, 8, 9)), np.ones((6, 1, 5, 5)))       # m = 2
    3
    """
    x, weight = as_array("(N, C, H, W)", x=x), as_array("(C·m, 1, kH, kW)", empty=False, weight=weight)
    if x.shape[1] == 0 or len(weight) % x.shape[1]:
        raise ValueError(f"weight must be (C·m, 1, kH, kW) for x (N, C, H, W), got shapes {weight.shape} and {x.shape}")
    return x.shape[1]
