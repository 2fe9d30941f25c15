"""Tracing, against what PyTorch executes: shapes, order, names."""
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from refimpl.complexity import layers as nn
from refimpl.complexity import zoo
from refimpl.complexity.layer import Layer, Network
from refimpl.complexity.tracing import ShapeError, trace
from tests.agreement import assert_agrees
from tests.complexity.networks import in_zoo, shape_of, table

RECORDED = ["alexnet", "densenet121", "googlenet", "mobilenet_v2", "resnet18", "resnet50", "shufflenet_v2_x1_0", "vgg16", "vit_b_16"]


@pytest.mark.parametrize("name", RECORDED)
def test_rows_are_those_that_torch_fx_records(name):
    rows = [row for row in table(f"layers/{name}.csv") if row["params"] != "0" or row["macs"] != "0"]
    called = [call for call in in_zoo(name).rows() if call.layer.own_params or call.macs]
    assert [(call.name, call.kind) for call in called] == [(row["target"], row["type"]) for row in rows]
    assert [(call.inputs[0], call.output) for call in called] == [
        (shape_of(row["in_shape"].split("|")[0]), shape_of(row["out_shape"])) for row in rows]
    assert_agrees([(call.layer.own_params, call.macs) for call in called],
                  [(int(row["params"]), int(row["macs"])) for row in rows], oracle="torch.fx", function=trace)


@pytest.mark.parametrize("name", sorted({row["model"] for row in table("zoo_modules.csv")}))
def test_modules_of_each_family_are_those_that_torchvision_calls(name):
    rows = [row for row in table("zoo_modules.csv") if row["model"] == name]
    called = [call for call in in_zoo(name).rows() if call.form == "module" and call.kind != "Identity"]
    assert [(call.name, call.kind) for call in called] == [(row["name"], row["type"]) for row in rows]
    assert [(call.inputs[0], call.output) for call in called] == [(shape_of(row["in_shape"]), shape_of(row["out_shape"])) for row in rows]
    assert_agrees([call.layer.params for call in called], [int(row["params"]) for row in rows], oracle="torchvision, forward hooks",
                  function=trace)


def test_a_layer_called_again_is_the_same_layer():
    conv = nn.Conv2d(4, 4, 3, padding=1)
    model = nn.Sequential(conv, conv, conv)
    called = trace(model, (4, 6, 6))
    assert [(call.name, call.again) for call in called.rows()] == [("0", 0), ("0", 1), ("0", 2)]
    assert (model.params, called.macs) == (148, 3 * 144 * 36)


def test_what_was_traced_stays_as_it_was():
    for frozen in (trace(nn.ReLU(), (3,)), nn.ReLU(), nn.Sequential(), nn.Concat(nn.Skip())):
        with pytest.raises(FrozenInstanceError):
            setattr(frozen, next(iter(vars(frozen))), None)


def test_equal_layers_are_different_layers():
    model = nn.Sequential(nn.Conv2d(4, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1))
    assert model.params == 2 * 148
    assert [call.name for call in trace(model, (4, 6, 6)).rows()] == ["0", "1"]


def test_a_part_called_with_an_underscore_is_left_out_of_names():
    model = nn.Sequential(block=nn.Sequential(_body=nn.Sequential(conv=nn.Conv2d(1, 1, 1))))
    assert [call.name for call in trace(model, (1, 2, 3)).rows()] == ["block.conv"]


def test_a_layer_made_on_the_spot_is_a_function():
    class Activated(Network):
        def forward(self, call, x):
            return call(nn.ReLU(), x)
    [call] = trace(nn.Sequential(first=Activated()), (2, 3)).rows()
    assert (call.form, call.name, call.kind) == ("function", "first.relu", "ReLU")


def test_the_calls_of_a_call_lie_inside_it():
    called = trace(nn.Sequential(nn.MultiheadAttention(8, 2, need_weights=False)), (5, 8))
    assert [row.kind for row in called.rows()] == ["MultiheadAttention"]
    assert [leaf.kind for leaf in called.operations()] == ["ShapeArithmetic", "Linear", "ScaledDotProductAttention", "Linear"]
    assert called.macs == sum(leaf.macs for leaf in called.operations()) == 4 * 5 * 64 + 2 * 25 * 8


def test_an_input_too_small_names_the_layer_and_its_shape():
    with pytest.raises(ValueError, match=r"features\.12, a MaxPool2d, cannot take \(256, 1, 1\)"):
        trace(zoo.build("alexnet"), (3, 31, 31))
    with pytest.raises(ShapeError, match=r"fc, a Linear, cannot take \(3,\): x must be \(…, 4\)"):
        trace(nn.Sequential(fc=nn.Linear(4, 5)), (3,))
    with pytest.raises(ShapeError, match="the model, a Linear"):
        trace(nn.Linear(4, 5), (3,))


@pytest.mark.parametrize("shape", [(3, 0, 5), (3, -1, 5), (3, 2.5, 5), (True, 5, 5), (3, None, 5)])
def test_a_shape_holds_whole_numbers(shape):
    with pytest.raises(ValueError, match=r"input_shape must be \(n, n, n\), whole numbers at least 1, got"):
        trace(nn.ReLU(), shape)


def test_an_error_names_the_argument_and_what_calls_what_is_no_layer():
    with pytest.raises(ShapeError, match=r"^input_shape \(3,\) does not fit: the model, a Linear"):
        trace(nn.Linear(4, 5), (3,))
    with pytest.raises(TypeError, match="head calls what must be a layer, got None"):
        trace(nn.Sequential(head=nn.Functional(None)), (3,))


def test_sizes_are_numbers_of_any_kind_and_may_be_huge():
    assert trace(nn.ReLU(), [np.uint8(200), 3]).output == (200, 3)
    assert trace(nn.ReLU(), ()).output == ()
    far = trace(nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2)), (3, 10**30, 10**9))
    assert (far.macs, far.output) == (8 * 10**39 * 27, (8, 10**30 // 2, 10**9 // 2))


def test_a_shape_is_a_tuple_and_a_model_a_layer():
    with pytest.raises(TypeError, match="input_shape must be a tuple"):
        trace(nn.ReLU(), 3)
    with pytest.raises(TypeError, match="model must be a layer or a network of layers, got 'resnet50'"):
        trace("resnet50", (3, 224, 224))
    with pytest.raises(NotImplementedError, match="Layer does not say its output_shape"):
        trace(Layer(), (3,))
