"""Moments (图像矩): where the mass of an image is, how it is spread, and, by Hu's seven numbers, its shape alone.

    m[p, q] = Σ x^p·y^q·f(x, y)          x̄ = m[1, 0]/m[0, 0],  ȳ = m[0, 1]/m[0, 0]          (the centroid, 质心)
    μ[p, q] = Σ (x − x̄)^p·(y − ȳ)^q·f(x, y)          η[p, q] = μ[p, q]/m[0, 0]^(1 + (p + q)/2)

Measured from the centroid, a moment forgets where the shape lies (μ); divided by a power of the mass, how large it is
(η).  Hu's seven sums of products of η forget how it is turned as well; the seventh changes its sign in a mirror.  With
u = η30 + η12, v = η21 + η03, a = η30 − 3η12, b = 3η21 − η03, c = η20 − η02:

    h1 = η20 + η02           h2 = c² + 4η11²          h3 = a² + b²          h4 = u² + v²
    h5 = a·u·(u² − 3v²) + b·v·(3u² − v²)              h6 = c·(u² − v²) + 4η11·u·v
    h7 = b·u·(u² − 3v²) − a·v·(3u² − v²)

Shapes   image (H, W)  →  (order + 1, order + 1) float64, first the power of x;  (7,)
Cost     about order + 1 multiplications and as many additions per pixel
Source   Hu 1962, "Visual pattern recognition by moment invariants"
Checked  cv2.moments, cv2.HuMoments, skimage.measure.moments
Beware   x runs along the rows and comes first, as in OpenCV; scikit-image puts the row first.  On a pixel grid turning
         and scaling resample the image, and the invariants hold only about.  They span many powers of ten: compare
         logarithms.  NaN and ∞ in the image are NaN and ∞ in all that they are multiplied into.
         h1 is right to 4 units in the last place, h2 to 4 of h1², whatever the mean and the exponents of the levels.
         h3 … h7 are right to 4 + (x̄ + ȳ)/s units of what they would be if nothing cancelled, s² = (μ20 + μ02)/m[0, 0]:
         far from the origin the centroid is rounded.
"""
import math

import numpy as np

from refimpl.arguments import as_array, whole_numbers

__all__ = ["central_moments", "central_moments_definition", "hu_moments", "moments", "moments_definition",
           "normalized_moments"]


def moments_definition(image: np.ndarray, order: int = 3) -> np.ndarray:
    """The first sum, as it stands."""
    return _measured(_sums_over_pixels, image, order)


def moments(image: np.ndarray, order: int = 3) -> np.ndarray:
    """Return m[p, q] for p, q = 0 … order.

    Raises TypeError for images that are not real, ValueError unless they are (H, W), for an order below 0, and for one
    so high that powers overflow: 2·order·log₂ max(H, W) is at most 960.

    >>> moments(np.array([[0, 0, 1], [0, 0, 3]]), order=1).tolist()             # mass 4, Σ x = 8, Σ y = 3, Σ xy = 6
    [[4.0, 3.0], [8.0, 6.0]]
    """
    return _measured(_products_with_powers, image, order)


def central_moments_definition(image: np.ndarray, order: int = 3) -> np.ndarray:
    """The second sum, as it stands."""
    return _measured(_sums_over_pixels, image, order, central=True)


def central_moments(image: np.ndarray, order: int = 3) -> np.ndarray:
    """Return μ[p, q] for p, q = 0 … order; as moments, and ValueError for an image without mass.

    >>> central_moments(np.array([[1, 0, 1], [1, 0, 1]]), order=2).tolist()     # x − x̄ = ±1, y − ȳ = ±½
    [[4.0, 0.0, 1.0], [0.0, 0.0, 0.0], [4.0, 0.0, 1.0]]
    """
    return _measured(_products_with_powers, image, order, central=True)


@np.errstate(all="ignore")
def normalized_moments(central: np.ndarray) -> np.ndarray:
    """Return η from μ; it tells of shapes from p + q = 2 on.  Without mass all is NaN, or infinite.

    For a negative mass, which has no root, η is NaN where p + q is odd.

    >>> normalized_moments(np.array([[4.0, 0, 1], [0, 0, 0], [4, 0, 1]])).tolist()
    [[1.0, 0.0, 0.0625], [0.0, 0.0, 0.0], [0.25, 0.0, 0.015625]]
    """
    central = as_array("(P, Q)", "float", False, central=central).astype(float, copy=False)
    (p, q), k = np.indices(central.shape), _power(central[0, 0])
    mu = np.ldexp(central, -k)
    return np.ldexp(mu / mu[0, 0]**(1 + (p + q) / 2), -k // 2 * (p + q))


@np.errstate(over="ignore", invalid="ignore")
def hu_moments(image: np.ndarray) -> np.ndarray:
    """Return h1 … h7; raises as central_moments, and ValueError for negative mass.

    >>> hu_moments(np.ones((8, 8))).round(6).tolist()                           # a square: η20 = η02 = (1 − 1/64)/12
    [0.164062, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    f, k = _scaled(as_array("(H, W)", image=image))
    mu = central_moments(f)
    if not mu[0, 0] > 0:
        raise ValueError(f"image must have positive mass, got {np.ldexp(mu[0, 0], k)}")
    eta = normalized_moments(mu)
    u, v, a, b = eta[3, 0] + eta[1, 2], eta[2, 1] + eta[0, 3], eta[3, 0] - 3 * eta[1, 2], 3 * eta[2, 1] - eta[0, 3]
    c, d = eta[2, 0] - eta[0, 2], eta[1, 1]
    U, V = u * (u**2 - 3 * v**2), v * (3 * u**2 - v**2)
    h = np.array([eta[2, 0] + eta[0, 2], c**2 + 4 * d**2, a**2 + b**2, u**2 + v**2,
                  a * U + b * V, c * (u**2 - v**2) + 4 * d * u * v, b * U - a * V])
    return np.ldexp(h, -k * np.array([1, 2, 3, 3, 6, 4, 6]))       # 2ᵏ·f has η[p, q]/2^(k·(p + q)/2)


@np.errstate(over="ignore", invalid="ignore")
def _measured(sums, image: np.ndarray, order: int, central: bool = False) -> np.ndarray:  # type: ignore[no-untyped-def]
    """Return the sums, from 0 or from the centroid, of the image divided by 2ᵏ, times 2ᵏ: no term overflows."""
    (f, k), x0, y0 = _scaled(as_array("(H, W)", image=image)), 0.0, 0.0
    [order] = whole_numbers(0, int(480 / math.log2(max(2, *f.shape))), order=order)
    f = f.astype(float, copy=False)
    if central:
        (mass, down), (right, _) = sums(f, 1, 0.0, 0.0)
        if mass == 0:
            raise ValueError("image must have mass, but its levels sum to 0: no centroid")
        x0, y0 = right / mass, down / mass
    return np.ldexp(sums(f, order, x0, y0), k)


def _scaled(f: np.ndarray) -> tuple:
    """Return f/2ᵏ and k, about log₂ of the largest |f|: f itself and 0 but for extreme ones."""
    k = _power(max(f.max(initial=0), -f.min(initial=0))) if f.dtype.kind == "f" else 0
    return (np.ldexp(f.astype(float), -k) if k else f), k


def _power(largest: float) -> int:
    """Return the multiple of 64 nearest to its logarithm: within 2^±32, 0."""
    return 64 * round(math.frexp(largest)[1] / 64)


def _sums_over_pixels(image: np.ndarray, order: int, x0: float, y0: float) -> np.ndarray:
    """Return Σ (x − x0)^p·(y − y0)^q·f, pixel by pixel."""
    H, W = image.shape
    return np.array([[sum((x - x0)**p * (y - y0)**q * float(image[y, x]) for y in range(H) for x in range(W))
                      for q in range(order + 1)] for p in range(order + 1)])


def _products_with_powers(image: np.ndarray, order: int, x0: float, y0: float) -> np.ndarray:
    """Return the same sums, as powers of x times the image times powers of y."""
    powers = np.arange(order + 1)[:, None]
    y, x = np.arange(image.shape[0]) - y0, np.arange(image.shape[1]) - x0
    return x**powers @ image.T @ (y**powers).T
