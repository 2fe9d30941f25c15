"""The LSTM language model: what its row does not show."""
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.lstm import lstm_macs
from refimpl.complexity.params import embedding_params, linear_params, lstm_params
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.lstm import lstm_language_model


def test_it_is_the_sum_of_its_formulas():
    parts = embedding_params(10_000, 650) + 2 * lstm_params(650, 650) + linear_params(650, 10_000)
    assert lstm_language_model().params == parts
    assert count(lstm_language_model(), (7,)) == 2 * lstm_macs(650, 650, 7) + 7 * 6_500_000
    assert count(lstm_language_model(), (14,)) == 2 * count(lstm_language_model(), (7,))


def test_layers_in_their_order():
    rows = trace(lstm_language_model(), (5,)).rows()
    assert [(row.name, row.kind) for row in rows] == [
        ("embedding", "Embedding"), ("dropout", "Dropout"), ("lstm", "LSTM"), ("dropout2", "Dropout"), ("decoder", "Linear")]
    assert lstm_language_model(10, 4, 3).output_shape((5,)) == (5, 10)


@pytest.mark.parametrize("wrong", [{"vocabulary": 0}, {"units": True}, {"layers": 1.5}, {"layers": None}])
def test_what_is_no_size_is_refused_by_name(wrong):
    with pytest.raises((ValueError, TypeError), match=f"^{next(iter(wrong))} must be a whole number"):
        lstm_language_model(**wrong)
