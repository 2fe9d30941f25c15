"""Momentum (动量): the step remembers its direction; pulls that agree add up, pulls that alternate cancel.

    vₜ₊₁ = μ·vₜ − η·∇f(wₜ),    wₜ₊₁ = wₜ + vₜ₊₁,    v₀ = 0

v is the velocity (速度), μ the momentum, 0.9 as a rule.  Without v this is Polyak's heavy ball (重球法),
wₜ₊₁ = wₜ − η·∇f(wₜ) + μ·(wₜ − wₜ₋₁).  Without the recursion it is a sum that fades, −Σₛ μ^(t−s)·ηₛ·∇f(wₛ): a low-pass
filter of the gradient.  A steady gradient g drives v to −η·g/(1 − μ), ten times the plain step for μ = 0.9 (加速收敛);
one that changes its sign at every step only to η·|g|/(1 + μ), about half of it (减小摆动).

Where the force is steady, it accelerates; where the valley is narrow, it damps: refimpl.optimization.quadratic says by
how much.  It does not look for the global optimum (全局最优解), whatever the notes say.  If ∇f has the Lipschitz
constant L, and μ and η, 0 < η ≤ 2(1 − μ)/L, stay as they are, then the energy

    E = f(wₜ) + μ/(2η)·‖vₜ‖²

never grows, whatever f is.  So a ball let go at rest never rises above f(w₀), and one that lies at the bottom of a
valley stays there, however much deeper the next valley is.

Shapes   w, v, grad  any shape, one dtype  →  w, v of the same
Cost     2 multiplications and 2 additions per weight and step;  one number per weight remembered
Source   Polyak 1964, "Some methods of speeding up the convergence of iteration methods"; Sutskever et al. 2013, "On the
         importance of initialization and momentum in deep learning" (this form)
Checked  keras.optimizers.SGD(momentum=μ); torch.optim.SGD(momentum=μ) at a constant η; scipy.signal: lfilter([−η],
         [1, −μ], g) = v and lfilter([−η], [1, −(1 + μ), μ], g) = w − w₀; Polyak's form, in exact fractions
Beware   PyTorch keeps η out of v: see refimpl.optimization.torch_momentum for when that makes a difference.  While
         α stays, the form that averages, v ← β·v + (1 − β)·∇f(w), w ← w − α·v, is this with μ = β and η = (1 − β)·α.
         On one strongly convex function the η and μ that are best for quadratics let it visit three points for ever
         (Lessard, Recht & Packard 2016, "Analysis and design of optimization algorithms via integral quadratic
         constraints", §4.6).
"""
import numpy as np

from refimpl.optimization.descent import check_step

__all__ = ["momentum_step"]


def momentum_step(w: np.ndarray, v: np.ndarray | None, grad: np.ndarray, lr: float, momentum: float = 0.9) -> tuple:
    """Return (w + v′, v′) with v′ = momentum·v − lr·grad, for the gradient at w; v = None is a start from rest.

    Raises TypeError unless the arrays have one dtype (whole numbers: float64); ValueError unless they have one shape,
    and for a hyper-parameter that is negative, infinite, NaN or beyond that dtype.

    >>> w, v = momentum_step(np.array([1.0]), None, np.array([4.0]), lr=0.25, momentum=0.5)      # v = −4/4
    >>> w.tolist(), v.tolist()
    ([0.0], [-1.0])
    >>> w, v = momentum_step(w, v, np.array([4.0]), lr=0.25, momentum=0.5)                       # v = −1/2 − 4/4
    >>> w.tolist(), v.tolist()
    ([-1.5], [-1.5])
    """
    w, v, grad, lr, momentum = check_step(w, v, grad, lr=lr, momentum=momentum)
    with np.errstate(over="ignore", invalid="ignore"):
        velocity = -lr * grad if v is None else momentum * v - lr * grad
        return w + velocity, velocity
