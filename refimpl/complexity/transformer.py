"""Transformer (变换器): blocks of attention and a two-layer network, and what a whole language model costs.

    x ← x + attention(norm(x)),    x ← x + mlp(norm(x)),    mlp(x) = gelu(x·W_1ᵀ + b_1)·W_2ᵀ + b_2

    parameters   L·(2·D·D + 2·D·D' + 2·D·M)  +  V·D,  norms and biases besides;    GPT: D' = D, M = 4·D: 12·L·D²  +  V·D
    MACs         T·L·(2·D·D + 2·D·D' + 2·D·M)  +  2·L·T·T·D  +  T·V·D

L blocks, T tokens of D features, M in the middle of the network, a vocabulary of V.  So a token costs a MAC for each
weight it passes through, the rule behind "6·N·D" (refimpl.complexity.hardware), and 2·L·T·D more for attention, which
that rule forgets.  The last product, by the V·D of the embedding used again (tied, 权重共享), is work without
parameters of its own; the look-up at the beginning is parameters without work.

Shapes   x (T, D)   weights (M, D) and (D, M);    whole numbers  →  a whole number
Cost     see above
Source   Vaswani et al. 2017, "Attention is all you need", §3; Radford et al. 2019 (norms first); Touvron et al. 2023,
         "LLaMA", §2.2 (gated, RMS norm, no biases); Karpathy's nanoGPT, transformer_sizing (its figures)
Checked  the operations executed, counted; torch.nn.TransformerEncoderLayer; GPT-2, GPT-3, BERT and LLaMA as published
Beware   A gated network (门控, SwiGLU) has three matrices, silu(x·W_1ᵀ)·(x·W_3ᵀ) in the middle.  Without biases the
         norms have none either: nanoGPT's layer norm, LLaMA's RMS norm.  What is called N, the size of a model, is with
         the embeddings in one paper and without them in another.
"""
import numpy as np

from refimpl.complexity.activations import elementwise_operations, gelu
from refimpl.complexity.attention import attention, attention_operations
from refimpl.complexity.counting import Operations
from refimpl.complexity.flops import attention_macs, linear_macs
from refimpl.complexity.linear import linear, linear_operations
from refimpl.complexity.normalization import layer_norm, layer_norm_operations
from refimpl.complexity.params import attention_params, check_whole, embedding_params, linear_params, norm_params

__all__ = ["mlp", "mlp_operations", "transformer_block", "transformer_block_operations", "transformer_block_params",
           "transformer_macs", "transformer_params"]


def mlp(x: np.ndarray, weights: tuple, biases: tuple) -> np.ndarray:
    """Return gelu(x·W_1ᵀ + b_1)·W_2ᵀ + b_2 for x (T, D), weights (M, D) and (D, M).

    >>> mlp(np.array([[8.0]]), (np.array([[2.0], [-1.0]]), np.array([[1.0, 1.0]])), (np.zeros(2), np.ones(1))).tolist()
    [[17.0]]
    """
    return linear(gelu(linear(x, weights[0], biases[0])), weights[1], biases[1])


def transformer_block(x: np.ndarray, norms: tuple, attention_weights: tuple, attention_biases: tuple,
                      mlp_weights: tuple, mlp_biases: tuple, heads: int) -> np.ndarray:
    """Return x (T, D) after a block; norms are the (weight, bias) before attention and those before the mlp.

    >>> zero, norm = np.zeros((2, 2)), (np.ones(2), np.zeros(2))
    >>> x = np.array([[3.0, 5.0]])
    >>> transformer_block(x, (norm, norm), (zero,) * 4, (zero[0],) * 4, (zero, zero), (zero[0],) * 2, heads=1).tolist()
    [[3.0, 5.0]]
    """
    x = x + attention(layer_norm(x, *norms[0]), attention_weights, attention_biases, heads)
    return x + mlp(layer_norm(x, *norms[1]), mlp_weights, mlp_biases)


def transformer_block_params(dim: int, heads: int, mlp_dim: int, kv_heads: int | None = None, bias: bool = True,
                             gated: bool = False) -> int:
    """Return the parameters of a block: attention, two matrices or, gated, three, and two norms.

    >>> transformer_block_params(768, heads=12, mlp_dim=3072)                            # 12·768² + 13·768
    7087872
    """
    matrices = (1 + bool(gated)) * linear_params(dim, mlp_dim, bias) + linear_params(mlp_dim, dim, bias)
    return attention_params(dim, heads, kv_heads, bias) + matrices + 2 * norm_params(dim, bias)


def transformer_params(layers: int, dim: int, heads: int, mlp_dim: int, vocabulary: int, positions: int = 0,
                       kv_heads: int | None = None, bias: bool = True, gated: bool = False, tied: bool = True) -> int:
    """Return the parameters of a language model: blocks, embeddings of tokens and positions, a last norm, the output.

    tied: the output uses the embedding of the tokens again.  It has no bias.

    >>> transformer_params(12, 768, 12, 3072, vocabulary=50257, positions=1024)          # GPT-2 small
    124439808
    """
    [L], [P], [D] = check_whole(layers=layers), check_whole(0, positions=positions), check_whole(dim=dim)
    blocks = L * transformer_block_params(D, heads, mlp_dim, kv_heads, bias, gated)
    embeddings = (1 if tied else 2) * embedding_params(vocabulary, D) + P * D
    return blocks + embeddings + norm_params(dim, bias)


def transformer_macs(tokens: int, layers: int, dim: int, heads: int, mlp_dim: int, vocabulary: int,
                     kv_heads: int | None = None, gated: bool = False) -> int:
    """Return the MACs of a language model for T tokens, all of them seen and all of them predicted.

    >>> 2 * transformer_macs(1024, 12, 768, 12, 3072, vocabulary=50257)                  # GPT-2 small, FLOPs
    291648307200
    """
    [L] = check_whole(layers=layers)
    matrices = (2 + bool(gated)) * linear_macs(dim, mlp_dim, tokens)
    return L * (attention_macs(tokens, dim, heads, kv_heads) + matrices) + linear_macs(dim, vocabulary, tokens)


def mlp_operations(tokens: int, dim: int, mlp_dim: int) -> Operations:
    """Return the operations of the mlp: two linear layers, and GELU on T·M values.

    >>> mlp_operations(1, 2, 3).functions                                                # 3 tanh
    3
    """
    T, D, M = check_whole(tokens=tokens, dim=dim, mlp_dim=mlp_dim)
    return linear_operations(D, M, T) + linear_operations(M, D, T) + elementwise_operations("gelu", T * M)


def transformer_block_operations(tokens: int, dim: int, heads: int, mlp_dim: int) -> Operations:
    """Return the operations of a block: two norms, attention, mlp, and two sums with what came in.

    >>> block = transformer_block_operations(tokens=4, dim=8, heads=2, mlp_dim=32)
    >>> block.multiplications - 2 * 2 * 32 - 6 * 128           # without norms and GELUs: 4·(4·64 + 2·256) + 2·16·8
    3328
    """
    T, D = check_whole(tokens=tokens, dim=dim)
    norms_and_sums = 2 * layer_norm_operations(T, D) + Operations(additions=2 * T * D)
    return norms_and_sums + attention_operations(T, D, heads) + mlp_operations(T, D, mlp_dim)
