"""Norm layers (归一化层): batch, layer, group, instance and RMS norm, as data.

    y = (x − μ)/√(σ² + ε) · w + b        what μ and σ are taken over is where they differ;  RMS: μ = 0, and no b

Shapes   y as x: (C,) or (C, L), (C, H, W), (C, …) for group norm, (…, D) for layer and RMS norm
Cost     parameters 2·C, C without b, none without w;  no MACs: there is one product per element, and nothing is summed
Source   Ioffe & Szegedy 2015 (batch), Ba et al. 2016 (layer), Ulyanov et al. 2016 (instance), Wu & He 2018 (group),
         Zhang & Sennrich 2019 (RMS); PyTorch's torch.nn
Checked  torch.nn, keras.layers: parameters and shapes
Beware   Mean and variance of a batch norm are buffers: stored, not learnt, and not counted here.
"""
from dataclasses import dataclass
from math import prod

from refimpl.arguments import real_numbers, whole_numbers
from refimpl.complexity.layer import Layer

__all__ = ["BatchNorm1d", "BatchNorm2d", "GroupNorm", "InstanceNorm2d", "LayerNorm", "RMSNorm"]


@dataclass(frozen=True)
class BatchNorm2d(Layer):
    """torch.nn.BatchNorm2d: over all places of all images of a batch, channel by channel."""

    num_features: int
    eps: float = 1e-5
    momentum: float | None = 0.1
    affine: bool = True
    ranks = range(3, 4)                          # how many axes x may have

    def check(self) -> None:
        whole_numbers(num_features=self.num_features)
        real_numbers(0, eps=self.eps)

    @property
    def own_params(self) -> int:
        """2·C, or 0 without scale and shift."""
        return 2 * self.num_features if self.affine else 0

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        if len(input_shape) not in self.ranks or input_shape[0] != self.num_features:
            raise ValueError(f"x must have {self.num_features} channels")
        return input_shape


class BatchNorm1d(BatchNorm2d):
    """torch.nn.BatchNorm1d, of (C,) or (C, L)."""

    ranks = range(1, 3)


@dataclass(frozen=True)
class InstanceNorm2d(BatchNorm2d):
    """torch.nn.InstanceNorm2d: over one channel of one image."""

    affine: bool = False

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape; one element alone has no variance."""
        if prod(input_shape[1:]) == 1:
            raise ValueError("x must have more than one element per channel")
        return super().output_shape(input_shape)


@dataclass(frozen=True)
class GroupNorm(Layer):
    """torch.nn.GroupNorm: over a group of channels of one image."""

    num_groups: int
    num_channels: int
    eps: float = 1e-5
    affine: bool = True

    def check(self) -> None:
        G, C = whole_numbers(num_groups=self.num_groups, num_channels=self.num_channels)
        if C % G:
            raise ValueError(f"num_groups must divide num_channels, got {G} and {C}")
        real_numbers(0, eps=self.eps)

    @property
    def own_params(self) -> int:
        """2·C, or 0 without scale and shift."""
        return 2 * self.num_channels if self.affine else 0

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        if not input_shape or input_shape[0] != self.num_channels:
            raise ValueError(f"x must have {self.num_channels} channels")
        if prod(input_shape) == self.num_groups:
            raise ValueError("x must have more than one element per group: one alone has no variance")
        return input_shape


@dataclass(frozen=True)
class RMSNorm(Layer):
    """torch.nn.RMSNorm: over the last axes, of each token alone; without mean and without shift."""

    normalized_shape: int | tuple
    eps: float | None = None                     # the dtype's own
    elementwise_affine: bool = True

    def check(self) -> None:
        if not self.shape:
            raise ValueError("normalized_shape must name at least one axis, got ()")
        for size in self.shape:
            whole_numbers(normalized_shape=size)
        real_numbers(0, eps=self.eps or 0)

    @property
    def shape(self) -> tuple:
        """The axes that are normalized."""
        return self.normalized_shape if isinstance(self.normalized_shape, tuple) else (self.normalized_shape,)

    @property
    def affine(self) -> bool:
        """Whether there is a scale."""
        return self.elementwise_affine

    @property
    def own_params(self) -> int:
        """D, the product of the axes, or 0 without a scale."""
        return prod(self.shape) if self.elementwise_affine else 0

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        if input_shape[-len(self.shape):] != self.shape:
            raise ValueError(f"x must be (…, {', '.join(map(str, self.shape))})")
        return input_shape


@dataclass(frozen=True)
class LayerNorm(RMSNorm):
    """torch.nn.LayerNorm: with mean and shift."""

    eps: float = 1e-5
    bias: bool = True

    @property
    def own_params(self) -> int:
        """2·D, D without a shift, or 0 without a scale."""
        return super().own_params * (1 + self.bias)
