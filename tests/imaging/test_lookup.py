import tracemalloc

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.lookup import lookup, lookup_definition
from tests.agreement import assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["lookup"])
@given(case=cases.lookup())
def test_keeps(law, case):
    assert_keeps(law, lookup, case)


@pytest.mark.parametrize("size", [2**15 - 1, 2**15, 2**15 + 1, 2**16])
def test_works_across_chunks(size):
    image = np.arange(size, dtype=np.uint16)
    np.testing.assert_array_equal(lookup(image, np.arange(2**16)[::-1]), 2**16 - 1 - np.arange(size))


def test_worked_example():
    gamma = np.rint(255 * (np.arange(256) / 255) ** 0.5).astype(np.uint8)          # 64 → 255·√(64/255) = 127.7
    assert lookup(np.array([[0, 64, 255]], np.uint8), gamma).tolist() == [[0, 128, 255]]


def test_what_memory_the_three_ways_take():
    """In bytes per pixel: the result; the result and 8-byte indices; the result and a chunk."""
    image, table = np.zeros((1024, 1024), np.uint8), np.arange(256, dtype=np.uint8)
    for way, least, most in ((lambda: table[image], 1, 1.1), (lambda: table.take(image), 9, 9.1),
                             (lambda: lookup(image, table), 1, 1.3)):
        way()                                                       # once before: what NumPy loads late is not counted
        tracemalloc.start()
        way()
        peak = tracemalloc.get_traced_memory()[1] / image.size
        tracemalloc.stop()
        assert least <= peak < most


def test_lists_and_other_byte_orders_are_taken():
    squares = [v * v for v in range(256)]
    for function in (lookup, lookup_definition):
        assert function([[0, 7], [255, 2]], squares).tolist() == [[0, 49], [65025, 4]]
        big = function(np.array([[1, 256]], ">u2"), np.arange(65536, dtype=">i4") * 2)
        assert big.tolist() == [[2, 512]] and big.dtype == np.int32 and big.dtype.isnative
        assert function(np.array(3, np.uint8), squares).shape == ()
        assert function(np.zeros((3, 0), np.uint8), squares).shape == (3, 0)


@pytest.mark.parametrize("image, table, error, says", [
    (np.zeros((2, 3)), np.zeros(256), TypeError, "image must be uint8 or uint16, got float64"),
    (np.zeros((2, 3), np.int8), np.zeros(256), TypeError, "int8"),
    (np.zeros((2, 3), np.uint8), np.zeros(255), ValueError,
     r"table must be \(256\), got shape \(255,\)"),
    (np.zeros((2, 3), np.uint16), np.zeros(256), ValueError, r"table must be \(65536\), got shape \(256,\)"),
    (None, np.zeros(256), TypeError, "image"),
    (np.zeros((2, 3), np.uint8), "negative", TypeError, "table"),
    (np.zeros((2, 3), np.uint8), np.zeros((256, 1)), ValueError, r"\(256, 1\)"),
])
def test_bad_input_is_named(image, table, error, says):
    for function in (lookup, lookup_definition):
        with pytest.raises(error, match=says):
            function(image, table)
