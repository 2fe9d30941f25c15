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
Cost     2·(order + 1) multiplications and additions a pixel
Source   Hu 1962, "Visual pattern recognition by moment invariants"
Checked  cv2.moments, cv2.HuMoments, skimage.measure.moments
Beware   x runs along the rows and comes first, as in OpenCV; scikit-image puts the row first.  On a pixel grid turning
         and scaling resample the image, and the invariants hold only about.  They span many powers of ten: compare
         logarithms.
"""
import numpy as np

__all__ = ["central_moments", "central_moments_definition", "hu_moments", "moments", "moments_definition",
           "normalized_moments"]


def moments_definition(image: np.ndarray, order: int = 3) -> np.ndarray:
    """The first sum, as it stands."""
    return _sums_over_pixels(image, order, 0.0, 0.0)


def moments(image: np.ndarray, order: int = 3) -> np.ndarray:
    """Return m[p, q] for p, q = 0 … order.

    Raises TypeError for images that are not bool, integer or float, ValueError unless they are (H, W), order ≥ 0.

    >>> moments(np.array([[0, 0, 1], [0, 0, 3]]), order=1).tolist()             # mass 4, Σ x = 8, Σ y = 3, Σ xy = 6
    [[4.0, 3.0], [8.0, 6.0]]
    """
    return _products_with_powers(image, order, 0.0, 0.0)


def central_moments_definition(image: np.ndarray, order: int = 3) -> np.ndarray:
    """The second sum, as it stands."""
    m = _sums_over_pixels(image, 1, 0.0, 0.0)
    return _sums_over_pixels(image, order, m[1, 0] / m[0, 0], m[0, 1] / m[0, 0])


def central_moments(image: np.ndarray, order: int = 3) -> np.ndarray:
    """Return μ[p, q] for p, q = 0 … order; as moments, and ValueError for an image without mass.

    >>> central_moments(np.array([[1, 0, 1], [1, 0, 1]]), order=2).tolist()     # x − x̄ = ±1, y − ȳ = ±½
    [[4.0, 0.0, 1.0], [0.0, 0.0, 0.0], [4.0, 0.0, 1.0]]
    """
    (mass, down), (right, _) = _products_with_powers(image, 1, 0.0, 0.0)
    if mass == 0:
        raise ValueError("image must have mass, but its levels sum to 0: no centroid")
    return _products_with_powers(image, order, right / mass, down / mass)


def normalized_moments(central: np.ndarray) -> np.ndarray:
    """Return η from μ; it tells of shapes from p + q = 2 on.

    >>> normalized_moments(np.array([[4.0, 0, 1], [0, 0, 0], [4, 0, 1]])).tolist()
    [[1.0, 0.0, 0.0625], [0.0, 0.0, 0.0], [0.25, 0.0, 0.015625]]
    """
    p, q = np.indices(central.shape)
    return central / central[0, 0]**(1 + (p + q) / 2)


def hu_moments(image: np.ndarray) -> np.ndarray:
    """Return h1 … h7; raises as central_moments, and ValueError for negative mass.

    >>> hu_moments(np.ones((8, 8))).round(6).tolist()                           # a square: η20 = η02 = (1 − 1/64)/12
    [0.164062, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    mu = central_moments(image)
    if not mu[0, 0] > 0:
        raise ValueError(f"image must have positive mass, got {mu[0, 0]}")
    eta = normalized_moments(mu)
    u, v, a, b = eta[3, 0] + eta[1, 2], eta[2, 1] + eta[0, 3], eta[3, 0] - 3 * eta[1, 2], 3 * eta[2, 1] - eta[0, 3]
    c, d = eta[2, 0] - eta[0, 2], eta[1, 1]
    U, V = u * (u**2 - 3 * v**2), v * (3 * u**2 - v**2)
    return np.array([eta[2, 0] + eta[0, 2], c**2 + 4 * d**2, a**2 + b**2, u**2 + v**2,
                     a * U + b * V, c * (u**2 - v**2) + 4 * d * u * v, b * U - a * V])


def _sums_over_pixels(image: np.ndarray, order: int, x0: float, y0: float) -> np.ndarray:
    """Return Σ (x − x0)^p·(y − y0)^q·f, pixel by pixel."""
    H, W = image.shape
    return np.array([[sum((x - x0)**p * (y - y0)**q * float(image[y, x]) for y in range(H) for x in range(W))
                      for q in range(order + 1)] for p in range(order + 1)])


def _products_with_powers(image: np.ndarray, order: int, x0: float, y0: float) -> np.ndarray:
    """Return the same sums, as powers of x times the image times powers of y."""
    if image.ndim != 2 or order < 0:
        raise ValueError(f"image must be (H, W) and order at least 0, got shape {image.shape} and {order}")
    if image.dtype.kind not in "buif":
        raise TypeError(f"image must be bool, integer or float, got {image.dtype}")
    powers = np.arange(order + 1)[:, None]
    y, x = np.arange(image.shape[0]) - y0, np.arange(image.shape[1]) - x0
    return x**powers @ image.T.astype(float) @ (y**powers).T
