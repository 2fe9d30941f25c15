"""Sequence layers (序列层): embedding, multi-head attention and the LSTM, as data.

    attention   T·4·D·D + 2·T·T·D  MACs         LSTM   T·4·h·(I + h)  MACs per layer and direction

Attention is a network of its own: a projection to queries, keys and values, the attention proper, a projection back.
In a table it is one line, as it is one module.

Shapes   embedding (T,)  →  (T, D);  attention (T, D)  →  (T, D);  LSTM (T, I)  →  (T, h), 2·h in both directions
Cost     as above;  parameters as in params.py
Source   Vaswani et al. 2017, "Attention is all you need", §3.2; Hochreiter & Schmidhuber 1997; PyTorch's torch.nn
Checked  torch.nn and keras.layers: parameters, shapes;  attention_macs, lstm_macs;  torch.utils.flop_counter
Beware   Embeddings have a third of GPT-2's parameters, and no MACs at all.  PyTorch computes attention by a fused
         function if the weights are not asked for, by two products and a softmax if they are (need_weights): the same
         work, of which fvcore counts nothing in the one case, and all in the other.
"""
from dataclasses import dataclass, field

from refimpl.arguments import real_numbers, whole_numbers
from refimpl.complexity.elementwise_layers import Softmax
from refimpl.complexity.joining_layers import Bmm, Mul, ScaledDotProductAttention
from refimpl.complexity.layer import Caller, Layer, Network
from refimpl.complexity.params import attention_params, lstm_params
from refimpl.complexity.weighted_layers import Linear

__all__ = ["LSTM", "Embedding", "MultiheadAttention", "ShapeArithmetic"]


@dataclass(frozen=True)
class Embedding(Layer):
    """torch.nn.Embedding."""

    num_embeddings: int
    embedding_dim: int

    def check(self) -> None:
        whole_numbers(num_embeddings=self.num_embeddings, embedding_dim=self.embedding_dim)

    @property
    def own_params(self) -> int:
        """V·D."""
        return self.num_embeddings * self.embedding_dim

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (…, D)."""
        return (*input_shape, self.embedding_dim)


@dataclass(frozen=True)
class ShapeArithmetic(Layer):
    """Products of sizes, batch·heads and the like, that a traced program holds: no work on arrays."""

    products: int

    def check(self) -> None:
        whole_numbers(0, products=self.products)

    def output_shape(self, *input_shapes: tuple) -> tuple:
        """Return (), a number."""
        return ()


@dataclass(frozen=True)
class MultiheadAttention(Network):
    """torch.nn.MultiheadAttention of x to itself."""

    embed_dim: int
    num_heads: int
    dropout: float = 0.0
    bias: bool = True
    need_weights: bool = field(default=True, kw_only=True)    # an argument of the call, in PyTorch
    whole = True

    def check(self) -> None:
        D, heads = whole_numbers(embed_dim=self.embed_dim, num_heads=self.num_heads)
        real_numbers(0, 1, dropout=self.dropout)
        if D % heads:
            raise ValueError(f"num_heads must divide embed_dim, got {heads} and {D}")

    @property
    def own_params(self) -> int:
        """4·D·D, and 4·D with biases."""
        return attention_params(self.embed_dim, self.num_heads, bias=self.bias)

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (T, D)."""
        if len(x) != 2 or x[1] != self.embed_dim:
            raise ValueError(f"x must be (T, {self.embed_dim})")
        (T, D), heads = x, self.num_heads
        call(ShapeArithmetic(4))
        call(Linear(D, 3 * D, self.bias), x)
        q, transposed = (heads, T, D // heads), (heads, D // heads, T)
        if self.need_weights:
            call(Mul(), q, ())
            scores = call(Softmax(), call(Bmm(), q, transposed))
            call(Bmm(), scores, q)
        else:
            call(ScaledDotProductAttention(), q, q, q)
        return call(Linear(D, D, self.bias), x)


@dataclass(frozen=True)
class LSTM(Layer):
    """torch.nn.LSTM."""

    input_size: int
    hidden_size: int
    num_layers: int = 1
    bias: bool = True
    batch_first: bool = False
    dropout: float = 0.0
    bidirectional: bool = False

    def check(self) -> None:
        real_numbers(0, 1, dropout=self.dropout)
        whole_numbers(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=self.num_layers)

    @property
    def directions(self) -> int:
        """1 or 2."""
        return 1 + self.bidirectional

    @property
    def own_params(self) -> int:
        """4·h·(I + h), and 8·h with biases, per layer and direction; a later layer's I is the h of all directions."""
        first, later = (lstm_params(size, self.hidden_size, self.bias) for size in (
            self.input_size, self.directions * self.hidden_size))
        return self.directions * (first + (self.num_layers - 1) * later)

    def output_shape(self, input_shape: tuple) -> tuple:
        """Return (T, h), or (T, 2·h) in both directions."""
        if len(input_shape) != 2 or input_shape[1] != self.input_size:
            raise ValueError(f"x must be (T, {self.input_size})")
        return input_shape[0], self.directions * self.hidden_size

    def macs(self, inputs: tuple, output: tuple) -> int:
        """Return T·4·h·(I + h) per layer and direction."""
        T, h, later = output[0], self.hidden_size, self.num_layers - 1
        return T * self.directions * 4 * h * (self.input_size + h + later * (output[1] + h))
