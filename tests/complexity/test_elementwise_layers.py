"""Elementwise layers: what their rows do not show."""
import pytest

from refimpl.complexity import layers as nn
from refimpl.complexity.conventions import count
from refimpl.complexity.elementwise_layers import ELU, GELU, Hardswish, PReLU, ReLU, Sigmoid, SiLU, Softmax


def test_softmax_counts_its_axis_with_the_batch():
    assert [Softmax(dim).length((3, 4, 5)) for dim in (1, 2, 3, -1, -2, -3)] == [3, 4, 5, 5, 4, 3]


@pytest.mark.parametrize("dim", [0, 4, -4])
def test_softmax_needs_an_axis_that_there_is(dim):
    with pytest.raises(ValueError, match=f"dim must be one of the 3 axes behind the batch, got {dim}"):
        Softmax(dim).output_shape((3, 4, 5))


def test_a_slope_for_each_channel():
    assert (PReLU().params, PReLU(7).params) == (1, 7)


@pytest.mark.parametrize("make, says", [
    (lambda: PReLU(3).output_shape((4, 5)), "x must have 3 channels, one for each of num_parameters"), (lambda: PReLU(0), "num_parameters must be"),
    (lambda: GELU("exact"), "approximate must be one of none, tanh, got 'exact'"), (lambda: ELU(float("inf")), "alpha must be a finite number"),
    (lambda: ReLU("yes"), "inplace must be one of True, False"), (lambda: Softmax(1.5), "dim must be a whole number"), (lambda: Softmax(None), "dim must be")])
def test_what_means_nothing_is_refused(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()


TOOLS = ("torch_flop_counter", "torchstat_flops", "thop", "ptflops", "fvcore", "torchinfo", "calflops", "deepspeed", "torchprofile", "flopth")


@pytest.mark.parametrize("kind, who", [
    (ReLU, ["torchstat_flops", "ptflops", "calflops", "deepspeed", "flopth"]), (SiLU, ["ptflops", "calflops", "deepspeed"]), (Hardswish, ["flopth"]), (Sigmoid, [])])
def test_how_many_of_ten_tools_count_an_activation(kind, who):
    assert [name for name in TOOLS if count(nn.Sequential(kind()), (4, 6, 5), name)] == who


FORMULAS = {
    "ReLU": lambda t, x: x.clamp(min=0), "ReLU6": lambda t, x: x.clamp(0, 6), "SiLU": lambda t, x: x * t.sigmoid(x), "Sigmoid": lambda t, x: 1 / (1 + t.exp(-x)),
    "Hardswish": lambda t, x: x * (x + 3).clamp(0, 6) / 6, "Hardsigmoid": lambda t, x: (x + 3).clamp(0, 6) / 6, "GELU": lambda t, x: x * (1 + t.erf(x / 2**0.5)) / 2,
    "Tanh": lambda t, x: (t.exp(x) - t.exp(-x)) / (t.exp(x) + t.exp(-x)), "LeakyReLU": lambda t, x: t.where(x > 0, x, 0.01 * x),
    "ELU": lambda t, x: t.where(x > 0, x, t.exp(x) - 1), "PReLU": lambda t, x: t.where(x > 0, x, 0.25 * x), "Softmax": lambda t, x: t.exp(x) / t.exp(x).sum(-1, keepdim=True)}


@pytest.mark.parametrize("name", FORMULAS)
def test_the_formulas_are_what_torch_computes(torch, name):
    x = torch.linspace(-9, 9, 37, dtype=torch.float64)
    module = getattr(torch.nn, name)(**vars(getattr(nn, name)())).double()
    torch.testing.assert_close(module(x).detach(), FORMULAS[name](torch, x))
