"""View layers (视图层): what changes no value, and costs nothing.

    identity, dropout, stochastic depth    y = x, at inference          flatten, permute    y holds the numbers of x

Flatten and Permute only say how the same numbers are read: PyTorch makes a view of them.  Dropout and stochastic depth
act in training alone.  They stand here since they are modules, with lines of their own in a table.

Shapes   y as x;  Flatten (C, H, W)  →  (C·H·W,);  Permute the sizes in another order
Cost     none
Source   PyTorch's torch.nn; Srivastava et al. 2014, "Dropout"; Huang et al. 2016, "Deep networks with stochastic depth"
Checked  torch.nn and torch.permute: shapes
Beware   Axes are counted with the batch, as PyTorch's arguments are: start_dim=1 is C.
"""
from dataclasses import dataclass
from math import prod

from refimpl.complexity.layer import Layer

__all__ = ["Dropout", "Flatten", "Identity", "Permute", "Same", "StochasticDepth"]


class Same(Layer):
    """y = x."""

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        return input_shape


class Identity(Same):
    """x."""


@dataclass(frozen=True)
class Dropout(Same):
    """x, at inference."""

    p: float = 0.5
    inplace: bool = False


@dataclass(frozen=True)
class StochasticDepth(Same):
    """x, at inference: torchvision.ops.StochasticDepth."""

    p: float = 0.5
    mode: str = "row"


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
