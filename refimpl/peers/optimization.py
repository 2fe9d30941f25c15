"""Optimizers elsewhere: torch.optim, Keras, scipy.signal; eigenvalues in NumPy, SciPy and PyTorch.

A row is about one step from a given state, or about a run: w0, a gradient for each step, and a learning rate, or one
for each step.
"""
from functools import partial

import numpy as np

from refimpl.complexity.counting import Operations, count_operations
from refimpl.optimization.descent import check_step, minimize, sgd_step
from refimpl.optimization.momentum import momentum_step
from refimpl.optimization.nesterov import look_ahead, nesterov_step
from refimpl.optimization.quadratic import (convergence_rate, optimal_gradient_descent, optimal_heavy_ball,
                                            spectral_radius, spectral_radius_definition)
from refimpl.optimization.torch_momentum import torch_momentum_step
from refimpl.peers import alone, differs, same


# ---- runs -----------------------------------------------------------------------------------------------------------

def run(step, w0, grads, lr, **settings):
    """Return the weights of a step after 0, 1, … gradients, and its velocities after 1, 2, …."""
    (w, v), weights, velocities = (w0, None), [w0], []
    for grad, rate in zip(grads, each(lr, grads), strict=True):
        w, v = step(w, v, grad, rate, **settings)
        weights.append(w)
        velocities.append(np.zeros_like(w) if v is None else v)
    return np.stack(weights), np.stack(velocities)


def each(value, grads):
    """Return a value for each gradient: those of a list, or the same one."""
    return value if isinstance(value, list) else [value] * len(grads)


def weights_of(step):
    """Return what gives the weights of a run."""
    return lambda **case: run(step, **case)[0]


def velocities_of(step):
    """Return what gives the velocities of a run."""
    return lambda **case: run(step, **case)[1]


def points_ahead(w0, grads, lr, momentum):
    """Return look_ahead after 0, 1, … steps of nesterov_step."""
    weights, velocities = run(nesterov_step, w0, grads, lr, momentum=momentum)
    return np.stack([look_ahead(w, v, momentum) for w, v in zip(weights, [None, *velocities], strict=True)])


def plain_forces(runs):
    """Return the strategy of runs, without settings but the learning rate."""
    return runs.map(lambda case: {name: case[name] for name in ("w0", "grads", "lr")})


def forces(runs):
    """Return the strategy of runs, without settings but the learning rate and the momentum."""
    return runs.map(lambda case: {name: case[name] for name in ("w0", "grads", "lr", "momentum")})


def moving(runs):
    """Return the same, but no momentum of 0."""
    return forces(runs).map(lambda case: {**case, "momentum": case["momentum"] or 0.5})


# ---- how far two results may be apart -------------------------------------------------------------------------------

def magnitudes(w, v, grad, lr, momentum=0.0):
    """Return the sums of the sizes of all that sgd_step or momentum_step adds up: the step without a minus."""
    v = lr * np.abs(grad) + (0 if v is None else momentum * np.abs(v))
    return np.abs(w) + v, v


def torch_magnitudes(w, v, grad, lr, momentum=0.9, dampening=0.0, nesterov=False, weight_decay=0.0):
    """Return the sums of the sizes of all that torch_momentum_step adds up."""
    g = np.abs(grad) + weight_decay * np.abs(w)
    v = g if v is None or momentum == 0 else momentum * np.abs(v) + max(1, abs(1 - dampening)) * g
    return np.abs(w) + lr * (g + momentum * v if nesterov else v), v


def bound(step, sizes):
    """Return the claim that every term of one step is rounded so often at most, by either."""
    claim: dict = {"within": step, "terms": sizes, "why": f"every term is rounded {step} times at most, by either"}
    return claim


def bound_of_runs(step, sizes):
    """Return the same claim for a run: so often at every step."""
    claim: dict = {"within": lambda grads, **case: step * len(grads), "terms": partial(run, sizes),
                   "why": f"every term is rounded {step} times a step at most, by either"}
    return claim


STEP = "float32 and float64; one step from any state"
DYADIC_STEP = "whole numbers and eighths, where nothing rounds; one step from any state"
EXACT = "whole numbers and eighths, where nothing rounds; step after step"
RUN = "float32 and float64; up to 30 steps"


# ---- descent --------------------------------------------------------------------------------------------------------

def torch_sgd(w, v, grad, lr, **settings):
    """Return weights and momentum buffer after one step of torch.optim.SGD from that buffer."""
    import torch
    w = torch.tensor(w)
    optimizer = torch.optim.SGD([w], float(lr), **settings)
    if v is not None:
        optimizer.state[w]["momentum_buffer"] = torch.tensor(v)
    w.grad = torch.tensor(grad)
    optimizer.step()
    v = optimizer.state[w].get("momentum_buffer")
    return w.numpy(), None if v is None else v.numpy()


def torch_sgd_run(w0, grads, lr, momentum=0.0, **settings):
    """Return the weights after 0, 1, … steps of torch.optim.SGD, and its momentum buffers after 1, 2, …."""
    import torch
    w, rates, momentums = torch.tensor(w0), each(lr, grads), each(momentum, grads)
    optimizer = torch.optim.SGD([w], float(rates[0]), float(momentums[0]), **settings)
    weights, buffers = [w0], []
    for grad, rate, μ in zip(grads, rates, momentums, strict=True):
        optimizer.param_groups[0].update(lr=float(rate), momentum=float(μ))      # as a schedule does
        w.grad = torch.tensor(grad)
        optimizer.step()
        buffer = optimizer.state[w].get("momentum_buffer")
        weights.append(w.numpy().copy())
        buffers.append(np.zeros_like(w0) if buffer is None else buffer.numpy().copy())
    return np.stack(weights), np.stack(buffers)


def keras_sgd(w, v, grad, lr, **settings):
    """Return weights and velocity after one step of keras.optimizers.SGD from that velocity."""
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    weights = keras.Variable(w, dtype=w.dtype.name)                    # else float32
    optimizer = keras.optimizers.SGD(float(lr), **settings)
    optimizer.build([weights])
    if v is not None and optimizer.momentums:
        optimizer.momentums[0].assign(v)
    optimizer.apply([keras.ops.convert_to_tensor(grad)], [weights])
    v = keras.ops.convert_to_numpy(optimizer.momentums[0]) if optimizer.momentums else v
    return keras.ops.convert_to_numpy(weights), v


def keras_sgd_run(w0, grads, lr, **settings):
    """Return the weights after 0, 1, … steps of keras.optimizers.SGD."""
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    w, weights = keras.Variable(w0, dtype=w0.dtype.name), [w0]
    optimizer = keras.optimizers.SGD(**settings)
    for grad, rate in zip(grads, each(lr, grads), strict=True):
        optimizer.learning_rate = float(rate)                          # as a schedule does
        optimizer.apply([keras.ops.convert_to_tensor(grad)], [w])
        weights.append(keras.ops.convert_to_numpy(w).copy())
    return np.stack(weights)


def short_rates(strategy):
    """Return the strategy of cases, the learning rate one that float32 has; with momentum, if any."""
    return strategy.map(lambda case: {**case, "lr": float(np.float32(case["lr"])), **(
        {"momentum": float(case["momentum"]) or 0.5} if "momentum" in case else {})})


@same(sgd_step, "torch.optim.SGD", where=STEP, **bound(2, magnitudes))
def sgd_step_in_torch(w, v, grad, lr):
    return torch_sgd(w, None, grad, lr)[0], v


@same(sgd_step, "torch.optim.SGD, step after step", where=EXACT, ours=weights_of(sgd_step),
      drawn=lambda cases: plain_forces(cases.dyadic_runs(scheduled=True)))
def sgd_step_in_torch_exactly(w0, grads, lr):
    return torch_sgd_run(w0, grads, lr)[0]


@same(sgd_step, "torch.optim.SGD under a schedule", where=RUN, ours=lambda **case: run(sgd_step, **case),
      drawn=lambda cases: plain_forces(cases.runs() | cases.runs(scheduled=True)), **bound_of_runs(2, magnitudes))
def sgd_step_in_torch_runs(w0, grads, lr):
    return torch_sgd_run(w0, grads, lr)


@same(sgd_step, "numpy.cumsum", where=RUN, ours=weights_of(sgd_step),
      drawn=lambda cases: plain_forces(cases.runs(scheduled=True)))
def sgd_step_in_numpy(w0, grads, lr):
    rates = np.array(each(lr, grads), w0.dtype).reshape(-1, *[1] * w0.ndim)
    return np.cumsum([w0, *-rates * grads], axis=0, dtype=w0.dtype)


@differs(sgd_step, "keras.optimizers.SGD", "It keeps the learning rate in float32, beside float64 weights, too.",
         w=np.zeros(1), v=None, grad=np.ones(1), lr=0.1)
def sgd_step_in_keras_double(w, v, grad, lr):
    return keras_sgd(w, v, grad, lr)


@same(sgd_step, "keras.optimizers.SGD at a rate of float32", where=STEP, mends=sgd_step_in_keras_double,
      drawn=lambda cases: short_rates(cases.sgd_step()), **bound(2, magnitudes))
def sgd_step_in_keras(w, v, grad, lr):
    return keras_sgd(w, v, grad, lr)


if np.lib.NumpyVersion(np.__version__) >= "2.0.0":
    @differs(sgd_step, "numpy.float64 as the rate in w − lr·grad", "NumPy 2 makes float64 of float32 weights then.",
             w=np.ones(1, np.float32), v=None, grad=np.ones(1, np.float32), lr=np.float64(0.5))
    def sgd_step_in_numpy_double(w, v, grad, lr):
        return w - lr * grad, v


@same(sgd_step, "numpy.multiply, the rate in the weights' dtype", where=STEP)
def sgd_step_in_numpy_alone(w, v, grad, lr):
    return w - np.multiply(w.dtype.type(lr), grad), v


@same(sgd_step, "operations executed", "a multiplication and an addition per weight",
      ours=lambda w, **case: Operations(w.size, w.size))
def sgd_step_executed(w, v, grad, lr):
    return count_operations(sgd_step, w, v, grad, lr)


@same(minimize, "torch.optim.SGD and torch.optim.lr_scheduler.LambdaLR",
      "sgd_step and torch_momentum_step; whole numbers and eighths, where nothing rounds",
      drawn=lambda cases: cases.dyadic_minimize())
def minimize_in_torch(step, grad_fn, w0, lr, steps, **settings):
    import torch
    w, path = torch.tensor(w0), [w0]
    optimizer = torch.optim.SGD([w], lr=1.0, **settings)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lr if callable(lr) else lambda t: lr)     # times 1.0
    for _ in range(steps):
        w.grad = torch.tensor(grad_fn(w.numpy()))
        optimizer.step()
        schedule.step()
        path.append(w.numpy().copy())
    return np.stack(path)


def slope(w):
    """Return the gradient of the sum of w²."""
    return 2 * w


@differs(minimize, "torch.optim.lr_scheduler.LambdaLR.step before SGD.step",
         "The first learning rate is not used: step the optimizer first, then the schedule.",
         step=sgd_step, grad_fn=slope, w0=np.array([3.0]), lr=[0.25, 0.125].__getitem__, steps=1)
def minimize_in_torch_too_early(step, grad_fn, w0, lr, steps):
    import torch
    w, path = torch.tensor(w0), [w0]
    optimizer = torch.optim.SGD([w], lr=1.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lr)
    for _ in range(steps):
        schedule.step()
        w.grad = torch.tensor(grad_fn(w.numpy()))
        optimizer.step()
        path.append(w.numpy().copy())
    return np.stack(path)


@differs(minimize, "scipy.optimize.minimize", "It takes no learning rate: a line search says how far each step goes.",
         step=sgd_step, grad_fn=slope, w0=np.array([3.0]), lr=0.125, steps=1)
def minimize_in_scipy(step, grad_fn, w0, lr, steps):
    import scipy.optimize
    path = [w0]
    scipy.optimize.minimize(lambda w: (w * w).sum(), w0, jac=grad_fn, options={"maxiter": steps}, callback=path.append)
    return np.stack(path)


alone("what comes in is made ready for the formulas of this chapter: the laws say what comes out", check_step)


# ---- momentum -------------------------------------------------------------------------------------------------------

@same(momentum_step, "keras.optimizers.SGD(momentum)", STEP + "; the learning rate one of float32, a momentum above 0",
      drawn=lambda cases: short_rates(cases.momentum_step()), **bound(3, magnitudes))
def momentum_step_in_keras(w, v, grad, lr, momentum=0.9):
    return keras_sgd(w, v, grad, lr, momentum=momentum)


@same(momentum_step, "keras.optimizers.SGD(momentum), step after step", EXACT + ", under any schedule",
      ours=weights_of(momentum_step), drawn=lambda cases: forces(cases.dyadic_runs(scheduled=True)))
def momentum_step_in_keras_exactly(w0, grads, lr, momentum):
    return keras_sgd_run(w0, grads, lr, momentum=momentum)


@differs(momentum_step, "torch.optim.SGD with v for its momentum_buffer",
         "The buffer is a sum of gradients: the learning rate, and the minus, come after it.",
         w=np.zeros(1), v=np.array([-1.0]), grad=np.array([2.0]), lr=0.5, momentum=0.5)
def momentum_step_in_torch_as_buffer(w, v, grad, lr, momentum):
    return torch_sgd(w, v, grad, lr, momentum=momentum)


@same(momentum_step, "torch.optim.SGD with −v/lr for its momentum_buffer",
      where=DYADIC_STEP, mends=momentum_step_in_torch_as_buffer,
      drawn=lambda cases: dyadic_steps(cases))
def momentum_step_in_torch(w, v, grad, lr, momentum):
    w, buffer = torch_sgd(w, -v / lr, grad, lr, momentum=momentum)
    return w, -lr * buffer


def dyadic_steps(cases):
    """Draw one step from the runs in which nothing rounds."""
    return cases.dyadic_runs().map(lambda case: {"w": case["w0"], "v": case["grads"][0], "grad": case["grads"][-1],
                                                 "lr": case["lr"], "momentum": case["momentum"] or 0.5})


@differs(momentum_step, "torch.optim.SGD under a schedule",
         "A new learning rate multiplies the whole sum there, here only what is added from now on.",
         ours=weights_of(momentum_step),
         w0=np.zeros(1), grads=np.ones((2, 1)), lr=[1.0, 0.5], momentum=0.5)
def momentum_step_in_torch_scheduled(w0, grads, lr, momentum):
    return torch_sgd_run(w0, grads, lr, momentum)[0]


@same(momentum_step, "torch.optim.SGD under a schedule, the momentum times lrₜ₋₁/lrₜ", where=EXACT,
      ours=weights_of(momentum_step), mends=momentum_step_in_torch_scheduled,
      drawn=lambda cases: forces(cases.dyadic_runs(scheduled=True)))
def momentum_step_in_torch_rescaled(w0, grads, lr, momentum):
    rescaled = [momentum * before / now for before, now in zip([lr[0], *lr], lr, strict=False)]
    return torch_sgd_run(w0, grads, lr, rescaled)[0]


@same(momentum_step, "torch.optim.SGD at one learning rate", where=EXACT, ours=weights_of(momentum_step),
      drawn=lambda cases: forces(cases.dyadic_runs()))
def momentum_step_in_torch_exactly(w0, grads, lr, momentum):
    return torch_sgd_run(w0, grads, lr, momentum)[0]


@same(momentum_step, "torch.optim.SGD at one learning rate, step after step", where=RUN, ours=weights_of(momentum_step),
      drawn=lambda cases: forces(cases.runs()),
      **{**bound_of_runs(3, magnitudes), "terms": lambda **case: run(magnitudes, **case)[0]})
def momentum_step_in_torch_runs(w0, grads, lr, momentum):
    return torch_sgd_run(w0, grads, lr, momentum)[0]


@differs(momentum_step, "torch.optim.SGD(dampening=momentum)",
         "It averages the gradients, v ← μ·v + (1 − μ)·∇f: the steps are 1 − μ times as long.",
         w=np.zeros(1), v=np.zeros(1), grad=np.array([2.0]), lr=1.0, momentum=0.75)
def momentum_step_in_torch_averaged(w, v, grad, lr, momentum):
    w, buffer = torch_sgd(w, -v / lr, grad, lr, momentum=momentum, dampening=momentum)
    return w, -lr * buffer


@same(momentum_step, "torch.optim.SGD(lr/(1 − momentum), dampening=momentum)",
      where=DYADIC_STEP, mends=momentum_step_in_torch_averaged,
      drawn=lambda cases: dyadic_steps(cases).map(lambda case: {**case, "lr": case["lr"] * (1 - case["momentum"])}))
def momentum_step_in_torch_of_averages(w, v, grad, lr, momentum):
    rate = lr / (1 - momentum)
    w, buffer = torch_sgd(w, -v / rate, grad, rate, momentum=momentum, dampening=momentum)
    return w, -rate * buffer


@same(momentum_step, "scipy.signal.lfilter([−lr], [1, −momentum], grads)", RUN + "; the velocity, bit for bit",
      ours=velocities_of(momentum_step), drawn=lambda cases: forces(cases.runs()))
def velocity_in_scipy(w0, grads, lr, momentum):
    from scipy.signal import lfilter
    return lfilter(np.array([-lr], w0.dtype), np.array([1, -momentum], w0.dtype), grads, axis=0)


@same(momentum_step, "scipy.signal.lfilter([−lr], [1, −(1 + momentum), momentum], grads)", EXACT + "; w − w0",
      ours=weights_of(momentum_step), drawn=lambda cases: forces(cases.dyadic_runs()))
def momentum_step_in_scipy(w0, grads, lr, momentum):
    from scipy.signal import lfilter
    return np.stack([w0, *(w0 + lfilter([-lr], [1, -(1 + momentum), momentum], grads, axis=0))])


@same(momentum_step, "operations executed", "two multiplications and two additions per weight",
      ours=lambda w, **case: Operations(2 * w.size, 2 * w.size),
      drawn=lambda cases: cases.momentum_step().map(lambda case: {**case, "v": case["grad"]}))
def momentum_step_executed(w, v, grad, lr, momentum=0.9):
    return count_operations(momentum_step, w, v, grad, lr, momentum)


# ---- nesterov -------------------------------------------------------------------------------------------------------

@same(look_ahead, "torch.add(alpha)", "float32 and float64", within=2,
      why="every term is rounded 2 times at most, by either",
      terms=lambda w, v, momentum=0.9: np.abs(w) + (0 if v is None else momentum * np.abs(v)))
def look_ahead_in_torch(w, v, momentum=0.9):
    import torch
    return w if v is None else torch.add(torch.tensor(w), torch.tensor(v), alpha=float(momentum)).numpy()


@differs(look_ahead, "torch.lerp", "It goes a share of the way to v; the point ahead lies that share of v further.",
         w=np.array([1.0]), v=np.array([2.0]), momentum=0.5)
def look_ahead_in_torch_between(w, v, momentum):
    import torch
    return torch.lerp(torch.tensor(w), torch.tensor(v), momentum).numpy()


@same(look_ahead, "torch.optim.SGD(nesterov=True) at one learning rate", where=EXACT, ours=points_ahead,
      drawn=lambda cases: moving(cases.dyadic_runs()))
def points_ahead_in_torch(w0, grads, lr, momentum):
    return torch_sgd_run(w0, grads, lr, momentum, nesterov=True)[0]


@differs(look_ahead, "torch.optim.SGD(nesterov=True) under a schedule",
         "A new learning rate multiplies the whole sum there, here only what is added from now on.", ours=points_ahead,
         w0=np.zeros(1), grads=np.ones((2, 1)), lr=[1.0, 0.5], momentum=0.5)
def points_ahead_in_torch_scheduled(w0, grads, lr, momentum):
    return points_ahead_in_torch(w0, grads, lr, momentum)


@same(look_ahead, "keras.optimizers.SGD(nesterov=True)", EXACT + ", under any schedule", ours=points_ahead,
      mends=points_ahead_in_torch_scheduled,
      drawn=lambda cases: moving(cases.dyadic_runs(scheduled=True)))
def points_ahead_in_keras(w0, grads, lr, momentum):
    return keras_sgd_run(w0, grads, lr, momentum=momentum, nesterov=True)


@same(look_ahead, "scipy.signal.lfilter([1 + momentum, −momentum], [1, −momentum], −lr·grads)",
      EXACT + "; the way from point to point",
      ours=lambda **case: np.diff(points_ahead(**case), axis=0),
      drawn=lambda cases: moving(cases.dyadic_runs()))
def points_ahead_in_scipy(w0, grads, lr, momentum):
    from scipy.signal import lfilter
    return lfilter([1 + momentum, -momentum], [1, -momentum], -lr * grads, axis=0)


@differs(nesterov_step, "torch.optim.SGD(nesterov=True)",
         "It returns the points ahead, at which the gradients are taken, for the weights.",
         ours=weights_of(nesterov_step),
         w0=np.zeros(1), grads=np.ones((1, 1)), lr=1.0, momentum=0.5)
def nesterov_step_in_torch_ahead(w0, grads, lr, momentum):
    return torch_sgd_run(w0, grads, lr, momentum, nesterov=True)[0]


@same(nesterov_step, "torch.optim.SGD(nesterov=True) against look_ahead", RUN + " at one learning rate",
      ours=points_ahead, mends=nesterov_step_in_torch_ahead, drawn=lambda cases: moving(cases.runs()),
      **{**bound_of_runs(4, magnitudes), "terms": lambda **case: ahead_of_magnitudes(**case)})
def nesterov_step_in_torch(w0, grads, lr, momentum):
    return torch_sgd_run(w0, grads, lr, momentum, nesterov=True)[0]


def ahead_of_magnitudes(momentum, **case):
    """Return the sums of the sizes of all that the points ahead are made of."""
    weights, velocities = run(magnitudes, **case, momentum=momentum)
    return weights[1:] + momentum * velocities


@differs(nesterov_step, "keras.optimizers.SGD(nesterov=True)",
         "It returns the points ahead, at which the gradients are taken, for the weights.",
         ours=weights_of(nesterov_step),
         w0=np.zeros(1), grads=np.ones((1, 1)), lr=1.0, momentum=0.5)
def nesterov_step_in_keras_ahead(w0, grads, lr, momentum):
    return keras_sgd_run(w0, grads, lr, momentum=momentum, nesterov=True)


@same(nesterov_step, "keras.optimizers.SGD(nesterov=True) less momentum·v",
      where=DYADIC_STEP, mends=nesterov_step_in_keras_ahead,
      drawn=lambda cases: dyadic_steps(cases))
def nesterov_step_in_keras(w, v, grad, lr, momentum):
    ahead, v = keras_sgd(w + momentum * v, v, grad, lr, momentum=momentum, nesterov=True)
    return ahead - momentum * v, v


@same(nesterov_step, "operations executed", "three multiplications and three additions per weight, with look_ahead",
      ours=lambda w, **case: Operations(3 * w.size, 3 * w.size), also=(look_ahead,),
      drawn=lambda cases: cases.nesterov_step().map(lambda case: {**case, "v": case["grad"]}))
def nesterov_step_executed(w, v, grad, lr, momentum=0.9):
    return count_operations(look_ahead, w, v, momentum) + count_operations(nesterov_step, w, v, grad, lr, momentum)


# ---- torch_momentum -------------------------------------------------------------------------------------------------

def plain(settings):
    """Return settings of a step as Python's floats."""
    return {name: value if isinstance(value, bool) else float(value) for name, value in settings.items()}


@same(torch_momentum_step, "torch.optim.SGD", where=STEP, **bound(8, torch_magnitudes))
def torch_momentum_step_in_torch(w, v, grad, lr, **settings):
    return torch_sgd(w, v, grad, lr, **plain(settings))


@same(torch_momentum_step, "torch.optim.SGD(foreach=True)", where=STEP, **bound(8, torch_magnitudes))
def torch_momentum_step_in_torch_foreach(w, v, grad, lr, **settings):
    return torch_sgd(w, v, grad, lr, foreach=True, **plain(settings))


@same(torch_momentum_step, "torch.optim.SGD(fused=True)", where=STEP, **bound(8, torch_magnitudes))
def torch_momentum_step_in_torch_fused(w, v, grad, lr, **settings):
    return torch_sgd(w, v, grad, lr, fused=True, **plain(settings))


@same(torch_momentum_step, "torch.optim.SGD, step after step", EXACT + ", under any schedule",
      ours=partial(run, torch_momentum_step), drawn=lambda cases: cases.dyadic_runs(scheduled=True))
def torch_momentum_step_in_torch_exactly(w0, grads, lr, **settings):
    return torch_sgd_run(w0, grads, lr, **settings)


@same(torch_momentum_step, "torch.optim.SGD under a schedule", where=RUN, ours=partial(run, torch_momentum_step),
      drawn=lambda cases: cases.runs() | cases.runs(scheduled=True), **bound_of_runs(8, torch_magnitudes))
def torch_momentum_step_in_torch_runs(w0, grads, lr, **settings):
    return torch_sgd_run(w0, grads, lr, **plain(settings))


@differs(torch_momentum_step, "keras.optimizers.SGD under a schedule",
         "A new learning rate multiplies only what is added from now on there, here the whole sum.",
         ours=weights_of(torch_momentum_step),
         w0=np.zeros(1), grads=np.ones((2, 1)), lr=[1.0, 0.5], momentum=0.5)
def torch_momentum_step_in_keras_scheduled(w0, grads, lr, momentum):
    return keras_sgd_run(w0, grads, lr, momentum=momentum)


@same(torch_momentum_step, "keras.optimizers.SGD at one learning rate", EXACT + "; with nesterov, too",
      ours=weights_of(torch_momentum_step), mends=torch_momentum_step_in_keras_scheduled,
      drawn=lambda cases: cases.dyadic_runs().map(
          lambda case: {**case, "momentum": case["momentum"] or 0.5, "dampening": 0.0, "weight_decay": 0.0}))
def torch_momentum_step_in_keras(w0, grads, lr, momentum, nesterov, dampening, weight_decay):
    return keras_sgd_run(w0, grads, lr, momentum=momentum, nesterov=nesterov)


@differs(torch_momentum_step, "keras.optimizers.SGD(weight_decay)",
         "The decay is decoupled: lr·weight_decay·w is taken off the weights, and does not enter the velocity.",
         w=np.ones(1), v=np.zeros(1), grad=np.zeros(1), lr=0.5, momentum=0.5, weight_decay=0.5)
def torch_momentum_step_in_keras_decoupled(w, v, grad, lr, momentum, weight_decay):
    w, velocity = keras_sgd(w, -lr * v, grad, lr, momentum=momentum, weight_decay=weight_decay)
    return w, -velocity / lr


@same(torch_momentum_step, "keras.optimizers.SGD, weight_decay·w added to the gradient",
      where=DYADIC_STEP,
      mends=torch_momentum_step_in_keras_decoupled,
      drawn=lambda cases: dyadic_steps(cases).map(lambda case: {**case, "weight_decay": 0.125}))
def torch_momentum_step_in_keras_coupled(w, v, grad, lr, momentum, weight_decay):
    w, velocity = keras_sgd(w, -lr * v, grad + weight_decay * w, lr, momentum=momentum)
    return w, -velocity / lr


@same(torch_momentum_step, "scipy.signal.lfilter([1], [1, −momentum], grads)", RUN + "; the buffer, bit for bit",
      ours=velocities_of(torch_momentum_step), drawn=lambda cases: moving(cases.runs()))
def buffer_in_scipy(w0, grads, lr, momentum):
    from scipy.signal import lfilter
    return lfilter(np.ones(1, w0.dtype), np.array([1, -momentum], w0.dtype), grads, axis=0)


@differs(torch_momentum_step, "scipy.signal.lfilter([1 − momentum], [1, −momentum], grads)",
         "A moving average dampens the first gradient, too; from v = None it is taken as it is.",
         ours=velocities_of(torch_momentum_step),
         w0=np.zeros(1), grads=np.ones((2, 1)), lr=1.0, momentum=0.5, dampening=0.5)
def buffer_in_scipy_averaged(w0, grads, lr, momentum, dampening):
    from scipy.signal import lfilter
    return lfilter([1 - momentum], [1, -momentum], grads, axis=0)


@same(torch_momentum_step, "scipy.signal.lfilter([1 − momentum], [1, −momentum], grads) from v = 0",
      RUN + "; the buffer, bit for bit", mends=buffer_in_scipy_averaged,
      ours=velocities_of(lambda *step, **case: from_rest(*step, **case)), drawn=lambda cases: moving(cases.runs()))
def buffer_in_scipy_from_rest(w0, grads, lr, momentum):
    from scipy.signal import lfilter
    return lfilter(np.array([1 - momentum], w0.dtype), np.array([1, -momentum], w0.dtype), grads, axis=0)


def from_rest(w, v, grad, lr, momentum):
    """Return a step of torch_momentum_step, dampened by the momentum, that starts from a velocity of zeros."""
    return torch_momentum_step(w, np.zeros_like(w) if v is None else v, grad, lr, momentum, dampening=momentum)


@same(torch_momentum_step, "operations executed",
      "3 multiplications and 2 additions per weight, 1 and 1 without momentum; nesterov and decay add one of each",
      ours=lambda **case: torch_cost(**case),
      drawn=lambda cases: cases.torch_momentum_step().map(lambda case: {**case, "v": case["grad"]}))
def torch_momentum_step_executed(w, v, grad, lr, **settings):
    return count_operations(torch_momentum_step, w, v, grad, lr, **settings)


def torch_cost(w, momentum, weight_decay, nesterov=False, **case):
    """Return the operations of torch_momentum_step."""
    more = nesterov + (weight_decay != 0)
    return w.size * Operations(1 + 2 * (momentum != 0) + more, 1 + (momentum != 0) + more)


# ---- quadratic ------------------------------------------------------------------------------------------------------

def conditioned(lr, momentum, curvature):
    """Return how far an eigenvalue of M may be off in units of eps, if M is by 4·eps·‖M‖: ‖M‖ times its condition."""
    b, ρ = np.abs(1 + momentum - np.multiply(lr, curvature)), spectral_radius(lr, momentum, curvature)
    with np.errstate(divide="ignore", invalid="ignore"):
        condition = np.sqrt((ρ**2 + 1) * (ρ**2 + np.square(momentum))) / (ρ * np.sqrt(np.abs(b * b - 4 * momentum)))
    worst = 4 * np.sqrt(b * b + np.square(momentum) + 1) * condition
    return float(np.nan_to_num(worst, nan=np.inf).max())


def matrices(lr, momentum, curvature):
    """Return the matrices that take (wₜ, wₜ₋₁) to (wₜ₊₁, wₜ), (…, 2, 2)."""
    b, μ = np.broadcast_arrays(1 + momentum - np.multiply(lr, curvature), momentum)
    return np.stack([np.stack([b, -μ], axis=-1), np.stack([np.ones_like(b), np.zeros_like(b)], axis=-1)], axis=-2)


ROOT: dict = {"within": conditioned, "why": "what 4 eps in the matrix come to: more next to a double root"}

same(spectral_radius, "its definition", "numpy.linalg.eigvals, one at a time", **ROOT)(spectral_radius_definition)


@same(spectral_radius, "numpy.linalg.eigvals", "all matrices at once", **ROOT)
def spectral_radius_in_numpy(lr, momentum, curvature):
    return np.abs(np.linalg.eigvals(matrices(lr, momentum, curvature))).max(axis=-1)


@same(spectral_radius, "torch.linalg.eigvals", "all matrices at once", **ROOT)
def spectral_radius_in_torch(lr, momentum, curvature):
    import torch
    return torch.linalg.eigvals(torch.tensor(matrices(lr, momentum, curvature))).abs().amax(-1).numpy()


@same(spectral_radius, "scipy.linalg.eigvals", "numbers", **ROOT, drawn=lambda cases: numbers(cases))
def spectral_radius_in_scipy(lr, momentum, curvature):
    from scipy.linalg import eigvals
    return np.abs(eigvals(matrices(lr, momentum, curvature))).max()


@same(spectral_radius, "numpy.roots", "numbers", **ROOT, drawn=lambda cases: numbers(cases))
def spectral_radius_in_numpy_roots(lr, momentum, curvature):
    return np.abs(np.roots([1, -(1 + momentum - lr * curvature), momentum])).max(initial=0)


def numbers(cases):
    """Draw settings that are numbers."""
    return cases.spectral_radius().map(lambda case: {name: float(np.max(value)) for name, value in case.items()})


@differs(spectral_radius, "numpy.linalg.norm(ord=2)",
         "It says how much a step may enlarge (wₜ, wₜ₋₁), not by what the error shrinks in the long run.",
         lr=0.5, momentum=0.25, curvature=1.0)
def spectral_radius_in_numpy_norm(lr, momentum, curvature):
    return np.linalg.norm(matrices(lr, momentum, curvature), 2)


@same(convergence_rate, "numpy.linalg.eigvals", "the larger at the two ends", why=ROOT["why"],
      within=lambda lr, momentum, smallest, largest: conditioned(lr, momentum, np.array([smallest, largest])))
def convergence_rate_in_numpy(lr, momentum, smallest, largest):
    return spectral_radius_in_numpy(lr, momentum, np.array([smallest, largest])).max()


@same(optimal_gradient_descent, "numpy.polynomial.Chebyshev", "1/lr: the root of the first polynomial on its domain",
      ours=lambda **case: 1 / optimal_gradient_descent(**case), within=4, why="at most 4 roundings, by either")
def optimal_gradient_descent_in_numpy(smallest, largest):
    return np.polynomial.Chebyshev.basis(1, domain=[smallest, largest]).roots()[0]


alone("closed forms for the best settings; that no other setting is faster is a law", optimal_heavy_ball)
