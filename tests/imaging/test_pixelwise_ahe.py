import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.pixelwise_ahe import pixelwise_ahe, pixelwise_ahe_definition
from refimpl.peers.imaging import pixelwise_ahe_in_skimage
from tests.agreement import assert_agrees, assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["pixelwise_ahe"])
@given(case=cases.pixelwise_ahe())
def test_keeps(law, case):
    assert_keeps(law, pixelwise_ahe, case)


@pytest.mark.parametrize("window", [255, 257, 301])
def test_counts_past_sixteen_bits(rank, window):
    """255² pixels still fit into 16 bits, 257² do not; all of one level, all are counted."""
    image = np.full((302, 300), 7, np.uint8)
    image[150] = 3
    assert_agrees(pixelwise_ahe(image, window), pixelwise_ahe_in_skimage(image, window),
                  oracle="skimage.filters.rank.equalize", function=pixelwise_ahe)


def test_worked_example():
    """Around the 8: 5 6 7 / 5 8 9 / 1 2 3, eight of nine no brighter; in the corner 5 6 / 5 8, two of four."""
    image = np.array([[5, 6, 7], [5, 8, 9], [1, 2, 3]], np.uint8)
    assert pixelwise_ahe(image, 3)[1, 1] == 255 * 8 // 9 == 226
    assert pixelwise_ahe(image, 3)[0, 0] == 255 * 2 // 4 == 127
    assert pixelwise_ahe(image, 1).tolist() == [[255] * 3] * 3


def test_the_darkest_level_becomes_its_share():
    """One dark pixel: one of 9 around it, ⌊255/9⌋ = 28; one of 289, ⌊255/289⌋ = 0."""
    image = np.full((40, 41), 9, np.uint8)
    image[20, 20] = 3
    for function in (pixelwise_ahe, pixelwise_ahe_definition):
        assert [function(image, window)[20, 20] for window in (3, np.uint8(17))] == [28, 0]


@pytest.mark.parametrize("function", [pixelwise_ahe, pixelwise_ahe_definition])
def test_a_window_far_beyond_the_image(function):
    image = np.array([[7, 9, 8, 7]], np.uint8)
    for window in (7, 10**30 + 1):
        assert function(image, window).tolist() == [[127, 255, 191, 127]]


def test_a_window_of_twice_the_image_ranks_among_all():
    """As cdf(v)/N; one step less, and a corner misses the other."""
    image = np.random.default_rng(0).integers(0, 256, (9, 14), dtype=np.uint8)
    among_all = 255 * np.bincount(image.ravel(), minlength=256).cumsum()[image] // image.size
    for window in (29, 27):
        assert np.array_equal(pixelwise_ahe(image, window), among_all)
    assert not np.array_equal(pixelwise_ahe(image, 25), among_all)


def test_an_empty_image_stays_empty():
    assert pixelwise_ahe(np.zeros((0, 5), np.uint8), 3).shape == (0, 5)
    assert pixelwise_ahe(np.zeros((5, 0), np.uint8), 3).shape == (5, 0)


@pytest.mark.parametrize("image, window, error, says", [
    (np.zeros((4, 6)), 3, TypeError, "image must be uint8, got float64"),
    (np.zeros((4, 6, 3), np.uint8), 3, ValueError, r"image must be \(H, W\), got shape \(4, 6, 3\)"),
    (np.zeros((4, 6), np.uint8), 4, ValueError, "window must be odd, so that it has a middle, got 4"),
    (np.zeros((4, 6), np.uint8), 2.5, ValueError, "window must be a whole number at least 1, got 2.5"),
    (np.zeros((4, 6), np.uint8), -1, ValueError, "window must be a whole number at least 1, got -1"),
])
def test_bad_input_is_named(image, window, error, says):
    for function in (pixelwise_ahe, pixelwise_ahe_definition):
        with pytest.raises(error, match=f"^{says}$"):
            function(image, window)
