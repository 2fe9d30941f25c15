"""The frequency chapter beside NumPy and PyWavelets."""
from tests.benchmarks.timing import Pair                # first: it sets one thread before NumPy is imported

import numpy as np

import pywt

from refimpl.frequency import daubechies, dwt, dwt2, fft, fft2, filter_bank, idwt, idwt2, irfft, rfft

RNG = np.random.default_rng(0)


def pairs():
    """Yield what is compared."""
    yield from transforms()
    yield from wavelets()


def transforms():
    """Powers of two, primes, lengths between, images."""
    for name, n in [*((f"2^{k}", 2**k) for k in range(8, 21)), ("1000", 1000), ("prime 127", 127), ("prime 1009", 1009),
                    ("prime 10007", 10007), ("prime 100003", 100003)]:
        x = RNG.normal(size=n) + 1j * RNG.normal(size=n)
        yield Pair("fft", f"{name} complex", lambda x=x: fft(x), "numpy.fft.fft", lambda x=x: np.fft.fft(x), n,
                   turns=21 if n > 2**17 else 101)
    for n in (2**10, 2**16):
        x = RNG.normal(size=n)
        X = np.fft.rfft(x)
        yield Pair("rfft", f"{n} samples", lambda x=x: rfft(x), "numpy.fft.rfft", lambda x=x: np.fft.rfft(x), n)
        yield Pair("irfft", f"{n} samples", lambda X=X: irfft(X), "numpy.fft.irfft", lambda X=X: np.fft.irfft(X), n)
    x = RNG.normal(size=(4096, 64))
    yield Pair("fft", "4096 lines of 64", lambda: fft(x), "numpy.fft.fft", lambda: np.fft.fft(x), x.size)
    for shape in ((64, 64), (256, 256), (512, 512), (1024, 1024), (2048, 2048), (300, 400), (251, 257)):
        image = RNG.normal(size=shape)
        yield Pair("fft2", f"{shape[0]} × {shape[1]}", lambda f=image: fft2(f), "numpy.fft.fft2",
                   lambda f=image: np.fft.fft2(f), image.size)


def wavelets():
    """Short and long filters, one dimension and two."""
    x, image = RNG.normal(size=2**16), RNG.normal(size=(2048, 2048))
    for name, n in (("haar", 1), ("db2", 2), ("db4", 4), ("db8", 8)):
        bank = filter_bank(daubechies(n))
        yield Pair("dwt", f"{name}, 2^16", lambda b=bank: dwt(x, b), "pywt.dwt", lambda w=name: pywt.dwt(x, w), x.size)
        a, d = pywt.dwt(x, name)
        yield Pair("idwt", f"{name}, 2^16", lambda b=bank, a=a, d=d: idwt(a, d, b), "pywt.idwt",
                   lambda w=name, a=a, d=d: pywt.idwt(a, d, w), x.size)
        yield Pair("dwt2", f"{name}, 2048²", lambda b=bank: dwt2(image, b), "pywt.dwt2",
                   lambda w=name: pywt.dwt2(image, w), image.size, turns=7)
        c = pywt.dwt2(image, name)
        yield Pair("idwt2", f"{name}, 2048²", lambda b=bank, c=c: idwt2(*c, b), "pywt.idwt2",
                   lambda w=name, c=c: pywt.idwt2(c, w), image.size, turns=7)
