"""Padding and output size (填充与输出尺寸): what a window that moves over n samples sees, and how often it fits.

    n' = ⌊( n + p₀ + p₁ − d·(k − 1) − 1 )/s⌋ + 1

k samples, d apart, span d·(k − 1) + 1; p₀ zeros before and p₁ behind the n samples make room, and the window moves by
s.  "valid" pads nothing, "same" just enough that n' = n with s = 1: p₀ + p₁ = d·(k − 1), the odd one of them behind.

Shapes   x (…, H, W)  →  (…, p₀ + H + p₁, p₀' + W + p₁'),  each axis for itself
Cost     no arithmetic: zero_pad copies, crop is a view
Source   Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning", relationship 15
Checked  torch.nn.functional.conv1d, conv2d and pad
Beware   "same" with s > 1 is refused by PyTorch, and here; TensorFlow, by its documentation, pads as much as gives
         ⌈n/s⌉ places, max(0, d·(k−1) − (n−1) mod s).  A number p pads both sides by p: for 3×3, s = 2, n = 224 that is
         (1, 1), TensorFlow's is (0, 1): 112 places with either, one sample apart.
"""
import math

import numpy as np

from refimpl.arguments import as_array, as_choice, as_list, as_shape, check_elements, per_axis, whole_numbers

__all__ = ["crop", "output_size", "pad_widths", "zero_pad"]


def output_size(n: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return how many places a window of kernel_size samples has on n samples with padding on either side.

    Raises ValueError if it has none.

    >>> output_size(224, kernel_size=7, stride=2, padding=3)                 # ⌊(224 + 6 − 6 − 1)/2⌋ + 1
    112
    """
    (n, p), (k, s, d) = whole_numbers(0, n=n, padding=padding), whole_numbers(
        kernel_size=kernel_size, stride=stride, dilation=dilation)
    return _places(n + 2 * p, k, s, d)


def pad_widths(padding: int | tuple | str, kernel_size: tuple, stride: tuple = (1, 1),
               dilation: tuple = (1, 1)) -> tuple:
    """Return ((top, bottom), (left, right)) for padding given as a number, a pair, "same" or "valid".

    >>> pad_widths("same", kernel_size=(3, 4))                               # 2 = 1 + 1,  3 = 1 + 2
    ((1, 1), (1, 2))
    """
    kernel, strides = per_axis(2, kernel_size=kernel_size), per_axis(2, stride=stride)
    return _widths(padding, kernel, strides, per_axis(2, dilation=dilation))


def zero_pad(x: np.ndarray, widths: tuple) -> np.ndarray:
    """Return a copy of x with zeros around its last two axes, ((top, bottom), (left, right)) of them.

    >>> zero_pad(np.array([[7]]), ((0, 1), (1, 0))).tolist()
    [[0, 7], [0, 0]]
    """
    x = as_array("(…, H, W)", x=x)
    padded, middle = _frame(x.shape, _both_widths(widths), x.dtype)
    middle[...] = x
    return padded


def crop(x: np.ndarray, widths: tuple) -> np.ndarray:
    """Return a view of x without the outermost ((top, bottom), (left, right)) rows and columns: zero_pad undone.

    Raises ValueError if there are fewer.

    >>> crop(np.array([[1, 2], [3, 4]]), ((0, 1), (1, 0))).tolist()
    [[2]]
    """
    x, ((top, bottom), (left, right)) = as_array("(…, H, W)", x=x), _both_widths(widths)
    if top + bottom > x.shape[-2] or left + right > x.shape[-1]:
        raise ValueError(f"widths must take no more than there is of x, {x.shape}, got {widths}")
    return _inner(x, ((top, bottom), (left, right)))


def _both_widths(widths: tuple) -> list:
    """Return the widths along both axes, whole numbers before and behind."""
    return [as_shape("(before, behind)", 0, widths=pair) for pair in as_list(2, widths=widths)]


def _places(n: int, k: int, s: int, d: int) -> int:
    """Return how many places a window has on n samples, padding among them."""
    room = n - d * (k - 1) - 1
    if room < 0:
        raise ValueError(f"the kernel spans {d * (k - 1) + 1}, more than the {n} of the padded input, with "
                         f"kernel_size={k} and dilation={d}")
    return room // s + 1


def _widths(padding: int | tuple | str, kernel: tuple, stride: tuple, dilation: tuple) -> tuple:
    """Return what pad_widths returns, of pairs."""
    if not isinstance(padding, str):
        return tuple((p, p) for p in per_axis(2, 0, padding=padding))
    if as_choice(("same", "valid"), padding=padding) == "valid":
        return (0, 0), (0, 0)
    if stride != (1, 1):
        raise ValueError(f'padding="same" needs stride 1, got stride {stride}')
    totals = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    return tuple((total // 2, total - total // 2) for total in totals)


def _frame(shape: tuple, widths: tuple | list, dtype: np.dtype) -> tuple:
    """Return zeros around room for an array of that shape, and the view of that room."""
    framed = *shape[:-2], *(n + sum(width) for n, width in zip(shape[-2:], widths, strict=True))
    check_elements(math.prod(framed), widths=widths)
    padded = np.zeros(framed, dtype)
    return padded, _inner(padded, widths)


def _inner(x: np.ndarray, widths: tuple | list) -> np.ndarray:
    """Return what crop returns, of an array and widths that fit."""
    (top, bottom), (left, right) = widths
    return x[..., top:x.shape[-2] - bottom, left:x.shape[-1] - right]
