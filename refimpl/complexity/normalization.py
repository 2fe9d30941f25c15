"""Normalization (归一化): bring values to mean 0 and variance 1, then to a mean and a scale that are learnt.

    y = (x − mean)/√(var + ε) · γ + β

Over what the mean and the variance are taken makes the difference: batch norm takes stored ones, a pair a channel;
layer norm those of a token's D features; group norm those of a group of channels of one image; RMS norm takes no mean,
and 1/D·Σx² for the variance.  A batch norm that takes stored numbers is a scale and a shift a channel, 2 operations a
value; before it runs it can be multiplied into the weights of the convolution ahead, and then it costs nothing.

Shapes   batch_norm, group_norm  x (N, C, H, W), weight and bias (C,);    layer_norm, rms_norm  x (T, D), (D,)
Cost     batch norm 2 operations a value; layer norm 7, group norm 7, RMS norm 4, and some more a row, group or channel
Source   Ioffe & Szegedy 2015, "Batch normalization", Algorithm 2; Ba et al. 2016, "Layer normalization", eq. 4;
         Wu & He 2018, "Group normalization"; Zhang & Sennrich 2019, "Root mean square layer normalization"
Checked  torch.nn.functional.batch_norm, layer_norm, group_norm, rms_norm; the operations executed, counted
Beware   FLOP counters book a batch norm as 1, 2 or 4 operations a value, or as its 2·C parameters; a layer norm as 1, 4
         or 5.  The variance is the mean of the squares, divided by their number n and not by n − 1.
"""
import numpy as np

from refimpl.complexity.counting import Operations
from refimpl.complexity.params import check_whole

__all__ = ["batch_norm", "batch_norm_operations", "check_channels", "group_norm", "group_norm_operations", "layer_norm",
           "layer_norm_operations", "rms_norm", "rms_norm_operations"]


def batch_norm(x: np.ndarray, mean: np.ndarray, var: np.ndarray, weight: np.ndarray, bias: np.ndarray,
               eps: float = 1e-5) -> np.ndarray:
    """Return x (N, C, H, W) normalized by stored means and variances (C,), then scaled and shifted.

    >>> one = np.ones(1)
    >>> batch_norm(np.array([[[[5.0, 7.0]]]]), mean=5 * one, var=4 * one, weight=10 * one, bias=one, eps=0).tolist()
    [[[[1.0, 11.0]]]]
    """
    check_channels(x.shape[1], mean, var, weight, bias)
    scale = weight / np.sqrt(var + eps)                                      # once a channel
    shift = bias - mean * scale
    return x * scale[:, None, None] + shift[:, None, None]


def layer_norm(x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Return each row of x (T, D) with mean 0 and variance 1, then scaled and shifted.

    >>> layer_norm(np.array([[1.0, 5.0]]), weight=np.ones(2), bias=np.zeros(2), eps=0).tolist()       # (−2, 2)/2
    [[-1.0, 1.0]]
    """
    check_channels(x.shape[-1], weight, bias)
    return _standardized(x, eps) * weight + bias


def group_norm(x: np.ndarray, groups: int, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Return x (N, C, H, W), normalized over all values of a group of channels, then scaled and shifted by channel.

    >>> x, one, zero = np.array([[[[1.0]], [[5.0]]]]), np.ones(2), np.zeros(2)
    >>> group_norm(x, groups=1, weight=one, bias=zero, eps=0).ravel().tolist()           # (−2, 2)/2
    [-1.0, 1.0]
    """
    check_channels(x.shape[1], weight, bias)
    check_whole(groups=groups)
    if x.shape[1] % groups:
        raise ValueError(f"groups must divide the {x.shape[1]} channels of x, got {groups}")
    y = _standardized(x.reshape(len(x), groups, -1), eps).reshape(x.shape)
    return y * weight[:, None, None] + bias[:, None, None]


def _standardized(x: np.ndarray, eps: float) -> np.ndarray:
    """Return (x − mean)/√(var + ε), mean and variance being those of the last axis."""
    n = x.shape[-1]
    centred = x - x.sum(axis=-1, keepdims=True) / n
    var = (centred * centred).sum(axis=-1, keepdims=True) / n
    return centred / np.sqrt(var + eps)


def rms_norm(x: np.ndarray, weight: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Return each row of x (T, D), divided by the root of its mean square, then scaled.

    >>> rms_norm(np.array([[1.0, 7.0]]), weight=np.ones(2), eps=0).tolist()              # √((1 + 49)/2) = 5
    [[0.2, 1.4]]
    """
    check_channels(x.shape[-1], weight)
    square = (x * x).sum(axis=-1, keepdims=True) / x.shape[-1]
    return x / np.sqrt(square + eps) * weight


def batch_norm_operations(channels: int, height: int, width: int) -> Operations:
    """Return the operations of a batch norm of one image: a multiplication and an addition a value, and 5 a channel.

    >>> batch_norm_operations(64, 112, 112).total == 2 * 64 * 112 * 112 + 5 * 64
    True
    """
    C, H, W = check_whole(channels=channels, height=height, width=width)
    once = Operations(multiplications=1, additions=2, divisions=1, functions=1)
    return C * once + C * H * W * Operations(multiplications=1, additions=1)


def layer_norm_operations(tokens: int, dim: int) -> Operations:
    """Return the operations of a layer norm: 7·D + 2 a row, as (D − 1) + 1 for the mean, D, (2D − 1) + 1, 2, and 3·D.

    >>> layer_norm_operations(10, 768).total == 10 * (7 * 768 + 2)
    True
    """
    T, D = check_whole(tokens=tokens, dim=dim)
    return T * Operations(2 * D, 4 * D - 1, D + 2, functions=1)


def group_norm_operations(channels: int, height: int, width: int, groups: int) -> Operations:
    """Return the operations of a group norm of one image: those of a layer norm, each group being a row.

    >>> group_norm_operations(8, 5, 5, groups=2) == layer_norm_operations(2, 100)
    True
    """
    C, H, W, G = check_whole(channels=channels, height=height, width=width, groups=groups)
    if C % G:
        raise ValueError(f"groups must divide channels, got {G} and {C}")
    return layer_norm_operations(G, C // G * H * W)


def rms_norm_operations(tokens: int, dim: int) -> Operations:
    """Return the operations of an RMS norm: 4·D + 2 a row.

    >>> rms_norm_operations(10, 4096).total == 10 * (4 * 4096 + 2)
    True
    """
    T, D = check_whole(tokens=tokens, dim=dim)
    return T * Operations(2 * D, D, D + 1, functions=1)


def check_channels(channels: int, *arrays: np.ndarray) -> None:
    """Raise ValueError unless every array has one number for each channel: (1,) would be broadcast.

    >>> check_channels(3, np.ones(3), np.zeros(3))
    """
    for array in arrays:
        if array.shape != (channels,):
            raise ValueError(f"mean, var, weight and bias must be ({channels},) for these channels, got {array.shape}")
