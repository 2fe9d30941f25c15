import csv
from pathlib import Path

import numpy as np
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.counting import Operations
from refimpl.complexity.flops import conv2d_macs
from refimpl.complexity.layers import Conv2d, Sequential
from refimpl.complexity.operations import conv2d_operations, conv2d_operations_definition
from tests.complexity.test_flops import vgg16_and_alexnet


@pytest.mark.parametrize("bias, start, a_place", [(False, "first", 2 * 18 - 1), (False, "zero", 2 * 18), (True, "first", 2 * 18),
                                                  (True, "bias", 2 * 18), (True, "zero", 2 * 18 + 1)])
def test_an_output_costs_2k_give_or_take_one(bias, start, a_place):
    """K = 2·9 products."""
    assert conv2d_operations((2, 5, 6), 7, 3, bias=bias, start=start).total == 7 * 3 * 4 * a_place


def test_alexnet_multiplies_padding_for_nearly_eight_percent():
    _, (convolutions, linears) = vgg16_and_alexnet()
    macs = sum(conv2d_macs(*layer) for layer in convolutions) + sum(i * o for i, o in linears)
    skipped = sum(conv2d_macs(*layer) - conv2d_operations(*layer, padding_zeros=False).multiplications for layer in convolutions)
    assert macs == 714_188_480 and round(100 * skipped / macs, 2) == 7.88


def test_a_window_of_padding_alone_costs_nothing_from_its_first_product():
    """One sample, kernel 1, stride 1, padding 1: nine places, one with a product."""
    inner = conv2d_operations((1, 1, 1), 1, 1, padding=1, bias=False, start="first", padding_zeros=False)
    assert inner == Operations(multiplications=1)
    with_bias = conv2d_operations((1, 1, 1), 1, 1, padding=1, start="first", padding_zeros=False)
    assert with_bias == Operations(multiplications=1, additions=1)
    assert conv2d_operations((1, 1, 1), 1, 1, padding=1, padding_zeros=False) == Operations(1, 1 + 9)


def test_defaults_are_a_bias_added_to_a_sum_from_zero():
    for function in (conv2d_operations, conv2d_operations_definition):
        assert function((2, 4, 5), 3, 2) == function((2, 4, 5), 3, 2, 1, 0, 1, 1, True, "zero", True) == Operations(
            3 * 3 * 4 * 8, 3 * 3 * 4 * 9)


@pytest.mark.parametrize("change, says", [
    ({"start": "last"}, "^start must be one of zero, first, bias, got 'last'"),
    ({"start": "bias", "bias": False}, "^start must be one of zero, first, got 'bias'"),
    ({"groups": 2}, "groups must divide in_channels and out_channels, got 2, 3 and 4"),
    ({"kernel_size": 9}, "the kernel spans 9, more than the 8"),
    ({"out_channels": 0}, "out_channels .* got 0"),
    ({"out_channels": 2.5}, "out_channels .* got 2.5"),
    ({"input_shape": (2.5, 8, 8)}, r"input_shape .* got \(2.5, 8, 8\)"),
    ({"kernel_size": (3, 2.5)}, "^kernel_size .* got"),
    ({"input_shape": (3, 8)}, r"input_shape must be \(C, H, W\)"),
])
def test_bad_input_is_named(change, says):
    for function in (conv2d_operations, conv2d_operations_definition):
        with pytest.raises(ValueError, match=says):
            function(**{"input_shape": (3, 8, 8), "out_channels": 4, "kernel_size": 3, **change})


@pytest.mark.parametrize("change", [{"start": None}, {"bias": None}, {"padding_zeros": "yes"}, {"groups": None}])
def test_what_is_no_word_and_no_number_is_refused(change):
    for function in (conv2d_operations, conv2d_operations_definition):
        with pytest.raises((TypeError, ValueError), match=f"^{next(iter(change))} must be"):
            function((3, 8, 8), 4, 3, **change)


def test_large_images_need_no_table():
    """3·n − 2 of the 3·n rows of a kernel of 3 on n rows are samples, 2 are padding."""
    n = 10**9
    counted = conv2d_operations((3, n, n), 8, 3, padding=1, padding_zeros=False)
    assert counted == Operations(8 * 3 * (3 * n - 2)**2, 8 * 3 * (3 * n - 2)**2 + 8 * n * n)
    assert conv2d_operations((3, n, n), 8, 3, padding=1).multiplications == conv2d_macs((3, n, n), 8, 3, padding=1)
    with pytest.raises(ValueError, match=r"^input_shape .* would need"):
        conv2d_operations_definition((3, n, n), 8, 3, padding=1)


def test_small_integers_of_numpy_do_not_overflow():
    shape, O = tuple(np.int32((512, 224, 224))), np.int32(512)
    expected = conv2d_operations((512, 224, 224), 512, 3, padding=1, padding_zeros=False)
    assert conv2d_operations(shape, O, np.int32(3), padding=np.int32(1), padding_zeros=False) == expected
    assert expected.multiplications == 512**2 * (3 * 224 - 2) ** 2


def test_dilation_takes_places_away():
    """A kernel of 2, two apart, spans 3 of 5 samples: three places; with a zero on either side five, two products padding."""
    for function in (conv2d_operations, conv2d_operations_definition):
        assert function((1, 1, 5), 1, (1, 2), dilation=2, bias=False) == Operations(3 * 2, 3 * 2)
        assert function((1, 1, 5), 1, (1, 2), padding=(0, 1), dilation=2, bias=False, start="first",
                        padding_zeros=False) == Operations(8, 3)


def test_padding_is_multiplied_unless_said():
    for function in (conv2d_operations, conv2d_operations_definition):
        assert function((1, 1, 3), 1, 1, padding=(0, 1), bias=False).multiplications == 5


def test_a_bias_where_only_padding_is_seen_is_the_output_itself():
    for function in (conv2d_operations, conv2d_operations_definition):
        assert function((1, 1, 3), 1, 1, padding=(0, 1), start="first", padding_zeros=False) == Operations(3, 3)
        assert function((1, 1, 3), 1, 1, padding=(0, 1), padding_zeros=False) == Operations(3, 3 + 5)


def test_resnet50_multiplies_padding_for_three_and_a_half_percent():
    """The convolutions that PyTorch's model runs, as recorded."""
    def sizes(text):
        return tuple(map(int, text.split("x")))
    macs = skipped = 0
    with (Path(__file__).parent / "data" / "layers" / "resnet50.csv").open() as file:
        for row in csv.DictReader(file):
            macs += int(row["macs"])
            if row["type"] == "Conv2d":
                layer = (sizes(row["in_shape"])[1:], sizes(row["out_shape"])[1], *(sizes(row[name]) for name in ("kernel", "stride", "padding")))
                skipped += int(row["macs"]) - conv2d_operations(*layer, padding_zeros=False).multiplications
    assert macs == 4_089_184_256 and round(100 * skipped / macs, 2) == 3.45


@pytest.mark.parametrize("convention, bias, start", [
    ("torchstat_madd", False, "first"), ("torchstat_madd", True, "first"), ("torch_flop_counter", False, "zero"),
    ("torch_flop_counter", True, "first"), ("calflops", True, "zero")])
def test_every_one_of_them_is_in_use(convention, bias, start):
    """2K − 1, 2K and 2K + 1 per output, with what the tools print for a convolution."""
    layer = Sequential(Conv2d(4, 8, 3, padding=1, bias=bias))
    ours = conv2d_operations((4, 4, 4), 8, 3, padding=1, bias=bias, start=start)
    assert count(layer, (4, 4, 4), convention) == ours.total


def test_kernels_that_no_one_means_are_refused():
    with pytest.raises(ValueError, match=r"^kernel_size must have at most .* taps on the image"):
        conv2d_operations((1, 10**8, 10**8), 4, 10**7)
