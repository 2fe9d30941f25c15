"""Gradient descent (梯度下降): a small step against the gradient, again and again.

    wₜ₊₁ = wₜ − η·∇f(wₜ)

w are the weights (权重), η > 0 is the learning rate (学习率, lr): the notes' `w = w - lr * dw`.  Where ∇f has the
Lipschitz constant L, f falls at every step with η < 2/L.  A schedule makes η a function of the step t.

Every optimizer of this chapter is a pure function of the same form, (w, v, grad, lr, …) → (w, v): v is what it carries
from step to step, None before the first.  Gradient descent carries nothing; v passes through.

Shapes   w, v, grad  any shape, floats of one dtype, or objects: Fractions compute exactly;    trajectory (steps + 1, …)
Cost     a multiplication and an addition a weight and step
Source   Cauchy 1847, "Méthode générale pour la résolution des systèmes d'équations simultanées"; Nesterov 2004,
         Introductory Lectures on Convex Optimization, §1.2.3 (descent for η < 2/L)
Checked  torch.optim.SGD: bit for bit where nothing rounds, else to 4 eps·max(1, |w|), as PyTorch fuses η·∇f into the
         addition; the rate on a quadratic against refimpl.optimization.quadratic
Beware   A learning rate that is an np.float64, as schedules return, turns float32 weights into float64 in plain NumPy;
         here the hyper-parameters take the dtype of w.  NaN and infinities in w and grad are carried along.
"""
import numpy as np

__all__ = ["check_step", "minimize", "sgd_step"]


def sgd_step(w: np.ndarray, v: np.ndarray | None, grad: np.ndarray, lr: float) -> tuple:
    """Return (w − lr·grad, v) for the gradient at w.

    Raises TypeError unless the arrays have one dtype, of floats; ValueError unless they have one shape, and for a
    learning rate that is negative, infinite or NaN.

    >>> w, v = sgd_step(np.array([1.0, 2.0]), None, np.array([4.0, -8.0]), lr=0.25)      # 1 − 4/4, 2 + 8/4
    >>> w.tolist()
    [0.0, 4.0]
    """
    [lr] = check_step(w, v, grad, lr=lr)
    return w - lr * grad, v


def minimize(step: object, grad_fn: object, w0: np.ndarray, lr: object, steps: int, at: object = None,
             **hyper: object) -> np.ndarray:
    """Return the trajectory w₀, w₁, … of `steps` steps from w0, shape (steps + 1, …), w0 first.

    step is a function (w, v, grad, lr, **hyper) → (w, v), first called with v = None; grad_fn(w) is the gradient at w.
    lr, like every other hyper-parameter, is a number or a function of the step 0, 1, ….  The gradient is taken at w, or
    with at=look_ahead at look_ahead(w, v, **hyper), as Nesterov's method wants it.  Raises TypeError if step, grad_fn
    or at cannot be called or steps is no whole number, ValueError if it is negative; and what the step raises.

    >>> plain = lambda w, v, grad, lr: (w - lr * grad, v)                                    # sgd_step, without checks
    >>> minimize(plain, lambda w: 2 * w, np.array([16.0]), lr=0.25, steps=3).tolist()        # of w²: halved each time
    [[16.0], [8.0], [4.0], [2.0]]
    """
    if not callable(step) or not callable(grad_fn) or not (at is None or callable(at)):
        raise TypeError(f"step, grad_fn and at (or None) must be functions, got {step}, {grad_fn} and {at}")
    if not isinstance(steps, (int, np.integer)):
        raise TypeError(f"steps must be a whole number, got {steps!r}")
    if steps < 0:
        raise ValueError(f"steps must not be negative, got {steps}")
    trajectory = np.empty((steps + 1, *w0.shape), w0.dtype)
    trajectory[0] = w0
    w, v = w0.copy(), None
    for t in range(steps):
        now = {name: value(t) if callable(value) else value for name, value in hyper.items()}
        point = at(w, v, **now) if callable(at) else w
        w, v = step(w, v, grad_fn(point), lr(t) if callable(lr) else lr, **now)
        trajectory[t + 1] = w
    return trajectory


def check_step(w: np.ndarray, v: np.ndarray | None, grad: np.ndarray, **hyper: float) -> list:
    """Return the hyper-parameters as numbers of w's dtype, in the order given.

    Raises TypeError unless w holds floats (or objects) and v, if there is one, and grad are of the same dtype;
    ValueError unless they are of the same shape, and for a hyper-parameter that is negative, infinite or NaN.

    >>> w = np.zeros(3, np.float32)
    >>> [lr] = check_step(w, None, w, lr=np.float64(0.5))
    >>> lr.dtype.name, float(lr)
    ('float32', 0.5)
    """
    shape, dtype = np.shape(w), np.asarray(w).dtype
    if dtype.kind not in "fO":
        raise TypeError(f"w must hold floats, got {dtype}")
    for name, array in (("grad", grad), ("v", w if v is None else v)):
        if np.asarray(array).dtype != dtype:
            raise TypeError(f"{name} must be {dtype} as w is, got {np.asarray(array).dtype}")
        if np.shape(array) != shape:                                # it would be broadcast
            raise ValueError(f"{name} must have the shape {shape} of w, got {np.shape(array)}")
    for name, value in hyper.items():
        if not 0 <= value < float("inf"):
            raise ValueError(f"{name} must be finite and not negative, got {value}")
    return [dtype.type(value) for value in hyper.values()]
