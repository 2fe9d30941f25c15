"""AlexNet (AlexNet 网络): five convolutions, three linear layers, and ReLUs between them.

    11×11/4 · 5×5 · 3×3 · 3×3 · 3×3   →   4096 · 4096 · 1000

The first kernel is large and steps by four; the image shrinks to 6×6, and the linear layers hold 96 % of the parameters
and 8 % of the work.  It made ReLUs and dropout common.  Its pooling overlaps: windows of 3 at steps of 2.

Shapes   (3, 224, 224)  →  (1000,);  at least 63 × 63
Cost     61,100,840 parameters, 714,188,480 MACs
Source   Krizhevsky 2014, "One weird trick for parallelizing convolutional neural networks", the version for one machine
Checked  the parameters and MACs of torchvision 0.28, measured, layer by layer
Beware   The network of 2012 had two halves on two GPUs, 48 + 48, 128 + 128, … channels, and fewer parameters,
         60,965,224: the paper says 60 million.
"""
from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.layers import Functional, Sequential
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, MaxPool2d
from refimpl.complexity.view_layers import Dropout, Flatten
from refimpl.complexity.weighted_layers import Conv2d, Linear

__all__ = ["alexnet"]


def alexnet() -> Sequential:
    """Return AlexNet.

    >>> alexnet().params
    61100840
    """
    features = Sequential(
        Conv2d(3, 64, 11, stride=4, padding=2), ReLU(), MaxPool2d(3, stride=2),
        Conv2d(64, 192, 5, padding=2), ReLU(), MaxPool2d(3, stride=2),
        Conv2d(192, 384, 3, padding=1), ReLU(),
        Conv2d(384, 256, 3, padding=1), ReLU(),
        Conv2d(256, 256, 3, padding=1), ReLU(), MaxPool2d(3, stride=2))
    classifier = Sequential(
        Dropout(), Linear(256 * 6 * 6, 4096), ReLU(),
        Dropout(), Linear(4096, 4096), ReLU(),
        Linear(4096, 1000))
    return Sequential(features=features, avgpool=AdaptiveAvgPool2d((6, 6)), _flatten=Functional(Flatten()),
                      classifier=classifier)
