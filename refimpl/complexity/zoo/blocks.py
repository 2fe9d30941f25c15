"""Blocks (基本块): what many networks are made of: convolution, norm and activation; squeeze and excitation.

    conv_norm_activation    y = a(norm(w ∗ x))
    squeeze_excitation      y = σ(W₂·δ(W₁·mean(x))) ∘ x          a factor for each channel, of the means of all

Shapes   (C, H, W)  →  (O, H', W'), padded: stride 1 and odd kernels keep H and W;  squeeze_excitation keeps C, too
Cost     squeeze_excitation: 2·C·S + S + C parameters, 2·C·S MACs, S being the squeezed width
Source   Ioffe & Szegedy 2015, "Batch normalization"; Hu et al. 2018, "Squeeze-and-excitation networks", eq. 2-4
Checked  the networks that are built of them
Beware   Both fully connected layers of squeeze and excitation are written as 1×1 convolutions, as torchvision does.
"""
from dataclasses import dataclass

from refimpl.arguments import real_numbers, whole_numbers
from refimpl.complexity.elementwise_layers import ReLU, Sigmoid
from refimpl.complexity.layer import Caller, Layer, Network
from refimpl.complexity.layers import Functional, Product, Sequential, Skip
from refimpl.complexity.norm_layers import BatchNorm2d
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d
from refimpl.complexity.weighted_layers import Conv2d

__all__ = ["SizedImage", "conv_bn_relu", "conv_norm_activation", "make_divisible", "squeeze_excitation"]


@dataclass(frozen=True)
class SizedImage(Network):
    """An image as it is, if it has the size that the network was built for."""

    size: int

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return x.  ValueError for another size."""
        if x[1:] != (self.size, self.size):
            raise ValueError(f"the network was built for images of {self.size} × {self.size}: image_size={x[-1]}?")
        return x


def conv_norm_activation(C: int, O: int, kernel_size: int = 3, stride: int = 1, groups: int = 1,
                         activation: type | None = ReLU, norm: type = BatchNorm2d) -> Sequential:
    """Return convolution, norm, activation; activation=None leaves it out.

    >>> [type(layer).__name__ for layer in conv_norm_activation(3, 8).children().values()]
    ['Conv2d', 'BatchNorm2d', 'ReLU']
    """
    C, O, kernel_size, stride = whole_numbers(C=C, O=O, kernel_size=kernel_size, stride=stride)
    _check_classes(activation=ReLU if activation is None else activation, norm=norm)
    layers = [Conv2d(C, O, kernel_size, stride, padding=(kernel_size - 1) // 2, groups=groups, bias=False), norm(O)]
    return Sequential(*layers, *([] if activation is None else [activation()]))


def conv_bn_relu(C: int, O: int, kernel_size: int | tuple, stride: int = 1, padding: int | tuple = 0) -> Sequential:
    """Return convolution, batch norm, and ReLU written as a function, as in the Inception family.

    >>> conv_bn_relu(3, 8, 7).params                                          # 8·3·49 + 16
    1192
    """
    C, O, stride = whole_numbers(C=C, O=O, stride=stride)
    return Sequential(conv=Conv2d(C, O, kernel_size, stride, padding, bias=False), bn=BatchNorm2d(O),
                      _relu=Functional(ReLU()))


def squeeze_excitation(C: int, squeezed: int, activation: type = ReLU, scale: type = Sigmoid) -> Product:
    """Return the factors, and x times them.

    >>> squeeze_excitation(8, 2).params                                       # 2·8·2 + 2 + 8
    42
    """
    C, squeezed = whole_numbers(C=C, squeezed=squeezed)
    _check_classes(activation=activation, scale=scale)
    factors = Sequential(avgpool=AdaptiveAvgPool2d(1), fc1=Conv2d(C, squeezed, 1), activation=activation(),
                         fc2=Conv2d(squeezed, C, 1), scale_activation=scale())
    return Product(factors, Skip())


def make_divisible(channels: float, divisor: int = 8) -> int:
    """Return the nearest multiple of the divisor, and never less than 90 % of what was asked for.

    >>> make_divisible(44.8), make_divisible(10.4), make_divisible(3)         # 8 would be less than 90 % of 10.4
    (48, 16, 8)
    """
    [channels], [divisor] = real_numbers(above=0, channels=channels), whole_numbers(divisor=divisor)
    nearest = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return nearest + divisor if nearest < 0.9 * channels else nearest


def _check_classes(**named: object) -> None:
    """Raise TypeError unless all are classes of layers."""
    for name, given in named.items():
        if not isinstance(given, type) or not issubclass(given, Layer):
            raise TypeError(f"{name} must be a class of layers, like ReLU, got {given!r:.60}")
