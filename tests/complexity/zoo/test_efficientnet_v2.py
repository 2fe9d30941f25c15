"""EfficientNet v2, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.zoo.efficientnet_v2 import efficientnet_v2_l, efficientnet_v2_m, efficientnet_v2_s
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [efficientnet_v2_s, efficientnet_v2_m, efficientnet_v2_l]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


@pytest.mark.parametrize("build", BUILDERS)
def test_any_image_will_do(build):
    assert build().output_shape((3, 1, 1)) == (1000,)
