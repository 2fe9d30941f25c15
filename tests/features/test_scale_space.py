import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import features as cases
from refimpl.features import scale_space
from refimpl.features.scale_space import double_size, gaussian_octaves, scale_space_extrema
from refimpl.peers.features import gaussian_octaves_in_cv2
from refimpl.samples import camera
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [double_size, gaussian_octaves, scale_space_extrema]


def test_the_first_octave_matches_opencv(cv2):
    """Doubled, and blurred from 1 to 1.6, then by what is missing to the next scale: kernels as OpenCV chooses them."""
    octaves = gaussian_octaves(camera())
    assert_agrees(octaves[0], gaussian_octaves_in_cv2(camera())[0], oracle="cv2.GaussianBlur", function=gaussian_octaves)
    assert [octave.shape[1] for octave in octaves] == [512, 256, 128, 64, 32, 16, 8, 4]
    assert all((after[0] == before[3][::2, ::2]).all() for before, after in pairwise(octaves))


@given(case=cases.scale_space_extrema())
def test_pixels_found_are_extremes_of_scipys_filters(case):
    """Every pixel reported, if it did not move there, is the greatest or the least of its 27; none lies at the border."""
    D = np.diff(case["octave"], axis=0)
    pixels, positions = scale_space_extrema(**case)
    extreme = (D == ndimage.maximum_filter(D, 3)) | (D == ndimage.minimum_filter(D, 3))
    assert (np.abs(positions - pixels) < 0.5).all()
    near = [extreme[max(s - 2, 0):s + 3, max(y - 3, 0):y + 4, max(x - 3, 0):x + 4].any() for s, y, x in pixels]
    assert all(near)
    assert all(1 <= s <= 3 and 5 <= y < D.shape[1] - 5 and 5 <= x < D.shape[2] - 5 for s, y, x in pixels)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("sigma, dark", [(2.5, False), (3, True), (4, False), (6, True)])
def test_a_round_blob_is_found_where_it_is_and_as_large_as_it_is(sigma, dark):
    """The scale of a Gaussian blob of width σ: within a fifth below it, for D compares it with blurs a third octave apart."""
    y, x = np.indices((64, 65))
    blob = 255 * np.exp(-((y - 30.2)**2 + (x - 33.9)**2) / (2 * sigma**2))
    found = [(1.6 * 2**(s / 3 + o) / 2, row * 2**o / 2 - 0.25, column * 2**o / 2 - 0.25)
             for o, octave in enumerate(gaussian_octaves(255 - blob if dark else blob))
             for s, row, column in scale_space_extrema(octave)[1]]
    assert len(found) == 1
    scale, row, column = found[0]
    assert 0.8 * sigma < scale < sigma and abs(row - 30.2) < 0.1 and abs(column - 33.9) < 0.1


def test_edges_are_dropped():
    """A blob drawn out to eight times its width is an edge: kept only if edges may bend more one way than the other."""
    y, x = np.indices((80, 81))
    blob = 255 * np.exp(-(y - 40.0)**2 / (2 * 3**2) - (x - 40.0)**2 / (2 * 24**2))
    octave = gaussian_octaves(blob)[1]
    assert len(scale_space_extrema(octave, edge=10)[0]) == 0
    assert len(scale_space_extrema(octave, edge=1000)[0]) > 0


def test_weak_blobs_are_dropped():
    """Contrast 0.04 of 255 over three scales: a blob of 60 levels passes, one of 10 does not."""
    y, x = np.indices((40, 41))
    blob = np.exp(-((y - 20.1)**2 + (x - 20.2)**2) / (2 * 3**2))
    counts = [len(scale_space_extrema(gaussian_octaves(height * blob)[1])[0]) for height in (10, 60)]
    assert counts == [0, 1]


def test_flat_neighbourhoods_have_no_vertex_and_do_not_fail():
    """Stripes: no second difference along them, H cannot be inverted."""
    stripes = np.tile(255.0 * (np.arange(64) // 4 % 2), (48, 1))
    for octave in gaussian_octaves(stripes):
        scale_space_extrema(octave)


@pytest.mark.parametrize("shape, count", [((1, 1), 0), ((1, 9), 0), ((2, 3), 1), ((5, 64), 2)])
def test_small_images_have_few_octaves(shape, count):
    """log₂ of the shorter side, rounded, doubled: −1."""
    octaves = gaussian_octaves(np.ones(shape))
    assert len(octaves) == count
    assert all(len(scale_space_extrema(octave)[0]) == 0 for octave in octaves)


def test_bad_input():
    for shape in ((2, 3, 3), (0, 4)):
        with pytest.raises(ValueError, match=r"^image must (be \(H, W\)|have at least one element), got shape"):
            gaussian_octaves(np.zeros(shape))
    with pytest.raises(TypeError, match=r"^image must be real, got complex128$"):
        gaussian_octaves(np.zeros((4, 5), complex))
    for level in (np.nan, np.inf, 1e31):
        with pytest.raises(ValueError, match=r"^image must be finite, of levels up to 1e\+30$"):
            gaussian_octaves(np.full((4, 5), level))
    octave = np.zeros((6, 12, 13))
    for shape in ((5, 12, 13), (12, 13)):
        with pytest.raises(ValueError, match=rf"^octave must be \(6, H, W\), got shape {re.escape(str(shape))}$"):
            scale_space_extrema(np.zeros(shape))
    for contrast in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match=rf"^contrast must be a finite number at least 0 and at most 1, got {contrast}$"):
            scale_space_extrema(octave, contrast)
    for edge in (0.5, 1e300, 10**30):
        with pytest.raises(ValueError, match=r"^edge must be a finite number at least 1 and at most 16777216, got "):
            scale_space_extrema(octave, 0.04, edge)


def test_the_contrast_is_that_between_the_pixels():
    """A blob whose middle lies a third of a pixel off: there D is 51, at the nearest pixel about a tenth less.

    Contrast c keeps |D| ≥ 255·c/3: for 49.5 the blob is kept, though no pixel has so much; for 52 it is not.
    """
    y, x = np.indices((33, 32))
    blob = np.exp(-((y - 15.66)**2 + (x - 16.34)**2) / (2 * 1.6**2))
    octave = np.cumsum([height * blob for height in (0, 10, 40, 51, 40, 10)], axis=0)
    assert np.diff(octave, axis=0).max() < 49.5
    assert [len(scale_space_extrema(octave, contrast=3 * D / 255)[0]) for D in (49.5, 52)] == [1, 0]


@pytest.mark.parametrize("place", [(5, 16), (27, 16), (16, 5), (16, 40), (4, 16), (28, 16), (16, 4), (16, 41)])
def test_blobs_within_five_pixels_of_the_border_are_left_out(place):
    """The image is 33 × 46: rows 5 … 27 and columns 5 … 40 are inside."""
    y, x = np.indices((33, 46))
    blob = np.exp(-((y - place[0])**2 + (x - place[1])**2) / (2 * 1.6**2))
    octave = np.cumsum([height * blob for height in (0, 10, 40, 51, 40, 10)], axis=0)
    inside = 5 <= place[0] <= 27 and 5 <= place[1] <= 40
    assert scale_space_extrema(octave)[0].tolist() == ([[2, *place]] if inside else [])


def test_defaults():
    octave = gaussian_octaves(camera())[0]
    assert all((a == b).all() for a, b in zip(scale_space_extrema(octave), scale_space_extrema(octave, 0.04, 10), strict=True))


def test_narrow_octaves_do_not_wrap():
    """Levels of uint8 that fall: their differences are negative."""
    y, x = np.indices((32, 32))
    blob = np.exp(-((y - 16)**2 + (x - 16)**2) / 18)
    octave = np.rint(250 - np.cumsum([height * blob for height in (0, 10, 40, 80, 40, 10)], axis=0))
    pixels, positions = scale_space_extrema(octave.astype(np.uint8))
    assert len(pixels) == 1 and (positions == scale_space_extrema(octave)[1]).all()


def test_forms_that_mean_the_same():
    image = np.arange(48, dtype=np.uint8).reshape(6, 8) * 5
    for form in (image.tolist(), image.astype(">f8"), image.astype(np.float16), image.astype("g")):
        assert (double_size(form) == double_size(image)).all()
        assert all((a == b).all() for a, b in zip(gaussian_octaves(form), gaussian_octaves(image), strict=True))


@pytest.mark.filterwarnings("error")
def test_infinite_levels_are_carried_where_a_blend_has_them():
    image = np.zeros((3, 4))
    image[1, 2] = np.inf
    assert np.argwhere(np.isinf(double_size(image))).tolist() == [[y, x] for y in range(1, 5) for x in range(3, 7)]


def test_cost_in_gaussians(monkeypatch):
    """Six of the doubled image, and in all that follows less than a third as much again."""
    sizes, once = [], scale_space._blur
    monkeypatch.setattr(scale_space, "_blur", lambda f, sigma: sizes.append(f.size) or once(f, sigma))
    gaussian_octaves(camera())
    doubled = 4 * camera().size
    assert sizes.count(doubled) == 3 + 3 and 0 < sum(sizes) / doubled - 6 < 6 / 3


def test_half_of_a_place_in_the_doubled_image_is_a_quarter_too_far():
    """The doubled ramp 0 1 2 …: level x is that of pixel x, and lies at 2x + ½."""
    doubled = double_size(np.arange(9.0)[None])[0]
    assert all(np.interp(2 * x + 0.5, np.arange(18), doubled) == x for x in range(1, 8))


@pytest.mark.filterwarnings("error")
def test_doubling_multiplies_by_four_before_it_divides():
    """The greatest float32 is 3.4·10³⁸, a quarter of it 8.5·10³⁷."""
    assert np.isfinite(double_size(np.full((1, 1), 8.5e37))).all() and np.isinf(double_size(np.full((1, 1), 8.6e37))).all()
