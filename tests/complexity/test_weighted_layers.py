"""Convolutions and linear layers, against torch.nn on shapes and parameters, and against the formulas of the chapter."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refimpl.cases import networks as cases
from refimpl.complexity.flops import conv2d_macs, conv_transpose2d_macs, linear_macs
from refimpl.complexity.params import conv2d_params
from refimpl.complexity.weighted_layers import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Linear
from tests.agreement import assert_agrees

SIZES = st.integers(4, 9)


@st.composite
def convolutions(draw, kind, axes):
    """Draw the arguments of a convolution, and a shape."""
    groups, kernel = draw(st.integers(1, 3)), draw(st.tuples(*[st.integers(1, 3)] * axes))
    fields = {"in_channels": groups * draw(st.integers(1, 3)), "out_channels": groups * draw(st.integers(1, 3)),
              "kernel_size": kernel, "stride": draw(st.tuples(*[st.integers(1, 3)] * axes)),
              "padding": draw(st.tuples(*[st.integers(0, 1)] * axes)), "dilation": draw(st.integers(1, 2)),
              "groups": groups, "bias": draw(st.booleans())}
    if kind is ConvTranspose2d:
        fields["output_padding"] = tuple(draw(st.integers(0, s - 1)) for s in fields["stride"])
        fields["padding"] = (0, 0) if min(kernel) == 1 else fields["padding"]
    return kind(**fields), (fields["in_channels"], *draw(st.tuples(*[st.integers(5, 9)] * axes)))


@pytest.mark.parametrize("kind, axes", [(Conv1d, 1), (Conv2d, 2), (Conv3d, 3), (ConvTranspose2d, 2)])
@given(data=st.data())
def test_shapes_and_parameters_are_torchs(torch, kind, axes, data):
    layer, shape = data.draw(convolutions(kind, axes))
    module = getattr(torch.nn, kind.__name__)(**vars(layer)).to("meta")
    theirs = tuple(module(torch.zeros(1, *shape, device="meta")).shape[1:])
    assert_agrees(layer.output_shape(shape), theirs, oracle=f"torch.nn.{kind.__name__}", function=f"complexity.{kind.__name__}")
    assert layer.params == sum(p.numel() for p in module.parameters())


@given(data=st.data())
def test_multiply_accumulates_are_those_of_the_formulas(data):
    conv, shape = data.draw(convolutions(Conv2d, 2))
    macs = conv2d_macs(shape, conv.out_channels, conv.kernel_size, conv.stride, conv.padding, conv.dilation, conv.groups)
    assert_agrees(conv.macs((shape,), conv.output_shape(shape)), macs, oracle="conv2d_macs", function="complexity.Conv2d")
    assert conv.params == conv2d_params(conv.in_channels, conv.out_channels, conv.kernel_size, conv.groups, conv.bias)
    up, shape = data.draw(convolutions(ConvTranspose2d, 2))
    assert_agrees(up.macs((shape,), up.output_shape(shape)), conv_transpose2d_macs(shape, up.out_channels, up.kernel_size, up.groups),
                  oracle="conv_transpose2d_macs", function="complexity.ConvTranspose2d")


@given(I=SIZES, O=SIZES, T=SIZES, bias=st.booleans())
def test_linear_layers(torch, I, O, T, bias):
    layer = Linear(I, O, bias)
    module = torch.nn.Linear(I, O, bias).to("meta")
    assert layer.output_shape((T, I)) == tuple(module(torch.zeros(1, T, I, device="meta")).shape[1:])
    assert layer.params == sum(p.numel() for p in module.parameters())
    assert_agrees(layer.macs(((T, I),), (T, O)), linear_macs(I, O, T), oracle="linear_macs", function="complexity.Linear")


@given(shape=cases.image_shapes(), k=st.integers(1, 4), d=st.integers(1, 3))
def test_same_padding_keeps_the_size_and_valid_pads_nothing(shape, k, d):
    assert Conv2d(shape[0], 5, k, padding="same", dilation=d).output_shape(shape) == (5, *shape[1:])
    assert Conv2d(shape[0], 5, k, padding="valid").output_shape(shape) == (5, shape[1] - k + 1, shape[2] - k + 1)


def test_one_place_may_be_left_of_a_transposed_convolution():
    assert ConvTranspose2d(3, 4, 1, padding=4).output_shape((3, 9, 9)) == (4, 1, 1)


def test_positional_arguments_are_in_torchs_order():
    assert vars(Conv2d(2, 4, 3, 5, 1, 6, 2, False)) == {
        "in_channels": 2, "out_channels": 4, "kernel_size": 3, "stride": 5, "padding": 1, "dilation": 6, "groups": 2, "bias": False}
    assert vars(ConvTranspose2d(2, 4, 3, 5, 1, 4, 2, False, 6)) == {
        "in_channels": 2, "out_channels": 4, "kernel_size": 3, "stride": 5, "padding": 1, "output_padding": 4, "groups": 2,
        "bias": False, "dilation": 6}


@pytest.mark.parametrize("make, says", [
    (lambda: Conv2d(3, 4, 3, groups=2), "groups must divide in_channels and out_channels, got 2, 3 and 4"),
    (lambda: Conv2d(0, 4, 3), "in_channels must be a whole number"),
    (lambda: Conv2d(3, 4, 3).output_shape((4, 9, 9)), r"x must be \(3, H, W\)"),
    (lambda: Conv1d(3, 4, 3).output_shape((4, 9)), r"x must be \(3, W\)"),
    (lambda: Conv3d(3, 4, 3).output_shape((3, 9, 9)), r"x must be \(3, D, H, W\)"),
    (lambda: Linear(0, 4), "in_features must be a whole number"), (lambda: Linear(3, 2.5), "out_features must be"),
    (lambda: Conv2d(3, 4, 0), "kernel_size must be a whole number, or 2, of at least 1"),
    (lambda: Conv2d(3, 4, 3, padding="some").output_shape((3, 9, 9)), "padding must be"),
    (lambda: Conv2d(3, 4, 3, stride=2, padding="same").output_shape((3, 9, 9)), 'padding="same" needs stride 1, got stride 2'),
    (lambda: Conv2d(3, 4, 11).output_shape((3, 9, 9)), "the kernel spans 11, more than the 9"),
    (lambda: ConvTranspose2d(3, 4, 3, padding=-1).output_shape((3, 9, 9)), "^padding must be"),
    (lambda: ConvTranspose2d(3, 4, 3, output_padding=-1).output_shape((3, 9, 9)), "^output_padding must be"),
    (lambda: ConvTranspose2d(3, 4, 3, output_padding=1), r"output_padding must be below stride or dilation, got \(1, 1\)"),
    (lambda: ConvTranspose2d(3, 4, 3, (1, 2), output_padding=1), "output_padding must be below stride or dilation"),
    (lambda: Conv2d(3, 4, 3, stride=0), "^stride must be"), (lambda: Conv2d(3, 4, 3, dilation=(1, 0)), "^dilation must be"),
    (lambda: Conv2d(3, 4, 3, padding=(1,)), "^padding must be"), (lambda: Conv2d(3, 4, True), "^kernel_size must be"),
    (lambda: ConvTranspose2d(3, 4, 1, padding=5).output_shape((3, 9, 9)), r"nothing is left of the output, \(-1, -1\)"),
    (lambda: Linear(3, 4).output_shape((4,)), r"x must be \(…, 3\)"),
    (lambda: Linear(3, 4).output_shape(()), r"x must be \(…, 3\)")])
def test_what_does_not_fit_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()
