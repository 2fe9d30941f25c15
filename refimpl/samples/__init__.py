"""Three small photographs that come with the package, for the examples (LICENCES.txt says whose they are)."""
from pathlib import Path

import numpy as np

__all__ = ["camera", "clock", "load", "microaneurysms", "names"]


def camera() -> np.ndarray:
    """Return a man behind a camera on a tripod, sky and grass, all levels from dark to bright: uint8.

    >>> camera().shape, camera().dtype.name
    ((256, 256), 'uint8')
    """
    return load("camera")


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
    ['camera', 'clock', 'microaneurysms']
    """
    return sorted(path.stem for path in Path(__file__).parent.glob("*.npz"))
