"""Norm layers: what their rows do not show."""
import pytest

from refimpl.complexity.norm_layers import BatchNorm1d, BatchNorm2d, GroupNorm, InstanceNorm2d, LayerNorm, RMSNorm


def test_a_norm_says_whether_it_has_a_scale():
    assert (LayerNorm(3).affine, LayerNorm(3, elementwise_affine=False).affine) == (True, False)
    assert (BatchNorm2d(3).affine, InstanceNorm2d(3).affine, GroupNorm(1, 3).affine) == (True, False, True)


@pytest.mark.parametrize("layer, shape, says", [
    (BatchNorm2d(3), (4, 5, 6), "x must have 3 channels"), (BatchNorm2d(3), (3, 5), "x must have 3 channels"),
    (BatchNorm1d(3), (3, 5, 6), "x must have 3 channels"), (InstanceNorm2d(3), (3, 1, 1), "more than one element per channel"),
    (GroupNorm(2, 4), (6, 5, 5), "x must have 4 channels"), (GroupNorm(2, 4), (), "x must have 4 channels"),
    (GroupNorm(4, 4), (4, 1, 1), "more than one element per group"), (LayerNorm((3, 4)), (3, 5), r"x must be \(…, 3, 4\)")])
def test_what_does_not_fit_is_refused(layer, shape, says):
    with pytest.raises(ValueError, match=says):
        layer.output_shape(shape)


@pytest.mark.parametrize("make, name", [(lambda: GroupNorm(0, 4), "num_groups"), (lambda: LayerNorm((3, 0)), "normalized_shape"),
                                        (lambda: LayerNorm("x"), "normalized_shape"), (lambda: BatchNorm2d(0), "num_features")])
def test_sizes_are_whole_numbers(make, name):
    with pytest.raises((ValueError, TypeError), match=f"{name} must be a whole number at least 1"):
        make()


def test_groups_are_equal():
    with pytest.raises(ValueError, match="num_groups must divide num_channels, got 2 and 3"):
        GroupNorm(2, 3)


def test_an_rms_norm_has_torchs_arguments_and_a_layer_norm_a_shift():
    assert RMSNorm(3) == RMSNorm(3, None, True) and LayerNorm(3) == LayerNorm(3, 1e-5, True, True)
    assert (RMSNorm((3, 4)).params, LayerNorm((3, 4)).params, LayerNorm((3, 4), bias=False).params) == (12, 24, 12)
    with pytest.raises(TypeError, match="bias"):
        RMSNorm(3, bias=False)


def test_mean_and_variance_of_a_batch_norm_are_buffers(torch):
    module = torch.nn.BatchNorm2d(5)
    assert [name for name, _ in module.named_buffers()] == ["running_mean", "running_var", "num_batches_tracked"]
    assert [name for name, _ in module.named_parameters()] == ["weight", "bias"] and BatchNorm2d(5).params == 10
