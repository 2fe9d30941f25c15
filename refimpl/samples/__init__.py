"""Two small photographs that come with the package, for the examples (LICENCES.txt says whose they are)."""
from pathlib import Path

import numpy as np

__all__ = ["clock", "load", "microaneurysms", "names"]


def clock() -> np.ndarray:
    """Return a clock photographed by a moving camera, and dull: no level below 99, uint8.

    >>> clock().shape, clock().dtype.name
    ((300, 400), 'uint8')
    """
    return load("clock")


def microaneurysms() -> np.ndarray:
    """Return a detail of a retina, pale, with a few dark dots that are hard to see: uint8.

    >>> microaneurysms().shape, microaneurysms().dtype.name
    ((102, 102), 'uint8')
    """
    return load("microaneurysms")


def load(name: str) -> np.ndarray:
    """Return the photograph of that name.  ValueError if there is none."""
    if name not in names():
        raise ValueError(f"name must be one of {', '.join(names())}, got {name!r}")
    with np.load(Path(__file__).parent / f"{name}.npz") as file:
        return file["image"]


def names() -> list:
    """Return the names of the photographs.

    >>> names()
    ['clock', 'microaneurysms']
    """
    return sorted(path.stem for path in Path(__file__).parent.glob("*.npz"))
