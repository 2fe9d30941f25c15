"""The features chapter beside scikit-image, OpenCV, SciPy and scikit-learn."""
from tests.benchmarks.timing import Pair                # first: it sets one thread before NumPy is imported

import warnings

import numpy as np

import cv2
from scipy import ndimage
from scipy.cluster.vq import kmeans2
from skimage import feature
from sklearn.feature_extraction.text import TfidfTransformer

from refimpl.features import (
    canny, canny_interpolated, fast, glcm, glcm_property, harris, hog, hu_moments, hysteresis, kmeans, lbp, sift, tfidf)
from refimpl.samples import camera

RNG = np.random.default_rng(0)
ANGLES = [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4]
cv2.setNumThreads(1)
warnings.filterwarnings("ignore", "One of the clusters is empty")


def pairs():
    """Yield what is compared."""
    photos = {f"photograph {n}²": np.tile(camera(), (n // 256, n // 256)) for n in (256, 1024, 2048)}
    y, x = np.indices((2048, 2048))
    blobs = (127.5 + 127.5 * np.sin(y / 200) * np.sin(x / 200)).astype(np.uint8)
    for name, image in photos.items():
        turns = 21 if image.size < 10**6 else 5
        yield from histograms(name, image, turns)
        yield from edges_and_corners(name, image, turns)
    yield from edges("large blobs 2048²", blobs, 5)
    yield from keypoints(photos)
    yield from clusters()
    yield from masks()


def histograms(name, image, turns):
    """HOG, LBP, GLCM, moments."""
    for norm in ("L2-Hys", "L1"):
        yield Pair("hog", f"{name}, {norm}", lambda n=norm: hog(image, block_norm=n), "skimage hog",
                   lambda n=norm: feature.hog(image, block_norm=n), image.size, turns)
    for points, radius, method in ((8, 1, "default"), (8, 1, "ror"), (8, 1, "uniform"), (16, 2, "uniform"),
                                   (24, 3, "uniform")):
        yield Pair("lbp", f"{name}, {points} at {radius}, {method}", lambda a=(points, radius, method): lbp(image, *a),
                   "skimage local_binary_pattern", lambda a=(points, radius, method): feature.local_binary_pattern(
                       image, *a), image.size, turns)
    for levels in (16, 256):
        coarse = image // (256 // levels)
        yield Pair("glcm", f"{name}, {levels} levels, 4 angles", lambda f=coarse, n=levels: glcm(f, [1], ANGLES, n),
                   "skimage graycomatrix", lambda f=coarse, n=levels: feature.graycomatrix(f, [1], ANGLES, n), image.size,
                   turns)
    P = glcm(image, [1], ANGLES, 256)
    for prop in ("contrast", "correlation", "entropy"):
        yield Pair("glcm_property", f"256 levels, {prop}", lambda p=prop: glcm_property(P, p), "skimage graycoprops",
                   lambda p=prop: feature.graycoprops(P, p), P.size)
    yield Pair("hu_moments", name, lambda: hu_moments(image), "cv2.HuMoments",
               lambda: cv2.HuMoments(cv2.moments(image)), image.size, turns)


def edges(name, image, turns):
    """Both forms of Canny, and what is common to them."""
    for low, high in ((50, 100), (0, 1)):
        yield Pair("canny_interpolated", f"{name}, {low} and {high}", lambda t=(low, high): canny_interpolated(image, 1, *t),
                   "skimage canny", lambda t=(low, high): feature.canny(image, 1, *t, mode="constant"), image.size, turns)
        yield Pair("canny", f"{name}, {low} and {high}", lambda t=(low, high): canny(image, *t), "skimage canny",
                   lambda t=(low, high): feature.canny(image, 1, *t, mode="constant"), image.size, turns)
        yield Pair("canny", f"{name}, {low} and {high}", lambda t=(low, high): canny(image, *t), "cv2.Canny",
                   lambda t=(low, high): cv2.Canny(image, *t), image.size, turns)


def edges_and_corners(name, image, turns):
    """Canny, Harris, FAST."""
    yield from edges(name, image, turns)
    yield Pair("harris", name, lambda: harris(image), "skimage corner_harris", lambda: feature.corner_harris(image),
               image.size, turns)
    detector = cv2.FastFeatureDetector_create(20)
    yield Pair("fast", f"{name}, 20", lambda: fast(image, 20), "skimage corner_fast",
               lambda: feature.corner_fast(image, 9, 20 / 255), image.size, turns)
    yield Pair("fast", f"{name}, 20", lambda: fast(image, 20), "cv2.FastFeatureDetector",
               lambda: detector.detect(image), image.size, turns)


def keypoints(photos):
    """SIFT: few keypoints and many."""
    detector = cv2.SIFT_create()
    noise = RNG.integers(0, 256, (256, 256)).astype(np.uint8)
    for name, image in {**dict(list(photos.items())[:2]), "noise 256²": noise}.items():
        yield Pair("sift", name, lambda f=image: sift(f), "cv2.SIFT", lambda f=image: detector.detectAndCompute(f, None),
                   image.size, turns=5)


def clusters():
    """Centres of descriptors and of colours; weights of words."""
    for n, d, k in ((10000, 128, 64), (65536, 3, 8)):
        x = RNG.normal(size=(n, d))
        start = x[:k].copy()
        yield Pair("kmeans", f"{n} points of {d}, {k} centres, 10 rounds", lambda x=x, s=start: kmeans(x, s, 10), "scipy kmeans2",
                   lambda x=x, s=start: kmeans2(x, s, iter=10, minit="matrix"), x.size, turns=7)
    counts = RNG.integers(0, 5, (1000, 500))
    yield Pair("tfidf", "1000 images, 500 words", lambda: tfidf(counts), "sklearn TfidfTransformer",
               lambda: TfidfTransformer().fit_transform(counts), counts.size)


def masks():
    """Hysteresis: noise, one blob, and what is hard to join."""
    n, (y, x) = 1024, np.indices((1024, 1024))
    serpentine, spine, maze = y % 2 == 0, (x % 2 == 0) | (y == n - 1), (y % 2 == 0) & (x % 2 == 0)
    rings = np.minimum(np.minimum(y, x), np.minimum(n - 1 - y, n - 1 - x)) % 2 == 0
    serpentine[1::4, -1] = serpentine[3::4, 0] = True
    k, right = np.arange(0, n // 2 - 2, 2), RNG.random((n // 2, n // 2)) < 0.5
    rings[k + 1, k], rings[k + 2, k + 1] = False, True
    maze[::2, 1::2], maze[1::2, ::2] = right, ~right
    strong = RNG.random((n, n)) < 0.001
    for name, weak in {"noise": RNG.random((n, n)) < 0.4, "full": np.ones((n, n), bool), "comb": serpentine.T.copy(),
                       "spine with teeth": spine, "maze": maze, "spiral": rings, "serpentine": serpentine, "checkerboard": (y + x) % 2 == 0}.items():
        yield Pair("hysteresis", f"{name} 1024²", lambda weak=weak: hysteresis(weak, strong), "scipy.ndimage.label",
                   lambda weak=weak: ndimage.label(weak, np.ones((3, 3))), weak.size, turns=11)
