"""DenseNet, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.zoo.densenet import densenet121, densenet161, densenet169, densenet201
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [densenet121, densenet161, densenet169, densenet201]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)
