"""Sobel and Laplace (Sobel 算子, 拉普拉斯算子): where and how fast the grey level changes.

    Sobel     ∂f/∂x ≈ [1 2 1]ᵀ · [−1 0 1] ⋆ f / 8          difference along an axis, smoothed across it; here without /8
    Laplace   ∇²f ≈ [1 −2 1] ⋆ f + [1 −2 1]ᵀ ⋆ f           the bend: how far a pixel lies below the mean of its four
                                                          neighbours, times 4
Both are correlations (⋆).  Sobel points uphill, and is large at edges; Laplace changes its sign at them.  Neither sees
a constant, and Laplace no slope, but at the border.  Differences raise noise: Laplace multiplies its variance by
1 + 1 + 1 + 1 + 16 = 20.

Shapes   image (H, W)  →  (H, W): floats keep their dtype, all others become float64
Cost     Sobel four multiplications and four additions per pixel, Laplace four and five
Source   Sobel & Feldman 1968, "A 3×3 isotropic gradient operator for image processing", a talk;
         Gonzalez & Woods 2018, Digital Image Processing, 4th ed., ch. 3 (the Laplacian)
Checked  scipy.ndimage.sobel and laplace, all five modes, bit for bit on x86-64;  cv2.Sobel and cv2.Laplacian
Beware   Axis 0 runs downwards.  cv2.Sobel and cv2.Laplacian mirror at the border where scipy reflects.  The slope in
         levels per pixel is an eighth of what is returned.  In mode "constant" Sobel sees cval beyond the differences
         as well, as in scipy, so nothing but 0 makes sense there.
"""
import numpy as np

from refimpl.arguments import as_array, as_axis
from refimpl.imaging.correlation import correlate_definition, float_type
from refimpl.imaging.correlation1d import correlate1d, correlate1d_definition

__all__ = ["laplace", "laplace_definition", "sobel", "sobel_definition"]

DIFFERENCE, SMOOTH, BEND = np.array([-1.0, 0.0, 1.0]), np.array([1.0, 2.0, 1.0]), np.array([1.0, -2.0, 1.0])


@np.errstate(over="ignore", invalid="ignore")
def sobel_definition(image: np.ndarray, axis: int = -1, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """The differences along the axis, smoothed across it, one pixel at a time."""
    f, out, axis = *_widened(image), as_axis(2, axis=axis)
    differences = correlate1d_definition(f, DIFFERENCE, axis, mode, cval)
    return correlate1d_definition(differences, SMOOTH, 1 - axis, mode, cval).astype(out, copy=False)


@np.errstate(over="ignore", invalid="ignore")                      # ∞ − ∞ and 0·∞ are NaN, and meant
def sobel(image: np.ndarray, axis: int = -1, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """Return eight times the slope down the columns (axis 0) or along the rows (axis 1).

    mode is reflect, mirror, nearest, wrap or constant (cval beyond the border).  Raises ValueError for an image
    without pixels, AxisError for an axis that it does not have.

    >>> sobel(np.array([[5, 5, 7, 7]] * 3, np.uint8), axis=1)[1].tolist()                  # (7 − 5)·(1 + 2 + 1)
    [0.0, 8.0, 8.0, 0.0]
    """
    f, out, axis = *_widened(image), as_axis(2, axis=axis)
    differences = correlate1d(f, DIFFERENCE, axis, mode, cval)
    return correlate1d(differences, SMOOTH, 1 - axis, mode, cval).astype(out, copy=False)


def laplace_definition(image: np.ndarray, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """Correlation with the 3 × 3 kernel."""
    return correlate_definition(image, np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]]), mode, cval)


@np.errstate(over="ignore", invalid="ignore")
def laplace(image: np.ndarray, mode: str = "reflect", cval: float = 0.0) -> np.ndarray:
    """Return the sum of a pixel's four neighbours less four times the pixel; arguments as in sobel.

    >>> laplace(np.array([[0, 0, 0, 1, 4, 4]], np.uint8)).tolist()                         # the differences 0 0 1 3 0
    [[0.0, 0.0, 1.0, 2.0, -3.0, 0.0]]
    """
    f, out = _widened(image)
    bends = correlate1d(f, BEND, 0, mode, cval) + correlate1d(f, BEND, 1, mode, cval)
    return bends.astype(out, copy=False)


def _widened(image: np.ndarray) -> tuple:
    """Return the image, of float16 as float32, which holds all differences, and the dtype of the result."""
    image = as_array("(H, W)", empty=False, image=image)
    return image.astype(np.float32) if image.dtype == np.float16 else image, float_type(image.dtype)
