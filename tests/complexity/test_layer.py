"""Layers and networks in general: names, parts, parameters."""
import pickle

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity import layers as nn
from refimpl.complexity.layer import Layer, named_layers
from refimpl.complexity.tracing import trace
from tests.agreement import assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["named_layers"])
@given(case=cases.named_layers())
def test_keeps_the_laws_of_names(law, case):
    assert_keeps(law, named_layers, case)


@given(case=cases.trace())
def test_a_networks_output_shape_is_that_of_its_trace(case):
    assert case["model"].output_shape(case["input_shape"]) == trace(**case).output


@pytest.mark.parametrize("value", [0, -1, 2.5, (1, 2, 3), (1, 0), "same", None, (1, 2.0)])
def test_what_is_no_size_is_refused(value):
    with pytest.raises((ValueError, TypeError), match="stride must be a whole number, or 2, of at least 1"):
        nn.Conv2d(1, 1, 1, value)


@pytest.mark.parametrize("layer, other", [
    (nn.Conv2d(np.uint8(64), np.int16(8), [np.uint8(3), 3], np.array([1, 2])), nn.Conv2d(64, 8, (3, 3), (1, 2))),
    (nn.LayerNorm([np.uint8(200), 2], np.float32(0.5), np.bool_(False)), nn.LayerNorm((200, 2), 0.5, False)),
    (nn.Parameter([np.uint8(200), 2]), nn.Parameter((200, 2))), (nn.Mean([np.int8(-1)]), nn.Mean((-1,))),
    (nn.Dropout(np.float64(0.25)), nn.Dropout(0.25)), (nn.Upsample([np.uint8(9), 8]), nn.Upsample((9, 8)))])
def test_fields_are_pythons_own(layer, other):
    assert layer == other and hash(layer) == hash(other) and repr(layer) == repr(other)
    assert pickle.loads(pickle.dumps(layer)) == layer


def test_narrow_sizes_do_not_overflow():
    assert trace(nn.Conv2d(np.uint8(64), np.uint8(64), np.uint8(3)), (np.uint8(64), np.uint8(9), 9)).macs == 64 * 64 * 9 * 49
    assert nn.Linear(np.int8(100), np.int8(100)).params == 10100


def test_what_is_no_model_has_no_names():
    for thing in (None, "resnet50", {1, 2}, nn.ReLU):
        with pytest.raises(TypeError):
            named_layers(thing)


def test_a_layer_alone_has_no_parts_no_parameters_and_no_work():
    layer = nn.ReLU()
    assert (layer.children(), layer.params, layer.macs(((3,),), (3,)), Layer.whole) == ({}, 0, 0, False)


@pytest.mark.parametrize("size", [2.0, True, np.float64(2), (2.0, 2), [True, 2], (2, 2.0)])
def test_what_was_taken_once_lets_nothing_else_that_is_equal_through(size):
    for _ in range(2):
        nn.Conv2d(2, 2, 2, 2)
        nn.Conv2d(2, 2, (2, 2), (2, 2))
        with pytest.raises((ValueError, TypeError), match="kernel_size must be a whole number, or 2, of at least 1"):
            nn.Conv2d(2, 2, size)


def test_two_equal_layers_are_two_though_checked_once():
    first, second = nn.Conv2d(2, 4, 1), nn.Conv2d(2, 4, 1)
    assert first == second and first is not second
    assert nn.Concat(first, second).params == 2 * (4 * 2 + 4)
