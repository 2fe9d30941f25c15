"""Images elsewhere: OpenCV, scikit-image and scipy.ndimage, and where they go apart."""
import platform

import numpy as np

from refimpl.imaging.clahe import clahe, clahe_definition
from refimpl.imaging.equalization import equalize_histogram, equalize_histogram_definition
from refimpl.peers import differs, same

X86 = platform.machine() in ("x86_64", "AMD64")    # elsewhere fused multiply-adds may move a pixel by a level


# ---- equalization ---------------------------------------------------------------------------------------------------

same(equalize_histogram, "its definition", drawn=lambda cases: cases.equalize_histogram(longest=9))(
    equalize_histogram_definition)


@same(equalize_histogram, "cv2.equalizeHist", "uint8, every size", drawn=lambda cases: cases.equalize_histogram(longest=90))
def equalize_histogram_in_cv2(image):
    import cv2
    return cv2.equalizeHist(image)


@differs(equalize_histogram, "skimage.exposure.equalize_hist",
         "It returns fractions, and maps each level to its cumulative share without taking off the lowest: black becomes grey.",
         image=np.array([[0, 1]], np.uint8))
def equalize_histogram_in_skimage(image):
    from skimage.exposure import equalize_hist
    return equalize_hist(image)


# ---- clahe ----------------------------------------------------------------------------------------------------------

same(clahe, "its definition", drawn=lambda cases: cases.clahe(longest=9, dtypes=(cases.UINT8,), most=3))(clahe_definition)


@same(clahe, "cv2.createCLAHE", "uint8 and uint16, every size and grid", within=0 if X86 else 1,
      why="fused multiply-adds of other machines than x86-64 may move a pixel", drawn=lambda cases: cases.clahe(longest=90))
def clahe_in_cv2(image, clip_limit=2.0, tile_grid=(8, 8)):
    import cv2
    clip_limit = min(clip_limit, np.iinfo(image.dtype).max + 1.0)         # from there on it clips nothing; its own would wrap
    return cv2.createCLAHE(clip_limit, tile_grid[::-1]).apply(image)      # columns first


@differs(clahe, "skimage.exposure.equalize_adapthist",
         "The clip limit is a share of the tile's pixels, the excess is dealt out until no bin is above it, the tiles are "
         "given by their size, and the result is stretched to 0 … 1.",
         image=np.array([[0, 1]], np.uint8), clip_limit=2.0, tile_grid=(1, 1))
def clahe_in_skimage(image, clip_limit=2.0, tile_grid=(8, 8)):
    from skimage.exposure import equalize_adapthist
    height, width = image.shape
    tile = max(height // tile_grid[0], 1), max(width // tile_grid[1], 1)
    return equalize_adapthist(image, tile, clip_limit / 256)
