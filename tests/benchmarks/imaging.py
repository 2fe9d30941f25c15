"""The imaging chapter beside OpenCV, scikit-image, SciPy and NumPy."""
from tests.benchmarks.timing import Pair                # first: it sets one thread before NumPy is imported

import cv2
import numpy as np
from scipy import ndimage
from scipy.cluster.vq import kmeans2
from skimage import exposure
from skimage.filters import rank

from refimpl import samples
from refimpl.imaging import (bilateral, box, clahe, convolve, correlate, count_levels, dilation, disk,
                             equalize_histogram, erosion, gaussian, histogram, lab_to_rgb, laplace, lookup, median,
                             opening, optimal_quantizer, pixelwise_ahe, pyr_down, pyr_up, rectangle, rgb_to_gray,
                             rgb_to_hsv, rgb_to_lab, rgb_to_ycrcb, sliding_window_ahe, sliding_window_ahe_definition,
                             sobel, stretch_contrast, window_starts, ycrcb_to_rgb)

cv2.setNumThreads(1)
RNG = np.random.default_rng(0)
CLOCK = cv2.resize(samples.clock(), (2048, 2048), interpolation=cv2.INTER_CUBIC)
NOISE = RNG.integers(0, 256, (2048, 2048), dtype=np.uint8)
CAMERA = cv2.resize(samples.camera(), (512, 512), interpolation=cv2.INTER_CUBIC)
IMAGES = {"photograph 2048²": CLOCK, "noise 2048²": NOISE, "photograph 2045 × 2041": CLOCK[:2045, :2041].copy(),
          "photograph 300 × 400": samples.clock()}


def pairs():
    """Yield what is compared."""
    yield from point_operations()
    yield from colours()
    yield from adaptive()
    yield from morphology()
    yield from filters()
    yield from pyramids()


def point_operations():
    """Histograms, tables, equalization, CLAHE."""
    opencv = cv2.createCLAHE(2.0, (8, 8))
    for name, image in {**IMAGES, "uint16 2048²": CLOCK.astype(np.uint16) * 257}.items():
        yield Pair("clahe", name, lambda i=image: clahe(i), "cv2.createCLAHE", lambda i=image: opencv.apply(i),
                   image.size)
    yield Pair("clahe", "photograph 2048²", lambda: clahe(CLOCK), "skimage.exposure.equalize_adapthist",
               lambda: exposure.equalize_adapthist(CLOCK), CLOCK.size, turns=5)
    for name, image in IMAGES.items():
        yield Pair("equalize_histogram", name, lambda i=image: equalize_histogram(i), "cv2.equalizeHist",
                   lambda i=image: cv2.equalizeHist(i), image.size)
    yield Pair("stretch_contrast", "photograph 2048², 0–100 %", lambda: stretch_contrast(CLOCK),
               "skimage.exposure.rescale_intensity", lambda: exposure.rescale_intensity(CLOCK), CLOCK.size, turns=7)
    table = np.arange(255, -1, -1).astype(np.uint8)
    yield Pair("lookup", "photograph 2048²", lambda: lookup(CLOCK, table), "cv2.LUT", lambda: cv2.LUT(CLOCK, table),
               CLOCK.size)
    yield Pair("count_levels", "photograph 2048²", lambda: count_levels(CLOCK), "cv2.calcHist",
               lambda: cv2.calcHist([CLOCK], [0], None, [256], [0, 256]), CLOCK.size)
    yield Pair("histogram", "photograph 2048², 64 bins", lambda: histogram(CLOCK, 64), "np.histogram",
               lambda: np.histogram(CLOCK, 64, (0, 256)), CLOCK.size, turns=7)
    counts, pixels = count_levels(CAMERA), CAMERA.reshape(-1, 1).astype(float)
    start = np.linspace(16, 240, 8)[:, None]
    yield Pair("optimal_quantizer", "512², 8 levels", lambda: optimal_quantizer(counts, 8),
               "scipy.cluster.vq.kmeans2, 10 iterations", lambda: kmeans2(pixels, start, iter=10, minit="matrix"),
               CAMERA.size, turns=5)


def colours():
    """Conversions of a colour image."""
    image = RNG.integers(0, 256, (512, 512, 3), dtype=np.uint8)
    for ours, code in ((rgb_to_gray, cv2.COLOR_RGB2GRAY), (rgb_to_ycrcb, cv2.COLOR_RGB2YCrCb),
                       (ycrcb_to_rgb, cv2.COLOR_YCrCb2RGB), (rgb_to_hsv, cv2.COLOR_RGB2HSV),
                       (rgb_to_lab, cv2.COLOR_RGB2Lab), (lab_to_rgb, cv2.COLOR_Lab2RGB)):
        yield Pair(ours.__name__, "noise 512²", lambda f=ours: f(image), "cv2.cvtColor",
                   lambda c=code: cv2.cvtColor(image, c), image.size)


def adaptive():
    """Windows that slide."""
    def in_a_loop(image, window, step):
        total, assignments = np.zeros(image.shape), np.zeros(image.shape)
        for y in window_starts(image.shape[0], window, step):
            for x in window_starts(image.shape[1], window, step):
                under = slice(y, y + window), slice(x, x + window)
                total[under] += cv2.equalizeHist(image[under])
                assignments[under] += 1
        return total / assignments
    yield Pair("sliding_window_ahe", "512², window 64, step 8", lambda: sliding_window_ahe(CAMERA, 64, 8),
               "its definition", lambda: sliding_window_ahe_definition(CAMERA, 64, 8), CAMERA.size, turns=7)
    for window, step in ((64, 8), (64, 16), (64, 4), (64, 32), (64, 64), (128, 8), (256, 8), (32, 8), (512, 512)):
        yield Pair("sliding_window_ahe", f"512², window {window}, step {step}",
                   lambda w=window, s=step: sliding_window_ahe(CAMERA, w, s), "cv2.equalizeHist in a loop",
                   lambda w=window, s=step: in_a_loop(CAMERA, w, s), CAMERA.size, turns=7)
    for window in (3, 15, 31, 65, 129, 257):
        square = np.ones((window, window), np.uint8)
        yield Pair("pixelwise_ahe", f"512², window {window}", lambda w=window: pixelwise_ahe(CAMERA, w),
                   "skimage.filters.rank.equalize", lambda s=square: rank.equalize(CAMERA, s), CAMERA.size, turns=7)


def morphology():
    """Footprints, on bytes, floats and bits."""
    footprints = {"3 × 3": rectangle(3, 3), "15 × 15": rectangle(15, 15), "31 × 7": rectangle(31, 7),
                  "disk 2": disk(2), "disk 5": disk(5), "disk 15": disk(15)}
    for name, footprint in footprints.items():
        given = {"size": footprint.shape} if footprint.all() else {"footprint": footprint}
        for ours, theirs in ((erosion, ndimage.grey_erosion), (dilation, ndimage.grey_dilation)):
            yield Pair(ours.__name__, f"uint8 1024², {name}", lambda f=ours, b=footprint: f(NOISE[:1024, :1024], b),
                       f"scipy.ndimage.{theirs.__name__}", lambda f=theirs, g=given: f(NOISE[:1024, :1024], **g), 2**20,
                       turns=3)
        byte = footprint.astype(np.uint8)
        yield Pair("erosion", f"uint8 1024², {name}", lambda b=footprint: erosion(NOISE[:1024, :1024], b), "cv2.erode",
                   lambda b=byte: cv2.erode(NOISE[:1024, :1024], b), 2**20)
        yield Pair("erosion", f"float64 512², {name}", lambda b=footprint: erosion(CAMERA.astype(float), b),
                   "scipy.ndimage.grey_erosion", lambda g=given: ndimage.grey_erosion(CAMERA.astype(float), **g), 2**18,
                   turns=5)
    bits = NOISE[:1024, :1024] > 128
    for name in ("3 × 3", "disk 5"):
        yield Pair("opening", f"bool 1024², {name}", lambda b=footprints[name]: opening(bits, b),
                   "scipy.ndimage.binary_opening", lambda b=footprints[name]: ndimage.binary_opening(bits, b), 2**20,
                   turns=5)


def filters():
    """Sums, medians, and the bilateral filter."""
    f = NOISE.astype(np.float64)
    for k in (3, 5, 7):
        kernel = RNG.normal(size=(k, k))
        for ours, theirs in ((correlate, ndimage.correlate), (convolve, ndimage.convolve)):
            yield Pair(ours.__name__, f"float64 2048², {k} × {k}", lambda g=ours, k=kernel: g(f, k),
                       f"scipy.ndimage.{ours.__name__}", lambda g=theirs, k=kernel: g(f, k), f.size, turns=5)
    for sigma in (0.5, 0.75, 2.0):
        yield Pair("gaussian", f"float64 2048², σ = {sigma}", lambda s=sigma: gaussian(f, s),
                   "scipy.ndimage.gaussian_filter", lambda s=sigma: ndimage.gaussian_filter(f, s), f.size, turns=5)
    small = f[:512, :512].copy()
    for sigma in (0.5, 0.75, 2.0):
        yield Pair("gaussian", f"float64 512², σ = {sigma}", lambda s=sigma: gaussian(small, s),
                   "scipy.ndimage.gaussian_filter", lambda s=sigma: ndimage.gaussian_filter(small, s), small.size)
    for size in (3, 15):
        yield Pair("box", f"float64 2048², {size} × {size}", lambda s=size: box(f, s), "scipy.ndimage.uniform_filter",
                   lambda s=size: ndimage.uniform_filter(f, s), f.size, turns=5)
    yield Pair("sobel", "float64 2048²", lambda: sobel(f, 0), "scipy.ndimage.sobel", lambda: ndimage.sobel(f, 0), f.size,
               turns=5)
    yield Pair("laplace", "float64 2048²", lambda: laplace(f), "scipy.ndimage.laplace", lambda: ndimage.laplace(f),
               f.size, turns=5)
    for size in (3, 5, 9):
        yield Pair("median", f"uint8 512², {size} × {size}", lambda s=size: median(CAMERA, s),
                   "scipy.ndimage.median_filter", lambda s=size: ndimage.median_filter(CAMERA, s), CAMERA.size, turns=5)
    yield Pair("median", "float64 512², 3 × 3", lambda: median(small, 3), "scipy.ndimage.median_filter",
               lambda: ndimage.median_filter(small, 3), small.size, turns=5)
    yield Pair("bilateral", "uint8 512², diameter 9", lambda: bilateral(CAMERA, 9, 30, 3), "cv2.bilateralFilter",
               lambda: cv2.bilateralFilter(CAMERA, 9, 30, 3), CAMERA.size, turns=5)


def pyramids():
    """Down and up."""
    for name, image in (("uint8 2048²", CLOCK), ("float32 2048²", CLOCK.astype(np.float32))):
        yield Pair("pyr_down", name, lambda i=image: pyr_down(i), "cv2.pyrDown", lambda i=image: cv2.pyrDown(i),
                   image.size)
        half = image[:1024, :1024].copy()
        yield Pair("pyr_up", name, lambda i=half: pyr_up(i), "cv2.pyrUp", lambda i=half: cv2.pyrUp(i), half.size)
