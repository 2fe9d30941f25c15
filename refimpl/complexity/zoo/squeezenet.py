"""SqueezeNet (SqueezeNet 网络): AlexNet's accuracy with a fiftieth of its parameters.

    fire (Fire 模块)    s = relu(1×1 ∗ x);   y = [relu(1×1 ∗ s), relu(3×3 ∗ s)]

Few channels are let through to the 3×3 kernels ("squeeze"), which then give half of the output ("expand").  The
classifier is a 1×1 convolution and a mean, so there is no linear layer.  Version 1.1 pools earlier, and
has a smaller stem: the same parameters from the second fire module on, and less than half the work.

Shapes   (3, 224, 224)  →  (1000,);  at least 21 × 21, version 1.1 at least 17 × 17
Cost     1.0  1,248,424 parameters, 818,924,576 MACs;   1.1  1,235,496 and 349,151,936
Source   Iandola et al. 2016, "SqueezeNet", table 1 and §3.1
Checked  the parameters and MACs of torchvision 0.28, measured
Beware   Its pools round up (ceil_mode): a window that only begins in the image counts, too.
"""
from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.layers import Concat, Functional, Sequential
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, MaxPool2d
from refimpl.complexity.view_layers import Dropout, Flatten
from refimpl.complexity.weighted_layers import Conv2d

__all__ = ["squeezenet1_0", "squeezenet1_1"]

FIRES = ((16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256))    # squeeze, each expand


def _fire(C: int, squeeze: int, expand: int) -> Sequential:
    """Return a fire module, from C to 2·expand channels."""
    return Sequential(
        squeeze=Conv2d(C, squeeze, 1), squeeze_activation=ReLU(),
        _expand=Concat(Sequential(expand1x1=Conv2d(squeeze, expand, 1), expand1x1_activation=ReLU()),
                       Sequential(expand3x3=Conv2d(squeeze, expand, 3, padding=1), expand3x3_activation=ReLU())))


def _squeezenet(stem: Conv2d, pools: tuple) -> Sequential:
    """Return the network; pools tells before which fire modules there is a max pooling."""
    layers, C = [stem, ReLU()], stem.out_channels
    for k, (squeeze, expand) in enumerate(FIRES):
        if k in pools:
            layers.append(MaxPool2d(3, stride=2, ceil_mode=True))
        layers.append(_fire(C, squeeze, expand))
        C = 2 * expand
    classifier = Sequential(Dropout(), Conv2d(C, 1000, 1), ReLU(), AdaptiveAvgPool2d((1, 1)))
    return Sequential(features=Sequential(*layers), classifier=classifier, _flatten=Functional(Flatten()))


def squeezenet1_0() -> Sequential:
    """Return SqueezeNet 1.0.

    >>> squeezenet1_0().params
    1248424
    """
    return _squeezenet(Conv2d(3, 96, 7, stride=2), pools=(0, 3, 7))


def squeezenet1_1() -> Sequential:
    """Return SqueezeNet 1.1.

    >>> squeezenet1_1().params
    1235496
    """
    return _squeezenet(Conv2d(3, 64, 3, stride=2), pools=(0, 2, 4))
