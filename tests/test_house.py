"""The house keeps its rules, and each rule notices when it is broken."""
import re
import shutil

import pytest

from tests import house

LESSON = '''"""Halving (折半): half of every value.

    y[i] = x[i] / 2

Shapes   x (n,)  →  (n,)
Cost     n divisions
Source   arithmetic
Checked  itself
"""
'''
CODE = '''import numpy as np

__all__ = ["halve", "halve_definition"]


def halve_definition(x: np.ndarray) -> np.ndarray:
    """The formula."""
    return np.array([value / 2 for value in x])


def halve(x: np.ndarray) -> np.ndarray:
    """Return x/2.

    >>> halve(np.array([2.0, 4.0])).tolist()
    [1.0, 2.0]
    """
    return x / 2
'''
TEST = "def test_worked_example():\n    pass\n"
PEERS = '''from refimpl.imaging.halving import halve, halve_definition
from refimpl.peers import alone, same

same(halve, "its definition")(halve_definition)
'''
FILES = {"peers": "refimpl/peers/imaging.py", "concept": "refimpl/imaging/halving.py", "test": "tests/imaging/test_halving.py",
         "cases": "refimpl/cases/imaging.py", "chapter": "refimpl/imaging/__init__.py", "readme": "README.md"}


@pytest.fixture
def tree(tmp_path):
    """A small house with one chapter of one concept, which keeps every rule."""
    files = {"concept": LESSON + CODE, "test": TEST, "cases": "def halve():\n    pass\n\n\nLAWS = {}\n",
             "peers": PEERS, "chapter": '"""Images."""\nfrom refimpl.imaging.halving import *\n', "readme": ""}
    for name, text in files.items():
        path = tmp_path / FILES[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "README.md").write_text(house.contents.as_markdown(tmp_path / "refimpl"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("rule", house.RULES)
def test_the_house_keeps_its_rule(rule):
    assert list(rule(house.ROOT)) == []


@pytest.mark.parametrize("rule", house.RULES)
def test_the_small_house_keeps_it_too(tree, rule):
    assert list(rule(tree)) == []


SIGNATURE, NAMES = "def halve(x: np.ndarray) -> np.ndarray", '["halve", "halve_definition"]'


@pytest.mark.parametrize("rule, file, sound, faulty, says", [
    ("imports_only_numpy_and_concepts", "concept", "import numpy as np", "import numpy as np, scipy", "imports scipy"),
    ("imports_only_numpy_and_concepts", "concept", "return x / 2", "import os; return x / 2", "imports os"),
    ("imports_only_numpy_and_concepts", "concept", "import numpy", "from . import lookup\nimport numpy", r"imports \."),
    ("imports_only_numpy_and_concepts", "concept", "import numpy", "import numpy.fft\nimport numpy", r"numpy\.fft"),
    ("imports_only_numpy_and_concepts", "concept", "import numpy", "from refimpl.reader.demo import draw\nimport numpy",
     r"imports refimpl\.reader\.demo"),
    ("imports_only_numpy_and_concepts", "concept", "import numpy", "from math import pi as tau\nimport numpy",
     "another name"),
    ("imports_only_numpy_and_concepts", "concept", "import numpy", "from math import *\nimport numpy", "another name"),
    ("defines_only_functions_classes_and_constants", "concept", "__all__", "cache = {}\n__all__", "is neither"),
    ("defines_only_functions_classes_and_constants", "concept", "__all__", "print(1)\n__all__", "is neither"),
    ("lists_every_public_name", "concept", NAMES, '["halve"]', "halve_definition is not in __all__"),
    ("lists_every_public_name", "concept", NAMES, '["halve", "halve_definition", "third"]', "lists third"),
    ("names_are_unique", "concept", "def halve(", "def sum(", "sum, which hides the builtin"),
    ("chapters_import_every_concept", "chapter", "from refimpl.imaging.halving import *", "", "py is not imported"),
    ("lessons_are_complete", "concept", "Halving (折半): half", "Halving: half", "does not begin with"),
    ("lessons_are_complete", "concept", "    y[i] = x[i] / 2\n", "", "does not begin with"),
    ("lessons_are_complete", "concept", "Shapes  ", "Forms  ", "lacks Shapes"),
    ("lessons_are_complete", "concept", "Cost  ", "Price  ", "lacks Cost"),
    ("lessons_are_complete", "concept", "Source  ", "From  ", "lacks Source"),
    ("lessons_are_complete", "concept", "Checked  ", "Seen  ", "lacks Checked"),
    ("concepts_are_short", "concept", "import numpy", "\n" * 150 + "import numpy", "lines, more than 150"),
    ("annotations_need_no_import", "concept", SIGNATURE, "def halve(x) -> np.ndarray", "type of x"),
    ("annotations_need_no_import", "concept", SIGNATURE, "def halve(x: np.ndarray)", "type of its result"),
    ("annotations_need_no_import", "concept", SIGNATURE, "def halve(x: ArrayLike) -> np.ndarray", "x by ArrayLike"),
    ("functions_have_doctests", "concept", ">>> halve", "halve", "halve has no doctest"),
    ("functions_have_doctests", "concept", '"""The formula."""', "", "halve_definition has no docstring"),
    ("definitions_are_tested", "concept", "def halve(", "def half(", "halve_definition has no halve"),
    ("definitions_are_tested", "concept", SIGNATURE, "def halve(x: np.ndarray, n: int = 1) -> np.ndarray", "different"),
    ("definitions_are_tested", "peers", "(halve_definition)", "(numpy_halve)", "no comparison of halve and halve_definition"),
    ("public_names_have_peers", "peers", "same(halve", "same(third", "halve has neither peers nor a word"),
    ("public_names_have_an_oracle", "peers", "same(halve", "alone(halve", "halve has no oracle"),
    ("public_names_have_cases", "cases", "def halve", "def third", "no cases for halve"),
    ("functions_can_be_copied", "concept", "[1.0, 2.0]", "[1.0, 3.0]", r"halve, copied: [\s\S]*Expected"),
    ("functions_can_be_copied", "concept", "return x / 2", "import scipy; return x / 2", "scipy is not in the"),
    ("functions_can_be_copied", "concept", "return x / 2", "return x / two", "two"),
    ("readme_has_the_contents", "concept", "half of every value", "half of each value", "not those of the sources"),
])
def test_a_planted_fault_is_caught(tree, rule, file, sound, faulty, says):
    path = tree / FILES[file]
    text = path.read_text(encoding="utf-8")
    assert sound in text
    path.write_text(text.replace(sound, faulty, 1), encoding="utf-8")
    faults = "\n".join(getattr(house, rule)(tree))
    assert re.search(says, faults), f"found only: {faults or 'nothing'}"


def test_a_missing_test_file_is_caught(tree):
    (tree / FILES["test"]).unlink()
    assert [fault for fault in house.tests_mirror_the_package(tree) if "test_halving.py" in fault]


def test_networks_are_judged_by_a_list_of_builders_and_need_no_cases(tree):
    concept, test = tree / FILES["concept"], tree / FILES["test"]
    concept.write_text(LESSON + "__all__ = ['net']\n\n\ndef net(n: int = 1) -> Sequential:\n    pass\n", encoding="utf-8")
    test.write_text("BUILDERS = [net]\n\ndef test():\n    assert_recorded(net)\n", encoding="utf-8")
    assert [*house.public_names_have_an_oracle(tree), *house.public_names_have_cases(tree)] == []
    test.write_text("BUILDERS = [net]\n", encoding="utf-8")
    assert "net has no oracle" in "\n".join(house.public_names_have_an_oracle(tree))
    concept.write_text(LESSON + "__all__ = ['net']\n\n\ndef net(n: int) -> Sequential:\n    pass\n", encoding="utf-8")
    assert "no cases for net" in "\n".join(house.public_names_have_cases(tree))


def test_a_second_definition_of_a_name_is_caught(tree):
    shutil.copy(tree / FILES["concept"], tree / "refimpl/imaging/thirds.py")
    (tree / FILES["chapter"]).write_text('"""Images."""\nfrom refimpl.imaging.halving import *\n'
                                         "from refimpl.imaging.thirds import *\n", encoding="utf-8")
    assert [fault for fault in house.names_are_unique(tree) if "thirds.py defines halve, as" in fault]


def test_tests_can_stand_for_rows(tree):
    (tree / FILES["peers"]).write_text("", encoding="utf-8")
    assert [*house.definitions_are_tested(tree)] and [*house.public_names_have_an_oracle(tree)]
    (tree / FILES["test"]).write_text("def test():\n    assert_agrees(halve([1]), halve_definition([1]), function=halve)\n",
                                      encoding="utf-8")
    assert [*house.definitions_are_tested(tree), *house.public_names_have_an_oracle(tree)] == []


def test_rows_out_of_order_are_caught(tree):
    doubling = (tree / FILES["concept"]).read_text(encoding="utf-8").replace("halve", "double").replace("Halving", "Doubling")
    (tree / "refimpl/imaging/twice.py").write_text(doubling, encoding="utf-8")
    (tree / FILES["chapter"]).write_text('"""Images."""\nfrom refimpl.imaging.halving import *\n'
                                         "from refimpl.imaging.twice import *\n", encoding="utf-8")
    (tree / FILES["peers"]).write_text("same(double)(x)\nsame(halve)(y)\n", encoding="utf-8")
    assert ["halve stands after" in fault for fault in house.rows_stand_in_order(tree)] == [True]
    (tree / FILES["peers"]).write_text("same(halve)(y)\nsame(double)(x)\n", encoding="utf-8")
    assert list(house.rows_stand_in_order(tree)) == []


def test_a_room_for_odds_and_ends_is_caught(tree):
    (tree / "refimpl/utils.py").write_text("", encoding="utf-8")
    assert [f for f in house.defines_only_functions_classes_and_constants(tree) if "odds and ends" in f]


def test_every_rule_has_a_planted_fault():
    source = (house.ROOT / "tests" / "test_house.py").read_text(encoding="utf-8")
    assert [rule.__name__ for rule in house.RULES if source.count(rule.__name__) == 0] == []
