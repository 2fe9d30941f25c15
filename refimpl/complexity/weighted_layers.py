"""Weighted layers (带权重的层): convolutions and linear layers, as data.

    convolution              H' = ⌊(H + 2p − d·(k − 1) − 1)/s⌋ + 1            MACs |y|·(C/G)·kH·kW
    transposed convolution   H' = (H − 1)·s − 2p + d·(k − 1) + p_out + 1     MACs |x|·(O/G)·kH·kW
    linear                   (…, I)  →  (…, O)                               MACs |y|·I

A layer is a frozen dataclass: it holds PyTorch's arguments, and knows its output_shape, its params and its macs.  It
has no weights, and computes nothing.  |x| and |y| are the numbers of elements, G is groups.

Shapes   x (C, *sizes) without the batch: one size for Conv1d, two for Conv2d, three for Conv3d
Cost     the MACs above; parameters as in params.py
Source   Dumoulin & Visin 2016, "A guide to convolution arithmetic", relationships 6, 14 and 15; PyTorch's torch.nn
Checked  torch.nn and keras.layers on the meta device: output shapes, parameters, MACs by torch.utils.flop_counter;
         conv2d_macs and conv_transpose2d_macs
Beware   A transposed convolution's work goes with its input: whatever the stride, an element of x is multiplied once
         for each tap of the O/G kernels that it meets.
"""
from dataclasses import dataclass
from math import prod

from refimpl.arguments import as_choice, per_axis, whole_numbers
from refimpl.complexity.layer import Layer
from refimpl.convolution.padding import _places

__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d", "Linear"]


@dataclass(frozen=True)
class Conv2d(Layer):
    """torch.nn.Conv2d."""

    in_channels: int
    out_channels: int
    kernel_size: int | tuple
    stride: int | tuple = 1
    padding: int | tuple | str = 0
    dilation: int | tuple = 1
    groups: int = 1
    bias: bool = True

    def check(self) -> None:
        C, O, G = whole_numbers(in_channels=self.in_channels, out_channels=self.out_channels, groups=self.groups)
        if C % G or O % G:
            raise ValueError(f"groups must divide in_channels and out_channels, got {G}, {C} and {O}")
        per_axis(self.axes, kernel_size=self.kernel_size)
        s, _ = per_axis(self.axes, stride=self.stride), per_axis(self.axes, dilation=self.dilation)
        if not isinstance(self.padding, str):
            per_axis(self.axes, 0, padding=self.padding)
        elif as_choice(("same", "valid"), padding=self.padding) == "same" and set(s) != {1}:
            raise ValueError(f'padding="same" needs stride 1, got stride {self.stride}')

    @property
    def taps(self) -> int:
        """How many products make one output of a convolution: (C/G)·kH·kW."""
        return self.in_channels // self.groups * prod(self.each(self.kernel_size))

    @property
    def own_params(self) -> int:
        """O·(C/G)·kH·kW, and O with a bias."""
        return self.out_channels * (self.taps + bool(self.bias))

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (O, H', W')."""
        if len(input_shape) != self.axes + 1 or input_shape[0] != self.in_channels:
            raise ValueError(f"x must be ({', '.join([str(self.in_channels), *'DHW'[3 - self.axes:]])})")
        k, s, d = map(self.each, (self.kernel_size, self.stride, self.dilation))
        return self.out_channels, *self.sizes(input_shape[1:], k, s, d)

    def sizes(self, sizes: tuple, k: tuple, s: tuple, d: tuple) -> list:
        """Return H' and W'."""
        if self.padding == "same":
            return list(sizes)
        p = self.each(0 if self.padding == "valid" else self.padding)
        return [_places(n + 2 * p, k, s, d) for n, k, s, p, d in zip(sizes, k, s, p, d, strict=True)]

    def macs(self, inputs: tuple, output: tuple) -> int:
        """Return |y|·(C/G)·kH·kW; the products with padding zeros are counted in."""
        return prod(output) * self.taps


class Conv1d(Conv2d):
    """torch.nn.Conv1d, along one axis."""

    axes = 1


class Conv3d(Conv2d):
    """torch.nn.Conv3d, along three axes."""

    axes = 3


@dataclass(frozen=True)
class ConvTranspose2d(Conv2d):
    """torch.nn.ConvTranspose2d."""

    output_padding: int | tuple = 0

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int | tuple, stride: int | tuple = 1,
                 padding: int | tuple = 0, output_padding: int | tuple = 0, groups: int = 1, bias: bool = True,
                 dilation: int | tuple = 1) -> None:                      # PyTorch's order is another one here
        object.__setattr__(self, "output_padding", output_padding)
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias)

    def check(self) -> None:
        super().check()
        more, _ = per_axis(2, 0, output_padding=self.output_padding), per_axis(2, 0, padding=self.padding)
        if any(o >= max(s, d) for o, s, d in zip(more, self.each(self.stride), self.each(self.dilation), strict=True)):
            raise ValueError(f"output_padding must be below stride or dilation, got {more}")

    def sizes(self, sizes: tuple, k: tuple, s: tuple, d: tuple) -> list:
        """Return H' and W'."""
        axes = zip(sizes, k, s, self.each(self.padding), d, self.each(self.output_padding), strict=True)
        made = [(n - 1) * s - 2 * p + d * (k - 1) + o + 1 for n, k, s, p, d, o in axes]
        if min(made) < 1:
            raise ValueError(f"nothing is left of the output, {tuple(made)}")
        return made

    def macs(self, inputs: tuple, output: tuple) -> int:
        """Return |x|·(O/G)·kH·kW; the products that padding cuts off are counted in."""
        return prod(inputs[0]) * self.out_channels // self.in_channels * self.taps


@dataclass(frozen=True)
class Linear(Layer):
    """torch.nn.Linear."""

    in_features: int
    out_features: int
    bias: bool = True

    def check(self) -> None:
        whole_numbers(in_features=self.in_features, out_features=self.out_features)

    @property
    def own_params(self) -> int:
        """O·I, and O with a bias."""
        return self.out_features * (self.in_features + bool(self.bias))

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (…, O)."""
        if not input_shape or input_shape[-1] != self.in_features:
            raise ValueError(f"x must be (…, {self.in_features})")
        return (*input_shape[:-1], self.out_features)

    def macs(self, inputs: tuple, output: tuple) -> int:
        """Return |y|·I."""
        return prod(output) * self.in_features
