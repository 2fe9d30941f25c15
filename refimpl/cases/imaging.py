"""Cases and laws for refimpl.imaging."""
import numpy as np
from hypothesis import strategies as st

from refimpl.imaging.borders import sources as sources_of
from refimpl.imaging.clahe import bin_limit as limit_of
from refimpl.imaging.clahe import tile_mappings as mappings_of
from refimpl.imaging.dilation import dilation as dilated
from refimpl.imaging.dilation import erosion as eroded
from refimpl.imaging.dilation import lowest_and_highest as range_of
from refimpl.imaging.equalization import equalize_histogram as equalized
from refimpl.imaging.opening import closing as closed
from refimpl.imaging.pyramid import collapse as collapsed
from refimpl.imaging.pyramid import laplacian_pyramid as decomposed
from refimpl.imaging.quantization import distortion as distortion_of
from refimpl.imaging.quantization import optimal_quantizer as best_quantizer
from refimpl.imaging.tiling import split_into_tiles as tiles_of

__all__ = ["LAWS", "bands", "between_tiles", "bilateral", "bin_edges", "bin_limit", "black_tophat", "blend", "borders",
           "box", "channel_histograms", "clahe", "clahe_color", "clip_histogram", "clip_histogram_of_pixels", "closing",
           "collapse", "colors", "convolve", "correlate", "correlate1d", "count_levels", "counts",
           "cumulative_histogram", "dilation", "disk", "distortion", "equalize_histogram", "equalizing_tables",
           "erosion", "evenly", "extend", "extremes_under", "float_type", "floats", "folded", "footprints", "gaussian",
           "gaussian_pyramid", "gaussian_weights", "histogram", "hit_or_miss", "hsv_to_rgb", "images",
           "in_grey_or_colour", "in_units", "join_colors", "joint_histogram", "kernels", "lab_to_rgb", "laplace",
           "laplacian_pyramid", "linear_light", "lloyd_max", "lloyd_max_of_pixels", "lookup", "lowest_and_highest",
           "median", "morphological_gradient", "opening", "optimal_quantizer", "optimal_quantizer_of_used", "pictures",
           "pixelwise_ahe", "probabilities", "pyr_down", "pyr_up", "quantize", "rectangle", "rgb_to_gray", "rgb_to_hsv",
           "rgb_to_lab", "rgb_to_ycrcb", "runs", "sizes", "sliding_window_ahe", "sobel", "sources", "split_colors",
           "split_into_tiles", "stretch_contrast", "tile_mappings", "uniform_quantize", "upper_median", "white_tophat",
           "window_shape", "window_starts", "window_sums", "ycrcb_to_rgb"]

UINT8, UINT16 = np.dtype(np.uint8), np.dtype(np.uint16)
MODES = "reflect", "mirror", "nearest", "wrap", "constant"


# ---- the cases ------------------------------------------------------------------------------------------------------

@st.composite
def images(draw, dtypes=(UINT8, UINT16), channels=None, longest=40):
    """Draw an image (H, W), H ≠ W, or (H, W, C): one level, few levels, all levels, a ramp, or a gentle slope."""
    dtype = draw(st.sampled_from(dtypes))
    size = draw(st.lists(st.integers(1, longest), min_size=2, max_size=2, unique=True))
    shape = (*size, channels) if channels else tuple(size)
    rng, top = np.random.default_rng(draw(st.integers(0, 2**32 - 1))), np.iinfo(dtype).max
    kind = draw(st.sampled_from(("few levels", "noise", "ramp", "slope", "narrow")))
    if kind == "few levels":                                        # ties, gaps, constants
        palette = draw(st.lists(st.integers(0, top), min_size=1, max_size=9))
        return rng.choice(palette, shape).astype(dtype)
    if kind == "ramp":                                              # every pixel another level, while they last
        return (np.arange(np.prod(shape)) % (top + 1)).astype(dtype).reshape(shape)
    if kind == "slope":                                             # what photographs are like, tile by tile
        return np.sort(rng.integers(0, top + 1, shape, dtype=dtype), axis=draw(st.integers(0, 1)))
    low, high = (0, top) if kind == "noise" else sorted(draw(st.tuples(*[st.integers(0, top)] * 2)))
    return rng.integers(low, high + 1, shape, dtype=dtype)


def counts(bins=256, largest=60):
    """Draw a histogram: (bins,) counts, some of them 0."""
    seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)
    return st.builds(lambda rng, density, top: rng.integers(0, top + 1, bins) * (rng.random(bins) < density),
                     seeds, st.sampled_from((0.01, 0.02, 0.5, 1.0)), st.integers(0, largest))


@st.composite
def floats(draw, longest=30):
    """Draw a float image: of any values, of few that meet the edges of bins, or of one."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.lists(st.integers(1, longest), min_size=2, max_size=2, unique=True))
    few = rng.integers(-8, 9, size) / draw(st.sampled_from((1, 2, 3)))
    image = draw(st.sampled_from((few, np.full(size, few.flat[0]), rng.normal(size=size))))
    return image.astype(draw(st.sampled_from((np.float32, np.float64))))


@st.composite
def histogram(draw, longest=40):
    """Draw the arguments of histogram; NaN and infinities only with a range, as nothing follows from them."""
    image = draw(images(longest=longest) | floats(longest=longest))
    if draw(st.booleans()):
        return {"image": image, "bins": draw(st.integers(1, 300))}
    if image.dtype.kind == "f":
        image.flat[0] = draw(st.sampled_from((np.nan, np.inf, -np.inf, 0)))
    low, high = sorted(draw(st.tuples(st.integers(-9, 300), st.integers(-9, 300))))
    return {"image": image, "bins": draw(st.integers(1, 40)), "value_range": (low, high)}


def bin_edges(longest=40):
    """Draw the arguments of bin_edges."""
    return histogram(longest)


def count_levels(longest=40):
    """Draw the arguments of count_levels."""
    return st.fixed_dictionaries({"image": images(longest=longest)})


def channel_histograms(longest=20):
    """Draw the arguments of channel_histograms."""
    channels = st.sampled_from((1, 2, 3, 4)).flatmap(lambda c: images(channels=c, longest=longest))
    return st.fixed_dictionaries({"image": channels, "bins": st.sampled_from((1, 2, 7, 16, 256))})


@st.composite
def joint_histogram(draw, longest=20):
    """Draw the arguments of joint_histogram."""
    bins = tuple(draw(st.lists(st.integers(1, 12), min_size=1, max_size=4)))
    return {"image": draw(images(dtypes=(UINT8,), channels=len(bins), longest=longest)), "bins": bins}


def cumulative_histogram(bins=256):
    """Draw the arguments of cumulative_histogram."""
    return st.fixed_dictionaries({"counts": counts(bins)})


def probabilities(bins=256):
    """Draw the arguments of probabilities: at least one count."""
    return st.fixed_dictionaries({"counts": st.builds(lambda h, v: h + (np.arange(bins) == v), counts(bins),
                                                      st.integers(0, bins - 1))})


@st.composite
def lookup(draw, longest=40, dtypes=(UINT8, UINT16)):
    """Draw the arguments of lookup: an image and a table, any dtype, with one entry a level."""
    image = draw(images(dtypes=dtypes, longest=longest))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    table = rng.integers(0, 256, np.iinfo(image.dtype).max + 1)
    return {"image": image, "table": table.astype(draw(st.sampled_from((np.uint8, np.uint16, np.float32))))}


@st.composite
def stretch_contrast(draw, longest=40):
    """Draw the arguments of stretch_contrast."""
    low, high = sorted(draw(st.tuples(*[st.integers(0, 100) | st.floats(0, 100)] * 2)))
    return {"image": draw(images(longest=longest)), **draw(st.sampled_from(({}, {"low": low, "high": high})))}


def equalize_histogram(longest=40):
    """Draw the arguments of equalize_histogram."""
    return st.fixed_dictionaries({"image": images(dtypes=(UINT8,), longest=longest)})


@st.composite
def split_into_tiles(draw, longest=60):
    """Draw the arguments of split_into_tiles: grids that divide the image, that do not, and that are larger than it."""
    grid = draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
    return {"image": draw(images(longest=longest)), "tile_grid": grid}


def between_tiles(longest=3000):
    """Draw the arguments of between_tiles."""
    return st.fixed_dictionaries({"n": st.integers(1, longest), "size": st.integers(1, longest)})


@st.composite
def clip_histogram(draw, bins=256):
    """Draw the arguments of clip_histogram."""
    limit = st.integers(0, 9) | st.integers(0, 80)
    return {"counts": draw(counts(draw(st.sampled_from((1, 2, 7, bins))))), "limit": draw(limit)}


@st.composite
def clip_histogram_of_pixels(draw, area=255, bins=256):
    """Draw the arguments of clip_histogram: so many pixels, of few levels or many, and a limit from 1."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    levels = rng.choice(bins, draw(st.sampled_from((1, 3, 20, bins))), replace=False)
    counts = np.bincount(rng.choice(levels, area), minlength=bins)
    return {"counts": counts, "limit": draw(st.integers(1, 12) | st.integers(1, area))}


@st.composite
def clahe(draw, longest=60, dtypes=(UINT8, UINT16), most=20):
    """Draw the arguments of clahe; a large grid only on uint8, where a mapping has no more than 256 entries.

    In two of three images half of the pixels are of one level: there the limits clip.
    """
    image, rng = draw(images(dtypes=dtypes, longest=longest)), np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if draw(evenly(True, True, False)):
        image = np.minimum(image, np.median(image).astype(image.dtype))
    most = draw(evenly(3, most)) if image.dtype == UINT8 else 4
    grid = draw(st.tuples(st.integers(1, most), st.integers(1, most)))
    share = rng.uniform(0.02, 0.4) * (np.iinfo(image.dtype).max + 1)                       # of the pixels of a tile
    usual = -1.0, 0.0, 0.01, 1.0, 2.0, 4.0, 40.0, 256.0, rng.uniform(-1, 1e4)
    return {"image": image, "clip_limit": rng.choice([*usual, *[share] * 9]).item(), "tile_grid": grid}


def tile_mappings(longest=60, dtypes=(UINT8, UINT16), most=20):
    """Draw the arguments of tile_mappings."""
    return clahe(longest, dtypes, most)


def bin_limit(longest=5000):
    """Draw the arguments of bin_limit."""
    limit = st.floats(-1.0, 1e12) | st.floats(0.0, 256.0) | st.sampled_from((0.0, 2.0, float("inf")))
    return st.fixed_dictionaries({"clip_limit": limit, "area": st.integers(1, longest),
                                  "bins": st.sampled_from((256, 65536))})


def colors(longest=20):
    """Draw a colour image (H, W, 3)."""
    return images(dtypes=(UINT8,), channels=3, longest=longest)


def rgb_to_gray(longest=20):
    """Draw the arguments of a function of a colour image."""
    return st.fixed_dictionaries({"image": colors(longest)})


rgb_to_ycrcb = ycrcb_to_rgb = rgb_to_hsv = rgb_to_lab = lab_to_rgb = split_colors = rgb_to_gray


@st.composite
def hsv_to_rgb(draw, longest=20):
    """Draw the arguments of hsv_to_rgb, hues up to 179."""
    image = draw(colors(longest))
    image[..., 0] %= 180
    return {"image": image}


def linear_light(longest=20):
    """Draw the arguments of linear_light: values 0 … 1."""
    return st.fixed_dictionaries({"v": images(longest=longest).map(lambda image: image / np.iinfo(image.dtype).max)})


def in_units(longest=20):
    """Draw the arguments of in_units, of either sign."""
    values = images(longest=longest).map(lambda image: image.astype(np.int32) - 1000)
    return st.fixed_dictionaries({"value": values, "bits": st.integers(1, 20)})


@st.composite
def clahe_color(draw, longest=40):
    """Draw the arguments of clahe_color."""
    return {**draw(clahe(longest=longest, dtypes=(UINT8,))), "image": draw(colors(longest))}


def join_colors(longest=20):
    """Draw the arguments of join_colors: three channels of whole numbers."""
    channels = colors(longest).map(lambda image: list(np.moveaxis(image.astype(int) * 2 - 99, 2, 0)))
    return st.fixed_dictionaries({"channels": channels})


def quantize(longest=40):
    """Draw the arguments of quantize: an image, a codebook, and the thresholds halfway between."""
    codebooks = st.lists(st.integers(0, 255), min_size=1, max_size=9, unique=True).map(lambda c: np.sort(c) + 0.5)
    return st.builds(lambda image, c: {"image": image, "codebook": c, "thresholds": (c[:-1] + c[1:]) / 2},
                     images(dtypes=(UINT8,), longest=longest), codebooks)


@st.composite
def uniform_quantize(draw, longest=40):
    """Draw the arguments of uniform_quantize."""
    image = draw(images(longest=longest))
    return {"image": image, "levels": draw(st.integers(1, np.iinfo(image.dtype).max + 1) | st.integers(1, 9))}


@st.composite
def optimal_quantizer(draw, bins=256, levels=9):
    """Draw the arguments of optimal_quantizer: at least one count, at most as many levels as bins."""
    return {"counts": draw(probabilities(bins))["counts"], "levels": draw(st.integers(1, min(levels, bins)))}


@st.composite
def optimal_quantizer_of_used(draw, bins=9, levels=5):
    """Draw the arguments of optimal_quantizer: at least two levels, and fewer than occur."""
    rng, used = np.random.default_rng(draw(st.integers(0, 2**32 - 1))), draw(st.integers(3, bins))
    counts = np.zeros(bins, int)
    counts[rng.choice(bins, used, replace=False)] = rng.integers(1, 60, used)
    return {"counts": counts, "levels": draw(st.integers(2, min(levels, used - 1)))}


@st.composite
def lloyd_max_of_pixels(draw, bins=256, levels=9):
    """Draw the arguments of lloyd_max: every level occurs, and no cell of the start is empty."""
    rng, k = np.random.default_rng(draw(st.integers(0, 2**32 - 1))), draw(st.integers(1, levels))
    start = (np.arange(k) + rng.uniform(0.25, 0.75, k)) * bins / k
    return {"counts": rng.integers(1, 60, bins), "levels": k, "start": start, "max_iter": draw(st.integers(1, 100))}


@st.composite
def lloyd_max(draw, bins=256, levels=9):
    """Draw the arguments of lloyd_max, with a start and without."""
    case, rng = draw(optimal_quantizer(bins, levels)), np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    start = rng.random(case["levels"]) * bins
    given = draw(st.sampled_from(({}, {"start": start}, {"start": np.rint(start)})))
    return {**case, **given, "max_iter": draw(st.integers(1, 100))}


def distortion(bins=256):
    """Draw the arguments of distortion."""
    codebooks = st.lists(st.floats(0, bins), min_size=1, max_size=9).map(np.array)
    return st.builds(lambda case, codebook: {**case, "codebook": codebook}, probabilities(bins), codebooks)


@st.composite
def sliding_window_ahe(draw, longest=40):
    """Draw the arguments of sliding_window_ahe."""
    image = draw(images(dtypes=(UINT8,), longest=longest))
    window = draw(st.integers(1, min(image.shape)))
    return {"image": image, "window": window, "step": draw(st.integers(1, window))}


def window_starts(longest=300):
    """Draw the arguments of window_starts: step ≤ window ≤ n."""
    numbers = st.lists(st.integers(1, longest), min_size=3, max_size=3).map(sorted)
    return numbers.map(lambda three: dict(zip(("step", "window", "n"), three, strict=True)))


def equalizing_tables(bins=256):
    """Draw the arguments of equalizing_tables: several histograms."""
    several = st.lists(probabilities(bins).map(lambda case: case["counts"]), min_size=1, max_size=5)
    return st.fixed_dictionaries({"counts": several.map(np.array)})


@st.composite
def pixelwise_ahe(draw, longest=40):
    """Draw the arguments of pixelwise_ahe, windows larger than the image among them."""
    window = draw(st.integers(0, longest)) * 2 + 1
    return {"image": draw(images(dtypes=(UINT8,), longest=longest)), "window": window}


def evenly(*options):
    """Draw one of some, each as often as the others; of a few Hypothesis by itself draws the first most of the time."""
    return st.sampled_from(range(64)).map(lambda i: options[i % len(options)])


@st.composite
def footprints(draw, longest=9):
    """Draw a footprint (h, w): full, or with holes, of even and odd sizes, the centre in it or not."""
    size = draw(st.tuples(st.integers(1, longest), st.integers(1, longest)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    footprint = rng.random(size) < draw(evenly(0.2, 0.6, 0.9, 1.0))
    footprint.flat[draw(st.integers(0, footprint.size - 1))] = True
    return footprint


@st.composite
def pictures(draw, dtypes="?BHbilfd", longest=24, channels=None):
    """Draw an image (H, W), or (H, W, C), of any type: bool, integers of either sign, floats."""
    image, dtype = draw(images((UINT8,), channels, longest)), np.dtype(draw(evenly(*dtypes)))
    if dtype.kind == "b":
        return image > np.median(image)
    if dtype.kind == "f":                                           # of many digits, or few: sums are rounded, or exact
        digits = np.random.default_rng(image.size).random(image.shape) if draw(st.booleans()) else 0
        return (image / 7 - 9 + digits).astype(dtype)
    return image.astype(dtype) if dtype.kind == "u" else (image.astype(dtype) - dtype.type(100))


def in_grey_or_colour(dtypes, longest):
    """Draw an image of any type, (H, W) or (H, W, 3)."""
    return evenly(None, 3).flatmap(lambda channels: pictures(dtypes, longest, channels))


@st.composite
def dilation(draw, longest=24, dtypes="?BHbilfd"):
    """Draw the arguments of dilation: footprints may be larger than the image."""
    return {"image": draw(pictures(dtypes, longest)), "footprint": draw(footprints())}


erosion = opening = closing = dilation


@st.composite
def morphological_gradient(draw, longest=24, dtypes="?BHilfd"):
    """Draw the arguments of morphological_gradient: footprints that hold their centre, types that hold differences."""
    case = draw(dilation(longest, dtypes))
    case["footprint"][tuple(np.array(case["footprint"].shape) // 2)] = True
    return case


white_tophat = black_tophat = morphological_gradient


@st.composite
def hit_or_miss(draw, longest=24):
    """Draw the arguments of hit_or_miss: two footprints that do not meet, either of them empty at times."""
    some = draw(footprints(longest=4))
    hit = some & (np.random.default_rng(draw(st.integers(0, 99))).random(some.shape) < 0.5)
    return {"image": draw(pictures("?", longest)), "hit": hit, "miss": some & ~hit}


@st.composite
def extremes_under(draw, longest=24, dtypes="?BHbilfd"):
    """Draw the arguments of extremes_under: an image no smaller than the footprint."""
    case = draw(dilation(longest, dtypes))
    image = np.pad(case["image"], [(0, n) for n in case["footprint"].shape], mode="wrap")
    return {"image": image, "footprint": case["footprint"], "extreme": draw(st.sampled_from((np.minimum, np.maximum)))}


def runs(longest=40):
    """Draw the arguments of runs."""
    return st.fixed_dictionaries({"row": st.lists(st.sampled_from((0, 1)), max_size=longest).map(np.array)})


def disk(longest=20):
    """Draw the arguments of disk."""
    return st.fixed_dictionaries({"radius": st.integers(0, longest)})


def rectangle(longest=20):
    """Draw the arguments of rectangle."""
    return st.fixed_dictionaries({"height": st.integers(1, longest), "width": st.integers(1, longest)})


def lowest_and_highest():
    """Draw the arguments of lowest_and_highest."""
    return st.fixed_dictionaries({"dtype": st.sampled_from("?BHILbhilefd").map(np.dtype)})


@st.composite
def borders(draw):
    """Draw what a filter sees beyond the border."""
    mode = draw(evenly(*MODES))
    beyond = evenly({"cval": 3.0}, {}, {"cval": 40.0}, {"cval": 0.0})                   # 0 is the default, too
    return {"mode": mode, **(draw(beyond) if mode == "constant" else {})}


@st.composite
def kernels(draw, longest=7):
    """Draw a kernel (h, w): whole numbers, some 0, or floats; of even and odd sizes."""
    size = draw(st.tuples(st.integers(1, longest), st.integers(1, longest)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.integers(-3, 4, size) if draw(st.booleans()) else rng.normal(size=size)


@st.composite
def correlate(draw, longest=24, dtypes="?BHhifd"):
    """Draw the arguments of correlate; kernels larger than the image among them."""
    return {"image": draw(pictures(dtypes, longest)), "kernel": draw(kernels()), **draw(borders())}


convolve = correlate


@st.composite
def correlate1d(draw, longest=24, dtypes="?BHhifd"):
    """Draw the arguments of correlate1d: weights of no symmetry, the same from either end, or but for the sign."""
    turned = draw(evenly(0, 1, -1))
    n = draw(evenly(*range(1, 10)) if turned == 0 else evenly(3, 5, 7, 9, 1, 2, 4, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    w = rng.integers(-3, 4, n) if draw(st.booleans()) else rng.normal(size=n)
    return {"image": draw(pictures(dtypes, longest)), "weights": w + turned * w[::-1],
            "axis": draw(evenly(0, 1, -1, -2)), **draw(borders())}


def float_type():
    """Draw the arguments of float_type."""
    return st.fixed_dictionaries({"dtype": st.sampled_from("?BHILbhilefdg").map(np.dtype)})


@st.composite
def gaussian(draw, longest=24, dtypes="?BHhifd"):
    """Draw the arguments of gaussian."""
    sigma, truncate = evenly(1.0, 0.5, 2.0, 0.1, 0) | st.floats(0.3, 5), evenly(4.0, 3.0, 1.0, 0.0)
    return {"image": draw(pictures(dtypes, longest)), "sigma": draw(sigma), **draw(borders()),
            **draw(evenly({}, {"truncate": draw(truncate)}))}


def gaussian_weights():
    """Draw the arguments of gaussian_weights."""
    tenths = st.integers(1, 99).map(lambda n: n / 10)                                   # t·σ + ½ is whole at times
    return st.fixed_dictionaries({"sigma": tenths | st.sampled_from((0.1, 0)) | st.floats(0, 50),
                                  "truncate": evenly(4.0, 5.0, 2.5) | st.floats(0, 6)})


def sizes(longest=12):
    """Draw the size of a window: one number or two."""
    side = evenly(*range(1, longest + 1))
    return side | st.tuples(side, side)


@st.composite
def box(draw, longest=24, dtypes="?BHhifd"):
    """Draw the arguments of box; windows larger than the image among them."""
    return {"image": draw(pictures(dtypes, longest)), "size": draw(sizes()), **draw(borders())}


@st.composite
def median(draw, longest=24, dtypes="?BHhifd"):
    """Draw the arguments of median; cval of the image's kind."""
    case = draw(box(longest, dtypes))
    return case | ({"cval": 1} if "cval" in case else {})


@st.composite
def window_sums(draw, longest=24):
    """Draw the arguments of window_sums: whole numbers, so that sums are exact."""
    f, axis = draw(pictures("BHi", longest)).astype(np.int64), draw(st.sampled_from((0, 1, -1)))
    return {"f": f, "n": draw(st.integers(1, f.shape[axis])), "axis": axis}


@st.composite
def sobel(draw, longest=24, dtypes="?BHhifd"):
    """Draw the arguments of sobel."""
    return {"image": draw(pictures(dtypes, longest)), "axis": draw(evenly(0, 1, -1, -2)), **draw(borders())}


@st.composite
def laplace(draw, longest=24, dtypes="?BHhifd"):
    """Draw the arguments of laplace."""
    return {"image": draw(pictures(dtypes, longest)), **draw(borders())}


@st.composite
def upper_median(draw, longest=30):
    """Draw the arguments of upper_median: n planes."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype, few = draw(evenly(bool, np.uint8, np.int32, np.float64)), draw(evenly(2, 9, 250))
    return {"planes": list(rng.integers(0, few, (draw(evenly(*range(1, longest + 1))), 3, 5)).astype(dtype))}


@st.composite
def bilateral(draw, longest=20, dtypes="BHfd"):
    """Draw the arguments of bilateral, in grey and in colour."""
    image, diameter = draw(in_grey_or_colour(dtypes, longest)), draw(evenly(*range(1, 10)))
    return {"image": image, "diameter": diameter, "sigma_color": draw(st.floats(0.5, 300)),
            "sigma_space": draw(st.floats(0.5, 9))}


@st.composite
def sources(draw, longest=9):
    """Draw the arguments of sources: margins much longer than the image among them."""
    margins = draw(st.tuples(st.integers(0, 40), st.integers(0, 40)))
    return {"n": draw(st.integers(1, longest)), "before": margins[0], "after": margins[1],
            "mode": draw(evenly(*MODES))}


@st.composite
def extend(draw, longest=12, dtypes="?BHbilfd"):
    """Draw the arguments of extend, in grey and in colour."""
    margins = draw(st.tuples(*[st.tuples(st.integers(0, 20), st.integers(0, 20))] * 2))
    return {"image": draw(in_grey_or_colour(dtypes, longest)), "margins": margins,
            "mode": draw(evenly(*MODES)), "cval": draw(st.integers(0, 1))}


def window_shape():
    """Draw the arguments of window_shape."""
    return st.fixed_dictionaries({"size": sizes(), "shape": st.tuples(st.integers(1, 40), st.integers(1, 40))})


@st.composite
def folded(draw, longest=4):
    """Draw the arguments of folded: weights of few numbers, so that sums are exact; half of them long enough."""
    n, rng = draw(st.integers(1, 30) | st.integers(1020, 2000)), np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return {"weights": rng.integers(-9, 10, n), "shape": (draw(st.integers(1, longest)),),
            "mode": draw(evenly(*MODES))}


@st.composite
def pyr_down(draw, longest=40, dtypes="BHfd"):
    """Draw the arguments of pyr_down, in grey and in colour."""
    return {"image": draw(in_grey_or_colour(dtypes, longest))}


@st.composite
def pyr_up(draw, longest=24, dtypes="BHfd"):
    """Draw the arguments of pyr_up, without a shape and with every one possible."""
    image = draw(pyr_down(longest, dtypes))["image"]
    less = draw(evenly(None, (0, 0), (0, 1), (1, 0), (1, 1)))
    return {"image": image, **({"shape": tuple(2 * n - one for n, one in zip(image.shape, less, strict=False))} if less
                               else {})}


@st.composite
def gaussian_pyramid(draw, longest=40, dtypes="BHfd"):
    """Draw the arguments of gaussian_pyramid: down to a pixel, and on."""
    return {**draw(pyr_down(longest, dtypes)), "levels": draw(evenly(*range(1, 9)))}


laplacian_pyramid = gaussian_pyramid


@st.composite
def collapse(draw, longest=40, dtypes="BHfd"):
    """Draw the arguments of collapse: the Laplacian pyramid of an image."""
    return {"pyramid": decomposed(**draw(laplacian_pyramid(longest, dtypes)))}


@st.composite
def blend(draw, longest=40, dtypes="BHfd"):
    """Draw the arguments of blend: a mask that is hard or soft."""
    a, rng = draw(pyr_down(longest, dtypes))["image"], np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    mask = rng.random(a.shape[:2]) if draw(st.booleans()) else rng.random(a.shape[:2]) < 0.5
    return {"a": a, "b": rng.permutation(a), "mask": mask, "levels": draw(evenly(*range(1, 7)))}


def bands(longest=300):
    """Draw the arguments of bands."""
    sides = st.tuples(st.integers(1, longest), st.integers(1, longest))
    return st.fixed_dictionaries({"shape": sides, "reach": st.integers(0, 20), "pixels": st.integers(1, 9000)})


# ---- the laws -------------------------------------------------------------------------------------------------------

def counts_every_value_once(histogram, image, bins=256, value_range=None):
    """The counts sum to the number of values inside the range."""
    low, high = value_range or (-np.inf, np.inf)
    if value_range and low == high:
        low, high = low - 0.5, high + 0.5
    inside = np.count_nonzero((image >= low) & (image <= high))
    return histogram(image, bins, value_range).sum() == inside


def edges_rise_to_the_end_of_the_range(bin_edges, image, bins=256, value_range=None):
    """The edges rise in equal steps, bins + 1 of them, and end exactly at the end of the range."""
    edges = bin_edges(image, bins, value_range)
    low, high = value_range or (edges[0], edges[-1])
    ends = (low - 0.5, high + 0.5) if low == high else (low, high)
    return len(edges) == bins + 1 and (edges[0], edges[-1]) == ends and bool((np.diff(edges) >= 0).all())


def forgets_positions(histogram, image, bins=256, value_range=None):
    """Shuffling the pixels changes nothing."""
    shuffled = np.random.default_rng(0).permutation(image.ravel()).reshape(image.shape)
    return np.array_equal(histogram(image, bins, value_range), histogram(shuffled, bins, value_range))


def adds_over_parts(count_levels, image):
    """The histogram of the whole is the sum of the histograms of its rows."""
    return np.array_equal(count_levels(image), sum(count_levels(row) for row in image))


def has_the_channels_as_margins(joint_histogram, image, bins):
    """Summed over all other channels, it is the histogram of one channel."""
    joint = joint_histogram(image, bins)
    return all(np.array_equal(joint.sum(axis=tuple(k for k in range(len(bins)) if k != c)),
                              np.histogram(image[..., c], bins[c], (0, 256))[0]) for c in range(len(bins)))


def undoes_differences(cumulative_histogram, counts):
    """The differences of the running sum are the counts."""
    return np.array_equal(np.diff(cumulative_histogram(counts), prepend=0), counts)


def sums_to_one(probabilities, counts):
    """The shares sum to 1, up to a rounding error a bin."""
    return bool(abs(probabilities(counts).sum() - 1) <= counts.size * np.finfo(float).eps)


def identity_changes_nothing(lookup, image, table):
    """A table that maps every level to itself returns the image."""
    return np.array_equal(lookup(image, np.arange(len(table), dtype=image.dtype)), image)


def composes(lookup, image, table):
    """Two look-ups in a row are one look-up in the composed table."""
    other = np.roll(np.arange(len(table)), 7).astype(image.dtype)
    return np.array_equal(lookup(lookup(image, other), table), lookup(image, table[other]))


def keeps_the_order_of_levels(point_operation, image, **arguments):
    """A pixel no brighter than another is no brighter after."""
    order = np.argsort(image, axis=None)
    return bool((np.diff(point_operation(image, **arguments).ravel()[order].astype(int)) >= 0).all())


def reaches_black_and_white(point_operation, image, low=0, high=100):
    """With at least two levels the darkest becomes 0 and the brightest 255 (65535); one level stays as it is."""
    out = point_operation(image)
    wanted = (0, np.iinfo(image.dtype).max) if np.ptp(image) else (image.min(), image.max())
    return (out.min(), out.max()) == wanted


def commutes_with_flips(point_operation, image, **arguments):
    """Flipping before or after is the same."""
    flipped = point_operation(image[::-1, ::-1], **arguments)
    return np.array_equal(flipped, point_operation(image, **arguments)[::-1, ::-1])


def sees_only_the_order_of_levels(equalize_histogram, image):
    """Any strictly increasing renaming of two or more levels leaves the result as it is."""
    levels, ranks = np.unique(image, return_inverse=True)
    renamed = np.random.default_rng(len(levels)).choice(256, len(levels), replace=False)
    renamed = np.sort(renamed)[ranks].reshape(image.shape).astype(np.uint8)
    return len(levels) == 1 or np.array_equal(equalize_histogram(renamed), equalize_histogram(image))


def holds_the_image(split_into_tiles, image, tile_grid):
    """Laid side by side, the tiles begin with the image."""
    tiles = split_into_tiles(image, tile_grid)
    gy, gx, h, w = tiles.shape
    whole = tiles.swapaxes(1, 2).reshape(gy * h, gx * w)
    return (gy, gx) == tuple(tile_grid) and np.array_equal(whole[:image.shape[0], :image.shape[1]], image)


def interpolates_positions(between_tiles, n, size):
    """(1 − α)·i + α·(i + 1) is the position x/size − ½, with 0 ≤ α ≤ 1 (1 by rounding alone)."""
    i, α = between_tiles(n, size)
    position = np.arange(n) / size - 0.5
    return bool((α >= 0).all() and (α <= 1).all() and np.allclose((1 - α) * i + α * (i + 1), position, atol=1e-6 * n))


def conserves_the_sum(clip_histogram, counts, limit):
    """Clipping moves counts, and loses none."""
    return clip_histogram(counts, limit).sum() == counts.sum()


def stays_near_the_limit(clip_histogram, counts, limit):
    """No bin ends above limit + ⌈excess/bins⌉.  (Not: above the limit. What was cut off is dealt out once.)"""
    excess = np.maximum(counts - limit, 0).sum()
    return bool((clip_histogram(counts, limit) <= limit - (-excess // len(counts))).all())


def lies_between_one_and_all(bin_limit, clip_limit, area, bins):
    """At least one pixel, at most the whole area, and less for a lower clip limit (but 0, which means none)."""
    limit, half = bin_limit(clip_limit, area, bins), clip_limit / 2
    return 1 <= limit <= area and (half <= 0 or bin_limit(half, area, bins) <= limit)


def mappings_rise_to_white(tile_mappings, image, clip_limit, tile_grid):
    """The mapping of every tile rises, and ends at the brightest level."""
    T = tile_mappings(image, clip_limit, tile_grid).astype(int)
    return bool((np.diff(T, axis=-1) >= 0).all() and (T[..., -1] == np.iinfo(image.dtype).max).all())


def no_slope_exceeds_the_limit(tile_mappings, image, clip_limit, tile_grid):
    """From level to level a mapping rises by (limit + e)·L/A at most, e = ⌈excess/B⌉, but for its two roundings."""
    tiles, L = tiles_of(image, tile_grid), np.iinfo(image.dtype).max
    (gy, gx, h, w), T = tiles.shape, tile_mappings(image, clip_limit, tile_grid).astype(int)
    limit = limit_of(clip_limit, h * w, L + 1)
    excess = [np.maximum(np.bincount(tiles[k].ravel()) - limit, 0).sum() for k in np.ndindex(gy, gx)]
    bound = (limit - (-np.reshape(excess, (gy, gx)) // (L + 1))) * L / (h * w)
    return bool((np.diff(T, axis=-1, prepend=0).max(axis=-1) <= bound + 1 + 1e-6 * L).all())


def mappings_forget_positions(tile_mappings, image, clip_limit, tile_grid):
    """Shuffling the pixels of a tile leaves its mapping as it is."""
    tile = tiles_of(image, tile_grid)[0, 0]
    shuffled = np.random.default_rng(0).permutation(tile.ravel()).reshape(tile.shape)
    return np.array_equal(tile_mappings(tile, clip_limit, (1, 1)), tile_mappings(shuffled, clip_limit, (1, 1)))


def keeps_one_level_one_level(clahe, image, clip_limit, tile_grid):
    """An image of one level stays an image of one level."""
    return np.ptp(clahe(np.full_like(image, image.flat[0]), clip_limit, tile_grid)) == 0


def stays_inside_the_mappings(clahe, image, clip_limit, tile_grid):
    """Every pixel lies between the smallest and the largest value that any tile's mapping gives its level."""
    T, out = mappings_of(image, clip_limit, tile_grid), clahe(image, clip_limit, tile_grid)
    return bool((T.min(axis=(0, 1))[image] <= out).all() and (out <= T.max(axis=(0, 1))[image]).all())


def with_one_tile_it_is_a_look_up(clahe, image, clip_limit, tile_grid):
    """In a grid of one tile every pixel goes through that tile's mapping."""
    return np.array_equal(clahe(image, clip_limit, (1, 1)), mappings_of(image, clip_limit, (1, 1))[0, 0][image])


def clips_nothing_past_the_number_of_levels(clahe, image, clip_limit, tile_grid):
    """A clip limit of 256 (65536) or more, however huge, is the same as none."""
    top = np.iinfo(image.dtype).max + 1
    none = clahe(image, 0.0, tile_grid)
    return all(np.array_equal(clahe(image, limit, tile_grid), none) for limit in (float(top), 1e9, float("inf")))


def grey_stays_as_bright_as_it_is(rgb_to_gray, image):
    """R = G = B = v is grey v."""
    v = image[..., 0]
    return np.array_equal(rgb_to_gray(np.stack([v] * 3, axis=-1)), v)


def brighter_in_no_channel_is_not_brighter(rgb_to_gray, image):
    """Lowering channels never raises the grey."""
    return bool((rgb_to_gray(image // 2) <= rgb_to_gray(image)).all())


def grey_has_no_colour(conversion, image):
    """R = G = B has no chroma, no hue, no saturation: two of its three coordinates are the same for every grey."""
    grey = np.stack([image[..., 0]] * 3, axis=-1)
    neutral = {"rgb_to_hsv": (0, 1), "rgb_to_ycrcb": (1, 2), "rgb_to_lab": (1, 2)}[conversion.__name__]
    return bool((conversion(grey)[..., neutral] == (0 if neutral == (0, 1) else 128)).all())


def without_chroma_it_is_grey(ycrcb_to_rgb, image):
    """Cr = Cb = 128 is the grey of that luma."""
    Y = image[..., :1]
    return np.array_equal(ycrcb_to_rgb(np.concatenate([Y, np.full_like(Y, 128), np.full_like(Y, 128)], axis=-1)),
                          np.repeat(Y, 3, axis=-1))


def value_is_the_brightest_channel(rgb_to_hsv, image):
    """V = max(R, G, B), and hue has 180 steps."""
    out = rgb_to_hsv(image)
    return np.array_equal(out[..., 2], image.max(axis=-1)) and bool((out[..., 0] < 180).all())


def passing_the_channels_on_turns_the_wheel(rgb_to_hsv, image):
    """(R, G, B) → (B, R, G) adds 120° to the hue, up to the rounding of a step."""
    turned = rgb_to_hsv(image[..., [2, 0, 1]]).astype(int) - rgb_to_hsv(image)
    coloured = rgb_to_hsv(image)[..., 1] > 0
    return bool((abs((turned[..., 0] - 60 + 90) % 180 - 90)[coloured] <= 1).all() and not turned[..., 1:].any())


def a_full_turn_changes_nothing(hsv_to_rgb, image):
    """Hue h and hue h + 180 are the same colour."""
    turned = image.copy()
    turned[..., 0] = image[..., 0] % 76 + 180
    return np.array_equal(hsv_to_rgb(turned), hsv_to_rgb(turned - np.array([180, 0, 0], np.uint8)))


def lightness_does_not_fall(rgb_to_lab, image):
    """A brighter grey is no less light."""
    grey = np.stack([np.sort(image[..., 0], axis=None)] * 3, axis=-1)[None]
    return bool((np.diff(rgb_to_lab(grey)[0, :, 0].astype(int)) >= 0).all())


def leaves_grey_grey(clahe_color, image, clip_limit, tile_grid):
    """Grey stays grey: R, G and B move together, but for the rounding of LAB."""
    grey = np.stack([image[..., 0]] * 3, axis=-1)
    return bool((np.ptp(clahe_color(grey, clip_limit, tile_grid).astype(int), axis=-1) <= 1).all())


def undoes_split_colors(join_colors, channels):
    """Joined and split again, the channels are as they were, but for what was cut off."""
    return np.array_equal(np.moveaxis(join_colors(channels), -1, 0), np.clip(channels, 0, 255))


def rounds_to_the_nearest(in_units, value, bits):
    """No whole number is nearer to value/2^bits."""
    return bool((abs(in_units(value, bits) * 2**bits - value) <= 2**bits // 2).all())


def has_the_histogram_of_wider_bins(uniform_quantize, image, levels):
    """It counts as many pixels in each bin as a histogram with so many bins."""
    top = np.iinfo(image.dtype).max + 1
    found = np.bincount(uniform_quantize(image, levels).ravel(), minlength=levels)
    return np.array_equal(found, np.histogram(image, levels, (0, top))[0])


def moves_to_the_nearest(quantize, image, codebook, thresholds):
    """No level of the codebook is nearer to a pixel than the one it gets."""
    nearest = abs(image[..., None] - codebook).min(axis=-1)
    return np.array_equal(abs(quantize(image, codebook, thresholds) - image), nearest)


def is_no_more_than_the_spread(distortion, counts, codebook):
    """With the mean in the codebook it is at most the variance; with every level in it, 0."""
    v = np.arange(len(counts))
    mean = (counts * v).sum() / counts.sum()
    variance = (counts * (v - mean)**2).sum() / counts.sum()
    with_mean = distortion(counts, np.append(codebook, mean))
    return with_mean <= variance + 1e-9 and distortion(counts, v.astype(float)) == 0


def lies_halfway(quantizer, counts, levels, **arguments):
    """The codebook rises, and each threshold lies halfway between two levels of it."""
    codebook, thresholds = quantizer(counts, levels, **arguments)
    halfway = (codebook[:-1] + codebook[1:]) / 2
    return len(codebook) == levels and np.array_equal(thresholds, halfway) and bool((np.diff(codebook) >= 0).all())


def never_gets_worse(lloyd_max, counts, levels, start=None, max_iter=100):
    """The distortion does not rise from one iteration to the next."""
    steps = [distortion_of(counts, lloyd_max(counts, levels, start, n)[0]) for n in range(min(max_iter, 8) + 1)]
    return bool((np.diff(steps) <= 1e-12 * (1 + steps[0])).all())


def is_not_below_the_optimum(lloyd_max, counts, levels, start=None, max_iter=100):
    """No codebook has less distortion than the optimal one."""
    best = distortion_of(counts, best_quantizer(counts, levels)[0])
    return best <= distortion_of(counts, lloyd_max(counts, levels, start, max_iter)[0]) * (1 + 1e-12) + 1e-9


def gains_from_every_level(optimal_quantizer, counts, levels):
    """One level more never makes the distortion larger, and as many as there are make it 0."""
    fewer = distortion_of(counts, optimal_quantizer(counts, levels)[0])
    more = distortion_of(counts, optimal_quantizer(counts, min(levels + 1, len(counts)))[0])
    all_used = distortion_of(counts, optimal_quantizer(counts, int((counts > 0).sum()))[0])
    return more <= fewer * (1 + 1e-12) + 1e-9 and all_used < 1e-9


def covers_every_pixel_within_steps(window_starts, n, window, step):
    """The first window begins at 0, the last ends at n, and no two begin further apart than a step."""
    starts = window_starts(n, window, step)
    return starts[0] == 0 and starts[-1] == n - window and bool((np.diff(starts) <= step).all())


def one_window_is_equalization(sliding_window_ahe, image, window, step):
    """A window as large as the image: histogram equalization."""
    square = image[:min(image.shape), :min(image.shape)]
    return np.array_equal(sliding_window_ahe(square, len(square), step), equalized(square))


def stays_between_black_and_white(sliding_window_ahe, image, window, step):
    """Means of levels are levels: 0 … 255."""
    out = sliding_window_ahe(image, window, step)
    return bool((out >= 0).all() and (out <= 255).all())


def equalizes_each_histogram(equalizing_tables, counts):
    """Each table does to an image with its histogram what equalization does."""
    ramps = [np.repeat(np.arange(256), h).astype(np.uint8)[None] for h in counts]
    return all(np.array_equal(table[ramp], equalized(ramp))
               for table, ramp in zip(equalizing_tables(counts), ramps, strict=True))


def a_huge_window_ranks_among_all(pixelwise_ahe, image, window):
    """A window of twice the image or more: ⌊255·cdf/N⌋ everywhere."""
    cdf = np.bincount(image.ravel(), minlength=256).cumsum()
    return np.array_equal(pixelwise_ahe(image, 2 * max(image.shape) + 1), (255 * cdf // image.size)[image])


def sees_only_the_order_of_levels_around(pixelwise_ahe, image, window):
    """Any strictly increasing renaming of the levels leaves the result as it is."""
    ranks = np.unique(image, return_inverse=True)[1].reshape(image.shape).astype(np.uint8)
    return np.array_equal(pixelwise_ahe(image, window), pixelwise_ahe(ranks, window))


def negative(image):
    """Return the image with dark and bright exchanged, exactly: for whole numbers ~v is −1 − v, or top − v."""
    return -image if image.dtype.kind == "f" else ~image


def turned(footprint):
    """Return the footprint turned by 180° about its centre; an even side gets an entry more, to keep it at h // 2."""
    return np.pad(footprint[::-1, ::-1], [(1 - n % 2, 0) for n in footprint.shape])


def is_adjoint_to_erosion(dilation, image, footprint):
    """δ(f) ≤ g exactly where f ≤ ε(g): for g = δ(f), for g a little below it somewhere, and for other images g."""
    δ = dilation(image, footprint)
    lower, low, middle = δ.copy(), range_of(image.dtype)[0], δ.flat[δ.size // 2]
    lower.flat[δ.size // 2] = middle - 1 if middle > low and image.dtype != bool else low
    return all((δ <= g).all() == (image <= eroded(g, footprint)).all() for g in (δ, lower, image[::-1], np.roll(δ, 1)))


def is_dual_to_erosion(dilation, image, footprint):
    """Dilating f is eroding its negative by the footprint turned by 180°, and taking the negative."""
    return np.array_equal(dilation(image, footprint), negative(eroded(negative(image), turned(footprint))))


def unites_footprints(dilation, image, footprint):
    """Dilating by a union is the maximum of the dilations by its parts."""
    left, right = footprint.copy(), footprint.copy()
    left[:, footprint.shape[1] // 2 + 1:], right[:, :footprint.shape[1] // 2] = False, False
    parts = [dilation(image, part) for part in (left, right) if part.any()]
    return np.array_equal(dilation(image, footprint), np.maximum.reduce(parts))


def is_made_of_a_row_and_a_column(dilation, image, footprint):
    """A rectangle, the sum of a row and a column: two dilations, by one and then the other."""
    h, w = footprint.shape
    whole = dilation(image, np.ones((h, w)))
    return np.array_equal(whole, dilation(dilation(image, np.ones((1, w))), np.ones((h, 1))))


def is_increasing(operator, image, footprint):
    """What is nowhere brighter before is nowhere brighter after."""
    darker = np.minimum(image, np.roll(image, 1))
    return bool((operator(darker, footprint) <= operator(image, footprint)).all())


def commutes_with_increasing_lookups(operator, image, footprint):
    """Renaming the levels in their order, before or after, is the same (where the footprint meets the image)."""
    levels, ranks = np.unique(image, return_inverse=True)
    out = operator(image, footprint)
    renamed = operator(ranks.reshape(image.shape), footprint)
    met = (renamed >= 0) & (renamed < len(levels))
    return np.array_equal(out[met], levels[renamed[met]])


def is_idempotent(operator, image, footprint):
    """Doing it twice is doing it once."""
    once = operator(image, footprint)
    return np.array_equal(operator(once, footprint), once)


def is_anti_extensive(opening, image, footprint):
    """Nothing gets brighter."""
    return bool((opening(image, footprint) <= image).all())


def is_extensive(closing, image, footprint):
    """Nothing gets darker."""
    return bool((closing(image, footprint) >= image).all())


def is_the_negative_of_closing_the_negative(opening, image, footprint):
    """Opening is closing the negative by the footprint turned by 180°."""
    return np.array_equal(opening(image, footprint), negative(closed(negative(image), turned(footprint))))


def vanishes_on_one_level(difference, image, footprint):
    """An image of one level has no edges, and nothing that sticks out."""
    return not difference(np.full_like(image, image.flat[0]), footprint).any()


def what_is_found_is_there(hit_or_miss, image, hit, miss):
    """Stamping the pattern on every find gives pixels of the image for what was hit, and none for what was missed."""
    found = hit_or_miss(image, hit, miss)
    wrong = [dilated(found, footprint) & forbidden for footprint, forbidden in ((hit, ~image), (miss, image))
             if footprint.any()]
    return not np.any(wrong)


def is_the_flags_again(runs, row):
    """The runs, written down again, are the row; none is empty, none touches the next."""
    again = np.zeros(len(row), int)
    for first, last in runs(row):
        again[first:last] = 1
    ends = [end for run in runs(row) for end in run]
    return np.array_equal(again, row) and bool((np.diff(ends) > 0).all())


def is_round(disk, radius):
    """It looks the same in a mirror and on its side, and holds about π·r² steps: between those of r − 1 and r + 1."""
    d = disk(radius)
    area = np.pi * np.maximum(radius + np.array([-1, 1]), 0)**2
    return d.shape == (2 * radius + 1,) * 2 and np.array_equal(d, d.T) and np.array_equal(d, d[::-1]) and bool(
        area[0] <= d.sum() <= max(area[1], 1))


def is_full(rectangle, height, width):
    """Every entry belongs to it."""
    return rectangle(height, width).shape == (height, width) and bool(rectangle(height, width).all())


def bounds_every_value(lowest_and_highest, dtype):
    """The largest value and the smallest of the dtype lie between."""
    low, high = lowest_and_highest(dtype)
    if dtype.kind == "f":
        return low < np.finfo(dtype).min and high > np.finfo(dtype).max
    return low == np.array(low, dtype) and high == np.array(high, dtype) and int(high) - int(low) == 2**(
        1 if dtype.kind == "b" else 8 * dtype.itemsize) - 1


def near(a, b, terms=1.0):
    """Tell whether two arrays agree up to rounding errors of their terms."""
    scale = max(1.0, float(np.max(np.abs(b), initial=0)), terms) * np.finfo(np.result_type(a, np.float32)).eps
    return bool((np.abs(a - b) <= 64 * scale).all())


def is_linear(correlation, image, kernel, mode="reflect", cval=0.0):
    """Of 2·f + g, beyond the border as well, it is twice that of f plus that of g."""
    f, g = image.astype(float), np.roll(image[::-1], 1).astype(float)
    whole = correlation(2 * f + g, kernel, mode, 3 * cval)
    parts = 2 * correlation(f, kernel, mode, cval) + correlation(g, kernel, mode, cval)
    return near(whole, parts, 3 * np.abs(kernel).sum() * max(np.abs(image).max(), cval))


def moves_with_the_image(correlation, image, kernel, mode="reflect", cval=0.0):
    """On a torus, shifting before or after is the same."""
    f = image.astype(float)
    return np.array_equal(correlation(np.roll(f, (1, 2), (0, 1)), kernel, "wrap"),
                          np.roll(correlation(f, kernel, "wrap"), (1, 2), (0, 1)))


def answers_a_dot_with_the_kernel(convolve, image, kernel, mode="reflect", cval=0.0):
    """A single 1 on an empty ground becomes the kernel, its middle where the 1 was."""
    (h, w), dot = kernel.shape, np.zeros((2 * kernel.shape[0] + 1, 2 * kernel.shape[1] + 1))
    dot[h, w] = 1
    return np.array_equal(convolve(dot, kernel, "constant")[h - h // 2:, w - w // 2:][:h, :w], kernel)


def answers_a_dot_with_the_kernel_turned(correlate, image, kernel, mode="reflect", cval=0.0):
    """A single 1 on an empty ground becomes the kernel turned by 180°."""
    (h, w), dot = kernel.shape, np.zeros((2 * kernel.shape[0] + 1, 2 * kernel.shape[1] + 1))
    dot[h, w] = 1
    out = correlate(dot, kernel, "constant")[h // 2 + 1:, w // 2 + 1:][:h, :w]
    return np.array_equal(out, kernel[::-1, ::-1])


def is_associative_on_a_torus(convolve, image, kernel, mode="reflect", cval=0.0):
    """Convolving by k and then by l is convolving by k ∗ l, where there are no borders; and so in the other order."""
    f, l = image.astype(float), np.array([[1.0, 2.0, 0.0], [0.0, 0.0, -1.0], [3.0, 0.0, 1.0]])
    before, after = zip(*[(1, 1) if n % 2 else (1, 2) for n in kernel.shape], strict=True)     # the middle at n // 2
    both = convolve(np.pad(kernel.astype(float), list(zip(before, after, strict=True))), l, "constant")
    terms = np.abs(kernel).sum() * 8 * np.abs(image).max()
    order = convolve(convolve(f, l, "wrap"), kernel, "wrap")
    twice = convolve(convolve(f, kernel, "wrap"), l, "wrap")
    return near(twice, order, terms) and near(convolve(f, both, "wrap"), twice, terms)


def leaves_one_level_as_it_is(filter_, image, **arguments):
    """An image of one level stays as it is, where nothing else is seen beyond the border."""
    arguments = {key: value for key, value in arguments.items() if key not in ("mode", "cval")}
    flat = np.full_like(image, image.flat[0])
    return near(filter_(flat, **arguments).astype(float), flat.astype(float)) if image.dtype != np.float32 else near(
        filter_(flat, **arguments), flat)


def stays_between_the_extremes(filter_, image, mode="reflect", cval=0.0, **arguments):
    """Nothing comes out brighter than the brightest pixel, or darker than the darkest, but for rounding."""
    arguments |= {} if mode == "constant" or filter_.__name__ == "bilateral" else {"mode": mode}
    out = filter_(image, **arguments).astype(float)
    slack = 64 * np.finfo(np.float32 if image.dtype == np.float32 else float).eps * max(1.0, np.abs(out).max())
    return bool((out >= image.min() - slack).all() and (out <= image.max() + slack).all())


def keeps_the_mean_on_a_torus(filter_, image, mode="reflect", cval=0.0, **arguments):
    """Grey is moved, not made: the mean stays, where there are no borders."""
    f = image.astype(float)
    return near(filter_(f, mode="wrap", **arguments).mean(), f.mean(), 100 * np.abs(f).max())


def weighs_one_and_falls_off(gaussian_weights, sigma, truncate=4.0):
    """The weights sum to 1, are the same on either side, and fall off from the middle."""
    g = gaussian_weights(sigma, truncate)
    falling = np.diff(g[len(g) // 2:])
    return len(g) % 2 == 1 and np.array_equal(g, g[::-1]) and near(g.sum(), 1.0) and bool((falling <= 0).all())


def is_the_difference_of_running_sums(window_sums, f, n, axis=-1):
    """Σ of n is the difference of two sums from the beginning."""
    f = np.moveaxis(f, axis, 0)
    running = np.concatenate([np.zeros_like(f[:1]), f.cumsum(axis=0)])
    sums = np.moveaxis(window_sums(np.moveaxis(f, 0, axis), n, axis), axis, 0)
    return np.array_equal(sums, running[n:] - running[:-n])


def sees_no_constant(derivative, image, axis=None, mode="reflect", cval=0.0):
    """Adding a constant changes nothing, where the border goes along with it."""
    f, mode = image.astype(np.int64).astype(float), "nearest" if mode == "constant" else mode       # exact
    along = {} if axis is None else {"axis": axis}
    return np.array_equal(derivative(f + 7, mode=mode, **along), derivative(f, mode=mode, **along))


def changes_sign_in_the_mirror(sobel, image, axis=-1, mode="reflect", cval=0.0):
    """Flipped along its axis the image has the same slopes, downhill for uphill."""
    f, mode = image.astype(np.int64).astype(float), "nearest" if mode == "constant" else mode
    return np.array_equal(sobel(np.flip(f, axis), axis, mode), -np.flip(sobel(f, axis, mode), axis))


def does_not_see_which_way_is_up(laplace, image, mode="reflect", cval=0.0):
    """Transposed before or after: the same."""
    f = image.astype(np.int64).astype(float)
    return np.array_equal(laplace(f.T, mode, cval), laplace(f, mode, cval).T)


def commutes_with_rising_tables(median, image, size, mode="reflect", cval=0.0):
    """Renaming the levels in their order, before or after, is the same."""
    levels, ranks = np.unique(image, return_inverse=True)
    mode = "reflect" if mode == "constant" else mode
    renamed = median(ranks.reshape(image.shape), size, mode)
    return np.array_equal(median(image, size, mode), levels[renamed])


def forgets_the_order_of_planes(upper_median, planes):
    """Whichever plane comes first, the result is the same."""
    return np.array_equal(upper_median(planes[::-1]), upper_median(planes))


def follows_the_brightness(bilateral, image, diameter, sigma_color, sigma_space):
    """Only differences of grey levels count: a brighter image comes out brighter by as much."""
    f = image.astype(float)
    return near(bilateral(f + 64, diameter, sigma_color, sigma_space),
                bilateral(f, diameter, sigma_color, sigma_space) + 64, 1e4)


def meets_the_same_pixels(folded, weights, shape, mode="reflect"):
    """Around every pixel, each pixel meets weights of the same sum; and so does what lies beyond."""
    def met(w):
        n, side, sums = len(w), shape[0], np.zeros((shape[0], shape[0] + 1))
        for p in range(side):
            np.add.at(sums[p], sources_of(side, n, n, mode)[n + p - n // 2:][:n], w)
        return sums
    fewer = folded(weights, shape, mode)
    return len(fewer) <= min(len(weights), 4 * shape[0] + 1000) and np.array_equal(met(fewer), met(weights))


def is_inside_and_itself_inside(sources, n, before, after, mode="reflect"):
    """Every source is a pixel, or −1 for cval; inside the image each pixel is its own."""
    i = sources(n, before, after, mode)
    return len(i) == before + n + after and np.array_equal(i[before:before + n], np.arange(n)) and bool(
        ((i >= (-1 if mode == "constant" else 0)) & (i < n)).all())


def goes_on_the_same_whichever_rows(extend, image, margins, mode="reflect", cval=0.0):
    """Some rows of the extended image are rows of the extended image."""
    some = slice(1, 1 + len(image))
    return np.array_equal(extend(image, margins, mode, cval, rows=some), extend(image, margins, mode, cval)[some])


def halves(pyr_down, image):
    """⌈n/2⌉ along both axes, the dtype kept, and one level stays one level."""
    flat = np.full_like(image, image.flat[0])
    out = pyr_down(image)
    return out.shape[:2] == tuple(-(-n // 2) for n in image.shape[:2]) and out.dtype == image.dtype and near(
        pyr_down(flat).astype(float), flat[:out.shape[0], :out.shape[1]].astype(float), 2.0**30 if
        image.dtype == np.float32 else 1.0)


def doubles(pyr_up, image, shape=None):
    """The shape asked for, the dtype kept, and one level stays one level."""
    out, flat = pyr_up(image, shape), pyr_up(np.full_like(image, image.flat[0]), shape)
    wanted = shape or tuple(2 * n for n in image.shape[:2])
    return out.shape[:2] == tuple(wanted) and out.dtype == image.dtype and near(
        flat, np.full_like(flat, image.flat[0]))


def begins_with_the_image(gaussian_pyramid, image, levels):
    """The first level is the image, and the pyramid of the second is the rest."""
    G = gaussian_pyramid(image, levels)
    rest = gaussian_pyramid(G[1], levels - 1) if levels > 1 else []
    return len(G) == levels and np.array_equal(G[0], image) and all(
        np.array_equal(a, b) for a, b in zip(G[1:], rest, strict=True))


def gives_the_image_back(laplacian_pyramid, image, levels):
    """Collapsed, it is the image again: exactly for whole numbers."""
    again = collapsed(laplacian_pyramid(image, levels))
    same = np.array_equal(again, image) if image.dtype.kind == "u" else near(again, image, 8 * np.abs(image).max())
    return same and again.dtype == image.dtype


def is_undone_by_decomposing(collapse, pyramid):
    """The pyramid of what is collapsed is the pyramid: exactly for whole numbers."""
    image = collapse(pyramid)
    again = decomposed(image, len(pyramid))
    if image.dtype.kind == "u":
        return all(np.array_equal(a, b) for a, b in zip(again, pyramid, strict=True))
    return all(near(a, b, 8 * np.abs(image).max()) for a, b in zip(again, pyramid, strict=True))


def an_image_with_itself_is_itself(blend, a, b, mask, levels):
    """blend(a, a, m) = a, and where the mask is 1, or 0, everywhere, one of the images: exactly for whole numbers."""
    ones = np.ones(mask.shape)
    pairs = [(blend(a, a, mask, levels), a), (blend(a, b, ones, levels), a), (blend(a, b, 0 * ones, levels), b)]
    return all(np.array_equal(x, y) if a.dtype.kind == "u" else near(x, y, 8 * np.abs(a).max()) for x, y in pairs)


def covers_every_row_once(bands, shape, reach, pixels=3 * 2**13):
    """All rows come once, in order; a band sees `reach` rows more, and holds no more than the pixels, or one row."""
    pairs = bands(shape, reach, pixels)
    rows = [y for done, _ in pairs for y in range(done.start, done.stop)]
    return rows == list(range(shape[0])) and all(
        (seen.start, seen.stop) == (done.start, done.stop + reach)
        and (done.stop - done.start == 1 or (done.stop - done.start) * shape[1] <= pixels) for done, seen in pairs)


LAWS = {
    "histogram": [counts_every_value_once, forgets_positions],
    "count_levels": [adds_over_parts],
    "joint_histogram": [has_the_channels_as_margins],
    "cumulative_histogram": [undoes_differences],
    "probabilities": [sums_to_one],
    "lookup": [identity_changes_nothing, composes],
    "stretch_contrast": [keeps_the_order_of_levels, reaches_black_and_white, commutes_with_flips],
    "equalize_histogram": [keeps_the_order_of_levels, reaches_black_and_white, commutes_with_flips,
                           sees_only_the_order_of_levels],
    "split_into_tiles": [holds_the_image],
    "between_tiles": [interpolates_positions],
    "clip_histogram": [conserves_the_sum, stays_near_the_limit],
    "bin_limit": [lies_between_one_and_all],
    "bin_edges": [edges_rise_to_the_end_of_the_range],
    "tile_mappings": [mappings_rise_to_white, no_slope_exceeds_the_limit, mappings_forget_positions],
    "clahe": [keeps_one_level_one_level, stays_inside_the_mappings, with_one_tile_it_is_a_look_up,
              clips_nothing_past_the_number_of_levels],
    "rgb_to_gray": [grey_stays_as_bright_as_it_is, brighter_in_no_channel_is_not_brighter],
    "rgb_to_ycrcb": [grey_has_no_colour],
    "ycrcb_to_rgb": [without_chroma_it_is_grey],
    "rgb_to_hsv": [grey_has_no_colour, value_is_the_brightest_channel, passing_the_channels_on_turns_the_wheel],
    "hsv_to_rgb": [a_full_turn_changes_nothing],
    "rgb_to_lab": [grey_has_no_colour, lightness_does_not_fall],
    "clahe_color": [leaves_grey_grey],
    "join_colors": [undoes_split_colors],
    "in_units": [rounds_to_the_nearest],
    "uniform_quantize": [has_the_histogram_of_wider_bins],
    "quantize": [moves_to_the_nearest],
    "distortion": [is_no_more_than_the_spread],
    "lloyd_max": [lies_halfway, never_gets_worse, is_not_below_the_optimum],
    "optimal_quantizer": [lies_halfway, gains_from_every_level],
    "window_starts": [covers_every_pixel_within_steps],
    "sliding_window_ahe": [one_window_is_equalization, stays_between_black_and_white],
    "equalizing_tables": [equalizes_each_histogram],
    "pixelwise_ahe": [a_huge_window_ranks_among_all, sees_only_the_order_of_levels_around],
    "dilation": [is_adjoint_to_erosion, is_dual_to_erosion, unites_footprints, is_made_of_a_row_and_a_column,
                 is_increasing, commutes_with_increasing_lookups],
    "erosion": [is_increasing, commutes_with_increasing_lookups],
    "opening": [is_idempotent, is_anti_extensive, is_increasing, is_the_negative_of_closing_the_negative],
    "closing": [is_idempotent, is_extensive, is_increasing],
    "morphological_gradient": [vanishes_on_one_level],
    "white_tophat": [vanishes_on_one_level],
    "black_tophat": [vanishes_on_one_level],
    "hit_or_miss": [what_is_found_is_there],
    "runs": [is_the_flags_again],
    "disk": [is_round],
    "rectangle": [is_full],
    "lowest_and_highest": [bounds_every_value],
    "sources": [is_inside_and_itself_inside],
    "folded": [meets_the_same_pixels],
    "extend": [goes_on_the_same_whichever_rows],
    "correlate": [is_linear, moves_with_the_image, answers_a_dot_with_the_kernel_turned],
    "convolve": [is_linear, moves_with_the_image, answers_a_dot_with_the_kernel, is_associative_on_a_torus],
    "gaussian_weights": [weighs_one_and_falls_off],
    "gaussian": [leaves_one_level_as_it_is, stays_between_the_extremes, keeps_the_mean_on_a_torus],
    "box": [leaves_one_level_as_it_is, stays_between_the_extremes, keeps_the_mean_on_a_torus],
    "window_sums": [is_the_difference_of_running_sums],
    "sobel": [sees_no_constant, changes_sign_in_the_mirror],
    "laplace": [sees_no_constant, does_not_see_which_way_is_up],
    "upper_median": [forgets_the_order_of_planes],
    "median": [leaves_one_level_as_it_is, stays_between_the_extremes, commutes_with_rising_tables],
    "bilateral": [leaves_one_level_as_it_is, stays_between_the_extremes, follows_the_brightness],
    "pyr_down": [halves],
    "pyr_up": [doubles],
    "gaussian_pyramid": [begins_with_the_image],
    "laplacian_pyramid": [gives_the_image_back],
    "collapse": [is_undone_by_decomposing],
    "blend": [an_image_with_itself_is_itself],
    "bands": [covers_every_row_once],
}
