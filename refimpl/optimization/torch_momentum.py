"""PyTorch's momentum (PyTorch 的动量): the gradients are summed first, and the learning rate multiplies the sum.

    g = ∇f(wₜ) + λ·wₜ,    vₜ₊₁ = μ·vₜ + (1 − τ)·g,    wₜ₊₁ = wₜ − η·vₜ₊₁        (v₁ = g at the first step)

λ is the weight decay (权重衰减), τ the dampening; with nesterov the last is w − η·(g + μ·vₜ₊₁).  While η stays as it
is and λ = τ = 0, −η·v is the velocity of momentum_step, and the weights are the same.  A new η multiplies the whole sum
here, and there only what is added from now on: from rest, the second steps differ by exactly μ·(η₁ − η₀)·∇f(w₀).

Which forms agree, with λ = τ = 0:

                                                             η and μ fixed    η changes    μ changes, too
    momentum_step = Polyak's heavy ball                           yes            yes            yes
    torch_momentum_step = momentum_step                           yes           never          never
      … with μₜ·ηₜ₋₁/ηₜ in place of μₜ                            yes            yes            yes
    nesterov_step = Nesterov's two sequences                      yes            yes            yes
    Keras nesterov = the points ahead of nesterov_step            yes            yes           never
    torch_momentum_step(nesterov=True) = Keras nesterov           yes           never          never

Keras nesterov is, by its documentation, v ← μ·v − η·∇f(y), y ← y + μ·v − η·∇f(y); "never" means that two different
values are enough to part them, unless the gradient or the momentum is zero.

Shapes   w, v, grad  any shape, one dtype  →  w, v of the same
Cost     3 multiplications and 2 additions per weight and step; nesterov and weight decay add one of each
Source   PyTorch, torch.optim.SGD (the algorithm in its documentation, and the note that it differs from Sutskever's)
Checked  torch.optim.SGD(foreach=False): bit for bit where nothing rounds, else to 4 eps·max(1, |w|), as PyTorch may
         round a product and its sum at once; v = scipy.signal.lfilter([1], [1, −μ], g) bit for bit; the table above in
         exact fractions
Beware   The first step is not dampened: with τ = μ, v is a moving average only if it starts at 0 and not at None.  With
         momentum 0 there is no v, and nothing is dampened.  With nesterov the weights returned are the point ahead.
"""
import numpy as np

from refimpl.arguments import as_choice, real_numbers
from refimpl.optimization.descent import check_step

__all__ = ["torch_momentum_step"]


def torch_momentum_step(w: np.ndarray, v: np.ndarray | None, grad: np.ndarray, lr: float, momentum: float = 0.9,
                        dampening: float = 0, nesterov: bool = False, weight_decay: float = 0) -> tuple:
    """Return the weights and the buffer (w, v) after a step of torch.optim.SGD; v = None before the first.

    Raises TypeError unless the arrays have one dtype (whole numbers: float64); ValueError unless they have one shape,
    for a hyper-parameter that is infinite or NaN or, except for the dampening, negative or beyond that dtype, and for
    nesterov without momentum or with dampening.

    >>> w, v = torch_momentum_step(np.array([1.0]), None, np.array([4.0]), lr=0.25, momentum=0.5)     # v = 4
    >>> w.tolist(), v.tolist()
    ([0.0], [4.0])
    >>> w, v = torch_momentum_step(w, v, np.array([4.0]), lr=0.25, momentum=0.5)                      # v = 4/2 + 4
    >>> w.tolist(), v.tolist()
    ([-1.5], [6.0])
    """
    w, v, grad, *hyper = check_step(w, v, grad, lr=lr, momentum=momentum, weight_decay=weight_decay)
    (lr, momentum, weight_decay), [dampening] = hyper, real_numbers(dampening=dampening)
    if as_choice((True, False), nesterov=nesterov) and (momentum == 0 or dampening != 0):
        raise ValueError(f"nesterov needs momentum > 0 and dampening = 0, got {momentum} and {dampening}")
    with np.errstate(over="ignore", invalid="ignore"):
        kept = w.dtype.type(1 - dampening)
        g = grad + weight_decay * w if weight_decay else np.array(grad)
        if momentum == 0:
            return w - lr * g, v
        v = g if v is None else momentum * v + kept * g
        return w - lr * (g + momentum * v if nesterov else v), v
