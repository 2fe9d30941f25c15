import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.fast import RING, _candidates, arc_contrast, fast
from refimpl.peers.features import fast_in_cv2
from refimpl.samples import camera, clock
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [fast, arc_contrast]


@pytest.mark.parametrize("nms", [False, True])
@pytest.mark.parametrize("threshold", [0, 1, 10, 30, 100])
def test_matches_opencv_on_photographs(cv2, threshold, nms):
    """Points, and with suppression scores; without it OpenCV has none."""
    for photo in (camera(), clock()):
        (points, scores), (expected, responses) = fast(photo, threshold, nms=nms), fast_in_cv2(photo, threshold, nms=nms)
        assert len(points) == len(expected)
        if len(points):
            assert_agrees(points, expected, oracle="cv2.FastFeatureDetector", function=fast)
        if len(points) and nms:
            assert_agrees(scores, responses, oracle="cv2.FastFeatureDetector", function=fast)


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
    for dtype in (np.float64, np.int64):
        with pytest.raises(TypeError, match=rf"^image must be uint8 or int8 or .* or bool, got {np.dtype(dtype)}$"):
            fast(np.zeros((9, 9), dtype), 10)
    for shape, threshold, arc, message in (((9, 9, 3), 10, 9, r"image must be \(H, W\), got shape \(9, 9, 3\)"),
                                           ((9, 9), -1, 9, "threshold must be a finite number at least 0, got -1"),
                                           ((9, 9), np.nan, 9, "threshold must be a finite number at least 0, got nan"),
                                           ((9, 9), 10, 8, "arc must be a whole number at least 9 and at most 16, got 8"),
                                           ((9, 9), 10, 17, "arc must be a whole number at least 9 and at most 16, got 17")):
        with pytest.raises(ValueError, match=rf"^{message}$"):
            fast(np.zeros(shape, np.uint8), threshold, arc)
    for nms in (None, "no", 2):
        with pytest.raises((TypeError, ValueError), match=r"^nms must be one of True, False, got "):
            fast(np.zeros((9, 9), np.uint8), 10, nms=nms)
    with pytest.raises(ValueError, match=r"^arc must be a whole number at least 1 and at most 16, got 17$"):
        arc_contrast(np.zeros((2, 16)), 17)


def test_no_straight_edge_is_a_corner():
    """Of two opposite pixels of the ring at most one lies beyond the edge: eight at the most.  32 edges side by side."""
    (y, x), shifts = np.indices((15, 15)) - 7, np.arange(-4, 4, 0.25)
    for degrees in range(0, 360, 3):
        rise = x * np.cos(np.radians(degrees)) + y * np.sin(np.radians(degrees))
        beside = np.hstack([200 * (rise > shift) for shift in shifts]).astype(np.uint8)
        column = fast(beside, 30, nms=False)[0][:, 0] % 15
        assert not ((3 <= column) & (column < 12)).any()            # all of the ring on one of the 32


def test_a_line_of_slope_a_third_is_taken_for_corners():
    """It leaves the ring between two pixels that touch at their corners, and 9 or more in a row see nothing of it."""
    image, x = np.zeros((40, 40), np.uint8), np.arange(40)
    image[np.round(20 - 0.5 + (x - 20) / 3).astype(int), x] = 255
    assert len(fast(image, 30)[0]) > 0
    for straight in (np.eye(40, dtype=np.uint8), np.eye(40, dtype=np.uint8)[20] * np.ones((40, 1), np.uint8)):
        assert len(fast(255 * straight, 30)[0]) == 0


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4"])
def test_no_threshold_wraps_in_any_type(dtype):
    """The darkest pixel among the brightest: a corner for every threshold below the difference, for none above."""
    limits = np.iinfo(dtype)
    image = np.full((9, 9), limits.max, dtype)
    image[4, 4] = limits.min
    difference = int(limits.max) - int(limits.min)
    for t in (0, difference // 2, difference - 1):
        assert fast(image, t)[1].tolist() == fast(255 - image if dtype == "u1" else image, t)[1].tolist() == [difference - 1]
    for t in (difference, 2 * difference, 10**30, 1e300):
        assert len(fast(image, t)[0]) == 0


def test_narrow_differences_do_not_wrap():
    """−(−128) = 128; 200 is 200."""
    assert arc_contrast(np.full((1, 16), -128, np.int8), 9).tolist() == [128]
    assert arc_contrast(np.full((1, 16), 200, np.uint8), 9).tolist() == [200]
    assert arc_contrast(np.full((1, 16), 200, np.uint8), 9).dtype == np.int64


def test_a_list_is_an_image():
    assert all((a == b).all() for a, b in zip(fast(camera().tolist(), np.uint8(20)), fast(camera(), 20), strict=True))


def test_few_pixels_remain_after_the_first_look():
    """Of each two opposite pixels of the ring one must be brighter enough, or one darker."""
    assert all(_candidates(photo(), 20).mean() < 0.2 for photo in (camera, clock))


def test_whole_numbers_that_int64_does_not_hold_become_floats():
    assert arc_contrast(np.full((1, 16), 200, np.uint64), 9).dtype == np.float64
    assert arc_contrast(np.full((1, 16), 200, np.float32), 9).dtype == np.float32
