"""SqueezeNet, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.squeezenet import squeezenet1_0, squeezenet1_1
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [squeezenet1_0, squeezenet1_1]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_the_versions_differ_in_the_stem_the_first_squeeze_and_the_work():
    first, second = (trace(build(), (3, 224, 224)) for build in BUILDERS)
    params = [[call.layer.params for call in called.rows() if call.layer.params] for called in (first, second)]
    assert params[0][2:] == params[1][2:] and params[0][:2] != params[1][:2]
    assert round(first.macs / second.macs, 1) == 2.3


@pytest.mark.parametrize("build, least", [(squeezenet1_0, 21), (squeezenet1_1, 17)])
def test_the_smallest_image(build, least):
    assert build().output_shape((3, least, least)) == (1000,)
    with pytest.raises(ValueError, match="cannot take"):
        trace(build(), (3, least - 1, least - 1))
