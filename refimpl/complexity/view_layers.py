"""View layers (视图层): what changes no value, and costs nothing.

    identity, dropout, stochastic depth    y = x, at inference          flatten, permute    y holds the numbers of x

Flatten and Permute only say how the same numbers are read: PyTorch makes a view of them, but for a Flatten of axes that
a Permute has put out of order, which it copies.  Dropout and stochastic depth act in training alone.  They stand here
since they are modules, with lines of their own in a table; Skip, the input itself, is none.

Shapes   y as x;  Flatten (C, H, W)  →  (C·H·W,);  Permute the sizes in another order
Cost     none
Source   PyTorch's torch.nn; Srivastava et al. 2014, "Dropout"; Huang et al. 2016, "Deep networks with stochastic depth"
Checked  torch.nn, torch.permute, numpy.transpose, keras.layers: shapes
Beware   Axes are counted with the batch, as PyTorch's arguments are: start_dim=1 is C.
"""
from dataclasses import dataclass
from math import prod

from refimpl.arguments import as_axis, as_choice, as_list, real_numbers, whole_numbers
from refimpl.complexity.elementwise_layers import _axis
from refimpl.complexity.layer import Caller, Layer, Network

__all__ = ["Dropout", "Flatten", "Identity", "Permute", "Same", "Skip", "StochasticDepth"]


class Same(Layer):
    """y = x."""

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the input's shape."""
        return input_shape


class Skip(Network):
    """x itself: no layer, no cost."""

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return x."""
        return x


class Identity(Same):
    """x, whatever arguments there are."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__()


@dataclass(frozen=True)
class Dropout(Same):
    """x, at inference."""

    p: float = 0.5
    inplace: bool = False

    def check(self) -> None:
        real_numbers(0, 1, p=self.p)


@dataclass(frozen=True)
class StochasticDepth(Same):
    """x, at inference: torchvision.ops.StochasticDepth."""

    p: float = 0.5
    mode: str = "row"

    def check(self) -> None:
        real_numbers(0, 1, p=self.p)
        as_choice(("row", "batch"), mode=self.mode)


@dataclass(frozen=True)
class Flatten(Layer):
    """All axes from start_dim to end_dim as one, counted with the batch as in PyTorch."""

    start_dim: int = 1
    end_dim: int = -1

    def check(self) -> None:
        whole_numbers(None, start_dim=self.start_dim, end_dim=self.end_dim)

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (…, product of the rest)."""
        start = _axis(input_shape, start_dim=self.start_dim)
        end = _axis(input_shape, end_dim=self.end_dim)
        if end < start:
            raise ValueError(f"start_dim must not come after end_dim, got {self.start_dim} and {self.end_dim}")
        return (*input_shape[:start], prod(input_shape[start:end + 1]), *input_shape[end + 1:])


@dataclass(frozen=True)
class Permute(Layer):
    """The axes in another order, counted with the batch: torchvision.ops.Permute([0, 2, 3, 1])."""

    dims: tuple

    def check(self) -> None:
        for axis in as_list(dims=self.dims):
            whole_numbers(None, dims=axis)

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return the sizes in the new order."""
        axes = len(input_shape) + 1
        order = [as_axis(axes, dims=axis) for axis in self.dims]
        if sorted(order) != list(range(axes)) or order[0] != 0:
            raise ValueError(f"dims must order the {axes} axes, the batch first, got {self.dims}")
        return tuple(input_shape[axis - 1] for axis in order[1:])
