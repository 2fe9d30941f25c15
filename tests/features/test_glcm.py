import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.glcm import glcm, glcm_definition, glcm_property
from refimpl.peers.features import glcm_in_skimage, glcm_property_in_skimage
from refimpl.samples import camera
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [glcm, glcm_property]
ANGLES = [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4]


@pytest.mark.parametrize("symmetric", [False, True])
def test_matches_scikit_image_on_a_photograph(skimage_feature, symmetric):
    expected = glcm_in_skimage(camera(), [1, 5], ANGLES, 256, symmetric, True)
    P = glcm(camera(), [1, 5], ANGLES, 256, symmetric, True)
    assert_agrees(P, expected, oracle="skimage.feature.graycomatrix", function=glcm, within=0)
    for name in cases.PROPERTIES:
        assert_agrees(glcm_property(P, name), glcm_property_in_skimage(expected, name),
                      oracle="skimage.feature.graycoprops", function=glcm_property, within=0)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """Two rows of three; to the right (0,1) (1,1) (0,0) (0,2); downwards (0,0) (1,0) (1,2)."""
    image = np.array([[0, 1, 1], [0, 0, 2]], np.uint8)
    P = glcm(image, [1], [0, np.pi / 2], 3)
    assert P[:, :, 0, 0].tolist() == [[1, 1, 1], [0, 1, 0], [0, 0, 0]]
    assert P[:, :, 0, 1].tolist() == [[1, 0, 0], [1, 0, 1], [0, 0, 0]]
    assert glcm(image, [1], [0], 3, symmetric=True)[:, :, 0, 0].tolist() == [[2, 1, 1], [1, 2, 0], [1, 0, 0]]
    assert glcm(image, [1], [0], 3, normed=True)[:, :, 0, 0].tolist() == [[0.25] * 3, [0, 0.25, 0], [0] * 3]


def test_properties_by_hand():
    """p = ¼ at (0,0), (0,1), (0,2), (1,1)."""
    P = np.array([[1, 1, 1], [0, 1, 0], [0, 0, 0]]).reshape(3, 3, 1, 1)
    expected = {"contrast": 5 / 4, "dissimilarity": 3 / 4, "homogeneity": (1 + 1 / 2 + 1 / 5 + 1) / 4, "ASM": 1 / 4,
                "energy": 1 / 2, "entropy": np.log(4), "mean": 1 / 4, "variance": 3 / 16, "std": 3**0.5 / 4,
                "correlation": 0.0}
    for name, value in expected.items():
        assert np.isclose(glcm_property(P, name), value, rtol=1e-15, atol=1e-16), name


def test_correlation_of_one_level_is_1():
    assert glcm_property(glcm(np.full((3, 4), 2), [1], [0], 5), "correlation").tolist() == [[1]]


def test_halves_are_rounded_away_from_0():
    """1.5 pixels to the right are 2, to the left −2."""
    image = np.array([[0, 1, 2]])
    assert np.argwhere(glcm(image, [1.5], [0], 3)[:, :, 0, 0]).tolist() == [[0, 2]]
    assert np.argwhere(glcm(image, [1.5], [np.pi], 3)[:, :, 0, 0]).tolist() == [[2, 0]]


def test_an_image_smaller_than_the_distance_has_no_pairs():
    P = glcm(np.array([[3]]), [1], [0], 4, normed=True)
    assert not P.any()
    assert glcm_property(P, "contrast").tolist() == [[0]]


@pytest.mark.parametrize("function", [glcm, glcm_definition])
def test_a_single_pair_is_all_there_is(function):
    assert function(np.array([[0, 1]]), [1], [0], 2, normed=True)[:, :, 0, 0].tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize("name", cases.PROPERTIES)
def test_the_layout_of_counts_in_memory_does_not_change_a_bit(name):
    P = glcm(camera() // 4, [1, 5], ANGLES, 64)
    assert (glcm_property(np.asfortranarray(P), name) == glcm_property(P, name)).all()


def test_levels_beyond_16_bits():
    """300 levels are 90,000 pairs."""
    image = np.array([[299, 298], [0, 299]])
    assert np.argwhere(glcm(image, [1], [0], 300)[:, :, 0, 0]).tolist() == [[0, 299], [299, 298]]


def test_bad_input():
    with pytest.raises(TypeError, match=r"^image must have whole levels, got float64: quantize it first$"):
        glcm(np.zeros((2, 3)), [1], [0], 4)
    for shape in ((2, 3, 3), (0, 3)):
        with pytest.raises(ValueError, match=r"^image must (be \(H, W\)|have at least one element), got shape"):
            glcm(np.zeros(shape, int), [1], [0], 4)
    with pytest.raises(ValueError, match=r"^levels of the image must be from 0 to 3, got 0 … 4$"):
        glcm(np.array([[0, 4]]), [1], [0], 4)
    with pytest.raises(ValueError, match=r"^levels of the image must be from 0 to 3, got -1 … 2$"):
        glcm(np.array([[-1, 2]]), [1], [0], 4)
    with pytest.raises(ValueError, match=r"^name must be one of contrast, .*, got 'Contrast'$"):
        glcm_property(np.zeros((2, 2, 1, 1)), "Contrast")
    for shape in ((2, 3, 1, 1), (2, 2)):
        with pytest.raises(ValueError, match=r"^matrix must be \(levels, levels, distances, angles\), .*got shape"):
            glcm_property(np.zeros(shape), "ASM")
    for wrong in (-1, np.nan, np.inf, 1e308):
        with pytest.raises(ValueError, match=r"^matrix must be .* counts of at least 0 and of a finite sum, got shape"):
            glcm_property(np.full((2, 2, 1, 1), wrong), "ASM")


@pytest.mark.parametrize("function", [glcm, glcm_definition])
def test_what_is_no_list_of_numbers_is_refused(function):
    image = np.zeros((2, 3), np.uint8)
    for wrong in (1, [], [[1]], [np.nan], [np.inf], [None], ["1"], np.zeros((1, 1))):
        with pytest.raises((TypeError, ValueError), match=r"^distances must be "):
            function(image, wrong, [0], 4)
        with pytest.raises((TypeError, ValueError), match=r"^angles must be "):
            function(image, [1], wrong, 4)
    for levels in (0, 8193, 10**6, 10**30, 2.5, True):
        with pytest.raises((TypeError, ValueError), match=r"^levels must be a whole number at least 1 and at most 8192"):
            function(image, [1], [0], levels)
    with pytest.raises(ValueError, match=r"^levels=8192 would need more than 268435456 elements$"):
        function(image, [1, 2, 3, 4, 5], [0], 8192)
    with pytest.raises(TypeError, match=r"^normed must be one of True, False, got 'yes'$|^normed "):
        function(image, [1], [0], 4, normed=None)


@pytest.mark.parametrize("function", [glcm, glcm_definition])
def test_narrow_and_far_numbers(function):
    """16² is 256, which uint8 does not hold; 10³⁰ pixels away there is nothing."""
    image = np.random.default_rng(0).integers(0, 16, (7, 6))
    expected = glcm(image, [1, 2], [0, 1], 16)
    got = function(image.astype(np.uint8).tolist(), np.array([1, 2], np.uint8), np.array([0, 1], np.int8), np.uint8(16))
    assert (got == expected).all() and got.dtype == np.uint32
    assert not function(image, [10**30, 1e300], [0.5], 16).any()
