from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import optimization as cases
from refimpl.optimization.descent import minimize
from refimpl.optimization.momentum import momentum_step
from refimpl.optimization.torch_momentum import torch_momentum_step
from refimpl.peers.optimization import run
from tests.agreement import assert_agrees, assert_keeps
from tests.optimization.reference import fractions, keras_nesterov


def exactly(case):
    """Return the case with fractions for all numbers."""
    return {name: value if isinstance(value, bool) else fractions(value) if isinstance(value, np.ndarray) else
            Fraction(value) for name, value in case.items()}


@given(case=cases.dyadic_runs())
def test_nothing_rounds_in_the_dyadic_runs(case):
    exact, _ = run(torch_momentum_step, **exactly(case))
    assert (exact == run(torch_momentum_step, **case)[0]).all()


@pytest.mark.parametrize("law", cases.LAWS["torch_momentum_step"])
@given(case=cases.torch_momentum_step())
def test_keeps(law, case):
    assert_keeps(law, torch_momentum_step, case)


def bowl_of(case):
    return partial(cases.bowl_gradient, curvature=case["curvature"], centre=case["centre"])


@given(case=cases.exact_bowls())
def test_equals_the_notes_form_while_the_rate_is_fixed(case):
    settings = {"grad_fn": bowl_of(case), "w0": case["w0"], "lr": case["lrs"][0], "steps": len(case["lrs"])}
    for momentum in (case["momentums"][0], case["momentums"].__getitem__):               # the momentum may change
        assert_agrees(minimize(torch_momentum_step, **settings, momentum=momentum),
                      minimize(momentum_step, **settings, momentum=momentum), oracle="momentum_step (fractions)",
                      function=torch_momentum_step, within=0)


@given(case=cases.dyadic_runs())
def test_the_velocity_of_the_notes_form_is_minus_lr_times_the_buffer(case):
    w0, grads, lr, momentum = (case[name] for name in ("w0", "grads", "lr", "momentum"))
    _, buffers = run(torch_momentum_step, w0, grads, lr, momentum=momentum)
    _, velocities = run(momentum_step, w0, grads, lr, momentum=momentum)
    assert momentum == 0 or np.array_equal(-lr * buffers, velocities)


def test_torchs_documentation_says_that_it_differs(torch):
    assert "Sutskever" in torch.optim.SGD.__doc__


@given(case=cases.exact_bowls())
def test_never_equals_the_notes_form_when_the_rate_changes(case):
    """From rest, the second steps differ by μ·(η₁ − η₀)·∇f(w₀): never zero."""
    bowl, (η0, η1, *_), (μ0, μ1, *_) = bowl_of(case), case["lrs"], case["momentums"]
    for momentum in (lambda t: μ1, (μ0, μ1).__getitem__):
        ours, theirs = (minimize(step, bowl, case["w0"], (η0, η1).__getitem__, 2, momentum=momentum)
                        for step in (momentum_step, torch_momentum_step))
        difference = ours[2] - theirs[2]
        assert difference.tolist() == (μ1 * (η1 - η0) * bowl(case["w0"])).tolist() and difference.all()


@given(case=cases.exact_bowls())
def test_equals_the_notes_form_with_the_momentum_rescaled(case):
    """μₜ·ηₜ₋₁/ηₜ instead of μₜ makes up for every change of the rate."""
    lrs, momentums = case["lrs"], case["momentums"]
    settings = {"grad_fn": bowl_of(case), "w0": case["w0"], "lr": lrs.__getitem__, "steps": len(lrs)}
    rescaled = minimize(torch_momentum_step, **settings, momentum=lambda t: momentums[t] * lrs[max(t - 1, 0)] / lrs[t])
    assert_agrees(rescaled, minimize(momentum_step, **settings, momentum=momentums.__getitem__),
                  oracle="momentum_step (fractions)", function=torch_momentum_step, within=0)


@given(case=cases.exact_bowls())
def test_nesterov_equals_keras_while_the_rate_is_fixed(case):
    lr, μ, steps = case["lrs"][0], case["momentums"][0], len(case["lrs"])
    actual = minimize(torch_momentum_step, bowl_of(case), case["w0"], lr, steps, momentum=μ, nesterov=True)
    assert_agrees(actual, keras_nesterov(bowl_of(case), case["w0"], [lr] * steps, [μ] * steps),
                  oracle="Keras nesterov (fractions)", function=torch_momentum_step, within=0)


@given(case=cases.exact_bowls())
def test_nesterov_never_equals_keras_when_the_rate_changes(case):
    """From rest, the second steps differ by μ₁²·(η₁ − η₀)·∇f(w₀): never zero, whether the momentum changes or not."""
    bowl, (η0, η1, *_), (μ0, μ1, *_) = bowl_of(case), case["lrs"], case["momentums"]
    for momentums in ((μ1, μ1), (μ0, μ1)):
        theirs = minimize(torch_momentum_step, bowl, case["w0"], (η0, η1).__getitem__, 2,
                          momentum=momentums.__getitem__, nesterov=True)
        difference = keras_nesterov(bowl, case["w0"], [η0, η1], momentums)[2] - theirs[2]
        assert difference.tolist() == (μ1 * μ1 * (η1 - η0) * bowl(case["w0"])).tolist() and difference.all()


def test_worked_example():
    """Gradients 4, 4, λ = ½, τ = ¼, μ = ½, η = ¼ from w = 8: g = 8, v = 8, w = 6; g = 7, v = 4 + ¾·7, w = 6 − 9¼/4."""
    trajectory, velocities = run(torch_momentum_step, np.array([8.0]), np.array([[4.0], [4.0]]), 0.25, momentum=0.5,
                                 dampening=0.25, weight_decay=0.5)
    assert velocities.ravel().tolist() == [8.0, 9.25]
    assert trajectory.ravel().tolist() == [8.0, 6.0, 6.0 - 9.25 / 4]


def test_nesterov_worked_example():
    """Gradients 4, 4, μ = ½, η = ¼ from 8: v = 4, w = 8 − (4 + 2)/4; v = 6, w = 6½ − (4 + 3)/4."""
    trajectory, _ = run(torch_momentum_step, np.array([8.0]), np.array([[4.0], [4.0]]), 0.25, momentum=0.5, nesterov=True)
    assert trajectory.ravel().tolist() == [8.0, 6.5, 4.75]


def test_without_settings_it_is_momentum_of_nine_tenths():
    w, v, g = np.array([1.0]), np.array([3.0]), np.array([2.0])
    assert torch_momentum_step(w, v, g, 0.5)[1].item() == 0.9 * 3.0 + 2.0


def test_without_momentum_the_buffer_is_neither_used_nor_made():
    w, v, g = np.array([1.0]), np.array([3.0]), np.array([2.0])
    assert torch_momentum_step(w, None, g, 0.5, momentum=0.0, dampening=0.5) == (0.0, None)
    assert torch_momentum_step(w, v, g, 0.5, momentum=0.0, dampening=0.5) == (0.0, 3.0)


def test_the_buffer_is_not_the_gradient_itself():
    g = np.ones(2)
    _, v = torch_momentum_step(np.ones(2), None, g, 0.5)
    g[:] = 7
    assert v.tolist() == [1.0, 1.0]


def test_without_decay_infinite_weights_stay_infinite():
    """0·∞ is NaN, but what does not decay is not multiplied."""
    w, _ = torch_momentum_step(np.array([np.inf]), None, np.array([1.0]), 0.5)
    assert w.item() == np.inf


BAD = [
    ({"lr": -0.1}, "lr must be a finite number at least 0 .* got -0.1"),
    ({"momentum": -0.5}, "momentum must be a finite number at least 0 .* got -0.5"),
    ({"weight_decay": -0.5}, "weight_decay must be a finite number at least 0 .* got -0.5"),
    ({"nesterov": True, "momentum": 0.0}, "nesterov needs momentum > 0 and dampening = 0, got 0.0 and 0"),
    ({"nesterov": True, "momentum": -0.5}, "momentum must be a finite number at least 0 .* got -0.5"),
    ({"nesterov": True, "dampening": 0.25}, "nesterov needs momentum > 0 and dampening = 0, got 0.9 and 0.25"),
]


@pytest.mark.parametrize("settings, says", BAD)
def test_what_torch_refuses_is_refused(torch, settings, says):
    with pytest.raises(ValueError):                                  # noqa: PT011 (its own words)
        torch.optim.SGD([torch.zeros(3)], **{"lr": 0.1, "momentum": 0.9, **settings})
    with pytest.raises(ValueError, match=says):
        torch_momentum_step(np.ones(3), None, np.ones(3), **{"lr": 0.1, **settings})


@pytest.mark.parametrize("change, error, says", [
    *[(settings, ValueError, says) for settings, says in BAD],
    ({"dampening": float("nan")}, ValueError, "dampening must be a finite number, got nan"),
    ({"dampening": -float("inf")}, ValueError, "dampening must be a finite number, got -inf"),
    ({"weight_decay": float("nan")}, ValueError, "weight_decay .* got nan"),
    ({"momentum": float("nan")}, ValueError, "momentum .* got nan"),
    ({"nesterov": 0.5}, TypeError, "nesterov must be one of True, False, got 0.5"),
    ({"w": np.ones(3, complex)}, TypeError, "w must be real, got complex128"),
    ({"grad": np.ones(1)}, ValueError, r"grad must have the shape \(3,\) of w, got \(1,\)"),
    ({"v": np.ones(3, np.float32)}, TypeError, "v must be float64 as w is, got float32"),
])
def test_bad_input_is_named(change, error, says):
    with pytest.raises(error, match=says):
        torch_momentum_step(**{"w": np.ones(3), "v": None, "grad": np.ones(3), "lr": 0.1, **change})
