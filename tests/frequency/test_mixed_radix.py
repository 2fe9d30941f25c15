import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.complexity.counting import count_operations
from refimpl.frequency.mixed_radix import mixed_radix_fft, radices
from tests.agreement import assert_keeps

FUNCTIONS = [radices]


@pytest.mark.parametrize("law", cases.LAWS["radices"])
def test_keeps(law):
    @given(case=cases.radices())
    def holds(case):
        assert_keeps(law, radices, case)
    holds()


@pytest.mark.parametrize("n, factors", [(1, ()), (16, (16,)), (17, (17,)), (32, (16, 2)), (34, (2, 17)), (323, (17, 19)), (1000, (10, 10, 10)), (2**20, (16,) * 5)])
def test_few_and_large_factors(n, factors):
    assert radices(n) == factors


@pytest.mark.parametrize("shape", [(3,), (0, 2), (2, 3, 4)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match=r"^x must be \(n, columns\)( with n at least 1)?, got shape "):
        mixed_radix_fft(np.zeros(shape))


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"^x must be complex, got <U1$"):
        mixed_radix_fft(np.array([["a"]]))


@pytest.mark.parametrize("n", [0, -4, 1.5, 2**48 + 1, 10**30, True, None, "8"])
def test_other_lengths_are_refused(n):
    with pytest.raises((ValueError, TypeError), match=r"^n must be a whole number at least 1 and at most "):
        radices(n)


def test_a_large_prime_takes_no_longer_than_its_root():
    assert radices(10**12 + 39) == (10**12 + 39,)
    assert radices(np.uint8(200)) == radices(200)


@pytest.mark.parametrize("n", [256, 1000])
def test_cost(n):
    """Of three rounds, too: n products for each row of the matrices, n for the twiddles of every round but the last."""
    rounds = radices(n)
    counted = count_operations(mixed_radix_fft, np.ones((n, 1)))
    assert counted.multiplications == n * sum(rounds) + n * max(len(rounds) - 1, 0)
