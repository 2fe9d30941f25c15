import numpy as np
import pytest

from refimpl.complexity.counting import Operations
from refimpl.complexity.flops import attention_macs, flops, linear_macs
from refimpl.complexity.params import embedding_params, linear_params, norm_params
from refimpl.complexity.transformer import (mlp, mlp_operations, transformer_block, transformer_block_operations,
                                            transformer_block_params, transformer_macs, transformer_params)


def block_weights(D, M):
    """Return the weights of a block: norms, attention, mlp."""
    one = np.ones(D)
    return (((one, one), (one, one)), (np.full((D, D), 0.1),) * 4, (one,) * 4, (np.full((M, D), 0.1), np.ones((D, M))),
            (np.ones(M), one))


GPT2 = {"gpt2": (12, 768, 12), "gpt2-medium": (24, 1024, 16), "gpt2-large": (36, 1280, 20), "gpt2-xl": (48, 1600, 25)}


def test_gpt2_as_published():
    """nanoGPT's figures, to the last one: 124,337,664 without biases, and FLOPs at 1024 tokens."""
    layers, dim, heads = GPT2["gpt2"]
    sizes = {"layers": layers, "dim": dim, "heads": heads, "mlp_dim": 4 * dim, "vocabulary": 50257}
    assert transformer_params(**sizes, positions=1024) == 124_439_808
    assert transformer_params(**sizes, positions=1024, bias=False) == 124_337_664
    forward = flops(transformer_macs(1024, **sizes))
    assert (forward, 3 * forward) == (291_648_307_200, 874_944_921_600)
    attention = 2 * attention_macs(1024, dim, heads)
    assert attention - 2 * 1024 * 4 * dim * dim == 2 * 2 * 1024 * 1024 * dim                     # scores and what they weigh
    assert 2 * linear_macs(dim, 50257, 1024) == 79_047_426_048


def test_gpt3_bert_and_llama_as_published():
    assert transformer_params(96, 12288, 96, 4 * 12288, 50257, positions=2048) == 174_604_259_328
    bert = 12 * transformer_block_params(768, 12, 3072) + embedding_params(30522 + 512 + 2, 768) + norm_params(768)
    assert bert + linear_params(768, 768) == 109_482_240             # words, positions, two segments; the pooler
    llama = {(4096, 32, 32, 11008): 6_738_415_616, (5120, 40, 40, 13824): 13_015_864_320,
             (6656, 60, 52, 17920): 32_528_943_616, (8192, 80, 64, 22016): 65_285_660_672}
    for (dim, layers, heads, mlp_dim), expected in llama.items():
        assert transformer_params(layers, dim, heads, mlp_dim, 32000, bias=False, gated=True, tied=False) == expected
    assert transformer_params(80, 8192, 64, 28672, 32000, kv_heads=8, bias=False, gated=True, tied=False) == 68_976_648_192


def test_worked_examples():
    """gelu(20) = 20 and gelu(−10) = 0 to all digits.  One token, D = 2, M = 3: 2·6 products and 6 for each GELU."""
    x, weights = np.array([[10.0]]), (np.array([[2.0], [-1.0]]), np.array([[1.0, 5.0]]))
    assert mlp(x, weights, (np.zeros(2), np.array([7.0]))).round(12).tolist() == [[27.0]]
    assert mlp_operations(1, 2, 3) == Operations(12 + 18, 12 + 6, functions=3)
    assert transformer_macs(1, 1, 2, 1, 3, vocabulary=5) == 4 * 4 + 2 * 2 + 2 * 6 + 10
    assert transformer_macs(1, 1, 2, 1, 3, vocabulary=5, gated=True) == 4 * 4 + 2 * 2 + 3 * 6 + 10
    assert transformer_params(1, 2, 1, 3, vocabulary=5) == 4 * 6 + (9 + 8) + 2 * 4 + 10 + 4


@pytest.mark.parametrize("function, arguments, says", [
    (transformer_block_params, (8, 3, 4), "heads must divide dim"),
    (transformer_block_params, (8, 2, 0), "mlp_dim .* got 0"),
    (transformer_params, (0, 8, 2, 4, 10), "layers .* got 0"),
    (transformer_params, (1, 8, 2, 4, 0), "got 0"),
    (transformer_params, (1, 8, 2, 4, 10, -1), "positions must be a whole number at least 0, got -1"),
    (transformer_macs, (0, 1, 8, 2, 4, 10), "tokens .* got 0"),
    (transformer_macs, (4, 0, 8, 2, 4, 10), "layers .* got 0"),
    (mlp_operations, (0, 8, 4), "tokens .* got 0"),
    (transformer_block_operations, (4, 8, 3, 4), "heads must divide dim"),
])
def test_bad_input_is_named(function, arguments, says):
    with pytest.raises(ValueError, match=says):
        function(*arguments)


@pytest.mark.parametrize("change, says", [
    ({"attention_weights": (np.ones((2, 3)),) * 4}, "attention_weights must have the shapes"),
    ({"attention_weights": (np.ones((3, 3)),) * 4}, r"attention_weights for k must be \(D', D\)"),
    ({"attention_biases": (np.ones(1),) * 4}, "attention_biases must have the shapes"),
    ({"attention_biases": None}, "attention_biases must be a list or tuple of 4 parts"),
    ({"mlp_weights": (np.ones((3, 2)),) * 2}, "mlp_weights must have the shapes"),
    ({"mlp_biases": (np.ones(2),) * 2}, "mlp_biases must have the shapes"),
    ({"norms": ((np.ones(2), np.ones(1)),) * 2}, "norms must have the shapes"),
    ({"norms": (np.ones(2),)}, "norms must be a list or tuple of 2 parts"),
    ({"x": np.ones(2)}, r"x must be \(T, D\)"), ({"heads": 3}, "heads must divide dim")])
def test_a_block_names_what_does_not_fit(change, says):
    norms, weights, biases, mlp_weights, mlp_biases = block_weights(2, 3)
    case = {"x": np.ones((4, 2)), "norms": norms, "attention_weights": weights, "attention_biases": biases,
            "mlp_weights": mlp_weights, "mlp_biases": mlp_biases, "heads": 1}
    assert transformer_block(**case).shape == (4, 2)
    with pytest.raises((TypeError, ValueError), match=says):
        transformer_block(**{**case, **change})


def test_float16_is_finite_where_the_answer_is():
    """In the middle 300·300 = 90000, and a 600th of it comes out: gelu passes it on."""
    x, w_1, w_2, zero = (np.full((1, 1), v, np.float16) for v in (300, 300, 1 / 512, 0))
    y = mlp(x, (w_1, w_2), (zero[0], zero[0]))
    assert y.dtype == np.float16 and y.item() == np.float16(90000 / 512)


def test_small_integers_of_numpy_do_not_overflow():
    sizes = [np.int32(n) for n in (96, 12288, 96, 4 * 12288, 50257)]
    assert transformer_params(*sizes, positions=np.int32(2048)) == 174_604_259_328
    assert transformer_macs(np.int32(2048), *sizes) == transformer_macs(2048, 96, 12288, 96, 4 * 12288, 50257) > 2**48
    block = [np.int32(n) for n in (2048, 12288, 96, 4 * 12288)]
    assert transformer_block_operations(*block) == transformer_block_operations(2048, 12288, 96, 4 * 12288)
    assert mlp_operations(block[0], block[1], block[3]) == mlp_operations(2048, 12288, 4 * 12288)
