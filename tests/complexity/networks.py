"""What the tests of networks share: the same network in PyTorch, and recorded tables."""
import csv
from pathlib import Path

from refimpl.peers import networks as peers

DATA = Path(__file__).parent / "data"


def table(name):
    """Return the rows of a recorded table as dicts."""
    with open(DATA / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shape_of(text):
    """Return the shape that a table writes as 1x64x56x56, without the batch."""
    return tuple(map(int, text.split("x")))[1:]


def as_torch(torch, layer):
    """Return the network as a torch module."""
    return peers.as_torch(layer)
