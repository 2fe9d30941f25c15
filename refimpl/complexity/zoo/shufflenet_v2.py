"""ShuffleNet v2 (ShuffleNet v2 网络): half of the channels go through, half are worked on, all are shuffled.

    y = shuffle([x₁, f(x₂)])        x cut in halves;   f: 1×1, 3×3 depthwise, 1×1

Fast is not what has few FLOPs but what moves little memory: equal channels in and out of a 1×1 (the least memory
access), no groups in it, few fragments, few elementwise operations.  The shuffle lets the halves meet; concatenation,
shuffle and the next cut can be done in one pass.  Blocks that halve the image work on all of x in both branches.

Shapes   (3, 224, 224)  →  (1000,);  any image, down to one pixel
Cost     ×1  2,278,604 parameters, 144,907,992 MACs
Source   Ma et al. 2018, "ShuffleNet V2", guidelines G1-G4, fig. 3 and table 5
Checked  the parameters and MACs of torchvision 0.28, measured, layer by layer
Beware   The paper prints 146 M for ×1, and 41, 299, 591 M for the others: 1 % more than there are (40.5, 144.9, 295.8,
         583.3).
"""
from dataclasses import dataclass

from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.layer import Caller, Network
from refimpl.complexity.layers import Concat, Functional, Sequential
from refimpl.complexity.norm_layers import BatchNorm2d
from refimpl.complexity.pooling_layers import MaxPool2d, Mean
from refimpl.complexity.weighted_layers import Conv2d, Linear

__all__ = ["Half", "shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "shufflenet_v2_x1_5", "shufflenet_v2_x2_0"]


@dataclass(frozen=True)
class Half(Network):
    """The first or the second half of the channels: a view."""

    second: bool

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (C/2, H, W)."""
        return x[0] // 2, *x[1:]


def _halved_block(C: int, O: int, stride: int) -> Concat:
    """Return a block from C to O channels."""
    half, C2 = O // 2, C if stride == 2 else O // 2
    work = [Conv2d(C2, half, 1, bias=False), BatchNorm2d(half), ReLU(),
            Conv2d(half, half, 3, stride, padding=1, groups=half, bias=False), BatchNorm2d(half),
            Conv2d(half, half, 1, bias=False), BatchNorm2d(half), ReLU()]
    if stride == 1:
        return Concat(Half(False), Sequential(_half=Half(True), branch2=Sequential(*work)))
    other = [Conv2d(C, C, 3, stride, padding=1, groups=C, bias=False), BatchNorm2d(C),
             Conv2d(C, half, 1, bias=False), BatchNorm2d(half), ReLU()]
    return Concat(branch1=Sequential(*other), branch2=Sequential(*work))


def _shufflenet_v2(channels: tuple) -> Sequential:
    """Return the network with so many channels in its three stages, and in its last convolution."""
    *stages, last = channels
    C, parts = 24, {}
    for k, (O, repeats) in enumerate(zip(stages, (4, 8, 4), strict=True), 2):
        parts[f"stage{k}"] = Sequential(_halved_block(C, O, 2), *(_halved_block(O, O, 1) for _ in range(repeats - 1)))
        C = O
    return Sequential(conv1=Sequential(Conv2d(3, 24, 3, stride=2, padding=1, bias=False), BatchNorm2d(24), ReLU()),
                      maxpool=MaxPool2d(3, stride=2, padding=1), **parts,
                      conv5=Sequential(Conv2d(C, last, 1, bias=False), BatchNorm2d(last), ReLU()),
                      _mean=Functional(Mean((2, 3))), fc=Linear(last, 1000))


def shufflenet_v2_x0_5() -> Sequential:
    """Return ShuffleNet v2 ×0.5.

    >>> shufflenet_v2_x0_5().params
    1366792
    """
    return _shufflenet_v2((48, 96, 192, 1024))


def shufflenet_v2_x1_0() -> Sequential:
    """Return ShuffleNet v2 ×1.

    >>> shufflenet_v2_x1_0().params
    2278604
    """
    return _shufflenet_v2((116, 232, 464, 1024))


def shufflenet_v2_x1_5() -> Sequential:
    """Return ShuffleNet v2 ×1.5.

    >>> shufflenet_v2_x1_5().params
    3503624
    """
    return _shufflenet_v2((176, 352, 704, 1024))


def shufflenet_v2_x2_0() -> Sequential:
    """Return ShuffleNet v2 ×2.

    >>> shufflenet_v2_x2_0().params
    7393996
    """
    return _shufflenet_v2((244, 488, 976, 2048))
