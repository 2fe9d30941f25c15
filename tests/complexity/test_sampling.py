import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity.sampling import inside, seen_samples
from refimpl.convolution.columns import kernel_windows
from refimpl.convolution.padding import pad_widths, pair
from tests.agreement import assert_agrees


@given(case=cases.seen_samples())
def test_are_the_indices_that_the_windows_hold(case):
    """Pad an image of its own row numbers, one more beyond each edge, and look at it through the windows."""
    _, H, W = case["input_shape"]
    k, s, d = (pair(case[name], name) for name in ("kernel_size", "stride", "dilation"))
    (top, bottom), (left, right) = pad_widths(case["padding"], k, s, d)
    numbered = np.meshgrid(np.arange(-top, H + bottom), np.arange(-left, W + right), indexing="ij")
    rows, columns = (kernel_windows(axis, k, s, d) for axis in numbered)
    for ours, expected in zip(seen_samples(**case), (rows[:, 0, :, 0].T, columns[0, :, 0].T), strict=True):
        assert_agrees(ours, expected, oracle="kernel_windows of indices", function=seen_samples)


@given(case=cases.inside())
def test_inside_is_what_can_be_looked_up(case):
    samples, n = case["samples"], case["n"]
    assert_agrees(inside(**case), np.isin(samples, np.arange(n)), oracle="np.isin", function=inside)


def test_worked_example():
    """Seven samples, kernel 3, stride 3, dilation 2, a zero on either side: places at −1 and 2."""
    rows, columns = seen_samples((5, 7, 1), kernel_size=(3, 1), stride=(3, 1), padding=(1, 0), dilation=(2, 1))
    assert rows.tolist() == [[-1, 1, 3], [2, 4, 6]] and columns.tolist() == [[0]]
    assert inside(rows, 7).tolist() == [[False, True, True], [True, True, True]]


def test_defaults_are_stride_one_and_no_padding():
    written_out = seen_samples((1, 5, 6), 3, 1, 0, 1)
    for ours, expected in zip(seen_samples((1, 5, 6), 3), written_out, strict=True):
        assert ours.tolist() == expected.tolist()


@pytest.mark.parametrize("arguments, says", [
    (((5, 6), 3), r"input_shape must be \(C, H, W\), got \(5, 6\)"),
    (((1, 2, 5, 6), 3), r"input_shape must be \(C, H, W\), got \(1, 2, 5, 6\)"),
    (((0, 5, 6), 3), "C must be a whole number of at least 1, got 0"),
    (((1, -5, 6), 3), "H .* got -5"),
    (((1, 5, 6.0), 3), "W .* got 6.0"),
    (((1, 5, 6), 0), "^kernel_size .* got 0"),
    (((1, 5, 6), 7), "the kernel spans 7, more than the 5 of the padded input"),
    (((1, 5, 6), (1, 3), 1, 0, 3), "the kernel spans 7, more than the 6"),
    (((1, 5, 6), 3, 0), "^stride .* got 0"),
    (((1, 5, 6), 3, 1, -1), "padding .* got -1"),
    (((1, 5, 6), 3, 1, 0, 0), "^dilation .* got 0"),
    (((1, 5, 6), 3, 2, "same"), 'padding="same" needs stride 1'),
    (((1, 5, 6), 3, 1, "full"), 'got "full"'),
])
def test_bad_input_is_named(arguments, says):
    with pytest.raises(ValueError, match=says):
        seen_samples(*arguments)
