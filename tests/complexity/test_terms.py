"""Rules, read and evaluated."""
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity import layers as nn
from refimpl.complexity.conventions import count_terms
from refimpl.complexity.function_tools import einsum_printed
from refimpl.complexity.summary import moved_bytes
from refimpl.complexity.terms import QUANTITIES, evaluate, read_terms
from refimpl.complexity.tracing import trace
from tests.agreement import assert_agrees


@given(case=cases.read_terms())
def test_a_rule_is_read_as_algebra(case):
    m, n, i, params = 10**12, 10**8, 10**4, 1                # so far apart that no two rules give the same
    text = case["rule"].replace("params", "*1").replace("m", "*10**12").replace("n", "*10**8").replace("i", "*10**4")
    value = sum(factor * {"m": m, "n": n, "i": i, "params": params}[name] for factor, name in read_terms(case["rule"]))
    assert_agrees(value, eval(text), oracle="Python's arithmetic", function=read_terms)


@given(case=cases.evaluate())
def test_a_rule_is_the_sum_of_its_terms(case):
    call = case["call"]
    sizes = {"m": call.macs, "n": QUANTITIES["n"](call), "i": QUANTITIES["i"](call), "params": call.layer.own_params}
    expected = sum(factor * sizes[name] for factor, name in read_terms(case["rule"]))
    assert_agrees(evaluate(**case), expected, oracle="arithmetic", function=evaluate)
    assert evaluate(lambda seen: seen.macs + 1, call) == call.macs + 1


X = (4, 6, 5)


@pytest.mark.parametrize("layer, shape, values", [
    (nn.Conv2d(4, 8, 3, groups=2), X, {"m": 8 * 12 * 18, "n": 96, "i": 120, "bias": 96, "sites": 96, "site_bias": 96, "params": 152,
                                       "taps": 96 * 18, "dense": 96 * 36, "params_positions": 152 * 12, "channels": 4, "one": 1}),
    (nn.Conv2d(4, 8, 3, bias=False), X, {"bias": 0, "site_bias": 0, "taps": 96 * 36}),
    (nn.ConvTranspose2d(4, 8, (2, 3), 2), X, {"m": 120 * 8 * 6, "n": 8 * 12 * 11, "sites": 8 * 30, "site_bias": 8 * 30,
                                              "bias": 8 * 132, "taps": 8 * 132 * 24}),
    (nn.BatchNorm2d(4), X, {"affine": 120, "params": 8}), (nn.BatchNorm2d(4, affine=False), X, {"affine": 0}),
    (nn.LayerNorm(5, elementwise_affine=False), X, {"affine": 0}), (nn.MaxPool2d((2, 3)), X, {"n": 12, "window": 72}),
    (nn.Upsample(scale_factor=2), X, {"plane": 120, "n": 480}), (nn.Softmax(dim=2), X, {"rows": 20}),
    (nn.MultiheadAttention(8, 2), (5, 8), {"scores": 50, "bias": 40}),
    (nn.LSTM(8, 6, num_layers=3, bidirectional=True), (5, 8), {"cells": 5 * 6 * 3 * 2, "cell_bias": 180, "params_steps": 5 * 2 * 4 * 6 * (
        8 + 6 + 2 + 2 * (12 + 6 + 2))}),
    (nn.LSTM(8, 6, bias=False), (5, 8), {"cells": 30, "cell_bias": 0})])
def test_quantities(layer, shape, values):
    call = trace(layer, shape)
    assert {name: QUANTITIES[name](call) for name in values} == values


def test_products_of_sizes_are_a_quantity():
    [products, *_] = trace(nn.MultiheadAttention(8, 2), (5, 8)).operations()
    assert evaluate("size_products", products) == 4
    assert evaluate("3i - 1", trace(nn.ReLU(), (4,))) == 11


@pytest.mark.parametrize("rule", ["", "2m - nonsense", "photo.png", None, 3, b"m", float])
def test_what_is_no_rule_is_refused(rule):
    with pytest.raises((ValueError, TypeError), match="rule must be a"):
        evaluate(rule, trace(nn.ReLU(), (4,)))
    if rule is not float:
        with pytest.raises((ValueError, TypeError), match="rule must be a sum of"):
            read_terms(rule)


def test_what_is_no_call_is_refused():
    for take in (lambda call: evaluate("m", call), einsum_printed, moved_bytes, lambda call: count_terms(call, "macs")):
        with pytest.raises(TypeError, match="call must be one that trace returns, got None"):
            take(None)
