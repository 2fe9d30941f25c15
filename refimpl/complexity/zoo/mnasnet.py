"""MNASNet (MNASNet 网络): inverted residuals, searched for on a telephone.

    reward = accuracy · (latency / target)^(−0.07)

The search measured the latency on the device, not the FLOPs, and may choose another block for each stage: kernels of 3
or 5, expansions of 3 or 6.  This is B1, without gates; `width` multiplies the channels of all layers but the last.

Shapes   (3, 224, 224)  →  (1000,);  any image, down to one pixel
Cost     width 1  4,383,312 parameters, 314,415,872 MACs
Source   Tan et al. 2019, "MnasNet: platform-aware neural architecture search for mobile", eq. 2
Checked  the parameters and MACs of torchvision 0.28, measured
Beware   The pooling is x.mean([2, 3]), a method: counters that watch modules or functions do not see it.
"""
from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.layers import Functional, Residual, Sequential
from refimpl.complexity.norm_layers import BatchNorm2d
from refimpl.complexity.pooling_layers import Mean
from refimpl.complexity.view_layers import Dropout
from refimpl.complexity.weighted_layers import Conv2d, Linear
from refimpl.complexity.zoo.blocks import make_divisible

__all__ = ["mnasnet0_5", "mnasnet0_75", "mnasnet1_0", "mnasnet1_3"]

STACKS = ((24, 3, 2, 3, 3), (40, 5, 2, 3, 3), (80, 5, 2, 6, 3), (96, 3, 1, 6, 2), (192, 5, 2, 6, 4),
          (320, 3, 1, 6, 1))                      # channels, kernel, stride, expansion, repeats


def _searched_residual(C: int, O: int, kernel: int, stride: int, expansion: int) -> Sequential:
    """Return an inverted residual from C to O channels."""
    wide = expansion * C
    layers = Sequential(layers=Sequential(
        Conv2d(C, wide, 1, bias=False), BatchNorm2d(wide), ReLU(),
        Conv2d(wide, wide, kernel, stride, kernel // 2, groups=wide, bias=False), BatchNorm2d(wide), ReLU(),
        Conv2d(wide, O, 1, bias=False), BatchNorm2d(O)))
    return Sequential(_sum=Residual(layers)) if stride == 1 and C == O else layers


def _mnasnet(width: float) -> Sequential:
    """Return MNASNet-B1 with `width` times the channels."""
    stem, C = make_divisible(32 * width), make_divisible(16 * width)
    layers = [Conv2d(3, stem, 3, stride=2, padding=1, bias=False), BatchNorm2d(stem), ReLU(),
              Conv2d(stem, stem, 3, padding=1, groups=stem, bias=False), BatchNorm2d(stem), ReLU(),
              Conv2d(stem, C, 1, bias=False), BatchNorm2d(C)]
    for channels, kernel, stride, expansion, repeats in STACKS:
        O = make_divisible(channels * width)
        first = _searched_residual(C, O, kernel, stride, expansion)
        layers.append(Sequential(first, *(_searched_residual(O, O, kernel, 1, expansion) for _ in range(repeats - 1))))
        C = O
    layers += [Conv2d(C, 1280, 1, bias=False), BatchNorm2d(1280), ReLU()]
    return Sequential(layers=Sequential(*layers), _mean=Functional(Mean((2, 3))),
                      classifier=Sequential(Dropout(0.2), Linear(1280, 1000)))


def mnasnet0_5() -> Sequential:
    """Return MNASNet of half the width.

    >>> mnasnet0_5().params
    2218512
    """
    return _mnasnet(0.5)


def mnasnet0_75() -> Sequential:
    """Return MNASNet of three quarters of the width.

    >>> mnasnet0_75().params
    3170208
    """
    return _mnasnet(0.75)


def mnasnet1_0() -> Sequential:
    """Return MNASNet.

    >>> mnasnet1_0().params
    4383312
    """
    return _mnasnet(1.0)


def mnasnet1_3() -> Sequential:
    """Return MNASNet of 1.3 times the width.

    >>> mnasnet1_3().params
    6282256
    """
    return _mnasnet(1.3)
