"""The proof of a function: its rows in the table of peers, its laws, its doctest, each tried on inputs drawn for it.

    for line in proof("clahe"): …       one Line each: what · how many inputs · how closely · seconds

A row that agrees is held on the cases of the function, a row that differs on the input that shows it.
"""
import importlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

from refimpl.peers import Peer, rows
from refimpl.reader.comparing import disagreement, shown
from refimpl.reader.judging import copied
from refimpl.reader.measuring import Disagreement, Measure, measure

EXAMPLES, FULL = 20, 2500
SEED = 0


@dataclass
class Line:
    """What came of one claim about one function."""
    function: str
    what: str                                      # the library's call, the law, "doctest"
    kind: str                                      # same, differs, law, doctest
    measure: Measure = field(default_factory=Measure)
    within: str = ""                               # what is allowed, and why
    seconds: float = 0.0
    problem: str = ""                              # why it fails
    missing: str = ""                              # what is not installed
    shown: str = ""                                # in what a row differs


def cases_of(function: Callable) -> object:
    """Return the module of cases of a function's chapter."""
    return importlib.import_module(f"refimpl.cases.{function.__module__.split('.')[-2]}")


def strategy_of(row: Peer) -> object:
    """Return what draws the inputs of a row, as dicts of arguments: its own strategy, or that of its function."""
    cases = cases_of(row.of)
    return row.drawn(cases) if row.drawn else getattr(cases, row.of.__name__)()


def hold(row: Peer, case: dict) -> Measure:
    """Return how closely a row agrees with ours on one input.  Raise Disagreement if less than it claims."""
    within = row.within(**case) if callable(row.within) else row.within
    terms = row.terms(**case) if row.terms else 0
    actual = row.of(**copied(case))
    with warnings.catch_warnings():                # what a library warns of is its own affair
        warnings.simplefilter("ignore")
        expected = row.call(**copied(case))
    return measure(actual, expected, within, terms, (row.of.__name__, row.library))


def difference(row: Peer) -> str:
    """Return in what a differing call differs on the input that shows it.  Raise Disagreement if in nothing."""
    case = row.shown or {}
    ours = row.of(**copied(case))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = row.call(**copied(case))
    except ImportError:
        raise
    except Exception as error:                     # it refuses: that is a difference, too
        return f"{shown(ours, 300)}; {row.library} raises {type(error).__name__}: {str(error)[:100]}"
    if disagreement(theirs, ours, 0.0) is None:
        raise Disagreement(f"{row.library} gives the same on {shown(case)}")
    return f"{shown(ours, 300)}; {row.library} gives {shown(theirs, 300)}"


def claims(function: Callable) -> list:
    """Return (what, kind, allowed, trial, strategy or None) of all that is claimed of a function."""
    found: list = []
    for row in rows():
        if row.of is function or function in row.also:
            found.append(row)
    return found
