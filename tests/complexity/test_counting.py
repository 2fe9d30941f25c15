from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases, convolution as conv_cases
from refimpl.complexity.counting import Number, Operations, count_operations, counting
from refimpl.complexity.linear import linear
from refimpl.complexity.pooling import max_pool2d_definition
from refimpl.convolution.conv2d import conv2d_definition
from refimpl.convolution.depthwise import depthwise_conv2d_definition
from refimpl.convolution.pointwise import pointwise_conv2d_definition
from refimpl.convolution.transposed import conv_transpose2d_definition
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [count_operations, counting]


def operations(**counted):
    return Operations(**counted)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("function, expected", [
    (lambda x: x * x, operations(multiplications=6)),
    (lambda x: 2 * x * 3.0, operations(multiplications=12)),
    (lambda x: x + 1, operations(additions=6)),
    (lambda x: 1 - x - x, operations(additions=12)),
    (lambda x: x / 2, operations(divisions=6)),
    (lambda x: 1 / x, operations(divisions=6)),
    (lambda x: x ** 2, operations(functions=6)),
    (lambda x: 2.0 ** x, operations(functions=6)),
    (np.sqrt, operations(functions=6)),
    (lambda x: np.exp(np.log(np.tanh(x))), operations(functions=18)),
    (lambda x: -abs(x), operations()),
    (lambda x: -abs(x) * abs(x), operations(multiplications=6)),
    (lambda x: x.reshape(3, 2).T[::-1], operations()),
    (lambda x: (x == 1, x != x[0], x[0] == x), operations()),
    (lambda x: x.sum(), operations(additions=5)),
    (lambda x: sum(x), operations(additions=6)),                     # Python's sum begins with 0 +
    (lambda x: x.max(), operations(comparisons=5)),
    (lambda x: max(x), operations(comparisons=5)),
    (lambda x: sorted([x[1], x[0]]), operations(comparisons=1)),
    (lambda x: (x > 0, x >= 0, x < 0, x <= 0), operations(comparisons=24)),
    (lambda x: np.maximum(x, 0), operations(comparisons=6)),
    (lambda x: x @ x, operations(multiplications=6, additions=5)),
    (lambda x: x.reshape(2, 3) @ x.reshape(3, 2), operations(multiplications=12, additions=8)),
    (lambda x: np.float32(2) * x[0] + np.float64(1), operations(multiplications=1, additions=1)),
    (lambda x: x[0] * np.ones(4), operations(multiplications=4)),
])
def test_counts_what_can_be_counted_by_hand(function, expected):
    counted = count_operations(function, np.arange(1.0, 7))
    for kind, number in vars(expected).items():
        assert_agrees(getattr(counted, kind), number, oracle="counting by hand", function=count_operations)


CONV = [(conv2d_definition, conv_cases.conv2d(longest=4)), (depthwise_conv2d_definition, conv_cases.depthwise_conv2d(longest=4)),
        (pointwise_conv2d_definition, conv_cases.pointwise_conv2d(longest=4)),
        (conv_transpose2d_definition, conv_cases.conv_transpose2d(longest=3)),
        (max_pool2d_definition, cases.max_pool2d()), (linear, cases.linear())]


@pytest.mark.parametrize("definition, strategy", CONV, ids=lambda value: getattr(value, "__name__", ""))
def test_counts_what_another_counter_counts(counted_float, definition, strategy):
    """counted_float counts operations of plain floats: the same loops, the same counts."""
    def floats(array):
        numbers = np.empty(array.shape, object)
        for place in np.ndindex(array.shape):
            numbers[place] = counted_float.CountedFloat(float(array[place]))
        return numbers

    @given(case=strategy)
    def agree(case):
        with counted_float.FlopCountingContext() as context:
            definition(**{k: floats(v) if isinstance(v, np.ndarray) else v for k, v in case.items()})
        theirs, ours = context.flop_counts(), count_operations(definition, **case)
        assert_agrees([ours.multiplications, ours.additions, ours.divisions, ours.comparisons],
                      [theirs.MUL, theirs.ADD + theirs.SUB, theirs.DIV, theirs.COMP], oracle="counted_float",
                      function=count_operations)
    agree()


def test_tallies_add_up_and_repeat():
    one, other = operations(multiplications=1, additions=2, divisions=3), operations(additions=5, comparisons=7, functions=11)
    assert one + other == operations(multiplications=1, additions=7, divisions=3, comparisons=7, functions=11)
    assert 3 * other == operations(additions=15, comparisons=21, functions=33) and (3 * other).total == 69


def test_fractions_big_endian_numbers_and_empty_arrays_count():
    half = np.array([Fraction(1, 2), Fraction(1, 3)], object)
    assert count_operations(lambda x: x * x, half).multiplications == 2
    assert [n.value for n in counting(half, Operations())] == [Fraction(1, 2), Fraction(1, 3)]
    assert [n.value for n in counting(np.array([300], ">u2"), Operations())] == [300]
    assert counting(np.zeros((0, 3)), Operations()).shape == (0, 3)


def test_bad_input_is_named():
    for call, says in ((lambda: count_operations(3, np.ones(2)), "function must be a function, got 3"),
                       (lambda: counting(np.ones(2), None), r"tally must be Operations\(\), got None"),
                       (lambda: counting(np.ma.masked_array([1], [True]), Operations()), "argument has a mask"),
                       (lambda: counting(np.array(["a"]), Operations()), "argument must be")):
        with pytest.raises(TypeError, match=says):
            call()


def test_arrays_in_tuples_and_lists_count():
    counted = count_operations(lambda pair, rest: pair[0] * pair[1] + rest[0][0], (np.ones(2), 3), [[np.ones(2)], None])
    assert (counted.multiplications, counted.additions) == (2, 2)
    assert isinstance(counting((1, [2]), Operations()), tuple)


def test_a_number_knows_how_often_it_was_read():
    tally = Operations()
    a, b = Number(2.0, tally), Number(3.0, tally)
    product = a * b + a - (-b)
    assert (a.reads, b.reads, product.reads, abs(b).value, b.reads) == (2, 2, 0, 3.0, 3)


def test_a_polynomial_costs_less_by_horners_rule():
    """3 + 5x + 7x²: two additions either way, three multiplications or two."""
    powers = count_operations(lambda x: 3 + 5 * x[0] + 7 * x[0] * x[0], np.ones(1))
    horner = count_operations(lambda x: 3 + x[0] * (5 + x[0] * 7), np.ones(1))
    assert (powers.multiplications, horner.multiplications) == (3, 2)
    assert powers.additions == horner.additions == 2


@pytest.mark.parametrize("compute", [
    lambda a, b: a * b - b / a + (a - 2) * 3, lambda a, b: 2 - a, lambda a, b: 2 / a, lambda a, b: a ** b,
    lambda a, b: 2.0 ** a, lambda a, b: -a + abs(b), lambda a, b: [a < b, a <= b, a > b, a >= b, a < 3],
    lambda a, b: [a == b, a == a + 0, a == 3, 3 == a, a != b, a != 3.0, bool(a), bool(a - 3), hash(a) == hash(3.0)],
    lambda a, b: np.sqrt(np.array([a]))[0], lambda a, b: np.exp(np.array([a]))[0], lambda a, b: np.log(np.array([a]))[0],
    lambda a, b: np.tanh(np.array([a]))[0],
])
def test_computes_as_the_values_do(compute):
    tally = Operations()
    counted, expected = compute(Number(3.0, tally), Number(-5.0, tally)), compute(3.0, -5.0)
    if isinstance(expected, list):
        assert counted == expected
    else:
        assert counted.value == pytest.approx(expected, rel=1e-15)               # two libraries' logarithms


def test_keyword_arguments_count_and_other_arguments_stay():
    seen = []
    counted = count_operations(lambda x, *, y, n: seen.append(n) or x * y * n, np.ones(2), y=np.ones(2), n=3)
    assert (counted.multiplications, seen) == (4, [3])
    assert count_operations(lambda *, y: y + y, y=np.ones(3)).additions == 3


def test_the_result_of_an_operation_is_a_number_that_counts():
    tally = Operations()
    product = Number(2, tally) * Number(3, tally)
    assert (repr(product), product.tally) == ("Number(6)", tally)
    assert (repr(product * 2), tally) == ("Number(12)", Operations(multiplications=2))


def test_arrays_compare_element_by_element_and_know_what_is_zero():
    x = counting(np.array([0.0, 1.0, 2.0]), Operations())
    assert (x == 1).tolist() == [False, True, False] == (x[1] == x).tolist() and np.count_nonzero(x) == 2


def test_a_dtype_that_is_fixed_is_a_type_error():
    def doubled(x):
        y = np.zeros(3)
        y[0] = 2 * x[0]
    with pytest.raises(TypeError, match="float"):
        count_operations(doubled, np.ones(3))
