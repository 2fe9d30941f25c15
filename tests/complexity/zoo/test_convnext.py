"""ConvNeXt, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.layers import Sequential
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.convnext import LayerNorm2d, convnext_base, convnext_large, convnext_small, convnext_tiny
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [convnext_tiny, convnext_small, convnext_base, convnext_large]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_a_norm_of_channels_first_is_one_line_and_one_function():
    called = trace(Sequential(norm=LayerNorm2d(4)), (4, 5, 6))
    assert [(row.kind, row.layer.params, row.output) for row in called.rows()] == [("LayerNorm2d", 8, (4, 5, 6))]
    assert [(part.kind, part.form, part.inputs) for part in called.operations()] == [("LayerNorm", "function", ((5, 6, 4),))]


def test_which_hooks_know_the_norm_of_channels_first():
    model, shape = Sequential(norm=LayerNorm2d(4)), (4, 5, 6)
    assert [count(model, shape, name) for name in ("thop", "ptflops_modules", "flopth")] == [0, 0, 120]
