"""Grey-level co-occurrence (灰度共生矩阵, GLCM): how often level i lies beside level j, at some distance and angle.

    P[i, j, d, a] = #{ (y, x) :  f(y, x) = i,  f(y + round(d·sin a), x + round(d·cos a)) = j,  both inside }

A histogram of pairs.  Flat textures gather on the diagonal i = j, rough ones far from it.  Drawn from it, p = P/ΣP:

    contrast  Σ (i − j)²·p      dissimilarity  Σ |i − j|·p      homogeneity  Σ p/(1 + (i − j)²)      entropy  −Σ p·ln p
    ASM  Σ p²      energy  √ASM      mean  μ = Σ i·p      variance  σ² = Σ (i − μ)²·p      std  σ
    correlation  Σ (i − μᵢ)(j − μⱼ)·p/(σᵢ·σⱼ), 1 where a σ is 0

Shapes   image (H, W) of whole levels  →  (levels, levels, distances, angles): uint32, float64 if normed
Cost     one addition and one count per pair of pixels; levels² cells for each distance and angle
Source   Haralick, Shanmugam & Dinstein 1973, "Textural features for image classification"
Checked  skimage.feature.graycomatrix and graycoprops, bit for bit
Beware   Angles turn clockwise as the image is seen, for rows run downwards: π/2 looks down.  symmetric counts every
         pair both ways, as the paper does.  256 levels of a small image leave most cells empty: quantize first.
"""
import math

import numpy as np

from refimpl.arguments import as_array, as_choice, as_list, check_elements, real_numbers, whole_numbers

__all__ = ["glcm", "glcm_definition", "glcm_property"]


def glcm_definition(image: np.ndarray, distances: np.ndarray, angles: np.ndarray, levels: int,
                    symmetric: bool = False, normed: bool = False) -> np.ndarray:
    """Count the pairs, one pixel at a time."""
    image, P, offsets = _prepared(image, distances, angles, levels)
    symmetric, normed = as_choice((True, False), symmetric=symmetric), as_choice((True, False), normed=normed)
    P[:], (H, W) = 0, image.shape
    for (d, a), (dy, dx) in offsets:
        for y, x in np.ndindex(H, W):
            if 0 <= y + dy < H and 0 <= x + dx < W:
                P[image[y, x], image[y + dy, x + dx], d, a] += 1
                P[image[y + dy, x + dx], image[y, x], d, a] += symmetric
    return P / np.maximum(P.sum((0, 1)), 1) if normed else P


def glcm(image: np.ndarray, distances: np.ndarray, angles: np.ndarray, levels: int, symmetric: bool = False,
         normed: bool = False) -> np.ndarray:
    """Return how often each pair of levels occurs at each distance (in pixels) and angle (in radians).

    normed divides by the number of pairs.  Raises TypeError unless levels are whole numbers, ValueError unless the
    image is (H, W), for a level below 0 or not below `levels`, for more than 8192 levels, and without a distance or
    an angle.

    >>> glcm(np.array([[0, 0, 1], [0, 1, 1]]), distances=[1], angles=[0], levels=2)[:, :, 0, 0].tolist()
    [[1, 2], [0, 1]]
    """
    image, P, offsets = _prepared(image, distances, angles, levels)
    symmetric, normed = as_choice((True, False), symmetric=symmetric), as_choice((True, False), normed=normed)
    levels = len(P)
    second = image.astype(np.min_scalar_type(levels**2 - 1))       # the narrower the numbers, the faster
    first, pairs = second * second.dtype.type(levels), np.empty(image.size, np.intp)
    for (d, a), (dy, dx) in offsets:
        here, there = _overlap(dy, dx)
        i, j = first[here], second[there]
        pair = np.add(i, j, out=pairs[:i.size].reshape(i.shape))   # i·levels + j
        P[:, :, d, a] = np.bincount(pair.ravel(), minlength=levels**2).reshape(levels, levels)
    P = P + P.swapaxes(0, 1) if symmetric else P
    return P / np.maximum(P.sum((0, 1)), 1) if normed else P


def glcm_property(matrix: np.ndarray, name: str) -> np.ndarray:
    """Return a number, by the name above, for each distance and angle of a matrix (L, L, D, A): (D, A) float64.

    Raises ValueError for another name or shape, and unless the matrix holds counts: no negative ones, a finite sum.

    >>> beside = np.array([[1, 2], [0, 1]]).reshape(2, 2, 1, 1)
    >>> glcm_property(beside, "contrast").tolist(), glcm_property(beside, "ASM").tolist()    # 2/4;  (1 + 4 + 1)/16
    ([[0.5]], [[0.375]])
    """
    matrix = as_array("(levels, levels, distances, angles)", matrix=matrix)
    with np.errstate(over="ignore", invalid="ignore"):
        total = matrix.sum((0, 1), dtype=float)
    if matrix.shape[0] != matrix.shape[1] or not (matrix.min(initial=0) >= 0 and np.isfinite(total).all()):
        raise ValueError("matrix must be (levels, levels, distances, angles), counts of at least 0 and of a finite "
                         f"sum, got shape {matrix.shape}")
    p = np.divide(matrix, np.where(total == 0, 1.0, total), order="C")         # the order of sums follows the layout
    p = p.astype(float, copy=False)
    i, j = np.ogrid[:len(p), :len(p)]
    i, j = i[:, :, None, None], j[:, :, None, None]

    def mean(values: np.ndarray) -> np.ndarray:
        return (p * values).sum((0, 1))

    from_mean = i - mean(i)
    formulas = {
        "contrast": lambda: mean((i - j)**2), "dissimilarity": lambda: mean(np.abs(i - j)),
        "homogeneity": lambda: mean(1 / (1 + (i - j)**2)),
        "ASM": lambda: (p**2).sum((0, 1)), "energy": lambda: np.sqrt((p**2).sum((0, 1))),
        "entropy": lambda: mean(-np.log(p, where=p > 0, out=np.zeros_like(p))),
        "mean": lambda: mean(i), "variance": lambda: mean(from_mean**2), "std": lambda: np.sqrt(mean(from_mean**2)),
        "correlation": lambda: _correlation(p, from_mean, j - mean(j))}
    return formulas[as_choice(tuple(formulas), name=name)]()


def _correlation(p: np.ndarray, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Return the correlation of the levels of a pair, measured from their means; 1 where one of them never changes."""
    spread_i, spread_j, both = (np.sqrt((p * i**2).sum((0, 1))), np.sqrt((p * j**2).sum((0, 1))),
                                (p * (i * j)).sum((0, 1)))
    one_level = np.minimum(spread_i, spread_j) < 1e-15
    return np.where(one_level, 1.0, both / np.where(one_level, 1.0, spread_i * spread_j))


def _prepared(image: np.ndarray, distances: np.ndarray, angles: np.ndarray, levels: int) -> tuple:
    """Return the image, a matrix to be filled, and its places (d, a), each with (dy, dx)."""
    image, [levels] = as_array("(H, W)", empty=False, image=image), whole_numbers(1, 2**13, levels=levels)
    if image.dtype.kind not in "bui":
        raise TypeError(f"image must have whole levels, got {image.dtype}: quantize it first")
    if (image.dtype.kind == "i" and image.min() < 0) or image.max() >= levels:
        raise ValueError(f"levels of the image must be from 0 to {levels - 1}, got {image.min()} … {image.max()}")
    far = [real_numbers(distances=distance)[0] for distance in as_list(distances=distances)]
    turned = [real_numbers(angles=angle)[0] for angle in as_list(angles=angles)]
    check_elements(levels**2 * len(far) * len(turned), levels=levels)
    places = [((d, a), _offset(far[d], turned[a])) for d in range(len(far)) for a in range(len(turned))]
    return image, np.empty((levels, levels, len(far), len(turned)), np.uint32), places


def _offset(distance: float, angle: float) -> tuple:
    """Return (dy, dx), rounded to whole pixels, halves away from 0."""
    steps = np.sin(angle) * distance, np.cos(angle) * distance
    return tuple(math.floor(abs(v) + 0.5) * (1 if v > 0 else -1) for v in steps)


def _overlap(dy: int, dx: int) -> tuple:
    """Return where a pixel and the one (dy, dx) from it are both inside: the place of the first, of the second."""
    (y, down), (x, right) = ((slice(max(-d, 0), min(-d, 0) or None), slice(max(d, 0), min(d, 0) or None))
                             for d in (dy, dx))
    return (y, x), (down, right)
