import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.frequency.spectrum import fft2, fftshift, ifft2
from refimpl.frequency.transfer import (apply_transfer, butterworth_transfer, distances, gaussian_transfer,
                                        ideal_transfer, notch_transfer)
from refimpl.imaging.correlation import convolve
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [ideal_transfer, gaussian_transfer, butterworth_transfer, notch_transfer, apply_transfer, distances]
IMAGES = cases.images(("f8",))


@given(image=IMAGES, kernel=cases.numbers((3, 5), "f8"))
def test_convolution_theorem(image, kernel):
    """The spectrum of a kernel, its middle at (0, 0), filters as convolve does where the image wraps."""
    laid = np.zeros(image.shape)
    for i in range(3):
        for j in range(5):
            laid[(i - 1) % image.shape[0], (j - 2) % image.shape[1]] += kernel[i, j]
    terms = 15 * np.abs(image).max() * np.abs(kernel).max()
    assert_agrees(apply_transfer(image, fft2(laid)), convolve(image, kernel, mode="wrap"),
                  oracle="imaging.convolve", function=apply_transfer, terms=terms)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_examples():
    """Six columns: 0, 1/6, 2/6, 3/6, 2/6, 1/6 cycles a pixel."""
    assert ideal_transfer((1, 6), (1 / 4, 2 / 5), "band").tolist() == [[0, 0, 1, 0, 1, 0]]
    assert ideal_transfer((1, 6), 1 / 3).tolist() == [[1, 1, 1, 0, 1, 1]]                     # at the cutoff it passes
    assert butterworth_transfer((1, 6), 1 / 6, order=1)[0].tolist() == pytest.approx([1, 1 / 2, 1 / 5, 1 / 10, 1 / 5, 1 / 2])
    assert gaussian_transfer((1, 6), 1 / 6)[0].tolist() == pytest.approx(np.exp([0, -0.5, -2, -4.5, -2, -0.5]).tolist())
    assert notch_transfer((1, 6), [(0, 2)], 1 / 6, 1)[0].tolist() == pytest.approx([0.8 * 0.8, 0.5 * 0.9, 0, 0.5 * 0.5, 0, 0.45])


def test_a_stripe_is_taken_out_and_the_rest_stays():
    y, x = np.mgrid[:20, :30]
    ramp, stripes = np.cos(2 * np.pi * y / 20), np.sin(2 * np.pi * (3 * y / 20 + 7 * x / 30))
    out = apply_transfer(ramp + stripes, notch_transfer((20, 30), [(3, 7)], radius=0.02, order=4))
    assert abs(out - ramp).max() < 1e-6


def test_the_ideal_filter_rings_and_the_gaussian_does_not():
    step = np.repeat([[0.0, 1.0]], 32, axis=1)
    assert apply_transfer(step, ideal_transfer(step.shape, 0.1)).max() > 1.05
    assert apply_transfer(step, gaussian_transfer(step.shape, 0.1)).max() < 1 + 1e-6


@pytest.mark.parametrize("cutoff, kind", [(0, "low"), (-1, "high"), (np.inf, "low"), (np.nan, "low"), ((0.1, 0.2), "low"), (0.1, "band"), ((0.2, 0.1), "stop"), ((0, 0.1), "band")])
def test_cutoffs_that_make_no_sense_are_refused(cutoff, kind):
    for transfer in (ideal_transfer, gaussian_transfer, butterworth_transfer):
        with pytest.raises(ValueError, match=r"^cutoff (must be a (finite number above 0|list or tuple of 2 parts)|of a stop filter must not fall), got "):
            transfer((4, 5), cutoff, kind=kind)


def test_other_bad_input_is_named():
    with pytest.raises(ValueError, match=r"^kind must be one of low, high, band, stop, got 'pass'$"):
        ideal_transfer((4, 5), 0.1, "pass")
    with pytest.raises(ValueError, match=r"^order must be a finite number above 0, got 0$"):
        butterworth_transfer((4, 5), 0.1, 0)
    for radius, order, name in ((0, 2, "radius"), (0.1, 0, "order"), (np.inf, 2, "radius"), (0.1, np.inf, "order")):
        with pytest.raises(ValueError, match=rf"^{name} must be a finite number above 0, got "):
            notch_transfer((4, 5), [], radius, order)
    with pytest.raises(ValueError, match=r"^image and transfer must both be \(H, W\), got shapes \(4, 5\) and \(5, 4\)$"):
        apply_transfer(np.zeros((4, 5)), np.zeros((5, 4)))
    with pytest.raises(TypeError, match=r"^image must be real, got complex128$"):
        apply_transfer(np.zeros((4, 5), complex), np.zeros((4, 5)))


def test_the_default_order_is_2():
    """At twice the cutoff 1/(1 + 2⁴); as far from a notch as its radius twice, 16/17."""
    assert np.isclose(butterworth_transfer((1, 8), 0.125)[0, 2], 1 / 17, rtol=1e-14)
    alone = notch_transfer((64, 64), [(0, 0)], radius=2 / 64)
    assert np.isclose(alone[0, 4], 16 / 17, rtol=1e-14)


def test_narrow_numbers_and_shapes_that_are_none():
    assert (butterworth_transfer((8, 8), 0.3, np.uint8(200)) == butterworth_transfer((8, 8), 0.3, 200)).all()
    for shape in ((4, 5, 3), (4, 0), 5, (10**9, 10**9), (2.5, 3)):
        with pytest.raises((ValueError, TypeError), match=r"^shape(=| must be \(H, W\))"):
            butterworth_transfer(shape, 0.3, 2)
    with pytest.raises(ValueError, match=r"^points must be \(u, v\), whole numbers"):
        notch_transfer((4, 5), [(0.5, 1)], 0.1)
    with pytest.raises(ValueError, match=r"^image must have at least one element, got shape \(0, 4\)$"):
        apply_transfer(np.zeros((0, 4)), np.zeros((0, 4)))


def test_the_kernel_stands_where_convolve_has_it_after_fftshift():
    image = np.random.default_rng(0).normal(size=(6, 7))
    H = gaussian_transfer(image.shape, 0.2)
    kernel = fftshift(ifft2(H).real)
    assert np.allclose(convolve(image, kernel, mode="wrap"), apply_transfer(image, H), rtol=0, atol=1e-14)


def test_the_gaussian_rings_where_it_is_cut_off():
    """An edge from 0 to 1 rises above 1 by less than 10⁻⁴ at d₀ = 0.15, by 1 % at 0.3."""
    step = np.repeat([[0.0, 1.0]], 32, axis=1)
    beyond = [apply_transfer(step, gaussian_transfer(step.shape, d0)).max() - 1 for d0 in (0.1, 0.15, 0.3)]
    assert beyond[0] < 1e-6 and 1e-5 < beyond[1] < 1e-4 and 0.01 < beyond[2] < 0.02
