import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import frequency as cases
from refimpl.complexity.counting import count_operations
from refimpl.frequency.daubechies import daubechies
from refimpl.frequency.multilevel import greatest_level, wavedec, wavedec2, waverec, waverec2
from refimpl.frequency.wavelet import dwt, dwt_definition, filter_bank
from tests.agreement import assert_keeps

FUNCTIONS = [greatest_level]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("n", [1, 7, 32, 45])
def test_there_and_back(n):
    bank, x = filter_bank(daubechies(2)), np.random.default_rng(n).normal(size=n)
    assert np.allclose(waverec(wavedec(x, bank), bank)[:n], x, rtol=0, atol=1e-14)


@pytest.mark.parametrize("level", [-1, 4])
def test_too_deep_says_how_deep(level):
    bank = filter_bank(daubechies(1))
    with pytest.raises(ValueError, match=rf"^level must be a whole number at least 0 and at most 3, got {level}$"):
        wavedec(np.zeros(8), bank, level=level)
    with pytest.raises(ValueError, match=rf"^level must be a whole number at least 0 and at most 3, got {level}$"):
        wavedec2(np.zeros((8, 99)), bank, level=level)


def test_along_any_axis_and_in_any_mode_what_was_taken_apart_comes_back():
    """Levels of an axis that is not the last, of an odd length; images in a mode that is not the default."""
    x, bank = np.random.default_rng(0).normal(size=(45, 3)), filter_bank(daubechies(2))
    for mode in ("symmetric", "periodization"):
        assert np.allclose(waverec(wavedec(x, bank, mode, axis=0), bank, mode, axis=0)[:45], x, rtol=0, atol=1e-13)
        image = x[:, :1] * np.arange(1.0, 38)
        parts = wavedec2(image, bank, mode)
        assert np.allclose(waverec2(parts, bank, mode)[:45, :37], image, rtol=0, atol=1e-12)
    assert all((a == b).all() for a, b in zip(wavedec(x.T, bank), wavedec(x.T, bank, "symmetric"), strict=True))
    assert (wavedec2(image, bank)[0] == wavedec2(image, bank, "symmetric")[0]).all()


def test_level_0_checks_what_it_is_given_and_does_nothing():
    bank, x = filter_bank(daubechies(1)), np.arange(8.0)
    assert wavedec(x, bank, level=0)[0] is x
    assert wavedec(x.astype("u1"), bank, level=0)[0].dtype == float
    with pytest.raises(TypeError, match=r"^x must be an array"):
        wavedec(None, bank, level=0)
    with pytest.raises(ValueError, match=r"^bank must be "):
        wavedec(x, bank[0], level=0)
    with pytest.raises(ValueError, match=r"^axis must be from -1 to 0, got 3$"):
        wavedec(x, bank, level=1, axis=3)
    with pytest.raises(ValueError, match=r"^axis must be from -1 to 0, got 3$"):               # before the mode
        wavedec(x, bank, 1, axis=3)
    with pytest.raises(ValueError, match=r"^mode must be one of "):
        wavedec2(np.ones((4, 4)), bank, "wrap", 0)


def test_coefficients_that_do_not_belong_together_are_named():
    bank, c = filter_bank(daubechies(2)), np.zeros((4, 5))
    for wrong in ([np.zeros(3), np.zeros(9)], [np.zeros(9), np.zeros(4)], [np.zeros(4), np.zeros((4, 4))]):
        with pytest.raises(ValueError, match=r"^coefficients of one level: approximation and detail must have the same shape"):
            waverec(wrong, bank)
    with pytest.raises(ValueError, match=r"^coefficients of one level: approximation must have at least 2 coefficients"):
        waverec([np.zeros(1), np.zeros(1)], bank)
    for parts in ((c, c, c[:2]), (c[:2], c[:2], c[:2])):
        with pytest.raises(ValueError, match=r"^coefficients of one level: details must be three of shape"):
            waverec2([c, parts], bank)
    with pytest.raises(ValueError, match=r"^coefficients of one level: cA must have at least 2 rows and columns"):
        waverec2([c[:1], (c[:1],) * 3], bank)


@pytest.mark.parametrize("taps", [2, 4, 6, 16])
def test_down_to_the_greatest_level_some_coefficients_see_no_end(taps):
    """Those that do not change when the signal goes on in another way."""
    bank = filter_bank(daubechies(taps // 2))
    for n in range(taps, 100):
        x = np.random.default_rng(n).normal(size=n)
        zero, mirrored = (wavedec(x, bank, mode, greatest_level(n, taps))[0] for mode in ("zero", "symmetric"))
        assert np.isclose(zero, mirrored, rtol=0, atol=1e-12).any(), n


def test_a_level_deeper_there_may_be_one(pywt):
    """A filter of four fits into four samples; PyWavelets warns, and goes on."""
    assert greatest_level(4, 4) == 0 and np.isclose(*(dwt(np.arange(1.0, 5), filter_bank(daubechies(2)), mode)[0] for mode in ("zero", "constant"))).any()
    with pytest.warns(UserWarning, match="boundary effects"):
        assert len(pywt.wavedec(np.arange(8.0), "haar", level=5)) == 6


def test_cost_of_all_levels():
    """8/3·L multiplications per pixel, 2L per sample, less what the last level would have cost."""
    bank, mode = filter_bank(daubechies(2)), "periodization"
    lines = [64, 32, 16, 8]
    counted = sum(count_operations(dwt_definition, np.ones(n), bank, mode).multiplications for n in lines)
    assert counted == 4 * sum(lines) == 2 * 4 * 64 - 4 * 8
