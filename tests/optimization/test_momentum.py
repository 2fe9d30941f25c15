from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.signal import freqz

from refimpl.cases import optimization as cases
from refimpl.optimization.descent import minimize, sgd_step
from refimpl.optimization.momentum import momentum_step
from refimpl.optimization.quadratic import optimal_gradient_descent, optimal_heavy_ball
from refimpl.peers.optimization import run
from tests.agreement import assert_agrees, assert_keeps
from tests.optimization.reference import fractions, heavy_ball, lessard

WAVE = 2 * np.pi
STEEPEST = WAVE ** 2 + 0.1                                            # the Lipschitz constant of wells_gradient


def wells(w):
    """A valley at about every whole number, the deepest at 0, where f = 0."""
    return 1 - np.cos(WAVE * w) + w ** 2 / 20


def wells_gradient(w):
    return WAVE * np.sin(WAVE * w) + w / 10


@given(case=cases.dyadic_runs())
def test_nothing_rounds_in_the_dyadic_runs(case):
    w0, grads, lr, momentum = case["w0"], case["grads"], case["lr"], case["momentum"]
    actual, _ = run(momentum_step, w0, grads, lr, momentum=momentum)
    exact, _ = run(momentum_step, fractions(w0), fractions(grads), Fraction(lr), momentum=Fraction(momentum))
    assert (exact == actual).all()


@pytest.mark.parametrize("momentum", [0.5, 0.9, 0.99])
def test_low_frequencies_pass_and_high_ones_do_not(momentum):
    """The filter's gain falls all the way from 1/(1 − μ) for a steady gradient to 1/(1 + μ) for an alternating one."""
    _, response = freqz([1], [1, -momentum], worN=np.linspace(0, np.pi, 50))
    gain = np.abs(response)
    assert (np.diff(gain) < 0).all()
    np.testing.assert_allclose(gain[[0, -1]], [1 / (1 - momentum), 1 / (1 + momentum)], rtol=1e-12)
    for sign, limit in ((1, gain[0]), (-1, gain[-1])):
        grads = sign ** np.arange(3000.0)[:, None]
        _, velocities = run(momentum_step, np.zeros(1), grads, 1.0, momentum=momentum)
        np.testing.assert_allclose(np.abs(velocities[-1]), limit, rtol=1e-12)


@pytest.mark.parametrize("law", cases.LAWS["momentum_step"])
@given(case=cases.momentum_step())
def test_keeps(law, case):
    assert_keeps(law, momentum_step, case)


@given(case=cases.exact_bowls())
def test_is_polyaks_heavy_ball_under_any_schedule(case):
    bowl = partial(cases.bowl_gradient, curvature=case["curvature"], centre=case["centre"])
    lrs, momentums = case["lrs"], case["momentums"]
    actual = minimize(momentum_step, bowl, case["w0"], lrs.__getitem__, len(lrs), momentum=momentums.__getitem__)
    assert_agrees(actual, heavy_ball(bowl, case["w0"], lrs, momentums), oracle="Polyak's heavy ball (fractions)",
                  function=momentum_step, within=0)


@given(case=cases.exact_bowls(), share=st.fractions(0, 1, max_denominator=8).filter(bool))
def test_the_energy_of_a_bowl_never_grows(case, share):
    """Lyapunov: E = f + μ/(2η)·‖v‖² falls, for η ≤ 2(1 − μ)/L; in fractions, so without any tolerance.

    f(w + v′) ≤ f(w) + ∇f·v′ + L/2·‖v′‖², ∇f = (μ·v − v′)/η, and v·v′ ≤ (‖v‖² + ‖v′‖²)/2 together give
    E′ ≤ E − (1 − μ − η·L/2)/η·‖v′‖².
    """
    w0, curvature, centre, momentum = case["w0"], case["curvature"], case["centre"], case["momentums"][0]
    lr = share * 2 * (1 - momentum) / max(curvature)
    trajectory = minimize(momentum_step, partial(cases.bowl_gradient, curvature=curvature, centre=centre), w0, lr, 8,
                          momentum=momentum)
    height = (curvature * (trajectory - centre) ** 2).sum(axis=1) / 2
    velocity = np.diff(trajectory, axis=0, prepend=w0[None])
    energy = height + momentum / (2 * lr) * (velocity ** 2).sum(axis=1)
    assert (np.diff(energy) <= 0).all() and (height <= height[0]).all()


def test_beyond_that_rate_the_energy_may_grow():
    """L = 1, μ = ½, so 2(1 − μ)/L = 1.  From rest with η = 2: v = −2, w = −1: E = ½ + ¼/2·4 = 1 > ½."""
    w, v = momentum_step(np.array([1.0]), None, np.array([1.0]), lr=2.0, momentum=0.5)
    assert (w.item(), v.item()) == (-1.0, -2.0)
    assert w.item() ** 2 / 2 + 0.5 / (2 * 2.0) * v.item() ** 2 == 1.0 > 0.5


@given(w0=st.floats(-4, 4), momentum=st.floats(0, 0.99), share=st.floats(0.01, 1))
def test_whatever_the_function_it_never_ends_above_its_start(w0, momentum, share):
    lr = share * 2 * (1 - momentum) / STEEPEST
    w = minimize(momentum_step, wells_gradient, np.array([w0]), lr, 200, momentum=momentum)[:, 0]
    energy = wells(w) + momentum / (2 * lr) * np.diff(w, prepend=w0) ** 2
    assert (np.diff(energy) <= 1e-13 * (1 + energy[:-1])).all()
    assert (wells(w) <= wells(w0) + 1e-12).all()


@given(valley=st.sampled_from((-4, -3, -2, -1, 1, 2, 3, 4)), aside=st.floats(-0.08, 0.08), momentum=st.floats(0, 0.999),
       share=st.floats(0.01, 1))
def test_it_does_not_find_the_global_optimum(valley, aside, momentum, share):
    """Let go near the bottom of any valley but the deepest, it stays there: whatever the momentum.

    It starts less than 0.1 from the bottom, so with an energy of at most e = L/2·0.1² above it.  As the energy does not
    grow, ‖v‖ ≤ √(2ηe/μ) and |∇f| ≤ √(2Le), and with η ≤ 2/L a step is no longer than (2 + √8)·√(e/L) < 0.35.  The next
    place that is as low is 0.8 away.
    """
    lr = share * 2 * (1 - momentum) / STEEPEST
    w = minimize(momentum_step, wells_gradient, np.array([valley + aside]), lr, 300, momentum=momentum)[:, 0]
    assert (np.abs(w - valley) < 0.25).all()
    assert wells(w).min() > 0.04 > wells(0.0) == 0                    # about valley²/20, and not the global 0


def test_most_runs_end_in_the_wrong_valley():
    """From 81 starts with 5 settings each, momentum ends near the global minimum in less than half of the runs."""
    starts = np.linspace(-4.0, 4.0, 81)
    found = [np.abs(minimize(momentum_step, wells_gradient, starts, 2 * (1 - momentum) / STEEPEST / 2, 2000,
                             momentum=momentum)[-1]) < 0.5 for momentum in (0.0, 0.5, 0.8, 0.9, 0.95)]
    assert 0 < np.mean(found) < 0.5


def test_accelerates_in_a_narrow_valley():
    """κ = 100: to shrink the error to 10⁻⁶ plain descent needs ln(10⁻⁶)/ln(99/101) ≈ 691 steps, momentum less than 150."""
    valley = np.array([1.0, 100.0])
    lr, momentum = optimal_heavy_ball(1.0, 100.0)
    plain = minimize(sgd_step, lambda w: valley * w, np.ones(2), optimal_gradient_descent(1.0, 100.0), 1000)
    heavy = minimize(momentum_step, lambda w: valley * w, np.ones(2), lr, 1000, momentum=momentum)
    needed = [int((np.abs(path).max(axis=1) >= 1e-6).sum()) for path in (plain, heavy)]
    assert needed[0] == 691 and needed[1] < 150


def test_the_best_setting_for_quadratics_may_run_in_a_circle_for_ever():
    """η = 1/9, μ = 4/9 are best for curvatures 1 … 25.  Three points follow one another: exactly, and from 3.3."""
    assert optimal_heavy_ball(1.0, 25.0) == ((2 / 6) ** 2, (4 / 6) ** 2)
    high, middle, low = (Fraction(n, 1225) for n in (2592, 792, -2208))      # 2.116, 0.647, −1.802
    w, v = np.array([high]), np.array([high - low])
    visited = []
    for _ in range(6):
        visited.append(w[0])
        w, v = momentum_step(w, v, lessard(w), Fraction(1, 9), Fraction(4, 9))
    assert visited == [high, middle, low] * 2
    path = minimize(momentum_step, lessard, np.array([3.3]), 1 / 9, 300, momentum=4 / 9)
    np.testing.assert_allclose(np.sort(path[-3:, 0]), [float(low), float(middle), float(high)], rtol=1e-9)


def test_worked_example():
    """Gradients 4, 4, −8 with η = ¼, μ = ½: v = −1, −½ − 1, −¾ + 2."""
    trajectory, velocities = run(momentum_step, np.array([1.0]), np.array([[4.0], [4.0], [-8.0]]), 0.25, momentum=0.5)
    assert velocities.ravel().tolist() == [-1.0, -1.5, 1.25]
    assert trajectory.ravel().tolist() == [1.0, 0.0, -1.5, -0.25]


def test_the_momentum_is_nine_tenths_unless_said():
    w, g = np.array([1.0]), np.array([2.0])
    assert momentum_step(w, w, g, 0.5)[1].item() == 0.9 * 1.0 - 0.5 * 2.0


@given(case=cases.dyadic_runs())
def test_the_averaging_form_has_the_rate_in_the_velocity(case):
    """v ← β·v + (1 − β)·g, w ← w − α·v: the weights of momentum_step with η = (1 − β)·α, in fractions."""
    w0, grads, α, β = fractions(case["w0"]), fractions(case["grads"]), Fraction(case["lr"]), Fraction(case["momentum"])
    trajectory, v = [w0], 0 * w0
    for grad in grads:
        v = β * v + (1 - β) * grad
        trajectory.append(trajectory[-1] - α * v)
    actual, _ = run(momentum_step, w0, grads, (1 - β) * α, momentum=β)
    assert_agrees(actual, np.stack(trajectory), oracle="averaged gradients (fractions)", function=momentum_step, within=0)


def test_narrow_weights_and_hyper_parameters():
    w, v, grad = (np.array([n], np.uint8) for n in (200, 100, 3))
    moved, velocity = momentum_step(w, v, grad, np.uint8(200), np.uint8(2))
    assert (moved.tolist(), velocity.tolist()) == ([200 + 200 - 600], [200 - 600])
    half = np.ones(2, np.float16)
    assert {new.dtype for new in momentum_step(half, half, half, np.float64(0.5), np.float32(0.5))} == {np.dtype(np.float16)}


@pytest.mark.parametrize("change, error, says", [
    ({"w": np.ones(3, complex)}, TypeError, "w must be real, got complex128"),
    ({"v": np.ones((1, 3))}, ValueError, r"v must have the shape \(3,\) of w, got \(1, 3\)"),
    ({"grad": np.ones(1)}, ValueError, r"grad must have the shape \(3,\) of w, got \(1,\)"),
    ({"lr": -1}, ValueError, "lr must be a finite number at least 0 .* got -1"),
    ({"momentum": -0.5}, ValueError, "momentum must be a finite number at least 0 .* got -0.5"),
    ({"w": np.ones(3, np.float16), "grad": np.ones(3, np.float16), "momentum": 1e5}, ValueError, "momentum .* at most 65504"),
    ({"momentum": float("nan")}, ValueError, "momentum .* got nan"),
])
def test_bad_input_is_named(change, error, says):
    with pytest.raises(error, match=says):
        momentum_step(**{"w": np.ones(3), "v": None, "grad": np.ones(3), "lr": 0.1, **change})
