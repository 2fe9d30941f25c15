import numpy as np
import pytest
from hypothesis import given, settings

from refimpl.cases import imaging as cases
from refimpl.imaging.color import (hsv_to_rgb, in_units, join_colors, rgb_to_gray, rgb_to_hsv, rgb_to_ycrcb,
                                   split_colors, ycrcb_to_rgb)
from refimpl.peers import imaging as peers
from refimpl.peers import rows
from refimpl.reader.proving import hold
from tests.agreement import assert_agrees, assert_keeps, record_of
from tests.conftest import oracle

FUNCTIONS = [rgb_to_gray, rgb_to_ycrcb, ycrcb_to_rgb, rgb_to_hsv, hsv_to_rgb, join_colors, in_units]
CONVERSIONS = [rgb_to_gray, rgb_to_ycrcb, ycrcb_to_rgb, rgb_to_hsv, hsv_to_rgb]
STEPS = [pytest.param(5, id="every fifth level"), pytest.param(1, id="every level", marks=pytest.mark.thorough)]


def all_colours(step):
    """Yield all 2²⁴ colours, or those of each so many levels, in images."""
    level = np.arange(0, 256, step, dtype=np.uint8)
    for first in range(0, len(level), 16):
        grid = np.meshgrid(level[first:first + 16], level, level, indexing="ij")
        yield np.stack(grid, axis=-1).reshape(-1, len(level), 3)


def of_whole_images(functions):
    """Return the rows that agree with these conversions, but for a loop in Python."""
    return [row for row in rows() if row.of in functions and not row.how and row.call is not peers.hsv_to_rgb_in_python]


def holds_for_all_colours(row, step, taken):
    """Hold a row on all colours, or on what it takes of them."""
    oracle(row.library.partition(".")[0])
    record = record_of(row.of, f"{row.library}, colour by colour")
    for image in all_colours(step):
        if row.of is hsv_to_rgb:
            image[..., 0] %= 180
        record += hold(row, taken({"image": image}))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("row", of_whole_images(CONVERSIONS), ids=lambda row: row.call.__name__)
def test_agrees_for_every_colour(row, step):
    seam = row.call in (peers.rgb_to_hsv_in_skimage, peers.rgb_to_hsv_in_kornia)
    holds_for_all_colours(row, step, peers.in_sight if seam else dict)


def test_hsv_to_rgb_matches_colorsys():
    """Every hue by every 17th saturation and value; in the full profile by all of them."""
    step = 1 if settings.default.max_examples >= 2500 else 17
    for h in range(180):
        image = np.array([[(h, s, v) for s in range(0, 256, step)] for v in range(0, 256, step)], np.uint8)
        assert_agrees(hsv_to_rgb(image), peers.hsv_to_rgb_in_python(image), oracle="colorsys.hsv_to_rgb, hue by hue",
                      function=hsv_to_rgb)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@given(case=cases.split_colors())
def test_split_and_joined_again(case):
    np.testing.assert_array_equal(join_colors(list(split_colors(**case))), case["image"])


def test_worked_examples():
    orange = np.array([[[210, 105, 0]]], np.uint8)
    Y = 0.299 * 210 + 0.587 * 105                                              # 124.4
    assert rgb_to_gray(orange).tolist() == [[round(Y)]] == [[124]]
    Cr, Cb = 0.713 * (210 - 124) + 128, 0.564 * (0 - 124) + 128                # 189.3, 58.1
    assert rgb_to_ycrcb(orange).tolist() == [[[124, round(Cr), round(Cb)]]] == [[[124, 189, 58]]]
    assert rgb_to_hsv(orange).tolist() == [[[30 * (105 - 0) // 210, 255 * 210 // 210, 210]]]
    G = 124 - 0.714 * (189 - 128) - 0.344 * (58 - 128)                         # 104.5
    assert ycrcb_to_rgb(rgb_to_ycrcb(orange)).tolist() == [[[round(124 + 1.403 * 61), round(G), 0]]]


@pytest.mark.parametrize("step", STEPS)
def test_luma_has_two_roundings(step):
    """Looks true, is not: the Y of YCrCb is the grey image.  A luma of 150.4999 or 150.5001 is a matter of digits."""
    found = 0
    for image in all_colours(step):
        grey, Y = rgb_to_gray(image).astype(int), rgb_to_ycrcb(image)[..., 0]
        luma = image[grey != Y] @ np.array([0.299, 0.587, 0.114])
        assert abs(grey - Y).max() <= 1
        assert (abs(luma % 1 - 0.5) < 0.01).all()                              # nowhere but near a half
        found += len(luma)
    assert found > 0


@pytest.mark.parametrize("step", STEPS)
def test_there_and_back_is_near(step):
    """Not the identity: a step of hue is 2°, which moves a channel by up to 255/60, and all else is rounded."""
    hue = 0
    for image in all_colours(step):
        assert abs(ycrcb_to_rgb(rgb_to_ycrcb(image)).astype(int) - image).max() <= 0.5 + 1.773 * 0.5 + 0.5
        hue = max(hue, abs(hsv_to_rgb(rgb_to_hsv(image)).astype(int) - image).max())
    assert 1 < hue <= 255 / 60 + 0.5 + 0.5


def test_every_pixel_by_itself_and_none_at_all():
    image = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)
    for function in CONVERSIONS:
        np.testing.assert_array_equal(function(image)[2:3, 1:2], function(image[2:3, 1:2]))
        np.testing.assert_array_equal(function(image), function(image.tolist()))
        assert function(image[:, :0]).size == function(image[:0]).size == 0


def test_hue_is_an_angle():
    """Reds a little towards magenta and towards yellow: far apart as numbers, neighbours on the wheel."""
    hues = rgb_to_hsv(np.array([[[240, 0, 8], [240, 8, 0]]], np.uint8))[0, :, 0]
    assert hues.tolist() == [179, 1]
    assert hsv_to_rgb(np.array([[[180, 255, 240], [0, 255, 240]]], np.uint8)).tolist() == [[[240, 0, 0]] * 2]


def test_hues_below_red_are_counted_from_the_other_end():
    """30·(0 − 60)/240 = −7.5: up to −7, and 180 more."""
    assert rgb_to_hsv(np.array([[[240, 0, 60]]], np.uint8)).tolist() == [[[180 - 7, 255, 240]]]


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.int64, np.uint64])
def test_units_of_the_largest_values_do_not_wrap(dtype):
    info = np.iinfo(dtype)
    value, whole = np.array([info.min, info.max, 3], dtype), [int(info.min), int(info.max), 3]
    for bits in (1, 2, np.uint8(7), 40, 63):
        assert in_units(value, bits).tolist() == [(v + 2**(int(bits) - 1)) // 2**int(bits) for v in whole]
        assert in_units(value, bits).dtype == dtype


def test_channels_of_any_whole_dtype_are_cut_off():
    channels = [np.array([-128, 127], np.int8), np.array([2**63, 7], np.uint64), np.array([1, 0])]
    assert join_colors(channels).tolist() == [[0, 255, 1], [127, 7, 0]]
    assert join_colors(channels[:1] * 3).tolist() == [[0, 0, 0], [127, 127, 127]]


@pytest.mark.parametrize("function", CONVERSIONS)
@pytest.mark.parametrize("image, error, says", [
    (np.zeros((2, 5, 3)), TypeError, "image must be uint8, got float64"),
    (np.zeros((2, 5), np.uint8), ValueError, r"image must be \(H, W, 3\), got shape \(2, 5\)"),
    (np.zeros((2, 5, 4), np.uint8), ValueError, r"image must be \(H, W, 3\), got shape \(2, 5, 4\)"),
    (np.zeros((4, 3), np.uint8), ValueError, r"image must be \(H, W, 3\), got shape \(4, 3\)"),
    (np.zeros((2, 5, 4, 3), np.uint8), ValueError, r"image must be \(H, W, 3\), got shape \(2, 5, 4, 3\)"),
    (np.array(7, np.uint8), ValueError, r"image must be \(H, W, 3\), got shape \(\)"),
])
def test_bad_input_is_named(function, image, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        function(image)


@pytest.mark.parametrize("call, error, says", [
    (lambda: join_colors([np.zeros(2, int)] * 2), ValueError, "channels must be a list or tuple of 3 parts"),
    (lambda: join_colors([np.zeros(2)] * 3), TypeError, "channels must be whole, got float64"),
    (lambda: join_colors([np.zeros(n, int) for n in (2, 2, 3)]), ValueError,
     r"channels must be of one shape, got \[\(2,\), \(2,\), \(3,\)\]"),
    (lambda: in_units(np.zeros(2), 3), TypeError, "value must be whole, got float64"),
    (lambda: in_units(np.zeros(2, int), 0), ValueError, "bits must be a whole number at least 1 and at most 63, got 0"),
])
def test_bad_parts_are_named(call, error, says):
    with pytest.raises(error, match=f"^{says}"):
        call()
