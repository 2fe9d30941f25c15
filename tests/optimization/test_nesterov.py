from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import optimization as cases
from refimpl.optimization.descent import minimize
from refimpl.optimization.momentum import momentum_step
from refimpl.optimization.nesterov import look_ahead, nesterov_step
from refimpl.optimization.quadratic import convergence_rate
from tests.agreement import assert_agrees, assert_keeps
from tests.optimization.reference import keras_nesterov, lessard, two_sequences

FUNCTIONS = [look_ahead, nesterov_step]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@given(case=cases.exact_bowls())
def test_is_nesterovs_two_sequences_under_any_schedule(case):
    bowl = partial(cases.bowl_gradient, curvature=case["curvature"], centre=case["centre"])
    lrs, momentums = case["lrs"], case["momentums"]
    actual = minimize(nesterov_step, bowl, case["w0"], lrs.__getitem__, len(lrs), at=look_ahead,
                      momentum=momentums.__getitem__)
    assert_agrees(actual, two_sequences(bowl, case["w0"], lrs, momentums), oracle="Nesterov's two sequences (fractions)",
                  function=nesterov_step, within=0)


@given(case=cases.exact_bowls())
def test_keras_keeps_the_points_ahead_while_the_momentum_is_fixed(case):
    bowl = partial(cases.bowl_gradient, curvature=case["curvature"], centre=case["centre"])
    lrs, μ = case["lrs"], case["momentums"][0]
    w, v, ahead = case["w0"], None, [case["w0"]]
    for lr in lrs:
        w, v = nesterov_step(w, v, bowl(look_ahead(w, v, μ)), lr, μ)
        ahead.append(look_ahead(w, v, μ))
    expected = keras_nesterov(bowl, case["w0"], lrs, [μ] * len(lrs))
    assert_agrees(np.stack(ahead), expected, oracle="Keras nesterov (fractions)", function=look_ahead, within=0)


@given(case=cases.exact_bowls())
def test_keras_never_keeps_the_points_ahead_when_the_momentum_changes(case):
    """After one step from w0, y − (w₁ + μ₁·v₁) = (μ₁ − μ₀)·η₀·∇f(w₀): never zero."""
    bowl = partial(cases.bowl_gradient, curvature=case["curvature"], centre=case["centre"])
    (lr, *_), (μ0, μ1, *_) = case["lrs"], case["momentums"]
    w, v = nesterov_step(case["w0"], None, bowl(case["w0"]), lr, μ0)
    difference = keras_nesterov(bowl, case["w0"], [lr], [μ0])[1] - look_ahead(w, v, μ1)
    assert difference.tolist() == ((μ1 - μ0) * lr * bowl(case["w0"])).tolist() and difference.all()


def iteration(lr, momentum, curvature):
    """Return trace and determinant of what a step does to (w, v) in a bowl, found by doing it to (1, 0) and (0, 1)."""
    columns = []
    for start in ((1, 0), (0, 1)):
        w, v = (np.array([Fraction(value)], object) for value in start)
        w, v = nesterov_step(w, v, curvature * look_ahead(w, v, momentum), lr, momentum)
        columns.append((w[0], v[0]))
    (a, c), (b, d) = columns
    return a + d, a * d - b * c


@pytest.mark.parametrize("root", [2, 3, 10, 32])                     # √κ
def test_the_rate_with_one_over_the_largest_curvature(root):
    """η = 1/L: at λ = ℓ both roots of z² − Tz + D are 1 − 1/√κ exactly; nowhere in between are they larger."""
    lr, momentum, rate = Fraction(1, root**2), Fraction(root - 1, root + 1), 1 - Fraction(1, root)
    trace, determinant = iteration(lr, momentum, Fraction(1))
    assert (trace / 2, determinant) == (rate, rate**2)
    assert convergence_rate(1 / root**2, 0, 1, root**2) == pytest.approx(1 - 1 / root**2, rel=1e-15)     # plain descent
    for curvature in range(1, root**2 + 1):                          # complex or double roots: their square is D
        trace, determinant = iteration(lr, momentum, Fraction(curvature))
        assert trace**2 <= 4 * determinant <= 4 * rate**2


@pytest.mark.parametrize("root", [4, 7, 10, 14])                     # √(3κ + 1)
def test_the_rate_of_the_best_setting(root):
    """η = 4/(3L + ℓ), μ = (√(3κ+1) − 2)/(√(3κ+1) + 2): one root at either end is ±(1 − 2/√(3κ + 1)), none is larger."""
    largest, rate = Fraction(root**2 - 1, 3), 1 - Fraction(2, root)
    for curvature, z in ((Fraction(1), rate), (largest, -rate)):
        trace, determinant = iteration(4 / (3 * largest + 1), Fraction(root - 2, root + 2), curvature)
        assert z**2 - trace * z + determinant == 0
        assert abs(trace - z) <= rate                                # the other root


def test_converges_where_the_heavy_ball_runs_in_a_circle():
    """The function of curvatures 1 … 25 on which tuned momentum cycles: η = 1/25, μ = (5 − 1)/(5 + 1)."""
    path = minimize(nesterov_step, lessard, np.array([3.3]), 1 / 25, 300, at=look_ahead, momentum=4 / 6)
    assert abs(path[-1, 0]) < 1e-15


def test_a_force_that_is_the_same_everywhere_leaves_no_difference():
    def force(w):
        return np.array([2.0, -3.0])
    for lr in (0.1, lambda t: 0.1 / (t + 1)):
        heavy = minimize(momentum_step, force, np.zeros(2), lr, 20, momentum=0.9)
        ahead = minimize(nesterov_step, force, np.zeros(2), lr, 20, at=look_ahead, momentum=0.9)
        np.testing.assert_array_equal(ahead, heavy)


def test_worked_example():
    """w² from 4, η = ¼, μ = ½: v = −2, w = 2; ahead 2 − 1 = 1, so v = −1 − ½, w = ½; momentum would take v = −1 − 1."""
    path = minimize(nesterov_step, lambda w: 2 * w, np.array([4.0]), 0.25, 2, at=look_ahead, momentum=0.5)
    assert path.ravel().tolist() == [4.0, 2.0, 0.5]
    assert minimize(momentum_step, lambda w: 2 * w, np.array([4.0]), 0.25, 2, momentum=0.5)[2].item() == 0.0


def test_the_momentum_is_nine_tenths_unless_said():
    w, v, g = np.array([1.0]), np.array([3.0]), np.array([2.0])
    assert nesterov_step(w, v, g, 0.5)[1].item() == 0.9 * 3.0 - 0.5 * 2.0
    assert look_ahead(w, v).item() == 1.0 + 0.9 * 3.0


def test_the_point_ahead_of_rest_is_a_copy():
    w = np.ones(3)
    look_ahead(w, None)[:] = 7
    assert w.tolist() == [1.0, 1.0, 1.0]


def test_look_ahead_never_returns_the_weights_themselves():
    w = np.ones(2)
    assert look_ahead(w, None) is not w and not np.shares_memory(look_ahead(w, None), w)
    assert look_ahead([200], [100], np.uint8(2)).tolist() == [400.0]


@pytest.mark.parametrize("change, error, says", [
    ({"w": np.ones(3, complex)}, TypeError, "w must be real, got complex128"),
    ({"v": np.ones(3, np.float32)}, TypeError, "v must be float64 as w is, got float32"),
    ({"v": np.ones(1)}, ValueError, r"v must have the shape \(3,\) of w, got \(1,\)"),
    ({"momentum": -0.5}, ValueError, "momentum must be a finite number at least 0 .* got -0.5"),
    ({"momentum": float("inf")}, ValueError, "momentum .* got inf"),
])
def test_bad_input_is_named(change, error, says):
    arguments = {"w": np.ones(3), "v": np.ones(3), "momentum": 0.5, **change}
    with pytest.raises(error, match=says):
        look_ahead(**arguments)
    with pytest.raises(error, match=says):
        nesterov_step(**arguments, grad=arguments["w"], lr=0.1)
