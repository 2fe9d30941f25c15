import math

import numpy as np
import pytest

from refimpl.complexity import activations
from refimpl.complexity.activations import elementwise_operations, gelu, hardswish, relu, relu6, sigmoid, silu
from refimpl.complexity.conventions import conventions, count
from refimpl.complexity.counting import Operations
from refimpl.complexity.layers import ReLU, Sequential, Sigmoid


def test_every_activation_of_the_lesson_has_its_cost():
    names = set(activations.__all__) - {"elementwise_operations"}
    assert all(elementwise_operations(name, 3).total == 3 * elementwise_operations(name, 1).total > 0 for name in names)
    assert elementwise_operations("add", 7) == Operations(additions=7)
    assert elementwise_operations("relu", 7) == Operations(comparisons=7)


def test_worked_examples():
    """At ln 3, e⁻ˣ = 1/3: sigmoid 3/4.  hardswish(1) = 1·4/6.  gelu(1) = ½·(1 + tanh(√(2/π)·1.044715))."""
    x = np.array([np.log(3.0)])
    assert sigmoid(x).item() == pytest.approx(0.75, rel=1e-15) and silu(x).item() == pytest.approx(0.75 * x.item())
    assert hardswish(np.array([1.0])).item() == 4 / 6
    assert gelu(np.array([1.0])).item() == pytest.approx(0.5 * (1 + math.tanh(math.sqrt(2 / math.pi) * 1.044715)), rel=1e-15)


def test_gelu_is_near_to_the_one_with_the_normal_distribution():
    x = np.linspace(-5, 5, 101)
    exact = np.array([v * (1 + math.erf(v / math.sqrt(2))) / 2 for v in x])
    assert 0 < np.abs(gelu(x) - exact).max() < 5e-4


FUNCTIONS = [relu, relu6, hardswish, sigmoid, silu, gelu]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, bool])
def test_whole_numbers_give_what_float64_gives(function, dtype):
    x = np.array([0, 1, 100, -128 if dtype == np.int8 else 127]).astype(dtype)
    assert function(x).dtype == float and (function(x) == function(x.astype(float))).all()
    assert (function(x.tolist()) == function(x)).all()


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_ends_of_the_range_stay_finite_and_do_not_warn(function, dtype):
    """The largest numbers give themselves, 6 or 1; the smallest 0, but for the rounding of x·sigmoid(x)."""
    most = np.finfo(dtype).max
    y = function(np.array([-most, most, np.inf, np.nan], dtype))
    top = {relu6: 6, sigmoid: 1}.get(function, most)
    assert y.dtype == dtype and y[:2].tolist() == [0, top] and y[2] == (np.inf if top == most else top) and np.isnan(y[3])


def test_sigmoid_ends_where_its_exponential_overflows():
    """From −709.8 (float32: −88.8) down it is 0; a float16 is computed in float32, down to its subnormals."""
    assert sigmoid(np.array([-709.7, -709.8])).tolist() == pytest.approx([np.exp(-709.7), 0], rel=1e-9) and sigmoid(-709.7) > 0
    assert (sigmoid(np.array([-88.7, -88.8], np.float32)) > 0).tolist() == [True, False]
    assert sigmoid(np.float16(-12)) == np.float16(math.exp(-12)) > 0
    assert silu(np.float16(-12)) == np.float16(-12 / (1 + math.exp(12)))


def test_pytorchs_gelu_is_exact_unless_told(torch):
    x = torch.linspace(-5, 5, 101, dtype=torch.float64)
    exact = [v * (1 + math.erf(v / math.sqrt(2))) / 2 for v in x.tolist()]
    np.testing.assert_allclose(torch.nn.functional.gelu(x).numpy(), exact, rtol=1e-9, atol=1e-12)


def test_what_counters_make_of_them():
    """A ReLU: nothing, one operation per value, or two; a sigmoid: nothing in any."""
    def per_value(layer):
        tools = [name for name in conventions() if name not in ("torchstat_read", "torchstat_write")]
        return {count(Sequential(layer), (4, 6, 6), name) / 144 for name in tools}
    assert per_value(ReLU()) == {0, 1, 2} and per_value(Sigmoid()) == {0}
    assert count(Sequential(ReLU()), (4, 6, 6), "ptflops") == 2 * 144


def test_they_cost_one_to_nine_operations():
    costs = [elementwise_operations(function.__name__, 1).total for function in FUNCTIONS]
    assert (min(costs), max(costs)) == (1, 9)


def test_minus_infinity_times_zero_is_nan_in_pytorch_too(torch):
    functional, x = torch.nn.functional, torch.tensor([-np.inf])
    theirs = functional.hardswish(x), functional.silu(x), functional.gelu(x, approximate="tanh")
    assert all(y.isnan().item() for y in theirs)


def test_minus_infinity_times_zero_is_nan():
    assert np.isnan([f(np.array([-np.inf]))[0] for f in (hardswish, silu, gelu)]).all()
    assert [f(np.array([-np.inf]))[0] for f in (relu, relu6, sigmoid)] == [0, 0, 0]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("x", [None, "1", {1}, np.ma.masked_array([1.0], [True]), [[1], [1, 2]], np.array([1j])])
def test_what_is_no_array_of_real_numbers_is_refused(function, x):
    with pytest.raises(TypeError, match=r"^x "):
        function(x)


@pytest.mark.parametrize("name, n, says", [("relu7", 1, "name must be one of add, multiply, relu, .*, got 'relu7'"),
                                           ("relu", 0, "n must be a whole number at least 1, got 0"),
                                           ("gelu", 1.5, "n .* got 1.5")])
def test_bad_input_is_named(name, n, says):
    with pytest.raises(ValueError, match=says):
        elementwise_operations(name, n)
