"""BERT (BERT 语言模型): an encoder that reads a text from both sides, to be fine-tuned for a task.

    x = LN(x + attention(x));   x = LN(x + W₂·gelu(W₁·x))        the norm behind the sum, as in the first transformer

Embeddings of the token, of its position, and of its segment, first or second sentence, are added and normalized.
Behind the last block the pooler reads the first token, [CLS]: a linear layer and tanh.

Shapes   (T,), T tokens  →  (768,), what the pooler gives;  T at most 512
Cost     base  109,482,240 parameters, 48,318,971,904 MACs for 512 tokens
Source   Devlin et al. 2019, "BERT", §3 and appendix A.2
Checked  the published 110 M; transformer_block_params and attention_macs; torch.nn.TransformerEncoder between
         embeddings and pooler
Beware   Without the pooler it has 590,592 parameters less; for masked words there is a head more, tied to the
         embedding.
"""
from dataclasses import dataclass

from refimpl.complexity.elementwise_layers import GELU, Tanh
from refimpl.complexity.joining_layers import Add
from refimpl.complexity.layer import Caller, Network
from refimpl.complexity.layers import Residual, Sequential
from refimpl.complexity.norm_layers import LayerNorm
from refimpl.complexity.sequence_layers import Embedding
from refimpl.complexity.view_layers import Dropout
from refimpl.complexity.weighted_layers import Linear
from refimpl.complexity.zoo.transformer_blocks import Positions, self_attention

__all__ = ["ClassToken", "Segments", "bert_base"]


@dataclass(frozen=True)
class Segments(Network):
    """A learned row for each of two sentences, added to its tokens."""

    dim: int

    @property
    def own_params(self) -> int:
        """2·D."""
        return 2 * self.dim

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (T, D)."""
        return call(Add(), x, x)


class ClassToken(Network):
    """The first of the tokens, [CLS]: a view."""

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return (D,)."""
        return x[1:]


def _encoder_block(D: int, heads: int) -> Sequential:
    """Return attention and MLP, each beside a shortcut and before a norm."""
    mlp = Sequential(intermediate=Linear(D, 4 * D), act=GELU(), output=Linear(4 * D, D), dropout=Dropout(0.1))
    return Sequential(_attention=Residual(Sequential(attention=self_attention(D, heads), dropout=Dropout(0.1))),
                      attention_norm=LayerNorm(D), _mlp=Residual(mlp), output_norm=LayerNorm(D))


def bert_base() -> Sequential:
    """Return BERT-base, uncased.

    >>> bert_base().params
    109482240
    """
    D = 768
    embeddings = Sequential(word=Embedding(30522, D), position=Positions(512, D), segment=Segments(D),
                            norm=LayerNorm(D), dropout=Dropout(0.1))
    encoder = Sequential(*(_encoder_block(D, heads=12) for _ in range(12)))
    return Sequential(embeddings=embeddings, encoder=encoder, _first=ClassToken(),
                      pooler=Sequential(dense=Linear(D, D), act=Tanh()))
