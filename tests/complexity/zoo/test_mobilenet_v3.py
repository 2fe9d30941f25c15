"""MobileNet v3, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.zoo.mobilenet_v3 import mobilenet_v3_large, mobilenet_v3_small
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [mobilenet_v3_small, mobilenet_v3_large]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)
