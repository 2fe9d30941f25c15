"""Harris corners (Harris 角点): where an image changes in every direction, so that no shift of a window goes unseen.

    Σ w·(f(p + s) − f(p))²  ≈  sᵀ·A·s        A = G_σ ⋆ ( gy²  gy·gx ; gy·gx  gx² )      (structure tensor, 结构张量)

    R = det A − k·(trace A)² = λ₁λ₂ − k·(λ₁ + λ₂)²

λ₁ and λ₂, the eigenvalues of A, say how fast the window changes along its two main directions: both small in a flat,
one large at an edge, both large at a corner.  R needs no eigenvalues: about 0, negative, positive.

Shapes   image (H, W)  →  (H, W): float32 for float32, float64 for any other
Cost     two Sobel filters, three Gaussians, ten operations per pixel
Source   Harris & Stephens 1988, "A combined corner and edge detector"
Checked  skimage.feature.corner_harris, bit for bit on x86-64
Beware   R grows with the fourth power of contrast: only its order within one image means something.  gy and gx are
         Sobel's, eight times the slopes: A is 64 times, R 4096 times what plain slopes give.  Whole levels are taken as
         fractions of white first, and both filters see zeros beyond the border, as in scikit-image: the border of a
         bright image looks like an edge, and its corners like corners.
         Of floats R is right to 2 units in the last place of (trace A)², slopes taken without sign, however far the
         mean lies above the contrast, while fourth powers fit: 10⁻⁷ … 10⁸ in float32, 10⁻⁶⁰ … 10⁷⁵ in float64.
"""
import numpy as np

from refimpl.arguments import as_array, real_numbers
from refimpl.features.unit_range import unit_range
from refimpl.imaging.gaussian import gaussian
from refimpl.imaging.sobel import sobel

__all__ = ["harris", "structure_tensor"]


@np.errstate(over="ignore", invalid="ignore")
def harris(image: np.ndarray, k: float = 0.05, sigma: float = 1) -> np.ndarray:
    """Return R for every pixel; k from 0 to ¼ weighs edges against corners, sigma is the window's width in pixels.

    Raises TypeError for images that are not bool, unsigned or float, ValueError unless they are (H, W) with at least
    one pixel, for a negative sigma, and for another k.

    >>> square = np.zeros((12, 12))
    >>> square[4:8, 4:8] = 1
    >>> R = harris(square, sigma=0.5)
    >>> R[4, 4].item() > 1, R[4, 5].item() < R[4, 4].item(), abs(R[0, 0].item()) < 1e-6     # a corner, an edge, nothing
    (True, True, True)
    """
    [k], (A_yy, A_yx, A_xx) = real_numbers(0, 0.25, k=k), structure_tensor(image, sigma)
    return A_yy * A_xx - A_yx**2 - k * (A_yy + A_xx)**2


@np.errstate(over="ignore", invalid="ignore")
def structure_tensor(image: np.ndarray, sigma: float = 1) -> tuple:
    """Return (A_yy, A_yx, A_xx): products of the slopes, averaged by a Gaussian; as harris.

    >>> ramp = np.tile(np.arange(7.0), (7, 1))                                                   # slope 1: (8·1)² = 64
    >>> [A[3, 3].round(3).item() for A in structure_tensor(ramp, sigma=0.5)]
    [0.0, 0.0, 64.0]
    """
    f, [sigma] = as_array("(H, W)", empty=False, image=unit_range(image)), real_numbers(0, sigma=sigma)
    gy, gx = sobel(f, 0, "constant"), sobel(f, 1, "constant")
    return tuple(gaussian(a * b, sigma, "constant") for a, b in ((gy, gy), (gy, gx), (gx, gx)))
