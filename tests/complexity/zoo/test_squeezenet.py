"""SqueezeNet, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.zoo.squeezenet import squeezenet1_0, squeezenet1_1
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [squeezenet1_0, squeezenet1_1]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)
