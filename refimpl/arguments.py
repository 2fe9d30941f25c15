"""Arguments (参数检查): what may come in, and what it becomes before a formula sees it.

    array    what np.asarray makes numbers of        →  np.ndarray, in the machine's byte order
    whole    what operator.index takes, but no bool  →  int, which never overflows
    real     a finite number, but no bool            →  int or float, which widens no float32 array
    else     None, text, a set; for an array a mask, a ragged list  →  TypeError;  a wrong value or shape  →  ValueError

A formula says nothing of byte order, of np.uint8(16)**2 = 0, or of masks.  These are settled here, in one line per
argument, so that it starts from plain arrays and numbers.  An error names the argument, what was expected, what came.

A list has no dtype: NumPy gives it one, or, where a function has whole-number dtypes of its own, it gets the first that
holds it.  Sums, products and quotients of whole numbers are taken in float64, so nothing wraps; point operations and
morphology keep the dtype.

Shapes   anything  →  arrays, ints, floats, tuples, lists
Cost     some microseconds per argument, half of one for a plain array; a copy of lists, other byte orders, numbers cast
Source   np.asarray, operator.index; NEP 50, "Promotion rules for Python scalars"
Checked  np.asarray, operator.index; every public function, called with thousands of odd arguments
Beware   NumPy in, NumPy out: a dask or CuPy array is refused, not loaded.  An argument is never changed, and a result
         shares memory with it only where a docstring says so.  float16 and longdouble keep their dtype, and sums of
         them their precision, unless a lesson says float64.  Fractions, and numbers that count, stay what they are.
"""
import numbers
import operator
from functools import lru_cache

import numpy as np

__all__ = ["as_array", "as_axis", "as_choice", "as_list", "as_shape", "check_elements", "per_axis", "real_numbers",
           "whole_numbers"]

KINDS = {"real": "buifO", "float": "buifO", "complex": "buifcO", "whole": "uiO"}       # each by dtype.kind
NO_NUMBERS = bool, np.bool_, np.ma.MaskedArray     # that Python would take for one
MOST = float(np.finfo(float).max)
LARGEST = 2**28                                    # elements of a result, 2 GiB of float64: more is a mistake


def as_array(axes: str, /, kind: str = "real", empty: bool = True, **named: object) -> np.ndarray:
    """Return the argument as a plain native array: itself where it is one of numbers.

    axes is its shape as lessons write it, "(H, W) or (H, W, 3)", "(…, n)", "(…)".  kind is real, float (whole numbers
    become float64), complex, whole, or the dtypes allowed, "uint8 or uint16".

    >>> as_array("(H, W)", kind="float", image=[[1, 2]]).tolist()
    [[1.0, 2.0]]
    """
    [(name, given)] = named.items()
    if type(given) is np.ndarray and _is_right(axes, kind, given.dtype, given.ndim) and (empty or given.size):
        return given                                             # most are: an eighth of the time of what follows
    array = _converted(given, name)
    if isinstance(given, (list, tuple)) and kind not in KINDS and array.dtype.kind == "i":
        wholes = [dtype for dtype in map(np.dtype, kind.split(" or ")) if dtype.kind in "bui"]
        array = next((small for small in map(array.astype, wholes) if np.array_equal(small, array)), array)
    if array.dtype.kind not in KINDS[kind] if kind in KINDS else array.dtype.name not in kind.split(" or "):
        raise TypeError(f"{name} must be {'real' if kind == 'float' else kind}, got {array.dtype}")
    if not any(_fits(array.shape, form) for form in _forms(axes)):
        raise ValueError(f"{name} must be {axes}, got shape {array.shape}")
    if array.size == 0 and not empty:
        raise ValueError(f"{name} must have at least one element, got shape {array.shape}")
    if kind == "float" and array.dtype.kind in "bui":
        return array.astype(float)
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def whole_numbers(least: int | None = 1, most: int | None = None, /, **named: object) -> list:
    """Return the arguments as ints, each from least to most.

    >>> whole_numbers(0, 8, order=np.uint8(8), level=0)
    [8, 0]
    """
    return [_within(_index(given), given, f"{name} must be a whole number", least, most)
            for name, given in named.items()]


def real_numbers(least: float | None = None, most: float | None = None, /, above: float | None = None,
                 **named: object) -> list:
    """Return the arguments as ints and floats, each finite, from least to most, and above a number.

    >>> real_numbers(0, 1, momentum=np.float32(0.5)), real_numbers(above=0, sigma=3)
    ([0.5], [3])
    """
    return [_within(_real(given), given, f"{name} must be a finite number", least, most, above)
            for name, given in named.items()]


def per_axis(axes: int, least: int = 1, /, **named: object) -> tuple:
    """Return the argument as a tuple of whole numbers, one per axis; a single number serves all.

    >>> per_axis(2, stride=3), per_axis(2, 0, padding=(1, 2))
    ((3, 3), (1, 2))
    """
    [(name, given)] = named.items()
    parts, what = _parts(given), f"{name} must be a whole number, or {axes}, of"
    return _sizes([given] * axes if parts is None else parts, axes, given, what, least)


def as_shape(axes: str, least: int = 1, /, **named: object) -> tuple:
    """Return the argument, a list, tuple or array of whole numbers, as a tuple with one for each of the axes.

    >>> as_shape("(H, W)", shape=[np.int16(300), 200])
    (300, 200)
    """
    [(name, given)] = named.items()
    return _sizes(_parts(given) or [], len(axes.split()), given, f"{name} must be {axes}, whole numbers", least)


def as_list(length: int | None = None, /, **named: object) -> list:
    """Return the argument, a list, a tuple or an array, as a list of its parts: `length` of them, or at least one.

    >>> as_list(2, biases=(1.0, None))
    [1.0, None]
    """
    [(name, given)] = named.items()
    parts = _parts(given)
    right = parts and len(parts) == (len(parts) if length is None else length)
    many = "one or more" if length is None else length
    return _within(parts if right else None, given, f"{name} must be a list or tuple of {many} parts")


def as_axis(ndim: int, /, **named: object) -> int:
    """Return the argument, one of ndim axes, counted from 0.  AxisError, a ValueError, if there is no such axis.

    >>> as_axis(3, axis=-1)
    2
    """
    [(name, given)], [axis] = named.items(), whole_numbers(None, **named)
    if -ndim <= axis < ndim:
        return axis % ndim
    raise np.exceptions.AxisError(f"{name} must be from {-ndim} to {ndim - 1}, got {given}")


def as_choice(choices: tuple, /, **named: object):  # type: ignore[no-untyped-def]
    """Return the argument, one of the choices: a word, or True or False, for which 1 and 0 may stand.

    >>> as_choice(("low", "high"), kind="low"), as_choice((True, False), bias=np.bool_(True))
    ('low', True)
    """
    [(name, given)] = named.items()
    if not isinstance(given, (str, int, np.bool_, np.integer)) or given not in choices:
        wrong = ValueError if isinstance(given, str) else TypeError
        raise wrong(f"{name} must be one of {', '.join(map(str, choices))}, got {given!r:.60}")
    return choices[choices.index(given)]


def check_elements(elements: int, /, **named: object) -> None:
    """Raise ValueError if the arguments named ask for more than 2²⁸ elements.

    >>> check_elements(300 * 200, height=300, width=200)
    """
    if elements > LARGEST:
        asked = ", ".join(f"{name}={given}" for name, given in named.items())
        raise ValueError(f"{asked} would need more than {LARGEST} elements")


@lru_cache
def _is_right(axes: str, kind: str, dtype: np.dtype, ndim: int) -> bool:
    """Tell whether an array of this dtype with so many axes, of whatever sizes, is what is asked for."""
    kinds = KINDS[kind].replace("bui" if kind == "float" else "O", "").replace("O", "") if kind in KINDS else ""
    return (dtype.kind in kinds or dtype.name in kind.split(" or ")) and dtype.isnative and any(
        sizes.count(None) == len(sizes) == (min(ndim, len(sizes)) if more else ndim) for more, sizes in _forms(axes))


def _converted(given: object, name: str) -> np.ndarray:
    """Return what is given as an array, where NumPy finds numbers in it, or things that compute."""
    if isinstance(given, np.ma.MaskedArray):
        raise TypeError(f"{name} has a mask, which would be ignored: fill it first, with {name}.filled(value)")
    if hasattr(given, "__array_function__") and not isinstance(given, np.ndarray):
        raise TypeError(f"{name} must be a NumPy array, got {type(given)}: pass its blocks one by one, as NumPy arrays")
    try:
        array = np.asarray(given)
        plain = array.dtype.kind == "O" and all(type(v) in (int, float) or isinstance(v, np.number) for v in array.flat)
        array = array.astype(float) if plain else array
    except Exception as error:                     # what a ragged list, or a foreign __array__, raises
        raise TypeError(f"{name} must be an array, got {given!r:.60}: {error}") from None
    computing = (hasattr(type(v), "__mul__") and hasattr(type(v), "__sub__") for v in array.flat)
    if array.dtype.kind == "O" and not all(computing):
        raise TypeError(f"{name} must be an array of numbers, got {given!r:.60}")
    return array


@lru_cache
def _forms(axes: str) -> list:
    """Return "(H, W) or (…, n, 3)" as [(False, [None, None]), (True, [None, 3])]: are there more axes before, sizes."""
    forms = [form.strip("(),").split(", ") for form in axes.split(" or ")]
    return [("…" in form, [int(axis) if axis.isdigit() else None for axis in form if axis not in ("…", "")])
            for form in forms]


def _fits(shape: tuple, form: tuple) -> bool:
    """Tell whether a shape is of a form."""
    more, sizes = form
    ours = shape[len(shape) - len(sizes):] if more and len(shape) > len(sizes) else shape
    return len(ours) == len(sizes) and all(want in (None, size) for want, size in zip(sizes, ours, strict=True))


def _parts(given: object) -> list | None:
    """Return the parts of a list, a tuple or an array, else None."""
    return list(given) if isinstance(given, (list, tuple)) or (isinstance(given, np.ndarray) and given.ndim) else None


def _sizes(parts: list, axes: int, given: object, what: str, least: int) -> tuple:
    """Return the parts as whole numbers, if there are as many as axes."""
    found = [_index(part) for part in parts] if len(parts) == axes else [None]
    return tuple(_within(size, given, what, least) for size in found)


def _index(given: object) -> int | None:
    """Return a whole number as Python's, else None."""
    try:
        return None if isinstance(given, NO_NUMBERS) else operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        return None


def _real(given: object):  # type: ignore[no-untyped-def]
    """Return a finite number as Python's, else None."""
    value = given[()] if type(given) is np.ndarray and given.ndim == 0 else given
    value = value.item() if isinstance(value, np.number) else value
    if isinstance(value, np.longdouble):                         # it is its own item
        value = float(value) if abs(value) <= MOST else None
    real = type(value) in (int, float) or (isinstance(value, numbers.Real) and not isinstance(value, NO_NUMBERS))
    return value if real and abs(value) <= MOST else None  # type: ignore[arg-type]


def _within(found, given: object, what: str, least=None, most=None, above=None):  # type: ignore[no-untyped-def]
    """Return what was found, if anything was, and within the bounds; else say what is expected."""
    if found is None or (least is not None and found < least) or (most is not None and found > most) or (
            above is not None and not found > above):
        bounds = [("at least", least), ("at most", most), ("above", above)]
        what += " and".join(f" {word} {bound}" for word, bound in bounds if bound is not None)
        wrong = ValueError if isinstance(given, (numbers.Number, np.generic, tuple, list, np.ndarray)) else TypeError
        raise wrong(f"{what}, got {given!r:.60}")
    return found
