import math

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.complexity.counting import count_operations
from refimpl.imaging.gaussian import gaussian, gaussian_definition, gaussian_weights
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [gaussian, gaussian_weights]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """σ = 1 cut at 1: 1 and e^(−½) on either side."""
    side = math.exp(-0.5)
    assert gaussian_weights(1.0, truncate=1).tolist() == pytest.approx([side / (1 + 2 * side), 1 / (1 + 2 * side),
                                                                       side / (1 + 2 * side)])
    dot = np.zeros((3, 3))
    dot[1, 1] = (1 + 2 * side)**2
    assert gaussian(dot, 1.0, "constant", truncate=1)[0].tolist() == pytest.approx([side * side, side, side * side])


@pytest.mark.parametrize("sigma, truncate, radius", [(1, 4, 4), (0.5, 4, 2), (0.37, 4, 1), (0.1, 4, 0), (2, 1.2, 2), (2, 1.25, 3)])
def test_radius(sigma, truncate, radius):
    """⌊t·σ + ½⌋, nearest with halves up."""
    assert len(gaussian_weights(sigma, truncate)) == 2 * radius + 1


def test_blurring_twice_adds_variances():
    """σ and τ in a row are √(σ² + τ²), but for what is cut off: beyond 6σ all but nothing."""
    f = np.zeros((1, 121))
    f[0, 60] = 1
    twice = gaussian(gaussian(f, 3.0, truncate=6), 4.0, truncate=6)
    assert abs(twice - gaussian(f, 5.0, truncate=6)).max() < 1e-7


def test_below_half_a_pixel_the_width_is_lost():
    """Looks true, is not: the weights have variance σ².  For σ = 0.3 they have hardly any."""
    def variance(sigma):
        g = gaussian_weights(sigma, truncate=8)
        return (g * (np.arange(len(g)) - len(g) // 2)**2).sum()
    assert variance(1.0) == pytest.approx(1.0, rel=1e-6)
    assert variance(0.3) < 0.1 * 0.3**2


def test_the_cut_is_at_four():
    assert gaussian_weights(2.0).tolist() == gaussian_weights(2.0, 4.0).tolist()


def test_no_blur_at_all():
    image = np.array([[3, 1, 4]], np.uint8)
    assert gaussian(image, 0).tolist() == [[3, 1, 4]]
    assert gaussian(image, 0).dtype == np.float64


@pytest.mark.parametrize("sigma, truncate", [(-1, 4), (math.nan, 4), (math.inf, 4), (1, -1), (1, math.inf)])
def test_a_bell_of_no_width_is_refused(sigma, truncate):
    for function in (gaussian, gaussian_definition):
        with pytest.raises(ValueError, match=r"^(sigma|truncate) must be a finite number at least 0, got (-1|nan|inf)$"):
            function(np.zeros((2, 3)), sigma, truncate=truncate)


@pytest.mark.parametrize("sigma, truncate", [(1e300, 4), (10**30, 4), (2**21 + 1, 4), (1, 1e10)])
def test_a_bell_of_too_many_weights_is_refused(sigma, truncate):
    with pytest.raises(ValueError, match=r"^sigma=.* and truncate=.* reach further than 8388608 pixels$"):
        gaussian(np.zeros((2, 3)), sigma, truncate=truncate)


def test_far_too_many_weights_for_the_definition():
    with pytest.raises(ValueError, match=r"^sigma=30 makes 241² weights, too many for this image one by one: use gaussian$"):
        gaussian_definition(np.zeros((2, 3)), 30)


def test_a_bell_too_narrow_for_its_square():
    """σ² is 0, or 1/σ² is ∞: all weight lies in the middle."""
    for sigma in (5e-324, 1e-200, 1e-160):
        assert gaussian_weights(sigma, 3 / sigma if sigma > 1e-300 else 4).tolist() == [1]


@pytest.mark.parametrize("mode, expected", [("reflect", (0 + 0 + 21) / 3), ("mirror", (0 + 0 + 21 + 0) / 4), ("wrap", (0 + 0 + 21) / 3),
                                            ("nearest", (0 + 21) / 2), ("constant", 40)])
def test_a_bell_far_wider_than_the_image(mode, expected):
    """What is left is the mean of a period, of the two ends, or cval."""
    out = gaussian(np.array([[0.0, 0.0, 21.0]]), 1e5, mode, 40.0)
    np.testing.assert_allclose(out, np.full((1, 3), expected), atol=2e-3)


def test_folding_does_what_summing_does():
    """More than 4n + 1000 weights: the same as over the image reflected as far as they reach."""
    image = np.random.default_rng(0).random((6, 7))
    g = gaussian_weights(150.0)
    assert len(g) > 4 * 7 + 1000
    framed = np.pad(image, len(g) // 2, "symmetric")
    rows = np.apply_along_axis(np.convolve, 0, framed, g, "valid")
    expected = np.apply_along_axis(np.convolve, 1, rows, g, "valid")
    assert_agrees(gaussian(image, 150.0), expected, oracle="np.convolve", function=gaussian, within=64)


def test_bad_images_are_named():
    for function in (gaussian, gaussian_definition):
        with pytest.raises(TypeError, match=r"^image must be real, got complex128$"):
            function(np.zeros((2, 3), complex), 1)
        with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape \(2, 3, 3\)$"):
            function(np.zeros((2, 3, 3)), 1)
        with pytest.raises(TypeError, match=r"^sigma must be a finite number at least 0, got 'wide'$"):
            function(np.zeros((2, 3)), "wide")


@pytest.mark.parametrize("σ, lost", [(2.0, 1e-15), (1.0, 3e-5), (0.5, 0.08)])
def test_what_blurring_twice_loses_between_the_samples(σ, lost):
    """Looks true, is not: σ twice is √2·σ.  The sampled bell is no semigroup where it is narrow."""
    f = np.zeros((1, 81))
    f[0, 40] = 1
    error = abs(gaussian(gaussian(f, σ, truncate=8), σ, truncate=8) - gaussian(f, 2**0.5 * σ, truncate=8)).max()
    assert lost / 2 < error < lost or (σ == 2 and error < lost)


def test_reflection_moves_a_peak_near_the_border():
    f = np.zeros((1, 41))
    f[0, 1] = 1
    assert gaussian(f, 3.0).argmax() == 0
    assert gaussian(f, 3.0, "constant").argmax() == 1


def test_white_may_become_whiter_than_white():
    """By rounding: never by more than 16 units in the last place, for some widths by some."""
    excess = [gaussian(np.ones((5, 7)), sigma).max() - 1 for sigma in np.linspace(0.3, 9, 200)]
    assert 0 < max(excess) < 16 * np.finfo(float).eps


def test_narrow_numbers_are_numbers():
    image = np.random.default_rng(0).integers(0, 256, (37, 41), np.uint8)
    np.testing.assert_array_equal(gaussian(image, np.uint8(16)), gaussian(image, 16))
    np.testing.assert_array_equal(gaussian(image.tolist(), np.float32(0.5), truncate=np.int8(4)), gaussian(image, 0.5))
    assert (gaussian(np.full((3, 4), 6e4, np.float16), np.float64(2)) == np.float16(6e4)).all()


@pytest.mark.parametrize("sigma", [3.0, 5.0])
def test_where_opencv_cuts_off(cv2, sigma):
    """At 3σ for bytes, at 4σ for floats: what it takes by itself is what it gives for that size, and for no other."""
    image = np.random.default_rng(0).integers(0, 256, (60, 70), np.uint8)
    for picture, reach in ((image, 3 * sigma), (image.astype(np.float32), 4 * sigma)):
        found = cv2.GaussianBlur(picture, (0, 0), sigma)
        sizes = [n for n in range(1, 60, 2) if np.array_equal(cv2.GaussianBlur(picture, (n, n), sigma), found)]
        assert sizes == [2 * reach + 1]
        assert found.dtype == picture.dtype
        assert abs(found - gaussian(picture, sigma, "mirror", truncate=reach / sigma)).max() < (2 if picture is image else 1e-4)


def test_only_a_bell_is_separable_and_round():
    """g(x)·g(y) at equal distance from the middle, (5, 0) and (3, 4): the same for the bell, and not for other weights."""
    g = gaussian_weights(2.0)
    middle = len(g) // 2
    assert g[middle + 5] * g[middle] == pytest.approx(g[middle + 3] * g[middle + 4])
    for other in (np.maximum(0, 7.0 - np.arange(7)), 1 / (1.0 + np.arange(7)), np.exp(-np.arange(7.0))):
        assert other[5] * other[0] != pytest.approx(other[3] * other[4])


@pytest.mark.parametrize("sigma", [0.5, 1.0, 2.5])
def test_operations_executed(sigma):
    r = len(gaussian_weights(sigma)) // 2
    counted = count_operations(lambda image: gaussian(image, sigma), np.ones((5, 7)))
    assert (counted.multiplications, counted.additions) == (35 * (2 * r + 2), 35 * 4 * r)


def test_how_far_the_bell_falls():
    g = gaussian_weights(100.0)
    assert [round(100 * float(g[len(g) // 2 + i] / g.max())) for i in (100, 200)] == [61, 14]
