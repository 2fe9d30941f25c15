"""The imaging chapter beside OpenCV, scikit-image and NumPy."""
from tests.benchmarks.timing import Pair                # first: it sets one thread before NumPy is imported

import cv2
import numpy as np
from skimage import exposure

from refimpl import samples
from refimpl.imaging import clahe, count_levels, equalize_histogram, histogram, lookup, stretch_contrast

cv2.setNumThreads(1)
CLOCK = cv2.resize(samples.clock(), (2048, 2048), interpolation=cv2.INTER_CUBIC)
NOISE = np.random.default_rng(0).integers(0, 256, (2048, 2048), dtype=np.uint8)
IMAGES = {"photograph 2048²": CLOCK, "noise 2048²": NOISE, "photograph 2045 × 2041": CLOCK[:2045, :2041].copy(),
          "photograph 300 × 400": samples.clock()}


def pairs():
    """Yield what is compared."""
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
