import tracemalloc
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.quantization import (distortion, lloyd_max, optimal_quantizer, optimal_quantizer_definition,
                                          quantize, uniform_quantize)
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [uniform_quantize, quantize, distortion, lloyd_max, optimal_quantizer]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_every_level_by_every_number_of_bins(cv2):
    """All 256 levels, 1 to 256 bins: as NumPy's and OpenCV's histograms sort them."""
    every = np.arange(256, dtype=np.uint8)[None]
    for levels in range(1, 257):
        found = np.bincount(uniform_quantize(every, levels)[0], minlength=levels)
        assert_agrees(found, np.histogram(every, levels, (0, 256))[0], oracle="np.histogram", function=uniform_quantize)
        counted = cv2.calcHist([every], [0], None, [levels], [0, 256]).ravel().astype(found.dtype)
        assert_agrees(found, counted, oracle="cv2.calcHist", function=uniform_quantize)


@given(case=cases.optimal_quantizer(bins=6, levels=4))
def test_optimal_equals_definition(case):
    """Where two ways to cut are equally good, either may be taken: what must agree is how good."""
    counts = case["counts"]
    assert_agrees(distortion(counts, optimal_quantizer(**case)[0]),
                  distortion(counts, optimal_quantizer_definition(**case)[0]), oracle="definition",
                  function=optimal_quantizer)


@given(case=cases.optimal_quantizer(bins=9, levels=5))
def test_optimal_is_the_best_of_all_ways_to_cut(case):
    counts, levels, v = case["counts"], case["levels"], np.arange(9)
    def spread(a, b):
        h, x = counts[a:b], v[a:b]
        return (h * (x - (h * x).sum() / max(h.sum(), 1))**2).sum()
    errors = [sum(spread(a, b) for a, b in zip((0, *cuts), (*cuts, 9), strict=True))
              for cuts in combinations(range(1, 9), levels - 1)]
    assert_agrees(distortion(counts, optimal_quantizer(**case)[0]), min(errors) / counts.sum(),
                  oracle="all ways to cut", function=optimal_quantizer)


def test_lloyd_max_can_stay_far_above_the_optimum():
    """Looks true, is not: Lloyd–Max finds the best quantizer.  Begun badly, two levels share one heap."""
    counts = np.zeros(256, int)
    counts[[0, 100, 200]] = 50
    stuck, _ = lloyd_max(counts, 3, start=np.array([0.0, 1.0, 150.0]))
    assert stuck.tolist() == [0, 1, 150]                           # 0 alone, nobody, 100 and 200 together
    assert distortion(counts, stuck) == 2 * 50 * 50**2 / 150
    assert distortion(counts, optimal_quantizer(counts, 3)[0]) == 0
    counts = np.zeros(256, int)
    counts[[0, 1, 200]] = 50                                       # begun well, at 33, 100, 167: no better
    assert lloyd_max(counts, 3)[0].tolist() == [0.5, 100, 200]
    assert distortion(counts, lloyd_max(counts, 3)[0]) == 2 * 50 * 0.5**2 / 150


def test_lloyd_max_is_often_a_few_per_cent_above_the_optimum():
    """Of 30 smooth histograms, two heaps on a floor, eight levels."""
    rng, above = np.random.default_rng(0), []
    for _ in range(30):
        counts = np.bincount(np.concatenate([rng.normal(60, 15, 3000), rng.normal(180, 30, 2000)]).clip(0, 255).astype(int),
                             minlength=256) + rng.integers(0, 20, 256)
        above.append(distortion(counts, lloyd_max(counts, 8)[0]) / distortion(counts, optimal_quantizer(counts, 8)[0]) - 1)
    assert min(above) > -1e-9 and 0.001 < np.median(above) < 0.1


def test_without_rounds_lloyd_max_returns_its_start():
    counts = np.ones(256, int)
    assert lloyd_max(counts, 2, np.array([3.0, 9.0]), 0)[0].tolist() == [3, 9]
    assert lloyd_max(counts, 2, np.array([3.0, 9.0]), 1)[0].tolist() == [3, (7 + 255) / 2]         # 6 is a tie: the first


def test_worked_examples():
    counts = np.array([4, 0, 0, 2, 2, 0, 0, 0, 1])
    codebook, thresholds = lloyd_max(counts, 2, start=np.array([0.0, 8.0]))
    assert codebook.tolist() == [(2 * 3 + 2 * 4) / 8, 8]           # 0, 3 and 4 are nearer to 0 than to 8; 4 by the tie
    assert thresholds.tolist() == [(1.75 + 8) / 2]
    codebook, _ = optimal_quantizer(counts, 2)
    assert codebook.tolist() == [0, (2 * 3 + 2 * 4 + 8) / 5]       # D: 0 + 2·1.4² + 2·0.4² + 3.6² < 8·… of the other
    assert optimal_quantizer(counts, 1)[0].tolist() == [(6 + 8 + 8) / 9]
    assert optimal_quantizer(counts, 1)[1].size == 0
    assert optimal_quantizer(counts, 9)[0].tolist() == list(range(9))              # cells nothing falls into: their middle


def test_the_definition_worked_by_hand():
    for function in (optimal_quantizer, optimal_quantizer_definition):
        codebook, thresholds = function(np.array([9, 0, 1, 1, 0, 0, 2]), 3)
        assert (codebook.tolist(), thresholds.tolist()) == ([0, 2.5, 6], [1.25, 4.25])
        codebook, thresholds = function(np.array([0, 2, 0]), 3)     # every level a cell: their middles
        assert (codebook.tolist(), thresholds.tolist()) == ([0, 1, 2], [0.5, 1.5])
        assert function(np.array([1, 0, 3]), 1)[0].tolist() == [6 / 4]
        assert function(np.array([1, 2]), 2)[0].dtype == np.float64


def test_two_equal_levels():
    """The first takes all that is nearest to both, and moves past the second, which stays."""
    counts = np.zeros(256, int)
    counts[154] = 1
    codebook, thresholds = lloyd_max(counts, 2, np.array([153.0, 153.0]))
    assert (codebook.tolist(), thresholds.tolist()) == ([153, 154], [153.5])


def test_a_start_is_sorted_and_the_default_is_equally_spaced():
    counts = np.zeros(256, int)
    counts[[10, 50]] = 1
    assert lloyd_max(counts, 4, max_iter=0)[0].tolist() == [15, 25, 35, 45]
    shuffled = lloyd_max(counts, 3, np.array([90, 7, 30]))
    assert shuffled[0].tolist() == lloyd_max(counts, 3, np.array([7, 30, 90]))[0].tolist()
    assert lloyd_max(counts, 2)[0].tolist() == lloyd_max(counts, 2, None, 100)[0].tolist() == [10, 50]


def test_narrow_counts_do_not_wrap():
    """Levels 10 and 30, 200 pixels each: their mean is 20, their spread 10²."""
    counts = np.zeros(40, np.uint8)
    counts[[10, 30]] = 200
    for function in (lloyd_max, optimal_quantizer, optimal_quantizer_definition):
        assert [part.tolist() for part in function(counts, np.uint8(1))] == [[20.0], []]
        assert [part.tolist() for part in function(counts.tolist(), 1)] == [[20.0], []]
    assert distortion(counts, np.array([20], np.uint8)) == 10**2
    assert quantize(np.array([3, 200], np.uint8), np.array([7, 9], np.uint8), np.array([100], np.int8)).tolist() == [7, 9]
    assert uniform_quantize([3, 200], np.uint8(2)).tolist() == [0, 1]


def test_memory_of_the_optimal_quantizer():
    """48 bytes per pair of counts, and what does not grow with them."""
    counts = np.random.default_rng(0).integers(0, 100, 1000)
    tracemalloc.start()
    optimal_quantizer(counts, 8)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 47 < peak / 1000**2 < 49


@pytest.mark.parametrize("cell", [64, pytest.param(16, marks=pytest.mark.thorough)])
def test_counts_of_sixteen_bits_with_neighbours_added_up(cell):
    """So many levels to a cell: the codebook is off by half a cell at most."""
    counts = np.zeros(65536, int)
    counts[[100, 40000]] = 50
    codebook, _ = optimal_quantizer(counts.reshape(-1, cell).sum(axis=1), 2)
    middle = (cell - 1) / 2
    assert abs(cell * codebook + middle - [100, 40000]).max() <= middle


def test_quantize_gives_a_threshold_to_the_lower_level():
    assert quantize(np.array([4, 5, 6]), np.array([0.0, 10.0]), np.array([5.0])).tolist() == [0, 0, 10]


@pytest.mark.parametrize("function, arguments, error, says", [
    (uniform_quantize, (np.zeros((2, 3)), 4), TypeError, "image must be uint8 or uint16, got float64"),
    (uniform_quantize, (np.zeros((2, 3), np.uint8), 0), ValueError, "levels must be a whole number at least 1 and at most 256, got 0"),
    (uniform_quantize, (np.zeros((2, 3), np.uint8), 257), ValueError, "levels must be a whole number at least 1 and at most 256, got 257"),
    (uniform_quantize, (np.zeros((2, 3), np.uint8), 2.5), ValueError, "levels must be a whole number .* got 2.5"),
    (optimal_quantizer, (np.ones(4), 2.5), ValueError, "levels must be a whole number .* got 2.5"),
    (lloyd_max, (np.zeros(4), 2), ValueError, "counts must be from 0 to 2⁵³, not all 0, got .*"),
    (lloyd_max, (np.array([1, -1, 9]), 2), ValueError, "counts must be from 0 .*"),
    (lloyd_max, (np.ones((4, 2)), 2), ValueError, r"counts must be \(B\), got shape \(4, 2\)"),
    (lloyd_max, (np.array([]), 2), ValueError, r"counts must be .* got \[\]"),
    (lloyd_max, (np.array([np.nan, 1]), 2), ValueError, "counts must be from 0 .*"),
    (lloyd_max, (np.array([1, 2**53]), 2), ValueError, "counts must be from 0 .*"),
    (lloyd_max, (np.ones(4), 0), ValueError, "levels must be a whole number at least 1 and at most 4, got 0"),
    (lloyd_max, (np.ones(4), 5), ValueError, "levels must be a whole number at least 1 and at most 4, got 5"),
    (lloyd_max, (np.ones(65536), 1025), ValueError, "levels must be a whole number at least 1 and at most 1024, got 1025"),
    (lloyd_max, (np.ones(4), 2, None, -3), ValueError, "max_iter must be a whole number at least 0, got -3"),
    (lloyd_max, (np.ones(4), 2, np.array([1.0])), ValueError, r"start must be 2 levels from 0 to 4, got \[1.\]"),
    (lloyd_max, (np.ones(4), 2, np.array([1.0, 1e300])), ValueError, r"start must be 2 levels from 0 to 4, got .*"),
    (lloyd_max, (np.ones(4), 2, np.array([1.0, np.nan])), ValueError, r"start must be 2 levels from 0 to 4, got \[ 1. nan\]"),
    (optimal_quantizer, (np.ones(4), 5), ValueError, "levels must be a whole number at least 1 and at most 4, got 5"),
    (optimal_quantizer, (np.ones(4), 0), ValueError, "levels must be a whole number at least 1 .* got 0"),
    (optimal_quantizer, (np.ones(4097), 2), ValueError, r"counts must be \(B,\) with B at most 4096, got 4097: .*"),
    (optimal_quantizer_definition, (np.ones(4), 5), ValueError, "levels must be .* at most 4, got 5"),
    (distortion, (np.ones(4), np.array([])), ValueError, "codebook must have at least one element, .*"),
    (distortion, (np.ones(4), np.array([1.0, np.inf])), ValueError, "codebook must be finite, of at most 16777216 levels, .*"),
    (distortion, (np.ones(65536), np.ones(1025)), ValueError, "codebook must be finite, of at most 1024 levels, .*"),
    (quantize, (np.ones(4), np.arange(3), np.ones(1)), ValueError, r"thresholds must be 2 for 3 levels, rising, got \[1.\]"),
    (quantize, (np.ones(4), np.arange(3), np.array([2, 1])), ValueError, r"thresholds must be 2 for 3 levels, rising, .*"),
    (quantize, (np.ones(4), np.arange(2), np.array([np.nan])), ValueError, r"thresholds must be 1 for 2 levels, rising, .*"),
    (quantize, (np.array([1, np.nan]), np.arange(2), np.array([1])), ValueError, "image must not hold NaN, .*"),
    (optimal_quantizer, (np.zeros(4), 2), ValueError, "counts must be .*"),
])
def test_bad_input_is_named(function, arguments, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        function(*arguments)
