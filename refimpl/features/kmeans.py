"""k-means (k 均值聚类): k centres, each the mean of the points nearest to it.

    label[i] = argmin_j ‖x_i − c_j‖²            c_j = mean of the x_i with label j

In turns (Lloyd): neither step can raise the inertia Σ‖x_i − c_label[i]‖², and there are finitely many labellings, so it
ends; in a local minimum, not always the least.  Much depends on the start.  k-means++ draws the centres one by one,
each point with a probability proportional to the square of its distance to the nearest centre so far.

    ‖x − c‖² = ‖x‖² − 2·x·c + ‖c‖²          ‖x‖² is the same for every centre, so one matrix product decides

Shapes   x (n, d), start (k, d)  →  centres (k, d): float32 for float32, else float64;  labels (n,) int64
Cost     about n·k·d multiplications per round
Source   Lloyd 1982, "Least squares quantization in PCM";  Arthur & Vassilvitskii 2007, "k-means++: the advantages of
         careful seeding"
Checked  scipy.cluster.vq.kmeans2(minit="matrix"), vq, and minit="++" with the same random numbers
Beware   A centre without points stays where it is, as in scipy.  Equally near centres: the first, but for rounding.
         All is measured from the first point, or a far origin would cost the digits that decide: a centre may be nearer
         than the one chosen by 4 units in the last place of the square of what lies farthest from the first point.
         Distances below 10⁻¹⁶² (10⁻²³ for float32) have squares of 0: all are equally near.
"""
import numpy as np

from refimpl.arguments import as_array, whole_numbers

__all__ = ["inertia", "kmeans", "kmeans_plusplus", "nearest"]


def kmeans(x: np.ndarray, start: np.ndarray, max_iter: int = 100) -> tuple:
    """Return (centres, labels) after max_iter rounds, or when nothing moves any more; labels as of the last round.

    Raises TypeError for what is not real, ValueError unless x is (n, d) and start (k, d), neither empty, all finite and
    their squares too, max_iter ≥ 1.

    >>> centres, labels = kmeans(np.array([[0.0], [2], [9], [11]]), start=np.array([[0.0], [1]]))
    >>> centres.tolist(), labels.tolist()
    ([[1.0], [10.0]], [0, 0, 1, 1])
    """
    [x, centres], [max_iter] = _points(x=x, start=start), whole_numbers(max_iter=max_iter)
    for _ in range(max_iter):
        labels, before = _nearest(x, centres), centres
        centres = _means(x, labels, before)
        if np.array_equal(centres, before):
            break
    return centres, labels


def nearest(x: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return for each point x (n, d) the number of the nearest of centres (k, d), the first of equals: (n,) int64.

    Raises as kmeans.

    >>> nearest(np.array([[1, 1], [5, 4]]), np.array([[0, 0], [4, 4], [9, 9]])).tolist()
    [0, 1]
    """
    return _nearest(*_points(x=x, centres=centres))


def inertia(x: np.ndarray, centres: np.ndarray) -> float:
    """Return the sum of squared distances of points x (n, d) to the nearest of centres (k, d).  Raises as kmeans.

    >>> inertia(np.array([[0], [2], [9]]), np.array([[1], [7]]))
    6.0
    """
    x, centres = _points(x=x, centres=centres)
    return float(((x - centres[_nearest(x, centres)])**2).sum())


def kmeans_plusplus(x: np.ndarray, k: int, rng: np.random.Generator) -> np.ndarray:
    """Return k of the points x (n, d) to start from, drawn by the generator.

    Raises ValueError unless 1 ≤ k ≤ the number of different points, TypeError for another generator; else as kmeans.

    >>> sorted(kmeans_plusplus(np.array([[1.0], [1], [5]]), 2, np.random.default_rng(0)).tolist())
    [[1.0], [5.0]]
    """
    [x], [k] = _points(x=x), whole_numbers(k=k)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, got {rng!r:.60}")
    centres, apart = x[[rng.integers(len(x))]], np.full(len(x), np.inf)
    while len(centres) < k:
        apart = np.minimum(apart, ((x - centres[-1])**2).sum(1))
        if not apart.any():
            raise ValueError(f"k must not exceed the number of different points, {len(centres)}, got {k}")
        drawn = int(np.searchsorted((apart / apart.sum()).cumsum(), rng.uniform()))
        centres = np.concatenate([centres, x[[min(drawn, len(x) - 1)]]])           # rounding may leave the sum below 1
    return centres


def _nearest(x: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the number of the nearest of centres for each point, 1024 points at a time."""
    x, c = x - x[0], centres - x[0]
    return np.concatenate([((c * c).sum(1) - 2 * x[i:i + 1024] @ c.T).argmin(1) for i in range(0, len(x), 1024)])


def _means(x: np.ndarray, labels: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return the mean of the points of every label; the centre before, where there are none."""
    k, d = before.shape
    counts = np.bincount(labels, minlength=k)[:, None]
    sums = np.bincount((labels[:, None] * d + np.arange(d)).ravel(), x.ravel(), k * d).reshape(k, d)
    return np.where(counts > 0, sums / np.maximum(counts, 1), before).astype(before.dtype)


def _points(**named: object) -> list:
    """Return the arrays, points of as many numbers each, as floats of one type whose squared distances are finite."""
    found = [as_array("(n, d)", "float", False, **{name: given}) for name, given in named.items()]
    limits, shapes = np.finfo(np.float32 if found[0].dtype == np.float32 else np.float64), [x.shape for x in found]
    if len({d for _, d in shapes}) > 1:
        raise ValueError(f"{' and '.join(named)} must be (n, d) and (k, d), got {shapes[0]} and {shapes[1]}")
    most = (float(limits.max) / (16 * shapes[0][1]))**0.5
    with np.errstate(over="ignore"):
        found = [points.astype(limits.dtype, copy=False) for points in found]
    for name, points in zip(named, found, strict=True):
        if not (np.abs(points) <= most).all():
            raise ValueError(f"{name} must be finite, from {-most:.1e} to {most:.1e}, where squares are finite too")
    return found
