from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import convolution as cases
from refimpl.complexity.counting import count_operations
from refimpl.convolution.conv2d import conv2d_backward, conv2d_definition
from refimpl.convolution.depthwise import (depthwise_conv2d, depthwise_conv2d_backward, depthwise_conv2d_definition,
                                           depthwise_groups)
from tests.agreement import assert_keeps

FUNCTIONS = [depthwise_conv2d, depthwise_conv2d_backward, depthwise_groups]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_defaults_are_torchs():
    x, weights = np.arange(20.0).reshape(1, 1, 4, 5), (np.arange(12.0).reshape(2, 1, 3, 2),)
    written_out = {"stride": 1, "padding": 0, "dilation": 1}
    for function in (depthwise_conv2d, depthwise_conv2d_definition):
        np.testing.assert_array_equal(function(x, *weights), function(x, *weights, None, **written_out))
    grad = np.arange(16.0).reshape(1, 2, 2, 4)
    for ours, theirs in zip(depthwise_conv2d_backward(grad, x, *weights),
                            depthwise_conv2d_backward(grad, x, *weights, **written_out), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_worked_example():
    """Two channels, two filters each: the outputs of a channel lie side by side."""
    x = np.array([[[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]]])
    weight = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]]).reshape(4, 1, 1, 2)
    assert depthwise_conv2d(x, weight)[0, :, 0].tolist() == [[1, 2], [2, 3], [4 + 5, 5 + 6], [4 - 5, 5 - 6]]


def test_channels_never_mix():
    x, weight = np.zeros((1, 3, 4, 5)), np.ones((3, 1, 2, 2))
    x[0, 1] = 1
    assert depthwise_conv2d(x, weight).any(axis=(0, 2, 3)).tolist() == [False, True, False]


def test_tensorflows_weights_are_laid_out_anew():
    """(kH, kW, C, m) there; output c·m + q is filter q of channel c."""
    kH, kW, C, m = 2, 3, 4, 5
    theirs = np.arange(kH * kW * C * m, dtype=float).reshape(kH, kW, C, m)
    ours = theirs.transpose(2, 3, 0, 1).reshape(C * m, 1, kH, kW)
    for c, q in np.ndindex(C, m):
        assert np.array_equal(ours[c * m + q, 0], theirs[:, :, c, q])


def test_the_example_in_tensorflows_documentation():
    """tf.nn.depthwise_conv2d, padding "VALID": x (N, H, W, C), filter (kH, kW, C, m), result (N, H', W', C·m)."""
    x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]).reshape(1, 3, 2, 1)
    kernel = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(2, 1, 1, 2)
    y = depthwise_conv2d(x.transpose(0, 3, 1, 2), kernel.transpose(2, 3, 0, 1).reshape(2, 1, 2, 1))
    assert y.transpose(0, 2, 3, 1).tolist() == [[[[10, 14], [14, 20]], [[18, 26], [22, 32]]]]


@pytest.mark.parametrize("C, m", [(3, 1), (2, 3)])
def test_it_takes_a_Cth_of_the_dense_multiplications(C, m):
    x = np.ones((1, C, 4, 5))
    ours = count_operations(depthwise_conv2d_definition, x, np.ones((C * m, 1, 2, 3)))
    dense = count_operations(conv2d_definition, x, np.ones((C * m, C, 2, 3)))
    assert Fraction(ours.multiplications, dense.multiplications) == Fraction(1, C)


def test_a_sample_serves_fewer_products_than_in_a_dense_convolution():
    """With ones for all weights and gradients, grad_x counts them; away from the border kH·kW·m against kH·kW·O."""
    C, m, kH, kW = 3, 2, 2, 3
    x, grad = np.ones((1, C, 8, 9)), np.ones((1, C * m, 7, 7))
    for backward, weight, products in ((depthwise_conv2d_backward, np.ones((C * m, 1, kH, kW)), kH * kW * m),
                                       (conv2d_backward, np.ones((C * m, C, kH, kW)), kH * kW * C * m)):
        assert set(backward(grad, x, weight)[0][:, :, kH:-kH, kW:-kW].ravel()) == {products}


@pytest.mark.parametrize("x, weight, says", [
    (np.ones((3, 4, 5)), np.ones((3, 1, 2, 2)), r"x must be \(N, C, H, W\), got shape \(3, 4, 5\)"),
    (np.ones((1, 0, 4, 5)), np.ones((3, 1, 2, 2)), r"for x \(N, C, H, W\), got shapes \(3, 1, 2, 2\) and \(1, 0, 4, 5\)"),
    (np.ones((1, 3, 4, 5)), np.ones((3, 3, 2, 2)), r"weight must be \(C·m, 1, kH, kW\), got shape \(3, 3, 2, 2\)"),
    (np.ones((1, 3, 4, 5)), np.ones((4, 1, 2, 2)), r"weight must be .* got shapes \(4, 1, 2, 2\) and \(1, 3, 4, 5\)"),
    (np.ones((1, 3, 4, 5)), np.ones((3, 1, 2)), r"weight must be .* got shape \(3, 1, 2\)"),
    (np.ones((1, 3, 4, 5)), np.ones((0, 1, 2, 2)), r"weight must have at least one element, got shape \(0, 1, 2, 2\)"),
])
def test_bad_input_is_named(x, weight, says):
    with pytest.raises(ValueError, match=says):
        depthwise_conv2d(x, weight)


def test_a_bias_of_another_length_is_named():
    for function in (depthwise_conv2d, depthwise_conv2d_definition):
        with pytest.raises(ValueError, match=r"bias must be \(6,\), one for each output channel, got shape \(3,\)"):
            function(np.ones((1, 3, 4, 5)), np.ones((6, 1, 2, 2)), np.ones(3))


def test_lists_and_narrow_numbers_give_what_floats_give():
    for function in (depthwise_conv2d, depthwise_conv2d_definition):
        assert function([[[[1, 2]], [[3, 4]]]], [[[[10]]], [[[100]]]]).tolist() == [[[[10.0, 20.0]], [[300.0, 400.0]]]]
        assert function(np.full((1, 1, 1, 2), 200, np.uint8), np.full((1, 1, 1, 2), 200, np.uint8)).tolist() == [[[[80000.0]]]]
        x = np.full((1, 1, 1, 3), 60000, np.float16)
        y = function(x, np.array([1, 1, -1], np.float16).reshape(1, 1, 1, 3))
        assert y.item() == 60000 and y.dtype == np.float16
    gradients = depthwise_conv2d_backward([[[[2]]]], [[[[200]]]], np.full((1, 1, 1, 1), 200, np.uint8))
    assert [g.item() for g in gradients] == [400.0, 400.0, 2.0]
