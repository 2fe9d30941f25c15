"""Tracing (追踪): a network is run on the shape of its input, and every call is written down.

    y = call(layer, x)              x and y are shapes;  the call goes into the ledger (账本)

What a network costs depends on shapes alone, so nothing needs to be computed.  A layer says which shape it makes of
which; a network calls its layers, on shapes, as it would on arrays.  What comes out is a tree: the call of the network
holds the calls that it made, in order, and these hold theirs.  All counting is done on this tree afterwards.

A layer is itself, not its arguments: the same object called three times is one layer, with one set of parameters and
three times the work; two equal objects are two layers.  Names are those that PyTorch would give: the path of fields
that leads to the layer first, `layer1.0.conv1`.  A name that begins with _ is left out of the path.

Shapes   without the batch: an image (C, H, W), a sequence (T, D), tokens (T,)
Cost     some microseconds a call
Source   Griewank & Walther 2008, "Evaluating derivatives", §2 (the evaluation trace); PyTorch's names of modules
Checked  the traces of nine torchvision networks, recorded with torch.fx: every shape, name and order
Beware   A layer made on the spot, call(ReLU(), x), is a function, as torch.nn.functional.relu(x) is: it does the work of
         a module, but many a counter overlooks it.  What is a module (模块) is decided by standing in the tree.
"""
from dataclasses import dataclass

import numpy as np

__all__ = ["Call", "Layer", "Ledger", "Network", "ShapeError", "named_layers", "trace"]


@dataclass(frozen=True)
class Layer:
    """What maps shapes to a shape.  A layer says its output_shape and, where there are any, own_params and macs."""

    form = "function"                            # how it is called when it is not a module

    def output_shape(self, *input_shapes: tuple) -> tuple:
        """Return the shape that comes out."""
        raise NotImplementedError(f"{type(self).__name__} does not say its output_shape")

    def macs(self, inputs: tuple, output: tuple) -> int:
        """Return the multiply-accumulates between these shapes."""
        return 0

    @property
    def own_params(self) -> int:
        """The number of parameters of the layer itself, without those of its parts."""
        return 0

    @property
    def params(self) -> int:
        """The number of parameters, each layer's once, called or not."""
        return sum(layer.own_params for _, layer in named_layers(self).values())

    def children(self) -> dict:
        """Return {name: part}."""
        return {}

    def forward(self, call: object, *inputs: tuple) -> tuple:
        """Return the output's shape."""
        return self.output_shape(*inputs)


class Network(Layer):
    """A layer of layers: it calls its parts, in `forward`.  Its parts are those of its fields that are layers."""

    whole = False                                # is it one line of a table, whatever it calls?

    def children(self) -> dict:
        """Return {field: part}."""
        return {name: part for name, part in vars(self).items() if isinstance(part, Layer)}

    def output_shape(self, *input_shapes: tuple) -> tuple:
        """Return the shape that comes out."""
        return trace(self, *input_shapes).output


class ShapeError(ValueError):
    """A shape that a layer cannot take."""


@dataclass(frozen=True)
class Call:
    """One line of the ledger."""

    name: str                                    # where the layer stands, "layer1.0.conv1"
    layer: Layer
    inputs: tuple                                # of shapes
    output: tuple
    form: str                                    # "module", "function" F.relu(x), "torch" torch.add, "operator" x + y
    again: int                                   # how often the layer had been called before
    macs: int
    inner: tuple | None                          # the calls that it makes, None for a single layer

    @property
    def kind(self) -> str:
        """The name of the layer's class."""
        return type(self.layer).__name__

    def rows(self) -> list:
        """Return the lines of a table: the single layers, and networks that count as a whole."""
        if self.inner is None or self.layer.whole:
            return [self]
        return [row for call in self.inner for row in call.rows()]

    def operations(self) -> list:
        """Return the single layers, those inside a whole, too: what is executed in the end."""
        return [self] if self.inner is None else [leaf for call in self.inner for leaf in call.operations()]


class Ledger:
    """What is called like the layers, and writes it down: y = call(layer, x)."""

    def __init__(self, names: dict) -> None:
        self.names, self.times, self.calls, self.where = names, {}, [], ""

    def __call__(self, layer: Layer, *inputs: tuple, form: str | None = None) -> tuple:
        """Return the layer's output shape, and add the call, with those that it makes, to the ledger."""
        calls, where = self.calls, self.where
        kind, stands = type(layer).__name__, self.names.get(id(layer))
        name = stands[0] if stands else f"{where}.{kind.lower()}".strip(".")
        self.calls, self.where = [], name
        try:
            output = layer.forward(self, *inputs)
        except ShapeError:
            raise
        except ValueError as error:
            took = " and ".join(map(str, inputs))
            raise ShapeError(f"{name or 'the model'}, a {kind}, cannot take {took}: {error}") from error
        inner = tuple(self.calls) if isinstance(layer, Network) else None
        macs = layer.macs(inputs, output) if inner is None else sum(call.macs for call in inner)
        again = self.times[id(layer)] = self.times.get(id(layer), -1) + 1
        calls.append(Call(name, layer, inputs, output, form or ("module" if stands else layer.form), again, macs, inner))
        self.calls, self.where = calls, where
        return output


def named_layers(model: Layer) -> dict:
    """Return {id: (name, layer)} of the model and all its parts, each once, under its first name.

    >>> from refimpl.complexity.layers import Linear, Sequential
    >>> shared = Linear(4, 4)
    >>> [name for name, _ in named_layers(Sequential(first=shared, second=Sequential(shared, Linear(4, 2)))).values()]
    ['', 'first', 'second', 'second.1']
    """
    found: dict = {}

    def visit(layer: Layer, name: str) -> None:
        if id(layer) not in found:
            found[id(layer)] = name, layer
            for part, child in layer.children().items():
                visit(child, _path(name, part))

    visit(model, "")
    return found


def _path(parent: str, name: str) -> str:
    """Return the name of a part of what is called `parent`."""
    return parent if name.startswith("_") else f"{parent}.{name}".strip(".")


def trace(model: Layer, *input_shapes: tuple) -> Call:
    """Return the call of the model on inputs of these shapes, with all that it calls inside.

    Raises ShapeError, a ValueError, with the name of the layer, where a shape does not fit.

    >>> from refimpl.complexity.layers import Linear, Sequential
    >>> [(call.name, call.output) for call in trace(Sequential(Linear(3, 5), Linear(5, 2)), (3,)).rows()]
    [('0', (5,)), ('1', (2,))]
    """
    if not isinstance(model, Layer):
        raise TypeError(f"model must be a layer or a network of layers, got {type(model).__name__}")
    shapes = tuple((shape,) if isinstance(shape, int) else tuple(shape) for shape in input_shapes)
    for shape in shapes:
        if not all(isinstance(size, (int, np.integer)) and not isinstance(size, bool) and size > 0 for size in shape):
            raise ShapeError(f"input_shape must hold whole numbers of at least 1, got {shape}")
    ledger = Ledger(named_layers(model))
    ledger(model, *(tuple(map(int, shape)) for shape in shapes))
    return ledger.calls[0]
