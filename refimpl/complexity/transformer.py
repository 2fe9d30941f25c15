"""Transformer (Transformer 网络): blocks of attention and a two-layer network, and what a whole language model costs.

    x ← x + attention(norm(x)),    x ← x + mlp(norm(x)),    mlp(x) = gelu(x·W_1ᵀ + b_1)·W_2ᵀ + b_2

    parameters   L·(2·D·D + 2·D·D' + 2·D·M)  +  V·D,  norms and biases besides;    GPT: D' = D, M = 4·D: 12·L·D²  +  V·D
    MACs         T·L·(2·D·D + 2·D·D' + 2·D·M)  +  2·L·T·T·D  +  T·V·D

L blocks, T tokens (词元) of D features, M in the middle of the network, a vocabulary of V.  So a token costs a MAC for
each weight it passes through, the rule behind "6·N·D" (refimpl.complexity.hardware), and 2·L·T·D more for attention,
which that rule forgets.  The last product, by the V·D of the embedding used again (tied, 权重共享), is work without
parameters of its own; the look-up at the beginning is parameters without work.

Shapes   x (T, D)   weights (M, D) and (D, M);    whole numbers  →  a whole number
Cost     see above
Source   Vaswani et al. 2017, "Attention is all you need", §3; Radford et al. 2019 (norms first); Touvron et al. 2023,
         "LLaMA", §2.2 (gated, RMS norm); Karpathy's nanoGPT, transformer_sizing (its figures)
Checked  the operations executed, counted; torch.nn.TransformerEncoderLayer; GPT-2, GPT-3, BERT and LLaMA as published
Beware   A gated network (门控, SwiGLU) has three matrices, silu(x·W_1ᵀ)·(x·W_3ᵀ) in the middle.  Without biases the
         norms have none either: nanoGPT's layer norm, LLaMA's RMS norm.  What is called N, the size of a model, is with
         the embeddings in one paper and without them in another.
"""
import numpy as np

from refimpl.arguments import as_array, as_choice, as_list, whole_numbers
from refimpl.complexity.activations import _wide, elementwise_operations, gelu
from refimpl.complexity.attention import _projections, _shaped, attention, attention_operations
from refimpl.complexity.counting import Operations
from refimpl.complexity.flops import attention_macs, linear_macs
from refimpl.complexity.linear import linear, linear_operations
from refimpl.complexity.normalization import layer_norm, layer_norm_operations
from refimpl.complexity.params import attention_params, embedding_params, linear_params, norm_params

__all__ = ["mlp", "mlp_operations", "transformer_block", "transformer_block_operations", "transformer_block_params",
           "transformer_macs", "transformer_params"]


def mlp(x: np.ndarray, weights: tuple, biases: tuple) -> np.ndarray:
    """Return gelu(x·W_1ᵀ + b_1)·W_2ᵀ + b_2 for x (T, D), weights (M, D) and (D, M).

    >>> mlp(np.array([[8.0]]), (np.array([[2.0], [-1.0]]), np.array([[1.0, 1.0]])), (np.zeros(2), np.ones(1))).tolist()
    [[17.0]]
    """
    x = as_array("(T, D)", "float", x=x)
    w_1, w_2, b_1, b_2 = arrays = _two_layers(x.shape[1], weights=weights, biases=biases)
    y = linear(gelu(linear(_wide(x), w_1, b_1)), w_2, b_2)
    return y.astype(np.result_type(x, *arrays), copy=False)


def _two_layers(D: int, **named: object) -> list:
    """Return the weights (M, D) and (D, M) and the biases (M,) and (D,) as arrays."""
    [(name, weights), (other, biases)] = named.items()
    M = len(as_array("(M, D)", **{name: as_list(2, **{name: weights})[0]}))
    return _shaped([(M, D), (D, M)], **{name: weights}) + _shaped([(M,), (D,)], **{other: biases})


@np.errstate(over="ignore", invalid="ignore")
def transformer_block(x: np.ndarray, norms: tuple, attention_weights: tuple, attention_biases: tuple,
                      mlp_weights: tuple, mlp_biases: tuple, heads: int) -> np.ndarray:
    """Return x (T, D) after a block; norms are the (weight, bias) before attention and those before the mlp.

    >>> zero, norm = np.zeros((2, 2)), (np.ones(2), np.zeros(2))
    >>> x = np.array([[3.0, 5.0]])
    >>> transformer_block(x, (norm, norm), (zero,) * 4, (zero[0],) * 4, (zero, zero), (zero[0],) * 2, heads=1).tolist()
    [[3.0, 5.0]]
    """
    x = as_array("(T, D)", "float", empty=False, x=x)
    D, [heads] = x.shape[1], whole_numbers(heads=heads)
    before, between = (_shaped([(D,), (D,)], norms=pair) for pair in as_list(2, norms=norms))
    _, weights, biases = _projections(D, heads, attention_weights=attention_weights,
                                      attention_biases=as_list(4, attention_biases=attention_biases))
    w_1, w_2, b_1, b_2 = layers = _two_layers(D, mlp_weights=mlp_weights, mlp_biases=mlp_biases)
    dtype, x = np.result_type(x, *before, *between, *weights, *biases, *layers), _wide(x)
    x = x + attention(layer_norm(x, *before), weights, biases, heads)
    x = x + mlp(layer_norm(x, *between), (w_1, w_2), (b_1, b_2))
    return x.astype(dtype, copy=False)


def transformer_block_params(dim: int, heads: int, mlp_dim: int, kv_heads: int | None = None, bias: bool = True,
                             gated: bool = False) -> int:
    """Return the parameters of a block: attention, two matrices or, gated, three, and two norms.

    >>> transformer_block_params(768, heads=12, mlp_dim=3072)                            # 12·768² + 13·768
    7087872
    """
    D, M = whole_numbers(dim=dim, mlp_dim=mlp_dim)
    matrices = (1 + as_choice((True, False), gated=gated)) * linear_params(D, M, bias) + linear_params(M, D, bias)
    return attention_params(D, heads, kv_heads, bias) + matrices + 2 * norm_params(D, bias)


def transformer_params(layers: int, dim: int, heads: int, mlp_dim: int, vocabulary: int, positions: int = 0,
                       kv_heads: int | None = None, bias: bool = True, gated: bool = False, tied: bool = True) -> int:
    """Return the parameters of a language model: blocks, embeddings of tokens and positions, a last norm, the output.

    tied: the output uses the embedding of the tokens again.  It has no bias.

    >>> transformer_params(12, 768, 12, 3072, vocabulary=50257, positions=1024)          # GPT-2 small
    124439808
    """
    [P], (L, D) = whole_numbers(0, positions=positions), whole_numbers(layers=layers, dim=dim)
    blocks = L * transformer_block_params(D, heads, mlp_dim, kv_heads, bias, gated)
    embeddings = (2 - as_choice((True, False), tied=tied)) * embedding_params(vocabulary, D) + P * D
    return blocks + embeddings + norm_params(D, bias)


def transformer_macs(tokens: int, layers: int, dim: int, heads: int, mlp_dim: int, vocabulary: int,
                     kv_heads: int | None = None, gated: bool = False) -> int:
    """Return the MACs of a language model for T tokens, all of them seen and all of them predicted.

    >>> 2 * transformer_macs(1024, 12, 768, 12, 3072, vocabulary=50257)                  # GPT-2 small, FLOPs
    291648307200
    """
    T, L, D, M, V = whole_numbers(tokens=tokens, layers=layers, dim=dim, mlp_dim=mlp_dim, vocabulary=vocabulary)
    matrices = (2 + as_choice((True, False), gated=gated)) * linear_macs(D, M, T)
    return L * (attention_macs(T, D, heads, kv_heads) + matrices) + linear_macs(D, V, T)


def mlp_operations(tokens: int, dim: int, mlp_dim: int) -> Operations:
    """Return the operations of the mlp: two linear layers, and GELU on T·M values.

    >>> mlp_operations(1, 2, 3).functions                                                # 3 tanh
    3
    """
    T, D, M = whole_numbers(tokens=tokens, dim=dim, mlp_dim=mlp_dim)
    return linear_operations(D, M, T) + linear_operations(M, D, T) + elementwise_operations("gelu", T * M)


def transformer_block_operations(tokens: int, dim: int, heads: int, mlp_dim: int) -> Operations:
    """Return the operations of a block: two norms, attention, mlp, and two sums with what came in.

    >>> block = transformer_block_operations(tokens=4, dim=8, heads=2, mlp_dim=32)
    >>> block.multiplications - 2 * 2 * 32 - 6 * 128           # without norms and GELUs: 4·(4·64 + 2·256) + 2·16·8
    3328
    """
    T, D, M = whole_numbers(tokens=tokens, dim=dim, mlp_dim=mlp_dim)
    norms_and_sums = 2 * layer_norm_operations(T, D) + Operations(additions=2 * T * D)
    return norms_and_sums + attention_operations(T, D, heads) + mlp_operations(T, D, M)
