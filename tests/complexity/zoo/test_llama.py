"""LLaMA, against published counts and the formulas of the chapter."""
import pytest

from refimpl.complexity.flops import attention_macs
from refimpl.complexity.params import attention_params
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.llama import llama2_70b, llama_7b, llama_13b, llama_30b, llama_65b
from tests.agreement import assert_agrees
from tests.complexity.networks import traced

SIZES = {llama_7b: (32, 32, 32, 4096, 11008, 6_738_415_616), llama_13b: (40, 40, 40, 5120, 13824, 13_015_864_320),
         llama_30b: (60, 52, 52, 6656, 17920, 32_528_943_616), llama_65b: (80, 64, 64, 8192, 22016, 65_285_660_672),
         llama2_70b: (80, 64, 8, 8192, 28672, 68_976_648_192)}
BUILDERS = [llama_7b, llama_13b, llama_30b, llama_65b, llama2_70b]


def assert_recorded(build):
    """Fail unless parameters are the published ones, and those and the MACs of the formulas."""
    layers, heads, kv_heads, D, hidden, published = SIZES[build]
    T, called = 100, traced(build, (100,))
    params = layers * (attention_params(D, heads, kv_heads, bias=False) + 3 * D * hidden + 2 * D) + D + 2 * 32000 * D
    macs = layers * (attention_macs(T, D, heads, kv_heads) + 3 * T * D * hidden) + T * D * 32000
    assert params == published
    assert_agrees([called.layer.params, called.macs], [params, macs], oracle="attention_params, attention_macs", function=build)


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs(build):
    assert_recorded(build)


@pytest.mark.parametrize("build", BUILDERS)
def test_the_gated_mlp_is_as_large_as_an_ungated_one(build):
    _, _, kv_heads, D, hidden, _ = SIZES[build]
    eighths = 8 * D / 3 * (1.3 if kv_heads == 8 else 1)                      # Llama 2 70B makes up for its shared heads
    assert hidden % 256 == 0 and eighths <= hidden < eighths + (4096 if kv_heads == 8 else 256)


def test_a_block_as_the_paper_draws_it():
    kinds = [call.kind for call in trace(llama_7b(), (3,)).operations()]
    block = ["RMSNorm", "Linear", "Linear", "Linear", "ScaledDotProductAttention", "Linear", "Add", "RMSNorm", "Linear", "SiLU",
             "Linear", "Mul", "Linear", "Add"]
    assert kinds == ["Embedding", *block * 32, "RMSNorm", "Linear"]


def test_hidden_widths():
    for build in BUILDERS:
        _, _, _, D, hidden, _ = SIZES[build]
        assert hidden == (7 * D // 2 if build is llama2_70b else -(-8 * D // (3 * 256)) * 256)
