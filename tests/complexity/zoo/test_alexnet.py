"""AlexNet, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity import layers as nn
from refimpl.complexity.conventions import count
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.alexnet import alexnet
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [alexnet]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_linear_layers_hold_the_parameters_and_convolutions_the_work():
    linear = [call for call in trace(alexnet(), (3, 224, 224)).rows() if call.kind == "Linear"]
    assert round(100 * sum(call.layer.params for call in linear) / alexnet().params) == 96
    assert round(100 * sum(call.macs for call in linear) / count(alexnet(), (3, 224, 224))) == 8


def test_63_pixels_are_the_least():
    assert alexnet().output_shape((3, 63, 63)) == (1000,)
    with pytest.raises(ValueError, match="a MaxPool2d, cannot take"):
        trace(alexnet(), (3, 62, 62))


def test_the_network_of_2012_in_two_halves_had_fewer_parameters():
    halves = nn.Sequential(nn.Conv2d(3, 96, 11), nn.Conv2d(96, 256, 5, groups=2), nn.Conv2d(256, 384, 3), nn.Conv2d(384, 384, 3, groups=2),
                           nn.Conv2d(384, 256, 3, groups=2), nn.Linear(256 * 6 * 6, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000))
    assert halves.params == 60_965_224 < alexnet().params


def test_the_linear_layers_read_6_by_6_places():
    assert [call.output for call in trace(alexnet(), (3, 224, 224)).rows() if call.kind == "AdaptiveAvgPool2d"] == [(256, 6, 6)]
