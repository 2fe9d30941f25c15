"""AlexNet, against torchvision's recorded numbers."""
import pytest

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
