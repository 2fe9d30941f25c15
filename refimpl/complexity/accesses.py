"""Counting accesses (访存计数): which elements a formula reads and writes, and how often.

    memory access cost  =  distinct elements read  +  distinct elements written

A sample that three windows see is read three times, but fetched once, if there is a cache that keeps it.  So there are
two counts.  The distinct elements are the least that has to be moved, with a cache as large as need be; the reads, each
time anew, are what is moved without any cache.  A real machine lies in between: the better its program is tiled, the
closer it comes to the former.

Shapes   a function and its arguments, arrays of any shape  →  one tally
Cost     a few microseconds per operation: for small cases
Source   Ma et al. 2018, "ShuffleNet V2", §2 (memory access cost, MAC); Hong & Kung 1981, "I/O complexity: the red-blue
         pebble game" (what lies in between)
Checked  loops whose accesses can be counted by hand; the formulas of refimpl.complexity.memory_access
Beware   An element is read when it takes part in an operation, or is passed on into the result; copying it about, as
         padding does, is no read.  An array that is passed twice counts as two.  What lies between argument and
         result (a sum on its way, a temporary array) is not counted: a fused program keeps it in registers.
"""
from dataclasses import dataclass

import numpy as np

from refimpl.arguments import as_array
from refimpl.complexity.counting import Number, Operations, counting

__all__ = ["Accesses", "count_accesses", "numbers_in"]


@dataclass
class Accesses:
    """A tally of accesses, in elements."""
    read: int = 0                                  # distinct elements of the arguments
    written: int = 0                               # elements of the result
    reads: int = 0                                 # of the arguments, each time anew

    @property
    def total(self) -> int:
        """Distinct elements, read or written: the memory access cost."""
        return self.read + self.written


def count_accesses(function: object, *args: object, **kwargs: object) -> Accesses:
    """Return what function(*args, **kwargs) reads of its array arguments, and writes into its result.

    >>> count_accesses(lambda x: x[:-1] + x[1:], np.ones(5))               # 5 elements; 4 sums of two
    Accesses(read=5, written=4, reads=8)
    >>> count_accesses(lambda x: 2 * x[::3], np.ones(7))                   # 0, 3, 6: what is skipped is not touched
    Accesses(read=3, written=3, reads=3)
    """
    if not callable(function):
        raise TypeError(f"function must be a function, got {function!r:.60}")
    tally = Operations()
    arguments = [counting(a, tally) for a in args]
    named = {name: counting(a, tally) for name, a in kwargs.items()}
    elements = numbers_in([*arguments, *named.values()])                   # before the function overwrites any
    result = numbers_in(function(*arguments, **named))
    for number in result:
        if isinstance(number, Number):
            number.read()                                                  # an element passed on as it is was read, too
    reads = [number.reads for number in elements if isinstance(number, Number)]
    return Accesses(sum(n > 0 for n in reads), len(result), sum(reads))


def numbers_in(value: object) -> list:
    """Return all elements of an array, or of a tuple or list of arrays, however deep, in order.

    >>> numbers_in((np.array([[1, 2]]), [np.array([3]), None]))
    [1, 2, 3, None]
    """
    if isinstance(value, (tuple, list)):
        return [number for part in value for number in numbers_in(part)]
    if isinstance(value, (np.ndarray, np.generic)):
        return as_array("(…)", "complex", value=value).ravel().tolist()
    return [value]
