import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.moments import (
    central_moments, central_moments_definition, hu_moments, moments, moments_definition, normalized_moments)
from refimpl.samples import camera
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [moments, central_moments, normalized_moments, hu_moments]
NAMES = ("00", "01", "10", "11", "02", "20", "12", "21", "03", "30")


SUM = 256                                                           # roundings in a sum of up to 400 terms, one by one


def reach(image, order):
    """Return what the largest terms can add up to."""
    return float(np.abs(image.astype(float)).sum()) * max(image.shape)**(2.0 * order)


@given(case=cases.moments())
def test_vectorised_equals_definition(case):
    assert_agrees(moments(**case), moments_definition(**case), oracle="definition", function=moments, within=SUM,
                  terms=reach(**case))


@given(case=cases.central_moments())
def test_central_moments_equal_definition(case):
    assert_agrees(central_moments(**case), central_moments_definition(**case), oracle="definition",
                  function=central_moments, within=SUM, terms=reach(**case))


@given(case=cases.central_moments())
def test_match_opencv(cv2, case):
    """All that OpenCV computes, at most third powers together."""
    image = case["image"]
    theirs, m, mu = cv2.moments(image), moments(image), central_moments(image)
    eta = normalized_moments(mu)
    for ours, prefix, least in ((m, "m", 0), (mu, "mu", 2), (eta, "nu", 2)):
        names = [name for name in NAMES if int(name[0]) + int(name[1]) >= least]
        actual = np.array([ours[int(p), int(q)] for p, q in names])
        function = {"m": moments, "mu": central_moments, "nu": normalized_moments}[prefix]
        mass = image.astype(float).sum()
        scale = reach(image, 1.5) if prefix != "nu" else reach(image, 1.5) / mass**2
        assert_agrees(actual, np.array([theirs[prefix + name] for name in names]), oracle="cv2.moments",
                      function=function, within=64, terms=scale)


@given(case=cases.moments())
def test_match_scikit_image(measure, case):
    """Its first index is the power of y."""
    image = case["image"].astype(float)
    assert_agrees(moments(image, case["order"]), np.ascontiguousarray(measure.moments(image, case["order"]).T),
                  oracle="skimage.measure.moments", function=moments, within=SUM, terms=reach(image, case["order"]))


@given(case=cases.hu_moments())
def test_hu_matches_opencv(cv2, case):
    expected = cv2.HuMoments(cv2.moments(case["image"])).ravel()
    h1 = expected[0]
    assert_agrees(hu_moments(**case), expected, oracle="cv2.HuMoments", function=hu_moments, within=SUM,
                  terms=max(h1, h1**6))


def test_hu_matches_opencv_on_a_photograph(cv2):
    expected = cv2.HuMoments(cv2.moments(camera())).ravel()
    assert np.allclose(hu_moments(camera()), expected, rtol=1e-9, atol=0)


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
    with pytest.raises(ValueError, match=r"^image must be \(H, W\) and order at least 0, got shape \(2, 3, 3\) and 3$"):
        moments(np.zeros((2, 3, 3)))
    with pytest.raises(ValueError, match=r"^image must be \(H, W\) and order at least 0, got shape \(2, 3\) and -1$"):
        moments(np.zeros((2, 3)), -1)
    with pytest.raises(TypeError, match=r"^image must be bool, integer or float, got complex128$"):
        moments(np.zeros((2, 3), complex))
    with pytest.raises(ValueError, match=r"^image must have mass, but its levels sum to 0: no centroid$"):
        central_moments(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"^image must have positive mass, got -6.0$"):
        hu_moments(-np.ones((2, 3)))
