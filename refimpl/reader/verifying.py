"""python -m refimpl verify: the proof of a name, a chapter, or all there is, printed a line a claim."""
import dataclasses
import json
import math
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context

from refimpl.peers import EXTRAS
from refimpl.reader.contents import Concept, chapters, concepts, find
from refimpl.reader.proving import EXAMPLES, FULL, Line, proof

__all__ = ["EXAMPLES", "FULL", "verify"]

PACKAGES = {"cv2": "opencv-python-headless", "skimage": "scikit-image", "pywt": "PyWavelets", "sklearn": "scikit-learn"}
NEEDED = {**EXTRAS, "hypothesis": "practice"}
EXACT = {"differs": "differs", "law": "holds", "doctest": "holds"}


def tasks(names: list) -> list:
    """Return (concept, public name) of what names stand for: functions, concepts, chapters; without any, of all."""
    if not names:
        return [(concept, name) for concept in concepts() for name in proven(concept)]
    found: list = []
    for name in names:
        if name in chapters():
            found += [(c, one) for c in concepts() if c.chapter == name for one in proven(c)]
            continue
        concept, last = find(name), name.rpartition(".")[2]
        exact = last.removesuffix("_definition")
        found += [(concept, exact)] if exact in proven(concept) else [(concept, one) for one in proven(concept)]
    return list(dict.fromkeys(found))


def proven(concept: Concept) -> list:
    """Return the public names of a concept that have a proof of their own: a definition shares its function's."""
    return [name for name in concept.names if not name.isupper() and not name.endswith("_definition")]


def verify(names: list, examples: int, seed: int = 0, jobs: int | None = None, as_json: bool = False,
           limit: float = math.inf, keep: Callable = lambda *proof: None) -> int:
    """Print the proof, and return 0 if all of it holds, else 1.  keep(concept, name, lines) may put it down."""
    start, lines = time.perf_counter(), []
    todo = tasks(names)
    proven_so_far = zip(todo, proofs(todo, examples, seed, jobs, limit), strict=True)
    for number, ((concept, name), found) in enumerate(proven_so_far, 1):
        lines += found
        keep(concept, name, found)
        if not as_json:
            print("\n".join(report(concept, name, found, brief=not names)), flush=True)
        progress(number, len(todo), name)
    seconds = time.perf_counter() - start
    print(json.dumps(as_records(lines), ensure_ascii=False, indent=1) if as_json else summary(lines, seconds))
    return int(any(line.problem for line in lines))


def proofs(todo: list, examples: int, seed: int, jobs: int | None, limit: float) -> Iterator:
    """Yield the lines of each task in order; several at once where there are many, and cores."""
    jobs = min(jobs or os.cpu_count() or 1, len(todo))
    if jobs <= 1 or len(todo) < 8:
        yield from (proof(concept, name, examples, seed, limit) for concept, name in todo)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=one_thread) as pool:
        settings = ([value] * len(todo) for value in (examples, seed, limit))
        yield from pool.map(proof, *zip(*todo, strict=True), *settings)


def one_thread() -> None:
    """Let each worker calculate on one core."""
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")


def progress(number: int, total: int, name: str) -> None:
    """Show how far it is, where somebody looks on."""
    if total > 1 and sys.stderr.isatty():
        end = "\r" if number < total else "\r" + " " * 60 + "\r"
        print(f"[{number}/{total}] {name:40}", end=end, file=sys.stderr, flush=True)


def report(concept: Concept, name: str, lines: list, brief: bool) -> list:
    """Return the lines of text about one function; brief: one line, and what fails."""
    seconds = sum(line.seconds for line in lines)
    title = f"{concept.chapter or 'refimpl'}.{name}"
    if brief:
        held = sum(not (line.problem or line.missing) for line in lines)
        text = [f"{title:50} {held:3} hold  {seconds:6.1f} s"]
        return text + [as_text(line) for line in lines if line.problem]
    return [f"{title}   ({concept.path.name}, {seconds:.1f} s)", *(as_text(line) for line in lines), ""]


def as_text(line: Line) -> str:
    """Return a line of the proof: how closely, on how many inputs, in how many seconds, what."""
    law = "law: " if line.kind == "law" else ""
    allowed = f" ({line.allowed})" if line.allowed and line.kind not in ("differs", "law", "doctest") else ""
    number = f"{line.measure.examples:,}" if not line.missing else ""
    text = f"  {closeness(line):30} {number:>6} {line.seconds:7.2f} s  {law}{line.what}{allowed}"
    if line.kind == "differs":
        text += f": {line.allowed}" + f"\n{line.found}".replace("\n", "\n      ")
    return text + ("\n      " + line.problem.replace("\n", "\n      ") if line.problem else "")


def closeness(line: Line) -> str:
    """Return how closely two agree, in words."""
    if line.problem:
        return "FAILS"
    if line.missing:
        return f"not tried, no {line.missing}"
    if line.kind in EXACT:
        return EXACT[line.kind]
    if not line.measure.differing:
        return "equal"
    return f"within {line.measure.share:.0%} of what is allowed"


def summary(lines: list, seconds: float) -> str:
    """Return what it comes to, and what would have to be installed for the rest."""
    failed, untried = [line for line in lines if line.problem], [line for line in lines if line.missing]
    held = len(lines) - len(failed) - len(untried)
    text = [f"{held:,} claims hold, {len(failed)} fail, {len(untried)} were not tried; "
            f"{sum(line.measure.examples for line in lines):,} inputs, {seconds:.1f} s"]
    text += [f"  fails: {line.function}: {line.what}" for line in failed]
    for library in dict.fromkeys(line.missing for line in untried):
        text.append(f"  {library} is not installed: python -m pip install '.[{NEEDED.get(library, 'oracles')}]'")
    return "\n".join(text)


def as_records(lines: list) -> dict:
    """Return the proof as JSON has it."""
    return {"python": platform.python_version(), "machine": platform.machine(), "versions": versions(),
            "claims": [dataclasses.asdict(line) for line in lines]}


def versions() -> dict:
    """Return the release of each library that is installed."""
    found = {}
    for library in (*EXTRAS, "hypothesis"):
        try:
            found[library] = version(PACKAGES.get(library, library))
        except PackageNotFoundError:
            continue
    return found
