"""Inception v3 (Inception v3 网络): large kernels taken apart into small and into one-dimensional ones.

    5×5 → 3×3, 3×3        n×n → 1×n, n×1        3×3 → 1×3 and 3×1, side by side

Two 3×3 see what a 5×5 sees, for 18 weights instead of 25; 1×7 and 7×1 see 7×7 for 14 instead of 49.  Modules A, C and E
of the three stages do the one, the other and the third; B and D halve the image, by a convolution and a pooling side by
side.  An auxiliary head hangs on the last module C.

Shapes   (3, 299, 299)  →  (1000,);  at least 75 × 75
Cost     27,161,264 parameters, 23,834,568 of them without the head; 5,713,216,096 MACs
Source   Szegedy et al. 2016, "Rethinking the inception architecture", table 1 and fig. 5-7
Checked  the parameters and MACs of torchvision 0.28, measured; those of keras.applications, but for the scales
         that its batch norms do not have
Beware   Tools that count what is executed find 23.8 M parameters.
"""
from refimpl.arguments import as_choice
from refimpl.complexity.layers import Auxiliary, Concat, Functional, Sequential
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, AvgPool2d, MaxPool2d
from refimpl.complexity.view_layers import Dropout, Flatten
from refimpl.complexity.weighted_layers import Linear
from refimpl.complexity.zoo.blocks import conv_bn_relu

__all__ = ["inception_v3"]


def _branch(name: str, C: int, *convolutions: tuple) -> Sequential:
    """Return convolutions (O, kernel[, 2]) one after the other; those with stride 2 have no padding."""
    layers = {}
    for k, (O, kernel, *stride) in enumerate(convolutions, 1):
        kH, kW = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        padding = 0 if stride else (kH // 2, kW // 2)
        part = name if len(convolutions) == 1 else f"{name}_{k}"
        layers[part] = conv_bn_relu(C, O, (kH, kW), sum(stride) or 1, padding)
        C = O
    return Sequential(**layers)


def _pooled(C: int, O: int) -> Sequential:
    """Return an average pooling, as a function, and a 1×1."""
    return Sequential(_pool=Functional(AvgPool2d(3, stride=1, padding=1)), branch_pool=conv_bn_relu(C, O, 1))


def _module_a(C: int, pooled: int) -> Concat:
    """Return module A, to 224 + pooled channels: a 5×5, and another as two 3×3."""
    return Concat(_branch("branch1x1", C, (64, 1)), _branch("branch5x5", C, (48, 1), (64, 5)),
                  _branch("branch3x3dbl", C, (64, 1), (96, 3), (96, 3)), _pooled(C, pooled))


def _module_b(C: int) -> Concat:
    """Return module B, to C + 480 channels and half the image."""
    return Concat(_branch("branch3x3", C, (384, 3, 2)), _branch("branch3x3dbl", C, (64, 1), (96, 3), (96, 3, 2)),
                  Functional(MaxPool2d(3, stride=2)))


def _module_c(C: int, c7: int) -> Concat:
    """Return module C, to 768 channels: a 7×7 as 1×7 and 7×1, once and twice."""
    row, column = (1, 7), (7, 1)
    return Concat(_branch("branch1x1", C, (192, 1)), _branch("branch7x7", C, (c7, 1), (c7, row), (192, column)),
                  _branch("branch7x7dbl", C, (c7, 1), (c7, column), (c7, row), (c7, column), (192, row)),
                  _pooled(C, 192))


def _module_d(C: int) -> Concat:
    """Return module D, to C + 512 channels and half the image."""
    return Concat(_branch("branch3x3", C, (192, 1), (320, 3, 2)),
                  _branch("branch7x7x3", C, (192, 1), (192, (1, 7)), (192, (7, 1)), (192, 3, 2)),
                  Functional(MaxPool2d(3, stride=2)))


def _module_e(C: int) -> Concat:
    """Return module E, to 2048 channels: 3×3 kernels that end in a row and a column side by side."""
    def fork(name: str) -> Concat:
        return Concat(_branch(f"{name}a", 384, (384, (1, 3))), _branch(f"{name}b", 384, (384, (3, 1))))
    return Concat(_branch("branch1x1", C, (320, 1)),
                  Sequential(branch3x3_1=conv_bn_relu(C, 384, 1), _fork=fork("branch3x3_2")),
                  Sequential(_stem=_branch("branch3x3dbl", C, (448, 1), (384, 3)), _fork=fork("branch3x3dbl_3")),
                  _pooled(C, 192))


def _auxiliary() -> Auxiliary:
    """Return the auxiliary classifier, of 768 channels."""
    return Auxiliary(Sequential(_pool=Functional(AvgPool2d(5, stride=3)), conv0=conv_bn_relu(768, 128, 1),
                                conv1=conv_bn_relu(128, 768, 5), _mean=Functional(AdaptiveAvgPool2d((1, 1))),
                                _flatten=Functional(Flatten()), fc=Linear(768, 1000)))


def inception_v3(aux_logits: bool = True) -> Sequential:
    """Return Inception v3, with its auxiliary head unless aux_logits is False.

    >>> inception_v3().params, inception_v3(aux_logits=False).params
    (27161264, 23834568)
    """
    head = {"AuxLogits": _auxiliary()} if as_choice((True, False), aux_logits=aux_logits) else {}
    return Sequential(
        Conv2d_1a_3x3=conv_bn_relu(3, 32, 3, stride=2), Conv2d_2a_3x3=conv_bn_relu(32, 32, 3),
        Conv2d_2b_3x3=conv_bn_relu(32, 64, 3, padding=1), maxpool1=MaxPool2d(3, stride=2),
        Conv2d_3b_1x1=conv_bn_relu(64, 80, 1), Conv2d_4a_3x3=conv_bn_relu(80, 192, 3), maxpool2=MaxPool2d(3, stride=2),
        Mixed_5b=_module_a(192, 32), Mixed_5c=_module_a(256, 64), Mixed_5d=_module_a(288, 64),
        Mixed_6a=_module_b(288), Mixed_6b=_module_c(768, 128), Mixed_6c=_module_c(768, 160),
        Mixed_6d=_module_c(768, 160), Mixed_6e=_module_c(768, 192), **head,
        Mixed_7a=_module_d(768), Mixed_7b=_module_e(1280), Mixed_7c=_module_e(2048),
        avgpool=AdaptiveAvgPool2d((1, 1)), dropout=Dropout(), _flatten=Functional(Flatten()), fc=Linear(2048, 1000))
