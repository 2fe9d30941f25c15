"""Bilateral filter (双边滤波): a blur that stops at edges, for it trusts pixels that are near and alike.

    out[p] = Σ_q w(p, q)·f[q] / Σ_q w(p, q)
    w(p, q) = exp(−|p − q|²/2σ_s²) · exp(−|f[p] − f[q]|²/2σ_c²),    |p − q| ≤ r = ⌊d/2⌋

The first factor is the Gaussian of the distance in the image, the second that of the distance in grey levels.  Across
an edge of 2σ_c the second is 0.14, of 3σ_c 0.011: the higher the edge, the more either side is averaged by itself.
With a huge σ_c what is left is a Gaussian blur over a disk; with a tiny σ_c the image stays as it is.

Shapes   image (H, W), or (H, W, C) in colour  →  the same shape; uint8 and floats keep their dtype, all others become
         float64; sums are float64
Cost     about π·r² exponentials per pixel, and a few multiplications and additions with each
Source   Tomasi & Manduchi 1998, "Bilateral filtering for gray and color images"
Checked  cv2.bilateralFilter: uint8 within a level
Beware   Where OpenCV has another answer it is nearly always one less: some of its code cuts off instead of rounding.
         The distance of colours is Σ_c |f_c[p] − f_c[q]|, and the border is mirrored, as in OpenCV; scikit-image uses
         the Euclidean distance over C, and a square window.  A pixel that is NaN or ∞ makes all within reach NaN.
         Repeated, the filter turns slopes of more than about σ_c per pixel into steps, like a drawing, and levels much
         gentler ones.
"""
import numpy as np

from refimpl.arguments import as_array, real_numbers, whole_numbers
from refimpl.imaging.borders import bands, extend
from refimpl.imaging.correlation import float_type
from refimpl.imaging.dilation import disk

__all__ = ["bilateral", "bilateral_definition"]


@np.errstate(over="ignore", invalid="ignore")
def bilateral_definition(image: np.ndarray, diameter: int, sigma_color: float, sigma_space: float) -> np.ndarray:
    """The formula above, one pixel at a time; steps are those of the disk, f beyond the border is mirrored."""
    image, r, sigma_color, sigma_space = _as_bilateral(image, diameter, sigma_color, sigma_space)
    out = np.empty(image.shape)
    f = extend(image, ((r, r), (r, r)), "mirror", dtype=np.dtype(np.float64))
    for y, x in np.ndindex(image.shape[:2]):
        total, weights, p = 0.0, 0.0, f[y + r, x + r]
        for i, j in np.argwhere(disk(r)) - r:
            q = f[y + r + i, x + r + j]
            w = np.exp(-(i**2 + j**2) / (2 * sigma_space**2)) * np.exp(-np.abs(p - q).sum()**2 / (2 * sigma_color**2))
            total += w * q
            weights += w
        out[y, x] = total / weights
    return np.rint(out).astype(np.uint8) if image.dtype == np.uint8 else out.astype(float_type(image.dtype))


@np.errstate(over="ignore", invalid="ignore")                      # ∞ − ∞ and 0·∞ are NaN, and meant
def bilateral(image: np.ndarray, diameter: int, sigma_color: float, sigma_space: float) -> np.ndarray:
    """Return the mean of the pixels within diameter // 2, weighted by how near they are in place and in grey level.

    sigma_color is in grey levels, sigma_space in pixels.  Raises ValueError for an image without pixels, for either
    outside of 1e-100 … 1e100, and for a diameter below 1 or beyond 2n + 100, n the longer side.

    >>> bilateral(np.array([[10, 12, 10, 12, 90, 92, 90]], np.uint8), 3, sigma_color=10, sigma_space=10).tolist()
    [[11, 11, 11, 12, 90, 91, 91]]
    """
    image, r, sigma_color, sigma_space = _as_bilateral(image, diameter, sigma_color, sigma_space)
    out = np.empty(image.shape, np.uint8 if image.dtype == np.uint8 else float_type(image.dtype))
    framed = extend(image, ((r, r), (r, r)), "mirror", dtype=np.dtype(np.float64))
    framed, steps = framed.reshape(*framed.shape[:2], -1), np.argwhere(disk(r)) - r    # grey: one number
    for rows, seen in bands(image.shape[:2], 2 * r, 2**14):
        f = framed[seen]
        H, W = len(f) - 2 * r, image.shape[1]
        p = f[r:r + H, r:r + W]
        total, weights = np.zeros(p.shape), np.zeros((H, W, 1))
        for i, j in steps:
            q = f[r + i:r + i + H, r + j:r + j + W]
            distance = np.abs(p - q).sum(axis=2, keepdims=True)
            w = np.exp(-(i**2 + j**2) / (2 * sigma_space**2) - distance**2 / (2 * sigma_color**2))
            total += w * q
            weights += w
        mean = (total / weights).reshape(-1, *image.shape[1:])
        out[rows] = np.rint(mean) if out.dtype == np.uint8 else mean
    return out


def _as_bilateral(image: np.ndarray, diameter: int, sigma_color: float, sigma_space: float) -> tuple:
    """Return the arguments as an array and numbers, the radius in place of the diameter."""
    image = as_array("(H, W) or (H, W, C)", empty=False, image=image)
    [diameter] = whole_numbers(1, 2 * max(image.shape[:2]) + 100, diameter=diameter)
    return image, diameter // 2, *real_numbers(1e-100, 1e100, sigma_color=sigma_color, sigma_space=sigma_space)
