"""What holds for every public function, tried by odd calls (tests/odd_calls.py), and that these find what they look for.

About 2,000 calls by default, a few per function; all of them, over 100,000, in the full profile.
"""
import random
import time
import warnings

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from tests import odd_calls

FUNCTIONS = [pytest.param(*found, id=found[0]) for found in odd_calls.functions()]
FULL = 1000                                        # examples from which on all calls are made


@pytest.mark.parametrize("full, function, strategy", FUNCTIONS)
def test_odd_calls_give_the_right_answer_or_a_named_error(full, function, strategy):
    examples = settings().max_examples
    faults = []
    for case in odd_calls.cases(strategy(), 3 if examples >= FULL else 1, seed=0):
        tries = list(odd_calls.attempts(full, function, case))
        if examples < FULL:
            tries = random.Random(full).sample(tries, min(len(tries), max(examples // 8, 1)))
        faults += [f"{what}: {fault}" for what, attempt in tries if (fault := attempt())]
    assert faults == []


# ---- would they notice? ----------------------------------------------------------------------------------------------

def well_behaved(image: np.ndarray, size: int = 3, sigma: float = 1.0, mode: str = "low") -> np.ndarray:
    """A function that refuses what it must: sums of `size` neighbours, divided by sigma."""
    from refimpl.arguments import as_array, as_choice, real_numbers, whole_numbers
    image, [size], [sigma] = as_array("(n,)", "float", image=image), whole_numbers(1, 99, size=size), real_numbers(above=1e-3, sigma=sigma)
    as_choice(("low", "high"), mode=mode)
    with np.errstate(all="ignore"):
        return np.convolve(image, np.ones(size), "full")[:len(image)] / sigma if len(image) else image


CASES = st.builds(lambda n: {"image": np.arange(n + 5.0), "size": 2}, st.integers(1, 5))


def faults(function, seconds=odd_calls.SECONDS):
    """Return what odd calls find wrong with a function that takes the arguments of well_behaved."""
    [case] = odd_calls.cases(CASES, 1, seed=0)
    return {what: fault for what, attempt in odd_calls.attempts("here", function, case) if (fault := attempt())}


def test_nothing_is_found_where_nothing_is_wrong():
    assert faults(well_behaved) == {}


def test_all_calls_together_are_as_many_as_promised():
    [case] = odd_calls.cases(CASES, 1, seed=0)
    assert len(list(odd_calls.attempts("here", well_behaved, case))) > 150 and len(FUNCTIONS) > 250


def planted(before=None, after=None):
    """Return well_behaved with something done to its arguments, or to its result."""
    def function(image: np.ndarray, size: int = 3, sigma: float = 1.0, mode: str = "low") -> np.ndarray:
        image, size, sigma, mode = (image, size, sigma, mode) if before is None else before(image, size, sigma, mode)
        result = well_behaved(image, size, sigma, mode)
        return result if after is None else after(image, result)
    return function


def changes(image, size, sigma, mode):
    """Write into the image, if that can be done."""
    if isinstance(image, np.ndarray) and image.flags.writeable and image.size and image.dtype == float:
        image[..., 0] = 77
    return image, size, sigma, mode


def warns(image, size, sigma, mode):
    """Warn of large sizes."""
    if size == 200:
        warnings.warn("large", RuntimeWarning, stacklevel=1)
    return image, size, sigma, mode


def sleeps(image, size, sigma, mode):
    """Take a second for a size of 1."""
    if isinstance(size, int) and size == 1 and size is not True:
        time.sleep(1)
    return image, size, sigma, mode


def allocates(image, size, sigma, mode):
    """Allocate what a large size asks for."""
    if isinstance(size, int) and 10**5 < size < 10**10:
        np.ones(10 * size)
    return image, size, sigma, mode


@pytest.mark.parametrize("function, what, says", [
    (planted(changes), "its own case", "changed image"),
    (planted(lambda i, k, s, m: (i, k if k is not None else 1, s, m)), "size = None", "accepted"),
    (planted(lambda i, k, s, m: (i, int(k) if isinstance(k, float) and k == 1.5 else k, s, m)), "size = 1.5", "accepted"),
    (planted(lambda i, k, s, m: (i, k, s if s == s else 1.0, m)), "sigma = NaN", "accepted"),
    (planted(lambda i, k, s, m: (i, k, s, m or "low")), "mode = empty word", "accepted"),
    (planted(lambda i, k, s, m: (np.ma.getdata(i), k, s, m)), "image = masked", "accepted"),
    (planted(lambda i, k, s, m: (i, [][k] if k == 0 else k, s, m)), "size = 0", "raised IndexError"),
    (planted(lambda i, k, s, m: (i, int("x") if k == 0 else k, s, m)), "size = 0", "names no argument"),
    (planted(lambda i, k, s, m: (i, k, s, m), lambda i, r: r.astype(">f8")), "image as subclass", "not native"),
    (planted(None, lambda i, r: r.view(odd_calls.Sub) if isinstance(i, odd_calls.Sub) else r), "image as subclass", "Sub"),
    (planted(None, lambda i, r: r.astype(np.float32) if isinstance(i, list) else r), "image as list", "float32"),
    (planted(None, lambda i, r: r + (getattr(i, "dtype", None) == np.uint8)), "image as uint8 for float64", "other values"),
    (planted(lambda i, k, s, m: (i, k + 1 if isinstance(k, np.generic) else k, s, m)), "size as uint8 scalar", "other values"),
    (planted(warns), "size = uint8 200", "warned: RuntimeWarning: large"),
    (planted(allocates), "size = 10⁹", "took more than 2 GiB"),
])
def test_a_planted_fault_is_found(function, what, says):
    found = faults(function)
    assert says in found.get(what, "nothing wrong" if says else "")


def test_a_changed_argument_and_a_slow_call_are_found():
    image = np.arange(3.0)
    assert odd_calls.call(lambda image: changes(image, 1, 1, 1), {"image": image}).fault == "changed image"
    assert odd_calls.call(lambda: sleeps(None, 1, 1, 1), {}, seconds=0.1).fault == "took longer than 0.1 s"
