import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.harris import harris, structure_tensor
from refimpl.samples import camera, clock
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [harris, structure_tensor]


@given(case=cases.harris())
def test_matches_scikit_image(skimage_feature, case):
    if min(case["image"].shape) == 1:                               # scikit-image takes that for no image
        return
    expected = skimage_feature.corner_harris(case["image"], k=case["k"], sigma=case["sigma"])
    assert_agrees(harris(**case), expected, oracle="skimage.feature.corner_harris", function=harris, within=0)


@given(case=cases.structure_tensor())
def test_structure_tensor_matches_scikit_image(skimage_feature, case):
    if min(case["image"].shape) == 1:
        return
    expected = skimage_feature.structure_tensor(case["image"], case["sigma"])
    for actual, theirs in zip(structure_tensor(**case), expected, strict=True):
        assert_agrees(actual, theirs, oracle="skimage.feature.structure_tensor", function=structure_tensor, within=0)


@pytest.mark.parametrize("photo", [camera, clock])
def test_matches_scikit_image_on_photographs(skimage_feature, photo):
    assert_agrees(harris(photo()), skimage_feature.corner_harris(photo()), oracle="skimage.feature.corner_harris",
                  function=harris, within=0)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """Slopes 1 and 2 everywhere: A = 64·(4 2; 2 1), det 0, trace 320: R = −0.05·320²; nothing is averaged for σ = 0."""
    y, x = np.indices((5, 6))
    R = harris(2.0 * y + x, sigma=0)
    assert (R[2, 2:4] == -0.05 * 320**2).all()
    assert harris(2.0 * y + x, k=0, sigma=0)[2, 2] == 0


def test_the_corner_of_a_square_is_the_strongest_and_its_side_is_negative():
    square = np.zeros((30, 31))
    square[10:20, 9:22] = 1
    R = harris(square)
    assert np.unravel_index(R.argmax(), R.shape) in [(y, x) for y in (10, 19) for x in (9, 21)]
    assert R[10, 15] < 0 and R[15, 9] < 0
    assert abs(R[2, 2]) < 1e-6 < R.max()


def test_a_constant_black_image_and_a_single_pixel():
    assert not harris(np.zeros((4, 5))).any()
    assert harris(np.ones((1, 1))).shape == (1, 1)


def test_bad_input():
    with pytest.raises(TypeError, match=r"^image must be bool, uint8, uint16, uint32 or float, got int64$"):
        harris(np.zeros((2, 3), np.int64))
    with pytest.raises(ValueError, match=r"^image must be \(H, W\)"):
        harris(np.zeros((2, 3, 3)))
    with pytest.raises(ValueError, match=r"^sigma and truncate must be finite and not negative, got -1 and 4.0$"):
        harris(np.zeros((2, 3)), sigma=-1)
