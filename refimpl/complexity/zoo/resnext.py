"""ResNeXt and Wide ResNet (分组与加宽的残差网络): ResNet's bottlenecks, with another 3×3 in the middle.

    ResNeXt        3×3 over G groups of w channels each       G·w = 128: 32 groups of 4
    Wide ResNet    3×3 over twice the channels                128 in one group

A grouped convolution costs a G-th of a full one, so that for the work of ResNet-50's 64 channels there can be 128.  The
first and the last 1×1 follow: they lead to G·w channels and back.

Shapes   (3, 224, 224)  →  (1000,);  any image, down to one pixel
Cost     ResNeXt-50 25,028,904 parameters, 4,230,479,872 MACs, ResNet-50's within 4 %;  Wide ResNet-50 2.8 times the
         MACs
Source   Xie et al. 2017, "Aggregated residual transformations", table 1; Zagoruyko & Komodakis 2016, "Wide
         residual networks"
Checked  the parameters and MACs of torchvision 0.28, measured
Beware   The notes' formula n·(h·w·c + 1) has no groups, and finds 32 times too much in the 3×3.
"""
from refimpl.complexity.layers import Sequential
from refimpl.complexity.zoo.resnet import resnet

__all__ = ["resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d", "wide_resnet50_2", "wide_resnet101_2"]


def resnext50_32x4d() -> Sequential:
    """Return ResNeXt-50: 32 groups of 4 channels in the first stage's 3×3.

    >>> resnext50_32x4d().params
    25028904
    """
    return resnet((3, 4, 6, 3), width=32 * 4, groups=32)


def resnext101_32x8d() -> Sequential:
    """Return ResNeXt-101 with 32 groups of 8.

    >>> resnext101_32x8d().params
    88791336
    """
    return resnet((3, 4, 23, 3), width=32 * 8, groups=32)


def resnext101_64x4d() -> Sequential:
    """Return ResNeXt-101 with 64 groups of 4.

    >>> resnext101_64x4d().params
    83455272
    """
    return resnet((3, 4, 23, 3), width=64 * 4, groups=64)


def wide_resnet50_2() -> Sequential:
    """Return Wide ResNet-50: 3×3 convolutions of twice the channels.

    >>> wide_resnet50_2().params
    68883240
    """
    return resnet((3, 4, 6, 3), width=2 * 64)


def wide_resnet101_2() -> Sequential:
    """Return Wide ResNet-101.

    >>> wide_resnet101_2().params
    126886696
    """
    return resnet((3, 4, 23, 3), width=2 * 64)
