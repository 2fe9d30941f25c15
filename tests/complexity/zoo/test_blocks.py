"""The blocks of the zoo: what their rows do not show."""
import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import zoo as cases
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.blocks import conv_bn_relu, conv_norm_activation, make_divisible, squeeze_excitation
from tests.agreement import assert_agrees, assert_keeps


def test_parts_in_their_order():
    def kinds(model):
        return [(call.kind, call.form) for call in trace(model, (2, 9, 12)).rows()]
    assert kinds(conv_norm_activation(2, 3)) == [("Conv2d", "module"), ("BatchNorm2d", "module"), ("ReLU", "module")]
    assert kinds(conv_bn_relu(2, 3, 1)) == [("Conv2d", "module"), ("BatchNorm2d", "module"), ("ReLU", "function")]


def test_an_activation_can_be_left_out():
    assert len(conv_norm_activation(3, 4, activation=None).children()) == 2


@given(case=cases.squeeze_excitation())
def test_squeeze_and_excitation(case):
    C, S = case["C"], case["squeezed"]
    called = trace(squeeze_excitation(**case), (C, 5, 6))
    assert called.output == (C, 5, 6)
    assert_agrees([called.layer.params, called.macs], [2 * C * S + S + C, 2 * C * S], oracle="Hu et al. 2018, eq. 3", function=squeeze_excitation)
    assert [call.kind for call in called.rows()] == ["AdaptiveAvgPool2d", "Conv2d", "ReLU", "Conv2d", "Sigmoid", "Mul"]


@pytest.mark.parametrize("law", cases.LAWS["make_divisible"])
@given(case=cases.make_divisible())
def test_keeps_the_laws_of_channels(law, case):
    assert_keeps(law, make_divisible, case)


@pytest.mark.parametrize("width, channels", [(0.75, 24), (0.5, 16), (0.35, 16), (1.4, 48)])
def test_mobilenets_first_layer(width, channels):
    assert make_divisible(32 * width) == channels            # 11.2 → 8 were less than 90 %


def test_narrow_sizes_do_not_overflow():
    assert conv_norm_activation(np.uint8(100), np.uint8(200)).params == 100 * 200 * 9 + 400
    assert squeeze_excitation(np.uint8(200), np.uint8(50)).params == 2 * 200 * 50 + 250
    assert make_divisible(np.uint8(250), np.uint8(16)) == 256


@pytest.mark.parametrize("make, says", [
    (lambda: conv_norm_activation(0, 3), "^C must be"), (lambda: conv_norm_activation(3, 4, activation="ReLU"), "^activation must be a class of layers"),
    (lambda: conv_norm_activation(3, 4, norm=float), "^norm must be a class of layers"), (lambda: conv_norm_activation(3, 4, (3, 3)), "^kernel_size must be"),
    (lambda: conv_bn_relu(3, None, 1), "^O must be"), (lambda: squeeze_excitation(8, 2.5), "^squeezed must be"),
    (lambda: squeeze_excitation(8, 2, scale=None), "^scale must be a class of layers"), (lambda: make_divisible(float("nan")), "^channels must be"),
    (lambda: make_divisible(8, 0), "^divisor must be")])
def test_what_means_nothing_is_refused_by_name(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()
