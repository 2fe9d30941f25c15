"""Convolution (卷积): the same small weighted sum at every place of an image, over all channels of a group.

    y[n, o, i, j] = b[o] + Σ_{c,u,v} x̂[n, g·C/G + c, i·s + u·d, j·s + v·d] · w[o, c, u, v],    g = ⌊o/(O/G)⌋

x̂ is x with p zeros on every side; c runs over the C/G input channels of output channel o's group g.  G = 1: every
output sees every input; G = C: each channel for itself (depthwise).

Shapes   x (N, C, H, W)   weight (O, C/G, kH, kW)   bias (O,)   y (N, O, H', W'),  H' = ⌊(H + 2p − d(k−1) − 1)/s⌋ + 1
Cost     MACs N·O·H'·W'·(C/G)·kH·kW     params O·(C/G)·kH·kW + O
Source   LeCun et al. 1989, "Backpropagation applied to handwritten zip code recognition"; Dumoulin & Visin 2016
Checked  torch.nn.functional.conv2d and autograd, scipy.signal.correlate; whole numbers bit for bit
Beware   The kernel is not flipped: what deep learning calls convolution is correlation (scipy.signal.convolve flips).
         Weights are (O, C/G, kH, kW) here and in PyTorch, (kH, kW, C/G, O) in TensorFlow.  Even kernels with padding
         "same" get the odd zero at the bottom and the right.
"""
import numpy as np

from refimpl.convolution.columns import add_windows, kernel_windows
from refimpl.convolution.padding import crop, output_size, pad_widths, pair, zero_pad

__all__ = ["check_operands", "conv2d", "conv2d_backward", "conv2d_definition", "conv2d_geometry"]


def conv2d_definition(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None, stride: int | tuple = 1,
                      padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1) -> np.ndarray:
    """The formula above, one product at a time."""
    (sy, sx), (dy, dx), widths, shape = conv2d_geometry(x, weight, bias, stride, padding, dilation, groups)
    x, y, (O, c_group, kH, kW) = zero_pad(x, widths), np.zeros(shape, x.dtype), weight.shape
    for n, o, i, j in np.ndindex(shape):
        first = o // (O // groups) * c_group                                 # the group's first input channel
        for c, u, v in np.ndindex(c_group, kH, kW):
            y[n, o, i, j] += x[n, first + c, i * sy + u * dy, j * sx + v * dx] * weight[o, c, u, v]
        if bias is not None:
            y[n, o, i, j] += bias[o]
    return y


def conv2d(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None, stride: int | tuple = 1,
           padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1) -> np.ndarray:
    """Return the convolution of x (N, C, H, W) with weight (O, C/groups, kH, kW), as torch.nn.functional.conv2d does.

    stride, padding and dilation are numbers or (vertical, horizontal) pairs; padding may be "same" or "valid".  Raises
    TypeError unless all are floats of one dtype, ValueError if the shapes do not fit or the kernel is too large.

    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)                               # 0 1 2 / 3 4 5 / 6 7 8
    >>> conv2d(x, np.array([[[[1.0, 0.0], [0.0, 10.0]]]])).tolist()          # 0 + 10·4, 1 + 10·5, …
    [[[[40.0, 51.0], [73.0, 84.0]]]]
    """
    s, d, widths, shape = conv2d_geometry(x, weight, bias, stride, padding, dilation, groups)
    N, O, H, W = shape
    y, kernel = np.empty(shape, x.dtype), weight.reshape(groups, O // groups, -1)
    columns = np.empty((x.shape[1], *weight.shape[2:], H, W), x.dtype)       # one image's, used again for the next
    for n in range(N):
        columns[...] = kernel_windows(zero_pad(x[n], widths), weight.shape[2:], s, d)
        np.matmul(kernel, columns.reshape(groups, -1, H * W), out=y[n].reshape(groups, O // groups, H * W))
    if bias is not None:
        y += bias[:, None, None]
    return y


def conv2d_backward(grad_out: np.ndarray, x: np.ndarray, weight: np.ndarray, stride: int | tuple = 1,
                    padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1) -> tuple:
    """Return the gradients (grad_x, grad_weight, grad_bias) of a loss, given its gradient grad_out at conv2d's output.

    y is linear in x and in weight: grad_x is the transposed map applied to grad_out, grad_weight the correlation of x
    with grad_out.

    >>> x, weight = np.array([[[[1.0, 2.0, 3.0]]]]), np.array([[[[10.0, 20.0]]]])        # y = 10x₀ + 20x₁, 10x₁ + 20x₂
    >>> [g.ravel().tolist() for g in conv2d_backward(np.ones((1, 1, 1, 2)), x, weight)]
    [[10.0, 30.0, 20.0], [3.0, 5.0], [2.0]]
    """
    s, d, widths, shape = conv2d_geometry(x, weight, None, stride, padding, dilation, groups)
    if grad_out.shape != shape:
        raise ValueError(f"grad_out must be {shape}, the shape of the output, got {grad_out.shape}")
    N, O, H, W = shape
    kernel = weight.reshape(groups, O // groups, -1)
    grad_x, grad_kernel = np.empty_like(x), np.zeros_like(kernel)
    columns = np.empty((x.shape[1], *weight.shape[2:], H, W), x.dtype)
    matrix = columns.reshape(groups, -1, H * W)                              # the same memory
    product = np.matmul if O > groups else np.multiply                       # the same for an inner length of 1, faster
    for n in range(N):
        grad = grad_out[n].reshape(groups, O // groups, H * W)
        padded = zero_pad(x[n], widths)
        columns[...] = kernel_windows(padded, weight.shape[2:], s, d)
        grad_kernel += grad @ matrix.swapaxes(1, 2)
        product(kernel.swapaxes(1, 2), grad, out=matrix)
        grad_x[n] = crop(add_windows(columns, padded.shape[1:], s, d), widths)
    return grad_x, grad_kernel.reshape(weight.shape), grad_out.sum(axis=(0, 2, 3))


def conv2d_geometry(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None, stride: int | tuple = 1,
                    padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1) -> tuple:
    """Return (stride, dilation, pad widths, shape of the output) as pairs, or raise what conv2d raises.

    >>> conv2d_geometry(np.ones((2, 3, 8, 9)), np.ones((4, 3, 5, 3)), stride=2, padding=(2, 1))
    ((2, 2), (1, 1), ((2, 2), (1, 1)), (2, 4, 4, 5))
    """
    check_operands(x, weight, bias, "(O, C/groups, kH, kW)", groups)
    (N, C, *size), (O, c_group, *kernel_size) = x.shape, weight.shape
    if c_group * groups != C:
        raise ValueError(f"weight has {c_group} input channels, but x has {C} with groups={groups}")
    if O % groups:
        raise ValueError(f"weight has {O} output channels, which groups={groups} does not divide")
    if bias is not None and bias.shape != (O,):
        raise ValueError(f"bias must be ({O},), one for each output channel, got shape {bias.shape}")
    s, d = pair(stride, "stride"), pair(dilation, "dilation")
    widths = pad_widths(padding, tuple(kernel_size), s, d)
    shape = [output_size(n + sum(widths[a]), kernel_size[a], s[a], 0, d[a]) for a, n in enumerate(size)]
    return s, d, widths, (N, O, *shape)


def check_operands(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None, axes: str, groups: int) -> None:
    """Raise TypeError unless all hold floats of one dtype, ValueError unless x and weight have four axes, groups >= 1.

    >>> check_operands(np.ones((1, 2, 3, 4)), np.ones((5, 2, 1, 1)), None, "(O, C, kH, kW)", groups=1)
    """
    if x.ndim != 4:
        raise ValueError(f"x must be (N, C, H, W), got shape {x.shape}")
    if weight.ndim != 4 or weight.size == 0:
        raise ValueError(f"weight must be {axes}, none of them 0, got shape {weight.shape}")
    if x.dtype.kind not in "fO":
        raise TypeError(f"x must hold floats, got {x.dtype}")
    for name, array in (("weight", weight), ("bias", bias)):
        if array is not None and array.dtype != x.dtype:
            raise TypeError(f"{name} is {array.dtype}, but x is {x.dtype}")
    if not isinstance(groups, (int, np.integer)) or groups < 1:
        raise ValueError(f"groups must be a whole number of at least 1, got {groups}")
