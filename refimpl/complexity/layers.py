"""Layers (层): networks as data, put together from layers with PyTorch's names and arguments.

    Sequential   y = fₙ(… f₁(x))               Residual   y = f(x) + s(x)
    Concat       y = [f₁(x), f₂(x), …]          Product    y = f₁(x) ∘ f₂(x)

With these four most architectures are one expression.  Skip is the input itself: the s of a residual block, the first
branch of a DenseNet's or a U-Net's concatenation.  A Parameter is a branch that needs no input:
Concat(Parameter((1, 768)), Skip()) puts a class token before a sequence, Residual(Skip(), Parameter((197, 768))) adds a
position embedding, Product(Parameter((96, 1, 1)), body) scales channels.  The single layers stand in files of their
own, Conv2d and Linear in weighted_layers, and can be imported from here, too.

Shapes   those of the branches;  Concat adds the sizes of one axis
Cost     of the joint: an addition or a multiplication per element, or a copy
Source   He et al. 2016, "Deep residual learning", eq. 1-2; Szegedy et al. 2015, "Going deeper", fig. 2; Hu et al. 2018,
         "Squeeze-and-excitation networks", eq. 4; Huang et al. 2017, "Densely connected networks", eq. 2
Checked  torch.nn.Sequential, and the networks of the zoo
Beware   Parts without a name are numbered in a Sequential, as in PyTorch, but not in the others.
"""
from dataclasses import dataclass
from math import prod

# ruff: noqa: F401  all layers can be imported from here
from refimpl.arguments import whole_numbers
from refimpl.complexity.elementwise_layers import (ELU, GELU, Hardsigmoid, Hardswish, LeakyReLU, PReLU, ReLU, ReLU6,
                                                   Sigmoid, SiLU, Softmax, Tanh)
from refimpl.complexity.joining_layers import Add, Bmm, Cat, Einsum, Matmul, Mul, ScaledDotProductAttention
from refimpl.complexity.layer import Caller, Layer, Network
from refimpl.complexity.norm_layers import BatchNorm1d, BatchNorm2d, GroupNorm, InstanceNorm2d, LayerNorm, RMSNorm
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, AvgPool2d, MaxPool2d, Mean, Upsample
from refimpl.complexity.sequence_layers import LSTM, Embedding, MultiheadAttention
from refimpl.complexity.view_layers import Dropout, Flatten, Identity, Permute, Skip, StochasticDepth
from refimpl.complexity.weighted_layers import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Linear

__all__ = ["Auxiliary", "Concat", "Functional", "Parameter", "Product", "Residual", "Sequential"]


@dataclass(frozen=True, init=False, repr=False)
class Sequential(Network):
    """One layer after the other; positional ones are numbered, Sequential(conv1=…, bn1=…) gives names."""

    layers: tuple                                # of (name, layer)

    def __init__(self, *layers: Layer, **named: Layer) -> None:
        object.__setattr__(self, "layers", _named_parts("", layers, named))

    def children(self) -> dict:
        """Return {name: layer}."""
        return dict(self.layers)

    def forward(self, call: Caller, *x: tuple) -> tuple:
        """Return fₙ(… f₁(x))."""
        for _, layer in self.layers:
            x = (call(layer, *x),)
        [y] = x
        return y


@dataclass(frozen=True)
class Parameter(Network):
    """A learned array that belongs to the network around it: class token, position embedding, layer scale."""

    shape: tuple

    def check(self) -> None:
        for size in self.shape if isinstance(self.shape, tuple) else [None]:
            whole_numbers(shape=size)

    @property
    def own_params(self) -> int:
        """The number of its elements."""
        return prod(self.shape)

    def forward(self, call: Caller, *x: tuple) -> tuple:
        """Return its shape, whatever x is."""
        return self.shape


@dataclass(frozen=True)
class Functional(Network):
    """A layer called as a function: torch.nn.functional.relu(x) instead of torch.nn.ReLU()(x); it has no parameters."""

    layer: Layer

    def children(self) -> dict:
        """Return nothing: a function is no module."""
        return {}

    def forward(self, call: Caller, *x: tuple) -> tuple:
        """Return the layer's output shape."""
        return call(self.layer, *x)


@dataclass(frozen=True)
class Auxiliary(Network):
    """A head for training only: its parameters are there, but at inference x passes by."""

    _head: Layer

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return x."""
        return x


@dataclass(frozen=True, init=False, repr=False)
class Concat(Network):
    """[f₁(x), f₂(x), …] along an axis, counted without the batch; named branches after those without a name."""

    branches: tuple                              # of (name, layer)
    joint: Layer

    def __init__(self, *branches: Layer, dim: int = 0, **named: Layer) -> None:
        object.__setattr__(self, "branches", _named_parts("_", branches, named))
        object.__setattr__(self, "joint", Cat(dim))

    def children(self) -> dict:
        """Return {name: branch}."""
        return dict(self.branches)

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return what the joint makes of the branches' outputs."""
        return call(self.joint, *[call(branch, x) for _, branch in self.branches])


class Product(Concat):
    """f₁(x) ∘ f₂(x): gates, squeeze-and-excitation, layer scales."""

    def __init__(self, *branches: Layer, **named: Layer) -> None:
        super().__init__(*branches, **named)  # type: ignore[arg-type]
        object.__setattr__(self, "joint", Mul())


class Residual(Concat):
    """f(x) + s(x); the shortcut s is x itself unless one is given."""

    def __init__(self, body: Layer, shortcut: Layer | None = None) -> None:
        super().__init__(body, Skip() if shortcut is None else shortcut)
        object.__setattr__(self, "joint", Add())


def _named_parts(prefix: str, layers: tuple, named: dict) -> tuple:
    """Return the (name, layer) pairs.  TypeError unless they are layers, ValueError for a name that cannot be one."""
    numbered = {f"{prefix}{k}": layer for k, layer in enumerate(layers)}
    for name in named:
        if not name or "." in name or name in numbered:
            raise ValueError(f"{name!r} cannot be the name of a part: it is empty, has a dot, or there is another")
    for name, layer in {**numbered, **named}.items():
        if not isinstance(layer, Layer):
            raise TypeError(f"{name.strip('_')} must be a layer, got {layer!r:.60}")
    return (*numbered.items(), *named.items())
