"""The same function in other libraries: the call that gives the same, and the well-known call that does not.

    @same(equalize_histogram, "cv2.equalizeHist", "uint8, every size")
    def equalize_histogram_in_cv2(image):          # the arguments of ours; the body is the translation
        import cv2
        return cv2.equalizeHist(image)

A row is a claim, held on the cases of the function, or on those that `drawn` takes from its chapter's cases.  Results
may differ by `within`, 0 for not by a bit: whole numbers by so many levels, floats by so many eps · max(1, the largest
magnitude expected, the largest of `terms`); it may depend on the case, and `why` says where it comes from.
"""
import importlib
from collections.abc import Callable
from dataclasses import dataclass

FILES = ["complexity", "networks", "zoo", "imaging", "filters", "features", "frequency", "convolution", "optimization"]
EXTRAS = {**dict.fromkeys(("numpy", "colorsys", "fractions", "itertools"), ""), "scipy": "test",
          **dict.fromkeys(("cv2", "skimage", "pywt", "sklearn"), "oracles"),
          **dict.fromkeys(("torch", "kornia", "keras"), "torch")}            # {library: the extra that installs it}
ROWS: list = []                                    # of Peer; all of them after `rows`
ALONE: dict = {}                                   # {a function without peers: why}


@dataclass(frozen=True)
class Peer:
    """One row: how a function of ours is called elsewhere, and how closely that agrees, or in what it differs."""
    of: Callable                                   # our function
    library: str                                   # the call, as people write it; or "its definition", "… executed"
    call: Callable                                 # the translation
    where: str = ""                                # dtypes, sizes, machines, releases for which it is claimed
    within: float | Callable = 0                   # a number, or a function of the case
    why: str = ""
    terms: Callable | None = None                  # of the case: magnitudes of what is summed
    drawn: Callable | None = None                  # of the chapter's cases: a strategy
    how: str = ""                                  # in what it differs; "" if it agrees
    shown: dict | None = None                      # the smallest input that shows the difference
    mends: Callable | None = None                  # the differing call that this one corrects
    also: tuple = ()                               # further functions that this row is about: what a formula counts
    ours: Callable | None = None                   # of the same arguments: what is compared, if not what `of` returns


def same(of: Callable, library: str, where: str = "", **claim) -> Callable:
    """Register the decorated call as one that gives the same as ours."""
    return lambda call: ROWS.append(Peer(of, library, call, where, **claim)) or call


def differs(of: Callable, library: str, how: str, ours: Callable | None = None, **shown) -> Callable:
    """Register the decorated call as one that does not: how, and the arguments that show it."""
    return lambda call: ROWS.append(Peer(of, library, call, how=how, shown=shown, ours=ours)) or call


def alone(why: str, *functions: Callable) -> None:
    """Say why no library has these functions, and what stands in for one."""
    ALONE.update(dict.fromkeys(functions, why))


def rows() -> list:
    """Return all rows, in order."""
    [importlib.import_module(f"refimpl.peers.{file}") for file in FILES]
    return ROWS
