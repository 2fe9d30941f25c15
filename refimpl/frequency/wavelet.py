"""Discrete wavelet transform (离散小波变换, DWT): a signal as a coarse half and the details that were lost.

    a[k] = Σ_m h[m]·x̂[2k + m − (L − 2)]        d[k] = Σ_m g[m]·x̂[2k + m − (L − 2)]        g[m] = (−1)^m·h[L − 1 − m]

h has L coefficients, smooths, and is orthonormal to its shifts by two; g is its mirror image, and sees what h does not.
Two filters at every second place: as many numbers as before, and nothing is lost.  x̂ is x as extended beyond its ends.

Shapes   x (…, n, …)  →  approximation and detail (…, ⌊(n + L − 1)/2⌋, …), ⌈n/2⌉ in mode periodization
Cost     L multiplications and additions per coefficient
Source   Mallat 1989, "A theory for multiresolution signal decomposition";  Daubechies 1988
Checked  pywt.dwt, all nine modes;  perfect reconstruction by `idwt`
Beware   In mode periodization filters begin at 2k − (L/2 − 1).
         The sums are made as products with a banded matrix, 8 outputs at a time: with 2 or 32 it is slower.
         A NaN or an infinity reaches those coefficients whose filters meet it: then the sums are made one by one.
"""
import numpy as np

from refimpl.arguments import as_array, as_axis, as_choice
from refimpl.frequency.banded import _products
from refimpl.frequency.signal_extension import EXTENSIONS, _continued

__all__ = ["dwt", "dwt_definition", "filter_bank", "real_type"]

BLOCK = 8


def filter_bank(h: np.ndarray) -> np.ndarray:
    """Return the bank (2, L) of an orthonormal scaling filter: h, and the wavelet filter g.

    Raises ValueError unless h is (L,), L even, and orthonormal to its shifts by two.

    >>> (filter_bank(np.array([0.5, 0.5]) * 2**0.5) * 2**0.5).round(3).tolist()
    [[1.0, 1.0], [1.0, -1.0]]
    """
    h = as_array("(L,)", "float", empty=False, h=h)
    if h.size % 2:
        raise ValueError(f"h must be (L,) with L even, got shape {h.shape}")
    with np.errstate(invalid="ignore", over="ignore"):
        shifts = [h[2 * k:] @ h[:h.size - 2 * k] - (k == 0) for k in range(h.size // 2)]
    if not np.abs(shifts).max() < 1e-6:
        raise ValueError(f"h must be orthonormal to its shifts by two, but is off by {np.abs(shifts).max():.2g}")
    return np.stack([h, h[::-1] * (-1.0)**np.arange(h.size)])


def dwt_definition(x: np.ndarray, bank: np.ndarray, mode: str = "symmetric", axis: int = -1) -> tuple:
    """The two sums above, one k at a time."""
    x, bank, mode = _with_bank("(…, n)", bank, mode, x=x)
    with np.errstate(invalid="ignore", over="ignore"):
        f, K = _extended(x.swapaxes(as_axis(x.ndim, axis=axis), 0), bank.shape[1], mode)
        a, d = (np.array([sum(h[m] * f[2 * k + m] for m in range(len(h))) for k in range(K)], f.dtype) for h in bank)
    return a.swapaxes(0, axis), d.swapaxes(0, axis)


def dwt(x: np.ndarray, bank: np.ndarray, mode: str = "symmetric", axis: int = -1) -> tuple:
    """Return (approximation, detail) along an axis.

    mode is any of PyWavelets' nine.  Raises TypeError for what is not real, ValueError for an unknown mode and for no
    samples.

    >>> a, d = dwt(np.array([1, 3, 4, 4]), np.array([[1, 1], [1, -1]]) / 2**0.5)
    >>> (a / 2**0.5).round(6).tolist(), (d * 2**0.5).round(6).tolist()
    ([2.0, 4.0], [-2.0, 0.0])
    """
    x, bank, mode = _with_bank("(…, n)", bank, mode, x=x)
    return _analysis(x, bank, mode, as_axis(x.ndim, axis=axis))


def real_type(dtype: np.dtype) -> np.dtype:
    """Return the dtype of coefficients: float32 for float32, float64 for other real numbers.

    >>> real_type(np.dtype("uint8")).name, real_type(np.dtype("float32")).name
    ('float64', 'float32')
    """
    if not isinstance(dtype, np.dtype) or dtype.kind not in "buifO":
        raise TypeError(f"dtype must be np.dtype, bool, integer or float, got {dtype!r:.60}")
    return dtype if dtype.kind == "O" else np.dtype(np.float32 if dtype.type is np.float32 else np.float64)


def _with_bank(axes: str, bank: np.ndarray, mode: str, **named: object) -> list:
    """Return the arrays that are named, all in the dtype of their coefficients, the bank, and the mode."""
    arrays = [as_array(axes, **{name: given}) for name, given in named.items()]  # type: ignore[arg-type]
    dtype = np.result_type(*[real_type(x.dtype) for x in arrays])
    return [*(x.astype(dtype, copy=False) for x in arrays), _even_bank(bank=bank), as_choice(EXTENSIONS, mode=mode)]


def _even_bank(**named: object) -> np.ndarray:
    """Return the argument, two filters of an even length, as an array."""
    bank, [name] = as_array("(…, L)", "float", empty=False, **named), named
    if bank.ndim != 2 or len(bank) != 2 or bank.shape[1] % 2:
        raise ValueError(f"{name} must be (2, L) with L even, got shape {bank.shape}")
    return bank


def _analysis(x: np.ndarray, bank: np.ndarray, mode: str, axis: int) -> tuple:
    """Return what dwt returns, of arguments that have been checked."""
    with np.errstate(invalid="ignore", over="ignore"):
        f, K = _extended(x.swapaxes(axis, 0), bank.shape[1], mode)
        a, d = _coefficients(f, bank.astype(f.dtype), K)
    return a.swapaxes(0, axis), d.swapaxes(0, axis)


def _extended(f: np.ndarray, L: int, mode: str) -> tuple:
    """Return the signal as far as filters of L coefficients look, and how many coefficients it has."""
    if mode == "periodization":
        return _continued(f, L // 2 - 1, L // 2 - 1, mode), (len(f) + 1) // 2
    K = (len(f) + L - 1) // 2
    return _continued(f, L - 2, 2 * K - len(f), mode), K


def _coefficients(f: np.ndarray, bank: np.ndarray, K: int) -> tuple:
    """Return both sums: as a banded product, or one coefficient of the filters after the other."""
    L, lines = bank.shape[1], f.reshape(len(f), f.size // len(f))
    if L > 2 and f.dtype.kind == "f":                              # Haar: two products need no matrix
        T = np.zeros((2, BLOCK, 2 * BLOCK + L - 2), f.dtype)
        for k in range(BLOCK):
            T[:, k, 2 * k:2 * k + L] = bank
        a, d = _products(lines, T, 2 * BLOCK, K)
        if np.isfinite(a[::BLOCK].sum()):                          # else the zeros of T met a NaN or an infinity
            return a.reshape(K, *f.shape[1:]), d.reshape(K, *f.shape[1:])
    return _sum(f, bank[0], K), _sum(f, bank[1], K)


def _sum(f: np.ndarray, h: np.ndarray, K: int) -> np.ndarray:
    """Return Σ_m h[m]·f[2k + m] for every k, one m after the other."""
    total = h[0] * f[0:2 * K - 1:2]
    for m in range(1, len(h)):
        total += h[m] * f[m:m + 2 * K - 1:2]
    return total
