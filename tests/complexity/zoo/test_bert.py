"""BERT-base, against the published count and the formulas of the chapter."""
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.flops import attention_macs
from refimpl.complexity.tracing import trace
from refimpl.complexity.transformer import transformer_block_params
from refimpl.complexity.zoo.bert import ClassToken, Segments, bert_base
from tests.agreement import assert_agrees


def test_parameters_and_macs():
    T, D = 512, 768
    params = (30522 + 512 + 2 + 2) * D + 12 * transformer_block_params(D, 12, 4 * D) + D * D + D
    macs = 12 * (attention_macs(T, D, 12) + 8 * T * D * D) + D * D
    model = bert_base()
    assert_agrees([model.params, count(model, (T,))], [params, macs], oracle="transformer_block_params, attention_macs",
                  function=bert_base)
    assert model.params == 109_482_240


def test_it_reads_512_tokens_at_most_and_gives_one_vector():
    assert bert_base().output_shape((9,)) == (768,)
    with pytest.raises(ValueError, match="513 tokens are more than the 512 positions"):
        trace(bert_base(), (513,))


def test_parts():
    assert (Segments(5).params, Segments(5).output_shape((3, 5)), ClassToken().output_shape((3, 5))) == (10, (3, 5), (5,))


def test_a_block_as_the_paper_draws_it():
    kinds = [call.kind for call in trace(bert_base(), (3,)).operations()]
    block = ["Linear", "Linear", "Linear", "ScaledDotProductAttention", "Linear", "Dropout", "Add", "LayerNorm", "Linear", "GELU",
             "Linear", "Dropout", "Add", "LayerNorm"]
    assert kinds == ["Embedding", "Add", "Add", "LayerNorm", "Dropout", *block * 12, "Linear", "Tanh"]
