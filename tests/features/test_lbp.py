import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.lbp import lbp, lbp_definition, least_rotation
from refimpl.peers.features import lbp_in_skimage, lbp_in_skimage_floats
from refimpl.samples import camera, clock, microaneurysms
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [lbp, least_rotation]


@pytest.mark.parametrize("method", ["default", "ror", "uniform"])
@pytest.mark.parametrize("points, radius", [(8, 1), (8, 1.5), (16, 2), (24, 3)])
def test_matches_scikit_image_on_a_photograph(skimage_feature, points, radius, method):
    expected = lbp_in_skimage_floats(camera(), points, radius, method)
    assert expected.dtype == np.float64                             # the same numbers, as floats
    assert_agrees(lbp(camera(), points, radius, method), expected.astype(np.int64),
                  oracle="skimage.feature.local_binary_pattern", function=lbp)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """Eight pixels around 5; from the right, against the clock: 7 5 3 8 / 4 5 9 1, bits 1 1 0 1 0 1 1 0."""
    image = np.array([[8, 3, 5], [4, 5, 7], [5, 9, 1]])
    #  radius 1, 4 points: right 7, up 3, left 4, down 9: 1 0 0 1
    assert lbp(image, 4, 1)[1, 1] == 0b1001
    assert lbp(image, 4, 1, "ror")[1, 1] == 0b0011
    assert lbp(image, 4, 1, "uniform")[1, 1] == 2
    cross = np.array([[0, 9, 0], [1, 5, 1], [0, 9, 0]])              # up and down only: four changes
    assert lbp(cross, 4, 1, "uniform")[1, 1] == 5


def test_interpolates_by_hand():
    """At 45° and radius √2/2 the four pixels around count a quarter each: 16/4 = 4 < 5, 24/4 = 6."""
    image = np.array([[0, 1, 2], [3, 5, 6], [5, 8, 6]])
    bits = [int(v >= 5) for v in ((5 + 6 + 1 + 2) / 4, (5 + 3 + 0 + 1) / 4, (5 + 3 + 5 + 8) / 4, (5 + 6 + 8 + 6) / 4)]
    code = lbp(image, 8, 0.5**0.5)[1, 1]
    assert [int(code) >> p & 1 for p in (1, 3, 5, 7)] == bits == [0, 0, 1, 1]


def test_a_rising_map_changes_bits_where_levels_are_interpolated():
    """The law that many books state does not hold: squares do not interpolate."""
    image = np.random.default_rng(0).integers(0, 99, (20, 21))
    assert (lbp(image, 8, 1) != lbp(image**2, 8, 1)).any()
    assert (lbp(image, 4, 1) == lbp(image**2, 4, 1)).all()


def test_beyond_the_border_there_is_black():
    """A single pixel: of level 0 every neighbour is as bright, of level 1 none is."""
    assert lbp(np.array([[0]]), 8, 1).tolist() == [[255]]
    assert lbp(np.array([[1]]), 8, 1).tolist() == [[0]]
    assert lbp(np.array([[1]]), 8, 0).tolist() == [[255]]


def test_bad_input():
    image = np.zeros((4, 5))
    for function in (lbp, lbp_definition):
        with pytest.raises(ValueError, match=r"^method must be one of default, ror, uniform, got 'var'$"):
            function(image, 8, 1, "var")
        for points, radius in ((0, 1), (33, 1), (2.5, 1)):
            with pytest.raises(ValueError, match=rf"^points must be a whole number at least 1 and at most 32, got {points}$"):
                function(image, points, radius)
        for points, radius in ((8, -1), (8, np.inf), (8, np.nan)):
            with pytest.raises(ValueError, match=rf"^radius must be a finite number at least 0, got {radius}$"):
                function(image, points, radius)
        with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape \(4, 5, 3\)$"):
            function(np.zeros((4, 5, 3)), 8, 1)
        with pytest.raises(TypeError, match=r"^image must be real, got complex128$"):
            function(np.zeros((4, 5), complex), 8, 1)
    for codes in ([8], [-1]):
        with pytest.raises(ValueError, match=rf"^codes must be from 0 to 7, got {codes[0]} … {codes[0]}$"):
            least_rotation(codes, 3)
    with pytest.raises(TypeError, match=r"^codes must be whole, got float64$"):
        least_rotation([1.0], 3)


@pytest.mark.parametrize("method", ["default", "ror", "uniform"])
@pytest.mark.parametrize("points, radius", [(1, 1), (3, 1.5), (8, 1), (10, 2)])
def test_definition_matches_scikit_image(skimage_feature, points, radius, method):
    image = np.random.default_rng(1).integers(0, 5, (9, 8)).astype(np.uint8)
    expected = lbp_in_skimage(image, points, radius, method)
    assert_agrees(lbp_definition(image, points, radius, method), expected, oracle="skimage.feature.local_binary_pattern",
                  function="features.lbp_definition")
    assert (lbp_definition(image, points, radius) == lbp(image, points, radius)).all()


@pytest.mark.parametrize("function", [lbp, lbp_definition])
@pytest.mark.parametrize("shape", [(0, 0), (1, 0), (0, 3)])
def test_without_pixels_there_are_no_patterns(function, shape):
    codes = function(np.zeros(shape), 8, 1)
    assert (codes.shape, codes.dtype) == (shape, np.int64)


@pytest.mark.parametrize("radius", [7.5, 8, 15, 16, 17, 40, 1e3, 10**9, 10**30, 1e300])
def test_a_ring_far_outside_sees_black(radius):
    """Beyond the longest way inside nothing changes any more: every bit is 0 ≥ f."""
    image = np.random.default_rng(0).integers(-3, 4, (8, 7))
    codes = lbp(image, 8, radius)
    assert (codes == lbp_definition(image, 8, radius)).all()
    if radius >= 16:
        assert (codes == np.where(image <= 0, 255, 0)).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("points, radius", [(4, 1), (8, 1), (8, 1.5)])
def test_infinite_and_missing_pixels(points, radius):
    """∞ is as bright as ∞; NaN is neither brighter nor darker: bit 0, its own eight and those that look at it."""
    image = np.random.default_rng(0).integers(0, 9, (7, 8)).astype(float)
    image[1, 2], image[4, 5], image[4, 6], image[6, 1] = np.inf, np.inf, np.inf, -np.inf
    assert (lbp(image, points, radius) == lbp_definition(image, points, radius)).all()
    image[3, 3] = np.nan
    codes = lbp(image, points, radius)
    assert (codes == lbp_definition(image, points, radius)).all() and codes[3, 3] == 0


def test_flat_regions_of_floats_are_noise():
    """100/255, mixed with itself, is less in the last place: the four bits between pixels are 0.  No whole level is."""
    assert (lbp(np.full((9, 10), 100 / 255), 8, 1)[2:-2, 2:-2] == 0b01010101).all()
    assert all((lbp(np.full((9, 10), level, np.uint8), 8, 1)[2:-2, 2:-2] == 255).all() for level in range(256))


def test_narrow_numbers_mean_the_same():
    image = np.array([[200, 3], [255, 250]], np.uint8)
    assert (lbp(image, np.uint8(8), np.float16(1)) == lbp(image.tolist(), 8, 1)).all()
    assert least_rotation(np.array([0b1000, 0b0110], np.uint8), np.int8(4)).tolist() == least_rotation([8, 6], 4).tolist() == [1, 3]
    assert least_rotation(np.array([0b1000_0000], np.uint8), 16).tolist() == [1]


def test_most_rings_of_a_photograph_are_uniform():
    """Of 8 points at 1 three quarters and more."""
    for photo in (camera(), clock(), microaneurysms()):
        assert 0.75 < (lbp(photo, 8, 1, "uniform") <= 8).mean() < 0.95


def test_light_and_contrast_drop_out_but_for_rounding_and_the_border():
    """Twice the levels: exactly.  Three times and 10 more: a few in ten thousand levels between pixels are rounded otherwise."""
    codes, photo = lbp(camera(), 8, 1), camera().astype(int)
    assert (lbp(2 * photo, 8, 1) == codes).all()
    same = (lbp(3 * photo + 10, 8, 1) == codes)[2:-2, 2:-2]
    assert 0.999 < same.mean() < 1
    assert (lbp(3 * photo + 10, 4, 1) == lbp(photo, 4, 1))[1:-1, 1:-1].all()
