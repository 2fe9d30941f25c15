"""Transfer functions (频率域滤波器, 传递函数): a filter that says, wave by wave, how much of it passes.

    g = ifft2( H · fft2(f) )        d[u, v] = √((u/h)² + (v/w)²) cycles per pixel in an image (h, w)

    ideal          H = 1 where d ≤ d₀, else 0        Gaussian    H = exp(−d²/2d₀²)
    Butterworth    H = 1/(1 + (d/d₀)^(2n))           notch       Π over points and their mirrors of 1 − H(d from there)

These are low-pass filters (低通); high-pass (高通) is 1 − H, band-pass (带通) a high-pass times a low-pass, band-stop
(带阻) 1 minus that.  The product of spectra is a circular convolution of images: each H is the spectrum of a kernel.
The sharp edge of the ideal filter makes its kernel swing, and the image ring (振铃); the Gaussian, cut off by nothing
but the highest frequency, rings by less than 10⁻⁴ of an edge for d₀ ≤ 0.15, by 1 % at d₀ = 0.3.

Shapes   H (H, W), zero frequency first, as fft2 has it;  image (H, W)  →  (H, W) real
Cost     two transforms and H·W products, whatever the size of the kernel
Source   Gonzalez & Woods, Digital Image Processing, 4th ed., §4.8;  §4.10 (notch)
Checked  skimage.filters.butterworth, scipy.ndimage.fourier_gaussian;  the convolution theorem against `convolve`
Beware   The image goes on repeated beyond its borders ("wrap").  Engineers call 1/√(1 + (d/d₀)^(2n)) Butterworth; the
         image books leave out the root, and so does scikit-image unless asked.  A blur by σ has d₀ = 1/(2π·σ).
         A cutoff is in cycles per pixel, 0 … ½ along an axis; the books' D₀ counts cycles per side: d₀ = D₀/N for N².
         The kernel ifft2(H) has its middle at (0, 0): fftshift brings it to where `convolve` has it.
"""
import numpy as np

from refimpl.arguments import as_array, as_choice, as_list, as_shape, check_elements, real_numbers
from refimpl.frequency.spectrum import fft2, ifft2

__all__ = ["apply_transfer", "butterworth_transfer", "distances", "gaussian_transfer", "ideal_transfer",
           "notch_transfer"]


def ideal_transfer(shape: tuple, cutoff: float | tuple, kind: str = "low") -> np.ndarray:
    """Return 1 where a filter lets pass, 0 elsewhere; cutoff in cycles per pixel, kind low, high, band or stop.

    band and stop take two cutoffs, (low, high).  Raises ValueError unless the shape is (H, W), the kind one of these,
    and the cutoffs are positive, finite, and do not fall.

    >>> ideal_transfer((1, 6), 0.2).tolist(), ideal_transfer((1, 6), 0.2, "high").tolist()
    ([[1.0, 1.0, 0.0, 0.0, 0.0, 1.0]], [[0.0, 0.0, 1.0, 1.0, 1.0, 0.0]])
    """
    d = distances(shape)
    return _combined([(d <= d0).astype(float) for d0 in _cutoffs(cutoff, kind)], kind)


def gaussian_transfer(shape: tuple, cutoff: float | tuple, kind: str = "low") -> np.ndarray:
    """Return a transfer function that falls to e^(−½) at the cutoff; arguments as in ideal_transfer.

    >>> [round(h, 3) for h in gaussian_transfer((1, 4), 0.25)[0].tolist()]
    [1.0, 0.607, 0.135, 0.607]
    """
    d = distances(shape)
    with np.errstate(over="ignore"):
        return _combined([np.exp(-(d / d0)**2 / 2) for d0 in _cutoffs(cutoff, kind)], kind)


def butterworth_transfer(shape: tuple, cutoff: float | tuple, order: float = 2, kind: str = "low") -> np.ndarray:
    """Return a transfer function that is ½ at the cutoff, the steeper the higher the order; as in ideal_transfer.

    >>> [round(h, 3) for h in butterworth_transfer((1, 4), 0.25, order=1)[0].tolist()]
    [1.0, 0.5, 0.2, 0.5]
    """
    [order], d = real_numbers(above=0, order=order), distances(shape)
    return _combined([_butterworth(d, d0, order) for d0 in _cutoffs(cutoff, kind)], kind)


def notch_transfer(shape: tuple, points: list, radius: float, order: float = 2) -> np.ndarray:
    """Return a transfer function with holes at the points (u, v) of fft2 and their mirrors (−u, −v).

    A hole is a Butterworth high-pass, ½ at radius cycles per pixel from its middle.  Raises ValueError unless radius
    and order are positive and finite.

    >>> [round(h, 2) for h in notch_transfer((1, 8), [(0, 3)], radius=0.125, order=1)[0].tolist()]
    [0.81, 0.75, 0.45, 0.0, 0.25, 0.0, 0.45, 0.75]
    """
    radius, order = real_numbers(above=0, radius=radius, order=order)
    H, W = _image_shape(shape)
    transfer = np.ones((H, W))
    for point in [] if isinstance(points, list) and not points else as_list(points=points):
        u, v = as_shape("(u, v)", None, points=point)  # type: ignore[arg-type]
        for middle in {(u % H, v % W), (-u % H, -v % W)}:
            transfer *= 1 - _butterworth(distances((H, W), middle), radius, order)
    return transfer


def apply_transfer(image: np.ndarray, transfer: np.ndarray) -> np.ndarray:
    """Return a real image filtered by a transfer function of the same shape: float32 for float32, else float64.

    Raises ValueError unless both are (H, W) of the same size, TypeError unless the image is real.

    >>> apply_transfer(np.array([[1, 5, 3, 7]]), np.array([[1, 0, 0, 0]])).tolist()          # the mean alone
    [[4.0, 4.0, 4.0, 4.0]]
    """
    image = as_array("(H, W)", empty=False, image=image)
    transfer = as_array("(H, W)", "complex", transfer=transfer)
    if image.shape != transfer.shape:
        raise ValueError(f"image and transfer must both be (H, W), got shapes {image.shape} and {transfer.shape}")
    spectrum = fft2(image)
    with np.errstate(invalid="ignore", over="ignore"):
        product = (spectrum * transfer).astype(spectrum.dtype)
    return ifft2(product).real


def distances(shape: tuple, middle: tuple = (0, 0)) -> np.ndarray:
    """Return how far every frequency of fft2 is from the middle, in cycles per pixel, the shorter way round.

    >>> distances((1, 4)).tolist(), distances((1, 4), (0, 1)).tolist()
    ([[0.0, 0.25, 0.5, 0.25]], [[0.25, 0.0, 0.25, 0.5]])
    """
    (H, W), middle = _image_shape(shape), as_shape("(u, v)", None, middle=middle)  # type: ignore[arg-type]
    u, v = np.arange(H)[:, None] - middle[0] % H, np.arange(W) - middle[1] % W
    return np.hypot(((u + H // 2) % H - H // 2) / H, ((v + W // 2) % W - W // 2) / W)


def _image_shape(shape: tuple) -> tuple:
    """Return the shape (H, W), if it is one, and not too large."""
    H, W = as_shape("(H, W)", shape=shape)
    check_elements(H * W, shape=shape)
    return H, W


def _butterworth(d: np.ndarray, d0: float, n: float) -> np.ndarray:
    """Return 1/(1 + (d/d₀)^(2n)); a power too large for a float is infinite, and lets nothing pass."""
    with np.errstate(over="ignore"):
        return 1 / (1 + (d / d0)**(2 * n))


def _cutoffs(cutoff: float | tuple, kind: str) -> list:
    """Return the cutoff, or the two of a kind that has two."""
    kind = as_choice(("low", "high", "band", "stop"), kind=kind)
    parts = as_list(2, cutoff=cutoff) if kind in ("band", "stop") else [cutoff]
    found = [d0 for part in parts for d0 in real_numbers(above=0, cutoff=part)]
    if found[0] > found[-1]:
        raise ValueError(f"cutoff of a {kind} filter must not fall, got {cutoff}")
    return found


def _combined(passes: list, kind: str) -> np.ndarray:
    """Return the filter of that kind, made of one low-pass filter or two."""
    H = passes[0] if len(passes) == 1 else (1 - passes[0]) * passes[1]
    return 1 - H if kind in ("high", "stop") else H
