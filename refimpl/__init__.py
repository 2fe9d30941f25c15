"""Reference implementations in plain NumPy: read them, run their tests, copy them.

Each chapter is a package, each concept a file: `python -m refimpl` lists them.
"""
__version__ = "0.1.0"

from collections.abc import Callable as _Callable


def check(name: str, candidate: _Callable, **options):  # type: ignore[no-untyped-def]
    """Return a report on a function of yours, held to the one of that name here: true if it is right.

    The inputs come from refimpl.cases (extra `practice`).  The options are those of refimpl.reader.checking.check, such
    as examples, tolerance, seed and limit, the seconds that one call may take.

        assert refimpl.check("clahe", my_clahe)
    """
    from refimpl.reader.checking import check as judge
    return judge(name, candidate, **options)
