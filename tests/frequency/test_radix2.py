import numpy as np
import pytest

from refimpl.frequency.radix2 import radix2_fft


@pytest.mark.parametrize("shape", [(0,), (3,), (12,), (2, 2), ()])
def test_other_lengths_are_refused(shape):
    with pytest.raises(ValueError, match=r"^x must be \(n,\)( with n a power of two)?, got shape "):
        radix2_fft(np.zeros(shape))


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"^x must be complex, got <U1$"):
        radix2_fft(np.array(["a"]))
