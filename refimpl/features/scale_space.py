"""Scale space (尺度空间): blobs of every size, as extremes of the difference of Gaussians over place and scale.

    L(s) = G(σ·2^(s/n)) ⋆ f        D(s) = L(s + 1) − L(s)        n = 3 scales an octave, σ = 1.6

D answers most where a blob is about as wide as its Gaussian: so an extreme among the 26 neighbours, in place and in
scale, says where a blob is and how large.  After n scales the blur has doubled, and every second pixel will do: so
begins the next octave.

    D(p + δ) ≈ D + gᵀδ + ½·δᵀHδ        δ = −H⁻¹·g        keep  |D + ½·gᵀδ| ≥ 255·c/n  and  tr²/det < (e + 1)²/e

A parabola through the neighbours gives the place between the pixels (g slopes, H second differences, in s, y, x).
Weak extremes go, of a contrast below c, and those on edges, where the H of y and x bends e times more one way than
the other.

Shapes   image (H, W)  →  octaves [(n + 3, H', W') float32];  pixels (K, 3) int64 and positions (K, 3) float64: s, y, x
Cost     n + 3 Gaussians of the doubled image, and less than a third more for all the octaves that follow
Source   Lowe 2004, "Distinctive image features from scale-invariant keypoints"
Checked  by `sift` against cv2.SIFT;  cv2.resize and cv2.GaussianBlur for the first octave
Beware   The image is doubled first, or the finest blobs would be lost; f is taken to be blurred by ½ already.  Levels
         are 0 … 255.  Pixel x of the image lies at 2x + ½ of the doubled one; who halves that is ¼ too far.
"""
import math

import numpy as np

from refimpl.arguments import as_array, real_numbers
from refimpl.imaging.gaussian import gaussian

__all__ = ["double_size", "gaussian_octaves", "scale_space_extrema"]

SCALES, SIGMA, MARGIN, STEPS, BRIGHTEST = 3, 1.6, 5, 5, 1e30


def gaussian_octaves(image: np.ndarray) -> list:
    """Return the blurred images of each octave, n + 3 of them, the first one of the image doubled.

    Raises TypeError for images that are not real, ValueError unless they are (H, W), not empty, and finite,
    up to 10³⁰.

    >>> [octave.shape for octave in gaussian_octaves(np.zeros((16, 24)))]
    [(6, 32, 48), (6, 16, 24), (6, 8, 12), (6, 4, 6)]
    """
    doubled, octaves = double_size(image), []
    if not (np.abs(doubled) <= BRIGHTEST).all():
        raise ValueError(f"image must be finite, of levels up to {BRIGHTEST:g}")
    first = _blur(doubled, math.sqrt(SIGMA**2 - 1))                # doubled, the blur of ½ is one of 1
    for _ in range(round(math.log2(min(first.shape))) - 1):
        levels = [first]
        for s in range(SCALES + 2):
            levels.append(_blur(levels[-1], SIGMA * math.sqrt(4**((s + 1) / SCALES) - 4**(s / SCALES))))
        octaves.append(np.stack(levels))
        h, w = first.shape
        first = levels[SCALES][:h // 2 * 2:2, :w // 2 * 2:2]
    return octaves


@np.errstate(over="ignore", invalid="ignore")
def scale_space_extrema(octave: np.ndarray, contrast: float = 0.04, edge: float = 10) -> tuple:
    """Return (pixels, positions) of the blobs of an octave: s, y, x, whole and between the pixels.

    Raises ValueError unless the octave is (n + 3, H, W), contrast from 0 to 1, and edge from 1 to 2²⁴.

    >>> y, x = np.indices((32, 32))
    >>> blob = np.exp(-((y - 15.9)**2 + (x - 16.3)**2) / 18)
    >>> octave = np.cumsum([height * blob for height in (0, 10, 40, 50, 40, 10)], axis=0)   # these are its differences
    >>> pixels, positions = scale_space_extrema(octave)
    >>> pixels.tolist(), positions.round(1).tolist()
    ([[2, 16, 16]], [[2.0, 15.9, 16.3]])
    """
    D = np.diff(as_array(f"({SCALES + 3}, H, W)", "float", octave=octave), axis=0)
    [contrast], [edge] = real_numbers(0, 1, contrast=contrast), real_numbers(1, 2**24, edge=edge)
    pixels = _extreme_pixels(D, math.floor(0.5 * contrast / SCALES * 255))
    delta, done, inside = np.zeros(pixels.shape), np.zeros(len(pixels), bool), np.ones(len(pixels), bool)
    limits = np.array([[1, MARGIN, MARGIN], [SCALES, D.shape[1] - MARGIN - 1, D.shape[2] - MARGIN - 1]])
    for _ in range(STEPS):
        todo = np.flatnonzero(inside & ~done)
        delta[todo] = _vertex(*_slopes_and_bends(D, pixels[todo]))
        done[todo] = (np.abs(delta[todo]) < 0.5).all(1)
        moved = todo[~done[todo]]
        pixels[moved] += np.rint(delta[moved].clip(-1e6, 1e6)).astype(np.int64)
        inside[moved] = ((limits[0] <= pixels[moved]) & (pixels[moved] <= limits[1])).all(1)
    pixels, delta = pixels[done], delta[done]
    g, H = _slopes_and_bends(D, pixels)
    value = D[tuple(pixels.T)] + (g * delta).sum(1) / 2
    trace, det = H[:, 1, 1] + H[:, 2, 2], H[:, 1, 1] * H[:, 2, 2] - H[:, 1, 2]**2
    kept = (np.abs(value) * SCALES >= contrast * 255) & (det > 0) & (trace**2 * edge < (edge + 1)**2 * det)
    return pixels[kept], (pixels + delta)[kept]


@np.errstate(over="ignore", invalid="ignore")
def double_size(image: np.ndarray) -> np.ndarray:
    """Return the image with twice as many pixels each way, float32: three quarters of the nearest, one of the next.

    Levels beyond 8.5·10³⁷ may become ∞.  Raises ValueError unless it is (H, W) and not empty.

    >>> double_size(np.array([[0, 4, 8]]))[0].tolist()
    [0.0, 1.0, 3.0, 5.0, 7.0, 8.0]
    """
    f: np.ndarray = as_array("(H, W)", "float", False, image=image).astype(np.float32)
    for _ in range(2):                                             # down the columns, then, turned, along the rows
        around = np.concatenate([f[:1], f, f[-1:]])
        f = np.stack([around[:-2] + 3 * f, 3 * f + around[2:]], 1).reshape(2 * len(f), -1).T / 4
    return f


def _blur(f: np.ndarray, sigma: float) -> np.ndarray:
    """Return f blurred, the bell cut off at about 4σ as OpenCV does."""
    return gaussian(f, sigma, "mirror", truncate=(round(8 * sigma + 1) // 2) / sigma)


def _extreme_pixels(D: np.ndarray, least: float) -> np.ndarray:
    """Return (K, 3): where D > least and no neighbour of the 26 is larger, or D < −least and none is smaller."""
    inner = np.zeros(D.shape, bool)
    inner[1:-1, MARGIN:-MARGIN, MARGIN:-MARGIN] = True
    p, f, (_, H, W) = np.flatnonzero(inner & (np.abs(D) > least)), D.ravel(), D.shape
    for s, y, x in np.ndindex(3, 3, 3):
        neighbour = f[p + ((s - 1) * H + y - 1) * W + x - 1]
        p = p[np.where(f[p] > 0, neighbour <= f[p], neighbour >= f[p])]
    return np.stack(np.unravel_index(p, D.shape), 1)


def _slopes_and_bends(D: np.ndarray, pixels: np.ndarray) -> tuple:
    """Return g (K, 3) and H (K, 3, 3) of D at the pixels, by differences."""
    def at(step: np.ndarray) -> np.ndarray:
        return D[tuple((pixels + step).T)].astype(float)

    units, H = np.eye(3, dtype=int), np.empty((len(pixels), 3, 3))
    for i, u in enumerate(units):
        H[:, i, i] = at(u) - 2 * at(0 * u) + at(-u)
        for j, v in enumerate(units[:i]):
            H[:, i, j] = H[:, j, i] = (at(u + v) - at(u - v) - at(v - u) + at(-u - v)) / 4
    return np.stack([(at(u) - at(-u)) / 2 for u in units], 1), H


def _vertex(g: np.ndarray, H: np.ndarray) -> np.ndarray:
    """Return −H⁻¹·g; 0 where H cannot be inverted."""
    flat = np.linalg.det(H) == 0
    H = np.where(flat[:, None, None], np.eye(3), H)
    return -np.linalg.solve(H, np.where(flat[:, None], 0, g)[:, :, None])[:, :, 0]
