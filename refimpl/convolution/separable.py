"""Depthwise separable convolution (深度可分离卷积): first along the image, then across the channels.

    y = pointwise(depthwise(x))

A dense convolution does both at once, with a k×k filter for every pair of an input and an output channel.  Here each
channel has m k×k filters, and a 1×1 convolution mixes what they give.  The two together are a dense convolution with
weights  w[o, c, u, v] = Σ_q pointwise[o, c·m + q] · depthwise[c·m + q, u, v]:  for each channel c a matrix, of o and
(u, v), whose rank is at most m.

Shapes   x (N, C, H, W)   depthwise_weight (C·m, 1, kH, kW)   pointwise_weight (O, C·m, 1, 1)   y (N, O, H', W')
Cost     MACs N·H'·W'·C·m·(kH·kW + O),  against the dense N·H'·W'·C·O·kH·kW: with m = 1 the share 1/O + 1/k²
Source   Howard et al. 2017, "MobileNets", eq. 5; Chollet 2017, "Xception"
Checked  torch.nn.functional.conv2d twice, and the dense convolution with the composed weights
Beware   Not the separable filter of image processing, a k×k kernel that is a column times a row.  MobileNets puts a
         batch norm and a ReLU between the halves; with them it is no single convolution any more.
"""
import numpy as np

from refimpl.convolution.conv2d import float_operands
from refimpl.convolution.depthwise import depthwise_conv2d, depthwise_conv2d_backward, depthwise_conv2d_definition
from refimpl.convolution.pointwise import pointwise_conv2d, pointwise_conv2d_backward, pointwise_conv2d_definition

__all__ = ["separable_conv2d", "separable_conv2d_backward", "separable_conv2d_definition"]


def separable_conv2d_definition(x: np.ndarray, depthwise_weight: np.ndarray, pointwise_weight: np.ndarray,
                                bias: np.ndarray | None = None, stride: int | tuple = 1,
                                padding: int | tuple | str = 0, dilation: int | tuple = 1) -> np.ndarray:
    """The two halves, each by its definition."""
    x, first, second, bias, dtype = _operands(x=x, depthwise_weight=depthwise_weight, pointwise_weight=pointwise_weight,
                                              bias=bias)
    between = depthwise_conv2d_definition(x, first, None, stride, padding, dilation)
    return _rounded(pointwise_conv2d_definition(between, second, bias), dtype)


def separable_conv2d(x: np.ndarray, depthwise_weight: np.ndarray, pointwise_weight: np.ndarray,
                     bias: np.ndarray | None = None, stride: int | tuple = 1, padding: int | tuple | str = 0,
                     dilation: int | tuple = 1) -> np.ndarray:
    """Return the depthwise convolution of x (N, C, H, W), its channels mixed by the pointwise one, plus bias (O,).

    Raises what depthwise_conv2d and pointwise_conv2d raise.

    >>> x = np.array([[[[1.0, 2.0]], [[3.0, 4.0]]]])                         # two channels of 1 × 2
    >>> sums = np.ones((2, 1, 1, 2))                                         # 1 + 2 and 3 + 4
    >>> separable_conv2d(x, sums, np.array([[[[1.0]], [[10.0]]]])).tolist()
    [[[[73.0]]]]
    """
    x, first, second, bias, dtype = _operands(x=x, depthwise_weight=depthwise_weight, pointwise_weight=pointwise_weight,
                                              bias=bias)
    between = depthwise_conv2d(x, first, None, stride, padding, dilation)
    return _rounded(pointwise_conv2d(between, second, bias), dtype)


def separable_conv2d_backward(grad_out: np.ndarray, x: np.ndarray, depthwise_weight: np.ndarray,
                              pointwise_weight: np.ndarray, stride: int | tuple = 1, padding: int | tuple | str = 0,
                              dilation: int | tuple = 1) -> tuple:
    """Return (grad_x, grad_depthwise_weight, grad_pointwise_weight, grad_bias), given the gradient at the output.

    The chain rule: back through the pointwise half, then, with what arrives between the two, through the depthwise.

    >>> x, depthwise, pointwise = np.full((1, 1, 1, 1), 2.0), np.full((1, 1, 1, 1), 3.0), np.full((1, 1, 1, 1), 5.0)
    >>> [float(g.sum()) for g in separable_conv2d_backward(np.ones((1, 1, 1, 1)), x, depthwise, pointwise)]  # y = 5·3·x
    [15.0, 10.0, 6.0, 1.0]
    """
    x, first, second, grad_out, dtype = _operands(x=x, depthwise_weight=depthwise_weight,
                                                  pointwise_weight=pointwise_weight, grad_out=grad_out)
    between = depthwise_conv2d(x, first, None, stride, padding, dilation)
    grad_between, grad_pointwise, grad_bias = pointwise_conv2d_backward(grad_out, between, second)
    grad_x, grad_depthwise, _ = depthwise_conv2d_backward(grad_between, x, first, stride, padding, dilation)
    return tuple(_rounded(gradient, dtype) for gradient in (grad_x, grad_depthwise, grad_pointwise, grad_bias))


def _operands(x: np.ndarray, **others: np.ndarray | None) -> list:
    """Return what float_operands returns, if the weights fit."""
    x, depthwise, pointwise, *_ = operands = float_operands(x, **others)
    if x.shape[1] == 0 or len(depthwise) % x.shape[1] or pointwise.shape[1] != len(depthwise):
        raise ValueError("depthwise_weight must be (C·m, 1, kH, kW) and pointwise_weight (O, C·m, 1, 1) for x "
                         f"(N, C, H, W), got shapes {depthwise.shape}, {pointwise.shape} and {x.shape}")
    return operands


def _rounded(array: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Return the array in a dtype; what is too large for it is infinite."""
    with np.errstate(over="ignore"):
        return array.astype(dtype, copy=False)
