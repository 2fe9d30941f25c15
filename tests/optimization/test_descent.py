from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import optimization as cases
from refimpl.optimization.descent import check_step, minimize, sgd_step
from refimpl.optimization.momentum import momentum_step
from refimpl.optimization.quadratic import convergence_rate, optimal_gradient_descent
from refimpl.peers.optimization import run, sgd_step_in_torch
from tests.agreement import assert_agrees, assert_keeps
from tests.optimization.reference import fractions

FUNCTIONS = [sgd_step, minimize, check_step]


@given(case=cases.dyadic_runs())
def test_nothing_rounds_in_the_dyadic_runs(case):
    w0, grads, lr = case["w0"], case["grads"], case["lr"]
    exact, _ = run(sgd_step, fractions(w0), fractions(grads), Fraction(lr))
    assert (exact == run(sgd_step, w0, grads, lr)[0]).all()


@given(case=cases.runs(most=1))
def test_torch_rounds_once_or_twice(torch, case):
    """Each weight is w − η·∇f rounded once, as a fused multiply-add does, or product and difference in turn, as here."""
    w, grad, lr = (case[name].astype(float) if name != "lr" else float(case[name]) for name in ("w0", "grads", "lr"))
    expected, _ = sgd_step_in_torch(w, None, grad[0], lr)
    once = np.vectorize(lambda w, g: float(Fraction(w) - Fraction(lr) * Fraction(g)), otypes=[float])(w, grad[0])
    assert ((expected == once) | (expected == sgd_step(w, None, grad[0], lr)[0])).all()


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@given(case=cases.minimize())
def test_minimize_is_step_after_step(case):
    """The loop written out: schedules are asked for step 0, 1, …, the gradient is taken where it should be."""
    step, grad_fn, w, steps, at = (case.get(name) for name in ("step", "grad_fn", "w0", "steps", "at"))
    hyper = {name: value for name, value in case.items() if name not in ("step", "grad_fn", "w0", "lr", "steps", "at")}
    v, trajectory = None, [w]
    for t in range(steps):
        lr, now = [value(t) if callable(value) else value for value in (case["lr"], hyper.get("momentum"))]
        settings = {**hyper, "momentum": now} if "momentum" in hyper else hyper
        w, v = step(w, v, grad_fn(w if at is None else at(w, v, now)), lr, **settings)
        trajectory.append(w)
    assert_agrees(minimize(**case), np.stack(trajectory), oracle="step after step", function=minimize, within=0)


@given(case=cases.exact_bowls())
def test_minimize_a_bowl_exactly(case):
    """The distance to the bottom shrinks by the product of 1 − ηₜλ: in fractions, without any error."""
    w0, curvature, centre, lrs = (case[name] for name in ("w0", "curvature", "centre", "lrs"))
    bowl = partial(cases.bowl_gradient, curvature=curvature, centre=centre)
    trajectory = minimize(sgd_step, bowl, w0, lrs.__getitem__, len(lrs))
    expected = [w0]
    for t in range(len(lrs)):
        expected.append(centre + np.prod([1 - lr * curvature for lr in lrs[:t + 1]], axis=0) * (w0 - centre))
    assert trajectory.tolist() == np.stack(expected).tolist()


@given(case=cases.optimal_gradient_descent())
def test_converges_at_the_rate_of_the_quadratic(case):
    """At the best lr the error of either end shrinks by (L − ℓ)/(L + ℓ), every single step."""
    ends = np.array([case["smallest"], case["largest"]])
    lr = optimal_gradient_descent(**case)
    errors = np.abs(minimize(sgd_step, lambda w: ends * w, np.ones(2), lr, steps=9))
    expected = convergence_rate(lr, 0.0, **case) ** np.arange(10)
    assert_agrees(errors, np.stack([expected, expected], axis=1), oracle="convergence_rate", function=minimize, within=64)


def test_descends_below_two_over_the_curvature_and_not_above():
    heights = [minimize(sgd_step, lambda w: 4 * w, np.array([1.0]), lr, steps=20)[:, 0] ** 2 for lr in (0.49, 0.5, 0.51)]
    falls, stays, grows = (np.diff(height) for height in heights)
    assert (falls < 0).all() and (stays == 0).all() and (grows > 0).all()


def test_worked_example():
    """w² from 3 with η = ¼, then 1/8: 3 − 6/4 = 3/2, 3/2 − 3/8 = 9/8."""
    rates = [0.25, 0.125]
    assert minimize(sgd_step, lambda w: 2 * w, np.array([3.0]), rates.__getitem__, 2).tolist() == [[3.0], [1.5], [1.125]]


def test_a_schedule_does_not_turn_float32_into_float64():
    w = np.ones(3, np.float32)
    rates = np.linspace(0.1, 0.2, 4)                                  # np.float64, each of them
    assert minimize(sgd_step, lambda w: w, w, lambda t: rates[t], 4).dtype == np.float32
    assert (w - rates[0] * w).dtype == (np.float64 if np.lib.NumpyVersion(np.__version__) >= "2.0.0" else np.float32)


def test_whole_numbers_give_what_float64_gives():
    w = np.array([200, 3], np.uint8)
    moved, v = sgd_step(w, None, w, 2)
    assert (moved.dtype, moved.tolist(), v) == (np.float64, [-200, -3], None)
    assert sgd_step(np.ones(2), None, w, 2)[0].tolist() == [-399, -5]
    assert minimize(sgd_step, lambda w: w, [200, 3], np.uint8(2), np.uint8(1)).tolist() == [[200, 3], [-200, -3]]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.longdouble, ">f4"])
def test_steps_keep_the_dtype(dtype):
    w = np.array([1.0, -2.0], dtype)
    for moved in (sgd_step(w, None, w, np.float64(0.5))[0], minimize(sgd_step, lambda w: w, w, np.float64(0.5), 2)[1]):
        assert (moved.dtype, moved.tolist()) == (np.dtype(dtype).newbyteorder("="), [0.5, -1.0])


def test_what_leaves_the_range_is_infinite_without_a_warning():
    w = np.array([1.0, 1.0], np.float32)
    assert sgd_step(w, None, np.array([3e38, -3e38], np.float32), 3e38)[0].tolist() == [-np.inf, np.inf]
    w, v = np.array([np.inf]), np.array([-np.inf])
    assert np.isnan(momentum_step(w, v, w, 0.0)[0]).all()


def test_not_a_number_and_infinity_are_carried_along():
    w, _ = sgd_step(np.array([1.0, np.nan, 1.0, np.inf]), None, np.array([np.nan, 1.0, -np.inf, 1.0]), 0.5)
    np.testing.assert_array_equal(w, [np.nan, np.nan, np.inf, np.inf])


def test_weights_of_no_axis_and_of_no_value():
    assert minimize(sgd_step, lambda w: 2 * w, np.array(8.0), 0.25, 2).tolist() == [8.0, 4.0, 2.0]
    assert minimize(momentum_step, lambda w: 2 * w, np.zeros((0, 3)), 0.25, 2).shape == (3, 0, 3)


def test_the_start_is_left_alone_by_a_gradient_that_writes():
    def writes(w):
        w += 1
        return w
    w0 = np.zeros(2)
    minimize(sgd_step, writes, w0, 0.5, 1)
    assert w0.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("change, error, says", [
    ({"w": np.ones(3, complex)}, TypeError, "w must be real, got complex128"),
    ({"w": "abc"}, TypeError, "w must be"),
    ({"grad": np.ones(3, np.float32)}, TypeError, "grad must be float64 as w is, got float32"),
    ({"grad": None}, TypeError, "grad must be an array of numbers, got None"),
    ({"grad": np.ones(2)}, ValueError, r"grad must have the shape \(3,\) of w, got \(2,\)"),
    ({"grad": np.ones((3, 1))}, ValueError, r"grad .* \(3,\) of w, got \(3, 1\)"),
    ({"v": np.ones(3, np.float32)}, TypeError, "v must be float64 as w is, got float32"),
    ({"v": np.ones(1)}, ValueError, r"v must have the shape \(3,\) of w, got \(1,\)"),
    ({"lr": -0.1}, ValueError, "lr must be a finite number at least 0 .* got -0.1"),
    ({"lr": float("nan")}, ValueError, "lr .* got nan"),
    ({"lr": float("inf")}, ValueError, "lr .* got inf"),
    ({"w": np.ones(3, np.float16), "grad": np.ones(3, np.float16), "lr": 1e5}, ValueError, "lr .* at most 65504.0, got 100000.0"),
])
def test_bad_input_is_named(change, error, says):
    with pytest.raises(error, match=says):
        sgd_step(**{"w": np.ones(3), "v": None, "grad": np.ones(3), "lr": 0.1, **change})


@pytest.mark.parametrize("change, error, says", [
    ({"step": "sgd"}, TypeError, "step, grad_fn and at .* functions, got sgd"),
    ({"grad_fn": np.ones(3)}, TypeError, "step, grad_fn and at .* must be functions"),
    ({"at": 0.9}, TypeError, "and 0.9"),
    ({"steps": 2.0}, ValueError, "steps must be a whole number at least 0 .* got 2.0"),
    ({"steps": -1}, ValueError, "steps must be a whole number at least 0 .* got -1"),
    ({"steps": 10**9}, ValueError, "steps must be .* at most 44739242, got 1000000000"),
    ({"lr": lambda t: 0.5 - t}, ValueError, "lr must be a finite number at least 0 .* got -0.5"),
    ({"grad_fn": lambda w: w[:2]}, ValueError, r"grad_fn must return the shape \(3,\) of w0, got \(2,\)"),
    ({"grad_fn": lambda w: w.astype(np.float32)}, TypeError, "grad_fn must return float64 as w0 is, got float32"),
    ({"grad_fn": lambda w: None}, TypeError, "grad_fn must be an array of numbers, got None"),
    ({"lr": "fast"}, TypeError, "lr must be a finite number, got 'fast'"),
    ({"w0": None}, TypeError, "w0 must be an array of numbers, got None"),
])
def test_minimize_names_bad_input(change, error, says):
    with pytest.raises(error, match=says):
        minimize(**{"step": sgd_step, "grad_fn": lambda w: w, "w0": np.ones(3), "lr": 0.1, "steps": 3, **change})


def test_the_longest_trajectory():
    """steps · w0.size may be 2²⁷, and no more: 4 · (2²⁵ + 1) is."""
    with pytest.raises(ValueError, match=f"steps must be .* at most {2**25}, got {2**25 + 1}"):
        minimize(sgd_step, lambda w: w, np.ones((2, 2)), 0.1, 2**25 + 1)


def test_no_steps_at_all():
    assert minimize(sgd_step, lambda w: w, np.ones(2), 0.1, np.int64(0)).tolist() == [[1.0, 1.0]]
