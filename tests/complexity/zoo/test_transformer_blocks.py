"""The blocks of language models, against the formulas of the chapter."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refimpl.cases import zoo as cases
from refimpl.complexity.flops import attention_macs
from refimpl.complexity.params import attention_params
from refimpl.complexity.sequence_layers import Embedding
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.transformer_blocks import Positions, TiedHead, self_attention
from tests.agreement import assert_agrees


@given(case=cases.self_attention(), T=st.integers(1, 9))
def test_attention_has_the_parameters_and_macs_of_the_formulas(case, T):
    D, heads, kv_heads = case["D"], case["heads"], case["kv_heads"]
    called = trace(self_attention(**case), (T, D))
    assert called.output == (T, D)
    assert_agrees([called.layer.params, called.macs],
                  [attention_params(D, heads, kv_heads, case["bias"]), attention_macs(T, D, heads, kv_heads)],
                  oracle="attention_params, attention_macs", function=self_attention)


def test_heads_share_keys_only_if_asked():
    assert self_attention(8, 4).kv_heads == 4
    with pytest.raises(ValueError, match="heads must divide dim"):
        self_attention(8, 3)


def test_positions_serve_shorter_texts_and_refuse_longer():
    places = Positions(6, 4)
    assert (places.params, places.output_shape((5, 4)), places.output_shape((6, 4))) == (24, (5, 4), (6, 4))
    with pytest.raises(ValueError, match="7 tokens are more than the 6 positions that were learned"):
        places.output_shape((7, 4))


def test_a_tied_head_works_with_the_embeddings_weights_and_has_none():
    head = TiedHead(Embedding(10, 4))
    called = trace(head, (5, 4))
    assert (head.params, called.output, called.macs) == (0, (5, 10), 5 * 4 * 10)
