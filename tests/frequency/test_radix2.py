import math

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.complexity.counting import Operations, count_operations
from refimpl.frequency.dft import dft
from refimpl.frequency.radix2 import radix2_fft
from tests.agreement import assert_agrees


@given(case=cases.radix2_fft())
def test_matches_the_definition(case):
    x = case["x"]
    assert_agrees(radix2_fft(x), dft(x), oracle="definition", function=radix2_fft, terms=np.abs(x).sum(dtype=float))


@pytest.mark.parametrize("n", [1, 2, 8, 64])
def test_cost(n):
    """log₂ n levels, each with n/2 products and n sums."""
    levels = int(math.log2(n))
    assert count_operations(radix2_fft, np.ones(n)) == Operations(multiplications=n // 2 * levels, additions=n * levels)


@pytest.mark.parametrize("shape", [(0,), (3,), (12,), (2, 2), ()])
def test_other_lengths_are_refused(shape):
    with pytest.raises(ValueError, match=r"^x must be \(n,\)( with n a power of two)?, got shape "):
        radix2_fft(np.zeros(shape))


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"^x must be complex, got <U1$"):
        radix2_fft(np.array(["a"]))
