"""ResNeXt and Wide ResNet, against torchvision's recorded numbers."""
from math import prod

import pytest

from refimpl.complexity.conventions import count, count_terms
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.resnet import resnet50
from refimpl.complexity.zoo.resnext import (resnext50_32x4d, resnext101_32x8d, resnext101_64x4d, wide_resnet50_2,
                                            wide_resnet101_2)
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [resnext50_32x4d, resnext101_32x8d, resnext101_64x4d, wide_resnet50_2, wide_resnet101_2]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_groups_give_twice_the_channels_for_the_same_work():
    grouped, full = (count(model, (3, 224, 224)) for model in (resnext50_32x4d(), resnet50()))
    assert 1 < grouped / full < 1.04


def test_twice_the_width_costs_nearly_three_times_as_much():
    assert round(count(wide_resnet50_2(), (3, 224, 224)) / count(resnet50(), (3, 224, 224)), 1) == 2.8


def test_the_notes_formula_finds_32_times_too_much_in_the_3_by_3():
    grouped = [term for term in count_terms(trace(resnext50_32x4d(), (3, 224, 224)), "notes") if getattr(term.call.layer, "groups", 1) == 32]
    outputs = sum(prod(term.call.output) for term in grouped)                # a bias for each, in the notes
    assert len(grouped) == 16 and sum(term.value for term in grouped) - outputs == 32 * sum(term.call.macs for term in grouped)
