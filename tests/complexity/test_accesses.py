import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity.accesses import Accesses, count_accesses, numbers_in
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [count_accesses, numbers_in]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("function, read, written, reads", [
    (lambda x: x + 1, 6, 6, 6),
    (lambda x: x * x, 6, 6, 12),
    (lambda x: -abs(x), 6, 6, 6),
    (lambda x: x[::2] * 3, 3, 3, 3),                                 # what is skipped is not read
    (lambda x: np.outer(x[:2], x[2:5]), 5, 6, 12),
    (lambda x: x.reshape(2, 3) @ x.reshape(3, 2), 6, 4, 24),         # without a cache each product reads two
    (lambda x: x.sum(), 6, 1, 6),
    (lambda x: x.max(), 6, 1, 11),                                   # five comparisons, and the result itself
    (lambda x: np.concatenate([x, x]), 6, 12, 12),                   # copying into the result is reading
    (lambda x: (x[:2], [x[5:]]), 3, 3, 3),
    (lambda x: np.zeros(4), 0, 4, 0),
    (lambda x: x.copy()[:1] + 0, 1, 1, 1),                           # copying elsewhere is not
    (lambda x: np.pad(x, 2)[:3] * 2, 1, 3, 1),                       # nor is padding
])
def test_counts_what_can_be_counted_by_hand(function, read, written, reads):
    counted = count_accesses(function, np.arange(1.0, 7))
    assert_agrees([counted.read, counted.written, counted.reads], [read, written, reads], oracle="counting by hand",
                  function=count_accesses)


def test_keyword_arguments_and_arrays_in_tuples_count():
    counted = count_accesses(lambda x, *, y, n: x * y[0] * n + y[1][0], np.ones(2), y=(np.ones(2), np.ones(5)), n=3)
    assert counted == Accesses(read=5, written=2, reads=6)


def test_scalars_of_numpy_are_plain_numbers_and_masks_are_refused():
    assert [type(n) for n in numbers_in([np.int16(3), np.float32(0.5)])] == [int, float]
    with pytest.raises(TypeError, match="value has a mask"):
        numbers_in(np.ma.masked_array([1], [True]))
    with pytest.raises(TypeError, match="function must be a function, got 'x'"):
        count_accesses("x", np.ones(2))


def test_defaults_are_nothing():
    assert Accesses() == Accesses(0, 0, 0) and Accesses(2, 3, 9).total == 5


def test_elements_come_out_in_order():
    nested = [np.array([[1, 2], [3, 4]]), (np.array([5.5]), []), "six", None]
    assert_agrees(numbers_in(nested)[:5], [1, 2, 3, 4, 5.5], oracle="reading", function=numbers_in)
    assert numbers_in(nested)[5:] == ["six", None]


def test_an_element_that_is_overwritten_was_read_all_the_same():
    def doubled(x):
        x[0] = 2 * x[0]
        return x
    assert count_accesses(doubled, np.ones(3)) == Accesses(read=3, written=3, reads=3)


def test_an_array_that_is_passed_twice_counts_as_two():
    x = np.ones(3)
    assert count_accesses(lambda a, b: a * b, x, x).read == 6 and count_accesses(lambda a: a * a, x).read == 3


def test_what_is_compared_is_read():
    assert count_accesses(lambda x: np.array([x[0] == 1]), np.ones(3)) == Accesses(read=1, written=1, reads=1)
