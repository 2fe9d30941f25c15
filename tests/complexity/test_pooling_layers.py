"""Pooling layers: what their rows do not show."""
import pytest

from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, AvgPool2d, MaxPool2d, Mean, Upsample, pooled_size
from refimpl.peers.networks import AvgPool2d_in_torch, facts


def test_a_window_is_as_large_as_its_kernel():
    for kernel, window in ((3, 9), ((2, 5), 10)):
        assert MaxPool2d(kernel).window == AvgPool2d(kernel).window == window


def test_a_mean_drops_its_axes():
    assert Mean((2, 3)).output_shape((4, 5, 6)) == (4,)
    assert Mean((1,)).output_shape((4, 5, 6)) == Mean(1).output_shape((4, 5, 6)) == (5, 6)
    assert Mean((-1,)).output_shape((2, 3, 4)) == (2, 3)


@pytest.mark.parametrize("make, says", [
    (lambda: MaxPool2d(3).output_shape((3, 4)), r"x must be \(C, H, W\)"),
    (lambda: AdaptiveAvgPool2d(1).output_shape((3, 4)), r"x must be \(C, H, W\)"),
    (lambda: MaxPool2d(3).output_shape((3, 2, 9)), "the kernel k spans 3, more than the 2"),
    (lambda: Upsample(size=0).output_shape((3, 4, 5)), "^size must be a whole number"),
    (lambda: Upsample(scale_factor=(2, 2, 2)).output_shape((3, 4, 5)), "scale_factor must leave a pixel along each axis"),
    (lambda: AdaptiveAvgPool2d(0).output_shape((3, 4, 5)), "output_size must be a whole number, or 2, of at least 1"),
    (lambda: AdaptiveAvgPool2d((None, 0)), "output_size must be"),
    (lambda: Upsample(scale_factor=0.1).output_shape((3, 4, 5)), "scale_factor must leave a pixel along each axis, got 0.1"),
    (lambda: Upsample(scale_factor=0).output_shape((3, 4, 5)), "scale_factor must leave a pixel along each axis, got 0"),
    (lambda: Upsample(scale_factor=float("nan")).output_shape((3, 4, 5)), "scale_factor must be a finite number"),
    (lambda: Upsample(size=3, mode="linear").output_shape((3, 4, 5)), "x must have 2 axes for mode=linear"),
    (lambda: Upsample(size=(3, 4)).output_shape((3, 4)), "size must be a whole number, or 1, of at least 1"),
    (lambda: MaxPool2d(1, 1, 1), r"padding must be at most half of kernel_size, got \(1, 1\) and \(1, 1\)"),
    (lambda: AvgPool2d((2, 3), padding=(1, 2)), "padding must be at most half of kernel_size"),
    (lambda: MaxPool2d(3, padding=2, dilation=2), "padding must be at most half of kernel_size"),
    (lambda: pooled_size(6, 3, 1, 2, 1, False), "p must be a whole number at least 0 and at most 1"),
    (lambda: Mean((7,)).output_shape((2, 3, 4)), "dim must be one of the 3 axes behind the batch, got 7"),
    (lambda: Mean((0,)).output_shape((2, 3, 4)), "dim must be one of"), (lambda: Mean(()), "dim must be"),
    (lambda: Mean((1, -3)).output_shape((2, 3, 4)), "dim must name each axis once"),
    (lambda: Upsample().output_shape((3, 4, 5)), "give size or scale_factor, got None and None"),
    (lambda: Upsample(3, 2).output_shape((3, 4, 5)), "give size or scale_factor, got 3 and 2")])
def test_what_does_not_fit_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_a_window_larger_than_the_image_begins_in_it_if_the_sizes_are_rounded_up(torch):
    case = {"x": (4, 1, 1), "kernel_size": (1, 3), "stride": 3, "ceil_mode": True}
    assert facts(AvgPool2d)(**case) == AvgPool2d_in_torch(**case)
    with pytest.raises(ValueError, match="the kernel k spans 3, more than the 1"):
        AvgPool2d((1, 3), 2, ceil_mode=True).output_shape((4, 1, 1))
