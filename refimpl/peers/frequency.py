"""Frequency elsewhere: numpy.fft, scipy.fft, torch.fft, cv2.dft, scipy.signal, PyWavelets, scikit-image.

Bounds.  A fast transform is log₂ n rounds of butterflies, each of which adds at most 3.3 eps to the error's root mean
square (Higham 2002, Accuracy and Stability of Numerical Algorithms, th. 24.2); two of them are compared, and the errors
spread evenly over the frequencies.  A sum of L products has L/2 rounding errors, in units of the largest sum of
magnitudes.
"""
import numpy as np

from refimpl.complexity.counting import Operations, count_operations
from refimpl.frequency.banded import banded_product
from refimpl.frequency.bluestein import bluestein_fft, good_length
from refimpl.frequency.daubechies import daubechies
from refimpl.frequency.denoising import bayes_threshold, denoise, hard_threshold, noise_sigma, soft_threshold
from refimpl.frequency.dft import complex_type, dft, idft, lines_first
from refimpl.frequency.fft import fft, ifft
from refimpl.frequency.inverse_wavelet import idwt, idwt_definition
from refimpl.frequency.lifting import lift_53, lift_53_definition, unlift_53, unlift_53_definition
from refimpl.frequency.mixed_radix import mixed_radix_fft, radices
from refimpl.frequency.multilevel import greatest_level, wavedec, wavedec2, waverec, waverec2
from refimpl.frequency.radix2 import radix2_fft
from refimpl.frequency.real_fft import irfft, rfft
from refimpl.frequency.roots_of_unity import roots_of_unity
from refimpl.frequency.signal_extension import extend_signal
from refimpl.frequency.spectrum import fft2, fftshift, ifft2, ifftshift
from refimpl.frequency.transfer import (apply_transfer, butterworth_transfer, distances, gaussian_transfer,
                                        ideal_transfer, notch_transfer)
from refimpl.frequency.wavelet import dwt, dwt_definition, filter_bank, real_type
from refimpl.frequency.wavelet2d import dwt2, idwt2
from refimpl.peers import alone, differs, same


HAAR = np.array([[1.0, 1.0], [1.0, -1.0]]) / 2**0.5
DB2 = np.array([[1 + 3**0.5, 3 + 3**0.5, 3 - 3**0.5, 1 - 3**0.5],
                [1 - 3**0.5, 3**0.5 - 3, 3 + 3**0.5, -1 - 3**0.5]]) / 32**0.5


def log2(n):
    """Return log₂ n rounds, 6.7 eps each: 3.3 in either transform."""
    return 6.7 * np.log2(n)


def rounds(x, axis=-1, **other):
    """Return what the rounds of two transforms along an axis may differ by; nothing for a single sample."""
    return log2(x.shape[axis])


def rounds_of_axes(x, axes=(-2, -1), **other):
    """Return the same for a transform along two axes."""
    return sum(log2(x.shape[axis]) for axis in axes)


def sum_of_sizes(x, axis=-1, **other):
    """Return Σ |x[j]|, the magnitudes that a frequency is the sum of."""
    return np.abs(x).sum(axis, dtype=float).max()


def rounds_and_terms(x, axis=-1, **other):
    """Return the error of the sums of n products as they stand, next to the rounds of a fast transform."""
    return (x.shape[axis] + 3) / 2 + rounds(x, axis)


FAST: dict = {"within": rounds, "why": "log₂ n rounds of butterflies, 3.3 eps each, whose errors spread evenly"}
FAST2: dict = {"within": rounds_of_axes, "why": "log₂ H + log₂ W rounds of butterflies, 3.3 eps each"}
SUMS: dict = {"within": rounds_and_terms, "terms": sum_of_sizes,
              "why": "sums of n products, n/2 rounding errors; and log₂ n rounds of butterflies"}
BACK: dict = {**SUMS, "terms": lambda x, axis=-1: sum_of_sizes(x, axis) / x.shape[axis]}
HALF: dict = {"within": lambda x, n=None, axis=-1: log2(n or 2 * x.shape[axis]), "why": FAST["why"]}


# ---- roots of unity -------------------------------------------------------------------------------------------------

@same(roots_of_unity, "numpy.exp", "every angle", within=lambda j, n: 1 + 3 * np.pi * np.abs(j).max() / n,
      why="an angle of 2π·j/n is rounded three times, and loses 3·π·j/n eps")
def roots_of_unity_in_numpy(j, n):
    return np.exp(-2j * np.pi * j / n)


@differs(roots_of_unity, "numpy.exp",
         "A quarter of a turn is not exactly −i: π is no float, and the cosine is 6·10⁻¹⁷.", j=np.array([1]), n=4)
def roots_of_unity_in_numpy_exactly(j, n):
    return np.exp(-2j * np.pi * j / n)


@differs(roots_of_unity, "numpy.exp, of many turns",
         "The larger the angle, the fewer of its digits are left: nine of 10⁶ sevenths of a turn.",
         j=np.array([10**6]), n=7)
def roots_of_unity_in_numpy_of_many_turns(j, n):
    return np.exp(-2j * np.pi * j / n)


@same(roots_of_unity, "numpy.exp, of j % n", mends=roots_of_unity_in_numpy_of_many_turns, within=1 + 3 * np.pi,
      why="an angle below 2π is rounded three times, and loses 3·π eps")
def roots_of_unity_in_numpy_reduced(j, n):
    return np.exp(-2j * np.pi * (j % n) / n)


@same(roots_of_unity, "numpy.fft.fft", "the spectrum of an impulse at 1", within=lambda j, n: log2(n),
      why="log₂ n rounds of butterflies, 3.3 eps each")
def roots_of_unity_in_numpy_fft(j, n):
    return np.fft.fft(np.arange(n) == 1 % n)[j % n]


@same(roots_of_unity, "torch.polar", "every angle", within=lambda j, n: 2 + 3 * np.pi * np.abs(j).max() / n,
      why="an angle of 2π·j/n is rounded three times, and loses 3·π·j/n eps")
def roots_of_unity_in_torch(j, n):
    import torch
    angle = torch.from_numpy(-2 * np.pi * j / n)
    return torch.polar(torch.ones_like(angle), angle).numpy()


# ---- dft ------------------------------------------------------------------------------------------------------------

@same(complex_type, "scipy.fft.fft", "the dtype of its result")
def complex_type_in_scipy(dtype):
    from scipy.fft import fft
    return fft(np.zeros(1, dtype)).dtype


@differs(complex_type, "numpy.result_type(dtype, np.complex64)",
         "Whole numbers of 8 and 16 bits fit into float32, and become complex64.", dtype=np.dtype("uint8"))
def complex_type_in_numpy(dtype):
    return np.result_type(dtype, np.complex64)


@differs(complex_type, "scipy.fft.fft, of float16", "Half precision becomes complex64 there, complex128 here.",
         dtype=np.dtype("float16"))
def complex_type_in_scipy_of_half_precision(dtype):
    from scipy.fft import fft
    return fft(np.zeros(1, dtype)).dtype


@same(dft, "numpy.fft.fft", "every size and axis", **SUMS)
def dft_in_numpy(x, axis=-1):
    return np.fft.fft(x, axis=axis).astype(complex_type(x.dtype), copy=False)        # numpy < 2: complex128 of float32


@same(dft, "scipy.fft.fft", "every size and axis", **SUMS)
def dft_in_scipy(x, axis=-1):
    from scipy.fft import fft
    return fft(x, axis=axis)


@same(dft, "scipy.linalg.dft", "the last axis, double precision", terms=sum_of_sizes,
      within=lambda x: (3 * np.pi + 1) * x.shape[-1], why="its waves are powers of one: angles lose 3π·n eps",
      drawn=lambda cases: cases.dft(dtypes=cases.DOUBLE).map(last_axis))
def dft_in_scipy_linalg(x):
    from scipy.linalg import dft
    return x @ dft(x.shape[-1])


@differs(dft, 'scipy.linalg.dft(n, scale="sqrtn")', "Its matrix is unitary: 1/√n stands with the transform.",
         x=np.array([1.0, 0.0]))
def dft_in_scipy_linalg_unitary(x):
    from scipy.linalg import dft
    return x @ dft(x.shape[-1], scale="sqrtn")


@same(dft, 'scipy.linalg.dft(n, scale="sqrtn")·√n', mends=dft_in_scipy_linalg_unitary, terms=sum_of_sizes,
      within=lambda x: (3 * np.pi + 2) * x.shape[-1], why="its waves are powers of one: angles lose 3π·n eps",
      drawn=lambda cases: cases.dft(dtypes=cases.DOUBLE).map(last_axis))
def dft_in_scipy_linalg_unscaled(x):
    from scipy.linalg import dft
    n = x.shape[-1]
    return x @ dft(n, scale="sqrtn") * np.sqrt(n)


@same(dft, "scipy.signal.freqz", "one line, double precision", within=lambda x: 3 * np.pi * x.size + x.size,
      terms=sum_of_sizes, why="a polynomial of n coefficients, its argument off by 3·π eps",
      drawn=lambda cases: cases.dft(dtypes=cases.DOUBLE, axes=1).map(last_axis))
def dft_in_scipy_signal(x):
    from scipy.signal import freqz
    return freqz(x, worN=x.size, whole=True)[1].astype(complex, copy=False)


@differs(dft, "scipy.signal.freqz, by default",
         "It goes round half of the circle: frequencies 0 … n/2, in steps of a half.", x=np.array([1.0, 2.0]))
def dft_in_scipy_signal_by_default(x):
    from scipy.signal import freqz
    return freqz(x, worN=x.size)[1]


def last_axis(case):
    """Return the case with its axis the last, which is left out."""
    return {"x": np.ascontiguousarray(np.moveaxis(case["x"], case.get("axis", -1), -1))}


def squared(x):
    """Return n² multiplications and n² additions."""
    return Operations(multiplications=x.size**2, additions=x.size**2)


@same(dft, "operations executed", "n² multiplications, n² additions", ours=squared,
      drawn=lambda cases: cases.counted(9))
def dft_executed(x):
    return count_operations(dft, x)


@same(idft, "numpy.fft.ifft", "every size and axis", **BACK)
def idft_in_numpy(x, axis=-1):
    return np.fft.ifft(x, axis=axis).astype(complex_type(x.dtype), copy=False)       # numpy < 2: complex128 of float32


@same(idft, "scipy.fft.ifft", "every size and axis", **BACK)
def idft_in_scipy(x, axis=-1):
    from scipy.fft import ifft
    return ifft(x, axis=axis)


@differs(idft, 'numpy.fft.ifft(norm="ortho")', "1/√n stands with both transforms, instead of 1/n with the inverse.",
         x=np.array([2.0, 0.0]))
def idft_in_numpy_ortho(x):
    return np.fft.ifft(x, norm="ortho")


@same(idft, "scipy.linalg.dft", "the last axis, double precision: the conjugate of the matrix, over n",
      terms=lambda x: sum_of_sizes(x) / x.shape[-1], within=lambda x: (3 * np.pi + 1) * x.shape[-1],
      why="its waves are powers of one: angles lose 3π·n eps",
      drawn=lambda cases: cases.dft(dtypes=cases.DOUBLE).map(last_axis))
def idft_in_scipy_linalg(x):
    from scipy.linalg import dft
    n = x.shape[-1]
    return x @ dft(n).conj() / n


@same(lines_first, "numpy.swapaxes", "every axis")
def lines_first_in_numpy(x, axis):
    return np.swapaxes(x, axis, 0)


@differs(lines_first, "numpy.moveaxis", "The other axes keep their order, and move up by one.",
         x=np.arange(4).reshape(1, 2, 2), axis=2)
def lines_first_in_numpy_moved(x, axis):
    return np.moveaxis(x, axis, 0)


# ---- radix 2 --------------------------------------------------------------------------------------------------------

same(radix2_fft, "its definition", **SUMS)(dft)


@same(radix2_fft, "numpy.fft.fft", "powers of two", **FAST)
def radix2_fft_in_numpy(x):
    return np.fft.fft(x).astype(complex_type(x.dtype), copy=False)                   # numpy < 2: complex128 of float32


@same(radix2_fft, "scipy.fft.fft", "powers of two", **FAST)
def radix2_fft_in_scipy(x):
    from scipy.fft import fft
    return fft(x)


@differs(radix2_fft, "scipy.linalg.hadamard",
         "Butterflies without their twiddle factors make Walsh's transform, of real waves ±1.",
         x=np.array([0.0, 1, 0, 0]))
def radix2_fft_in_scipy_linalg(x):
    from scipy.linalg import hadamard
    return hadamard(x.size) @ x.astype(complex)


def halvings(x):
    """Return n/2·log₂ n multiplications, n·log₂ n additions."""
    levels = x.size.bit_length() - 1
    return Operations(multiplications=x.size // 2 * levels, additions=x.size * levels)


@same(radix2_fft, "operations executed", "n/2·log₂ n multiplications, n·log₂ n additions", ours=halvings,
      drawn=lambda cases: cases.counted(6, power=True))
def radix2_fft_executed(x):
    return count_operations(radix2_fft, x)


# ---- mixed radix ----------------------------------------------------------------------------------------------------

@same(mixed_radix_fft, "its definition", drawn=lambda cases: cases.columns(longest=60),
      within=lambda x: rounds_and_terms(x, 0), terms=lambda x: sum_of_sizes(x, 0), why=SUMS["why"])
def mixed_radix_fft_definition(x):
    return dft(x, 0)


@same(mixed_radix_fft, "numpy.fft.fft", "columns of every length", within=lambda x: rounds(x, 0), why=FAST["why"])
def mixed_radix_fft_in_numpy(x):
    return np.fft.fft(x, axis=0).astype(complex_type(x.dtype), copy=False)           # numpy < 2: complex128 of float32


@same(mixed_radix_fft, "scipy.fft.fft", "columns of every length", within=lambda x: rounds(x, 0), why=FAST["why"])
def mixed_radix_fft_in_scipy(x):
    from scipy.fft import fft
    return fft(x, axis=0)


def by_radices(x):
    """Return n·(r₁ + r₂ + …) multiplications, and n for the twiddles of all rounds but the last."""
    n, several = len(x), radices(len(x))
    return n * sum(several) + n * max(len(several) - 1, 0)


@same(mixed_radix_fft, "multiplications executed", "n·(r₁ + r₂ + …), and n for the twiddles of all rounds but the last",
      ours=by_radices, drawn=lambda cases: cases.counted(60).map(lambda case: {"x": case["x"][:, None]}))
def mixed_radix_fft_executed(x):
    return count_operations(mixed_radix_fft, x).multiplications


alone("no library shows the factors that its transform takes: they must multiply to n, and those above 16 be prime",
      radices)


# ---- Bluestein ------------------------------------------------------------------------------------------------------

def three_transforms(x):
    """Return the rounds of three transforms of less than 4n samples, and those of one of n."""
    return 3 * log2(4 * len(x)) + log2(len(x))


CHIRP: dict = {"within": three_transforms, "why": "three transforms of less than 4n samples, 3.3 eps a round"}


@same(bluestein_fft, "its definition",
      terms=lambda x: sum_of_sizes(x, 0), within=lambda x: three_transforms(x) + len(x) / 2,
      why="three transforms of less than 4n samples; sums of n products")
def bluestein_fft_definition(x):
    return dft(x, 0)


@same(bluestein_fft, "scipy.signal.czt", "double precision", **CHIRP,
      drawn=lambda cases: cases.columns(dtypes=cases.DOUBLE))
def bluestein_fft_in_scipy(x):
    from scipy.signal import czt
    return czt(x, axis=0)


@same(bluestein_fft, "numpy.fft.fft", "columns of every length", **CHIRP)
def bluestein_fft_in_numpy(x):
    return np.fft.fft(x, axis=0).astype(complex_type(x.dtype), copy=False)           # numpy < 2: complex128 of float32


@differs(good_length, "scipy.fft.next_fast_len", "Factors of 3, 5, 7 and 11 may come more than once: 7 is good there.",
         n=7)
def good_length_in_scipy(n):
    from scipy.fft import next_fast_len
    return next_fast_len(n)


@differs(good_length, "cv2.getOptimalDFTSize", "Factors of 3 and 5 may come more than once: 9 is good there.", n=9)
def good_length_in_cv2(n):
    import cv2
    return cv2.getOptimalDFTSize(n)


@same(good_length, "numpy.min", "the smallest of all 1, 3 or 5 times a power of two that are large enough, up to 2⁴⁰")
def good_length_in_numpy(n):
    good = np.outer([1, 3, 5], 2**np.arange(42, dtype=np.int64))
    return int(np.min(good[good >= n]))


# ---- fft ------------------------------------------------------------------------------------------------------------

same(fft, "its definition", drawn=lambda cases: cases.dft(), **SUMS)(dft)


@same(fft, "numpy.fft.fft", "every size and axis, primes too", **FAST)
def fft_in_numpy(x, axis=-1):
    return np.fft.fft(x, axis=axis).astype(complex_type(x.dtype), copy=False)        # numpy < 2: complex128 of float32


@same(fft, "scipy.fft.fft", "every size and axis, primes too", **FAST)
def fft_in_scipy(x, axis=-1):
    from scipy.fft import fft
    return fft(x, axis=axis)


@differs(fft, 'numpy.fft.fft(norm="ortho")', "1/√n stands with both transforms, instead of 1/n with the inverse.",
         x=np.array([1.0, 0.0]))
def fft_in_numpy_ortho(x, axis=-1):
    return np.fft.fft(x, axis=axis, norm="ortho")


@same(fft, 'numpy.fft.fft(norm="ortho")·√n', mends=fft_in_numpy_ortho, within=lambda x, axis=-1: rounds(x, axis) + 2,
      why="log₂ n rounds of butterflies, 3.3 eps each; √n and 1/√n are rounded")
def fft_in_numpy_ortho_unscaled(x, axis=-1):
    X = np.fft.fft(x, axis=axis, norm="ortho") * np.sqrt(x.shape[axis])
    return X.astype(complex_type(x.dtype), copy=False)


@differs(fft, 'scipy.fft.fft(norm="forward")',
         "1/n stands with the transform instead of its inverse: X[0] is the mean.", x=np.array([1.0, 3.0]))
def fft_in_scipy_forward(x):
    from scipy.fft import fft
    return fft(x, norm="forward")


@differs(fft, "torch.fft.fft, of whole numbers", "They become complex64, where double precision is meant.",
         x=np.array([1, 2]))
def fft_in_torch_of_whole_numbers(x, axis=-1):
    import torch
    return torch.fft.fft(torch.from_numpy(x), dim=axis).numpy()


@same(fft, "torch.fft.fft", "every size and axis, primes too", mends=fft_in_torch_of_whole_numbers, **FAST)
def fft_in_torch(x, axis=-1):
    import torch
    x = x if x.dtype.kind in "fc" else x.astype(float)            # else complex64
    return torch.fft.fft(torch.from_numpy(x), dim=axis).numpy()


@differs(fft, "cv2.dft", "Of real numbers it returns n real ones: Re X[0], Re X[1], Im X[1], Re X[2], …",
         x=np.array([1.0, 2, 4]))
def fft_in_cv2_packed(x):
    import cv2
    return cv2.dft(x[None], flags=cv2.DFT_ROWS)[0]


def primes(x, axis=-1):
    """Return the rounds of two transforms, and the sums of the prime factors that one of them makes term by term."""
    n, factors = x.shape[axis], []
    while n > 1:
        factors.append(next(p for p in range(2, n + 1) if n % p == 0))
        n //= factors[-1]
    return rounds(x, axis) + sum(factors)


@same(fft, "cv2.dft, with DFT_COMPLEX_OUTPUT", "float32 and float64, the last axis", mends=fft_in_cv2_packed,
      within=primes, terms=sum_of_sizes,
      why="log₂ n rounds of butterflies, 3.3 eps each; sums of a prime p are made term by term",
      drawn=lambda cases: cases.fft(dtypes=("f4", "f8")).map(last_axis))
def fft_in_cv2(x):
    import cv2
    lines = x.reshape(-1, x.shape[-1])                                           # it knows two axes
    both = cv2.dft(lines, flags=cv2.DFT_ROWS | cv2.DFT_COMPLEX_OUTPUT)           # two channels: real, imaginary
    return both.view(complex_type(x.dtype)).reshape(x.shape)


@differs(fft, "cv2.dft, without DFT_ROWS",
         "A matrix is transformed along both axes.",
         x=np.array([[1.0, 2], [3, 4]]))
def fft_in_cv2_both_axes(x):
    import cv2
    return cv2.dft(x, flags=cv2.DFT_COMPLEX_OUTPUT).view(complex).reshape(x.shape)


@same(fft, "scipy.signal.czt", "double precision, every size and axis",
      within=lambda x, axis=-1: 3 * log2(4 * x.shape[axis]),
      why="three transforms of less than 4n samples, 3.3 eps a round",
      drawn=lambda cases: cases.fft(dtypes=cases.DOUBLE))
def fft_in_scipy_signal(x, axis=-1):
    from scipy.signal import czt
    return czt(x, axis=axis)


@same(fft, "scipy.signal.zoom_fft", "double precision, every size and axis: the whole circle is fn = fs = 2",
      within=lambda x, axis=-1: 10 * x.shape[axis],
      why="three factors of its chirp, whose angles grow to π·n, are off by π·n eps each",
      drawn=lambda cases: cases.fft(dtypes=cases.DOUBLE))
def fft_in_scipy_zoom(x, axis=-1):
    from scipy.signal import zoom_fft
    return zoom_fft(x, 2, axis=axis)


@differs(fft, "scipy.signal.zoom_fft, up to fs/2", "Its n frequencies lie between 0 and n/2: twice as close.",
         x=np.array([1.0, 2]))
def fft_in_scipy_zoom_half(x):
    from scipy.signal import zoom_fft
    return zoom_fft(x, 1)


same(ifft, "its definition", drawn=lambda cases: cases.idft(), **BACK)(idft)


@same(ifft, "numpy.fft.ifft", "every size and axis, primes too", **FAST)
def ifft_in_numpy(x, axis=-1):
    return np.fft.ifft(x, axis=axis).astype(complex_type(x.dtype), copy=False)       # numpy < 2: complex128 of float32


@same(ifft, "scipy.fft.ifft", "every size and axis, primes too", **FAST)
def ifft_in_scipy(x, axis=-1):
    from scipy.fft import ifft
    return ifft(x, axis=axis)


@same(ifft, "torch.fft.ifft", "every size and axis, primes too", **FAST)
def ifft_in_torch(x, axis=-1):
    import torch
    x = x if x.dtype.kind in "fc" else x.astype(float)            # else complex64
    return torch.fft.ifft(torch.from_numpy(x), dim=axis).resolve_conj().numpy()


@differs(ifft, "cv2.idft", "It leaves out 1/n.", x=np.array([1.0 + 0j, 0]))
def ifft_in_cv2_unscaled(x):
    import cv2
    return cv2.idft(x.view(float).reshape(1, -1, 2), flags=cv2.DFT_ROWS).view(complex).reshape(x.shape)


@same(ifft, "cv2.idft, with DFT_SCALE", "complex numbers, the last axis", mends=ifft_in_cv2_unscaled, within=primes,
      terms=lambda x: sum_of_sizes(x) / x.shape[-1],
      why="log₂ n rounds of butterflies, 3.3 eps each; sums of a prime p are made term by term",
      drawn=lambda cases: cases.fft(dtypes=cases.COMPLEX).map(last_axis))
def ifft_in_cv2(x):
    import cv2
    lines = x.view(x.real.dtype).reshape(-1, x.shape[-1], 2)                     # two channels: real, imaginary
    return cv2.idft(lines, flags=cv2.DFT_ROWS | cv2.DFT_SCALE).view(x.dtype).reshape(x.shape)


@differs(ifft, 'numpy.fft.ifft(norm="forward")', "1/n stands with the transform instead of its inverse.",
         x=np.array([2.0, 0.0]))
def ifft_in_numpy_forward(x):
    return np.fft.ifft(x, norm="forward")


# ---- real signals ---------------------------------------------------------------------------------------------------

@same(rfft, "numpy.fft.rfft", "every size and axis, primes too", **FAST)
def rfft_in_numpy(x, axis=-1):
    return np.fft.rfft(x, axis=axis).astype(complex_type(x.dtype), copy=False)       # numpy < 2: complex128 of float32


@same(rfft, "scipy.fft.rfft", "every size and axis, primes too", **FAST)
def rfft_in_scipy(x, axis=-1):
    from scipy.fft import rfft
    return rfft(x, axis=axis)


@same(rfft, "torch.fft.rfft", "every size and axis, primes too", **FAST)
def rfft_in_torch(x, axis=-1):
    import torch
    x = x if x.dtype.kind == "f" else x.astype(float)             # else complex64
    return torch.fft.rfft(torch.from_numpy(x), dim=axis).numpy()


@differs(rfft, "scipy.fftpack.rfft", "It returns n real numbers: Re X[0], Re X[1], Im X[1], Re X[2], …",
         x=np.array([1.0, 2, 4]))
def rfft_in_scipy_fftpack(x):
    from scipy.fftpack import rfft
    return rfft(x)


@same(rfft, "scipy.fftpack.rfft, unpacked", "one line, float32 and float64", mends=rfft_in_scipy_fftpack, **FAST,
      drawn=lambda cases: cases.rfft(dtypes=("f4", "f8"), axes=1).map(one_line))
def rfft_in_scipy_fftpack_unpacked(x):
    from scipy.fftpack import rfft
    packed = np.concatenate([[0], rfft(x), [0]]).astype(x.dtype)
    packed[:2] = packed[1::-1]                                    # Re X[0], 0, Re X[1], Im X[1], …, Re X[n/2], 0
    return packed[:2 * (x.size // 2 + 1)].view(complex_type(x.dtype))


def one_line(case):
    """Return the first line of a case, along the last axis."""
    return {"x": last_axis(case)["x"].reshape(-1, case["x"].shape[case.get("axis", -1)])[0]}


@same(irfft, "numpy.fft.irfft", "every n whose half the frequencies are", **HALF)
def irfft_in_numpy(x, n=None, axis=-1):
    return np.fft.irfft(x, n, axis).astype(complex_type(x.dtype).type().real.dtype)  # numpy < 2: float64 of complex64


@same(irfft, "scipy.fft.irfft", "every n whose half the frequencies are", **HALF)
def irfft_in_scipy(x, n=None, axis=-1):
    from scipy.fft import irfft
    return irfft(x, n, axis)


@same(irfft, "torch.fft.irfft", "every n whose half the frequencies are", **HALF)
def irfft_in_torch(x, n=None, axis=-1):
    import torch
    return torch.fft.irfft(torch.from_numpy(x), n, dim=axis).numpy()


@differs(irfft, "numpy.fft.irfft, without n", "It takes the length to be even: of three samples two come back.",
         x=np.array([6.0 + 0j, 0]), n=3)
def irfft_in_numpy_even(x, n):
    return np.fft.irfft(x)


# ---- spectrum -------------------------------------------------------------------------------------------------------

@same(fft2, "numpy.fft.fft2", "every two axes", **FAST2)
def fft2_in_numpy(x, axes=(-2, -1)):
    return np.fft.fft2(x, axes=axes).astype(complex_type(x.dtype), copy=False)       # numpy < 2: complex128 of float32


@same(fft2, "scipy.fft.fft2", "every two axes", **FAST2)
def fft2_in_scipy(x, axes=(-2, -1)):
    from scipy.fft import fft2
    return fft2(x, axes=axes)


@same(fft2, "torch.fft.fft2", "every two axes", **FAST2)
def fft2_in_torch(x, axes=(-2, -1)):
    import torch
    x = x if x.dtype.kind in "fc" else x.astype(float)            # else complex64
    return torch.fft.fft2(torch.from_numpy(x), dim=axes).numpy()


@differs(fft2, "numpy.fft.fftn", "It transforms along all axes, the stack of images too.",
         x=np.array([[[1.0]], [[2.0]]]))
def fft2_in_numpy_all_axes(x):
    return np.fft.fftn(x)


@same(fft2, "numpy.fft.fftn, with axes", "every two axes", mends=fft2_in_numpy_all_axes, **FAST2)
def fft2_in_numpy_two_axes(x, axes=(-2, -1)):
    return np.fft.fftn(x, axes=axes).astype(complex_type(x.dtype), copy=False)       # numpy < 2: complex128 of float32


@differs(fft2, "cv2.dft", "Of real images it packs the half that says it all into H × W real numbers.",
         x=np.array([[1.0, 2, 4]]))
def fft2_in_cv2_packed(x):
    import cv2
    return cv2.dft(x)


@same(fft2, "cv2.dft, with DFT_COMPLEX_OUTPUT", "float32 and float64 images", mends=fft2_in_cv2_packed,
      within=lambda x: primes(x, 0) + primes(x, 1), terms=lambda x: np.abs(x).sum(dtype=float),
      why="log₂ H + log₂ W rounds of butterflies, 3.3 eps each; sums of a prime p are made term by term",
      drawn=lambda cases: cases.images(("f4", "f8")).map(lambda x: {"x": x}))
def fft2_in_cv2(x):
    import cv2
    both = cv2.dft(x, flags=cv2.DFT_COMPLEX_OUTPUT)               # two channels: real, imaginary
    return both.view(complex_type(x.dtype)).reshape(x.shape)


@same(ifft2, "numpy.fft.ifft2", "every two axes", **FAST2)
def ifft2_in_numpy(x, axes=(-2, -1)):
    return np.fft.ifft2(x, axes=axes).astype(complex_type(x.dtype), copy=False)      # numpy < 2: complex128 of float32


@same(ifft2, "scipy.fft.ifft2", "every two axes", **FAST2)
def ifft2_in_scipy(x, axes=(-2, -1)):
    from scipy.fft import ifft2
    return ifft2(x, axes=axes)


@same(ifft2, "torch.fft.ifft2", "every two axes", **FAST2)
def ifft2_in_torch(x, axes=(-2, -1)):
    import torch
    x = x if x.dtype.kind in "fc" else x.astype(float)            # else complex64
    return torch.fft.ifft2(torch.from_numpy(x), dim=axes).resolve_conj().numpy()


@differs(ifft2, "cv2.idft", "It leaves out 1/(H·W).", x=np.array([[1.0 + 0j, 0]]))
def ifft2_in_cv2_unscaled(x):
    import cv2
    return cv2.idft(x.view(float).reshape(*x.shape, 2)).view(complex).reshape(x.shape)


@same(ifft2, "cv2.idft, with DFT_SCALE", "complex spectra (H, W)", mends=ifft2_in_cv2_unscaled,
      within=lambda x: primes(x, 0) + primes(x, 1), terms=lambda x: np.abs(x).mean(dtype=float),
      why="log₂ H + log₂ W rounds of butterflies, 3.3 eps each; sums of a prime p are made term by term",
      drawn=lambda cases: cases.images(cases.COMPLEX).map(lambda x: {"x": x}))
def ifft2_in_cv2(x):
    import cv2
    both = x.view(x.real.dtype).reshape(*x.shape, 2)              # two channels: real, imaginary
    return cv2.idft(both, flags=cv2.DFT_SCALE).view(x.dtype).reshape(x.shape)


SHIFTED: dict = {"where": "all axes, one or several",
                 "drawn": lambda cases: cases.fftshift().filter(lambda case: case["x"].size)}


@same(fftshift, "numpy.fft.fftshift", **SHIFTED)
def fftshift_in_numpy(x, axes=None):
    return np.fft.fftshift(x, axes)


@same(fftshift, "scipy.fft.fftshift", **SHIFTED)
def fftshift_in_scipy(x, axes=None):
    from scipy.fft import fftshift
    return fftshift(x, axes)


@same(fftshift, "torch.fft.fftshift", "all axes, one or several; not none",
      drawn=lambda cases: cases.fftshift().filter(some_axes))
def fftshift_in_torch(x, axes=None):
    import torch
    return torch.fft.fftshift(torch.from_numpy(x), axes).numpy()


def some_axes(case):
    """Tell whether there is anything to shift, and an axis to shift it along."""
    return bool(case["x"].size and case.get("axes") != ())


@differs(fftshift, "numpy.fft.ifftshift", "For odd n it moves zero to n/2 rounded up, not down: it undoes fftshift.",
         x=np.arange(3))
def fftshift_in_numpy_inverse(x):
    return np.fft.ifftshift(x)


@same(ifftshift, "numpy.fft.ifftshift", **SHIFTED)
def ifftshift_in_numpy(x, axes=None):
    return np.fft.ifftshift(x, axes)


@same(ifftshift, "scipy.fft.ifftshift", **SHIFTED)
def ifftshift_in_scipy(x, axes=None):
    from scipy.fft import ifftshift
    return ifftshift(x, axes)


@same(ifftshift, "torch.fft.ifftshift", "all axes, one or several; not none",
      drawn=lambda cases: cases.fftshift().filter(some_axes))
def ifftshift_in_torch(x, axes=None):
    import torch
    return torch.fft.ifftshift(torch.from_numpy(x), axes).numpy()


@differs(ifftshift, "numpy.fft.fftshift", "Shifted twice, a signal of odd length is one place off.", x=np.arange(3))
def ifftshift_in_numpy_again(x):
    return np.fft.fftshift(x)


# ---- transfer functions ---------------------------------------------------------------------------------------------

ULP: dict = {"within": 1.5, "why": "i·(1/n) instead of i/n, and the root of two squares: three rounding errors"}


@same(distances, "numpy.fft.fftfreq", "every shape and middle", **ULP)
def distances_in_numpy(shape, middle=(0, 0)):
    d = np.hypot(np.fft.fftfreq(shape[0])[:, None], np.fft.fftfreq(shape[1]))
    return np.roll(d, middle, (0, 1))


@differs(distances, "torch.fft.fftfreq", "It has single precision unless told otherwise.", shape=(1, 3))
def distances_in_torch_single(shape):
    import torch
    return torch.hypot(torch.fft.fftfreq(shape[0])[:, None], torch.fft.fftfreq(shape[1])).numpy()


@same(distances, "torch.fft.fftfreq(dtype=torch.float64)", "every shape and middle", mends=distances_in_torch_single,
      **ULP)
def distances_in_torch(shape, middle=(0, 0)):
    import torch
    u, v = (torch.fft.fftfreq(n, dtype=torch.float64) for n in shape)
    return torch.roll(torch.hypot(u[:, None], v), middle, (0, 1)).numpy()


@differs(distances, "numpy.indices",
         "As the books have it: in cycles per side, not per pixel, and with zero in the middle.", shape=(1, 4))
def distances_in_numpy_of_the_books(shape):
    u, v = np.indices(shape)
    return np.hypot(u - shape[0] // 2, v - shape[1] // 2)


@same(distances, "numpy.indices, shifted and over N", "square images", mends=distances_in_numpy_of_the_books, **ULP,
      drawn=lambda cases: cases.distances().map(lambda case: {"shape": case["shape"][:1] * 2}))
def distances_in_numpy_squares(shape):
    u, v = np.indices(shape)
    return np.fft.ifftshift(np.hypot(u - shape[0] // 2, v - shape[1] // 2)) / shape[0]


@same(ideal_transfer, "numpy.fft.fftfreq", "low-pass filters, unless a frequency is the cutoff itself",
      drawn=lambda cases: cases.ideal_transfer().map(low_pass).filter(away_from_the_cutoff))
def ideal_transfer_in_numpy(shape, cutoff):
    return (distances_in_numpy(shape) <= cutoff).astype(float)


def low_pass(case):
    """Return the case of a low-pass filter."""
    return {key: float(np.max(case[key])) if key == "cutoff" else case[key] for key in case if key != "kind"}


def away_from_the_cutoff(case):
    """Tell whether no frequency is the cutoff, but for rounding."""
    return bool((abs(distances(case["shape"]) - case["cutoff"]) > 1e-15).all())


@differs(ideal_transfer, "numpy.fft.fftfreq, at the cutoff",
         "3·(1/10) is rounded to more than 3/10: the frequency at the cutoff is stopped.", shape=(1, 10), cutoff=0.3)
def ideal_transfer_in_numpy_at_the_cutoff(shape, cutoff):
    return (np.abs(np.fft.fftfreq(shape[1])) <= cutoff).astype(float)[None]


@same(ideal_transfer, "numpy.arange", "low-pass filters: whole numbers, over n",
      mends=ideal_transfer_in_numpy_at_the_cutoff, drawn=lambda cases: cases.ideal_transfer().map(low_pass))
def ideal_transfer_in_numpy_exactly(shape, cutoff):
    u, v = (np.fft.ifftshift(np.arange(n) - n // 2) / n for n in shape)
    return (np.hypot(u[:, None], v) <= cutoff).astype(float)


@differs(ideal_transfer, "scipy.ndimage.fourier_ellipsoid",
         "Its disk lies in the image, not in the spectrum: a spectrum that swings.", shape=(1, 6), cutoff=0.2)
def ideal_transfer_in_scipy(shape, cutoff):
    from scipy.ndimage import fourier_ellipsoid
    return fourier_ellipsoid(np.ones(shape), 1 / cutoff)


@same(gaussian_transfer, "scipy.ndimage.fourier_gaussian", "low-pass filters: a blur by σ has the cutoff 1/(2π·σ)",
      within=5, why="exponents e are off by 12 rounding errors, and e·exp(−e) < 0.37; a product of two instead of one",
      drawn=lambda cases: cases.gaussian_transfer().map(low_pass))
def gaussian_transfer_in_scipy(shape, cutoff):
    from scipy.ndimage import fourier_gaussian
    return fourier_gaussian(np.ones(shape), 1 / (2 * np.pi * cutoff))


@same(gaussian_transfer, "numpy.exp", "every kind: what is stopped is 1 less what passes", within=6,
      why="exponents e are off by 6 rounding errors, and e·exp(−e) < 0.37; of two for a band")
def gaussian_transfer_in_numpy(shape, cutoff, kind="low"):
    low, *more = (np.exp(-(distances_in_numpy(shape) / d0)**2 / 2) for d0 in np.atleast_1d(cutoff))
    passes = (1 - low) * more[0] if more else low
    return passes if kind in ("low", "band") else 1 - passes


def blurred(image, sigma):
    """Return an image blurred in its spectrum."""
    return apply_transfer(image, gaussian_transfer(image.shape, 1 / (2 * np.pi * sigma)))


@differs(gaussian_transfer, 'scipy.ndimage.gaussian_filter(mode="wrap")',
         "Its Gaussian is sampled in the image, and cut off at 4σ: another spectrum at the highest frequencies.",
         image=np.array([[1.0, 0, 0, 0]]), sigma=0.5, ours=blurred)
def gaussian_transfer_in_scipy_image(image, sigma):
    from scipy.ndimage import gaussian_filter
    return gaussian_filter(image, sigma, mode="wrap")


def filtered(image, cutoff, order=2, kind="low"):
    """Return an image after a Butterworth filter."""
    return apply_transfer(image, butterworth_transfer(image.shape, cutoff, order, kind))


def powers(image, cutoff, order=2, kind="low"):
    """Return the rounds of two transforms and their inverses, and the error of a power: 2·order times that of d/d₀."""
    return 2 * rounds_of_axes(image) + 2 * order


SKIMAGE: dict = {"ours": filtered, "within": powers, "terms": lambda image, **other: np.abs(image).astype(float).max(),
                 "why": "two transforms, log₂ n rounds of 3.3 eps each; powers of 2·order, as many rounding errors",
                 "drawn": lambda cases: cases.filtered_image()}


@same(butterworth_transfer, "skimage.filters.butterworth",
      "low-pass and high-pass filters, float32 and float64, applied", **SKIMAGE)
def butterworth_transfer_in_skimage(image, cutoff, order=2, kind="low"):
    from skimage.filters import butterworth
    return butterworth(image, cutoff, kind == "high", order)


@same(butterworth_transfer, "skimage.filters.butterworth, high-pass and then low-pass",
      "band-pass filters, float32 and float64, applied",
      ours=lambda image, cutoff, order: filtered(image, cutoff, order, "band"),
      within=lambda **case: 2 * powers(**case), terms=SKIMAGE["terms"], why=SKIMAGE["why"],
      drawn=lambda cases: cases.filtered_image().map(band))
def butterworth_transfer_in_skimage_band(image, cutoff, order):
    from skimage.filters import butterworth
    return butterworth(butterworth(image, cutoff[0], True, order), cutoff[1], False, order)


def band(case):
    """Return the case of a band-pass filter."""
    return {"image": case["image"], "cutoff": (case["cutoff"] / 2, case["cutoff"]), "order": case.get("order", 2)}


@differs(butterworth_transfer, "skimage.filters.butterworth, by default",
         "It is a high-pass filter unless told otherwise.", image=np.array([[1.0, 1.0]]), cutoff=0.25, ours=filtered)
def butterworth_transfer_in_skimage_by_default(image, cutoff):
    from skimage.filters import butterworth
    return butterworth(image, cutoff)


@differs(butterworth_transfer, "skimage.filters.butterworth(squared_butterworth=False)",
         "Engineers take the root of it: √½ at the cutoff, not ½.", image=np.array([[1.0, 0, 0, 0]]), cutoff=0.25,
         ours=filtered)
def butterworth_transfer_in_skimage_rooted(image, cutoff):
    from skimage.filters import butterworth
    return butterworth(image, cutoff, False, squared_butterworth=False)


@same(butterworth_transfer, "skimage.filters.butterworth(squared_butterworth=False), twice",
      "low-pass and high-pass filters, float32 and float64: the root, applied twice",
      mends=butterworth_transfer_in_skimage_rooted, **{**SKIMAGE, "within": lambda **case: 2 * powers(**case)})
def butterworth_transfer_in_skimage_twice(image, cutoff, order=2, kind="low"):
    from skimage.filters import butterworth
    once = butterworth(image, cutoff, kind == "high", order, squared_butterworth=False)
    return butterworth(once, cutoff, kind == "high", order, squared_butterworth=False)


@differs(butterworth_transfer, "scipy.signal.butter", "Engineers take the root of it: √½ at the cutoff, not ½.",
         shape=(1, 4), cutoff=0.25)
def butterworth_transfer_in_scipy(shape, cutoff, order=2):
    from scipy.signal import butter, freqs
    d = distances_in_numpy(shape)
    return np.abs(freqs(*butter(order, cutoff, analog=True), d.ravel())[1]).reshape(shape)


@same(butterworth_transfer, "scipy.signal.butter, |H|²", "low-pass filters of orders 1 … 4",
      mends=butterworth_transfer_in_scipy, within=lambda shape, cutoff, order=2: 8 * 2**order,
      drawn=lambda cases: cases.butterworth_transfer().map(low_order),
      why="a polynomial whose terms, 2^order in all, cancel to 1; 8 rounding errors each")
def butterworth_transfer_in_scipy_squared(shape, cutoff, order=2):
    from scipy.signal import butter, freqs
    d = distances_in_numpy(shape)
    return np.abs(freqs(*butter(order, 1, analog=True), d.ravel() / cutoff)[1]).reshape(shape)**2


def low_order(case):
    """Return the case of a low-pass filter of order 1 … 4."""
    return {**low_pass(case), "order": int(min(case.get("order", 2), 4))}


@same(notch_transfer, "skimage.filters.butterworth",
      "the spectrum of what it makes of an impulse, moved to every point; radii up to ½",
      drawn=lambda cases: cases.notch_transfer().map(lambda case: {**case, "radius": min(case["radius"], 0.5)}),
      within=lambda shape, points, radius, order=2: 2 * len(points) * (log2(shape[0] * shape[1]) + 2 * order + 1),
      why="a transform and its inverse, log₂ n rounds of 3.3 eps each, for every hole")
def notch_transfer_in_skimage(shape, points, radius, order=2):
    from skimage.filters import butterworth
    impulse, transfer = np.zeros(shape), np.ones(shape)
    impulse[0, 0] = 1
    hole = np.fft.fft2(butterworth(impulse, radius, high_pass=True, order=order)).real
    for u, v in points:
        for middle in {(u % shape[0], v % shape[1]), (-u % shape[0], -v % shape[1])}:
            transfer *= np.roll(hole, middle, (0, 1))
    return transfer


@differs(notch_transfer, "scipy.signal.iirnotch",
         "A recursive filter of one dimension: at the radius √½ is left, not ½.", shape=(1, 8), points=[(0, 2)],
         radius=0.125, order=1)
def notch_transfer_in_scipy(shape, points, radius, order):
    from scipy.signal import freqz, iirnotch
    at = points[0][1] / shape[1]
    b, a = iirnotch(at, at / (2 * radius), fs=1)
    return np.abs(freqz(b, a, np.fft.fftfreq(shape[1]), fs=1)[1])[None]


APPLIED: dict = {
    "within": lambda image, transfer: 2 * rounds_of_axes(image),
    "why": "two transforms, log₂ n rounds of 3.3 eps each",
    "terms": lambda image, transfer: np.abs(image).astype(float).max() * np.abs(transfer).max()}


@same(apply_transfer, "numpy.fft.fft2", "every real image", **APPLIED)
def apply_transfer_in_numpy(image, transfer):
    return np.fft.ifft2(np.fft.fft2(image) * transfer).real.astype(real_type(image.dtype))


@same(apply_transfer, "torch.fft.fft2", "every real image", **APPLIED)
def apply_transfer_in_torch(image, transfer):
    import torch
    x = torch.from_numpy(image.astype(real_type(image.dtype)))    # whole numbers would become single precision
    return torch.fft.ifft2(torch.fft.fft2(x) * torch.from_numpy(transfer)).real.numpy().astype(real_type(image.dtype))


def products(image, transfer):
    """Return H·W/2 rounding errors of a convolution, next to the rounds of the transforms."""
    return 2 * rounds_of_axes(image) + image.size / 2 + 1


def magnitudes(image, transfer):
    """Return the sum of magnitudes of a convolution with the kernel of a transfer function."""
    return np.abs(ifft2(transfer)).sum() * np.abs(image).astype(float).max()


@same(apply_transfer, 'scipy.ndimage.convolve(mode="wrap")', "its kernel, zero in the middle", within=products,
      terms=magnitudes, why="sums of H·W products, and log₂ n rounds of butterflies")
def apply_transfer_in_scipy(image, transfer):
    from scipy.ndimage import convolve
    kernel = np.fft.fftshift(np.fft.ifft2(transfer).real)
    image = image.astype(real_type(image.dtype))                  # whole numbers would stay whole
    return convolve(image, kernel, mode="wrap")


@differs(apply_transfer, "scipy.signal.fftconvolve",
         "Beyond the borders it sees zeros, where spectra see the image repeated.", image=np.array([[1.0, 2, 3]]),
         transfer=np.array([[1.0, 0, 0]]))
def apply_transfer_in_scipy_signal(image, transfer):
    from scipy.signal import fftconvolve
    return fftconvolve(image, np.fft.fftshift(np.fft.ifft2(transfer).real), "same")


@same(apply_transfer, "scipy.signal.fftconvolve, of the image repeated", "every real image",
      mends=apply_transfer_in_scipy_signal, within=lambda image, transfer: 8 * rounds_of_axes(image) + 30,
      terms=magnitudes, why="transforms of less than 6 times as many rows and columns, log₂ n rounds of 3.3 eps each")
def apply_transfer_in_scipy_signal_repeated(image, transfer):
    from scipy.signal import fftconvolve
    H, W = image.shape
    around = np.pad(image.astype(real_type(image.dtype)), ((H - 1, 0), (W - 1, 0)), mode="wrap")
    return fftconvolve(around, np.fft.ifft2(transfer).real, "valid").astype(around.dtype)


# ---- Daubechies -----------------------------------------------------------------------------------------------------

TABLES: dict = {"within": 2.5, "why": "PyWavelets' tables and our logarithms are off by 5·10⁻¹⁶, tried for every n"}


@same(daubechies, "pywt.Wavelet", "n = 1 … 38", **TABLES, drawn=lambda cases: cases.daubechies(most=38))
def daubechies_in_pywt(n):
    import pywt
    return np.array(pywt.Wavelet(f"db{n}").rec_lo)


@differs(daubechies, "pywt.Wavelet.dec_lo", "PyWavelets decomposes with the filter in reverse.", n=2)
def daubechies_in_pywt_decomposing(n):
    import pywt
    return np.array(pywt.Wavelet(f"db{n}").dec_lo)


@same(daubechies, "pywt.Wavelet.dec_lo, in reverse", "n = 1 … 38", mends=daubechies_in_pywt_decomposing, **TABLES,
      drawn=lambda cases: cases.daubechies(most=38))
def daubechies_in_pywt_reversed(n):
    import pywt
    return np.array(pywt.Wavelet(f"db{n}").dec_lo)[::-1]


@differs(daubechies, "pywt.Wavelet, of symlets", "Its magnitudes are the same, its phase is nearer to a straight line.",
         n=4)
def daubechies_in_pywt_symlet(n):
    import pywt
    return np.array(pywt.Wavelet(f"sym{n}").rec_lo)


# ---- signal extension -----------------------------------------------------------------------------------------------

def bends(x, before, after, mode="symmetric"):
    """Return how large the terms are that a line beyond the ends is made of: each of its steps, twice."""
    far = max(before, after) + 2
    return (2 * far + 3) * float(np.abs(x).max()) if mode in ("smooth", "antireflect") else 0


LINES: dict = {
    "within": lambda mode="symmetric", **other: 3 if mode in ("smooth", "antireflect") else 0,
    "terms": bends,
    "why": "three rounding errors where lines go on (smooth, antireflect), none in the other modes"}


@differs(extend_signal, "pywt.pad, of one sample",
         "In mode smooth one sample goes on as a line to zero; here it stays the same.", x=np.array([3.0]), before=1,
         after=1, mode="smooth")
def extend_signal_in_pywt_of_one(x, before, after, mode):
    import pywt
    return pywt.pad(x, (before, after), mode)


@differs(extend_signal, "pywt.pad, before the signal alone",
         "In modes smooth and antisymmetric it fails if nothing is added at the end.", x=np.array([1.0, 2.0]), before=1,
         after=0, mode="antisymmetric")
def extend_signal_in_pywt_before(x, before, after, mode):
    import pywt
    return pywt.pad(x, (before, after), mode)


@same(extend_signal, "pywt.pad, of one more at the end", "every mode and axis; in mode smooth of two samples and more",
      mends=extend_signal_in_pywt_before, **LINES,
      drawn=lambda cases: cases.extend_signal().filter(lambda case: case.get("mode") != "smooth" or len(case["x"]) > 1))
def extend_signal_in_pywt(x, before, after, mode="symmetric"):
    import pywt
    return np.apply_along_axis(lambda line: pywt.pad(line, (before, after + 1), mode)[:-1], 0, x)


PLAIN = ("zero", "constant", "symmetric", "reflect", "periodic")


def plain(case):
    """Tell whether other libraries know the mode."""
    return case.get("mode", "symmetric") in PLAIN


@same(extend_signal, "numpy.pad", "zero, constant, symmetric, reflect, periodic",
      drawn=lambda cases: cases.extend_signal().filter(plain))
def extend_signal_in_numpy(x, before, after, mode="symmetric"):
    names = {"zero": "constant", "constant": "edge", "periodic": "wrap"}
    return np.pad(x, [(before, after)] + [(0, 0)] * (x.ndim - 1), names.get(mode, mode))


@same(extend_signal, 'numpy.pad(mode="reflect", reflect_type="odd")', "antireflect", **LINES,
      drawn=lambda cases: cases.extend_signal(modes=("antireflect",)))
def extend_signal_in_numpy_odd(x, before, after, mode):
    return np.pad(x, [(before, after)] + [(0, 0)] * (x.ndim - 1), "reflect", reflect_type="odd")


@differs(extend_signal, 'numpy.pad(mode="symmetric", reflect_type="odd")',
         "It turns the mirrored signal upside down about its end sample, 2a − a, 2a − b; antisymmetric is about zero, "
         "−a, −b.", x=np.array([1.0, 3.0]), before=2, after=0, mode="antisymmetric")
def extend_signal_in_numpy_antisymmetric(x, before, after, mode):
    return np.pad(x, (before, after), "symmetric", reflect_type="odd")


@differs(extend_signal, 'scipy.ndimage: mode="reflect"',
         "There reflect repeats the end sample; it is what is called symmetric here.", x=np.array([1.0, 2.0, 3.0]),
         before=1, after=1, mode="reflect")
def extend_signal_in_scipy_of_the_same_name(x, before, after, mode):
    from scipy.ndimage import map_coordinates
    return map_coordinates(x, [np.arange(-before, len(x) + after)], order=0, mode=mode)


@same(extend_signal, "scipy.ndimage: its own names", "zero, constant, symmetric, reflect, periodic, of one line",
      mends=extend_signal_in_scipy_of_the_same_name, drawn=lambda cases: cases.extend_signal(axes=1).filter(plain))
def extend_signal_in_scipy(x, before, after, mode="symmetric"):
    from scipy.ndimage import map_coordinates
    names = {"zero": "grid-constant", "constant": "nearest", "symmetric": "reflect", "reflect": "mirror",
             "periodic": "grid-wrap"}
    return map_coordinates(x, [np.arange(-before, len(x) + after)], order=0, mode=names[mode])


@differs(extend_signal, 'scipy.ndimage.map_coordinates(mode="wrap")',
         "Its period is n − 1: the last sample and the first count as one.", x=np.array([1.0, 2.0, 3.0]), before=0,
         after=2, mode="periodic")
def extend_signal_in_scipy_wrapped(x, before, after, mode):
    from scipy.ndimage import map_coordinates
    return map_coordinates(x, [np.arange(-before, len(x) + after)], order=0, mode="wrap")


@same(extend_signal, "cv2.copyMakeBorder",
      "zero, constant, symmetric, reflect, periodic, of one line or of lines side by side",
      drawn=lambda cases: cases.extend_signal(axes=2).filter(plain))
def extend_signal_in_cv2(x, before, after, mode="symmetric"):
    import cv2
    borders = {"zero": cv2.BORDER_CONSTANT, "constant": cv2.BORDER_REPLICATE, "symmetric": cv2.BORDER_REFLECT,
               "reflect": cv2.BORDER_REFLECT_101, "periodic": cv2.BORDER_WRAP}
    columns = x.reshape(len(x), -1)                               # an image: rows are extended
    return cv2.copyMakeBorder(columns, before, after, 0, 0, borders[mode]).reshape(-1, *x.shape[1:])


@same(extend_signal, "torch.nn.functional.pad",
      "zero, constant, reflect, periodic, of one line, by less than its length",
      drawn=lambda cases: cases.extend_signal(modes=("zero", "constant", "reflect", "periodic"), axes=1).map(by_less))
def extend_signal_in_torch(x, before, after, mode):
    import torch
    names = {"zero": "constant", "constant": "replicate", "reflect": "reflect", "periodic": "circular"}
    return torch.nn.functional.pad(torch.from_numpy(x)[None, None], (before, after), names[mode]).numpy()[0, 0]


def by_less(case):
    """Return the case of an extension that is shorter than the signal."""
    n = len(case["x"])
    return {**case, "before": case["before"] % n, "after": case["after"] % n}


# ---- banded products ------------------------------------------------------------------------------------------------

BAND: dict = {"within": lambda x, T, step, count: 0 if whole(x, T) else T.shape[2],
              "terms": lambda x, T, step, count: banded_product(np.abs(x), np.abs(T), step, count),
              "why": "sums of J products, J/2 rounding errors in either; none for whole numbers"}


def whole(*arrays):
    """Tell whether all numbers are whole."""
    return all((array == np.rint(array)).all() for array in arrays)


@same(banded_product, "numpy.matmul", "T laid down the diagonal of one matrix", **BAND)
def banded_product_in_numpy(x, T, step, count):
    F, P, J = T.shape
    blocks = -(-count // P)
    band = np.zeros((F, blocks * P, max(len(x), blocks * step + J)), x.dtype)
    for b in range(blocks):
        band[:, b * P:(b + 1) * P, b * step:b * step + J] = T
    return band[:, :count, :len(x)] @ x


@same(banded_product, "torch.nn.functional.conv1d", "a stride of step, all filters at once", **BAND)
def banded_product_in_torch(x, T, step, count):
    import torch
    F, P, J = T.shape
    blocks = -(-count // P)
    x = np.concatenate([x, np.zeros((blocks * step + J, x.shape[1]), x.dtype)])
    kernels = torch.from_numpy(T.reshape(F * P, 1, J))
    values = torch.nn.functional.conv1d(torch.from_numpy(x.T[:, None].copy()), kernels, stride=step).numpy()
    values = values[:, :, :blocks].reshape(-1, F, P, blocks).transpose(1, 3, 2, 0)                # F, blocks, P, lines
    return values.reshape(F, blocks * P, -1)[:, :count]


@same(banded_product, "numpy.lib.stride_tricks.sliding_window_view", "one output a block", **BAND,
      drawn=lambda cases: cases.banded_product(outputs=1))
def banded_product_in_numpy_windows(x, T, step, count):
    long = np.concatenate([x, np.zeros((T.shape[2], x.shape[1]), x.dtype)])
    windows = np.lib.stride_tricks.sliding_window_view(long, T.shape[2], 0)[::step][:count]      # count, lines, J
    return np.einsum("fj,clj->fcl", T[:, 0], windows)


# ---- wavelets -------------------------------------------------------------------------------------------------------

def wavelet(bank):
    """Return PyWavelets' wavelet with the coefficients of a bank; it decomposes with the filters in reverse."""
    import pywt
    low, high = bank.tolist()
    return pywt.Wavelet("ours", filter_bank=(low[::-1], high[::-1], low, high))


@same(filter_bank, "pywt.qmf", "every filter")
def filter_bank_in_pywt_qmf(h):
    import pywt
    return np.array([h, pywt.qmf(h)])


@same(filter_bank, "pywt.orthogonal_filter_bank", "every filter", within=2,
      why="it divides by the filter's length, which is 1 but for rounding")
def filter_bank_in_pywt_orthogonal(h):
    import pywt
    return np.array(pywt.orthogonal_filter_bank(h)[2:])           # two to decompose, two to reconstruct


@same(filter_bank, "pywt.Wavelet", "Daubechies' filters", **TABLES)
def filter_bank_in_pywt(h):
    import pywt
    known = pywt.Wavelet(f"db{len(h) // 2}")
    return np.array([known.rec_lo, known.rec_hi])


@differs(filter_bank, "pywt.Wavelet.filter_bank", "It has the filters that decompose first, and these in reverse.",
         h=DB2[0])
def filter_bank_in_pywt_decomposing(h):
    import pywt
    return np.array(pywt.Wavelet(f"db{len(h) // 2}").filter_bank[:2])


@same(real_type, "pywt.dwt", "the dtype of its result")
def real_type_in_pywt(dtype):
    import pywt
    return pywt.dwt(np.ones(2, dtype), "haar")[0].dtype


@differs(real_type, "numpy.result_type(dtype, np.float32)", "Whole numbers of 8 and 16 bits fit into float32.",
         dtype=np.dtype("uint8"))
def real_type_in_numpy(dtype):
    return np.result_type(dtype, np.float32)


def reach(bank, mode):
    """Return how much larger than the signal the terms of a filter are, of lines that go on beyond the ends, too."""
    L = bank.shape[1]
    return np.abs(bank).sum(1).max() * (2 * L + 3 if mode in ("smooth", "antireflect") else 1)


def largest(*arrays):
    """Return the largest magnitude."""
    return max(np.abs(array).astype(float).max(initial=0) for array in arrays)


TAPS: dict = {
    "within": lambda bank, **other: bank.shape[1] + 3,
    "why": "sums of L products, L/2 rounding errors in either; three of the extension",
    "terms": lambda x, bank, mode="symmetric", axis=-1: reach(bank, mode) * largest(x)}

same(dwt, "its definition", **TAPS)(dwt_definition)


@same(dwt, "pywt.dwt", "all nine modes, every filter, float32 and float64, every axis", **TAPS)
def dwt_in_pywt(x, bank, mode="symmetric", axis=-1):
    import pywt
    return pywt.dwt(x, wavelet(bank), mode, axis)


@same(dwt, 'pywt.dwt(x, "db2")', "all nine modes, Daubechies' filters by name",
      terms=TAPS["terms"], within=lambda bank, **other: 3.5 * bank.shape[1] + 3,
      why="sums of L products, L/2 rounding errors in either; PyWavelets' tables, 2.5 eps")
def dwt_in_pywt_by_name(x, bank, mode="symmetric", axis=-1):
    import pywt
    return pywt.dwt(x, f"db{bank.shape[1] // 2}", mode, axis)


@differs(dwt, 'pywt.dwt(mode="periodic")',
         "Periodic is the signal repeated, and has ⌊(n + L − 1)/2⌋ coefficients; periodization has n/2.",
         x=np.array([1.0, 2, 3, 4]), bank=DB2, mode="periodization")
def dwt_in_pywt_periodic(x, bank, mode):
    import pywt
    return pywt.dwt(x, wavelet(bank), "periodic")


@differs(dwt, "pywt.Wavelet, the bank as it stands",
         "Its first two filters decompose, and are in reverse: Haar's details change their sign.",
         x=np.array([1.0, 3.0]), bank=HAAR)
def dwt_in_pywt_unreversed(x, bank):
    import pywt
    low, high = bank.tolist()
    return pywt.dwt(x, pywt.Wavelet("ours", filter_bank=(low, high, low[::-1], high[::-1])))


@same(dwt, "pywt.dwt_coeff_len", "all nine modes: the number of coefficients",
      ours=lambda x, bank, mode="symmetric", axis=-1: dwt(x, bank, mode, axis)[0].shape[axis])
def dwt_in_pywt_length(x, bank, mode="symmetric", axis=-1):
    import pywt
    return pywt.dwt_coeff_len(x.shape[axis], bank.shape[1], mode)


@differs(dwt, "numpy.convolve(…)[::2]",
         "It takes the even places of the convolution, where wavelets have the odd ones.", x=np.array([1.0, 2, 4]),
         bank=HAAR, mode="zero")
def dwt_in_numpy_even(x, bank, mode):
    low, high = bank
    return np.convolve(x, low[::-1])[::2], np.convolve(x, high[::-1])[::2]


@same(dwt, "numpy.convolve(…)[1::2]", "one line, float64, mode zero", mends=dwt_in_numpy_even, **TAPS,
      drawn=lambda cases: cases.dwt(modes=("zero",), dtypes=("f8",), axes=1).map(one_signal))
def dwt_in_numpy(x, bank, mode):
    low, high = bank                                              # np.convolve turns them round: they are turned before
    return np.convolve(x, low[::-1])[1::2], np.convolve(x, high[::-1])[1::2]


def one_signal(case):
    """Return the case without its axis, which is the only one."""
    return {key: case[key] for key in case if key != "axis"}


@same(dwt, "scipy.signal.upfirdn", "zero, constant, symmetric, reflect, periodic; every axis", **TAPS,
      drawn=lambda cases: cases.dwt(modes=PLAIN))
def dwt_in_scipy(x, bank, mode="symmetric", axis=-1):
    from scipy.signal import upfirdn
    n, L, axis = x.shape[axis], bank.shape[1], axis % x.ndim
    x = x.astype(real_type(x.dtype))
    margins = [(L - 1, L) if a == axis else (0, 0) for a in range(x.ndim)]
    x = np.pad(x, margins, {"zero": "constant", "constant": "edge", "periodic": "wrap"}.get(mode, mode))
    halves = (upfirdn(h[::-1].astype(x.dtype), x, down=2, axis=axis) for h in bank)
    return tuple(np.take(half, range(L // 2, L // 2 + (n + L - 1) // 2), axis) for half in halves)


@same(dwt, "torch.nn.functional.conv1d(stride=2)", "lines side by side, mode symmetric", **TAPS,
      drawn=lambda cases: cases.dwt(modes=("symmetric",)).map(two_axes))
def dwt_in_torch(x, bank):
    import torch
    L, x = bank.shape[1], x.astype(real_type(x.dtype))
    x = torch.from_numpy(np.pad(x, [(0, 0), (L - 2, L - 1)], "symmetric"))                 # torch has no such padding
    both = torch.nn.functional.conv1d(x[:, None], torch.from_numpy(bank[:, None].astype(x.numpy().dtype)), stride=2)
    return both[:, 0].numpy(), both[:, 1].numpy()


def two_axes(case):
    """Return the case of lines (lines, n)."""
    x = last_axis(case)["x"]
    return {"x": x.reshape(-1, x.shape[-1]), "bank": case["bank"]}


def taps_a_coefficient(x, bank):
    """Return L multiplications and additions per coefficient."""
    products = 2 * ((x.size + bank.shape[1] - 1) // 2) * bank.shape[1]
    return Operations(multiplications=products, additions=products)


@same(dwt, "operations executed", "L multiplications and additions per coefficient", ours=taps_a_coefficient,
      drawn=lambda cases: cases.counted(12, bank=True))
def dwt_executed(x, bank):
    return count_operations(dwt_definition, x, bank)


TAPS_BACK: dict = {
    "within": lambda bank, **other: bank.shape[1],
    "why": "sums of L products, L/2 rounding errors in either",
    "terms": lambda approximation, detail, bank, **other: 2 * reach(bank, "") * largest(approximation, detail)}

same(idwt, "its definition", **TAPS_BACK)(idwt_definition)


@same(idwt, "pywt.idwt", "all nine modes, every filter, float32 and float64, every axis", **TAPS_BACK)
def idwt_in_pywt(approximation, detail, bank, mode="symmetric", axis=-1):
    import pywt
    return pywt.idwt(approximation, detail, wavelet(bank), mode, axis)


@same(idwt, "scipy.signal.upfirdn", "all modes but periodization, every axis", **TAPS_BACK,
      drawn=lambda cases: cases.idwt(periodization=False))
def idwt_in_scipy(approximation, detail, bank, mode="symmetric", axis=-1):
    from scipy.signal import upfirdn
    low, high = bank.astype(approximation.dtype)
    x = upfirdn(low, approximation, up=2, axis=axis) + upfirdn(high, detail, up=2, axis=axis)
    n, L = approximation.shape[axis], bank.shape[1]
    return np.take(x, range(L - 2, 2 * n), axis)


@same(idwt, "torch.nn.functional.conv_transpose1d(stride=2)", "lines side by side, all modes but periodization",
      **TAPS_BACK, drawn=lambda cases: cases.idwt(periodization=False).map(two_axes_back))
def idwt_in_torch(approximation, detail, bank):
    import torch
    both = torch.from_numpy(np.stack([approximation, detail], 1))                                 # lines, 2, n
    kernels = torch.from_numpy(bank[:, None].astype(approximation.dtype))                         # 2, 1, L
    return torch.nn.functional.conv_transpose1d(both, kernels, stride=2, padding=bank.shape[1] - 2).numpy()[:, 0]


def two_axes_back(case):
    """Return the case of coefficients (lines, n)."""
    a, d = (last_axis({**case, "x": case[name]})["x"] for name in ("approximation", "detail"))
    return {"approximation": a.reshape(-1, a.shape[-1]), "detail": d.reshape(-1, a.shape[-1]), "bank": case["bank"]}


@differs(idwt, "pywt.upcoef", "It does not cut off the ends: L − 2 more on either side.",
         approximation=np.array([2.0, 4.0]), detail=np.array([0.0, 0.0]), bank=DB2)
def idwt_in_pywt_upcoef(approximation, detail, bank):
    import pywt
    return pywt.upcoef("a", approximation, wavelet(bank)) + pywt.upcoef("d", detail, wavelet(bank))


@same(idwt, "pywt.upcoef, its ends cut off", "one line, float64, all modes but periodization",
      mends=idwt_in_pywt_upcoef, **TAPS_BACK,
      drawn=lambda cases: cases.idwt(periodization=False).map(two_axes_back).map(first_line))
def idwt_in_pywt_upcoef_cut(approximation, detail, bank):
    import pywt
    x = pywt.upcoef("a", approximation, wavelet(bank)) + pywt.upcoef("d", detail, wavelet(bank))
    ends = bank.shape[1] - 2
    return x[ends:x.size - ends]


def first_line(case):
    """Return the case of the first line, in double precision."""
    return {**case, **{name: case[name][0].astype(float) for name in ("approximation", "detail")}}


# ---- wavelets of images ---------------------------------------------------------------------------------------------

TAPS2: dict = {
    "within": lambda bank, **other: 2 * (bank.shape[1] + 3),
    "why": "sums of L products of sums of L products, L/2 rounding errors each",
    "terms": lambda image, bank, mode="symmetric": reach(bank, mode)**2 * largest(image)}


@same(dwt2, "pywt.dwt2", "all nine modes, every filter, float32 and float64", **TAPS2)
def dwt2_in_pywt(image, bank, mode="symmetric"):
    import pywt
    return pywt.dwt2(image, wavelet(bank), mode)


@differs(dwt2, "pywt.dwtn, in alphabetical order",
         "Its keys name the first axis first: ad is a down the columns, d along the rows: cV.",
         image=np.array([[1.0, 2], [4, 4]]), bank=HAAR)
def dwt2_in_pywt_alphabetical(image, bank):
    import pywt
    cA, *details = (band for _, band in sorted(pywt.dwtn(image, wavelet(bank)).items()))
    return cA, tuple(details)


@same(dwt2, "pywt.dwtn: aa, (da, ad, dd)", "all nine modes", mends=dwt2_in_pywt_alphabetical, **TAPS2)
def dwt2_in_pywt_of_any_dimension(image, bank, mode="symmetric"):
    import pywt
    bands = pywt.dwtn(image, wavelet(bank), mode)
    return bands["aa"], (bands["da"], bands["ad"], bands["dd"])


@differs(dwt2, "numpy.add, of 2 × 2 pixels, over 4",
         "Haar's sums are over √2 along either axis: cA is twice the mean of four pixels, not the mean.",
         image=np.array([[1.0, 1], [1, 1]]), bank=HAAR)
def dwt2_in_numpy_means(image, bank):
    a, b, c, d = image[0::2, 0::2], image[0::2, 1::2], image[1::2, 0::2], image[1::2, 1::2]
    return (a + b + c + d) / 4, ((a + b - c - d) / 4, (a - b + c - d) / 4, (a - b - c + d) / 4)


def without_mode(case):
    """Return the case in the mode that is the default."""
    return {key: case[key] for key in case if key != "mode"}


@same(dwt2, "torch.nn.functional.conv2d(stride=2)", "mode symmetric", **TAPS2,
      drawn=lambda cases: cases.dwt2(modes=("symmetric",)).map(without_mode))
def dwt2_in_torch(image, bank):
    import torch
    (h, g), L, image = bank, bank.shape[1], image.astype(real_type(image.dtype))
    image = torch.from_numpy(np.pad(image, (L - 2, L - 1), "symmetric"))                 # torch has no such padding
    kernels = np.stack([np.outer(down, along) for down, along in ((h, h), (g, h), (h, g), (g, g))])
    bands = torch.nn.functional.conv2d(image[None, None], torch.from_numpy(kernels[:, None]).to(image.dtype), stride=2)
    cA, *details = bands[0].numpy()
    return cA, tuple(details)


def twice_a_pixel(x, bank):
    """Return 2L multiplications a pixel, of n × n."""
    return 2 * bank.shape[1] * x.size**2


@same(dwt2, "multiplications executed", "2L a pixel, mode periodization, even sides", ours=twice_a_pixel,
      drawn=lambda cases: cases.counted(3, bank=True).map(lambda case: {**case, "x": np.tile(case["x"], 2)}))
def dwt2_executed(x, bank):
    def both(image):
        halves = dwt_definition(image, bank, "periodization", 1)
        return [dwt_definition(half, bank, "periodization", 0) for half in halves]
    return count_operations(both, np.outer(x, x)).multiplications


TAPS2_BACK: dict = {
    "within": lambda bank, **other: 2 * bank.shape[1],
    "why": "sums of L products of sums of L products, L/2 rounding errors each",
    "terms": lambda cA, details, bank, mode: 4 * reach(bank, "")**2 * largest(cA, *details)}


@same(idwt2, "pywt.idwt2", "all nine modes, every filter", **TAPS2_BACK)
def idwt2_in_pywt(cA, details, bank, mode="symmetric"):
    import pywt
    return pywt.idwt2((cA, details), wavelet(bank), mode)


@same(idwt2, "pywt.idwtn: aa, (da, ad, dd)", "all nine modes", **TAPS2_BACK)
def idwt2_in_pywt_of_any_dimension(cA, details, bank, mode="symmetric"):
    import pywt
    return pywt.idwtn(dict(zip(("aa", "da", "ad", "dd"), (cA, *details), strict=True)), wavelet(bank), mode)


@same(idwt2, "torch.nn.functional.conv_transpose2d(stride=2)", "all modes but periodization", **TAPS2_BACK,
      drawn=lambda cases: cases.idwt2().filter(lambda case: case["mode"] != "periodization"))
def idwt2_in_torch(cA, details, bank, mode="symmetric"):
    import torch
    h, g = bank
    kernels = np.stack([np.outer(down, along) for down, along in ((h, h), (g, h), (h, g), (g, g))])[:, None]
    bands = torch.from_numpy(np.stack([cA, *details]))[None]
    x = torch.nn.functional.conv_transpose2d(bands, torch.from_numpy(kernels), stride=2, padding=bank.shape[1] - 2)
    return x.numpy()[0, 0]


# ---- several levels -------------------------------------------------------------------------------------------------

def all_of(coefficients):
    """Return all arrays of a decomposition."""
    return [c for level in coefficients for c in (level if isinstance(level, tuple) else (level,))]


def errors_of_levels(x, bank, mode="symmetric", level=None, axis=-1):
    """Return L + 3 for every level."""
    return (bank.shape[1] + 3) * len(wavedec(x, bank, mode, level, axis))


def terms_of_levels(x, bank, mode="symmetric", level=None, axis=-1):
    """Return the magnitude of the terms that the coefficients of all levels are sums of."""
    return reach(bank, mode) * largest(x, *wavedec(x, bank, mode, level, axis))


def errors_of_levels2(image, bank, mode="symmetric", level=None):
    """Return 2·(L + 3) for every level."""
    return 2 * (bank.shape[1] + 3) * len(wavedec2(image, bank, mode, level))


def terms_of_levels2(image, bank, mode="symmetric", level=None):
    """Return the magnitude of the terms that the coefficients of all levels are sums of."""
    return reach(bank, mode)**2 * largest(image, *all_of(wavedec2(image, bank, mode, level)))


LEVELS: dict = {"within": errors_of_levels, "terms": terms_of_levels,
                "why": "sums of L products for every level, L/2 rounding errors in either"}
LEVELS2: dict = {"within": errors_of_levels2, "terms": terms_of_levels2,
                 "why": "sums of L products of sums of L products for every level, L/2 rounding errors each"}


@same(wavedec, "pywt.wavedec", "all nine modes, every filter, axis and possible level, float32 and float64", **LEVELS)
def wavedec_in_pywt(x, bank, mode="symmetric", level=None, axis=-1):
    import pywt
    x = x.astype(real_type(x.dtype))                              # at level 0 it keeps whole numbers
    return pywt.wavedec(x, wavelet(bank), mode, level, axis)


@same(wavedec, "pywt.downcoef", "one line, every possible level but 0: the last approximation", **LEVELS,
      drawn=lambda cases: cases.wavedec(axes=1).map(with_level).filter(lambda case: case["level"] > 0),
      ours=lambda x, bank, mode="symmetric", level=None: wavedec(x, bank, mode, level)[0])
def wavedec_in_pywt_downcoef(x, bank, mode="symmetric", level=None):
    import pywt
    return pywt.downcoef("a", x, wavelet(bank), mode, level)


def with_level(case):
    """Return the case of one line with its level."""
    level = greatest_level(case["x"].size, case["bank"].shape[1])
    return {"level": level, **one_signal(case)}


@differs(wavedec, "pywt.swt", "It leaves out nothing: every level has as many coefficients as the signal has samples.",
         x=np.array([1.0, 3.0]), bank=HAAR)
def wavedec_in_pywt_stationary(x, bank):
    import pywt
    return list(pywt.swt(x, wavelet(bank), level=1)[0])


@differs(wavedec, "pywt.WaveletPacket", "It transforms the details again, too.", x=np.array([1.0, 3, 4, 9]),
         bank=HAAR)
def wavedec_in_pywt_packets(x, bank):
    import pywt
    nodes = pywt.WaveletPacket(x, wavelet(bank), "symmetric", 2).get_level(2)
    return [nodes[0].data, nodes[1].data, np.concatenate([nodes[2].data, nodes[3].data])]


LEVELS_BACK: dict = {
    "within": lambda coefficients, bank, **other: (bank.shape[1] + 3) * len(coefficients),
    "terms": lambda coefficients, bank, **other: 2 * reach(bank, "") * largest(*coefficients),
    "why": "sums of L products for every level, L/2 rounding errors in either"}
LEVELS2_BACK: dict = {
    "within": lambda coefficients, bank, **other: 2 * (bank.shape[1] + 3) * len(coefficients),
    "terms": lambda coefficients, bank, **other: 4 * reach(bank, "")**2 * largest(*all_of(coefficients)),
    "why": "sums of L products of sums of L products for every level, L/2 rounding errors each"}


@same(waverec, "pywt.waverec", "all nine modes, every filter, axis and possible level, float32 and float64",
      **LEVELS_BACK)
def waverec_in_pywt(coefficients, bank, mode="symmetric", axis=-1):
    import pywt
    return pywt.waverec(coefficients, wavelet(bank), mode, axis)


@same(wavedec2, "pywt.wavedec2", "all nine modes, every filter and possible level, float32 and float64", **LEVELS2)
def wavedec2_in_pywt(image, bank, mode="symmetric", level=None):
    import pywt
    image = image.astype(real_type(image.dtype))                  # at level 0 it keeps whole numbers
    return pywt.wavedec2(image, wavelet(bank), mode, level)


@same(wavedec2, "pywt.wavedecn: aa, (da, ad, dd)", "all nine modes, every filter and possible level", **LEVELS2)
def wavedec2_in_pywt_of_any_dimension(image, bank, mode="symmetric", level=None):
    import pywt
    first, *details = pywt.wavedecn(image.astype(real_type(image.dtype)), wavelet(bank), mode, level)
    return [first, *(tuple(bands[key] for key in ("da", "ad", "dd")) for bands in details)]


@differs(wavedec2, "pywt.fswavedecn",
         "It goes down to the last level along one axis, and then along the other: nine bands, not seven.",
         image=np.ones((4, 4)), bank=HAAR, ours=lambda image, bank: len(all_of(wavedec2(image, bank))))
def wavedec2_in_pywt_separable(image, bank):
    import pywt
    bands = pywt.fswavedecn(image, wavelet(bank))
    return sum(bands[i, j].size > 0 for i in range(3) for j in range(3))


@same(waverec2, "pywt.waverec2", "all nine modes, every filter and possible level, float32 and float64", **LEVELS2_BACK)
def waverec2_in_pywt(coefficients, bank, mode="symmetric"):
    import pywt
    return pywt.waverec2(coefficients, wavelet(bank), mode)


@same(waverec2, "pywt.waverecn: aa, (da, ad, dd)", "all nine modes, every filter and possible level", **LEVELS2_BACK)
def waverec2_in_pywt_of_any_dimension(coefficients, bank, mode="symmetric"):
    import pywt
    first, *details = coefficients
    named = [dict(zip(("da", "ad", "dd"), bands, strict=True)) for bands in details]
    return pywt.waverecn([first, *named], wavelet(bank), mode)


@same(greatest_level, "pywt.dwt_max_level", "every length and filter")
def greatest_level_in_pywt(n, taps):
    import pywt
    return pywt.dwt_max_level(n, taps)


@same(greatest_level, "numpy.frexp", "the exponent of n/(taps − 1)")
def greatest_level_in_numpy(n, taps):
    return max(0, int(np.frexp(n / (taps - 1))[1]) - 1)


@differs(greatest_level, "pywt.swt_max_level", "It counts how often n can be halved without a rest: 12 twice.", n=12,
         taps=2)
def greatest_level_in_pywt_stationary(n, taps):
    import pywt
    return pywt.swt_max_level(n)


# ---- lifting --------------------------------------------------------------------------------------------------------

same(lift_53, "its definition")(lift_53_definition)


@differs(lift_53, 'pywt.dwt(x, "bior2.2")',
         "The same filters, but nothing is rounded, a is √2 times as large, and d is over −√2.",
         x=np.array([1, 3, 5, 9]))
def lift_53_in_pywt_unrounded(x):
    import pywt
    return pywt.dwt(x, "bior2.2", "reflect")


TWICE: dict = {"within": 1, "why": "within 1 level: d is rounded before a is made of it, and a once more"}


@same(lift_53, 'pywt.dwt(x, "bior2.2"), rounded', "two samples and more, every axis", mends=lift_53_in_pywt_unrounded,
      **TWICE, drawn=lambda cases: cases.lift_53().filter(lambda case: case["x"].shape[case.get("axis", -1)] > 1))
def lift_53_in_pywt(x, axis=-1):
    import pywt
    n, (a, d) = x.shape[axis], pywt.dwt(x, "bior2.2", "reflect", axis)               # one more before, some after
    a, d = np.take(a, range(1, 1 + (n + 1) // 2), axis), np.take(d, range(1, 1 + n // 2), axis)
    return np.rint(a / np.sqrt(2)).astype(np.int64), np.rint(0.25 - d * np.sqrt(2)).astype(np.int64)    # halves go up


@same(lift_53, "scipy.ndimage.correlate1d", "two samples and more, every axis: both filters, rounded", **TWICE,
      drawn=lambda cases: cases.lift_53().filter(lambda case: case["x"].shape[case.get("axis", -1)] > 1))
def lift_53_in_scipy(x, axis=-1):
    from scipy.ndimage import correlate1d
    n, x = x.shape[axis], x.astype(float)
    low = correlate1d(x, [-0.125, 0.25, 0.75, 0.25, -0.125], axis, mode="mirror")
    high = correlate1d(x, [-0.5, 1, -0.5], axis, mode="mirror")
    return (np.rint(np.take(low, range(0, n, 2), axis)).astype(np.int64),
            np.ceil(np.take(high, range(1, n, 2), axis)).astype(np.int64))


same(unlift_53, "its definition")(unlift_53_definition)


@differs(unlift_53, 'pywt.idwt(a, d, "bior2.2")',
         "The same filters, but nothing is rounded, a is √2 times as large, and d is over −√2.",
         approximation=np.array([1, 6]), detail=np.array([0, 4]))
def unlift_53_in_pywt(approximation, detail):
    import pywt
    return pywt.idwt(approximation, detail, "bior2.2", "periodization")


# ---- denoising ------------------------------------------------------------------------------------------------------

SHRUNK: dict = {
    "within": 2,
    "terms": lambda x, t: largest(x),
    "why": "x·(1 − t/|x|) has three rounding errors, x ∓ t has one"}


@differs(soft_threshold, "pywt.threshold, of 0 by 0", "0·(1 − 0/0) is NaN there.", x=np.array([0.0, 1.0]), t=0)
def soft_threshold_in_pywt_of_zero(x, t):
    import pywt
    return pywt.threshold(x, t, "soft")


@same(soft_threshold, "pywt.threshold", "every threshold above 0",
      drawn=lambda cases: cases.soft_threshold().filter(lambda case: case["t"] > 0))
def soft_threshold_in_pywt(x, t):
    import pywt
    return pywt.threshold(x, t, "soft")


@same(soft_threshold, "pywt.threshold, if t", "every threshold: by 0 nothing changes",
      mends=soft_threshold_in_pywt_of_zero)
def soft_threshold_in_pywt_if_any(x, t):
    import pywt
    return pywt.threshold(x, t, "soft") if t else x


@same(soft_threshold, "torch.nn.functional.softshrink", "float32 and float64", **SHRUNK)
def soft_threshold_in_torch(x, t):
    import torch
    return torch.nn.functional.softshrink(torch.from_numpy(x), t).numpy()


@same(soft_threshold, "numpy.maximum", "float32 and float64", **SHRUNK)
def soft_threshold_in_numpy(x, t):
    return np.sign(x) * np.maximum(np.abs(x) - t, 0)


@differs(soft_threshold, "pywt.threshold_firm", "Above a second threshold it leaves the values as they are.",
         x=np.array([0.0, 3.0]), t=1)
def soft_threshold_in_pywt_firm(x, t):
    import pywt
    return pywt.threshold_firm(x, t, 2 * t)


@same(hard_threshold, "pywt.threshold", "every threshold, met exactly too")
def hard_threshold_in_pywt(x, t):
    import pywt
    return pywt.threshold(x, t, "hard")


@differs(hard_threshold, "torch.nn.functional.hardshrink", "What is exactly at the threshold becomes 0.",
         x=np.array([1.0, 2.0]), t=1)
def hard_threshold_in_torch(x, t):
    import torch
    return torch.nn.functional.hardshrink(torch.from_numpy(x), t).numpy()


@same(hard_threshold, "torch.nn.functional.hardshrink, of the float below", "thresholds above 0",
      mends=hard_threshold_in_torch, drawn=lambda cases: cases.hard_threshold().filter(lambda case: case["t"] > 0))
def hard_threshold_in_torch_at_least(x, t):
    import torch
    below = np.nextafter(x.dtype.type(t), x.dtype.type(0)).item()
    return torch.nn.functional.hardshrink(torch.from_numpy(x), below).numpy()


@same(hard_threshold, "numpy.where", "every threshold, met exactly too")
def hard_threshold_in_numpy(x, t):
    return np.where(np.abs(x) >= t, x, x.dtype.type(0))


@differs(hard_threshold, 'pywt.threshold(mode="greater")', "It looks at the values, not at their magnitudes.",
         x=np.array([-2.0, 2.0]), t=1)
def hard_threshold_in_pywt_greater(x, t):
    import pywt
    return pywt.threshold(x, t, "greater")


DENOISED: dict = {"within": lambda image, wavelet, **other: 4 * errors_of_levels2(image, wavelet),
                  "terms": lambda image, wavelet, **other: terms_of_levels2(image, wavelet),
                  "why": "sums of L products twice a level, there and back; as much again by way of the thresholds"}


@same(denoise, "skimage.restoration.denoise_wavelet", "float images, both methods", **DENOISED)
def denoise_in_skimage(image, wavelet, method="BayesShrink"):
    from skimage.restoration import denoise_wavelet
    return denoise_wavelet(image, wavelet=f"db{wavelet.shape[1] // 2}", method=method)


@differs(denoise, "skimage.restoration.denoise_wavelet, of uint8", "Whole numbers are scaled to 0 … 1 before.",
         image=np.array([[0, 100], [200, 60]], np.uint8), wavelet=HAAR)
def denoise_in_skimage_of_uint8(image, wavelet):
    from skimage.restoration import denoise_wavelet
    return denoise_wavelet(image)


@differs(denoise, "skimage.restoration.denoise_wavelet, by default",
         "Its wavelet is Haar's unless told otherwise.", image=np.arange(36.0).reshape(6, 6) % 7, wavelet=DB2)
def denoise_in_skimage_by_default(image, wavelet):
    from skimage.restoration import denoise_wavelet
    return denoise_wavelet(image)


@same(denoise, "pywt.threshold", "float images, VisuShrink: PyWavelets' own parts", **DENOISED,
      drawn=lambda cases: cases.denoise().map(lambda case: {**case, "method": "VisuShrink"}))
def denoise_in_pywt(image, wavelet, method):
    import pywt
    H, W = image.shape
    name = f"db{wavelet.shape[1] // 2}"
    level = max(pywt.dwt_max_level(min(H, W), name) - 3, 1)
    smooth, *details = pywt.wavedec2(image, name, level=level)
    finest = details[-1][2]
    sigma = float(np.median(np.abs(finest[finest != 0]))) / 0.6744897501960817
    t = float(sigma * np.sqrt(2 * np.log(H * W)))                 # NumPy's own float64 would widen float32
    shrunk = [tuple(pywt.threshold(d, t, "soft") for d in bands) for bands in details]
    return pywt.waverec2([smooth, *shrunk], name)[:H, :W]


@same(noise_sigma, "scipy.stats.median_abs_deviation", "what is not 0, about 0", within=2,
      terms=lambda diagonal: largest(diagonal), why="a quotient, and a quotient of scipy's own",
      drawn=lambda cases: cases.noise_sigma().filter(lambda case: case["diagonal"].any()))
def noise_sigma_in_scipy(diagonal):
    from scipy.stats import median_abs_deviation
    return float(median_abs_deviation(diagonal[diagonal != 0], center=lambda x, axis: 0.0, scale="normal"))


@differs(noise_sigma, "scipy.stats.median_abs_deviation, by default",
         "Deviations are from the median, not from 0, and zeros count.", diagonal=np.array([0.0, 1.0, 3.0]))
def noise_sigma_in_scipy_by_default(diagonal):
    from scipy.stats import median_abs_deviation
    return float(median_abs_deviation(diagonal, scale="normal"))


def sigma_of(image):
    """Return the noise of an image, from its diagonal details by db2."""
    return noise_sigma(dwt2(image, filter_bank(daubechies(2)))[1][2])


@same(noise_sigma, "skimage.restoration.estimate_sigma", "images: their diagonal details by db2", within=21,
      ours=sigma_of, terms=lambda image: 3 * largest(image), why="14 rounding errors of two sums of 4, over 0.67",
      drawn=lambda cases: cases.images(("f8",)).filter(sigma_of).map(lambda image: {"image": image}))
def noise_sigma_in_skimage(image):
    from skimage.restoration import estimate_sigma
    return float(estimate_sigma(image))


@differs(noise_sigma, "skimage.restoration.estimate_sigma, without details",
         "Of an image without details it is NaN, here 0.", image=np.zeros((4, 4)), ours=sigma_of)
def noise_sigma_in_skimage_of_nothing(image):
    from skimage.restoration import estimate_sigma
    return float(estimate_sigma(image))


alone("scikit-image has it inside denoise_wavelet, with which denoise is compared", bayes_threshold)
