"""EfficientNet v2 (EfficientNet v2 网络): full convolutions in the early stages, which are faster there.

    fused MBConv    y = x + 1×1 ∗ silu(3×3 ∗ x)        for   1×1 → 3×3 depthwise → gate → 1×1

A depthwise convolution has few FLOPs and yet takes its time; where channels are few, one full 3×3 that also expands
does the two in one.  The search minded training speed, and stays with 3×3 kernels and smaller expansions.

Shapes   (3, 384, 384) for S, (3, 480, 480) for M and L  →  (1000,);  any image, down to one pixel
Cost     S  21,458,488 parameters, 8,365,617,152 MACs;   L  118,515,272 and 56.1 G
Source   Tan & Le 2021, "EfficientNetV2: smaller models and faster training", fig. 2 and table 4
Checked  the parameters and MACs of torchvision 0.28, measured; those of keras.applications
Beware   The numbers are those at the size of evaluation; training uses smaller images (300 for S).
"""
from refimpl.complexity.elementwise_layers import SiLU
from refimpl.complexity.layers import Residual, Sequential
from refimpl.complexity.view_layers import StochasticDepth
from refimpl.complexity.zoo.blocks import conv_norm_activation
from refimpl.complexity.zoo.efficientnet import efficientnet_head, mbconv

__all__ = ["efficientnet_v2_l", "efficientnet_v2_m", "efficientnet_v2_s"]

SIZE_S = ((True, 1, 1, 24, 2), (True, 4, 2, 48, 4), (True, 4, 2, 64, 4), (False, 4, 2, 128, 6), (False, 6, 1, 160, 9),
          (False, 6, 2, 256, 15))                 # fused, expansion, stride, channels, layers
SIZE_M = ((True, 1, 1, 24, 3), (True, 4, 2, 48, 5), (True, 4, 2, 80, 5), (False, 4, 2, 160, 7), (False, 6, 1, 176, 14),
          (False, 6, 2, 304, 18), (False, 6, 1, 512, 5))
SIZE_L = ((True, 1, 1, 32, 4), (True, 4, 2, 64, 7), (True, 4, 2, 96, 7), (False, 4, 2, 192, 10), (False, 6, 1, 224, 19),
          (False, 6, 2, 384, 25), (False, 6, 1, 640, 7))


def _fused_mbconv(C: int, O: int, expansion: int, stride: int) -> Sequential:
    """Return a full 3×3 that expands, and a 1×1 that projects; only the first if nothing is expanded."""
    if expansion == 1:
        layers = [conv_norm_activation(C, O, 3, stride, activation=SiLU)]
    else:
        layers = [conv_norm_activation(C, expansion * C, 3, stride, activation=SiLU),
                  conv_norm_activation(expansion * C, O, 1, activation=None)]
    if stride == 1 and C == O:
        return Sequential(_sum=Residual(Sequential(block=Sequential(*layers), stochastic_depth=StochasticDepth())))
    return Sequential(block=Sequential(*layers))


def _efficientnet_v2(table: tuple, dropout: float) -> Sequential:
    """Return the network of these stages."""
    C = table[0][3]
    stages = [conv_norm_activation(3, C, 3, stride=2, activation=SiLU)]
    for fused, expansion, stride, O, layers in table:
        stage = []
        for k in range(layers):
            inputs, step = (O, 1) if k else (C, stride)
            stage.append(_fused_mbconv(inputs, O, expansion, step) if fused else mbconv(inputs, O, expansion, 3, step))
        stages.append(Sequential(*stage))
        C = O
    stages.append(conv_norm_activation(C, 1280, 1, activation=SiLU))
    return efficientnet_head(stages, 1280, dropout)


def efficientnet_v2_s() -> Sequential:
    """Return EfficientNetV2-S.

    >>> efficientnet_v2_s().params
    21458488
    """
    return _efficientnet_v2(SIZE_S, dropout=0.2)


def efficientnet_v2_m() -> Sequential:
    """Return EfficientNetV2-M.

    >>> efficientnet_v2_m().params
    54139356
    """
    return _efficientnet_v2(SIZE_M, dropout=0.3)


def efficientnet_v2_l() -> Sequential:
    """Return EfficientNetV2-L.

    >>> efficientnet_v2_l().params
    118515272
    """
    return _efficientnet_v2(SIZE_L, dropout=0.4)
