"""What may come in: NumPy and operator.index decide what a number is, and nothing else is taken for one."""
import operator
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refimpl.arguments import (LARGEST, as_array, as_axis, as_choice, as_list, as_shape, check_elements, per_axis,
                               real_numbers, whole_numbers)
from tests.agreement import assert_agrees
from tests.odd_calls import LAYOUTS, THINGS, Foreign

DTYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64", "longdouble"]


@st.composite
def arrays(draw, dtypes=(*DTYPES, "complex64", "complex128")):
    """Draw an array of any number of axes, some of them empty."""
    shape = draw(st.lists(st.integers(0, 4), max_size=3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.integers(0, 100, shape).astype(draw(st.sampled_from(dtypes)))


@given(array=arrays(), layout=st.sampled_from(sorted(LAYOUTS)))
def test_an_array_keeps_its_values_and_its_dtype_wherever_it_lies(array, layout):
    taken = as_array("(…)", "complex", x=LAYOUTS[layout](array))
    assert type(taken) is np.ndarray and taken.dtype.isnative
    if array.size:
        assert_agrees(taken, array, oracle="the array itself", function=as_array)


@given(array=arrays())
def test_a_native_array_is_not_copied(array):
    assert np.shares_memory(as_array("(…)", "complex", x=array), array) or array.size == 0


@given(array=arrays(DTYPES))
def test_whole_numbers_become_floats_where_floats_are_asked_for(array):
    taken = as_array("(…)", "float", x=array)
    assert taken.dtype == (array.dtype if array.dtype.kind == "f" else np.float64)
    assert taken.shape == array.shape and np.array_equal(taken, array)


@given(array=arrays(("int64", "float64")))
def test_a_list_is_what_numpy_makes_of_it(array):
    by_numpy = np.asarray(array.tolist())
    taken = as_array("(…)", x=array.tolist())
    assert (taken.dtype, taken.shape) == (by_numpy.dtype, by_numpy.shape) and np.array_equal(taken, by_numpy)


def test_a_list_of_zeros_and_ones_may_be_a_mask():
    assert as_array("(n,)", "bool", hit=[1, 0]).tolist() == [True, False]
    with pytest.raises(TypeError, match=r"^hit must be bool, got int64$"):
        as_array("(n,)", "bool", hit=[2, 0])


@pytest.mark.parametrize("values, dtype", [([0, 255], "uint8"), ([0, 256], "uint16"), (((1,), (2,)), "uint8")])
def test_a_list_becomes_the_first_of_the_dtypes_that_holds_it(values, dtype):
    assert as_array("(…)", "uint8 or uint16", image=values).dtype == dtype


def test_a_list_of_whole_numbers_becomes_no_float_that_happens_to_hold_it():
    with pytest.raises(TypeError, match=r"^image must be uint8 or float16, got int64$"):
        as_array("(n,)", "uint8 or float16", image=[-1, 1])


@pytest.mark.parametrize("values", [[0, 65536], [-1], [0.5], np.array([1]), np.array([1], np.int8), [True]])
def test_what_no_allowed_dtype_holds_is_refused(values):
    with pytest.raises(TypeError, match=r"^image must be uint8 or uint16, got "):
        as_array("(…)", "uint8 or uint16", image=values)


@pytest.mark.parametrize("given_", [*THINGS.values(), [[1], [1, 2]], np.array([None, 1]), np.array(["1"]), [{1}],
                                    np.zeros(2, "M8[s]"), np.zeros(2, [("r", "u1")]), np.ma.masked_equal([1, 2], 3), Foreign()])
def test_what_is_no_array_of_numbers_is_refused_by_name(given_):
    with pytest.raises(TypeError, match=r"^image "):
        as_array("(…)", "complex", image=given_)


def test_an_array_whose_owner_will_not_give_it_is_refused():
    class Grudging:
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("detach it first")

    with pytest.raises(TypeError, match=r"^x must be an array, got .*detach it first"):
        as_array("(…)", x=Grudging())


def test_says_what_to_do_with_masks_and_blocks():
    with pytest.raises(TypeError, match=r"mask.*image\.filled\(value\)"):
        as_array("(…)", image=np.ma.masked_equal([1, 2], 2))
    with pytest.raises(TypeError, match=r"^x must be a NumPy array.*blocks"):
        as_array("(…)", x=Foreign())


@pytest.mark.parametrize("kind, dtype, right", [
    ("real", "complex128", False), ("complex", "complex128", True), ("whole", "uint8", True), ("whole", "bool", False),
    ("whole", "float64", False), ("float", "complex64", False), ("real", "bool", True), ("float32", "float32", True),
    ("float32", "float64", False)])
def test_kinds(kind, dtype, right):
    array = np.ones(2, dtype)
    if right:
        assert as_array("(n,)", kind, x=array) is not None
    else:
        with pytest.raises(TypeError, match=rf"^x must be {kind.replace('float', 'real') if kind == 'float' else kind}, got {dtype}$"):
            as_array("(n,)", kind, x=array)


def test_plain_objects_become_floats_and_what_computes_stays():
    assert as_array("(n,)", x=np.array([1, 2.5, np.int8(3)], object)).dtype == np.float64
    assert as_array("(n,)", x=[10**30]).tolist() == [1e30]
    assert as_array("(n,)", x=[Fraction(1, 3)])[0] == Fraction(1, 3)
    with pytest.raises(TypeError, match=r"^x must be an array, got .*too large"):
        as_array("(n,)", x=[10**400])


@pytest.mark.parametrize("axes, shape, right", [
    ("(H, W)", (2, 3), True), ("(H, W)", (2,), False), ("(H, W) or (H, W, 3)", (2, 5, 3), True), ("(H, W, 3)", (2, 5, 4), False),
    ("(n,)", (4,), True), ("(n,)", (), False), ("(…, n)", (1, 2, 3), True), ("(…, n)", (), False), ("(…)", (), True),
    ("(…, H, W)", (2,), False), ("(…, 2)", (7, 2), True), ("(…, 2)", (2, 7), False), ("()", (), True), ("()", (1,), False)])
def test_axes(axes, shape, right):
    if right:
        assert as_array(axes, x=np.zeros(shape)).shape == shape
    else:
        with pytest.raises(ValueError, match=r"^x must be .*, got shape "):
            as_array(axes, x=np.zeros(shape))


def test_empty_arrays_are_refused_only_where_that_is_said():
    assert as_array("(n,)", x=[]).shape == (0,)
    with pytest.raises(ValueError, match=r"^x must have at least one element, got shape \(0,\)$"):
        as_array("(n,)", empty=False, x=[])


@given(number=st.integers(-2**70, 2**70) | st.integers(-128, 127).map(np.int8) | st.integers(0, 2**64 - 1).map(np.uint64)
       | st.integers(-9, 9).map(np.array))
def test_whole_numbers_are_what_index_says(number):
    [taken] = whole_numbers(None, n=number)
    assert type(taken) is int
    assert_agrees(np.array(taken, object), np.array(operator.index(number), object), oracle="operator.index", function=whole_numbers)


@pytest.mark.parametrize("given_, error", [
    (True, ValueError), (np.True_, ValueError), (1.0, ValueError), (np.float64(2), ValueError), (np.nan, ValueError), (1j, ValueError),
    (np.array([1]), ValueError), ([1], ValueError), (Fraction(2), ValueError), (None, TypeError), ("1", TypeError), ({1}, TypeError)])
def test_what_is_no_whole_number_is_refused_by_name(given_, error):
    with pytest.raises(error, match=r"^n must be a whole number at least 1, got "):
        whole_numbers(n=given_)


@pytest.mark.parametrize("check", [whole_numbers, real_numbers])
def test_bounds_are_inclusive_and_named(check):
    assert check(2, 4, n=2) == [2] and check(2, 4, n=4) == [4] and check(None, 4, n=-9) == [-9]
    for number in (1, 5):
        with pytest.raises(ValueError, match=rf"^n must be a .* number at least 2 and at most 4, got {number}$"):
            check(2, 4, n=number)


@pytest.mark.parametrize("dtype", [*DTYPES, "complex64", "complex128"])
def test_the_other_byte_order_keeps_its_dtype(dtype):
    array = np.array([[0, 1, 100]]).astype(dtype)
    taken = as_array("(H, W)", "complex", x=array.astype(array.dtype.newbyteorder("S")))
    assert taken.dtype == array.dtype and taken.dtype.isnative and np.array_equal(taken, array)


def test_the_largest_numbers_are_numbers():
    most = float(np.finfo(float).max)
    assert real_numbers(a=most, b=-most, c=np.longdouble(most)) == [most, -most, most]
    with pytest.raises(ValueError, match=r"^a must be a finite number, got "):
        real_numbers(a=np.longdouble(most) * 2)


@pytest.mark.parametrize("check", [whole_numbers, real_numbers])
def test_a_masked_number_is_none(check):
    with pytest.raises(ValueError, match=r"^n must be a "):
        check(n=np.ma.array(3))


def test_several_numbers_come_back_in_order_and_the_wrong_one_is_named():
    assert whole_numbers(b=2, a=1) == [2, 1] and real_numbers(b=2.5, a=1) == [2.5, 1]
    with pytest.raises(ValueError, match=r"^a must"):
        whole_numbers(b=2, a=0)
    with pytest.raises(ValueError, match=r"^a must"):
        real_numbers(0, b=2, a=-1)


@given(number=st.floats(allow_nan=False, allow_infinity=False) | st.floats(width=32, allow_nan=False, allow_infinity=False).map(np.float32)
       | st.floats(width=16, allow_nan=False, allow_infinity=False).map(np.float16) | st.floats(-9, 9).map(np.array) | st.floats(-9, 9).map(np.longdouble))
def test_real_numbers_keep_their_value_and_are_pythons(number):
    [taken] = real_numbers(x=number)
    assert type(taken) is float
    assert_agrees(np.array(taken), np.array(float(number)), oracle="float", function=real_numbers)


def test_real_numbers_of_other_kinds():
    assert [type(n) for n in real_numbers(a=3, b=np.uint8(3), c=Fraction(1, 3))] == [int, int, Fraction]
    assert (np.ones(1, np.float32) * real_numbers(x=np.float64(0.1))[0]).dtype == np.float32


@pytest.mark.parametrize("given_, error", [
    (np.nan, ValueError), (np.inf, ValueError), (-np.inf, ValueError), (10**400, ValueError), (np.longdouble("1e4000"), ValueError),
    (np.float16("inf"), ValueError), (True, ValueError), (np.True_, ValueError), (1j, ValueError), (np.complex64(1), ValueError), ([1.0], ValueError), (np.ones(1), ValueError),
    (None, TypeError), ("1", TypeError), (b"1", TypeError), (float, TypeError), (Decimal(1), ValueError)])
def test_what_is_no_finite_number_is_refused_by_name(given_, error):
    with pytest.raises(error, match=r"^sigma must be a finite number"):
        real_numbers(sigma=given_)


def test_above_is_exclusive():
    assert real_numbers(above=0, sigma=5e-324) == [5e-324]
    with pytest.raises(ValueError, match=r"^sigma must be a finite number above 0, got 0.0$"):
        real_numbers(above=0, sigma=0.0)


@pytest.mark.parametrize("given_, right", [(3, (3, 3)), (np.uint8(3), (3, 3)), ((1, 2), (1, 2)), ([1, np.int8(2)], (1, 2)), (np.array([1, 2]), (1, 2)), (np.array(4), (4, 4))])
def test_per_axis(given_, right):
    assert_agrees(np.array(per_axis(2, stride=given_)), np.array(right), oracle="arithmetic", function=per_axis)
    assert [type(n) for n in per_axis(2, stride=given_)] == [int, int]


@pytest.mark.parametrize("given_, error", [(0, ValueError), ((1, 0), ValueError), ((1,), ValueError), ((1, 2, 3), ValueError), ((), ValueError),
                                           (1.5, ValueError), (True, ValueError), ((1, True), ValueError), ((1, None), ValueError), (np.ones((2, 2), int), ValueError), (None, TypeError), ("12", TypeError), ({1, 2}, TypeError)])
def test_what_is_no_number_per_axis_is_refused_by_name(given_, error):
    with pytest.raises(error, match=r"^stride must be "):
        per_axis(2, stride=given_)


def test_shapes():
    taken = as_shape("(C, H, W)", input_shape=[3, np.uint8(200), np.array(7)])
    assert [type(n) for n in taken] == [int] * 3
    assert_agrees(np.array(taken), np.array((3, 200, 7)), oracle="arithmetic", function=as_shape)
    assert as_shape("(H, W)", 0, shape=(0, 1)) == (0, 1)


@pytest.mark.parametrize("given_, error", [((3, 4), ValueError), ((3, 4, 0), ValueError), ((3, 4, 5.0), ValueError), (((1, 2), (3, 4), (5, 6)), ValueError), (7, ValueError), (None, TypeError), ("345", TypeError)])
def test_what_is_no_shape_is_refused_by_name(given_, error):
    with pytest.raises(error, match=r"^input_shape must be \(C, H, W\), whole numbers at least 1, got "):
        as_shape("(C, H, W)", input_shape=given_)


@given(ndim=st.integers(1, 5), axis=st.integers(-7, 7))
def test_axes_are_counted_from_either_end_or_refused(ndim, axis):
    try:
        [right] = np.lib.array_utils.normalize_axis_tuple(axis, ndim) if hasattr(np.lib, "array_utils") else [range(ndim)[axis]]
    except IndexError:
        with pytest.raises(np.exceptions.AxisError, match=rf"^axis must be from -{ndim} to {ndim - 1}, got {axis}$"):
            as_axis(ndim, axis=axis)
    else:
        assert_agrees(np.array(as_axis(ndim, axis=axis)), np.array(right), oracle="NumPy's own rule", function=as_axis)


@pytest.mark.parametrize("axis, error", [(None, TypeError), (0.0, ValueError), (True, ValueError)])
def test_what_is_no_axis_is_refused(axis, error):
    with pytest.raises(error, match=r"^axis must be a whole number"):
        as_axis(2, axis=axis)


def test_choices():
    assert as_choice(("low", "high"), kind=np.str_("low")) == "low" and type(as_choice(("low",), kind=np.str_("low"))) is str
    assert_agrees(np.array([as_choice((True, False), bias=b) for b in (True, np.False_, 1, np.uint8(0))]), np.array([True, False, True, False]),
                  oracle="bool", function=as_choice)
    for word, error in (("middle", ValueError), ("", ValueError), (None, TypeError), (0, TypeError), (["low"], TypeError), (np.zeros(2), TypeError)):
        with pytest.raises(error, match=r"^kind must be one of low, high, got "):
            as_choice(("low", "high"), kind=word)
    for flag in ("no", None, 2, 0.5, np.float64(0), [], np.ones(2)):
        with pytest.raises((TypeError, ValueError), match=r"^bias must be one of True, False, got "):
            as_choice((True, False), bias=flag)


def test_lists():
    parts = [np.zeros(1), None]
    assert as_list(pyramid=parts) == parts and as_list(pyramid=parts) is not parts
    assert as_list(2, pair=(1, 2)) == [1, 2]
    assert_agrees(np.array(as_list(planes=np.arange(6).reshape(3, 2))), np.arange(6).reshape(3, 2), oracle="list", function=as_list)
    for given_, error in (([], ValueError), (None, TypeError), ("ab", TypeError), ({1, 2}, TypeError), (3, ValueError)):
        with pytest.raises(error, match=r"^pyramid must be a list or tuple"):
            as_list(pyramid=given_)
    with pytest.raises(ValueError, match=r"^pair must be a list or tuple of 2 parts, got \[1\]$"):
        as_list(2, pair=[1])


def test_more_elements_than_any_result_has_are_refused():
    check_elements(LARGEST, height=1)
    with pytest.raises(ValueError, match=r"^height=70000, width=70000 would need more than 268435456 elements$"):
        check_elements(70000 * 70000, height=70000, width=70000)
    assert_agrees(np.array(LARGEST), np.array(2 * 1024**3 // 8), oracle="arithmetic", function=check_elements)
