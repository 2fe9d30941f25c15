import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.hog import hog, normalize_blocks, orientation_histograms
from refimpl.peers.features import hog_in_skimage
from refimpl.samples import camera
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [hog, orientation_histograms, normalize_blocks]
NORMS = "L1", "L1-sqrt", "L2", "L2-Hys"


@pytest.mark.parametrize("norm", NORMS)
def test_matches_scikit_image_on_a_photograph(skimage_feature, norm):
    expected = hog_in_skimage(camera(), 9, (8, 8), (3, 3), norm)
    assert_agrees(hog(camera(), block_norm=norm), expected, oracle="skimage.feature.hog", function=hog,
                  within=2e-7 / np.finfo(float).eps)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example_of_a_histogram():
    """One cell of 3 × 3; only the middle has both neighbours.  Differences (0, 2), (2, 0), (0, 0), …: by hand."""
    image = np.array([[0, 0, 0], [0, 1, 2], [0, 2, 0]])
    #  gx: rows (0 0 0), (0 2 0), (0 0 0)     gy: columns (0 0 0), (0 2 0), (0 0 0): one gradient, 45° down to the right
    h = orientation_histograms(image, 4, (3, 3))
    assert np.allclose(h, [[[0, 8**0.5 / 9, 0, 0]]], rtol=1e-15)


def test_worked_example_of_the_norms():
    """v = (3, 4): L1 3/7, 4/7; its roots; L2 0.6, 0.8; cut off at 0.2, 1/√2 each."""
    v = np.array([[[3.0, 4.0]]])
    expected = {"L1": [3 / 7, 4 / 7], "L1-sqrt": [(3 / 7)**0.5, (4 / 7)**0.5], "L2": [0.6, 0.8], "L2-Hys": [0.5**0.5] * 2}
    for norm, values in expected.items():
        assert np.allclose(normalize_blocks(v, norm).ravel(), values, rtol=1e-5)


def test_edges_on_the_border_of_two_bins_go_into_the_upper_one():
    """45° with 4 bins of 45° is in the second; 135° in the fourth; 0° and 180° in the first."""
    for down, right, k in ((1, 1, 1), (-1, -1, 1), (1, -1, 3), (-1, 1, 3), (0, 1, 0), (0, -1, 0), (1, 0, 2), (-1, 0, 2)):
        image = np.zeros((3, 3))
        image[2, 1], image[1, 2] = down, right
        assert np.flatnonzero(orientation_histograms(image, 4, (3, 3))).tolist() == [k]


def test_an_angle_just_below_0_is_not_lost():
    """−10⁻³⁰⁰ mod 180 is 180 in floats: the same as 0."""
    image = np.zeros((3, 3))
    image[1, 2], image[2, 1] = 1, -1e-300
    assert orientation_histograms(image, 9, (3, 3))[0, 0, 0] == 1 / 9


@pytest.mark.parametrize("norm", NORMS)
def test_a_constant_image_gives_zeros(norm):
    assert not hog(np.full((24, 24), 7, np.uint8), block_norm=norm).any()


def test_bad_input():
    with pytest.raises(ValueError, match=r"^image must hold a block of 3 × 3 cells of 8 × 8 pixels, got shape \(23, 99\)$"):
        hog(np.zeros((23, 99)))
    with pytest.raises(ValueError, match=r"^block must be \(rows, columns\), whole numbers at least 1, got \(0, 1\)$"):
        hog(np.zeros((9, 9)), block=(0, 1))
    with pytest.raises(ValueError, match=r"^block_norm must be one of L1, L1-sqrt, L2, L2-Hys, got 'l2'$"):
        hog(np.zeros((24, 24)), block_norm="l2")
    for cell in ((8, 0), 8, (8,), (8, 8, 8)):
        with pytest.raises(ValueError, match=r"^cell must be \(rows, columns\), whole numbers at least 1, got "):
            hog(np.zeros((24, 24)), cell=cell)
    for n in (0, 361, 10**6):
        with pytest.raises(ValueError, match=rf"^orientations must be a whole number at least 1 and at most 360, got {n}$"):
            hog(np.zeros((24, 24)), orientations=n)
    with pytest.raises(ValueError, match=r"^block=\(14, 14\) would need more than 268435456 elements$"):
        hog(np.zeros((64, 64)), 360, cell=(1, 1), block=(14, 14))
    with pytest.raises(ValueError, match=r"^norm must be one of "):
        normalize_blocks(np.zeros((1, 1, 1)), "l2")
    with pytest.raises(ValueError, match=r"^eps must be a finite number at least 1e-150 and at most 1e\+150, got 0$"):
        normalize_blocks(np.zeros((1, 1, 1)), eps=0)
    with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape \(24, 24, 3\)$"):
        hog(np.zeros((24, 24, 3)))
    with pytest.raises(TypeError, match=r"^image must be real, got complex128$"):
        hog(np.zeros((24, 24), complex))


def test_defaults():
    """Nine directions, cells of 8 × 8, blocks of 3 × 3, L2-Hys."""
    assert (hog(camera()) == hog(camera(), 9, (8, 8), (3, 3), "L2-Hys")).all()
    assert (orientation_histograms(camera()) == orientation_histograms(camera(), 9, (8, 8))).all()
    v = np.array([[[3.0, 4.0]]])
    assert (normalize_blocks(v) == normalize_blocks(v, "L2-Hys", 1e-5)).all()
    with pytest.raises(ValueError, match=r"^cell must be \(rows, columns\), whole numbers at least 1, got \(0, 8\)$"):
        hog(camera(), cell=(0, 8))
    with pytest.raises(ValueError, match=r"cells of 2 × 99 pixels"):
        hog(camera(), cell=(2, 99))


def test_numbers_and_arrays_of_other_types_mean_the_same():
    v = hog(camera(), 9, (8, 8), (3, 3))
    assert (hog(camera().tolist(), np.uint8(9), [np.int16(8), 8], np.array([3, 3], np.uint8)) == v).all()
    assert hog(camera().astype(np.float32)).dtype == np.float32 and hog(camera().astype(">f4")).dtype == np.float32


def test_float16_differences_do_not_overflow():
    """60000 − (−60000) is beyond 65504, and so are its squares."""
    image = np.tile([-60000, 0, 60000, 0], (8, 2))
    assert np.allclose(hog(image.astype(np.float16), cell=(4, 4), block=(2, 2)), hog(image, cell=(4, 4), block=(2, 2)))
    assert normalize_blocks(np.array([[[3, 4]]], np.uint8), "L2").dtype == np.float64
    half = normalize_blocks(np.full((1, 1, 2), 60000, np.float16), "L2")
    assert np.allclose(half, 0.5**0.5) and half.dtype == np.float32


@pytest.mark.filterwarnings("error")
def test_what_is_nan_has_no_direction():
    """One NaN: its four neighbours lose their gradient; numpy.histogram leaves out NaN as well."""
    image = np.tile(np.arange(6.0), (5, 1))
    h = orientation_histograms(image, 4, (5, 6))
    image[2, 3] = np.nan
    assert h[0, 0].tolist() == [2 * 20 / 30, 0, 0, 0]
    assert orientation_histograms(image, 4, (5, 6))[0, 0].tolist() == [2 * 16 / 30, 0, 0, 0]


def test_each_pixel_goes_into_one_bin_as_in_scikit_image(skimage_feature):
    """One gradient of 30°: the paper would share it between bins whose middles are 22½° and 67½°."""
    image = np.zeros((3, 3))
    image[1, 2], image[2, 1] = 3**0.5, 1
    h = orientation_histograms(image, 4, (3, 3))
    assert np.count_nonzero(h) == 1 and np.allclose(h[0, 0, 0], 2 / 9)
    theirs = hog_in_skimage(image, 4, (3, 3), (1, 1))
    assert np.count_nonzero(theirs) == 1 and theirs[0] > 0


@pytest.mark.filterwarnings("error")
def test_norms_that_overflow():
    """10¹⁵⁵ squared, and twice 10³⁰⁸, are infinite: 0.  The square of 10⁻²³ is 0 in float32: 0/0."""
    for value, dtype, norm in ((1e155, "f8", "L2"), (1e155, "f8", "L2-Hys"), (1e308, "f8", "L1"), (1e20, "f4", "L2")):
        assert not normalize_blocks(np.full((1, 1, 2), value, dtype), norm).any()
    assert np.isnan(normalize_blocks(np.full((1, 1, 2), np.inf))).all()
    for eps, lost in ((1e-22, False), (1e-23, True)):
        assert np.isnan(normalize_blocks(np.zeros((1, 1, 2), np.float32), "L2", eps)).all() == lost
        assert not normalize_blocks(np.zeros((1, 1, 2), np.float32), "L1", eps).any()
