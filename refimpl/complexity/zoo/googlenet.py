"""GoogLeNet (GoogLeNet 网络): inception modules, four kernels side by side.

    y = [1×1,  1×1 → 3×3,  1×1 → 3×3,  pool → 1×1]        the outputs of all, one behind the other

Nobody needs to choose the kernel's size; 1×1 convolutions bring the channels down before the costly ones.  Two
auxiliary heads (辅助分类器) bring gradients into the middle of the network: parameters, but at inference no work.

Shapes   (3, 224, 224)  →  (1000,)
Cost     13,004,888 parameters, 6,624,904 of them without the heads; 1,498,376,192 MACs
Source   Szegedy et al. 2015, "Going deeper with convolutions", table 1; with batch norm as in Ioffe & Szegedy 2015
Checked  the parameters and MACs of torchvision 0.28, measured, layer by layer
Beware   The third branch is 5×5 in the paper and 3×3 in torchvision, a slip that was kept.  Its metadata gives
         the parameters without the heads, while its constructor builds them.
"""
from refimpl.arguments import as_choice
from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.layers import Auxiliary, Concat, Functional, Sequential
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, MaxPool2d
from refimpl.complexity.view_layers import Dropout, Flatten
from refimpl.complexity.weighted_layers import Linear
from refimpl.complexity.zoo.blocks import conv_bn_relu

__all__ = ["googlenet"]

MODULES = {                       # table 1: #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj
    "3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64), "4b": (160, 112, 224, 24, 64, 64), "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64), "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128), "5b": (384, 192, 384, 48, 128, 128)}


def _inception(C: int, ones: int, reduce3: int, threes: int, reduce5: int, fives: int, pooled: int) -> Concat:
    """Return an inception module of C channels."""
    return Concat(branch1=conv_bn_relu(C, ones, 1),
                  branch2=Sequential(conv_bn_relu(C, reduce3, 1), conv_bn_relu(reduce3, threes, 3, padding=1)),
                  branch3=Sequential(conv_bn_relu(C, reduce5, 1), conv_bn_relu(reduce5, fives, 3, padding=1)),
                  branch4=Sequential(MaxPool2d(3, stride=1, padding=1, ceil_mode=True), conv_bn_relu(C, pooled, 1)))


def _head(C: int) -> Auxiliary:
    """Return an auxiliary classifier."""
    return Auxiliary(Sequential(_pool=Functional(AdaptiveAvgPool2d((4, 4))), conv=conv_bn_relu(C, 128, 1),
                                _flatten=Functional(Flatten()), fc1=Linear(2048, 1024), _relu=Functional(ReLU()),
                                dropout=Dropout(0.7), fc2=Linear(1024, 1000)))


def googlenet(aux_logits: bool = True) -> Sequential:
    """Return GoogLeNet, with its auxiliary heads unless aux_logits is False.

    >>> googlenet().params, googlenet(aux_logits=False).params
    (13004888, 6624904)
    """
    aux_logits = as_choice((True, False), aux_logits=aux_logits)
    parts: dict = {"conv1": conv_bn_relu(3, 64, 7, stride=2, padding=3), "maxpool1": MaxPool2d(3, 2, ceil_mode=True),
                   "conv2": conv_bn_relu(64, 64, 1), "conv3": conv_bn_relu(64, 192, 3, padding=1),
                   "maxpool2": MaxPool2d(3, 2, ceil_mode=True)}
    C = 192
    for name, channels in MODULES.items():
        if name == "4a":
            parts["maxpool3"] = MaxPool2d(3, 2, ceil_mode=True)
        if name == "5a":
            parts["maxpool4"] = MaxPool2d(2, 2, ceil_mode=True)
        parts[f"inception{name}"], C = _inception(C, *channels), sum(channels[k] for k in (0, 2, 4, 5))
        if aux_logits and name in ("4a", "4d"):
            parts["aux1" if name == "4a" else "aux2"] = _head(C)
    return Sequential(**parts, avgpool=AdaptiveAvgPool2d((1, 1)), _flatten=Functional(Flatten()), dropout=Dropout(0.2),
                      fc=Linear(C, 1000))
