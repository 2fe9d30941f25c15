"""Pooling (池化): one number for each window of a channel, its largest or its mean.

    max      y[c, i, j] = max_{u,v}  x̂[c, i·s + u, j·s + v]             x̂: −∞ all around
    average  y[c, i, j] = 1/(kH·kW) · Σ_{u,v} x̂[c, i·s + u, j·s + v]     x̂: 0 all around

There is nothing to learn and little to compute: a comparison or an addition for each sample of a window but the first.
Global pooling takes the whole channel for the window, C·H·W values down to C.

Shapes   x (C, H, W)  →  (C, H', W'),  H' = ⌊(H + 2p − k)/s⌋ + 1;    global (C,)
Cost     C·H'·W'·(kH·kW − 1) comparisons, or as many additions and C·H'·W' divisions; a little less with padding
Source   LeCun et al. 1998, "Gradient-based learning applied to document recognition", §II.B; Lin et al. 2014, "Network
         in network", §3.2 (global)
Checked  torch.nn.functional.max_pool2d, avg_pool2d, adaptive_avg_pool2d; the operations executed, counted
Beware   FLOP counters book a pooling by the values it reads, by those it writes, by k² or k² − 1 for each of these, or
         not at all.  Zeros of the padding count in the mean, as PyTorch has it (count_include_pad); to add them up
         costs nothing, as they are left out.
"""
import numpy as np

from refimpl.complexity.counting import Operations
from refimpl.complexity.params import check_whole
from refimpl.complexity.sampling import inside, seen_samples
from refimpl.convolution.columns import kernel_windows
from refimpl.convolution.padding import pair

__all__ = ["avg_pool2d", "avg_pool2d_definition", "avg_pool2d_operations", "global_avg_pool2d",
           "global_avg_pool2d_operations", "max_pool2d", "max_pool2d_definition", "max_pool2d_operations",
           "pool_windows"]


def max_pool2d_definition(x: np.ndarray, kernel_size: int | tuple, stride: int | tuple,
                          padding: int | tuple = 0) -> np.ndarray:
    """The largest of the samples that each window sees, one window at a time."""
    (rows, columns), (C, H, W) = seen_samples(x.shape, kernel_size, stride, padding), x.shape
    y = np.empty((C, len(rows), len(columns)), x.dtype)
    for c, i, j in np.ndindex(y.shape):
        y[c, i, j] = max(x[c, u, v] for u in rows[i] if inside(u, H) for v in columns[j] if inside(v, W))
    return y


def max_pool2d(x: np.ndarray, kernel_size: int | tuple, stride: int | tuple, padding: int | tuple = 0) -> np.ndarray:
    """Return the largest value of every window of x (C, H, W).  ValueError if the window or the padding does not fit.

    >>> max_pool2d(np.array([[[1.0, 5.0, 2.0, 4.0]]]), kernel_size=(1, 2), stride=(1, 2)).tolist()
    [[[5.0, 4.0]]]
    """
    return pool_windows(x, kernel_size, stride, padding, -np.inf).max(axis=(1, 2))


def avg_pool2d_definition(x: np.ndarray, kernel_size: int | tuple, stride: int | tuple,
                          padding: int | tuple = 0) -> np.ndarray:
    """The sum of the samples that each window sees, divided by the window's size, one window at a time."""
    (rows, columns), (C, H, W) = seen_samples(x.shape, kernel_size, stride, padding), x.shape
    y = np.empty((C, len(rows), len(columns)), x.dtype)
    for c, i, j in np.ndindex(y.shape):
        first, *others = [x[c, u, v] for u in rows[i] if inside(u, H) for v in columns[j] if inside(v, W)]
        y[c, i, j] = sum(others, first) / (rows.shape[1] * columns.shape[1])
    return y


def avg_pool2d(x: np.ndarray, kernel_size: int | tuple, stride: int | tuple, padding: int | tuple = 0) -> np.ndarray:
    """Return the mean of every window of x (C, H, W).  ValueError if the window or the padding does not fit.

    >>> avg_pool2d(np.array([[[1.0, 5.0, 2.0, 4.0]]]), kernel_size=(1, 2), stride=(1, 2)).tolist()
    [[[3.0, 3.0]]]
    """
    windows = pool_windows(x, kernel_size, stride, padding, 0)
    return windows.sum(axis=(1, 2)) / (windows.shape[1] * windows.shape[2])


def global_avg_pool2d(x: np.ndarray) -> np.ndarray:
    """Return the mean of each channel of x (C, H, W).

    >>> global_avg_pool2d(np.array([[[1.0, 5.0], [2.0, 4.0]]])).tolist()
    [3.0]
    """
    return x.reshape(len(x), -1).sum(axis=-1) / (x.shape[1] * x.shape[2])


def pool_windows(x: np.ndarray, kernel_size: int | tuple, stride: int | tuple, padding: int | tuple,
                 outside: float) -> np.ndarray:
    """Return the windows of x (C, H, W) as (C, kH, kW, H', W'), with the value `outside` all around.

    >>> pool_windows(np.array([[[1.0, 2.0]]]), kernel_size=(1, 2), stride=1, padding=(0, 1), outside=0).tolist()
    [[[[[0.0, 1.0, 2.0]], [[1.0, 2.0, 0.0]]]]]
    """
    if x.dtype.kind not in "fO":
        raise TypeError(f"x must hold floats, got {x.dtype}")
    (kH, kW), (pH, pW) = pair(kernel_size, "kernel_size"), pair(padding, "padding", least=0)
    if 2 * pH > kH or 2 * pW > kW:                                           # a window would see padding alone
        raise ValueError(f"padding must be at most half of kernel_size, got {padding} and {kernel_size}")
    seen_samples(x.shape, (kH, kW), stride, (pH, pW))                        # does the window fit?
    padded = np.pad(x, ((0, 0), (pH, pH), (pW, pW)), constant_values=outside)
    return kernel_windows(padded, (kH, kW), pair(stride, "stride"))


def max_pool2d_operations(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple,
                          padding: int | tuple = 0) -> Operations:
    """Return the comparisons: a window that sees n samples has n − 1.

    >>> max_pool2d_operations((64, 112, 112), kernel_size=2, stride=2).comparisons       # 64·56·56·3
    602112
    """
    rows, columns = seen_samples(input_shape, kernel_size, stride, padding)
    samples = int(inside(rows, input_shape[1]).sum() * inside(columns, input_shape[2]).sum())
    return int(input_shape[0]) * Operations(comparisons=samples - len(rows) * len(columns))


def avg_pool2d_operations(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple,
                          padding: int | tuple = 0) -> Operations:
    """Return the operations: a window that sees n samples has n − 1 additions and a division.

    >>> counted = avg_pool2d_operations((3, 4, 6), kernel_size=2, stride=2)              # 3·2·3 windows
    >>> counted.additions, counted.divisions
    (54, 18)
    """
    additions = max_pool2d_operations(input_shape, kernel_size, stride, padding).comparisons
    rows, columns = seen_samples(input_shape, kernel_size, stride, padding)
    return Operations(additions=additions, divisions=int(input_shape[0]) * len(rows) * len(columns))


def global_avg_pool2d_operations(channels: int, height: int, width: int) -> Operations:
    """Return C·(H·W − 1) additions and C divisions.

    >>> global_avg_pool2d_operations(2048, 7, 7).additions
    98304
    """
    C, H, W = check_whole(channels=channels, height=height, width=width)
    return C * Operations(additions=H * W - 1, divisions=1)
