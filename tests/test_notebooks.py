"""The notebooks show what they hold; and their runner notices when they do not."""
import builtins
import importlib
import os
import re
import sys
import warnings

import pytest

from tests import notebooks

NUMBERS = "a = 2\nprint('twice', a, 'is', a + a)\na * a"
PICTURE = "import matplotlib.pyplot as plt\nplt.figure(figsize=(2, 1))\nplt.fill_between([0, 1], [0, 1])\nplt.show()"
CLOCK = "import time\ntime.perf_counter()"


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
    notebook = nbformat.reads(before.decode(), as_version=4)
    nbformat.validate(notebook)
    assert not any("cv2" in cell.source or "skimage" in cell.source for cell in notebook.cells if "import " in cell.source)
    found = notebooks.differences(path)
    assert not found, "\n" + "\n".join(found)
    assert path.read_bytes() == before


@pytest.fixture
def notebook(tmp_path):
    """A small executed notebook: a text cell, a cell of numbers, a figure, and a volatile cell."""
    from nbformat import v4, write
    cells = [v4.new_markdown_cell("# Small"), *map(v4.new_code_cell, (NUMBERS, PICTURE, CLOCK))]
    cells[-1].metadata.tags = ["volatile"]
    path = tmp_path / "small.ipynb"
    write(v4.new_notebook(cells=cells), path)
    notebooks.differences(path, write=True)
    return path


def change(path, old, new):
    """Replace a piece of a notebook's file that stands there once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_executed_notebook_passes_and_is_not_touched(notebook):
    before = notebook.read_bytes()
    assert notebooks.differences(notebook) == []
    assert notebook.read_bytes() == before
    assert b"twice 2 is 4" in before and b"image/png" in before and b"execute_result" in before


def test_what_is_written_is_what_jupyter_stores(notebook):
    import nbformat
    stored = nbformat.read(notebook, as_version=4)
    nbformat.validate(stored)
    _, numbers, picture, _ = stored.cells
    assert [output.output_type for output in numbers.outputs] == ["stream", "execute_result"]
    assert numbers.outputs[0].text == "twice 2 is 4\n"
    assert numbers.outputs[1].data == {"text/plain": "4"}
    assert numbers.outputs[1].execution_count == numbers.execution_count == 1
    assert [output.output_type for output in picture.outputs] == ["display_data"]
    assert notebooks.pixels(picture.outputs[0].data["image/png"]).shape == (notebooks.DPI, 2 * notebooks.DPI, 3)


@pytest.mark.parametrize("old, new, what", [
    ("'is', a + a", "'is', a * a + 1", r"cell 1: text differs\n  stored: 'twice 2 is 4\\n'\n  now:    'twice 2 is 5\\n'"),
    ('"a * a"', '"a * a * a"', r"cell 1: text differs\n  stored: '4'\n  now:    '8'"),
    ('"a * a"', '"a * a;"', r"cell 1: shows \['stream'\], stored is \['stream', 'execute_result'\]"),
    ("[0, 1])", "[1, 0])", r"cell 2: figure differs by 0\.\d+ on average, allowed is less than 0.01"),
    ("figsize=(2, 1)", "figsize=(2, 2)", r"cell 2: text differs[^$]*"),
])
def test_a_changed_formula_is_caught(notebook, old, new, what):
    change(notebook, old, new)
    assert_finds(notebook, what)


def assert_finds(path, what):
    """Fail unless the notebook differs first in this."""
    before = path.read_bytes()
    assert re.match(f"{path.name}, {what}$", notebooks.differences(path)[0])
    assert path.read_bytes() == before


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
        notebooks.differences(notebook)


def test_writing_keeps_the_bytes_of_what_did_not_change(notebook):
    change(notebook, "time.perf_counter()", "'constant'")
    notebooks.differences(notebook, write=True)
    before = notebook.read_text(encoding="utf-8")
    change(notebook, "fill_between([0, 1], [0, 1])", "fill_between([0, 1], [0, 1.0001])")       # within the tolerance
    change(notebook, "'is', a + a", "'is', a + a + a")
    assert notebooks.differences(notebook, write=True)
    change(notebook, "[0, 1.0001]", "[0, 1]")
    change(notebook, "'is', a + a + a", "'is', a + a")
    change(notebook, "twice 2 is 6", "twice 2 is 4")
    assert notebook.read_text(encoding="utf-8") == before


def test_the_process_is_left_as_it_was(notebook):
    import matplotlib.pyplot as plt
    change(notebook, "import time", "import builtins, os, sys, time; os.chdir('/'); sys.path.append('/x'); builtins.leaked = 1; "
                                    "plt.rcParams['font.size'] = 3; sys.ps1 = '?'; plt.figure()")
    modules = sys, builtins
    before = [dict(vars(module)) for module in modules], os.getcwd(), sys.path[:], dict(plt.rcParams), warnings.filters[:]
    main, backend = sys.modules["__main__"], plt.get_backend()
    notebooks.differences(notebook)
    after = [dict(vars(module)) for module in modules], os.getcwd(), sys.path[:], dict(plt.rcParams), warnings.filters[:]
    assert after == before
    assert sys.modules["__main__"] is main
    assert plt.get_backend() == backend and plt.get_fignums() == []


def test_each_run_starts_afresh_in_the_notebooks_own_folder(notebook):
    change(notebook, '"a * a"', '"print(\'b\' in globals(), open(\'small.ipynb\').read(1)); b = a"')
    for _ in range(2):
        notebooks.differences(notebook, write=True)
        assert "False {" in notebook.read_text(encoding="utf-8")
