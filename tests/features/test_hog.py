import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.gradients import central_differences_definition
from refimpl.features.hog import hog, normalize_blocks, orientation_histograms
from refimpl.samples import camera
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [hog, orientation_histograms, normalize_blocks]
NORMS = "L1", "L1-sqrt", "L2", "L2-Hys"


def scikit_image(skimage_feature, image, orientations, cell, block, block_norm):
    """Return skimage's feature vector."""
    return skimage_feature.hog(image, orientations, pixels_per_cell=cell, cells_per_block=block, block_norm=block_norm)


@given(case=cases.hog())
def test_matches_scikit_image(skimage_feature, case):
    """Its sums over the n pixels of a cell are kept in 32 bits: off by up to n halves of a last digit, 2⁻²⁴."""
    image, pixels = case["image"], case["cell"][0] * case["cell"][1]
    case["image"] = image if image.dtype == np.uint8 else np.rint(image * 255)       # angles of whole differences
    actual, expected = hog(**case), scikit_image(skimage_feature, **case)
    assert_agrees(actual, expected, oracle="skimage.feature.hog", function=hog,
                  within=max(pixels * 2.0**-24, 2e-7) / np.finfo(expected.dtype).eps)


@given(case=cases.orientation_histograms())
def test_matches_numpys_histograms(case):
    """A histogram a cell, of angles in degrees up to 180, weighted."""
    image, n, (c_h, c_w) = case["image"], case["orientations"], case["cell"]
    image = image if image.dtype == np.uint8 else np.rint(image * 255)
    gy, gx = central_differences_definition(image.astype(float))
    angle, m = np.degrees(np.arctan2(gy, gx)) % 180, np.hypot(gy, gx)
    corners = [(y, x) for y in range(0, image.shape[0] - c_h + 1, c_h) for x in range(0, image.shape[1] - c_w + 1, c_w)]
    if corners:
        cells = [np.s_[y:y + c_h, x:x + c_w] for y, x in corners]
        expected = np.array([np.histogram(angle[cell], n, (0, 180), weights=m[cell])[0] for cell in cells]) / (c_h * c_w)
        assert_agrees(orientation_histograms(image, n, (c_h, c_w)).reshape(-1, n), expected, oracle="numpy.histogram",
                      function=orientation_histograms)


@pytest.mark.parametrize("norm", NORMS)
def test_matches_scikit_image_on_a_photograph(skimage_feature, norm):
    expected = scikit_image(skimage_feature, camera(), 9, (8, 8), (3, 3), norm)
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
    with pytest.raises(ValueError, match=r"^image must hold a block of 0 × 1 cells of 8 × 8 pixels, got shape \(9, 9\)$"):
        hog(np.zeros((9, 9)), block=(0, 1))
    with pytest.raises(ValueError, match=r"^block_norm must be L1, L1-sqrt, L2 or L2-Hys, got 'l2'$"):
        hog(np.zeros((24, 24)), block_norm="l2")
    with pytest.raises(ValueError, match=r"^cell and orientations must be at least 1, got \(8, 0\) and 9$"):
        hog(np.zeros((24, 24)), cell=(8, 0))
    with pytest.raises(ValueError, match=r"^cell and orientations must be at least 1, got \(8, 8\) and 0$"):
        hog(np.zeros((24, 24)), orientations=0)
    with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape \(24, 24, 3\)$"):
        hog(np.zeros((24, 24, 3)))
    with pytest.raises(TypeError, match=r"^image must be bool, integer or float, got complex128$"):
        hog(np.zeros((24, 24), complex))


def test_defaults():
    """Nine directions, cells of 8 × 8, blocks of 3 × 3, L2-Hys."""
    assert (hog(camera()) == hog(camera(), 9, (8, 8), (3, 3), "L2-Hys")).all()
    assert (orientation_histograms(camera()) == orientation_histograms(camera(), 9, (8, 8))).all()
    v = np.array([[[3.0, 4.0]]])
    assert (normalize_blocks(v) == normalize_blocks(v, "L2-Hys", 1e-5)).all()
    with pytest.raises(ValueError, match=r"^cell and orientations must be at least 1, got \(0, 8\) and 9$"):
        hog(camera(), cell=(0, 8))
    with pytest.raises(ValueError, match=r"cells of 2 × 99 pixels"):
        hog(camera(), cell=(2, 99))
