"""Every row of the table of peers is a claim: what agrees is held on drawn inputs, what differs must differ."""
import pytest
from hypothesis import given

from refimpl.peers import EXTRAS, rows
from refimpl.reader.proving import difference, hold, strategy_of
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
