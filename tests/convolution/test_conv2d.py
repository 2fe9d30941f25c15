import tracemalloc

import numpy as np
import pytest
import scipy.signal
from hypothesis import given

from refimpl.cases import convolution as cases
from refimpl.convolution.conv2d import conv2d, conv2d_backward, conv2d_definition, conv2d_geometry, float_operands
from refimpl.peers.convolution import conv2d_in_torch
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [conv2d, conv2d_backward, float_operands]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@given(case=cases.conv2d_geometry())
def test_the_output_has_the_shape_that_was_foretold(case):
    x, weight, arguments = case["x"], case["weight"], {k: case[k] for k in ("stride", "padding", "dilation", "groups")}
    expected = cases.output_shape(x.shape, weight.shape, **arguments)
    assert_agrees(conv2d_geometry(**case)[3], expected, oracle="counting places", function=conv2d_geometry)


@given(case=cases.float_operands())
def test_operands_are_what_came(case):
    x, *_, dtype = float_operands(**case)
    assert_agrees(x, case["x"].astype(x.dtype), oracle="np.asarray", function=float_operands, within=0)
    assert dtype == (float if case["x"].dtype == np.int8 else case["x"].dtype)


def test_worked_example():
    """One 2×2 kernel over 3×3, stride 1, a border of zeros at the top and bottom alone."""
    x, kernel = np.arange(1.0, 10).reshape(1, 1, 3, 3), np.array([[[[1.0, -1.0], [0.0, 2.0]]]])
    rows = [[2 * 2, 2 * 3], [1 - 2 + 2 * 5, 2 - 3 + 2 * 6], [4 - 5 + 2 * 8, 5 - 6 + 2 * 9], [7 - 8, 8 - 9]]
    assert conv2d(x, kernel, padding=(1, 0)).tolist() == [[rows]]
    assert conv2d(x, kernel, np.array([100.0]), stride=(3, 1), padding=(1, 0))[0, 0].tolist() == [
        [104.0, 106.0], [99.0, 99.0]]


def test_it_is_correlation_and_a_flipped_kernel_makes_it_convolution():
    x, kernel = np.zeros((1, 1, 3, 3)), np.arange(9.0).reshape(1, 1, 3, 3)
    x[0, 0, 1, 1] = 1                                               # an impulse comes out as the kernel, flipped
    assert np.array_equal(conv2d(x, kernel, padding=1)[0, 0], kernel[0, 0, ::-1, ::-1])
    assert np.array_equal(conv2d(x, kernel[:, :, ::-1, ::-1], padding=1)[0, 0], scipy.signal.convolve(x[0, 0], kernel[0, 0],
                                                                                                   "same", "direct"))


def test_same_with_an_even_kernel_pads_below_and_to_the_right():
    x = np.ones((1, 1, 2, 2))
    assert conv2d(x, np.ones((1, 1, 2, 2)), padding="same").tolist() == [[[[4, 2], [2, 1]]]]


def test_an_empty_batch_is_an_empty_batch():
    x, weight = np.zeros((0, 2, 5, 6)), np.zeros((3, 2, 3, 3))
    assert conv2d(x, weight).shape == (0, 3, 3, 4)
    assert [g.shape for g in conv2d_backward(np.zeros((0, 3, 3, 4)), x, weight)] == [x.shape, weight.shape, (3,)]


def test_nan_and_infinity_stay_where_the_window_sees_them():
    x = np.zeros((1, 1, 1, 5), np.float32)
    x[..., 0], x[..., 4] = np.nan, np.inf
    assert np.isfinite(conv2d(x, np.ones((1, 1, 1, 2), np.float32))[0, 0, 0]).tolist() == [False, True, True, False]


X, WEIGHT = np.ones((2, 4, 5, 6)), np.ones((6, 2, 3, 3))
BAD = [
    ({"x": np.ones((4, 5, 6))}, ValueError, r"x must be \(N, C, H, W\), got shape \(4, 5, 6\)"),
    ({"weight": np.ones((6, 2, 3))}, ValueError, r"weight must be \(O, C/groups, kH, kW\), got shape \(6, 2, 3\)"),
    ({"weight": np.ones((6, 2, 0, 3))}, ValueError, r"weight must have at least one element, got shape \(6, 2, 0, 3\)"),
    ({"x": np.ones((2, 4, 0, 6)), "padding": 2}, ValueError, r"x must have at least one row and column, got shape \(2, 4, 0, 6\)"),
    ({"groups": 1}, ValueError, "weight has 2 input channels, but x has 4 with groups=1"),
    ({"groups": 4}, ValueError, "weight has 2 input channels, but x has 4 with groups=4"),
    ({"weight": np.ones((5, 2, 3, 3))}, ValueError, "weight has 5 output channels, which groups=2 does not divide"),
    ({"groups": 0}, ValueError, "groups must be a whole number.* at least 1, got 0"),
    ({"groups": 2.0}, ValueError, "groups must be a whole number.* at least 1, got 2.0"),
    ({"bias": np.ones(5)}, ValueError, r"bias must be \(6,\), one for each output channel, got shape \(5,\)"),
    ({"bias": np.ones((6, 1))}, ValueError, r"bias must be .* got shape \(6, 1\)"),
    ({"stride": 0}, ValueError, "stride must be a whole number, or 2, of at least 1, got 0"),
    ({"stride": (1, -1)}, ValueError, r"stride must be .* got \(1, -1\)"),
    ({"stride": (1, 2, 3)}, ValueError, r"stride must be .* got \(1, 2, 3\)"),
    ({"stride": 1.5}, ValueError, "stride must be .* got 1.5"),
    ({"dilation": 0}, ValueError, "dilation must be a whole number, or 2, of at least 1, got 0"),
    ({"padding": -1}, ValueError, "padding must be a whole number, or 2, of at least 0, got -1"),
    ({"padding": "full"}, ValueError, "padding must be one of same, valid, got 'full'"),
    ({"padding": "same", "stride": 2}, ValueError, r'padding="same" needs stride 1, got stride \(2, 2\)'),
    ({"dilation": (3, 1)}, ValueError, "the kernel spans 7, more than the 5 of the padded input, with kernel_size=3 and dilation=3"),
    ({"weight": np.ones((6, 2, 3, 3), np.float32)}, TypeError, "weight is float32, but x is float64"),
    ({"bias": np.ones(6, np.float32)}, TypeError, "bias is float32, but x is float64"),
    ({"x": X.astype(np.float32)}, TypeError, "weight is float64, but x is float32"),
    ({"x": X.astype(complex)}, TypeError, "x must be real, got complex128"),
    ({"weight": None}, TypeError, "weight must be an array of numbers, got None"),
]


@pytest.mark.parametrize("changed, error, says", BAD)
def test_bad_input_is_named(changed, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        conv2d(**{"x": X, "weight": WEIGHT, "groups": 2} | changed)
    with pytest.raises(error, match=f"^{says}$"):
        conv2d_definition(**{"x": X, "weight": WEIGHT, "groups": 2} | changed)


@pytest.mark.parametrize("changed", [changed for changed, *_ in BAD[1:-1]])
def test_torch_refuses_it_too(torch, changed):
    """All but an image without its batch axis, and no weight at all, which it does not get."""
    with pytest.raises((RuntimeError, TypeError, ValueError)):
        conv2d_in_torch(**{"x": X, "weight": WEIGHT, "groups": 2} | changed)


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"grad_out must be \(2, 6, 3, 4\), the shape of the output, got \(2, 6, 3, 3\)"):
        conv2d_backward(np.ones((2, 6, 3, 3)), X, WEIGHT, groups=2)
    with pytest.raises(TypeError, match="grad_out is float32, but x is float64"):
        conv2d_backward(np.ones((2, 6, 3, 4), np.float32), X, WEIGHT, groups=2)


def test_lists_whole_numbers_and_narrow_ones_give_what_floats_give():
    """Two windows of 200·200 and of −100·100, and the largest of uint64, none of which its own dtype holds."""
    assert conv2d([[[[1, 2], [3, 4]]]], [[[[10]]]]).tolist() == [[[[10.0, 20.0], [30.0, 40.0]]]]
    for function in (conv2d, conv2d_definition):
        assert function(np.full((1, 1, 1, 2), 200, np.uint8), np.full((1, 1, 1, 2), 200, np.uint8)).tolist() == [[[[80000.0]]]]
        y = function(np.full((1, 1, 1, 1), -100, np.int8), np.full((1, 1, 1, 1), 100, np.int8), np.array([-100], np.int8))
        assert y.tolist() == [[[[-10100.0]]]] and y.dtype == float
        ones = np.ones((1, 200, 1, 1)), np.ones((200, 1, 1, 1))
        assert function(*ones, groups=np.uint8(200), padding=np.uint8(0), stride=np.uint8(1)).sum() == 200
    grad = np.full((1, 1, 1, 1), 2, np.uint8)
    gradients = conv2d_backward(grad, np.full((1, 1, 1, 2), 200, np.uint8), np.full((1, 1, 1, 2), 200, np.uint8))
    assert [g.ravel().tolist() for g in gradients] == [[400.0, 400.0], [400.0, 400.0], [2.0]]


def test_whole_numbers_count_as_float64_beside_other_floats():
    x, weight = np.ones((1, 1, 2, 2), np.uint8), np.ones((1, 1, 1, 1))
    for function in (conv2d, conv2d_definition):
        assert function(x, weight).dtype == float
        with pytest.raises(TypeError, match=r"^weight is float32, but x is float64$"):
            function(x, weight.astype(np.float32))


def test_float16_is_finite_where_the_answer_is():
    """60000 + 60000 − 60000 passes 120000, which float16 has not; a sum of 120000 it has not either."""
    x, weight = np.full((1, 3, 1, 1), 60000, np.float16), np.array([1, 1, -1], np.float16).reshape(1, 3, 1, 1)
    for function in (conv2d, conv2d_definition):
        assert function(x, weight).item() == 60000 and function(x, weight).dtype == np.float16
        assert function(x, weight, np.array([-60000], np.float16)).item() == 0
        assert function(x, abs(weight)).item() == np.inf
    twice = np.concatenate([x, x, -x])                              # a batch of three: grad_weight sums over it
    gradients = conv2d_backward(np.ones((3, 1, 1, 1), np.float16), twice, weight)
    assert gradients[1].ravel().tolist() == [60000] * 3 and all(g.dtype == np.float16 for g in gradients)


def test_zeros_of_the_padding_meet_infinite_weights_as_in_torch(torch):
    x, weight = np.ones((1, 1, 3, 4)), np.full((1, 1, 3, 3), np.inf)
    expected = conv2d_in_torch(x, weight, padding=1)
    for function in (conv2d, conv2d_definition):
        np.testing.assert_array_equal(function(x, weight, padding=1), expected)
    assert np.isnan(expected[0, 0]).sum() == 10 and np.isposinf(expected[0, 0, 1, 1:3]).all()


@pytest.mark.parametrize("changed", [{"padding": 10**6}, {"padding": "same", "dilation": 10**9}, {"padding": 10**30}])
def test_what_no_memory_holds_is_refused(changed):
    for function in (conv2d, conv2d_definition):
        with pytest.raises(ValueError, match=r"^padding=.* would need more than"):
            function(X, WEIGHT, groups=2, **changed)


def peak_bytes(call):
    """Return the most that a call holds at once, its result included."""
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_the_columns_of_one_image_are_all_that_is_held_besides_the_results():
    """In the dtype of x: float32 takes half the memory of float64, forward and backward."""
    x, weight = np.ones((8, 16, 28, 28), np.float32), np.ones((16, 16, 3, 3), np.float32)
    grad = np.ones_like(x)
    columns = 9 * x[0].nbytes
    assert peak_bytes(lambda: conv2d(x, weight, padding=1)) < 1.2 * (x.nbytes + columns) < 2 * (2 * x.nbytes + weight.nbytes)
    assert peak_bytes(lambda: conv2d_backward(grad, x, weight, padding=1)) < 1.3 * (x.nbytes + columns)


def test_nothing_is_dilated_unless_said():
    assert conv2d_geometry(np.ones((1, 1, 5, 6)), np.ones((1, 1, 3, 3)))[1:] == ((1, 1), ((0, 0), (0, 0)), (1, 1, 3, 4))
