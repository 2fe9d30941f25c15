"""Pointwise convolution (逐点卷积): at every pixel for itself, each output channel is a weighted sum of all inputs.

    y[n, o, i, j] = b[o] + Σ_c x[n, c, i, j] · w[o, c, 0, 0]

A 1×1 convolution: one matrix, applied to the channels of every pixel.  It mixes channels and never looks sideways,
just what a depthwise convolution leaves undone.

Shapes   x (N, C, H, W)   weight (O, C, 1, 1)   bias (O,)   y (N, O, H, W)
Cost     MACs N·O·C·H·W     params O·C + O
Source   Lin, Chen & Yan 2014, "Network in network", §3.1; Howard et al. 2017, "MobileNets", §3.1
Checked  torch.nn.functional.conv2d and autograd; whole numbers bit for bit
Beware   The notes call this "pointwise separable": nothing is separated here; it is the second half of a depthwise
         separable convolution.  It is one matrix product and needs no columns: the fastest of all convolutions.
"""
import numpy as np

from refimpl.convolution.conv2d import conv2d_geometry

__all__ = ["matrix_and_columns", "pointwise_conv2d", "pointwise_conv2d_backward", "pointwise_conv2d_definition"]


def pointwise_conv2d_definition(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    """The formula above, one product at a time."""
    *_, shape = conv2d_geometry(x, weight, bias)
    y = np.zeros(shape, x.dtype)
    for n, o, i, j in np.ndindex(shape):
        for c in range(x.shape[1]):
            y[n, o, i, j] += x[n, c, i, j] * weight[o, c, 0, 0]
        if bias is not None:
            y[n, o, i, j] += bias[o]
    return y


def pointwise_conv2d(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    """Return at every pixel of x (N, C, H, W) the matrix weight (O, C, 1, 1) times its channels, plus bias (O,).

    Raises what conv2d raises, and ValueError if the kernel is not 1 × 1.

    >>> x = np.array([[[[1.0, 2.0]], [[3.0, 4.0]]]])                         # two channels of 1 × 2
    >>> pointwise_conv2d(x, np.array([[[[1.0]], [[10.0]]]])).tolist()        # 1 + 10·3, 2 + 10·4
    [[[[31.0, 42.0]]]]
    """
    matrix, columns = matrix_and_columns(x, weight, bias)
    y = np.matmul(matrix, columns).reshape(len(x), len(weight), *x.shape[2:])
    if bias is not None:
        y += bias[:, None, None]
    return y


def pointwise_conv2d_backward(grad_out: np.ndarray, x: np.ndarray, weight: np.ndarray) -> tuple:
    """Return the gradients (grad_x, grad_weight, grad_bias), given the gradient at pointwise_conv2d's output.

    >>> x, weight = np.array([[[[1.0]], [[2.0]]]]), np.array([[[[3.0]], [[4.0]]]])           # y = 3x₀ + 4x₁
    >>> [g.ravel().tolist() for g in pointwise_conv2d_backward(np.array([[[[10.0]]]]), x, weight)]
    [[30.0, 40.0], [10.0, 20.0], [10.0]]
    """
    matrix, columns = matrix_and_columns(x, weight)
    if grad_out.shape != (len(x), len(weight), *x.shape[2:]):
        expected = (len(x), len(weight), *x.shape[2:])
        raise ValueError(f"grad_out must be {expected}, the shape of the output, got {grad_out.shape}")
    grad = grad_out.reshape(len(x), len(weight), -1)
    grad_matrix = np.zeros_like(matrix)
    for n in range(len(x)):
        grad_matrix += grad[n] @ columns[n].T
    return (matrix.T @ grad).reshape(x.shape), grad_matrix.reshape(weight.shape), grad_out.sum(axis=(0, 2, 3))


def matrix_and_columns(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> tuple:
    """Return weight as a matrix (O, C) and x as columns (N, C, H·W), or raise what pointwise_conv2d raises.

    >>> [part.shape for part in matrix_and_columns(np.ones((2, 3, 4, 5)), np.ones((6, 3, 1, 1)))]
    [(6, 3), (2, 3, 20)]
    """
    conv2d_geometry(x, weight, bias)
    if weight.shape[2:] != (1, 1):
        raise ValueError(f"weight must be (O, C, 1, 1), got shape {weight.shape}")
    return weight[:, :, 0, 0], x.reshape(*x.shape[:2], x.shape[2] * x.shape[3])
