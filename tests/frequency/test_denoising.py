import numpy as np
import pytest
import scipy.stats
from hypothesis import given

from refimpl import samples
from refimpl.cases import frequency as cases
from refimpl.frequency.daubechies import daubechies
from refimpl.frequency.denoising import (QUARTILE, bayes_threshold, denoise, hard_threshold, noise_sigma,
                                         soft_threshold)
from refimpl.frequency.wavelet import filter_bank
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [soft_threshold, hard_threshold, denoise, noise_sigma, bayes_threshold]


@pytest.mark.parametrize("function, mode", [(soft_threshold, "soft"), (hard_threshold, "hard")])
def test_thresholds_match_pywavelets(pywt, function, mode):
    @given(case=cases.soft_threshold())
    def agrees(case):
        with np.errstate(invalid="ignore"):
            expected = pywt.threshold(case["x"], case["t"], mode)
        expected[case["x"] == 0] = 0                                  # with t = 0 theirs is 0·(1 − 0/0), NaN
        assert_agrees(function(**case), expected, oracle="pywt.threshold", function=function, within=0)
    agrees()


@given(case=cases.denoise())
def test_matches_skimage(restoration, case):
    image, taps = case["image"].astype(float), case["wavelet"].shape[1]
    method = case.get("method", "BayesShrink")
    expected = restoration.denoise_wavelet(image, wavelet=f"db{taps // 2}", method=method, rescale_sigma=False)
    assert_agrees(denoise(image, case["wavelet"], method), expected, oracle=f"skimage denoise_wavelet, {method}", function=denoise, within=256)


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
    with pytest.raises(ValueError, match=r"^method must be BayesShrink or VisuShrink, got 'bayes'$"):
        denoise(np.zeros((8, 9)), haar, "bayes")
    with pytest.raises(ValueError, match=r"^image must be \(H, W\), got shape \(8,\)$"):
        denoise(np.zeros(8), haar)
    with pytest.raises(ValueError, match=r"^level must be from 0 to 0 for 1 samples and 2 taps, got 1$"):
        denoise(np.zeros((1, 9)), haar)
    for function in (soft_threshold, hard_threshold):
        for t in (-1, np.nan):
            with pytest.raises(ValueError, match=rf"^t must be at least 0, got {t}$"):
                function(np.zeros(3), t)
