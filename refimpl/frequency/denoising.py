"""Wavelet denoising (小波去噪): noise is spread over all coefficients, an image over few; drop what is small.

    soft   y = sign(x)·max(|x| − t, 0)          hard   y = x where |x| ≥ t, else 0

    VisuShrink   t = σ·√(2·ln N), N pixels      BayesShrink   t = σ²/√(mean(d²) − σ²), for every band of details d

    σ = median(|cD₁|)/0.6745                    0.6745: half of all normal values lie within that many σ

White noise has the same strength in every coefficient of an orthonormal transform; the finest diagonal details of an
image are nearly all noise, and their median is hardly moved by the few that are not.  VisuShrink is what the largest
of N noise coefficients seldom exceeds, for N = 512² in one image of seven: smooth, and it loses detail.
BayesShrink weighs the noise against the signal in each band.

Shapes   image (H, W)  →  (H, W): float32 for float32, else float64
Cost     a transform and its inverse, some operations per coefficient
Source   Donoho & Johnstone 1994, "Ideal spatial adaptation by wavelet shrinkage";  Chang, Yu & Vetterli 2000,
         "Adaptive wavelet thresholding for image denoising and compression"
Checked  skimage.restoration.denoise_wavelet, pywt.threshold
Beware   As in scikit-image, all levels but the three coarsest are treated, at least one; coefficients of exactly 0 do
         not count for σ; thresholds are soft, x·(1 − t/|x|) as PyWavelets has it, but 0 stays 0 for t = 0.
"""
import numpy as np

from refimpl.arguments import as_array, as_choice, real_numbers
from refimpl.frequency.multilevel import greatest_level, wavedec2, waverec2
from refimpl.frequency.wavelet import _even_bank

__all__ = ["bayes_threshold", "denoise", "hard_threshold", "noise_sigma", "soft_threshold"]

QUARTILE = 0.6744897501960817                      # of the normal distribution with σ = 1


def soft_threshold(x: np.ndarray, t: float) -> np.ndarray:
    """Return x drawn towards 0 by t, and 0 where it is not larger than t ≥ 0; whole numbers become float64.

    >>> soft_threshold(np.array([-4.0, -1.0, 0.0, 2.0, 4.0]), 2).tolist()
    [-2.0, -0.0, 0.0, 0.0, 2.0]
    """
    x, [t] = as_array("(…)", "float", x=x), real_numbers(0, t=t)
    return _shrunk(x.astype(np.result_type(x, np.float32), copy=False), t).astype(x.dtype, copy=False)


def hard_threshold(x: np.ndarray, t: float) -> np.ndarray:
    """Return x where it is at least t ≥ 0 in magnitude, else 0; whole numbers become float64.

    >>> hard_threshold(np.array([-4.0, -1.0, 0.0, 2.0, 4.0]), 2).tolist()
    [-4.0, 0.0, 0.0, 2.0, 4.0]
    """
    x, [t] = as_array("(…)", "float", x=x), real_numbers(0, t=t)
    with np.errstate(over="ignore"):
        return np.where(np.abs(x) < t, x.dtype.type(0), x)


def denoise(image: np.ndarray, wavelet: np.ndarray, method: str = "BayesShrink") -> np.ndarray:
    """Return an image with its noise, of a strength estimated from itself, taken out; wavelet is a bank (2, L).

    A NaN makes the estimate, and so all of the image, NaN; an infinity spoils the pixels its coefficients reach.
    Raises ValueError unless the method is BayesShrink or VisuShrink, and for sides below 2·(L − 1).

    >>> haar = np.array([[1, 1], [1, -1]]) / 2**0.5
    >>> denoise(np.full((4, 4), 7.0), haar).round(6).tolist()[0]
    [7.0, 7.0, 7.0, 7.0]
    """
    image, wavelet = as_array("(H, W)", image=image), _even_bank(wavelet=wavelet)
    method, least = as_choice(("BayesShrink", "VisuShrink"), method=method), 2 * (wavelet.shape[1] - 1)
    if min(image.shape) < least:
        raise ValueError(f"image must have sides of at least {least} for {wavelet.shape[1]} taps, got {image.shape}")
    level = max(greatest_level(min(image.shape), wavelet.shape[1]) - 3, 1)
    smooth, *details = wavedec2(image, wavelet, "symmetric", level)
    sigma = noise_sigma(details[-1][2])
    visu = sigma * np.sqrt(2 * np.log(image.size))
    shrunk = [tuple(_shrunk(d, visu if method == "VisuShrink" else _bayes(d, sigma)) for d in bands)
              for bands in details]
    H, W = image.shape
    return waverec2([smooth, *shrunk], wavelet)[:H, :W]


def noise_sigma(diagonal: np.ndarray) -> float:
    """Return the standard deviation of the noise, from the finest diagonal details; 0 if they are all 0.

    >>> round(noise_sigma(np.array([-1.0, 0.0, 2.0, -3.0])), 4)              # median of 1, 2, 3
    2.9652
    """
    diagonal = as_array("(…)", "float", diagonal=diagonal)
    magnitudes = np.abs(diagonal[diagonal != 0]).astype(np.result_type(diagonal, np.float32), copy=False)
    with np.errstate(over="ignore"):
        return float(np.median(magnitudes) / QUARTILE) if magnitudes.size else 0.0


def bayes_threshold(details: np.ndarray, sigma: float) -> float:
    """Return σ²/√(mean(d²) − σ²); where noise explains all there is, σ²/√eps: above everything if σ is above √eps.

    >>> bayes_threshold(np.array([3.0, -3.0]), sigma=1.0) == 1 / 8**0.5
    True
    """
    details, [sigma] = as_array("(…)", "float", empty=False, details=details), real_numbers(0, sigma=sigma)
    return _bayes(details.astype(np.result_type(details, np.float32), copy=False), float(sigma))


def _bayes(details: np.ndarray, sigma: float) -> float:
    """Return σ²/√(mean(d²) − σ²), the root at least that of the smallest step of a float from 1."""
    with np.errstate(invalid="ignore", over="ignore"):
        variance = sigma * sigma
        signal = np.mean(details * details) - variance
        return float(variance / np.sqrt(max(signal, np.finfo(details.dtype).eps)))


def _shrunk(x: np.ndarray, t: float) -> np.ndarray:
    """Return x·(1 − t/|x|) where |x| > t, 0 where it is not, NaN where that is not known."""
    with np.errstate(invalid="ignore", over="ignore"):
        magnitude, kept = np.abs(x), np.zeros_like(x)
        above = ~(magnitude <= t)
        np.divide(t, magnitude, out=kept, where=above)
        return x * np.where(above, 1 - kept, kept)
