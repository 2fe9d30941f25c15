"""Cases and laws for refimpl.complexity."""
import numpy as np
from hypothesis import strategies as st

from refimpl.complexity.counting import Operations

__all__ = ["LAWS", "count_operations", "counting"]


@st.composite
def count_operations(draw, longest=9):
    """Draw a function of an array whose operations are known, and an array."""
    x = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).random(draw(st.integers(1, longest))) + 1
    functions = (np.sum, np.prod, np.cumsum, np.sqrt, np.max, lambda x: x @ x, lambda x: 1 / x - x, lambda x: -x * 2)
    return {"function": draw(st.sampled_from(functions)), "x": x}


def counting():
    """Draw the arguments of counting."""
    return st.fixed_dictionaries({"argument": st.integers(1, 9).map(np.arange) | st.integers(),
                                  "tally": st.builds(Operations)})


def counts_the_same_for_other_numbers(count_operations, function, x):
    """The operations depend on the shape alone, as none of these functions decides by a value."""
    return count_operations(function, x) == count_operations(function, np.ones_like(x))


def counts_twice_for_two_calls(count_operations, function, x):
    """Done twice, it costs twice."""
    once, twice = count_operations(function, x), count_operations(lambda x: (function(x), function(x)), x)
    return all(2 * getattr(once, kind) == getattr(twice, kind) for kind in vars(once))


def changes_no_value(counting, argument, tally):
    """The numbers that count have the values of those that do not."""
    counted = counting(argument, tally)
    if not isinstance(argument, np.ndarray):
        return counted is argument
    return [number.value for number in counted.flat] == argument.ravel().tolist()


LAWS = {
    "count_operations": [counts_the_same_for_other_numbers, counts_twice_for_two_calls],
    "counting": [changes_no_value],
}
