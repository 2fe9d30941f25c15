"""Inception v3, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.zoo.inception import inception_v3
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [inception_v3]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)
