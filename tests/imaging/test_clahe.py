import platform
import tracemalloc
from itertools import product

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.clahe import (bin_limit, clahe, clahe_definition, clip_histogram, clip_histogram_definition,
                                   tile_mappings, tile_mappings_definition)
from refimpl.peers.imaging import clahe_in_cv2
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [clip_histogram, bin_limit, tile_mappings, clahe]


def test_definition_of_sixteen_bits_too():
    image = np.array([[0, 7, 7, 65535, 300]], np.uint16)
    for function, definition in ((clahe, clahe_definition), (tile_mappings, tile_mappings_definition)):
        case = {"image": image, "clip_limit": 1e5, "tile_grid": (1, 2)}
        assert_agrees(function(**case), definition(**case), oracle="definition", function=function)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_every_small_size_and_grid(cv2):
    """All sizes up to 12 × 12 by all grids up to 5 × 5: every way to divide, not to divide, and to be too small."""
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (12, 12), dtype=np.uint8)
    for height, width, gy, gx in product(range(1, 13), range(1, 13), range(1, 6), range(1, 6)):
        image = noise[:height, :width]
        assert_agrees(clahe(image, 3.0, (gy, gx)), clahe_in_cv2(image, 3.0, (gy, gx)), oracle="cv2.createCLAHE (uint8)",
                      function=clahe)


def test_every_rounding_of_a_mapping(cv2):
    """255·k/A meets a half for A = 510: ramps of cdf 1, 2, … show which way it goes."""
    for area in (2, 6, 10, 30, 34, 102, 170, 510):
        image = np.minimum(np.arange(area), 255).astype(np.uint8)[None]
        assert_agrees(clahe(image, 0.0, (1, 1)), clahe_in_cv2(image, 0.0, (1, 1)), oracle="cv2.createCLAHE (uint8)",
                      function=clahe)


def test_clipping_worked_example():
    """Excess (9 − 3) + (4 − 3) = 7: one for each of 5 bins, two left over, dealt out at stride ⌊5/2⌋ = 2."""
    assert clip_histogram(np.array([9, 0, 4, 1, 0]), 3).tolist() == [3 + 1 + 1, 0 + 1, 3 + 1 + 1, 1 + 1, 0 + 1]
    assert clip_histogram(np.array([[5, 5], [9, 1]]), 5).tolist() == [[5, 5], [7, 3]]           # each row for itself


def test_a_bin_may_end_above_the_limit():
    """A law that only looks true; and scikit-image's clipping, which keeps to the limit, creates counts instead."""
    assert clip_histogram(np.array([3, 9]), 3).tolist() == [6, 6]


def test_worked_example():
    """Two tiles of 1 × 2, no clipping: mappings 255·cdf/2, blended half and half a pixel off the centres."""
    image = np.array([[0, 1, 1, 0]], np.uint8)                      # both tiles: T(0) = 127.5 → 128, T(1) = 255
    assert clahe(image, clip_limit=0, tile_grid=(1, 2)).tolist() == [[128, 255, 255, 128]]
    image = np.array([[0, 0, 0, 9]], np.uint8)                      # T(0) = 255 left, 128 right; T(9) = 255
    halfway = round((255 + 128) / 2)                                # pixel 2 lies half of the way from pixel 1 to 3
    assert clahe(image, clip_limit=0, tile_grid=(1, 2)).tolist() == [[255, 255, halfway, 255]] == [[255, 255, 192, 255]]


def test_what_becomes_of_one_level():
    """A constant 100: cdf(100) is everything, unless clipped: then the excess lies below 100 and above."""
    image = np.full((64, 64), 100, np.uint8)                        # tiles of 8 × 8; limit max(⌊2·64/256⌋, 1) = 1
    assert clahe(image, clip_limit=0).max() == 255
    below_or_at = sum(1 for k in range(63) if k * (256 // 63) <= 100) + 1           # 63 dealt out at stride 4, 1 stayed
    assert clahe(image).max() == clahe(image).min() == round(255 * below_or_at / 64) == 108
    white = np.full((64, 64), 255, np.uint8)                        # the only one that never changes
    assert (clahe(white) == white).all() and (clahe(white, clip_limit=0) == white).all()


def test_the_defaults_are_opencvs():
    image = np.random.default_rng(0).integers(0, 256, (40, 50), dtype=np.uint8)
    for function in (clahe, tile_mappings):
        np.testing.assert_array_equal(function(image), function(image, 2.0, (8, 8)))
    for definition in (clahe_definition, tile_mappings_definition):
        np.testing.assert_array_equal(definition(image[:17, :26]), definition(image[:17, :26], 2.0, (8, 8)))


def test_a_huge_clip_limit_clips_nothing(cv2):
    """OpenCV's limit, clip_limit·1024/256, wraps round to the strongest clipping instead: not what anyone means."""
    image = np.repeat(np.array([0, 60, 120, 180], np.uint8), (900, 60, 60, 4)).reshape(32, 32)
    none, strongest = clahe(image, 0, (1, 1)), clahe(image, 1e-9, (1, 1))
    assert not np.array_equal(none, strongest)
    for huge in (2.0**29 - 1, 2.0**29, 1e9, 1e300, float("inf")):
        np.testing.assert_array_equal(clahe(image, huge, (1, 1)), none)
        if platform.machine() in ("x86_64", "AMD64"):               # elsewhere the conversion may saturate
            theirs = cv2.createCLAHE(huge, (1, 1)).apply(image)
            np.testing.assert_array_equal(theirs, none if huge < 2**29 else strongest)


@pytest.mark.parametrize("clip_limit, area, bins, expected", [
    (2.0, 1024, 256, 8), (2.0, 1023, 256, 7), (0.001, 1024, 256, 1), (256, 1000, 256, 1000), (300, 1000, 256, 1000),
    (0, 1000, 256, 1000), (-3, 1000, 256, 1000), (2, 65536 * 3, 65536, 6), (float("inf"), 10, 256, 10),
])
def test_limit_worked_examples(clip_limit, area, bins, expected):
    assert bin_limit(clip_limit, area, bins) == expected


def test_extra_memory_is_less_than_two_bytes_a_pixel():
    image = np.random.default_rng(0).integers(0, 256, (2048, 2048), dtype=np.uint8)
    tracemalloc.start()
    clahe(image)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * image.size


@pytest.mark.parametrize("image, arguments, error, says", [
    (np.zeros((2, 3)), {}, TypeError, "image must be uint8 or uint16, got float64"),
    (np.zeros((2, 3), np.int32), {}, TypeError, ".*, got int32"),
    (np.zeros((2, 3, 3), np.uint8), {}, ValueError, r"image must be \(H, W\), got shape \(2, 3, 3\)"),
    (np.zeros((2, 0), np.uint8), {}, ValueError, r"image must have at least one element, got shape \(2, 0\)"),
    (np.zeros((2, 3), np.uint8), {"tile_grid": (0, 8)}, ValueError, r"tile_grid .* got \(0, 8\)"),
    (np.zeros((2, 3), np.uint8), {"clip_limit": float("nan")}, ValueError, "clip_limit must be a finite number, got nan"),
    (np.zeros((2, 3), np.uint8), {"clip_limit": -float("inf")}, ValueError, "clip_limit must be a finite number, got -inf"),
    (np.zeros((2, 3), np.uint8), {"clip_limit": "2"}, TypeError, "clip_limit must be a finite number, got '2'"),
    (np.zeros((2, 3), np.uint16), {"tile_grid": (99, 99)}, ValueError, r"tile_grid=\(99, 99\) would need more than 268435456 elements"),
])
def test_bad_input_is_named(image, arguments, error, says):
    for function in (clahe, clahe_definition, tile_mappings, tile_mappings_definition):
        with pytest.raises(error, match=f"^{says}$"):
            function(image, **arguments)


@pytest.mark.parametrize("function", [clip_histogram, clip_histogram_definition])
class TestClipping:
    def test_rows_are_clipped_each_for_itself(self, function):
        counts = np.array([[[5, 5], [9, 1]], [[0, 2], [4, 9]]])
        assert function(counts, 5).tolist() == [[[5, 5], [7, 3]], [[0, 2], [6, 7]]]

    def test_narrow_counts_do_not_wrap(self, function):
        for dtype in (np.uint8, np.int8, np.uint64):
            out = function(np.array([100, 0, 120, 120], dtype), np.uint16(300))
            assert out.tolist() == [100, 0, 120, 120] and out.dtype == np.int64
            assert function(np.array([100, 100, 100, 100], dtype), 0).tolist() == [100] * 4

    def test_a_limit_past_every_integer_clips_nothing(self, function):
        assert function([9, 0, 1, 2], 10**30).tolist() == [9, 0, 1, 2]

    @pytest.mark.parametrize("counts, limit, error, says", [
        (np.array([1, 2]), -1, ValueError, "limit must be a whole number at least 0, got -1"),
        (np.array([1, 2]), 0.5, ValueError, "limit must be a whole number at least 0, got 0.5"),
        (np.array([1, -2]), 1, ValueError, "counts must be whole, at least 0, and small enough to sum, got .*"),
        (np.full(256, 2**62), 1, ValueError, "counts must be whole, at least 0, and small enough to sum, got .*"),
        (np.array([0.5, 2]), 1, TypeError, "counts must be whole, got float64"),
        (np.zeros((3, 0), int), 1, ValueError, r"counts must have at least one element, got shape \(3, 0\)"),
    ])
    def test_bad_input_is_named(self, function, counts, limit, error, says):
        with pytest.raises(error, match=f"^{says}$"):
            function(counts, limit)


@pytest.mark.parametrize("arguments, says", [
    ((2.0, 0, 256), "area must be a whole number at least 1 .*, got 0"),
    ((2.0, 10, 10**400), "bins must be a whole number at least 1 .*, got 1000.*"),
    ((2.0, 1.5, 256), "area must be a whole number .*, got 1.5"),
    ((float("nan"), 10, 256), "clip_limit must be a finite number, got nan"),
])
def test_what_is_no_limit_is_refused(arguments, says):
    with pytest.raises(ValueError, match=f"^{says}$"):
        bin_limit(*arguments)


def test_lists_and_other_byte_orders_are_taken():
    image = np.array([[0, 0, 0, 9]], np.uint8)
    for function in (clahe, clahe_definition):
        assert function([[0, 0, 0, 9]], 0, [1, np.uint8(2)]).tolist() == [[255, 255, 192, 255]]
        big = function(image.astype(">u2"), 0, (1, 2))
        assert big.dtype == np.uint16 and big.dtype.isnative and np.array_equal(big, function(image.astype("u2"), 0, (1, 2)))


def test_every_low_clip_limit_of_sixteen_bits_is_the_same():
    """Tiles of 16 × 16: ⌊clip_limit·256/65536⌋ is at most 1 below 512, and one level alone already makes a step of 255."""
    image = np.random.default_rng(0).integers(0, 65536, (32, 48), dtype=np.uint16)
    low = tile_mappings(image, 0.1, (2, 3))
    for clip_limit in (1, 2.0, 40, 511.9):
        assert bin_limit(clip_limit, 256, 65536) == 1
        np.testing.assert_array_equal(tile_mappings(image, clip_limit, (2, 3)), low)
    assert bin_limit(512, 256, 65536) == 2
    assert np.diff(low.astype(int)).max() >= 65535 // 256 == 255
    assert np.diff(tile_mappings(image[:4, :4], 2.0, (1, 1)).astype(int)).max() >= 65535 // 16 == 4095


def test_scikit_image_ends_no_bin_above_its_limit(exposure):
    """It deals out again and again; ours, as OpenCV, once."""
    from skimage.exposure._adapthist import clip_histogram as theirs
    assert clip_histogram(np.array([3, 9]), 3).max() == 6
    assert theirs(np.array([3, 9]), 3).max() == 3


def test_scikit_image_takes_a_share_truncates_and_reflects_half_a_tile_in_front(exposure, monkeypatch):
    """Seen from inside, as its own two steps are called and its image is padded."""
    from skimage.exposure import _adapthist
    limits, widths, clip, pad = [], [], _adapthist.clip_histogram, np.pad
    monkeypatch.setattr(_adapthist, "clip_histogram",
                        lambda hist, clip_limit: limits.append(clip_limit) or clip(hist, clip_limit))
    monkeypatch.setattr(np, "pad", lambda array, width, **how: widths.append((width, how)) or pad(array, width, **how))
    exposure.equalize_adapthist(np.random.default_rng(0).random((30, 50)), kernel_size=(10, 16), clip_limit=0.1)
    assert set(limits) == {16}                                      # a tenth of 10·16 pixels, whatever the bins
    assert widths[0] == ([[5, 5], [8, 14 + 8]], {"mode": "reflect"})       # 50 + 14 = 4·16, and half a tile before, after
    assert _adapthist.map_histogram(np.array([1, 1, 1]), 0, 10, 3).tolist() == [3, 6, 10]          # of 3⅓, 6⅔, 10


def test_grids_are_refused_by_the_number_of_entries_of_their_mappings():
    """gy·gx·B ≤ 2²⁷: 724² tiles of uint8, 45² of uint16."""
    assert clahe(np.zeros((40, 36), np.uint16), 2.0, (20, 18)).shape == (40, 36)
    for grid in ((725, 724), (46, 45)):
        with pytest.raises(ValueError, match="would need more than"):
            tile_mappings(np.zeros((1, 1), np.uint8 if grid[0] > 46 else np.uint16), 2.0, grid)


def test_a_grid_far_larger_than_the_image(cv2):
    """Each tile is a pixel, or a reflection of one; as in OpenCV, in time, and in little memory."""
    grid = 200, 100
    image = np.random.default_rng(0).integers(0, 256, (3, 5), dtype=np.uint8)
    tracemalloc.start()
    found = clahe(image, 2.0, grid)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert_agrees(found, clahe_in_cv2(image, 2.0, grid), oracle="cv2.createCLAHE (uint8)", function=clahe)
    assert peak < 45e6
