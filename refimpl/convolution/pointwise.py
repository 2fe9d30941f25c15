"""Pointwise convolution (逐点卷积): at every pixel for itself, each output channel is a weighted sum of all inputs.

    y[n, o, i, j] = b[o] + Σ_c x[n, c, i, j] · w[o, c, 0, 0]

A 1×1 convolution: one matrix, applied to the channels of every pixel.  It mixes the channels, which a depthwise
convolution leaves undone, and never looks sideways.

Shapes   x (N, C, H, W)   weight (O, C, 1, 1)   bias (O,)   y (N, O, H, W)
Cost     MACs N·O·C·H·W     params O·C + O
Source   Lin, Chen & Yan 2014, "Network in network", §3.1; Howard et al. 2017, "MobileNets", §3.1
Checked  torch.nn.functional.conv2d and autograd; whole numbers bit for bit
Beware   The notes call this "pointwise separable": nothing is separated here; it is the second half of a depthwise
         separable convolution.  It is one matrix product per image and needs no columns.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.convolution.conv2d import float_operands

__all__ = ["matrix_and_columns", "pointwise_conv2d", "pointwise_conv2d_backward", "pointwise_conv2d_definition"]


def pointwise_conv2d_definition(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    """The formula above, one product at a time."""
    x, weight, bias, dtype = _operands_1x1(x, weight, bias=bias)
    y = np.zeros((len(x), len(weight), *x.shape[2:]), x.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        for n, o, i, j in np.ndindex(y.shape):
            for c in range(x.shape[1]):
                y[n, o, i, j] += x[n, c, i, j] * weight[o, c, 0, 0]
            if bias is not None:
                y[n, o, i, j] += bias[o]
        return y.astype(dtype, copy=False)


def pointwise_conv2d(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    """Return at every pixel of x (N, C, H, W) the matrix weight (O, C, 1, 1) times its channels, plus bias (O,).

    Raises what conv2d raises, and ValueError if the kernel is not 1 × 1.

    >>> x = np.array([[[[1.0, 2.0]], [[3.0, 4.0]]]])                         # two channels of 1 × 2
    >>> pointwise_conv2d(x, np.array([[[[1.0]], [[10.0]]]])).tolist()        # 1 + 10·3, 2 + 10·4
    [[[[31.0, 42.0]]]]
    """
    x, weight, bias, dtype = _operands_1x1(x, weight, bias=bias)
    matrix, columns = _flattened(x, weight)
    with np.errstate(over="ignore", invalid="ignore"):
        y = np.matmul(matrix, columns).reshape(len(x), len(matrix), *x.shape[2:])
        if bias is not None:
            y += bias[:, None, None]
        return y.astype(dtype, copy=False)


def pointwise_conv2d_backward(grad_out: np.ndarray, x: np.ndarray, weight: np.ndarray) -> tuple:
    """Return the gradients (grad_x, grad_weight, grad_bias), given the gradient at pointwise_conv2d's output.

    >>> x, weight = np.array([[[[1.0]], [[2.0]]]]), np.array([[[[3.0]], [[4.0]]]])           # y = 3x₀ + 4x₁
    >>> [g.ravel().tolist() for g in pointwise_conv2d_backward(np.array([[[[10.0]]]]), x, weight)]
    [[30.0, 40.0], [10.0, 20.0], [10.0]]
    """
    x, weight, grad_out, dtype = _operands_1x1(x, weight, grad_out=grad_out)
    matrix, columns = _flattened(x, weight)
    expected = len(x), len(weight), *x.shape[2:]
    if grad_out.shape != expected:
        raise ValueError(f"grad_out must be {expected}, the shape of the output, got {grad_out.shape}")
    grad, grad_matrix = grad_out.reshape(*expected[:2], columns.shape[2]), np.zeros_like(matrix)
    with np.errstate(over="ignore", invalid="ignore"):
        for n in range(len(x)):
            grad_matrix += grad[n] @ columns[n].T
        gradients = (matrix.T @ grad).reshape(x.shape), grad_matrix.reshape(weight.shape), grad_out.sum(axis=(0, 2, 3))
        return tuple(gradient.astype(dtype, copy=False) for gradient in gradients)


def matrix_and_columns(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> tuple:
    """Return weight as a matrix (O, C) and x as columns (N, C, H·W), or raise what pointwise_conv2d raises.

    Both may share memory with the arguments.  Whole numbers become float64, float16 float32.

    >>> [part.shape for part in matrix_and_columns(np.ones((2, 3, 4, 5)), np.ones((6, 3, 1, 1)))]
    [(6, 3), (2, 3, 20)]
    """
    x, weight, *_ = _operands_1x1(x, weight, bias=bias)
    return _flattened(x, weight)


def _operands_1x1(x: np.ndarray, weight: np.ndarray, **other: np.ndarray | None) -> list:
    """Return what float_operands returns, if the shapes fit."""
    x, weight, third, _ = operands = float_operands(x, weight=as_array("(O, C, 1, 1)", weight=weight), **other)
    if weight.shape[1] != x.shape[1]:
        raise ValueError(f"weight has {weight.shape[1]} input channels, but x has {x.shape[1]}")
    if third is not None and third.ndim == 1 and third.shape != weight.shape[:1]:
        raise ValueError(f"bias must be ({len(weight)},), one for each output channel, got shape {third.shape}")
    return operands


def _flattened(x: np.ndarray, weight: np.ndarray) -> tuple:
    """Return the matrix and the columns."""
    return weight[:, :, 0, 0], x.reshape(*x.shape[:2], x.shape[2] * x.shape[3])
