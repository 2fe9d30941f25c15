"""Files of anyone's, run in a process of their own: whatever they do, there is a report, and nothing is left running."""
import subprocess
import sys
import time

import pytest

from refimpl.__main__ import main
from refimpl.reader.supervising import check_file, split

RIGHT = """
from refimpl.imaging import equalize_histogram as ours
def mine(image):
    return ours(image)
"""
HANGS = """
def mine(image):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""


@pytest.fixture
def judge(tmp_path):
    """Writes a file and checks it: (exit code, text)."""
    def run(source, function="", limit=1.0, name="equalize_histogram"):
        (tmp_path / "mine.py").write_text(source, encoding="utf-8")
        path = f"{tmp_path / 'mine.py'}{function and ':' + function}"
        return check_file(name, path, examples=20, tolerance=None, seed=0, limit=limit, quiet=True)
    return run


def test_right(judge):
    code, text = judge(RIGHT, "mine")
    assert (code, text[:44]) == (0, "equalize_histogram: right on 20 inputs, and ")


def test_wrong_with_an_input(judge):
    code, text = judge("def mine(image):\n    return image.copy()\n")
    assert code == 1 and text.startswith("equalize_histogram: wrong: ")
    assert all(part in text for part in ("the smallest input found:", "yours:", "expected:"))


@pytest.mark.parametrize("source, says", [
    ("import os\ndef mine(image):\n    os._exit(7)\n", "wrong: ended the process (exit code 7)\n\non this input:\n  image = "),
    ("import sys\ndef mine(image):\n    sys.exit(3)\n", "wrong: called exit"),
    ("def mine(image):\n    while True: pass\n", "wrong: did not return within 0.5 s\n"),
    (HANGS, "wrong: did not return within 0.5 s, and could not be interrupted\n\non this input:\n  image = "),
    ("def mine(image):\n    raise KeyError('x')\n", "wrong: raised KeyError: 'x'"),
    ("def mine(image):\n    def again(): return again()\n    return again()\n", "wrong: raised RecursionError"),
    ("import ctypes\ndef mine(image):\n    ctypes.string_at(0)\n", "wrong: ended the process (exit code -11)"),
])
def test_hostile(judge, source, says):
    code, text = judge(source, limit=0.5)
    assert code == 1 and says in text


def test_a_file_that_prints_a_lot_says_nothing_and_breaks_nothing(judge, capfd):
    noise = "import sys, os\nprint('x' * 10**6)\nos.write(1, b'y' * 10**6)\nsys.stderr.write('z' * 10**6)\n"
    assert judge(noise + RIGHT + "    print(image)\n", "mine")[0] == 0
    assert capfd.readouterr() == ("", "")


def test_a_file_that_reads_from_the_terminal_gets_nothing(judge):
    code, text = judge("def mine(image):\n    input('?')\n")
    assert code == 1 and "raised EOFError" in text


def test_offspring_is_ended_too(judge, tmp_path):
    mark = tmp_path / "alive"
    source = ("import subprocess, sys\n"
              f"subprocess.Popen([sys.executable, '-c', \"import time; time.sleep(4); open({str(mark)!r}, 'w')\"])\n")
    assert judge(source + RIGHT, "mine")[0] == 0
    time.sleep(5)
    assert not mark.exists()


@pytest.mark.parametrize("source, function, says", [
    ("def mine(image:\n", "", "SyntaxError"),
    ("import nothing_of_that_name\n", "", "ModuleNotFoundError: No module named 'nothing_of_that_name'"),
    ("x = 1\n", "", "AttributeError: has no function equalize_histogram: add :FUNCTION to the file"),
    ("def a(i): pass\ndef b(i): pass\n", "", "add :FUNCTION to the file, one of a, b"),
    ("def a(i): pass\n", "c", "has no function c: add :FUNCTION to the file, one of a"),
    ("raise SystemExit(0)\n", "", "SystemExit"),
    ("import os\nos._exit(5)\n", "", "ended the process while it was being loaded (exit code 5)"),
])
def test_what_cannot_be_run_is_2(judge, source, function, says):
    code, text = judge(source, function)
    assert code == 2 and says in text


def test_a_function_of_the_name_goes_before_others(judge):
    assert judge("def other(image): pass\n" + RIGHT.replace("mine", "equalize_histogram"))[0] == 0


def test_files_beside_it_can_be_imported(judge, tmp_path):
    (tmp_path / "beside_it.py").write_text(RIGHT, encoding="utf-8")
    assert judge("from beside_it import mine\n", "mine")[0] == 0


@pytest.mark.parametrize("path, parts", [
    ("a.py", ("a.py", "", "")), ("a.py:f", ("a.py", ":", "f")), (r"C:\a.py", (r"C:\a.py", "", "")),
    (r"C:\a.py:f", (r"C:\a.py", ":", "f")), ("C:f", ("C:f", "", "")), ("a:b/c.py", ("a:b/c.py", "", ""))])
def test_splits_file_and_function(path, parts):
    assert split(path) == parts


def test_the_command(tmp_path, capsys):
    file = tmp_path / "mine.py"
    file.write_text(RIGHT, encoding="utf-8")
    assert main(["check", "equalize_histogram", str(file), "--examples", "5"]) == 0                   # the only one in it
    capsys.readouterr()
    assert main(["check", "equalize_histogram", f"{file}:mine", "--examples", "5", "--seed", "3"]) == 0
    assert capsys.readouterr().out.startswith("equalize_histogram: right on 5 inputs")
    file.write_text("def mine(image):\n    return image\n", encoding="utf-8")
    assert main(["check", "equalize_histogram", str(file)]) == 1
    assert main(["check", "equalize_histogram", str(tmp_path / "none.py")]) == 2
    assert main(["check", "nothing", str(file)]) == 2
    assert main(["check", "equalize_histogram"]) == 2
    assert main(["check", "equalize_histogram", str(file), "--examples", "0"]) == 2
    assert "there is no nothing" in capsys.readouterr().err


def test_as_a_user_runs_it(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("import numpy as np\n\n\ndef rgb_to_gray(image):\n    return np.rint(image.mean(-1)).astype(np.uint8)\n",
                    encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "refimpl", "check", "rgb_to_gray", file], capture_output=True, text=True,
                          encoding="utf-8")
    assert done.returncode == 1 and done.stderr == ""
    assert "likely: this is the mean of the channels" in done.stdout
