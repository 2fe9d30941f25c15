"""Cases and laws for refimpl.optimization."""
import math
from fractions import Fraction
from functools import partial
from itertools import permutations

import numpy as np
from hypothesis import strategies as st

from refimpl.optimization.descent import sgd_step as plain_step
from refimpl.optimization.momentum import momentum_step as heavy_ball_step
from refimpl.optimization.nesterov import look_ahead as point_ahead
from refimpl.optimization.nesterov import nesterov_step as step_from_ahead
from refimpl.optimization.quadratic import convergence_rate as rate_of
from refimpl.optimization.quadratic import spectral_radius as radius_of
from refimpl.optimization.torch_momentum import torch_momentum_step as torch_step

__all__ = ["LAWS", "bowl_gradient", "check_step", "convergence_rate", "dyadic_minimize", "dyadic_runs", "exact_bowls",
           "graded_settings", "look_ahead", "minimize", "momentum_step", "momentums", "nesterov_step",
           "optimal_gradient_descent", "optimal_heavy_ball", "rates", "runs", "sgd_step", "spectral_radius",
           "torch_momentum_step", "torch_settings"]


# ---- the cases ------------------------------------------------------------------------------------------------------

SEEDS = st.integers(0, 2**32 - 1)
DTYPES = st.sampled_from((np.float32, np.float64))


def rates(largest=1.0):
    """Draw a learning rate as a float, or as the np.float64 that schedules return."""
    numbers = st.sampled_from((0.0, 0.001, 0.1, 0.125)) | st.floats(1e-4, largest)
    return numbers | numbers.map(np.float64)


def momentums():
    """Draw a momentum, at most 0.99, as a float or as np.float64."""
    numbers = st.sampled_from((0.0, 0.5, 0.9, 0.99)) | st.floats(1e-3, 0.99)
    return numbers | numbers.map(np.float64)


def shapes(axes, longest=6):
    """Draw a shape of so many axes, no two of the same length."""
    return st.sampled_from(sorted(permutations(range(1, longest + 1), axes), key=math.prod))


SHAPES = shapes(1) | shapes(2) | shapes(3)
RATES, MOMENTUMS, MOVING = rates(), momentums(), momentums().filter(bool)
STILL = st.just(0.0) | momentums()
DECAYS = st.sampled_from((0.0, 0.01, 0.125)) | st.floats(1e-5, 0.2)
DAMPENINGS = st.sampled_from((0.5, 0.0, 0.25, 1.0)) | st.floats(0, 1)


def weights_from(rng, shape, dtype):
    """Return an array: whole numbers from −9 to 9, or normally distributed ones of scale 1/100, 1 or 100."""
    if rng.random() < 0.5:
        return rng.integers(-9, 10, shape).astype(dtype)
    return (rng.choice((0.01, 1.0, 100.0)) * rng.standard_normal(shape)).astype(dtype)


@st.composite
def sgd_step(draw):
    """Draw the arguments of sgd_step: a velocity or None, and arrays of float32 or float64."""
    rng, shape, dtype = np.random.default_rng(draw(SEEDS)), draw(SHAPES), draw(DTYPES)
    w, v, grad = (weights_from(rng, shape, dtype) for _ in range(3))
    return {"w": w, "v": v if draw(st.sampled_from((True, True, False))) else None, "grad": grad, "lr": draw(RATES)}


SGD_STEP = sgd_step()


@st.composite
def momentum_step(draw):
    """Draw the arguments of momentum_step."""
    return {**draw(SGD_STEP), **({"momentum": draw(MOMENTUMS)} if draw(st.booleans()) else {})}


def nesterov_step():
    """Draw the arguments of nesterov_step."""
    return momentum_step()


@st.composite
def torch_settings(draw):
    """Draw what torch.optim.SGD takes besides lr: nesterov goes with a momentum, and without dampening."""
    decay = draw(DECAYS)
    if draw(st.sampled_from((False, False, True))):
        return {"momentum": draw(MOVING), "nesterov": True, "weight_decay": decay}
    return {"momentum": draw(STILL), "dampening": draw(DAMPENINGS), "weight_decay": decay}


TORCH_SETTINGS = torch_settings()


@st.composite
def torch_momentum_step(draw):
    """Draw the arguments of torch_momentum_step."""
    return {**draw(SGD_STEP), **draw(TORCH_SETTINGS)}


def check_step():
    """Draw the arguments of check_step."""
    return momentum_step()


def look_ahead():
    """Draw the arguments of look_ahead."""
    return momentum_step().map(lambda case: {name: case[name] for name in ("w", "v", "momentum") if name in case})


def bowl_gradient(w, curvature, centre):
    """Return the gradient of Σ ½·curvature·(w − centre)², every weight for itself; too steep is infinite, unwarned."""
    with np.errstate(over="ignore", invalid="ignore"):
        return curvature * (w - centre)


CURVATURES = st.sampled_from((0.0, 0.5, 1.0)) | st.floats(1e-4, 2)
CENTRES = st.integers(-9, 9).map(float) | st.floats(-100, 100)
STEPS = st.sampled_from((plain_step, heavy_ball_step, step_from_ahead, torch_step))


@st.composite
def minimize(draw, most=12):
    """Draw the arguments of minimize: each step in a round bowl, with lr and momentum fixed or scheduled."""
    rng, dtype, step, lr = np.random.default_rng(draw(SEEDS)), draw(DTYPES), draw(STEPS), draw(RATES)
    case = {"step": step, "grad_fn": partial(bowl_gradient, curvature=draw(CURVATURES), centre=draw(CENTRES)),
            "w0": weights_from(rng, draw(SHAPES), dtype), "steps": int(rng.integers(most + 1)),
            "lr": (lambda t: lr / np.float64(t + 1)) if draw(st.booleans()) else lr}
    if step is torch_step:
        return {**case, **draw(TORCH_SETTINGS)}
    if step in (heavy_ball_step, step_from_ahead):
        momentum = draw(MOMENTUMS)
        case["momentum"] = (lambda t: momentum * (1 - 0.5 ** (t + 1))) if draw(st.booleans()) else momentum
    return {**case, "at": point_ahead} if step is step_from_ahead else case


@st.composite
def dyadic_minimize(draw, most=3):
    """Draw the arguments of minimize for the steps that PyTorch has: whole numbers and eighths, so short that no
    float64 is ever rounded.
    """
    rng, step = np.random.default_rng(draw(SEEDS)), draw(st.sampled_from((plain_step, torch_step)))
    lrs, centre = (rng.integers(1, 9, most + 1) / 8).tolist(), float(rng.integers(-9, 10))
    case = {"step": step, "grad_fn": partial(bowl_gradient, curvature=rng.choice((0.5, 1.0, 2.0)), centre=centre),
            "w0": rng.integers(-9, 10, draw(SHAPES)).astype(float), "steps": draw(st.integers(1, most)),
            "lr": lrs.__getitem__ if draw(st.booleans()) else lrs[0]}
    return {**case, **eighths_from(rng)} if step is torch_step else case


def eighths_from(rng):
    """Return settings of torch.optim.SGD that are eighths."""
    nesterov, dampening = bool(rng.random() < 0.5), float(rng.integers(-2, 13) / 8)
    momentum = 0.0 if not nesterov and rng.random() < 0.3 else float(rng.integers(1, 8) / 8)
    return {"momentum": momentum, "dampening": 0.0 if nesterov else dampening,
            "nesterov": nesterov, "weight_decay": float(rng.integers(3) / 8)}


@st.composite
def runs(draw, most=30, scheduled=False):
    """Draw w0, a gradient for each of up to 30 steps, and the settings of torch.optim.SGD, lr among them: a number, or,
    if scheduled, one for each step, in a list.
    """
    rng, dtype, lr = np.random.default_rng(draw(SEEDS)), draw(DTYPES), draw(RATES)
    shape, steps = draw(SHAPES), draw(st.integers(1, most))
    return {"w0": weights_from(rng, shape, dtype), "grads": weights_from(rng, (steps, *shape), dtype),
            "lr": [lr / (t + 1) for t in range(steps)] if scheduled else lr, **draw(TORCH_SETTINGS)}


@st.composite
def dyadic_runs(draw, most=4, scheduled=False):
    """Draw runs of whole numbers and eighths, so short that no float64 is ever rounded."""
    rng = np.random.default_rng(draw(SEEDS))
    shape, steps = draw(SHAPES), draw(st.integers(1, most))
    w0, grads = rng.integers(-9, 10, shape).astype(float), rng.integers(-9, 10, (steps, *shape)).astype(float)
    lrs = rng.choice((0.125, 0.25, 0.5, 1.0), steps).tolist()
    return {"w0": w0, "grads": grads, "lr": lrs if scheduled else lrs[0], **eighths_from(rng)}


PARTS = sorted({Fraction(a, b) for b in range(2, 10) for a in range(1, b)})      # between 0 and 1


@st.composite
def exact_bowls(draw, most=6):
    """Draw a bowl, a start away from its bottom, and an lr > 0 and 0 < momentum < 1 for each step, all as fractions.

    The first two of the lr are different, and so are the first two of the momentum.
    """
    rng = np.random.default_rng(draw(SEEDS))
    n, steps = draw(st.integers(1, 4)), draw(st.integers(2, most))

    def parts():
        first, second = rng.choice(len(PARTS), 2, replace=False)
        return [PARTS[i] for i in (first, second, *rng.integers(len(PARTS), size=steps - 2))]

    centre = np.array([Fraction(int(c)) for c in rng.integers(-9, 10, n)], object)
    aside = [Fraction(int(a)) for a in rng.choice([a for a in range(-9, 10) if a], n)]
    curvature = [Fraction(int(c), 4) for c in rng.integers(1, 10, n)]
    return {"w0": centre + np.array(aside, object), "curvature": np.array(curvature, object), "centre": centre,
            "lrs": parts(), "momentums": parts()}


@st.composite
def spectral_radius(draw):
    """Draw the arguments of spectral_radius: numbers, or a map of lr (rows) and momentum (columns)."""
    curvature = draw(st.sampled_from((0.25, 1.0, 3.0)) | st.floats(-2, 100))
    if draw(st.booleans()):
        return {"lr": draw(st.floats(0, 4)), "momentum": draw(st.floats(-1.5, 1.5)), "curvature": curvature}
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows, columns = draw(st.lists(st.integers(1, 5), min_size=2, max_size=2, unique=True))
    return {"lr": rng.uniform(0, 4, (rows, 1)), "momentum": rng.uniform(-1.5, 1.5, columns), "curvature": curvature}


@st.composite
def graded_settings(draw):
    """Draw the arguments of spectral_radius, numbers, harder and harder: ordinary ones, exponents that are extreme or
    make up for each other, double roots missed by a little, sums 1 + μ − ηλ of which little is left.
    """
    grade = draw(st.sampled_from(("ordinary", "extreme", "balanced", "double", "cancelling")))
    sign, ranges = st.sampled_from((-1, 1)), {"lr": (0, 4), "momentum": (-1.5, 1.5), "curvature": (-2, 5)}
    if grade == "ordinary":
        return {name: draw(st.floats(*ends)) for name, ends in ranges.items()}
    if grade in ("extreme", "balanced"):
        a, b, c = (draw(sign) * 10 ** draw(st.floats(-300, 300)) for _ in range(3))
        return {"lr": a, "momentum": b, "curvature": c if grade == "extreme" else draw(st.floats(0, 4)) / a}
    little = draw(sign) * 10 ** draw(st.floats(-18, -1))
    if grade == "double":
        momentum = draw(st.floats(0, 1))
        return {"lr": (1 + draw(sign) * momentum ** 0.5) ** 2 * (1 + little), "momentum": momentum, "curvature": 1.0}
    momentum = draw(sign) * 10 ** draw(st.floats(-18, 0))
    return {"lr": 1 + momentum + little, "momentum": momentum, "curvature": 1.0}


@st.composite
def optimal_heavy_ball(draw):
    """Draw two curvatures, 0 < smallest <= largest, the condition number up to 10⁶."""
    smallest = draw(st.sampled_from((0.01, 1.0, 30.0)) | st.floats(1e-3, 1e3))
    return {"smallest": smallest, "largest": smallest * draw(st.sampled_from((1.0, 9.0, 1e4)) | st.floats(1, 1e6))}


def optimal_gradient_descent():
    """Draw the arguments of optimal_gradient_descent."""
    return optimal_heavy_ball()


@st.composite
def convergence_rate(draw):
    """Draw the arguments of convergence_rate: stable or not."""
    case, lr = draw(optimal_heavy_ball()), draw(st.floats(0, 3) | st.floats(2, 6))
    return {"lr": lr / case["largest"], "momentum": draw(st.floats(-0.5, 1.25)), **case}


# ---- the laws -------------------------------------------------------------------------------------------------------

def keeps_shape_and_dtype(step, w, v, grad, lr, **hyper):
    """Weights and velocity come out in the shape and the dtype of the weights, whatever type the numbers have."""
    return all((new.shape, new.dtype) == (w.shape, w.dtype) for new in step(w, v, grad, lr, **hyper) if new is not None)


def moves_every_weight_by_itself(step, w, v, grad, lr, **hyper):
    """What becomes of a weight depends on its own gradient and velocity alone."""
    whole = step(w, v, grad, lr, **hyper)[0]
    parts = [slice(i, i + 1) for i in range(len(w))]
    alone = [step(w[part], None if v is None else v[part], grad[part], lr, **hyper)[0] for part in parts]
    return np.array_equal(whole, np.concatenate([*alone, whole[:0]]))


def scales_with_its_units(step, w, v, grad, lr, **hyper):
    """Weights, velocity and gradient measured in half the unit give weights in half the unit."""
    doubled = step(2 * w, None if v is None else 2 * v, 2 * grad, lr, **hyper)[0]
    return np.array_equal(doubled, 2 * step(w, v, grad, lr, **hyper)[0])


def passes_the_velocity_through(sgd_step, w, v, grad, lr):
    """Gradient descent neither reads nor changes the velocity."""
    new = sgd_step(w, v, grad, lr)
    return new[1] is v and np.array_equal(new[0], sgd_step(w, None, grad, lr)[0])


def without_momentum_it_is_gradient_descent(step, w, v, grad, lr, **hyper):
    """With momentum 0 the weights move by −lr·grad."""
    return np.array_equal(step(w, v, grad, lr, momentum=0.0)[0], plain_step(w, None, grad, lr)[0])


def rest_is_velocity_zero(step, w, v, grad, lr, momentum=0.9, **hyper):
    """To start with v = None and with v = 0 is the same (in PyTorch's form if nothing is dampened)."""
    return np.array_equal(step(w, None, grad, lr, momentum)[0], step(w, np.zeros_like(w), grad, lr, momentum)[0])


def velocities(step, w, grads, lr, momentum):
    """Return the velocity after each gradient, from rest."""
    v, passed = None, []
    for grad in grads:
        w, v = step(w, v, grad, lr, momentum)
        passed.append(v)
    return np.stack(passed)


def are_close(actual, expected):
    """Tell whether both agree up to 8 rounding errors of the largest."""
    return bool(np.abs(actual - expected).max() <= 8 * np.finfo(expected.dtype).eps * np.abs(expected).max())


def steady_gradients_add_up(step, w, v, grad, lr, momentum=0.9, **hyper):
    """The same gradient five times moves at (1 − μ⁵)/(1 − μ) times the first velocity."""
    passed = velocities(step, w, [grad] * 5, lr, momentum or 0.5)
    factor = sum(float(momentum or 0.5) ** k for k in range(5))
    return are_close(passed[4], passed[0] * w.dtype.type(factor))


def alternating_gradients_cancel(step, w, v, grad, lr, momentum=0.9, **hyper):
    """A gradient that changes its sign five times moves at (1 + μ⁵)/(1 + μ) times the first velocity."""
    passed = velocities(step, w, [grad, -grad, grad, -grad, grad], lr, momentum or 0.5)
    factor = sum((-float(momentum or 0.5)) ** k for k in range(5))
    return bool((np.abs(passed[4] - passed[0] * w.dtype.type(factor))
                 <= 16 * np.finfo(w.dtype).eps * np.abs(passed[0])).all())


def decay_is_a_pull_towards_zero(torch_momentum_step, w, v, grad, lr, weight_decay, **hyper):
    """A weight decay λ is the same as a gradient larger by λ·w: that of ½·λ·w²."""
    pulled = grad + w.dtype.type(weight_decay) * w
    return np.array_equal(torch_momentum_step(w, v, grad, lr, weight_decay=weight_decay, **hyper)[0],
                          torch_momentum_step(w, v, pulled, lr, weight_decay=0.0, **hyper)[0])


def begins_undampened(torch_momentum_step, w, v, grad, lr, momentum, dampening=0.0, weight_decay=0.0, nesterov=False):
    """The first step, from v = None, does not see the dampening."""
    return np.array_equal(torch_momentum_step(w, None, grad, lr, momentum, dampening, False, weight_decay)[0],
                          torch_momentum_step(w, None, grad, lr, momentum, 0.0, False, weight_decay)[0])


def gives_numbers_of_the_dtype(check_step, w, v, grad, **hyper):
    """The hyper-parameters come back in their order, after the arrays, rounded to the dtype of w."""
    found = check_step(w, v, grad, **hyper)
    arrays, numbers = found[:3], found[3:]
    return all(new is old for new, old in zip(arrays, (w, v, grad), strict=True)) and numbers == [
        w.dtype.type(value) for value in hyper.values()] and {number.dtype for number in numbers} == {w.dtype}


def is_refused(function, error, **arguments):
    """Tell whether the function raises that error."""
    try:
        function(**arguments)
    except error:
        return True
    return False


def refuses_what_does_not_fit(check_step, w, v, grad, **hyper):
    """A gradient or a velocity that would be broadcast or would change the dtype is refused."""
    other = np.float16 if w.dtype == np.float64 else np.float64
    return all(is_refused(check_step, error, **{"w": w, "v": v, "grad": grad, name: bad, **hyper})
               for name in ("v", "grad")
               for error, bad in ((ValueError, grad[None]), (TypeError, grad.astype(other))))


def refuses_what_is_no_rate(check_step, w, v, grad, **hyper):
    """A hyper-parameter that is negative, infinite or NaN is refused."""
    return all(is_refused(check_step, ValueError, w=w, v=v, grad=grad, **{**hyper, name: bad})
               for name in hyper for bad in (-1e-9, np.inf, np.nan))


def lies_where_the_velocity_leads(look_ahead, w, v, momentum=0.9):
    """Without a gradient, the next step ends at the point ahead; without a velocity, that is w."""
    return np.array_equal(look_ahead(w, v, momentum), step_from_ahead(w, v, np.zeros_like(w), 1.0, momentum)[0])


def begins_where_it_is_told(minimize, w0, steps, **case):
    """The trajectory begins with w0 and has a row more than there are steps."""
    path = minimize(w0=w0, steps=steps, **case)
    return np.array_equal(path[0], w0) and (path.shape, path.dtype) == ((steps + 1, *w0.shape), w0.dtype)


def begins_with_the_shorter_run(minimize, steps, **case):
    """A longer run begins with the shorter one."""
    return np.array_equal(minimize(steps=steps + 3, **case)[:steps + 1], minimize(steps=steps, **case))


def stays_where_nothing_pulls(minimize, grad_fn, w0, **case):
    """From a point without a gradient, and without weight decay, it never moves."""
    if "weight_decay" in case:
        case["weight_decay"] = 0.0
    return bool((minimize(grad_fn=np.zeros_like, w0=w0, **case) == w0).all())


def is_sqrt_of_momentum_where_roots_are_complex(spectral_radius, lr, momentum, curvature):
    """Where (1 + μ − ηλ)² < 4μ, the radius is √μ exactly; elsewhere it is not less."""
    radius, b = spectral_radius(lr, momentum, curvature), 1 + momentum - lr * curvature
    root = np.sqrt(np.maximum(momentum, 0)) + 0 * b
    inside, outside = b * b < 4 * np.asarray(momentum), b * b >= 4 * np.asarray(momentum)
    return bool((~inside | (radius == root)).all() and (~outside | (radius >= root * (1 - 1e-15))).all())


def is_the_size_of_a_root(spectral_radius, lr, momentum, curvature):
    """Where the roots are real, ρ or −ρ solves z² − (1 + μ − ηλ)·z + μ = 0, and the other root is no larger."""
    ρ, b = spectral_radius(lr, momentum, curvature), np.abs(1 + momentum - lr * curvature)
    residual = np.abs(ρ * ρ - b * ρ + momentum)
    allowed = 16 * np.finfo(float).eps * (1 + ρ * ρ)
    return bool(((b * b < 4 * np.asarray(momentum)) | ((residual <= allowed) & (2 * ρ >= b))).all())


def is_below_one_where_it_should_be(spectral_radius, lr, momentum, curvature):
    """ρ < 1 exactly where |μ| < 1 and 0 < ηλ < 2(1 + μ); all rounded to 64ths, so that nothing else is rounded."""
    lr, momentum, curvature = (np.round(np.multiply(64, value)) / 64 for value in (lr, momentum, curvature))
    x = lr * curvature
    stable = (np.abs(momentum) < 1) & (x > 0) & (x < 2 * (1 + momentum))
    return np.array_equal(spectral_radius(lr, momentum, curvature) < 1, stable)


def sees_only_the_product(spectral_radius, lr, momentum, curvature):
    """Half the learning rate at twice the curvature is the same."""
    return np.array_equal(spectral_radius(lr / 2, momentum, 2 * curvature), spectral_radius(lr, momentum, curvature))


def is_the_worst_of_all_curvatures(convergence_rate, lr, momentum, smallest, largest):
    """No curvature in between has a larger spectral radius, and one of the ends has this one."""
    between = radius_of(lr, momentum, np.linspace(smallest, largest, 101))
    rate = convergence_rate(lr, momentum, smallest, largest)
    return bool(between.max() <= rate * (1 + 1e-15)) and rate in radius_of(lr, momentum, np.array([smallest, largest]))


def has_double_roots_at_both_ends(optimal_heavy_ball, smallest, largest):
    """ηℓ = (1 − √μ)² and ηL = (1 + √μ)²: both ends lie just where the roots become complex."""
    lr, momentum = optimal_heavy_ball(smallest, largest)
    low, high = lr * smallest - (1 - momentum ** 0.5) ** 2, lr * largest - (1 + momentum ** 0.5) ** 2
    return bool(max(abs(low), abs(high)) <= 16 * np.finfo(float).eps)


def no_other_setting_is_faster(optimal_heavy_ball, smallest, largest):
    """None of 200 other settings, near and far, has a smaller rate (but for √eps: the roots are double)."""
    lr, momentum = optimal_heavy_ball(smallest, largest)
    rng, best = np.random.default_rng(0), rate_of(lr, momentum, smallest, largest)
    scales = rng.choice([1e-3, 0.1, 1.0], 200)
    lrs = lr * np.exp(scales * rng.normal(size=200))
    momentums = np.clip(momentum + scales * rng.normal(size=200), -1, 1)
    return bool((radius_of(lrs, momentums, np.array([[smallest], [largest]])).max(axis=0) >= best - 1e-7).all())


def is_as_slow_at_both_ends(optimal_gradient_descent, smallest, largest):
    """1 − ηℓ = −(1 − ηL): a smaller lr would be slower at the one end, a larger at the other."""
    lr = optimal_gradient_descent(smallest, largest)
    return bool(abs((1 - lr * smallest) + (1 - lr * largest)) <= 4 * np.finfo(float).eps)


def no_other_rate_is_faster(optimal_gradient_descent, smallest, largest):
    """Without momentum, no learning rate near or far has a smaller convergence rate."""
    lr = optimal_gradient_descent(smallest, largest)
    best = rate_of(lr, 0.0, smallest, largest)
    return all(rate_of(lr * factor, 0.0, smallest, largest) >= best - 1e-15
               for factor in (0.01, 0.5, 0.9, 0.999, 1.001, 1.1, 2.0, 10.0))


STEP_LAWS = [keeps_shape_and_dtype, moves_every_weight_by_itself, scales_with_its_units]
MOMENTUM_LAWS = [*STEP_LAWS, without_momentum_it_is_gradient_descent, rest_is_velocity_zero, steady_gradients_add_up,
                 alternating_gradients_cancel]
LAWS = {
    "sgd_step": [*STEP_LAWS, passes_the_velocity_through],
    "minimize": [begins_where_it_is_told, begins_with_the_shorter_run, stays_where_nothing_pulls],
    "check_step": [gives_numbers_of_the_dtype, refuses_what_does_not_fit, refuses_what_is_no_rate],
    "momentum_step": MOMENTUM_LAWS,
    "nesterov_step": MOMENTUM_LAWS,
    "look_ahead": [lies_where_the_velocity_leads],
    "torch_momentum_step": [*MOMENTUM_LAWS, decay_is_a_pull_towards_zero, begins_undampened],
    "spectral_radius": [is_sqrt_of_momentum_where_roots_are_complex, is_the_size_of_a_root,
                        is_below_one_where_it_should_be, sees_only_the_product],
    "convergence_rate": [is_the_worst_of_all_curvatures],
    "optimal_heavy_ball": [has_double_roots_at_both_ends, no_other_setting_is_faster],
    "optimal_gradient_descent": [is_as_slow_at_both_ends, no_other_rate_is_faster],
}
