"""MobileNet v3, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.conventions import conventions, count_terms
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.mobilenet_v3 import mobilenet_v3_large, mobilenet_v3_small
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [mobilenet_v3_small, mobilenet_v3_large]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


@pytest.mark.parametrize("build, macs, params", [(mobilenet_v3_large, 1, 46), (mobilenet_v3_small, 3, 64)])
def test_the_last_layers_have_the_parameters_and_little_of_the_work(build, macs, params):
    called = trace(build(), (3, 224, 224))
    last = [call for call in called.rows() if call.name.startswith("classifier")]
    assert round(100 * sum(call.macs for call in last) / called.macs) == macs
    assert round(100 * sum(call.layer.params for call in last) / build().params) == params


def test_one_tool_sees_hardswish_and_one_the_product():
    seen = {kind: {name for name in conventions() for term in count_terms(trace(mobilenet_v3_large(), (3, 64, 64)), name) if term.call.kind == kind and term.value}
            for kind in ("Hardswish", "Mul")}
    assert seen == {"Hardswish": {"flopth"}, "Mul": {"torchprofile"}}
