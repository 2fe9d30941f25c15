from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import convolution as cases
from refimpl.complexity.counting import count_operations
from refimpl.convolution.conv2d import conv2d, conv2d_definition
from refimpl.convolution.separable import separable_conv2d, separable_conv2d_backward, separable_conv2d_definition
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [separable_conv2d, separable_conv2d_backward]


@given(case=cases.separable_conv2d(whole=True))
def test_is_the_dense_convolution_with_the_composed_weights(case):
    x, first, second, bias = (case.pop(k) for k in ("x", "depthwise_weight", "pointwise_weight", "bias"))
    C, m = x.shape[1], len(first) // x.shape[1]
    pairs = second[:, :, 0, 0].reshape(-1, C, m)                    # o, c, q
    dense = np.einsum("ocq,cquv->ocuv", pairs, first.reshape(C, m, *first.shape[2:]))
    assert_agrees(separable_conv2d(x, first, second, bias, **case), conv2d(x, dense, bias, **case),
                  oracle="dense conv2d, composed weights", function=separable_conv2d, within=0)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_defaults_are_torchs():
    x, weights = np.arange(20.0).reshape(1, 1, 4, 5), (np.arange(12.0).reshape(2, 1, 3, 2), np.ones((3, 2, 1, 1)),)
    written_out = {"stride": 1, "padding": 0, "dilation": 1}
    for function in (separable_conv2d, separable_conv2d_definition):
        np.testing.assert_array_equal(function(x, *weights), function(x, *weights, None, **written_out))
    grad = np.arange(24.0).reshape(1, 3, 2, 4)
    for ours, theirs in zip(separable_conv2d_backward(grad, x, *weights),
                            separable_conv2d_backward(grad, x, *weights, **written_out), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_worked_example():
    x = np.array([[[[1.0, 2.0]], [[3.0, 4.0]]]])
    first, second = np.array([1.0, 1.0, 1.0, -1.0]).reshape(2, 1, 1, 2), np.array([[[[1.0]], [[100.0]]]])
    assert separable_conv2d(x, first, second, np.array([0.5])).item() == (1 + 2) + 100 * (3 - 4) + 0.5


@pytest.mark.parametrize("C, O, k", [(2, 3, 3), (3, 5, 2), (4, 2, 1)])
def test_its_share_of_the_dense_multiplications_is_one_over_O_plus_one_over_k_squared(C, O, k):
    x = np.ones((1, C, 5, 6))
    separable = count_operations(separable_conv2d_definition, x, np.ones((C, 1, k, k)), np.ones((O, C, 1, 1)))
    dense = count_operations(conv2d_definition, x, np.ones((O, C, k, k)))
    assert Fraction(separable.multiplications, dense.multiplications) == Fraction(1, O) + Fraction(1, k * k)


def test_weights_that_do_not_fit_are_named():
    x, first, second = np.ones((1, 2, 3, 4)), np.ones((2, 1, 2, 2)), np.ones((5, 2, 1, 1))
    for function in (separable_conv2d, separable_conv2d_definition):
        for weights in ((first, np.ones((5, 3, 1, 1))), (np.ones((3, 1, 2, 2)), np.ones((5, 3, 1, 1)))):
            with pytest.raises(ValueError, match=r"^depthwise_weight must be .* pointwise_weight .* got shapes .* and \(1, 2, 3, 4\)"):
                function(x, *weights)
        with pytest.raises(ValueError, match=r"^pointwise_weight must be \(O, C·m, 1, 1\), got shape \(5, 2, 1, 2\)"):
            function(x, first, np.ones((5, 2, 1, 2)))
        with pytest.raises(ValueError, match=r"^depthwise_weight must be \(C·m, 1, kH, kW\), got shape \(2, 2, 2, 2\)"):
            function(x, np.ones((2, 2, 2, 2)), second)
        with pytest.raises(TypeError, match=r"^pointwise_weight is float32, but x is float64"):
            function(x, first, second.astype(np.float32))
        with pytest.raises(TypeError, match=r"^depthwise_weight must be an array of numbers, got None"):
            function(x, None, second)
    with pytest.raises(ValueError, match=r"^grad_out must be \(1, 5, 2, 3\), .* got \(1, 5, 2, 2\)"):
        separable_conv2d_backward(np.ones((1, 5, 2, 2)), x, first, second)


def test_narrow_numbers_give_what_floats_give():
    """Between the halves 200·200, and in float16 60000 + 60000, which is beyond it, times a half."""
    u8, f2 = np.full((1, 1, 1, 1), 200, np.uint8), np.full((1, 1, 1, 2), 60000, np.float16)
    for function in (separable_conv2d, separable_conv2d_definition):
        assert function(u8, u8, u8).tolist() == [[[[8e6]]]]
        y = function(f2, np.ones((1, 1, 1, 2), np.float16), np.full((1, 1, 1, 1), 0.5, np.float16))
        assert y.item() == 60000 and y.dtype == np.float16
    gradients = separable_conv2d_backward(u8, u8, u8, u8)
    assert [g.item() for g in gradients] == [8e6, 8e6, 8e6, 200.0] and gradients[0].dtype == float


@pytest.mark.parametrize("m", [1, 2, 3])
def test_the_composed_weights_have_rank_m_in_each_channel(m):
    """An impulse in one channel comes out as the dense kernels, flipped: O rows of k² weights, of rank m."""
    C, O, k, rng = 2, 5, 3, np.random.default_rng(m)
    x = np.zeros((1, C, 2 * k - 1, 2 * k - 1))
    x[0, 1, k - 1, k - 1] = 1
    y = separable_conv2d(x, rng.random((C * m, 1, k, k)), rng.random((O, C * m, 1, 1)))
    assert np.linalg.matrix_rank(y.reshape(O, k * k)) == m
