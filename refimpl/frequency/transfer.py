"""Transfer functions (频率域滤波器, 传递函数): a filter that says, wave by wave, how much of it passes.

    g = ifft2( H · fft2(f) )        d[u, v] = √((u/h)² + (v/w)²) cycles a pixel in an image (h, w)

    ideal          H = 1 where d ≤ d₀, else 0        Gaussian    H = exp(−d²/2d₀²)
    Butterworth    H = 1/(1 + (d/d₀)^(2n))           notch       Π over points and their mirrors of 1 − H(d from there)

These are low-pass filters (低通); high-pass (高通) is 1 − H, band-pass (带通) a high-pass times a low-pass, band-stop
(带阻) 1 minus that.  The product of spectra is a circular convolution of images: each H is the spectrum of a kernel.
The sharp edge of the ideal filter makes its kernel swing, and the image ring (振铃); the Gaussian never rings.

Shapes   H (H, W), zero frequency first, as fft2 has it;  image (H, W)  →  (H, W) real
Cost     two transforms and H·W products, whatever the size of the kernel
Source   Gonzalez & Woods, Digital Image Processing, 4th ed., §4.8, eq. 4-111, 4-116, 4-117; §4.10 (notch)
Checked  skimage.filters.butterworth, scipy.ndimage.fourier_gaussian;  the convolution theorem against `convolve`
Beware   The image goes on repeated beyond its borders ("wrap").  Engineers call 1/√(1 + (d/d₀)^(2n)) Butterworth; the
         image books leave out the root, and so does scikit-image unless asked.  A blur by σ has d₀ = 1/(2π·σ).
"""
import numpy as np

from refimpl.frequency.spectrum import fft2, ifft2

__all__ = ["apply_transfer", "butterworth_transfer", "distances", "gaussian_transfer", "ideal_transfer",
           "notch_transfer"]


def ideal_transfer(shape: tuple, cutoff: float | tuple, kind: str = "low") -> np.ndarray:
    """Return 1 where a filter lets pass, 0 elsewhere; cutoff in cycles a pixel, kind low, high, band or stop.

    band and stop take two cutoffs, (low, high).  Raises ValueError for another kind, and cutoffs that are not positive
    and finite or do not rise.

    >>> ideal_transfer((1, 6), 0.2).tolist(), ideal_transfer((1, 6), 0.2, "high").tolist()
    ([[1.0, 1.0, 0.0, 0.0, 0.0, 1.0]], [[0.0, 0.0, 1.0, 1.0, 1.0, 0.0]])
    """
    d = distances(shape)
    return _combine(lambda d0: (d <= d0).astype(float), cutoff, kind)


def gaussian_transfer(shape: tuple, cutoff: float | tuple, kind: str = "low") -> np.ndarray:
    """Return a transfer function that falls to e^(−½) at the cutoff; arguments as in ideal_transfer.

    >>> [round(h, 3) for h in gaussian_transfer((1, 4), 0.25)[0].tolist()]
    [1.0, 0.607, 0.135, 0.607]
    """
    d = distances(shape)
    return _combine(lambda d0: np.exp(-(d / d0)**2 / 2), cutoff, kind)


def butterworth_transfer(shape: tuple, cutoff: float | tuple, order: float = 2, kind: str = "low") -> np.ndarray:
    """Return a transfer function that is ½ at the cutoff, the steeper the higher the order; as in ideal_transfer.

    >>> [round(h, 3) for h in butterworth_transfer((1, 4), 0.25, order=1)[0].tolist()]
    [1.0, 0.5, 0.2, 0.5]
    """
    if not 0 < order < np.inf:
        raise ValueError(f"order must be positive, got {order}")
    d = distances(shape)
    return _combine(lambda d0: _butterworth(d, d0, order), cutoff, kind)


def notch_transfer(shape: tuple, points: list, radius: float, order: float = 2) -> np.ndarray:
    """Return a transfer function with holes at the points (u, v) of fft2 and their mirrors (−u, −v).

    A hole is a Butterworth high-pass, ½ at radius cycles a pixel from its middle.  Raises ValueError unless radius and
    order are positive and finite.

    >>> [round(h, 2) for h in notch_transfer((1, 8), [(0, 3)], radius=0.125, order=1)[0].tolist()]
    [0.81, 0.75, 0.45, 0.0, 0.25, 0.0, 0.45, 0.75]
    """
    if not (0 < radius < np.inf and 0 < order < np.inf):
        raise ValueError(f"radius and order must be positive and finite, got {radius} and {order}")
    H = np.ones(shape)
    for u, v in points:
        for middle in {(u % shape[0], v % shape[1]), (-u % shape[0], -v % shape[1])}:
            H *= 1 - _butterworth(distances(shape, middle), radius, order)
    return H


def apply_transfer(image: np.ndarray, transfer: np.ndarray) -> np.ndarray:
    """Return a real image filtered by a transfer function of the same shape: float32 for float32, else float64.

    Raises ValueError unless both are (H, W) of the same size, TypeError unless the image is real.

    >>> apply_transfer(np.array([[1, 5, 3, 7]]), np.array([[1, 0, 0, 0]])).tolist()          # the mean alone
    [[4.0, 4.0, 4.0, 4.0]]
    """
    if image.ndim != 2 or image.shape != transfer.shape:
        raise ValueError(f"image and transfer must both be (H, W), got shapes {image.shape} and {transfer.shape}")
    if image.dtype.kind == "c":
        raise TypeError(f"image must be real, got {image.dtype}")
    spectrum = fft2(image)
    return ifft2((spectrum * transfer).astype(spectrum.dtype)).real


def distances(shape: tuple, middle: tuple = (0, 0)) -> np.ndarray:
    """Return how far every frequency of fft2 is from the middle, in cycles a pixel, the shorter way round.

    >>> distances((1, 4)).tolist(), distances((1, 4), (0, 1)).tolist()
    ([[0.0, 0.25, 0.5, 0.25]], [[0.25, 0.0, 0.25, 0.5]])
    """
    H, W = shape
    u, v = np.arange(H)[:, None] - middle[0], np.arange(W) - middle[1]
    return np.hypot(((u + H // 2) % H - H // 2) / H, ((v + W // 2) % W - W // 2) / W)


def _butterworth(d: np.ndarray, d0: float, n: float) -> np.ndarray:
    """Return 1/(1 + (d/d₀)^(2n)); a power too large for a float is infinite, and lets nothing pass."""
    with np.errstate(over="ignore"):
        return 1 / (1 + (d / d0)**(2 * n))


def _combine(low: object, cutoff: float | tuple, kind: str) -> np.ndarray:
    """Return the filter of that kind, made of low-pass filters low(d₀)."""
    if kind not in ("low", "high", "band", "stop"):
        raise ValueError(f"kind must be low, high, band or stop, got {kind!r}")
    cutoffs = np.atleast_1d(cutoff)
    expected = 1 if kind in ("low", "high") else 2
    if cutoffs.shape != (expected,) or not (0 < cutoffs[0] <= cutoffs[-1] < np.inf):
        raise ValueError(f"cutoff of a {kind} filter must be {expected} positive finite number(s), rising, got "
                         f"{cutoff}")
    if expected == 1:
        H = low(cutoffs[0])  # type: ignore[operator]
        return H if kind == "low" else 1 - H
    band = (1 - low(cutoffs[0])) * low(cutoffs[1])  # type: ignore[operator]
    return band if kind == "band" else 1 - band
