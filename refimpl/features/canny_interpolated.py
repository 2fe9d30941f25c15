"""Canny edges, interpolated (插值 Canny 边缘检测): maxima exactly along the gradient, as scikit-image finds them.

    1  smooth       by a Gaussian σ; what the border takes away is given back:  G(f)/(G(1) + ε), f zero outside
    2  gradient     Sobel;  m = √(gx² + gy²)
    3  thin         m(p) ≥ m(p + g) and m(p) ≥ m(p − g), g the gradient drawn out to the next ring of pixels:

           m(p + g) = (1 − w)·m(straight) + w·m(aslant)        w = min(|gx|, |gy|)/max(|gx|, |gy|)

    4  hysteresis   m ≥ low, hanging together with m ≥ high

Where the gradient points between two neighbours, the magnitude there is drawn from both.  `canny` rounds the direction
to the nearest of four instead, and sees only pixels; so their lines may lie a pixel apart, or end elsewhere.  Of two
equal maxima side by side this one keeps both, that one the first: lines are two pixels wide where an edge lies just
between them.

Shapes   image (H, W)  →  (H, W) bool;  the outermost pixels are never edges
Cost     two Gaussians, two Sobel filters, two interpolations per pixel with m ≥ low, and `hysteresis`
Source   Canny 1986, "A computational approach to edge detection"
Checked  skimage.feature.canny(mode="constant"), every pixel
Beware   Thresholds are grey levels of the image's type, for Sobel's m, which is eight times the slope: for uint8 a step
         of 100 levels, hardly blurred, has m = 400.  Sobel reflects at the border where the smoothing sees zeros.
         Within reach of NaN or ∞ there is no edge; steps beyond 10¹⁵³ (float32: 10¹⁸) have squares that overflow.
"""
import numpy as np

from refimpl.arguments import as_array, real_numbers
from refimpl.features.gradients import _alike
from refimpl.features.hysteresis import hysteresis
from refimpl.features.unit_range import LEVELS, unit_range, white_level
from refimpl.imaging.gaussian import gaussian
from refimpl.imaging.sobel import sobel

__all__ = ["canny_interpolated", "thin_along_gradient"]

ROUNDING = float(np.float32(1e-14))                # scikit-image keeps it in 32 bits


def canny_interpolated(image: np.ndarray, sigma: float, low: float, high: float) -> np.ndarray:
    """Return where the edges are.

    sigma in pixels; low and high are thresholds of the gradient's magnitude in grey levels of the image's type,
    0 ≤ low ≤ high.  Raises TypeError for images that are not bool, unsigned or float, ValueError unless they are (H, W)
    with at least one pixel, for a negative sigma, and for other thresholds.

    >>> step = np.array([[0, 0, 0, 100, 100, 100, 100]] * 5, np.uint8)
    >>> canny_interpolated(step, 0.1, 50, 300)[2].tolist()                      # both beside the step have m = 400
    [False, False, True, True, False, False, False]
    """
    image, [sigma, low] = as_array("(H, W)", LEVELS, False, image=image), real_numbers(0, sigma=sigma, low=low)
    [high] = real_numbers(low, high=high)
    white, f = white_level(image.dtype), unit_range(image)
    most = float(np.finfo(f.dtype).max)
    inside = gaussian(np.ones_like(f), sigma, "constant") + np.finfo(f.dtype).eps
    smooth = gaussian(f, sigma, "constant") / inside
    gy, gx = sobel(smooth, 0), sobel(smooth, 1)
    with np.errstate(over="ignore"):
        m = np.sqrt(gy * gy + gx * gx)
    return hysteresis(thin_along_gradient(m, gy, gx, min(low / white, most)), m >= min(high / white, most))


def thin_along_gradient(m: np.ndarray, gy: np.ndarray, gx: np.ndarray, least: float = 0.0) -> np.ndarray:
    """Return where m is at least `least`, and its interpolated neighbours are not larger; never an outer pixel.

    Magnitudes below 10⁻¹⁴ are taken for rounding, as in scikit-image, and are no ridges; nor is a pixel without a
    gradient, or with an infinite neighbour of weight 0.
    Raises ValueError unless the arrays are (H, W) of the same size, and for a negative `least`.

    >>> m = np.array([[1.0, 1, 1], [1, 2, 1], [1, 1, 4]])
    >>> [thin_along_gradient(m, gy * np.ones((3, 3)), np.ones((3, 3)))[1, 1].item() for gy in (0, 0.2, 0.6)]
    [True, True, False]
    """
    m, gy, gx = _alike("(H, W)", m=m, gy=gy, gx=gx)
    [least] = real_numbers(0, least=least)
    ridge, W = np.zeros(m.shape, bool), m.shape[-1]
    ridge[1:-1, 1:-1] = m[1:-1, 1:-1] >= max(min(least, float(np.finfo(m.dtype).max)), ROUNDING)
    m, p = m.ravel(), np.flatnonzero(ridge)                        # from here on pixels are numbers, a row is W apart
    y, x = gy.ravel()[p], gx.ravel()[p]
    down, right = np.where(y < 0, -W, W), np.where(x < 0, -1, 1)
    y, x = np.abs(y), np.abs(x)
    straight = np.where(y > x, down, right)
    with np.errstate(invalid="ignore"):                            # 0/0: no gradient, no direction
        w = np.minimum(x, y) / np.maximum(x, y)

    def interpolated(way: int) -> np.ndarray:
        return m[p + way * (down + right)] * w + m[p + way * straight] * (1 - w.astype(float))

    with np.errstate(invalid="ignore"):                            # ∞·0
        ridge.ravel()[p] = (interpolated(1) <= m[p]) & (interpolated(-1) <= m[p])
    return ridge
