"""Pooling (池化): one number for each window of a channel, its largest or its mean.

    max      y[c, i, j] = max_{u,v}  x̂[c, i·s + u, j·s + v]             x̂: −∞ all around
    average  y[c, i, j] = 1/(kH·kW) · Σ_{u,v} x̂[c, i·s + u, j·s + v]     x̂: 0 all around

There is nothing to learn and little to compute: a comparison or an addition for each sample of a window but the first,
and a division for a mean.
Global pooling takes the whole channel for the window, C·H·W values down to C.

Shapes   x (C, H, W)  →  (C, H', W'),  H' = ⌊(H + 2p − k)/s⌋ + 1;    global (C,)
Cost     C·H'·W'·(kH·kW − 1) comparisons, or as many additions and C·H'·W' divisions; a little less with padding
Source   LeCun et al. 1998, "Gradient-based learning applied to document recognition", §II.B; Lin et al. 2014, "Network
         in network", §3.2 (global)
Checked  torch.nn.functional.max_pool2d, avg_pool2d, adaptive_avg_pool2d; the operations executed, counted
Beware   FLOP counters book a pooling by the values it reads, once or twice, by those it writes, by k² or k² − 1 for
         each that it writes, or not at all.  Zeros of the padding count in the mean, as in PyTorch (count_include_pad);
         to add them up costs nothing, as they are left out.  The largest of whole numbers is one, their mean float64;
         float16 is summed in float32.  A NaN in a window is its largest value, as in PyTorch.
"""
import numpy as np

from refimpl.arguments import as_array, check_elements, per_axis, real_numbers, whole_numbers
from refimpl.complexity.counting import Operations
from refimpl.complexity.sampling import count_samples, inside, seen_samples, window_places
from refimpl.convolution.columns import kernel_windows

__all__ = ["avg_pool2d", "avg_pool2d_definition", "avg_pool2d_operations", "global_avg_pool2d",
           "global_avg_pool2d_operations", "max_pool2d", "max_pool2d_definition", "max_pool2d_operations",
           "pool_windows"]


def max_pool2d_definition(x: np.ndarray, kernel_size: int | tuple, stride: int | tuple,
                          padding: int | tuple = 0) -> np.ndarray:
    """The largest of the samples that each window sees, one window at a time."""
    x, window = as_array("(C, H, W)", empty=False, x=x), _fitting_window(kernel_size, stride, padding)
    rows, columns = ([seen[inside(seen, n)] for seen in table]
                     for table, n in zip(seen_samples(x.shape, *window), x.shape[1:], strict=True))
    y = np.empty((len(x), len(rows), len(columns)), x.dtype)
    for c, i, j in np.ndindex(y.shape):
        y[c, i, j] = np.max(x[c][np.ix_(rows[i], columns[j])])
    return y


def max_pool2d(x: np.ndarray, kernel_size: int | tuple, stride: int | tuple, padding: int | tuple = 0) -> np.ndarray:
    """Return the largest value of every window of x (C, H, W).  ValueError if the window or the padding does not fit.

    >>> max_pool2d(np.array([[[1.0, 5.0, 2.0, 4.0]]]), kernel_size=(1, 2), stride=(1, 2)).tolist()
    [[[5.0, 4.0]]]
    """
    return pool_windows(x, kernel_size, stride, padding).max(axis=(1, 2))


def avg_pool2d_definition(x: np.ndarray, kernel_size: int | tuple, stride: int | tuple,
                          padding: int | tuple = 0) -> np.ndarray:
    """The sum of the samples that each window sees, divided by the window's size, one window at a time."""
    x, window = as_array("(C, H, W)", kind="float", empty=False, x=x), _fitting_window(kernel_size, stride, padding)
    rows, columns = ([seen[inside(seen, n)] for seen in table]
                     for table, n in zip(seen_samples(x.shape, *window), x.shape[1:], strict=True))
    y, (kH, kW) = np.empty((len(x), len(rows), len(columns)), x.dtype), window[0]
    x = x.astype(np.float32) if x.dtype == np.float16 else x
    with np.errstate(over="ignore", invalid="ignore"):
        for c, i, j in np.ndindex(y.shape):
            first, *others = [x[c, u, v] for u in rows[i] for v in columns[j]]
            y[c, i, j] = sum(others, first) / (kH * kW)
    return y


def avg_pool2d(x: np.ndarray, kernel_size: int | tuple, stride: int | tuple, padding: int | tuple = 0) -> np.ndarray:
    """Return the mean of every window of x (C, H, W).  ValueError if the window or the padding does not fit.

    >>> avg_pool2d(np.array([[[1.0, 5.0, 2.0, 4.0]]]), kernel_size=(1, 2), stride=(1, 2)).tolist()
    [[[3.0, 3.0]]]
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return pool_windows(x, kernel_size, stride, padding, 0).mean(axis=(1, 2))


def global_avg_pool2d(x: np.ndarray) -> np.ndarray:
    """Return the mean of each channel of x (C, H, W).

    >>> global_avg_pool2d(np.array([[[1.0, 5.0], [2.0, 4.0]]])).tolist()
    [3.0]
    """
    x = as_array("(C, H, W)", kind="float", empty=False, x=x)
    with np.errstate(over="ignore", invalid="ignore"):
        return x.reshape(len(x), -1).mean(axis=-1)


def pool_windows(x: np.ndarray, kernel_size: int | tuple, stride: int | tuple, padding: int | tuple,
                 outside: float | None = None) -> np.ndarray:
    """Return the windows of x (C, H, W) as (C, kH, kW, H', W'), with the value `outside` all around.

    Without one, the samples at the border are repeated: these are in the same windows anyway, and so change no maximum.
    −∞ would not either, but whole numbers do not have it.

    >>> pool_windows(np.array([[[1.0, 2.0]]]), kernel_size=(1, 2), stride=1, padding=(0, 1), outside=0).tolist()
    [[[[[0.0, 1.0, 2.0]], [[1.0, 2.0, 0.0]]]]]
    """
    x = as_array("(C, H, W)", kind="real" if outside is None else "float", empty=False, x=x)
    kernel, strides, (pH, pW) = _fitting_window(kernel_size, stride, padding)
    check_elements((x.shape[1] + 2 * pH) * (x.shape[2] + 2 * pW), padding=padding)       # per channel
    how = {"mode": "edge"} if outside is None else {"constant_values": real_numbers(outside=outside)[0]}
    with np.errstate(over="ignore"):
        padded = np.pad(x, ((0, 0), (pH, pH), (pW, pW)), **how)
    return kernel_windows(padded, kernel, strides)


def max_pool2d_operations(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple,
                          padding: int | tuple = 0) -> Operations:
    """Return the comparisons: a window that sees n samples has n − 1.

    >>> max_pool2d_operations((64, 112, 112), kernel_size=2, stride=2).comparisons       # 64·56·56·3
    602112
    """
    window = _fitting_window(kernel_size, stride, padding)
    (C, H, W), ((rows, *_), (columns, *_)) = window_places(input_shape, *window), count_samples(input_shape, *window)
    return C * Operations(comparisons=rows * columns - H * W)


def avg_pool2d_operations(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple,
                          padding: int | tuple = 0) -> Operations:
    """Return the operations: a window that sees n samples has n − 1 additions and a division.

    >>> counted = avg_pool2d_operations((3, 4, 6), kernel_size=2, stride=2)              # 3·2·3 windows
    >>> counted.additions, counted.divisions
    (54, 18)
    """
    additions = max_pool2d_operations(input_shape, kernel_size, stride, padding).comparisons
    C, H, W = window_places(input_shape, kernel_size, stride, padding)
    return Operations(additions=additions, divisions=C * H * W)


def global_avg_pool2d_operations(channels: int, height: int, width: int) -> Operations:
    """Return C·(H·W − 1) additions and C divisions.

    >>> global_avg_pool2d_operations(2048, 7, 7).additions
    98304
    """
    C, H, W = whole_numbers(channels=channels, height=height, width=width)
    return C * Operations(additions=H * W - 1, divisions=1)


def _fitting_window(kernel_size: int | tuple, stride: int | tuple, padding: int | tuple) -> tuple:
    """Return (kernel_size, stride, padding) as pairs.  ValueError if padding is more than half of the window."""
    kernel, widths = per_axis(2, kernel_size=kernel_size), per_axis(2, 0, padding=padding)
    if any(2 * p > k for p, k in zip(widths, kernel, strict=True)):                      # as PyTorch has it
        raise ValueError(f"padding must be at most half of kernel_size, got {padding} and {kernel_size}")
    return kernel, per_axis(2, stride=stride), widths
