"""Adaptive histogram equalization (自适应直方图均衡, AHE): equalize every window of an image by itself.

    out[p] = mean over all windows W that cover p of  HE_W(image[p])

A window slides over the image by a step at a time; what is under it is equalized, and every pixel under it is assigned
a value; in the end each takes the mean of its assignments.  Much overlap makes the result smooth; a step as long as the
window leaves tiles with visible edges.

Naively each pixel is counted and assigned anew for each of the (w/s)² windows over it.  But between two neighbouring
window edges all pixels lie under the same windows.  Such a cell needs a single table: the mean of the tables of its
windows, which lie side by side, so that differences of running sums give it, for counting as for averaging.

Shapes   image (H, W) uint8  →  (H, W) float64
Cost     naively H·W·(w/s)², here about H·W + 256·(H/s)·(W/s), for windows of w × w and a step of s: w drops out
Source   Kim, Kim & Hwang 2001, "An advanced contrast enhancement using partially overlapped sub-block histogram
         equalization" (POSHE);  Pizer et al. 1987, "Adaptive histogram equalization and its variations"
Checked  cv2.equalizeHist window by window, averaged: bit for bit
Beware   Steps seldom end at the border.  A last row and column of windows is laid flush with it, so that every pixel is
         covered.  A nearly constant neighbourhood becomes noise, its few levels pulled over the whole scale; that is
         what CLAHE limits.  A constant window stays as it is, and so renaming levels may change the result.
"""
import numpy as np

from refimpl.arguments import as_array, whole_numbers
from refimpl.imaging.equalization import equalize_histogram

__all__ = ["equalizing_tables", "sliding_window_ahe", "sliding_window_ahe_definition", "window_starts"]


def sliding_window_ahe_definition(image: np.ndarray, window: int, step: int) -> np.ndarray:
    """The formula above, one window at a time: the sum of all assignments, divided by their number."""
    image, [window, step] = as_array("(H, W)", kind="uint8", image=image), whole_numbers(window=window, step=step)
    total, assignments = np.zeros(image.shape), np.zeros(image.shape)
    for y in window_starts(image.shape[0], window, step):
        for x in window_starts(image.shape[1], window, step):
            under = slice(y, y + window), slice(x, x + window)
            total[under] += equalize_histogram(image[under])
            assignments[under] += 1
    return total / assignments


def sliding_window_ahe(image: np.ndarray, window: int, step: int) -> np.ndarray:
    """Return the mean of what equalizing each window × window square over a pixel makes of it, float64.

    Raises TypeError unless the image is uint8, ValueError unless 1 ≤ window ≤ both sides of it and 1 ≤ step ≤ window.

    >>> sliding_window_ahe(np.array([[10, 20, 15], [10, 20, 15]], np.uint8), window=2, step=1).tolist()
    [[0.0, 255.0, 0.0], [0.0, 255.0, 0.0]]
    """
    image, [window, step] = as_array("(H, W)", kind="uint8", image=image), whole_numbers(window=window, step=step)
    ys, xs = (window_starts(n, window, step) for n in image.shape)
    rows, columns = (np.unique([starts, starts + window]) for starts in (ys, xs))   # where cells begin and end
    at = np.repeat(np.arange(len(columns) - 1) * 256, np.diff(columns)) + image     # cell and level of each pixel
    left = np.searchsorted(xs + window, columns[:-1], side="right")                 # the windows over each cell
    right = np.searchsorted(xs, columns[:-1], side="right")
    next_row, covering = _tables_row_by_row(at, (ys, xs), columns, window), dict[int, np.ndarray]()
    total, out = np.zeros((len(xs), 256), np.int32), np.empty(image.shape)
    for start, height in zip(rows.tolist(), np.diff(rows).tolist(), strict=False):
        if start - window in covering:                              # a row of windows ends here
            total -= covering.pop(start - window)
        if start in ys:                                             # and another one begins
            covering[start] = next(next_row)
            total += covering[start]
        mean = _differences(total, left, right) / (len(covering) * (right - left))[:, None]
        band = slice(start, start + height)
        mean.ravel().take(at[band], out=out[band], mode="clip")
    return out


def window_starts(n: int, window: int, step: int) -> np.ndarray:
    """Return where windows begin along a side of n pixels: every step, and flush with the far end.

    >>> window_starts(10, window=4, step=3).tolist(), window_starts(9, window=4, step=3).tolist()
    ([0, 3, 6], [0, 3, 5])
    """
    [n] = whole_numbers(0, 2**26, n=n)                              # as many starts as 0.5 GB hold
    [window] = whole_numbers(1, n, window=window)
    [step] = whole_numbers(1, window, step=step)                    # beyond, pixels would stay uncovered
    return np.minimum(np.arange(0, n - window + step, step), n - window)


def equalizing_tables(counts: np.ndarray) -> np.ndarray:
    """Return for each histogram (K, 256) what each of its levels becomes when equalized; levels not in use: anything.

    Raises ValueError for counts below 0, and for 2³¹ or more in one histogram.

    >>> equalizing_tables(np.eye(256, dtype=int)[[7, 9, 9]].sum(axis=0)[None])[0, [7, 9]].tolist()
    [0, 255]
    """
    counts = as_array("(K, 256)", kind="whole", counts=counts)
    if (counts < 0).any() or (counts.sum(axis=1, dtype=float) >= 2**31).any():
        raise ValueError(f"counts must be from 0 to 2³¹ in all, got {counts.min()} to {counts.max()}")
    return _tables(counts)


def _tables(counts: np.ndarray) -> np.ndarray:
    """Return the equalizing tables of counts that are known to be right."""
    cdf = counts.cumsum(axis=1, dtype=np.int32)
    n, darkest = cdf[:, -1:], (cdf > 0).argmax(axis=1)[:, None]
    m = np.take_along_axis(cdf, darkest, axis=1)
    scale = (255 / np.maximum(n - m, 1)).astype(np.float32)
    tables = np.rint(scale * (cdf - m).astype(np.float32)).astype(np.int32)
    tables[(m == n)[:, 0]] = np.arange(256)                         # one level alone stays as it is
    return tables


def _tables_row_by_row(at: np.ndarray, starts: tuple, columns: np.ndarray, window: int):  # type: ignore[no-untyped-def]
    """Yield the tables of each row of windows: from one row to the next some pixels enter the counts, some leave."""
    (ys, xs), cells = starts, len(columns) - 1
    first, last = np.searchsorted(columns, xs), np.searchsorted(columns, xs + window)       # the cells of each window
    top, bottom, counts = 0, 0, np.zeros(cells * 256, np.int64)
    for y in ys.tolist():
        if 2 * (y - top) >= window:                                 # fewer to count anew than would enter and leave
            counts, bottom = np.zeros_like(counts), y
        else:
            counts -= np.bincount(at[top:y].ravel(), minlength=cells * 256)
        counts += np.bincount(at[bottom:y + window].ravel(), minlength=cells * 256)
        top, bottom = y, y + window
        yield _tables(_differences(counts.reshape(cells, 256), first, last))


def _differences(values: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return Σ values[first:last] along axis 0 for each pair, as a difference of running sums."""
    sums = np.zeros((len(values) + 1, 256), np.int32)
    np.cumsum(values, axis=0, dtype=np.int32, out=sums[1:])
    return sums[last] - sums[first]
