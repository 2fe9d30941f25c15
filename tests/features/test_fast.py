import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.fast import RING, arc_contrast, fast
from refimpl.samples import camera, clock
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [fast, arc_contrast]


def opencv(cv2, image, threshold, nms):
    """Return OpenCV's points and responses."""
    found = cv2.FastFeatureDetector_create(threshold, nms, cv2.FAST_FEATURE_DETECTOR_TYPE_9_16).detect(image)
    points = np.array([keypoint.pt for keypoint in found], int).reshape(-1, 2)
    return points, np.array([keypoint.response for keypoint in found], int)


def assert_same_as_opencv(cv2, image, threshold, nms):
    """Compare points, and with suppression scores; without it OpenCV has none."""
    (points, scores), (expected, responses) = fast(image, threshold, nms=nms), opencv(cv2, image, threshold, nms)
    assert len(points) == len(expected)
    if len(points):
        assert_agrees(points, expected, oracle="cv2.FastFeatureDetector", function=fast)
        if nms:
            assert_agrees(scores, responses, oracle="cv2.FastFeatureDetector", function=fast)


@given(case=cases.fast())
def test_matches_opencv(cv2, case):
    if case["image"].dtype == np.uint8:
        assert_same_as_opencv(cv2, case["image"], case["threshold"], case["nms"])


@pytest.mark.parametrize("nms", [False, True])
@pytest.mark.parametrize("threshold", [0, 1, 10, 30, 100])
def test_matches_opencv_on_photographs(cv2, threshold, nms):
    for photo in (camera(), clock()):
        assert_same_as_opencv(cv2, photo, threshold, nms)


@given(case=cases.fast())
def test_is_the_paper_s_test_pixel_by_pixel(case):
    """An arc of n all brighter than f + t, or all darker than f − t; the score the largest such t, tried one by one."""
    image, threshold, n = case["image"].astype(int), case["threshold"], case["arc"]
    H, W = image.shape

    def is_corner(y, x, t):
        ring = [image[y + dy, x + dx] - image[y, x] for dy, dx in RING]
        return any(all(ring[(k + i) % 16] > t for i in range(n)) or all(ring[(k + i) % 16] < -t for i in range(n))
                   for k in range(16))

    expected = [(x, y) for y in range(3, H - 3) for x in range(3, W - 3) if is_corner(y, x, threshold)]
    points, scores = fast(case["image"], threshold, n, nms=False)
    assert [tuple(point) for point in points.tolist()] == expected
    for (x, y), score in list(zip(points.tolist(), scores.tolist(), strict=True))[:5]:
        assert is_corner(y, x, score) and not is_corner(y, x, score + 1)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_the_ring_is_a_circle_of_radius_3():
    """Sixteen pixels, each next to the last, none nearer than 2.8 or farther than 3.2."""
    steps = np.diff(np.array([*RING, RING[0]]), axis=0)
    assert len(set(RING)) == 16 and np.abs(steps).max() == 1
    assert all(2.8 < np.hypot(*place) < 3.2 for place in RING)


def test_worked_example():
    """Nine of the ring at 60, the rest 50 as the middle: contrast 10, so a corner for t ≤ 9."""
    image = np.full((7, 7), 50, np.uint8)
    for dy, dx in RING[4:13]:
        image[3 + dy, 3 + dx] = 60
    assert fast(image, 9)[0].tolist() == [[3, 3]] and fast(image, 9)[1].tolist() == [9]
    assert len(fast(image, 10)[0]) == 0
    assert len(fast(image, 5, arc=10)[0]) == 0


def test_of_neighbours_the_stronger_stays_and_of_equal_ones_none():
    """OpenCV's rule: a score must be larger than all eight around."""
    image = np.full((11, 14), 100, np.uint8)
    image[5, 5], image[5, 6] = 20, 10
    assert fast(image, 20, nms=False)[0].tolist() == [[5, 5], [6, 5]]
    assert fast(image, 20)[0].tolist() == [[6, 5]]
    image[5, 5] = 10
    assert len(fast(image, 20)[0]) == 0


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (6, 20), (7, 6), (9, 8)])
def test_small_and_constant_images_have_none(shape):
    points, scores = fast(np.full(shape, 9, np.uint8), 0)
    assert (points.shape, scores.shape, points.dtype) == ((0, 2), (0,), np.int64)


def test_bright_levels_do_not_wrap():
    image = np.full((9, 9), 250, np.uint16) * 200
    image[4, 4] = 65535
    assert fast(image, 10000)[1].tolist() == [65535 - 50000 - 1]


def test_bad_input():
    with pytest.raises(TypeError, match=r"^image must be bool or whole levels of at most 32 bits, got float64$"):
        fast(np.zeros((9, 9)), 10)
    with pytest.raises(TypeError, match=r"^image must be bool or whole levels of at most 32 bits, got int64$"):
        fast(np.zeros((9, 9), np.int64), 10)
    for shape, threshold, arc in (((9, 9, 3), 10, 9), ((9, 9), -1, 9), ((9, 9), 10, 8), ((9, 9), 10, 17)):
        with pytest.raises(ValueError, match=r"^image must be \(H, W\), threshold at least 0 and arc from 9 to 16, got"):
            fast(np.zeros(shape, np.uint8), threshold, arc)
