import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import convolution as cases
from refimpl.convolution.columns import add_windows, kernel_windows
from tests.agreement import assert_agrees, assert_keeps


@given(case=cases.kernel_windows())
def test_windows_match_torch(torch, case):
    image = torch.from_numpy(case["image"])[None]
    expected = torch.nn.functional.unfold(image, case["kernel_size"], case["dilation"], 0, case["stride"])[0].numpy()
    windows = kernel_windows(**case)
    assert np.shares_memory(windows, case["image"])                 # nothing was copied
    assert_agrees(windows.reshape(expected.shape), expected, oracle="torch unfold", function=kernel_windows)


@given(case=cases.add_windows())
def test_adding_back_matches_torch(torch, case):
    windows = case["windows"]
    columns = torch.from_numpy(windows.reshape(1, -1, windows.shape[-2] * windows.shape[-1]))
    expected = torch.nn.functional.fold(columns, case["size"], windows.shape[1:3], case["dilation"], 0, case["stride"])
    assert_agrees(add_windows(**case), expected[0].numpy(), oracle="torch fold", function=add_windows)


@pytest.mark.parametrize("law", cases.LAWS["add_windows"])
@given(case=cases.add_windows())
def test_keeps(law, case):
    assert_keeps(law, add_windows, case)


def test_worked_example():
    image = np.arange(12).reshape(1, 3, 4)                          # 0 1 2 3 / 4 5 6 7 / 8 9 10 11
    windows = kernel_windows(image, (2, 2), stride=(1, 2), dilation=(1, 1))
    assert windows[0, :, :, 0, 0].tolist() == [[0, 1], [4, 5]]
    assert windows[0, :, :, 1, 1].tolist() == [[6, 7], [10, 11]]
    assert kernel_windows(image, (2, 2), dilation=(2, 3))[0, :, :, 0, 0].tolist() == [[0, 3], [8, 11]]
