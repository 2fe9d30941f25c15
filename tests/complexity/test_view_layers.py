"""View layers: what their rows do not show."""
import pytest

from refimpl.complexity.view_layers import Dropout, Flatten, Identity, Permute, StochasticDepth


@pytest.mark.parametrize("dims", [(0, 1, 2), (0, 1, 1, 2), (1, 0, 2, 3)])
def test_what_orders_no_axes_is_refused(dims):
    with pytest.raises(ValueError, match="dims must order the 4 axes, the batch first"):
        Permute(dims).output_shape((3, 4, 5))


def test_axes_may_be_counted_from_the_end():
    assert Permute([0, -2, -1, 1]).output_shape((3, 4, 5)) == (4, 5, 3)
    assert Identity(3, more=4).output_shape((3, 4)) == (3, 4)


@pytest.mark.parametrize("make, says", [
    (lambda: Flatten(0).output_shape((3, 4)), "start_dim must be one of the 2 axes behind the batch, got 0"),
    (lambda: Flatten(1, 3).output_shape((3, 4)), "end_dim must be one of the 2 axes behind the batch, got 3"),
    (lambda: Flatten(2, 1).output_shape((3, 4)), "start_dim must not come after end_dim, got 2 and 1"),
    (lambda: Flatten(True), "start_dim must be a whole number"), (lambda: Dropout(1.5), "p must be a finite number at least 0 and at most 1"),
    (lambda: Dropout(0.5, None), "inplace must be one of True, False"), (lambda: StochasticDepth(-0.1), "p must be"),
    (lambda: StochasticDepth(mode="column"), "mode must be one of row, batch"), (lambda: Permute(()), "dims must be"),
    (lambda: Permute((0, 1.5)), "dims must be a whole number"), (lambda: Permute((0, 3)).output_shape((3,)), "dims must be from -2 to 1, got 3")])
def test_what_means_nothing_is_refused(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()


def test_stochastic_depth_lets_everything_through():
    assert (StochasticDepth(0.1).output_shape((3, 4, 5)), StochasticDepth(0.1).params) == ((3, 4, 5), 0)


def test_torch_makes_views_but_copies_what_a_permute_has_put_out_of_order(torch):
    x = torch.zeros(2, 3, 4, 5)
    assert torch.nn.Flatten()(x).data_ptr() == x.permute(0, 2, 3, 1).data_ptr() == x.data_ptr()
    assert torch.nn.Flatten()(x.permute(0, 2, 3, 1)).data_ptr() != x.data_ptr()


def test_torch_drops_nothing_at_inference(torch):
    x = torch.ones(64)
    assert torch.equal(torch.nn.Dropout(0.5).eval()(x), x)
    assert not torch.equal(torch.nn.Dropout(0.5).train()(x), x)
