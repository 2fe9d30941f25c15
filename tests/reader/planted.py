"""What is planted to prove the judge: theories of what people get wrong, made into candidates."""
import argparse
import contextlib
import importlib
import sys
import types
from pathlib import Path

import hypothesis
import numpy as np

from refimpl.reader.checking import check, material
from refimpl.reader.comparing import disagreement, scale_of
from refimpl.reader.copying import copy_source
from refimpl.reader.judging import Overtime, copied, time_limit
from refimpl.reader.misunderstandings import Same, theories
from refimpl.reader.practice import exercises


def drawn(strategy, count, seed=1):
    """Return some cases of a strategy."""
    cases = []

    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=count, database=None, deadline=None, phases=(hypothesis.Phase.generate,),
                         suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(case=strategy)
    def collect(case):
        cases.append(case)

    collect()
    return cases


def planted(name, most=1000, count=40):
    """Yield (statement, candidate) of up to `most` misunderstandings that make a difference on some of `count` inputs."""
    _, reference, strategy, _ = material(name)
    cases, every = drawn(strategy(), count), {}
    for case in cases:
        for says, theory in theories(name, reference, case):
            every.setdefault(says, theory)
    found = 0
    for says, theory in every.items():
        if found < most and matters(theory, reference, cases):
            found += 1
            yield says, lambda _theory=theory, **k: _theory(k, reference(**copied(k)))


def matters(theory, reference, cases):
    """Tell whether a theory can be followed on at least half of the inputs, and is wrong on some."""
    wrong = failed = 0
    for case in cases:
        try:
            with np.errstate(all="ignore"):
                expected = reference(**copied(case))
                predicted = theory(copied(case), expected)
        except Exception:
            failed += 1
            continue
        if predicted is None or isinstance(predicted, Same):
            failed += 1
        elif disagreement(predicted, expected, None, scale_of(case)):
            wrong += 1
    return wrong > 1 and failed < len(cases) / 2


def table():
    """Yield the lines of a table: for each concept what was planted, what was caught, what was explained, what passed."""
    yield "| concept | function | planted | caught | explained | right ones | passed | seconds a check |"
    yield "| --- | --- | --: | --: | --: | --: | --: | --: |"
    totals = np.zeros(5, int)
    for concept, name, _ in exercises():
        reports = [check(name, candidate, shrinking=0.2) for _, candidate in planted(name)]
        right = [check(name, candidate, limit=60) for candidate in right_ones(name)]             # loops take their time
        row = np.array([len(reports), sum(not r for r in reports), sum(bool(r.likely) for r in reports if not r), len(right),
                        sum(map(bool, right))])
        totals += row
        slowest = right[0].seconds
        yield f"| {concept.name} | `{name}` | " + " | ".join(map(str, row)) + f" | {slowest:.1f} |"
    yield "| **all** | | " + " | ".join(f"**{total}**" for total in totals) + " | |"


def right_ones(name):
    """Return ours, a copy of ours, and another way to the same: the definition, or results a last digit off."""
    return [material(name)[1], copied_out(name), another_way(name)]


def copied_out(name):
    """Return the function from the file that `copy` writes, as somebody's own."""
    module = types.ModuleType("copied")
    sys.modules["copied"] = module
    exec(compile(copy_source(name), "copied.py", "exec"), vars(module))
    return getattr(module, name)


def another_way(name):
    """Return the definition if there is one that ends in time; else results in another order of memory, a last digit off."""
    concept, reference, strategy, _ = material(name)
    module = importlib.import_module(concept.module)
    definition = getattr(module, f"{name}_definition", None)
    if definition is not None:
        with contextlib.suppress(Overtime), time_limit(2.0):       # some try all there is: for a few levels only
            for case in drawn(strategy(), 5):
                definition(**copied(case))
            return definition
    return lambda *a, **k: nudged(reference(*a, **k))


def nudged(value):
    """Return a result, its arrays in another order of memory, floats two units in the last place larger."""
    if isinstance(value, tuple):
        return tuple(nudged(one) for one in value)
    if not isinstance(value, np.ndarray) or value.ndim == 0:
        return value
    if value.dtype.kind in "fc":
        value = value * value.dtype.type(1 + 2 * np.finfo(value.dtype).eps)
    return np.asfortranarray(value)


INTRODUCTION = """# The judge

`python -m refimpl check NAME FILE` holds a function of your own to the one here.  Can it be relied on?  For each concept
mistakes were planted that people make: an argument not used, rows and columns exchanged, a kernel not turned round, another
border, another rounding, a factor, the other form of momentum.  Each makes a difference on some of the inputs; the judge must
find it within its hundred examples.  And right implementations must pass, however different: ours, a copy of ours, the
definition in loops or results in another memory order and two units in the last place off.  *Explained* are those for which it could name a
misunderstanding that fits all that was seen.  Made by `python -m tests.reader.planted -o notebooks/judge.md`.

"""

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Prove the judge: plant, check, and write the table.")
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    lines = []
    for line in table():
        print(line, flush=True)
        lines.append(line)
    arguments.output.write_text(INTRODUCTION + "\n".join(lines) + "\n", encoding="utf-8")
