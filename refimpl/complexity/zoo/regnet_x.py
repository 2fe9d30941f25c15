"""RegNetX (RegNetX 网络): seven RegNets without gates, from 0.4 to 32 G multiply-accumulates.

    d, w₀, wₐ, w_m, g                a network is these five numbers;  g is the width of a group

The names give the MACs that the search aimed at; the best networks found have about 20 blocks, whatever their size.

Shapes   (3, 224, 224)  →  (1000,);  any image, down to one pixel
Cost     400MF  5,495,976 parameters, 413,812,608 MACs;   32GF  107,811,560 and 31,735,929,792
Source   Radosavovic et al. 2020, "Designing network design spaces"
Checked  the parameters and MACs of torchvision 0.28, measured
"""
from refimpl.complexity.layers import Sequential
from refimpl.complexity.zoo.regnet import regnet

__all__ = [
    "regnet_x_1_6gf",
    "regnet_x_3_2gf",
    "regnet_x_8gf",
    "regnet_x_16gf",
    "regnet_x_32gf",
    "regnet_x_400mf",
    "regnet_x_800mf",
]


def regnet_x_400mf() -> Sequential:
    """Return RegNetX-400MF.

    >>> regnet_x_400mf().params
    5495976
    """
    return regnet(22, w_0=24, w_a=24.48, w_m=2.54, group_width=16)


def regnet_x_800mf() -> Sequential:
    """Return RegNetX-800MF.

    >>> regnet_x_800mf().params
    7259656
    """
    return regnet(16, w_0=56, w_a=35.73, w_m=2.28, group_width=16)


def regnet_x_1_6gf() -> Sequential:
    """Return RegNetX-1.6GF.

    >>> regnet_x_1_6gf().params
    9190136
    """
    return regnet(18, w_0=80, w_a=34.01, w_m=2.25, group_width=24)


def regnet_x_3_2gf() -> Sequential:
    """Return RegNetX-3.2GF.

    >>> regnet_x_3_2gf().params
    15296552
    """
    return regnet(25, w_0=88, w_a=26.31, w_m=2.25, group_width=48)


def regnet_x_8gf() -> Sequential:
    """Return RegNetX-8GF.

    >>> regnet_x_8gf().params
    39572648
    """
    return regnet(23, w_0=80, w_a=49.56, w_m=2.88, group_width=120)


def regnet_x_16gf() -> Sequential:
    """Return RegNetX-16GF.

    >>> regnet_x_16gf().params
    54278536
    """
    return regnet(22, w_0=216, w_a=55.59, w_m=2.1, group_width=128)


def regnet_x_32gf() -> Sequential:
    """Return RegNetX-32GF.

    >>> regnet_x_32gf().params
    107811560
    """
    return regnet(23, w_0=320, w_a=69.86, w_m=2.0, group_width=168)
