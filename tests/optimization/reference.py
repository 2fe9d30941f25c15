"""Other ways to run an optimizer: torch.optim.SGD, one step after the other, and the recursions as their papers have them."""
from fractions import Fraction

import numpy as np


def torch_run(torch, w0, grads, lr, **settings):
    """Return torch.optim.SGD's weights after 0, 1, … gradients, and its momentum buffers after 1, 2, …."""
    w, (rates, settings) = torch.tensor(w0), (each(lr, len(grads)), {name: plain(value) for name, value in settings.items()})
    optimizer = torch.optim.SGD([w], lr=0.0, foreach=False, **settings)
    trajectory, buffers = [w.numpy().copy()], []
    for grad, rate in zip(grads, rates, strict=True):
        optimizer.param_groups[0]["lr"] = plain(rate)
        w.grad = torch.tensor(grad)
        optimizer.step()
        buffer = optimizer.state[w].get("momentum_buffer")
        trajectory.append(w.numpy().copy())
        buffers.append(np.zeros_like(w0) if buffer is None else buffer.numpy().copy())
    return np.stack(trajectory), np.stack(buffers)


def run(step, w0, grads, lr, **settings):
    """Return the weights of one of our steps after 0, 1, … gradients, and its velocities after 1, 2, …."""
    w, v, trajectory, velocities = w0, None, [w0], []
    for grad, rate in zip(grads, each(lr, len(grads)), strict=True):
        w, v = step(w, v, grad, rate, **settings)
        trajectory.append(w)
        velocities.append(np.zeros_like(w) if v is None else v)
    return np.stack(trajectory), np.stack(velocities)


def each(value, steps):
    """Return a value for each step: those of a list, or the same one."""
    return value if isinstance(value, list) else [value] * steps


def plain(value):
    """Return an np.float64 as the same float."""
    return float(value) if isinstance(value, np.float64) else value


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
