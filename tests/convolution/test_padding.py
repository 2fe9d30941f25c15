from itertools import product

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import convolution as cases
from refimpl.convolution.padding import crop, output_size, pad_widths, zero_pad
from tests.agreement import assert_keeps

FUNCTIONS = [crop, output_size, pad_widths, zero_pad]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("arguments, expected", [
    ((224, 7, 2, 3, 1), 112), ((5, 5), 1), ((6, 3), 4), ((5, 3, 2, 0, 2), 1), ((6, 2, 2), 3), ((7, 2, 2), 3), ((1, 1), 1),
])
def test_worked_examples(arguments, expected):
    assert output_size(*arguments) == expected


@pytest.mark.parametrize("padding, stride, dilation, expected", [
    (1, (2, 2), (1, 1), ((1, 1), (1, 1))), ((1, 0), (1, 1), (1, 1), ((1, 1), (0, 0))),
    ("valid", (2, 2), (1, 1), ((0, 0), (0, 0))), ("same", (1, 1), (2, 1), ((2, 2), (1, 2))),
    ("same", (1, 1), (1, 2), ((1, 1), (3, 3))),
])
def test_widths_of_a_3_by_4_kernel(padding, stride, dilation, expected):
    assert pad_widths(padding, (3, 4), stride, dilation) == expected


def test_the_documented_padding_of_tensorflow_gives_every_stride_a_place():
    """max((⌈n/s⌉ − 1)·s + span − n, 0) is max(0, d·(k − 1) − (n − 1) mod s); with it there are ⌈n/s⌉ places."""
    for n, k, s, d in product(range(1, 12), range(1, 5), range(1, 5), range(1, 4)):
        places, span = -(-n // s), d * (k - 1) + 1
        total = max(0, d * (k - 1) - (n - 1) % s)
        assert total == max((places - 1) * s + span - n, 0)
        assert output_size(n + total, k, s, 0, d) == places
    assert max(0, 2 - 223 % 2) == 1                                  # 3×3, s = 2, n = 224: (0, 1)


def test_padding_on_both_sides_sees_other_samples_than_padding_behind(torch):
    x, weight = torch.arange(1.0, 225).reshape(1, 1, 224), torch.tensor([[[1.0, 0, 0]]])
    both = torch.nn.functional.conv1d(x, weight, stride=2, padding=1)[0, 0]
    behind = torch.nn.functional.conv1d(torch.nn.functional.pad(x, (0, 1)), weight, stride=2)[0, 0]
    assert len(both) == len(behind) == output_size(224, 3, 2, 1) == 112
    assert both.tolist() == [0, *range(2, 224, 2)] and behind.tolist() == list(range(1, 225, 2))


@pytest.mark.parametrize("call, says", [
    (lambda: output_size(5, 0), "^kernel_size must be a whole number.* at least 1, got 0"),
    (lambda: output_size(5, 3, stride=0), "^stride must be a whole number.* at least 1, got 0"),
    (lambda: output_size(5, 3, dilation=0), "^dilation must be a whole number.* at least 1, got 0"),
    (lambda: output_size(5, 3, padding=-1), "^padding must be a whole number.* at least 0, got -1"),
    (lambda: output_size(5.0, 3), "^n must be a whole number.* at least 0, got 5.0"),
    (lambda: output_size(4, 3, dilation=2), "the kernel spans 5, more than the 4 of the padded input, with kernel_size=3 and dilation=2"),
    (lambda: output_size(2, 5, padding=1), "the kernel spans 5, more than the 4 of the padded input"),
    (lambda: output_size(0, 1), "the kernel spans 1, more than the 0"),
    (lambda: pad_widths("SAME", (3, 3)), "^padding must be one of same, valid, got 'SAME'"),
    (lambda: pad_widths("valid", (3, 0)), r"^kernel_size must be a whole number, or 2, of at least 1, got \(3, 0\)"),
    (lambda: pad_widths(1, (3, 3), (0, 1)), r"^stride .* got \(0, 1\)"),
    (lambda: pad_widths((1, -1), (3, 3)), r"^padding must be a whole number, or 2, of at least 0, got \(1, -1\)"),
    (lambda: zero_pad(np.ones((2, 3)), ((0, 1), (-1, 0))), r"^widths must be \(before, behind\), whole numbers.* at least 0, got \(-1, 0\)"),
    (lambda: zero_pad(np.ones((2, 3)), ((10**6, 0), (10**6, 0))), "^widths=.* would need more than"),
    (lambda: zero_pad(np.ones(3), ((0, 1), (1, 0))), r"^x must be \(…, H, W\), got shape \(3,\)"),
    (lambda: crop(np.ones((2, 3)), ((1, 2), (0, 0))), r"^widths must take no more than there is of x, \(2, 3\), got"),
    (lambda: crop(np.ones((2, 3)), ((0, 0), (0, 4))), "^widths must take no more"),
    (lambda: pad_widths("same", (3, 3), stride=(1, 2)), r'padding="same" needs stride 1, got stride \(1, 2\)'),
])
def test_bad_input_is_named(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_narrow_integers_do_not_overflow():
    """200 samples and 100 on either side in uint8: 398 places of a kernel of 3; 2·(200 − 1) wide is "same"."""
    u8 = np.uint8
    places = output_size(u8(200), u8(3), u8(1), u8(100), u8(1))
    assert places == 200 + 200 - 3 + 1 and type(places) is int
    assert pad_widths("same", [u8(200), u8(1)], dilation=(u8(2), u8(2))) == ((199, 199), (0, 0))
    assert pad_widths(np.int8(3), [3, 3]) == ((3, 3), (3, 3))


def test_what_is_no_number_is_a_type_error():
    for call in (lambda: output_size(None, 3), lambda: output_size("5", 3)):
        with pytest.raises(TypeError, match=r"^n must be a whole number"):
            call()
    with pytest.raises(TypeError, match=r"^padding must be"):
        pad_widths(None, (3, 3))
    with pytest.raises(TypeError, match=r"^x has a mask"):
        crop(np.ma.masked_equal(np.ones((2, 3)), 1), ((0, 0), (0, 0)))


def test_all_may_be_cropped_and_what_is_left_is_a_view():
    x = np.arange(6).reshape(2, 3)
    assert crop(x, ((1, 1), (0, 0))).shape == (0, 3) and crop(x, ((0, 0), (1, 2))).shape == (2, 0)
    assert np.shares_memory(crop(x, [(0, 1), [1, 0]]), x) and not np.shares_memory(zero_pad(x, ((0, 0), (0, 0))), x)
    assert zero_pad(x.astype(">i2"), ((0, 1), (0, 0))).dtype == np.dtype("int16").newbyteorder("=")
