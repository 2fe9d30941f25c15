"""Counting operations (运算计数): run a formula on numbers that count what is done to them.

    FLOPs of a formula  =  the operations executed when it runs

A cost formula is a claim about a loop: so many multiplications, so many additions.  Here the claim can be tried.  The
arrays a function is given are filled with numbers that compute as ever, and note every operation in one tally; it
runs, and the tally is read.

Shapes   a function and its arguments, arrays of any shape  →  one tally
Cost     a few microseconds per operation: for small cases
Source   Knuth, TAOCP vol. 1, §1.2.10, "Analysis of an algorithm" (how often each step is executed)
Checked  loops whose operations can be counted by hand; counted_float, which counts plain floats; the cost formulas
Beware   Only the elements of arrays are counted: the indices, ranges and shapes of a program are free.  A subtraction
         counts as an addition; a change of sign, an absolute value and a test for equality as nothing.  Sums that start
         from a zero count its addition too.  The function must not fix a dtype when it allocates: np.zeros(shape,
         x.dtype), never np.zeros(shape), which ends in a TypeError.
"""
import math
from dataclasses import dataclass

import numpy as np

from refimpl.arguments import as_array

__all__ = ["Number", "Operations", "count_operations", "counting"]


@dataclass
class Operations:
    """A tally: how often each kind of operation was executed.  Tallies add up, and a whole number repeats one.

    >>> 3 * Operations(multiplications=2) + Operations(additions=5)
    Operations(multiplications=6, additions=5, divisions=0, comparisons=0, functions=0)
    """
    multiplications: int = 0
    additions: int = 0                             # and subtractions
    divisions: int = 0
    comparisons: int = 0
    functions: int = 0                             # square roots, powers, exponentials, …

    @property
    def total(self) -> int:
        """All operations, each as one."""
        return sum(vars(self).values())

    def __add__(self, other: "Operations") -> "Operations":
        return Operations(*[a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)])

    def __rmul__(self, times: int) -> "Operations":
        return Operations(*[times * number for number in vars(self).values()])


def _operator(kind: str, compute: object) -> object:
    """Return a method that computes with two values and notes the operation; an array is left to do it one by one."""
    def method(self: "Number", *others: object) -> object:
        if any(isinstance(value, np.ndarray) for value in others):
            return NotImplemented
        values = [value.read() if isinstance(value, Number) else value for value in (self, *others)]
        return self.note(kind, compute(*values))  # type: ignore[operator]
    return method


class Number:
    """A number that notes in a tally what is done to it, and how often it is read; else it computes as `value` does."""
    __slots__ = ("reads", "tally", "value")

    def __init__(self, value: float, tally: Operations) -> None:
        self.value, self.tally, self.reads = value, tally, 0

    def read(self) -> float:
        """Return the value, and note that it was read."""
        self.reads += 1
        return self.value

    def note(self, kind: str, value: float) -> object:
        """Return the result of an operation of that kind, noted; the result of a comparison counts no further."""
        setattr(self.tally, kind, getattr(self.tally, kind) + 1)
        return value if kind == "comparisons" else Number(value, self.tally)

    def __repr__(self) -> str:
        return f"Number({self.value})"

    __mul__ = __rmul__ = _operator("multiplications", lambda a, b: a * b)
    __add__ = __radd__ = _operator("additions", lambda a, b: a + b)
    __sub__ = _operator("additions", lambda a, b: a - b)
    __rsub__ = _operator("additions", lambda a, b: b - a)
    __truediv__ = _operator("divisions", lambda a, b: a / b)
    __rtruediv__ = _operator("divisions", lambda a, b: b / a)
    __lt__ = _operator("comparisons", lambda a, b: a < b)
    __le__ = _operator("comparisons", lambda a, b: a <= b)
    __gt__ = _operator("comparisons", lambda a, b: a > b)
    __ge__ = _operator("comparisons", lambda a, b: a >= b)
    __pow__ = _operator("functions", lambda a, b: a ** b)
    __rpow__ = _operator("functions", lambda a, b: b ** a)
    sqrt, exp, log, tanh = (_operator("functions", compute) for compute in (math.sqrt, math.exp, math.log, math.tanh))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, np.ndarray):
            return NotImplemented
        return self.read() == (other.read() if isinstance(other, Number) else other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __bool__(self) -> bool:
        return bool(self.read())

    def __neg__(self) -> "Number":
        return Number(-self.read(), self.tally)

    def __abs__(self) -> "Number":
        return Number(abs(self.read()), self.tally)


def count_operations(function: object, *args: object, **kwargs: object) -> Operations:
    """Return the operations that function(*args, **kwargs) executes on the elements of its array arguments.

    >>> count_operations(lambda x, y: (x * y).sum(), np.ones(5), np.ones(5))             # 5 products, 4 sums of two
    Operations(multiplications=5, additions=4, divisions=0, comparisons=0, functions=0)
    """
    if not callable(function):
        raise TypeError(f"function must be a function, got {function!r:.60}")
    tally = Operations()
    function(*[counting(a, tally) for a in args],
             **{name: counting(a, tally) for name, a in kwargs.items()})
    return tally


def counting(argument: object, tally: Operations) -> object:
    """Return an array as one of Numbers that note in the tally, so too those in a tuple or list; all else as it is.

    >>> counting(np.array([1.5, 2.0]), Operations()), counting(3, Operations())
    (array([Number(1.5), Number(2.0)], dtype=object), 3)
    """
    if not isinstance(tally, Operations):
        raise TypeError(f"tally must be Operations(), got {tally!r:.60}")
    if isinstance(argument, (tuple, list)):
        return type(argument)([counting(part, tally) for part in argument])
    if not isinstance(argument, np.ndarray):
        return argument
    values = as_array("(…)", "complex", argument=argument).ravel().tolist()
    numbers = np.empty(argument.shape, object)
    for place, value in zip(np.ndindex(argument.shape), values, strict=True):
        numbers[place] = Number(value, tally)
    return numbers
