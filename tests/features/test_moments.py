from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.moments import (
    central_moments, central_moments_definition, hu_moments, moments, moments_definition, normalized_moments)
from refimpl.peers.features import hu_moments_in_cv2
from refimpl.samples import camera
from tests.agreement import assert_keeps

FUNCTIONS = [moments, central_moments, normalized_moments, hu_moments]


def test_hu_matches_opencv_on_a_photograph(cv2):
    assert np.allclose(hu_moments(camera()), hu_moments_in_cv2(camera()), rtol=1e-9, atol=0)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """An L of three pixels, (0, 0), (0, 1), (1, 1) as x, y: centroid ⅓, ⅔."""
    image = np.array([[1, 0], [1, 1]])
    assert moments(image, 2).tolist() == [[3, 2, 2], [1, 1, 1], [1, 1, 1]]
    #  x − x̄ = −⅓, −⅓, ⅔ and y − ȳ = −⅔, ⅓, ⅓
    expected = [[3, 0, 2 / 3], [0, 1 / 3, -1 / 9], [2 / 3, 1 / 9, 1 / 9]]
    assert np.allclose(central_moments(image, 2), expected, rtol=0, atol=1e-15)


def test_hu_by_hand():
    """A bar of n pixels of mass 1: η20 = (n² − 1)/12n, all else 0: h1 = η20, h2 = η20²."""
    for n in (2, 5, 9):
        eta = (n * n - 1) / 12 / n
        assert np.allclose(hu_moments(np.ones((1, n))), [eta, eta**2, 0, 0, 0, 0, 0], rtol=1e-13, atol=1e-15)


def test_hu_by_its_formula_of_complex_numbers():
    """c_pq = Σ z^p·z̄^q·f, z = x + iy: h1 = c11, h2 = |c20|², h3 = |c30|², h4 = |c21|², h5 + i·h7 = …, by other means."""
    image = np.array([[3, 1, 4, 1], [5, 9, 2, 6], [5, 3, 5, 8]])
    y, x = np.indices(image.shape)
    z = x + 1j * y
    z = z - (z * image).sum() / image.sum()
    c = {(p, q): (z**p * z.conj()**q * image).sum() / image.sum()**(1 + (p + q) / 2)
         for p, q in ((1, 1), (2, 0), (3, 0), (2, 1))}
    h5_h7 = c[3, 0] * c[2, 1].conj()**3
    expected = [c[1, 1].real, abs(c[2, 0])**2, abs(c[3, 0])**2, abs(c[2, 1])**2, h5_h7.real,
                (c[2, 0] * c[2, 1].conj()**2).real, h5_h7.imag]
    assert np.allclose(hu_moments(image), expected, rtol=1e-12, atol=1e-16)


def test_bad_input():
    for function in (moments, moments_definition, central_moments, central_moments_definition):
        with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape \(2, 3, 3\)$"):
            function(np.zeros((2, 3, 3)))
        for order in (-1, 1.5, 10**6, 10**30):
            with pytest.raises(ValueError, match=rf"^order must be a whole number at least 0 and at most 302, got {order}$"):
                function(np.ones((2, 3)), order)
        with pytest.raises(TypeError, match=r"^image must be real, got complex128$"):
            function(np.zeros((2, 3), complex))
    for function in (central_moments, central_moments_definition, hu_moments):
        with pytest.raises(ValueError, match=r"^image must have mass, but its levels sum to 0: no centroid$"):
            function(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"^central must have at least one element, got shape \(0, 3\)$"):
        normalized_moments(np.zeros((0, 3)))
    with pytest.raises(ValueError, match=r"^image must have positive mass, got -6.0$"):
        hu_moments(-np.ones((2, 3)))


@given(case=cases.graded_hu_moments())
@pytest.mark.filterwarnings("error")
def test_hu_is_right_to_the_last_place(case):
    """Against fractions, in units of the last place of what the sums would be if nothing cancelled.

    h1 and h2 within 4; the others within 4 and as many more as the centroid is spreads away from the origin.
    """
    exact, scale, away = cases.exact_hu_moments(**case)
    for i, (h, right, size) in enumerate(zip(hu_moments(**case), exact, scale, strict=True)):
        if abs(right) > np.finfo(float).max:
            assert h == np.inf * (1 if right > 0 else -1) or np.isinf(h)
        else:
            unit = max(Fraction(2)**-52 * size, Fraction(2)**-1074)
            assert abs(Fraction(float(h)) - right) <= (4 + (away if i > 1 else 0)) * unit


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("level", [5e-324, 1e-300, 1e300])
def test_extreme_levels(level):
    """Moments grow with f, η[p, q] with f^(−(p + q)/2): finite where the answer is, also where mass² is not."""
    image = np.array([[1, 2, 1], [1, 1, 0]]) * level
    assert np.allclose(moments(image, 2) / level, moments([[1, 2, 1], [1, 1, 0]], 2), rtol=1e-13)
    assert np.allclose(moments_definition(image, 2), moments(image, 2), rtol=1e-13)
    eta = normalized_moments(central_moments(image, 2))
    plain = normalized_moments(central_moments([[1, 2, 1], [1, 1, 0]], 2))
    if level == 5e-324:
        assert eta[2, 0] == eta[0, 2] == np.inf                     # 0.08/level is about 10³²²
    else:
        assert np.allclose(eta[[2, 0], [0, 2]] * level, plain[[2, 0], [0, 2]], rtol=1e-13)


@pytest.mark.filterwarnings("error")
def test_without_mass_there_is_no_eta():
    """0/0 is NaN; what mass 0 divides is infinite; a negative mass has no root."""
    assert np.isnan(normalized_moments(np.zeros((4, 4)))).all()
    eta = normalized_moments([[0.0, 1.0], [-1.0, 0.0]])
    assert np.isnan(eta[0, 0]) and (eta[0, 1], eta[1, 0]) == (np.inf, -np.inf)
    eta = normalized_moments([[-4.0, 1.0], [1.0, 1.0]])
    assert np.isnan(eta[0, 1]) and np.isnan(eta[1, 0]) and (eta[0, 0], eta[1, 1]) == (1, 1 / 16)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("function", [moments, moments_definition])
def test_infinity_and_nan_go_as_far_as_the_sum(function):
    """In column 0 of row 1: x⁰·y^q·∞ is infinite, 0^p·∞ is NaN."""
    image = np.ones((2, 3))
    image[1, 0] = np.inf
    m = function(image, 1)
    assert np.isinf(m[0]).all() and np.isnan(m[1]).all()
    assert np.isnan(central_moments(image)).any()
    assert np.isnan(function(np.full((2, 3), np.nan), 2)).all()


def test_narrow_numbers_do_not_wrap():
    """Σ x·f = 200 + 2·255; without pixels there is nothing to sum."""
    image = np.array([[9, 200, 255]], np.uint8)
    for form in (image, image.tolist(), image.astype(np.float16), image.astype(">i2"), image.astype("g")):
        for function in (moments, moments_definition):
            m = function(form, np.uint8(1))
            assert m.tolist() == [[464, 0], [710, 0]] and m.dtype == np.float64
    assert not moments(np.zeros((0, 3))).any() and (hu_moments(image) == hu_moments(image.tolist())).all()
    assert (normalized_moments([[4, 0, 1], [0, 0, 0], [4, 0, 1]]) == normalized_moments([[4.0, 0, 1], [0, 0, 0], [4, 0, 1]])).all()
