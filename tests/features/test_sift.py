from importlib import import_module

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.sift import _window, describe_patch, main_directions, sift
from refimpl.imaging import pyr_down
from refimpl.samples import camera, clock, microaneurysms
from tests.agreement import assert_keeps, record_of

FUNCTIONS = [sift, main_directions, describe_patch]
PHOTOS = {"camera": camera, "clock": clock, "microaneurysms": microaneurysms,
          "half the camera": lambda: pyr_down(camera()), "odd part": lambda: np.ascontiguousarray(camera()[40:201, 60:217]),
          "turned": lambda: np.rot90(camera()).copy(), "negative": lambda: 255 - camera()}


def opencv(cv2, image):
    """Return OpenCV's keypoints (K, 4) and descriptors (K, 128)."""
    keypoints, descriptors = cv2.SIFT_create().detectAndCompute(image, None)
    return np.array([(*k.pt, k.size, k.angle) for k in keypoints]), descriptors


def partners(keypoints, others):
    """Return for each keypoint the number of another within 0.1 pixels, 0.02 octaves, 1°; −1 where there is none."""
    found = []
    for x, y, size, angle in keypoints:
        near = ((np.hypot(others[:, 0] - x, others[:, 1] - y) <= 0.1) & (np.abs(np.log2(others[:, 2] / size)) <= 0.02)
                & (np.abs((others[:, 3] - angle + 180) % 360 - 180) <= 1))
        found.append(int(np.flatnonzero(near)[0]) if near.any() else -1)
    return np.array(found)


@pytest.mark.parametrize("name", PHOTOS)
def test_matches_opencv(cv2, name):
    """Of OpenCV's keypoints at least 97 % are found, of ours as many are its; descriptors differ by a last digit or two."""
    image = PHOTOS[name]()
    (ours, descriptors), (theirs, expected) = sift(image), opencv(cv2, image)
    recall, precision = partners(theirs, ours), partners(ours, theirs)
    assert (recall >= 0).mean() >= 0.97 and (precision >= 0).mean() >= 0.97
    distance = np.linalg.norm(descriptors[recall[recall >= 0]] - expected[recall >= 0], axis=1)
    assert np.median(distance) < 2 and (distance < 30).mean() >= 0.97           # a descriptor is 512 long
    record_of(sift, "cv2.SIFT, 97 % to 0.1 px, 0.02 octaves, 1°").examples += 1


@pytest.mark.parametrize("name", ["camera", "odd part"])
def test_matches_as_well_as_opencv_after_a_turn(cv2, name):
    """Turned by 90°: how many of the matches that pass the ratio test are right, ours and OpenCV's: within 0.02."""
    image = PHOTOS[name]()
    turned = np.rot90(image).copy()                                 # x, y → y, W − 1 − x

    def precision(first, second):
        (keypoints, a), (others, b) = first, second
        squared = (a**2).sum(1)[:, None] - 2 * a @ b.T + (b**2).sum(1)
        order = squared.argsort(1)[:, :2]
        best, next_best = np.take_along_axis(squared, order, 1).T
        good = best < 0.8**2 * next_best
        x, y = keypoints[good, 0], keypoints[good, 1]
        place = others[order[good, 0]]
        return (np.hypot(place[:, 0] - y, place[:, 1] - (image.shape[1] - 1 - x)) < 2).mean(), good.sum()

    ours, count = precision(sift(image), sift(turned))
    theirs, _ = precision(opencv(cv2, image), opencv(cv2, turned))
    assert abs(ours - theirs) <= 0.02 and ours > 0.9 and count > 20


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example_of_a_direction():
    """All gradients 45° down to the right but for a few upwards: bins 4 and 5 share them, being 40° and 50°."""
    m, theta = np.ones((41, 41)), np.full((41, 41), np.radians(43))
    assert np.allclose(main_directions(m, theta, 20, 20, 2), [40])           # in bin 4, and its neighbours alike
    theta[:, 21:] = np.radians(-90)
    #  right of the middle, and left with its column, which for σ = 4.5 is a share of about 1/(4.5·√2π) = 0.09: 0.455/0.545
    assert np.allclose(main_directions(m, theta, 20, 20, 3), [40, 270])
    m[:, 21:] = 0.9
    assert np.allclose(main_directions(m, theta, 20, 20, 3), [40])           # 0.41/0.545 is less than 0.8


def test_directions_between_two_bins_are_found_by_a_parabola():
    """Of h = (…, 0, 6, 4, 0 …) smoothed by (1 4 6 4 1)/16 the peak lies between: by hand 44.0…"""
    m, theta = np.ones((41, 41)), np.full((41, 41), np.radians(40))
    theta[::5], theta[1::5] = np.radians(50), np.radians(50)
    weight = np.exp(-(np.arange(-9, 10)**2) / 18)
    share = sum(w for w, row in zip(weight, range(11, 30), strict=True) if row % 5 < 2) / weight.sum()
    h = np.convolve([1 - share, share], [1, 4, 6, 4, 1])                     # from 20° on
    k = int(h.argmax())
    expected = 10 * (2 + k + 0.5 * (h[k - 1] - h[k + 1]) / (h[k - 1] - 2 * h[k] + h[k + 1]))
    assert np.allclose(main_directions(m, theta, 20, 20, 2), [expected], rtol=1e-12)


def test_worked_example_of_a_descriptor():
    """Gradients to the right in the left half, down in the right half; seen at 0°: bins 0 and 6, of eight against the clock."""
    m, theta = np.ones((61, 61)), np.zeros((61, 61))
    theta[:, 31:] = np.pi / 2
    v = describe_patch(m, theta, 30, 30, 2, 0).reshape(4, 4, 8)
    assert (v[:, 0].any(0) == [True] + [False] * 7).all()
    assert (v[:, 3].any(0) == [False] * 6 + [True, False]).all()
    turned = describe_patch(m, theta, 30, 30, 2, 90).reshape(4, 4, 8)       # rows run to the left now, columns downwards
    assert (turned[3].any(0) == [False, False, True] + [False] * 5).all()
    assert (turned[0].any(0) == [True] + [False] * 7).all()


def test_a_descriptor_is_as_long_as_512():
    """All gradients alike: sixteen numbers, each about 512/4; a few of them further out, where the Gaussian is lower."""
    v = describe_patch(np.ones((61, 61)), np.zeros((61, 61)), 30, 30, 2, 0)
    assert (v > 0).sum() == 16 and abs(np.linalg.norm(v) - 512) < 2
    assert not describe_patch(np.zeros((61, 61)), np.zeros((61, 61)), 30, 30, 2, 0).any()


def test_what_glares_is_cut_to_a_fifth():
    """Two cells as strong as all else together, one more than the other: both cut to the same; a lone one is 255, not 512."""
    m, theta = np.ones((61, 61)), np.zeros((61, 61))
    m[21, 21], m[21, 39] = 300, 600
    v = describe_patch(m, theta, 30, 30, 2, 0).reshape(4, 4, 8)[:, :, 0]
    assert v[0, 0] == v[0, 3] == v.max() and (v == v.max()).sum() == 2
    lone = describe_patch(m * (m == 600), theta, 30, 30, 2, 0)
    assert (np.count_nonzero(lone), lone.max()) == (1, 255)


def test_two_directions_make_two_keypoints():
    """Places that occur twice have different angles; none occurs twice with the same."""
    keypoints, descriptors = sift(camera())
    assert len(np.unique(keypoints, axis=0)) == len(keypoints) == len(descriptors)
    assert len(np.unique(keypoints[:, :3], axis=0)) < len(keypoints)
    assert (np.lexsort((keypoints[:, 3], -keypoints[:, 2], keypoints[:, 1], keypoints[:, 0])) == np.arange(len(keypoints))).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (9, 8), (40, 41)])
def test_small_and_constant_images_have_none(shape):
    keypoints, descriptors = sift(np.full(shape, 99, np.uint8))
    assert (keypoints.shape, descriptors.shape) == ((0, 4), (0, 128))
    assert (keypoints.dtype, descriptors.dtype) == (np.float64, np.float32)


def test_bad_input():
    with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape \(4, 5, 3\)$"):
        sift(np.zeros((4, 5, 3)))
    with pytest.raises(ValueError, match=r"^image must have at least one element, got shape \(4, 0\)$"):
        sift(np.zeros((4, 0)))
    with pytest.raises(TypeError, match=r"^image must be real, got complex128$"):
        sift(np.zeros((4, 5), complex))
    with pytest.raises(ValueError, match=r"^image must be finite, of levels up to 1e\+30$"):
        sift(np.full((4, 5), np.nan))
    m, theta = np.ones((9, 8)), np.zeros((9, 8))
    for function, more in ((main_directions, ()), (describe_patch, (0,))):
        with pytest.raises(ValueError, match=r"^m, theta must have the same shape, got "):
            function(m, theta[1:], 4, 4, 1, *more)
        for wrong in (np.nan, np.inf, 1e31):
            with pytest.raises(ValueError, match=r"^m and theta must be finite, at most 1e\+30$"):
                function(m, theta + wrong, 4, 4, 1, *more)
        with pytest.raises(ValueError, match=r"^y must be a whole number at least 0 and at most 8, got 9$"):
            function(m, theta, 9, 4, 1, *more)
        with pytest.raises(ValueError, match=r"^x must be a whole number at least 0 and at most 7, got -1$"):
            function(m, theta, 4, -1, 1, *more)
        for scale in (0, 9.1, 1e300, np.nan):
            with pytest.raises(ValueError, match=rf"^scale must be a finite number at least 0.1 and at most 9, got {scale}$".replace("+", ".")):
                function(m, theta, 4, 4, scale, *more)
    with pytest.raises(ValueError, match=r"^angle must be a finite number, got inf$"):
        describe_patch(m, theta, 4, 4, 1, np.inf)


def test_levels_are_0_to_255():
    """The same photograph in fractions of white has no contrast that counts."""
    assert len(sift(camera())[0]) > 100 and len(sift(camera() / 255)[0]) == 0


def test_angles_go_round():
    """400° is 40°; a turn more or less of θ is none."""
    rng = np.random.default_rng(0)
    m, theta = rng.random((31, 32)), rng.uniform(-3, 3, (31, 32))
    v = describe_patch(m, theta, 15, 16, 2, 40)
    assert (describe_patch(m.tolist(), theta.tolist(), np.uint8(15), np.int8(16), np.float16(2), np.int16(400)) == v).all()
    assert np.abs(describe_patch(m, theta + 2 * np.pi, 15, 16, 2, 40) - v).max() <= 1
    assert np.allclose(main_directions(m, theta - 2 * np.pi, 15, 16, 2), main_directions(m, theta, 15, 16, 2))


def test_places_are_a_quarter_of_a_pixel_too_far():
    """A blob at 33, 30."""
    y, x = np.indices((64, 65))
    image = np.rint(255 * np.exp(-((y - 30)**2 + (x - 33)**2) / (2 * 4**2))).astype(np.uint8)
    assert np.allclose(sift(image)[0][:, :2], [[33.25, 30.25]], atol=0.03)


def test_opencv_s_arctangents_are_right_to_a_hundredth_of_a_degree(cv2):
    degrees = np.arange(0, 360, 0.1)
    theirs = np.array([cv2.fastAtan2(*np.sin(np.radians([angle, angle + 90])).tolist()) for angle in degrees])
    assert 0.005 < np.abs((theirs - degrees + 180) % 360 - 180).max() < 0.01


def test_cost_in_gradients(monkeypatch):
    """A patch reaches 3·√2·2½ scales, which are 1.6·2^½ᐟ³ … 1.6·2^3½ᐟ³: 19 … 38 pixels to each side."""
    radii, once = [], _window
    monkeypatch.setattr(import_module("refimpl.features.sift"), "_window",
                        lambda shape, y, x, radius: radii.append(radius) or once(shape, y, x, radius))
    for s in (0.5, 3.5):
        describe_patch(np.ones((99, 98)), np.ones((99, 98)), 50, 50, 1.6 * 2**(s / 3), 0)
    assert radii == [19, 38]
