"""Norm layers (归一化层): batch, layer, group, instance and RMS norm, as data.

    y = (x − μ)/√(σ² + ε) · w + b        what μ and σ are taken over is where they differ

Shapes   y as x: (C, H, W), or (…, D) for layer and RMS norm
Cost     parameters 2·C, C without b;  no MACs, as no counter of MACs books them
Source   Ioffe & Szegedy 2015 (batch), Ba et al. 2016 (layer), Ulyanov et al. 2016 (instance), Wu & He 2018 (group),
         Zhang & Sennrich 2019 (RMS); PyTorch's torch.nn
Checked  torch.nn: parameters and shapes
Beware   Mean and variance of a batch norm are buffers: stored, not learnt, and not counted here.
"""
from dataclasses import dataclass
from math import prod

from refimpl.complexity.layer import Layer
from refimpl.complexity.params import check_whole

__all__ = ["BatchNorm1d", "BatchNorm2d", "GroupNorm", "InstanceNorm2d", "LayerNorm", "RMSNorm"]


@dataclass(frozen=True)
class BatchNorm2d(Layer):
    """torch.nn.BatchNorm2d: over the images of a batch, channel by channel."""

    num_features: int
    eps: float = 1e-5
    momentum: float = 0.1
    affine: bool = True
    axes = 3

    def __post_init__(self) -> None:
        check_whole(channels=self.channels)

    @property
    def channels(self) -> int:
        """C."""
        return self.num_features

    @property
    def own_params(self) -> int:
        """2·C."""
        return 2 * self.channels if self.affine else 0

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        if len(input_shape) not in (self.axes, 1 if self.axes == 2 else 3) or input_shape[0] != self.channels:
            raise ValueError(f"x must have {self.channels} channels")
        return input_shape


class BatchNorm1d(BatchNorm2d):
    """torch.nn.BatchNorm1d, of (C,) or (C, L)."""

    axes = 2


@dataclass(frozen=True)
class InstanceNorm2d(BatchNorm2d):
    """torch.nn.InstanceNorm2d: over one channel of one image."""

    affine: bool = False

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape; one element alone has no variance."""
        if prod(input_shape[1:]) == 1:
            raise ValueError("x must have more than one element a channel")
        return super().output_shape(input_shape)


@dataclass(frozen=True)
class GroupNorm(Layer):
    """torch.nn.GroupNorm: over a group of channels of one image."""

    num_groups: int
    num_channels: int
    eps: float = 1e-5
    affine: bool = True

    def __post_init__(self) -> None:
        check_whole(num_groups=self.num_groups, num_channels=self.num_channels)

    @property
    def own_params(self) -> int:
        """2·C."""
        return 2 * self.num_channels if self.affine else 0

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        if input_shape[0] != self.num_channels or self.num_channels % self.num_groups:
            raise ValueError(f"x must have {self.num_channels} channels, in {self.num_groups} equal groups")
        if prod(input_shape) == self.num_groups:
            raise ValueError("x must have more than one element a group: one alone has no variance")
        return input_shape


@dataclass(frozen=True)
class LayerNorm(Layer):
    """torch.nn.LayerNorm: over the last axes, of each token alone."""

    normalized_shape: int | tuple
    eps: float = 1e-5
    elementwise_affine: bool = True
    bias: bool = True

    def __post_init__(self) -> None:
        for size in self.shape:
            check_whole(normalized_shape=size)

    @property
    def shape(self) -> tuple:
        """The axes that are normalized."""
        shape = self.normalized_shape
        return tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)

    @property
    def affine(self) -> bool:
        """Whether there is a scale."""
        return self.elementwise_affine

    @property
    def own_params(self) -> int:
        """2·D, or D without a shift."""
        return prod(self.shape) * (1 + self.bias) if self.elementwise_affine else 0

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        if input_shape[-len(self.shape):] != self.shape:
            raise ValueError(f"x must be (…, {', '.join(map(str, self.shape))})")
        return input_shape


class RMSNorm(LayerNorm):
    """torch.nn.RMSNorm: without mean and without shift."""

    @property
    def own_params(self) -> int:
        """D."""
        return prod(self.shape) if self.elementwise_affine else 0
