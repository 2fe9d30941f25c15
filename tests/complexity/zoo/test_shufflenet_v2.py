"""ShuffleNet v2, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.zoo.shufflenet_v2 import (Half, shufflenet_v2_x0_5, shufflenet_v2_x1_0, shufflenet_v2_x1_5,
                                                  shufflenet_v2_x2_0)
from tests.complexity.networks import table
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [shufflenet_v2_x0_5, shufflenet_v2_x1_0, shufflenet_v2_x1_5, shufflenet_v2_x2_0]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_a_half_is_a_view_of_half_of_the_channels():
    assert Half(True).output_shape((6, 5, 4)) == Half(False).output_shape((6, 5, 4)) == (3, 5, 4)


@pytest.mark.parametrize("build", BUILDERS)
def test_the_paper_prints_one_percent_more_than_there_is(build):
    [row] = [row for row in table("published.csv") if row["item"].startswith(f"ShuffleNetV2 {build.__name__[-4:]}")]
    macs = count(build(), (3, 224, 224)) / 1e6
    assert round(macs, 6) == float(row["exact_ops"])
    assert 1.005 < float(row["published_ops"]) / macs < 1.015
    assert round(build().params / 1e6, 1) == float(row["published_params"])
