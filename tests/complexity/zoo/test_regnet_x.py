"""RegNetX, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.zoo.regnet_x import (regnet_x_1_6gf, regnet_x_3_2gf, regnet_x_8gf, regnet_x_16gf,
                                             regnet_x_32gf, regnet_x_400mf, regnet_x_800mf)
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [regnet_x_400mf, regnet_x_800mf, regnet_x_1_6gf, regnet_x_3_2gf, regnet_x_8gf, regnet_x_16gf, regnet_x_32gf]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)
