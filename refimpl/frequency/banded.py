"""Banded products (带状矩阵乘法): a filter at regular places as few products with one small matrix.

    y[b·P + p] = Σ_j T[p, j] · x[b·s + j],  p = 0 … P − 1

    P = 2, s = 4:        T = [ h₀ h₁ h₂ h₃  0  0 ]
                             [  0  0 h₀ h₁ h₂ h₃ ]

P outputs of a filter that moves on by s/P samples each are the product of T with one stretch of the signal; the same T
gives the next P, s samples further on.  Most of T is zero, and multiplied all the same: at P = 8 that costs less than
moving through the signal once for every coefficient of the filter.

Shapes   x (n, lines), T (filters, P, J)  →  (filters, count, lines)
Cost     J multiplications a value, J ≥ P·s/P + the length of the filter
Source   Golub & Van Loan, Matrix Computations, 4th ed., §1.2 (band), §1.3 (block) matrices
Checked  the sums one at a time;  by way of the wavelets: PyWavelets
Beware   Where lines lie along the memory, stretches are cut out and multiplied all at once; where they lie across, T
         multiplies rows in place.  Either is several times slower on the other's layout.
"""
import numpy as np

__all__ = ["banded_product"]


def banded_product(x: np.ndarray, T: np.ndarray, step: int, count: int) -> np.ndarray:
    """Return for every T the first count values of T·x[0:], T·x[step:], T·x[2·step:], …; beyond its end x is 0.

    >>> banded_product(np.array([[1.0], [2], [3], [4]]), np.array([[[1.0, -1]], [[1.0, 1]]]), step=2, count=2).tolist()
    [[[-1.0], [-1.0]], [[3.0], [7.0]]]
    """
    F, P, J = T.shape
    blocks = -(-count // P)
    if x.shape[1] >= 16 and x.flags.c_contiguous:
        out = np.empty((F, count, x.shape[1]), x.dtype)
        for b in range(blocks):
            rows, seen = out[:, b * P:(b + 1) * P], x[b * step:b * step + J]
            np.matmul(T[:, :rows.shape[1], :len(seen)], seen, out=rows)
        return out
    missing = max(0, (blocks - 1) * step + J - len(x))
    lines = np.concatenate([x.T, np.zeros((x.shape[1], missing), x.dtype)], axis=1) if missing else x.T
    stretches = np.lib.stride_tricks.sliding_window_view(lines, J, axis=1)[:, :blocks * step:step]
    products = np.ascontiguousarray(stretches).reshape(-1, J) @ T.reshape(F * P, J).T
    values = np.moveaxis(products.reshape(len(lines), blocks, F, P), 2, 0)
    return values.reshape(F, len(lines), -1)[:, :, :count].swapaxes(1, 2)
