"""The judge: does a function of yours do what the function of that name here does?

It is run on the inputs of `refimpl.cases`, drawn by Hypothesis, beside ours; then on whatever inputs the laws of the
concept ask about.  Where it is wrong the smallest input found is kept, with both results, the laws that are broken,
and, where one fits all that was seen, the misunderstanding that explains them (`misunderstandings`).
"""
import contextlib
import importlib
import inspect
import io
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from refimpl.reader.comparing import disagreement, scale_of, shown
from refimpl.reader.contents import Concept, concepts, find

EXAMPLES = 100
LIMIT, BUDGET, SHRINKING = 5.0, 12.0, 4.0          # seconds: for a call, for all of it, for making an input small
LAST_RESORT = ("measure_bandwidth", "measure_flops", "median_seconds",         # time is not the same twice
               "count_operations", "count_accesses", "counting",               # they count what others do
               "kmeans_plusplus")                                              # chance


class Wrong(Exception):
    """The candidate is wrong: what was seen, on which input, and what came and should have come."""

    def __init__(self, what: str, case: dict, actual: object = None, expected: object = None, law: str = "") -> None:
        super().__init__(what)
        self.what, self.case, self.actual, self.expected, self.law = what, case, actual, expected, law


class Overtime(BaseException):
    """A call took too long; no candidate should catch it."""


class Enough(BaseException):
    """The time is up: what was found is what there is."""


@dataclass
class Report:
    """What came of a check; true if nothing was wrong."""
    name: str
    examples: int = 0
    laws: list = field(default_factory=list)       # their statements, those that were tried and held
    wrong: Wrong | None = None
    broken: list = field(default_factory=list)     # statements of laws that the candidate breaks
    likely: str = ""                               # the misunderstanding
    seconds: float = 0.0

    def __bool__(self) -> bool:
        return self.wrong is None

    def __str__(self) -> str:
        if self.wrong is None:
            laws = f", and {len(self.laws)} law{'s' * (len(self.laws) != 1)} hold" if self.laws else ""
            return f"{self.name}: right on {self.examples} inputs{laws} ({self.seconds:.1f} s)"
        lines = [f"{self.name}: wrong: {self.wrong.what}"]
        lines += [f"  found while trying the law: {self.wrong.law}"] if self.wrong.law else []
        lines += ["", "the smallest input found:"]
        lines += [indented(f"{key} = {shown(value)}") for key, value in self.wrong.case.items()]
        if self.wrong.expected is not None:
            lines += ["", "yours:", indented(shown(self.wrong.actual))]
            lines += ["expected:", indented(shown(self.wrong.expected))]
        lines += ["", "broken:", *(f"  {law}" for law in self.broken)] if self.broken else []
        lines += ["", f"likely: {self.likely}"] if self.likely else []
        return "\n".join(lines)


def indented(text: str) -> str:
    """Return text two columns further in."""
    return "  " + text.replace("\n", "\n  ")


def material(name: str) -> tuple:
    """Return (concept, reference, strategy, laws) of a function.  LookupError if there are no cases for it."""
    concept: Concept = find(name)
    function = name.rpartition(".")[2]
    if function not in concept.names:
        raise LookupError(f"{name} is a concept; check one of its functions: {', '.join(checkable(concept))}")
    if function not in checkable(concept):
        raise LookupError(f"{function} cannot be checked: it has no inputs of its own, or not the same result twice")
    module = importlib.import_module(f"refimpl.{concept.chapter}.{concept.name}")
    cases = importlib.import_module(f"refimpl.cases.{concept.chapter.rpartition('.')[2]}")
    plain = function.removesuffix("_definition")
    return concept, getattr(module, function), getattr(cases, plain), cases.LAWS.get(plain, [])


def checkable(concept: Concept) -> list:
    """Return the functions of a concept that have cases; a definition shares those of its function."""
    try:
        cases = importlib.import_module(f"refimpl.cases.{concept.chapter.rpartition('.')[2]}")
    except ModuleNotFoundError as error:
        if str(error.name).startswith("refimpl.cases"):
            return []
        raise
    module = importlib.import_module(f"refimpl.{concept.chapter}.{concept.name}")
    return [name for name in concept.names
            if inspect.isfunction(getattr(module, name)) and hasattr(cases, name.removesuffix("_definition"))
            and name not in LAST_RESORT]


def all_checkable() -> dict:
    """Return {function: concept} of all that can be checked, in reading order, without definitions."""
    return {name: concept for concept in concepts() for name in checkable(concept) if not name.endswith("_definition")}


def check(name: str, candidate: Callable, *, examples: int = EXAMPLES, tolerance: float | None = None, seed: int = 0,
          limit: float = LIMIT, budget: float = BUDGET, shrinking: float = SHRINKING,
          progress: Callable = lambda event, *details: None) -> Report:
    """Return a Report on a function of yours, held to the function of that name here.

    tolerance is what whole numbers may be off by, and floats as a share of the largest magnitude; limit is the seconds
    one call may take, budget all of them.  LookupError for a name that cannot be checked.
    """
    _, reference, strategy, laws = material(name)
    judge = Judge(reference, candidate, tolerance, limit, progress)
    report, start = Report(name.rpartition(".")[2]), time.monotonic()
    wrong = judge.hunt(strategy(), judge.try_case, examples, seed, start + budget / 2, shrinking)
    report.examples = judge.count
    if wrong is None:
        for number, law in enumerate(laws):
            until = time.monotonic() + max(start + budget - time.monotonic(), 0.2) / (len(laws) - number)
            wrong = judge.hunt(strategy(), judge.law_with_inputs(law), max(examples // 4, 5), seed, until, shrinking)
            if wrong is not None:
                wrong.law = statement(law)
                break
            report.laws.append(statement(law))
    if wrong is not None:
        from refimpl.reader.misunderstandings import explanation
        report.wrong = wrong
        if wrong.expected is not None:
            report.broken = [statement(law) for law in laws if judge.breaks(law, wrong.case)]
            judge.hunt(strategy(), judge.observe, 30, seed + 1, time.monotonic() + 1.0, 0.0)
            seen = [*judge.seen, (wrong.case, wrong.actual, wrong.expected)]
            report.likely = explanation(report.name, reference, seen)
    report.seconds = time.monotonic() - start
    return report


def statement(law: Callable) -> str:
    """Return what a law says: the first line of its docstring."""
    return (law.__doc__ or law.__name__).partition("\n")[0]


class Judge:
    """Runs a candidate beside the reference, and remembers what it saw."""

    def __init__(self, reference: Callable, candidate: Callable, tolerance: float | None, limit: float,
                 progress: Callable) -> None:
        self.reference, self.candidate, self.tolerance, self.limit = reference, candidate, tolerance, limit
        self.signature, self.progress = inspect.signature(reference), progress
        self.count, self.seen = 0, []              # type: ignore[var-annotated]

    def hunt(self, strategy, trial: Callable, examples: int, seed: int,  # type: ignore[no-untyped-def]
             until: float, shrinking: float) -> Wrong | None:
        """Return the smallest input found on which the trial raises Wrong; None if there is none, or time is up."""
        import hypothesis
        best: list = []

        @hypothesis.seed(seed)
        @hypothesis.settings(max_examples=examples, database=None, deadline=None, report_multiple_bugs=False,
                             suppress_health_check=list(hypothesis.HealthCheck), print_blob=False,
                             phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink))
        @hypothesis.given(case=strategy)
        def run(case: dict) -> None:
            if time.monotonic() > (best[0] if best else until):
                raise Enough
            try:
                trial(case)
            except Wrong as wrong:
                if not best:
                    best[:] = [time.monotonic() + shrinking, wrong]
                elif size_of(wrong.case) <= size_of(best[1].case):
                    best[1] = wrong
                raise

        with contextlib.suppress(Enough, Wrong), contextlib.redirect_stdout(io.StringIO()):
            try:
                run()
            except hypothesis.errors.HypothesisException:          # flaky: the candidate does not do the same twice
                if not best:
                    raise
        return best[1] if best else None

    def try_case(self, case: dict) -> None:
        """Raise Wrong unless the candidate returns what the reference returns."""
        expected, actual = self.observe(case)
        self.count += 1
        if found := disagreement(actual, expected, self.tolerance, scale_of(case)):
            raise Wrong(found, case, actual, expected)

    def observe(self, case: dict) -> tuple:
        """Return (the right result, the candidate's), and remember them."""
        expected = self.reference(**copied(case))
        self.progress("running", case)
        actual = self.run(case)
        self.progress("done", self.count)
        if len(self.seen) < 80:
            self.seen.append((case, actual, expected))
        return expected, actual

    def run(self, case: dict) -> object:
        """Return the candidate's result.  Raise Wrong if it has none, or changes what it was given."""
        given = copied(case)
        try:
            with time_limit(self.limit), np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                result = self.candidate(**given)
        except (Enough, KeyboardInterrupt):
            raise
        except Overtime:
            raise Wrong(f"did not return within {self.limit:g} s", case) from None
        except SystemExit:
            raise Wrong("called exit", case) from None
        except BaseException as error:             # whatever it raises is the candidate's doing
            raise Wrong(f"raised {type(error).__name__}: {str(error)[:300]}", case) from None
        for key, value in given.items():
            if isinstance(value, np.ndarray) and not same_array(value, case[key]):
                raise Wrong(f"changed its argument {key}", case)
        return result

    def law_with_inputs(self, law: Callable) -> Callable:
        """Return a trial: the law asks about its inputs, and the candidate must answer as the reference does."""
        def asked(*positional: object, **named: object) -> object:
            case = self.bound(*positional, **named)
            expected = self.reference(**copied(case))
            self.progress("running", case)
            actual = self.run(case)
            self.progress("done", self.count)
            if found := disagreement(actual, expected, self.tolerance, scale_of(case)):
                raise Wrong(found, case, actual, expected)
            return expected

        asked.__name__ = self.reference.__name__
        return lambda case: law(asked, **case)

    def bound(self, *positional: object, **named: object) -> dict:
        """Return the arguments of a call, all by name."""
        case: dict = {}
        for name, value in self.signature.bind(*positional, **named).arguments.items():
            if self.signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD:
                case.update(value)
            else:
                case[name] = value
        return case

    def breaks(self, law: Callable, case: dict) -> bool:
        """Tell whether the candidate breaks a law on an input; False where that cannot be told."""
        try:
            return not law(lambda *a, **k: self.run(self.bound(*a, **k)), **case)
        except Wrong as wrong:
            return wrong.actual is not None
        except Exception:                          # of shapes, say, that the law did not expect
            return False


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator:
    """Raise Overtime after so many seconds; where there is no such clock (Windows, other threads) nothing happens."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: object) -> None:
        raise Overtime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)              # again and again, should it be caught
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def copied(case: dict) -> dict:
    """Return the arguments, arrays as copies."""
    return {key: value.copy() if isinstance(value, np.ndarray) else value for key, value in case.items()}


def same_array(a: np.ndarray, b: np.ndarray) -> bool:
    """Tell whether two arrays hold the same, NaN included."""
    return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")


def size_of(case: dict) -> tuple:
    """Return how large an input is: elements, then magnitude, then length of its text."""
    arrays = [value for value in case.values() if isinstance(value, np.ndarray)]
    with np.errstate(all="ignore"):
        total = sum(float(np.nan_to_num(np.abs(a.astype(complex))).sum()) for a in arrays if a.dtype.kind in "biufc")
    others = [value for value in case.values() if not isinstance(value, np.ndarray)]
    return sum(a.size for a in arrays), total, len(repr(others))
