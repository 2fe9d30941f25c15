"""The judge: does a function of yours do what the function of that name here does?

It is run on the inputs of `refimpl.cases`, drawn by Hypothesis, beside ours; then on whatever inputs the laws of the
concept ask about.  Where it is wrong the smallest input found is kept, with both results, the laws that are broken,
and, where one fits all that was seen, the misunderstanding that explains them (`misunderstandings`).
"""
import importlib
import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from refimpl.reader.comparing import shown
from refimpl.reader.contents import Concept, concepts, find
from refimpl.reader.judging import Judge, Wrong

EXAMPLES = 100
LIMIT, BUDGET, SHRINKING = 5.0, 12.0, 4.0          # seconds: for a call, for all of it, for making an input small
LEFT_OUT = ("measure_bandwidth", "measure_flops", "median_seconds",       # time is not the same twice
            "count_operations", "count_accesses", "counting",             # they take functions, or make numbers
            "kmeans_plusplus")                                            # draws from a generator


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
            one = len(self.laws) == 1
            laws = f", and {len(self.laws)} law{'' if one else 's'} hold{'s' if one else ''}" if self.laws else ""
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
    module = importlib.import_module(concept.module)
    cases = importlib.import_module(f"refimpl.cases.{concept.chapter.rpartition('.')[2]}")
    plain = function.removesuffix("_definition")
    return concept, getattr(module, function), getattr(cases, plain), cases.LAWS.get(plain, [])


def checkable(concept: Concept) -> list:
    """Return the functions of a concept that have cases; a definition shares those of its function."""
    if not concept.chapter:                        # what takes any argument has no cases
        return []
    try:
        cases = importlib.import_module(f"refimpl.cases.{concept.chapter.rpartition('.')[2]}")
    except ModuleNotFoundError as error:
        if str(error.name).startswith("refimpl.cases"):
            return []
        raise
    module = importlib.import_module(concept.module)
    return [name for name in concept.names
            if inspect.isfunction(getattr(module, name)) and hasattr(cases, name.removesuffix("_definition"))
            and name not in LEFT_OUT]


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
