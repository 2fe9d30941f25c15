"""Counters in functions' places: what one-layer networks do not show."""
import pytest

from refimpl.complexity import layers as nn
from refimpl.complexity.conventions import count

X = (4, 6, 5)


def test_functions_are_seen_as_modules_are():
    for name in ("calflops", "deepspeed"):
        for layer in (nn.ReLU(), nn.SiLU(), nn.Softmax(), nn.MaxPool2d(2), nn.Conv2d(4, 8, 3), nn.LayerNorm(5)):
            assert count(nn.Functional(layer), X, name) == count(layer, X, name) > 0


def test_relu6_is_seen_as_a_function_only():
    for name in ("calflops", "deepspeed"):
        assert (count(nn.ReLU6(), X, name), count(nn.Functional(nn.ReLU6()), X, name)) == (0, 120)
    assert (count(nn.ReLU6(), X, "ptflops"), count(nn.Functional(nn.ReLU6()), X, "ptflops")) == (120, 120)


@pytest.mark.parametrize("layer, calflops, deepspeed", [
    (nn.Upsample(scale_factor=(2, 3)), 120, 720), (nn.Upsample(size=7), 7, 7), (nn.Upsample(size=(7, 8)), 56, 56),
    (nn.ConvTranspose2d(4, 8, 2, 2, groups=2), 2 * 4 * 4 * (4 // 2) * 30 + 4 * 3 * 2, 2 * 120 * 4 * 4 + 8 * 120),
    (nn.ConvTranspose2d(4, 8, 3, 2, padding=1, dilation=2, bias=False), 2 * 9 * 4 * 8 * 30, 2 * 9 * 4 * 8 * 30),
    (nn.ConvTranspose2d(4, 8, 3, 2, padding=1, dilation=2), 2 * 9 * 4 * 8 * 30 + 8 * 2 * 2, 2 * 9 * 4 * 8 * 30 + 8 * 13 * 11)])
def test_calflops_and_deepspeed_differ_in_these(layer, calflops, deepspeed):
    assert (count(layer, X, "calflops"), count(layer, X, "deepspeed")) == (calflops, deepspeed)


def test_which_function_a_module_of_torch_calls(torch, monkeypatch):
    called = []
    for name in ("relu", "relu6", "hardtanh"):
        monkeypatch.setattr(torch.nn.functional, name, lambda x, *args, name=name, **kwargs: called.append(name))
    torch.nn.ReLU()(torch.zeros(2))
    torch.nn.ReLU6()(torch.zeros(2))
    assert called == ["relu", "hardtanh"]


def test_a_depthwise_transposed_convolution_has_no_products_left_in_calflops():
    layer = nn.ConvTranspose2d(4, 4, 2, 2, groups=4, bias=False)
    assert (count(layer, X, "calflops"), count(layer, X, "deepspeed")) == (0, 2 * 4 * 4 * 30)
