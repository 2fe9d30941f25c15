"""The recursions as their papers have them, and numbers that are exact."""
from fractions import Fraction

import numpy as np


def fractions(array):
    """Return an array of the same numbers as fractions."""
    exact = np.empty(np.shape(array), object)
    for place in np.ndindex(exact.shape):
        exact[place] = Fraction(array[place])
    return exact


def heavy_ball(gradient, w0, lrs, momentums):
    """Polyak 1964: wₜ₊₁ = wₜ − ηₜ·∇f(wₜ) + μₜ·(wₜ − wₜ₋₁)."""
    trajectory, before = [w0], w0
    for η, μ in zip(lrs, momentums, strict=True):
        w = trajectory[-1]
        trajectory.append(w - η * gradient(w) + μ * (w - before))
        before = w
    return np.stack(trajectory)


def two_sequences(gradient, w0, lrs, momentums):
    """Nesterov 1983: yₜ = wₜ + μₜ·(wₜ − wₜ₋₁), wₜ₊₁ = yₜ − ηₜ·∇f(yₜ)."""
    trajectory, before = [w0], w0
    for η, μ in zip(lrs, momentums, strict=True):
        w = trajectory[-1]
        y = w + μ * (w - before)
        trajectory.append(y - η * gradient(y))
        before = w
    return np.stack(trajectory)


def keras_nesterov(gradient, w0, lrs, momentums):
    """Keras, as its documentation and Bengio et al. 2013 have it: v ← μ·v − η·∇f(y), y ← y + μ·v − η·∇f(y)."""
    trajectory, v = [w0], 0 * w0
    for η, μ in zip(lrs, momentums, strict=True):
        y = trajectory[-1]
        v = μ * v - η * gradient(y)
        trajectory.append(y + μ * v - η * gradient(y))
    return np.stack(trajectory)


def lessard(w):
    """The gradient of a function with curvatures between 1 and 25: Lessard, Recht & Packard 2016, eq. 4.11."""
    return np.array([25 * x if x < 1 else x + 24 if x < 2 else 25 * x - 24 for x in w], w.dtype)
