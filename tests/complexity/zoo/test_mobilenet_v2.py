"""MobileNet v2, against torchvision's recorded numbers."""
import re

import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.mobilenet_v2 import mobilenet_v2
from tests.complexity.networks import table
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [mobilenet_v2]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_published_mult_adds_are_rounded_down():
    rows = [row for row in table("published.csv") if row["item"].startswith("MobileNetV2")]
    assert len(rows) == 22
    for row in rows:
        width, size = map(float, re.search(r"MobileNetV2 ([\d.]+) @(\d+)", row["item"]).groups())
        model = mobilenet_v2(width)
        macs = count(model, (3, int(size), int(size)))
        assert macs == round(float(row["exact_ops"]) * 1e6)
        assert model.params == round(float(row["exact_params"]) * 1e6)
        assert int(macs / 1e6) == int(row["published_ops"])
        norms = sum(call.layer.params for call in trace(model, (3, 32, 32)).rows() if call.kind == "BatchNorm2d")
        assert abs((model.params - norms) / 1e6 - float(row["published_params"])) < 0.01


@pytest.mark.parametrize("width", [0, -1, float("nan"), float("inf"), True, "1.0", None, (1, 2), 1e300])
def test_a_width_of_no_channels_is_refused(width):
    with pytest.raises((ValueError, TypeError), match="width must be a finite number"):
        mobilenet_v2(width)


def test_the_papers_parameters_are_those_without_batch_norms():
    norms = sum(call.layer.params for call in trace(mobilenet_v2(), (3, 224, 224)).rows() if call.kind == "BatchNorm2d")
    assert mobilenet_v2().params - norms == 3_470_760
