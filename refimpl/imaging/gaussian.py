"""Gaussian filter (高斯滤波): blur by weights that fall off like a bell around every pixel.

    g[i] = exp(−i²/2σ²) / Σ_j exp(−j²/2σ²),  |i| ≤ r = ⌊t·σ + ½⌋           k[i, j] = g[i]·g[j]

The weights fall to 61 % at one σ and to 14 % at two; beyond t·σ, by default 4σ, they are cut off.  The kernel is
separable, so it is one correlation down the columns and one along the rows.  Of all smooth functions of two coordinates
only the bell is both separable and the same in every direction.  Blurring by σ and then by τ is blurring by √(σ² + τ²),
but for the cut-off ends and what is lost between the samples: of a single dot of 1 at σ = τ = 2 nothing, at 1 up to
3·10⁻⁵, at ½ up to 0.08.

Shapes   image (H, W)  →  (H, W): floats keep their dtype, all others become float64
Cost     2r + 2 multiplications and 4r additions per pixel, instead of (2r + 1)² of either
Source   Gonzalez & Woods 2018, Digital Image Processing, 4th ed., ch. 3 (lowpass Gaussian kernels)
Checked  scipy.ndimage.gaussian_filter, all five modes, bit for bit on x86-64
Beware   OpenCV cuts off at 3σ for uint8 and rounds, at 4σ for floats.  Below σ ≈ 0.5 the samples of the bell no longer
         are the bell: they blur less than σ says.  With σ = 0 nothing is blurred.  Mode "reflect" brings light back in,
         so a peak near the border moves.  Rounding may lift a white image of 1 a few units in the last place above 1.
"""
import numpy as np

from refimpl.arguments import as_array, real_numbers
from refimpl.imaging.correlation import correlate_definition
from refimpl.imaging.correlation1d import correlate1d

__all__ = ["gaussian", "gaussian_definition", "gaussian_weights"]


def gaussian_definition(image: np.ndarray, sigma: float, mode: str = "reflect", cval: float = 0.0,
                        truncate: float = 4.0) -> np.ndarray:
    """Correlation with the two-dimensional kernel k."""
    image, g = as_array("(H, W)", empty=False, image=image), gaussian_weights(sigma, truncate)
    if len(g) > 2 * max(image.shape) + 100:
        raise ValueError(f"sigma={sigma} makes {len(g)}² weights, too many for this image one by one: use gaussian")
    return correlate_definition(image, g[:, None] * g, mode, cval)


def gaussian(image: np.ndarray, sigma: float, mode: str = "reflect", cval: float = 0.0,
             truncate: float = 4.0) -> np.ndarray:
    """Return the image blurred by a bell of standard deviation sigma, in pixels.

    mode is reflect, mirror, nearest, wrap or constant (cval beyond the border).  Where the bell is very much wider than
    the image, more than 4n + 1000 weights on n pixels, weights that meet the same pixels are added beforehand.  Raises
    ValueError for an image without pixels, for a negative sigma or truncate, and for a reach of more than 2²³ pixels.

    >>> [round(v, 3) for v in gaussian(np.array([[0, 0, 1.0, 0, 0]]), sigma=0.5)[0].tolist()]
    [0.0, 0.106, 0.787, 0.106, 0.0]
    """
    g = gaussian_weights(sigma, truncate)
    return correlate1d(correlate1d(image, g, 0, mode, cval), g, 1, mode, cval)


def gaussian_weights(sigma: float, truncate: float = 4.0) -> np.ndarray:
    """Return g[−r … r], which sums to 1.

    >>> [round(weight, 3) for weight in gaussian_weights(1.0, truncate=2).tolist()]
    [0.054, 0.244, 0.403, 0.244, 0.054]
    """
    sigma, truncate = real_numbers(0, sigma=sigma, truncate=truncate)
    if truncate * sigma > 2**23:
        raise ValueError(f"sigma={sigma} and truncate={truncate} reach further than {2**23} pixels")
    r = int(truncate * sigma + 0.5)
    if r == 0 or sigma < 1e-100:                                    # 1/σ² may be ∞
        return np.ones(1)
    i = np.arange(-r, r + 1)
    bell = np.exp(-0.5 / (sigma * sigma) * i**2)
    return bell / bell.sum()
