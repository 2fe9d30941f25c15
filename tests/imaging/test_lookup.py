import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import imaging as cases
from refimpl.imaging.lookup import lookup, lookup_definition
from tests.agreement import assert_agrees, assert_keeps


@given(case=cases.lookup(longest=9))
def test_vectorised_equals_definition(case):
    assert_agrees(lookup(**case), lookup_definition(**case), oracle="definition", function=lookup)


@given(case=cases.lookup())
def test_matches_opencv(cv2, case):
    image, table = case["image"], case["table"]
    if image.dtype == np.uint16:                                # cv2.LUT knows tables of 256 entries alone
        image, table = (image % 256).astype(np.uint8), table[:256]
    assert_agrees(lookup(image, table), cv2.LUT(image, table), oracle="cv2.LUT", function=lookup)


@given(case=cases.lookup())
def test_matches_indexing(case):
    assert_agrees(lookup(**case), case["table"][case["image"]], oracle="ndarray.__getitem__", function=lookup)


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


@pytest.mark.parametrize("image, table, error, says", [
    (np.zeros((2, 3)), np.zeros(256), TypeError, "image must be uint8 or uint16, got float64"),
    (np.zeros((2, 3), np.int8), np.zeros(256), TypeError, "int8"),
    (np.zeros((2, 3), np.uint8), np.zeros(255), ValueError,
     r"table must be \(256,\) for a uint8 image, got shape \(255,\)"),
    (np.zeros((2, 3), np.uint16), np.zeros(256), ValueError, r"\(65536,\) for a uint16 image"),
    (np.zeros((2, 3), np.uint8), np.zeros((256, 1)), ValueError, r"\(256, 1\)"),
])
def test_bad_input_is_named(image, table, error, says):
    with pytest.raises(error, match=says):
        lookup(image, table)
