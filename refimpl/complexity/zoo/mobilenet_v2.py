"""MobileNet v2 (MobileNet v2 网络): inverted residuals, thin where the shortcut is and wide inside.

    y = x + 1×1 ∗ relu6(3×3 depthwise ∗ relu6(1×1 ∗ x))        the last 1×1 is linear

A bottleneck turned round: x has few channels, t = 6 times as many lie between.  The depthwise convolution costs little,
so it may be wide; the shortcut joins thin arrays, which saves memory; and no ReLU cuts where channels are few.

Shapes   (3, 224, 224)  →  (1000,);  any image, down to one pixel
Cost     3,504,872 parameters (3.47 M without the batch norms, as the paper counts), 300,774,272 MACs
Source   Sandler et al. 2018, "MobileNetV2", tables 1 and 2
Checked  the parameters and MACs of torchvision 0.28, measured, layer by layer; TensorFlow's table of 22 rows; Keras
Beware   The published MACs are rounded down.  Channels are multiples of 8; the last layer's 1280 only grow.
"""
from refimpl.arguments import real_numbers
from refimpl.complexity.elementwise_layers import ReLU6
from refimpl.complexity.layers import Functional, Residual, Sequential
from refimpl.complexity.norm_layers import BatchNorm2d
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d
from refimpl.complexity.view_layers import Dropout, Flatten
from refimpl.complexity.weighted_layers import Conv2d, Linear
from refimpl.complexity.zoo.blocks import conv_norm_activation, make_divisible

__all__ = ["mobilenet_v2"]

TABLE_2 = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
           (6, 320, 1, 1))                        # expansion t, channels c, repeats n, stride s


def _inverted_residual(C: int, O: int, stride: int, t: int) -> Sequential:
    """Return an inverted residual from C over t·C to O channels; with a shortcut where x and y have one shape."""
    wide = t * C
    body: list = [conv_norm_activation(C, wide, 1, activation=ReLU6)] if t != 1 else []
    body += [conv_norm_activation(wide, wide, 3, stride, groups=wide, activation=ReLU6),
             Conv2d(wide, O, 1, bias=False), BatchNorm2d(O)]
    conv = Sequential(conv=Sequential(*body))
    return Sequential(_sum=Residual(conv)) if stride == 1 and C == O else conv


def mobilenet_v2(width: float = 1.0) -> Sequential:
    """Return MobileNet v2, with `width` times the channels.

    >>> mobilenet_v2().params, mobilenet_v2(width=1.4).params
    (3504872, 6108776)
    """
    [width] = real_numbers(None, 10**6, above=0, width=width)
    C = make_divisible(32 * width)
    layers = [conv_norm_activation(3, C, 3, stride=2, activation=ReLU6)]
    for t, channels, repeats, stride in TABLE_2:
        O = make_divisible(channels * width)
        for k in range(repeats):
            layers.append(_inverted_residual(C, O, 1 if k else stride, t))
            C = O
    last = make_divisible(1280 * max(1.0, width))
    layers.append(conv_norm_activation(C, last, 1, activation=ReLU6))
    return Sequential(features=Sequential(*layers), _pool=Functional(AdaptiveAvgPool2d((1, 1))),
                      _flatten=Functional(Flatten()), classifier=Sequential(Dropout(0.2), Linear(last, 1000)))
