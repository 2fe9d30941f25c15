"""MobileNet v3 (MobileNet v3 网络): inverted residuals found by search, with gates and hard activations.

    y = x + 1×1 ∗ SE(a(k×k depthwise ∗ a(1×1 ∗ x)))        a: ReLU or hardswish;   SE: squeeze and excitation

Kernels, widths, gates and activations of each block were searched for (table 1 large, table 2 small).  Hardsigmoid is
the sigmoid in straight lines, hardswish is x times it.  The last layers come after the pooling, where they cost 1 %
(large) or 3 % (small) of the work, and have 46 or 64 % of the parameters.

Shapes   (3, 224, 224)  →  (1000,);  any image, down to one pixel
Cost     large  5,483,032 parameters, 216,589,760 MACs;   small  2,542,856 and 56,510,400
Source   Howard et al. 2019, "Searching for MobileNetV3", tables 1 and 2
Checked  the parameters and MACs of torchvision 0.28, measured; those of keras.applications
Beware   Of the tools only flopth counts hardswish, and only torchprofile the gate's product, an operator.
"""
from refimpl.complexity.elementwise_layers import Hardsigmoid, Hardswish, ReLU
from refimpl.complexity.layers import Functional, Residual, Sequential
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d
from refimpl.complexity.view_layers import Dropout, Flatten
from refimpl.complexity.weighted_layers import Linear
from refimpl.complexity.zoo.blocks import conv_norm_activation, make_divisible, squeeze_excitation

__all__ = ["mobilenet_v3_large", "mobilenet_v3_small"]

R, H = ReLU, Hardswish
LARGE = (                        # kernel, expanded, out, SE, activation, stride
    (3, 16, 16, False, R, 1), (3, 64, 24, False, R, 2), (3, 72, 24, False, R, 1), (5, 72, 40, True, R, 2),
    (5, 120, 40, True, R, 1), (5, 120, 40, True, R, 1), (3, 240, 80, False, H, 2), (3, 200, 80, False, H, 1),
    (3, 184, 80, False, H, 1), (3, 184, 80, False, H, 1), (3, 480, 112, True, H, 1), (3, 672, 112, True, H, 1),
    (5, 672, 160, True, H, 2), (5, 960, 160, True, H, 1), (5, 960, 160, True, H, 1))
SMALL = (
    (3, 16, 16, True, R, 2), (3, 72, 24, False, R, 2), (3, 88, 24, False, R, 1), (5, 96, 40, True, H, 2),
    (5, 240, 40, True, H, 1), (5, 240, 40, True, H, 1), (5, 120, 48, True, H, 1), (5, 144, 48, True, H, 1),
    (5, 288, 96, True, H, 2), (5, 576, 96, True, H, 1), (5, 576, 96, True, H, 1))


def _gated_residual(C: int, kernel: int, wide: int, O: int, gate: bool, activation: type, stride: int) -> Sequential:
    """Return an inverted residual from C over `wide` to O channels."""
    layers: list = [conv_norm_activation(C, wide, 1, activation=activation)] if wide != C else []
    layers.append(conv_norm_activation(wide, wide, kernel, stride, groups=wide, activation=activation))
    if gate:
        layers.append(squeeze_excitation(wide, make_divisible(wide // 4), scale=Hardsigmoid))
    layers.append(conv_norm_activation(wide, O, 1, activation=None))
    block = Sequential(block=Sequential(*layers))
    return Sequential(_sum=Residual(block)) if stride == 1 and C == O else block


def _mobilenet_v3(blocks: tuple, last: int) -> Sequential:
    """Return the network of these blocks, and of so many channels before the classifier."""
    layers, C = [conv_norm_activation(3, 16, 3, stride=2, activation=Hardswish)], 16
    for kernel, wide, O, gate, activation, stride in blocks:
        layers.append(_gated_residual(C, kernel, wide, O, gate, activation, stride))
        C = O
    layers.append(conv_norm_activation(C, 6 * C, 1, activation=Hardswish))
    classifier = Sequential(Linear(6 * C, last), Hardswish(), Dropout(0.2), Linear(last, 1000))
    return Sequential(features=Sequential(*layers), avgpool=AdaptiveAvgPool2d(1), _flatten=Functional(Flatten()),
                      classifier=classifier)


def mobilenet_v3_large() -> Sequential:
    """Return MobileNet v3 large.

    >>> mobilenet_v3_large().params
    5483032
    """
    return _mobilenet_v3(LARGE, last=1280)


def mobilenet_v3_small() -> Sequential:
    """Return MobileNet v3 small.

    >>> mobilenet_v3_small().params
    2542856
    """
    return _mobilenet_v3(SMALL, last=1024)
