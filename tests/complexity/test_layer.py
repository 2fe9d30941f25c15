"""Layers and networks in general: names, parts, parameters."""
import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity import layers as nn
from refimpl.complexity.layer import Layer, named_layers, per_axis
from tests.agreement import assert_agrees, assert_keeps
from tests.complexity.networks import as_torch


@pytest.mark.parametrize("law", cases.LAWS["named_layers"])
@given(case=cases.named_layers())
def test_keeps_the_laws_of_names(law, case):
    assert_keeps(law, named_layers, case)


@given(case=cases.named_layers())
def test_parameters_are_torchs(torch, case):
    params = sum(p.numel() for p in as_torch(torch, case["model"]).to("meta").parameters())
    assert_agrees(case["model"].params, params, oracle="torch.nn", function="complexity.params")


def test_names_are_those_of_torch(torch):
    shared = nn.ReLU()
    model = nn.Sequential(stem=nn.Sequential(nn.Conv2d(3, 4, 1), shared), head=nn.Sequential(act=shared, fc=nn.Linear(4, 2)))
    theirs = [name for name, _ in as_torch(torch, model).named_modules()]
    assert_agrees([name for name, _ in named_layers(model).values()], theirs, oracle="torch named_modules", function=named_layers)


@given(case=cases.trace())
def test_a_networks_output_shape_is_that_of_its_trace(case):
    assert case["model"].output_shape(case["input_shape"]) == nn_trace(**case).output


def nn_trace(model, input_shape):
    from refimpl.complexity.tracing import trace
    return trace(model, input_shape)


@given(case=cases.per_axis())
def test_one_number_stands_for_every_axis(case):
    value, axes = case["value"], case["axes"]
    expected = value if isinstance(value, tuple) else (value,) * axes
    assert_agrees(per_axis(**case), expected, oracle="arithmetic", function=per_axis)


@pytest.mark.parametrize("value", [0, -1, 2.5, (1, 2, 3), (1, 0), "same", None, (1, 2.0)])
def test_what_is_no_size_is_refused(value):
    with pytest.raises(ValueError, match="stride must be a whole number of at least 1, or 2 of them"):
        per_axis(value, 2, "stride")
    assert per_axis(0, 2, "padding", least=0) == (0, 0)
    assert per_axis(np.int8(3), 2, "stride") == (3, 3)


def test_a_layer_alone_has_no_parts_no_parameters_and_no_work():
    layer = nn.ReLU()
    assert (layer.children(), layer.params, layer.macs(((3,),), (3,)), Layer.whole) == ({}, 0, 0, False)
