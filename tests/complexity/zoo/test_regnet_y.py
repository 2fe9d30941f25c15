"""RegNetY, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.regnet_y import (regnet_y_1_6gf, regnet_y_3_2gf, regnet_y_8gf, regnet_y_16gf,
                                             regnet_y_32gf, regnet_y_128gf, regnet_y_400mf, regnet_y_800mf)
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [regnet_y_400mf, regnet_y_800mf, regnet_y_1_6gf, regnet_y_3_2gf, regnet_y_8gf, regnet_y_16gf, regnet_y_32gf, regnet_y_128gf]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


@pytest.mark.parametrize("build", BUILDERS)
def test_gates_have_a_tenth_of_the_parameters_and_next_to_none_of_the_work(build):
    called = trace(build(), (3, 224, 224))
    gates = [call for call in called.operations() if ".se." in call.name]
    assert sum(call.layer.own_params for call in gates) > 0.1 * build().params
    assert sum(call.macs for call in gates) < 0.002 * called.macs
