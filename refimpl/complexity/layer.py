"""Layer (层的定义): what maps shapes to a shape; a network is a layer that calls layers.

    y = layer.output_shape(x)          y = network.forward(call, x),   call(layer, x) in place of layer(x)

What a layer costs depends on shapes alone, so a layer is a description: frozen arguments, and three answers: shape,
parameters, multiply-accumulates.  What PyTorch refuses is refused here, too, but for a list in a tuple's place and 0 or
1 in a flag's.  A network runs on shapes as on arrays: `forward` calls its parts through `call`, which sees every step.

A layer is itself, not its arguments: the same object called three times is one layer, with one set of parameters and
three times the work; two equal objects are two layers.  Names are those that PyTorch would give, the path of fields
that leads to the layer first, `layer1.0.conv1`; a part whose name begins with _ has the name of the network around it.

Shapes   without the batch: an image (C, H, W), a sequence (T, D), tokens (T,)
Cost     some microseconds per layer: nothing is computed
Source   PyTorch's torch.nn.Module: parameters, named_modules
Checked  torch.nn and torchvision: parameters, names
Beware   A layer made on the spot, call(ReLU(), x), is a function, as torch.nn.functional.relu(x) is: it does the work
         of a module (模块), but many a counter overlooks it.  What stands in the tree is a module.
"""
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from refimpl.arguments import as_choice, real_numbers

__all__ = ["Caller", "Layer", "Network", "named_layers"]
PLAIN = {int, float, bool, str, type(None)}      # types of what is Python's own, and has no parts


@dataclass(frozen=True)
class Layer:
    """What maps shapes to a shape.  A layer says its output_shape and, where there are any, own_params and macs."""

    form = "function"                            # how it is called when it is not a module
    whole = False                                # is it one line of a table, whatever it calls?
    axes = 2                                     # of the image, where there is one

    def __post_init__(self) -> None:
        """Make the arguments Python's own, whose int never overflows, and check them: equal plain ones only once."""
        fields = vars(self)
        if PLAIN.issuperset(map(type, fields.values())):
            _check_once(type(self), **fields)  # type: ignore[arg-type]
        else:
            fields.update({name: _plain(value) for name, value in fields.items()})
            _check(self)

    def check(self) -> None:
        """Raise ValueError or TypeError for arguments that PyTorch refuses."""

    def each(self, value: object) -> tuple:
        """Return the value once for each axis of the image, or the tuple that it is."""
        return value if isinstance(value, tuple) else (value,) * self.axes

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

    def forward(self, call: "Caller", *inputs: tuple) -> tuple:
        """Return the shape that comes out, after having called the parts."""
        return self.output_shape(*inputs)


class Caller:
    """What networks call their parts with: y = call(layer, x).  This one only asks for the shape."""

    def __call__(self, layer: Layer, *inputs: tuple, form: str | None = None) -> tuple:
        """Return the layer's output shape; form says how it is called, if not as a module or on the spot."""
        return layer.output_shape(*inputs)


class Network(Layer):
    """A layer of layers: it calls its parts, in `forward`.  Its parts are those of its fields that are layers."""

    def children(self) -> dict:
        """Return {field: part}."""
        return {name: part for name, part in vars(self).items() if isinstance(part, Layer)}

    def output_shape(self, *input_shapes: tuple) -> tuple:
        """Return the shape that comes out."""
        return self.forward(Caller(), *input_shapes)

    def __repr__(self) -> str:
        parts = [f"  ({name}): {part!r}".replace("\n", "\n  ") for name, part in self.children().items()]
        return "\n".join([f"{type(self).__name__}(", *parts, ")"]) if parts else f"{type(self).__name__}()"


def named_layers(model: "Layer") -> dict:
    """Return {id: (name, layer)} of a model and its parts, each once, under its first name.  TypeError for no model.

    >>> model, part = type("Parts", (Layer,), {"children": lambda self: vars(self)})(), Layer()
    >>> vars(model).update(first=part, second=Layer(), again=part)
    >>> [name for name, _ in named_layers(model).values()]
    ['', 'first', 'second']
    """
    if not isinstance(model, Layer):
        raise TypeError(f"model must be a layer or a network of layers, got {model!r:.60}")
    found: dict = {}

    def visit(layer: "Layer", name: str) -> None:
        if id(layer) not in found:
            found[id(layer)] = name, layer
            for part, child in layer.children().items():
                visit(child, name if part.startswith("_") else f"{name}.{part}".strip("."))

    visit(model, "")
    return found


@lru_cache(4096, typed=True)
def _check_once(kind: type, /, **fields: object) -> None:
    """Raise what a layer of this class raises for these arguments; what it takes is remembered."""
    layer: Layer = object.__new__(kind)
    vars(layer).update(fields)
    _check(layer)


def _check(layer: Layer) -> None:
    """Raise ValueError or TypeError for a rate that is not finite, a flag that is none, and what check refuses."""
    for name, field in layer.__dataclass_fields__.items():
        value = getattr(layer, name)
        if field.type is bool:
            as_choice((True, False), **{name: value})
        elif field.type is float or (field.type == float | None and value is not None):
            real_numbers(**{name: value})
    layer.check()


def _plain(value: object) -> object:
    """Return NumPy's numbers as Python's, lists and arrays as tuples, and all else as it is."""
    value = value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
    return tuple(map(_plain, value)) if isinstance(value, (list, tuple)) else value
