import math
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given

from refimpl.cases import optimization as cases
from refimpl.optimization.descent import minimize
from refimpl.optimization.momentum import momentum_step
from refimpl.optimization.quadratic import (convergence_rate, optimal_gradient_descent, optimal_heavy_ball,
                                            spectral_radius, spectral_radius_definition)
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [spectral_radius, convergence_rate, optimal_heavy_ball, optimal_gradient_descent]


def far_from_double(lr, momentum, curvature):
    """Tell whether the roots are apart: next to a double root, eigenvalues are good to √eps only."""
    b = 1 + momentum - lr * curvature
    return bool((np.abs(b * b - 4 * np.asarray(momentum)) > 0.01 * (1 + b * b)).all())


def in_decimals(formula, *numbers):
    """Return what the formula gives with 50 digits, rounded to a float."""
    with localcontext() as context:
        context.prec = 50
        return float(formula(*map(Decimal, numbers)))


def exact_root(x):
    """Return √x of a fraction to 200 digits of 2, as a fraction."""
    shift = 2 * (200 + max(0, x.denominator.bit_length() - x.numerator.bit_length()))
    return Fraction(math.isqrt((x.numerator << shift) // x.denominator), 1 << shift // 2)


def exact_radius(b, μ):
    """Return the larger |z| of z² − b·z + μ = 0, b ≥ 0, from whole numbers alone."""
    return exact_root(μ) if b * b < 4 * μ else (b + exact_root(b * b - 4 * μ)) / 2


@given(case=cases.graded_settings())
def test_matches_fractions(case):
    """4 units in the last place where nothing cancels; elsewhere between the radii of a b and a μ 2 units away."""
    actual, (η, μ, λ) = float(spectral_radius(**case)), map(Fraction, case.values())
    b, largest = abs(1 + μ - η * λ), max(1, abs(μ), abs(η * λ))
    assume(largest < Fraction(2) ** 1020)                             # ηλ is a number of float64
    exact, unit = exact_radius(b, μ), Fraction(math.ulp(float(exact_radius(b, μ))))
    if 4 * b >= largest and 4 * abs(b * b - 4 * μ) >= max(b * b, 4 * abs(μ)):
        assert abs(actual - exact) <= 4 * unit
    low, high = max(b - 2 * Fraction(math.ulp(largest)), 0), b + 2 * Fraction(math.ulp(largest))
    momentums = [μ - abs(μ) / 2**51, μ + abs(μ) / 2**51]
    radii = [exact_radius(*pair) for pair in product((low, high), momentums)]
    radii += [low / 2] if 4 * momentums[0] <= high * high and low * low <= 4 * momentums[1] else []     # the double root
    assert min(radii) - 3 * unit <= actual <= max(radii) + 3 * unit


def test_huge_steps_stay_finite():
    """As long as ηλ is a number; beyond, the radius is infinite, as its formula says."""
    for function in (spectral_radius, spectral_radius_definition):
        assert function(1e200, 0.5, 1.0) == 1e200 and function(1e200, 0.5, 1e200) == np.inf
        assert function(1.0, 1e308, 1.0).item() == pytest.approx(1e308, rel=1e-15)
        assert function(np.uint8(2), np.int8(0), np.uint8(200)) == 399
        assert function(Fraction(1, 2), 0, [1, 3]).tolist() == [0.5, 0.5]


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
    assert round(float(errors.max()), 1) == 11.6


def test_next_to_the_double_root_rounding_moves_the_radius_by_its_square_root():
    """η = μ = ¼, λ = 1: the double root is ½.  With ε less in η, b = 1 + ε, and √(b² − 1)/2 = √(ε/2) but for small terms."""
    ε = 2.0**-52
    moved = spectral_radius(0.25 - ε, 0.25, 1.0) - 0.5
    assert moved == pytest.approx((ε / 2) ** 0.5, rel=1e-6)


def test_the_percentages_of_the_lesson():
    rates = [convergence_rate(*setting, 1, 100) for setting in ((optimal_gradient_descent(1, 100), 0), optimal_heavy_ball(1, 100))]
    assert [round(100 * rate) for rate in rates] == [98, 82]


def test_two_square_roots_per_value(monkeypatch):
    taken, root = [], np.sqrt
    monkeypatch.setattr(np, "sqrt", lambda x: taken.append(np.size(x)) or root(x))
    spectral_radius(np.ones(5), 0.5, 1.0)
    assert taken == [5, 5]


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


def test_extreme_curvatures():
    """κ = 1 at either end: the best lr is 1/λ, and nothing overflows on the way."""
    for λ in (1e-300, 1e300):
        assert optimal_gradient_descent(λ, λ) == 1 / λ
        assert optimal_heavy_ball(λ, λ) == (pytest.approx(1 / λ, rel=1e-15), 0.0)
    lr, momentum = optimal_heavy_ball(1e-300, 1e300)
    assert (lr, momentum) == (pytest.approx(4e-300, rel=1e-15), 1.0)


def test_numbers_of_any_kind():
    assert optimal_heavy_ball(np.uint8(1), np.float32(9)) == optimal_heavy_ball(1, 9) == (0.25, 0.25)
    assert optimal_gradient_descent(Fraction(1), Fraction(2)) == Fraction(2, 3)
    assert convergence_rate(Fraction(1, 4), np.float32(0.25), np.uint8(1), 9) == 0.5


@pytest.mark.parametrize("function", [optimal_heavy_ball, optimal_gradient_descent,
                                      lambda smallest, largest: convergence_rate(0.1, 0.9, smallest, largest)])
@pytest.mark.parametrize("smallest, largest, says", [
    (0.0, 1.0, "smallest must be a finite number at least 1e-300 and at most 1e.300, got 0.0"),
    (-1.0, 1.0, "smallest .* got -1.0"), (2.0, 1.0, "largest must be a finite number at least 2.0 and .* got 1.0"),
    (1.0, np.inf, "largest .* got inf"), (np.nan, 1.0, "smallest .* got nan"), (1.0, np.nan, "largest .* got nan"),
])
def test_bad_input_is_named(function, smallest, largest, says):
    with pytest.raises(ValueError, match=says):
        function(smallest, largest)


@pytest.mark.parametrize("function", [spectral_radius, spectral_radius_definition])
@pytest.mark.parametrize("arguments, error, says", [
    ((np.inf, 0.9, 1.0), ValueError, "lr must not be infinite, got inf"),
    ((0.1, 0.9, np.array([1.0, -np.inf])), ValueError, "curvature must not be infinite"),
    ((0.1, None, 1.0), TypeError, "momentum must be an array"),
    ((np.ones(2), np.ones(3), 1.0), ValueError, r"lr, momentum and curvature must broadcast, got shapes \(2,\), \(3,\), \(\)"),
])
def test_bad_settings_are_named(function, arguments, error, says):
    with pytest.raises(error, match=f"^{says}"):
        function(*arguments)


def test_a_rate_needs_finite_settings():
    for name in ("lr", "momentum"):
        with pytest.raises(ValueError, match=f"^{name} must be a finite number, got nan"):
            convergence_rate(**{"lr": 0.1, "momentum": 0.9, "smallest": 1.0, "largest": 2.0, name: np.nan})
