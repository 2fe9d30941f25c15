"""VGG, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.vgg import vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_quoted_numbers_leave_the_linear_layers_out_for_vgg16_and_not_for_vgg19():
    convolutions = sum(call.macs for call in trace(vgg16(), (3, 224, 224)).rows() if call.kind == "Conv2d")
    assert round(convolutions / 1e9, 3) == 15.347                            # "15.3"
    assert round(trace(vgg19(), (3, 224, 224)).macs / 1e9, 3) == 19.632      # "19.6"
