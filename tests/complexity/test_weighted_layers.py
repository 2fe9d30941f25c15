"""Convolutions and linear layers, against torch.nn on shapes and parameters, and against the formulas of the chapter."""
from math import prod

import pytest
from hypothesis import given

from refimpl.cases import networks as cases
from refimpl.complexity.flops import conv2d_macs, conv_transpose2d_macs, linear_macs
from refimpl.complexity.params import conv2d_params
from refimpl.complexity.weighted_layers import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Linear
from tests.agreement import assert_agrees



@given(case=cases.layer("Conv2d"))
def test_multiply_accumulates_are_those_of_the_formula(case):
    x, conv = case.pop("x"), Conv2d(**case)
    given = {name: value for name, value in case.items() if name not in ("in_channels", "bias")}
    assert_agrees(conv.macs((x,), conv.output_shape(x)), conv2d_macs(x, **given), oracle="conv2d_macs", function="complexity.Conv2d")
    assert conv.params == conv2d_params(conv.in_channels, conv.out_channels, conv.kernel_size, conv.groups, conv.bias)


@given(case=cases.layer("ConvTranspose2d"))
def test_multiply_accumulates_of_a_transposed_convolution_are_those_of_the_formula(case):
    x, up = case.pop("x"), ConvTranspose2d(**case)
    assert_agrees(up.macs((x,), up.output_shape(x)), conv_transpose2d_macs(x, up.out_channels, up.kernel_size, up.groups),
                  oracle="conv_transpose2d_macs", function="complexity.ConvTranspose2d")


@given(case=cases.layer("Linear"))
def test_multiply_accumulates_of_a_linear_layer_are_those_of_the_formula(case):
    x, layer = case.pop("x"), Linear(**case)
    macs = linear_macs(layer.in_features, layer.out_features, prod(x[:-1]))
    assert_agrees(layer.macs((x,), layer.output_shape(x)), macs, oracle="linear_macs", function="complexity.Linear")


def test_one_place_may_be_left_of_a_transposed_convolution():
    assert ConvTranspose2d(3, 4, 1, padding=4).output_shape((3, 9, 9)) == (4, 1, 1)


def test_positional_arguments_are_in_torchs_order():
    assert vars(Conv2d(2, 4, 3, 5, 1, 6, 2, False)) == {
        "in_channels": 2, "out_channels": 4, "kernel_size": 3, "stride": 5, "padding": 1, "dilation": 6, "groups": 2, "bias": False}
    assert vars(ConvTranspose2d(2, 4, 3, 5, 1, 4, 2, False, 6)) == {
        "in_channels": 2, "out_channels": 4, "kernel_size": 3, "stride": 5, "padding": 1, "output_padding": 4, "groups": 2,
        "bias": False, "dilation": 6}


@pytest.mark.parametrize("make, says", [
    (lambda: Conv2d(3, 4, 3, groups=2), "groups must divide in_channels and out_channels, got 2, 3 and 4"),
    (lambda: Conv2d(0, 4, 3), "in_channels must be a whole number"),
    (lambda: Conv2d(3, 4, 3).output_shape((4, 9, 9)), r"x must be \(3, H, W\)"),
    (lambda: Conv1d(3, 4, 3).output_shape((4, 9)), r"x must be \(3, W\)"),
    (lambda: Conv3d(3, 4, 3).output_shape((3, 9, 9)), r"x must be \(3, D, H, W\)"),
    (lambda: Linear(0, 4), "in_features must be a whole number"), (lambda: Linear(3, 2.5), "out_features must be"),
    (lambda: Conv2d(3, 4, 0), "kernel_size must be a whole number, or 2, of at least 1"),
    (lambda: Conv2d(3, 4, 3, padding="some").output_shape((3, 9, 9)), "padding must be"),
    (lambda: Conv2d(3, 4, 3, stride=2, padding="same").output_shape((3, 9, 9)), 'padding="same" needs stride 1, got stride 2'),
    (lambda: Conv2d(3, 4, 11).output_shape((3, 9, 9)), "the kernel spans 11, more than the 9"),
    (lambda: ConvTranspose2d(3, 4, 3, padding=-1).output_shape((3, 9, 9)), "^padding must be"),
    (lambda: ConvTranspose2d(3, 4, 3, output_padding=-1).output_shape((3, 9, 9)), "^output_padding must be"),
    (lambda: ConvTranspose2d(3, 4, 3, output_padding=1), r"output_padding must be below stride or dilation, got \(1, 1\)"),
    (lambda: ConvTranspose2d(3, 4, 3, (1, 2), output_padding=1), "output_padding must be below stride or dilation"),
    (lambda: Conv2d(3, 4, 3, stride=0), "^stride must be"), (lambda: Conv2d(3, 4, 3, dilation=(1, 0)), "^dilation must be"),
    (lambda: Conv2d(3, 4, 3, padding=(1,)), "^padding must be"), (lambda: Conv2d(3, 4, True), "^kernel_size must be"),
    (lambda: ConvTranspose2d(3, 4, 1, padding=5).output_shape((3, 9, 9)), r"nothing is left of the output, \(-1, -1\)"),
    (lambda: Linear(3, 4).output_shape((4,)), r"x must be \(…, 3\)"),
    (lambda: Linear(3, 4).output_shape(()), r"x must be \(…, 3\)")])
def test_what_does_not_fit_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()
