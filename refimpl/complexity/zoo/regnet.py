"""RegNet (RegNet 网络): not one network but a line of them: widths grow along a straight line, in steps.

    uⱼ = w₀ + wₐ·j          sⱼ = round(ln(uⱼ/w₀)/ln w_m)          wⱼ = 8·round(w₀·w_m^sⱼ / 8)

Five numbers make a network: depth d, first width w₀, slope wₐ, step w_m, and g, the width of a group.  The line uⱼ
gives each block its width, the steps make stages of it, blocks of one width.  A block is ResNeXt's bottleneck without a
bottleneck: 1×1, grouped 3×3, 1×1, all equally wide; RegNetY has a gate behind the 3×3.

Shapes   (3, H, W)  →  (1000,);  any image, down to one pixel
Cost     as the name says: regnet_x_400mf has 0.4 G MACs
Source   Radosavovic et al. 2020, "Designing network design spaces", eq. 2-4
Checked  the parameters and MACs of torchvision 0.28, measured
Beware   Stages are widened until their groups fit.  A gate's squeezed width is a quarter of the block's input.
"""
import math

from refimpl.arguments import as_choice, real_numbers, whole_numbers
from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.layers import Functional, Residual, Sequential
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d
from refimpl.complexity.view_layers import Flatten
from refimpl.complexity.weighted_layers import Linear
from refimpl.complexity.zoo.blocks import conv_norm_activation, make_divisible, squeeze_excitation

__all__ = ["regnet", "regnet_widths"]


def regnet_widths(depth: int, w_0: int, w_a: float, w_m: float, group_width: int) -> list:
    """Return the width of each block, eq. 2-4, made divisible by the groups.

    >>> regnet_widths(6, w_0=24, w_a=24, w_m=2, group_width=8)     # u = 24 48 72 96 120 144, s = 0 1 2 2 2 3
    [24, 48, 96, 96, 96, 192]
    """
    [depth], w_0, group_width = whole_numbers(1, 1000, depth=depth), *whole_numbers(w_0=w_0, group_width=group_width)
    [w_a], [w_m] = real_numbers(0, 10**6, w_a=w_a), real_numbers(None, 10**6, above=1, w_m=w_m)
    if w_0 % 8:
        raise ValueError(f"w_0 must be a multiple of 8, got {w_0}")
    widths = []
    for j in range(depth):
        u = w_0 + w_a * j
        s = round(math.log(u / w_0) / math.log(w_m))
        w = 8 * round(w_0 * w_m**s / 8)
        widths.append(make_divisible(w, min(group_width, w)))
    return widths


def regnet(depth: int, w_0: int, w_a: float, w_m: float, group_width: int, gates: bool = False) -> Sequential:
    """Return the RegNet of these numbers, X without gates, Y with.

    >>> regnet(22, w_0=24, w_a=24.48, w_m=2.54, group_width=16).params        # 400 MF
    5495976
    """
    stages: dict = {}
    C, gates, [g] = 32, as_choice((True, False), gates=gates), whole_numbers(group_width=group_width)
    for O in regnet_widths(depth, w_0, w_a, w_m, g):
        stage = stages.setdefault(O, [])
        stage.append(_regnet_block(C, O, 1 if stage else 2, min(g, O), gates))
        C = O
    trunk = {f"block{k}": Sequential(**{f"block{k}-{b}": block for b, block in enumerate(stage)})
             for k, stage in enumerate(stages.values(), 1)}
    return Sequential(stem=conv_norm_activation(3, 32, 3, stride=2), trunk_output=Sequential(**trunk),
                      avgpool=AdaptiveAvgPool2d((1, 1)), _flatten=Functional(Flatten()), fc=Linear(C, 1000))


def _regnet_block(C: int, O: int, stride: int, group_width: int, gates: bool) -> Sequential:
    """Return a block from C to O channels."""
    gate = {"se": squeeze_excitation(O, round(0.25 * C))} if gates else {}
    f = Sequential(f=Sequential(a=conv_norm_activation(C, O, 1),
                                b=conv_norm_activation(O, O, 3, stride, groups=O // group_width), **gate,
                                c=conv_norm_activation(O, O, 1, activation=None)))
    if stride == 1 and C == O:
        return Sequential(_sum=Residual(f), activation=ReLU())
    proj = Sequential(proj=conv_norm_activation(C, O, 1, stride, activation=None))
    return Sequential(_sum=Residual(proj, f), activation=ReLU())
