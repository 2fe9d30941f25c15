"""Faults are planted where something is done, take effect wherever the function is in use, and are told apart."""
import ast
import types

import pytest

from tests.mutation import equivalents, infect, mutants, run, table

SOURCE = '''"""A lesson with 3 numbers."""
import functools

__all__ = ["scaled"]

FACTOR = 7


def scaled(x: "int", offset=1):
    """Return x·7 + 1."""
    if x < 0:
        raise ValueError(f"x must be at least {0}, got {x}")
    return x * FACTOR + offset


@functools.lru_cache
def cached(x):
    return scaled(x, offset=3)


class Box:
    SIZE = 4

    def area(self):
        return self.SIZE ** 2
'''


def planted():
    return {what: tree for _, what, tree in mutants(SOURCE)}


def test_faults_are_where_something_is_done():
    lines = {(line, what) for line, what, _ in mutants(SOURCE)}
    assert {(11, "x < 0 → x <= 0"), (13, "x * FACTOR + offset → x * FACTOR - offset"), (13, "x * FACTOR → x / FACTOR"),
            (9, "1 → 2"), (6, "7 → 8"), (18, "scaled(x, offset=3) → scaled(x)"), (25, "self.SIZE ** 2 → self.SIZE * 2"),
            (11, "0 → 1")} <= lines
    assert not any(line in (1, 4, 12) for line, _ in lines) and not any("lesson" in what or "int" in what for _, what in lines)


def living():
    module = types.ModuleType("refimpl.made_up")
    module.__file__ = "made_up.py"
    exec(compile(SOURCE, "made_up.py", "exec"), vars(module))
    return module


@pytest.mark.parametrize("what, call, expected", [
    ("x * FACTOR → x / FACTOR", lambda m: m.scaled(4), 4 / 7 + 1), ("1 → 2", lambda m: m.scaled(4), 4 * 7 + 2),
    ("7 → 8", lambda m: m.scaled(4), 4 * 8 + 1), ("x < 0 → x <= 0", lambda m: m.scaled(0), ValueError),
    ("scaled(x, offset=3) → scaled(x)", lambda m: m.cached.__wrapped__(4), 4 * 7 + 1),
    ("self.SIZE ** 2 → self.SIZE * 2", lambda m: m.Box().area(), 4 * 2), ("4 → 5", lambda m: m.Box().area(), 25)])
def test_a_fault_takes_effect_in_functions_already_imported(monkeypatch, what, call, expected):
    import sys
    module = living()
    monkeypatch.setitem(sys.modules, "refimpl.made_up", module)
    user = types.ModuleType("tests.made_up")
    user.scaled, user.cached, user.Box = module.scaled, module.cached, module.Box
    infect(module, planted()[what])
    if expected is ValueError:
        with pytest.raises(ValueError, match="x must be"):
            call(user)
    else:
        assert call(user) == expected


def test_every_mutant_is_another_program():
    for _, what, tree in mutants(SOURCE):
        assert ast.unparse(tree) != ast.unparse(ast.parse(SOURCE)), what


@pytest.mark.thorough
def test_a_concept_is_tried():
    found = run("imaging.lookup", 4, 0)
    assert found["mutants"] == 4 and found["killed"] + found["equivalent"] + len(found["left"]) == 4


def test_the_table_says_what_is_left():
    text = table([{"concept": "a.b", "mutants": 9, "of": 12, "killed": 7, "equivalent": 1, "left": ["a/b.py: x | y: | → &"]}])
    assert "| a.b | 9 | 7 | 1 | `x \\| y: \\| → &` |" in text and "| **all** | 9 | 7 | 1 | 1 |" in text


def test_what_is_known_to_be_equivalent_is_a_fault_that_can_be_planted():
    """Each line of equivalent.txt names a file, a line that stands there, and the change; the reason comes last."""
    from refimpl.reader.contents import ROOT
    for fault, why in equivalents().items():
        path, _, rest = fault.partition(": ")
        source = (ROOT / path).read_text(encoding="utf-8")
        planted_there = {f"{source.splitlines()[line - 1].strip()}: {what}" for line, what, _ in mutants(source)}
        assert rest in planted_there and why, fault
