"""Every row of the table of peers is a claim: what agrees is held on drawn inputs, what differs must differ."""
import re
import subprocess
import sys

import pytest
from hypothesis import given

from refimpl.peers import EXTRAS, rows
from refimpl.reader import contents
from refimpl.reader.proving import difference, hold, kind_of, strategy_of
from tests.agreement import record_of
from tests.conftest import oracle

ROWS = rows()


def name_of(row):
    """Return what a row is called in the test's report: the translation's own name."""
    return f"{row.of.__name__}-{row.call.__name__}"


def need(row):
    """Import the library of a row, or skip."""
    library = row.library.partition(".")[0]
    if library in EXTRAS:
        oracle(library)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.how], ids=name_of)
def test_agrees(row):
    need(row)
    record = record_of(row.of, row.library)

    @given(case=strategy_of(row))
    def holds(case):
        record.__iadd__(hold(row, case))
    holds()


@pytest.mark.parametrize("row", [row for row in ROWS if row.how], ids=name_of)
def test_differs(row):
    need(row)
    assert difference(row)
    record_of(row.of, f"differs: {row.library}").examples += 1


def test_every_bound_says_where_it_comes_from():
    assert [name_of(row) for row in ROWS if (callable(row.within) or row.within) and not row.why] == []


def test_translations_have_names_of_their_own():
    names = [row.call.__name__ for row in ROWS if kind_of(row) not in ("definition", "executed")]
    assert sorted(names) == sorted(set(names))


def test_what_differs_is_said_in_sentences_and_shown():
    for row in ROWS:
        if row.how:
            assert row.shown is not None and row.how.endswith((".", "…")), name_of(row)
        if row.mends:
            assert row.mends in [other.call for other in ROWS if other.how and other.of is row.of], name_of(row)


def test_no_library_is_imported_before_it_is_asked_for():
    said = subprocess.run([sys.executable, "-c", "import sys; from refimpl.peers import rows; rows(); "
                           "print(*{name.partition('.')[0] for name in sys.modules})"], capture_output=True, text=True,
                          check=True, cwd=contents.ROOT.parent).stdout.split()
    assert "refimpl" in said and not {"scipy", "cv2", "skimage", "pywt", "sklearn", "torch", "keras", "kornia"} & set(said)


# what has no row of its own: torch's counter is in the rows of `count`; which classes the tools look for, in tests
UNTABLED = {f"complexity.{name}": {"torch"} for name in ("operator_tools", "tools", "zoo.convnext")}
LIBRARIES = {"OpenCV": "cv2", "cv2": "cv2", "scikit-image": "skimage", "skimage": "skimage", "SciPy": "scipy",
             "scipy": "scipy", "PyWavelets": "pywt", "pywt": "pywt", "scikit-learn": "sklearn", "PyTorch": "torch",
             "torch": "torch", "Keras": "keras"}


@pytest.mark.parametrize("concept", [c for c in contents.concepts() if "\nBeware " in c.lesson],
                         ids=lambda concept: f"{concept.chapter}.{concept.name}")
def test_what_a_lesson_warns_of_has_a_row(concept):
    """Each library that the Beware of a lesson names is in the table, for a function of that concept."""
    warned = concept.lesson.partition("\nBeware ")[2]
    named = {library for name, library in LIBRARIES.items() if re.search(rf"(?<![\w.]){name}(?![\w-])", warned)}
    there = {row.library.partition(".")[0] for row in ROWS if row.of.__name__ in concept.names}
    assert named <= there | UNTABLED.get(f"{concept.chapter}.{concept.name}", set())
