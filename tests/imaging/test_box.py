import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.complexity.counting import count_operations
from refimpl.imaging.box import box, box_definition, window_sums
from refimpl.imaging.gaussian import gaussian
from refimpl.peers.filters import additions_by_doubling
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [box, window_sums]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_whole_numbers_are_summed_exactly():
    """So the mean is rounded once: the float nearest to it."""
    image = np.random.default_rng(0).integers(0, 65536, (30, 40)).astype(np.uint16)
    sums = ndimage.uniform_filter(image.astype(np.int64) * 35, (5, 7), mode="wrap")              # exact in whole numbers
    assert (box(image, (5, 7), "wrap") == sums / 35).all()


def test_several_bands_meet_without_a_seam():
    image = np.random.default_rng(0).random((40, 9000))
    assert_agrees(box(image, 4), ndimage.uniform_filter(image, 4), oracle="scipy.ndimage.uniform_filter", function=box,
                  within=64)                                        # running sums over 9000 pixels are less exact


def test_worked_example():
    image = np.array([[0, 3, 6, 0, 9]], np.uint8)
    assert box(image, (1, 3), "constant", 3).tolist() == [[2, 3, 3, 5, 4]]
    assert box(image, (1, 2), "constant").tolist() == [[0, 1.5, 4.5, 3, 4.5]]          # the pixel and the one before it
    assert window_sums(np.array([[1, 2, 3], [10, 20, 30]]), 2, 0).tolist() == [[11, 22, 33]]


def test_one_infinity_stays_in_its_windows():
    """Where a running sum has inf − inf = NaN for the rest of the row."""
    out = box(np.array([[np.inf, 0, 0, 0, 6.0]]), (1, 3))[0]
    assert out.tolist() == [np.inf, np.inf, 0, 2, 4]


@pytest.mark.parametrize("image, size, error, says", [
    (np.zeros((2, 3), complex), 3, TypeError, "image must be real, got complex128"),
    (np.zeros((2, 3, 3)), 3, ValueError, r"image must be \(H, W\), got shape \(2, 3, 3\)"),
    (np.zeros((2, 0)), 3, ValueError, r"image must have at least one element, got shape \(2, 0\)"),
    (np.zeros((2, 3)), 0, ValueError, "size must be .* got 0"),
    (np.zeros((2, 3)), (105, 1), ValueError, "size must be .* at most 104, got 105"),
    (np.zeros((2, 3)), True, ValueError, "size must be .* got True"),
])
def test_bad_input_is_named(image, size, error, says):
    for function in (box, box_definition):
        with pytest.raises(error, match=f"^{says}$"):
            function(image, size)


def test_window_sums_do_not_wrap():
    assert window_sums(np.array([200, 100, 50], np.uint8), 2).tolist() == [300, 150]
    assert window_sums(np.array([6e4, 6e4, -6e4], np.float16), np.uint8(3)).tolist() == [np.float16(6e4)]
    for n in (0, 4, -1):
        with pytest.raises(ValueError, match=rf"^n must be a whole number at least 1 and at most 3, got {n}$"):
            window_sums(np.ones(3), n)
    with pytest.raises(ValueError, match=r"^axis must be from -1 to 0, got 1$"):
        window_sums(np.ones(3), 1, axis=1)


def test_the_largest_window():
    """104 rows of an image of 2: each row 52 times, reflected."""
    assert box(np.array([[1.0], [3.0]]), (104, 1)).tolist() == [[2], [2]]


def test_a_sum_beyond_the_largest_float():
    assert box(np.full((1, 3), 1e308), (1, 3)).tolist() == [[np.inf] * 3]


@pytest.mark.parametrize("n", range(1, 35))
def test_additions_per_entry(n):
    """⌊log₂ n⌋ to double, and one for each power of two in n: at most 2·⌊log₂ n⌋ + 1; less at the end, where windows end."""
    f, doublings = np.ones(40), n.bit_length() - 1
    counted = count_operations(lambda f: window_sums(f, n), f)
    assert (counted.multiplications, counted.divisions) == (0, 0)
    assert counted.additions == additions_by_doubling(f, n) <= 40 * (doublings + n.bit_count())
    assert doublings + n.bit_count() <= 2 * doublings + 1


def test_what_running_sums_do():
    """scipy's running sum carries ∞ − ∞ = NaN to the end of the row; here what left the window is gone."""
    line = np.array([1.0, np.inf, 1, 1, 1, 1, 1, 1])
    with np.errstate(invalid="ignore"):
        assert np.isnan(ndimage.uniform_filter1d(line, 3)[3:]).all()
    assert box(line[None], (1, 3))[0, 3:].tolist() == [1] * 5
    large = np.array([[1e16, 1.0, 1.0, 1.0, 1.0, 1.0]])
    assert ndimage.uniform_filter(large, (1, 3))[0, -1] != 1
    assert box(large, (1, 3))[0, -1] == 1


def test_stripes_come_out_exchanged():
    """Black and white in turn: of three pixels two have the other colour, so a third of the contrast is left, exchanged."""
    stripes = np.tile([0.0, 3.0], 20)[None]
    assert box(stripes, (1, 3), "wrap")[0, :4].tolist() == [2, 1, 2, 1]
    x = np.arange(240)
    for period in np.r_[2:12:0.25]:
        for sigma in (0.4, 0.7, 1.0, 1.87, 3.0, 5.0):
            wave = np.cos(2 * np.pi / period * (x - 120))
            assert gaussian(wave[None], sigma)[0, 120] > -1e-4
