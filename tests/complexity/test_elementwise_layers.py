"""Elementwise layers, against torch.nn."""
import pytest
from hypothesis import given

from refimpl.cases import networks as cases
from refimpl.complexity.elementwise_layers import ELU, GELU, PReLU, ReLU, Softmax
from tests.agreement import assert_agrees


@pytest.mark.parametrize("kind", cases.SAME_SHAPE)
@given(shape=cases.image_shapes())
def test_arguments_shapes_and_parameters_are_torchs(torch, kind, shape):
    layer = kind()
    module = getattr(torch.nn, kind.__name__)(**vars(layer)).to("meta").eval()
    theirs = tuple(module(torch.zeros(1, *shape, device="meta")).shape[1:])
    assert_agrees(layer.output_shape(shape), theirs, oracle="torch.nn", function=f"complexity.{kind.__name__}")
    assert layer.params == sum(p.numel() for p in module.parameters())


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
