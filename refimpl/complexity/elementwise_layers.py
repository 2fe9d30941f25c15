"""Elementwise layers (逐元素层): activations, softmax, and what leaves the values as they are.

    y[i] = f(x[i])         ReLU max(0, x) · GELU x·Φ(x) · SiLU x·σ(x) · hardswish x·min(max(x + 3, 0), 6)/6 …

At inference dropout and stochastic depth do nothing.  Flatten and Permute only say how the same numbers are read.

Shapes   y as x, but for Flatten and Permute
Cost     no MACs; no parameters, but PReLU's slope
Source   the functions in activations.py; PyTorch's torch.nn; Huang et al. 2016, "Deep networks with stochastic depth"
Checked  torch.nn: shapes and parameters
Beware   Counters book ReLU by its elements, some of them ReLU6, few SiLU, hardly any hardswish.
"""
from dataclasses import dataclass
from math import prod

from refimpl.complexity.layer import Layer

__all__ = ["ELU", "GELU", "Dropout", "Elementwise", "Flatten", "Hardsigmoid", "Hardswish", "Identity", "LeakyReLU",
           "PReLU", "Permute", "ReLU", "ReLU6", "SiLU", "Sigmoid", "Softmax", "StochasticDepth", "Tanh"]


@dataclass(frozen=True)
class Elementwise(Layer):
    """y[i] = f(x[i])."""

    inplace: bool = False

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        return input_shape


class ReLU(Elementwise):
    """max(0, x)."""


class ReLU6(Elementwise):
    """min(max(0, x), 6)."""


class LeakyReLU(Elementwise):
    """x where it is positive, a hundredth of it elsewhere."""


class ELU(Elementwise):
    """x where it is positive, eˣ − 1 elsewhere."""


class GELU(Elementwise):
    """x·Φ(x)."""


class SiLU(Elementwise):
    """x·σ(x)."""


class Sigmoid(Elementwise):
    """σ(x) = 1/(1 + e⁻ˣ)."""


class Tanh(Elementwise):
    """(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)."""


class Hardswish(Elementwise):
    """x·min(max(x + 3, 0), 6)/6."""


class Hardsigmoid(Elementwise):
    """min(max(x + 3, 0), 6)/6."""


class Identity(Elementwise):
    """x."""


@dataclass(frozen=True)
class PReLU(Elementwise):
    """x where it is positive, a learned share of it elsewhere."""

    num_parameters: int = 1

    def __init__(self, num_parameters: int = 1) -> None:
        super().__init__()
        object.__setattr__(self, "num_parameters", num_parameters)

    @property
    def own_params(self) -> int:
        """A slope for all, or one a channel."""
        return self.num_parameters


@dataclass(frozen=True)
class Dropout(Elementwise):
    """x, at inference."""

    inplace: bool = False
    p: float = 0.5

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__(inplace)
        object.__setattr__(self, "p", p)


class StochasticDepth(Dropout):
    """x, at inference: torchvision.ops.StochasticDepth."""


@dataclass(frozen=True)
class Softmax(Elementwise):
    """eˣ/Σeˣ along an axis, counted with the batch as in PyTorch."""

    dim: int = -1

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        object.__setattr__(self, "dim", dim)

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
        start = self.start_dim - 1 if self.start_dim > 0 else self.start_dim % len(input_shape)
        end = (self.end_dim - 1 if self.end_dim > 0 else self.end_dim) % len(input_shape)
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
