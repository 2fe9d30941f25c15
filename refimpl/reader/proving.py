"""The proof of a function: its rows in the table of peers, its laws, its doctest, each tried on inputs drawn for it.

A row that agrees is held on the cases of the function, a row that differs on the input that shows it.  Each claim
becomes a Line: what · on how many inputs · how closely · in how many seconds.
"""
import contextlib
import doctest
import importlib
import io
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from refimpl.peers import EXTRAS, Peer, rows
from refimpl.reader.comparing import disagreement, shown
from refimpl.reader.contents import Concept
from refimpl.reader.judging import Enough, copied, no_traces
from refimpl.reader.measuring import Disagreement, Measure, measure

EXAMPLES, FULL = 20, 2500


@dataclass
class Line:
    """What came of one claim about one function."""
    function: str
    what: str                                      # the library's call; what a law says; "doctest"
    kind: str                                      # definition, executed, same, mended, differs, law, doctest
    allowed: str = ""                              # where, by how much, and why
    measure: Measure = field(default_factory=Measure)
    seconds: float = 0.0
    found: str = ""                                # in what a row differs
    missing: str = ""                              # what is not installed
    problem: str = ""                              # why the claim fails


def proof(concept: Concept, name: str, examples: int = EXAMPLES, seed: int = 0, limit: float = np.inf) -> list:
    """Return the lines of one public name of a concept: definition, peers, counts, laws, doctest.

    No more inputs are drawn for a claim after `limit` seconds.
    """
    thing = getattr(importlib.import_module(concept.module), name)
    about = [row for row in rows() if row.of is thing or thing in row.also]
    lines = [partial(prove_row, row, name, examples, seed, limit) for row in about]
    lines += [partial(prove_law, thing, name, law, examples, seed, limit) for law in laws_of(thing, name)]
    lines += [partial(prove_doctest, thing, name)] if ">>> " in (thing.__doc__ or "") else []
    return [timed(line) for line in lines]


def timed(line: Callable) -> Line:
    """Return the line, with how long it took."""
    start = time.perf_counter()
    result = line()
    result.seconds = time.perf_counter() - start
    return result


def prove_row(row: Peer, name: str, examples: int, seed: int, limit: float = np.inf) -> Line:
    """Return the line of one row of the table of peers."""
    line = Line(name, row.library, kind_of(row), allowed=allowance(row))
    if row.of.__name__ != name:
        line.what = f"{row.of.__name__}: {row.library}"
    try:
        if row.how:
            ours, theirs = difference(row)
            given = ", ".join(f"{key}={brief(value)}" for key, value in (row.shown or {}).items())
            line.found, line.measure.examples = f"{given}\nhere   {ours}\nthere  {theirs}", 1
        else:
            try_cases(strategy_of(row), lambda case: line.measure.__iadd__(hold(row, case)),
                      examples, seed, limit)
    except ImportError as error:
        line.missing = str(error.name or row.library).partition(".")[0]
    except Exception as error:
        line.problem = told(error)
    return line


def kind_of(row: Peer) -> str:
    """Return what sort of claim a row is."""
    if row.how:
        return "differs"
    if row.library.partition(".")[0] not in EXTRAS:
        return "executed" if "executed" in row.library else "definition"
    return "mended" if row.mends else "same"


def allowance(row: Peer) -> str:
    """Return by how much a row may be off, and where: "bit for bit, uint8"."""
    if row.how:
        return row.how
    closely = f"within {row.why}" if callable(row.within) else f"within {row.within:g}: {row.why}"
    if not callable(row.within) and row.within == 0:
        closely = "bit for bit"
    return f"{closely}; {row.where}" if row.where else closely


def prove_law(thing: Callable, name: str, law: Callable, examples: int, seed: int, limit: float = np.inf) -> Line:
    """Return the line of one law."""
    line = Line(name, (law.__doc__ or law.__name__).partition("\n")[0], "law")

    def trial(case: dict) -> None:
        keep(law, thing, case)
        line.measure.examples += 1

    try:
        try_cases(getattr(cases_of(thing), name)(), trial, examples, seed, limit)
    except ImportError as error:
        line.missing = str(error.name)
    except Exception as error:
        line.problem = told(error)
    return line


def keep(law: Callable, function: Callable, case: dict) -> None:
    """Raise Disagreement unless law(function, **case) is True, and no mere 1."""
    kept = law(function, **case)
    if not (isinstance(kept, (bool, np.bool_)) and kept):
        said = (law.__doc__ or law.__name__).partition("\n")[0]
        raise Disagreement(f"{function.__name__} breaks the law {law.__name__}: {said}")


def laws_of(thing: Callable, name: str) -> list:
    """Return the laws of a function; [] without Hypothesis, and for what has none."""
    try:
        return cases_of(thing).LAWS.get(name, [])
    except ImportError:
        return []


def prove_doctest(thing: Callable, name: str) -> Line:
    """Return the line of the examples in the docstring."""
    line, said = Line(name, "doctest", "doctest"), io.StringIO()
    module = importlib.import_module(thing.__module__)
    test = doctest.DocTestFinder(recurse=False).find(thing, name, module, vars(module).copy())[0]
    results = doctest.DocTestRunner(verbose=False).run(test, out=said.write)
    line.measure.examples = results.attempted
    line.problem = said.getvalue() if results.failed else ""
    return line


def cases_of(thing: Callable):  # type: ignore[no-untyped-def]
    """Return the module of cases of the chapter a function is from."""
    return importlib.import_module(f"refimpl.cases.{thing.__module__.split('.')[-2]}")


def strategy_of(row: Peer) -> object:
    """Return what draws the inputs of a row, as dicts of arguments: its own strategy, or that of its function."""
    cases = cases_of(row.of)
    return row.drawn(cases) if row.drawn else getattr(cases, row.of.__name__)()


def hold(row: Peer, case: dict) -> Measure:
    """Return how closely a row agrees with ours on one input.  Raise Disagreement if less than it claims."""
    within = row.within(**case) if callable(row.within) else row.within
    terms = row.terms(**case) if row.terms else 0
    actual, expected = (row.ours or row.of)(**copied(case)), answer(row, case)
    return measure(actual, expected, within, terms, (row.of.__name__, row.library))


def answer(row: Peer, case: dict) -> object:
    """Return what the library gives; what it warns of is its own affair."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return row.call(**copied(case))


def difference(row: Peer) -> tuple:
    """Return (our result, the library's) on the input that shows the difference, as text.

    Raise Disagreement if there is none.
    """
    case = row.shown or {}
    ours = (row.ours or row.of)(**copied(case))
    try:
        theirs = answer(row, case)
    except ImportError:
        raise
    except Exception as error:
        if not any(word in row.how for word in ("refuse", "raise", "fail")):     # a difference only where it is told
            raise
        return brief(ours), f"{type(error).__name__}: {str(error)[:200]}"
    if disagreement(theirs, ours, 0.0) is None:
        raise Disagreement(f"{row.library} gives the same, {brief(theirs)}")
    return brief(ours), brief(theirs)


def brief(value: object) -> str:
    """Return a value as Python has it; a large one as text."""
    if isinstance(value, np.ndarray) and value.size <= 40 and value.dtype.kind in "biufc":
        dtype = "" if value.dtype in (float, int, bool, complex) else f", np.{value.dtype}"
        return f"np.array({value.tolist()}{dtype})".replace("nan", "np.nan").replace("inf", "np.inf")
    if isinstance(value, (tuple, list)) and len(value) <= 12:
        inside = ", ".join(brief(one) for one in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    if callable(value) and hasattr(value, "__name__"):
        return value.__name__
    return shown(value, 300)


def try_cases(strategy, trial: Callable, examples: int, seed: int,  # type: ignore[no-untyped-def]
              limit: float = np.inf) -> None:
    """Run a trial on inputs that Hypothesis draws; raise what it raises on the smallest.  Nothing is left on disk.

    At least one input is tried, and what failed has failed, however late it is.
    """
    import hypothesis
    end, tried, failed = time.monotonic() + limit, [], []  # type: ignore[var-annotated]

    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=examples, database=None, deadline=None, report_multiple_bugs=False,
                         suppress_health_check=list(hypothesis.HealthCheck), print_blob=False,
                         phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink))
    @hypothesis.given(case=strategy)
    def run(case: dict) -> None:
        if tried and time.monotonic() > end:
            raise Enough
        tried.append(True)
        try:
            trial(case)
        except Exception as error:
            error.case = case  # type: ignore[attr-defined]
            failed[:] = [error]
            raise

    with no_traces(), contextlib.suppress(Enough), contextlib.redirect_stdout(io.StringIO()):
        run()
    if failed:
        raise failed[0]


def told(error: Exception) -> str:
    """Return what went wrong, and on which input."""
    case = getattr(error, "case", None)
    on = "" if case is None else "\n" + "\n".join(f"{key} = {shown(value)}" for key, value in case.items())
    return f"{'' if isinstance(error, Disagreement) else type(error).__name__ + ': '}{error}{on}"
