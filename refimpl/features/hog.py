"""Histogram of oriented gradients (方向梯度直方图, HOG): a shape as the directions of its edges, place by place.

    cell     h[k] = 1/(c_h·c_w) · Σ m over the pixels with  k·180°/n ≤ θ mod 180° < (k + 1)·180°/n
    block    the histograms v of b_h × b_w neighbouring cells, made comparable:

    L1  v/(‖v‖₁ + ε)      L1-sqrt  √(that)      L2  v/√(‖v‖₂² + ε²)      L2-Hys  L2, cut off at 0.2, L2 again

m and θ are the magnitude and orientation of the gradient (`gradients`).  Dark on light and light on dark count alike,
so angles go to 180° only.  Where exactly an edge lies in its cell is forgotten; how strong the light is, the block
takes out.  Blocks overlap: a cell is seen in several neighbourhoods.  All blocks in a row are the image's feature.

Shapes   image (H, W)  →  (b_rows·b_cols·b_h·b_w·n,): float32 for float32, else float64; blocks, their cells, angles
Cost     one root, one arctangent and one addition into a bin per pixel
Source   Dalal & Triggs 2005, "Histograms of oriented gradients for human detection";  "L2-Hys": Lowe 2004
Checked  skimage.feature.hog, all block norms, to 2·10⁻⁷ for cells of 8 × 8 pixels, which it sums in 32 bits;
         numpy.histogram, cell by cell
Beware   Each pixel goes into one bin as in scikit-image; the paper spreads it over neighbouring bins and cells.  Pixels
         beyond the last whole cell are not looked at, except by the differences of their neighbours.  A gradient that
         is NaN has no direction: it is in no bin.
"""
import numpy as np

from refimpl.arguments import as_array, as_choice, as_shape, check_elements, real_numbers, whole_numbers
from refimpl.features.gradients import central_differences, magnitude_and_orientation

__all__ = ["hog", "normalize_blocks", "orientation_histograms"]

BLOCK_NORMS, FINEST = ("L1", "L1-sqrt", "L2", "L2-Hys"), 360             # bins of half a degree


def hog(image: np.ndarray, orientations: int = 9, cell: tuple = (8, 8), block: tuple = (3, 3),
        block_norm: str = "L2-Hys") -> np.ndarray:
    """Return the normalized histograms of all blocks as one vector; cell in pixels, block in cells, (rows, columns).

    A constant image gives zeros.  Raises TypeError for images that are not real, ValueError for an unknown norm, sizes
    below 1, more than 360 orientations, and unless the image is (H, W) and holds a block.

    >>> ramp = np.tile(np.arange(8.0), (8, 1))                          # rises to the right: angle 0
    >>> hog(ramp, orientations=4, cell=(4, 4), block=(2, 2), block_norm="L2").round(3).tolist()[:8]
    [0.5, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0]
    """
    image, block_norm = as_array("(H, W)", image=image), as_choice(BLOCK_NORMS, block_norm=block_norm)
    block, histograms = as_shape("(rows, columns)", block=block), orientation_histograms(image, orientations, cell)
    kind = np.float32 if image.dtype == np.float32 else np.float64
    if any(b > cells for b, cells in zip(block, histograms.shape, strict=False)):
        raise ValueError(f"image must hold a block of {block[0]} × {block[1]} cells of {cell[0]} × {cell[1]} pixels, "
                         f"got shape {image.shape}")
    check_elements(histograms.size * block[0] * block[1], block=block)
    windows = np.lib.stride_tricks.sliding_window_view(histograms, block, (0, 1))      # rows, columns, n, b_h, b_w
    return normalize_blocks(np.moveaxis(windows, 2, 4), block_norm).astype(kind).ravel()


def orientation_histograms(image: np.ndarray, orientations: int = 9, cell: tuple = (8, 8)) -> np.ndarray:
    """Return h, float64 (rows of cells, columns of cells, orientations): mean magnitude per pixel for every angle.

    >>> orientation_histograms(np.tile(np.arange(6), (2, 1)), orientations=2, cell=(2, 2)).tolist()
    [[[1.0, 0.0], [2.0, 0.0], [1.0, 0.0]]]
    """
    (c_h, c_w), [n] = as_shape("(rows, columns)", cell=cell), whole_numbers(1, FINEST, orientations=orientations)
    image = as_array("(H, W)", image=image)
    f = image.astype(np.float32) if image.dtype == np.float16 else image               # 16 bits do not hold all
    m, orientation = magnitude_and_orientation(*(g.astype(float, copy=False) for g in central_differences(f)))
    rows, columns = image.shape[0] // c_h, image.shape[1] // c_w
    whole = np.s_[:rows * c_h, :columns * c_w]
    m, angle = m[whole], np.rad2deg(orientation[whole]) % 180
    lost = np.isnan(angle)
    m[lost], angle[lost] = 0, 0
    k = (angle / (180 / n)).astype(np.intp) % n                        # −0.000… mod 180 is 180: angle 0 again
    y, x = (np.arange(c * count) // c for c, count in ((c_h, rows), (c_w, columns)))
    place = (y[:, None] * columns + x) * n + k
    sums = np.bincount(place.ravel(), m.ravel(), rows * columns * n)
    return sums.reshape(rows, columns, n) / (c_h * c_w)


@np.errstate(over="ignore", invalid="ignore")
def normalize_blocks(blocks: np.ndarray, norm: str = "L2-Hys", eps: float = 1e-5) -> np.ndarray:
    """Return blocks (…, b_h, b_w, n), each divided by its norm: L1, L1-sqrt, L2 or L2-Hys; float16 becomes float32.

    Raises ValueError unless eps is from 10⁻¹⁵⁰ to 10¹⁵⁰.  A block whose norm overflows becomes 0, what is infinite NaN;
    so does a float32 block of zeros for an eps below 10⁻²², whose square is 0.

    >>> normalize_blocks(np.array([[[3.0, 4.0]]]), "L2").round(6).tolist()
    [[[0.6, 0.8]]]
    """
    def total(v: np.ndarray) -> np.ndarray:
        return v.sum((-3, -2, -1), keepdims=True)

    blocks = as_array("(…, b_h, b_w, n)", kind="float", blocks=blocks)
    blocks = blocks.astype(np.result_type(blocks, np.float32), copy=False)
    norm, [eps] = as_choice(BLOCK_NORMS, norm=norm), real_numbers(1e-150, 1e150, eps=eps)
    if norm in ("L1", "L1-sqrt"):
        share = blocks / (total(np.abs(blocks)) + eps)
        return share if norm == "L1" else np.sqrt(share)
    unit = blocks / np.sqrt(total(blocks**2) + eps**2)
    if norm == "L2":
        return unit
    cut = np.minimum(unit, 0.2)
    return cut / np.sqrt(total(cut**2) + eps**2)
