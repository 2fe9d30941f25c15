import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.tiling import between_tiles, split_into_tiles
from tests.agreement import assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["split_into_tiles"])
@given(case=cases.split_into_tiles())
def test_split_keeps(law, case):
    assert_keeps(law, split_into_tiles, case)


@pytest.mark.parametrize("law", cases.LAWS["between_tiles"])
@given(case=cases.between_tiles())
def test_between_keeps(law, case):
    assert_keeps(law, between_tiles, case)


def test_one_pixel():
    assert split_into_tiles(np.array([[7]], np.uint8), (2, 3)).tolist() == [[[[7]]] * 3] * 2


def test_a_view_where_nothing_is_padded():
    image = np.arange(12).reshape(2, 6)
    assert split_into_tiles(image, (1, 2)).tolist() == [[[[0, 1, 2], [6, 7, 8]], [[3, 4, 5], [9, 10, 11]]]]
    assert np.shares_memory(image, split_into_tiles(image, (1, 2)))


@pytest.mark.parametrize("image, grid, says", [
    (np.zeros((2, 3, 3)), (8, 8), r"image must be \(H, W\), got shape \(2, 3, 3\)"),
    (np.zeros((0, 3)), (8, 8), r"image must have at least one element, got shape \(0, 3\)"),
    (np.zeros((2, 3)), (0, 8), r"tile_grid must be \(rows, columns\), whole numbers at least 1, got \(0, 8\)"),
    (np.zeros((2, 3)), (8, -1), r"tile_grid .* got \(8, -1\)"),
    (np.zeros((2, 3)), (8,), r"tile_grid .* got \(8,\)"),
    (np.zeros((2, 3)), 8, "tile_grid .* got 8"),
    (np.zeros((2, 3)), (8.0, 8.0), r"tile_grid .* got \(8.0, 8.0\)"),
    (np.zeros((2, 3)), (1, 2**15), r"tile_grid must be \(rows, columns\) from 1 to 32767, got \(1, 32768\)"),
    (np.zeros((2, 3)), (2**15 - 1, 2**15 - 1), r"tile_grid=\(32767, 32767\) would need more than"),
])
def test_bad_input_is_named(image, grid, says):
    with pytest.raises(ValueError, match=says):
        split_into_tiles(image, grid)


def test_only_padding_is_limited():
    """A gigabyte and more: cut as it is, a view; what would be padded to more than 2³⁰ bytes is refused."""
    image = np.broadcast_to(np.uint8(7), (2**15, 2**16))
    assert split_into_tiles(image, (8, 8)).shape == (8, 8, 2**12, 2**13)
    with pytest.raises(ValueError, match=r"tile_grid=\(7, 8\) would need more than"):
        split_into_tiles(image, (7, 8))
    with pytest.raises(ValueError, match=r"tile_grid=\(7, 8\) would need more than"):
        split_into_tiles(np.broadcast_to(np.uint8(7), (2**15, 2**15)), (7, 8))     # 7·4682 × 8·4097, just above 2³⁰
    assert split_into_tiles(np.broadcast_to(np.uint8(7), (2**12, 2**14)), (7, 8)).shape == (7, 8, 586, 2049)


def test_by_default_there_are_eight_by_eight():
    assert split_into_tiles(np.zeros((72, 144))).shape == (8, 8, 9, 18)


def test_a_side_that_divides_gains_a_pixel_per_tile():
    """4 · 4 columns become 4 · 5, as 10 rows do not divide by 4."""
    assert split_into_tiles(np.zeros((10, 16)), (4, 4)).shape == (4, 4, 3, 5)


def test_the_largest_grid():
    tiles = split_into_tiles(np.array([[7]]), (1, 2**15 - 1))       # the one row divides: it grows by a whole pixel
    assert tiles.shape == (1, 2**15 - 1, 2, 1)


def test_lists_are_taken():
    assert split_into_tiles([[1, 2, 3, 4]], [1, np.uint8(2)]).tolist() == [[[[1, 2]], [[3, 4]]]]
    assert [part.tolist() for part in between_tiles(np.uint8(4), np.int8(2))] == [[-1, 0, 0, 1], [0.5, 0, 0.5, 0]]


@pytest.mark.parametrize("n, size, says", [
    (0, 2, "n must be a whole number at least 1 and at most 67108864, got 0"),
    (10**9, 2, "n must be .*, got 1000000000"),
    (4, 0, "size must be a whole number at least 1 .*, got 0"),
    (4, 1.5, "size must be a whole number at least 1 .*, got 1.5"),
])
def test_what_is_no_row_of_tiles_is_refused(n, size, says):
    with pytest.raises(ValueError, match=f"^{says}$"):
        between_tiles(n, size)
