"""MNASNet, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.zoo.mnasnet import mnasnet0_5, mnasnet0_75, mnasnet1_0, mnasnet1_3
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [mnasnet0_5, mnasnet0_75, mnasnet1_0, mnasnet1_3]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)
