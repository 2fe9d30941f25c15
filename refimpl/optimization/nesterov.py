"""Nesterov's momentum (Nesterov 动量): look where the velocity leads, and take the gradient there.

    vₜ₊₁ = μ·vₜ − η·∇f(wₜ + μ·vₜ),    wₜ₊₁ = wₜ + vₜ₊₁,    v₀ = 0

The step is that of momentum; the gradient is another.  At the point ahead it already opposes the velocity that would
overshoot, so the method corrects itself a step earlier.  Nesterov wrote it with two sequences, the weights and the
points ahead y:

    wₜ₊₁ = yₜ − η·∇f(yₜ),    yₜ₊₁ = wₜ₊₁ + μ·(wₜ₊₁ − wₜ)

On a quadratic with curvatures from ℓ to L, κ = L/ℓ, and with η = 1/L and μ = (√κ − 1)/(√κ + 1), a step leaves 1 − 1/√κ
of the error in the long run, where gradient descent with the same η leaves 1 − 1/κ.  It converges on every function
whose curvatures lie between ℓ and L, where the heavy ball with the η and μ best for quadratics may not.  Where the
gradient is the same everywhere, the two methods are the same.

Shapes   w, v, grad  any shape, one dtype  →  w, v of the same
Cost     3 multiplications and 3 additions per weight and step, one of each to look ahead
Source   Nesterov 1983, "A method of solving a convex programming problem with convergence rate O(1/k²)"; Sutskever et
         al. 2013 (this form); Lessard, Recht & Packard 2016, Proposition 1 (the rates)
Checked  the two sequences, in exact fractions; torch.optim.SGD and keras.optimizers.SGD with nesterov=True, which
         return the points ahead
Beware   grad has to be taken at look_ahead(w, v, momentum), by minimize(…, at=look_ahead); taken at w this is plain
         momentum.  PyTorch and Keras keep y for the weights (Bengio et al. 2013, "Advances in optimizing recurrent
         networks"): while η and μ stay as they are, their result is our look_ahead(w, v).
"""
import numpy as np

from refimpl.optimization.descent import check_step
from refimpl.optimization.momentum import momentum_step

__all__ = ["look_ahead", "nesterov_step"]


def look_ahead(w: np.ndarray, v: np.ndarray | None, momentum: float = 0.9) -> np.ndarray:
    """Return w + momentum·v, the point at which Nesterov's method takes the gradient; v = None is a start from rest.

    Always a new array.  Raises TypeError unless v is of w's dtype (whole numbers: float64); ValueError unless it has
    its shape, and for a momentum that is negative, infinite, NaN or beyond that dtype.

    >>> look_ahead(np.array([1.0, 2.0]), np.array([-4.0, 6.0]), momentum=0.5).tolist()
    [-1.0, 5.0]
    """
    w, v, _, momentum = check_step(w, v, w, momentum=momentum)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.array(w) if v is None else w + momentum * v


def nesterov_step(w: np.ndarray, v: np.ndarray | None, grad: np.ndarray, lr: float, momentum: float = 0.9) -> tuple:
    """Return (w + v′, v′) with v′ = momentum·v − lr·grad, for the gradient at look_ahead(w, v, momentum).

    Raises what momentum_step raises.

    >>> w, v = np.array([4.0]), np.array([-2.0])
    >>> ahead = w + 0.5 * v                                                    # look_ahead(w, v, 0.5): 4 − 2/2 = 3
    >>> w, v = nesterov_step(w, v, 2 * ahead, lr=0.25, momentum=0.5)           # of w²: v = −1 − 6/4
    >>> w.tolist(), v.tolist()
    ([1.5], [-2.5])
    """
    return momentum_step(w, v, grad, lr, momentum)
