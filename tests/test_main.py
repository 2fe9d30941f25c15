"""The command line, as a reader types it."""
import subprocess
import sys
from pathlib import Path

import pytest

from refimpl import __version__
from refimpl.__main__ import main
from refimpl.reader import contents

ROOT = Path(__file__).parents[1]
WITHOUT = """
import importlib.abc, sys
class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in ("numpy", "refimpl") and top not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"No module named {top!r}", name=top)
sys.meta_path.insert(0, Blocker())
from refimpl.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def with_numpy_alone(*arguments):
    """Run a command in an interpreter where nothing but NumPy can be imported."""
    return subprocess.run([sys.executable, "-X", "utf8", "-c", WITHOUT, *arguments], cwd=ROOT, capture_output=True,
                          text=True, encoding="utf-8", check=False)


def test_no_argument_lists_the_contents():
    run = with_numpy_alone()
    assert run.returncode == 0
    assert all(concept.statement in run.stdout for concept in contents.concepts())


def test_show_prints_the_file():
    run = with_numpy_alone("show", "equalize_histogram")
    assert (run.returncode, run.stdout) == (0, (ROOT / "refimpl/imaging/equalization.py").read_text(encoding="utf-8"))


def test_copy_prints_or_writes_a_file_that_runs(tmp_path):
    printed = with_numpy_alone("copy", "clahe")
    written = with_numpy_alone("copy", "clahe", "-o", str(tmp_path / "mine.py"))
    assert written.stdout == f"wrote {tmp_path / 'mine.py'}\n"
    assert (tmp_path / "mine.py").read_text(encoding="utf-8") == printed.stdout
    run = subprocess.run([sys.executable, "-I", "-X", "utf8", "-m", "doctest", tmp_path / "mine.py"], check=False)
    assert run.returncode == 0


@pytest.mark.parametrize("command, extra, package", [(["demo", "clahe"], "study", "matplotlib"),
                                                     (["book", "--no-open"], "book", "sphinx")])
def test_a_missing_extra_gets_one_line_and_exit_code_2(command, extra, package):
    run = with_numpy_alone(*command)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (f"refimpl: {command[0]} needs {package}, which is not installed.  In the folder of refimpl: "
                          f"python -m pip install '.[{extra}]'\n")


@pytest.mark.parametrize("command", ["show", "copy", "demo"])
def test_an_unknown_name_suggests_the_nearest(command, capsys):
    assert main([command, "clahee"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("refimpl: there is no clahee: did you mean clahe")              # others may come after it


def test_a_file_that_cannot_be_written_is_said(tmp_path, capsys):
    assert main(["copy", "clahe", "-o", str(tmp_path / "no" / "mine.py")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_an_image_that_is_not_there_is_said(capsys):
    pytest.importorskip("PIL", reason="pillow is not installed: python -m pip install '.[study]'")
    assert main(["demo", "clahe", "nowhere.png"]) == 2
    assert "nowhere.png" in capsys.readouterr().err


def test_demo_writes_a_picture_from_the_embedded_photograph(matplotlib, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "clahe"]) == 0
    assert capsys.readouterr().out == "wrote refimpl-clahe.png\n"
    assert (tmp_path / "refimpl-clahe.png").read_bytes().startswith(b"\x89PNG")


def test_a_reader_who_has_seen_enough_is_no_error():
    run = subprocess.run(f"{sys.executable} -X utf8 -m refimpl show clahe | head -1", shell=True, cwd=ROOT,
                         capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.stdout.startswith('"""CLAHE') and run.stderr == ""


@pytest.mark.parametrize("arguments, code", [(["--help"], 0), (["--version"], 0), (["demo", "--help"], 0),
                                             (["fly"], 2), (["show"], 2)])
def test_help_version_and_misuse(arguments, code, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == code
    out, err = capsys.readouterr()
    assert "usage: python -m refimpl" in out + err or out == f"refimpl {__version__}\n"
