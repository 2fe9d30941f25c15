"""What the tests of networks share: the same network in PyTorch, and recorded tables."""
import csv
from pathlib import Path

from refimpl.complexity import layers as nn

DATA = Path(__file__).parent / "data"


def table(name):
    """Return the rows of a recorded table as dicts."""
    with open(DATA / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shape_of(text):
    """Return the shape that a table writes as 1x64x56x56, without the batch."""
    return tuple(map(int, text.split("x")))[1:]


def as_torch(torch, layer, made=None):
    """Return the network as a torch module: single layers by their name and arguments, the same layer as the same module."""
    made = {} if made is None else made
    if id(layer) not in made:
        made[id(layer)] = _made(torch, layer, made)
    return made[id(layer)]


def _made(torch, layer, made):
    """Return a new module."""
    if isinstance(layer, nn.Sequential):
        module = torch.nn.Sequential()
        for name, part in layer.layers:
            module.add_module(name, as_torch(torch, part, made))
        return module
    if isinstance(layer, nn.Functional):
        return Joined(torch, [as_torch(torch, layer.layer, {})], lambda parts: parts[0], hidden=True)
    if isinstance(layer, nn.Skip):
        return Joined(torch, [], lambda parts: parts[0], hidden=True)
    if isinstance(layer, nn.Concat):
        join = {"Add": lambda parts: parts[0] + parts[1], "Mul": lambda parts: parts[0] * parts[1],
                "Cat": lambda parts: torch.cat(parts, 1)}[type(layer.joint).__name__]
        return Joined(torch, [as_torch(torch, part, made) for _, part in layer.branches], join)
    if isinstance(layer, nn.StochasticDepth):
        return torch.nn.Identity()
    return getattr(torch.nn, type(layer).__name__)(**vars(layer))


def Joined(torch, parts, join, hidden=False):
    """Return a module that joins what its parts make of x; hidden parts are no modules of it."""
    class Module(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.parts = [part.to("meta").eval() for part in parts] if hidden else torch.nn.ModuleList(parts)

        def forward(self, x):
            return join([part(x) for part in parts] or [x])
    return Module()
