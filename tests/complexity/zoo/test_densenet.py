"""DenseNet, against torchvision's recorded numbers."""
from itertools import pairwise

import pytest

from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.densenet import densenet121, densenet161, densenet169, densenet201
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [densenet121, densenet161, densenet169, densenet201]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_59_of_121_norms_follow_a_convolution_and_can_be_folded():
    parts = trace(densenet121(), (3, 224, 224)).operations()
    behind = [(norm.name, before.kind) for before, norm in pairwise(parts) if norm.kind == "BatchNorm2d"]
    folded = [name for name, kind in behind if kind == "Conv2d"]
    assert (len(behind), len(folded)) == (121, 59)
    assert all(name.endswith((".norm0", ".norm2")) for name in folded)
