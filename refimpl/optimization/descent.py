"""Gradient descent (梯度下降): a small step against the gradient, again and again.

    wₜ₊₁ = wₜ − η·∇f(wₜ)

w are the weights (权重), η > 0 is the learning rate (学习率, lr): the notes' `w = w - lr * dw`.  Where ∇f has the
Lipschitz constant L and is not 0, a step with η < 2/L lowers f.  A schedule makes η a function of the step t.

Every optimizer of this chapter is a pure function of the same form, (w, v, grad, lr, …) → (w, v): v is what it carries
from step to step, None before the first.  Gradient descent carries nothing; v passes through.

Shapes   w, v, grad  any shape, floats of one dtype, or objects: Fractions compute exactly;    trajectory (steps + 1, …)
         whole numbers become float64
Cost     a multiplication and an addition per weight and step
Source   Cauchy 1847, "Méthode générale pour la résolution des systèmes d'équations simultanées"; Nesterov 2004,
         Introductory Lectures on Convex Optimization, §1.2.3 (descent for η < 2/L)
Checked  torch.optim.SGD: bit for bit where nothing rounds, else to 4 eps·max(1, |w|), as PyTorch may round w − η·∇f
         once, where NumPy rounds twice; the rate on a quadratic against refimpl.optimization.quadratic
Beware   In NumPy 2 a learning rate that is an np.float64, as schedules return, turns float32 weights into float64; here
         the hyper-parameters take the dtype of w.  NaN and infinities in w and grad are carried along, and what leaves
         the range of the dtype becomes infinite, without a warning.
"""
import numpy as np

from refimpl.arguments import as_array, real_numbers, whole_numbers

__all__ = ["check_step", "minimize", "sgd_step"]


def sgd_step(w: np.ndarray, v: np.ndarray | None, grad: np.ndarray, lr: float) -> tuple:
    """Return (w − lr·grad, v) for the gradient at w; v is not changed.

    Raises TypeError unless the arrays have one dtype (whole numbers: float64); ValueError unless they have one shape,
    and for a learning rate that is negative, infinite, NaN or beyond that dtype.

    >>> w, v = sgd_step(np.array([1.0, 2.0]), None, np.array([4.0, -8.0]), lr=0.25)      # 1 − 4/4, 2 + 8/4
    >>> w.tolist()
    [0.0, 4.0]
    """
    w, v, grad, lr = check_step(w, v, grad, lr=lr)
    with np.errstate(over="ignore", invalid="ignore"):
        return w - lr * grad, v


def minimize(step: object, grad_fn: object, w0: np.ndarray, lr: object, steps: int, at: object = None,
             **hyper: object) -> np.ndarray:
    """Return the trajectory w₀, w₁, … of `steps` steps from w0, shape (steps + 1, …), w0 first.

    step is a function (w, v, grad, lr, **hyper) → (w, v), first called with v = None; grad_fn(w) is the gradient at w.
    lr, like every other hyper-parameter, is a number or a function of the step 0, 1, ….  The gradient is taken at w, or
    with at=look_ahead at look_ahead(w, v, **hyper), as Nesterov's method wants it.  Raises TypeError if step, grad_fn
    or at cannot be called, TypeError or ValueError for a gradient of another dtype or shape than w0's, ValueError for
    steps < 0 or steps · w0.size > 2²⁷; and what the functions raise.

    >>> plain = lambda w, v, grad, lr: (w - lr * grad, v)                                    # sgd_step, without checks
    >>> minimize(plain, lambda w: 2 * w, np.array([16.0]), lr=0.25, steps=3).tolist()        # of w²: halved each time
    [[16.0], [8.0], [4.0], [2.0]]
    """
    if not callable(step) or not callable(grad_fn) or not (at is None or callable(at)):
        raise TypeError(f"step, grad_fn and at (or None) must be functions, got {step}, {grad_fn} and {at}")
    w0 = as_array("(…)", kind="float", w0=w0)
    [steps] = whole_numbers(0, 2**27 // max(w0.size, 1), steps=steps)
    rate = lr if callable(lr) else real_numbers(lr=lr)[0]
    trajectory = np.empty((steps + 1, *w0.shape), w0.dtype)
    trajectory[0] = w0
    w, v = w0.copy(), None
    for t in range(steps):
        now = {name: value(t) if callable(value) else value for name, value in hyper.items()}
        point = at(w, v, **now) if callable(at) else w
        grad = as_array("(…)", kind="float", grad_fn=grad_fn(point))
        if grad.dtype != w0.dtype:
            raise TypeError(f"grad_fn must return {w0.dtype} as w0 is, got {grad.dtype}")
        if grad.shape != w0.shape:
            raise ValueError(f"grad_fn must return the shape {w0.shape} of w0, got {grad.shape}")
        w, v = step(w, v, grad, rate(t) if callable(rate) else rate, **now)
        trajectory[t + 1] = w
    return trajectory


def check_step(w: np.ndarray, v: np.ndarray | None, grad: np.ndarray, **hyper: float) -> list:
    """Return w, v, grad as arrays, but None as it is, and the hyper-parameters as numbers of w's dtype, in that order.

    Raises TypeError unless v, if there is one, and grad are of w's dtype (whole numbers: float64); ValueError unless
    they are of its shape, and for a hyper-parameter that is negative, infinite, NaN or beyond that dtype.

    >>> w = np.zeros(3, np.float32)
    >>> *_, lr = check_step(w, None, w, lr=np.float64(0.5))
    >>> lr.dtype.name, float(lr)
    ('float32', 0.5)
    """
    w, grad = as_array("(…)", kind="float", w=w), as_array("(…)", kind="float", grad=grad)
    v = None if v is None else as_array("(…)", kind="float", v=v)
    for name, array in (("grad", grad), ("v", w if v is None else v)):
        if array.dtype != w.dtype:
            raise TypeError(f"{name} must be {w.dtype} as w is, got {array.dtype}")
        if array.shape != w.shape:                                  # it would be broadcast
            raise ValueError(f"{name} must have the shape {w.shape} of w, got {array.shape}")
    most = None if w.dtype == object else float(np.finfo(w.dtype).max)
    return [w, v, grad, *map(w.dtype.type, real_numbers(0, most, **hyper))]
