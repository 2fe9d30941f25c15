"""GPT-2, against published counts and the formulas of the chapter."""
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.layer import named_layers
from refimpl.complexity.tracing import trace
from refimpl.complexity.transformer import transformer_macs, transformer_params
from refimpl.complexity.zoo.gpt2 import gpt2, gpt2_large, gpt2_medium, gpt2_xl
from tests.agreement import assert_agrees
from tests.complexity.networks import traced

SIZES = {gpt2: (12, 768, 12, 124_439_808), gpt2_medium: (24, 1024, 16, 354_823_168), gpt2_large: (36, 1280, 20, 774_030_080),
         gpt2_xl: (48, 1600, 25, 1_557_611_200)}


def assert_recorded(build):
    """Fail unless parameters are the published ones, and those and the MACs of the formulas."""
    layers, D, heads, params = SIZES[build]
    called = traced(build, (1024,))
    assert called.layer.params == params
    assert_agrees([called.layer.params, called.macs],
                  [transformer_params(layers, D, heads, 4 * D, 50257, positions=1024),
                   transformer_macs(1024, layers, D, heads, 4 * D, 50257)],
                  oracle="transformer_params, transformer_macs", function=build)


BUILDERS = [gpt2, gpt2_medium, gpt2_large, gpt2_xl]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs(build):
    assert_recorded(build)


def test_nanogpts_forward_flops():
    assert count(gpt2(), (1024,), "flops") == 291_648_307_200


def test_a_text_longer_than_the_positions_is_refused():
    with pytest.raises(ValueError, match="1025 tokens are more than the 1024 positions"):
        trace(gpt2(), (1025,))
    assert gpt2().output_shape((3,)) == (3, 50257)


def test_a_block_as_the_paper_draws_it():
    kinds = [call.kind for call in trace(gpt2(), (3,)).operations()]
    block = ["LayerNorm", "Linear", "Linear", "Linear", "ScaledDotProductAttention", "Linear", "Add", "LayerNorm", "Linear", "GELU",
             "Linear", "Add"]
    assert kinds == ["Embedding", "Add", *block * 12, "LayerNorm", "Matmul"]
    last = trace(gpt2(), (3,)).operations()[-1]
    assert (last.form, last.inputs) == ("function", ((3, 768), (768, 50257)))


def test_a_blocks_parameters_are_12_d_squared_and_13_d():
    D = 768
    assert sum(layer.own_params for name, layer in named_layers(gpt2()).values() if name.startswith("h.0.")) == 12 * D * D + 13 * D
