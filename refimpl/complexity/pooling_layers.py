"""Pooling layers (池化层): max, average, adaptive and global pooling, and upsampling, as data.

    H' = ⌊(H + 2p − d·(k − 1) − 1)/s⌋ + 1;    with ceil_mode ⌈…⌉, unless that window begins in the padding behind

Shapes   (C, H, W)  →  (C, H', W');  Mean drops the axes that it is taken over
Cost     no MACs, no parameters
Source   Dumoulin & Visin 2016, "A guide to convolution arithmetic", chapter 3; PyTorch's torch.nn
Checked  torch.nn, with ceil_mode, and keras.layers: output shapes
Beware   PyTorch's stride is the kernel's size unless it is given.
"""
from dataclasses import dataclass
from math import prod

from refimpl.arguments import as_choice, as_list, per_axis, real_numbers, whole_numbers
from refimpl.complexity.elementwise_layers import _axis
from refimpl.complexity.layer import Layer

__all__ = ["AdaptiveAvgPool2d", "AvgPool2d", "MaxPool2d", "Mean", "Upsample", "pooled_size"]

MODES = {**dict.fromkeys(("nearest", "nearest-exact", "area"), (2, 3, 4)), "linear": (2,), "bilinear": (3,),
         "bicubic": (3,), "trilinear": (4,)}      # and how many axes x may have


class Pool2d(Layer):
    """A number for each window of each channel."""

    def check(self) -> None:
        k, _ = per_axis(2, kernel_size=self.kernel_size), per_axis(2, dilation=self.dilation)
        p, _ = per_axis(2, 0, padding=self.padding), per_axis(2, stride=k if self.stride is None else self.stride)
        if p[0] > k[0] // 2 or p[1] > k[1] // 2:
            raise ValueError(f"padding must be at most half of kernel_size, got {p} and {k}")

    @property
    def window(self) -> int:
        """How many elements a window holds."""
        return prod(self.each(self.kernel_size))

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (C, H', W')."""
        if len(input_shape) != 3:
            raise ValueError("x must be (C, H, W)")
        k, p, d = map(self.each, (self.kernel_size, self.padding, self.dilation))
        axes = zip(input_shape[1:], k, k if self.stride is None else self.each(self.stride), p, d, strict=True)
        return input_shape[0], *(_windows(*axis, self.ceil_mode) for axis in axes)


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
    dilation = 1


@dataclass(frozen=True)
class AdaptiveAvgPool2d(Layer):
    """torch.nn.AdaptiveAvgPool2d: means of as many windows as are asked for."""

    output_size: int | tuple                     # None in a tuple: as it is

    def check(self) -> None:
        size = self.output_size
        per_axis(2, output_size=tuple(1 if n is None else n for n in size) if isinstance(size, tuple) else size)

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (C, H', W')."""
        if len(input_shape) != 3:
            raise ValueError("x must be (C, H, W)")
        return input_shape[0], *(m or n for n, m in zip(input_shape[1:], self.each(self.output_size), strict=True))


@dataclass(frozen=True)
class Mean(Layer):
    """x.mean(dim), counted with the batch as in PyTorch: (2, 3) for the mean of each channel."""

    dim: int | tuple
    form, axes = "torch", 1

    def check(self) -> None:
        for axis in as_list(dim=self.each(self.dim)):
            whole_numbers(None, dim=axis)

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the other axes."""
        gone = [_axis(input_shape, dim=dim) for dim in self.each(self.dim)]
        if len(set(gone)) < len(gone):
            raise ValueError(f"dim must name each axis once, got {self.dim}")
        return tuple(n for axis, n in enumerate(input_shape) if axis not in gone)


@dataclass(frozen=True)
class Upsample(Layer):
    """torch.nn.Upsample, to a size or by a factor; as a function torch.nn.functional.interpolate."""

    size: int | tuple | None = None
    scale_factor: float | tuple | None = None
    mode: str = "nearest"

    def check(self) -> None:
        as_choice(tuple(MODES), mode=self.mode)
        if (self.size is None) == (self.scale_factor is None):
            raise ValueError(f"give size or scale_factor, got {self.size} and {self.scale_factor}")

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (C, H', W')."""
        if len(input_shape) not in MODES[self.mode]:
            raise ValueError(f"x must have {' or '.join(map(str, MODES[self.mode]))} axes for mode={self.mode}")
        (C, *sizes), by = input_shape, self.scale_factor
        if by is None:
            return C, *per_axis(len(sizes), size=self.size)
        by = by if isinstance(by, tuple) else (by,) * len(sizes)
        made = [int(n * real_numbers(scale_factor=factor)[0]) for n, factor in zip(sizes, by, strict=False)]
        if len(by) != len(sizes) or min(made) < 1:
            raise ValueError(f"scale_factor must leave a pixel along each axis, got {self.scale_factor}")
        return C, *made


def pooled_size(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    """Return how many windows an axis of n has, with ceil_mode one that only begins in it, too.  ValueError if none.

    >>> pooled_size(6, k=3, s=2, p=0, d=1, ceil_mode=False), pooled_size(6, k=3, s=2, p=0, d=1, ceil_mode=True)
    (2, 3)
    """
    (n, k, s, d), up = whole_numbers(n=n, k=k, s=s, d=d), as_choice((True, False), ceil_mode=ceil_mode)
    return _windows(n, k, s, whole_numbers(0, k // 2, p=p)[0], d, up)


def _windows(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    """Return pooled_size of numbers that are what they should be."""
    windows = (n + 2 * p - d * (k - 1) - 1 + (s - 1) * ceil_mode) // s + 1      # s − 1 more: rounded up
    windows -= (windows - 1) * s >= n + p                                      # it would begin in the padding behind
    if windows < 1:
        raise ValueError(f"the kernel k spans {d * (k - 1) + 1}, more than the {n + 2 * p} of the padded input")
    return windows
