"""Padding and output size (填充与输出尺寸): what a window that moves over n samples sees, and how often it fits.

    n' = ⌊( n + p₀ + p₁ − d·(k − 1) − 1 )/s⌋ + 1

k samples, d apart, span d·(k − 1) + 1; p₀ zeros before and p₁ behind the n samples make room, and the window moves by
s.  "valid" pads nothing, "same" just enough that n' = n with s = 1: p₀ + p₁ = d·(k − 1), the odd one of them behind.

Shapes   x (…, H, W)  →  (…, p₀ + H + p₁, p₀' + W + p₁'),  each axis for itself
Cost     no arithmetic; a copy
Source   Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 14
Checked  torch.nn.functional.conv2d
Beware   "same" with s > 1 means two things: TensorFlow pads max(0, d·(k−1) − (n−1) mod s), PyTorch refuses, and so do
         we.  A number p pads both sides by p; for 3×3, s = 2, n = 224 that is (1, 1) where TensorFlow has (0, 1).
"""
import numpy as np

__all__ = ["crop", "output_size", "pad_widths", "pair", "zero_pad"]


def output_size(n: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return how many places a window of kernel_size samples has on n samples with padding on either side.

    Raises ValueError if it has none, or for a size, stride or dilation below 1 or a negative padding.

    >>> output_size(224, kernel_size=7, stride=2, padding=3)                 # ⌊(224 + 6 − 6 − 1)/2⌋ + 1
    112
    """
    if min(kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError("kernel_size, stride and dilation must be at least 1 and padding at least 0, "
                         f"got {kernel_size}, {stride}, {dilation} and {padding}")
    room = n + 2 * padding - dilation * (kernel_size - 1) - 1
    if room < 0:
        raise ValueError(f"the kernel spans {dilation * (kernel_size - 1) + 1}, more than the {n + 2 * padding} of the "
                         "padded input")
    return room // stride + 1


def pad_widths(padding: int | tuple | str, kernel_size: tuple, stride: tuple = (1, 1),
               dilation: tuple = (1, 1)) -> tuple:
    """Return ((top, bottom), (left, right)) for padding given as a number, a pair, "same" or "valid".

    >>> pad_widths("same", kernel_size=(3, 4))                               # 2 = 1 + 1,  3 = 1 + 2
    ((1, 1), (1, 2))
    """
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding == "same":
        if tuple(stride) != (1, 1):
            raise ValueError(f'padding="same" needs stride 1, got stride {stride}')
        totals = [d * (k - 1) for k, d in zip(kernel_size, dilation, strict=True)]
        return tuple((total // 2, total - total // 2) for total in totals)
    if isinstance(padding, str):
        raise ValueError(f'padding must be a number, a pair, "same" or "valid", got "{padding}"')
    return tuple((p, p) for p in pair(padding, "padding", least=0))


def zero_pad(x: np.ndarray, widths: tuple) -> np.ndarray:
    """Return x with zeros around its last two axes, ((top, bottom), (left, right)) of them.

    >>> zero_pad(np.array([[7]]), ((0, 1), (1, 0))).tolist()
    [[0, 7], [0, 0]]
    """
    padded = np.zeros((*x.shape[:-2], *(n + sum(p) for n, p in zip(x.shape[-2:], widths, strict=True))), x.dtype)
    crop(padded, widths)[...] = x
    return padded


def crop(x: np.ndarray, widths: tuple) -> np.ndarray:
    """Return a view of x without the outermost ((top, bottom), (left, right)) rows and columns: zero_pad undone.

    >>> crop(np.array([[1, 2], [3, 4]]), ((0, 1), (1, 0))).tolist()
    [[2]]
    """
    (top, bottom), (left, right) = widths
    return x[..., top:x.shape[-2] - bottom, left:x.shape[-1] - right]


def pair(value: int | tuple, name: str, least: int = 1) -> tuple:
    """Return (value, value), or the pair that value is.  ValueError unless it holds two whole numbers >= least.

    >>> pair(3, "stride"), pair((1, 2), "stride")
    ((3, 3), (1, 2))
    """
    both = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    if len(both) != 2 or not all(isinstance(v, (int, np.integer)) and v >= least for v in both):
        raise ValueError(f"{name} must be a whole number of at least {least}, or a pair of them, got {value}")
    return tuple(int(v) for v in both)
