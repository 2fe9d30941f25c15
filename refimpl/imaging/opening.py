"""Opening and closing (开运算, 闭运算): erosion and dilation in a row, and what is told by their differences.

    opening    f ∘ B = δ(ε(f))       closing    f • B = ε(δ(f))       gradient (形态学梯度)   δ(f) − ε(f)
    white top-hat (白顶帽)   f − f ∘ B       black top-hat (黑顶帽)   f • B − f
    hit or miss (击中击不中)   { p : A has all of B₁ + p, and nothing of B₂ + p }

Opening takes away what the footprint does not fit into, specks and thin bridges, and leaves the rest as it was; closing
fills the gaps and holes that it does not fit into.  Done twice they do no more than once.  The white top-hat is what
opening took away: small bright things on an uneven ground.  The gradient is large along edges.  Hit or miss finds a
pattern: B₁ says where there must be something, B₂ where there must be nothing.

Shapes   image (H, W) bool, integer or float; footprint (h, w), not 0 where it belongs to B  →  the image's shape, dtype
Cost     one erosion and one dilation; a subtraction for the differences
Source   Serra 1982, Image Analysis and Mathematical Morphology, ch. 2 and 5;  Meyer 1979 (top-hat)
Checked  scipy.ndimage: grey_opening, binary_opening, …, bit for bit where it ignores the border as we do
Beware   All of it rests on the adjunction of δ and ε, so on the border being ignored: with scipy's defaults, reflection
         for grey and 0 for binary images, an opening may exceed the image and a closing fall below it.  In
         cv2.morphologyEx only footprints that equal themselves turned by 180° make an opening.  For bool images f − g
         is "f but not g".  Hit or miss takes what lies beyond the border for nothing.
"""
import numpy as np

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
    """Return how far apart the largest and the smallest level under the footprint are.

    >>> morphological_gradient(np.array([[3, 3, 3, 8, 8, 8]]), np.ones((1, 3))).tolist()
    [[0, 0, 5, 5, 0, 0]]
    """
    return _difference(dilation(image, footprint), erosion(image, footprint))


def white_tophat(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the bright things that the footprint does not fit into, without the ground they stand on.

    >>> white_tophat(np.array([[0, 9, 0, 5, 5, 7, 0]]), np.ones((1, 2))).tolist()
    [[0, 9, 0, 0, 0, 2, 0]]
    """
    return _difference(image, opening(image, footprint))


def black_tophat(image: np.ndarray, footprint: np.ndarray) -> np.ndarray:
    """Return the dark things that the footprint does not fit into, as how much darker they are than their ground.

    >>> black_tophat(np.array([[9, 0, 9, 5, 5, 2, 9]]), np.ones((1, 2))).tolist()
    [[0, 9, 0, 0, 0, 3, 0]]
    """
    return _difference(closing(image, footprint), image)


def hit_or_miss(image: np.ndarray, hit: np.ndarray, miss: np.ndarray) -> np.ndarray:
    """Return where a bool image has every pixel of `hit` and none of `miss`, two footprints of one shape; bool.

    Raises TypeError unless the image is bool, ValueError unless the footprints have one shape.

    >>> right_end = np.array([[0, 1, 0]]), np.array([[0, 0, 1]])
    >>> hit_or_miss(np.array([[True, True, False, True, True]]), *right_end).tolist()
    [[False, True, False, False, True]]
    """
    if image.dtype != bool:
        raise TypeError(f"image must be bool, got {image.dtype}")
    if np.shape(hit) != np.shape(miss):
        raise ValueError(f"hit and miss must have the same shape, got {np.shape(hit)} and {np.shape(miss)}")
    h, w = hit.shape
    framed = np.pad(image, ((h, h), (w, w)))                            # nothing lies beyond the border
    found = np.ones_like(framed)
    for footprint, wanted in ((hit, framed), (miss, ~framed)):
        if footprint.any():
            found &= erosion(wanted, footprint)
    return found[h:len(found) - h, w:found.shape[1] - w]


def _difference(larger: np.ndarray, smaller: np.ndarray) -> np.ndarray:
    """Return larger − smaller, 0 where the footprint met nothing to be larger; for bool, what is larger alone has."""
    if larger.dtype == bool:
        return larger & ~smaller
    difference = np.subtract(larger, smaller, where=~(larger <= smaller), out=np.zeros_like(larger))
    if larger.dtype.kind == "i" and (difference < 0).any():             # it wrapped around
        raise ValueError(f"image has levels too far apart for their difference to fit into {larger.dtype}: convert it")
    return difference
