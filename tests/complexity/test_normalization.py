import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity.conventions import conventions, count
from refimpl.complexity.counting import Operations
from refimpl.complexity.layers import BatchNorm2d, LayerNorm, Sequential
from refimpl.complexity.normalization import (batch_norm, batch_norm_operations, group_norm, group_norm_operations, layer_norm,
                                              layer_norm_operations, rms_norm, rms_norm_operations)
from refimpl.convolution.conv2d import conv2d
from tests.agreement import assert_keeps


FUNCTIONS = [batch_norm, layer_norm, group_norm, rms_norm]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("function", [layer_norm, group_norm, rms_norm])
def test_stays_near_the_exact_value_for_near_ties_subnormals_and_extreme_exponents(function):
    @given(case=getattr(cases, function.__name__)(extreme=True))
    def holds(case):
        for law in cases.LAWS[function.__name__]:
            assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("dtype, kappas", [(np.float64, 10.0 ** np.arange(9)), (np.float32, 10.0 ** np.arange(5))])
@pytest.mark.parametrize("D", [2, 33, pytest.param(1000, marks=pytest.mark.thorough)])
def test_error_grows_as_the_mean_does_and_not_as_its_square(dtype, kappas, D):
    """Rows of 1 to 10⁸ deviations; the form E[x²] − m² is outside the bound where it costs a hundred times as much."""
    def cancelling(x, weight, bias, eps):
        with np.errstate(invalid="ignore"):
            mean = x.mean(axis=-1, keepdims=True)
            return (x - mean) / np.sqrt((x * x).mean(axis=-1, keepdims=True) - mean * mean + x.dtype.type(eps)) * weight + bias
    [law], rng = cases.LAWS["layer_norm"], np.random.default_rng(D)
    one, zero, deviations = np.ones(D, dtype), np.zeros(D, dtype), rng.standard_normal((3, D))
    failed = []
    for kappa in kappas:
        case = {"x": (deviations + kappa).astype(dtype), "weight": one, "bias": zero, "eps": 1e-5}
        assert_keeps(law, layer_norm, case)
        failed.append(not law(lambda x, w, b, e: np.nan_to_num(cancelling(x, w, b, e)), **case))
    assert all(failed[-1 if dtype == np.float32 else 4:])


def test_a_batch_norm_can_be_multiplied_into_the_convolution_ahead():
    """Whole numbers and powers of two: the folded convolution gives the same to the last bit, at no cost of its own."""
    rng = np.random.default_rng(0)
    x, weight = (rng.integers(-9, 10, shape).astype(float) for shape in ((1, 2, 5, 6), (3, 2, 3, 3)))
    mean, shift = np.array([1.0, -2.0, 3.0]), np.array([5.0, 0.0, -7.0])
    var, scale = np.array([4.0, 16.0, 0.25]), np.array([2.0, 1.0, 3.0])
    normed = batch_norm(conv2d(x, weight), mean, var, scale, shift, eps=0)
    folded = scale / np.sqrt(var)
    np.testing.assert_array_equal(conv2d(x, weight * folded[:, None, None, None], shift - mean * folded), normed)


def test_worked_examples():
    """1, 5: mean 3, variance 4.  1, 7: mean square 25.  Stored mean 5 and variance 4: (7 − 5)/2·10 + 1."""
    assert layer_norm(np.array([[1.0, 5.0]]), np.array([1.0, 10.0]), np.array([0.0, 2.0]), eps=0).tolist() == [[-1.0, 12.0]]
    assert rms_norm(np.array([[1.0, 7.0]]), np.array([5.0, 10.0]), eps=0).tolist() == [[1.0, 14.0]]
    one = np.ones(1)
    assert batch_norm(np.full((1, 1, 1, 1), 7.0), 5 * one, 4 * one, 10 * one, one, eps=0).item() == 11.0
    x = np.array([1.0, 5.0, 2.0, 10.0]).reshape(1, 4, 1, 1)
    assert group_norm(x, 2, np.array([1.0, 1.0, 2.0, 2.0]), np.array([0.0, 0.0, 0.0, 7.0]), eps=0).ravel().tolist() == [-1, 1, -2, 9]


def test_eps_is_a_hundred_thousandth_unless_said():
    zero, one = np.zeros((1, 2)), np.ones(2)
    expected = 1 / np.sqrt(1e-5)
    image = np.ones((1, 1, 1, 1))
    assert batch_norm(image, np.zeros(1), np.zeros(1), np.ones(1), np.zeros(1)).item() == expected
    tiny = np.array([[1e-6, 3e-6]])
    for norm in (layer_norm(tiny, one, 0 * one), group_norm(tiny.reshape(1, 2, 1, 1), 1, one, 0 * one)):
        np.testing.assert_allclose(np.ravel(norm)[1], 1e-6 / np.sqrt(1e-12 + 1e-5), rtol=1e-12)
    np.testing.assert_allclose(rms_norm(tiny, one)[0, 0], 1e-6 / np.sqrt(5e-12 + 1e-5), rtol=1e-12)
    assert layer_norm(zero, one, one).tolist() == [[1.0, 1.0]]


def test_rms_norm_takes_each_row_by_itself():
    rows = np.array([[3.0, 3.0, 3.0], [0.0, 0.0, 1.0]])
    np.testing.assert_allclose(rms_norm(rows, np.ones(3), eps=0), [[1, 1, 1], [0, 0, np.sqrt(3)]], rtol=1e-15)


def test_costs_of_one_row():
    assert batch_norm_operations(1, 1, 1) == Operations(2, 3, 1, functions=1)
    assert layer_norm_operations(1, 3) == Operations(6, 11, 5, functions=1)
    assert rms_norm_operations(2, 3) == Operations(12, 6, 8, functions=2)


@pytest.mark.parametrize("function, arguments, says", [
    (batch_norm_operations, (0, 3, 3), "channels .* got 0"),
    (batch_norm_operations, (3, -1, 3), "height .* got -1"),
    (batch_norm_operations, (3, 3, 2.0), "width .* got 2.0"),
    (layer_norm_operations, (0, 3), "tokens .* got 0"),
    (layer_norm_operations, (3, 0), "dim .* got 0"),
    (rms_norm_operations, (0, 3), "tokens .* got 0"),
    (rms_norm_operations, (3, 0), "dim .* got 0"),
    (group_norm_operations, (4, 3, 3, 3), "groups must divide channels, got 3 and 4"),
    (group_norm_operations, (4, 3, 3, 0), "groups .* got 0"),
    (group_norm_operations, (0, 3, 3, 1), "channels .* got 0"),
    (group_norm, (np.ones((1, 4, 2, 2)), 3, np.ones(4), np.ones(4)), "groups must divide the 4 channels of x, got 3"),
    (group_norm, (np.ones((1, 4, 2, 2)), 0, np.ones(4), np.ones(4)), "groups .* got 0"),
    (group_norm, (np.ones((1, 4, 2, 2)), 2, np.ones(4), np.ones(1)), r"bias must be \(4,\) for x of shape \(1, 4, 2, 2\), got \(1,\)"),
    (batch_norm, (np.ones((1, 4, 2, 2)), np.ones(4), np.ones(1), np.ones(4), np.ones(4)), r"var must be \(4,\) .* got \(1,\)"),
    (layer_norm, (np.ones((2, 3)), np.ones(3), np.ones(1)), r"bias must be \(3,\) .* got \(1,\)"),
    (rms_norm, (np.ones((2, 3)), np.ones((1, 3))), r"weight must be \(C,\), got shape \(1, 3\)"),
])
def test_bad_input_is_named(function, arguments, says):
    with pytest.raises(ValueError, match=says):
        function(*arguments)


def test_whole_numbers_give_what_float64_gives():
    x, one = np.array([[100, -100, 100]], np.int8), np.ones(3, np.int8)
    for norm, rest in (layer_norm, (one, one)), (rms_norm, (one,)):
        expected = norm(x.astype(float), *[a.astype(float) for a in rest])
        assert norm(x, *rest).dtype == float and (norm(x, *rest) == expected).all()


def test_a_float64_eps_keeps_float32_and_lists_are_taken():
    assert layer_norm(np.ones((2, 4), np.float32), np.ones(4, np.float32), np.zeros(4, np.float32), np.float64(1e-5)).dtype == np.float32
    assert layer_norm([[1.0, 5.0]], [1, 1], [0, 0], 0).tolist() == [[-1.0, 1.0]]


def test_float16_is_finite_where_the_answer_is():
    """Squares of 300 exceed the largest float16, 65504, and so do sums of 60000."""
    x, one, zero = np.array([[-300, 300], [60000, 50000]], np.float16), np.ones(2, np.float16), np.zeros(2, np.float16)
    assert layer_norm(x, one, zero).tolist() == [[-1, 1], [1, -1]] and layer_norm(x, one, zero).dtype == np.float16
    assert rms_norm(x, one)[0].tolist() == [-1, 1]
    images = x.reshape(2, 2, 1, 1)
    assert group_norm(images, 1, one, zero).ravel().tolist() == [-1, 1, 1, -1]
    assert batch_norm(images, x[1], one, one, zero, 0).ravel().tolist() == [-60288, -49696, 0, 0]           # −300 − 60000 to eleven bits


def test_squares_neither_overflow_nor_vanish():
    """1, 5 and 1, 7 times 10²⁰⁰ and 10⁻²⁰⁰; a row of the largest numbers is as constant as one of ones."""
    one, zero, most = np.ones(2), np.zeros(2), np.finfo(float).max
    for scale in 2.0**700, 2.0**-700:
        assert layer_norm(np.array([[1.0, 5.0]]) * scale, one, zero, 0).tolist() == [[-1.0, 1.0]]
        assert rms_norm(np.array([[1.0, 7.0]]) * scale, one, 0).tolist() == [[0.2, 1.4]]
    assert layer_norm(np.array([[most, most], [most, -most]]), one, zero).tolist() == [[0.0, 0.0], [1.0, -1.0]]


def test_nan_and_infinity_spoil_their_row_and_no_other():
    x, one = np.arange(12.0).reshape(4, 3), np.ones(3)
    x[1, 1], x[2, 1] = np.nan, np.inf
    assert np.isnan(layer_norm(x, one, one)).all(axis=1).tolist() == [False, True, True, False]
    assert np.isnan(rms_norm(x, one)).tolist()[1:3] == [[True] * 3, [False, True, False]] and rms_norm(x, one)[2, 0] == 0
    assert np.isnan(layer_norm(np.ones((1, 3)), one, one, 0)).all()                      # 0/0
    assert layer_norm(np.ones((0, 3)), one, one).shape == (0, 3) and layer_norm(np.ones((2, 0)), one[:0], one[:0]).shape == (2, 0)


@pytest.mark.parametrize("eps, error", [(np.nan, ValueError), (np.inf, ValueError), (-1e-9, ValueError), (None, TypeError), (True, ValueError)])
def test_eps_is_a_finite_number_from_0_on(eps, error):
    one, image = np.ones(2), np.ones((1, 2, 1, 1))
    for call in (lambda: layer_norm(np.ones((1, 2)), one, one, eps), lambda: rms_norm(np.ones((1, 2)), one, eps),
                 lambda: group_norm(image, 1, one, one, eps), lambda: batch_norm(image, one, one, one, one, eps)):
        with pytest.raises(error, match="eps must be a finite number"):
            call()
    with pytest.raises(ValueError, match=r"var must not be negative, got -1\.0"):
        batch_norm(image, one, -one, one, one)


def test_nan_and_infinity_go_as_far_in_pytorch(torch):
    """Rows with a NaN, with ∞, of equal values, of zeros; ε = 0."""
    x, one = np.array([[1, 2, 3], [1, np.nan, 2], [1, np.inf, 2], [2, 2, 2], [0, 0, 0]], float), np.ones(3)
    t, images, functional = torch.from_numpy(x), torch.from_numpy(x)[:, :, None, None], torch.nn.functional
    for ours, theirs in ((layer_norm(x, one, 0 * one, 0), functional.layer_norm(t, (3,), eps=0)),
                         (rms_norm(x, one, 0), functional.rms_norm(t, (3,), eps=0)),
                         (group_norm(images.numpy(), 1, one, 0 * one, 0), functional.group_norm(images, 1, eps=0)),
                         (batch_norm(images.numpy(), one, one, one, one, 0),
                          functional.batch_norm(images, *[torch.ones(3).double()] * 4, eps=0))):
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-12)
    assert np.isnan(layer_norm(x, one, one, 0)).all(axis=1).tolist() == [False, True, True, True, True]
    assert rms_norm(x, one, 0)[3].tolist() == [1, 1, 1] and np.isnan(rms_norm(x, one, 0)[4]).all()


def test_what_counters_make_of_them():
    """Operations per value, or the parameters."""
    tools = [name for name in conventions() if name not in ("torchinfo", "torchstat_read", "torchstat_write")]
    for layer, shape, per_value in ((BatchNorm2d(4), (4, 6, 6), {0, 1, 2, 4}), (LayerNorm(6), (4, 6, 6), {0, 1, 4, 5})):
        assert {count(Sequential(layer), shape, name) / 144 for name in tools} == per_value
        assert count(Sequential(layer), shape, "torchinfo") == 2 * (4 if per_value == {0, 1, 2, 4} else 6)
