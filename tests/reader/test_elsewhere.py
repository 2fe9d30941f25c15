"""python -m refimpl same: rows printed to copy."""
import numpy as np
import pytest

from refimpl.__main__ import main
from refimpl.peers import rows
from refimpl.reader.elsewhere import as_copied, elsewhere
from refimpl.reader.proving import kind_of
from tests.conftest import oracle


def test_what_is_printed_runs():
    """Every row, copied, is Python, and defines what it is called."""
    for row in rows():
        if kind_of(row) in ("same", "mended", "differs"):
            found = {"np": np}
            exec(compile(as_copied(row, set()), row.call.__name__, "exec"), found)
            assert callable(found[row.call.__name__])


def test_the_printed_call_gives_what_ours_gives():
    oracle("cv2")
    text, found = elsewhere("equalize_histogram"), {}
    exec(compile(text, "copied", "exec"), found)
    assert found["equalize_histogram_in_cv2"](np.array([[0, 0, 9]], np.uint8)).tolist() == [[0, 0, 255]]


def test_it_says_what_differs_and_on_what(capsys):
    assert main(["same", "equalize_histogram"]) == 0
    said = capsys.readouterr().out
    assert "# the same: cv2.equalizeHist (bit for bit" in said and "pip install '.[oracles]'" in said
    assert "# DIFFERS: skimage.exposure.equalize_hist" in said and "#     image = np.array([[0, 1]], np.uint8)" in said
    assert "#     here:  np.array([[0, 255]], np.uint8)" in said and "@same" not in said


@pytest.mark.parametrize("name, code", [("clahe", 0), ("clahe_definition", 0), ("gaussian", 0), ("no_such_thing", 2)])
def test_names(capsys, name, code):
    assert main(["same", name]) == code


def test_what_a_translation_needs_stands_above_it():
    """Every name that a printed row uses is bound in it, or is a builtin."""
    import ast
    import builtins
    for row in rows():
        if kind_of(row) in ("same", "mended", "differs"):
            tree = ast.parse(as_copied(row, set()))
            bound = {"np", *vars(builtins)} | {a.arg for a in ast.walk(tree) if isinstance(a, ast.arg)}
            bound |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            bound |= {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler))}
            bound |= {(a.asname or a.name).partition(".")[0] for n in ast.walk(tree)
                      if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
            used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
            assert used <= bound, f"{row.call.__name__} needs {used - bound}"


def test_what_a_translation_imports_is_not_taken_from_its_file():
    assert "from refimpl" not in elsewhere("disk") and "from skimage.morphology import disk" in elsewhere("disk")


def test_helpers_are_printed_once():
    text = elsewhere("momentum_step")
    assert text.count("def keras_sgd(") == text.count("def momentum_step_in_keras(") == 1
