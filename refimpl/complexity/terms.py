"""Terms (计数项): the quantities that counting rules are made of, and how a rule is read.

    "2m + bias"   =   2·(multiply-accumulates) + (outputs that get a bias)

    m  multiply-accumulates         n  elements of the output        i  elements of the (first) input
    bias  n, if there is a bias     affine  i, if a norm has a scale      params  the layer's own parameters

and, where a layer has the thing: sites (how many sums of products), site_bias, taps (n·(C/G)·kH·kW), dense (n·C·kH·kW),
window (n times the elements of a pooling window), plane (H'·W'), channels, rows (softmaxes), scores (heads·T·T), cells
(T·h per layer and direction of an LSTM), cell_bias, size_products, and params times H'·W' (params_positions) or T
(params_steps).

Shapes   a call of the ledger  →  a whole number
Cost     one or two microseconds per rule
Source   the counting functions of the tools, each named in its file
Checked  arithmetic
Beware   All shapes are of one image, or one sequence: a batch of N has N times the n, i and m.
"""
from functools import cache
from math import prod

from refimpl.complexity.tracing import Call

__all__ = ["evaluate", "read_terms"]


def read_terms(rule: str) -> tuple:
    """Return the rule's (coefficient, quantity) pairs; a number alone has the quantity "one".

    Raises TypeError for what is no text, ValueError for what is no sum of quantities.

    >>> read_terms("2m - n + bias"), read_terms("3i - 1")
    (((2, 'm'), (-1, 'n'), (1, 'bias')), ((3, 'i'), (-1, 'one')))
    """
    if not isinstance(rule, str):
        raise TypeError(f"rule must be a sum of quantities, got {rule!r:.60}")
    return _pairs(rule)


@cache
def _pairs(rule: str) -> tuple:
    """Return the pairs of a text."""
    pairs, sign = [], 1
    for word in rule.split():
        if word in "+-":
            sign = 1 if word == "+" else -1
        else:
            name = word.lstrip("0123456789")
            factor = word[:len(word) - len(name)]
            pairs.append((sign * int(factor or 1), name or "one"))
    if not pairs or not {name for _, name in pairs} <= set(QUANTITIES):
        raise ValueError(f"rule must be a sum of {', '.join(QUANTITIES)}, got {rule!r:.60}")
    return tuple(pairs)


def evaluate(rule: object, call: Call) -> int:
    """Return what the rule, a text or a function of the call, comes to.

    >>> call = Call("fc", None, ((16,),), (5,), "module", 0, macs=80, inner=None)
    >>> evaluate("2m - n", call), evaluate(lambda call: call.macs // 2, call)  # 2·80 − 5
    (155, 40)
    """
    Call.check(call)
    if isinstance(rule, str):
        return sum(factor * QUANTITIES[name](call) for factor, name in read_terms(rule))
    if not callable(rule) or isinstance(rule, type):
        raise TypeError(f"rule must be a text or a function of the call, got {rule!r:.60}")
    return rule(call)


def _sites(call: Call) -> int:
    """Return the number of sums of products: one an output, of a transposed convolution O at each input position."""
    if call.kind == "ConvTranspose2d":
        return call.layer.out_channels * prod(call.inputs[0][1:])
    return prod(call.output)


def _cells(call: Call) -> int:
    """Return T·h for each layer and direction of an LSTM."""
    return call.output[0] * call.layer.hidden_size * call.layer.num_layers * call.layer.directions


QUANTITIES = {
    "one": lambda call: 1,
    "m": lambda call: call.macs,
    "n": lambda call: prod(call.output),
    "i": lambda call: prod(call.inputs[0]),
    "params": lambda call: call.layer.own_params,
    "params_positions": lambda call: call.layer.own_params * prod(call.output[1:]),
    "params_steps": lambda call: call.layer.own_params * call.output[0],
    "bias": lambda call: prod(call.output) if call.layer.bias else 0,
    "affine": lambda call: prod(call.inputs[0]) if call.layer.affine else 0,
    "sites": _sites,
    "site_bias": lambda call: _sites(call) if call.layer.bias else 0,
    "taps": lambda call: prod(call.output) * call.layer.taps,
    "dense": lambda call: prod(call.output) * call.layer.taps * call.layer.groups,
    "window": lambda call: prod(call.output) * call.layer.window,
    "plane": lambda call: prod(call.output[1:]),
    "channels": lambda call: call.inputs[0][0],
    "rows": lambda call: prod(call.inputs[0]) // call.layer.length(call.inputs[0]),
    "scores": lambda call: call.layer.num_heads * call.inputs[0][0]**2,
    "cells": _cells,
    "cell_bias": lambda call: _cells(call) if call.layer.bias else 0,
    "size_products": lambda call: call.layer.products,
}
