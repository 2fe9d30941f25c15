"""RegNetY, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.zoo.regnet_y import (regnet_y_1_6gf, regnet_y_3_2gf, regnet_y_8gf, regnet_y_16gf,
                                             regnet_y_32gf, regnet_y_128gf, regnet_y_400mf, regnet_y_800mf)
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [regnet_y_400mf, regnet_y_800mf, regnet_y_1_6gf, regnet_y_3_2gf, regnet_y_8gf, regnet_y_16gf, regnet_y_32gf, regnet_y_128gf]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)
