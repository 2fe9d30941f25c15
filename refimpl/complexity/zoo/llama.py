"""LLaMA (LLaMA 语言模型): a decoder without biases, with gated MLPs and with positions that need no parameters.

    x = x + attention(RMS(x));   x = x + W₃·(silu(W₁·x) ∘ W₂·x)        q and k turned by their position (RoPE)

The gated MLP (SwiGLU) has three matrices instead of two, and so LLaMA's hidden width is 8/3·D instead of 4·D, rounded
up to a multiple of 256; Llama 2 70B's is 3.5·D.  It also shares keys and values: 8 heads of them for 64 of
queries (分组查询注意力), which shrinks the cache of a conversation eightfold.

Shapes   (T,), T tokens  →  (T, 32000);  trained on 2048, Llama 2 on 4096
Cost     7B  6,738,415,616 parameters, 14,630,806,093,824 MACs for 2048 tokens
Source   Touvron et al. 2023, "LLaMA: open and efficient foundation language models", §2.2 and table 2; Touvron et al.
         2023, "Llama 2", table 1
Checked  the published sizes; transformer_params and transformer_macs
Beware   "30B" has 32.5 and "7B" 6.7 billion parameters.  The output layer is not the embedding.
"""
from dataclasses import dataclass

from refimpl.complexity.elementwise_layers import SiLU
from refimpl.complexity.joining_layers import Mul
from refimpl.complexity.layer import Caller, Network
from refimpl.complexity.layers import Residual, Sequential
from refimpl.complexity.norm_layers import RMSNorm
from refimpl.complexity.sequence_layers import Embedding
from refimpl.complexity.weighted_layers import Linear
from refimpl.complexity.zoo.transformer_blocks import self_attention

__all__ = ["GatedMLP", "llama2_70b", "llama_7b", "llama_13b", "llama_30b", "llama_65b"]


@dataclass(frozen=True)
class GatedMLP(Network):
    """W₃·(silu(W₁·x) ∘ W₂·x)."""

    gate_proj: Linear
    up_proj: Linear
    act_fn: SiLU
    down_proj: Linear

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (T, D)."""
        gate = call(self.act_fn, call(self.gate_proj, x))
        return call(self.down_proj, call(Mul(), gate, call(self.up_proj, x)))


def _llama(layers: int, heads: int, D: int, hidden: int, kv_heads: int | None = None) -> Sequential:
    """Return the language model of so many blocks."""
    blocks = []
    for _ in range(layers):
        mlp = GatedMLP(Linear(D, hidden, False), Linear(D, hidden, False), SiLU(), Linear(hidden, D, False))
        attention = self_attention(D, heads, kv_heads, bias=False)
        blocks.append(Sequential(_attention=Residual(Sequential(input_layernorm=RMSNorm(D), self_attn=attention)),
                                 _mlp=Residual(Sequential(post_attention_layernorm=RMSNorm(D), mlp=mlp))))
    return Sequential(embed_tokens=Embedding(32000, D), layers=Sequential(*blocks), norm=RMSNorm(D),
                      lm_head=Linear(D, 32000, bias=False))


def llama_7b() -> Sequential:
    """Return LLaMA 7B.

    >>> llama_7b().params
    6738415616
    """
    return _llama(layers=32, heads=32, D=4096, hidden=11008)


def llama_13b() -> Sequential:
    """Return LLaMA 13B.

    >>> llama_13b().params
    13015864320
    """
    return _llama(layers=40, heads=40, D=5120, hidden=13824)


def llama_30b() -> Sequential:
    """Return LLaMA 30B.

    >>> llama_30b().params
    32528943616
    """
    return _llama(layers=60, heads=52, D=6656, hidden=17920)


def llama_65b() -> Sequential:
    """Return LLaMA 65B.

    >>> llama_65b().params
    65285660672
    """
    return _llama(layers=80, heads=64, D=8192, hidden=22016)


def llama2_70b() -> Sequential:
    """Return Llama 2 70B.

    >>> llama2_70b().params
    68976648192
    """
    return _llama(layers=80, heads=64, D=8192, hidden=28672, kv_heads=8)
