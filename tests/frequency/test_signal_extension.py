import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from refimpl.cases import frequency as cases
from refimpl.frequency.signal_extension import extend_signal
from tests.agreement import assert_keeps

FUNCTIONS = [extend_signal]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("mode, expected", [
    ("zero", "0 0 0 | 1 3 4 | 0 0 0 0"), ("constant", "1 1 1 | 1 3 4 | 4 4 4 4"),
    ("symmetric", "4 3 1 | 1 3 4 | 4 3 1 1"), ("antisymmetric", "-4 -3 -1 | 1 3 4 | -4 -3 -1 1"),
    ("reflect", "3 4 3 | 1 3 4 | 3 1 3 4"), ("antireflect", "-3 -2 -1 | 1 3 4 | 5 7 9 10"),
    ("periodic", "1 3 4 | 1 3 4 | 1 3 4 1"), ("periodization", "3 4 4 | 1 3 4 4 | 1 3 4 4"),
    ("smooth", "-5 -3 -1 | 1 3 4 | 5 6 7 8")])
def test_worked_example(mode, expected):
    assert extend_signal(np.array([1, 3, 4]), 3, 4, mode).tolist() == [int(v) for v in expected.split() if v != "|"]


def test_beyond_zero_there_is_nothing_of_the_ends():
    assert extend_signal(np.array([np.nan, 1, np.inf]), 1, 1, "zero").tolist()[::4] == [0, 0]


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"^mode must be one of zero, constant, .*, periodization, got 'wrap'$"):
        extend_signal(np.zeros(3), 1, 1, "wrap")
    for mode in ("reflect", "antireflect"):
        with pytest.raises(ValueError, match=rf"^mode {mode} needs at least 2 sample\(s\), got 1$"):
            extend_signal(np.zeros(1), 1, 1, mode)
    with pytest.raises(ValueError, match=r"^mode zero needs at least 1 sample\(s\), got 0$"):
        extend_signal(np.zeros(0), 1, 1, "zero")


def test_whole_numbers_do_not_wrap():
    """−3 is no uint8, 2·200 − 100 neither; the smallest int8 has no opposite."""
    assert extend_signal(np.array([3, 5], np.uint8), 1, 1, "antisymmetric").tolist() == [-3, 3, 5, -5]
    assert extend_signal(np.array([200, 100], np.uint8), 1, 1, "antireflect").tolist() == [300, 200, 100, 0]
    assert extend_signal(np.array([-128, 0], np.int8), 1, 0, "antisymmetric").tolist() == [128, -128, 0]


def test_half_precision_is_finite_where_the_answer_is():
    x = np.full(3, 6e4, np.float16)                             # 2a − b: 2a is too large, the whole is not
    out = extend_signal(x, 2, 2, "antireflect")
    assert out.dtype == np.float16 and (out == x[0]).all()


def test_an_end_that_is_no_number_spoils_its_own_side_alone():
    """Upside down about a, d has no part in what comes right before a."""
    out = extend_signal(np.array([1.0, 3.0, np.nan]), 1, 0, "antireflect")
    assert out[0] == -1 and extend_signal(np.array([np.nan, 3.0, 4.0]), 0, 1, "antireflect")[-1] == 5


@pytest.mark.parametrize("before, after, name", [(-1, 2, "before"), (2, -1, "after"), (1.5, 0, "before"), (10**9, 0, "before")])
def test_lengths_that_make_no_sense_are_refused(before, after, name):
    with pytest.raises(ValueError, match=rf"{name}( must be a whole number at least 0, got |=)"):
        extend_signal(np.arange(4.0), before, after)


def test_nothing_added_is_no_copy():
    x = np.arange(4.0)
    assert extend_signal(x, 0, 0) is x


@pytest.mark.parametrize("ours, theirs", [("symmetric", "reflect"), ("reflect", "mirror"), ("periodic", "wrap"), ("constant", "nearest"), ("zero", "constant")])
def test_names_in_scipy(ours, theirs):
    """Each sample three places to the left, as scipy.ndimage sees it."""
    x = np.array([1.0, 2, 5, 7, 11])
    seen = ndimage.correlate1d(x, [1, 0, 0, 0, 0, 0, 0], mode=theirs)
    assert (extend_signal(x, 3, 0, ours)[:5] == seen).all()


def test_what_the_lesson_shows():
    a, b, c, d = x = np.array([1.0, 10, 100, 1000])
    assert extend_signal(x, 1, 1, "antireflect").tolist() == [2 * a - b, *x, 2 * d - c]
    assert extend_signal(x, 1, 1, "smooth").tolist() == [a - (b - a), *x, d + (d - c)]
    assert extend_signal(x, 3, 3, "antisymmetric").tolist() == [-c, -b, -a, *x, -d, -c, -b]
