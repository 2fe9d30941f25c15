"""MaxViT, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.layers import Sequential
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.maxvit import Partition, maxvit_t
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [maxvit_t]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_an_image_that_groups_do_not_divide_is_refused():
    with pytest.raises(ValueError, match="image_size must be a multiple of 224, got 256"):
        maxvit_t(256)
    with pytest.raises(ValueError, match="built for images of 224 × 224"):
        trace(maxvit_t(), (3, 448, 448))
    with pytest.raises(ValueError, match=r"8 × 7 places cannot be cut into groups of 7 × 7"):
        Partition(Sequential()).output_shape((3, 8, 7))
    assert maxvit_t(448).output_shape((3, 448, 448)) == (1000,)
