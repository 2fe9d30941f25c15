"""Vision transformer (视觉 Transformer, ViT): an image is a sentence of patches.

    x₀ = [class; patch₁·E; …; patch_T·E] + E_pos        x = x + MSA(LN(x));   x = x + MLP(LN(x))

A convolution as large as its stride cuts the image into patches, 14 × 14 of them for patches of 16 at 224 pixels, and
makes a token of each.  A class token (类别词元) that belongs to no patch goes with them; in the end it alone is read.
The position embedding (位置嵌入) has a row for each token: the parameters depend on the size of the image.

Shapes   (3, S, S)  →  (1000,), for the S that it was built for
Cost     ViT-B/16 at 224  86,567,656 parameters, 17,563,828,224 MACs;  at 384  86,859,496 and 55.5 G
Source   Dosovitskiy et al. 2021, "An image is worth 16x16 words", eq. 1-4 and table 1
Checked  the parameters and MACs of torchvision 0.28, measured at 224, 384, 512 and 518, layer by layer for ViT-B/16;
         torch.nn.TransformerEncoder between a convolution and a linear layer
Beware   36 % of ViT-B/16's work is hidden from counters that do not look into MultiheadAttention.
"""
from refimpl.arguments import whole_numbers
from refimpl.complexity.elementwise_layers import GELU
from refimpl.complexity.layer import Caller, Network
from refimpl.complexity.layers import Concat, Parameter, Residual, Sequential, Skip
from refimpl.complexity.norm_layers import LayerNorm
from refimpl.complexity.sequence_layers import MultiheadAttention, ShapeArithmetic
from refimpl.complexity.view_layers import Dropout
from refimpl.complexity.weighted_layers import Conv2d, Linear
from refimpl.complexity.zoo.blocks import SizedImage

__all__ = ["FirstToken", "Patches", "vit_b_16", "vit_b_32", "vit_h_14", "vit_l_16", "vit_l_32"]


class Patches(Network):
    """(D, h, w) as (h·w, D): a view."""

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (h·w, D)."""
        D, h, w = x
        call(ShapeArithmetic(1))
        return h * w, D


class FirstToken(Network):
    """The first of T tokens: a view."""

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (D,)."""
        return x[1:]


def _encoder_layer(D: int, heads: int, mlp: int) -> Sequential:
    """Return attention and MLP, each behind a norm and beside a shortcut."""
    attention = Sequential(ln_1=LayerNorm(D), self_attention=MultiheadAttention(D, heads, need_weights=False),
                           dropout=Dropout(0.0))
    perceptron = Sequential(ln_2=LayerNorm(D), mlp=Sequential(Linear(D, mlp), GELU(), Dropout(0.0), Linear(mlp, D),
                                                              Dropout(0.0)))
    return Sequential(_attention=Residual(attention), _mlp=Residual(perceptron))


def _vit(image_size: int, patch: int, layers: int, heads: int, D: int, mlp: int) -> Sequential:
    """Return the transformer for images of that size.  ValueError unless patches divide it."""
    [image_size] = whole_numbers(image_size=image_size)
    if image_size % patch:
        raise ValueError(f"image_size must be a multiple of the patch, {patch}, got {image_size}")
    T = (image_size // patch)**2
    encoder = Sequential(
        _position=Residual(Skip(), Parameter((T + 1, D))), dropout=Dropout(0.0),
        layers=Sequential(**{f"encoder_layer_{k}": _encoder_layer(D, heads, mlp) for k in range(layers)}),
        ln=LayerNorm(D))
    return Sequential(_size=SizedImage(image_size), conv_proj=Conv2d(3, D, patch, stride=patch), _patches=Patches(),
                      _class=Concat(Parameter((1, D)), Skip()), encoder=encoder, _first=FirstToken(),
                      heads=Sequential(head=Linear(D, 1000)))


def vit_b_16(image_size: int = 224) -> Sequential:
    """Return ViT-B with patches of 16.

    >>> vit_b_16().params
    86567656
    """
    return _vit(image_size, patch=16, layers=12, heads=12, D=768, mlp=3072)


def vit_b_32(image_size: int = 224) -> Sequential:
    """Return ViT-B with patches of 32.

    >>> vit_b_32().params
    88224232
    """
    return _vit(image_size, patch=32, layers=12, heads=12, D=768, mlp=3072)


def vit_l_16(image_size: int = 224) -> Sequential:
    """Return ViT-L with patches of 16.

    >>> vit_l_16().params
    304326632
    """
    return _vit(image_size, patch=16, layers=24, heads=16, D=1024, mlp=4096)


def vit_l_32(image_size: int = 224) -> Sequential:
    """Return ViT-L with patches of 32.

    >>> vit_l_32().params
    306535400
    """
    return _vit(image_size, patch=32, layers=24, heads=16, D=1024, mlp=4096)


def vit_h_14(image_size: int = 224) -> Sequential:
    """Return ViT-H with patches of 14.

    >>> vit_h_14().params
    632045800
    """
    return _vit(image_size, patch=14, layers=32, heads=16, D=1280, mlp=5120)
