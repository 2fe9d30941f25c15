"""Transformer blocks (Transformer 基本块): what language models are made of: attention, positions, tied weights.

    SelfAttention   o(softmax(q·kᵀ/√d)·v)      q, k, v, o: four linear layers;  k and v may have fewer heads
    Positions       x + E_pos[0 … T − 1]       TiedHead   x·Eᵀ, with the embedding's weights

Shapes   (T, D)  →  (T, D);  TiedHead (T, V)
Cost     attention T·(2·D² + 2·D·D') + 2·T²·D MACs;  Positions learns L·D numbers, TiedHead none of its own
Source   Vaswani et al. 2017, "Attention is all you need", §3.2-3.5; Press & Wolf 2017 (tied weights); Ainslie et al.
         2023
Checked  attention_params, attention_macs, attention_operations
Beware   The products are those of all T·T pairs.  A decoder needs half of them, those of earlier tokens; the programs,
         and most counters, book all.
"""
from dataclasses import dataclass

from refimpl.arguments import whole_numbers
from refimpl.complexity.joining_layers import Add, Matmul, ScaledDotProductAttention
from refimpl.complexity.layer import Caller, Network
from refimpl.complexity.params import key_value_dim
from refimpl.complexity.sequence_layers import Embedding
from refimpl.complexity.weighted_layers import Linear

__all__ = ["Positions", "SelfAttention", "TiedHead", "self_attention"]


@dataclass(frozen=True)
class SelfAttention(Network):
    """Attention of x to itself, by four projections."""

    heads: int
    kv_heads: int
    q: Linear
    k: Linear
    v: Linear
    o: Linear

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (T, D)."""
        T, D = x
        d = D // self.heads
        for projection in (self.q, self.k, self.v):
            call(projection, x)
        kv = (self.kv_heads, T, d)
        call(ScaledDotProductAttention(), (self.heads, T, d), kv, kv)
        return call(self.o, x)


def self_attention(D: int, heads: int, kv_heads: int | None = None, bias: bool = True) -> SelfAttention:
    """Return attention over D features.  Raises ValueError unless the heads divide them.

    >>> self_attention(8, heads=4).params, self_attention(8, heads=4, kv_heads=1, bias=False).params
    (288, 160)
    """
    D, heads, kv_heads = whole_numbers(D=D, heads=heads, kv_heads=heads if kv_heads is None else kv_heads)
    kv_dim = key_value_dim(D, heads, kv_heads)
    return SelfAttention(heads, kv_heads, Linear(D, D, bias), Linear(D, kv_dim, bias), Linear(D, kv_dim, bias),
                         Linear(D, D, bias))


@dataclass(frozen=True)
class Positions(Network):
    """A learned row for each of `length` positions, added to the tokens."""

    length: int
    dim: int

    @property
    def own_params(self) -> int:
        """L·D."""
        return self.length * self.dim

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (T, D).  ValueError if there are more tokens than positions."""
        if x[0] > self.length:
            raise ValueError(f"{x[0]} tokens are more than the {self.length} positions that were learned")
        return call(Add(), x, (x[0], self.dim))


@dataclass(frozen=True)
class TiedHead(Network):
    """A product with the weights of an embedding that stands elsewhere."""

    embedding: Embedding

    def children(self) -> dict:
        """Return nothing: the embedding is another's part."""
        return {}

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (T, V)."""
        return call(Matmul(), x, (self.embedding.embedding_dim, self.embedding.num_embeddings), form="function")
