"""CLAHE in colour (彩色 CLAHE): equalize how bright the colours are, and leave alone which colours they are.

    (L, a, b) = LAB(image),    out = RGB( CLAHE(L), a, b )

Equalizing R, G and B each by its own histogram pulls the three apart: greys take on a tint, hues wander.  In LAB the
lightness L stands by itself, and hue and colourfulness are a and b; so L is treated as a grey image, and a and b stay.

Shapes   image (H, W, 3) uint8, red first  →  the same
Cost     that of CLAHE on one channel, and of LAB there and back
Source   the usual recipe; CLAHE: Zuiderveld 1994; LAB: CIE 015:2018
Checked  cv2.cvtColor, cv2.createCLAHE and cv2.cvtColor in a row, bit for bit on x86-64
Beware   Lightness that grows where a and b stay may be brighter than any screen shows: such colours are cut off.  Where
         CLAHE changes nothing, LAB there and back does: most colours by at most 3 levels, (0, 235, 254) by 27.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.imaging.clahe import clahe
from refimpl.imaging.lab import lab_to_rgb, rgb_to_lab

__all__ = ["clahe_color"]


def clahe_color(image: np.ndarray, clip_limit: float = 2.0, tile_grid: tuple = (8, 8)) -> np.ndarray:
    """Return the RGB image with the local contrast of its lightness equalized; the arguments are those of clahe.

    Raises TypeError unless the image is uint8, ValueError unless it is (H, W, 3) with at least one pixel, and as clahe.

    >>> clahe_color(np.array([[[60, 60, 60], [90, 90, 90]]], np.uint8), 0, (1, 1)).tolist()       # L 128 and 255
    [[[119, 119, 119], [255, 255, 255]]]
    """
    lab = rgb_to_lab(as_array("(H, W, 3)", "uint8", empty=False, image=image))
    lab[..., 0] = clahe(lab[..., 0], clip_limit, tile_grid)
    return lab_to_rgb(lab)
