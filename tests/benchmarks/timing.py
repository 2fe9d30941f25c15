"""How speed is measured: as a ratio to a compiled library, pair by pair in one run, on one thread.

A machine's pace changes from second to second; the ratio of two runs that follow each other does not.  So ours and
theirs take turns, each turn gives one ratio, and the median of the ratios is reported.
"""
import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"                     # before NumPy is imported

import gc  # noqa: E402
import time  # noqa: E402
import tracemalloc  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from statistics import geometric_mean, median  # noqa: E402


@dataclass
class Pair:
    """One thing that two libraries do, as calls without arguments."""
    function: str
    input: str
    ours: object
    rival: str
    theirs: object
    size: int                                      # of the input, in elements: what memory is counted by
    turns: int = 21


@dataclass
class Result:
    """What came of one pair."""
    pair: Pair
    ours: float                                    # median seconds
    theirs: float
    ratio: float                                   # median of the turns' ratios
    spread: tuple                                  # their quartiles
    memory: float                                  # peak bytes allocated in our call, its result included, an element


def measure(pair):
    """Return the result of letting both take turns."""
    pair.ours()
    pair.theirs()
    gc.disable()
    times = [(seconds(pair.ours), seconds(pair.theirs)) for _ in range(pair.turns)]
    gc.enable()
    ours, theirs = zip(*times, strict=True)
    ratios = sorted(a / b for a, b in times)
    quartiles = ratios[len(ratios) // 4], ratios[-1 - len(ratios) // 4]
    return Result(pair, median(ours), median(theirs), median(ratios), quartiles, peak_bytes(pair.ours) / pair.size)


def seconds(call):
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def peak_bytes(call):
    """Return the most that a call holds at once."""
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def table(results):
    """Return the results as a Markdown table."""
    rows = ["| function | input | ours | compared with | theirs | ratio (quartiles) | peak memory |",
            "| --- | --- | --: | --- | --: | --: | --: |"]
    for r in results:
        low, high = r.spread
        rows.append(f"| {r.pair.function} | {r.pair.input} | {r.ours * 1e3:.2f} ms | {r.pair.rival} | "
                    f"{r.theirs * 1e3:.2f} ms | **{r.ratio:.2f}** ({low:.2f}–{high:.2f}) | {r.memory:.2f} B |")
    return "\n".join(rows) + "\n"


def summary(results):
    """Return, for what was measured more than once with the same rival, the geometric mean of the ratios and the worst."""
    groups = {}
    for r in results:
        groups.setdefault((r.pair.function, r.pair.rival), []).append(r.ratio)
    rows = ["| function | compared with | inputs | geometric mean | worst |", "| --- | --- | --: | --: | --: |"]
    rows += [f"| {function} | {rival} | {len(ratios)} | **{geometric_mean(ratios):.2f}** | {max(ratios):.2f} |"
             for (function, rival), ratios in groups.items() if len(ratios) > 1]
    return "\n".join(rows) + "\n"
