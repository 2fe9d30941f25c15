"""SIFT (尺度不变特征变换): keypoints found again, and known again, whatever the size, the turn and the light.

    where        extremes of the difference of Gaussians over place and scale s (`scale_space`)
    which way    a histogram of the directions around, 36 bins, m weighted by a Gaussian of 1.5·s: its peaks
    what         4 × 4 histograms of 8 directions each, 3·s wide, laid out and turned by that direction: 128 numbers

    v → min(v/‖v‖, 0.2) → 512·v/‖v‖, rounded, at most 255

Each gradient gives to the neighbouring histograms and bins according to its distance (trilinear), so nothing jumps when
the keypoint moves a little.  Scaled and turned with the image, the descriptor stays; the length of v takes contrast
out, the cut at 0.2 the glare that changes a few gradients much.  When two directions are nearly equally strong, each
becomes a keypoint.

Shapes   image (H, W)  →  keypoints (K, 4) float64: x, y, diameter, degrees clockwise;  descriptors (K, 128) float32
Cost     the scale space;  39² to 77² gradients per keypoint, fewer at the border
Source   Lowe 2004, "Distinctive image features from scale-invariant keypoints"
Checked  cv2.SIFT: the same keypoints to a tenth of a pixel, all but a few in a hundred, and descriptors
Beware   Levels are 0 … 255: in an image of 0 … 1 nothing has enough contrast.  OpenCV takes arctangents to a hundredth
         of a degree and adds in 32 bits, so not every bit can agree.  Positions are a quarter of a pixel too far to the
         right and down, for they are half of those in the doubled image; so are OpenCV's, unless it is told
         enable_precise_upscale=True.  Compare descriptors by their
         distance, and take a match only if the second best is clearly worse.
"""
import math

import numpy as np

from refimpl.arguments import real_numbers, whole_numbers
from refimpl.features.gradients import _alike, central_differences, magnitude_and_orientation
from refimpl.features.scale_space import BRIGHTEST, SCALES, SIGMA, gaussian_octaves, scale_space_extrema

__all__ = ["describe_patch", "main_directions", "sift"]

CELLS, DIRECTIONS = 4, 8


def sift(image: np.ndarray) -> tuple:
    """Return (keypoints, descriptors), sorted by x, y, then the larger first, then by angle.

    Levels are 0 … 255.  An image too small for an octave has none.  Raises TypeError for images that are not real,
    ValueError unless they are (H, W), with at least one pixel, and finite.

    >>> y, x = np.indices((40, 40))
    >>> keypoints, descriptors = sift(200 * np.exp(-((y - 20)**2 + (x - 19)**2) / (2 * 3**2)) + x)      # a blob, σ = 3
    >>> keypoints[0, :3].round(1).tolist(), descriptors.shape[1]
    ([19.2, 20.2, 5.3], 128)
    """
    found = []
    for o, octave in enumerate(gaussian_octaves(image)):
        pixels, positions = scale_space_extrema(octave)
        for layer in np.unique(pixels[:, 0]):
            m, theta = magnitude_and_orientation(*central_differences(octave[layer]))
            here = pixels[:, 0] == layer
            for (_, y, x), (s, *place) in zip(pixels[here], positions[here], strict=True):
                scale = SIGMA * 2**(s / SCALES)
                for angle in _directions(m, theta, y, x, scale):
                    keypoint = (place[1] * 2**o / 2, place[0] * 2**o / 2, scale * 2**o, angle)
                    found.append((keypoint, _descriptor(m, theta, y, x, scale, angle)))
    found.sort(key=lambda one: (one[0][0], one[0][1], -one[0][2], one[0][3]))
    found = [one for one, before in zip(found, [None, *found], strict=False) if not before or one[0] != before[0]]
    return (np.array([keypoint for keypoint, _ in found]).reshape(-1, 4),
            np.array([descriptor for _, descriptor in found], np.float32).reshape(-1, CELLS**2 * DIRECTIONS))


def main_directions(m: np.ndarray, theta: np.ndarray, y: int, x: int, scale: float) -> list:
    """Return the directions, degrees clockwise, of the peaks of at least 80 % of the highest, around a pixel.

    m and theta (H, W) are magnitude and orientation in radians, scale is the blob's in pixels, from 0.1 to the longer
    side.  Raises ValueError unless m and theta have the same size, are finite, and the pixel lies inside.

    >>> main_directions(np.ones((21, 21)), np.full((21, 21), np.pi / 2), 10, 10, scale=2)
    [90.0]
    """
    return _directions(*_surroundings(m, theta, y, x, scale))


def _directions(m: np.ndarray, theta: np.ndarray, y: int, x: int, scale: float) -> list:
    """Return main_directions of arguments that are right."""
    window, dy, dx = _window(m.shape, y, x, round(4.5 * scale))
    weight = m[window] * np.exp(-(dy**2 + dx**2) / (2 * (1.5 * scale)**2))
    bins = np.rint(theta[window] * (36 / (2 * np.pi))).astype(int) % 36
    h: np.ndarray = np.bincount(bins.ravel(), weight.ravel(), 36)
    h = (np.roll(h, 2) + np.roll(h, -2) + 4 * (np.roll(h, 1) + np.roll(h, -1)) + 6 * h) / 16
    left, right = np.roll(h, 1), np.roll(h, -1)
    peaks = np.flatnonzero((h > left) & (h > right) & (h >= 0.8 * h.max()))
    left, middle, right = left[peaks], h[peaks], right[peaks]
    between = 0.5 * (left - right) / (left - 2 * middle + right)   # the vertex of the parabola through the three
    return ((peaks + between) * 10 % 360).tolist()


def describe_patch(m: np.ndarray, theta: np.ndarray, y: int, x: int, scale: float, angle: float) -> np.ndarray:
    """Return the descriptor (128,) of the patch around a pixel, turned by the angle; the rest as main_directions.

    >>> v = describe_patch(np.ones((41, 41)), np.zeros((41, 41)), 20, 20, scale=2, angle=90).reshape(16, 8)
    >>> v.any(0).tolist()                                       # all point a quarter turn, two of eight, to the left
    [False, False, True, False, False, False, False, False]
    """
    (m, theta, y, x, scale), [angle] = _surroundings(m, theta, y, x, scale), real_numbers(angle=angle)
    return _descriptor(m, theta, y, x, scale, angle % 360)


def _descriptor(m: np.ndarray, theta: np.ndarray, y: int, x: int, scale: float, angle: float) -> np.ndarray:
    """Return describe_patch of arguments that are right."""
    H, W = m.shape
    phi, width = math.radians(angle), 3 * scale
    window, dy, dx = _window(m.shape, y, x, min(round(width * math.sqrt(2) * (CELLS + 1) / 2), int(math.hypot(H, W))))
    across = (dx * math.cos(phi) + dy * math.sin(phi)) / width     # in cells, along the direction and at right angles
    down = (dy * math.cos(phi) - dx * math.sin(phi)) / width
    seen = np.maximum(np.abs(across), np.abs(down)) < (CELLS + 1) / 2
    across, down = across[seen], down[seen]
    weight = m[window][seen] * np.exp(-(across**2 + down**2) / (CELLS**2 / 2))
    turned = (phi - theta[window][seen]) * (DIRECTIONS / (2 * np.pi))
    place = np.stack([down + (CELLS - 1) / 2, across + (CELLS - 1) / 2, turned])
    whole = np.floor(place).astype(int)
    part = place - whole
    h = np.zeros((CELLS + 2) * (CELLS + 2) * DIRECTIONS)
    for r, c, d in np.ndindex(2, 2, 2):
        share = weight * np.abs(1 - r - part[0]) * np.abs(1 - c - part[1]) * np.abs(1 - d - part[2])
        cell = (whole[0] + 1 + r) * (CELLS + 2) + whole[1] + 1 + c
        h += np.bincount(cell * DIRECTIONS + (whole[2] + d) % DIRECTIONS, share, len(h))
    v = h.reshape(CELLS + 2, CELLS + 2, DIRECTIONS)[1:-1, 1:-1].ravel()
    v = np.minimum(v, 0.2 * np.linalg.norm(v))
    return np.rint(512 * v / np.maximum(np.linalg.norm(v), 1e-7)).clip(0, 255)


def _surroundings(m: np.ndarray, theta: np.ndarray, y: int, x: int, scale: float) -> tuple:
    """Return the arguments of both, if they belong together, and are numbers to compute with."""
    m, theta = (a.astype(np.float32 if a.dtype == np.float32 else np.float64, copy=False)
                for a in _alike("(H, W)", m=m, theta=theta))
    if not ((np.abs(m) <= BRIGHTEST).all() and (np.abs(theta) <= BRIGHTEST).all()):
        raise ValueError(f"m and theta must be finite, at most {BRIGHTEST:g}")
    [y], [x] = whole_numbers(0, len(m) - 1, y=y), whole_numbers(0, m.shape[1] - 1, x=x)
    return m, theta, y, x, *real_numbers(0.1, max(m.shape), scale=scale)


def _window(shape: tuple, y: int, x: int, radius: int) -> tuple:
    """Return the pixels up to radius away, less the outermost of the image; how far down and to the right they are."""
    rows, columns = (slice(max(p - radius, 1), min(p + radius, n - 2) + 1) for p, n in zip((y, x), shape, strict=True))
    return (rows, columns), *np.ogrid[rows.start - y:rows.stop - y, columns.start - x:columns.stop - x]
