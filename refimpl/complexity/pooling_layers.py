"""Pooling layers (池化层): max, average, adaptive and global pooling, and upsampling, as data.

    H' = ⌊(H + 2p − d·(k − 1) − 1)/s⌋ + 1;     with ceil_mode ⌈…⌉, unless that window lay in the padding alone

Shapes   (C, H, W)  →  (C, H', W');  Mean drops the axes that it is taken over
Cost     no MACs, no parameters
Source   Dumoulin & Visin 2016, "A guide to convolution arithmetic", chapter 3; PyTorch's torch.nn
Checked  torch.nn: output shapes, with ceil_mode
Beware   PyTorch's stride is the kernel's size unless it is given.
"""
from dataclasses import dataclass
from math import prod

from refimpl.complexity.layer import Layer, per_axis
from refimpl.convolution.padding import output_size

__all__ = ["AdaptiveAvgPool2d", "AvgPool2d", "MaxPool2d", "Mean", "Upsample", "pooled_size"]


class Pool2d(Layer):
    """A number for each window of each channel."""

    dilation: int | tuple = 1

    @property
    def window(self) -> int:
        """How many elements a window holds."""
        return prod(per_axis(self.kernel_size, 2, "kernel_size"))

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (C, H', W')."""
        if len(input_shape) != 3:
            raise ValueError("x must be (C, H, W)")
        stride = self.kernel_size if self.stride is None else self.stride
        k, s, d = (per_axis(value, 2, name) for value, name in (
            (self.kernel_size, "kernel_size"), (stride, "stride"), (self.dilation, "dilation")))
        p = per_axis(self.padding, 2, "padding", least=0)
        axes = zip(input_shape[1:], k, s, p, d, strict=True)
        return input_shape[0], *(pooled_size(*axis, self.ceil_mode) for axis in axes)


@dataclass(frozen=True)
class MaxPool2d(Pool2d):
    """torch.nn.MaxPool2d."""

    kernel_size: int | tuple
    stride: int | tuple | None = None
    padding: int | tuple = 0
    dilation: int | tuple = 1
    return_indices: bool = False
    ceil_mode: bool = False


@dataclass(frozen=True)
class AvgPool2d(Pool2d):
    """torch.nn.AvgPool2d."""

    kernel_size: int | tuple
    stride: int | tuple | None = None
    padding: int | tuple = 0
    ceil_mode: bool = False
    count_include_pad: bool = True


@dataclass(frozen=True)
class AdaptiveAvgPool2d(Layer):
    """torch.nn.AdaptiveAvgPool2d: means of as many windows as are asked for."""

    output_size: int | tuple

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (C, H', W')."""
        if len(input_shape) != 3:
            raise ValueError("x must be (C, H, W)")
        size = self.output_size if isinstance(self.output_size, (tuple, list)) else (self.output_size,) * 2
        asked = tuple(n if wanted is None else wanted for n, wanted in zip(input_shape[1:], size, strict=True))
        return input_shape[0], *per_axis(asked, 2, "output_size")


@dataclass(frozen=True)
class Mean(Layer):
    """x.mean(dim), counted with the batch as in PyTorch: (2, 3) for the mean of each channel."""

    dim: tuple
    form = "torch"

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the other axes."""
        return tuple(n for axis, n in enumerate(input_shape, 1) if axis not in self.dim)


@dataclass(frozen=True)
class Upsample(Layer):
    """torch.nn.Upsample, to a size or by a factor; as a function torch.nn.functional.interpolate."""

    size: int | tuple | None = None
    scale_factor: float | tuple | None = None
    mode: str = "nearest"

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (C, H', W')."""
        if (self.size is None) == (self.scale_factor is None):
            raise ValueError(f"give size or scale_factor, got {self.size} and {self.scale_factor}")
        if self.size is not None:
            return input_shape[0], *per_axis(self.size, len(input_shape) - 1, "size")
        by, axes = self.scale_factor, len(input_shape) - 1
        factors = by if isinstance(by, tuple) else (by,) * axes
        sizes = tuple(int(n * factor) for n, factor in zip(input_shape[1:], factors, strict=True))
        return input_shape[0], *per_axis(sizes, axes, "the size that scale_factor makes")


def pooled_size(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    """Return how many windows there are along an axis of n; with ceil_mode one that only begins in it counts, too.

    >>> pooled_size(6, k=3, s=2, p=0, d=1, ceil_mode=False), pooled_size(6, k=3, s=2, p=0, d=1, ceil_mode=True)
    (2, 3)
    """
    fits = output_size(n, k, s, p, d)
    begins = fits * s < n + p and (n + 2 * p - d * (k - 1) - 1) % s
    return fits + bool(ceil_mode and begins)
