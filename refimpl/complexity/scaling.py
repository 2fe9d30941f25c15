"""Scaling by powers of two (2 的幂缩放): squares of any numbers, without overflow and without vanishing.

    x' = x·2⁻ᵉ,    ε' = ε·4⁻ᵉ,    2ᵉ⁻¹ ≤ max(|x|, √ε) < 2ᵉ               x'/√(mean(x'²) + ε')  =  x/√(mean(x²) + ε)

A norm divides by the root of squares.  The root is of the size of the values, but the squares are not: those of 10²⁰⁰
overflow, those of 10⁻²⁰⁰ become 0, and values that any float64 can hold are divided by infinity, or by 0.  So each row
is first multiplied by a power of two that makes its largest value about 1.  Such a product only changes the exponent:
no digit is rounded, and where no square overflowed or lost digits before, the quotient is the same to the last bit.

Shapes   x (…, n), ε  →  (…, n), (…, 1)
Cost     two comparisons and a change of exponent per value, no arithmetic
Source   Blue 1978, "A portable Fortran program to find the Euclidean norm of a vector"
Checked  fractions: the products are exact; the root of NumPy's sum of squares, where none overflows
Beware   Values more than 2¹⁰²¹ (float32: 2¹²⁵) times smaller than max(|x|, √ε) may lose digits; in the root they count
         for nothing.
"""
import math

import numpy as np

from refimpl.arguments import as_array, real_numbers

__all__ = ["scaled_rows"]


@np.errstate(over="ignore")
def scaled_rows(x: np.ndarray, eps: float = 0.0) -> tuple:
    """Return (x', ε'): each row of x (…, n) times a power of two, ε for each times its square.

    Rows of zeros, and those with NaN or infinity, are scaled by √ε alone.  ε' is 0 only if ε is, so 0/√ε' stays 0.
    float16 becomes float32, whole numbers float64.  Numbers that count, or Fractions, are returned as they came.

    >>> x, eps = scaled_rows(np.array([[3.0, 4.0], [2.0**700, 0.0]]), eps=4.0)         # by 2⁻³ and 2⁻⁷⁰¹
    >>> x.tolist(), eps[0].tolist()
    ([[0.375, 0.5], [0.5, 0.0]], [0.0625])
    """
    x, [eps] = as_array("(…, n)", "float", x=x), real_numbers(0, eps=eps)
    if x.dtype.kind == "O":
        return x, eps
    x = x.astype(np.promote_types(x.dtype, np.float32), copy=False)
    largest = np.maximum(x.max(-1, keepdims=True, initial=0), -x.min(-1, keepdims=True, initial=0)).astype(float)
    exponent = np.frexp(np.maximum(np.where(np.isfinite(largest), largest, 0), math.sqrt(eps)))[1]
    least = np.finfo(x.dtype).tiny if eps else 0
    return np.ldexp(x, -exponent, order="C"), np.maximum(np.ldexp(float(eps), -2 * exponent), least).astype(x.dtype)
