"""VGG (VGG 网络): nothing but 3×3 convolutions, deeper and deeper.

    two 3×3 see 5×5 with 18 weights for 25; three see 7×7 with 27 for 49

Five stages of 64, 128, 256, 512, 512 channels, with a 2×2 max pooling after each; then three linear layers.  A, B, D
and E of the paper have 11, 13, 16 and 19 layers with weights.

Shapes   (3, 224, 224)  →  (1000,);  at least 32 × 32
Cost     VGG-16  138,357,544 parameters, 15,470,264,320 MACs:  15.347 G in convolutions, 0.124 G in linear layers
Source   Simonyan & Zisserman 2015, "Very deep convolutional networks", table 1
Checked  the parameters and MACs of torchvision 0.28, measured; VGG-16 layer by layer; Keras's VGG-16 and -19
Beware   "15.3 GFLOPs" for VGG-16 leaves the linear layers out, "19.6" for VGG-19 does not.  The batch norms of the _bn
         networks came later; the convolutions before them keep their biases.
"""
from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.layers import Functional, Sequential
from refimpl.complexity.norm_layers import BatchNorm2d
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, MaxPool2d
from refimpl.complexity.view_layers import Dropout, Flatten
from refimpl.complexity.weighted_layers import Conv2d, Linear

__all__ = ["vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn"]

STAGES = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}    # table 1, A B D E


def _vgg(depth: int, batch_norm: bool = False) -> Sequential:
    """Return the network of so many layers with weights."""
    layers, C = [], 3
    for convolutions, O in zip(STAGES[depth], (64, 128, 256, 512, 512), strict=True):
        for _ in range(convolutions):
            layers += [Conv2d(C, O, 3, padding=1), *([BatchNorm2d(O)] if batch_norm else []), ReLU()]
            C = O
        layers.append(MaxPool2d(2, stride=2))
    classifier = Sequential(Linear(512 * 7 * 7, 4096), ReLU(), Dropout(), Linear(4096, 4096), ReLU(), Dropout(),
                            Linear(4096, 1000))
    return Sequential(features=Sequential(*layers), avgpool=AdaptiveAvgPool2d((7, 7)), _flatten=Functional(Flatten()),
                      classifier=classifier)


def vgg11() -> Sequential:
    """Return VGG-11, as published.

    >>> vgg11().params
    132863336
    """
    return _vgg(11)


def vgg11_bn() -> Sequential:
    """Return VGG-11, with a batch norm after each convolution.

    >>> vgg11_bn().params
    132868840
    """
    return _vgg(11, batch_norm=True)


def vgg13() -> Sequential:
    """Return VGG-13, as published.

    >>> vgg13().params
    133047848
    """
    return _vgg(13)


def vgg13_bn() -> Sequential:
    """Return VGG-13, with a batch norm after each convolution.

    >>> vgg13_bn().params
    133053736
    """
    return _vgg(13, batch_norm=True)


def vgg16() -> Sequential:
    """Return VGG-16, as published.

    >>> vgg16().params
    138357544
    """
    return _vgg(16)


def vgg16_bn() -> Sequential:
    """Return VGG-16, with a batch norm after each convolution.

    >>> vgg16_bn().params
    138365992
    """
    return _vgg(16, batch_norm=True)


def vgg19() -> Sequential:
    """Return VGG-19, as published.

    >>> vgg19().params
    143667240
    """
    return _vgg(19)


def vgg19_bn() -> Sequential:
    """Return VGG-19, with a batch norm after each convolution.

    >>> vgg19_bn().params
    143678248
    """
    return _vgg(19, batch_norm=True)
