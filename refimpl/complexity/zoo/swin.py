"""Swin transformer (Swin Transformer 网络): attention within windows, which shift from layer to layer.

    softmax(q·kᵀ/√d + B)·v        q, k, v of the 49 tokens of a window;   B: a bias for each offset of two places

Within windows of 7×7 attention costs 49·49 per window instead of (H·W)² in all: the work is linear in the image.  Every
second layer shifts the windows by 3, so that neighbours meet; rolled round the border, with a mask, it takes no more
windows.  Between stages 2×2 patches merge to one of twice the channels, as in a convolutional network.

Shapes   (3, 224, 224)  →  (1000,);  other sizes are padded to whole windows
Cost     Swin-T  28,288,354 parameters, 4,490,566,656 MACs
Source   Liu et al. 2021, "Swin transformer: hierarchical vision transformer using shifted windows", eq. 2-4, table 7
Checked  the parameters and MACs of torchvision 0.28, measured
Beware   The projections are called as functions, with the weights of the layers that hold them: hooks of modules
         miss them, and thop finds a third of the MACs too little.
"""
from dataclasses import dataclass

from refimpl.arguments import as_shape, whole_numbers
from refimpl.complexity.elementwise_layers import GELU, Softmax
from refimpl.complexity.joining_layers import Add, Cat, Matmul, Mul
from refimpl.complexity.layer import Caller, Network
from refimpl.complexity.layers import Parameter, Residual, Sequential
from refimpl.complexity.norm_layers import LayerNorm
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d
from refimpl.complexity.sequence_layers import ShapeArithmetic
from refimpl.complexity.view_layers import Dropout, Flatten, Permute, StochasticDepth
from refimpl.complexity.weighted_layers import Conv2d, Linear

__all__ = ["JoinedPatches", "WindowAttention", "swin_b", "swin_mlp", "swin_s", "swin_t", "window_grid"]


def window_grid(sizes: tuple, window: int, shift: int) -> tuple:
    """Return how many windows cover H × W, and whether they are shifted: not along an axis that one window covers.

    >>> window_grid((56, 50), 7, shift=3), window_grid((7, 7), 7, shift=3)
    ((64, True), (1, False))
    """
    [window], [shift] = whole_numbers(window=window), whole_numbers(0, shift=shift)
    rows, columns = (-(-n // window) for n in as_shape("(H, W)", sizes=sizes))
    return rows * columns, shift > 0 and max(rows, columns) > 1


@dataclass(frozen=True)
class WindowAttention(Network):
    """Attention within windows of (H, W, C), with a relative position bias."""

    heads: int
    window: int
    shift: int
    relative_position_bias_table: Parameter
    qkv: Linear
    proj: Linear

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (H, W, C)."""
        H, W, C = x
        call(ShapeArithmetic(2))
        (windows, shifted), T, d = window_grid((H, W), self.window, self.shift), self.window**2, C // self.heads
        q, k = (windows, self.heads, T, d), (windows, self.heads, d, T)
        call(self.qkv, (windows, T, C), form="function")
        call(Mul(), q, ())                                                   # 1/√d
        scores = call(Matmul(), q, k, form="torch")
        call(Add(), scores, (self.heads, T, T))                              # the bias
        if shifted:
            call(Add(), scores, (windows, 1, T, T))                          # the mask
        call(Softmax(), scores)
        call(Matmul(), scores, q, form="torch")
        call(self.proj, (windows, T, C), form="function")
        return x


class JoinedPatches(Network):
    """The four patches of each 2 × 2 as one of four times the channels."""

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (H/2, W/2, 4C), rounded up."""
        H, W, C = x
        return call(Cat(-1), *[(-(-H // 2), -(-W // 2), C)] * 4)


def swin_mlp(C: int) -> Sequential:
    """Return the two linear layers of a block.

    >>> swin_mlp(96).params                                                  # 2·4·96·96 + 5·96
    74208
    """
    [C] = whole_numbers(C=C)
    return Sequential(Linear(C, 4 * C), GELU(), Dropout(0.0), Linear(4 * C, C), Dropout(0.0))


def _swin_block(C: int, heads: int, shift: int) -> Sequential:
    """Return attention and MLP, each behind a norm and beside a shortcut."""
    depth = StochasticDepth()                                                # one module, called twice
    attention = WindowAttention(heads, 7, shift, Parameter((169, heads)), Linear(C, 3 * C), Linear(C, C))
    return Sequential(
        _attention=Residual(Sequential(norm1=LayerNorm(C), attn=attention, stochastic_depth=depth)),
        _mlp=Residual(Sequential(norm2=LayerNorm(C), mlp=swin_mlp(C), stochastic_depth=depth)))


def _swin(C: int, depths: tuple, heads: tuple) -> Sequential:
    """Return the transformer of C channels in the first stage."""
    features = [Sequential(Conv2d(3, C, 4, stride=4), Permute((0, 2, 3, 1)), LayerNorm(C))]
    for k, (depth, h) in enumerate(zip(depths, heads, strict=True)):
        if k:
            features.append(Sequential(_patches=JoinedPatches(), norm=LayerNorm(4 * C),
                                       reduction=Linear(4 * C, 2 * C, bias=False)))
            C = 2 * C
        features.append(Sequential(*(_swin_block(C, h, shift=3 * (n % 2)) for n in range(depth))))
    return Sequential(features=Sequential(*features), norm=LayerNorm(C), permute=Permute((0, 3, 1, 2)),
                      avgpool=AdaptiveAvgPool2d(1), flatten=Flatten(1), head=Linear(C, 1000))


def swin_t() -> Sequential:
    """Return Swin-T.

    >>> swin_t().params
    28288354
    """
    return _swin(96, (2, 2, 6, 2), (3, 6, 12, 24))


def swin_s() -> Sequential:
    """Return Swin-S.

    >>> swin_s().params
    49606258
    """
    return _swin(96, (2, 2, 18, 2), (3, 6, 12, 24))


def swin_b() -> Sequential:
    """Return Swin-B.

    >>> swin_b().params
    87768224
    """
    return _swin(128, (2, 2, 18, 2), (4, 8, 16, 32))
