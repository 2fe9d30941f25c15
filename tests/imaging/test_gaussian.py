import math

import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import imaging as cases
from refimpl.imaging.gaussian import gaussian, gaussian_definition, gaussian_weights
from tests.agreement import assert_agrees, assert_keeps
from tests.imaging.test_borders import as_scipy_sees

FUNCTIONS = [gaussian, gaussian_weights]


@given(case=cases.gaussian(longest=6))
def test_vectorised_equals_definition(case):
    taps = len(gaussian_weights(case["sigma"], case.get("truncate", 4.0)))
    assert_agrees(gaussian(**case), gaussian_definition(**case), oracle="definition", function=gaussian,
                  terms=np.abs(case["image"].astype(float)).max(), within=16 + taps)         # it sums taps² terms


@given(case=cases.gaussian(longest=40))
def test_matches_scipy(case):
    case["image"] = as_scipy_sees(case["image"])
    expected = ndimage.gaussian_filter(case["image"], **{key: value for key, value in case.items() if key != "image"})
    assert_agrees(gaussian(**case), expected, oracle="scipy.ndimage.gaussian_filter", function=gaussian, within=0)


@given(case=cases.gaussian(dtypes="BH"))
def test_whole_numbers_become_float64(case):
    assert_agrees(gaussian(**case), gaussian(**{**case, "image": case["image"].astype(float)}), oracle="of floats",
                  function=gaussian, within=0)


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
    with pytest.raises(ValueError, match=f"^sigma and truncate must be finite and not negative, got {sigma} and {truncate}$"):
        gaussian(np.zeros((2, 3)), sigma, truncate=truncate)


def test_bad_images_are_named():
    with pytest.raises(TypeError, match=r"^image must be bool, integer or float, got complex128$"):
        gaussian(np.zeros((2, 3), complex), 1)
    with pytest.raises(ValueError, match=r"^image must be \(H, W\), .* got shapes \(2, 3, 3\) .*$"):
        gaussian(np.zeros((2, 3, 3)), 1)
