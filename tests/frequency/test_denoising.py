import numpy as np
import pytest
import scipy.stats
from hypothesis import given

from refimpl import samples
from refimpl.cases import frequency as cases
from refimpl.frequency.daubechies import daubechies
from refimpl.frequency.denoising import (QUARTILE, bayes_threshold, denoise, hard_threshold, noise_sigma,
                                         soft_threshold)
from refimpl.frequency.multilevel import wavedec2
from refimpl.frequency.wavelet import filter_bank
from tests.agreement import assert_keeps

FUNCTIONS = [soft_threshold, hard_threshold, denoise, noise_sigma, bayes_threshold]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    assert soft_threshold(np.array([5.0, -3.0, 1.0]), 2).tolist() == pytest.approx([3, -1, 0])
    assert hard_threshold(np.array([5.0, -3.0, 1.0]), 2).tolist() == [5, -3, 0]
    assert bayes_threshold(np.array([1.0, -1.0]), 2.0) == 4 / 2**-26                     # all noise: 4/√eps


def test_quartile():
    assert QUARTILE == pytest.approx(scipy.stats.norm.ppf(0.75), rel=1e-15)


@pytest.mark.parametrize("sigma", [5.0, 20.0])
def test_finds_the_noise_of_a_photograph(sigma):
    """The estimate is within 15 %, and what comes out is nearer to the photograph than what went in."""
    clean = samples.camera().astype(float)
    noisy = clean + sigma * np.random.default_rng(0).normal(size=clean.shape)
    out = denoise(noisy, filter_bank(daubechies(4)))
    assert np.mean((out - clean)**2) < 0.75 * np.mean((noisy - clean)**2)


def test_no_noise_no_change():
    assert noise_sigma(np.zeros(4)) == 0
    flat = np.full((20, 30), 3.0)
    for method in ("BayesShrink", "VisuShrink"):
        assert np.allclose(denoise(flat, filter_bank(daubechies(1)), method), flat, rtol=0, atol=1e-14)


def test_bad_input_is_named():
    haar = filter_bank(daubechies(1))
    with pytest.raises(ValueError, match=r"^method must be one of BayesShrink, VisuShrink, got 'bayes'$"):
        denoise(np.zeros((8, 9)), haar, "bayes")
    with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape \(8,\)$"):
        denoise(np.zeros(8), haar)
    with pytest.raises(ValueError, match=r"^image must have sides of at least 2 for 2 taps, got \(1, 9\)$"):
        denoise(np.zeros((1, 9)), haar)
    for function in (soft_threshold, hard_threshold):
        for t in (-1, np.nan):
            with pytest.raises(ValueError, match=rf"^t must be a finite number at least 0, got {t}$"):
                function(np.zeros(3), t)


def test_whole_numbers_do_not_wrap():
    x = np.array([-128, 127], np.int8)
    assert soft_threshold(x, 1).tolist() == [-127, 126]
    assert hard_threshold(x, 1).tolist() == [-128, 127]
    assert noise_sigma([1.0, -3.0, 2.0]) == noise_sigma(np.array([1, -3, 2], np.int8)) == 2 / QUARTILE


def test_half_precision_is_finite_where_the_answer_is():
    x = np.array([300, -300, 6e4], np.float16)                   # 59,999 is between 59,968 and 60,000
    assert soft_threshold(x, 1).tolist() == [299, -299, 60000] and soft_threshold(x, 1).dtype == np.float16
    assert noise_sigma(np.full(4, 6e4, np.float16)) == pytest.approx(6e4 / QUARTILE, rel=1e-3)
    assert bayes_threshold(x[:2], 1) == pytest.approx(1 / np.sqrt(300**2 - 1), rel=1e-6)


def test_what_is_not_finite():
    """A coefficient keeps it; an image with a NaN has no estimate of its noise, one with an infinity has."""
    x = np.array([np.nan, np.inf, -np.inf, 3.0])
    assert np.array_equal(soft_threshold(x, 1), [np.nan, np.inf, -np.inf, 2], equal_nan=True)
    assert np.array_equal(hard_threshold(x, 1), x, equal_nan=True)
    image = np.random.default_rng(0).normal(size=(16, 20))
    for method in ("BayesShrink", "VisuShrink"):
        image[3, 4] = np.nan
        assert np.isnan(denoise(image, filter_bank(daubechies(2)), method)).all()
        image[3, 4] = np.inf
        spoilt = ~np.isfinite(denoise(image, filter_bank(daubechies(2)), method))
        assert spoilt[3, 4] and spoilt.sum() <= 36                    # 6 × 6: what four filters of four reach


def test_the_threshold_of_pure_noise_is_large_unless_the_noise_is_tiny():
    for sigma, above in ((1.0, True), (1e-7, True), (1e-9, False)):
        details = np.array([sigma, -sigma])
        assert (bayes_threshold(details, sigma) > sigma) == above
        assert bayes_threshold(details, sigma) == pytest.approx(sigma**2 / 2**-26)


def test_the_three_coarsest_levels_are_left_but_one_is_treated():
    """Pure noise of 128²: of seven levels the three coarsest stay as they are; of 8², which has three, one is treated."""
    bank, rng = filter_bank(daubechies(1)), np.random.default_rng(0)
    for side, treated in ((128, 4), (8, 1)):
        noise = rng.normal(size=(side, side))
        before, after = (wavedec2(im, bank) for im in (noise, denoise(noise, bank, "VisuShrink")))
        kept = [np.allclose(a[2], b[2], rtol=0, atol=1e-12) for a, b in zip(after[1:], before[1:], strict=True)][::-1]
        assert kept == [False] * treated + [True] * (len(kept) - treated)


def test_how_often_noise_exceeds_the_universal_threshold():
    """One image of 512² in seven, by the normal distribution."""
    N = 512**2
    inside = 1 - 2 * scipy.stats.norm.sf(np.sqrt(2 * np.log(N)))
    assert 1 / (1 - inside**N) == pytest.approx(7, abs=0.5)
