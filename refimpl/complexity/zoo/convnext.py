"""ConvNeXt (ConvNeXt 网络): a convolutional network with all that made transformers good but attention.

    y = x + γ ∘ (C ← 4C) ∗ gelu((4C ← C) ∗ LN(7×7 depthwise ∗ x))

A depthwise 7×7 mixes places, as attention does; two linear layers mix channels, as a transformer's MLP; one norm and
one activation per block.  γ, the layer scale (层缩放), is a factor for each channel.  Four stages, 3-3-9-3 or 3-3-27-3
blocks.

Shapes   (3, 224, 224)  →  (1000,);  at least 32 × 32
Cost     tiny  28,589,128 parameters, 4,455,531,264 MACs
Source   Liu et al. 2022, "A ConvNet for the 2020s", fig. 4 and table 9
Checked  the parameters and MACs of torchvision 0.28, measured; those of keras.applications
Beware   The norms between the stages are of channels first, and permute in order to call layer_norm as a function:
         thop and ptflops' hooks, which look for PyTorch's own classes, do not know them; flopth does.
"""
from dataclasses import dataclass

from refimpl.complexity.elementwise_layers import GELU
from refimpl.complexity.layer import Caller, Network
from refimpl.complexity.layers import Parameter, Product, Residual, Sequential
from refimpl.complexity.norm_layers import LayerNorm
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d
from refimpl.complexity.view_layers import Flatten, Permute, StochasticDepth
from refimpl.complexity.weighted_layers import Conv2d, Linear

__all__ = ["LayerNorm2d", "convnext_base", "convnext_large", "convnext_small", "convnext_tiny"]


@dataclass(frozen=True)
class LayerNorm2d(Network):
    """A layer norm of the channels at each place of (C, H, W)."""

    channels: int
    whole = True

    @property
    def own_params(self) -> int:
        """2·C."""
        return 2 * self.channels

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (C, H, W)."""
        C, H, W = x
        call(LayerNorm(self.channels), (H, W, C))
        return x


def _convnext_block(C: int) -> Residual:
    """Return a block of C channels."""
    block = Sequential(Conv2d(C, C, 7, padding=3, groups=C), Permute((0, 2, 3, 1)), LayerNorm(C), Linear(C, 4 * C),
                       GELU(), Linear(4 * C, C), Permute((0, 3, 1, 2)))
    scaled = Product(Parameter((C, 1, 1)), Sequential(block=block))
    return Residual(Sequential(_scaled=scaled, stochastic_depth=StochasticDepth()))


def _convnext(depths: tuple, C: int) -> Sequential:
    """Return the network of so many blocks a stage, and C channels in the first."""
    features = [Sequential(Conv2d(3, C, 4, stride=4), LayerNorm2d(C))]
    for k, depth in enumerate(depths):
        if k:
            features.append(Sequential(LayerNorm2d(C), Conv2d(C, 2 * C, 2, stride=2)))
            C = 2 * C
        features.append(Sequential(*(_convnext_block(C) for _ in range(depth))))
    return Sequential(features=Sequential(*features), avgpool=AdaptiveAvgPool2d(1),
                      classifier=Sequential(LayerNorm2d(C), Flatten(1), Linear(C, 1000)))


def convnext_tiny() -> Sequential:
    """Return ConvNeXt-T.

    >>> convnext_tiny().params
    28589128
    """
    return _convnext((3, 3, 9, 3), C=96)


def convnext_small() -> Sequential:
    """Return ConvNeXt-S.

    >>> convnext_small().params
    50223688
    """
    return _convnext((3, 3, 27, 3), C=96)


def convnext_base() -> Sequential:
    """Return ConvNeXt-B.

    >>> convnext_base().params
    88591464
    """
    return _convnext((3, 3, 27, 3), C=128)


def convnext_large() -> Sequential:
    """Return ConvNeXt-L.

    >>> convnext_large().params
    197767336
    """
    return _convnext((3, 3, 27, 3), C=192)
