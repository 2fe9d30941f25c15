"""Containers, against what PyTorch executes when the same is written there."""
import pytest

from refimpl.complexity import layers as nn
from refimpl.complexity.tracing import trace
from tests.agreement import assert_agrees

X = (4, 6, 5)


def kinds(model, shape=X):
    """Return (name, kind, form) of what is executed."""
    return [(call.name, call.kind, call.form) for call in trace(model, shape).operations()]


def test_a_sequence_numbers_its_parts_or_names_them():
    assert kinds(nn.Sequential(nn.ReLU(), act=nn.GELU())) == [("0", "ReLU", "module"), ("act", "GELU", "module")]
    assert nn.Sequential().output_shape(X) == X


def test_a_sequence_hands_on_one_shape():
    assert nn.Sequential(nn.Add(), nn.ReLU()).output_shape(X, X) == X
    with pytest.raises(ValueError, match="too many values"):
        nn.Sequential().output_shape(X, X)


def test_a_network_is_printed_as_torch_prints_it(torch):
    def networks(lib):
        return lib.Sequential(lib.Sequential(lib.Tanh(), lib.Flatten()), lib.Identity()), lib.Sequential()
    assert list(map(repr, networks(nn)))[1] == repr(networks(torch.nn)[1])
    assert repr(networks(nn)[0]).replace("\n", "") == repr(networks(torch.nn)[0]).replace("\n", "")
    assert repr(nn.Residual(nn.Tanh())) == "Residual(\n  (_0): Tanh()\n  (_1): Skip()\n)"


def test_a_residual_block_adds_what_its_branches_make():
    body, shortcut = nn.Sequential(conv=nn.Conv2d(4, 8, 1)), nn.Sequential(down=nn.Conv2d(4, 8, 1))
    assert kinds(nn.Sequential(block=nn.Residual(body, shortcut))) == [
        ("block.conv", "Conv2d", "module"), ("block.down", "Conv2d", "module"), ("block.add", "Add", "operator")]
    assert nn.Residual(body, shortcut).output_shape(X) == (8, 6, 5)
    assert kinds(nn.Residual(nn.ReLU())) == [("", "ReLU", "module"), ("add", "Add", "operator")]


def test_branches_side_by_side_add_their_channels():
    model = nn.Concat(nn.Skip(), nn.Conv2d(4, 3, 1), third=nn.Conv2d(4, 2, 1))
    assert model.output_shape(X) == (4 + 3 + 2, 6, 5)
    assert kinds(nn.Sequential(all=model)) == [("all", "Conv2d", "module"), ("all.third", "Conv2d", "module"),
                                               ("all.cat", "Cat", "torch")]
    assert nn.Concat(nn.Skip(), nn.Skip(), dim=-1).output_shape(X) == (4, 6, 10)


def test_a_product_multiplies():
    gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(4, 4, 1), nn.Sigmoid())
    assert nn.Product(gate, nn.Skip()).output_shape(X) == X
    assert kinds(nn.Product(nn.Skip(), nn.Skip())) == [("mul", "Mul", "operator")]


def test_a_parameter_is_counted_where_it_stands_and_costs_nothing():
    token, place = nn.Parameter((1, 8)), nn.Parameter((6, 8))
    model = nn.Sequential(nn.Concat(token, nn.Skip()), nn.Residual(nn.Skip(), place))
    assert model.output_shape((5, 8)) == (6, 8)
    assert (model.params, trace(model, (5, 8)).macs) == (8 + 48, 0)


def test_a_head_for_training_is_there_and_is_not_called():
    model = nn.Sequential(nn.ReLU(), aux=nn.Auxiliary(nn.Sequential(fc=nn.Linear(4, 5))))
    assert (model.params, model.output_shape(X)) == (25, X)
    assert kinds(model) == [("0", "ReLU", "module")]


def test_a_function_is_no_module():
    assert kinds(nn.Sequential(nn.Functional(nn.ReLU()))) == [("0.relu", "ReLU", "function")]
    assert nn.Functional(nn.Conv2d(4, 8, 1)).params == 0


@pytest.mark.parametrize("make, says", [(lambda: nn.Sequential(3), "0 must be a layer, got 3"),
                                        (lambda: nn.Sequential(conv="x"), "conv must be a layer, got 'x'"),
                                        (lambda: nn.Concat(nn.Skip(), None), "1 must be a layer, got None"),
                                        (lambda: nn.Residual("f"), "0 must be a layer, got 'f'"),
                                        (lambda: nn.Residual(nn.ReLU(), 0), "1 must be a layer, got 0"),
                                        (lambda: nn.Parameter(5), "shape must be a whole number")])
def test_what_is_no_layer_is_refused(make, says):
    with pytest.raises(TypeError, match=says):
        make()


def test_all_layers_can_be_imported_from_here():
    names = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d", "Linear", "Embedding", "BatchNorm1d", "BatchNorm2d", "GroupNorm", "InstanceNorm2d", "LayerNorm", "RMSNorm", "ReLU", "ReLU6", "LeakyReLU", "ELU", "GELU", "SiLU", "Sigmoid", "Tanh", "Hardswish", "Hardsigmoid", "PReLU", "Softmax", "Dropout", "Identity", "StochasticDepth", "Flatten", "Permute", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "Mean", "Upsample", "Add", "Mul", "Cat", "Matmul", "Bmm", "Einsum", "ScaledDotProductAttention", "LSTM", "MultiheadAttention", "Layer", "Network"]
    assert [name for name in names if not hasattr(nn, name)] == []


def test_a_networks_macs_are_torchs_in_a_small_inception(torch):
    from torch.utils.flop_counter import FlopCounterMode
    conv, wide = torch.nn.Conv2d(4, 3, 1, device="meta"), torch.nn.Conv2d(4, 2, 3, padding=1, device="meta")
    x = torch.zeros(1, *X, device="meta")
    with FlopCounterMode(display=False) as counter:
        torch.cat([conv(x), wide(x)], 1)
    model = nn.Concat(nn.Conv2d(4, 3, 1), nn.Conv2d(4, 2, 3, padding=1))
    assert_agrees(2 * trace(model, X).macs, counter.get_total_flops(), oracle="torch.utils.flop_counter", function="complexity.Concat")


@pytest.mark.parametrize("name", ["", "a.b"])
def test_names_that_torch_refuses_are_refused(torch, name):
    with pytest.raises(KeyError):
        torch.nn.Sequential().add_module(name, torch.nn.ReLU())
    for kind in (nn.Sequential, nn.Concat):
        with pytest.raises(ValueError, match="cannot be the name of a part"):
            kind(nn.ReLU(), **{name: nn.ReLU()})


def test_no_part_is_lost_behind_another_of_its_name():
    with pytest.raises(ValueError, match="'0' cannot be the name of a part"):
        nn.Sequential(nn.Conv2d(4, 4, 1), **{"0": nn.ReLU()})
