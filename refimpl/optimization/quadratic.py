"""Momentum on a quadratic (二次函数上的动量): for which η and μ it converges, how fast, and which are the best.

    z² − (1 + μ − ηλ)·z + μ = 0,    ρ = max |z|

On f(w) = ½·λ·w², of curvature λ, momentum is the recursion wₜ₊₁ = (1 + μ − ηλ)·wₜ − μ·wₜ₋₁.  A step leaves ρ of the
error in the long run, the spectral radius (谱半径).  In many dimensions λ runs from a smallest curvature ℓ to a largest
L, and one η and μ must do for all: the larger the condition number (条件数) κ = L/ℓ, the slower.

    stable, ρ < 1     |μ| < 1 and 0 < ηλ < 2(1 + μ)
    ρ = √μ            where the roots are complex, (1 − √μ)² < ηλ < (1 + √μ)²: the same for all those λ
    gradient descent  best η = 2/(L + ℓ):                                      ρ = (κ − 1)/(κ + 1)
    heavy ball        best η = (2/(√L + √ℓ))², μ = ((√L − √ℓ)/(√L + √ℓ))²:     ρ = (√κ − 1)/(√κ + 1)

For κ = 100 the plain method keeps 98 % of the error at every step, the heavy ball 82 %.

Shapes   lr, momentum, curvature  numbers or arrays that broadcast  →  ρ, their broadcast shape, float64
Cost     two square roots per value
Source   Polyak 1964 (the best η and μ); Lessard, Recht & Packard 2016, "Analysis and design of optimization
         algorithms via integral quadratic constraints", Proposition 1 (all of the rates)
Checked  np.linalg.eigvals of the matrix that takes (wₜ, wₜ₋₁) to (wₜ₊₁, wₜ), and of what momentum_step does to a basis;
         decimals of 50 digits; the region of stability exactly; fractions, from 1e-300 to 1e300: ρ is within 4 units in
         the last place where neither 1 + μ − ηλ nor the discriminant cancels, else that of a sum and a μ 2 units off
Beware   ρᵗ is no bound: with the best η and μ the two roots coincide at λ = ℓ, where the error from rest is
         (1 + (1 − ρ)·t)·ρᵗ, and at λ = L, where it is (1 + (1 + ρ)·t)·(−ρ)ᵗ: for κ = 1000 it grows 11.6-fold before it
         falls.  Near a double root a rounding error ε in η or μ moves ρ by about √ε.  The rates hold for quadratics.
"""
import math

import numpy as np

from refimpl.arguments import as_array, real_numbers

__all__ = ["convergence_rate", "optimal_gradient_descent", "optimal_heavy_ball", "spectral_radius",
           "spectral_radius_definition"]


def spectral_radius_definition(lr: float | np.ndarray, momentum: float | np.ndarray,
                               curvature: float | np.ndarray) -> np.ndarray:
    """The largest modulus among the eigenvalues of the matrix that takes (wₜ, wₜ₋₁) to (wₜ₊₁, wₜ), one at a time."""
    settings = _settings(lr, momentum, curvature)
    radius = np.empty(settings[0].shape)
    for i in np.ndindex(radius.shape):
        η, μ, λ = (float(setting[i]) for setting in settings)
        M = np.array([[1 + μ - η * λ, -μ], [1, 0]])
        radius[i] = np.abs(np.linalg.eigvals(M)).max() if np.isfinite(M).all() else abs(M[0, 0])
    return radius


def spectral_radius(lr: float | np.ndarray, momentum: float | np.ndarray, curvature: float | np.ndarray) -> np.ndarray:
    """Return ρ, the factor by which a step of momentum shrinks the error on ½·curvature·w² in the long run.

    Anything finite is allowed: from 1 on it does not shrink.  NaN gives NaN, ηλ beyond float64 gives ∞.

    >>> spectral_radius(0.5, np.array([0.0, 0.25, 1.0]), 1.0).tolist()         # 1 − ½;  complex: √¼;  √1, for ever
    [0.5, 0.5, 1.0]
    """
    η, μ, λ = _settings(lr, momentum, curvature)
    with np.errstate(over="ignore"):
        b, root = np.abs(1 + μ - η * λ), np.sqrt(np.abs(μ))
        _, e = np.frexp(np.maximum(b, root))                                   # in units of 2^e no square overflows
        b, μ4 = np.ldexp(b, -e), np.ldexp(μ, 2 - 2 * e)
        discriminant = b * b - μ4                                              # the roots are (±b ± √discriminant)/2
        real = np.ldexp((b + np.sqrt(np.maximum(discriminant, 0))) / 2, e)
    return np.where(discriminant < 0, root, real)                              # complex: |z|² = z·z̄ = μ > 0


def convergence_rate(lr: float, momentum: float, smallest: float, largest: float) -> float:
    """Return the largest ρ over all curvatures from `smallest` to `largest`: it is that of one of the two ends.

    Raises ValueError unless 1e-300 <= smallest <= largest <= 1e300.

    >>> convergence_rate(0.25, 0.25, 1.0, 9.0), convergence_rate(0.2, 0.0, 1.0, 9.0)      # κ = 9: 2/4 against 8/10
    (0.5, 0.8)
    """
    lr, momentum = real_numbers(lr=lr, momentum=momentum)
    smallest, largest = _curvatures(smallest, largest)
    return float(spectral_radius(lr, momentum, np.array([smallest, largest])).max())   # ρ never falls with |1 + μ − ηλ|


def optimal_heavy_ball(smallest: float, largest: float) -> tuple:
    """Return the (lr, momentum) with the smallest convergence_rate for curvatures from `smallest` to `largest`.

    Raises ValueError unless 1e-300 <= smallest <= largest <= 1e300.

    >>> optimal_heavy_ball(1.0, 9.0)                                           # (2/(3 + 1))² and ((3 − 1)/(3 + 1))²
    (0.25, 0.25)
    """
    smallest, largest = _curvatures(smallest, largest)
    low, high = math.sqrt(smallest), math.sqrt(largest)
    return (2 / (high + low)) ** 2, ((high - low) / (high + low)) ** 2


def optimal_gradient_descent(smallest: float, largest: float) -> float:
    """Return the lr with the smallest convergence_rate at momentum 0, for curvatures from `smallest` to `largest`.

    Raises ValueError unless 1e-300 <= smallest <= largest <= 1e300.

    >>> optimal_gradient_descent(1.0, 7.0)
    0.25
    """
    smallest, largest = _curvatures(smallest, largest)
    return 2 / (largest + smallest)


def _settings(lr: float | np.ndarray, momentum: float | np.ndarray, curvature: float | np.ndarray) -> tuple:
    """Return the three as float64 arrays of one shape."""
    named: dict = {"lr": lr, "momentum": momentum, "curvature": curvature}
    arrays = [as_array("(…)", kind="float", **{name: given}).astype(float) for name, given in named.items()]
    for name, array in zip(named, arrays, strict=True):
        if np.isinf(array).any():
            raise ValueError(f"{name} must not be infinite, got {array}")
    try:
        return tuple(np.broadcast_arrays(*arrays))
    except ValueError:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise ValueError(f"lr, momentum and curvature must broadcast, got shapes {shapes}") from None


def _curvatures(smallest: float, largest: float) -> list:
    """Return both as numbers, in the range in which the best lr is no less exact than they are."""
    return [*real_numbers(1e-300, 1e300, smallest=smallest), *real_numbers(smallest, 1e300, largest=largest)]
