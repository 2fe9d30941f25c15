"""Correlation along one axis (一维互相关): all that a separable kernel needs, at h + w multiplications instead of h·w.

    out[…, i, …] = Σ_j w[j] · f[…, i + j − ⌊n/2⌋, …]
    w[j] = ±w[n − 1 − j]:   w[m]·f[i] + Σ_{j < m} w[j]·(f[i + j − m] ± f[i + m − j]),   m = ⌊n/2⌋

A kernel k[i, j] = u[i]·v[j] is separable (可分离): correlating by u down the columns and then by v along the rows is
correlating by k.  Gaussian, box, Sobel and binomial kernels are.  Where w is the same from either end, or the same but
for the sign, the two pixels that share a weight are added before they are multiplied: half the multiplications.

Shapes   image (H, W), weights (n,)  →  (H, W): float32 for float32, float64 for any other
Cost     n multiplications a pixel, ⌈n/2⌉ if symmetric; n − 1 additions
Source   Gonzalez & Woods, Digital Image Processing, 4th ed., §3.4 (separable kernels)
Checked  scipy.ndimage.correlate1d, all five modes, bit for bit on x86-64
Beware   The order of the sum is scipy's, the middle or the last weight first: another order, other last digits.
"""
import numpy as np

from refimpl.imaging.borders import bands, extend
from refimpl.imaging.correlation import float_type

__all__ = ["correlate1d", "correlate1d_definition"]


def correlate1d_definition(image: np.ndarray, weights: np.ndarray, axis: int = -1, mode: str = "reflect",
                           cval: float = 0.0) -> np.ndarray:
    """The formula above, one pixel at a time."""
    n, out, margins = len(weights), np.empty(image.shape, object), [(0, 0), (0, 0)]
    margins[axis] = n // 2, n - 1 - n // 2
    f = extend(image, tuple(margins), mode, cval, np.result_type(image, weights))
    for y, x in np.ndindex(image.shape):
        line = f[y:, x] if axis in (0, -2) else f[y, x:]
        out[y, x] = 0.0
        for j in range(n):
            out[y, x] = out[y, x] + weights[j] * line[j]
    return out.astype(float_type(image.dtype))


def correlate1d(image: np.ndarray, weights: np.ndarray, axis: int = -1, mode: str = "reflect",
                cval: float = 0.0) -> np.ndarray:
    """Return the weighted sum of each pixel's neighbours down the columns (axis 0) or along the rows (axis 1).

    Raises TypeError for images that are not bool, integer or float, ValueError for any axis but 0, 1, −1, −2, for
    weights that are not (n,), and where there are none, or no pixels.

    >>> correlate1d(np.array([[0, 0, 1, 0, 0]]), np.array([1, 2, 3]), axis=1).tolist()
    [[0.0, 3.0, 2.0, 1.0, 0.0]]
    """
    if axis not in (0, 1, -1, -2) or weights.ndim != 1 or weights.size == 0 or image.ndim != 2 or image.size == 0:
        raise ValueError(f"image must be (H, W), weights (n,), neither empty, and axis 0 or 1, got shapes "
                         f"{image.shape} and {weights.shape} and axis {axis}")
    n, out = len(weights), np.empty(image.shape, float_type(image.dtype))
    reach, nothing, exact = (n // 2, n - 1 - n // 2), (0, 0), np.result_type(out, np.float64)
    margins = (nothing, reach) if axis % 2 else (reach, nothing)
    for rows, seen in bands(image.shape, sum(margins[0])):
        f = np.moveaxis(extend(image, margins, mode, cval, exact, seen), axis, 0)
        met = [f[j:len(f) - n + 1 + j] for j in range(n)]           # met[j]: the pixels that weight j meets
        out[rows] = np.moveaxis(_sum_of_products(met, weights), 0, axis)
    return out


def _sum_of_products(f: list, w: np.ndarray) -> np.ndarray:
    """Return Σ w[j]·f[j], pixels that share a weight added or subtracted first."""
    n, m = len(w), len(w) // 2
    if n % 2 and (np.array_equal(w, w[::-1]) or np.array_equal(w[:m], -w[:m:-1])):
        pair = np.add if np.array_equal(w, w[::-1]) else np.subtract
        total = w[m] * f[m]
        for j in range(m):
            total += w[j] * pair(f[j], f[n - 1 - j])
    else:
        total = w[-1] * f[-1]
        for j in range(n - 1):
            total += w[j] * f[j]
    return total
