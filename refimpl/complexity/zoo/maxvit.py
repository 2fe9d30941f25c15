"""MaxViT (多轴视觉 Transformer): in every block a convolution, attention within windows, and attention across them.

    window    the 7×7 tokens that lie together         grid    7×7 tokens spread over the whole image

A grid takes every (H/7)-th token in both directions: with windows and grids in turn each token reaches all others in
two steps, at a cost linear in the image.  The MBConv before them tells places apart, so that no position
embedding is needed but the bias of offsets within a group.

Shapes   (3, S, S)  →  (1000,), S a multiple of 224
Cost     MaxViT-T  30,919,624 parameters, 5,558,046,720 MACs
Source   Tu et al. 2022, "MaxViT: multi-axis vision transformer", fig. 2 and table 1
Checked  the parameters and MACs of torchvision 0.28, measured
Beware   Its products are einsums: fvcore, calflops and DeepSpeed count what numpy.einsum_path prints of them, four
         digits.
"""
from dataclasses import dataclass

from refimpl.arguments import whole_numbers
from refimpl.complexity.elementwise_layers import GELU, SiLU, Softmax, Tanh
from refimpl.complexity.joining_layers import Add, Einsum, Mul
from refimpl.complexity.layer import Caller, Layer, Network
from refimpl.complexity.layers import Parameter, Residual, Sequential
from refimpl.complexity.norm_layers import BatchNorm2d, LayerNorm
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, AvgPool2d
from refimpl.complexity.sequence_layers import ShapeArithmetic
from refimpl.complexity.view_layers import Dropout, Flatten, Identity, StochasticDepth
from refimpl.complexity.weighted_layers import Conv2d, Linear
from refimpl.complexity.zoo.blocks import SizedImage, conv_norm_activation, squeeze_excitation

__all__ = ["Partition", "RelativeAttention", "maxvit_t"]

PARTITION, HEAD = 7, 32                           # tokens along a window's side, features of a head


@dataclass(frozen=True)
class Partition(Network):
    """A network for tokens in groups of 7 × 7, windows or grids, applied to (C, H, W): views around it."""

    _tokens: Sequential

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (C, H, W)."""
        C, H, W = x
        if H % PARTITION or W % PARTITION:
            raise ValueError(f"{H} × {W} places cannot be cut into groups of {PARTITION} × {PARTITION}")
        call(ShapeArithmetic(1))
        call(self._tokens, (H * W // PARTITION**2, PARTITION**2, C))
        return x


@dataclass(frozen=True)
class RelativeAttention(Network):
    """Attention within the groups of (groups, tokens, C), with a bias for each offset of two tokens."""

    relative_position_bias_table: Parameter
    to_qkv: Linear
    merge: Linear

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (groups, tokens, C)."""
        G, T, C = x
        q = (G, C // HEAD, T, HEAD)
        call(self.to_qkv, x)
        call(Mul(), q, ())                                                   # 1/√C, of k
        scores = call(Einsum("GHID,GHJD->GHIJ"), q, q)
        call(Softmax(), call(Add(), scores, (C // HEAD, T, T)))
        call(Einsum("GHIJ,GHJD->GHID"), scores, q)
        return call(self.merge, x)


def _mbconv_with_norm(C: int, O: int, stride: int, depth: Layer) -> Residual:
    """Return an inverted residual of 4·O channels inside, with a norm before it and pooling in its shortcut."""
    wide = 4 * O
    proj = Sequential(proj=Sequential(*([AvgPool2d(3, 2, padding=1)] if stride == 2 else []), Conv2d(C, O, 1)))
    layers = Sequential(layers=Sequential(
        pre_norm=BatchNorm2d(C), conv_a=conv_norm_activation(C, wide, 1, activation=GELU),
        conv_b=conv_norm_activation(wide, wide, 3, stride, groups=wide, activation=GELU),
        squeeze_excitation=squeeze_excitation(wide, O // 4, activation=SiLU), conv_c=Conv2d(wide, O, 1)),
        stochastic_depth=depth)
    return Residual(proj, layers) if stride == 2 or C != O else Residual(layers)


def _partition_attention(C: int) -> Partition:
    """Return attention and MLP for groups of tokens."""
    depth, table = StochasticDepth(), Parameter(((2 * PARTITION - 1)**2, C // HEAD))
    attention = Sequential(LayerNorm(C), RelativeAttention(table, Linear(C, 3 * C), Linear(C, C)), Dropout(0.0))
    mlp = Sequential(LayerNorm(C), Linear(C, 4 * C), GELU(), Linear(4 * C, C), Dropout(0.0))
    return Partition(Sequential(_attention=Residual(Sequential(attn_layer=attention, stochastic_dropout=depth)),
                                _mlp=Residual(Sequential(mlp_layer=mlp, stochastic_dropout=depth))))


def maxvit_t(image_size: int = 224) -> Sequential:
    """Return MaxViT-T.  Raises ValueError unless image_size is a multiple of 224.

    >>> maxvit_t().params
    30919624
    """
    [image_size] = whole_numbers(image_size=image_size)
    if image_size % (32 * PARTITION):
        raise ValueError(f"image_size must be a multiple of {32 * PARTITION}, got {image_size}")
    stem = Sequential(conv_norm_activation(3, 64, 3, stride=2, activation=GELU),
                      Sequential(Conv2d(64, 64, 3, padding=1)))
    blocks: list = []
    C = 64
    for O, depth in ((64, 2), (128, 2), (256, 5), (512, 2)):
        layers = []
        for k in range(depth):
            layers.append(Sequential(layers=Sequential(
                MBconv=_mbconv_with_norm(C, O, 1 if k else 2, StochasticDepth() if k or blocks else Identity()),
                window_attention=_partition_attention(O), grid_attention=_partition_attention(O))))
            C = O
        blocks.append(Sequential(layers=Sequential(*layers)))
    classifier = Sequential(AdaptiveAvgPool2d(1), Flatten(), LayerNorm(C), Linear(C, C), Tanh(),
                            Linear(C, 1000, bias=False))
    return Sequential(_size=SizedImage(image_size), stem=stem, blocks=Sequential(*blocks), classifier=classifier)
