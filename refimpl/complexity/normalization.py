"""Normalization (归一化): bring values to mean 0 and variance 1, then to a mean and a scale that are learnt.

    y = (x − mean)/√(var + ε) · γ + β

Batch norm takes a stored mean and variance per channel, layer norm those of a token's D features, group norm those of a
group of channels of one image; RMS norm takes no mean, and 1/D·Σx² for the variance.  So batch norm is a scale and a
shift per channel, 2 operations per value; multiplied into the weights of the convolution ahead of it, it costs nothing.

Before γ and β, a row of n values is right to 8·log₂(n + 1) units in the last place of its largest, at any exponent; in
layer and group norm the rounded mean adds 2·κ units in the last place of 1, κ = max|x|/√(var + ε).  To compute var as
E[x²] − mean² costs κ² units: with κ = 10⁸ no digit of a float64 is left.

Shapes   batch_norm, group_norm  x (N, C, H, W), weight and bias (C,);    layer_norm, rms_norm  x (…, D), (D,)
Cost     batch norm 2 operations per value; layer norm 7, group norm 7, RMS norm 4, and some per row, group or channel
Source   Ioffe & Szegedy 2015, "Batch normalization", Algorithm 2; Ba et al. 2016, "Layer normalization";
         Wu & He 2018, "Group normalization"; Zhang & Sennrich 2019, "Root mean square layer normalization"
Checked  torch.nn.functional.batch_norm, layer_norm, group_norm, rms_norm; fractions; the operations executed, counted
Beware   FLOP counters book a batch norm as 0, 1, 2 or 4 operations per value, or as its 2·C parameters; a layer norm as
         0, 1, 4 or 5, or as its 2·D.  The variance is divided by n, not by n − 1.  Batch norm is right to 8 units of
         the largest of x·scale, mean·scale and bias.  In the other norms a NaN makes its row NaN; so does an infinity,
         or ε = 0 with equal values, except in RMS norm: there ∞ becomes NaN and the rest 0, and only 0/√0 is NaN.
"""
import numpy as np

from refimpl.arguments import as_array, real_numbers, whole_numbers
from refimpl.complexity.activations import _wide
from refimpl.complexity.counting import Operations
from refimpl.complexity.scaling import scaled_rows

__all__ = ["batch_norm", "batch_norm_operations", "group_norm", "group_norm_operations", "layer_norm",
           "layer_norm_operations", "rms_norm", "rms_norm_operations"]


@np.errstate(all="ignore")
def batch_norm(x: np.ndarray, mean: np.ndarray, var: np.ndarray, weight: np.ndarray, bias: np.ndarray,
               eps: float = 1e-5) -> np.ndarray:
    """Return x (N, C, H, W) normalized by stored means and variances (C,), then scaled and shifted.

    >>> one = np.ones(1)
    >>> batch_norm(np.array([[[[5.0, 7.0]]]]), mean=5 * one, var=4 * one, weight=10 * one, bias=one, eps=0).tolist()
    [[[[1.0, 11.0]]]]
    """
    [eps], arrays = real_numbers(0, eps=eps), _arrays("(N, C, H, W)", x=x, mean=mean, var=var, weight=weight, bias=bias)
    x, mean, var, weight, bias = map(_wide, arrays)
    if var.dtype.kind == "f" and (var < 0).any():
        raise ValueError(f"var must not be negative, got {var.min()}")
    scale = weight / np.sqrt(var + eps)                                      # once per channel
    shift = bias - mean * scale
    return (x * scale[:, None, None] + shift[:, None, None]).astype(np.result_type(*arrays), copy=False)


@np.errstate(all="ignore")
def layer_norm(x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Return each row of x (…, D) with mean 0 and variance 1, then scaled and shifted.

    >>> layer_norm(np.array([[1.0, 5.0]]), weight=np.ones(2), bias=np.zeros(2), eps=0).tolist()       # (−2, 2)/2
    [[-1.0, 1.0]]
    """
    x, weight, bias = _arrays("(…, D)", x=x, weight=weight, bias=bias)
    return (_standardized(x, eps) * weight + bias).astype(np.result_type(x, weight, bias), copy=False)


@np.errstate(all="ignore")
def group_norm(x: np.ndarray, groups: int, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Return x (N, C, H, W), normalized over all values of a group of channels, then scaled and shifted by channel.

    >>> x, one, zero = np.array([[[[1.0]], [[5.0]]]]), np.ones(2), np.zeros(2)
    >>> group_norm(x, groups=1, weight=one, bias=zero, eps=0).ravel().tolist()           # (−2, 2)/2
    [-1.0, 1.0]
    """
    x, weight, bias = _arrays("(N, C, H, W)", x=x, weight=weight, bias=bias)
    [groups], (N, C, H, W) = whole_numbers(groups=groups), x.shape
    if C % groups:
        raise ValueError(f"groups must divide the {C} channels of x, got {groups}")
    y = _standardized(x.reshape(N, groups, C // groups * H * W), eps).reshape(x.shape)
    return (y * weight[:, None, None] + bias[:, None, None]).astype(np.result_type(x, weight, bias), copy=False)


def _standardized(x: np.ndarray, eps: float) -> np.ndarray:
    """Return (x − mean)/√(var + ε), mean and variance being those of the last axis."""
    (x, eps), n = scaled_rows(x, eps), x.shape[-1]
    centred = x - x.sum(axis=-1, keepdims=True) / n
    var = (centred * centred).sum(axis=-1, keepdims=True) / n
    return centred / np.sqrt(var + eps)


@np.errstate(all="ignore")
def rms_norm(x: np.ndarray, weight: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Return each row of x (…, D), divided by the root of its mean square, then scaled.

    >>> rms_norm(np.array([[1.0, 7.0]]), weight=np.ones(2), eps=0).tolist()              # √((1 + 49)/2) = 5
    [[0.2, 1.4]]
    """
    x, weight = _arrays("(…, D)", x=x, weight=weight)
    y, eps = scaled_rows(x, eps)
    square = (y * y).sum(axis=-1, keepdims=True) / x.shape[-1]
    return (y / np.sqrt(square + eps) * weight).astype(np.result_type(x, weight), copy=False)


def _arrays(axes: str, **named: object) -> list:
    """Return x, and what has one number for each of its channels or features; (1,) would be broadcast."""
    x, *rest = [as_array("(C,)" if name != "x" else axes, "float", **{name: given})  # type: ignore[arg-type]
                for name, given in named.items()]
    for name, array in zip([*named][1:], rest, strict=True):
        if array.shape != (C := x.shape[1 if axes == "(N, C, H, W)" else -1],):
            raise ValueError(f"{name} must be ({C},) for x of shape {x.shape}, got {array.shape}")
    return [x, *rest]


def batch_norm_operations(channels: int, height: int, width: int) -> Operations:
    """Return the operations of a batch norm of one image: a multiplication and an addition per value, 5 per channel.

    >>> batch_norm_operations(64, 112, 112).total == 2 * 64 * 112 * 112 + 5 * 64
    True
    """
    C, H, W = whole_numbers(channels=channels, height=height, width=width)
    once = Operations(multiplications=1, additions=2, divisions=1, functions=1)
    return C * once + C * H * W * Operations(multiplications=1, additions=1)


def layer_norm_operations(tokens: int, dim: int) -> Operations:
    """Return the operations of a layer norm: 7·D + 2 per row, as (D − 1) + 1 for the mean, D, (2D − 1) + 1, 2, and 3·D.

    >>> layer_norm_operations(10, 768).total == 10 * (7 * 768 + 2)
    True
    """
    T, D = whole_numbers(tokens=tokens, dim=dim)
    return T * Operations(2 * D, 4 * D - 1, D + 2, functions=1)


def group_norm_operations(channels: int, height: int, width: int, groups: int) -> Operations:
    """Return the operations of a group norm of one image: those of a layer norm, each group being a row.

    >>> group_norm_operations(8, 5, 5, groups=2) == layer_norm_operations(2, 100)
    True
    """
    C, H, W, G = whole_numbers(channels=channels, height=height, width=width, groups=groups)
    if C % G:
        raise ValueError(f"groups must divide channels, got {G} and {C}")
    return layer_norm_operations(G, C // G * H * W)


def rms_norm_operations(tokens: int, dim: int) -> Operations:
    """Return the operations of an RMS norm: 4·D + 2 per row.

    >>> rms_norm_operations(10, 4096).total == 10 * (4 * 4096 + 2)
    True
    """
    T, D = whole_numbers(tokens=tokens, dim=dim)
    return T * Operations(2 * D, D, D + 1, functions=1)
