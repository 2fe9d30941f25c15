"""EfficientNet, against torchvision's recorded numbers."""
import pytest
from hypothesis import given

from refimpl.cases import zoo as cases
from refimpl.complexity.conventions import count
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.efficientnet import (efficientnet_b0, efficientnet_b1, efficientnet_b2, efficientnet_b3,
                                                 efficientnet_b4, efficientnet_b5, efficientnet_b6, efficientnet_b7,
                                                 efficientnet_head, mbconv)
from refimpl.complexity.zoo.registry import input_shape
from tests.agreement import assert_agrees
from tests.complexity.networks import as_torch
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [
    efficientnet_b0, efficientnet_b1, efficientnet_b2, efficientnet_b3, efficientnet_b4,
    efficientnet_b5, efficientnet_b6, efficientnet_b7]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


@given(case=cases.mbconv())
def test_a_block_runs_in_torch(torch, case):
    model = mbconv(**case)
    module = as_torch(torch, model)
    y = module(torch.zeros(1, case["C"], 9, 8, device="meta"))
    assert_agrees(trace(model, (case["C"], 9, 8)).output, tuple(y.shape[1:]), oracle="torch.nn", function=mbconv)
    assert model.params == sum(p.numel() for p in module.parameters())


@pytest.mark.parametrize("make, says", [
    (lambda: mbconv(16, 16, True, 3, 1), "^expansion must be"), (lambda: mbconv(16, 16, 4, 3, 0), "^stride must be"),
    (lambda: efficientnet_head(3, 8, 0.2), "^features must be a list of layers"), (lambda: efficientnet_head([3], 8, 0.2), "^features must be a list of layers"),
    (lambda: efficientnet_head([], 8, 1.2), "^dropout must be"), (lambda: efficientnet_head([], 0, 0.2), "^C must be")])
def test_what_means_nothing_is_refused_by_name(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()


def test_the_work_grows_from_b1_to_b7_as_the_lesson_says():
    macs = [count(build(), input_shape(build.__name__)) for build in BUILDERS]
    assert (round(macs[1] / macs[0], 1), round(macs[7] / macs[0])) == (1.8, 98)
    assert round(1.2 * 1.1**2 * 1.15**2, 2) == 1.92                          # about 2


def test_a_gate_is_a_quarter_of_the_blocks_input():
    gate = [call.layer for call in trace(mbconv(16, 16, 4, 3, 1), (16, 9, 8)).operations() if call.name.endswith(".fc1")]
    assert [(layer.in_channels, layer.out_channels) for layer in gate] == [(64, 4)]
