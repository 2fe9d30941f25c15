"""ResNeXt and Wide ResNet, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.zoo.resnet import resnet50
from refimpl.complexity.zoo.resnext import (resnext50_32x4d, resnext101_32x8d, resnext101_64x4d, wide_resnet50_2,
                                            wide_resnet101_2)
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [resnext50_32x4d, resnext101_32x8d, resnext101_64x4d, wide_resnet50_2, wide_resnet101_2]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_groups_give_twice_the_channels_for_the_same_work():
    grouped, full = (count(model, (3, 224, 224)) for model in (resnext50_32x4d(), resnet50()))
    assert 1 < grouped / full < 1.04
