"""RegNet's rule, against the paper's equations; the networks stand in regnet_x and regnet_y."""
import numpy as np
import pytest
from hypothesis import given, settings

from refimpl.cases import zoo as cases
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.regnet import regnet, regnet_widths
from tests.agreement import assert_agrees, assert_keeps
from tests.complexity.networks import as_torch


@pytest.mark.parametrize("law", cases.LAWS["regnet_widths"])
@given(case=cases.regnet_widths())
def test_widths_grow_in_steps(law, case):
    assert_keeps(law, regnet_widths, case)


@settings(max_examples=max(10, settings.default.max_examples // 5))
@given(case=cases.regnet())
def test_any_regnet_runs_in_torch(torch, case):
    for gates in (False, True):
        model = regnet(**case, gates=gates)
        module = as_torch(torch, model)
        y = module(torch.zeros(1, 3, 40, 33, device="meta"))
        assert_agrees(trace(model, (3, 40, 33)).output, tuple(y.shape[1:]), oracle="torch.nn", function=regnet)
        assert model.params == sum(p.numel() for p in module.parameters())


def test_400mf_has_the_stages_of_the_paper():
    widths = regnet_widths(22, 24, 24.48, 2.54, 16)
    assert [(width, widths.count(width)) for width in sorted(set(widths))] == [(32, 1), (64, 2), (160, 7), (400, 12)]


@pytest.mark.parametrize("wrong", [{"depth": 0}, {"depth": 10**9}, {"depth": 2.0}, {"w_0": 20}, {"w_0": 0}, {"w_a": -1}, {"w_a": float("nan")}, {"w_m": 1},
                                   {"w_m": float("inf")}, {"group_width": 0}, {"gates": "yes"}])
def test_what_means_nothing_is_refused_by_name(wrong):
    with pytest.raises((ValueError, TypeError), match=next(iter(wrong))):
        regnet(**{"depth": 3, "w_0": 24, "w_a": 24.48, "w_m": 2.54, "group_width": 8, **wrong})


def test_narrow_numbers_do_not_overflow():
    narrow = regnet(np.int8(6), np.int8(24), 24.48, 2.54, np.int8(16))
    assert narrow.params == regnet(6, 24, 24.48, 2.54, 16).params
    assert max(regnet_widths(6, 24, 24.48, 2.54, 16)) > 127
