"""The notebooks show what they hold; and their runner notices when one does not."""
import base64
import builtins
import importlib
import os
import re
import sys
import warnings

import numpy as np
import pytest

from tests import notebooks

NUMBERS = "a = 2\nprint('twice', a, 'is', a + a)\na * a"
PICTURE = "import matplotlib.pyplot as plt\nplt.figure(figsize=(2, 1))\nplt.fill_between([0, 1], [0, 1])\nplt.show()"
SECONDS = "import time\ntime.perf_counter()"


@pytest.fixture(autouse=True)
def _installed():
    """What the runner needs, from the extra `book`; with REFIMPL_REQUIRE_ORACLES=1 its lack is a failure."""
    for name in ("IPython", "matplotlib", "nbformat"):
        try:
            importlib.import_module(name)
        except ImportError as error:
            missing = f"{name} is not installed ({error}): python -m pip install '.[book]'"
            (pytest.fail if os.environ.get("REFIMPL_REQUIRE_ORACLES") == "1" else pytest.skip)(missing)


@pytest.mark.parametrize("path", sorted(notebooks.FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_the_notebook_shows_what_it_holds(path):
    import nbformat
    before = path.read_bytes()
    nbformat.validate(nbformat.reads(before.decode(), as_version=4))
    found = notebooks.differences(path)
    assert not found, "\n".join(["", *found])
    assert path.read_bytes() == before


def test_pytorch_refuses_same_padding_with_a_stride(torch):
    """What convolution.ipynb says of it."""
    with pytest.raises(ValueError, match="padding='same' is not supported for strided convolutions"):
        torch.nn.Conv2d(1, 1, 3, stride=2, padding="same")


def test_scikit_image_makes_pixels_and_stretches_in_the_end(exposure):
    """What histograms.ipynb says of it: 0, 0, 2, 0 cut at 1 becomes 1, 0, 1, 1, and the result fills the scale from 0 to 1."""
    from skimage.exposure._adapthist import clip_histogram
    assert clip_histogram(np.array([0, 0, 2, 0]), 1).tolist() == [1, 0, 1, 1]
    dull = np.random.default_rng(0).integers(60, 90, (33, 47)).astype(np.uint8)
    result = exposure.equalize_adapthist(dull, kernel_size=8)
    assert result.min() == 0 and result.max() == 1


@pytest.fixture
def notebook(tmp_path):
    """A small executed notebook: text, numbers, a figure, and what depends on the machine."""
    from nbformat import v4, write
    cells = [v4.new_markdown_cell("# Small"), *map(v4.new_code_cell, (NUMBERS, PICTURE, SECONDS))]
    cells[-1].metadata.tags = ["volatile"]
    write(v4.new_notebook(cells=cells), tmp_path / "small.ipynb")
    assert len(notebooks.differences(tmp_path / "small.ipynb", write=True)) == 2
    return tmp_path / "small.ipynb"


def change(path, old, new):
    """Replace a piece of a file that stands there once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_written_is_what_jupyter_stores(notebook):
    import nbformat
    stored = nbformat.read(notebook, as_version=4)
    nbformat.validate(stored)
    _, numbers, picture, seconds = stored.cells
    assert [output.output_type for output in numbers.outputs] == ["stream", "execute_result"]
    assert numbers.outputs[0].text == "twice 2 is 4\n"
    assert numbers.outputs[1].data == {"text/plain": "4"}
    assert numbers.outputs[1].execution_count == numbers.execution_count == 1
    assert [output.output_type for output in picture.outputs] == ["display_data"]
    png = picture.outputs[0].data["image/png"]
    assert notebooks.pixels(png).shape == (notebooks.DPI, 2 * notebooks.DPI, 3)
    assert b"Software" not in base64.b64decode(png) and b"tIME" not in base64.b64decode(png)
    assert float(seconds.outputs[0].data["text/plain"]) > 0


def test_an_unchanged_notebook_passes_and_is_not_touched(notebook):
    before = notebook.read_bytes()
    assert notebooks.differences(notebook) == []
    assert notebook.read_bytes() == before


@pytest.mark.parametrize("old, new, what", [
    ("'is', a + a", "'is', a * a + 1", r"cell 1: text differs\n  stored: 'twice 2 is 4\\n'\n  now:    'twice 2 is 5\\n'"),
    ('"a * a"', '"a * a * a"', r"cell 1: text differs\n  stored: '4'\n  now:    '8'"),
    ('"a * a"', '"a * a;"', r"cell 1: shows \['stream'\], stored is \['stream', 'execute_result'\]"),
    ("[0, 1])", "[1, 0])", r"cell 2: figure differs by 0\.\d+ on average, allowed is less than 0.01"),
    ("plt.figure(figsize=(2, 1))", "plt.rcParams['savefig.bbox'] = 'tight'; plt.figure(figsize=(2, 1))",
     r"cell 2: figure has shape \(\d+, \d+, 3\), stored is \(90, 180, 3\)"),
    ("plt.show()", "plt.show(); a = plt.figure()", r"cell 2: shows \['display_data', 'display_data'\], stored is .*"),
])
def test_a_change_of_text_or_of_a_figure_alone_is_caught(notebook, old, new, what):
    change(notebook, old, new)
    before = notebook.read_bytes()
    found, = notebooks.differences(notebook)
    assert re.fullmatch(f"small.ipynb, {what}", found)
    assert notebook.read_bytes() == before


def test_a_cell_that_raises_is_named_with_its_traceback(notebook):
    change(notebook, "'is', a + a", "'is', a / 0")
    with pytest.raises(notebooks.CellError) as caught:
        notebooks.differences(notebook)
    first, *trace, last = str(caught.value).splitlines()
    assert first == "small.ipynb, cell 1: Traceback (most recent call last):"
    assert "line 2" in trace[0] and "print('twice', a, 'is', a / 0)" in trace[1]
    assert last == "ZeroDivisionError: division by zero"
    change(notebook, "a / 0", "a +")
    with pytest.raises(notebooks.CellError, match=r"small.ipynb, cell 1: (?s:.)*SyntaxError"):
        notebooks.differences(notebook)


def test_a_volatile_cell_may_show_anything_but_must_run(notebook):
    change(notebook, "time.perf_counter()", "print('no time')")
    assert notebooks.differences(notebook) == []
    change(notebook, "print('no time')", "1 / 0")
    with pytest.raises(notebooks.CellError, match=r"cell 3: (?s:.)*ZeroDivisionError"):
        notebooks.differences(notebook, write=True)


def test_writing_stores_what_differs_and_keeps_the_bytes_of_the_rest(notebook):
    change(notebook, "time.perf_counter()", "'constant'")
    notebooks.differences(notebook, write=True)
    before = notebook.read_text(encoding="utf-8")
    change(notebook, "[0, 1], [0, 1]", "[0, 1], [0, 1.01]")                 # the figure stays within the tolerance
    change(notebook, "'is', a + a", "'is', a + a + a")
    assert len(notebooks.differences(notebook, write=True)) == 1
    change(notebook, "[0, 1], [0, 1.01]", "[0, 1], [0, 1]")
    change(notebook, "'is', a + a + a", "'is', a + a")
    change(notebook, "twice 2 is 6", "twice 2 is 4")
    assert notebook.read_text(encoding="utf-8") == before


def test_each_run_starts_afresh_in_the_notebooks_own_folder(notebook):
    change(notebook, '"a * a"', "\"print('b' in globals(), open('small.ipynb').read(1)); b = a\"")
    for _ in range(2):
        notebooks.differences(notebook, write=True)
        assert "False {" in notebook.read_text(encoding="utf-8")


def test_the_process_is_left_as_it_was(notebook):
    import matplotlib.pyplot as plt

    def state():
        return ([dict(vars(module)) for module in (sys, builtins)], os.getcwd(), dict(os.environ), sys.path[:],
                dict(plt.rcParams), plt.show, plt.get_backend(), plt.get_fignums(), warnings.filters[:])
    change(notebook, "import time", "import builtins, os, sys, time, warnings; os.chdir('/'); sys.path.append('/x'); "
                                    "builtins.leaked = 1; sys.ps1 = '?'; warnings.simplefilter('ignore'); "
                                    "plt.rcParams['font.size'] = 3; plt.switch_backend('svg'); plt.figure()")
    before, main = state(), sys.modules["__main__"]
    notebooks.differences(notebook)
    assert state() == before
    change(notebook, "time.perf_counter()", "1 / 0")
    with pytest.raises(notebooks.CellError):
        notebooks.differences(notebook)
    assert state() == before
    assert sys.modules["__main__"] is main


@pytest.mark.parametrize("options, code, says", [
    ([], 0, "small.ipynb: unchanged"),
    (["a + a", "a - a"], 1, "small.ipynb, cell 1: text differs"),
    (["a + a", "a - a", "--write"], 0, "small.ipynb, cell 1: text differs"),
    (["a + a", "a / 0", "--write"], 1, "ZeroDivisionError: division by zero"),
])
def test_command_line(notebook, monkeypatch, capsys, options, code, says):
    if options:
        change(notebook, f"'is', {options[0]}", f"'is', {options[1]}")
    monkeypatch.setattr(sys, "argv", ["notebooks", str(notebook), *options[2:]])
    assert notebooks.main() == code
    assert says in capsys.readouterr().out
    if "a - a" in options:
        assert bool(notebooks.differences(notebook)) == ("--write" not in options)
