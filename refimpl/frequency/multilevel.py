"""Multilevel wavelet transform (多级小波分解): transform the approximation again, and again.

    x  →  a₁, d₁        a₁  →  a₂, d₂        …        a_J        [a_J, d_J, …, d₂, d₁]

Each level sees details twice as coarse as the one before; what is left at last is a short, smooth signal.  Altogether
there are as many coefficients as samples (a few more at the ends), and for most signals few of them are large.

Shapes   x (…, n, …)  →  [a_J, d_J, …, d₁];  image (H, W)  →  [cA_J, (cH_J, cV_J, cD_J), …, (cH₁, cV₁, cD₁)]
Cost     about 2L multiplications per sample for all levels together, since the lengths halve; 8/3·L per pixel
Source   Mallat 1989, "A theory for multiresolution signal decomposition"
Checked  pywt.wavedec, waverec, wavedec2, waverec2, dwt_max_level
Beware   Down to level ⌊log₂(n/(L − 1))⌋ some coefficients have not seen beyond the ends, deeper seldom any: refused
         here, PyWavelets warns.
         At level 0 nothing is done: x itself is returned, no copy, if it has the dtype of coefficients.
"""
import numpy as np

from refimpl.arguments import as_array, as_axis, as_list, whole_numbers
from refimpl.frequency.inverse_wavelet import idwt
from refimpl.frequency.wavelet import _with_bank, dwt
from refimpl.frequency.wavelet2d import dwt2, idwt2

__all__ = ["greatest_level", "wavedec", "wavedec2", "waverec", "waverec2"]


def wavedec(x: np.ndarray, bank: np.ndarray, mode: str = "symmetric", level: int | None = None,
            axis: int = -1) -> list:
    """Return [a_J, d_J, …, d₁] along an axis, J = level, by default as deep as is possible.

    Raises ValueError for a level that is too deep or negative; else as dwt.

    >>> [(c * 2).round(6).tolist() for c in wavedec(np.array([1, 3, 4, 4]), np.array([[1, 1], [1, -1]]) / 2**0.5)]
    [[12.0], [-4.0], [-2.828427, 0.0]]
    """
    axis = as_axis(as_array("(…, n)", x=x).ndim, axis=axis)
    x, bank, mode = _with_bank("(…, n)", bank, mode, x=x)
    details: list = []
    for _ in range(_possible(level, x.shape[axis], bank)):
        x, detail = dwt(x, bank, mode, axis)
        details.insert(0, detail)
    return [x, *details]


def waverec(coefficients: list, bank: np.ndarray, mode: str = "symmetric", axis: int = -1) -> np.ndarray:
    """Return the signal that has the coefficients [a_J, d_J, …, d₁]; one sample more where its length was odd.

    >>> haar = np.array([[1, 1], [1, -1]]) / 2**0.5
    >>> waverec([np.array([6]), np.array([-2]), np.array([-(2**0.5), 0])], haar).round(6).tolist()
    [1.0, 3.0, 4.0, 4.0]
    """
    first, *details = as_list(coefficients=coefficients)
    x, bank, mode = _with_bank("(…, n)", bank, mode, coefficients=first)
    axis = as_axis(x.ndim, axis=axis)
    for detail in details:
        x = _trimmed(x, as_array("(…, n)", coefficients=detail), [axis])
        x = _undone(idwt, x, detail, bank, mode, axis)
    return x


def wavedec2(image: np.ndarray, bank: np.ndarray, mode: str = "symmetric", level: int | None = None) -> list:
    """Return [cA_J, (cH_J, cV_J, cD_J), …, (cH₁, cV₁, cD₁)]; arguments as in wavedec.

    >>> [c.shape for c in wavedec2(np.ones((8, 12)), np.array([[1, 1], [1, -1]]) / 2**0.5, level=2)[0:1]]
    [(2, 3)]
    """
    image, bank, mode = _with_bank("(H, W)", bank, mode, image=image)
    details: list = []
    for _ in range(_possible(level, min(image.shape), bank)):
        image, detail = dwt2(image, bank, mode)
        details.insert(0, detail)
    return [image, *details]


def waverec2(coefficients: list, bank: np.ndarray, mode: str = "symmetric") -> np.ndarray:
    """Return the image that has the coefficients [cA_J, (cH_J, cV_J, cD_J), …]; one more where a side was odd.

    >>> haar, one = np.array([[1, 1], [1, -1]]) / 2**0.5, np.ones((1, 1))
    >>> waverec2([8 * one, (-4 * one, -2 * one, 0 * one)], haar).round(6).tolist()
    [[1.0, 3.0], [5.0, 7.0]]
    """
    first, *details = as_list(coefficients=coefficients)
    image, bank, mode = _with_bank("(H, W)", bank, mode, coefficients=first)
    for bands in details:
        image = _trimmed(image, as_array("(H, W)", coefficients=as_list(3, coefficients=bands)[0]), [0, 1])
        image = _undone(idwt2, image, bands, bank, mode)
    return image


def greatest_level(n: int, taps: int) -> int:
    """Return ⌊log₂(n/(taps − 1))⌋, or 0: so often n samples can be halved and some coefficients see no end.

    >>> greatest_level(8, taps=2), greatest_level(1000, taps=8), greatest_level(3, taps=8)
    (3, 7, 0)
    """
    [n], [taps] = whole_numbers(0, n=n), whole_numbers(2, taps=taps)
    return max(0, (n // (taps - 1)).bit_length() - 1)


def _possible(level: int | None, n: int, bank: np.ndarray) -> int:
    """Return the level, by default the greatest, if n samples can bear it."""
    greatest = greatest_level(n, bank.shape[1])
    return whole_numbers(0, greatest, level=greatest if level is None else level)[0]


def _trimmed(x: np.ndarray, detail: np.ndarray, axes: list) -> np.ndarray:
    """Return x without the sample too many that idwt made of an odd length, so that it is as long as the detail."""
    for axis in axes:
        if x.ndim == detail.ndim and x.shape[axis] == detail.shape[axis] + 1:
            x = x.swapaxes(axis, 0)[:-1].swapaxes(axis, 0)
    return x


def _undone(inverse, *level):  # type: ignore[no-untyped-def]
    """Return the synthesis of one level; what it refuses are coefficients."""
    try:
        return inverse(*level)
    except (TypeError, ValueError) as error:
        raise type(error)(f"coefficients of one level: {error}") from None
