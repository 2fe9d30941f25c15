"""Counters of operators: what one-layer networks do not show."""
import pytest

from refimpl.complexity import layers as nn
from refimpl.complexity.conventions import count

X = (4, 6, 5)


@pytest.mark.parametrize("mode, fvcore, torchprofile", [("nearest", 480, 0), ("bilinear", 4 * 480, 4 * 480), ("bicubic", 0, 0)])
def test_upsampling(mode, fvcore, torchprofile):
    layer = nn.Upsample(scale_factor=2, mode=mode)
    assert (count(layer, X, "fvcore"), count(layer, X, "torchprofile")) == (fvcore, torchprofile)


@pytest.mark.parametrize("O, groups, products", [(8, 1, 4), (4, 1, 4), (4, 4, 1), (4, 2, 2), (8, 2, 4)])
def test_torchprofile_looks_for_the_channels_of_a_transposed_convolution(O, groups, products):
    layer = nn.ConvTranspose2d(4, O, 2, 2, groups=groups)
    assert count(layer, X, "torchprofile") == O * 12 * 10 * products * 4


@pytest.mark.parametrize("name", ["macs", "flops", "torch_flop_counter", "ptflops_aten", "fvcore", "torchprofile", "notes", "bn_folded"])
def test_how_a_program_is_written_does_not_matter(name):
    for layer in (nn.Conv2d(4, 8, 3), nn.BatchNorm2d(4), nn.AdaptiveAvgPool2d(2), nn.Linear(5, 3)):
        assert count(nn.Functional(layer), X, name) == count(layer, X, name)
