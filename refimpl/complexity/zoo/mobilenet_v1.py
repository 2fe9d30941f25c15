"""MobileNet v1 (MobileNet v1 网络): every 3×3 convolution taken apart into a depthwise and a pointwise one.

    3×3 depthwise, norm, ReLU → 1×1, norm, ReLU        1/O + 1/9 of a full convolution's work

Thirteen such pairs after one full convolution; 95 % of the work is in the 1×1.  Two knobs make it smaller: the width α
multiplies all channels, and the resolution ρ the image; the work goes with α² and with ρ².

Shapes   (3, 224, 224)  →  (1000,);  any image, down to one pixel
Cost     α = 1: 4,231,976 parameters, 568,740,352 MACs;  418,121,728 at 192, 290,675,200 at 160, 186,400,768 at 128
Source   Howard et al. 2017, "MobileNets", eq. 5-7 and tables 1, 6, 7
Checked  the table of TensorFlow's mobilenet_v1.md: parameters and multiply-adds of all widths and resolutions; at 1.0
         and 224 keras.applications.MobileNet
Beware   Its row 0.75 is misprinted (317 M at 224, exact 325.4 M), and so is 0.25 at 192 (34 M, exact 30.2 M).  Keras
         Applications printed 529 M for all resolutions of α = 1.
"""
from refimpl.arguments import real_numbers
from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.layers import Functional, Sequential
from refimpl.complexity.norm_layers import BatchNorm2d
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d
from refimpl.complexity.view_layers import Dropout, Flatten
from refimpl.complexity.weighted_layers import Conv2d, Linear

__all__ = ["mobilenet_v1"]

PAIRS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))   # O, stride


def mobilenet_v1(width: float = 1.0) -> Sequential:
    """Return MobileNet v1, with `width` times the channels, rounded down: at least 1/32.

    >>> mobilenet_v1().params, mobilenet_v1(width=0.25).params
    (4231976, 470072)
    """
    [width] = real_numbers(1 / 32, 10**6, width=width)
    C = int(32 * width)
    layers = [Sequential(Conv2d(3, C, 3, stride=2, padding=1, bias=False), BatchNorm2d(C), ReLU())]
    for channels, stride in PAIRS:
        O = int(channels * width)
        layers += [Sequential(Conv2d(C, C, 3, stride, padding=1, groups=C, bias=False), BatchNorm2d(C), ReLU()),
                   Sequential(Conv2d(C, O, 1, bias=False), BatchNorm2d(O), ReLU())]
        C = O
    return Sequential(features=Sequential(*layers), avgpool=AdaptiveAvgPool2d(1), _flatten=Functional(Flatten()),
                      dropout=Dropout(0.001), classifier=Linear(C, 1000))
