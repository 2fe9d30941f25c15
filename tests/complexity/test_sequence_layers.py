"""Embedding, attention and LSTM, against torch.nn and the formulas of the chapter."""
import pytest
from hypothesis import given

from refimpl.cases import networks as cases
from refimpl.complexity.conventions import count
from refimpl.complexity.flops import attention_macs
from refimpl.complexity.lstm import lstm_macs
from refimpl.complexity.sequence_layers import LSTM, Embedding, MultiheadAttention, ShapeArithmetic
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.gpt2 import gpt2
from tests.agreement import assert_agrees
from tests.complexity.networks import operators_executed


@given(case=cases.layer("MultiheadAttention"))
def test_attention_costs_what_the_formula_says(case):
    x, layer = case.pop("x"), MultiheadAttention(**case)
    called = trace(layer, x)
    assert_agrees(called.macs, attention_macs(*x, layer.num_heads), oracle="attention_macs", function="complexity.MultiheadAttention")
    assert sum(part.layer.own_params for part in called.operations()) == layer.params


@given(case=cases.layer("LSTM"))
def test_an_lstm_costs_what_the_formula_says(case):
    (T, I), layer = case.pop("x"), LSTM(**case)
    h, directions = layer.hidden_size, layer.directions
    macs = directions * (lstm_macs(I, h, T) + (layer.num_layers - 1) * lstm_macs(directions * h, h, T))
    assert_agrees(layer.macs(((T, I),), layer.output_shape((T, I))), macs, oracle="lstm_macs", function="complexity.LSTM")


def test_products_of_sizes_are_no_work():
    assert (ShapeArithmetic(4).output_shape(), ShapeArithmetic(4).macs((), ()), ShapeArithmetic(4).params) == ((), 0, 0)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="num_heads must divide embed_dim, got 3 and 8"):
        MultiheadAttention(8, 3)
    for x in ((5, 6), (5,), (2, 5, 8)):
        with pytest.raises(ValueError, match=r"x must be \(T, 8\)"):
            MultiheadAttention(8, 2).output_shape(x)
    for make, name in ((lambda: LSTM(0, 6), "input_size"), (lambda: LSTM(8, 6, 0), "num_layers"), (lambda: Embedding(-1, 3), "num_embeddings"),
                       (lambda: Embedding(1, 0), "embedding_dim"), (lambda: LSTM(8, 0), "hidden_size")):
        with pytest.raises(ValueError, match=f"{name} must be a whole number at least 1"):
            make()
    with pytest.raises(ValueError, match=r"x must be \(T, 8\)"):
        LSTM(8, 6).output_shape((5, 7))
    with pytest.raises(ValueError, match=r"x must be \(T, 8\)"):
        LSTM(8, 6).output_shape((8,))


def test_attentions_third_argument_is_dropout_as_in_torch(torch):
    layer = MultiheadAttention(8, 2, 0.25, False)
    module = torch.nn.MultiheadAttention(8, 2, 0.25, False)
    assert (layer.dropout, layer.bias, layer.need_weights) == (module.dropout, module.in_proj_bias is not None, True)
    assert layer.params == sum(p.numel() for p in module.parameters())
    assert MultiheadAttention(8, 2, 0.0) == MultiheadAttention(8, 2)
    with pytest.raises(TypeError):
        MultiheadAttention(8, 2, 0.0, True, False)                           # torch's fifth is add_bias_kv


def test_a_deep_lstm_is_a_formula():
    deep, shallow = LSTM(3, 5, 10**9), LSTM(3, 5)
    later = 4 * 5 * (5 + 5) + 8 * 5
    assert deep.params == shallow.params + (10**9 - 1) * later
    assert trace(deep, (7, 3)).macs == trace(shallow, (7, 3)).macs + (10**9 - 1) * 7 * 4 * 5 * 10


def test_embeddings_have_a_third_of_gpt2s_parameters_and_no_work():
    rows = [row for row in trace(gpt2(), (5,)).rows() if row.kind == "Embedding"]
    assert round(sum(row.layer.params for row in rows) / gpt2().params, 2) == 0.31 and [row.macs for row in rows] == [0]


def test_fvcore_counts_the_products_of_an_attention_but_not_a_fused_one(torch):
    T, D = 5, 8
    fused, apart = (count(MultiheadAttention(D, 2, need_weights=need), (T, D), "fvcore") for need in (False, True))
    assert (fused, apart) == (4 * T * D * D, 4 * T * D * D + 2 * T * T * D)
    x, module = torch.zeros(1, T, D), torch.nn.MultiheadAttention(D, 2, batch_first=True)
    for need in (False, True):
        operators = operators_executed(lambda need=need: module(x, x, x, need_weights=need))
        assert ("bmm.default" in operators) == need != any("scaled_dot_product" in name for name in operators)
