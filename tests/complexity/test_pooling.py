import numpy as np
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.counting import Operations
from refimpl.complexity.layers import AvgPool2d, MaxPool2d, Sequential
from refimpl.complexity.pooling import (avg_pool2d, avg_pool2d_definition, avg_pool2d_operations, global_avg_pool2d,
                                        global_avg_pool2d_operations, max_pool2d, max_pool2d_definition,
                                        max_pool2d_operations, pool_windows)


def test_worked_example():
    """1 5 2 4 in windows of three, two apart, a sample of padding at either end: (·, 1, 5), (5, 2, 4)."""
    x = np.array([[[1.0, 5.0, 2.0, 4.0]]])
    for function in (max_pool2d, max_pool2d_definition):
        assert function(x, (1, 3), (1, 2), (0, 1)).tolist() == [[[5.0, 5.0]]]
        assert function(-x, (1, 3), (1, 2), (0, 1)).tolist() == [[[-1.0, -2.0]]]         # not the 0 of a padding
    for function in (avg_pool2d, avg_pool2d_definition):
        assert function(x, (1, 3), (1, 2), (0, 1)).tolist() == [[[2.0, 11 / 3]]]          # the 0 of the padding counts
        assert function(x, (1, 2), 2).tolist() == [[[3.0, 3.0]]]
    assert global_avg_pool2d(np.array([[[1.0, 5.0], [2.0, 4.0]], [[0.0, 0.0], [0.0, 2.0]]])).tolist() == [3.0, 0.5]


def test_costs_of_a_window():
    assert max_pool2d_operations((2, 4, 6), 2, 2) == Operations(comparisons=2 * 6 * 3)
    assert avg_pool2d_operations((2, 4, 6), 2, 2) == Operations(additions=2 * 6 * 3, divisions=2 * 6)
    assert max_pool2d_operations((64, 112, 112), 3, 2, 1).comparisons == 64 * ((3 * 56 - 1) ** 2 - 56 ** 2)


@pytest.mark.parametrize("arguments, says", [
    ((3, 1, 2), "padding must be at most half of kernel_size, got 2 and 3"),
    (((2, 4), 1, (2, 1)), r"padding must be at most half of kernel_size, got \(2, 1\) and \(2, 4\)"),
    (((4, 1), 1, (1, 1)), "padding must be at most half"),
    ((6, 1, 0), "the kernel spans 6, more than the 5"),
    ((3, 0, 1), "stride .* got 0"),
    ((0, 1, 0), "kernel_size .* got 0"),
    ((3, 1, -1), "padding .* got -1"),
])
def test_bad_input_is_named(arguments, says):
    for function in (max_pool2d, max_pool2d_definition, avg_pool2d, avg_pool2d_definition):
        with pytest.raises(ValueError, match=says):
            function(np.ones((1, 5, 7)), *arguments)


def test_the_largest_of_whole_numbers_is_one_and_their_mean_a_float(torch):
    """As in PyTorch; with a border of padding, which −∞ cannot fill."""
    for dtype in (np.uint8, np.int8, np.int64):
        x = np.random.default_rng(0).integers(np.iinfo(dtype).min, np.iinfo(dtype).max, (2, 5, 6), dtype)
        expected = torch.nn.functional.max_pool2d(torch.from_numpy(x), 3, 2, 1).numpy()
        for function in (max_pool2d, max_pool2d_definition):
            y = function(x, 3, 2, 1)
            assert y.dtype == dtype and np.array_equal(y, expected)
        for function in (avg_pool2d, avg_pool2d_definition):
            np.testing.assert_array_equal(function(x, 3, 2, 1), function(x.astype(float), 3, 2, 1))
    assert avg_pool2d(np.full((1, 1, 2), 200, np.uint8), (1, 2), 1).tolist() == [[[200.0]]]
    assert global_avg_pool2d([[[255, 255, 254]]]).tolist() == [764 / 3]


def test_float16_is_finite_where_the_answer_is():
    x = np.full((1, 20, 20), 1000, np.float16)                       # 400 times 1000 is beyond it
    for y in (avg_pool2d(x, 20, 1), avg_pool2d_definition(x, 20, 1), global_avg_pool2d(x)):
        assert y.dtype == np.float16 and y.ravel().tolist() == [1000.0]


def test_nan_is_largest_and_infinity_goes_where_it_is_seen():
    x = np.array([[[1.0, np.nan, 3.0, 2.0, -np.inf, 0.0, np.inf, -np.inf]]])
    for function in (max_pool2d, max_pool2d_definition):
        np.testing.assert_array_equal(function(x, (1, 2), 2), [[[np.nan, 3, 0, np.inf]]])
    for function in (avg_pool2d, avg_pool2d_definition):
        np.testing.assert_array_equal(function(x, (1, 2), 2), [[[np.nan, 2.5, -np.inf, np.nan]]])


@pytest.mark.parametrize("call, error, says", [
    (lambda: global_avg_pool2d(np.zeros((2, 3, 4, 5))), ValueError, r"^x must be \(C, H, W\), got shape \(2, 3, 4, 5\)"),
    (lambda: global_avg_pool2d(np.zeros((2, 0, 4))), ValueError, "^x must have at least one element"),
    (lambda: max_pool2d(np.zeros((5, 7)), 2, 2), ValueError, r"^x must be \(C, H, W\)"),
    (lambda: avg_pool2d(None, 2, 2), TypeError, "^x must be"),
    (lambda: max_pool2d(np.zeros((1, 5, 7)), 2, 2, "same"), TypeError, "^padding must be"),
    (lambda: max_pool2d(np.zeros((1, 5, 7)), 10**6, 1, 5 * 10**5), ValueError, "^padding=.* would need more than"),
    (lambda: max_pool2d_operations((1, 5, 7), 3, 1, 2), ValueError, "^padding must be at most half of kernel_size"),
    (lambda: pool_windows(np.zeros((1, 5, 7)), 2, 2, 1, np.nan), ValueError, "^outside must be a finite number"),
])
def test_what_means_nothing_is_named(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_large_images_need_no_table():
    n = 10**9
    assert max_pool2d_operations((3, n, n), 3, 3, 1).comparisons == 3 * (n**2 - ((n + 2) // 3)**2)
    assert avg_pool2d_operations((3, n, n), 2, 2).divisions == 3 * (n // 2)**2


def test_bad_sizes_are_refused():
    for arguments in ((0, 3, 3), (3, 0, 3), (3, 3, 1.5)):
        with pytest.raises(ValueError, match=r"must be a whole number.* at least 1"):
            global_avg_pool2d_operations(*arguments)


def test_nothing_is_padded_unless_said():
    x = np.array([[[1.0, 5.0, 2.0]]])
    for function in (max_pool2d, max_pool2d_definition):
        assert function(x, (1, 2), 1).tolist() == [[[5.0, 5.0]]]
    for function in (avg_pool2d, avg_pool2d_definition):
        assert function(x, (1, 2), 1).tolist() == [[[3.0, 3.5]]]
    assert avg_pool2d_operations((1, 1, 3), (1, 2), 1) == Operations(additions=2, divisions=2)
    with pytest.raises(ValueError, match=r"^stride must be"):
        pool_windows(x, 1, 1.5, 0, 0)


def test_padding_that_pytorch_refuses_is_refused(torch):
    x = torch.ones(1, 5, 5)
    for theirs, ours in ((torch.nn.functional.max_pool2d, max_pool2d), (torch.nn.functional.avg_pool2d, avg_pool2d)):
        assert theirs(x, 3, 1, 1).shape == ours(x.numpy(), 3, 1, 1).shape
        with pytest.raises(RuntimeError, match="at most half"):
            theirs(x, 3, 1, 2)
        with pytest.raises(ValueError, match="at most half"):
            ours(x.numpy(), 3, 1, 2)


def test_nan_is_largest_in_pytorch_too(torch):
    x = np.array([[[1.0, np.nan, 3.0, 2.0, -np.inf, 0.0]]])
    theirs = torch.nn.functional.max_pool2d(torch.from_numpy(x), (1, 2)).numpy()
    np.testing.assert_array_equal(max_pool2d(x, (1, 2), 2), theirs)


@pytest.mark.parametrize("layer, tool, counted", [
    (MaxPool2d(3, stride=3), "torchstat_flops", 144), (MaxPool2d(3, stride=3), "ptflops", 2 * 144),
    (MaxPool2d(3, stride=3), "torchstat_madd", (9 - 1) * 16), (MaxPool2d(3, stride=3), "thop", 0),
    (AvgPool2d(3, stride=3), "torchstat_madd", 9 * 16), (AvgPool2d(3, stride=3), "thop", 16)])
def test_what_counters_make_of_it(layer, tool, counted):
    """144 values read, 16 written, windows of nine."""
    assert count(Sequential(layer), (4, 6, 6), tool) == counted
