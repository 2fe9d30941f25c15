import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.ahe import (equalizing_tables, sliding_window_ahe, sliding_window_ahe_definition, window_starts)
from refimpl.peers.imaging import sliding_window_ahe_in_cv2
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [window_starts, equalizing_tables, sliding_window_ahe]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_every_window_and_step_on_a_small_image(cv2):
    image = np.random.default_rng(0).integers(0, 9, (7, 9), dtype=np.uint8)
    for window in range(1, 8):
        for step in range(1, window + 1):
            assert_agrees(sliding_window_ahe(image, window, step), sliding_window_ahe_in_cv2(image, window, step),
                          oracle="cv2.equalizeHist, averaged", function=sliding_window_ahe, within=0)


def test_worked_example():
    """Windows of 2 × 2 at x = 0, 1: columns 10 20 → 0 255, columns 20 15 → 255 0; in the middle (255 + 255)/2."""
    image = np.array([[10, 20, 15]] * 2, np.uint8)
    assert sliding_window_ahe(image, 2, 1)[0].tolist() == [0, (255 + 255) / 2, 0]
    image = np.array([[10, 20, 35]] * 2, np.uint8)                  # the middle is the brightest, then the darkest
    assert sliding_window_ahe(image, 2, 2)[0].tolist() == [0, (255 + 0) / 2, 255]          # the last window is flush


def test_a_single_brighter_pixel_becomes_white():
    """N − m = 1."""
    assert sliding_window_ahe(np.array([[3, 3], [3, 9]], np.uint8), 2, 1).tolist() == [[0, 0], [0, 255]]


def test_one_level_in_a_window_stays():
    """And so renaming levels may change the result, which looks false: nothing but the order of levels is seen."""
    image = np.full((3, 5), 90, np.uint8)
    assert sliding_window_ahe(image, 2, 1).tolist() == image.tolist()
    assert sliding_window_ahe(image + 1, 2, 1).tolist() != image.tolist()


def test_noise_is_raised_to_full_contrast():
    """A wall with one grey level of noise spans black to white: what clipping the histogram prevents."""
    wall = np.random.default_rng(0).integers(100, 102, (40, 50)).astype(np.uint8)
    assert np.ptp(sliding_window_ahe(wall, 20, 20)) == 255


def test_without_overlap_the_tiles_show():
    """A ramp, ten windows: each begins at 0 again."""
    ramp = np.repeat(np.arange(100, dtype=np.uint8)[None], 10, axis=0)
    assert sliding_window_ahe(ramp, 10, 10)[0, ::10].tolist() == [0] * 10


@pytest.mark.parametrize("window", [16, 20, 64, 99, 120])
def test_pixels_are_counted_twice_at_most(monkeypatch, window):
    """However large the window: each pixel enters the counts, and leaves them."""
    image, counted, bincount = np.random.default_rng(0).integers(0, 256, (120, 130), dtype=np.uint8), [], np.bincount
    monkeypatch.setattr(np, "bincount", lambda x, **arguments: counted.append(x.size) or bincount(x, **arguments))
    sliding_window_ahe(image, window, 8)
    assert image.size <= sum(counted) <= 2 * image.size


def test_narrow_numbers_and_lists_are_taken():
    image = np.random.default_rng(0).integers(0, 256, (210, 205), dtype=np.uint8)
    expected = sliding_window_ahe(image, 200, 100)
    for function in (sliding_window_ahe, sliding_window_ahe_definition):
        np.testing.assert_array_equal(function(image, np.uint8(200), np.uint8(100)), expected)
        np.testing.assert_array_equal(function(image.tolist(), 200, 100), expected)


@pytest.mark.parametrize("n, window, step", [(10, 4, 3), (9, 4, 3), (5, 5, 1), (5, 1, 1), (2**26, 2**20, 2**20)])
def test_windows_begin_every_step_and_flush_with_the_end(n, window, step):
    expected = sorted({*range(0, n - window + 1, step), n - window})
    assert window_starts(n, window, step).tolist() == expected


def test_tables_of_counts_that_a_window_cannot_hold():
    counts = np.zeros((2, 256), np.int64)
    assert equalizing_tables(counts[:0]).shape == (0, 256)
    counts[1, 7:9] = 2**30 - 1
    assert equalizing_tables(counts)[1, [7, 8]].tolist() == [0, 255]
    for change in (2**30 + 1, -1):
        counts[1, 7] = change
        with pytest.raises(ValueError, match="counts must be from 0 to 2³¹ in all"):
            equalizing_tables(counts)
    counts[1] = np.repeat([2**62, 0], (4, 252))                     # 2⁶⁴ in all: int64 would sum it to 0
    with pytest.raises(ValueError, match="counts must be from 0 to 2³¹ in all"):
        equalizing_tables(counts)
    with pytest.raises(TypeError, match="counts must be whole, got float64"):
        equalizing_tables(np.ones((1, 256)))


@pytest.mark.parametrize("image, window, step, error, says", [
    (np.zeros((4, 6)), 2, 1, TypeError, "image must be uint8, got float64"),
    (np.zeros((4, 6, 3), np.uint8), 2, 1, ValueError, r"image must be \(H, W\), got shape \(4, 6, 3\)"),
    (np.zeros((4, 6), np.uint8), 5, 1, ValueError, "window must be a whole number at least 1 and at most 4, got 5"),
    (np.zeros((6, 4), np.uint8), 5, 1, ValueError, "window must be a whole number at least 1 and at most 4, got 5"),
    (np.zeros((4, 6), np.uint8), 0, 1, ValueError, "window must be a whole number at least 1, got 0"),
    (np.zeros((4, 6), np.uint8), 2.5, 1, ValueError, "window must be a whole number .* got 2.5"),
    (np.zeros((0, 6), np.uint8), 1, 1, ValueError, "window must be a whole number at least 1 and at most 0, got 1"),
    (np.zeros((4, 6), np.uint8), 2, 0, ValueError, "step must be a whole number at least 1, got 0"),
    (np.zeros((4, 6), np.uint8), 2, 3, ValueError, "step must be a whole number at least 1 and at most 2, got 3"),
    (np.zeros((4, 6), np.uint8), 2, 1.5, ValueError, "step must be a whole number .* got 1.5"),
])
def test_bad_input_is_named(image, window, step, error, says):
    for function in (sliding_window_ahe, sliding_window_ahe_definition):
        with pytest.raises(error, match=f"^{says}$"):
            function(image, window, step)
