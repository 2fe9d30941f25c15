from itertools import product

import numpy as np
import pytest
import scipy
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.imaging.borders import bands, extend, folded, sources, window_shape
from refimpl.imaging.box import box, box_definition
from refimpl.imaging.correlation import convolve, convolve_definition, correlate, correlate_definition
from refimpl.imaging.correlation1d import correlate1d, correlate1d_definition
from refimpl.imaging.gaussian import gaussian, gaussian_definition
from refimpl.imaging.median import median, median_definition
from refimpl.imaging.sobel import laplace, laplace_definition, sobel, sobel_definition
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [sources, extend, folded, bands]
NUMPY = {"reflect": "symmetric", "mirror": "reflect", "nearest": "edge", "wrap": "wrap", "constant": "constant"}


def tiled(n, before, after, mode):
    """The pixels seen, by laying one period after another; −1 for cval."""
    pixels, places = list(range(n)), range(-before, n + after)
    if mode in ("nearest", "constant"):
        beyond = (0, n - 1) if mode == "nearest" else (-1, -1)
        return [pixels[i] if 0 <= i < n else beyond[i > 0] for i in places]
    period = pixels + {"reflect": pixels[::-1], "mirror": pixels[-2:0:-1], "wrap": []}[mode]
    return [period[i % len(period)] for i in places]


@given(case=cases.extend())
def test_extend_takes_tiled_periods(case):
    image, mode = case["image"], case["mode"]
    rows, columns = (tiled(n, *margin, mode) for n, margin in zip(image.shape, case["margins"], strict=False))
    expected = image[np.ix_(rows, columns)]
    if mode == "constant":
        expected[np.equal(rows, -1)], expected[:, np.equal(columns, -1)] = case["cval"], case["cval"]
    assert_agrees(extend(**case), expected, oracle="periods, tiled", function=extend, within=0)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("mode, expected", [
    ("reflect", "dcbaabcddcba"), ("mirror", "cdcbabcdcbab"), ("nearest", "aaaaabcddddd"), ("wrap", "abcdabcdabcd"),
    ("constant", "vvvvabcdvvvv"),
])
def test_the_table_in_the_lesson(mode, expected):
    assert "".join("abcdv"[i] for i in sources(4, 4, 4, mode)) == expected


@pytest.mark.parametrize("function, arguments", [
    *[(f, (np.arange(6.0).reshape(2, 3),)) for f in (correlate, correlate_definition, convolve, convolve_definition)],
    *[(f, (np.array([1.0, 2, 4]), 1)) for f in (correlate1d, correlate1d_definition)],
    *[(f, (2.0,)) for f in (gaussian, gaussian_definition)], *[(f, (3,)) for f in (box, box_definition)],
    *[(f, (3,)) for f in (median, median_definition)], *[(f, (0,)) for f in (sobel, sobel_definition)],
    (laplace, ()), (laplace_definition, ()), (extend, (((1, 2), (2, 1)),)),
])
def test_the_defaults_are_scipys(function, arguments):
    """Every filter reflects unless told otherwise, and beyond a constant border is 0."""
    image = np.random.default_rng(0).random((5, 6))
    np.testing.assert_array_equal(function(image, *arguments), function(image, *arguments, "reflect"))
    np.testing.assert_array_equal(function(image, *arguments, "constant"), function(image, *arguments, "constant", 0.0))
    assert not np.array_equal(function(image, *arguments), function(image, *arguments, "constant"))
    np.testing.assert_array_equal(sources(5, 3, 4), sources(5, 3, 4, "reflect"))


def test_a_window_far_beyond_the_image_is_refused():
    """2·20 + 100 = 140 rows, 2·30 + 100 = 160 columns."""
    assert window_shape((140, 160), (20, 30)) == (140, 160)
    for size in ((141, 1), (1, 161), 10**9):
        with pytest.raises(ValueError, match=r"^size must be a whole number at least 1 and at most 1[46]0, got "):
            window_shape(size, (20, 30))


@pytest.mark.parametrize("mode, left", [("reflect", 6), ("mirror", 4), ("wrap", 3), ("nearest", 7), ("constant", 7)])
def test_how_many_weights_are_left(mode, left):
    """A period, or the image seen from either end; ordinary weights come back themselves."""
    weights = np.ones(1013)
    assert len(folded(weights, (3,), mode)) == left
    assert folded(weights, (3,), mode).sum() == 1013
    assert folded(weights[1:], (3,), mode).base is weights
    assert folded(np.ones((2000, 5), np.uint8), (3, 4), mode).shape == (left, 5)


def test_another_dtype_and_some_rows():
    image = np.array([[1, 2], [3, 4]], np.uint8)
    out = extend(image, ((1, 1), (0, 1)), "constant", 0.5, dtype=np.dtype(np.float64), rows=slice(0, 2))
    assert out.tolist() == [[0.5, 0.5, 0.5], [1, 2, 0.5]]


@pytest.mark.parametrize("function, arguments, says", [
    (sources, (4, 1, 1, "symmetric"), "mode must be one of reflect, mirror, nearest, wrap, constant, got 'symmetric'"),
    (sources, (0, 1, 1), "n must be a whole number at least 1 .* got 0"),
    (sources, (4, -1, 1), "before must be a whole number at least 0 .* got -1"),
    (sources, (4, 1, 10**9), "after must be .* at most 67108864, got 1000000000"),
    (extend, (np.zeros(4), ((1, 1), (1, 1))), r"image must be \(H, W\) or \(H, W, C\), got shape \(4,\)"),
    (extend, (np.zeros((0, 4)), ((1, 1), (1, 1))), r"image must have at least one element, got shape \(0, 4\)"),
    (extend, (np.zeros((2, 4)), ((1, 1), (-1, 1))), r"margins must be \(before, after\), .* got \(-1, 1\)"),
    (extend, (np.zeros((2, 4)), (1, 1)), r"margins must be \(before, after\), .* got 1"),
    (extend, (np.zeros((2, 4)), ((10**5, 0), (0, 10**5))), "margins=.* would need more than 268435456 elements"),
    (extend, (np.zeros((2, 4), np.uint8), ((1, 1), (1, 1)), "constant", 256), "cval must be a number that uint8 holds, got 256"),
    (extend, (np.zeros((2, 4), np.int8), ((1, 1), (1, 1)), "constant", 0.5), "cval must be a number that int8 holds, got 0.5"),
    (extend, (np.zeros((2, 4), np.int8), ((1, 1), (1, 1)), "constant", np.nan), "cval must be .* int8 holds, got nan"),
    (extend, (np.zeros((2, 4), np.float32), ((1, 1), (1, 1)), "constant", 1e39), r"cval must be .* float32 holds, got 1e\+39"),
    (bands, ((5, 100), -1), "reach must be a whole number at least 0, got -1"),
    (bands, ((10**9, 10**9), 0), r"shape=\(1000000000, 1000000000\) and pixels=24576 would make more than a million bands"),
    (bands, ((2**20 + 1, 1), 0, 1), r"shape=\(1048577, 1\) and pixels=1 would make more than a million bands"),
    (folded, (np.ones(3), (0,)), r"shape must be a whole number, or 1, of at least 1, got \(0,\)"),
    (extend, (np.zeros((2, 2, 2, 2)), ((1, 1), (1, 1))), r"image must be .*, got shape \(2, 2, 2, 2\)"),
    (window_shape, (0, (4, 5)), "size must be a whole number, or 2, of at least 1, got 0"),
    (window_shape, (2.0, (4, 5)), "size must be a whole number, .* got 2.0"),
    (window_shape, ((1, 2, 3), (4, 5)), r"size must be .* got \(1, 2, 3\)"),
    (window_shape, ((3, 0), (4, 5)), r"size must be .* got \(3, 0\)"),
])
def test_bad_input_is_named(function, arguments, says):
    with pytest.raises(ValueError, match=f"^{says}$"):
        function(*arguments)


@pytest.mark.parametrize("arguments, says", [
    ({"dtype": float}, "dtype must be one that holds float64, .* <class 'float'> .*"), ({"rows": 1}, ".* rows a slice, .* 1"),
    ({"dtype": np.dtype("u1")}, r"dtype must be one that holds float64, .* dtype\('uint8'\) .*"), ({"dtype": np.dtype("S3")}, "dtype must be .*"),
])
def test_what_is_no_dtype_and_no_slice_is_refused(arguments, says):
    with pytest.raises(TypeError, match=f"^{says}$"):
        extend(np.zeros((2, 4)), ((1, 1), (1, 1)), **arguments)


@pytest.mark.parametrize("dtype, cval", [("f4", np.inf), ("f2", np.nan), ("f4", 0.1), ("B", 255.0), ("i2", np.int64(-7)), ("?", 1)])
def test_cval_that_the_dtype_holds(dtype, cval):
    out = extend(np.zeros((1, 1), dtype), ((1, 0), (0, 0)), "constant", cval)
    np.testing.assert_array_equal(out, np.array([[cval], [0]], dtype))


@pytest.mark.parametrize("function", [correlate, median])
@pytest.mark.parametrize("side", [2, 3, 5])
def test_scipy_stays_inside_up_to_four_times_the_image(function, side):
    """A window of 8n − 1 reaches 4n − 1 to either side."""
    image, n = np.random.default_rng(0).integers(0, 99, (side, side)).astype(float), 8 * side - 1
    window, theirs = (np.ones((n, n)), ndimage.correlate) if function is correlate else (n, ndimage.median_filter)
    assert_agrees(function(image, window), theirs(image, window), oracle=f"scipy.ndimage.{theirs.__name__}",
                  function=function, within=0)


def test_a_view_comes_back_never():
    image = np.arange(6.0).reshape(2, 3)
    extend(image, ((0, 0), (0, 0)))[:] = 0
    assert image.sum() == 15


@pytest.mark.skipif(not scipy.__version__.startswith("1.17."), reason="the lesson tells of scipy 1.17")
@pytest.mark.parametrize("side", [2, 3, 5])
def test_from_four_times_the_image_on_scipy_reads_beside_it(side):
    """The image is part of an array that is NaN elsewhere: a filter that sees NaN has left the image."""
    image = np.full((200, 200), np.nan)[90:90 + side, 90:90 + side]
    image[...] = 1
    for reach, mode in product((4 * side - 1, 4 * side), NUMPY):
        n, leaves = 2 * reach + 1, reach == 4 * side and mode == "reflect"
        for function in (ndimage.correlate, ndimage.convolve):
            assert np.isnan(function(image, np.ones((n, n)), mode=mode)).any() == leaves
        holed = np.arange(n * n).reshape(n, n) > 0
        assert np.isnan(ndimage.grey_erosion(image, footprint=holed, mode=mode)).any() == leaves
        assert not np.isnan(ndimage.correlate1d(image, np.ones(n), mode=mode)).any()             # some do not
    assert (correlate(image, np.ones((n, n))) == n * n).all()


def test_few_weights_come_back_themselves_unless_they_are_whole_numbers():
    weights, whole = np.ones(3), np.ones(3, int)
    assert folded(weights, (3,)) is weights
    assert folded(whole, (3,)).dtype == np.float64 and whole.dtype == int


def test_two_n_and_one_weights_are_enough():
    """For cval, or the last pixel, far out on either side; a period for the other modes."""
    for n, (mode, most) in product((1, 2, 5), {"reflect": 2, "mirror": 2, "wrap": 1, "nearest": 2, "constant": 2}.items()):
        assert len(folded(np.ones(4 * n + 1001), (n,), mode)) <= most * n + (mode in ("nearest", "constant"))


def test_what_is_too_large_for_the_dtype_is_infinite():
    assert extend(np.array([[1e300, 1.0]]), ((0, 0), (0, 0)), dtype=np.dtype(np.float16)).tolist() == [[np.inf, 1]]
