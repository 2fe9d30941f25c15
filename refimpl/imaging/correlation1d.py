"""Correlation along one axis (一维互相关): all that a separable kernel needs, at h + w multiplications instead of h·w.

    out[…, i, …] = Σ_j w[j] · f[…, i + j − ⌊n/2⌋, …]
    n odd, w[j] = ±w[n − 1 − j]:   w[m]·f[i] + Σ_{j < m} w[j]·(f[i + j − m] ± f[i + m − j]),   m = ⌊n/2⌋

A kernel k[i, j] = u[i]·v[j] is separable (可分离): correlating by u down the columns and then by v along the rows is
correlating by k.  Gaussian, box, Sobel and binomial kernels are.  Where an odd number of weights is the same from
either end, or but for the sign, the two pixels that share a weight are added, or subtracted, first: that saves about
half the multiplications.

Shapes   image (H, W), weights (n,)  →  (H, W): floats keep their dtype, all others become float64
Cost     n multiplications per pixel, (n + 1)/2 in the symmetric form; n − 1 additions
Source   Gonzalez & Woods 2018, Digital Image Processing, 4th ed., ch. 3 (separable kernels)
Checked  scipy.ndimage.correlate1d, all five modes, bit for bit on x86-64
Beware   The order of the sum is scipy's, the middle or the last weight first: another order, other last digits.  As
         there, 0 times NaN or ∞ is NaN, and two pixels may be too large to be added.  In mode "constant" the second
         of two passes sees cval too, not sums of it: unless cval is 0 or Σ u = 1, that is not correlating by k.
"""
import numpy as np

from refimpl.arguments import as_array, as_axis
from refimpl.imaging.borders import _strips, extend, folded
from refimpl.imaging.correlation import float_type

__all__ = ["correlate1d", "correlate1d_definition"]


@np.errstate(over="ignore", invalid="ignore")
def correlate1d_definition(image: np.ndarray, weights: np.ndarray, axis: int = -1, mode: str = "reflect",
                           cval: float = 0.0) -> np.ndarray:
    """The formula above, one pixel at a time."""
    image, weights = as_array("(H, W)", empty=False, image=image), _as_weights(weights)
    n, out, margins, axis = len(weights), np.empty(image.shape, object), [(0, 0), (0, 0)], as_axis(2, axis=axis)
    margins[axis] = n // 2, n - 1 - n // 2
    f = extend(image, tuple(margins), mode, cval, np.result_type(float_type(image.dtype), weights, np.float64))
    for y, x in np.ndindex(image.shape):
        line = f[y:, x] if axis == 0 else f[y, x:]
        out[y, x] = 0.0
        for j in range(n):
            out[y, x] = out[y, x] + weights[j] * line[j]
    return out.astype(float_type(image.dtype))


@np.errstate(over="ignore", invalid="ignore")                      # ∞ − ∞ and 0·∞ are NaN, and meant
def correlate1d(image: np.ndarray, weights: np.ndarray, axis: int = -1, mode: str = "reflect",
                cval: float = 0.0) -> np.ndarray:
    """Return the weighted sum of each pixel's neighbours down the columns (axis 0) or along the rows (axis 1).

    Of more than 4·L + 1000 weights for L pixels in a line those that meet the same pixels are added beforehand.  Raises
    ValueError where there are no weights, or no pixels, and AxisError for any axis but 0, 1, −1, −2.

    >>> correlate1d(np.array([[0, 0, 1, 0, 0]]), np.array([1, 2, 3]), axis=1).tolist()
    [[0.0, 3.0, 2.0, 1.0, 0.0]]
    """
    image, axis = as_array("(H, W)", empty=False, image=image), as_axis(2, axis=axis)
    weights = folded(_as_weights(weights), (image.shape[axis],), mode)
    n, out = len(weights), np.empty(image.shape, float_type(image.dtype))
    reach, nothing, exact = (n // 2, n - 1 - n // 2), (0, 0), np.result_type(out, weights, np.float64)
    margins = (nothing, reach) if axis else (reach, nothing)
    for rows, f in _strips(image, margins, mode, cval, exact):
        f = np.moveaxis(f, axis, 0)
        met = [f[j:len(f) - n + 1 + j] for j in range(n)]           # met[j]: the pixels that weight j meets
        out[rows] = np.moveaxis(_sum_of_products(met, weights), 0, axis)
    return out


def _as_weights(weights: np.ndarray) -> np.ndarray:
    """Return the weights as an array, whole numbers as float64."""
    return as_array("(n,)", "float", empty=False, weights=weights)


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
