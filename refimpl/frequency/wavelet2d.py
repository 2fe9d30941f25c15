"""Two-dimensional wavelet transform (二维离散小波变换): an image as a small copy and three kinds of details.

    cA = rows a, columns a        cH = rows a, columns d        cV = rows d, columns a        cD = rows d, columns d

    (along the rows a smooths and d differs, then down the columns)

The wavelet of a product is the product of wavelets: transform along one axis, then along the other.  cH holds what
changes from top to bottom, horizontal edges (水平细节); cV what changes from left to right, vertical edges (垂直细节);
cD what changes both ways, diagonals and corners (对角细节).

Shapes   image (H, W)  →  four of about (H/2, W/2): ⌊(n + L − 1)/2⌋ for each n, ⌈n/2⌉ in mode periodization
Cost     2L multiplications per pixel
Source   Mallat 1989, "A theory for multiresolution signal decomposition"
Checked  pywt.dwt2 and idwt2, all nine modes;  perfect reconstruction
Beware   Some name the bands by direction of filtering, LH and HL, and do not agree on which letter comes first.  The
         synthesis of an odd height or width returns one more.
"""
import numpy as np

from refimpl.arguments import as_array, as_list
from refimpl.frequency.inverse_wavelet import idwt
from refimpl.frequency.wavelet import _analysis, _with_bank

__all__ = ["dwt2", "idwt2"]

STRIP = 32                                         # rows of Haar's transform at a time, so that they stay in the cache


def dwt2(image: np.ndarray, bank: np.ndarray, mode: str = "symmetric") -> tuple:
    """Return (cA, (cH, cV, cD)) of an image.

    Raises TypeError for what is not real, ValueError unless the image is (H, W), not empty, and the mode is known.

    >>> cA, (cH, cV, cD) = dwt2(np.array([[1, 3], [5, 9]]), np.array([[1, 1], [1, -1]]) / 2**0.5)
    >>> [c.round(6).tolist() for c in (cA, cH, cV, cD)]
    [[[9.0]], [[-5.0]], [[-3.0]], [[1.0]]]
    """
    image, bank, mode = _with_bank("(H, W)", bank, mode, image=image)
    if bank.shape[1] == 2 and len(image) % 2 == 0 and len(image) > STRIP:
        strips = [_bands(image[y:y + STRIP], bank, mode) for y in range(0, len(image), STRIP)]
        cA, *details = (np.concatenate(parts) for parts in zip(*strips, strict=True))
    else:
        cA, *details = _bands(image, bank, mode)
    return cA, tuple(details)


def idwt2(cA: np.ndarray, details: tuple, bank: np.ndarray, mode: str = "symmetric") -> np.ndarray:
    """Return the image that has the coefficients cA and details = (cH, cV, cD); arguments as in dwt2.

    Raises ValueError unless all four have the same shape, with as many rows and columns as idwt needs.

    >>> one = np.ones((1, 1))
    >>> idwt2(8 * one, (-4 * one, -2 * one, 0 * one), np.array([[1, 1], [1, -1]]) / 2**0.5).round(6).tolist()
    [[1.0, 3.0], [5.0, 7.0]]
    """
    cA, bank, mode = _with_bank("(H, W)", bank, mode, cA=cA)
    cH, cV, cD = (as_array("(H, W)", details=part) for part in as_list(3, details=details))
    if not cA.shape == cH.shape == cV.shape == cD.shape:
        raise ValueError(f"details must be three of shape {cA.shape}, got {cH.shape}, {cV.shape}, {cD.shape}")
    least = 1 if mode == "periodization" else bank.shape[1] // 2
    if min(cA.shape) < least:
        raise ValueError(f"cA must have at least {least} rows and columns for {bank.shape[1]} taps, got {cA.shape}")
    smooth, rough = idwt(cA, cH, bank, mode, axis=0), idwt(cV, cD, bank, mode, axis=0)
    return idwt(smooth, rough, bank, mode, axis=1)


def _bands(image: np.ndarray, bank: np.ndarray, mode: str) -> tuple:
    """Return cA, cH, cV, cD: along the rows, then down the columns."""
    smooth, rough = _analysis(image, bank, mode, 1)
    return *_analysis(smooth, bank, mode, 0), *_analysis(rough, bank, mode, 0)
