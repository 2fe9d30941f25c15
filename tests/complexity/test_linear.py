import numpy as np
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.counting import Operations, count_operations
from refimpl.complexity.layers import Conv2d, Linear, Sequential
from refimpl.complexity.linear import embedding, linear, linear_operations
from refimpl.complexity.params import embedding_params


def test_an_embedding_executes_nothing_however_large_it_is():
    assert count_operations(embedding, [3, 1, 3], np.ones((50, 4))) == Operations()
    assert embedding_params(50, 4) == 200


def test_worked_example():
    """1·3 + 2·4 = 11 and 1·5 + 2·6 = 17, with 0 and 100 added; a second row of zeros gives the bias."""
    x, weight = np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([[3.0, 4.0], [5.0, 6.0]])
    assert linear(x, weight, np.array([0.0, 100.0])).tolist() == [[11.0, 117.0], [0.0, 100.0]]
    assert linear_operations(2, 2, tokens=2, bias=False) == Operations(8, 4)
    assert linear_operations(2, 3) == Operations(6, 6)


@pytest.mark.parametrize("x, weight", [(np.ones((2, 3)), np.ones((4, 2))), (np.ones((2, 3)), np.ones(3)),
                                       (np.ones((2, 3)), np.ones((1, 4, 3)))])
def test_widths_that_do_not_fit_are_named(x, weight):
    with pytest.raises(ValueError, match=r"weight must be \(O, I\)( for x \(…, I\))?, got"):
        linear(x, weight)


def test_one_token_may_come_without_its_axis():
    assert linear(np.array([1.0, 2.0]), np.array([[3.0, 4.0]])).tolist() == [11.0]
    with pytest.raises(ValueError, match=r"weight must be \(O, I\)"):
        linear(np.ones(3), np.ones((3, 2)))


def test_a_bias_that_would_be_broadcast_is_refused():
    with pytest.raises(ValueError, match=r"bias must be \(4,\), one for each output, got \(1,\)"):
        linear(np.ones((2, 3)), np.ones((4, 3)), np.ones(1))


def test_narrow_numbers_do_not_wrap():
    """4·100·100 = 40000 exceeds int8, and so do 300·300 + 300·−300 float16 on the way."""
    hundred = np.full((1, 4), 100, np.int8)
    assert linear(hundred, hundred).tolist() == [[40000]] and linear(hundred, hundred, np.ones(1, np.int8)).tolist() == [[40001]]
    x, weight = np.array([300, 300], np.float16), np.array([[300, -300], [300, 0]], np.float16)
    assert linear(x, weight, np.array([1, -30000], np.float16)).tolist() == [1, 60000]


def test_bool_as_bias_is_a_choice_and_sizes_are_python_numbers():
    assert linear_operations(np.uint8(200), np.uint8(6)).multiplications == 1200
    with pytest.raises(TypeError, match="bias must be one of True, False, got None"):
        linear_operations(3, 2, bias=None)


def test_no_tokens_at_all():
    assert embedding(np.array([], int), np.ones((5, 2))).shape == (0, 2)


def test_tokens_that_are_not_in_the_table_are_refused():
    for tokens, error, says in (([0, -1], ValueError, "tokens must be from 0 to 4, got -1 to 0"), ([[0, 5]], ValueError, "got 0 to 5"),
                                ([2**64 - 1], ValueError, "tokens must be from 0 to 4"), ([1.0], TypeError, "tokens must be whole"),
                                (np.array([True]), TypeError, "tokens must be whole, got bool")):
        with pytest.raises(error, match=says):
            embedding(tokens, np.ones((5, 2)))


@pytest.mark.parametrize("arguments", [(0, 3), (3, 0), (3, 3, 0), (3, 2.5)])
def test_bad_sizes_are_refused(arguments):
    with pytest.raises(ValueError, match="must be a whole number at least 1"):
        linear_operations(*arguments)


@pytest.mark.parametrize("tool", ["torchstat_flops", "torchstat_madd", "calflops", "deepspeed"])
def test_tools_leave_out_the_bias_of_a_linear_layer_alone(tool):
    def added(layer, shape):
        return count(Sequential(layer(True)), shape, tool) - count(Sequential(layer(False)), shape, tool)
    assert added(lambda bias: Linear(16, 5, bias=bias), (16,)) == 0
    assert added(lambda bias: Conv2d(4, 8, 3, bias=bias), (4, 6, 6)) == 8 * 4 * 4
