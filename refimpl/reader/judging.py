"""The judge at work: runs a candidate beside the reference, survives it, and looks for a small wrong input."""
import contextlib
import inspect
import io
import signal
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator

import numpy as np

from refimpl.reader.comparing import disagreement, scale_of


class Wrong(Exception):
    """The candidate is wrong: what was seen, on which input, and what came and should have come."""

    def __init__(self, what: str, case: dict, actual: object = None, expected: object = None, law: str = "") -> None:
        super().__init__(what)
        self.what, self.case, self.actual, self.expected, self.law = what, case, actual, expected, law


class Overtime(BaseException):
    """A call took too long; no candidate should catch it."""


class Enough(BaseException):
    """The time is up: what was found is what there is."""


class Judge:
    """Runs a candidate beside the reference, and remembers what it saw."""

    def __init__(self, reference: Callable, candidate: Callable, tolerance: float | None, limit: float,
                 progress: Callable) -> None:
        self.reference, self.candidate, self.tolerance, self.limit = reference, candidate, tolerance, limit
        self.signature, self.progress = inspect.signature(reference), progress
        self.count, self.tried, self.seen = 0, 0, []       # type: ignore[var-annotated]

    def hunt(self, strategy, trial: Callable, examples: int, seed: int,  # type: ignore[no-untyped-def]
             until: float, shrinking: float) -> Wrong | None:
        """Return the smallest input found on which the trial raises Wrong; None if there is none, or time is up.

        At least one input is tried, however late it is; `tried` says how many were.
        """
        import hypothesis
        best: list = []
        self.tried = 0

        @hypothesis.seed(seed)
        @hypothesis.settings(max_examples=examples, database=None, deadline=None, report_multiple_bugs=False,
                             suppress_health_check=list(hypothesis.HealthCheck), print_blob=False,
                             phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink))
        @hypothesis.given(case=strategy)
        def run(case: dict) -> None:
            if self.tried and time.monotonic() > (best[0] if best else until):
                raise Enough
            self.tried += 1
            try:
                trial(case)
            except Wrong as wrong:
                if not best:
                    best[:] = [time.monotonic() + shrinking, wrong]
                elif size_of(wrong.case) <= size_of(best[1].case):
                    best[1] = wrong
                raise

        with no_traces(), contextlib.suppress(Enough, Wrong), contextlib.redirect_stdout(io.StringIO()):
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

    armed = [True]

    def ring(number: int, frame: object) -> None:
        if armed:
            raise Overtime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)              # again and again, should it be caught
    try:
        yield
    finally:
        try:
            armed.clear()                          # should it ring just here, the clock is stopped all the same
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def no_traces() -> Iterator:
    """Let Hypothesis keep what it keeps in a folder that goes again, not in the reader's own; then as it was."""
    from hypothesis import configuration
    before = vars(configuration).get("__hypothesis_home_directory")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(before)


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
