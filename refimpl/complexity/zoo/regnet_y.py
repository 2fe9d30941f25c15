"""RegNetY (RegNetY 网络): RegNets with squeeze and excitation, from 0.4 to 128 G multiply-accumulates.

    block    1×1 → grouped 3×3 → gate → 1×1

The gates have a tenth of the parameters or more, and less than 0.2 % of the MACs.  128GF is no child of the search: it
was scaled up for training on a billion photographs.

Shapes   (3, 224, 224)  →  (1000,);  any image, down to one pixel
Cost     400MF  4,344,144 parameters;   128GF  644,812,894
Source   Radosavovic et al. 2020, "Designing network design spaces"; Goyal et al. 2021, "Self-supervised pretraining
         of visual features in the wild" (128GF)
Checked  the parameters and MACs of torchvision 0.28, measured
"""
from refimpl.complexity.layers import Sequential
from refimpl.complexity.zoo.regnet import regnet

__all__ = [
    "regnet_y_1_6gf",
    "regnet_y_3_2gf",
    "regnet_y_8gf",
    "regnet_y_16gf",
    "regnet_y_32gf",
    "regnet_y_128gf",
    "regnet_y_400mf",
    "regnet_y_800mf",
]


def regnet_y_400mf() -> Sequential:
    """Return RegNetY-400MF.

    >>> regnet_y_400mf().params
    4344144
    """
    return regnet(16, w_0=48, w_a=27.89, w_m=2.09, group_width=8, gates=True)


def regnet_y_800mf() -> Sequential:
    """Return RegNetY-800MF.

    >>> regnet_y_800mf().params
    6432512
    """
    return regnet(14, w_0=56, w_a=38.84, w_m=2.4, group_width=16, gates=True)


def regnet_y_1_6gf() -> Sequential:
    """Return RegNetY-1.6GF.

    >>> regnet_y_1_6gf().params
    11202430
    """
    return regnet(27, w_0=48, w_a=20.71, w_m=2.65, group_width=24, gates=True)


def regnet_y_3_2gf() -> Sequential:
    """Return RegNetY-3.2GF.

    >>> regnet_y_3_2gf().params
    19436338
    """
    return regnet(21, w_0=80, w_a=42.63, w_m=2.66, group_width=24, gates=True)


def regnet_y_8gf() -> Sequential:
    """Return RegNetY-8GF.

    >>> regnet_y_8gf().params
    39381472
    """
    return regnet(17, w_0=192, w_a=76.82, w_m=2.19, group_width=56, gates=True)


def regnet_y_16gf() -> Sequential:
    """Return RegNetY-16GF.

    >>> regnet_y_16gf().params
    83590140
    """
    return regnet(18, w_0=200, w_a=106.23, w_m=2.48, group_width=112, gates=True)


def regnet_y_32gf() -> Sequential:
    """Return RegNetY-32GF.

    >>> regnet_y_32gf().params
    145046770
    """
    return regnet(20, w_0=232, w_a=115.89, w_m=2.53, group_width=232, gates=True)


def regnet_y_128gf() -> Sequential:
    """Return RegNetY-128GF.

    >>> regnet_y_128gf().params
    644812894
    """
    return regnet(27, w_0=456, w_a=160.83, w_m=2.52, group_width=264, gates=True)
