import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import convolution as cases
from refimpl.convolution.conv2d import conv2d, conv2d_backward
from refimpl.convolution.transposed import (conv_transpose2d, conv_transpose2d_backward, conv_transpose2d_definition,
                                            transposed_geometry)
from refimpl.peers.convolution import conv_transpose2d_in_torch
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [conv_transpose2d, conv_transpose2d_backward]


@given(case=cases.transposed_geometry())
def test_the_output_has_the_shape_that_was_foretold(case):
    y = conv_transpose2d_definition(**{**case, "x": case["x"][:1]})
    assert_agrees(transposed_geometry(**case)[3][1:], y.shape[1:], oracle="definition", function=transposed_geometry)


@given(case=cases.conv_transpose2d(whole=True))
def test_is_the_transpose_of_conv2d(case):
    """⟨conv2d(u), x⟩ = ⟨u, conv_transpose2d(x)⟩ for every u, with the same weights."""
    x, weight = case["x"], case["weight"]
    arguments = {k: case[k] for k in ("stride", "padding", "groups", "dilation")}
    y = conv_transpose2d(x, weight, None, output_padding=case["output_padding"], **arguments)
    u = np.random.default_rng(0).integers(-9, 10, y.shape).astype(y.dtype)
    seen = conv2d(u, weight, **arguments)[:, :, :x.shape[2], :x.shape[3]]        # a large output_padding may add places
    assert_agrees((seen * x).sum(dtype=np.float64), (u * y).sum(dtype=np.float64), oracle="⟨conv2d(u), x⟩",
                  function=conv_transpose2d, within=0)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """Two copies of 1 2 3, two apart; the outermost samples are cut off by the padding, one is added behind."""
    x, weight = np.array([[[[1.0, 10.0]]]]), np.array([[[[1.0, 2.0, 3.0]]]])
    assert conv_transpose2d(x, weight, stride=(1, 2))[0, 0].tolist() == [[1, 2, 3 + 10, 20, 30]]
    assert conv_transpose2d(x, weight, stride=(1, 2), padding=(0, 1))[0, 0].tolist() == [[2, 13, 20]]
    assert conv_transpose2d(x, weight, np.array([0.5]), (1, 2), (0, 1), (0, 1))[0, 0].tolist() == [[2.5, 13.5, 20.5, 30.5]]


def test_defaults_are_torchs():
    x, weight = np.arange(20.0).reshape(1, 1, 4, 5), np.arange(12.0).reshape(1, 2, 3, 2)
    written_out = {"stride": 1, "padding": 0, "output_padding": 0, "groups": 1, "dilation": 1}
    for function in (conv_transpose2d, conv_transpose2d_definition):
        np.testing.assert_array_equal(function(x, weight), function(x, weight, None, **written_out))
    grad = np.ones((1, 2, 6, 6))
    for ours, theirs in zip(conv_transpose2d_backward(grad, x, weight),
                            conv_transpose2d_backward(grad, x, weight, **written_out), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_it_undoes_nothing_but_the_shape():
    x, weight = np.arange(16.0).reshape(1, 1, 4, 4), np.ones((1, 1, 3, 3))
    y = conv_transpose2d(conv2d(x, weight), weight)
    assert y.shape == x.shape
    assert not np.allclose(y, x)


@pytest.mark.parametrize("size, extra", [((7, 9), (0, 0)), ((8, 9), (1, 0)), ((8, 10), (1, 1))])
def test_output_padding_says_which_size_is_meant(size, extra):
    """With s = 2 conv2d makes 3 × 4 of each; the gradient at its input is the transposed convolution that fits."""
    x, weight = np.ones((1, 2, *size)), np.arange(36.0).reshape(2, 2, 3, 3)
    grad = np.arange(24.0).reshape(1, 2, 3, 4)
    assert conv2d(x, weight, stride=2).shape == grad.shape
    back = conv_transpose2d(grad, weight, stride=2, output_padding=extra)
    assert np.array_equal(back, conv2d_backward(grad, x, weight, stride=2)[0])


X, WEIGHT = np.ones((2, 4, 5, 6)), np.ones((4, 3, 3, 3))
BAD = [
    ({"bias": np.ones(6, np.float32)}, TypeError, "bias is float32, but x is float64"),
    ({"x": np.ones((4, 5, 6))}, ValueError, r"x must be \(N, C, H, W\), got shape \(4, 5, 6\)"),
    ({"weight": np.ones((4, 3, 3))}, ValueError, r"weight must be \(C, O/groups, kH, kW\), got shape \(4, 3, 3\)"),
    ({"weight": np.ones((4, 0, 3, 3))}, ValueError, r"weight must have at least one element, got shape \(4, 0, 3, 3\)"),
    ({"x": np.ones((2, 4, 0, 6))}, ValueError, r"x must have at least one row and column, got shape \(2, 4, 0, 6\)"),
    ({"weight": np.ones((3, 3, 3, 3))}, ValueError, "weight has 3 input channels, but x has 4 with groups=2"),
    ({"groups": 3}, ValueError, "weight has 4 input channels, but x has 4 with groups=3"),
    ({"groups": 0}, ValueError, "groups must be a whole number.* at least 1, got 0"),
    ({"bias": np.ones(3)}, ValueError, r"bias must be \(6,\), one for each output channel, got shape \(3,\)"),
    ({"output_padding": 1}, ValueError, r"output_padding must be less than stride or dilation, got .*"),
    ({"output_padding": -1}, ValueError, "output_padding must be a whole number, or 2, of at least 0, got -1"),
    ({"padding": 4}, ValueError, r"nothing is left of the output: its size would be \(-1, 0\) with padding \(4, 4\)"),
    ({"padding": -1}, ValueError, "padding must be a whole number, or 2, of at least 0, got -1"),
    ({"stride": 0}, ValueError, "stride must be a whole number, or 2, of at least 1, got 0"),
    ({"dilation": 0}, ValueError, "dilation must be a whole number, or 2, of at least 1, got 0"),
    ({"weight": WEIGHT.astype(np.float32)}, TypeError, "weight is float32, but x is float64"),
]


@pytest.mark.parametrize("changed, error, says", BAD)
def test_bad_input_is_named(changed, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        conv_transpose2d(**{"x": X, "weight": WEIGHT, "groups": 2} | changed)
    with pytest.raises(error, match=f"^{says}$"):
        conv_transpose2d_definition(**{"x": X, "weight": WEIGHT, "groups": 2} | changed)


@pytest.mark.parametrize("changed", [changed for changed, *_ in BAD[2:]])
def test_torch_refuses_it_too(torch, changed):
    """All but a bias of another dtype, and an image without its batch axis."""
    with pytest.raises((RuntimeError, TypeError, ValueError)):
        conv_transpose2d_in_torch(**{"x": X, "weight": WEIGHT, "groups": 2} | changed)


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"grad_out must be \(2, 6, 7, 8\), the shape of the output, got \(2, 6, 8, 7\)"):
        conv_transpose2d_backward(np.ones((2, 6, 8, 7)), X, WEIGHT, groups=2)
    with pytest.raises(TypeError, match="grad_out is float32, but x is float64"):
        conv_transpose2d_backward(np.ones((2, 6, 7, 8), np.float32), X, WEIGHT, groups=2)


def test_each_group_lays_into_its_own_outputs():
    """Four channels in two groups, three outputs each: channel 2, of the second, reaches outputs 3, 4 and 5."""
    x, weight = np.zeros((1, 4, 1, 1)), np.arange(12.0).reshape(4, 3, 1, 1)
    x[0, 2] = 1
    for function in (conv_transpose2d, conv_transpose2d_definition):
        assert function(x, weight, groups=2).ravel().tolist() == [0, 0, 0, 6, 7, 8]


def test_lists_and_narrow_numbers_give_what_floats_give():
    """Two copies of 200·200 meet; in float16 60000 + 60000 − 60000 do."""
    x, weight = np.full((1, 1, 1, 2), 200, np.uint8), np.full((1, 1, 1, 2), 200, np.uint8)
    sums = np.full((1, 3, 1, 1), 60000, np.float16), np.array([1, 1, -1], np.float16).reshape(3, 1, 1, 1)
    for function in (conv_transpose2d, conv_transpose2d_definition):
        assert function([[[[1, 2]]]], [[[[1, 10, 100]]]], stride=(1, 2)).tolist() == [[[[1, 10, 102, 20, 200]]]]
        assert function(x, weight).tolist() == [[[[4e4, 8e4, 4e4]]]]
        assert function(*sums).item() == 60000 and function(*sums).dtype == np.float16
        assert function(x, weight, padding=np.uint8(0), stride=np.uint8(200)).shape == (1, 1, 1, 202)
    gradients = conv_transpose2d_backward(np.full((1, 1, 1, 3), 200, np.uint8), x, weight)
    assert [g.ravel().tolist() for g in gradients] == [[8e4, 8e4], [8e4, 8e4], [600.0]]


@pytest.mark.parametrize("changed", [{"stride": 10**6}, {"dilation": 10**6}, {"stride": 10**30}])
def test_what_no_memory_holds_is_refused(changed):
    for function in (conv_transpose2d, conv_transpose2d_definition):
        with pytest.raises(ValueError, match="would need more than"):
            function(X, WEIGHT, groups=2, **changed)
