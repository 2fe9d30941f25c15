"""LeNet-5 (LeNet-5 网络): a convolutional network at work, reading the digits on cheques.

    5×5 → pool → 5×5 → pool → 120 → 84 → 10        each pooling halves the image, each convolution adds channels

Shapes   (1, 32, 32)  →  (10,)
Cost     61,706 parameters, 416,520 MACs
Source   LeCun et al. 1998, "Gradient-based learning applied to document recognition", §II.B and fig. 2
Checked  arithmetic; the same network in torch.nn, its parameters and torch.utils.flop_counter
Beware   This is how it is built today.  In the paper C3 connects to some of the six maps only (table I), pooling has a
         learned scale and bias, and the output is of radial basis functions: 60,000 trainable parameters.
"""
from refimpl.complexity.elementwise_layers import Tanh
from refimpl.complexity.layers import Sequential
from refimpl.complexity.pooling_layers import AvgPool2d
from refimpl.complexity.view_layers import Flatten
from refimpl.complexity.weighted_layers import Conv2d, Linear

__all__ = ["lenet5"]


def lenet5() -> Sequential:
    """Return LeNet-5.

    >>> lenet5().params      # 6·26 + 16·(6·25 + 1) + 120·(16·25 + 1) + 84·121 + 10·85
    61706
    """
    return Sequential(
        c1=Conv2d(1, 6, 5), tanh1=Tanh(), s2=AvgPool2d(2),
        c3=Conv2d(6, 16, 5), tanh2=Tanh(), s4=AvgPool2d(2), flatten=Flatten(),
        c5=Linear(16 * 5 * 5, 120), tanh3=Tanh(), f6=Linear(120, 84), tanh4=Tanh(), output=Linear(84, 10))
