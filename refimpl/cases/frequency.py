"""Cases and laws for refimpl.frequency."""
import itertools
from functools import lru_cache

import numpy as np
from hypothesis import strategies as st

from refimpl.frequency.daubechies import daubechies as scaling_filter
from refimpl.frequency.fft import fft as transformed
from refimpl.frequency.inverse_wavelet import idwt as inverse
from refimpl.frequency.lifting import lift_53 as lifted
from refimpl.frequency.lifting import unlift_53 as unlifted
from refimpl.frequency.multilevel import greatest_level as deepest
from refimpl.frequency.multilevel import wavedec as decomposed
from refimpl.frequency.multilevel import wavedec2 as decomposed2
from refimpl.frequency.real_fft import rfft as half_transformed
from refimpl.frequency.roots_of_unity import roots_of_unity as waves
from refimpl.frequency.transfer import distances as frequencies_of
from refimpl.frequency.wavelet import dwt as wavelets
from refimpl.frequency.wavelet import filter_bank as bank_of
from refimpl.frequency.wavelet2d import idwt2 as inverse2

__all__ = ["LAWS", "apply_transfer", "banded_product", "bank_by_number", "banks", "bayes_threshold", "bluestein_fft",
           "butterworth_transfer", "columns", "complex_type", "counted", "daubechies", "denoise", "dft", "distances",
           "dwt", "dwt2", "extend_signal", "fft", "fft2", "fftshift", "filter_bank", "filtered_image", "frequencies",
           "gaussian_transfer", "good_length", "greatest_level", "hard_threshold", "ideal_transfer", "idft", "idwt",
           "idwt2", "ifft", "ifft2", "ifftshift", "images", "irfft", "lift_53", "lines_first", "long_signals",
           "mixed_radix_fft", "noise_sigma", "notch_transfer", "numbers", "radices", "radix2_fft", "real_type", "rfft",
           "roots_of_unity", "signals", "soft_threshold", "two_sides", "unlift_53", "wavedec", "wavedec2",
           "waverec", "waverec2", "whole"]

MODES = ("zero", "constant", "symmetric", "antisymmetric", "reflect", "antireflect", "periodic", "periodization",
         "smooth")
KINDS = ("whole", "impulse", "constant", "normal", "normal", "normal")          # of scales 0.01, 1 and 100
OTHER_AXES = [(), *[(n,) for n in range(1, 8)]] * 5 + [(n, m) for n in range(1, 8) for m in range(1, 8) if n != m]
REAL, COMPLEX = ("f8", "f4", "u1", "i2", "?"), ("c16", "c8")
SINGLE = ("f4", "c8")
DOUBLE = ("f8", "c16", "u1", "i2", "?")            # whose transforms are complex128


# ---- the cases ------------------------------------------------------------------------------------------------------

def numbers(shape, dtype):
    """Draw an array: of whole numbers, a single one among zeros, constant, or normal values of three scales.

    One number is drawn, from which all others follow.
    """
    def fill(seed):
        kind, scale, rng = KINDS[seed % 6], (0.01, 1.0, 100.0)[seed % 3], np.random.default_rng(seed)
        if kind == "constant":
            return np.full(shape, rng.integers(0, 9)).astype(dtype)
        if kind == "impulse":
            values = np.zeros(shape, dtype)
            values.flat[rng.integers(values.size)] = 1
            return values
        if kind == "whole" or dtype[0] not in "fc":
            return rng.integers(0, 100, shape).astype(dtype)
        values = scale * rng.normal(size=shape)
        return (values + 1j * scale * rng.normal(size=shape) if dtype[0] == "c" else values).astype(dtype)
    return st.integers(0, 2**32 - 1).map(fill)


def whole(least, most):
    """Draw a whole number, each as often as any other: of st.integers nearly every second is the least."""
    return st.sampled_from(range(least, most + 1))


def two_sides(least=1, most=20):
    """Draw two different sides of an image."""
    return st.tuples(whole(least, most), whole(least, most)).map(
        lambda sides: (sides[0], sides[1] + (sides[0] == sides[1])))


def images(dtypes, longest=30):
    """Draw an image, no side as long as the other."""
    return st.tuples(two_sides(1, longest), st.sampled_from(dtypes)).flatmap(lambda drawn: numbers(*drawn))


@st.composite
def counted(draw, longest, power=False, bank=False):
    """Draw a few numbers for a definition that counts its operations: up to 2^longest, if a power of two."""
    n = draw(whole(0 if power else 1, longest))
    x = draw(numbers((2**n if power else n,), "f8"))
    return {"x": x, "bank": draw(banks(3))} if bank else {"x": x}


@st.composite
def signals(draw, dtypes=REAL + COMPLEX, longest=70, axes=3):
    """Draw the arguments of a transform: x of one to three axes, no two as long, and one of them, or none given."""
    shape = draw(st.sampled_from([shape for shape in OTHER_AXES if len(shape) < axes]))
    n = draw(whole(1, longest))
    while n in shape:
        n = n % longest + 1
    at, way = draw(whole(0, len(shape))), draw(whole(0, 2))
    x = draw(numbers((*shape[:at], n, *shape[at:]), draw(st.sampled_from(dtypes))))
    return {"x": x} if way == 0 and at == x.ndim - 1 else {"x": x, "axis": at - x.ndim if way < 2 else at}


def dft(dtypes=REAL + COMPLEX, axes=3):
    """Draw the arguments of dft."""
    return signals(dtypes, 30, axes)


def idft():
    """Draw the arguments of idft."""
    return signals(longest=30)


def fft(dtypes=REAL + COMPLEX):
    """Draw the arguments of fft: now and then a length with a prime factor above 300."""
    return signals(dtypes) | long_signals(dtypes=dtypes)


@st.composite
def long_signals(draw, lengths=(34, 127, 254, 256, 307, 331, 614, 1009, 1024), dtypes=REAL + COMPLEX):
    """Draw the arguments of a transform of a longer line, of large prime factors or powers of two; often of float32."""
    dtype = draw(st.sampled_from((*dtypes, *[dtype for dtype in dtypes if dtype in SINGLE])))
    return {"x": draw(numbers((draw(whole(1, 3)), draw(st.sampled_from(lengths))), dtype))}


def ifft():
    """Draw the arguments of ifft."""
    return fft()


def rfft(dtypes=REAL, axes=3):
    """Draw the arguments of rfft."""
    return signals(dtypes, axes=axes) | long_signals(dtypes=dtypes)


@st.composite
def irfft(draw):
    """Draw the arguments of irfft: as many frequencies as n asks for, or an even n left out."""
    case = draw(signals(longest=40, dtypes=(*COMPLEX, "f8")))
    m = case["x"].shape[case.get("axis", -1)]
    n = draw(st.sampled_from((2 * m - 2, 2 * m - 1)).filter(bool))
    return case if n % 2 == 0 and draw(st.booleans()) else {**case, "n": n}


@st.composite
def fft2(draw):
    """Draw the arguments of fft2: two to three axes, and two of them, or none given."""
    shape = draw(two_sides(1, 12)) + draw(st.sampled_from(((), (14,), (3,))))
    x = draw(numbers(shape, draw(st.sampled_from(REAL + COMPLEX))))
    axes = draw(st.sampled_from([None, *itertools.permutations(range(x.ndim), 2)]))
    return {"x": x} if axes is None else {"x": x, "axes": (axes[0], axes[1] - draw(st.sampled_from((0, x.ndim))))}


def ifft2():
    """Draw the arguments of ifft2."""
    return fft2()


@st.composite
def fftshift(draw):
    """Draw the arguments of fftshift: all axes, one, or several."""
    shape = draw(st.sampled_from([(n, *shape) for n in range(9) for shape in OTHER_AXES if n not in shape]))
    x = np.arange(np.prod(shape)).reshape(shape)
    ones = list(range(-x.ndim, x.ndim))
    several = [axes for k in range(x.ndim + 1) for axes in itertools.permutations(range(x.ndim), k)]
    axes = draw(st.sampled_from([None]) | st.sampled_from(ones) | st.sampled_from(several))
    return {"x": x} if axes is None else {"x": x, "axes": axes}


def ifftshift():
    """Draw the arguments of ifftshift."""
    return fftshift()


def radix2_fft(most=7):
    """Draw the arguments of radix2_fft: a power of two of samples."""
    return st.tuples(whole(0, most), st.sampled_from(REAL + COMPLEX)).flatmap(
        lambda drawn: numbers((2**drawn[0],), drawn[1])).map(lambda x: {"x": x})


def columns(longest=70, dtypes=REAL + COMPLEX):
    """Draw x (n, columns)."""
    return st.tuples(whole(1, longest), whole(1, 5), st.sampled_from(dtypes)).flatmap(
        lambda drawn: numbers(drawn[:2], drawn[2])).map(lambda x: {"x": x})


def mixed_radix_fft():
    """Draw the arguments of mixed_radix_fft."""
    return columns(longest=140)


def bluestein_fft():
    """Draw the arguments of bluestein_fft."""
    return columns()


def good_length():
    """Draw the arguments of good_length."""
    return st.fixed_dictionaries({"n": whole(1, 70) | st.integers(1, 2**40)})


def radices():
    """Draw the arguments of radices."""
    return st.fixed_dictionaries({"n": st.integers(1, 5000)})


def roots_of_unity():
    """Draw the arguments of roots_of_unity: places on the circle, many turns away too."""
    return st.fixed_dictionaries({"j": st.lists(whole(-9999, 9999), min_size=1, max_size=9).map(np.array),
                                  "n": whole(1, 3000)})


def complex_type():
    """Draw the arguments of complex_type."""
    return st.fixed_dictionaries({"dtype": st.sampled_from(REAL + COMPLEX).map(np.dtype)})


def lines_first():
    """Draw the arguments of lines_first."""
    return signals(longest=9).map(lambda case: {"axis": -1, **case})


def frequencies(most=0.8):
    """Draw a cutoff in cycles per pixel."""
    return st.sampled_from((0.1, 0.25, 0.5)) | st.floats(0.01, most)


@st.composite
def ideal_transfer(draw, most=0.8):
    """Draw the arguments of ideal_transfer."""
    shape = draw(two_sides())
    kind = draw(st.sampled_from(("low", "high", "band", "stop")))
    low, high = sorted(draw(st.tuples(frequencies(most), frequencies(most))))
    case = {"shape": shape, "cutoff": low if kind in ("low", "high") else (low, high), "kind": kind}
    return case if kind != "low" or draw(st.booleans()) else {"shape": shape, "cutoff": low}


def gaussian_transfer():
    """Draw the arguments of gaussian_transfer, of blurs by a tenth of a pixel, too."""
    return ideal_transfer(most=1.6)


@st.composite
def butterworth_transfer(draw):
    """Draw the arguments of butterworth_transfer."""
    return {**draw(ideal_transfer()), **draw(st.sampled_from(({}, {"order": draw(st.sampled_from((1, 1.5, 4, 200)))})))}


@st.composite
def filtered_image(draw):
    """Draw an image, and the arguments of a Butterworth filter that has one cutoff."""
    image = draw(images(("f8", "f4")))
    order, kind = draw(st.sampled_from((1, 2, 3.5))), draw(st.sampled_from(("low", "high")))
    return {"image": image, "cutoff": draw(st.floats(0.02, 0.5)),
            **draw(st.sampled_from(({}, {"order": order, "kind": kind})))}


@st.composite
def notch_transfer(draw):
    """Draw the arguments of notch_transfer: points among the frequencies of fft2, negative ones too."""
    H, W = draw(two_sides())
    points = draw(st.lists(st.tuples(whole(-H + 1, H - 1), whole(-W + 1, W - 1)), max_size=3))
    return {"shape": (H, W), "points": points, "radius": draw(frequencies()),
            **draw(st.sampled_from(({}, {"order": draw(st.sampled_from((1, 3)))})))}


@st.composite
def apply_transfer(draw):
    """Draw the arguments of apply_transfer."""
    shape = draw(two_sides(1, 16))
    return {"image": draw(numbers(shape, draw(st.sampled_from(REAL)))), "transfer": draw(numbers(shape, "f8"))}


@st.composite
def distances(draw):
    """Draw the arguments of distances."""
    H, W = draw(two_sides())
    middle = draw(whole(0, H - 1)), draw(whole(0, W - 1))
    return {"shape": (H, W), **draw(st.sampled_from(({}, {"middle": middle})))}


def daubechies(most=60):
    """Draw the arguments of daubechies."""
    return st.fixed_dictionaries({"n": whole(1, most)})


@st.composite
def extend_signal(draw, dtypes=("f8", "f4"), modes=MODES, axes=3):
    """Draw the arguments of extend_signal."""
    mode = draw(st.sampled_from(modes))
    shape = [draw(whole(2 if "reflect" in mode else 1, 9)), *draw(st.sampled_from(((), (3,), (2, 4))[:axes]))]
    case = {"x": draw(numbers(tuple(shape), draw(st.sampled_from(dtypes)))), "before": draw(whole(0, 20)),
            "after": draw(whole(0, 20)), "mode": mode}
    return case if mode != "symmetric" or draw(st.booleans()) else {key: case[key] for key in ("x", "before", "after")}


@st.composite
def banded_product(draw, outputs=5):
    """Draw the arguments of banded_product: few lines and many, the end met and passed."""
    P, J, step, n = (draw(whole(1, top)) for top in (outputs, 9, 6, 40))
    x = draw(numbers((n, draw(st.sampled_from((1, 3, 17)))), draw(st.sampled_from(("f8", "f4")))))
    count = draw(whole(1, max(1, n * P // step)))
    return {"x": x, "T": draw(numbers((draw(whole(1, 3)), P, J), x.dtype.str[1:])), "step": step, "count": count}


def banks(most=8):
    """Draw a bank of filters: of Daubechies, n = 1 … 8, by our own coefficients; Haar's more often than others."""
    return st.sampled_from((1, *range(1, most + 1))).map(bank_by_number)


@lru_cache
def bank_by_number(n):
    """Return the bank of Daubechies' filter with n vanishing moments."""
    return bank_of(scaling_filter(n))


def filter_bank():
    """Draw the arguments of filter_bank."""
    return whole(1, 12).map(lambda n: {"h": scaling_filter(n)})


def real_type():
    """Draw the arguments of real_type."""
    return st.fixed_dictionaries({"dtype": st.sampled_from(REAL).map(np.dtype)})


@st.composite
def dwt(draw, longest=40, modes=MODES, dtypes=REAL, axes=3):
    """Draw the arguments of dwt: any length, many lines or few, signals shorter than the filter too."""
    mode = draw(st.sampled_from(modes))
    case = draw(signals(dtypes=dtypes, longest=longest, axes=axes).filter(
        lambda case: "reflect" not in mode or case["x"].shape[case.get("axis", -1)] > 1))
    return {**case, "bank": draw(banks()), **({} if mode == "symmetric" and draw(st.booleans()) else {"mode": mode})}


@st.composite
def idwt(draw, periodization=True):
    """Draw the arguments of idwt: coefficients that no signal has, too."""
    bank, case = draw(banks()), draw(signals(dtypes=("f8", "f4"), longest=30))
    a, axis = case["x"], case.get("axis", -1)
    few = a.shape[axis] < bank.shape[1] // 2
    if few and not periodization:
        bank = bank_by_number(1)
    few, modes = few and periodization, [mode for mode in MODES if periodization or mode != "periodization"]
    mode = draw(st.sampled_from(("periodization",) if few else modes))
    return {"approximation": a, "detail": draw(numbers(a.shape, a.dtype.str[1:])), "bank": bank, "mode": mode,
            **({"axis": axis} if "axis" in case else {})}


@st.composite
def dwt2(draw, longest=40, modes=MODES):
    """Draw the arguments of dwt2: half of the images are tall, most of these even, as those done in strips are."""
    mode = draw(st.sampled_from(modes))
    least = 2 if "reflect" in mode else 1
    H, W = draw(two_sides(least, longest))
    tall = 34 + 2 * draw(whole(0, 16)) + draw(st.sampled_from((0, 0, 1)))
    shape = draw(st.sampled_from(((H, W), (tall, W))))
    return {"image": draw(numbers(shape, draw(st.sampled_from(REAL)))), "bank": draw(banks()), "mode": mode}


@st.composite
def idwt2(draw):
    """Draw the arguments of idwt2."""
    bank = draw(banks())
    shape = draw(two_sides(bank.shape[1] // 2, 14))
    cA, *details = (draw(numbers(shape, "f8")) for _ in range(4))
    return {"cA": cA, "details": tuple(details), "bank": bank, "mode": draw(st.sampled_from(MODES))}


@st.composite
def wavedec(draw, axes=3):
    """Draw the arguments of wavedec: any possible level, or none given."""
    case = draw(dwt(longest=70, axes=axes))
    level = draw(whole(0, deepest(case["x"].shape[case.get("axis", -1)], case["bank"].shape[1])))
    return case if draw(st.booleans()) else {**case, "level": level}


@st.composite
def waverec(draw):
    """Draw the arguments of waverec."""
    case = draw(wavedec())
    rest = {key: case[key] for key in ("bank", "mode", "axis") if key in case}
    return {"coefficients": decomposed(**case), **rest}


@st.composite
def wavedec2(draw):
    """Draw the arguments of wavedec2."""
    case = draw(dwt2(longest=50))
    level = draw(whole(0, deepest(min(case["image"].shape), case["bank"].shape[1])))
    return case if draw(st.booleans()) else {**case, "level": level}


@st.composite
def waverec2(draw):
    """Draw the arguments of waverec2."""
    case = draw(wavedec2())
    return {"coefficients": decomposed2(**case), "bank": case["bank"], "mode": case["mode"]}


def greatest_level():
    """Draw the arguments of greatest_level."""
    return st.fixed_dictionaries({"n": st.integers(0, 10**6), "taps": whole(1, 40).map(lambda n: 2 * n)})


def lift_53():
    """Draw the arguments of lift_53."""
    return signals(dtypes=("u1", "i2", "i8", "?"), longest=20)


@st.composite
def unlift_53(draw):
    """Draw the arguments of unlift_53: as many details as approximations, or one less."""
    case = draw(signals(dtypes=("i2", "i8"), longest=20))
    x, axis = case["x"] - 50, case.get("axis", -1)
    a, d = (np.moveaxis(np.moveaxis(x, axis, 0)[start::2], 0, axis) for start in (0, 1))
    return {"approximation": a, "detail": d, **({"axis": axis} if "axis" in case else {})}


@st.composite
def soft_threshold(draw):
    """Draw the arguments of soft_threshold: thresholds that some value meets exactly, too."""
    x = draw(numbers((draw(whole(1, 30)),), draw(st.sampled_from(("f8", "f4")))))
    x = x * np.random.default_rng(draw(whole(0, 99))).choice([-1, 1], x.shape).astype(x.dtype)
    return {"x": x, "t": draw(st.sampled_from((0, 0.5, 1.0, 60.0, abs(x[0]).item())))}


def hard_threshold():
    """Draw the arguments of hard_threshold."""
    return soft_threshold()


@st.composite
def denoise(draw):
    """Draw the arguments of denoise: a smooth image under noise, of sides that can be halved at least once."""
    bank = draw(banks(4))
    H, W = draw(two_sides(2 * bank.shape[1], 70))
    rng, dtype = np.random.default_rng(draw(st.integers(0, 2**32 - 1))), draw(st.sampled_from(("f8", "f4")))
    clean, noise = np.sin(np.arange(H) / 9)[:, None] + np.cos(np.arange(W) / 7), rng.normal(size=(H, W))
    return {"image": (clean + draw(st.sampled_from((0.01, 0.3))) * noise).astype(dtype), "wavelet": bank,
            **draw(st.sampled_from(({}, {"method": "BayesShrink"}, {"method": "VisuShrink"})))}


def noise_sigma():
    """Draw the arguments of noise_sigma."""
    return whole(1, 40).flatmap(lambda n: numbers((n,), "f8")).map(lambda d: {"diagonal": d})


def bayes_threshold():
    """Draw the arguments of bayes_threshold."""
    return st.tuples(whole(1, 40).flatmap(lambda n: numbers((n,), "f8")), st.sampled_from((0.0, 0.1, 3.0))).map(
        lambda drawn: {"details": drawn[0], "sigma": drawn[1]})


# ---- the laws -------------------------------------------------------------------------------------------------------

def near(a, b, largest, within=64):
    """Tell whether two arrays agree but for rounding, next to the largest magnitude met on the way."""
    eps = np.finfo(np.result_type(a, np.float32)).eps
    return bool((np.abs(a - b) <= within * eps * np.max(largest, initial=np.finfo(eps).tiny)).all())


def along(x, values, axis):
    """Return values laid along an axis of x."""
    return np.asarray(values).reshape([-1 if place == axis % x.ndim else 1 for place in range(x.ndim)])


def energy(x, axis):
    """Return Σ |x|², in double precision, of lines laid along the memory: there NumPy sums in pairs."""
    lines = np.ascontiguousarray(np.moveaxis(x.astype(complex), axis, -1))
    return (np.abs(lines)**2).sum(axis=-1)


def keeps_the_energy(function, x, axis=-1):
    """Parseval: Σ |X[k]|² = n·Σ |x[j]|²."""
    eps = np.finfo(function(x, axis).dtype).eps
    before, after = x.shape[axis] * energy(x, axis), energy(function(x, axis), axis)
    return bool((np.abs(after - before) <= 64 * eps * before).all())


def keeps_the_energy_of_a_signal(function, x, axis=-1):
    """Parseval, for the inverse: n·Σ |x[j]|² = Σ |X[k]|²."""
    eps = np.finfo(function(x, axis).dtype).eps
    before, after = energy(x, axis), x.shape[axis] * energy(function(x, axis), axis)
    return bool((np.abs(after - before) <= 64 * eps * before).all())


def a_shift_turns_the_phase(function, x, axis=-1):
    """Shift: the transform of x[j − 1] is X[k]·w^k."""
    X, n = function(x, axis), x.shape[axis]
    turned = X * along(x, waves(np.arange(n), n), axis).astype(X.dtype)
    return near(function(np.roll(x, 1, axis), axis), turned, np.abs(X))


def four_times_is_n_squared(function, x, axis=-1):
    """FFT⁴ = n²: transformed four times, a signal is back, n² times as large."""
    n, y = x.shape[axis], function(x, axis)
    expected = n**2 * x.astype(y.dtype)
    for _ in range(3):
        y = function(y, axis)
    return near(y, expected, np.abs(expected))


def is_linear(function, x, axis=-1):
    """Linearity: the transform of x + 2·y is X + 2·Y, here for y = x in reverse."""
    X = function(x, axis)
    x = x.astype(X.dtype)
    Y = function(np.flip(x, axis), axis)
    return near(function(x + 2 * np.flip(x, axis), axis), X + 2 * Y, np.abs(X) + 2 * np.abs(Y))


def turns_circular_convolution_into_products(function, x, axis=-1):
    """Convolution theorem: the transform of x ⊛ y is X·Y, here for y = x[1], x[2], …, x[0]."""
    X, n = function(x, axis), x.shape[axis]
    f = np.moveaxis(x.astype(X.dtype), axis, 0)
    g = np.roll(f, -1, 0)
    convolved = sum(f[j] * np.roll(g, j, 0) for j in range(n))
    Y = function(np.moveaxis(g, 0, axis), axis)
    largest = n * np.abs(f).max(axis=0).astype(float)**2 * n
    return near(function(np.moveaxis(convolved, 0, axis), axis), X * Y, largest)


def undoes_the_transform(function, x, axis=-1):
    """The inverse of the transform is the signal."""
    X = transformed(x, axis)
    return near(function(X, axis), x.astype(X.dtype), np.abs(x).astype(float))


def is_half_of_the_whole(function, x, axis=-1):
    """The first ⌊n/2⌋ + 1 frequencies of the whole transform."""
    X = transformed(x, axis)
    return near(function(x, axis), np.take(X, range(x.shape[axis] // 2 + 1), axis), np.abs(X))


def has_the_frequencies_it_was_made_of(function, x, n=None, axis=-1):
    """The first half of its spectrum is x, but for the imaginary parts that no real signal has."""
    signal = function(x, n, axis)
    X = np.moveaxis(x.astype(complex), axis, 0).copy()
    X[0] = X[0].real
    if signal.shape[axis] % 2 == 0:
        X[-1] = X[-1].real
    return bool(np.isrealobj(signal)) and near(
        np.moveaxis(half_transformed(signal, axis), axis, 0), X.astype(half_transformed(signal, axis).dtype), np.abs(X))


def both_axes_can_be_exchanged(function, x, axes=(-2, -1)):
    """Rows first or columns first: the same."""
    there = function(x, axes)
    return near(there, function(x, axes[::-1]), np.abs(there))


def middle_of(x, axes):
    """Return the place ⌊n/2⌋ along the axes, 0 along the others."""
    place = [0] * x.ndim
    for axis in range(x.ndim) if axes is None else np.atleast_1d(np.array(axes, int)):
        place[axis] = x.shape[axis] // 2
    return tuple(place)


def same_values(a, b):
    """Tell whether two arrays hold the same numbers, in any order."""
    return bool((np.sort(a, None) == np.sort(b, None)).all())


def moves_zero_to_the_middle(function, x, axes=None):
    """What stood first stands at ⌊n/2⌋ along every axis, and nothing is lost."""
    shifted = function(x, axes)
    return x.size == 0 or bool(shifted[middle_of(x, axes)] == x.flat[0] and same_values(shifted, x))


def moves_the_middle_to_zero(function, x, axes=None):
    """What stood at ⌊n/2⌋ stands first, and nothing is lost."""
    shifted = function(x, axes)
    return x.size == 0 or bool(shifted.flat[0] == x[middle_of(x, axes)] and same_values(shifted, x))


def multiply_to_n(function, n):
    """The factors multiply to n, none is 1, and one above 16 is prime."""
    factors = function(n)
    prime = all(r % d for r in factors if r > 16 for d in range(2, r))
    return bool(np.prod([1, *factors]) == n and min(factors, default=2) > 1 and prime)


def is_long_enough_and_smooth(function, n):
    """At least n, less than 4/3·n + 1, and 1, 3 or 5 times a power of two."""
    N = function(n)
    return n <= N < 4 / 3 * n + 1 and N // (N & -N) in (1, 3, 5)


def lie_on_the_circle(function, j, n):
    """w^j has length 1, w^(j + n) = w^j, and w^(−j) is its conjugate."""
    w = function(j, n)
    return bool((abs(abs(w) - 1) < 2e-16 * 2).all() and (w == function(j + n, n)).all()
                and near(w.conj(), function(-j, n), 1, within=1))


def quarters_are_exact(function, j, n):
    """A quarter of a turn is −i, to the last digit."""
    return function(j * n, 4 * n).tolist() == [[1, -1j, -1, 1j][k % 4] for k in j.tolist()]


def keeps_single_precision(function, dtype):
    """complex64 for float32 and complex64, complex128 for all other numbers."""
    return function(dtype) == (np.complex64 if dtype in (np.float32, np.complex64) else np.complex128)


def brings_the_axis_first(function, x, axis):
    """Row j is sample j of every line."""
    lines = function(x, axis)
    return all(np.array_equal(lines[j].ravel(), np.swapaxes(x, axis, 0)[j].ravel()) for j in range(x.shape[axis]))


def lies_between_zero_and_one(function, **case):
    """Nothing is amplified, nothing turned: 0 ≤ H ≤ 1."""
    H = function(**case)
    return bool(H.shape == case["shape"] and (H >= 0).all() and (H <= 1).all())


def treats_a_wave_and_its_mirror_alike(function, **case):
    """H[−u, −v] = H[u, v], so that real images stay real."""
    H = function(**case)
    return bool(np.allclose(H, np.roll(H[::-1, ::-1], (1, 1), (0, 1)), rtol=0, atol=1e-13))


def complements_add_to_one(function, shape, cutoff, kind="low", **order):
    """Low-pass and high-pass, band-pass and band-stop: together they let everything pass."""
    other = {"low": "high", "high": "low", "band": "stop", "stop": "band"}[kind]
    both = function(shape, cutoff, kind=kind, **order) + function(shape, cutoff, kind=other, **order)
    return bool(np.allclose(both, 1, rtol=0, atol=1e-15))


def a_low_pass_falls_outwards(function, shape, cutoff, kind="low", **order):
    """The farther from frequency zero, the less of a low-pass filter."""
    H, d = function(shape, np.max(cutoff), kind="low", **order), frequencies_of(shape)
    return bool((np.diff(H.flat[np.argsort(d, None)]) <= 1e-14).all() and H[0, 0] == 1)


def blots_out_its_points(function, shape, points, radius, **order):
    """H = 0 at every point and at its mirror, and 1 everywhere without points."""
    H = function(shape, points, radius, **order)
    gone = [H[u % shape[0], v % shape[1]] == 0 == H[-u % shape[0], -v % shape[1]] for u, v in points]
    return bool(all(gone) and (points != [] or (H == 1).all()))


def passes_all_or_nothing(function, image, transfer):
    """H = 1 leaves the image, H = 0 leaves nothing."""
    same, gone = function(image, np.ones(image.shape)), function(image, np.zeros(image.shape))
    return near(same, image.astype(same.dtype), np.abs(image).astype(float)) and not gone.any()


def frequency_zero_keeps_the_mean(function, image, transfer):
    """The mean is multiplied by H[0, 0], whatever the rest."""
    out = function(image, transfer)
    largest = np.abs(image).astype(float).sum() * max(1, np.abs(transfer).max())
    return near(out.mean(dtype=float), image.mean(dtype=float) * transfer[0, 0], largest, 64 * 2**29
                if out.dtype == np.float32 else 64)


def is_nearest_at_the_middle(function, shape, middle=(0, 0)):
    """0 at the middle, and nowhere farther than half a cycle along each axis."""
    d = function(shape, middle)
    return bool(d[middle] == 0 and d.shape == shape and d.max() <= np.hypot(0.5, 0.5))


def sums_to_the_root_of_two(function, n):
    """Σ h = √2."""
    return bool(abs(function(n).sum() - np.sqrt(2)) < 1e-14)


def is_orthonormal_to_its_double_shifts(function, n):
    """Σ h[m]·h[m + 2k] = 1 for k = 0, 0 for all other k."""
    h = function(n)
    return all(abs(h[2 * k:] @ h[:2 * n - 2 * k] - (k == 0)) < 1e-14 for k in range(n))


def has_n_vanishing_moments(function, n):
    """Σ (−1)^m·m^p·h[m] = 0 for p < n, next to Σ |m^p·h[m]|."""
    h, m = function(n), np.arange(2 * n) / (2 * n)
    signs = (-1.0)**np.arange(2 * n)
    return all(abs((signs * m**p * h).sum()) <= 1e-14 for p in range(n))


def keeps_the_signal_in_the_middle(function, x, before, after, mode="symmetric"):
    """Between the extensions stands the signal itself, made even in mode periodization."""
    out = function(x, before, after, mode)
    odd = mode == "periodization" and len(x) % 2
    return len(out) == before + len(x) + odd + after and np.array_equal(out[before:before + len(x)], x)


def mirrors_are_alike_from_either_end(function, x, before, after, mode="symmetric"):
    """A signal in reverse is extended in reverse."""
    if mode == "periodization":
        return True
    there, back = function(x, before, after, mode), function(x[::-1], after, before, mode)[::-1]
    return near(there, back, np.abs(there))


def agrees_with_the_sums(function, x, T, step, count):
    """Value b·P + p is Σ_j T[p, j]·x[b·step + j]."""
    P, J = T.shape[1:]
    long = np.concatenate([x, np.zeros(((count // P + 1) * step + J, x.shape[1]), x.dtype)])
    sums = [[sum(t[i % P, j] * long[i // P * step + j] for j in range(J)) for i in range(count)] for t in T]
    return near(function(x, T, step, count), np.array(sums, x.dtype), J * np.abs(T).max() * np.abs(x).max())


def is_an_orthonormal_basis(function, h):
    """Both filters have length 1, are orthogonal to each other, and so are their shifts by two."""
    bank, L = function(h), len(h)
    shifts = [[bank[i, 2 * k:] @ bank[j, :L - 2 * k] - (i == j and k == 0) for k in range(L // 2)]
              for i in (0, 1) for j in (0, 1)]
    return bool(np.abs(shifts).max() < 1e-14)


def keeps_single_precision_of_reals(function, dtype):
    """float32 for float32, float64 for all other real numbers."""
    return function(dtype) == (np.float32 if dtype == np.float32 else np.float64)


def is_reconstructed_perfectly(function, x, bank, mode="symmetric", axis=-1):
    """The inverse of the transform is the signal, with one sample more for odd lengths."""
    a, d = function(x, bank, mode, axis)
    back = inverse(a, d, bank, mode, axis)
    n = x.shape[axis]
    largest = max(np.abs(a).max(), np.abs(d).max())
    return back.shape[axis] == n + n % 2 and near(
        np.moveaxis(back, axis, 0)[:n], np.moveaxis(x, axis, 0).astype(back.dtype), largest)


def keeps_the_energy_if_periodic(function, x, bank, mode="symmetric", axis=-1):
    """Mode periodization, even length: Σ a² + Σ d² = Σ x²."""
    if x.shape[axis] % 2:
        return True
    a, d = function(x, bank, "periodization", axis)
    before = (x.astype(float)**2).sum()
    after = (a.astype(float)**2).sum() + (d.astype(float)**2).sum()
    return bool(abs(after - before) <= 64 * np.finfo(a.dtype).eps * before)


def undoes_the_wavelets(function, approximation, detail, bank, mode="symmetric", axis=-1):
    """Mode periodization is a change of basis: transformed again, any coefficients come back."""
    x = function(approximation, detail, bank, "periodization", axis)
    a, d = wavelets(x, bank, "periodization", axis)
    largest = max(np.abs(approximation).max(), np.abs(detail).max())
    return near(a, approximation, largest) and near(d, detail, largest)


def is_the_same_along_the_other_axis(function, image, bank, mode="symmetric"):
    """The transposed image has the transposed coefficients, cH and cV exchanged."""
    cA, (cH, cV, cD) = function(image, bank, mode)
    tA, (tH, tV, tD) = function(image.T, bank, mode)
    largest = max(np.abs(c).max() for c in (cA, cH, cV, cD))
    return all(near(c, t.T, largest) for c, t in ((cA, tA), (cH, tV), (cV, tH), (cD, tD)))


def images_are_reconstructed_perfectly(function, image, bank, mode="symmetric"):
    """The inverse of the transform is the image, with a row or a column more for odd sides."""
    cA, details = function(image, bank, mode)
    back, (H, W) = inverse2(cA, details, bank, mode), image.shape
    largest = max(np.abs(c).max() for c in (cA, *details))
    return back.shape == (H + H % 2, W + W % 2) and near(back[:H, :W], image.astype(back.dtype), largest)


def is_separable(function, cA, details, bank, mode="symmetric"):
    """Rows first or columns first: the same image."""
    cH, cV, cD = details
    left, right = inverse(cA, cV, bank, mode, 1), inverse(cH, cD, bank, mode, 1)
    largest = max(np.abs(c).max() for c in (cA, *details))
    return near(function(cA, details, bank, mode), inverse(left, right, bank, mode, 0), largest)


def halves_leave_enough(function, n, taps):
    """n/2^level still is at least taps − 1, and half of it is not."""
    level = function(n, taps)
    return 2**(level + 1) * (taps - 1) > n and (level == 0 or 2**level * (taps - 1) <= n)


def whole_numbers_come_back(function, x, axis=-1):
    """Undone, the transform gives the very same numbers."""
    return bool((unlifted(*function(x, axis), axis) == x).all())


def lifted_again_is_the_same(function, approximation, detail, axis=-1):
    """The signal has the approximation and the detail it was made of."""
    a, d = lifted(function(approximation, detail, axis), axis)
    return bool((a == approximation).all() and (d == detail).all())


def leaves_nothing_below(function, x, t):
    """What is smaller than t becomes 0, and nothing grows or changes its sign."""
    y = function(x, t)
    return bool((y[np.abs(x) < t] == 0).all() and (np.abs(y) <= np.abs(x)).all() and (y * x >= 0).all())


def moves_by_t(function, x, t):
    """What is larger than t comes nearer to 0 by t."""
    y, large = function(x, t), np.abs(x) > t
    return near(np.abs(y[large]), np.abs(x[large]) - t, np.abs(x), within=4)


def keeps_the_large(function, x, t):
    """What is at least t stays as it is."""
    return bool((function(x, t)[np.abs(x) >= t] == x[np.abs(x) >= t]).all())


def follows_the_scale(function, diagonal):
    """Twice the details, twice the noise."""
    return function(2 * diagonal) == 2 * function(diagonal)


def falls_with_the_signal(function, details, sigma):
    """Not negative; the more signal, the lower."""
    return 0 <= function(3 * details, sigma) <= function(details, sigma)


def follows_scale_of_the_image(function, image, wavelet, method="BayesShrink"):
    """Four times the image, four times the result."""
    out = function(image, wavelet, method)
    return near(function(4 * image, wavelet, method), 4 * out, 4 * np.abs(image), within=999)


KIND_LAWS = [lies_between_zero_and_one, treats_a_wave_and_its_mirror_alike, complements_add_to_one,
             a_low_pass_falls_outwards]
TRANSFORM_LAWS = [keeps_the_energy, a_shift_turns_the_phase, four_times_is_n_squared, is_linear,
                  turns_circular_convolution_into_products]

LAWS = {
    "dft": TRANSFORM_LAWS,
    "fft": TRANSFORM_LAWS,
    "idft": [keeps_the_energy_of_a_signal, undoes_the_transform],
    "ifft": [keeps_the_energy_of_a_signal, undoes_the_transform],
    "rfft": [is_half_of_the_whole],
    "irfft": [has_the_frequencies_it_was_made_of],
    "fft2": [both_axes_can_be_exchanged],
    "ifft2": [both_axes_can_be_exchanged],
    "fftshift": [moves_zero_to_the_middle],
    "ifftshift": [moves_the_middle_to_zero],
    "radices": [multiply_to_n],
    "good_length": [is_long_enough_and_smooth],
    "roots_of_unity": [lie_on_the_circle, quarters_are_exact],
    "complex_type": [keeps_single_precision],
    "lines_first": [brings_the_axis_first],
    "ideal_transfer": KIND_LAWS,
    "gaussian_transfer": KIND_LAWS,
    "butterworth_transfer": KIND_LAWS,
    "notch_transfer": [lies_between_zero_and_one, treats_a_wave_and_its_mirror_alike, blots_out_its_points],
    "apply_transfer": [passes_all_or_nothing, frequency_zero_keeps_the_mean],
    "distances": [is_nearest_at_the_middle],
    "daubechies": [sums_to_the_root_of_two, is_orthonormal_to_its_double_shifts, has_n_vanishing_moments],
    "extend_signal": [keeps_the_signal_in_the_middle, mirrors_are_alike_from_either_end],
    "banded_product": [agrees_with_the_sums],
    "filter_bank": [is_an_orthonormal_basis],
    "real_type": [keeps_single_precision_of_reals],
    "dwt": [is_reconstructed_perfectly, keeps_the_energy_if_periodic],
    "idwt": [undoes_the_wavelets],
    "dwt2": [images_are_reconstructed_perfectly, is_the_same_along_the_other_axis],
    "idwt2": [is_separable],
    "greatest_level": [halves_leave_enough],
    "lift_53": [whole_numbers_come_back],
    "unlift_53": [lifted_again_is_the_same],
    "soft_threshold": [leaves_nothing_below, moves_by_t],
    "hard_threshold": [leaves_nothing_below, keeps_the_large],
    "denoise": [follows_scale_of_the_image],
    "noise_sigma": [follows_the_scale],
    "bayes_threshold": [falls_with_the_signal],
}
