import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.histogram import (bin_edges, channel_histograms, count_levels, cumulative_histogram, histogram,
                                       histogram_definition, joint_histogram, probabilities)
from tests.agreement import assert_keeps

FUNCTIONS = [bin_edges, count_levels, cumulative_histogram, histogram, joint_histogram, probabilities]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_every_number_of_bins():
    """Level v falls into bin ⌊v·bins/256⌋, for all 256 · 300 pairs: no edge is missed by a rounding error."""
    levels = np.arange(256, dtype=np.uint8)
    for bins in range(1, 301):
        expected = np.bincount(np.arange(256) * bins // 256, minlength=bins)
        np.testing.assert_array_equal(histogram(levels, bins), expected)


@pytest.mark.parametrize("size", [2**16 - 1, 2**16, 2**16 + 1])
def test_counts_across_chunks(size):
    assert count_levels(np.full(size, 9, np.uint8))[9] == size


def test_worked_example():
    image = np.array([[0.0, 0.5, 1.0], [1.0, 1.5, 2.0]])            # edges 0 1 2: [0, 1) and [1, 2]
    assert histogram(image, bins=2).tolist() == histogram_definition(image, bins=2).tolist() == [2, 4]
    assert histogram(image, bins=2, value_range=(1, 2)).tolist() == [2, 2]          # 0 and 0.5 lie outside
    assert bin_edges(np.array([3.0]), bins=2).tolist() == [2.5, 3.0, 3.5]           # one value: ½ to either side


def test_channels_share_their_edges():
    image = np.array([[[0.0, 0.0], [1.0, 4.0]]])                    # from 0 to 4 for both: bins [0, 2) and [2, 4]
    assert channel_histograms(image, bins=2).tolist() == [[2, 0], [1, 1]]


def test_edges_of_longdouble_are_longdouble():
    assert bin_edges(np.array([0, 1], np.longdouble), 2).dtype == np.longdouble


def test_bins_too_narrow_for_floats():
    for image, bins, expected in (([1e300], 2, [0, 1]), ([1.0, 1.0 + 2**-52], 4, [0, 0, 1, 1])):
        for function in (histogram, histogram_definition):
            assert function(np.array(image), bins).tolist() == expected


def test_edges_of_float32_are_float32():
    image = np.linspace(0, 1, 7, dtype=np.float32)
    edges = np.histogram_bin_edges(image, 10)
    assert bin_edges(image, 10).dtype == edges.dtype == np.float32
    np.testing.assert_array_equal(bin_edges(image, 10), edges)


def test_by_default_there_are_256_bins():
    image = np.array([[0, 1, 255]], np.uint8)
    for function in (histogram, histogram_definition):
        assert function(image).nonzero()[0].tolist() == [0, 1, 255]
    assert channel_histograms(image[..., None]).shape == (1, 256)
    assert bin_edges(image).shape == (257,)


def test_cv2_leaves_out_the_last_edge_of_levels_too(cv2):
    image = np.array([[0, 1, 2]], np.uint8)
    assert histogram(image, 2, (0, 2)).tolist() == [1, 2]
    assert cv2.calcHist([image], [0], None, [2], [0, 2]).ravel().tolist() == [1, 1]


def test_cv2_rounds_what_float32_does_not_hold(cv2):
    """It counts exactly and rounds at the end: 20,000,001 zeros become 20,000,000, and 20,000,000 are not 2²⁴."""
    for count, rounded in ((20_000_000, 20_000_000), (20_000_001, 20_000_000), (2**24 + 1, 2**24)):
        zeros = np.zeros((1, count), np.uint8)
        assert histogram(zeros)[0] == count and cv2.calcHist([zeros], [0], None, [256], [0, 256]).ravel()[0] == rounded


def test_edges_are_floats():
    """0.3 is less than 3·0.1 in floats, and so lies below e₃, as in NumPy."""
    for function in (histogram, histogram_definition, lambda *arguments: np.histogram(*arguments)[0]):
        assert function(np.array([0.3]), 10, (0, 1)).tolist() == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("function", [histogram, histogram_definition])
def test_float16_and_other_byte_orders(function):
    """−60000 … 60000 spans more than float16 holds; its edges are float32."""
    assert function(np.array([-60000, 0, 60000], np.float16), 4).tolist() == [1, 0, 1, 1]
    assert bin_edges(np.array([-60000, 60000], np.float16), 4).tolist() == [-60000, -30000, 0, 30000, 60000]
    assert function(np.arange(6).astype(">u2"), 65536).nonzero()[0].tolist() == [0, 1, 2, 3, 4, 5]
    assert function([[0, 63, 64]], np.uint8(2), np.array([0, 64])).tolist() == [1, 2]


def test_extremes_of_whole_numbers_do_not_wrap():
    assert histogram(np.array([-2**63, 0, 2**63 - 1]), 2).tolist() == [1, 2]
    assert cumulative_histogram(np.array([200, 200], np.uint8)).tolist() == [200, 400]
    assert cumulative_histogram(np.full(3, 60000, np.float16)).tolist() == [60000, 120000, 180000]
    assert probabilities(np.array([60000, 60000], np.float16)).tolist() == [0.5, 0.5]


def test_a_number_of_bins_for_every_channel():
    image = np.random.default_rng(0).integers(0, 256, (3, 5, 2), dtype=np.uint8)
    for bins in ([7, 7], np.array([7, 7], np.uint8)):
        np.testing.assert_array_equal(joint_histogram(image, bins), joint_histogram(image, (7, 7)))
    assert joint_histogram(image[:0], (2, 3)).tolist() == [[0, 0, 0]] * 2
    assert channel_histograms(image[:0], 3).tolist() == [[0, 0, 0]] * 2 and channel_histograms(image[..., :0], 3).shape == (0, 3)


def test_nan_falls_into_no_bin():
    assert histogram(np.array([np.nan, 1.0, np.inf]), 2, (0, 2)).tolist() == [0, 1]


def test_an_empty_image_counts_nothing():
    assert histogram(np.zeros((0, 3), np.uint8), bins=3).tolist() == [0, 0, 0]
    assert count_levels(np.zeros((0, 3), np.uint8)).sum() == 0


def test_cumulates_along_the_last_axis():
    assert cumulative_histogram(np.array([[1, 2], [3, 4]])).tolist() == [[1, 3], [3, 7]]


@pytest.mark.parametrize("call, error, says", [
    (lambda: histogram(np.zeros(3, complex)), TypeError, "image must be real, got complex128"),
    (lambda: histogram(np.zeros(3, bool)), TypeError, "got bool"),
    (lambda: histogram(np.zeros(3), bins=0), ValueError, "bins must be a whole number at least 1 .* got 0"),
    (lambda: histogram(np.zeros(3), bins=2**24 + 1), ValueError, "bins must .* at most 16777216, got 16777217"),
    (lambda: channel_histograms(np.zeros((2, 3, 4)), bins=2**22 + 1), ValueError, "bins must .* at most 4194304, got"),
    (lambda: channel_histograms(np.zeros((2, 3, 1)), bins=2**24 + 1), ValueError, "bins must .* at most 16777216, got"),
    (lambda: histogram(np.zeros(0)), ValueError, "^image is empty, so value_range must be given$"),
    (lambda: histogram(np.array([1, np.nan])), ValueError,
     r"image or value_range must span a finite range, low <= high, got \(nan, nan\)"),
    (lambda: histogram(np.zeros(3), 2, (2, 1)), ValueError, r"value_range must span .* got \(2.0, 1.0\)"),
    (lambda: histogram(np.zeros(3), 2, (0, np.inf)), ValueError, "value_range must be a finite number, got inf"),
    (lambda: histogram(np.zeros(3), 2, (-1e308, 1e308)), ValueError, "value_range must span a finite range"),
    (lambda: histogram(np.zeros(3, np.float32), 2, (0, 1e39)), ValueError, "value_range must span a finite range"),
    (lambda: histogram(np.zeros(3), 2, (0, 1, 2)), ValueError, "value_range must be a list or tuple of 2 parts"),
    (lambda: channel_histograms(np.zeros((2, 3))), ValueError, r"image must be \(H, W, C\), got shape \(2, 3\)"),
    (lambda: joint_histogram(np.zeros((2, 3, 3))), TypeError, "image must be uint8, got float64"),
    (lambda: joint_histogram(np.zeros((2, 3, 4), np.uint8)), ValueError,
     r"bins must be a whole number, or 4, of at least 1, got \[8, 8, 8\]"),
    (lambda: joint_histogram(np.zeros((2, 3), np.uint8)), ValueError, r"got shape \(2, 3\)"),
    (lambda: joint_histogram(np.zeros((2, 3, 2), np.uint8), (0, 4)), ValueError,
     r"bins must be a whole number, or 2, of at least 1, got \[0, 4\]"),
    (lambda: joint_histogram(np.zeros((2, 3, 4), np.uint8), (128,) * 4), ValueError,
     r"bins must make at most 16777216 boxes, got \(128, 128, 128, 128\)"),
    (lambda: cumulative_histogram(np.array([3, -1])), ValueError, "counts must be at least 0, .* got -1 to 3"),
    (lambda: cumulative_histogram(np.array([3, np.nan])), ValueError, "counts must be at least 0"),
    (lambda: cumulative_histogram(np.full(2, 2**62)), ValueError, "counts must be .* small enough to sum"),
    (lambda: cumulative_histogram(np.full(9, 2**62)), ValueError, "counts must be .* small enough to sum"),
    (lambda: probabilities(np.array([1.0, np.inf])), ValueError, "counts must be .* small enough to sum"),
    (lambda: probabilities(np.zeros(4)), ValueError, "counts must sum to more than 0, got 0"),
    (lambda: count_levels(np.zeros(4)), TypeError, "image must be uint8 or uint16, got float64"),
])
def test_bad_input_is_named(call, error, says):
    with pytest.raises(error, match=says):
        call()
