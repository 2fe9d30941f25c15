import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import convolution as cases
from refimpl.convolution.padding import crop, output_size, pad_widths, pair, zero_pad
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [crop, output_size, pad_widths, pair, zero_pad]


@given(case=cases.output_size())
def test_output_size_matches_torch(torch, case):
    n, k = case["n"], case["kernel_size"]
    arguments = {name: case[name] for name in ("stride", "padding", "dilation")}
    y = torch.nn.functional.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, k), **arguments)
    assert_agrees(output_size(**case), y.shape[-1], oracle="torch conv1d", function=output_size)


@given(case=cases.zero_pad())
def test_zero_pad_matches_torch(torch, case):
    (top, bottom), (left, right) = case["widths"]
    padded = torch.nn.functional.pad(torch.from_numpy(case["x"]), (left, right, top, bottom)).numpy()
    assert_agrees(zero_pad(**case), padded, oracle="torch pad", function=zero_pad)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("arguments, expected", [
    ((224, 7, 2, 3, 1), 112), ((5, 5), 1), ((5, 3, 2, 0, 2), 1), ((6, 2, 2), 3), ((7, 2, 2), 3), ((1, 1), 1),
])
def test_worked_examples(arguments, expected):
    assert output_size(*arguments) == expected


@pytest.mark.parametrize("padding, stride, dilation, expected", [
    (1, (2, 2), (1, 1), ((1, 1), (1, 1))), ((1, 0), (1, 1), (1, 1), ((1, 1), (0, 0))),
    ("valid", (2, 2), (1, 1), ((0, 0), (0, 0))), ("same", (1, 1), (2, 1), ((2, 2), (1, 2))),
])
def test_widths_of_a_3_by_4_kernel(padding, stride, dilation, expected):
    assert pad_widths(padding, (3, 4), stride, dilation) == expected


@pytest.mark.parametrize("call, says", [
    (lambda: output_size(5, 0), "kernel_size, stride and dilation must be at least 1 .* got 0, 1, 1 and 0"),
    (lambda: output_size(5, 3, stride=0), "got 3, 0, 1 and 0"),
    (lambda: output_size(5, 3, dilation=0), "got 3, 1, 0 and 0"),
    (lambda: output_size(5, 3, padding=-1), "got 3, 1, 1 and -1"),
    (lambda: output_size(4, 3, dilation=2), "the kernel spans 5, more than the 4 of the padded input"),
    (lambda: output_size(2, 5, padding=1), "the kernel spans 5, more than the 4 of the padded input"),
    (lambda: output_size(0, 1), "the kernel spans 1, more than the 0"),
    (lambda: pad_widths("SAME", (3, 3)), 'padding must be a number, a pair, "same" or "valid", got "SAME"'),
    (lambda: pad_widths("same", (3, 3), stride=(1, 2)), r'padding="same" needs stride 1, got stride \(1, 2\)'),
    (lambda: pair(0, "stride"), "stride must be a whole number of at least 1, or a pair of them, got 0"),
    (lambda: pair((1,), "stride"), r"got \(1,\)"),
    (lambda: pair("1", "stride"), "got 1"),
])
def test_bad_input_is_named(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_a_list_and_numpys_integers_are_pairs_too():
    assert pair([1, 2], "stride") == (1, 2)
    assert pair(np.int64(3), "stride") == (3, 3)
