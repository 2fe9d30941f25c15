"""DenseNet (密集连接网络): every layer sees the outputs of all layers before it.

    xₙ = [x₀, x₁, …, xₙ₋₁, H(x₀, …, xₙ₋₁)]      H: batch norm, ReLU, 1×1, batch norm, ReLU, 3×3

A layer adds only k channels (growth rate, 增长率), as it need not carry on what the others have found.  Its 1×1 brings
all channels down to 4·k before the 3×3.  Between dense blocks a transition halves channels and image.

Shapes   (3, 224, 224)  →  (1000,);  at least 29 × 29
Cost     DenseNet-121  7,978,856 parameters, 2,834,161,664 MACs
Source   Huang et al. 2017, "Densely connected convolutional networks", eq. 2 and table 1
Checked  the parameters and MACs of torchvision 0.28, measured; DenseNet-121 layer by layer; keras.applications
Beware   Half of its batch norms follow a concatenation or a pooling, and cannot be folded into a convolution; the first
         one and the second of each dense layer, behind the 1×1, can: 59 of DenseNet-121's 121.
"""
from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.layers import Concat, Functional, Sequential, Skip
from refimpl.complexity.norm_layers import BatchNorm2d
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, AvgPool2d, MaxPool2d
from refimpl.complexity.view_layers import Flatten
from refimpl.complexity.weighted_layers import Conv2d, Linear

__all__ = ["densenet121", "densenet161", "densenet169", "densenet201"]


def _densenet(blocks: tuple, k: int = 32, C: int = 64) -> Sequential:
    """Return a DenseNet of growth rate k, with so many layers a block, and C channels after the stem."""
    parts: dict = {"conv0": Conv2d(3, C, 7, stride=2, padding=3, bias=False), "norm0": BatchNorm2d(C), "relu0": ReLU(),
                   "pool0": MaxPool2d(3, stride=2, padding=1)}
    for b, depth in enumerate(blocks, 1):
        layers = {f"denselayer{n + 1}": Concat(Skip(), _dense_layer(C + n * k, k)) for n in range(depth)}
        parts[f"denseblock{b}"], C = Sequential(**layers), C + depth * k
        if b < len(blocks):
            parts[f"transition{b}"], C = _transition(C), C // 2
    features = Sequential(**parts, norm5=BatchNorm2d(C))
    return Sequential(features=features, _relu=Functional(ReLU()), _pool=Functional(AdaptiveAvgPool2d((1, 1))),
                      _flatten=Functional(Flatten()), classifier=Linear(C, 1000))


def _dense_layer(C: int, k: int) -> Sequential:
    """Return H, from C channels over 4·k to k."""
    return Sequential(norm1=BatchNorm2d(C), relu1=ReLU(), conv1=Conv2d(C, 4 * k, 1, bias=False),
                      norm2=BatchNorm2d(4 * k), relu2=ReLU(), conv2=Conv2d(4 * k, k, 3, padding=1, bias=False))


def _transition(C: int) -> Sequential:
    """Return what halves channels and image."""
    return Sequential(norm=BatchNorm2d(C), relu=ReLU(), conv=Conv2d(C, C // 2, 1, bias=False),
                      pool=AvgPool2d(2, stride=2))


def densenet121() -> Sequential:
    """Return DenseNet-121.

    >>> densenet121().params
    7978856
    """
    return _densenet((6, 12, 24, 16))


def densenet161() -> Sequential:
    """Return DenseNet-161, with a growth rate of 48.

    >>> densenet161().params
    28681000
    """
    return _densenet((6, 12, 36, 24), k=48, C=96)


def densenet169() -> Sequential:
    """Return DenseNet-169.

    >>> densenet169().params
    14149480
    """
    return _densenet((6, 12, 32, 32))


def densenet201() -> Sequential:
    """Return DenseNet-201.

    >>> densenet201().params
    20013928
    """
    return _densenet((6, 12, 48, 32))
