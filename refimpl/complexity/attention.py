"""Attention (注意力): every token asks all others, and takes from each as much as it answers.

    q = x·W_qᵀ,  k = x·W_kᵀ,  v = x·W_vᵀ        cut into heads of d = D/heads features each
    head = softmax(q·kᵀ/√d)·v                   y = (the heads side by side)·W_oᵀ

The projections cost T·D·D each, and grow with the number of tokens T.  The scores q·kᵀ and what they weigh, v, cost
T·T·D each, however many heads there are; they have no parameters, so no formula that multiplies parameters finds them.
In grouped-query attention (分组查询注意力, GQA) several heads share keys and values, D' = D·kv_heads/heads wide.

A softmax of n values is right to n + 4 + |x − max| units in the last place of each share.

Shapes   x (T, D)   weights q, o (D, D), k, v (D', D)   biases (D,), (D',)   y (T, D)
Cost     MACs T·(2·D·D + 2·D·D') + 2·T·T·D;  the softmax heads·T·T exponentials
Source   Vaswani et al. 2017, "Attention is all you need", eq. 1 and §3.2.2; Ainslie et al. 2023, "GQA"
Checked  torch.nn.MultiheadAttention, torch.nn.functional.scaled_dot_product_attention; decimals of 60 digits; the
         operations executed, counted
Beware   This is what encoders do; a decoder masks the later tokens, and a program that skips them saves nearly half of
         the 2·T·T·D.  PyTorch's flop counter finds 0 for the fused attention on a CPU; its list has the operators of
         GPUs, and on the meta device it finds the right 2·2·T·T·D.
"""
import math

import numpy as np

from refimpl.arguments import as_array, as_list, whole_numbers
from refimpl.complexity.activations import _wide
from refimpl.complexity.counting import Operations
from refimpl.complexity.flops import attention_macs
from refimpl.complexity.linear import linear, linear_operations
from refimpl.complexity.params import key_value_dim

__all__ = ["attention", "attention_operations", "softmax", "softmax_operations", "split_heads"]


@np.errstate(over="ignore", invalid="ignore")
def softmax(x: np.ndarray) -> np.ndarray:
    """Return eˣ/Σeˣ along the last axis of x (…, n); the largest x is taken off first, so that nothing overflows.

    −∞ gets the share 0, as masked scores do.  Rows of nothing but −∞, or with a NaN or +∞, are NaN, as in PyTorch.

    >>> softmax(np.array([[1000.0, 1000.0 + np.log(3.0)]])).round(9).tolist()
    [[0.25, 0.75]]
    """
    x = as_array("(…, n)", "float", x=x)
    if x.size == 0:
        return x.copy()
    e = np.exp(_wide(x) - x.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).astype(x.dtype, copy=False)


@np.errstate(over="ignore", invalid="ignore")
def attention(x: np.ndarray, weights: tuple, biases: tuple | None, heads: int) -> np.ndarray:
    """Return the attention of x (T, D) to itself, for (q, k, v, o) as weights and, if any, biases.

    The width D' of the weights for k and v says how many heads these have.  float16 is computed in float32.

    >>> one = np.ones((1, 1))
    >>> attention(np.array([[1.0], [1.0], [4.0]]), (0 * one, one, one, one), None, heads=1).tolist()   # q = 0: the mean
    [[2.0], [2.0], [2.0]]
    """
    x, [heads] = as_array("(T, D)", "float", empty=False, x=x), whole_numbers(heads=heads)
    (T, D), (kv_heads, weights, biases) = x.shape, _projections(x.shape[1], heads, weights=weights, biases=biases)
    (w_q, w_k, w_v, w_o), (b_q, b_k, b_v, b_o) = weights, biases or [None] * 4
    dtype, x = np.result_type(x, *weights, *biases), _wide(x)
    q, k, v = linear(x, w_q, b_q), linear(x, w_k, b_k), linear(x, w_v, b_v)
    q, k, v = split_heads(q, heads), split_heads(k, kv_heads), split_heads(v, kv_heads)  # heads, T, d
    k, v = (np.repeat(shared, heads // kv_heads, axis=0) for shared in (k, v))
    scores = q @ k.swapaxes(1, 2) / math.sqrt(D // heads)                                         # heads, T, T
    y = softmax(scores) @ v                                                              # heads, T, d
    return linear(y.swapaxes(0, 1).reshape(T, D), w_o, b_o).astype(dtype, copy=False)


def _projections(D: int, heads: int, **named: object) -> tuple:
    """Return the number of heads of k and v, the weights for q, k, v and o, and the biases, if there are any."""
    [(name, weights), (other, biases)] = named.items()
    kv, d = len(as_array("(D', D)", **{name: as_list(4, **{name: weights})[1]})), key_value_dim(D, heads) // heads
    if not kv or kv % d or heads % (kv // d):
        raise ValueError(f"{name} for k must be (D', D), D' a multiple of D/heads = {d}, and D'/{d} a divisor of the "
                         f"{heads} heads, got D' = {kv}")
    return (kv // d, _shaped([(D, D), (kv, D), (kv, D), (D, D)], **{name: weights}),
            [] if biases is None else _shaped([(D,), (kv,), (kv,), (D,)], **{other: biases}))


def _shaped(shapes: list, **named: object) -> list:
    """Return the parts of an argument as arrays, one of each of the shapes."""
    [name] = named
    parts = [as_array("(…)", "float", **{name: part}) for part in as_list(len(shapes), **named)]
    if (found := [part.shape for part in parts]) != shapes:
        raise ValueError(f"{name} must have the shapes {shapes}, got {found}")
    return parts


def split_heads(x: np.ndarray, heads: int) -> np.ndarray:
    """Return x (T, D) as (heads, T, D/heads): a view of it.

    >>> split_heads(np.array([[1, 2, 3, 4]]), heads=2).tolist()
    [[[1, 2]], [[3, 4]]]
    """
    x, [heads] = as_array("(T, D)", x=x), whole_numbers(heads=heads)
    T, D = x.shape
    if D % heads:
        raise ValueError(f"heads must divide D, got {heads} for x of shape {x.shape}")
    return x.reshape(T, heads, D // heads).swapaxes(0, 1)


def softmax_operations(rows: int, n: int) -> Operations:
    """Return the operations of `rows` softmaxes of n values: n − 1 comparisons, n + n − 1 additions, n eˣ, n divisions.

    >>> softmax_operations(1, 4)
    Operations(multiplications=0, additions=7, divisions=4, comparisons=3, functions=4)
    """
    rows, n = whole_numbers(rows=rows, n=n)
    return rows * Operations(additions=2 * n - 1, divisions=n, comparisons=n - 1, functions=n)


def attention_operations(tokens: int, dim: int, heads: int, kv_heads: int | None = None,
                         bias: bool = True) -> Operations:
    """Return the operations of attention: attention_macs, heads·T·T divisions by √d, and as many values in softmaxes.

    >>> counted = attention_operations(tokens=4, dim=8, heads=2)
    >>> counted.multiplications, counted.divisions, counted.functions                    # 4·256 + 2·16·8, 2·32, 32
    (1280, 64, 32)
    """
    kv_dim, (T, D, heads) = key_value_dim(dim, heads, kv_heads), whole_numbers(tokens=tokens, dim=dim, heads=heads)
    projections = 2 * linear_operations(D, D, T, bias) + 2 * linear_operations(D, kv_dim, T, bias)
    products = attention_macs(T, D, heads, kv_heads) - projections.multiplications     # 2·T·T·D
    scores = heads * T * T
    weighing = Operations(products, products - scores - T * D, divisions=scores)       # sums from their first product
    return projections + weighing + softmax_operations(heads * T, T)
