import pytest

from refimpl import __version__
from refimpl.reader.copying import copy_source

SHARED = '''"""Shared."""
import math
from functools import lru_cache, partial

import numpy as np

__all__ = ["SCALE", "shrink", "Pair"]

SCALE: float = 0.5                                 # half
UNUSED = 3


class Pair:
    """Two."""

    first = SCALE


def shrink(x: np.ndarray) -> np.ndarray:
    """Return x, smaller."""
    return deeper(x) * SCALE


@lru_cache
def deeper(x):
    return math.floor(x) if x else shrink(x)


def unused(x):
    return partial(x)
'''
USER = '''"""User."""
import numpy as np

from refimpl.imaging.shared import Pair, shrink

__all__ = ["use", "use_pair", "alone"]


def use(x: np.ndarray) -> np.ndarray:
    """Return shrink(x)."""
    return shrink(x)


def use_pair() -> float:
    """Return Pair's first."""
    return Pair.first


def alone() -> int:
    """Return one."""
    SCALE = 1
    return SCALE
'''


@pytest.fixture
def package(tmp_path):
    """A package whose functions use constants, classes, decorators, imports and each other."""
    chapter = tmp_path / "refimpl" / "imaging"
    chapter.mkdir(parents=True)
    (chapter / "__init__.py").write_text("from refimpl.imaging.shared import *\nfrom refimpl.imaging.user import *\n")
    (chapter / "shared.py").write_text(SHARED)
    (chapter / "user.py").write_text(USER)
    return tmp_path / "refimpl"


def test_takes_all_that_is_used_and_nothing_else(package):
    text = copy_source("use", package)
    names = {}
    exec(text.replace("import numpy as np", "np = type('np', (), {'ndarray': None})"), names)
    assert names["use"](5.9) == 2.5                                 # ⌊5.9⌋ · ½
    assert {"use", "shrink", "deeper", "SCALE", "math", "lru_cache"} <= set(names)
    assert not {"unused", "UNUSED", "partial", "Pair"} & set(names)


def test_keeps_the_source_as_it_stands_behind_a_line_that_tells_where_from(package):
    lines = copy_source("use", package).splitlines()
    assert lines[0].startswith(f"# use, from refimpl {__version__}, refimpl/imaging/user.py (MIT-0")
    assert lines[1:4] == ["from functools import lru_cache", "import math", "import numpy as np"]
    assert "SCALE: float = 0.5                                 # half" in lines
    assert lines.index("@lru_cache") == lines.index("def deeper(x):") - 1
    assert "refimpl" not in "\n".join(lines[1:])


def test_what_is_used_stands_before_what_uses_it(package):
    text = copy_source("use_pair", package)
    assert text.index("SCALE: float") < text.index("class Pair") < text.index("def use_pair")
    assert "import numpy" not in text


def test_the_function_asked_for_stands_first_and_what_it_calls_below_in_the_order_of_reading(package):
    text = copy_source("use", package)
    assert text.index("def use(") < text.index("def shrink(") < text.index("def deeper(")
    assert text.count("def ") == 3


def test_a_local_name_is_its_own(package):
    assert "0.5" not in copy_source("alone", package)


def test_a_file_without_a_function_of_its_name_offers_what_it_has(package):
    with pytest.raises(LookupError, match="user is a concept; copy one of its functions: alone, use, use_pair"):
        copy_source("user", package)
