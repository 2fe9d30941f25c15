from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given

from refimpl.cases import optimization as cases
from refimpl.optimization.descent import minimize
from refimpl.optimization.momentum import momentum_step
from refimpl.optimization.quadratic import (check_curvatures, convergence_rate, optimal_gradient_descent,
                                            optimal_heavy_ball, spectral_radius, spectral_radius_definition)
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [spectral_radius, convergence_rate, optimal_heavy_ball, optimal_gradient_descent, check_curvatures]


def far_from_double(lr, momentum, curvature):
    """Tell whether the roots are apart: next to a double root, eigenvalues are good to √eps only."""
    b = 1 + momentum - lr * curvature
    return bool((np.abs(b * b - 4 * np.asarray(momentum)) > 0.01 * (1 + b * b)).all())


def in_decimals(formula, *numbers):
    """Return what the formula gives with 50 digits, rounded to a float."""
    with localcontext() as context:
        context.prec = 50
        return float(formula(*map(Decimal, numbers)))


@given(case=cases.spectral_radius())
def test_vectorised_equals_definition(case):
    assume(far_from_double(**case))
    assert_agrees(spectral_radius(**case), spectral_radius_definition(**case), oracle="definition (np.linalg.eigvals)",
                  function=spectral_radius, within=256)


@given(case=cases.momentum_step(), curvature=cases.rates(3.0))
def test_is_what_the_steps_do(case, curvature):
    """The matrix of momentum_step itself, found by applying it to (w, v) = (1, 0) and (0, 1)."""
    lr, momentum, basis = float(case["lr"]), float(case.get("momentum", 0.9)), np.eye(2)
    assume(far_from_double(lr, momentum, curvature))
    matrix = np.stack(momentum_step(basis[0], basis[1], curvature * basis[0], lr, momentum))
    expected = np.abs(np.linalg.eigvals(matrix)).max()
    assert_agrees(spectral_radius(lr, momentum, curvature), expected, oracle="eigenvalues of momentum_step",
                  function=spectral_radius, within=256)


@given(case=cases.spectral_radius())
def test_matches_decimals(case):
    """Everywhere, double roots included, if the numbers themselves are taken as exact: to √eps at worst."""
    def radius(η, μ, λ):
        b = abs(1 + μ - η * λ)
        return μ.sqrt() if b * b < 4 * μ else (b + (b * b - 4 * μ).sqrt()) / 2
    settings = np.broadcast_arrays(*(case[name] for name in ("lr", "momentum", "curvature")))
    expected = np.array([in_decimals(radius, *map(float, numbers)) for numbers in zip(*(s.flat for s in settings), strict=True)])
    within = 32 if far_from_double(**case) else 2e8
    assert_agrees(spectral_radius(**case).ravel(), expected, oracle="decimals of 50 digits", function=spectral_radius,
                  within=within)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@given(case=cases.optimal_heavy_ball())
def test_the_best_settings_match_decimals(case):
    smallest, largest = case["smallest"], case["largest"]
    lr, momentum = optimal_heavy_ball(**case)
    expected_lr = in_decimals(lambda a, b: 4 / (a.sqrt() + b.sqrt()) ** 2, smallest, largest)
    expected = in_decimals(lambda a, b: (((b / a).sqrt() - 1) / ((b / a).sqrt() + 1)) ** 2, smallest, largest)
    for actual, wanted in ((lr / expected_lr, 1.0), (momentum, expected)):
        assert_agrees(actual, wanted, oracle="decimals of 50 digits", function=optimal_heavy_ball, within=8)
    expected_lr = in_decimals(lambda a, b: 2 / (a + b), smallest, largest)
    assert_agrees(optimal_gradient_descent(**case) / expected_lr, 1.0, oracle="decimals of 50 digits",
                  function=optimal_gradient_descent, within=4)


@given(case=cases.optimal_heavy_ball())
def test_the_best_rates_are_those_of_the_formulas(case):
    """(κ − 1)/(κ + 1), and (√κ − 1)/(√κ + 1) up to √eps, as there both roots are double."""
    numbers = case["smallest"], case["largest"]
    plain = in_decimals(lambda a, b: (b / a - 1) / (b / a + 1), *numbers)
    heavy = in_decimals(lambda a, b: ((b / a).sqrt() - 1) / ((b / a).sqrt() + 1), *numbers)
    assert_agrees(convergence_rate(optimal_gradient_descent(**case), 0.0, **case), plain, oracle="(κ − 1)/(κ + 1)",
                  function=convergence_rate, within=8)
    assert abs(convergence_rate(*optimal_heavy_ball(**case), **case) - heavy) < 1e-7


@pytest.mark.parametrize("low, high", [(1, 3), (3, 5), (1, 7), (1, 15), (5, 11), (1, 255), (100, 156)])
def test_the_best_rate_is_exact_where_nothing_rounds(low, high):
    """√ℓ + √L a power of two: η = (2/(√L + √ℓ))², μ and ρ are exact, (√κ − 1)/(√κ + 1) = (√L − √ℓ)/(√L + √ℓ)."""
    lr, momentum = optimal_heavy_ball(low**2, high**2)
    assert (Fraction(lr), Fraction(momentum)) == (Fraction(2, high + low) ** 2, Fraction(high - low, high + low) ** 2)
    assert convergence_rate(lr, momentum, low**2, high**2) == (high - low) / (high + low)


@pytest.mark.parametrize("low, high", [(1, 3), (3, 5), (1, 7), (1, 15)])
def test_the_error_overshoots_the_rate(low, high):
    """At a double root the error is not ρᵗ: (1 + (1 − ρ)t)·ρᵗ at ℓ and (1 + (1 + ρ)t)·(−ρ)ᵗ at L, in fractions."""
    ends, ρ = np.array([Fraction(low**2), Fraction(high**2)]), Fraction(high - low, high + low)
    path = minimize(momentum_step, lambda w: ends * w, ends / ends, Fraction(2, high + low) ** 2, 12, momentum=ρ**2)
    assert path.tolist() == [[(1 + (1 - ρ) * t) * ρ**t, (1 + (1 + ρ) * t) * (-ρ) ** t] for t in range(13)]


def test_the_overshoot_is_elevenfold_for_a_condition_number_of_a_thousand():
    lr, momentum = optimal_heavy_ball(1.0, 1000.0)
    errors = np.abs(minimize(momentum_step, lambda w: 1000 * w, np.ones(1), lr, 200, momentum=momentum))
    ρ, t = (1000**0.5 - 1) / (1000**0.5 + 1), np.arange(201)
    np.testing.assert_allclose(errors[:, 0], (1 + (1 + ρ) * t) * ρ**t, rtol=1e-6, atol=1e-9)
    assert round(float(errors.max()), 1) == 11.6 or round(float(errors.max()), 1) == 11.7


def test_worked_examples():
    """μ = ¼, η = 1: b = 5/4 − λ.  λ = 1/16: b = 19/16, b² − 1 = 105/256.  λ = 1/4: double, ½.  λ = 1: √¼.  λ = 3: …"""
    radii = spectral_radius(1.0, 0.25, np.array([0.25, 1.0, 2.25, 2.5, 3.0]))
    assert radii[:4].tolist() == [0.5, 0.5, 0.5, 1.0]                # 5/2 = 2(1 + μ): the edge of stability
    assert radii[4] == (1.75 + (1.75**2 - 1) ** 0.5) / 2 > 1
    assert spectral_radius(0.5, 0.0, 1.0) == 0.5 and spectral_radius(0.5, 0.0, 3.0) == 0.5 and spectral_radius(1, 0, -1) == 2
    assert spectral_radius(1.0, -0.5, 0.5) == (0.0 + 2**0.5) / 2     # b = 0: z² = ½


def test_shapes_and_not_a_number():
    assert spectral_radius(np.ones((3, 1)), np.ones(2), 1.0).shape == spectral_radius_definition(np.ones((3, 1)), np.ones(2), 1.0).shape == (3, 2)
    assert spectral_radius(np.float32(1), np.float32(0), np.ones(4, np.float32)).dtype == np.float64
    assert np.isnan(spectral_radius(np.nan, 0.5, 1.0)) and np.isnan(spectral_radius(0.5, np.nan, 1.0))
    assert np.isnan(spectral_radius(np.array([0.5, 0.5]), 0.5, np.array([np.nan, 1.0]))).tolist() == [True, False]


def test_one_curvature_is_solved_at_once():
    assert optimal_heavy_ball(4.0, 4.0) == (0.25, 0.0) and optimal_gradient_descent(4.0, 4.0) == 0.25
    assert convergence_rate(0.25, 0.0, 4.0, 4.0) == 0.0


@pytest.mark.parametrize("function", [optimal_heavy_ball, optimal_gradient_descent, check_curvatures,
                                      lambda smallest, largest: convergence_rate(0.1, 0.9, smallest, largest)])
@pytest.mark.parametrize("smallest, largest", [(0.0, 1.0), (-1.0, 1.0), (2.0, 1.0), (1.0, np.inf), (np.nan, 1.0), (1.0, np.nan)])
def test_bad_input_is_named(function, smallest, largest):
    with pytest.raises(ValueError, match=f"0 < smallest <= largest < inf, got {smallest} and {largest}"):
        function(smallest, largest)
