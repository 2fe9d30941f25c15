"""Daubechies wavelets (Daubechies 小波): the shortest orthonormal filters that are blind to polynomials of degree < n.

    H(ω) = √2 · ((1 + e^(−iω))/2)^n · Q(ω)        |Q(ω)|² = P(sin² ω/2)        P(y) = Σ_{k<n} C(n − 1 + k, k)·y^k

The n-fold zero at ω = π makes the wavelet n times blind; P is the polynomial of least degree that makes h orthonormal
to its own shifts by two.  Of all Q with that magnitude the one with its energy in front (最小相位) is taken.  Its
logarithm is log √P and a phase that follows from it: as coefficients over e^(−iω), keep those of the future only.  The
bulk of P, (1 + 3y)^n, has a factor that is known; for n ≥ 20 the logarithm of the rest is less than a quarter as large,
and so are its rounding errors.

    log Q = c₀ + 2·Σ_{k>0} c_k·e^(−iωk)        c = ifft( log √P )        q = ifft(Q), n coefficients

Shapes   n  →  (2n,) float64, low-pass filter h with h[0] first
Cost     three transforms of 2048·⌈n/40⌉ samples
Source   Daubechies 1988, "Orthonormal bases of compactly supported wavelets"; the logarithm:
         Oppenheim & Schafer, Discrete-Time Signal Processing, 3rd ed., ch. 13
Checked  PyWavelets' tables, n = 1 … 38, to 5·10⁻¹⁶;  beyond: orthonormality, vanishing moments
Beware   n counts vanishing moments; some count the 2n taps instead, and call db2 "D4".  Factoring P by its roots loses
         half of the digits at n = 38.  PyWavelets' dec_lo is h in reverse.
"""
import math

import numpy as np

from refimpl.arguments import whole_numbers
from refimpl.frequency.fft import fft, ifft
from refimpl.frequency.roots_of_unity import roots_of_unity

__all__ = ["daubechies"]


def daubechies(n: int) -> np.ndarray:
    """Return the 2n coefficients of the scaling filter with n vanishing moments.

    Raises ValueError unless n is a whole number from 1 to 500; at n = 512 4^n exceeds what a float can be.

    >>> [round(c, 4) for c in daubechies(2).tolist()]             # (1 ± √3)/4√2, (3 ± √3)/4√2
    [0.483, 0.8365, 0.2241, -0.1294]
    """
    [n] = whole_numbers(1, 500, n=n)
    points = 2048 * math.ceil(n / 40)
    j, waves = np.arange(points), roots_of_unity(np.arange(2 * points), 2 * points)                # e^(−iω/2)
    y = waves.imag[:points]**2
    P = sum(float(math.comb(n - 1 + k, k)) * y**k for k in range(n))
    c = ifft(np.log(P / (1 + 3 * y)**n) / 2)                      # a factor is known: |1.5 − e^(−iω)/2|² = 1 + 3y
    c[1:points // 2] *= 2                                         # the future, twice
    c[points // 2 + 1:] = 0                                       # the past, not at all
    zeros = waves.real[:points]**n * waves[n * j % (2 * points)]  # ((1 + e^(−iω))/2)^n
    known = (1.5 - waves[2 * j] / 2)**n
    H = np.sqrt(2) * zeros * known * np.exp(fft(c))
    return ifft(H)[:2 * n].real
