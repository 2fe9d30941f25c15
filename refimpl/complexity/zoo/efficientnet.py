"""EfficientNet (EfficientNet 网络): one network, made larger in width, depth and resolution together.

    depth d = 1.2^φ,  width w = 1.1^φ,  resolution r = 1.15^φ,   d·w²·r² ≈ 2^φ

The smallest, B0, was searched for: inverted residuals with gates (MBConv).  B1 to B7 scale it: φ costs about 2^φ times
the work, from 1.8 times B0's for B1 to 98 times for B7.  The channels are rounded to multiples of 8, the numbers of
layers up.

Shapes   (3, r, r)  →  (1000,), r = 224 240 260 300 380 456 528 600;  any image, down to one pixel
Cost     B0  5,288,548 parameters, 385,814,752 MACs;   B7  66,347,960 and 37.7 G at 600 × 600
Source   Tan & Le 2019, "EfficientNet: rethinking model scaling", eq. 3 and table 1
Checked  the parameters and MACs of torchvision 0.28, measured; those of keras.applications
Beware   torchvision counts B2 at 288, not at 260.  A gate's squeezed width is a quarter of the block's input, not of
         its expanded channels.
"""
import math

from refimpl.arguments import real_numbers, whole_numbers
from refimpl.complexity.elementwise_layers import SiLU
from refimpl.complexity.layer import Layer
from refimpl.complexity.layers import Functional, Residual, Sequential
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d
from refimpl.complexity.view_layers import Dropout, Flatten, StochasticDepth
from refimpl.complexity.weighted_layers import Linear
from refimpl.complexity.zoo.blocks import conv_norm_activation, make_divisible, squeeze_excitation

__all__ = ["efficientnet_b0", "efficientnet_b1", "efficientnet_b2", "efficientnet_b3", "efficientnet_b4",
           "efficientnet_b5", "efficientnet_b6", "efficientnet_b7", "efficientnet_head", "mbconv"]

TABLE_1 = ((1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
           (6, 3, 1, 320, 1))                     # expansion, kernel, stride, channels, layers


def mbconv(C: int, O: int, expansion: int, kernel_size: int, stride: int) -> Sequential:
    """Return an inverted residual with a gate, from C over expansion·C to O channels.

    >>> mbconv(16, 16, 1, 3, stride=1).params        # 16·9 + 32 + (16·4 + 4 + 4·16 + 16) + 16·16 + 32
    612
    """
    C, O, expansion = whole_numbers(C=C, O=O, expansion=expansion)
    wide = make_divisible(C * expansion)
    layers: list = [conv_norm_activation(C, wide, 1, activation=SiLU)] if wide != C else []
    layers += [conv_norm_activation(wide, wide, kernel_size, stride, groups=wide, activation=SiLU),
               squeeze_excitation(wide, max(1, C // 4), activation=SiLU),
               conv_norm_activation(wide, O, 1, activation=None)]
    if stride == 1 and C == O:
        return Sequential(_sum=Residual(Sequential(block=Sequential(*layers), stochastic_depth=StochasticDepth())))
    return Sequential(block=Sequential(*layers))


def efficientnet_head(features: list, C: int, dropout: float) -> Sequential:
    """Return the network of these features, which end with C channels.

    >>> efficientnet_head([], 1280, dropout=0.2).params
    1281000
    """
    [C], [dropout] = whole_numbers(C=C), real_numbers(0, 1, dropout=dropout)
    if not isinstance(features, (list, tuple)) or not all(isinstance(part, Layer) for part in features):
        raise TypeError(f"features must be a list of layers, got {features!r:.60}")
    return Sequential(features=Sequential(*features), avgpool=AdaptiveAvgPool2d(1), _flatten=Functional(Flatten()),
                      classifier=Sequential(Dropout(dropout), Linear(C, 1000)))


def _efficientnet(width: float, depth: float, dropout: float) -> Sequential:
    """Return B0 with `width` times the channels and `depth` times the layers."""
    C = make_divisible(32 * width)
    stages = [conv_norm_activation(3, C, 3, stride=2, activation=SiLU)]
    for expansion, kernel, stride, channels, layers in TABLE_1:
        O, stage = make_divisible(channels * width), []
        for k in range(math.ceil(layers * depth)):
            stage.append(mbconv(O if k else C, O, expansion, kernel, 1 if k else stride))
        stages.append(Sequential(*stage))
        C = O
    stages.append(conv_norm_activation(C, 4 * C, 1, activation=SiLU))
    return efficientnet_head(stages, 4 * C, dropout)


def efficientnet_b0() -> Sequential:
    """Return EfficientNet-B0.

    >>> efficientnet_b0().params
    5288548
    """
    return _efficientnet(width=1.0, depth=1.0, dropout=0.2)


def efficientnet_b1() -> Sequential:
    """Return EfficientNet-B1.

    >>> efficientnet_b1().params
    7794184
    """
    return _efficientnet(width=1.0, depth=1.1, dropout=0.2)


def efficientnet_b2() -> Sequential:
    """Return EfficientNet-B2.

    >>> efficientnet_b2().params
    9109994
    """
    return _efficientnet(width=1.1, depth=1.2, dropout=0.3)


def efficientnet_b3() -> Sequential:
    """Return EfficientNet-B3.

    >>> efficientnet_b3().params
    12233232
    """
    return _efficientnet(width=1.2, depth=1.4, dropout=0.3)


def efficientnet_b4() -> Sequential:
    """Return EfficientNet-B4.

    >>> efficientnet_b4().params
    19341616
    """
    return _efficientnet(width=1.4, depth=1.8, dropout=0.4)


def efficientnet_b5() -> Sequential:
    """Return EfficientNet-B5.

    >>> efficientnet_b5().params
    30389784
    """
    return _efficientnet(width=1.6, depth=2.2, dropout=0.4)


def efficientnet_b6() -> Sequential:
    """Return EfficientNet-B6.

    >>> efficientnet_b6().params
    43040704
    """
    return _efficientnet(width=1.8, depth=2.6, dropout=0.5)


def efficientnet_b7() -> Sequential:
    """Return EfficientNet-B7.

    >>> efficientnet_b7().params
    66347960
    """
    return _efficientnet(width=2.0, depth=3.1, dropout=0.5)
