from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.harris import harris, structure_tensor
from refimpl.peers.features import harris_in_skimage
from refimpl.samples import camera, clock
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [harris, structure_tensor]


@pytest.mark.parametrize("photo", [camera, clock])
def test_matches_scikit_image_on_photographs(skimage_feature, photo):
    assert_agrees(harris(photo()), harris_in_skimage(photo()), oracle="skimage.feature.corner_harris",
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


def test_defaults():
    assert (harris(camera()) == harris(camera(), 0.05, 1)).all()
    assert all((a == b).all() for a, b in zip(structure_tensor(camera()), structure_tensor(camera(), 1), strict=True))


def test_bad_input():
    for function in (harris, structure_tensor):
        with pytest.raises(ValueError, match=r"^image must have at least one element, got shape \(0, 3\)$"):
            function(np.zeros((0, 3)))
    with pytest.raises(TypeError, match=r"^image must be uint8 or uint16 or uint32 or bool or float16 .*, got int64$"):
        harris(np.zeros((2, 3), np.int64))
    with pytest.raises(ValueError, match=r"^image must be \(H, W\)"):
        harris(np.zeros((2, 3, 3)))
    with pytest.raises(ValueError, match=r"^sigma must be a finite number at least 0, got -1$"):
        harris(np.zeros((2, 3)), sigma=-1)
    for k in (-0.01, 0.26, np.nan):
        with pytest.raises(ValueError, match=rf"^k must be a finite number at least 0 and at most 0.25, got {k}$"):
            harris(np.zeros((2, 3)), k=k)


def test_a_number_of_any_type_keeps_float32():
    image = (camera() / 255).astype(np.float32)
    R = harris(image, 0.05, 1)
    assert R.dtype == np.float32
    for number in (np.float64, np.float16):
        assert harris(image, number(0.05), number(1)).dtype == np.float32
    assert (harris(image, np.float64(0.05), np.uint8(1)) == R).all()


def test_the_factor_of_sobel():
    """Slopes 1 and 2: A would be (1 2; 2 4); it is 64 times that, and R 64² times −k·5²."""
    y, x = np.indices((7, 8))
    ramp = 2.0 * y + x
    assert [A[3, 3] for A in structure_tensor(ramp, 0)] == [64 * 4, 64 * 2, 64 * 1]
    assert harris(ramp, 0.25, 0)[3, 3] == 4096 * (-0.25 * 5**2)


@given(case=cases.graded_harris())
@pytest.mark.filterwarnings("error")
def test_is_right_to_the_last_place(case):
    """Against fractions: within 2 units in the last place of (trace A)², the slopes without their signs."""
    R, (exact, scale) = harris(**case), cases.exact_harris(**case)
    eps = Fraction(float(np.finfo(R.dtype).eps))
    errors = [abs(Fraction(float(R[place])) - exact[place]) / (eps * scale[place]) for place in np.ndindex(R.shape)
              if scale[place]]
    assert max(errors, default=0) <= 2


@pytest.mark.filterwarnings("error")
def test_beyond_the_range_of_fourth_powers_nothing_is_said():
    """10⁸⁰ to the fourth is no float64: infinite, or ∞ − ∞."""
    corner = np.zeros((9, 9))
    corner[4:, 4:] = 1e80
    assert not np.isfinite(harris(corner, sigma=0)[4, 4])
    assert np.isnan(harris(np.where(corner > 0, np.nan, 0.0))[4, 4]) and harris(np.where(corner > 0, np.nan, 0.0), sigma=0)[1, 1] == 0


def test_the_border_of_a_bright_image_looks_like_an_edge(skimage_feature):
    """Both filters see zeros beyond it: negative along the border, positive in its corners, 0 inside, as in scikit-image."""
    R = harris(np.ones((20, 21)))
    assert R[0, 0] > 1 and R[0, 10] < -1 and R[10, 0] < -1 and R[10, 10] == 0
    assert_agrees(R, harris_in_skimage(np.ones((20, 21))), oracle="skimage.feature.corner_harris",
                  function=harris, within=0)
