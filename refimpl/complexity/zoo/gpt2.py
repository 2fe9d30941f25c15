"""GPT-2 (GPT-2 语言模型): a stack of decoder blocks, and nothing else.

    x = x + attention(LN(x));   x = x + W₂·gelu(W₁·LN(x))        then LN, and a product with the embedding

Every block has 12·D² weights, 4 in attention and 8 in the MLP, and 13·D biases and parameters of norms.  The output
layer is the embedding itself (tied weights, 权重共享): 38.6 M parameters that are there once and work at the end.

Shapes   (T,), T tokens  →  (T, 50257);  T at most 1024
Cost     small  124,439,808 parameters, 145,824,153,600 MACs for 1024 tokens
Source   Radford et al. 2019, "Language models are unsupervised multitask learners", table 2
Checked  transformer_params and transformer_macs; nanoGPT's forward FLOPs, 291,648,307,200 = 2·MACs; Hugging Face's
         counts; torch.nn.TransformerEncoder between embedding and head
Beware   The paper prints 117, 345, 762 and 1542 M parameters.  There are 124, 355, 774 and 1558 M.
"""
from refimpl.complexity.elementwise_layers import GELU
from refimpl.complexity.layers import Residual, Sequential
from refimpl.complexity.norm_layers import LayerNorm
from refimpl.complexity.sequence_layers import Embedding
from refimpl.complexity.weighted_layers import Linear
from refimpl.complexity.zoo.transformer_blocks import Positions, TiedHead, self_attention

__all__ = ["gpt2", "gpt2_large", "gpt2_medium", "gpt2_xl"]


def _decoder_block(D: int, heads: int) -> Sequential:
    """Return attention and MLP, each behind a norm and beside a shortcut."""
    mlp = Sequential(c_fc=Linear(D, 4 * D), act=GELU(), c_proj=Linear(4 * D, D))
    return Sequential(_attention=Residual(Sequential(ln_1=LayerNorm(D), attn=self_attention(D, heads))),
                      _mlp=Residual(Sequential(ln_2=LayerNorm(D), mlp=mlp)))


def _gpt2(layers: int, heads: int, D: int) -> Sequential:
    """Return the language model of so many blocks."""
    tokens = Embedding(50257, D)
    blocks = Sequential(*(_decoder_block(D, heads) for _ in range(layers)))
    return Sequential(wte=tokens, wpe=Positions(1024, D), h=blocks, ln_f=LayerNorm(D),
                      lm_head=TiedHead(tokens))


def gpt2() -> Sequential:
    """Return GPT-2 small.

    >>> gpt2().params
    124439808
    """
    return _gpt2(layers=12, heads=12, D=768)


def gpt2_medium() -> Sequential:
    """Return GPT-2 medium.

    >>> gpt2_medium().params
    354823168
    """
    return _gpt2(layers=24, heads=16, D=1024)


def gpt2_large() -> Sequential:
    """Return GPT-2 large.

    >>> gpt2_large().params
    774030080
    """
    return _gpt2(layers=36, heads=20, D=1280)


def gpt2_xl() -> Sequential:
    """Return GPT-2 XL.

    >>> gpt2_xl().params
    1557611200
    """
    return _gpt2(layers=48, heads=25, D=1600)
