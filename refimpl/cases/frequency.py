"""Cases and laws for refimpl.frequency."""
import numpy as np
from hypothesis import strategies as st

from refimpl.frequency.dft import roots_of_unity as waves
from refimpl.frequency.fft import fft as transformed
from refimpl.frequency.real_fft import rfft as half_transformed

__all__ = ["LAWS", "bluestein_fft", "columns", "complex_type", "dft", "fft", "fft2", "fftshift", "good_length", "idft",
           "ifft", "ifft2", "ifftshift", "irfft", "lines_first", "mixed_radix_fft", "numbers", "radices", "radix2_fft",
           "rfft", "roots_of_unity", "signals"]

REAL, COMPLEX = ("f8", "f4", "u1", "i2", "?"), ("c16", "c8")


# ---- the cases ------------------------------------------------------------------------------------------------------

def numbers(shape, dtype):
    """Draw an array: constant, a single one among zeros, a few whole numbers, or normal values of any scale."""
    def fill(rng, kind, scale):
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
    return st.builds(fill, st.integers(0, 2**32 - 1).map(np.random.default_rng),
                     st.sampled_from(("normal", "whole", "impulse", "constant")), st.sampled_from((0.01, 1.0, 100.0)))


@st.composite
def signals(draw, dtypes=REAL + COMPLEX, longest=70, axes=3):
    """Draw the arguments of a transform: x of one to three axes, no two as long, and one of them, or none given."""
    shape = draw(st.lists(st.integers(1, 7), min_size=0, max_size=axes - 1, unique=True))
    n = draw(st.integers(1, longest).filter(lambda n: n not in shape))
    at = draw(st.integers(0, len(shape)))
    x = draw(numbers((*shape[:at], n, *shape[at:]), draw(st.sampled_from(dtypes))))
    chosen = draw(st.sampled_from((at, at - x.ndim)))
    return {"x": x} if chosen == -1 and draw(st.booleans()) else {"x": x, "axis": chosen}


def dft():
    """Draw the arguments of dft."""
    return signals(longest=30)


def idft():
    """Draw the arguments of idft."""
    return signals(longest=30)


def fft():
    """Draw the arguments of fft: now and then a length with a prime factor above 300."""
    return signals() | signals(longest=70) | long_signals()


@st.composite
def long_signals(draw, lengths=(127, 256, 307, 331, 614, 1009, 1024), dtypes=REAL + COMPLEX):
    """Draw the arguments of a transform of a length that takes another way."""
    return {"x": draw(numbers((draw(st.integers(1, 3)), draw(st.sampled_from(lengths))),
                              draw(st.sampled_from(dtypes))))}


def ifft():
    """Draw the arguments of ifft."""
    return fft()


def rfft():
    """Draw the arguments of rfft."""
    return signals(dtypes=REAL) | long_signals(dtypes=REAL)


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
    shape = draw(st.lists(st.integers(1, 12), min_size=2, max_size=3, unique=True))
    x = draw(numbers(tuple(shape), draw(st.sampled_from(REAL + COMPLEX))))
    axes = draw(st.permutations(range(x.ndim)))[:2]
    return {"x": x, **draw(st.sampled_from(({}, {"axes": tuple(axes)}, {"axes": (axes[0], axes[1] - x.ndim)})))}


def ifft2():
    """Draw the arguments of ifft2."""
    return fft2()


@st.composite
def fftshift(draw):
    """Draw the arguments of fftshift: all axes, one, or several."""
    shape = draw(st.lists(st.integers(0, 7), min_size=1, max_size=3, unique=True))
    x = np.arange(np.prod(shape)).reshape(shape)
    one = draw(st.integers(-x.ndim, x.ndim - 1))
    several = tuple(draw(st.lists(st.integers(0, x.ndim - 1), unique=True)))
    return {"x": x, **draw(st.sampled_from(({}, {"axes": one}, {"axes": several})))}


def ifftshift():
    """Draw the arguments of ifftshift."""
    return fftshift()


def radix2_fft(most=7):
    """Draw the arguments of radix2_fft: a power of two of samples."""
    return st.tuples(st.integers(0, most), st.sampled_from(REAL + COMPLEX)).flatmap(
        lambda drawn: numbers((2**drawn[0],), drawn[1])).map(lambda x: {"x": x})


def columns(longest=70):
    """Draw x (n, columns)."""
    return st.tuples(st.integers(1, longest), st.integers(1, 5), st.sampled_from(REAL + COMPLEX)).flatmap(
        lambda drawn: numbers(drawn[:2], drawn[2])).map(lambda x: {"x": x})


def mixed_radix_fft():
    """Draw the arguments of mixed_radix_fft."""
    return columns(longest=140)


def bluestein_fft():
    """Draw the arguments of bluestein_fft."""
    return columns()


def good_length():
    """Draw the arguments of good_length."""
    return st.fixed_dictionaries({"n": st.integers(1, 70) | st.integers(1, 2**40)})


def radices():
    """Draw the arguments of radices."""
    return st.fixed_dictionaries({"n": st.integers(1, 5000)})


def roots_of_unity():
    """Draw the arguments of roots_of_unity: places on the circle, many turns away too."""
    return st.fixed_dictionaries({"j": st.lists(st.integers(-9999, 9999), min_size=1, max_size=9).map(np.array),
                                  "n": st.integers(1, 3000)})


def complex_type():
    """Draw the arguments of complex_type."""
    return st.fixed_dictionaries({"dtype": st.sampled_from(REAL + COMPLEX).map(np.dtype)})


def lines_first():
    """Draw the arguments of lines_first."""
    return signals(longest=9).map(lambda case: {"axis": -1, **case})


# ---- the laws -------------------------------------------------------------------------------------------------------

def near(a, b, largest, within=64):
    """Tell whether two arrays agree but for rounding, next to the largest magnitude met on the way."""
    eps = np.finfo(np.result_type(a, np.float32)).eps
    return bool((np.abs(a - b) <= within * eps * np.max(largest, initial=np.finfo(eps).tiny)).all())


def along(x, values, axis):
    """Return values laid along an axis of x."""
    return np.asarray(values).reshape([-1 if place == axis % x.ndim else 1 for place in range(x.ndim)])


def energy(x, axis):
    """Return Σ |x|², in double precision."""
    return (np.abs(x.astype(complex))**2).sum(axis=axis)


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
    """complex64 for what has 24 bits or fewer, complex128 for all other numbers."""
    return function(dtype) == (np.complex64 if dtype in (np.float32, np.complex64) else np.complex128)


def brings_the_axis_first(function, x, axis):
    """Row j is sample j of every line."""
    lines = function(x, axis)
    return all(np.array_equal(lines[j].ravel(), np.swapaxes(x, axis, 0)[j].ravel()) for j in range(x.shape[axis]))


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
}
