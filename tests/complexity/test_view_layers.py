"""View layers, against torch."""
import pytest
from hypothesis import given

from refimpl.cases import networks as cases
from refimpl.complexity.view_layers import Flatten, Permute, StochasticDepth
from tests.agreement import assert_agrees


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


def test_stochastic_depth_lets_everything_through():
    assert (StochasticDepth(0.1).output_shape((3, 4, 5)), StochasticDepth(0.1).params) == ((3, 4, 5), 0)
