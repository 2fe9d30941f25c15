"""Pyramids (图像金字塔): an image at every scale, and what each scale adds to the next coarser one.

    Gaussian     G₀ = f,     G_{n+1} = D(G_n)                            D, U: reduce and expand
    Laplacian    L_n = G_n − U(G_{n+1}),   the coarsest: G itself
    collapse     G_n = L_n + U(G_{n+1}),   from the coarsest to f

U(G_{n+1}) is a blurred G_n, so L_n holds just what is finer than level n + 1: the edges at that scale, around 0.  What
is taken off on the way up is put back by the same U on the way down, so the image returns whatever U is.  That makes
the Laplacian pyramid a way to treat scales apart: compress them, sharpen one, blend two images.

Shapes   image (H, W) or (H, W, C)  →  a list, level n (⌈H/2ⁿ⌉, ⌈W/2ⁿ⌉, …);  residuals of uint8 int16, of uint16 int32
Cost     a reduce and an expand per level: a third more than for the first alone, ¼ + ¼² + … = ⅓
Source   Burt & Adelson 1983, "The Laplacian pyramid as a compact image code", IEEE Trans. Commun. 31
Checked  cv2.pyrDown and cv2.pyrUp level by level;  collapse gives the image back: exactly for whole numbers
Beware   `levels` counts the images in the list, the first of a Gaussian pyramid being a copy of the image, and ends at
         64: long before, an image is a single pixel, and stays one.  Floats return up to about a unit in the last place
         of the largest.  Residuals may be changed, and be floats; what leads outside 0 … 255 (65535) is cut off.
"""
import numpy as np

from refimpl.arguments import as_array, as_list, whole_numbers
from refimpl.imaging.reduce_expand import PYRAMID_TYPES, pyr_down, pyr_up

__all__ = ["collapse", "gaussian_pyramid", "laplacian_pyramid"]

RESIDUALS = {"uint8": np.int16, "uint16": np.int32}


def gaussian_pyramid(image: np.ndarray, levels: int) -> list:
    """Return the image and levels − 1 more, each half as high and half as wide as the one before, rounded up.

    Raises ValueError unless levels is 1 … 64, and TypeError and ValueError as pyr_down.

    >>> [level.shape for level in gaussian_pyramid(np.zeros((5, 8)), levels=3)]
    [(5, 8), (3, 4), (2, 2)]
    """
    image = as_array("(H, W) or (H, W, C)", PYRAMID_TYPES, empty=False, image=image)
    [levels], pyramid = whole_numbers(1, 64, levels=levels), [image.copy()]
    while len(pyramid) < levels:
        pyramid.append(pyr_down(pyramid[-1]))
    return pyramid


def laplacian_pyramid(image: np.ndarray, levels: int) -> list:
    """Return levels − 1 residuals, each what the next coarser level lacks, and the coarsest level itself.

    >>> [level.tolist() for level in laplacian_pyramid(np.array([[0, 16]], np.uint8), levels=2)]         # 8 and 8 − 8
    [[[-8, 8]], [[8]]]
    """
    G = gaussian_pyramid(image, levels)
    signed = RESIDUALS.get(G[0].dtype.name, G[0].dtype)
    with np.errstate(over="ignore", invalid="ignore"):                  # ∞ − ∞
        residuals = [np.subtract(G[n], pyr_up(G[n + 1], G[n].shape[:2]), dtype=signed) for n in range(len(G) - 1)]
    return [*residuals, G[-1]]


def collapse(pyramid: list) -> np.ndarray:
    """Return the image whose Laplacian pyramid this is, of the dtype of its coarsest level.

    Raises ValueError if the list is empty, a level is not twice the next, or one less, along both axes, or NaN
    would have to become a whole number.

    >>> collapse([np.array([[-8, 8]], np.int16), np.array([[8]], np.uint8)]).tolist()
    [[0, 16]]
    """
    *residuals, coarsest = as_list(pyramid=pyramid)
    image = as_array("(H, W) or (H, W, C)", PYRAMID_TYPES, empty=False, pyramid=coarsest).copy()
    for level in reversed(residuals):
        residual = as_array("(H, W) or (H, W, C)", pyramid=level)
        if (*[(n + 1) // 2 for n in residual.shape[:2]], *residual.shape[2:]) != image.shape:
            raise ValueError(f"pyramid must halve from level to level, got {residual.shape} above {image.shape}")
        with np.errstate(over="ignore", invalid="ignore"):
            image = _level_of(residual, pyr_up(image, residual.shape[:2]))
    return image


def _level_of(residual: np.ndarray, expanded: np.ndarray) -> np.ndarray:
    """Return residual + expanded, in the dtype of the latter; whole numbers are rounded and cut off, not wrapped."""
    if expanded.dtype.kind == "f":
        return (residual + expanded).astype(expanded.dtype)
    top, name = np.iinfo(expanded.dtype).max, expanded.dtype.name
    total = residual.astype(np.result_type(residual, RESIDUALS[name]), copy=False).clip(-top, top) + expanded
    if total.dtype.kind != "i":
        total = np.rint(total.astype(float))
        if np.isnan(total).any():
            raise ValueError(f"pyramid must hold numbers, got NaN for {name}")
    return total.clip(0, top).astype(expanded.dtype)
