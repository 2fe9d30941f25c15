"""Swin transformer v2 (Swin Transformer v2 网络): norms behind the layers, cosines for scores, a network for the bias.

    softmax(τ·cos(q, k) + 16·σ(G(Δ)))·v        τ: one per head;   G: 2 → 512 → heads, of the logarithm of offsets

Large models of v1 grow unsteady, and its table of biases fits one size of window.  Norms at the end of each branch
keep the activations small, cosines the scores; and G, a small network of the offset Δ of two places, gives a bias for
windows of any size.  It runs in every layer, over the (2w − 1)² offsets.

Shapes   (3, 256, 256)  →  (1000,), windows of 8;  other sizes are padded to whole windows
Cost     v2-T  28,351,570 parameters, 5,939,690,496 MACs
Source   Liu et al. 2022, "Swin transformer V2: scaling up capacity and resolution", eq. 2-4
Checked  the parameters and MACs of torchvision 0.28, measured
Beware   q·kᵀ is written with @ here and with matmul in v1: a counter may see the one and not the other.
"""
from dataclasses import dataclass

from refimpl.complexity.elementwise_layers import ReLU, Sigmoid, Softmax
from refimpl.complexity.joining_layers import Add, Matmul, Mul
from refimpl.complexity.layer import Caller, Network
from refimpl.complexity.layers import Parameter, Residual, Sequential
from refimpl.complexity.norm_layers import LayerNorm
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d
from refimpl.complexity.sequence_layers import ShapeArithmetic
from refimpl.complexity.view_layers import Flatten, Permute, StochasticDepth
from refimpl.complexity.weighted_layers import Conv2d, Linear
from refimpl.complexity.zoo.swin import JoinedPatches, swin_mlp, window_grid

__all__ = ["CosineWindowAttention", "swin_v2_b", "swin_v2_s", "swin_v2_t"]

WINDOW = 8


@dataclass(frozen=True)
class CosineWindowAttention(Network):
    """Attention within windows of (H, W, C), by cosines, with a bias that a network computes."""

    heads: int
    shift: int
    logit_scale: Parameter
    qkv: Linear
    proj: Linear
    cpb_mlp: Sequential

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (H, W, C)."""
        H, W, C = x
        (windows, shifted), T, d = window_grid((H, W), WINDOW, self.shift), WINDOW**2, C // self.heads
        q, k = (windows, self.heads, T, d), (windows, self.heads, d, T)
        call(self.cpb_mlp, (2 * WINDOW - 1, 2 * WINDOW - 1, 2))
        call(Sigmoid(), (self.heads, T, T), form="torch")
        call(Mul(), (self.heads, T, T), ())                                  # 16
        call(ShapeArithmetic(3))
        call(self.qkv, (windows, T, C), form="function")
        scores = call(Matmul(), q, k)
        call(Mul(), scores, (self.heads, 1, 1))                              # τ
        call(Add(), scores, (self.heads, T, T))                              # the bias
        if shifted:
            call(Add(), scores, (windows, 1, T, T))                          # the mask
        call(Softmax(), scores)
        call(Matmul(), scores, q, form="torch")
        call(self.proj, (windows, T, C), form="function")
        return x


def _swin_v2_block(C: int, heads: int, shift: int) -> Sequential:
    """Return attention and MLP, each with a norm behind it and beside a shortcut."""
    depth = StochasticDepth()
    attention = CosineWindowAttention(
        heads, shift, Parameter((heads, 1, 1)), Linear(C, 3 * C), Linear(C, C),
        Sequential(Linear(2, 512), ReLU(), Linear(512, heads, bias=False)))
    return Sequential(
        _attention=Residual(Sequential(attn=attention, norm1=LayerNorm(C), stochastic_depth=depth)),
        _mlp=Residual(Sequential(mlp=swin_mlp(C), norm2=LayerNorm(C), stochastic_depth=depth)))


def _swin_v2(C: int, depths: tuple, heads: tuple) -> Sequential:
    """Return the transformer of C channels in the first stage."""
    features = [Sequential(Conv2d(3, C, 4, stride=4), Permute((0, 2, 3, 1)), LayerNorm(C))]
    for k, (depth, h) in enumerate(zip(depths, heads, strict=True)):
        if k:
            features.append(Sequential(_patches=JoinedPatches(), reduction=Linear(4 * C, 2 * C, bias=False),
                                       norm=LayerNorm(2 * C)))
            C = 2 * C
        features.append(Sequential(*(_swin_v2_block(C, h, shift=WINDOW // 2 * (n % 2)) for n in range(depth))))
    return Sequential(features=Sequential(*features), norm=LayerNorm(C), permute=Permute((0, 3, 1, 2)),
                      avgpool=AdaptiveAvgPool2d(1), flatten=Flatten(1), head=Linear(C, 1000))


def swin_v2_t() -> Sequential:
    """Return Swin v2-T.

    >>> swin_v2_t().params
    28351570
    """
    return _swin_v2(96, (2, 2, 6, 2), (3, 6, 12, 24))


def swin_v2_s() -> Sequential:
    """Return Swin v2-S.

    >>> swin_v2_s().params
    49737442
    """
    return _swin_v2(96, (2, 2, 18, 2), (3, 6, 12, 24))


def swin_v2_b() -> Sequential:
    """Return Swin v2-B.

    >>> swin_v2_b().params
    87930848
    """
    return _swin_v2(128, (2, 2, 18, 2), (4, 8, 16, 32))
