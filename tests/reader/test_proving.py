"""The proof fails where a claim is false, whatever kind it is of."""
import numpy as np
import pytest

from refimpl.peers import Peer
from refimpl.reader import proving
from refimpl.reader.contents import find
from refimpl.reader.proving import FULL, brief, difference, kind_of, proof, prove_law, prove_row, try_cases


def halve(x):
    """Return x/2.

    >>> halve(4)
    2.0
    """
    return x / 2


class Cases:
    """What refimpl.cases would have for it."""
    @staticmethod
    def halve():
        """Draw an array of floats."""
        from hypothesis import strategies as st
        return st.lists(st.floats(-9, 9), min_size=1, max_size=3).map(lambda x: {"x": np.array(x)})


@pytest.fixture(autouse=True)
def cases(monkeypatch):
    monkeypatch.setattr(proving, "cases_of", lambda thing: Cases)


def row(call, library="numpy.divide", **claim):
    return Peer(halve, library, call, **claim)


def test_a_row_that_holds():
    line = prove_row(row(lambda x: np.divide(x, 2)), "halve", 7, 0)
    assert (line.problem, line.kind, line.allowed, line.what) == ("", "same", "bit for bit", "numpy.divide")
    assert line.measure.examples == 7 and line.measure.differing == 0


def test_a_row_that_is_off_uses_up_what_it_is_allowed_and_no_more():
    eps = np.finfo(float).eps
    off = row(lambda x: x / 2 + eps * np.maximum(1, np.abs(x / 2).max()), within=4, why="a reason", where="floats")
    line = prove_row(off, "halve", 7, 0)
    assert not line.problem and 0.2 < line.measure.share <= 0.3
    assert line.allowed == "within 4: a reason; floats"
    assert "allowed 0.1" in prove_row(row(off.call, within=0.1, why="too little"), "halve", 7, 0).problem


def test_a_false_row_shows_its_smallest_input():
    line = prove_row(row(lambda x: x / 3), "halve", 50, 0)
    assert "halve differs from numpy.divide in 1 of 1 values" in line.problem
    assert line.problem.count("\n") == 1 and "x = " in line.problem


def test_bounds_and_inputs_may_depend_on_the_case():
    seen = []
    bounded = row(lambda x: x / 2 + 0, within=lambda x: seen.append(len(x)) or 1, why="n",
                  drawn=lambda cases: cases.halve().filter(lambda case: len(case["x"]) == 2))
    assert not prove_row(bounded, "halve", 5, 0).problem and set(seen) == {2}


def test_what_is_compared_may_be_something_else_of_ours():
    assert not prove_row(row(lambda x: len(x), ours=lambda x: x.size), "halve", 5, 0).problem
    assert prove_row(row(lambda x: len(x) + 1, ours=lambda x: x.size), "halve", 5, 0).problem


def test_a_difference_must_occur():
    claim = row(lambda x: x // 2, how="It rounds down.", shown={"x": np.array([3.0])})
    assert difference(claim) == ("np.array([1.5])", "np.array([1.0])")
    line = prove_row(claim, "halve", 5, 0)
    assert (line.problem, line.kind) == ("", "differs")
    assert line.found == "x=np.array([3.0])\nhere   np.array([1.5])\nthere  np.array([1.0])"
    assert "gives the same" in prove_row(row(claim.call, how="It rounds down.", shown={"x": np.array([2.0])}), "halve", 5, 0).problem


def test_a_refusal_is_a_difference():
    def refuses(x):
        raise TypeError("no lists")
    assert difference(row(refuses, how="It refuses.", shown={"x": np.ones(1)})) == ("np.array([0.5])", "TypeError: no lists")
    with pytest.raises(TypeError, match="no lists"):
        difference(row(refuses, how="It rounds.", shown={"x": np.ones(1)}))


def test_what_is_not_installed_is_neither_held_nor_failed():
    def absent(x):
        import no_such_library
        return no_such_library.halve(x)
    for claim in (row(absent, "no_such_library.halve"), row(absent, "no_such_library.halve", how="Differs.", shown={"x": np.ones(1)})):
        line = prove_row(claim, "halve", 5, 0)
        assert (line.missing, line.problem) == ("no_such_library", "")


@pytest.mark.parametrize("answer, holds", [(True, True), (np.True_, True), (False, False), (1.5, False), (1, False), (None, False)])
def test_a_law_must_say_true(answer, holds):
    def law(function, x):
        """Something holds.

        More is said here."""
        return answer
    line = prove_law(halve, "halve", law, 5, 0)
    assert (line.what, not line.problem) == ("Something holds.", holds)


@pytest.mark.parametrize("library, more, kind", [
    ("its definition", {}, "definition"), ("multiplications executed", {}, "executed"), ("numpy.divide", {}, "same"),
    ("numpy.divide", {"mends": halve}, "mended"), ("torch.div", {"how": "Differs."}, "differs")])
def test_kinds(library, more, kind):
    assert kind_of(row(halve, library, **more)) == kind


def test_inputs_are_the_same_from_the_same_seed():
    def drawn(seed):
        found = []
        try_cases(Cases.halve(), lambda case: found.append(case["x"].tolist()), 10, seed)
        return found
    assert drawn(0) == drawn(0) != drawn(1)
    assert len(drawn(0)) == 10 < FULL


def test_time_that_is_up_hides_no_fault():
    """At least one input is tried; and what failed is told, though no time is left to make it smaller."""
    late = prove_row(row(lambda x: x / 2), "halve", 50, 0, limit=-1.0)
    assert (late.problem, late.measure.examples) == ("", 1)
    assert "halve differs" in prove_row(row(lambda x: x / 3 + 1), "halve", 50, 0, limit=-1.0).problem


def test_hypothesis_keeps_its_own_folder_afterwards(tmp_path):
    from hypothesis import configuration
    before = configuration.storage_directory("x").path
    prove_row(row(lambda x: x / 2), "halve", 2, 0)
    assert configuration.storage_directory("x").path == before


def test_nothing_is_left_on_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    prove_row(row(lambda x: x / 3), "halve", 50, 0)
    assert list(tmp_path.iterdir()) == []


def test_values_are_shown_as_python_has_them():
    for value, text in ((np.array([1, 2], np.uint8), "np.array([1, 2], np.uint8)"), (np.array([np.nan]), "np.array([np.nan])"),
                        ((np.array([1.5]), 2), "(np.array([1.5]), 2)"), (3, "3"),
                        (((np.array([True]),), [2.5]), "((np.array([True]),), [2.5])"), (np.fft.fft, "fft")):
        assert brief(value) == text
    assert "shape (41,)" in brief(np.zeros(41))


def test_the_proof_of_a_function_has_all_its_parts(monkeypatch):
    monkeypatch.undo()
    lines = proof(find("equalize_histogram"), "equalize_histogram", 3)
    assert {"definition", "same", "differs", "law", "doctest"} <= {line.kind for line in lines}
    assert [line for line in lines if line.problem] == [] and all(line.seconds > 0 for line in lines)


def test_a_false_doctest_is_shown(monkeypatch):
    assert not proving.prove_doctest(halve, "halve").problem
    monkeypatch.setattr(halve, "__doc__", halve.__doc__.replace("2.0", "3.0"))
    assert "Expected:" in proving.prove_doctest(halve, "halve").problem
