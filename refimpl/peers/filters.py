"""Neighbourhoods elsewhere: borders, morphology, filters and pyramids in scipy, OpenCV, scikit-image, torch, kornia."""
import numpy as np

from refimpl.complexity.counting import count_operations
from refimpl.imaging.bilateral import bilateral, bilateral_definition
from refimpl.imaging.blending import blend
from refimpl.imaging.borders import bands, extend, folded, sources, window_shape
from refimpl.imaging.box import box, box_definition, window_sums
from refimpl.imaging.correlation import convolve, convolve_definition, correlate, correlate_definition, float_type
from refimpl.imaging.correlation1d import correlate1d, correlate1d_definition
from refimpl.imaging.dilation import (dilation, dilation_definition, disk, erosion, erosion_definition,
                                      lowest_and_highest, rectangle)
from refimpl.imaging.doubling import extremes_under, extremes_under_definition, runs
from refimpl.imaging.gaussian import gaussian, gaussian_definition, gaussian_weights
from refimpl.imaging.median import median, median_definition
from refimpl.imaging.opening import (black_tophat, closing, hit_or_miss, morphological_gradient, opening, white_tophat)
from refimpl.imaging.pyramid import collapse, gaussian_pyramid, laplacian_pyramid
from refimpl.imaging.reduce_expand import pyr_down, pyr_down_definition, pyr_up, pyr_up_definition
from refimpl.imaging.selection import upper_median, upper_median_definition
from refimpl.imaging.sobel import laplace, laplace_definition, sobel, sobel_definition
from refimpl.peers import alone, differs, same

IN_NUMPY = {"reflect": "symmetric", "mirror": "reflect", "nearest": "edge", "wrap": "wrap", "constant": "constant"}
IN_CV2 = {"reflect": "BORDER_REFLECT", "mirror": "BORDER_REFLECT_101", "nearest": "BORDER_REPLICATE",
          "wrap": "BORDER_WRAP", "constant": "BORDER_CONSTANT"}
IN_TORCH = {"mirror": "reflect", "nearest": "replicate", "wrap": "circular", "constant": "constant"}    # no "reflect"


# ---- how far two weighted sums of the same pixels may be apart -------------------------------------------------------

def whole(**case):
    """Tell whether all arrays hold whole numbers: their products and sums are exact."""
    return all((array == np.rint(array)).all() for array in case.values() if isinstance(array, np.ndarray))


def brightest(image, cval=0.0, **case):
    """Return the largest magnitude that is seen."""
    return max(np.abs(image.astype(float)).max(), abs(cval))


def products(roundings, weights):
    """Return the claim on sums of weighted pixels: whole numbers exactly, others but for so many units."""
    claim: dict = {"within": lambda **case: 0 if whole(**case) else roundings(**case),
                   "terms": lambda **case: np.abs(case[weights]).sum() * brightest(**case),
                   "why": "n products and n sums, each rounded by half a unit, by either; whole numbers never"}
    return claim


SUMS = products(lambda kernel, **case: kernel.size, "kernel")
SUMS1D = products(lambda weights, **case: len(weights), "weights")
SLOPES: dict = {"within": lambda **case: 0 if whole(**case) else 5, "terms": lambda **case: 8 * brightest(**case),
                "why": "five sums of up to 8 times the brightest, rounded by half a unit, by either; whole ones never"}
FLOATS = "float32 and float64; give it whole numbers as float64, or it keeps their dtype"
MODES = "modes reflect, mirror, nearest, constant 0"


# ---- cases that a library takes --------------------------------------------------------------------------------------

def without_wrap(case):
    """Return the case with a border that OpenCV's filters have: not wrap, and 0 beyond a constant one."""
    return {**case, "mode": {"wrap": "mirror"}.get(case["mode"],
    case["mode"])} | ({"cval": 0.0} if "cval" in case else {})


def without_reflect(case):
    """Return the case with a border that torch has, of sides longer than the kernel, which is odd."""
    image = np.pad(case["image"], 6, mode="edge")
    case = {**case, "image": image, "mode": {"reflect": "mirror"}.get(case["mode"], case["mode"])}
    if "kernel" in case:
        h, w = case["kernel"].shape
        case["kernel"] = case["kernel"][:h - 1 + h % 2, :w - 1 + w % 2]
    return case | ({"cval": 0.0} if "cval" in case else {})


def seeing_pixels(case):
    """Return the case with pixels beyond the border, as what is done to cval is not counted."""
    return {**case, "mode": {"constant": "nearest"}.get(case["mode"], case["mode"])}


def with_zeros_beyond(case):
    """Return the case in mode "constant" with 0."""
    return {**case, "mode": "constant", "cval": 0.0}


def disk_or_rectangle(case):
    """Return the case with a disk for a footprint, or a rectangle of odd sides."""
    h, w = case["footprint"].shape
    return {**case, "footprint": disk(min(h, w) // 2) if (h + w) % 2 else rectangle(h | 1, w | 1)}


def with_odd_sides(case):
    """Return the case with a row, a column more of the footprint where its sides are even, and its centre in it."""
    footprint = np.pad(case["footprint"], [(0, 1 - n % 2) for n in case["footprint"].shape])
    footprint[tuple(n // 2 for n in footprint.shape)] = True
    return {**case, "footprint": footprint}


def with_its_centre(case):
    """Return the case with the centre in the footprint, so that it meets a pixel everywhere."""
    footprint = case["footprint"].copy()
    footprint[tuple(n // 2 for n in footprint.shape)] = True
    return {**case, "footprint": footprint}


# ---- borders ---------------------------------------------------------------------------------------------------------

@differs(sources, 'numpy.pad(mode="reflect")', 'It does not repeat the last pixel: that is "mirror" here.',
         n=3, before=0, after=2, mode="reflect")
def sources_in_numpy_by_the_same_name(n, before, after, mode):
    return np.pad(np.arange(n), (before, after), mode)


@same(sources, "numpy.pad, names changed", "margins no longer than the image (NumPy 1.26 errs beyond)",
      mends=sources_in_numpy_by_the_same_name, drawn=lambda cases: cases.sources().map(lambda case: {
          **case, "before": min(case["before"], case["n"] - 1), "after": min(case["after"], case["n"] - 1)}))
def sources_in_numpy(n, before, after, mode="reflect"):
    names = {"reflect": "symmetric", "mirror": "reflect", "nearest": "edge", "wrap": "wrap", "constant": "constant"}
    filled = {"constant_values": -1} if mode == "constant" else {}
    return np.pad(np.arange(n), (before, after), names[mode], **filled)


@same(sources, "cv2.borderInterpolate", "every n and margin")
def sources_in_cv2(n, before, after, mode="reflect"):
    import cv2
    border = {"reflect": cv2.BORDER_REFLECT, "mirror": cv2.BORDER_REFLECT_101, "nearest": cv2.BORDER_REPLICATE,
              "wrap": cv2.BORDER_WRAP, "constant": cv2.BORDER_CONSTANT}[mode]
    return np.array([cv2.borderInterpolate(i, n, border) for i in range(-before, n + after)])


@differs(sources, "cv2.borderInterpolate(BORDER_DEFAULT)", "OpenCV's default is mirror, ours, as scipy's, reflect.",
         n=3, before=0, after=1)
def sources_in_cv2_by_default(n, before, after):
    import cv2
    return np.array([cv2.borderInterpolate(i, n, cv2.BORDER_DEFAULT) for i in range(-before, n + after)])


@differs(sources, 'scipy.ndimage.map_coordinates(mode="wrap")',
         "Where scipy interpolates, the period of wrap is n − 1: the last pixel lies upon the first.",
         n=3, before=3, after=0, mode="wrap")
def sources_in_scipy_interpolation(n, before, after, mode):
    from scipy.ndimage import map_coordinates
    return map_coordinates(np.arange(n), [np.arange(-before, n + after)], order=0, mode=mode, cval=-1)


@same(sources, 'scipy.ndimage.map_coordinates(mode="grid-wrap")', "every n and margin",
      mends=sources_in_scipy_interpolation)
def sources_in_scipy(n, before, after, mode="reflect"):
    from scipy.ndimage import map_coordinates
    mode = {"wrap": "grid-wrap"}.get(mode, mode)
    return map_coordinates(np.arange(n), [np.arange(-before, n + after)], order=0, mode=mode, cval=-1)


def with_short_margins(case):
    """Return the case with margins shorter than the image."""
    return {**case, "margins": tuple((min(before, n - 1), min(after, n - 1)) for n, (before, after)
                                     in zip(case["image"].shape, case["margins"], strict=False))}


@same(extend, "numpy.pad, names changed", "every dtype; margins shorter than the image (NumPy 1.26 errs beyond)",
      drawn=lambda cases: cases.extend().map(with_short_margins))
def extend_in_numpy(image, margins, mode="reflect", cval=0.0):
    filled = {"constant_values": cval} if mode == "constant" else {}
    return np.pad(image, (*margins, (0, 0))[:image.ndim], IN_NUMPY[mode], **filled)


@same(extend, "cv2.copyMakeBorder", "bool, integers up to 32 bits, and floats; every margin",
      drawn=lambda cases: cases.extend(dtypes="?BHbifd"))
def extend_in_cv2(image, margins, mode="reflect", cval=0.0):
    import cv2
    (top, bottom), (left, right) = margins
    border, color = getattr(cv2, IN_CV2[mode]), (float(cval),) * 4                         # one for each channel
    return cv2.copyMakeBorder(image, top, bottom, left, right, border, value=color)


@differs(extend, "cv2.copyMakeBorder(value=number)",
         "A single number is the colour (v, 0, 0, 0): of the first channel.",
         image=np.array([[[7, 7]]], np.uint8), margins=((0, 0), (0, 1)), mode="constant", cval=1)
def extend_in_cv2_by_a_number(image, margins, mode, cval):
    import cv2
    (top, bottom), (left, right) = margins
    return cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_CONSTANT, value=cval)


@same(extend, "torch.nn.functional.pad, names changed", "floats, not mode reflect; margins shorter than the image",
      drawn=lambda cases: cases.extend(dtypes="fd").map(with_short_margins).map(lambda case: {
          **case, "mode": {"reflect": "mirror"}.get(case["mode"], case["mode"])}))
def extend_in_torch(image, margins, mode="mirror", cval=0.0):
    import torch
    x = torch.tensor(image.reshape(*image.shape[:2], -1)).permute(2, 0, 1)[None]           # 1, C, H, W
    (top, bottom), (left, right) = margins
    filled = {"value": float(cval)} if mode == "constant" else {}
    x = torch.nn.functional.pad(x, (left, right, top, bottom), IN_TORCH[mode], **filled)   # the last axis first
    return x[0].permute(1, 2, 0).numpy().reshape(*x.shape[2:], *image.shape[2:])


@differs(extend, 'torch.nn.functional.pad(mode="reflect")',
         "It does not repeat the last pixel; torch has no mode that does.",
         image=np.array([[1.0, 2.0, 4.0]]), margins=((0, 0), (0, 1)), mode="reflect")
def extend_in_torch_by_the_same_name(image, margins, mode):
    import torch
    return torch.nn.functional.pad(torch.tensor(image)[None, None], (*margins[1], *margins[0]), mode)[0, 0].numpy()


def line_of(n):
    """Return n pixels, no two of them alike."""
    return np.arange(1.0, n + 1)**2


@same(folded, "scipy.ndimage.correlate1d", "what it is for: a line correlated with the fewer weights, and with all",
      ours=lambda weights, shape, mode: correlate1d_definition(
          line_of(*shape)[None], folded(weights, shape, mode), 1, mode, 7.0)[0])
def folded_in_scipy(weights, shape, mode="reflect"):
    from scipy.ndimage import correlate1d
    return correlate1d(line_of(*shape), weights, mode=mode, cval=7.0)


@same(window_shape, "numpy.broadcast_to", "one number, or two")
def window_shape_in_numpy(size, shape):
    return tuple(np.broadcast_to(size, 2).tolist())


alone("Which rows to do at a time is nobody's business but ours; a law stands in: all rows come once, in order.", bands)


# ---- doubling --------------------------------------------------------------------------------------------------------

same(extremes_under, "its definition", drawn=lambda cases: cases.extremes_under(longest=6))(extremes_under_definition)


@same(extremes_under, "scipy.ndimage.minimum_filter, maximum_filter", "every dtype, of values that float64 holds")
def extremes_under_in_scipy(image, footprint, extreme):
    from scipy import ndimage
    filtered = {np.minimum: ndimage.minimum_filter, np.maximum: ndimage.maximum_filter}[extreme]
    (H, W), (h, w) = image.shape, footprint.shape
    return filtered(image, footprint=footprint)[h // 2:, w // 2:][:H - h + 1, :W - w + 1]       # where it fits in


@same(extremes_under, "numpy.lib.stride_tricks.sliding_window_view", "every dtype")
def extremes_under_in_numpy(image, footprint, extreme):
    windows = np.lib.stride_tricks.sliding_window_view(image, footprint.shape)
    return extreme.reduce(windows[:, :, footprint], axis=-1)


@same(extremes_under, "torch.nn.functional.max_pool2d(stride=1)", "floats, full footprints, the largest",
      drawn=lambda cases: cases.extremes_under(dtypes="fd").map(lambda case: {
          **case, "footprint": np.ones_like(case["footprint"]), "extreme": np.maximum}))
def extremes_under_in_torch(image, footprint, extreme):
    import torch
    return torch.nn.functional.max_pool2d(torch.tensor(image)[None], footprint.shape, stride=1)[0].numpy()


@differs(extremes_under, "torch.nn.functional.max_pool2d",
         "It moves on by the size of the window, unless told otherwise.",
         image=np.array([[3.0, 1.0, 2.0]]), footprint=np.ones((1, 2), bool), extreme=np.maximum)
def extremes_under_in_torch_by_default(image, footprint, extreme):
    import torch
    return torch.nn.functional.max_pool2d(torch.tensor(image)[None], footprint.shape)[0].numpy()


def comparisons_by_doubling(image, footprint, extreme):
    """Return how many images are compared: to double, for each different run, and ⌊log₂ m⌋ + 2 for m rows of it."""
    rows_of: dict = {}
    for i, row in enumerate(footprint):
        for run in runs(row):
            rows_of.setdefault(run, np.zeros(len(footprint)))[i] = 1
    longest = max(last - first for first, last in rows_of)
    blocks = [bottom - top for rows in rows_of.values() for top, bottom in runs(rows)]
    return longest.bit_length() - 1 + len(rows_of) + sum(m.bit_length() - 1 + 2 for m in blocks)


@same(extremes_under, "comparisons executed", "⌊log₂ w⌋ + one for each different run + ⌊log₂ m⌋ + 2 for m rows of it",
      ours=comparisons_by_doubling)
def extremes_under_executed(image, footprint, extreme):
    calls = []
    extremes_under(image, footprint, lambda *pair, **into: calls.append(pair) or extreme(*pair, **into))
    return len(calls)


@same(runs, "scipy.ndimage.find_objects", "every row that is not empty",
      drawn=lambda cases: cases.runs().filter(lambda case: case["row"].any()))
def runs_in_scipy(row):
    from scipy.ndimage import find_objects, label
    return [(place.start, place.stop) for place, in find_objects(label(row)[0])]


@same(runs, "skimage.measure.regionprops", "every row that is not empty",
      drawn=lambda cases: cases.runs().filter(lambda case: case["row"].any()))
def runs_in_skimage(row):
    from skimage.measure import label, regionprops
    return [(region.bbox[1], region.bbox[3]) for region in regionprops(label(row[None]))]


# ---- dilation --------------------------------------------------------------------------------------------------------

same(dilation, "its definition", drawn=lambda cases: cases.dilation(longest=6))(dilation_definition)


@differs(dilation, "scipy.ndimage.grey_dilation", "It reflects the image at the border.",
         image=np.array([[0, 7]], np.uint8), footprint=np.array([[0, 0, 1, 0, 1]]))
def dilation_in_scipy_by_default(image, footprint):
    from scipy.ndimage import grey_dilation
    return grey_dilation(image, footprint=footprint)


@same(dilation, 'scipy.ndimage.grey_dilation(mode="constant")', "integers up to 32 bits, and floats",
      mends=dilation_in_scipy_by_default, drawn=lambda cases: cases.dilation(longest=40, dtypes="BHbifd"))
def dilation_in_scipy(image, footprint):
    from scipy.ndimage import grey_dilation
    lowest = np.iinfo(image.dtype).min if image.dtype.kind in "ui" else -np.inf             # so the border is ignored
    return grey_dilation(image, footprint=footprint, mode="constant", cval=lowest)


@same(dilation, "scipy.ndimage.grey_dilation, reflected",
      "disks and odd rectangles: what is reflected they have seen already", mends=dilation_in_scipy_by_default,
      drawn=lambda cases: cases.dilation(dtypes="BHbilfd").map(disk_or_rectangle))
def dilation_in_scipy_reflected(image, footprint):
    from scipy.ndimage import grey_dilation
    return grey_dilation(image, footprint=footprint)


@same(dilation, "scipy.ndimage.binary_dilation", "bool", drawn=lambda cases: cases.dilation(longest=40, dtypes="?"))
def dilation_in_scipy_binary(image, footprint):
    from scipy.ndimage import binary_dilation
    return binary_dilation(image, footprint)


@differs(dilation, "scipy.ndimage.grey_dilation(structure=ones)",
         "The numbers of a structure are added to the levels; only a footprint is flat.",
         image=np.array([[5, 7, 5]]), footprint=np.array([[1, 1, 1]]))
def dilation_in_scipy_by_a_structure(image, footprint):
    from scipy.ndimage import grey_dilation
    return grey_dilation(image, structure=footprint)


@differs(dilation, "scipy.ndimage.maximum_filter", "It does not turn the footprint.",
         image=np.array([[0, 9, 0]]), footprint=np.array([[0, 1, 1]]))
def dilation_in_scipy_filter(image, footprint):
    from scipy.ndimage import maximum_filter
    return maximum_filter(image, footprint=footprint)


@differs(dilation, "cv2.dilate", "It does not turn the footprint.",
         image=np.array([[0, 9, 0]], np.uint8), footprint=np.array([[0, 1, 1]], np.uint8))
def dilation_in_cv2_not_turned(image, footprint):
    import cv2
    return cv2.dilate(image, footprint)


@differs(dilation, "cv2.dilate, an even side",
         "Its anchor is the entry n // 2 of the footprint as it is; here that is the centre before it is turned.",
         image=np.array([[0, 9, 0]], np.uint8), footprint=np.ones((1, 2), np.uint8))
def dilation_in_cv2_even(image, footprint):
    import cv2
    return cv2.dilate(image, footprint[::-1, ::-1])


def met_everywhere(case):
    """Return the case with whole numbers where a place meets no pixel: OpenCV's lowest float is finite."""
    met = [f(np.full(case["image"].shape, of), case["footprint"]) for f, of in ((dilation, True), (erosion, False))]
    return case if met[0].all() and not met[1].any() else {**case, "image": case["image"].astype(np.int16)}


@same(dilation, "cv2.dilate, turned", "uint8, uint16, int16; floats if each place meets a pixel",
      mends=dilation_in_cv2_even,
      drawn=lambda cases: cases.dilation(longest=40, dtypes="BHhfd").map(met_everywhere))
def dilation_in_cv2(image, footprint):
    import cv2
    h, w = footprint.shape
    turned = np.ascontiguousarray(footprint[::-1, ::-1], np.uint8)
    return cv2.dilate(image, turned, anchor=(w - 1 - w // 2, h - 1 - h // 2))              # x before y


@differs(dilation, "cv2.dilate, nothing met",
         "Where the footprint meets no pixel it gives the lowest finite float, not −∞.",
         image=np.array([[1.0, 0.0]]), footprint=np.array([[1, 0, 0]]))
def dilation_in_cv2_of_nothing(image, footprint):
    return dilation_in_cv2(image, footprint)


@differs(dilation, 'skimage.morphology.dilation(mode="ignore")', "It does not turn the footprint.",
         image=np.array([[0, 9, 0]]), footprint=np.array([[0, 1, 1]]))
def dilation_in_skimage_not_turned(image, footprint):
    from skimage.morphology import dilation
    return dilation(image, footprint, mode="ignore")


@same(dilation, 'skimage.morphology.dilation(mode="ignore"), turned', "odd sides, the centre in it; every dtype",
      mends=dilation_in_skimage_not_turned,
      drawn=lambda cases: cases.dilation(dtypes="?BHbifd").map(with_odd_sides))
def dilation_in_skimage(image, footprint):
    from skimage.morphology import dilation
    return dilation(image, footprint[::-1, ::-1], mode="ignore")


@same(dilation, "skimage.filters.rank.maximum, turned", "uint8; odd sides, the centre in it",
      drawn=lambda cases: cases.dilation(dtypes="B").map(with_odd_sides))
def dilation_in_skimage_rank(image, footprint):
    from skimage.filters.rank import maximum
    return maximum(image, footprint[::-1, ::-1].astype(np.uint8))


@same(dilation, "kornia.morphology.dilation", "floats; every footprint with its centre in it",
      drawn=lambda cases: cases.dilation(dtypes="fd").map(with_its_centre))
def dilation_in_kornia(image, footprint):
    import torch
    from kornia.morphology import dilation
    return dilation(torch.tensor(image)[None, None], torch.tensor(footprint.astype(image.dtype)))[0, 0].numpy()


@same(dilation, "torch.nn.functional.max_pool2d(stride=1, padding=k // 2)", "floats; rectangles of odd sides",
      drawn=lambda cases: cases.dilation(dtypes="fd").map(lambda case: {
          **case, "footprint": rectangle(*[n | 1 for n in case["footprint"].shape])}))
def dilation_in_torch(image, footprint):
    import torch
    padding = tuple(n // 2 for n in footprint.shape)
    return torch.nn.functional.max_pool2d(torch.tensor(image)[None], footprint.shape, 1, padding)[0].numpy()


same(erosion, "its definition", drawn=lambda cases: cases.erosion(longest=6))(erosion_definition)


@differs(erosion, "scipy.ndimage.grey_erosion", "It reflects the image at the border.",
         image=np.array([[7, 0]], np.uint8), footprint=np.array([[1, 0, 1, 0, 0]]))
def erosion_in_scipy_by_default(image, footprint):
    from scipy.ndimage import grey_erosion
    return grey_erosion(image, footprint=footprint)


@same(erosion, 'scipy.ndimage.grey_erosion(mode="constant")', "integers up to 32 bits, and floats",
      mends=erosion_in_scipy_by_default, drawn=lambda cases: cases.erosion(longest=40, dtypes="BHbifd"))
def erosion_in_scipy(image, footprint):
    from scipy.ndimage import grey_erosion
    highest = np.iinfo(image.dtype).max if image.dtype.kind in "ui" else np.inf
    return grey_erosion(image, footprint=footprint, mode="constant", cval=highest)


@same(erosion, "scipy.ndimage.grey_erosion, reflected",
      "disks and odd rectangles: what is reflected they have seen already", mends=erosion_in_scipy_by_default,
      drawn=lambda cases: cases.erosion(dtypes="BHbilfd").map(disk_or_rectangle))
def erosion_in_scipy_reflected(image, footprint):
    from scipy.ndimage import grey_erosion
    return grey_erosion(image, footprint=footprint)


@differs(erosion, "scipy.ndimage.binary_erosion",
         "It takes what lies beyond the border for False: shapes shrink from there.",
         image=np.array([[True, True, True]]), footprint=np.ones((1, 3)))
def erosion_in_scipy_binary_by_default(image, footprint):
    from scipy.ndimage import binary_erosion
    return binary_erosion(image, footprint)


@same(erosion, "scipy.ndimage.binary_erosion(border_value=1)", "bool", mends=erosion_in_scipy_binary_by_default,
      drawn=lambda cases: cases.erosion(longest=40, dtypes="?"))
def erosion_in_scipy_binary(image, footprint):
    from scipy.ndimage import binary_erosion
    return binary_erosion(image, footprint, border_value=1)


@same(erosion, "cv2.erode", "uint8, uint16, int16; floats if each place meets a pixel",
      drawn=lambda cases: cases.erosion(longest=40, dtypes="BHhfd").map(met_everywhere))
def erosion_in_cv2(image, footprint):
    import cv2
    return cv2.erode(image, footprint.astype(np.uint8))                                    # the anchor is at n // 2


@same(erosion, 'skimage.morphology.erosion(mode="ignore")', "odd sides, the centre in it; every dtype",
      drawn=lambda cases: cases.erosion(dtypes="?BHbifd").map(with_odd_sides))
def erosion_in_skimage(image, footprint):
    from skimage.morphology import erosion
    return erosion(image, footprint, mode="ignore")


@differs(erosion, 'skimage.morphology.erosion(mode="ignore"), an even side',
         "It centres an even side at (n − 1) // 2, here it is at n // 2.",
         image=np.array([[5, 1, 5]], np.uint8), footprint=np.ones((1, 2)))
def erosion_in_skimage_even(image, footprint):
    from skimage.morphology import erosion
    return erosion(image, footprint, mode="ignore")


@same(erosion, "skimage.filters.rank.minimum", "uint8; odd sides, the centre in it",
      drawn=lambda cases: cases.erosion(dtypes="B").map(with_odd_sides))
def erosion_in_skimage_rank(image, footprint):
    from skimage.filters.rank import minimum
    return minimum(image, footprint.astype(np.uint8))


@same(erosion, "kornia.morphology.erosion", "floats; every footprint with its centre in it",
      drawn=lambda cases: cases.erosion(dtypes="fd").map(with_its_centre))
def erosion_in_kornia(image, footprint):
    import torch
    from kornia.morphology import erosion
    return erosion(torch.tensor(image)[None, None], torch.tensor(footprint.astype(image.dtype)))[0, 0].numpy()


@same(erosion, "torch.nn.functional.max_pool2d of −x", "floats; rectangles of odd sides",
      drawn=lambda cases: cases.erosion(dtypes="fd").map(lambda case: {
          **case, "footprint": rectangle(*[n | 1 for n in case["footprint"].shape])}))
def erosion_in_torch(image, footprint):
    import torch
    padding = tuple(n // 2 for n in footprint.shape)
    return -torch.nn.functional.max_pool2d(-torch.tensor(image)[None], footprint.shape, 1, padding)[0].numpy()


@same(disk, "skimage.morphology.disk", "every radius", drawn=lambda cases: cases.disk(longest=40))
def disk_in_skimage(radius):
    from skimage.morphology import disk
    return disk(radius, bool)


@same(disk, "numpy.hypot", "every radius", drawn=lambda cases: cases.disk(longest=40))
def disk_in_numpy(radius):
    return np.hypot(*np.ogrid[-radius:radius + 1, -radius:radius + 1]) <= radius


@differs(disk, "skimage.morphology.disk(strict_radius=False)", "It adds half a pixel to the radius.", radius=1)
def disk_in_skimage_wider(radius):
    from skimage.morphology import disk
    return disk(radius, bool, strict_radius=False)


@differs(disk, "cv2.getStructuringElement(MORPH_ELLIPSE)", "Its rows are rounded to the nearest length: a fatter disk.",
         radius=2)
def disk_in_cv2(radius):
    import cv2
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2).astype(bool)


@differs(disk, "scipy.ndimage.iterate_structure", "A cross dilated by itself is a diamond.", radius=3)
def disk_in_scipy(radius):
    from scipy.ndimage import generate_binary_structure, iterate_structure
    return iterate_structure(generate_binary_structure(2, 1), radius)


@same(rectangle, "skimage.morphology.footprint_rectangle", "every size")
def rectangle_in_skimage(height, width):
    from skimage.morphology import footprint_rectangle
    return footprint_rectangle((height, width), dtype=bool)


@differs(rectangle, "cv2.getStructuringElement(MORPH_RECT, (height, width))", "It takes the width first.", height=1,
         width=2)
def rectangle_in_cv2_rows_first(height, width):
    import cv2
    return cv2.getStructuringElement(cv2.MORPH_RECT, (height, width)).astype(bool)


@same(rectangle, "cv2.getStructuringElement(MORPH_RECT, (width, height))", "every size",
      mends=rectangle_in_cv2_rows_first)
def rectangle_in_cv2(height, width):
    import cv2
    return cv2.getStructuringElement(cv2.MORPH_RECT, (width, height)).astype(bool)


@same(lowest_and_highest, "numpy.iinfo", "integers",
      drawn=lambda cases: cases.lowest_and_highest().filter(lambda case: case["dtype"].kind in "ui"))
def lowest_and_highest_in_numpy(dtype):
    return np.iinfo(dtype).min, np.iinfo(dtype).max


@differs(lowest_and_highest, "numpy.finfo", "The lowest finite float: −∞ lies below it.", dtype=np.dtype(np.float32))
def lowest_and_highest_in_numpy_finite(dtype):
    return float(np.finfo(dtype).min), float(np.finfo(dtype).max)


# ---- opening ---------------------------------------------------------------------------------------------------------

@differs(opening, "scipy.ndimage.grey_opening", "Reflected at the border it may exceed the image.",
         image=np.array([[2, 2, 0]]), footprint=np.array([[1, 0, 1, 0]]))
def opening_in_scipy_by_default(image, footprint):
    from scipy.ndimage import grey_opening
    return grey_opening(image, footprint=footprint)


@same(opening, "scipy.ndimage.grey_dilation of grey_erosion", "integers up to 32 bits, and floats",
      mends=opening_in_scipy_by_default, drawn=lambda cases: cases.opening(dtypes="BHbifd"))
def opening_in_scipy(image, footprint):
    from scipy.ndimage import grey_dilation, grey_erosion
    lowest, highest = lowest_and_highest(image.dtype)                                      # so the border is ignored
    eroded = grey_erosion(image, footprint=footprint, mode="constant", cval=highest)
    return grey_dilation(eroded, footprint=footprint, mode="constant", cval=lowest)


@same(opening, "scipy.ndimage.grey_opening, reflected",
      "disks and odd rectangles: what is reflected they have seen already",
      mends=opening_in_scipy_by_default, drawn=lambda cases: cases.opening(dtypes="BHbilfd").map(disk_or_rectangle))
def opening_in_scipy_reflected(image, footprint):
    from scipy.ndimage import grey_opening
    return grey_opening(image, footprint=footprint)


@differs(opening, "scipy.ndimage.binary_opening",
         "It takes what lies beyond the border for False: shapes there are opened away.",
         image=np.array([[True, True]]), footprint=np.ones((1, 3)))
def opening_in_scipy_binary_by_default(image, footprint):
    from scipy.ndimage import binary_opening
    return binary_opening(image, footprint)


@same(opening, "scipy.ndimage.binary_dilation of binary_erosion(border_value=1)", "bool",
      mends=opening_in_scipy_binary_by_default, drawn=lambda cases: cases.opening(dtypes="?"))
def opening_in_scipy_binary(image, footprint):
    from scipy.ndimage import binary_dilation, binary_erosion
    return binary_dilation(binary_erosion(image, footprint, border_value=1), footprint)


@differs(opening, "cv2.morphologyEx(MORPH_OPEN), lopsided",
         "Its dilation does not turn the footprint: what fits moves by a pixel.",
         image=np.array([[0, 7, 7, 0]], np.uint8), footprint=np.array([[1, 1, 0]], np.uint8))
def opening_in_cv2_lopsided(image, footprint):
    import cv2
    return cv2.morphologyEx(image, cv2.MORPH_OPEN, footprint)


@differs(opening, "cv2.morphologyEx(MORPH_OPEN), an even side",
         "Its anchor of an even side is the same both times: what fits moves by a pixel.",
         image=np.array([[0, 7, 7, 0]], np.uint8), footprint=np.ones((1, 2), np.uint8))
def opening_in_cv2_even(image, footprint):
    import cv2
    return cv2.morphologyEx(image, cv2.MORPH_OPEN, footprint)


def with_symmetry(case):
    """Return the case with a footprint that stays the same when turned about its centre, which is in it."""
    case = with_odd_sides(case)
    return {**case, "footprint": case["footprint"] | case["footprint"][::-1, ::-1]}


@same(opening, "cv2.morphologyEx(MORPH_OPEN)", "uint8, uint16, int16, floats; footprints that turning leaves the same",
      mends=opening_in_cv2_even, drawn=lambda cases: cases.opening(dtypes="BHhfd").map(with_symmetry))
def opening_in_cv2(image, footprint):
    import cv2
    return cv2.morphologyEx(image, cv2.MORPH_OPEN, footprint.astype(np.uint8))


@same(opening, 'skimage.morphology.opening(mode="ignore")', "odd sides, the centre in it; every dtype",
      drawn=lambda cases: cases.opening(dtypes="?BHbifd").map(with_odd_sides))
def opening_in_skimage(image, footprint):
    from skimage.morphology import opening
    return opening(image, footprint, mode="ignore")


@same(opening, "kornia.morphology.opening", "floats; every footprint with its centre in it",
      drawn=lambda cases: cases.opening(dtypes="fd").map(with_its_centre))
def opening_in_kornia(image, footprint):
    import torch
    from kornia.morphology import opening
    return opening(torch.tensor(image)[None, None], torch.tensor(footprint.astype(image.dtype)))[0, 0].numpy()


@differs(closing, "scipy.ndimage.grey_closing", "Reflected at the border it may fall below the image.",
         image=np.array([[0, 0, 1]]), footprint=np.array([[0, 0, 1, 0, 1]]))
def closing_in_scipy_by_default(image, footprint):
    from scipy.ndimage import grey_closing
    return grey_closing(image, footprint=footprint)


@same(closing, "scipy.ndimage.grey_erosion of grey_dilation", "integers up to 32 bits, and floats",
      mends=closing_in_scipy_by_default, drawn=lambda cases: cases.closing(dtypes="BHbifd"))
def closing_in_scipy(image, footprint):
    from scipy.ndimage import grey_dilation, grey_erosion
    lowest, highest = lowest_and_highest(image.dtype)
    dilated = grey_dilation(image, footprint=footprint, mode="constant", cval=lowest)
    return grey_erosion(dilated, footprint=footprint, mode="constant", cval=highest)


@same(closing, "scipy.ndimage.grey_closing, reflected",
      "disks and odd rectangles: what is reflected they have seen already",
      mends=closing_in_scipy_by_default, drawn=lambda cases: cases.closing(dtypes="BHbilfd").map(disk_or_rectangle))
def closing_in_scipy_reflected(image, footprint):
    from scipy.ndimage import grey_closing
    return grey_closing(image, footprint=footprint)


@differs(closing, "scipy.ndimage.binary_closing", "With False beyond the border it falls below the image.",
         image=np.array([[True, True, True]]), footprint=np.ones((1, 3)))
def closing_in_scipy_binary_by_default(image, footprint):
    from scipy.ndimage import binary_closing
    return binary_closing(image, footprint)


@same(closing, "scipy.ndimage.binary_erosion(border_value=1) of binary_dilation", "bool",
      mends=closing_in_scipy_binary_by_default, drawn=lambda cases: cases.closing(dtypes="?"))
def closing_in_scipy_binary(image, footprint):
    from scipy.ndimage import binary_dilation, binary_erosion
    return binary_erosion(binary_dilation(image, footprint), footprint, border_value=1)


@same(closing, "cv2.morphologyEx(MORPH_CLOSE)", "uint8, uint16, int16, floats; footprints that turning leaves the same",
      drawn=lambda cases: cases.closing(dtypes="BHhfd").map(with_symmetry))
def closing_in_cv2(image, footprint):
    import cv2
    return cv2.morphologyEx(image, cv2.MORPH_CLOSE, footprint.astype(np.uint8))


@differs(closing, 'skimage.morphology.closing(mode="ignore")',
         "Its dilation does not turn the footprint, its erosion does: a closing by the footprint turned.",
         image=np.array([[0, 9, 0, 0, 9]], np.uint8), footprint=np.array([[0, 0, 1, 0, 1]]))
def closing_in_skimage_not_turned(image, footprint):
    from skimage.morphology import closing
    return closing(image, footprint, mode="ignore")


@same(closing, 'skimage.morphology.closing(mode="ignore"), turned', "odd sides, the centre in it; every dtype",
      mends=closing_in_skimage_not_turned, drawn=lambda cases: cases.closing(dtypes="?BHbifd").map(with_odd_sides))
def closing_in_skimage(image, footprint):
    from skimage.morphology import closing
    return closing(image, footprint[::-1, ::-1], mode="ignore")


@same(closing, "kornia.morphology.closing", "floats; every footprint with its centre in it",
      drawn=lambda cases: cases.closing(dtypes="fd").map(with_its_centre))
def closing_in_kornia(image, footprint):
    import torch
    from kornia.morphology import closing
    return closing(torch.tensor(image)[None, None], torch.tensor(footprint.astype(image.dtype)))[0, 0].numpy()


@same(morphological_gradient, "scipy.ndimage.grey_dilation less grey_erosion", "integers but int8, and floats",
      drawn=lambda cases: cases.morphological_gradient(dtypes="BHifd"))
def morphological_gradient_in_scipy(image, footprint):
    return dilation_in_scipy(image, footprint) - erosion_in_scipy(image, footprint)


@same(morphological_gradient, "scipy.ndimage.binary_dilation and not binary_erosion", "bool",
      drawn=lambda cases: cases.morphological_gradient(dtypes="?"))
def morphological_gradient_in_scipy_binary(image, footprint):
    return dilation_in_scipy_binary(image, footprint) & ~erosion_in_scipy_binary(image, footprint)


@same(morphological_gradient, "scipy.ndimage.morphological_gradient",
      "disks and odd rectangles: what is reflected they have seen already",
      drawn=lambda cases: cases.morphological_gradient(dtypes="BHilfd").map(disk_or_rectangle))
def morphological_gradient_in_scipy_reflected(image, footprint):
    from scipy.ndimage import morphological_gradient
    return morphological_gradient(image, footprint=footprint)


@differs(morphological_gradient, "cv2.morphologyEx(MORPH_GRADIENT), lopsided",
         "It takes the largest less the smallest under one footprint; here dilation turns it.",
         image=np.array([[0, 0, 5, 5, 0]], np.uint8), footprint=np.array([[0, 1, 1]], np.uint8))
def morphological_gradient_in_cv2_lopsided(image, footprint):
    import cv2
    return cv2.morphologyEx(image, cv2.MORPH_GRADIENT, footprint)


@same(morphological_gradient, "cv2.morphologyEx(MORPH_GRADIENT)",
      "uint8, uint16, floats; footprints that turning leaves the same", mends=morphological_gradient_in_cv2_lopsided,
      drawn=lambda cases: cases.morphological_gradient(dtypes="BHfd").map(with_symmetry))
def morphological_gradient_in_cv2(image, footprint):
    import cv2
    return cv2.morphologyEx(image, cv2.MORPH_GRADIENT, footprint.astype(np.uint8))


@same(morphological_gradient, "skimage.filters.rank.gradient", "uint8; footprints that turning leaves the same",
      drawn=lambda cases: cases.morphological_gradient(dtypes="B").map(with_symmetry))
def morphological_gradient_in_skimage(image, footprint):
    from skimage.filters.rank import gradient
    return gradient(image, footprint.astype(np.uint8))


@same(morphological_gradient, "kornia.morphology.gradient", "floats; every footprint with its centre in it",
      drawn=lambda cases: cases.morphological_gradient(dtypes="fd"))
def morphological_gradient_in_kornia(image, footprint):
    import torch
    from kornia.morphology import gradient
    return gradient(torch.tensor(image)[None, None], torch.tensor(footprint.astype(image.dtype)))[0, 0].numpy()


@same(white_tophat, "scipy.ndimage.grey_erosion, grey_dilation", "integers but int8, and floats",
      drawn=lambda cases: cases.white_tophat(dtypes="BHifd"))
def white_tophat_in_scipy(image, footprint):
    return image - opening_in_scipy(image, footprint)


@same(white_tophat, "scipy.ndimage.white_tophat", "disks and odd rectangles: what is reflected they have seen already",
      drawn=lambda cases: cases.white_tophat(dtypes="BHilfd").map(disk_or_rectangle))
def white_tophat_in_scipy_reflected(image, footprint):
    from scipy.ndimage import white_tophat
    return white_tophat(image, footprint=footprint)


@differs(white_tophat, "scipy.ndimage.white_tophat, lopsided",
         "Where its opening exceeds the image, uint8 wraps: a dark pixel becomes the brightest.",
         image=np.array([[2, 2, 0]], np.uint8), footprint=np.array([[1, 0, 1, 0]]))
def white_tophat_in_scipy_lopsided(image, footprint):
    from scipy.ndimage import white_tophat
    return white_tophat(image, footprint=footprint)


@same(white_tophat, "cv2.morphologyEx(MORPH_TOPHAT)", "uint8, uint16, floats; footprints that turning leaves the same",
      drawn=lambda cases: cases.white_tophat(dtypes="BHfd").map(with_symmetry))
def white_tophat_in_cv2(image, footprint):
    import cv2
    return cv2.morphologyEx(image, cv2.MORPH_TOPHAT, footprint.astype(np.uint8))


@same(white_tophat, 'skimage.morphology.white_tophat(mode="ignore")', "odd sides, the centre in it; every dtype",
      drawn=lambda cases: cases.white_tophat(dtypes="?BHifd").map(with_odd_sides))
def white_tophat_in_skimage(image, footprint):
    from skimage.morphology import white_tophat
    return white_tophat(image, footprint, mode="ignore")


@same(white_tophat, "kornia.morphology.top_hat", "floats; every footprint with its centre in it",
      drawn=lambda cases: cases.white_tophat(dtypes="fd"))
def white_tophat_in_kornia(image, footprint):
    import torch
    from kornia.morphology import top_hat
    return top_hat(torch.tensor(image)[None, None], torch.tensor(footprint.astype(image.dtype)))[0, 0].numpy()


@same(black_tophat, "scipy.ndimage.grey_dilation, grey_erosion", "integers but int8, and floats",
      drawn=lambda cases: cases.black_tophat(dtypes="BHifd"))
def black_tophat_in_scipy(image, footprint):
    return closing_in_scipy(image, footprint) - image


@same(black_tophat, "scipy.ndimage.black_tophat", "disks and odd rectangles: what is reflected they have seen already",
      drawn=lambda cases: cases.black_tophat(dtypes="BHilfd").map(disk_or_rectangle))
def black_tophat_in_scipy_reflected(image, footprint):
    from scipy.ndimage import black_tophat
    return black_tophat(image, footprint=footprint)


@same(black_tophat, "cv2.morphologyEx(MORPH_BLACKHAT)",
      "uint8, uint16, floats; footprints that turning leaves the same",
      drawn=lambda cases: cases.black_tophat(dtypes="BHfd").map(with_symmetry))
def black_tophat_in_cv2(image, footprint):
    import cv2
    return cv2.morphologyEx(image, cv2.MORPH_BLACKHAT, footprint.astype(np.uint8))


@same(black_tophat, 'skimage.morphology.black_tophat(mode="ignore"), turned',
      "odd sides, the centre in it; every dtype",
      drawn=lambda cases: cases.black_tophat(dtypes="?BHifd").map(with_odd_sides))
def black_tophat_in_skimage(image, footprint):
    from skimage.morphology import black_tophat
    return black_tophat(image, footprint[::-1, ::-1], mode="ignore")


@same(black_tophat, "kornia.morphology.bottom_hat", "floats; every footprint with its centre in it",
      drawn=lambda cases: cases.black_tophat(dtypes="fd"))
def black_tophat_in_kornia(image, footprint):
    import torch
    from kornia.morphology import bottom_hat
    return bottom_hat(torch.tensor(image)[None, None], torch.tensor(footprint.astype(image.dtype)))[0, 0].numpy()


@same(hit_or_miss, "scipy.ndimage.binary_hit_or_miss", "every pattern and size")
def hit_or_miss_in_scipy(image, hit, miss):
    from scipy.ndimage import binary_hit_or_miss
    return binary_hit_or_miss(image, hit, miss)


@same(hit_or_miss, "cv2.morphologyEx(MORPH_HITMISS)", "patterns with something that must be there",
      drawn=lambda cases: cases.hit_or_miss().filter(lambda case: case["hit"].any()))
def hit_or_miss_in_cv2(image, hit, miss):
    import cv2
    pattern, (h, w) = hit.astype(np.int32) - miss, hit.shape                               # 1, −1, and 0 for any
    framed = np.pad(image, ((h, h), (w, w))).astype(np.uint8)                              # else the border may be both
    return cv2.morphologyEx(framed, cv2.MORPH_HITMISS, pattern)[h:-h, w:-w].astype(bool)


@differs(hit_or_miss, "cv2.morphologyEx(MORPH_HITMISS), nothing to hit",
         "It finds nothing where nothing must be there.",
         image=np.array([[False, True]]), hit=np.array([[False]]), miss=np.array([[True]]))
def hit_or_miss_in_cv2_of_nothing(image, hit, miss):
    import cv2
    return cv2.morphologyEx(image.astype(np.uint8), cv2.MORPH_HITMISS, hit.astype(np.int32) - miss).astype(bool)


# ---- correlation -----------------------------------------------------------------------------------------------------

same(correlate, "its definition", drawn=lambda cases: cases.correlate(longest=6))(correlate_definition)


@differs(correlate, "scipy.ndimage.correlate, uint8", "It keeps the dtype, and wraps: 600 − 2·256.",
         image=np.array([[200]], np.uint8), kernel=np.array([[3]]))
def correlate_in_scipy_keeping_the_dtype(image, kernel):
    from scipy.ndimage import correlate
    return correlate(image, kernel)


@same(correlate, "scipy.ndimage.correlate", FLOATS, mends=correlate_in_scipy_keeping_the_dtype,
      drawn=lambda cases: cases.correlate())
def correlate_in_scipy(image, kernel, mode="reflect", cval=0.0):
    from scipy.ndimage import correlate
    return correlate(image if image.dtype.kind == "f" else image.astype(float), kernel, mode=mode, cval=cval)


@differs(correlate, "scipy.ndimage.correlate, tiny weights", "It takes a weight of magnitude 2⁻⁵² or less for 0.",
         image=np.array([[1e20]]), kernel=np.array([[1e-17]]))
def correlate_in_scipy_without_tiny_weights(image, kernel):
    from scipy.ndimage import correlate
    return correlate(image, kernel)


@differs(correlate, "cv2.filter2D, uint8", "It keeps the dtype, and cuts off at 255.",
         image=np.array([[200]], np.uint8), kernel=np.array([[3.0]]))
def correlate_in_cv2_keeping_the_dtype(image, kernel):
    import cv2
    return cv2.filter2D(image, -1, kernel)


@differs(correlate, "cv2.filter2D(CV_64F)", "Its border is mirror, ours reflect.",
         image=np.array([[1.0, 2.0]]), kernel=np.array([[1.0, 0.0, 0.0]]))
def correlate_in_cv2_by_default(image, kernel):
    import cv2
    return cv2.filter2D(image, cv2.CV_64F, kernel)


@same(correlate, "cv2.filter2D(CV_64F)", f"kernels below 11 × 11, {MODES}; float32 in float64",
      mends=correlate_in_cv2_by_default, drawn=lambda cases: cases.correlate(dtypes="?BHhid").map(without_wrap), **SUMS)
def correlate_in_cv2(image, kernel, mode="mirror", cval=0.0):
    import cv2
    h, w = kernel.shape
    image, kernel, border = image.astype(float), kernel.astype(float), getattr(cv2, IN_CV2[mode])
    return cv2.filter2D(image, cv2.CV_64F, kernel, anchor=(w // 2, h // 2), borderType=border)      # it correlates


@same(correlate, "scipy.signal.correlate2d", "0 beyond the border", **SUMS,
      drawn=lambda cases: cases.correlate(dtypes="?BHhid").map(with_zeros_beyond))
def correlate_in_scipy_signal(image, kernel, mode="constant", cval=0.0):
    from scipy.signal import correlate2d
    (H, W), (h, w) = image.shape, kernel.shape
    return correlate2d(image.astype(float), kernel)[h - 1 - h // 2:, w - 1 - w // 2:][:H, :W]      # of all, "full"


@differs(correlate, 'scipy.signal.correlate2d(mode="same"), an even side',
         "Its middle of an even side is the left one, (n − 1) // 2, here n // 2.",
         image=np.array([[0.0, 1.0, 0.0]]), kernel=np.array([[1.0, 2.0]]), mode="constant")
def correlate_in_scipy_signal_same(image, kernel, mode):
    from scipy.signal import correlate2d
    return correlate2d(image, kernel, "same")


@same(correlate, "numpy.lib.stride_tricks.sliding_window_view", "every mode; margins shorter than the image", **SUMS,
      drawn=lambda cases: cases.correlate(dtypes="?BHhid").map(lambda case: {
          **case, "image": np.pad(case["image"], 3, mode="edge")}))
def correlate_in_numpy(image, kernel, mode="reflect", cval=0.0):
    margins = [(n // 2, n - 1 - n // 2) for n in kernel.shape]
    filled = {"constant_values": cval} if mode == "constant" else {}
    framed = np.pad(image.astype(float), margins, IN_NUMPY[mode], **filled)
    return np.einsum("yxij,ij->yx", np.lib.stride_tricks.sliding_window_view(framed, kernel.shape), kernel)


@same(correlate, "torch.nn.functional.conv2d", "0 beyond the border, odd sides; float32 in float64", **SUMS,
      drawn=lambda cases: cases.correlate(dtypes="?BHhid").map(without_reflect).map(with_zeros_beyond))
def correlate_in_torch(image, kernel, mode="constant", cval=0.0):
    import torch
    x, weight = (torch.tensor(a.astype(float))[None, None] for a in (image, kernel))
    return torch.nn.functional.conv2d(x, weight, padding="same")[0, 0].numpy()


@same(correlate, "kornia.filters.filter2d", "odd sides, not mode reflect; float32 in float64", **SUMS,
      drawn=lambda cases: cases.correlate(dtypes="?BHhid").map(without_reflect))
def correlate_in_kornia(image, kernel, mode="mirror", cval=0.0):
    import torch
    from kornia.filters import filter2d
    x, weight = torch.tensor(image.astype(float))[None, None], torch.tensor(kernel.astype(float))[None]
    return filter2d(x, weight, IN_TORCH[mode])[0, 0].numpy()


@differs(correlate, "kornia.filters.filter2d, an even side", "Its middle of an even side is the left one.",
         image=np.array([[0.0, 1.0, 0.0]]), kernel=np.array([[1.0, 2.0]]), mode="constant")
def correlate_in_kornia_even(image, kernel, mode):
    import torch
    from kornia.filters import filter2d
    return filter2d(torch.tensor(image)[None, None], torch.tensor(kernel)[None], mode)[0, 0].numpy()


def nonzero(image, kernel, **border):
    """Return H·W times how many weights are not 0."""
    return image.size * np.count_nonzero(kernel)


@same(correlate, "multiplications executed", "H·W·h·w, weights of 0 for nothing", ours=nonzero,
      drawn=lambda cases: cases.correlate(longest=4, dtypes="d"))
def correlate_executed(image, kernel, mode="reflect", cval=0.0):
    return count_operations(correlate_definition, image, kernel, mode, cval).multiplications


same(convolve, "its definition", drawn=lambda cases: cases.convolve(longest=6))(convolve_definition)


@same(convolve, "scipy.ndimage.convolve", FLOATS, drawn=lambda cases: cases.convolve())
def convolve_in_scipy(image, kernel, mode="reflect", cval=0.0):
    from scipy.ndimage import convolve
    return convolve(image if image.dtype.kind == "f" else image.astype(float), kernel, mode=mode, cval=cval)


@differs(convolve, "torch.nn.functional.conv2d",
         "Deep learning says convolution and means correlation: the kernel is not turned.",
         image=np.array([[0.0, 1.0, 0.0]]), kernel=np.array([[1.0, 2.0, 3.0]]), mode="constant")
def convolve_in_torch_not_turned(image, kernel, mode):
    import torch
    x, weight = torch.tensor(image)[None, None], torch.tensor(kernel)[None, None]
    return torch.nn.functional.conv2d(x, weight, padding="same")[0, 0].numpy()


@same(convolve, "torch.nn.functional.conv2d, turned", "0 beyond the border, odd sides; float32 in float64",
      mends=convolve_in_torch_not_turned, **SUMS,
      drawn=lambda cases: cases.convolve(dtypes="?BHhid").map(without_reflect).map(with_zeros_beyond))
def convolve_in_torch(image, kernel, mode="constant", cval=0.0):
    import torch
    x, weight = (torch.tensor(a.astype(float))[None, None] for a in (image, kernel))
    return torch.nn.functional.conv2d(x, weight.flip(2, 3), padding="same")[0, 0].numpy()


@differs(convolve, "cv2.filter2D", "It correlates: the kernel is not turned.",
         image=np.array([[0.0, 1.0, 0.0]]), kernel=np.array([[1.0, 2.0, 3.0]]), mode="constant")
def convolve_in_cv2_not_turned(image, kernel, mode):
    import cv2
    return cv2.filter2D(image, cv2.CV_64F, kernel, borderType=cv2.BORDER_CONSTANT)


@same(convolve, "cv2.filter2D, turned", f"kernels below 11 × 11, {MODES}; float32 in float64",
      mends=convolve_in_cv2_not_turned, drawn=lambda cases: cases.convolve(dtypes="?BHhid").map(without_wrap), **SUMS)
def convolve_in_cv2(image, kernel, mode="mirror", cval=0.0):
    import cv2
    h, w = kernel.shape
    turned, border = np.flip(kernel).astype(float), getattr(cv2, IN_CV2[mode])
    anchor = (w - 1) // 2, (h - 1) // 2                                                    # its middle, turned
    return cv2.filter2D(image.astype(float), cv2.CV_64F, turned, anchor=anchor, borderType=border)


@differs(convolve, 'scipy.signal.convolve2d(mode="same"), an even side',
         "Its middle of an even side is the left one, (n − 1) // 2, here n // 2.",
         image=np.array([[0.0, 1.0, 0.0]]), kernel=np.array([[1.0, 2.0]]), mode="constant")
def convolve_in_scipy_signal_same(image, kernel, mode):
    from scipy.signal import convolve2d
    return convolve2d(image, kernel, "same")


@same(convolve, "scipy.signal.convolve2d, cut", "0 beyond the border", mends=convolve_in_scipy_signal_same, **SUMS,
      drawn=lambda cases: cases.convolve(dtypes="?BHhid").map(with_zeros_beyond))
def convolve_in_scipy_signal(image, kernel, mode="constant", cval=0.0):
    from scipy.signal import convolve2d
    (H, W), (h, w) = image.shape, kernel.shape
    return convolve2d(image.astype(float), kernel)[h // 2:, w // 2:][:H, :W]               # of all, "full"


def by_spectra(case):
    """Return the case of a torus."""
    return {"image": case["image"], "kernel": case["kernel"], "mode": "wrap"}


@same(convolve, "numpy.fft.ifft2(fft2 · fft2)", "mode wrap; float32 in float64",
      within=lambda image, kernel, mode: 3 * np.log2(8 * image.size),
      terms=lambda image, kernel, mode: np.sqrt(image.size) * np.abs(kernel).sum() * brightest(image),
      why="three transforms of log₂ 8N rounds, each a rounding of the root of the energy",
      drawn=lambda cases: cases.convolve(dtypes="?BHhid").map(by_spectra))
def convolve_in_numpy_by_spectra(image, kernel, mode="wrap"):
    laid_out, (h, w) = np.zeros(image.shape), kernel.shape
    for (i, j), weight in np.ndenumerate(kernel):                                          # its middle at (0, 0)
        laid_out[(i - h // 2) % image.shape[0], (j - w // 2) % image.shape[1]] += weight
    return np.fft.ifft2(np.fft.fft2(image) * np.fft.fft2(laid_out)).real


@same(convolve, "multiplications executed", "H·W·h·w, weights of 0 for nothing", ours=nonzero,
      drawn=lambda cases: cases.convolve(longest=4, dtypes="d"))
def convolve_executed(image, kernel, mode="reflect", cval=0.0):
    return count_operations(convolve_definition, image, kernel, mode, cval).multiplications


@same(float_type, "numpy.mean", "bool, integers, floats")
def float_type_in_numpy(dtype):
    return np.mean(np.zeros(1, dtype)).dtype


@differs(float_type, "numpy.sqrt", "Of narrow whole numbers it makes narrow floats.", dtype=np.dtype(np.uint8))
def float_type_in_numpy_sqrt(dtype):
    return np.sqrt(np.zeros(1, dtype)).dtype


# ---- correlation1d ---------------------------------------------------------------------------------------------------

same(correlate1d, "its definition", drawn=lambda cases: cases.correlate1d(longest=6), **SUMS1D)(correlate1d_definition)


@same(correlate1d, "scipy.ndimage.correlate1d", FLOATS, drawn=lambda cases: cases.correlate1d(longest=40))
def correlate1d_in_scipy(image, weights, axis=-1, mode="reflect", cval=0.0):
    from scipy.ndimage import correlate1d
    return correlate1d(image if image.dtype.kind == "f" else image.astype(float), weights, axis, mode=mode, cval=cval)


@differs(correlate1d, "scipy.ndimage.convolve1d", "It turns the weights.",
         image=np.array([[0, 0, 1, 0, 0]]), weights=np.array([1, 2, 3]))
def correlate1d_in_scipy_turned(image, weights):
    from scipy.ndimage import convolve1d
    return convolve1d(image.astype(float), weights)


@differs(correlate1d, "scipy.ndimage.correlate1d, uint8", "It keeps the dtype, and wraps.",
         image=np.array([[200]], np.uint8), weights=np.array([3]))
def correlate1d_in_scipy_keeping_the_dtype(image, weights):
    from scipy.ndimage import correlate1d
    return correlate1d(image, weights)


@same(correlate1d, "cv2.sepFilter2D(CV_64F)", f"{MODES}; float32 in float64", **SUMS1D,
      drawn=lambda cases: cases.correlate1d(dtypes="?BHhid").map(without_wrap))
def correlate1d_in_cv2(image, weights, axis=-1, mode="mirror", cval=0.0):
    import cv2
    w, one, middle = weights.astype(float), np.ones(1), len(weights) // 2
    along, anchor = ((w, one), (middle, 0)) if axis % 2 else ((one, w), (0, middle))       # (along the rows, down)
    border = getattr(cv2, IN_CV2[mode])
    return cv2.sepFilter2D(image.astype(float), cv2.CV_64F, *along, anchor=anchor, borderType=border)


@same(correlate1d, "numpy.correlate", "every mode; margins shorter than the image", **SUMS1D,
      drawn=lambda cases: cases.correlate1d(dtypes="?BHhid").map(lambda case: {
          **case, "image": np.pad(case["image"], 4, mode="edge")}))
def correlate1d_in_numpy(image, weights, axis=-1, mode="reflect", cval=0.0):
    n, filled = len(weights), {"constant_values": cval} if mode == "constant" else {}
    def along(line):
        return np.correlate(np.pad(line, (n // 2, n - 1 - n // 2), IN_NUMPY[mode], **filled), weights, "valid")
    return np.apply_along_axis(along, axis, image.astype(float))


@differs(correlate1d, 'numpy.correlate(mode="same")',
         "If there are more weights than pixels it returns as many as weights.",
         image=np.array([[1.0, 2.0]]), weights=np.array([0.0, 1.0, 0.0]), axis=1, mode="constant")
def correlate1d_in_numpy_same(image, weights, axis, mode):
    return np.correlate(image[0], weights, "same")[None]


@differs(correlate1d, "numpy.convolve", "It turns the weights.",
         image=np.array([[0.0, 0.0, 1.0, 0.0, 0.0]]), weights=np.array([1.0, 2.0, 3.0]))
def correlate1d_in_numpy_turned(image, weights):
    return np.convolve(image[0], weights, "same")[None]


@same(correlate1d, "torch.nn.functional.conv1d", "0 beyond the border; float32 in float64", **SUMS1D,
      drawn=lambda cases: cases.correlate1d(dtypes="?BHhid").map(with_zeros_beyond))
def correlate1d_in_torch(image, weights, axis=-1, mode="constant", cval=0.0):
    import torch
    n, lines = len(weights), torch.tensor(np.moveaxis(image.astype(float), axis, 1))[:, None]      # N, 1, L
    framed = torch.nn.functional.pad(lines, (n // 2, n - 1 - n // 2))
    sums = torch.nn.functional.conv1d(framed, torch.tensor(weights.astype(float))[None, None])[:, 0].numpy()
    return np.moveaxis(sums, 1, axis)


@same(correlate1d, "multiplications executed", "H·W·n", ours=lambda image, weights, **rest: image.size * len(weights),
      drawn=lambda cases: cases.correlate1d(longest=4, dtypes="d"))
def correlate1d_executed(image, weights, axis=-1, mode="reflect", cval=0.0):
    return count_operations(correlate1d_definition, image, weights, axis, mode, cval).multiplications


def with_symmetric_weights(case):
    """Return the case with an odd number of weights, the same from either end."""
    w = case["weights"]
    return {**seeing_pixels(case), "weights": np.concatenate([w, w[-2::-1]]) if len(w) > 1 else w}


@same(correlate1d, "multiplications executed, of the symmetric form", "H·W·(n + 1)/2",
      ours=lambda image, weights, **rest: image.size * (len(weights) + 1) // 2,
      drawn=lambda cases: cases.correlate1d(longest=4, dtypes="d").map(with_symmetric_weights))
def correlate1d_executed_symmetric(image, weights, axis=-1, mode="reflect", cval=0.0):
    return count_operations(lambda f: correlate1d(f, weights, axis, mode, cval), image).multiplications


# ---- gaussian --------------------------------------------------------------------------------------------------------

def taps(sigma, truncate=4.0, **case):
    """Return how many weights a bell has."""
    return len(gaussian_weights(sigma, truncate))


BELL: dict = {"within": lambda **case: taps(**case) + 10, "terms": brightest,
              "why": "n weights twice, whose partial sums are half the whole, each rounded by half a unit, by either; "
                     "and the bell itself"}

same(gaussian, "its definition", terms=brightest, within=lambda **case: taps(**case)**2 / 4 + taps(**case),
     why="n² products, whose partial sums are half the whole, each rounded by half a unit; and twice n",
     drawn=lambda cases: cases.gaussian(longest=6))(gaussian_definition)


@differs(gaussian, "scipy.ndimage.gaussian_filter, uint8", "It keeps the dtype, and cuts off what is behind the point.",
         image=np.array([[0, 9]], np.uint8), sigma=1.0)
def gaussian_in_scipy_keeping_the_dtype(image, sigma):
    from scipy.ndimage import gaussian_filter
    return gaussian_filter(image, sigma)


@same(gaussian, "scipy.ndimage.gaussian_filter", FLOATS, mends=gaussian_in_scipy_keeping_the_dtype,
      drawn=lambda cases: cases.gaussian(longest=40))
def gaussian_in_scipy(image, sigma, mode="reflect", cval=0.0, truncate=4.0):
    from scipy.ndimage import gaussian_filter
    return gaussian_filter(image if image.dtype.kind == "f" else image.astype(float), sigma, mode=mode, cval=cval,
                           truncate=truncate)


@differs(gaussian, "skimage.filters.gaussian", "Its border is nearest, ours reflect.", image=np.array([[0.0, 9.0,
         0.0]]), sigma=1.0)
def gaussian_in_skimage_by_default(image, sigma):
    from skimage.filters import gaussian
    return gaussian(image, sigma)


@differs(gaussian, "skimage.filters.gaussian(mode), uint8", "It divides whole numbers by the largest of their dtype.",
         image=np.array([[255, 255]], np.uint8), sigma=1.0)
def gaussian_in_skimage_of_bytes(image, sigma):
    from skimage.filters import gaussian
    return gaussian(image, sigma, mode="reflect")


@same(gaussian, "skimage.filters.gaussian(mode, preserve_range=True)", "float32 and float64; whole numbers as float64",
      mends=gaussian_in_skimage_by_default, drawn=lambda cases: cases.gaussian(longest=40))
def gaussian_in_skimage(image, sigma, mode="reflect", cval=0.0, truncate=4.0):
    from skimage.filters import gaussian
    return gaussian(image if image.dtype.kind == "f" else image.astype(float), sigma, mode=mode, cval=cval,
                    truncate=truncate, preserve_range=True)


@differs(gaussian, "cv2.GaussianBlur(ksize=(0, 0))",
         "Of bytes it cuts the bell off at 3σ, and rounds; its border is mirror.",
         image=np.array([[0, 90]], np.uint8), sigma=1.0)
def gaussian_in_cv2_by_default(image, sigma):
    import cv2
    return cv2.GaussianBlur(image, (0, 0), sigma)


@same(gaussian, "cv2.GaussianBlur(ksize=2r + 1)", f"σ above 0, {MODES}; in float64", mends=gaussian_in_cv2_by_default,
      **BELL,
      drawn=lambda cases: cases.gaussian(dtypes="?BHhid").filter(lambda case: case["sigma"] > 0.01).map(without_wrap))
def gaussian_in_cv2(image, sigma, mode="mirror", cval=0.0, truncate=4.0):
    import cv2
    n = 2 * int(truncate * sigma + 0.5) + 1
    return cv2.GaussianBlur(image.astype(float), (n, n), sigma, borderType=getattr(cv2, IN_CV2[mode]))


def within_the_image(case):
    """Return the case with an image longer than the bell, and a border that torch has."""
    case = without_reflect(case)
    return {**case, "image": np.pad(case["image"], taps(**case) // 2, mode="edge")}


@same(gaussian, "kornia.filters.gaussian_blur2d", "σ above 0, not mode reflect; in float64", **BELL,
      drawn=lambda cases: cases.gaussian(longest=9, dtypes="?BHhid").filter(lambda case: case["sigma"] > 0.01).map(
          within_the_image))
def gaussian_in_kornia(image, sigma, mode="mirror", cval=0.0, truncate=4.0):
    import torch
    from kornia.filters import gaussian_blur2d
    n, x = 2 * int(truncate * sigma + 0.5) + 1, torch.tensor(image.astype(float))[None, None]
    return gaussian_blur2d(x, n, torch.tensor([[sigma, sigma]], dtype=x.dtype), IN_TORCH[mode])[0, 0].numpy()


@same(gaussian_weights, "scipy.ndimage.gaussian_filter1d of a dot", "σ above 0",
      drawn=lambda cases: cases.gaussian_weights().filter(lambda case: case["sigma"] > 0.01))
def gaussian_weights_in_scipy(sigma, truncate=4.0):
    from scipy.ndimage import gaussian_filter1d
    r = int(truncate * sigma + 0.5)
    return gaussian_filter1d(np.arange(-r, r + 1) == 0.0, sigma, output=float, mode="constant", truncate=truncate)


@same(gaussian_weights, "scipy.signal.windows.gaussian", "σ above 0; divided by its sum", within=4,
      why="an exponential, its argument, a sum, a quotient: each rounded by either, of weights up to 1",
      drawn=lambda cases: cases.gaussian_weights().filter(lambda case: case["sigma"] > 0.01))
def gaussian_weights_in_scipy_signal(sigma, truncate=4.0):
    from scipy.signal.windows import gaussian
    bell = gaussian(2 * int(truncate * sigma + 0.5) + 1, sigma)
    return bell / bell.sum()


@same(gaussian_weights, "cv2.getGaussianKernel", "σ above 0", within=4,
      why="an exponential, its argument, a sum, a quotient: each rounded by either, of weights up to 1",
      drawn=lambda cases: cases.gaussian_weights().filter(lambda case: case["sigma"] > 0.01))
def gaussian_weights_in_cv2(sigma, truncate=4.0):
    import cv2
    return cv2.getGaussianKernel(2 * int(truncate * sigma + 0.5) + 1, sigma)[:, 0]         # a column


@differs(gaussian_weights, "cv2.getGaussianKernel(n, 0)",
         "For σ = 0 it takes 0.3·((n − 1)/2 − 1) + 0.8, here it is no blur at all.", sigma=0.0, truncate=4.0)
def gaussian_weights_in_cv2_by_size(sigma, truncate):
    import cv2
    return cv2.getGaussianKernel(3, sigma)[:, 0]


def bell_operations(image, sigma, truncate=4.0, **border):
    """Return H·W·(2r + 2)."""
    return image.size * (taps(sigma, truncate) + 1)


@same(gaussian, "multiplications executed", "H·W·(2r + 2)", ours=bell_operations,
      drawn=lambda cases: cases.gaussian(longest=4, dtypes="d").map(seeing_pixels))
def gaussian_executed(image, sigma, mode="reflect", cval=0.0, truncate=4.0):
    return count_operations(lambda f: gaussian(f, sigma, mode, cval, truncate), image).multiplications


# ---- box -------------------------------------------------------------------------------------------------------------

def window_size(size):
    """Return how many pixels are in a window."""
    return int(np.prod(np.broadcast_to(size, 2)))


MEAN: dict = {"within": lambda image, size, **border: window_size(size) / 2 + 4, "terms": brightest,
              "why": "n products, whose partial sums are half the whole, each rounded by half a unit; and a quotient"}
RUNNING: dict = {"within": lambda image, size, **border: sum(image.shape) + 2 * sum(np.broadcast_to(size, 2)) + 4,
                 "terms": brightest,
                 "why": "running sums carry two roundings of half a unit from each pixel of a row, and of a column"}
EXACT: dict = {"within": lambda image, size, **border: 0 if whole(image=image) else window_size(size) / 2 + 4,
               "terms": brightest, "why": MEAN["why"] + "; sums of whole numbers are exact"}

same(box, "its definition", drawn=lambda cases: cases.box(longest=6), **MEAN)(box_definition)


@differs(box, "scipy.ndimage.uniform_filter, uint8",
         "It keeps the dtype, and cuts off what is behind the point after each axis.",
         image=np.array([[0, 1]], np.uint8), size=(1, 2))
def box_in_scipy_keeping_the_dtype(image, size):
    from scipy.ndimage import uniform_filter
    return uniform_filter(image, size)


@same(box, "scipy.ndimage.uniform_filter", FLOATS, mends=box_in_scipy_keeping_the_dtype,
      drawn=lambda cases: cases.box(longest=40), **RUNNING)
def box_in_scipy(image, size, mode="reflect", cval=0.0):
    from scipy.ndimage import uniform_filter
    return uniform_filter(image if image.dtype.kind == "f" else image.astype(float), size, mode=mode, cval=cval)


@differs(box, "scipy.ndimage.uniform_filter, an infinity",
         "Its running sum is NaN from where the infinity leaves the window.",
         image=np.array([[np.inf, 0.0, 0.0, 0.0]]), size=(1, 3))
def box_in_scipy_of_infinity(image, size):
    from scipy.ndimage import uniform_filter
    return uniform_filter(image, size)


@differs(box, "cv2.blur, uint8", "It keeps the dtype, and rounds.", image=np.array([[0, 1, 1]], np.uint8), size=(1, 3))
def box_in_cv2_keeping_the_dtype(image, size):
    import cv2
    return cv2.blur(image, size[::-1])


@same(box, "cv2.blur", f"{MODES}; in float64", mends=box_in_cv2_keeping_the_dtype,
      drawn=lambda cases: cases.box(longest=40, dtypes="?BHhid").map(without_wrap), **RUNNING)
def box_in_cv2(image, size, mode="mirror", cval=0.0):
    import cv2
    h, w = np.broadcast_to(size, 2).tolist()
    border = getattr(cv2, IN_CV2[mode])
    return cv2.blur(image.astype(float), (w, h), anchor=(w // 2, h // 2), borderType=border)


@same(box, "numpy.mean of sliding_window_view", "every mode; margins shorter than the image",
      drawn=lambda cases: cases.box(longest=12, dtypes="?BHhid").map(lambda case: {
          **case, "image": np.pad(case["image"], 6, mode="edge")}), **EXACT)
def box_in_numpy(image, size, mode="reflect", cval=0.0):
    h, w = np.broadcast_to(size, 2)
    filled = {"constant_values": cval} if mode == "constant" else {}
    framed = np.pad(image.astype(float), ((h // 2, h - 1 - h // 2), (w // 2, w - 1 - w // 2)), IN_NUMPY[mode], **filled)
    return np.lib.stride_tricks.sliding_window_view(framed, (h, w)).mean(axis=(2, 3))


@same(box, "torch.nn.functional.avg_pool2d(stride=1, padding=k // 2)", "0 beyond the border, odd sides; in float64",
      drawn=lambda cases: cases.box(dtypes="?BHhid").map(with_zeros_beyond).map(lambda case: {
          **case, "size": tuple(n | 1 for n in np.broadcast_to(case["size"], 2).tolist())}), **EXACT)
def box_in_torch(image, size, mode="constant", cval=0.0):
    import torch
    x, padding = torch.tensor(image.astype(float))[None], tuple(n // 2 for n in size)
    return torch.nn.functional.avg_pool2d(x, size, stride=1, padding=padding)[0].numpy()


@differs(box, "torch.nn.functional.avg_pool2d(count_include_pad=False)", "It divides by the pixels within the image.",
         image=np.array([[3.0, 3.0]]), size=(1, 3), mode="constant")
def box_in_torch_not_counting(image, size, mode):
    import torch
    x, padding = torch.tensor(image)[None], tuple(n // 2 for n in size)
    return torch.nn.functional.avg_pool2d(x, size, 1, padding, count_include_pad=False)[0].numpy()


@same(box, "kornia.filters.box_blur", "odd sides, not mode reflect; in float64", **MEAN,
      drawn=lambda cases: cases.box(longest=12, dtypes="?BHhid").map(without_reflect).map(lambda case: {
          **case, "size": tuple(n | 1 for n in np.broadcast_to(case["size"], 2).tolist())}))
def box_in_kornia(image, size, mode="mirror", cval=0.0):
    import torch
    from kornia.filters import box_blur
    return box_blur(torch.tensor(image.astype(float))[None, None], size, IN_TORCH[mode])[0, 0].numpy()


@differs(box, "skimage.filters.rank.mean", "Of the pixels within the image, cut off to a whole number.",
         image=np.array([[0, 1, 3]], np.uint8), size=(1, 3))
def box_in_skimage(image, size):
    from skimage.filters.rank import mean
    return mean(image, np.ones(size, np.uint8))


@same(window_sums, "numpy.lib.stride_tricks.sliding_window_view", "whole numbers")
def window_sums_in_numpy(f, n, axis=-1):
    return np.lib.stride_tricks.sliding_window_view(f.astype(float), n, axis).sum(axis=-1)


@same(window_sums, "numpy.convolve", "whole numbers")
def window_sums_in_numpy_convolve(f, n, axis=-1):
    return np.apply_along_axis(np.convolve, axis, f.astype(float), np.ones(n), "valid")


@same(window_sums, "cv2.boxFilter(normalize=False)", "whole numbers, images",
      drawn=lambda cases: cases.window_sums())
def window_sums_in_cv2(f, n, axis=-1):
    import cv2
    size, places = ((n, 1) if axis % 2 else (1, n)), f.shape[axis] - n + 1                 # columns first
    sums = cv2.boxFilter(f.astype(float), cv2.CV_64F, size, anchor=(0, 0), normalize=False)
    return np.take(sums, range(places), axis)


@differs(window_sums, "numpy.cumsum, differences", "A running sum is NaN from an infinity on.",
         f=np.array([np.inf, 1.0, 1.0]), n=1)
def window_sums_in_numpy_running(f, n):
    running = np.concatenate([[0.0], np.cumsum(f)])
    return running[n:] - running[:-n]


def additions_by_doubling(f, n, axis=-1):
    """Return Σ of the entries left after each doubling, and one for each power of two in n, at every place."""
    length = f.shape[axis]
    doubled = sum(length - 2**k + 1 for k in range(1, n.bit_length()))
    return (doubled + n.bit_count() * (length - n + 1)) * (f.size // length)


@same(window_sums, "additions executed", "⌊log₂ n⌋ to double, and one for each power of two in n",
      ours=additions_by_doubling, drawn=lambda cases: cases.window_sums(longest=9))
def window_sums_executed(f, n, axis=-1):
    return count_operations(lambda f: window_sums(f, n, axis), f).additions


# ---- sobel -----------------------------------------------------------------------------------------------------------

same(sobel, "its definition", drawn=lambda cases: cases.sobel(longest=6), **SLOPES)(sobel_definition)


@same(sobel, "scipy.ndimage.sobel", FLOATS)
def sobel_in_scipy(image, axis=-1, mode="reflect", cval=0.0):
    from scipy.ndimage import sobel
    return sobel(image if image.dtype.kind == "f" else image.astype(float), axis, mode=mode, cval=cval)


@differs(sobel, "scipy.ndimage.sobel, uint8", "It keeps the dtype, and wraps: downhill −4 becomes 252.",
         image=np.array([[1, 0]], np.uint8))
def sobel_in_scipy_keeping_the_dtype(image):
    from scipy.ndimage import sobel
    return sobel(image)


@differs(sobel, "cv2.Sobel(ddepth=-1), uint8", "It keeps the dtype: downhill becomes 0.",
         image=np.array([[1, 0]], np.uint8), mode="nearest")
def sobel_in_cv2_keeping_the_dtype(image, mode):
    import cv2
    return cv2.Sobel(image, -1, 1, 0, borderType=cv2.BORDER_REPLICATE)


@differs(sobel, "cv2.Sobel(CV_64F)", "Its border is mirror, where the slope is 0; ours is reflect.",
         image=np.array([[0.0, 1.0]]))
def sobel_in_cv2_by_default(image):
    import cv2
    return cv2.Sobel(image, cv2.CV_64F, 1, 0)


@same(sobel, "cv2.Sobel(CV_64F)", f"{MODES}; float32 in float64", mends=sobel_in_cv2_by_default, **SLOPES,
      drawn=lambda cases: cases.sobel(dtypes="?BHhid").map(without_wrap))
def sobel_in_cv2(image, axis=-1, mode="mirror", cval=0.0):
    import cv2
    dx, dy = (1, 0) if axis % 2 else (0, 1)
    image = image.astype(float)
    return cv2.Sobel(image, cv2.CV_64F, dx, dy, borderType=getattr(cv2, IN_CV2[mode]))


@differs(sobel, "skimage.filters.sobel(axis)", "It divides by 4, and so returns twice the slope.",
         image=np.array([[0.0, 4.0]]))
def sobel_in_skimage_divided(image):
    from skimage.filters import sobel
    return sobel(image, axis=1)


@same(sobel, "skimage.filters.sobel(axis), times 4", "every mode with cval 0; in float64",
      mends=sobel_in_skimage_divided,
      **SLOPES, drawn=lambda cases: cases.sobel(dtypes="?BHhid").map(lambda case: {
          **case, "axis": case["axis"] % 2, **({"cval": 0.0} if "cval" in case else {})}))
def sobel_in_skimage(image, axis=1, mode="reflect", cval=0.0):
    from skimage.filters import sobel
    return 4 * sobel(image.astype(float), axis=axis, mode=mode, cval=cval)


@differs(sobel, "skimage.filters.sobel", "Without an axis it is the root mean square of both slopes.",
         image=np.array([[4.0, 0.0]]))
def sobel_in_skimage_of_both(image):
    from skimage.filters import sobel
    return sobel(image)


@differs(sobel, "kornia.filters.spatial_gradient", "It divides by 8.", image=np.array([[0.0, 8.0]]), axis=1,
         mode="nearest")
def sobel_in_kornia_divided(image, axis, mode):
    import torch
    from kornia.filters import spatial_gradient
    return spatial_gradient(torch.tensor(image)[None, None])[0, 0, 0].numpy()


@same(sobel, "kornia.filters.spatial_gradient(normalized=False)", "mode nearest; in float64",
      mends=sobel_in_kornia_divided,
      **SLOPES, drawn=lambda cases: cases.sobel(dtypes="?BHhid").map(lambda case: {
          "image": case["image"], "axis": case["axis"], "mode": "nearest"}))
def sobel_in_kornia(image, axis=-1, mode="nearest"):
    import torch
    from kornia.filters import spatial_gradient
    x = torch.tensor(image.astype(float))[None, None]
    return spatial_gradient(x, normalized=False)[0, 0, (axis + 1) % 2].numpy()             # x before y


@differs(sobel, "numpy.gradient", "It is not smoothed across, returns the slope itself, and at the border one-sided.",
         image=np.array([[0.0, 8.0]]))
def sobel_in_numpy(image):
    return np.gradient(image, axis=1)


@same(sobel, "multiplications executed", "H·W·4", ours=lambda image, **rest: 4 * image.size,
      drawn=lambda cases: cases.sobel(longest=5, dtypes="d").map(seeing_pixels))
def sobel_executed(image, axis=-1, mode="reflect", cval=0.0):
    return count_operations(lambda f: sobel(f, axis, mode, cval), image).multiplications


same(laplace, "its definition", drawn=lambda cases: cases.laplace(longest=6), **SLOPES)(laplace_definition)


@same(laplace, "scipy.ndimage.laplace", FLOATS)
def laplace_in_scipy(image, mode="reflect", cval=0.0):
    from scipy.ndimage import laplace
    return laplace(image if image.dtype.kind == "f" else image.astype(float), mode=mode, cval=cval)


@differs(laplace, "scipy.ndimage.laplace, uint8", "It keeps the dtype, and wraps.", image=np.array([[1, 0]], np.uint8))
def laplace_in_scipy_keeping_the_dtype(image):
    from scipy.ndimage import laplace
    return laplace(image)


@differs(laplace, "skimage.filters.laplace", "It has the other sign: bright dots come out bright.",
         image=np.array([[0.0, 1.0, 0.0]]))
def laplace_in_skimage_of_the_other_sign(image):
    from skimage.filters import laplace
    return laplace(image)


@same(laplace, "skimage.filters.laplace, negated",
      "mode reflect; in float64", mends=laplace_in_skimage_of_the_other_sign,
      **SLOPES,
      drawn=lambda cases: cases.laplace(dtypes="?BHhid").map(lambda case: {"image": case["image"]}))
def laplace_in_skimage(image):
    from skimage.filters import laplace
    return -laplace(image.astype(float))


@differs(laplace, "cv2.Laplacian(CV_64F)", "Its border is mirror, ours reflect.", image=np.array([[0.0, 1.0]]))
def laplace_in_cv2_by_default(image):
    import cv2
    return cv2.Laplacian(image, cv2.CV_64F)


@same(laplace, "cv2.Laplacian(CV_64F)", f"{MODES}; float32 in float64", mends=laplace_in_cv2_by_default, **SLOPES,
      drawn=lambda cases: cases.laplace(dtypes="?BHhid").map(without_wrap))
def laplace_in_cv2(image, mode="mirror", cval=0.0):
    import cv2
    return cv2.Laplacian(image.astype(float), cv2.CV_64F, borderType=getattr(cv2, IN_CV2[mode]))


@differs(laplace, "cv2.Laplacian(ksize=3)",
         "From a kernel size of 3 on it is a Sobel operator: it looks at the corners.",
         image=np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), mode="mirror")
def laplace_in_cv2_of_three(image, mode):
    import cv2
    return cv2.Laplacian(image, cv2.CV_64F, ksize=3)


@differs(laplace, "kornia.filters.laplacian", "All eight neighbours count alike.",
         image=np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), mode="mirror")
def laplace_in_kornia(image, mode):
    import torch
    from kornia.filters import laplacian
    return laplacian(torch.tensor(image)[None, None], 3, normalized=False)[0, 0].numpy()


@differs(laplace, "numpy.gradient, twice", "It differences over two pixels each time, so over four.",
         image=np.array([[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]]))
def laplace_in_numpy(image):
    return np.gradient(np.gradient(image, axis=1), axis=1)


@same(laplace, "multiplications executed", "H·W·4", ours=lambda image, **border: 4 * image.size,
      drawn=lambda cases: cases.laplace(longest=5, dtypes="d").map(seeing_pixels))
def laplace_executed(image, mode="reflect", cval=0.0):
    return count_operations(lambda f: laplace(f, mode, cval), image).multiplications


# ---- selection -------------------------------------------------------------------------------------------------------

same(upper_median, "its definition")(upper_median_definition)


@differs(upper_median, "numpy.median", "Of an even number it returns the mean of the two in the middle.",
         planes=[np.array([1.0]), np.array([2.0])])
def upper_median_in_numpy_mean(planes):
    return np.median(planes, axis=0)


@same(upper_median, 'numpy.quantile(method="higher")', "bool, integers, floats", mends=upper_median_in_numpy_mean)
def upper_median_in_numpy(planes):
    return np.quantile(planes, 0.5, axis=0, method="higher")


@differs(upper_median, "torch.median", "Of an even number it returns the lower of the two in the middle.",
         planes=[np.array([1.0]), np.array([2.0])])
def upper_median_in_torch_lower(planes):
    import torch
    return torch.median(torch.tensor(np.stack(planes)), dim=0).values.numpy()


@same(upper_median, "torch.median of −x, negated", "floats", mends=upper_median_in_torch_lower,
      drawn=lambda cases: cases.upper_median().map(lambda case: {
          "planes": [plane.astype(float) for plane in case["planes"]]}))
def upper_median_in_torch(planes):
    import torch
    return -torch.median(-torch.tensor(np.stack(planes)), dim=0).values.numpy()


# ---- median ----------------------------------------------------------------------------------------------------------

same(median, "its definition", drawn=lambda cases: cases.median(longest=6))(median_definition)


def not_far_out(case):
    """Return the case with a window that reaches no further than 4n − 1 pixels."""
    size = np.minimum(case["size"], [8 * n - 1 for n in case["image"].shape])
    return {**case, "size": tuple(size.tolist())}


@same(median, "scipy.ndimage.median_filter", "windows that reach no further than 4n − 1 pixels; no NaN",
      drawn=lambda cases: cases.median(dtypes="BHhifd").map(not_far_out))
def median_in_scipy(image, size, mode="reflect", cval=0.0):
    from scipy.ndimage import median_filter
    return median_filter(image, size, mode=mode, cval=cval)


@differs(median, "scipy.ndimage.median_filter, a NaN", "It is any of the pixels where one is NaN; here it is NaN.",
         image=np.array([[np.nan, 1.0, 2.0, 3.0, 4.0]]), size=(1, 3))
def median_in_scipy_of_nan(image, size):
    from scipy.ndimage import median_filter
    return median_filter(image, size)


@differs(median, "cv2.medianBlur", "Its border is nearest, ours reflect.",
         image=np.array([[0, 9, 9]], np.uint8), size=5)
def median_in_cv2_by_default(image, size):
    import cv2
    return cv2.medianBlur(image, size)


@same(median, "cv2.medianBlur", "uint8, mode nearest, odd squares", mends=median_in_cv2_by_default,
      drawn=lambda cases: cases.median(longest=40, dtypes="B").map(lambda case: {
          "image": case["image"], "size": np.max(case["size"]).item() // 2 * 2 + 3, "mode": "nearest"}))
def median_in_cv2(image, size, mode="nearest"):
    import cv2
    return cv2.medianBlur(image, size)


@same(median, "cv2.medianBlur, size 3 and 5", "uint16, int16, float32; mode nearest",
      drawn=lambda cases: cases.median(longest=40, dtypes="Hhf").map(lambda case: {
          "image": case["image"], "size": np.max(case["size"]).item() % 2 * 2 + 3, "mode": "nearest"}))
def median_in_cv2_of_words(image, size, mode="nearest"):
    import cv2
    return cv2.medianBlur(image, size)


@differs(median, "skimage.filters.median", "Its border is nearest, ours reflect.",
         image=np.array([[0, 9, 9]], np.uint8), size=5)
def median_in_skimage_by_default(image, size):
    from skimage.filters import median
    return median(image, np.ones((size, size)))


@same(median, "skimage.filters.median(footprint, mode)", "windows that reach no further than 4n − 1 pixels",
      mends=median_in_skimage_by_default, drawn=lambda cases: cases.median(dtypes="BHhifd").map(not_far_out))
def median_in_skimage(image, size, mode="reflect", cval=0.0):
    from skimage.filters import median
    return median(image, np.ones(np.broadcast_to(size, 2)), mode=mode, cval=cval)


@differs(median, "skimage.filters.rank.median", "It takes the pixels within the image alone.",
         image=np.array([[0, 9]], np.uint8), size=(1, 3))
def median_in_skimage_rank(image, size):
    from skimage.filters.rank import median
    return median(image, np.ones(size, np.uint8))


@differs(median, "scipy.signal.medfilt2d", "It sees 0 beyond the border.", image=np.array([[5, 7]], np.uint8), size=(3,
         3))
def median_in_scipy_signal_by_default(image, size):
    from scipy.signal import medfilt2d
    return medfilt2d(image, size)


@same(median, "scipy.signal.medfilt2d", "uint8, float32, float64; 0 beyond the border, odd sides",
      mends=median_in_scipy_signal_by_default, drawn=lambda cases: cases.median(dtypes="Bfd").map(lambda case: {
          "image": case["image"], "size": tuple(n | 1 for n in np.broadcast_to(case["size"], 2).tolist()),
          "mode": "constant"}))
def median_in_scipy_signal(image, size, mode="constant"):
    from scipy.signal import medfilt2d
    return medfilt2d(image, size)


@differs(median, "numpy.median of sliding_window_view, an even window", "It returns the mean of the two in the middle.",
         image=np.array([[1.0, 2.0]]), size=(1, 2))
def median_in_numpy_of_even_windows(image, size):
    framed = np.pad(image, [(n // 2, n - 1 - n // 2) for n in size], "symmetric")
    return np.median(np.lib.stride_tricks.sliding_window_view(framed, size), axis=(2, 3))


def odd_and_framed(case):
    """Return the case with odd sides, an image longer than they are, and 0 for cval."""
    size = tuple(n | 1 for n in np.minimum(np.broadcast_to(case["size"], 2), 9).tolist())
    return {**case, "image": np.pad(case["image"], 5, mode="edge"),
    "size": size} | ({"cval": 0} if "cval" in case else {})


@same(median, "numpy.median of sliding_window_view", "odd windows; every mode, margins shorter than the image",
      mends=median_in_numpy_of_even_windows, drawn=lambda cases: cases.median(longest=12,
      dtypes="BHhifd").map(odd_and_framed))
def median_in_numpy(image, size, mode="reflect", cval=0.0):
    filled = {"constant_values": cval} if mode == "constant" else {}
    framed = np.pad(image, [(n // 2, n // 2) for n in size], IN_NUMPY[mode], **filled)
    return np.median(np.lib.stride_tricks.sliding_window_view(framed, size), axis=(2, 3)).astype(image.dtype)


@same(median, "kornia.filters.median_blur", "floats; odd windows, not mode reflect; margins shorter than the image",
      drawn=lambda cases: cases.median(longest=12, dtypes="fd").map(odd_and_framed).map(lambda case: {
          **case, "mode": {"reflect": "mirror"}.get(case["mode"], case["mode"])}))
def median_in_kornia(image, size, mode="mirror", cval=0.0):
    import torch
    from kornia.filters import median_blur
    return median_blur(torch.tensor(image)[None, None], size, IN_TORCH[mode])[0, 0].numpy()


# ---- bilateral -------------------------------------------------------------------------------------------------------

def a_level_apart(image, diameter, **sigmas):
    """Return 1 level for bytes; else as many roundings as two ways to compute n weights have, up to 1, and to sum."""
    return 1 if image.dtype == np.uint8 else np.count_nonzero(disk(diameter // 2)) + 8


same(bilateral, "its definition", drawn=lambda cases: cases.bilateral(longest=5), within=a_level_apart,
     terms=lambda image, **rest: brightest(image),
     why="one level of bytes, as a half may be rounded to either side; sums of n pixels by weights up to 1")(
    bilateral_definition)


@same(bilateral, "cv2.bilateralFilter", "uint8, in grey and colour; diameters from 2 on", within=1,
      why="one level: some of its code cuts off instead of rounding",
      drawn=lambda cases: cases.bilateral(longest=40, dtypes="B").map(lambda case: {
          **case, "diameter": max(case["diameter"], 2)}))
def bilateral_in_cv2(image, diameter, sigma_color, sigma_space):
    import cv2
    return cv2.bilateralFilter(image, diameter, sigma_color, sigma_space)


@differs(bilateral, "cv2.bilateralFilter(d=1)", "It takes a diameter of 1 for 3.",
         image=np.array([[10, 20]], np.uint8), diameter=1, sigma_color=10.0, sigma_space=10.0)
def bilateral_in_cv2_of_one(image, diameter, sigma_color, sigma_space):
    import cv2
    return cv2.bilateralFilter(image, diameter, sigma_color, sigma_space)


@differs(bilateral, "skimage.restoration.denoise_bilateral", "Its window is a square, ours a disk.",
         image=np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), diameter=3, sigma_color=1e6,
         sigma_space=1e6)
def bilateral_in_skimage(image, diameter, sigma_color, sigma_space):
    from skimage.restoration import denoise_bilateral
    return denoise_bilateral(image, diameter, sigma_color, sigma_space, mode="reflect")


@differs(bilateral, "skimage.restoration.denoise_bilateral, an odd window",
         "Its table of distances, from −2 to 1 for a window of 3, is read askew: a dot comes out lopsided.",
         image=np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), diameter=3, sigma_color=1e6,
         sigma_space=1.0)
def bilateral_in_skimage_lopsided(image, diameter, sigma_color, sigma_space):
    from skimage.restoration import denoise_bilateral
    return denoise_bilateral(image, diameter, sigma_color, sigma_space, mode="edge")


@differs(bilateral, "skimage.restoration.denoise_bilateral, in colour",
         "The distance of two colours is Euclidean, divided by the number of channels, not the sum of the differences.",
         image=np.array([[[0.0, 0.0, 0.0], [0.6, 0.8, 0.0]]] * 2), diameter=3, sigma_color=1.0, sigma_space=1e6)
def bilateral_in_skimage_of_colours(image, diameter, sigma_color, sigma_space):
    from skimage.restoration import denoise_bilateral
    return denoise_bilateral(image, diameter, sigma_color, sigma_space, mode="reflect", channel_axis=-1)


@differs(bilateral, "kornia.filters.bilateral_blur", "Its window is a square, ours a disk.",
         image=np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), diameter=3, sigma_color=1.0,
         sigma_space=1.0)
def bilateral_in_kornia(image, diameter, sigma_color, sigma_space):
    import torch
    from kornia.filters import bilateral_blur
    return bilateral_blur(torch.tensor(image)[None, None], diameter, sigma_color, (sigma_space,) * 2)[0, 0].numpy()


# ---- reduce_expand ---------------------------------------------------------------------------------------------------

def pyramid_sums(n):
    """Return the claim on sums of n weighted pixels: whole numbers exactly, floats but for a rounding for each."""
    claim: dict = {"within": lambda image, **rest: 0 if whole(image=image) else n, "terms": lambda image,
    **rest: brightest(image),
                   "why": f"{2 * n} sums, by either together, each rounded by half a unit; whole numbers never"}
    return claim


DOWN, UP = pyramid_sums(18), pyramid_sums(9)
GREY_DOUBLES = "float64, grey; whole numbers as they are before they are rounded"


def grey(case):
    """Return the case in grey, at least 3 × 3."""
    image = case["image"] if case["image"].ndim == 2 else case["image"][..., 0]
    return {"image": np.pad(image, 1, mode="edge").astype(float)}


same(pyr_down, "its definition", drawn=lambda cases: cases.pyr_down(longest=7), **DOWN)(pyr_down_definition)


@same(pyr_down, "cv2.pyrDown", "uint8, uint16, float32, float64; grey and colour, every size",
      drawn=lambda cases: cases.pyr_down(longest=60), **DOWN)
def pyr_down_in_cv2(image):
    import cv2
    return cv2.pyrDown(image)


@same(pyr_down, "scipy.ndimage.correlate1d, every second pixel", GREY_DOUBLES,
      drawn=lambda cases: cases.pyr_down(dtypes="BHd").map(grey), **DOWN)
def pyr_down_in_scipy(image):
    from scipy.ndimage import correlate1d
    k = np.array([1, 4, 6, 4, 1]) / 16
    return correlate1d(correlate1d(image, k, 0, mode="mirror"), k, 1, mode="mirror")[::2, ::2]


@same(pyr_down, "torch.nn.functional.conv2d(stride=2)", GREY_DOUBLES,
      drawn=lambda cases: cases.pyr_down(dtypes="BHd").map(grey), **DOWN)
def pyr_down_in_torch(image):
    import torch
    k = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0], dtype=torch.float64) / 16
    x = torch.nn.functional.pad(torch.tensor(image)[None, None], (2, 2, 2, 2), "reflect")       # mirror, that is
    return torch.nn.functional.conv2d(x, torch.outer(k, k)[None, None], stride=2)[0, 0].numpy()


@differs(pyr_down, "skimage.transform.pyramid_reduce",
         "It blurs by a Gaussian of σ = 2/3, and interpolates between the pixels.",
         image=np.array([[0.0, 0.0, 1.0, 0.0]]))
def pyr_down_in_skimage(image):
    from skimage.transform import pyramid_reduce
    return pyramid_reduce(image)


@differs(pyr_down, "kornia.geometry.transform.pyrdown",
         "It interpolates between the blurred pixels, not leaving out every second.",
         image=np.array([[0.0, 0.0, 0.0, 9.0]] * 4))
def pyr_down_in_kornia(image):
    import torch
    from kornia.geometry.transform import pyrdown
    return pyrdown(torch.tensor(image)[None, None])[0, 0].numpy()


@differs(pyr_down, "numpy.ndarray[::2, ::2]",
         "Without a blur stripes too narrow for its pixels keep their full strength.",
         image=np.array([[9.0, 0.0, 0.0, 9.0, 0.0, 0.0]]))
def pyr_down_in_numpy(image):
    return image[::2, ::2]


@differs(pyr_down, "cv2.resize(INTER_AREA)", "It is the mean of two by two pixels.", image=np.array([[0.0, 0.0, 8.0,
         8.0]] * 2))
def pyr_down_in_cv2_resize(image):
    import cv2
    return cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


same(pyr_up, "its definition", drawn=lambda cases: cases.pyr_up(longest=6), **UP)(pyr_up_definition)


@same(pyr_up, "cv2.pyrUp(dstsize)", "uint8, uint16, float32, float64; grey and colour, every size",
      drawn=lambda cases: cases.pyr_up(longest=40), **UP)
def pyr_up_in_cv2(image, shape=None):
    import cv2
    return cv2.pyrUp(image, dstsize=shape[::-1] if shape else None)                        # columns first


@same(pyr_up, "torch.nn.functional.conv_transpose2d(stride=2)", GREY_DOUBLES,
      drawn=lambda cases: cases.pyr_up(dtypes="BHd").map(grey), **UP)
def pyr_up_in_torch(image):
    import torch
    (H, W), k = image.shape, torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0], dtype=torch.float64) / 8
    framed = np.pad(np.pad(image, ((1, 0), (1, 0)), "reflect"), ((0, 1), (0, 1)), "edge")  # above, left; below, right
    x = torch.nn.functional.conv_transpose2d(torch.tensor(framed)[None, None], torch.outer(k, k)[None, None], stride=2)
    return x[0, 0, 4:4 + 2 * H, 4:4 + 2 * W].numpy()


@same(pyr_up, "scipy.signal.upfirdn", GREY_DOUBLES, drawn=lambda cases: cases.pyr_up(dtypes="BHd").map(grey), **UP)
def pyr_up_in_scipy(image):
    from scipy.signal import upfirdn
    (H, W), k = image.shape, np.array([1, 4, 6, 4, 1]) / 8
    framed = np.pad(np.pad(image, ((1, 0), (1, 0)), "reflect"), ((0, 1), (0, 1)), "edge")
    return upfirdn(k, upfirdn(k, framed, up=2, axis=0), up=2, axis=1)[4:4 + 2 * H, 4:4 + 2 * W]


@differs(pyr_up, "skimage.transform.pyramid_expand", "It interpolates, and blurs by a Gaussian of σ = 2/3.",
         image=np.array([[0.0, 8.0, 0.0]]))
def pyr_up_in_skimage(image):
    from skimage.transform import pyramid_expand
    return pyramid_expand(image)


@differs(pyr_up, "kornia.geometry.transform.pyrup", "It interpolates, and blurs by 1 4 6 4 1 afterwards.",
         image=np.array([[0.0, 0.0, 9.0, 0.0]] * 4))
def pyr_up_in_kornia(image):
    import torch
    from kornia.geometry.transform import pyrup
    return pyrup(torch.tensor(image)[None, None])[0, 0].numpy()


# ---- pyramid ---------------------------------------------------------------------------------------------------------

@same(gaussian_pyramid, "cv2.pyrDown, again and again", "uint8, uint16, float32, float64; grey and colour",
      within=lambda image, levels: 0 if image.dtype.kind == "u" else 10 * levels,
      terms=lambda image, levels: brightest(image),
      why="twice ten sums a level, each rounded by half a unit, by either; whole numbers exactly")
def gaussian_pyramid_in_cv2(image, levels):
    import cv2
    pyramid = [image]
    while len(pyramid) < levels:
        pyramid.append(cv2.pyrDown(pyramid[-1]).reshape(-1, -(-pyramid[-1].shape[1] // 2), *image.shape[2:]))
    return pyramid


@differs(gaussian_pyramid, "skimage.transform.pyramid_gaussian", "It blurs by a Gaussian of σ = 2/3, and interpolates.",
         image=np.array([[0.0, 0.0, 1.0, 0.0]]), levels=2)
def gaussian_pyramid_in_skimage(image, levels):
    from skimage.transform import pyramid_gaussian
    return list(pyramid_gaussian(image, max_layer=levels - 1))


@same(laplacian_pyramid, "cv2.subtract(dtype) of cv2.pyrUp", "uint8, uint16, float32, float64; grey and colour",
      within=lambda image, levels: 0 if image.dtype.kind == "u" else 20 * levels,
      terms=lambda image, levels: 2 * brightest(image),
      why="twice ten sums down and nine up a level, each rounded by half a unit, by either; whole numbers exactly")
def laplacian_pyramid_in_cv2(image, levels):
    from itertools import pairwise

    import cv2
    G = gaussian_pyramid_in_cv2(image, levels)
    signed = {"uint8": np.int16, "uint16": np.int32}.get(image.dtype.name,
    image.dtype)    # cv2.subtract would cut off at 0
    expanded = [cv2.pyrUp(coarser, dstsize=finer.shape[1::-1]).reshape(finer.shape)
                for finer, coarser in pairwise(G)]
    return [*[finer.astype(signed) - up for finer, up in zip(G[:-1], expanded, strict=True)], G[-1]]


@differs(laplacian_pyramid, "cv2.subtract",
         "It keeps uint8: residuals below 0 are cut off, and the image does not return.",
         image=np.array([[0, 16]], np.uint8), levels=2)
def laplacian_pyramid_in_cv2_cut_off(image, levels):
    import cv2
    coarser = cv2.pyrDown(image)
    return [cv2.subtract(image, cv2.pyrUp(coarser, dstsize=image.shape[::-1])), coarser]


@differs(laplacian_pyramid, "skimage.transform.pyramid_laplacian",
         "Each level is an image less its own blur, at its own size, the last one, too: it does not collapse.",
         image=np.array([[0.0, 0.0, 1.0, 0.0]]), levels=2)
def laplacian_pyramid_in_skimage(image, levels):
    from skimage.transform import pyramid_laplacian
    return list(pyramid_laplacian(image, max_layer=levels - 1))


@differs(laplacian_pyramid, "kornia.geometry.transform.build_laplacian_pyramid",
         "It interpolates between the pixels as it reduces and expands.",
         image=np.arange(16.0).reshape(4, 4)**2, levels=2)
def laplacian_pyramid_in_kornia(image, levels):
    import torch
    from kornia.geometry.transform import build_laplacian_pyramid
    return [level[0, 0].numpy() for level in build_laplacian_pyramid(torch.tensor(image)[None, None], levels)]


@same(collapse, "cv2.add(dtype) of cv2.pyrUp", "uint8, uint16, float32, float64; grey and colour",
      within=lambda pyramid: 0 if pyramid[-1].dtype.kind == "u" else 10 * len(pyramid),
      terms=lambda pyramid: sum(np.abs(level).max() for level in pyramid),
      why="twice nine sums a level and one more, each rounded by half a unit, by either; whole numbers exactly")
def collapse_in_cv2(pyramid):
    import cv2
    image = pyramid[-1]
    for residual in reversed(pyramid[:-1]):
        up = cv2.pyrUp(image, dstsize=residual.shape[1::-1]).reshape(residual.shape)
        image = cv2.add(up, residual, dtype=cv2.CV_MAKETYPE(
            {"uint8": cv2.CV_8U, "uint16": cv2.CV_16U, "float32": cv2.CV_32F, "float64": cv2.CV_64F}[up.dtype.name], 1))
    return image


# ---- blending --------------------------------------------------------------------------------------------------------

@same(blend, "cv2.pyrDown, cv2.pyrUp", "float64, grey and colour",
      within=lambda levels, **rest: 32 * levels, terms=lambda a, levels, **rest: (2 * levels + 1) * np.abs(a).max(),
      why="a level goes down, up, is mixed, goes up: 32 sums by either, each rounded by half a unit",
      drawn=lambda cases: cases.blend(dtypes="d").map(lambda case: {
          **case, "a": case["a"].astype(float), "b": case["b"].astype(float)}))
def blend_in_cv2(a, b, mask, levels):
    A, B, M = laplacian_pyramid_in_cv2(a, levels), laplacian_pyramid_in_cv2(b, levels), gaussian_pyramid_in_cv2(
        mask.astype(float), levels)
    M = [m.reshape(*m.shape, *[1] * (a.ndim - 2)) for m in M]
    return collapse_in_cv2([m * one + (1 - m) * other for one, other, m in zip(A, B, M, strict=True)])


@differs(blend, "cv2.addWeighted", "One weight for all scales lets both images show through.",
         a=np.full((1, 4), 90.0), b=np.full((1, 4), 10.0), mask=np.array([[1, 1, 0, 0]]), levels=2)
def blend_in_cv2_weighted(a, b, mask, levels):
    import cv2
    return cv2.addWeighted(a, 0.5, b, 0.5, 0)


@differs(blend, "numpy.where", "The seam shows.", a=np.full((1, 2), 90.0), b=np.full((1, 2), 10.0), mask=np.array([[1,
         0]]),
         levels=2)
def blend_in_numpy(a, b, mask, levels):
    return np.where(mask, a, b)
