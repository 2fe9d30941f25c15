import math
import sys
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.roots_of_unity import roots_of_unity
from tests.agreement import assert_keeps

FUNCTIONS = [roots_of_unity]
BITS = 160
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def first_root(n):
    """Return cos and sin of 2π/n in whole numbers of 2⁻¹⁶⁰, by their series in decimals."""
    with localcontext() as context:
        context.prec = 60
        x, term, sums, k = 2 * PI / n, Decimal(1), [Decimal(0), Decimal(0)], 0
        while abs(term) > Decimal(10)**-58:
            sums[k % 2] += term * (-1)**(k // 2)
            k += 1
            term = term * x / k
        return [int(v * 2**BITS) for v in sums]


def upper_half(n):
    """Return cos and sin of 2πj/n, j = 0 … n/2, each the nearest float, by multiplying with the first root."""
    (cos1, sin1), c, s, out = first_root(n), 2**BITS, 0, []
    for _ in range(n // 2 + 1):
        out.append((c / 2**BITS, s / 2**BITS))
        c, s = (c * cos1 - s * sin1) >> BITS, (s * cos1 + c * sin1) >> BITS
    return np.array(out).T


@pytest.mark.parametrize("lengths", [range(1, 260), range(260, 4097, 61), [256, 512, 1024, 2048, 4096]])
def test_every_root_is_the_nearest_float(lengths):
    """Both parts of all roots for some n up to 4096; rounded again to float32 they are the nearest float32 too."""
    roots_are_the_nearest(lengths)


@pytest.mark.thorough
@pytest.mark.parametrize("lengths", [range(1, 1500), range(1500, 2600), range(2600, 3400), range(3400, 4097)])
def test_every_root_of_every_circle_is_the_nearest_float(lengths):
    """The same, for all n up to 4096."""
    roots_are_the_nearest(lengths)


def roots_are_the_nearest(lengths):
    """Fail unless all roots are what multiplying with the first one gives, in whole numbers of 2⁻¹⁶⁰."""
    for n in lengths:
        (cosine, sine), w = upper_half(n), roots_of_unity(np.arange(n), n)
        if n % 2 == 0:
            sine[n // 2] = 0
        if n % 4 == 0:
            cosine[n // 4] = 0
        assert (w[:n // 2 + 1].real == cosine).all(), n
        assert (w[:n // 2 + 1].imag == -sine).all(), n
        assert (w[1:] == w[:0:-1].conj()).all(), n
        assert (w.view(np.uint64) & 2**29 - 1 != 2**28).all(), n         # half-way between two float32: none is


@pytest.mark.parametrize("n", [10007, 2**16, 10**6 + 3, 2**40, 2**59])
def test_large_circles(n):
    """A few roots, against the series at their own angle: within ½ unit in the last place, and 2⁻¹⁰⁰."""
    j = np.array([1, 2, n // 7, n // 3, n - 1])
    for place, w in zip(j.tolist(), roots_of_unity(j, n).tolist(), strict=True):
        for part, true in zip((w.real, -w.imag), series(place, n), strict=True):
            with localcontext() as context:
                context.prec = 70
                assert abs(Decimal(part) - true) <= Decimal(math.ulp(part)) / 2 + Decimal(2)**-100


def series(j, n):
    """Return cos and sin of 2πj/n, to 60 decimals."""
    with localcontext() as context:
        context.prec = 70
        x, term, sums, k = 2 * PI * j / n, Decimal(1), [Decimal(0), Decimal(0)], 0
        while abs(term) > Decimal(10)**-65:
            sums[k % 2] += term * (-1)**(k // 2)
            k += 1
            term = term * x / k
        return sums


@pytest.mark.parametrize("n", [100, 1000, 10**5])
def test_exponentials_of_large_angles_are_off(n):
    j = np.arange(n)
    assert abs(np.exp(-2j * np.pi * j / n) - roots_of_unity(j, n)).max() < 2e-15
    assert 1e-16 * n < abs(np.exp(-2j * np.pi * (j * j) / n) - roots_of_unity(j * j, n)).max() < 2e-15 * n


@pytest.mark.parametrize("n", [100, 4096, 10**5, 2**21 - 1])
def test_cost(n, monkeypatch):
    """About √(2n) pairs of series; two digits are put together by four products of 1 + 2 + 3 + 4 pieces."""
    module, calls = sys.modules[roots_of_unity.__module__], []

    def counting(name, plain):
        monkeypatch.setattr(module, name, lambda *given: calls.append(name) or plain(*given))
    counting("_series", module._series)
    counting("_product", module._product)
    roots_of_unity(np.arange(3), n)
    assert calls.count("_series") == pytest.approx(np.sqrt(2 * n), rel=0.1) and calls.count("_product") == 4


@pytest.mark.parametrize("dtype", ["i1", "u1", "u8", ">i4", "i8"])
def test_whole_numbers_of_every_width(dtype):
    """−3 or 125 in eight bits, 5 turns and more: the same root as of the plain number."""
    for j in (0, 3, 125) if dtype[0] == "u" else (-3, 0, 125):
        assert roots_of_unity(np.array([j], dtype), 7)[0] == roots_of_unity(np.array([j % 7]), 7)[0]
    assert roots_of_unity([2**63 + 5], 7)[0] == roots_of_unity([(2**63 + 5) % 7], 7)[0]


def test_a_quarter_turn_is_known_to_all_its_bits():
    module = sys.modules[roots_of_unity.__module__]
    with localcontext() as context:
        context.prec = 70
        assert module.BITS == 120 and abs(module.QUARTER_TURN - PI / 2 * 2**120) < 1


@pytest.mark.parametrize("n", [0, -1, 1.5, 2**60, np.nan, None])
def test_other_circles_are_refused(n):
    with pytest.raises((ValueError, TypeError), match=r"^n must be a whole number"):
        roots_of_unity(np.arange(3), n)
    with pytest.raises(TypeError, match=r"^j must be whole, got float64$"):
        roots_of_unity(np.array([0.5]), 4)
