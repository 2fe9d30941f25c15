import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.spectrum import fft2, fftshift, ifft2, ifftshift
from tests.agreement import assert_keeps

FUNCTIONS = [fft2, ifft2, fftshift, ifftshift]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_stripes_are_two_points():
    """Two stripes from top to bottom, in a 4 × 6 image: F[±2 of 6 columns] = 24/2."""
    stripes = np.cos(2 * np.pi * 2 * np.arange(6) / 6) * np.ones((4, 1))
    expected = np.zeros((4, 6))
    expected[0, 2] = expected[0, 4] = 12
    assert np.allclose(fft2(stripes), expected, atol=1e-13)


def test_shifting_twice_is_not_nothing():
    """Looks true, is not, for odd lengths."""
    x = np.arange(5)
    assert fftshift(fftshift(x)).tolist() != x.tolist()
    assert ifftshift(fftshift(x)).tolist() == x.tolist()


@pytest.mark.parametrize("transform", [fft2, ifft2])
@pytest.mark.parametrize("axes", [(0, 0), (1, -1), (0,), (0, 1, 1)])
def test_other_axes_are_refused(transform, axes):
    with pytest.raises(ValueError, match=r"^axes must be two different axes of x, got .* for shape \(2, 3\)$"):
        transform(np.zeros((2, 3)), axes)


def test_empty_images_are_refused():
    with pytest.raises(ValueError, match=r"^x has no samples along axis 1, .*: shape \(3, 0\)$"):
        fft2(np.zeros((3, 0)))


def test_shifts_are_copies():
    x = np.arange(6.0)
    for shift in (fftshift, ifftshift):
        assert not any(np.shares_memory(x, shift(x, axes)) for axes in (None, 0, ()))


@pytest.mark.parametrize("axes", [3, (0, 3), True, None, "x", {0}])
def test_axes_that_are_not_there_are_refused(axes):
    for function in (fft2, ifft2) if axes is None else (fftshift, ifftshift):
        with pytest.raises((ValueError, TypeError), match=r"^axes must be "):
            function(np.ones((2, 3)), axes)


def test_opposite_borders_that_differ_make_a_cross():
    """A ramp under noise: nearly all energy lies on the two axes."""
    y, x = np.mgrid[:64, :64]
    image = x + y - 63.0 + np.random.default_rng(0).normal(size=(64, 64))
    energy = abs(fft2(image))**2
    assert energy[0].sum() + energy[1:, 0].sum() > 0.99 * energy.sum()
