"""Tracing (追踪): a network is run on the shape of its input, and every call is written down.

    y = call(layer, x)              x and y are shapes;  the call goes into the ledger (账本)

What comes out is a tree: the call of the network holds the calls that it made, in order, and these hold theirs.  Each
call knows its MACs; all other counting is done on this tree afterwards: a summary lists its lines, a convention adds up
what it sees of them.

Shapes   without the batch: an image (C, H, W), a sequence (T, D), tokens (T,)
Cost     about five microseconds per call
Source   Griewank & Walther 2008, "Evaluating derivatives": the evaluation trace
Checked  the traces of nine torchvision networks, recorded with torch.fx: every shape, name and order; what the
         hooks of torch.nn see of networks that are drawn
Beware   Lines and operations are not the same: a multi-head attention is one line, but several operations, two linear
         layers and between them a fused attention, or two products and a softmax.
"""
from dataclasses import dataclass

from refimpl.arguments import as_shape
from refimpl.complexity.layer import Caller, Layer, Network, named_layers

__all__ = ["Call", "Ledger", "ShapeError", "trace"]


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

    @staticmethod
    def check(call: object) -> None:
        """Raise TypeError unless it is a call."""
        if not isinstance(call, Call):
            raise TypeError(f"call must be one that trace returns, got {call!r:.60}")

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


class Ledger(Caller):
    """What is called like the layers, and writes it down: y = call(layer, x)."""

    def __init__(self, names: dict) -> None:
        self.names, self.where = names, ""
        self.times: dict = {}
        self.calls: list = []

    def __call__(self, layer: Layer, *inputs: tuple, form: str | None = None) -> tuple:
        """Return the layer's output shape, and add the call, with those that it makes, to the ledger."""
        if not isinstance(layer, Layer):
            raise TypeError(f"{self.where or 'the model'} calls what must be a layer, got {layer!r:.60}")
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
        form = form or ("module" if stands else layer.form)
        calls.append(Call(name, layer, inputs, output, form, again, macs, inner))
        self.calls, self.where = calls, where
        return output


def trace(model: Layer, input_shape: tuple, *others: tuple) -> Call:
    """Return the call of the model on an input of that shape, with all that it calls inside; others are further inputs.

    Raises ShapeError, a ValueError, with the name of the layer, where a shape does not fit; TypeError for what is no
    model and no shape, ValueError for what is no size.

    >>> class Twice(Network):                            # calls a layer that it makes on the spot
    ...     def forward(self, call, x):
    ...         return call(Half(), call(Half(), x))
    >>> class Half(Layer):
    ...     def output_shape(self, x):
    ...         return (x[0] // 2,)
    >>> [(call.name, call.inputs, call.output) for call in trace(Twice(), (12,)).rows()]
    [('half', ((12,),), (6,)), ('half', ((6,),), (3,))]
    """
    if not isinstance(model, Layer):
        raise TypeError(f"model must be a layer or a network of layers, got {model!r:.60}")
    ledger = Ledger(named_layers(model))
    shapes = [_checked(shape) for shape in (input_shape, *others)]
    try:
        ledger(model, *shapes)
    except ShapeError as error:
        raise ShapeError(f"input_shape {' and '.join(map(str, shapes))} does not fit: {error}") from error
    return ledger.calls[0]


def _checked(shape: tuple) -> tuple:
    """Return the shape, of Python's integers.  TypeError unless it is a tuple or a list, ValueError unless of sizes."""
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"input_shape must be a tuple, (C, H, W) or (T,), got {shape!r:.60}")
    return as_shape(f"({', '.join('n' * len(shape))})", input_shape=shape) if shape else ()
