"""Swin v2, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.zoo.swin_v2 import swin_v2_b, swin_v2_s, swin_v2_t
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [swin_v2_t, swin_v2_s, swin_v2_b]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)
