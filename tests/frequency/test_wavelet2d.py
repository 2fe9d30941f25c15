import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.daubechies import daubechies
from refimpl.frequency.wavelet import filter_bank
from refimpl.frequency.wavelet2d import dwt2, idwt2
from tests.agreement import assert_keeps

FUNCTIONS = [dwt2, idwt2]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_edges_go_where_they_belong():
    """What changes from top to bottom is in cH, from left to right in cV."""
    bank = filter_bank(daubechies(1))
    across = np.tile([[1.0], [2.0]], (2, 6))
    _, (cH, cV, cD) = dwt2(across, bank)
    assert abs(cH).min() > 0.9 and abs(cV).max() < 1e-15 and abs(cD).max() < 1e-15


def test_strips_do_not_show(pywt):
    """Haar, of more rows than are done at a time, odd and even."""
    image = np.random.default_rng(0).normal(size=(131, 10))
    for rows in (32, 33, 64, 65, 100, 130, 131):
        a, details = dwt2(image[:rows], filter_bank(daubechies(1)), "periodic")
        b, theirs = pywt.dwt2(image[:rows], "haar", "periodic")
        assert all(np.allclose(p, q, rtol=0, atol=1e-14) for p, q in zip((a, *details), (b, *theirs), strict=True))


@pytest.mark.parametrize("shape", [(5,), (2, 3, 4)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape "):
        dwt2(np.zeros(shape), filter_bank(daubechies(1)))


def test_one_pixel_that_is_no_number_spoils_four_coefficients_of_each_band():
    image = np.zeros((8, 8))
    image[3, 4] = np.nan
    cA, details = dwt2(image, filter_bank(daubechies(2)))
    assert [int(np.isnan(c).sum()) for c in (cA, *details)] == [4, 4, 4, 4]


def test_the_inverse_names_its_own_arguments():
    bank, c = filter_bank(daubechies(3)), np.zeros((4, 5))
    with pytest.raises(ValueError, match=r"^details must be three of shape \(4, 5\), got "):
        idwt2(c, (c, c, c[:3]), bank)
    with pytest.raises(ValueError, match=r"^cA must have at least 3 rows and columns for 6 taps, got \(2, 5\)$"):
        idwt2(c[:2], (c[:2],) * 3, bank)
    with pytest.raises(ValueError, match=r"^details must be a list or tuple of 3 parts"):
        idwt2(c, (c, c), bank)
