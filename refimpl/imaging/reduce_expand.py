"""Reduce and expand (下采样, 上采样): half the pixels along each axis with little aliasing, and twice as many again.

    down   D(f)[y, x] = Σ_{i,j} k[i]·k[j]·f[2y + i − 2, 2x + j − 2] / 256,         k = 1 4 6 4 1
    up     U(g)       = the same k/8 laid over g with a zero between any two pixels:
           along an axis   U[2i] = (g[i − 1] + 6·g[i] + g[i + 1])/8,    U[2i + 1] = (g[i] + g[i + 1])/2

Leaving out every second pixel turns stripes narrower than two pixels into wider ones that were never there: aliasing
(混叠).  So the image is blurred first, by binomial weights, which are close to a Gaussian.  Expanding uses the same
weights, of which every other one falls on a zero.

Shapes   image (H, W) or (H, W, C)  →  down (⌈H/2⌉, ⌈W/2⌉, …), up (2H, 2W, …) or one less;  the same dtype
Cost     per pixel of the result: down three sums of five terms;  up 1½ sums, of three terms and of two in turn
Source   Burt & Adelson 1983, "The Laplacian pyramid as a compact image code", with a = 3/8
Checked  cv2.pyrDown and cv2.pyrUp, uint8 and uint16 bit for bit, any size
Beware   Down mirrors at every border.  Up mirrors at the top and left, but repeats the last pixel at the bottom and
         right, as in OpenCV.  Whole numbers are rounded, halves up.  U(D(f)) is not f, and D(U(g)) is not g.  float16
         is summed in float32; float32 and float64 become infinite where the sum, not yet divided by 256 or 64, does.
"""
import numpy as np

from refimpl.arguments import as_array, as_shape
from refimpl.imaging.borders import _framed, extend, sources

__all__ = ["pyr_down", "pyr_down_definition", "pyr_up", "pyr_up_definition"]

K = 1, 4, 6, 4, 1
SUM_TYPES = {"uint8": np.uint16, "uint16": np.uint32, "float16": np.float32, "float32": np.float32,
             "float64": np.float64, np.dtype(np.longdouble).name: np.longdouble}        # 256 times a whole number fits
PYRAMID_TYPES = " or ".join(SUM_TYPES)


def pyr_down_definition(image: np.ndarray) -> np.ndarray:
    """The formula above, one pixel at a time."""
    image = as_array("(H, W) or (H, W, C)", PYRAMID_TYPES, empty=False, image=image)
    f = extend(image, ((2, 2), (2, 2)), "mirror", dtype=np.dtype(SUM_TYPES[image.dtype.name]))
    out = np.empty((*[-(-n // 2) for n in image.shape[:2]], *image.shape[2:]), image.dtype)
    for y, x in np.ndindex(out.shape[:2]):
        with np.errstate(over="ignore", invalid="ignore"):
            total = sum(K[i] * K[j] * f[2 * y + i, 2 * x + j] for i, j in np.ndindex(5, 5))
        out[y, x] = (total + 128) // 256 if image.dtype.kind == "u" else total / 256
    return out


def pyr_down(image: np.ndarray) -> np.ndarray:
    """Return the image blurred and halved along both axes.

    Raises TypeError unless it is uint8, uint16 or float, ValueError unless it is (H, W) or (H, W, C) and not empty.

    >>> pyr_down(np.array([[0, 0, 16, 0, 0]], np.uint8)).tolist()               # 16·(1 6 1)/16, mirrored: 2 at the ends
    [[2, 6, 2]]
    """
    image = as_array("(H, W) or (H, W, C)", PYRAMID_TYPES, empty=False, image=image)
    (H, W), rows, dtype = image.shape[:2], _rows_at_a_time(image), np.dtype(SUM_TYPES[image.dtype.name])
    i, j = sources(H, 2, 2, "mirror"), sources(W, 2, 2, "mirror")
    out = np.empty(((H + 1) // 2, (W + 1) // 2, *image.shape[2:]), image.dtype)
    for y in range(0, len(out), rows):
        f = _framed(image, i[2 * y:2 * (y + rows) + 3], j, 2, dtype, None)
        f = _halved(_halved(f, 0), 1)
        out[y:y + rows] = (f + 128) >> 8 if image.dtype.kind == "u" else f / 256
    return out


def pyr_up_definition(image: np.ndarray, shape: tuple | None = None) -> np.ndarray:
    """The formula above, one pixel at a time: k laid over the pixels and the zeros between them."""
    image = as_array("(H, W) or (H, W, C)", PYRAMID_TYPES, empty=False, image=image)
    (H, W), g = image.shape[:2], image.astype(SUM_TYPES[image.dtype.name])
    out = np.empty((*_expanded_shape(image, shape), *image.shape[2:]), image.dtype)
    def at(y: int, x: int) -> np.ndarray:
        return g[min(abs(y), H - 1), min(abs(x), W - 1)]            # −1 is mirrored, H and W are repeated
    for y, x in np.ndindex(out.shape[:2]):
        with np.errstate(over="ignore", invalid="ignore"):
            total = sum(K[i] * K[j] * at((y + i - 2) // 2, (x + j - 2) // 2) for i, j in np.ndindex(5, 5)
                        if (y + i) % 2 == 0 and (x + j) % 2 == 0)   # a pixel, not a zero
        out[y, x] = (total + 32) // 64 if image.dtype.kind == "u" else total / 64
    return out


def pyr_up(image: np.ndarray, shape: tuple | None = None) -> np.ndarray:
    """Return the image expanded to shape = (height, width): twice its own, as by default, or one less.

    Raises TypeError unless it is uint8, uint16 or float, ValueError for any other shape, and as pyr_down.

    >>> pyr_up(np.array([[8, 16, 16]], np.uint8), shape=(1, 5)).tolist()        # (6·8 + 2·16)/8, (8 + 16)/2, …
    [[10, 12, 15, 16, 16]]
    """
    image = as_array("(H, W) or (H, W, C)", PYRAMID_TYPES, empty=False, image=image)
    (H, W), rows, dtype = image.shape[:2], _rows_at_a_time(image), np.dtype(SUM_TYPES[image.dtype.name])
    height, width = _expanded_shape(image, shape)
    out = np.empty((height, width, *image.shape[2:]), image.dtype)
    for y in range(0, H, rows):
        i, j = np.arange(y - 1, min(y + rows, H) + 1), np.arange(-1, W + 1)
        g = image[np.minimum(abs(i), H - 1)].astype(dtype)                      # −1 is mirrored, H is repeated
        f = _doubled(_doubled(g, 0)[:, np.minimum(abs(j), W - 1)], 1)[:height - 2 * y, :width]
        out[2 * y:2 * (y + rows)] = (f + 32) >> 6 if image.dtype.kind == "u" else f / 64
    return out


def _halved(f: np.ndarray, axis: int) -> np.ndarray:
    """Return Σ k[i]·f[2y + i] along an axis, f reaching two pixels beyond either end."""
    f = np.moveaxis(f, axis, 0)
    a, b, c, d, e = (f[i:i + len(f) - 4:2] for i in range(5))
    with np.errstate(over="ignore", invalid="ignore"):
        return np.moveaxis(a + e + 4 * (b + d) + 6 * c, 0, axis)


def _doubled(g: np.ndarray, axis: int) -> np.ndarray:
    """Return g[i − 1] + 6·g[i] + g[i + 1] and 4·(g[i] + g[i + 1]) in turn, g reaching a pixel beyond either end."""
    g = np.moveaxis(g, axis, 0)
    f = np.empty((2 * len(g) - 4, *g.shape[1:]), g.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        f[0::2], f[1::2] = g[:-2] + 6 * g[1:-1] + g[2:], 4 * (g[1:-1] + g[2:])
    return np.moveaxis(f, 0, axis)


def _expanded_shape(image: np.ndarray, shape: tuple | None) -> tuple:
    """Return (height, width) of the image expanded, or say what is wrong with the shape."""
    H, W = image.shape[:2]
    height, width = (2 * H, 2 * W) if shape is None else as_shape("(height, width)", shape=shape)
    if height not in (2 * H - 1, 2 * H) or width not in (2 * W - 1, 2 * W):
        raise ValueError(f"shape must be twice ({H}, {W}) or one less along either axis, got {shape}")
    return height, width


def _rows_at_a_time(image: np.ndarray) -> int:
    """Return how many rows to do at a time, so that they stay in the cache."""
    return max(2**17 // image[0].size, 1)
