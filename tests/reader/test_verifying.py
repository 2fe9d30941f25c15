"""python -m refimpl verify: what it prints, and what its exit code says."""
import json
import subprocess
import sys

import pytest

from refimpl.__main__ import main
from refimpl.reader import verifying
from refimpl.reader.contents import concepts, find
from refimpl.reader.measuring import Measure
from refimpl.reader.proving import Line
from refimpl.reader.verifying import as_text, summary, tasks


def test_names_stand_for_functions_concepts_and_chapters():
    clahe = find("clahe")
    assert tasks(["clahe"]) == tasks(["clahe_definition"]) == [(clahe, "clahe")]
    assert tasks(["equalization", "equalize_histogram"]) == [(find("equalization"), "equalize_histogram")]
    assert {name for _, name in tasks(["frequency"])} >= {"fft", "dwt", "daubechies"}
    everything = tasks([])
    assert len(everything) == len(set(everything)) > 400
    assert [c for c, _ in everything] == sorted((c for c, _ in everything), key=concepts().index)
    with pytest.raises(LookupError, match="did you mean"):
        tasks(["clahee"])


def test_one_function_claim_by_claim(capsys):
    assert main(["verify", "equalize_histogram", "--examples", "3"]) == 0
    said = capsys.readouterr().out
    assert "cv2.equalizeHist" in said and "law: " in said and "doctest" in said and "skimage.exposure.equalize_hist" in said
    assert " 0 fail" in said.splitlines()[-1]


def test_as_json(capsys):
    assert main(["verify", "gaussian_weights", "lookup", "--examples", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["versions"]["numpy"] and {"gaussian_weights", "lookup"} == {claim["function"] for claim in found["claims"]}
    assert all(claim["problem"] == "" for claim in found["claims"])


def test_what_fails_is_told_and_is_an_exit_code_of_1(monkeypatch, capsys):
    line = Line("clahe", "cv2.createCLAHE", "same", "bit for bit", problem="clahe differs\nimage = 0")
    monkeypatch.setattr(verifying, "proof", lambda *arguments: [line, Line("clahe", "doctest", "doctest")])
    for names in (["clahe"], []):
        monkeypatch.setattr(verifying, "tasks", lambda names: [(find("clahe"), "clahe")])
        assert main(["verify", *names]) == 1
        said = capsys.readouterr().out
        assert "FAILS" in said and "image = 0" in said
        assert "1 claims hold, 1 fail" in said and "fails: clahe: cv2.createCLAHE" in said


def test_many_are_proven_by_several_processes(capsys):
    names = ["sobel", "laplace", "gaussian", "box", "median", "lookup", "disk", "rectangle"]
    assert main(["verify", *names, "--examples", "2", "--jobs", "2"]) == 0
    said = capsys.readouterr().out
    assert [said.index(f"imaging.{name} ") for name in names] == sorted(said.index(f"imaging.{name} ") for name in names)


@pytest.mark.parametrize("line, says", [
    (Line("f", "cv2.f", "same", "bit for bit; uint8", Measure(20, 900)), "  equal                              20    0.00 s  cv2.f (bit for bit; uint8)"),
    (Line("f", "cv2.f", "same", "within n", Measure(2000, 9, 1, 3.0, 0.25)), "  within 25% of what is allowed   2,000    0.00 s  cv2.f (within n)"),
    (Line("f", "It is even.", "law", measure=Measure(20)), "  holds                              20    0.00 s  law: It is even."),
    (Line("f", "cv2.f", "same", missing="cv2"), "  not tried, no cv2                        0.00 s  cv2.f"),
    (Line("f", "cv2.g", "differs", "It rounds.", Measure(1), found="x=1\nhere   1\nthere  2"),
     "  differs                             1    0.00 s  cv2.g: It rounds.\n      x=1\n      here   1\n      there  2"),
])
def test_a_line(line, says):
    assert as_text(line) == says


def test_what_would_have_to_be_installed_is_told():
    said = summary([Line("f", "cv2.f", "same", missing="cv2"), Line("f", "law", "law", missing="hypothesis"),
                    Line("f", "doctest", "doctest")], 1.0)
    assert said.splitlines() == ["1 claims hold, 0 fail, 2 were not tried; 0 inputs, 1.0 s",
                                 "  cv2 is not installed: python -m pip install '.[oracles]'",
                                 "  hypothesis is not installed: python -m pip install '.[practice]'"]


def test_bad_options(capsys):
    for options in (["--examples", "-1"], ["--jobs", "-1"]):
        assert main(["verify", "clahe", *options]) == 2
        assert "must be positive" in capsys.readouterr().err
    assert main(["verify", "nothing_of_the_kind"]) == 2


def test_with_numpy_alone_what_can_be_had_is_had(tmp_path):
    """Doctests, and what numpy itself shows; the rest is named."""
    blocked = ("import importlib.abc, sys\n"
               "class Blocker(importlib.abc.MetaPathFinder):\n"
               "    def find_spec(self, name, path=None, target=None):\n"
               "        top = name.partition('.')[0]\n"
               "        if top not in ('numpy', 'refimpl') and top not in sys.stdlib_module_names:\n"
               "            raise ModuleNotFoundError(f'No module named {top!r}', name=top)\n"
               "sys.meta_path.insert(0, Blocker())\n"
               "from refimpl.__main__ import main\n"
               "sys.exit(main(['verify', 'equalize_histogram', 'conv2d']))\n")
    folder = verifying.__file__.partition("/refimpl/reader")[0] if "/" in verifying.__file__ else "."
    run = subprocess.run([sys.executable, "-c", blocked], capture_output=True, text=True, encoding="utf-8", check=False,
                         cwd=tmp_path, env={"PYTHONPATH": folder, "PYTHONIOENCODING": "utf-8"})
    assert run.returncode == 0, run.stderr
    assert "not tried, no hypothesis" in run.stdout and "doctest" in run.stdout and " 0 fail" in run.stdout
    assert list(tmp_path.iterdir()) == []
