"""Elementwise layers (逐元素层): activations, and the softmax, as data.

    y[i] = f(x[i])         ReLU max(0, x) · GELU x·Φ(x) · SiLU x·σ(x) · hardswish x·min(max(x + 3, 0), 6)/6 …

A softmax is none of these, as each y[i] depends on a whole row, but it has the same shape and no parameters either.

Shapes   y as x
Cost     no MACs; no parameters, but PReLU's slope
Source   the functions in activations.py; PyTorch's torch.nn
Checked  torch.nn: shapes and parameters
Beware   Of ten tools five count the elements of a ReLU, three of a SiLU, one of a hardswish, none of a sigmoid.
"""
from dataclasses import dataclass

from refimpl.arguments import as_choice, whole_numbers
from refimpl.complexity.layer import Layer

__all__ = ["ELU", "GELU", "Elementwise", "Hardsigmoid", "Hardswish", "LeakyReLU", "PReLU", "ReLU", "ReLU6", "SiLU",
           "Sigmoid", "Softmax", "Tanh"]


class Elementwise(Layer):
    """y[i] = f(x[i])."""

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        return input_shape


class Sigmoid(Elementwise):
    """σ(x) = 1/(1 + e⁻ˣ)."""


class Tanh(Elementwise):
    """(eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)."""


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
    """x where it is positive, negative_slope times it elsewhere."""

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

    def check(self) -> None:
        as_choice(("none", "tanh"), approximate=self.approximate)


@dataclass(frozen=True)
class PReLU(Elementwise):
    """x where it is positive, a learned share of it elsewhere; one for all channels, or one for each."""

    num_parameters: int = 1
    init: float = 0.25

    def check(self) -> None:
        whole_numbers(num_parameters=self.num_parameters)

    @property
    def own_params(self) -> int:
        """The number of shares."""
        return self.num_parameters

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        if self.num_parameters not in (1, *input_shape[:1]):
            raise ValueError(f"x must have {self.num_parameters} channels, one for each of num_parameters")
        return input_shape


@dataclass(frozen=True)
class Softmax(Elementwise):
    """eˣ/Σeˣ along an axis, counted with the batch as in PyTorch."""

    dim: int = -1

    def check(self) -> None:
        whole_numbers(None, dim=self.dim)

    def length(self, shape: tuple) -> int:
        """Return the number of elements that are softmaxed together."""
        return shape[_axis(shape, dim=self.dim)]

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        self.length(input_shape)
        return input_shape


def _axis(shape: tuple, **named: int) -> int:
    """Return which axis of the shape is meant by a number that counts the batch's, too.  ValueError if none is."""
    [(name, dim)], axes = named.items(), len(shape)
    if dim == 0 or not -axes <= dim <= axes:
        raise ValueError(f"{name} must be one of the {axes} axes behind the batch, got {dim}")
    return dim % (axes + 1) - 1
