"""Canny edges (Canny 边缘检测): ridges of the gradient, a pixel wide, whole lines or none, as OpenCV finds them.

    1  gradient      gx, gy by Sobel, the border repeated;  m = |gx| + |gy| ("l1"), or √(gx² + gy²) ("l2")
    2  thin          keep p where m is a maximum along the gradient:  m(before) < m(p) ≥ m(after)
    3  hysteresis    keep what has m > low and hangs together with something that has m > high

The gradient's direction is rounded to the nearest of four: along the row where |gy| < tan 22½°·|gx|, along the column
where |gy| > tan 67½°·|gx|, else along one of the two diagonals, where both neighbours must be smaller.
`canny_interpolated` looks exactly along the gradient instead, between the pixels.

Shapes   image (H, W)  →  (H, W) bool
Cost     two Sobel filters, some comparisons per pixel, and `hysteresis`
Source   Canny 1986, "A computational approach to edge detection"
Checked  cv2.Canny, both norms, every pixel
Beware   Thresholds are in units of m: Sobel is eight times the slope, so a step of 100 levels has m = 400.  Nothing is
         blurred first, as in OpenCV and unlike the paper: blur with `gaussian`, or noise will be edges.  Of two equal
         maxima side by side the left or upper one is kept; aslant of each other, along the gradient, neither is.  Here
         and there four edge pixels still make a square.  Next to NaN there is no edge.
"""
import math

import numpy as np

from refimpl.arguments import as_array, as_choice, real_numbers
from refimpl.features.gradients import _alike
from refimpl.features.hysteresis import hysteresis
from refimpl.imaging.sobel import sobel

__all__ = ["canny", "thin_by_direction"]


def canny(image: np.ndarray, low: float, high: float, norm: str = "l1") -> np.ndarray:
    """Return where the edges are.

    low and high are thresholds of the gradient's magnitude, 0 ≤ low ≤ high; norm is l1 or l2, whose squares overflow
    for steps beyond 10¹⁵³ (float32: 10¹⁸), which then pass any threshold.  Raises TypeError for images that are not
    real, ValueError unless they are (H, W) with at least one pixel, and for other thresholds and norms.

    >>> step = np.array([[0, 0, 100, 100, 100]] * 3, np.uint8)
    >>> canny(step, 50, 300)[1].tolist(), canny(step, 50, 400)[1].any().item()
    ([False, True, False, False, False], False)
    """
    image, norm = as_array("(H, W)", empty=False, image=image), as_choice(("l1", "l2"), norm=norm)
    [low] = real_numbers(0, low=low)
    [high] = real_numbers(low, high=high)
    f = image.astype(np.float32) if image.dtype == np.float16 else image           # 16 bits do not hold the squares
    gy, gx = sobel(f, 0, "nearest"), sobel(f, 1, "nearest")
    with np.errstate(over="ignore"):
        m = np.abs(gx) + np.abs(gy) if norm == "l1" else gx * gx + gy * gy         # without the root
    low, high = (min(t if norm == "l1" else float(t) * t, float(np.finfo(m.dtype).max)) for t in (low, high))
    ridge = thin_by_direction(m, gy, gx)
    return hysteresis(ridge & (m > low), m > high)


def thin_by_direction(m: np.ndarray, gy: np.ndarray, gx: np.ndarray) -> np.ndarray:
    """Return where m is a maximum along the nearest of the four directions to the gradient; beyond the border m is 0.

    Raises ValueError unless all three are (H, W) of the same size.

    >>> one = np.ones((1, 4))
    >>> thin_by_direction(np.array([[1.0, 3.0, 3.0, 2.0]]), 0 * one, one).tolist()
    [[False, True, False, False]]
    """
    m, gy, gx = _alike("(H, W)", m=m, gy=gy, gx=gx)
    around = np.pad(m, 1)
    y, x = np.abs(gy), np.abs(gx)
    level, upright = y < (math.sqrt(2) - 1) * x, y * (math.sqrt(2) - 1) > x        # tan 22½°, and 1/tan 67½°
    falling = (gy < 0) == (gx < 0)                                 # down to the right, or up to the left

    def beside(dy: int, dx: int) -> np.ndarray:
        H, W = m.shape
        return around[1 + dy:1 + dy + H, 1 + dx:1 + dx + W]

    along_row = (m > beside(0, -1)) & (m >= beside(0, 1))
    along_column = (m > beside(-1, 0)) & (m >= beside(1, 0))
    down = (m > beside(-1, -1)) & (m > beside(1, 1))
    up = (m > beside(-1, 1)) & (m > beside(1, -1))
    return np.where(level, along_row, np.where(upright, along_column, np.where(falling, down, up)))
