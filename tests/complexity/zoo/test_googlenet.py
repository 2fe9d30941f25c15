"""GoogLeNet, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.zoo.googlenet import googlenet
from refimpl.complexity.zoo.inception import inception_v3
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [googlenet]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_heads_are_parameters_and_no_work():
    with_heads, without = googlenet(), googlenet(aux_logits=False)
    assert with_heads.params - without.params == 2 * (128 * 1024 + 2048 * 1024) + 1024 * 2 + 2 * 1025 * 1000 + 4 * 128 - (
        128 * 1024 * 2 - 128 * (512 + 528))
    assert count(with_heads, (3, 224, 224)) == count(without, (3, 224, 224))


@pytest.mark.parametrize("aux_logits", ["no", None, 2, 0.0])
def test_heads_are_there_or_not(aux_logits):
    with pytest.raises((ValueError, TypeError), match="aux_logits must be one of True, False"):
        googlenet(aux_logits)
    with pytest.raises((ValueError, TypeError), match="aux_logits must be one of True, False"):
        inception_v3(aux_logits)
