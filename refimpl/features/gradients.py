"""Gradient of an image (图像梯度): which way the grey level rises, and how steeply.

    gy[y, x] = f[y + 1, x] − f[y − 1, x]        gx[y, x] = f[y, x + 1] − f[y, x − 1]

    magnitude m = √(gy² + gx²)        orientation θ = atan2(gy, gx)

The gradient points uphill, so it stands across an edge; its length says how sharp the edge is.  Light that is twice as
bright doubles m and leaves θ alone; light that is added changes neither.  That is why so many features of an image are
histograms of θ, weighted by m.

Shapes   image (H, W)  →  gy, gx (H, W): floats keep their type, others become float64;  m, θ the same, −π ≤ θ ≤ π
Cost     one subtraction per pixel and direction; one root and one arctangent per pixel
Source   Dalal & Triggs 2005, "Histograms of oriented gradients for human detection", which finds
         [−1 0 1] without smoothing best
Checked  numpy.gradient, which is half of it, inside;  numpy.abs and numpy.angle of gx + i·gy
Beware   Rows run downwards: θ turns clockwise as the image is seen, 90° is down.  Along the border there is no
         neighbour on one side, and the difference there is 0.  A slope of one level per pixel gives 2, not 1.  NaN
         stays with its neighbours; ∞ − ∞ is NaN.
"""
import numpy as np

from refimpl.arguments import as_array

__all__ = ["central_differences", "central_differences_definition", "magnitude_and_orientation"]


@np.errstate(invalid="ignore")
def central_differences_definition(image: np.ndarray) -> tuple:
    """The two differences, one pixel at a time."""
    f = as_array("(H, W)", kind="float", image=image)
    gy, gx = np.zeros_like(f), np.zeros_like(f)
    H, W = f.shape
    for y, x in np.ndindex(H, W):
        if 0 < y < H - 1:
            gy[y, x] = f[y + 1, x] - f[y - 1, x]
        if 0 < x < W - 1:
            gx[y, x] = f[y, x + 1] - f[y, x - 1]
    return gy, gx


@np.errstate(invalid="ignore")
def central_differences(image: np.ndarray) -> tuple:
    """Return (gy, gx): the pixel after minus the pixel before, down the columns and along the rows; 0 at the border.

    Raises TypeError for images that are not real, ValueError unless they are (H, W).

    >>> gy, gx = central_differences(np.array([[1, 2, 4], [1, 2, 4], [5, 6, 8]]))
    >>> gy[1].tolist(), gx[1].tolist()
    ([4.0, 4.0, 4.0], [0.0, 3.0, 0.0])
    """
    f = as_array("(H, W)", kind="float", image=image)
    gy, gx = np.zeros_like(f), np.zeros_like(f)
    np.subtract(f[2:], f[:-2], out=gy[1:-1])
    np.subtract(f[:, 2:], f[:, :-2], out=gx[:, 1:-1])
    return gy, gx


def magnitude_and_orientation(gy: np.ndarray, gx: np.ndarray) -> tuple:
    """Return (m, θ): how long each gradient is, and its angle in radians, from right (0) over down (π/2) to left (±π).

    Raises ValueError unless gy and gx have the same shape.

    >>> m, orientation = magnitude_and_orientation(np.array([3.0, 2.0]), np.array([4.0, 0.0]))
    >>> m.tolist(), orientation.round(4).tolist()                                    # atan2(3, 4), π/2
    ([5.0, 2.0], [0.6435, 1.5708])
    """
    gy, gx = _alike("(…)", gy=gy, gx=gx)
    with np.errstate(over="ignore"):                               # longer than any number: ∞
        return np.hypot(gy, gx), np.arctan2(gy, gx)


def _alike(axes: str, **named: object) -> list:
    """Return the arguments as floats, if they are arrays of the same shape."""
    arrays = [as_array(axes, "float", True, **{name: given}) for name, given in named.items()]
    if len({array.shape for array in arrays}) > 1:
        raise ValueError(f"{', '.join(named)} must have the same shape, got {[array.shape for array in arrays]}")
    return arrays
