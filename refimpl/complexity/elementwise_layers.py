"""Elementwise layers (逐元素层): activations, softmax, and what leaves the values as they are.

    y[i] = f(x[i])         ReLU max(0, x) · GELU x·Φ(x) · SiLU x·σ(x) · hardswish x·min(max(x + 3, 0), 6)/6 …

Shapes   y as x, but for Flatten and Permute, which only say how the same numbers are read
Cost     no MACs; no parameters, but PReLU's slope;  dropout and stochastic depth do nothing at inference
Source   the functions in activations.py; PyTorch's torch.nn; Huang et al. 2016, "Deep networks with stochastic depth"
Checked  torch.nn: shapes and parameters
Beware   Counters book ReLU by its elements, some ReLU6, few SiLU, hardly any hardswish.
"""
from dataclasses import dataclass
from math import prod

from refimpl.complexity.layer import Layer

__all__ = ["ELU", "GELU", "Dropout", "Elementwise", "Flatten", "Hardsigmoid", "Hardswish", "Identity", "LeakyReLU",
           "PReLU", "Permute", "ReLU", "ReLU6", "SiLU", "Sigmoid", "Softmax", "StochasticDepth", "Tanh"]


class Elementwise(Layer):
    """y[i] = f(x[i])."""

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        return input_shape


class Sigmoid(Elementwise):
    """σ(x) = 1/(1 + e⁻ˣ)."""


class Tanh(Elementwise):
    """(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)."""


class Identity(Elementwise):
    """x."""


@dataclass(frozen=True)
class ReLU(Elementwise):
    """max(0, x)."""

    inplace: bool = False


class ReLU6(ReLU):
    """min(max(0, x), 6)."""


class SiLU(ReLU):
    """x·σ(x)."""


class Hardswish(ReLU):
    """x·min(max(x + 3, 0), 6)/6."""


class Hardsigmoid(ReLU):
    """min(max(x + 3, 0), 6)/6."""


@dataclass(frozen=True)
class LeakyReLU(Elementwise):
    """x where it is positive, a hundredth of it elsewhere."""

    negative_slope: float = 0.01
    inplace: bool = False


@dataclass(frozen=True)
class ELU(Elementwise):
    """x where it is positive, α·(eˣ − 1) elsewhere."""

    alpha: float = 1.0
    inplace: bool = False


@dataclass(frozen=True)
class GELU(Elementwise):
    """x·Φ(x)."""

    approximate: str = "none"


@dataclass(frozen=True)
class PReLU(Elementwise):
    """x where it is positive, a learned share of it elsewhere; one for all channels, or one for each."""

    num_parameters: int = 1
    init: float = 0.25

    @property
    def own_params(self) -> int:
        """The number of shares."""
        return self.num_parameters


@dataclass(frozen=True)
class Dropout(Elementwise):
    """x, at inference."""

    p: float = 0.5
    inplace: bool = False


@dataclass(frozen=True)
class StochasticDepth(Elementwise):
    """x, at inference: torchvision.ops.StochasticDepth."""

    p: float = 0.5
    mode: str = "row"


@dataclass(frozen=True)
class Softmax(Elementwise):
    """eˣ/Σeˣ along an axis, counted with the batch as in PyTorch."""

    dim: int = -1

    def length(self, shape: tuple) -> int:
        """Return the number of elements that are softmaxed together."""
        return shape[self.dim - 1 if self.dim > 0 else self.dim]


@dataclass(frozen=True)
class Flatten(Layer):
    """All axes from start_dim on as one, counted with the batch as in PyTorch."""

    start_dim: int = 1
    end_dim: int = -1

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (…, product of the rest)."""
        start, end = ((dim - 1 if dim > 0 else dim) % len(input_shape) for dim in (self.start_dim, self.end_dim))
        return (*input_shape[:start], prod(input_shape[start:end + 1]), *input_shape[end + 1:])


@dataclass(frozen=True)
class Permute(Layer):
    """The axes in another order, counted with the batch: torchvision.ops.Permute([0, 2, 3, 1])."""

    dims: tuple

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the sizes in the new order."""
        if sorted(self.dims) != list(range(len(input_shape) + 1)) or self.dims[0] != 0:
            raise ValueError(f"dims must order the {len(input_shape) + 1} axes, the batch first, got {self.dims}")
        return tuple(input_shape[axis - 1] for axis in self.dims[1:])
