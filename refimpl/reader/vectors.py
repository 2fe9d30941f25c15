"""Test vectors for any language: inputs, arguments and right results of a function, as plain arrays in one .npz file.

`index.json` in it (bytes, as an array of uint8) says what is what:

    {"function": "clahe", "seed": 0, "versions": {"refimpl": …, "numpy": …, "hypothesis": …}, "tolerance": …,
     "cases": [{"arguments": {"image": {"array": "0000.image"}, "clip_limit": 2.0, …},
                "result": {"array": "0000.result"}}, …]}

Arrays are entries of that name.  Several results are a list, and so are tuples; a tally of operations is {"fields": …}.
What another program computes goes into a file of the same kind: "0000.result" for case 0, or "0000.result.0",
"0000.result.1" where there are several, "0000.result.additions" for a field.
The inputs are the same on every machine from the same seed and versions; results of floats agree but for rounding.
"""
import json
import math
from pathlib import Path

import numpy as np

from refimpl import __version__
from refimpl.reader.checking import material
from refimpl.reader.comparing import TOLERANCE, disagreement, scale_of
from refimpl.reader.judging import copied, no_traces


def write_vectors(name: str, path: Path, count: int = 500, seed: int = 0) -> int:
    """Write cases of a function to a file and return how many: fewer than asked for where there are no more."""
    import hypothesis
    _, reference, strategy, _ = material(name)
    cases: list = []

    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=count, database=None, deadline=None, phases=(hypothesis.Phase.generate,),
                         suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(case=strategy())
    def collect(case: dict) -> None:
        cases.append(case)

    with no_traces():
        collect()
    arrays: dict = {}
    entries = []
    for number, case in enumerate(cases[:count]):
        result = reference(**copied(case))
        entries.append({"arguments": {key: packed(value, f"{number:04}.{key}", arrays) for key, value in case.items()},
                        "result": packed(result, f"{number:04}.result", arrays)})
    index = {"function": name.rpartition(".")[2], "seed": seed, "cases": entries,
             "versions": {"refimpl": __version__, "numpy": np.__version__, "hypothesis": hypothesis.__version__},
             "tolerance": TOLERANCE}
    arrays["index.json"] = np.frombuffer(json.dumps(index, ensure_ascii=False).encode(), np.uint8)
    with open(path, "wb") as file:
        np.savez_compressed(file, **arrays)
    return len(entries)


def packed(value: object, key: str, arrays: dict) -> object:
    """Return a value as JSON has it; arrays are put among the arrays, and named."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        arrays[key] = value
        return {"array": key}
    if isinstance(value, (tuple, list)):
        return [packed(one, f"{key}.{number}", arrays) for number, one in enumerate(value)]
    if isinstance(value, np.dtype):
        return {"dtype": value.name}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if hasattr(value, "__dataclass_fields__"):
        fields = {name: packed(getattr(value, name), f"{key}.{name}", arrays) for name in value.__dataclass_fields__}
        return {"fields": fields}
    raise ValueError(f"{key.partition('.')[2]} is a {type(value).__name__}, which no file of arrays can hold")


def judge_results(name: str, vectors: Path, results: Path, tolerance: float | None = None) -> tuple:
    """Return (exit code, text) of comparing what another program computed with what is expected: 0 right, 1 wrong."""
    with opened(vectors) as file, opened(results) as theirs:
        if "index.json" not in file:
            raise ValueError(f"{vectors} holds no index.json: it was not written by python -m refimpl vectors")
        index = json.loads(file["index.json"].tobytes())
        if index["function"] != name.rpartition(".")[2]:
            raise ValueError(f"{vectors} holds vectors of {index['function']}, not of {name}")
        missing, wrong = [], []
        for number, case in enumerate(index["cases"]):
            try:
                actual = unpacked(case["result"], theirs, f"{number:04}.result")
            except KeyError as error:
                missing.append(error.args[0])
                continue
            arguments = {key: unpacked(value, file) for key, value in case["arguments"].items()}
            if found := disagreement(actual, unpacked(case["result"], file), tolerance, scale_of(arguments)):
                size = sum(value.size for value in arguments.values() if isinstance(value, np.ndarray))
                wrong.append((size, f"case {number:04}: {found}", case["arguments"]))
    if missing:
        return 1, f"{name}: wrong: {len(missing)} results are missing, the first {missing[0]}"
    if not wrong:
        return 0, f"{name}: right on all {len(index['cases'])} cases"
    _, found, arguments = min(wrong, key=lambda one: one[0])
    return 1, (f"{name}: wrong in {len(wrong)} of {len(index['cases'])} cases\n\nthe smallest of them:\n  {found}\n"
               f"  arguments {json.dumps(arguments, ensure_ascii=False)}")


def opened(path: Path) -> np.lib.npyio.NpzFile:
    """Return an open .npz.  ValueError if the file is none."""
    file = np.load(path, allow_pickle=False)
    if not isinstance(file, np.lib.npyio.NpzFile):
        raise ValueError(f"{path} is no .npz of several arrays, but holds a single one")
    return file


def unpacked(value: object, arrays: object, key: str = "") -> object:
    """Return what was packed; with a key, the results that another program put under names of its own."""
    if isinstance(value, dict) and "array" in value:
        return arrays[key or value["array"]]       # type: ignore[index]
    if isinstance(value, dict) and "dtype" in value:
        return np.dtype(value["dtype"])
    if isinstance(value, list):
        return [unpacked(one, arrays, f"{key}.{number}" if key else "") for number, one in enumerate(value)]
    if isinstance(value, dict) and "float" in value:
        value = float(value["float"])
    if isinstance(value, dict) and "complex" in value:
        value = complex(*value["complex"])
    if isinstance(value, dict) and "fields" in value:
        return [unpacked(one, arrays, f"{key}.{name}" if key else "") for name, one in value["fields"].items()]
    if not key or value is None:
        return value
    one = arrays[key][()]                          # type: ignore[index]
    return str(one) if isinstance(value, str) else one
