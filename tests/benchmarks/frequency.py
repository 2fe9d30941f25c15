"""The frequency chapter beside NumPy and PyWavelets."""
from tests.benchmarks.timing import Pair                # first: it sets one thread before NumPy is imported

import numpy as np

from refimpl.frequency import fft, fft2, irfft, rfft

RNG = np.random.default_rng(0)


def pairs():
    """Yield what is compared."""
    yield from transforms()


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
