"""Odd calls: for every public function, every argument in forms that mean the same, and in forms that mean nothing.

    python -m tests.odd_calls [imaging | imaging.gaussian | gaussian …] [--cases 2] [--seed 0]

calls each function with every odd value in place of every argument of some drawn cases, and prints what falls short:

- a valid case in another form (a list, another byte order, another layout, a narrow NumPy scalar) gives the same result;
- narrow whole numbers at the ends of their range give what the same numbers give as float64: nothing wraps;
- nothing that is no number, no size, no word is taken for one: a TypeError or a ValueError names the argument;
- a wrong value, size, rank or dtype gives a result or such an error: no warning, no other exception, nothing changed,
  no call over 10 s, none over 2 GiB.
"""
import argparse
import importlib
import inspect
import re
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import hypothesis
import numpy as np

from refimpl.reader.checking import all_checkable, material
from refimpl.reader.judging import Overtime, time_limit

try:
    import resource                                # not on Windows: there memory is not limited
except ModuleNotFoundError:
    resource = None

SECONDS, BYTES, SLOWLY = 10.0, 2 * 2**30, "took longer than"


class Foreign:
    """An array of another library: NumPy's functions would be handed to it."""
    shape, ndim, dtype, size = (3, 4), 2, np.dtype(float), 12

    def __array_function__(self, function, types, args, kwargs):
        return self

    def __array__(self, dtype=None, copy=None):
        return np.ones((3, 4))

    def __len__(self):
        return 3


# what is no number, no word and no array, whatever it stands for
THINGS = {"None": None, "text": "photo.png", "bytes": b"1", "set": {1, 2}, "dict": {}, "object": object(), "type": float}
NUMBERS = {"−1": -1, "0": 0, "1": 1, "2": 2, "1.5": 1.5, "NaN": np.nan, "∞": np.inf, "−∞": -np.inf, "True": True, "np.True_": np.True_,
           "10⁶": 10**6, "10⁹": 10**9, "10³⁰": 10**30, "−10³⁰": -10**30, "1e300": 1e300, "−1e300": -1e300, "5e-324": 5e-324,
           "1j": 1j, "array(2)": np.array(2), "array([2])": np.array([2]), "uint8 200": np.uint8(200), "int8 −128": np.int8(-128),
           "()": (), "[]": [], "(1,)": (1,), "(0, 0)": (0, 0), "(1, 2)": (1, 2), "(−1, 2)": (-1, 2), "(1, 2, 3)": (1, 2, 3),
           "(1.5, 1.5)": (1.5, 1.5), "(NaN, 1)": (np.nan, 1), "(None, 1)": (None, 1), "(10⁹, 10⁹)": (10**9, 10**9), "nested": ((1, 2), (3, 4)),
           "ragged": [[1], [1, 2]], "zeros(3)": np.zeros(3), "zeros((2, 2))": np.zeros((2, 2)), "Foreign": Foreign()}
WORDS = {"word": "nonsense", "empty word": "", "same": "same", "float64": "float64"}
# arrays made of a valid one: those that are no array of numbers, which must be refused …
NO_ARRAYS = {"masked": lambda a: np.ma.masked_array(a, mask=np.zeros(a.shape, bool)), "strings": lambda a: np.full(a.shape, "a"),
             "dates": lambda a: np.zeros(a.shape, "M8[s]"), "objects": lambda a: np.full(a.shape, None, object),
             "records": lambda a: np.zeros(a.shape, [("r", "u1"), ("g", "u1")]), "Foreign": lambda a: Foreign(),
             "ragged": lambda a: [[1], [1, 2]], "complex": lambda a: a.astype(complex)}
# … and those that may have an answer
ODD_ARRAYS = {"one axis more": lambda a: a[None], "one axis less": lambda a: a[0] if a.ndim and len(a) else a,
              "a number": lambda a: a.ravel()[0] if a.size else 0, "flat": np.ravel, "twice as long": lambda a: np.concatenate([a, a]) if a.ndim else a,
              "one less": lambda a: a[..., :-1] if a.ndim else a, "one first": lambda a: a[:1] if a.ndim else a, "single": lambda a: a[tuple(slice(0, 1) for _ in a.shape)],
              "empty": lambda a: a[..., :0] if a.ndim else a, "empty first": lambda a: a[:0] if a.ndim else a, "transposed": np.transpose,
              "broadcast": lambda a: np.broadcast_to(a, (2, *a.shape)),
              "bool": lambda a: a.astype(bool), "uint8": lambda a: finite(a).astype(np.uint8), "int8": lambda a: finite(a).astype(np.int8), "uint16": lambda a: finite(a).astype(np.uint16),
              "int64": lambda a: finite(a).astype(np.int64), "uint64": lambda a: finite(a).astype(np.uint64), "float16": lambda a: finite(a).clip(-6e4, 6e4).astype(np.float16),
              "float32": lambda a: finite(a).astype(np.float32), "float64": lambda a: a.astype(float), "longdouble": lambda a: a.astype(np.longdouble),
              "negative": lambda a: -a.astype(float), "NaN": lambda a: a * np.nan, "∞": lambda a: np.full(a.shape, np.inf), "huge": lambda a: np.full(a.shape, 1e300),
              "−∞": lambda a: np.full(a.shape, -np.inf), "tiny": lambda a: np.full(a.shape, 5e-324), "zeros": np.zeros_like, "smallest": lambda a: extreme(a, "min"), "largest": lambda a: extreme(a, "max")}


def finite(array):
    """Return the array with numbers that any dtype can hold."""
    return np.nan_to_num(np.real(array).astype(float), nan=1, posinf=100, neginf=3) % 128


def extreme(array, which):
    """Return an array full of the smallest, or the largest, value of its dtype."""
    dtype = array.dtype
    value = getattr(np.iinfo(dtype), which) if dtype.kind in "ui" else getattr(np.finfo(dtype), which) if dtype.kind in "fc" else which == "max"
    return np.full(array.shape, value, dtype)


# ---- forms that mean the same ----------------------------------------------------------------------------------------

def frozen(array):
    """Return a copy that cannot be written to."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def strided(array):
    """Return the same array as every second value of a larger one, along all axes, the last one backwards."""
    larger = np.zeros([2 * n for n in array.shape], array.dtype)
    view = larger[tuple(slice(None, None, 2) for _ in array.shape)][..., ::-1]
    view[...] = array
    return view


class Sub(np.ndarray):
    """A subclass that adds nothing."""


LAYOUTS = {"read-only": frozen, "Fortran": lambda a: np.asfortranarray(a) if a.ndim else a, "strided backwards": lambda a: strided(a) if a.ndim else a,
           "big-endian": lambda a: a.astype(a.dtype.newbyteorder(">")), "little-endian": lambda a: a.astype(a.dtype.newbyteorder("<")),
           "subclass": lambda a: a.view(Sub)}
LISTS = {"list": lambda a: a.tolist(), "tuple": lambda a: as_tuple(a.tolist())}


def as_tuple(value):
    """Return nested lists as nested tuples."""
    return tuple(map(as_tuple, value)) if isinstance(value, list) else value


def narrow(value):
    """Yield a plain number as NumPy's: as every type that holds it exactly; only numbers, no bool."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    for dtype in ("u1", "i1", "u2", "i2", "u4", "i4", "i8", "u8", "f2", "f4", "f8") if isinstance(value, int) else ("f2", "f4", "f8"):
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if dtype[0] == "f" and isinstance(value, int):
                continue
            try:
                scalar = np.dtype(dtype).type(value)
            except OverflowError:
                continue
            if scalar == value and float(scalar) == float(value):
                yield f"{scalar.dtype} scalar", scalar


def other_forms(value):
    """Yield (name, the same value in another form) of an argument; parts of tuples and lists all at once."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "buifc":
        yield from ((name, change(value)) for name, change in LAYOUTS.items())
    elif isinstance(value, (tuple, list)) and value:
        parts = [dict(other_forms(part)) for part in value]
        for name in sorted({name for part in parts for name in part}):
            yield name, type(value)(part.get(name, plain) for part, plain in zip(parts, value, strict=True))
        if all(isinstance(part, int) for part in value):
            yield "the other sequence", (list if isinstance(value, tuple) else tuple)(value)
    else:
        yield from narrow(value)


# ---- calls -----------------------------------------------------------------------------------------------------------

@dataclass
class Outcome:
    """What a call did: its result, or the error."""
    result: object = None
    error: BaseException | None = None
    fault: str = ""


def copied(value):
    """Return a copy as deep as arrays, lists and tuples go, each in its own layout."""
    if isinstance(value, np.ndarray) and not isinstance(value, np.ma.MaskedArray):
        return value.copy(order="K")
    return type(value)(map(copied, value)) if type(value) in (tuple, list) else value


def same(a, b):
    """Tell whether two arguments hold the same, NaN included."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if type(a) in (tuple, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a is b or a == b or (a != a and b != b)


def memory_in_use():
    """Return the bytes of this process's address space; 0 where that cannot be told."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def call(function, arguments, seconds=SECONDS):
    """Return what a call did; a fault if it warned, changed an argument, or took too long or too much memory."""
    before = {name: copied(value) for name, value in arguments.items()}
    used = memory_in_use()
    outcome = Outcome()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            if used:
                resource.setrlimit(resource.RLIMIT_AS, (used + BYTES, -1))
            with time_limit(seconds):
                outcome.result = function(**arguments)
        except Overtime:
            outcome.fault = f"{SLOWLY} {seconds:g} s"
        except MemoryError as error:
            outcome.fault = f"took more than 2 GiB ({error!s:.60})"
        except Warning as warning:
            outcome.fault = f"warned: {type(warning).__name__}: {warning}"
        except Exception as error:
            outcome.error = error
        finally:
            if used:
                resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    for name, value in arguments.items():
        if type(value) is not Foreign and not isinstance(value, np.ma.MaskedArray) and not same(value, before[name]):
            outcome.fault = f"changed {name}"
    return outcome


def complaint(outcome, names, must_refuse=False):
    """Return what is wrong with an odd call's outcome, "" if nothing is."""
    if outcome.fault:
        return outcome.fault
    if outcome.error is None:
        return f"accepted: {str(outcome.result)[:60]!r}" if must_refuse else ""
    if not isinstance(outcome.error, (ValueError, TypeError)):
        return f"raised {type(outcome.error).__name__}: {outcome.error!s:.80}"
    if not any(re.search(rf"\b{re.escape(name)}\b", str(outcome.error)) for name in names):
        return f"names no argument: {type(outcome.error).__name__}: {outcome.error!s:.80}"
    return ""


def differs(actual, expected, layout=True):
    """Return in what two results differ, "" if in nothing: dtype, shape, values; floats up to the order of a sum."""
    if isinstance(expected, (tuple, list)):
        if type(actual) is not type(expected) or len(actual) != len(expected):
            return f"{type(actual).__name__} {str(actual)[:40]} for {type(expected).__name__}"
        return next((found for pair in zip(actual, expected, strict=True) if (found := differs(*pair))), "")
    if not isinstance(expected, (np.ndarray, np.generic)):
        if isinstance(expected, float) and isinstance(actual, float):
            return "" if actual == expected or (actual != actual and expected != expected) or abs(actual - expected) <= 1e-13 * abs(expected) else f"{actual} for {expected}"
        return "" if type(actual) is type(expected) and (actual == expected or str(actual) == str(expected)) else f"{actual!r:.40} for {expected!r:.40}"
    if type(actual) is not type(expected) or actual.dtype != expected.dtype or actual.shape != expected.shape:
        return f"{type(actual).__name__} {getattr(actual, 'dtype', '')} {getattr(actual, 'shape', '')} for {expected.dtype} {expected.shape}"
    if not actual.dtype.isnative:
        return "not native"
    if expected.dtype.kind not in "fc":
        return "" if np.array_equal(actual, expected) else "other values"
    with np.errstate(all="ignore"):
        scale = np.abs(expected[np.isfinite(expected)]).max(initial=0) if expected.ndim else abs(expected)
        near = np.isclose(actual, expected, rtol=0, atol=64 * np.finfo(expected.dtype).eps * scale, equal_nan=True)
    return "" if np.all(near) else f"other values: {str(actual)[:40]} for {str(expected)[:40]}"


# ---- what to call ----------------------------------------------------------------------------------------------------

# (argument, label): arguments that may be what others must not, each for a reason
MAY_BE = {
    **{(name, label): "a pixel, or a sample" for name in ("cval", "outside") for label in ("NaN", "∞", "−∞")},
    ("clip_limit", "∞"): "no limit: nothing is clipped",
    ("margins", "nested"): "((1, 2), (3, 4)) is what margins are", ("widths", "nested"): "((1, 2), (3, 4)) is what widths are",
    ("planes", "nested"): "two planes of two numbers", ("tokens", "nested"): "two texts of two tokens",
    ("mlp_biases", "nested"): "two biases of two numbers", ("points", "nested"): "two points",
    ("coefficients", "nested"): "two times two coefficients",
}
# (function, argument, label): what may take its time
SLOW = {("optimization.minimize", "steps", "10⁶"): "a million steps were asked for, and are made"}
# arrays of whole numbers in whose dtype the levels themselves are told: there uint8 and float64 do not mean the same
BY_DTYPE = {
    **dict.fromkeys(("imaging.histogram", "imaging.bin_edges", "imaging.channel_histograms"), "bins go over the levels of a byte"),
    **dict.fromkeys(("features.unit_range", "features.harris", "features.structure_tensor", "features.canny_interpolated"),
                    "the level that is white is told by the dtype"),
    **dict.fromkeys(("imaging.pyr_down", "imaging.pyr_up", "imaging.gaussian_pyramid", "imaging.laplacian_pyramid",
                     "imaging.bilateral"), "bytes are rounded, as in OpenCV; floats are not"),
}


def functions(wanted=()):
    """Yield (chapter.name, function, its cases) of every public function that has cases, definitions included."""
    for name, concept in all_checkable().items():
        full = f"{concept.chapter}.{name}"
        _, function, strategy, _ = material(full)
        if wanted and not any(word in (name, full, concept.name, f"{concept.chapter}.{concept.name}") or full.startswith(f"{word}.") for word in wanted):
            continue
        yield full, function, strategy
        module = importlib.import_module(function.__module__)
        if hasattr(module, f"{name}_definition"):
            yield f"{full}_definition", getattr(module, f"{name}_definition"), strategy


def cases(strategy, number, seed):
    """Return a number of drawn cases."""
    found = []

    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=number, database=None, deadline=None, phases=(hypothesis.Phase.generate,),
                         suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(case=strategy)
    def draw(case):
        found.append(case)

    draw()
    return found[:number]


def kinds_of(annotation):
    """Return what an argument may be, by its annotation: {"int", "tuple", …}."""
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return set(re.findall(r"[\w.]+", text.replace("numpy.", "np.")))


def refusable(name, label, value, parameter):
    """Tell whether an odd value of an argument can mean nothing, and so must be refused; `object` may be anything."""
    kinds = kinds_of(parameter.annotation) - {"object"}
    if not kinds or (name, label) in MAY_BE or (label == "None" and "None" in kinds):
        return False
    if label in THINGS:
        return True
    if label in WORDS:
        return "str" in kinds and label in ("word", "empty word")
    scalar = kinds <= {"int", "float", "bool", "str", "None"}
    if label in ("1j", "ragged", "Foreign", "nested", "(None, 1)") or (scalar and np.ndim(value)):
        return not kinds & ({"tuple", "list"} if label == "ragged" else {"np.ndarray"} if label == "nested" else set())
    if kinds & {"int"} and not kinds & {"float", "np.ndarray"} and label in ("1.5", "NaN", "∞", "−∞", "1e300", "True", "np.True_"):
        return True
    if kinds & {"float"} and not kinds & {"np.ndarray"}:
        return label in ("NaN", "∞", "−∞", "True", "np.True_")
    return False


def odd_values(name, value, parameter):
    """Yield (label, odd value, must it be refused?) for an argument."""
    kinds = kinds_of(parameter.annotation)
    if kinds == {"object"} and not callable(value):                # it takes anything
        yield from ((label, thing, False) for label, thing in {**THINGS, **NUMBERS}.items() if label != "type")
        return
    if isinstance(value, np.ndarray) and value.dtype.kind in "buifc":
        def changed(change):
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    return change(value)
                except Exception:
                    return value
        for label, thing in THINGS.items():
            yield label, thing, not (label == "None" and "None" in kinds)
        for label, change in NO_ARRAYS.items():
            yield label, changed(change), label != "complex" and value.ndim > 0 and (value.size > 0 or label != "objects")
        for label, change in ODD_ARRAYS.items():
            yield label, changed(change), False
        for label in ("1", "NaN", "[]", "(1, 2)", "zeros((2, 2))", "10³⁰"):
            yield label, NUMBERS[label], False
        return
    if callable(value):
        yield from ((label, thing, True) for label, thing in THINGS.items()
                    if label != "type" and not (label == "None" and ("None" in kinds or parameter.default is None)))
        return
    if value is None and not kinds & {"int", "float", "tuple", "str", "bool"}:
        yield from ((label, THINGS[label], True) for label in ("text", "set"))
        return
    for label, odd in {**THINGS, **NUMBERS, **WORDS}.items():
        if label == "text" and "str" not in kinds and "dtype" in name:
            continue
        if not (label == "type" and "dtype" in name) and not (label == "float64" and "dtype" in name):
            yield label, odd, refusable(name, label, odd, parameter)
    if isinstance(value, (tuple, list)) and value:
        for label, thing in THINGS.items():
            yield f"one part {label}", type(value)([thing, *value[1:]]), label != "None" and "object" not in kinds
        yield "one part more", type(value)([*value, value[-1]]), False
        yield "one part less", value[:-1], False
        for k, part in enumerate(value):
            if isinstance(part, np.ndarray):
                fake = inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation="np.ndarray")
                yield from ((f"part {k} {label}", type(value)([*value[:k], odd, *value[k + 1:]]), must)
                            for label, odd, must in odd_values(name, part, fake) if label != "None")


def parameters_of(function, case):
    """Return the parameters by name, for those the case names; what it leaves out comes with its default."""
    signature = inspect.signature(function)
    full = {name: p.default for name, p in signature.parameters.items() if p.default is not inspect.Parameter.empty}
    return {name: p for name, p in signature.parameters.items() if name in {**full, **case} and p.kind is not p.VAR_KEYWORD}, {
        **{name: value for name, value in full.items() if name in signature.parameters}, **case}


NARROW = {"int8": (-128, 127, 100, -100, 3, 0, 55), "uint8": (255, 0, 200, 100, 3, 254), "uint16": (65535, 0, 40000, 3)}


def attempts(full, function, case):
    """Yield (what is tried, a function that tries it and returns what is wrong, "" if nothing is)."""
    parameters, case = parameters_of(function, case)
    names = [*inspect.signature(function).parameters]
    expected = call(function, {name: copied(value) for name, value in case.items()}, 60)
    if expected.fault or expected.error is not None:
        yield "its own case", lambda: complaint(expected, [], True) or f"{expected.error!r}"
        return

    def gives(name, form, right):
        outcome = call(function, {**case, name: form})
        return outcome.fault or (f"{outcome.error!r:.90}" if outcome.error else differs(outcome.result, right))

    def gives_what_the_array_gives(name, form):
        by_array = call(function, {**case, name: np.asarray(form)})
        return "" if by_array.fault or by_array.error else gives(name, form, by_array.result)

    def gives_what_floats_give(name, narrow_array):
        by_floats = call(function, {**case, name: narrow_array.astype(float)})
        outcome = call(function, {**case, name: narrow_array})
        if by_floats.error or outcome.error or by_floats.fault or outcome.fault:
            return ""
        return differs(as_floats(outcome.result), as_floats(by_floats.result))

    def refuses(name, label, odd, must):
        slow = (full, name, label) in SLOW or full.endswith("_definition")               # loops take their time
        outcome = call(function, {**case, name: odd}, 1.0 if slow else SECONDS)
        return "" if slow and outcome.fault.startswith(SLOWLY) else complaint(outcome, [name, *names], must)

    for name, parameter in parameters.items():
        value = case[name]
        for label, form in other_forms(value):
            yield f"{name} as {label}", partial(gives, name, form, expected.result)
        if isinstance(value, np.ndarray) and value.dtype.kind in "buif" and value.size:
            for label, form in LISTS.items():
                yield f"{name} as {label}", partial(gives_what_the_array_gives, name, form(value))
            for dtype, values in NARROW.items():
                if value.dtype.kind != "b" and full.removesuffix("_definition") not in BY_DTYPE:
                    array = np.resize(np.array(values, dtype), value.shape)
                    yield f"{name} as {dtype} for float64", partial(gives_what_floats_give, name, array)
        for label, odd, must in odd_values(name, value, parameter):
            yield f"{name} = {label}", partial(refuses, name, label, odd, must)


def as_floats(result):
    """Return a result with all its whole numbers as floats."""
    if isinstance(result, (tuple, list)):
        return type(result)(map(as_floats, result))
    return np.asarray(result, float) if isinstance(result, (np.ndarray, np.generic)) and result.dtype.kind in "bui" else result


def main():
    """Call, and print what falls short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="chapters, concepts, functions")
    parser.add_argument("--cases", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--all", action="store_true", help="print every fault, not three per function")
    options = parser.parse_args()
    total, short, kinds, start = 0, 0, Counter(), time.monotonic()
    for full, function, strategy in functions(options.names):
        seen = {}
        for case in cases(strategy(), options.cases, options.seed):
            for what, attempt in attempts(full, function, case):
                total += 1
                if fault := attempt():
                    short += 1
                    seen.setdefault(what, fault)
                    kinds[re.split(r"[:(]", fault)[0]] += 1
        shown = list(seen.items())[:None if options.all else 6]
        if seen:
            print(f"{full}: {len(seen)}", *(f"    {what}: {why}" for what, why in shown), sep="\n", flush=True)
    print(f"{short} of {total} calls fall short, {time.monotonic() - start:.0f} s", dict(kinds.most_common(12)))
    sys.exit(short > 0)


if __name__ == "__main__":
    main()
