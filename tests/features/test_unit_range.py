import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.unit_range import unit_range, white_level
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [unit_range, white_level]


@given(case=cases.unit_range())
def test_matches_scikit_image(skimage_util, case):
    assert_agrees(unit_range(**case), skimage_util.img_as_float(case["image"]), oracle="skimage.util.img_as_float",
                  function=unit_range, within=0)


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
    with pytest.raises(TypeError, match=rf"^image must be bool, uint8, uint16, uint32 or float, got {name}$"):
        unit_range(np.zeros((2, 3), dtype))
