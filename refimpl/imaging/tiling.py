"""Tiles (分块): cut an image into a grid, and pass smoothly from one tile to the next.

    position(x) = x/w − ½        in tiles from the centre of the first one;    i = ⌊position⌋,  α = position − i

What is computed once per tile changes abruptly at its edges.  Taking the value of tile i with weight 1 − α and that of
tile i + 1 with weight α makes it change in straight lines from centre to centre (bilinear, done along both axes);
before the first centre and after the last there is only one tile to take.

Shapes   image (H, W)  →  tiles (gy, gx, h, w), h = ⌈H/gy⌉, w = ⌈W/gx⌉ (or one more);  n pixels in a row  →  (n,), (n,)
Cost     none to cut, a copy to pad;  per pixel two multiplications and an addition between two tiles, thrice for four
Source   Pizer et al. 1987, "Adaptive histogram equalization and its variations" (interpolating between tiles)
Checked  cv2.copyMakeBorder for the padding; the weights by the law (1 − α)·i + α·(i + 1) = position; both by CLAHE
Beware   As in OpenCV, if either side does not divide by the grid, both are padded by reflection, the side that does
         divide by a whole pixel per tile; and tile i is taken to be centred on pixel (i + ½)·w, half a pixel off.
"""
import numpy as np

from refimpl.arguments import as_array, as_shape, check_elements, whole_numbers

__all__ = ["between_tiles", "split_into_tiles"]


def split_into_tiles(image: np.ndarray, tile_grid: tuple = (8, 8)) -> np.ndarray:
    """Return the image cut into tiles, (gy, gx, h, w), padded by reflection where the grid does not divide it.

    Where the grid divides the image the tiles are a view of it.  Raises ValueError unless the image is (H, W) with at
    least one pixel and tile_grid two whole numbers, 1 … 32767, and if padded tiles would take more than 1 GiB.

    >>> split_into_tiles(np.array([[1, 2, 3]]), (1, 2)).tolist()            # 3 columns are no 2 tiles: both sides grow
    [[[[1, 2], [1, 2]], [[3, 2], [3, 2]]]]
    """
    image = as_array("(H, W)", empty=False, image=image)
    (H, W), (gy, gx) = image.shape, as_shape("(rows, columns)", tile_grid=tile_grid)
    if max(gy, gx) >= 2**15:
        raise ValueError(f"tile_grid must be (rows, columns) from 1 to 32767, got {tile_grid}")
    h, w = H // gy, W // gx
    if H % gy or W % gx:
        h, w = h + 1, w + 1                                              # and so a side that divides grows
        check_elements(gy * h * gx * w * image.itemsize // 4, tile_grid=tile_grid)       # np.pad takes that much again
        image = np.pad(image, ((0, h * gy - H), (0, w * gx - W)), mode="reflect")
    return image.reshape(gy, h, gx, w).swapaxes(1, 2)


def between_tiles(n: int, size: int) -> tuple:
    """Return for n pixels in a row the index of the tile before each, −1 before the first centre, and α, float32.

    >>> [part.tolist() for part in between_tiles(4, 2)]                     # centres at pixels 1 and 3
    [[-1, 0, 0, 1], [0.5, 0.0, 0.5, 0.0]]
    """
    n, size = whole_numbers(1, 2**26, n=n, size=size)
    position = np.arange(n, dtype=np.float32) * (np.float32(1) / np.float32(size)) - np.float32(0.5)
    before = np.floor(position)
    return before.astype(np.intp), position - before
