"""How the tests compare, and what they remember of it.

Whole numbers must be equal; floats may differ by `within` rounding errors (refimpl.reader.measuring).  Every comparison
is counted; when pytest ends, the counts are printed as the verification table.
"""
from dataclasses import dataclass

import numpy as np

from refimpl.reader.measuring import Measure, measure
from refimpl.reader.proving import keep

RECORDS = {}                                       # (function, oracle) → Record, in the order of the first comparison


@dataclass
class Record(Measure):
    """What was compared for one function and one oracle; a law counts examples alone."""
    function: str = ""
    oracle: str = ""


def assert_agrees(actual, expected, *, oracle, function, within=16, terms=0):
    """Fail unless both have the same shape, dtype, NaNs, and values; record the comparison."""
    record, actual, expected = record_of(function, oracle), np.asarray(actual), np.asarray(expected)
    within = within if expected.dtype.kind in "fc" else 0
    record += measure(actual, expected, within, terms, (record.function, oracle))


def assert_keeps(law, function, case):
    """Fail unless law(function, **case) is True; record the example."""
    keep(law, function, case)
    record_of(function, f"law: {law.__name__.replace('_', ' ')}").examples += 1


def record_of(function, oracle):
    """Return the record for a function (or its dotted name) and an oracle."""
    name = function if isinstance(function, str) else f"{function.__module__.split('.')[1]}.{function.__name__}"
    return RECORDS.setdefault((name, oracle), Record(function=name, oracle=oracle))


def packed(records):
    """Return the records as plain numbers and text, which go from one process to another."""
    return [{name: value.item() if isinstance(value, np.generic) else value for name, value in vars(record).items()}
            for record in records.values()]


def merge(records, others):
    """Add packed records of another process."""
    for fields in others:
        record = Record(**fields)
        key = record.function, record.oracle
        if key in records:
            records[key] += record
        else:
            records[key] = record


def verification_table(records):
    """Return the records as a Markdown table."""
    rows = [("function", "checked with", "examples", "values", "differing", "worst error")]
    rows.append(("---", "---", "--:", "--:", "--:", "---"))
    for r in sorted(records, key=lambda r: (r.function, r.oracle.startswith("law:"), r.oracle)):
        exact = "exact" if r.differing == 0 else f"{r.worst:.2g} eps"
        compared = (f"{r.values:,}", f"{r.differing:,}", exact) if r.values else ("", "", "holds")
        rows.append((r.function, r.oracle, f"{r.examples:,}", *compared))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"
