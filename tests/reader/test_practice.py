import inspect
import json

import pytest

from refimpl.__main__ import main
from refimpl.reader import practice
from refimpl.reader.checking import material
from refimpl.reader.contents import find


@pytest.mark.parametrize("name", [function for _, function, _ in practice.exercises()])
def test_every_exercise_is_a_file_that_can_be_run_and_is_not_solved(name):
    """It compiles, has the signature of ours, the lesson, and no body."""
    source = practice.exercise(name)
    space: dict = {}
    exec(compile(source, "exercise.py", "exec"), space)
    ours = inspect.unwrap(material(name)[1])
    assert space[name].__code__.co_varnames[:ours.__code__.co_argcount] == ours.__code__.co_varnames[:ours.__code__.co_argcount]
    assert find(name).lesson.split("\n")[0] in source and (ours.__doc__ or "").split("\n")[0] in source
    with pytest.raises(NotImplementedError):
        space[name](**dict.fromkeys(required(ours)))
    head = source.partition("\n\n\ndef ")[0].rpartition('"""')[2]
    assert "refimpl." not in head or "import Operations" in head


def required(function):
    """Return the names of the arguments without a default."""
    function = inspect.unwrap(function)
    code = function.__code__
    count = code.co_argcount - len(function.__defaults__ or ())
    return code.co_varnames[:count]


@pytest.mark.parametrize("name", ["clahe", "conv2d", "dft", "sift", "kmeans", "momentum_step", "conv2d_params"])
def test_hints_go_from_the_formula_to_the_solution(name):
    hints = practice.hints(name)
    assert hints[0].startswith("The formula, from the lesson:\n\n    ") and "Shapes" not in hints[0]
    assert hints[-1].startswith(f"The solution:\n\ndef {name}(")
    assert all(f"def {name}(" not in hint for hint in hints[:-1])
    assert len(hints) >= 2


def test_hints_come_one_at_a_time_and_the_last_stays(tmp_path):
    every = practice.hints("dilation")
    given = [practice.next_hint("dilation", tmp_path) for _ in range(len(every) + 2)]
    assert given[:len(every)] == [f"hint {n} of {len(every)}\n\n{hint}" for n, hint in enumerate(every, 1)]
    assert given[-1] == given[len(every) - 1]
    assert json.loads((tmp_path / practice.STATE).read_text()) == {"hints": {"dilation": len(every)}, "solved": []}


def test_proposes_what_stands_on_what_is_solved(tmp_path):
    tasks = practice.exercises()
    first = practice.proposal(tmp_path)
    assert first.startswith(f"solved: 0 of {len(tasks)} concepts\n\nnext: ")
    done = []
    for _ in range(len(tasks)):
        name = practice.proposal(tmp_path).partition("next: ")[2].partition(",")[0]
        bases = next(bases for _, function, bases in tasks if function == name)
        solved = {concept.name for concept, function, _ in tasks if function in done}
        assert all(base in solved or base not in {c.name for c, _, _ in tasks} for base in bases)
        done.append(name)
        practice.write_state(tmp_path, {"solved": done, "hints": {}})
    assert len(set(done)) == len(tasks)
    assert practice.proposal(tmp_path).endswith("that is all there is")


def test_a_concept_stands_for_its_main_function():
    assert practice.task("clahe")[1] == "clahe"
    assert practice.task("contrast")[1] == "stretch_contrast"
    assert practice.task("wavelet")[1] in ("dwt", "filter_bank", "idwt")
    with pytest.raises(LookupError, match=r"^measure_flops is no exercise"):
        practice.task("measure_flops")
    with pytest.raises(LookupError, match=r"^there is no clahee"):
        practice.task("clahee")


def test_state_that_was_spoilt_is_said(tmp_path):
    (tmp_path / practice.STATE).write_text("[]")
    with pytest.raises(ValueError, match=r"refimpl-practice.json is not as it was written: .*; mend or remove it$"):
        practice.read_state(tmp_path)


def test_from_exercise_to_solved(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["practice", "sgd_step"]) == 0
    assert capsys.readouterr().out == ("wrote sgd_step.py; when it is done: python -m refimpl check sgd_step sgd_step.py\n")
    assert main(["check", "sgd_step", "sgd_step.py", "--examples", "5"]) == 1
    assert "raised NotImplementedError: sgd_step is yours to write" in capsys.readouterr().out
    file = tmp_path / "sgd_step.py"
    text = file.read_text(encoding="utf-8")
    assert main(["practice", "sgd_step"]) == 2                      # not written over
    assert file.read_text(encoding="utf-8") == text and "is there already" in capsys.readouterr().err
    file.write_text(text.replace('raise NotImplementedError("sgd_step is yours to write")', "return (w - lr * grad).astype(w.dtype), v"),
                    encoding="utf-8")
    assert main(["check", "sgd_step", "sgd_step.py"]) == 0
    capsys.readouterr()
    assert main(["practice"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("solved: 1 of ") and "\n  sgd_step\n" in out
    assert main(["practice", "sgd_step", "--hint"]) == 0
    assert "hint 1 of" in capsys.readouterr().out
