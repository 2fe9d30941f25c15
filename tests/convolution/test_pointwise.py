import tracemalloc

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import convolution as cases
from refimpl.convolution.pointwise import (matrix_and_columns, pointwise_conv2d, pointwise_conv2d_backward,
                                           pointwise_conv2d_definition)
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [pointwise_conv2d, pointwise_conv2d_backward]


@given(case=cases.matrix_and_columns())
def test_columns_are_the_channels_of_a_pixel(case):
    x, weight = case["x"], case["weight"]
    matrix, columns = matrix_and_columns(**case)
    pixels = np.array([[[x[n, c, i, j] for i in range(x.shape[2]) for j in range(x.shape[3])]
                        for c in range(x.shape[1])] for n in range(len(x))])
    assert_agrees(columns, pixels, oracle="pixel by pixel", function=matrix_and_columns)
    assert_agrees(matrix, np.array([[w[0, 0] for w in row] for row in weight]), oracle="pixel by pixel",
                  function=matrix_and_columns)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    x = np.array([[[[1.0, 2.0]], [[3.0, 4.0]], [[5.0, 6.0]]]])      # pixels (1, 3, 5) and (2, 4, 6)
    weight = np.array([[1.0, 10.0, 100.0], [1.0, 0.0, -1.0]]).reshape(2, 3, 1, 1)
    assert pointwise_conv2d(x, weight, np.array([0.0, 7.0])).tolist() == [[[[531, 642]], [[1 - 5 + 7, 2 - 6 + 7]]]]


def test_no_columns_are_made():
    x, weight = np.ones((4, 16, 28, 28), np.float32), np.ones((8, 16, 1, 1), np.float32)
    matrix, columns = matrix_and_columns(x, weight)
    assert np.shares_memory(matrix, weight) and np.shares_memory(columns, x)
    tracemalloc.start()
    y = pointwise_conv2d(x, weight)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.1 * y.nbytes


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"weight must be \(O, C, 1, 1\), got shape \(2, 3, 1, 2\)"):
        pointwise_conv2d(np.ones((1, 3, 4, 5)), np.ones((2, 3, 1, 2)))
    for function in (pointwise_conv2d, pointwise_conv2d_definition):
        with pytest.raises(ValueError, match=r"bias must be \(2,\), one for each output channel, got shape \(3,\)"):
            function(np.ones((1, 3, 4, 5)), np.ones((2, 3, 1, 1)), np.ones(3))
    with pytest.raises(ValueError, match="weight has 2 input channels, but x has 3"):
        pointwise_conv2d(np.ones((1, 3, 4, 5)), np.ones((2, 2, 1, 1)))
    with pytest.raises(ValueError, match=r"grad_out must be \(1, 2, 4, 5\), the shape of the output, got \(1, 2, 5, 4\)"):
        pointwise_conv2d_backward(np.ones((1, 2, 5, 4)), np.ones((1, 3, 4, 5)), np.ones((2, 3, 1, 1)))
    with pytest.raises(TypeError, match="grad_out is float32, but x is float64"):
        pointwise_conv2d_backward(np.ones((1, 2, 4, 5), np.float32), np.ones((1, 3, 4, 5)), np.ones((2, 3, 1, 1)))


def test_lists_and_narrow_numbers_give_what_floats_give():
    for function in (pointwise_conv2d, pointwise_conv2d_definition):
        assert function([[[[1, 2]], [[3, 4]]]], [[[[1]], [[10]]]]).tolist() == [[[[31.0, 42.0]]]]
        assert function(np.full((1, 2, 1, 1), 200, np.uint8), np.full((1, 2, 1, 1), 200, np.uint8)).tolist() == [[[[80000.0]]]]
        x = np.full((1, 3, 1, 1), 60000, np.float16)
        y = function(x, np.array([1, 1, -1], np.float16).reshape(1, 3, 1, 1))
        assert y.item() == 60000 and y.dtype == np.float16
    x = np.array([60000, 60000, -60000], np.float16).reshape(3, 1, 1, 1)
    gradients = pointwise_conv2d_backward(np.ones((3, 1, 1, 1), np.float16), x, np.ones((1, 1, 1, 1), np.float16))
    assert gradients[1].item() == 60000 and all(g.dtype == np.float16 for g in gradients)
