"""Elementwise layers, against torch.nn."""
import pytest
from hypothesis import given

from refimpl.cases import networks as cases
from refimpl.complexity.elementwise_layers import Flatten, Permute, PReLU, Softmax, StochasticDepth
from tests.agreement import assert_agrees


@pytest.mark.parametrize("kind", cases.SAME_SHAPE)
@given(shape=cases.image_shapes())
def test_arguments_shapes_and_parameters_are_torchs(torch, kind, shape):
    layer = kind()
    module = getattr(torch.nn, kind.__name__)(**vars(layer)).to("meta").eval()
    theirs = tuple(module(torch.zeros(1, *shape, device="meta")).shape[1:])
    assert_agrees(layer.output_shape(shape), theirs, oracle="torch.nn", function=f"complexity.{kind.__name__}")
    assert layer.params == sum(p.numel() for p in module.parameters())


@pytest.mark.parametrize("start, end", [(1, -1), (2, -1), (1, 2), (-2, -1), (3, 3)])
@given(shape=cases.image_shapes())
def test_flatten_is_torchs(torch, start, end, shape):
    theirs = torch.nn.Flatten(start, end)(torch.zeros(1, *shape, device="meta"))
    assert_agrees(Flatten(start, end).output_shape(shape), tuple(theirs.shape[1:]), oracle="torch.nn", function="complexity.Flatten")


@given(shape=cases.image_shapes())
def test_permute_is_torchs(torch, shape):
    theirs = torch.zeros(1, *shape, device="meta").permute(0, 2, 3, 1)
    assert_agrees(Permute((0, 2, 3, 1)).output_shape(shape), tuple(theirs.shape[1:]), oracle="torch.permute", function="complexity.Permute")


@pytest.mark.parametrize("dims", [(0, 1, 2), (0, 1, 1, 2), (1, 0, 2, 3)])
def test_what_orders_no_axes_is_refused(dims):
    with pytest.raises(ValueError, match="dims must order the 4 axes, the batch first"):
        Permute(dims).output_shape((3, 4, 5))


def test_softmax_counts_its_axis_with_the_batch():
    assert [Softmax(dim).length((3, 4, 5)) for dim in (1, 2, 3, -1, -2)] == [3, 4, 5, 5, 4]


def test_a_slope_for_each_channel():
    assert (PReLU().params, PReLU(7).params, StochasticDepth(0.1).params) == (1, 7, 0)
