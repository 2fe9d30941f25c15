import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.unit_range import unit_range, white_level
from tests.agreement import assert_keeps

FUNCTIONS = [unit_range, white_level]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    assert unit_range(np.array([0, 255], np.uint8)).tolist() == [0, 1]
    assert unit_range(np.array([0, 65535], np.uint16)).tolist() == [0, 1]
    assert unit_range(np.array([True, False])).tolist() == [1, 0]
    assert unit_range(np.array([0.25, 7], np.float32)).dtype == np.float32
    assert unit_range(np.array([0.25, 7], np.float16)).dtype == np.float64


@pytest.mark.parametrize("dtype", ["i1", "i8", "u8", "c16"])
def test_bad_input(dtype):
    name = np.dtype(dtype).name
    with pytest.raises(TypeError, match=rf"^image must be uint8 or uint16 or uint32 or bool or float16 .*, got {name}$"):
        unit_range(np.zeros((2, 3), dtype))
    for wrong in (np.dtype(dtype), None, "uint8", np.uint8):
        with pytest.raises(TypeError, match=r"^dtype must be one of NumPy's, uint8 or "):
            white_level(wrong)


def test_longdouble_is_not_kept_as_scikit_image_does(skimage_util):
    long = np.ones(2, np.longdouble)
    assert skimage_util.img_as_float(long).dtype == np.longdouble and unit_range(long).dtype == float


def test_floats_are_returned_as_they_are_and_nothing_else():
    for dtype in (np.float32, np.float64):
        image = np.ones((2, 3), dtype)
        assert unit_range(image) is image
    for dtype in (">f4", "f2", "g", "u1", "?"):
        assert not np.shares_memory(image := np.ones((2, 3), dtype), out := unit_range(image)) and out.dtype.isnative


def test_a_list_is_the_first_type_that_holds_it():
    """0 … 255 are uint8, 0 … 256 are uint16; fractions are fractions, and of True and False True is white."""
    assert unit_range([0, 255]).tolist() == unit_range([False, True]).tolist() == unit_range([0.0, 1.0]).tolist() == [0, 1]
    assert unit_range([0, 1])[1] == 1 / 255 and unit_range([0, 256])[1] == 256 * (1 / 65535)
    assert unit_range(np.array([65535], ">u2")).tolist() == [1]


def test_times_the_reciprocal_is_not_divided_by():
    """24 of 256 levels differ, by a last digit."""
    levels = np.arange(256, dtype=np.uint8)
    f, quotients = unit_range(levels), levels / 255
    assert (f != quotients).sum() == 24 and (np.abs(f - quotients) <= np.spacing(quotients)).all()
