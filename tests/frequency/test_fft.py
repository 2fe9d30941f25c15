import ast

import numpy as np
import pytest
import scipy.fft
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.fft import LARGEST_MATRIX, fft, ifft
from refimpl.frequency.mixed_radix import radices
from refimpl.reader.contents import ROOT
from tests.agreement import assert_keeps

FUNCTIONS = [fft, ifft]
NO_TRUTH = np.finfo(np.longdouble).eps > 1e-18
LARGE = [n for n in range(131, 4097) if max(radices(n)) == n]                  # primes
SMOOTH = [n for n in range(131, 4097) if max(radices(n)) <= 16]                # no large factor
OTHER = [n for n in range(131, 4097) if 16 < max(radices(n)) < n]              # a large factor, and small ones
SOME = sorted({*LARGE[::9], *SMOOTH[::6], *OTHER[::22], *[2**k for k in range(8, 13)], 2187, 3125, 2401, 293, 307})


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def relative_error(actual, truth):
    """Return ‖actual − truth‖ / ‖truth‖, the truth in long double."""
    return float(np.sqrt((abs(actual - truth)**2).sum() / (abs(truth)**2).sum()))


@pytest.mark.skipif(NO_TRUTH, reason="long double is double here")
@pytest.mark.parametrize("lengths", [range(1, 131), SOME, [2**k for k in range(13, 17)]])
def test_error_is_at_most_four_times_that_of_numpy(lengths):
    """Five times where a prime factor is above 31; and what is below 1e-15 is small enough.  Of some lengths."""
    errors_are_small(lengths)


@pytest.mark.thorough
@pytest.mark.skipif(NO_TRUTH, reason="long double is double here")
@pytest.mark.parametrize("lengths", [range(1, 1500), range(1500, 3000), range(3000, 4097), [2**k for k in range(13, 21)]])
def test_error_of_every_length(lengths):
    """The same, of all lengths up to 4096, and of powers of two up to 2²⁰."""
    errors_are_small(lengths)


def errors_are_small(lengths):
    """Fail unless the error is small, of complex noise of every length."""
    rng = np.random.default_rng(7)
    for n in lengths:
        x = rng.normal(size=n) + 1j * rng.normal(size=n)
        truth = scipy.fft.fft(x.astype(np.clongdouble))
        factor = 5 if max(radices(n), default=1) > 31 else 4
        assert relative_error(fft(x), truth) <= max(factor * relative_error(np.fft.fft(x), truth), 1e-15), n
        assert relative_error(fft(x), truth) <= 3 * 2**-52 or n > 4096, n


def test_primes_take_n_log_n():
    """Beyond the largest matrix no length is transformed by one of n²."""
    assert max(radices(257)) <= LARGEST_MATRIX < 1009
    x = np.random.default_rng(0).normal(size=100_003)          # by the n × n matrix: 160 GB
    assert np.allclose(fft(x), np.fft.fft(x), rtol=0, atol=1e-9)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_spreads_over_its_line(bad):
    x = np.ones((2, 6))
    x[1, 3] = bad
    assert np.isfinite(fft(x)[0]).all()
    assert not np.isfinite(fft(x)[1]).any()


def test_bad_input_is_named():
    with pytest.raises(TypeError, match=r"^x must be complex, got <U1$"):
        fft(np.array(["a"]))
    with pytest.raises(ValueError, match=r"^x has no samples along axis -1, expected at least one: shape \(3, 0\)$"):
        ifft(np.zeros((3, 0)))


def test_numpys_transform_is_nowhere_used():
    """No file of the package mentions np.fft, nor imports from it, but for those that compare with it."""
    for path in (path for path in ROOT.rglob("*.py") if path.parent.name != "peers"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.fft", "numpy.fft")), path
            assert not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("numpy")), path


def single_errors(n, real, rounds):
    """Return the errors of ours and of scipy.fft for float32: root mean square, largest."""
    rng, ours, theirs = np.random.default_rng(n), [], []
    for _ in range(rounds):
        x = rng.normal(size=n) + (0 if real else 1j * rng.normal(size=n))
        x = x.astype(np.float32 if real else np.complex64)
        truth = scipy.fft.fft(x.astype(complex))
        ours.append(abs(fft(x) - truth))
        theirs.append(abs(scipy.fft.fft(x) - truth))
    return [(np.sqrt(np.mean(np.square(e))), np.mean(np.max(e, axis=1))) for e in (ours, theirs)]


@pytest.mark.parametrize("real", [True, False])
@pytest.mark.parametrize("lengths", [[2**k for k in range(1, 17)], [6, 15, 30, 48, 80, 182, 195, 196, 360, 1000, 2187, 3600, 46656],
                                     [17, 34, 127, 254, 274, 692, 895, 1038, 2355, 3058], [307, 614, 1009, 2177, 2536, 4093, 10007]])
def test_error_of_float32_is_at_most_one_and_a_half_times_that_of_scipy(lengths, real):
    for n in lengths:
        ours, theirs = single_errors(n, real, 24 if n < 5000 else 4)
        assert ours[0] <= 1.5 * theirs[0] and ours[1] <= 1.5 * theirs[1], n


@pytest.mark.parametrize("n", [8, 254])
def test_single_precision_of_any_byte_order(n):
    x = np.random.default_rng(n).normal(size=n).astype(">f4")
    assert fft(x).dtype == np.complex64 and fft(x).dtype.isnative
    assert fft(x.tolist()).dtype == complex and (fft(x) == fft(x.astype("f4"))).all()
