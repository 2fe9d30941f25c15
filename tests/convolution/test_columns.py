import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import convolution as cases
from refimpl.convolution.columns import add_windows, kernel_windows
from tests.agreement import assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["add_windows"])
@given(case=cases.add_windows())
def test_keeps(law, case):
    assert_keeps(law, add_windows, case)


def test_worked_example():
    image = np.arange(12).reshape(1, 3, 4)                          # 0 1 2 3 / 4 5 6 7 / 8 9 10 11
    windows = kernel_windows(image, (2, 2), stride=(1, 2), dilation=(1, 1))
    assert windows[0, :, :, 0, 0].tolist() == [[0, 1], [4, 5]]
    assert windows[0, :, :, 1, 1].tolist() == [[6, 7], [10, 11]]
    assert kernel_windows(image, (2, 2), dilation=(2, 3))[0, :, :, 0, 0].tolist() == [[0, 3], [8, 11]]


@pytest.mark.parametrize("k, s", [(3, 1), (4, 2), (6, 3), (2, 2)])
def test_a_sample_is_seen_by_k_over_s_squared_windows(k, s):
    """Away from the border; so the columns of a large image take about (k/s)² times its memory."""
    seen = add_windows(np.ones_like(kernel_windows(np.ones((1, 12 * s, 12 * s)), (k, k), (s, s))), (12 * s, 12 * s), (s, s))
    assert set(seen[0, k:-k, k:-k].ravel()) == {(k // s) ** 2}
    large = np.ones((1, 240, 240))
    assert kernel_windows(large, (k, k), (s, s)).size == pytest.approx((k / s) ** 2 * large.size, rel=0.03)


def test_windows_are_a_view_that_cannot_be_written_to():
    image = np.ones((1, 3, 4))
    windows = kernel_windows(image, (2, 2))
    assert np.shares_memory(windows, image)
    with pytest.raises(ValueError, match="read-only"):
        windows[...] = 0


def test_whole_numbers_do_not_wrap():
    """Two windows of 2 on 3 samples, all 200: the middle one is seen twice."""
    windows = np.full((1, 2, 1, 2), 200, np.uint8)
    assert add_windows(windows, (1, 3)).tolist() == [[200.0, 400.0, 200.0]]
    assert kernel_windows(np.full((1, 3), 200, np.uint8), (1, 2)).dtype == np.uint8      # nothing is computed here


def test_windows_are_next_to_each_other_unless_said():
    image = np.arange(30.0).reshape(5, 6)
    assert np.array_equal(kernel_windows(image, (3, 2)), kernel_windows(image, (3, 2), (1, 1), (1, 1)))
    windows = kernel_windows(image, (3, 2))
    assert np.array_equal(add_windows(windows, (5, 6)), add_windows(windows, (5, 6), (1, 1), (1, 1)))


def test_sums_beyond_the_dtype_are_infinite_without_a_warning():
    assert add_windows(np.full((1, 2, 1, 2), 3e38, np.float32), (1, 3)).tolist() == [[np.float32(3e38), np.inf, np.float32(3e38)]]


def test_no_places_add_nothing():
    assert add_windows(np.ones((2, 3, 3, 0, 4)), (0, 6)).shape == (2, 0, 6)
    assert add_windows(np.ones((2, 3, 3, 0, 4)), (5, 6), stride=(3, 1)).tolist() == np.zeros((2, 5, 6)).tolist()


def test_nan_and_infinity_go_where_they_were_seen():
    windows = np.zeros((1, 2, 1, 3))
    windows[0, :, 0, 1] = np.inf, -np.inf                           # at 1 and 2
    assert add_windows(windows, (1, 4)).tolist() == [[0.0, np.inf, -np.inf, 0.0]]
    windows[0, 0, 0, 2] = np.inf                                    # at 2, too: ∞ − ∞
    assert np.isnan(add_windows(windows, (1, 4))).tolist() == [[False, False, True, False]]


@pytest.mark.parametrize("call, error, says", [
    (lambda: kernel_windows(np.ones((2, 3)), (3, 1)), ValueError, "the kernel spans 3, more than the 2"),
    (lambda: kernel_windows(np.ones((5, 3)), (2, 1), dilation=(5, 1)), ValueError, "the kernel spans 6, more than the 5"),
    (lambda: kernel_windows(np.ones(3), (1, 1)), ValueError, r"^image must be \(…, H, W\), got shape \(3,\)"),
    (lambda: kernel_windows(None, (1, 1)), TypeError, "^image must be"),
    (lambda: kernel_windows(np.ones((2, 3)), (1, 1), (0, 1)), ValueError, r"^stride .* got \(0, 1\)"),
    (lambda: add_windows(np.ones((1, 2, 1, 2)), (1, 2)), ValueError, r"^size must be at least \(1, 3\), .* got \(1, 2\)"),
    (lambda: add_windows(np.ones((2, 1, 2, 1)), (3, 1), (2, 1)), ValueError, r"^size must be at least \(4, 1\)"),
    (lambda: add_windows(np.ones((1, 2, 1)), (1, 2)), ValueError, "^windows must be"),
    (lambda: add_windows(np.ones((1, 2, 1, 2)), (10**6, 10**6)), ValueError, "^size=.* would need more than"),
    (lambda: add_windows(np.ones((1, 2, 1, 2)), None), TypeError, r"^size must be \(H, W\)"),
])
def test_bad_input_is_named(call, error, says):
    with pytest.raises(error, match=says):
        call()
