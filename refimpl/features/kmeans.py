"""k-means (k 均值聚类): k centres, each the mean of the points nearest to it.

    label[i] = argmin_j ‖x_i − c_j‖²            c_j = mean of the x_i with label j

In turns (Lloyd): neither step can raise the inertia Σ‖x_i − c_label[i]‖², and there are finitely many labellings, so it
ends; in a minimum, though not always the least.  Much depends on the start.  k-means++ draws the centres one by one,
each point with a probability proportional to the square of its distance to the nearest centre so far.

    ‖x − c‖² = ‖x‖² − 2·x·c + ‖c‖²          ‖x‖² is the same for every centre, so one matrix product decides

Shapes   x (n, d), start (k, d)  →  centres (k, d): float32 for float32, else float64;  labels (n,) int64
Cost     n·k·d multiplications a round
Source   Lloyd 1982, "Least squares quantization in PCM";  Arthur & Vassilvitskii 2007, "k-means++: the advantages of
         careful seeding", §2.2
Checked  scipy.cluster.vq.kmeans2(minit="matrix"), vq, and minit="++" with the same random numbers
Beware   A centre without points stays where it is, as in scipy.  Equally near centres: the first, but for rounding.
         All is measured from the first point, or a far origin would cost the digits that decide.
"""
import numpy as np

__all__ = ["inertia", "kmeans", "kmeans_plusplus", "nearest"]


def kmeans(x: np.ndarray, start: np.ndarray, max_iter: int = 100) -> tuple:
    """Return (centres, labels) after max_iter rounds, or when nothing moves any more; labels as of the last round.

    Raises TypeError for what is not real, ValueError unless x is (n, d) and start (k, d), neither empty, all finite,
    max_iter ≥ 1.

    >>> centres, labels = kmeans(np.array([[0.0], [2], [9], [11]]), start=np.array([[0.0], [1]]))
    >>> centres.tolist(), labels.tolist()
    ([[1.0], [10.0]], [0, 0, 1, 1])
    """
    x, centres = _points(x, start)
    if max_iter < 1:
        raise ValueError(f"max_iter must be at least 1, got {max_iter}")
    for _ in range(max_iter):
        labels, before = nearest(x, centres), centres
        centres = _means(x, labels, before)
        if np.array_equal(centres, before):
            break
    return centres, labels


def nearest(x: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return for each point x (n, d) the number of the nearest of centres (k, d), the first of equals: (n,) int64.

    >>> nearest(np.array([[1, 1], [5, 4]]), np.array([[0, 0], [4, 4], [9, 9]])).tolist()
    [0, 1]
    """
    x, centres = _points(x, centres)
    x, c = x - x[0], centres - x[0]
    return np.concatenate([((c * c).sum(1) - 2 * x[i:i + 1024] @ c.T).argmin(1) for i in range(0, len(x), 1024)])


def inertia(x: np.ndarray, centres: np.ndarray) -> float:
    """Return the sum of squared distances of points (n, d) to the nearest of centres (k, d).

    >>> inertia(np.array([[0], [2], [9]]), np.array([[1], [7]]))
    6.0
    """
    x, centres = _points(x, centres)
    return float(((x - centres[nearest(x, centres)])**2).sum())


def kmeans_plusplus(x: np.ndarray, k: int, rng: np.random.Generator) -> np.ndarray:
    """Return k of the points x (n, d) to start from, drawn by the generator.

    Raises ValueError unless 1 ≤ k ≤ the number of different points; else as kmeans.

    >>> sorted(kmeans_plusplus(np.array([[1.0], [1], [5]]), 2, np.random.default_rng(0)).tolist())
    [[1.0], [5.0]]
    """
    x, _ = _points(x, x[:1])
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    centres, apart = x[[rng.integers(len(x))]], np.full(len(x), np.inf)
    while len(centres) < k:
        apart = np.minimum(apart, ((x - centres[-1])**2).sum(1))
        if not apart.any():
            raise ValueError(f"k must not exceed the number of different points, {len(centres)}, got {k}")
        drawn = int(np.searchsorted((apart / apart.sum()).cumsum(), rng.uniform()))
        centres = np.concatenate([centres, x[[min(drawn, len(x) - 1)]]])           # rounding may leave the sum below 1
    return centres


def _means(x: np.ndarray, labels: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return the mean of the points of every label; the centre before, where there are none."""
    k, d = before.shape
    counts = np.bincount(labels, minlength=k)[:, None]
    sums = np.bincount((labels[:, None] * d + np.arange(d)).ravel(), x.ravel(), k * d).reshape(k, d)
    return np.where(counts > 0, sums / np.maximum(counts, 1), before).astype(before.dtype)


def _points(x: np.ndarray, centres: np.ndarray) -> list:
    """Return both as floats of one type, checked."""
    if x.ndim != 2 or centres.ndim != 2 or x.shape[1] != centres.shape[1] or 0 in x.shape + centres.shape:
        raise ValueError(f"points must be (n, d) and centres (k, d), none of them 0, got {x.shape} and {centres.shape}")
    if x.dtype.kind not in "buif" or centres.dtype.kind not in "buif":
        raise TypeError(f"points and centres must be real numbers, got {x.dtype} and {centres.dtype}")
    if not (np.isfinite(x).all() and np.isfinite(centres).all()):
        raise ValueError("points and centres must be finite, got NaN or infinity")
    kind = np.float32 if x.dtype == np.float32 else np.float64
    return [values.astype(kind, copy=False) for values in (x, centres)]
