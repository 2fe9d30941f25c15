"""One picture for any function of an image: before, after, and the histogram of each."""
import ast
import importlib
import inspect
import textwrap
from pathlib import Path

import numpy as np

from refimpl import samples
from refimpl.imaging.histogram import histogram
from refimpl.reader.contents import find

INK, PALE = "#1f4e79", "#d9d9d9"
BARS = 4                                           # a result of at most this many rows is a table, not an image


def demonstrate(name: str, picture: str, settings: list, output: Path) -> None:
    """Write the picture of what the function makes of an image file, or of an embedded photograph.

    Raises LookupError, ValueError or TypeError if there is no such function, or it cannot be shown.
    """
    function = function_of_an_image(name)
    arguments = parse_settings(function, settings)
    missing = [p.name for p in parameters(function)[1:] if p.default is p.empty and p.name not in arguments]
    if missing:
        raise ValueError(f"{name} needs {', '.join(missing)}: give it by --set {missing[0]}=VALUE")
    for image in read_image(picture):
        try:
            result = function(image, **arguments)
            break
        except (TypeError, ValueError) as error:
            refused = error
    else:
        raise refused
    if isinstance(result, (tuple, list)):
        raise ValueError(f"{name} returns {len(result)} results: that is no picture")
    draw(name, image, np.asarray(result), arguments, output)


def function_of_an_image(name: str):  # type: ignore[no-untyped-def]
    """Return the function of that name.  ValueError if its first parameter is not `image`."""
    concept = find(name)
    module = importlib.import_module(concept.module)
    function = getattr(module, name.rpartition(".")[2], None)
    if not inspect.isfunction(function):
        raise ValueError(f"{name} is a concept; show one of its functions: {', '.join(concept.names)}")
    if not parameters(function) or parameters(function)[0].name != "image":
        raise ValueError(f"{name} is not a function of an image: {name}{inspect.signature(function)}")
    return function


def parameters(function) -> list:  # type: ignore[no-untyped-def]
    """Return the parameters of a function, in order."""
    return list(inspect.signature(function).parameters.values())


def parse_settings(function, settings: list) -> dict:  # type: ignore[no-untyped-def]
    """Return the keyword arguments that NAME=VALUE strings stand for; VALUE is a Python literal, or else a string."""
    known, arguments = {p.name: p for p in parameters(function)[1:]}, {}
    for setting in settings:
        name, _, text = setting.partition("=")
        if name not in known or not text:
            names = ", ".join(known) or "none here"
            raise ValueError(f"--set takes NAME=VALUE with NAME one of {names}, got {setting}")
        try:
            value = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            value = text
        arguments[name] = np.array(value) if known[name].annotation is np.ndarray else value
    return arguments


def read_image(name: str) -> list:
    """Return an embedded photograph or the picture in a file, as arrays to try in turn: in colour if any, then grey."""
    if name in samples.names():
        return [samples.load(name)]
    from PIL import Image, ImageOps
    with Image.open(name) as file:
        opened = ImageOps.exif_transpose(file)
        if opened.mode in ("L", "I;16"):
            return [np.asarray(opened)]
        return [np.asarray(opened.convert(mode)) for mode in (["L"] if opened.mode in ("1", "LA") else ["RGB", "L"])]


def draw(name: str, before: np.ndarray, after: np.ndarray, arguments: dict, output: Path) -> None:
    """Draw both arrays, and under each its histogram."""
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt
    if not (is_picture(after) or after.ndim == 1 or (after.ndim == 2 and len(after) <= BARS)):
        raise ValueError(f"{name} returns an array of shape {after.shape}: that is no picture")
    height = 9 * before.shape[0] / before.shape[1] / 2
    figure, axes = plt.subplots(2, 2, figsize=(9, min(max(height, 1.5), 8) + 1.6), layout="constrained",
                                height_ratios=(max(height, 1.5), 1.2))
    shown = ", ".join(["image", *(f"{key}={value}" for key, value in arguments.items())])
    titles = "before", textwrap.shorten(f"{name}({shown})", 60)
    for column, title, array in ((0, titles[0], before), (1, titles[1], after)):
        axes[0, column].set_title(title)
        (draw_picture if is_picture(array) else draw_table)(axes[0, column], array)
        draw_histogram(axes[1, column], array)
    figure.savefig(output, dpi=110, metadata={"Software": None} if output.suffix == ".png" else None)
    plt.close(figure)


def is_picture(array: np.ndarray) -> bool:
    """Tell whether an array is (H, W) or (H, W, 3), and not a table of a few rows."""
    return (array.ndim == 2 and len(array) > BARS) or (array.ndim == 3 and array.shape[2] == 3)


def draw_picture(axes, array: np.ndarray) -> None:  # type: ignore[no-untyped-def]
    """Draw an image; integers from black to white over all their levels, floats from the smallest to the largest."""
    whole = array.dtype.kind == "u"
    top = np.iinfo(array.dtype).max if whole else 1
    axes.imshow(array / top if array.ndim == 3 else array, cmap="gray", vmin=0 if whole else None,
                vmax=top if whole else None, interpolation="nearest" if min(array.shape[:2]) < 100 else "antialiased")
    axes.set_axis_off()


def draw_table(axes, array: np.ndarray) -> None:  # type: ignore[no-untyped-def]
    """Draw one row as bars, several as lines."""
    if array.ndim == 1:
        axes.bar(np.arange(array.size), array, width=1, color=INK)
    else:
        axes.plot(array.T)


def draw_histogram(axes, array: np.ndarray) -> None:  # type: ignore[no-untyped-def]
    """Draw the histogram of all values, 256 bins, and behind it the cumulative one."""
    if not is_picture(array):
        axes.set_axis_off()
        return
    values = array.astype(np.uint8) if array.dtype == bool else array
    counts = histogram(values[np.isfinite(values)] if values.dtype.kind == "f" else values)
    axes.fill_between(np.arange(256), counts.cumsum() / counts.sum() * counts.max(), color=PALE, label="cumulative")
    axes.bar(np.arange(256), counts, width=1, color=INK)
    axes.set(xlim=(-0.5, 255.5), yticks=[], xticks=[])
    axes.set_xlabel("darkest → brightest")
