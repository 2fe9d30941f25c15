"""Counting operations (运算计数): run a formula on numbers that count what is done to them.

    FLOPs of a formula  =  the operations executed when it runs

A cost formula is a claim about a loop: so many multiplications, so many additions.  Here the claim can be tried.  The
arrays a function is given are filled with numbers that compute as ever, and note every operation in one tally; it
runs, and the tally is read.

Shapes   a function and its arguments, arrays of any shape  →  one tally
Cost     about a microsecond an operation: for small cases
Source   operator overloading; the tally is the operation count of Knuth, TAOCP vol. 1, §1.2.10
Checked  loops whose operations can be counted by hand; the cost formulas of the other chapters
Beware   Numbers alone are counted: the indices, ranges and shapes of a program are free.  A subtraction counts as an
         addition, a change of sign and a test for equality as nothing.  Sums that start from a zero count its addition
         too.  The function must not fix a dtype when it allocates: np.zeros(shape, x.dtype), never np.zeros(shape).
"""
import math
from dataclasses import dataclass

import numpy as np

__all__ = ["Number", "Operations", "count_operations", "counting"]


@dataclass
class Operations:
    """A tally: how often each kind of operation was executed."""
    multiplications: int = 0
    additions: int = 0                             # and subtractions
    divisions: int = 0
    comparisons: int = 0
    functions: int = 0                             # square roots, powers, exponentials, …


def _operator(kind: str, compute: object) -> object:
    """Return a method that computes with two values and notes the operation; an array is left to do it one by one."""
    def method(self: "Number", *other: object) -> object:
        if any(isinstance(value, np.ndarray) for value in other):
            return NotImplemented
        values = (getattr(value, "value", value) for value in other)
        return self.note(kind, compute(self.value, *values))  # type: ignore[operator]
    return method


class Number:
    """A number that notes in a tally what is done to it; otherwise it computes as `value` does."""
    __slots__ = ("tally", "value")

    def __init__(self, value: float, tally: Operations) -> None:
        self.value, self.tally = value, tally

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

    def __neg__(self) -> "Number":
        return Number(-self.value, self.tally)

    def __abs__(self) -> "Number":
        return Number(abs(self.value), self.tally)


def count_operations(function: object, *args: object, **kwargs: object) -> Operations:
    """Return the operations that function(*args, **kwargs) executes on the elements of its array arguments.

    >>> count_operations(lambda x, y: (x * y).sum(), np.ones(5), np.ones(5))             # 5 products, 4 sums of two
    Operations(multiplications=5, additions=4, divisions=0, comparisons=0, functions=0)
    """
    tally = Operations()
    function(*[counting(a, tally) for a in args],  # type: ignore[operator]
             **{name: counting(a, tally) for name, a in kwargs.items()})
    return tally


def counting(argument: object, tally: Operations) -> object:
    """Return an array as an array of Numbers that note in the tally, anything else as it is.

    >>> counting(np.array([1.5, 2.0]), Operations()), counting(3, Operations())
    (array([Number(1.5), Number(2.0)], dtype=object), 3)
    """
    if not isinstance(argument, np.ndarray):
        return argument
    numbers = np.empty(argument.shape, object)
    for place in np.ndindex(argument.shape):
        numbers[place] = Number(argument[place].item(), tally)
    return numbers
