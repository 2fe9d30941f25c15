import numpy as np
import pytest

from refimpl.complexity.counting import Operations
from refimpl.complexity.lstm import lstm_macs, lstm_operations, lstm_step
from refimpl.complexity.params import lstm_params


def test_parameters_are_counted_once_and_work_as_often_as_it_is_done():
    assert lstm_macs(10, 20, steps=7) == 7 * lstm_params(10, 20, bias=False)
    assert lstm_operations(10, 20, steps=7) == 7 * lstm_operations(10, 20)


def test_worked_example():
    """One input, one state.  All gates ln 3 but g = 0: c = ¾·4 + ¾·0, h = ¾·tanh 3."""
    weight, zero = np.array([[1.0], [1.0], [0.0], [1.0]]), np.zeros((4, 1))
    x, h, c = np.log([3.0]), np.array([5.0]), np.array([4.0])
    new_h, new_c = lstm_step(x, h, c, weight, zero, np.zeros(4), np.zeros(4))
    np.testing.assert_allclose([new_h[0], new_c[0]], [0.75 * np.tanh(3.0), 3.0], rtol=1e-15)


def test_float16_is_finite_where_the_answer_is():
    """Gates of 300·300: sigmoid and tanh of them are 1, so c' = c + 1."""
    big, zero = np.full((4, 1), 300, np.float16), np.zeros((4, 1), np.float16)
    h, c = lstm_step(big[0], zero[0], np.float16([2]), big, zero, zero[:, 0], zero[:, 0])
    assert c.tolist() == [3] and h.dtype == c.dtype == np.float16 and h[0] == np.float16(np.tanh(3))


def test_whole_numbers_give_what_float64_gives():
    case = [np.full(shape, 100, np.int8) for shape in ((1,), (1,), (1,), (4, 1), (4, 1), (4,), (4,))]
    for ours, expected in zip(lstm_step(*case), lstm_step(*[a.astype(float) for a in case]), strict=True):
        assert ours.dtype == float and (ours == expected).all()


def test_costs_by_hand():
    """I = h = 1: 8 MACs; four gates of two products, no sum inside, three additions; 3 products, 1 sum; 3 sigmoids, 2 tanh."""
    assert lstm_operations(1, 1) == Operations(8 + 3, 12 + 1 + 3, 3, functions=3 + 2)


@pytest.mark.parametrize("place, shape, name", [(2, (3,), "c"), (3, (8, 2), "weight_ih"), (4, (8, 3), "weight_hh"), (5, (1,), "bias_ih"),
                                                (6, (1, 8), "bias_hh")])
def test_shapes_that_do_not_fit_are_refused(place, shape, name):
    arguments = [np.ones(3), np.ones(2), np.ones(2), np.ones((8, 3)), np.ones((8, 2)), np.ones(8), np.ones(8)]
    assert lstm_step(*arguments)[0].shape == (2,)
    arguments[place] = np.ones(shape)
    with pytest.raises(ValueError, match=f"^{name} must be .* for x of 3 and h of 2 numbers, got shape"):
        lstm_step(*arguments)


@pytest.mark.parametrize("arguments, says", [((0, 3), "input_size .* got 0"), ((3, 0), "hidden_size .* got 0"),
                                             ((3, 3, 0), "steps .* got 0"), ((3, 3, 1.5), "steps .* got 1.5")])
def test_bad_input_is_named(arguments, says):
    with pytest.raises(ValueError, match=says):
        lstm_macs(*arguments)
    if "steps" not in says:
        with pytest.raises(ValueError, match=says):
            lstm_operations(*arguments)


def test_the_second_bias_adds_nothing_that_the_first_could_not(torch):
    """Halves and quarters: the sums are exact.  PyTorch's source says what it is there for."""
    from inspect import getsource
    rng = np.random.default_rng(0)
    x, h, c, w_x, w_h, b, d = (rng.integers(-8, 9, shape) / 4 for shape in ((3,), (2,), (2,), (8, 3), (8, 2), (8,), (8,)))
    for two, one in zip(lstm_step(x, h, c, w_x, w_h, b, d), lstm_step(x, h, c, w_x, w_h, b + d, 0 * d), strict=True):
        np.testing.assert_array_equal(two, one)
    assert "Second bias vector included for CuDNN compatibility" in getsource(torch.nn.modules.rnn)
