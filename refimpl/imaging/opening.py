"""Opening and closing (开运算, 闭运算): erosion and dilation in a row, and what is told by their differences.

    opening    f ∘ B = δ(ε(f))       closing    f • B = ε(δ(f))       gradient (形态学梯度)   δ(f) − ε(f)
    white top-hat (白顶帽)   f − f ∘ B       black top-hat (黑顶帽)   f • B − f
    hit or miss (击中击不中)   { p : A has all of B₁ + p, and nothing of B₂ + p }

Opening takes away what the footprint does not fit into, specks and thin bridges, and leaves the rest as it was; closing
fills the gaps and holes that it does not fit into.  Done twice they do no more than once.  The white top-hat is what
opening took away: small bright things on an uneven ground.  The gradient is large along edges.  Hit or miss finds a
pattern: B₁ says where there must be something, B₂ where there must be nothing.

Shapes   image (H, W) bool, integer or float; footprint (h, w), not 0 where it belongs to B  →  the image's shape, dtype
Cost     one erosion and one dilation, a subtraction for the differences; hit or miss two erosions
Source   Serra 1982, Image Analysis and Mathematical Morphology;  Meyer 1979 (top-hat)
Checked  scipy.ndimage: grey_opening, binary_opening, …, bit for bit where it ignores the border as we do
Beware   All of it rests on the adjunction of δ and ε, so on the border being ignored: with scipy's defaults a grey
         opening may exceed the image (reflection), and a closing fall below it (binary images too: 0).  In
         cv2.morphologyEx only a footprint that is symmetric about its anchor makes an opening: an even side moves the
         image.  For bool images f − g is "f but not g"; a difference too large for float16 is ∞.  Hit or miss takes
         what lies beyond the border for nothing.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.imaging.dilation import dilation, erosion

__all__ = ["black_tophat", "closing", "hit_or_miss", "morphological_gradient", "opening", "white_tophat"]


def opening(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the image without the bright things that the footprint does not fit into.

    >>> opening(np.array([[0, 9, 0, 5, 5, 7, 0]]), np.ones((1, 2))).tolist()
    [[0, 0, 0, 5, 5, 5, 0]]
    """
    return dilation(erosion(image, footprint), footprint)


def closing(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the image without the dark things that the footprint does not fit into.

    >>> closing(np.array([[9, 0, 9, 5, 5, 2, 9]]), np.ones((1, 2))).tolist()
    [[9, 9, 9, 5, 5, 5, 9]]
    """
    return erosion(dilation(image, footprint), footprint)


def morphological_gradient(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the dilation less the erosion: how far apart the levels around every pixel are.

    It and both top-hats raise ValueError where a difference does not fit into the image's signed integer dtype.

    >>> morphological_gradient(np.array([[3, 3, 3, 8, 8, 8]]), np.ones((1, 3))).tolist()
    [[0, 0, 5, 5, 0, 0]]
    """
    return _difference(dilation(image, footprint), erosion(image, footprint))


def white_tophat(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the bright things that the footprint does not fit into, without the ground they stand on.

    >>> white_tophat(np.array([[0, 9, 0, 5, 5, 7, 0]]), np.ones((1, 2))).tolist()
    [[0, 9, 0, 0, 0, 2, 0]]
    """
    return _difference(as_array("(H, W)", image=image), opening(image, footprint))


def black_tophat(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the dark things that the footprint does not fit into, as how much darker they are than their ground.

    >>> black_tophat(np.array([[9, 0, 9, 5, 5, 2, 9]]), np.ones((1, 2))).tolist()
    [[0, 9, 0, 0, 0, 3, 0]]
    """
    return _difference(closing(image, footprint), as_array("(H, W)", image=image))


def hit_or_miss(image: np.ndarray, hit: np.ndarray, miss: np.ndarray) -> np.ndarray:
    """Return where a bool image has every pixel of `hit` and none of `miss`, two footprints of one shape; bool.

    Raises TypeError unless the image is bool, ValueError unless the footprints have one shape, not empty.

    >>> right_end = np.array([[0, 1, 0]]), np.array([[0, 0, 1]])
    >>> hit_or_miss(np.array([[True, True, False, True, True]]), *right_end).tolist()
    [[False, True, False, False, True]]
    """
    image = as_array("(H, W)", "bool", image=image)
    hit, miss = as_array("(h, w)", hit=hit) != 0, as_array("(h, w)", miss=miss) != 0
    if hit.shape != miss.shape or hit.size == 0:
        raise ValueError(f"hit and miss must have the same shape, not empty, got {hit.shape} and {miss.shape}")
    (H, W), (h, w) = image.shape, hit.shape
    found = erosion(~image, miss) if miss.any() else np.ones((H, W), bool)
    if hit.any():
        framed = np.pad(image, ((h, h), (w, w)))                        # nothing lies beyond the border
        found &= erosion(framed, hit)[h:h + H, w:w + W]
    return found


def _difference(larger: np.ndarray, smaller: np.ndarray) -> np.ndarray:
    """Return larger − smaller, 0 where the footprint met nothing to be larger; for bool, what is larger alone has."""
    if larger.dtype == bool:
        return larger & ~smaller
    with np.errstate(over="ignore"):
        difference = np.subtract(larger, smaller, where=~(larger <= smaller), out=np.zeros_like(larger))
    if larger.dtype.kind == "i" and (difference < 0).any():             # it wrapped around
        raise ValueError(f"image has levels too far apart for their difference to fit into {larger.dtype}: convert it")
    return difference
