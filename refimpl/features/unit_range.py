"""Grey levels as fractions (灰度归一化): black 0, white 1, however many levels there are between.

    u = f · (1/white)        white = 255 for uint8, 65535 for uint16, 1 for bool;  floats are fractions already

So a threshold or a constant means the same for images of any depth.

Shapes   image (…)  →  the same: float32 for float32, float64 for any other
Cost     one multiplication per pixel
Source   skimage.util.img_as_float, whose rule it is
Checked  skimage.util.img_as_float, bit for bit, but for float16 and longdouble, which it keeps
Beware   Floats are taken as they are, even beyond 1.  Of signed integers nobody knows what is white: they are refused,
         where scikit-image makes them −1 … 1.  f·(1/white) and f/white differ in the last digit, for 24 levels of 256.
"""
import numpy as np

from refimpl.arguments import as_array

__all__ = ["unit_range", "white_level"]

LEVELS = f"uint8 or uint16 or uint32 or bool or float16 or float32 or float64 or {np.dtype(np.longdouble).name}"


def unit_range(image: np.ndarray) -> np.ndarray:
    """Return the image with white at 1: the argument itself, no copy, where it is float32 or float64.

    A list of whole numbers is uint8 if they fit.  Raises TypeError for images that are not bool, unsigned of at most
    32 bits, or float.

    >>> unit_range(np.array([0, 51, 255], np.uint8)).round(6).tolist()
    [0.0, 0.2, 1.0]
    """
    image = as_array("(…)", LEVELS, image=image)
    if image.dtype.kind == "f":
        return image.astype(np.float32 if image.dtype == np.float32 else np.float64, copy=False)
    return image * (1 / white_level(image.dtype))


def white_level(dtype: np.dtype) -> int:
    """Return the level that is white: the greatest of an unsigned type, 1 for bool and floats.  Others: TypeError.

    >>> white_level(np.dtype("uint8")), white_level(np.dtype("float32"))
    (255, 1)
    """
    if not isinstance(dtype, np.dtype) or dtype.name not in LEVELS.split(" or "):
        raise TypeError(f"dtype must be one of NumPy's, {LEVELS}, got {dtype!r}")
    return int(np.iinfo(dtype).max) if dtype.kind == "u" else 1
