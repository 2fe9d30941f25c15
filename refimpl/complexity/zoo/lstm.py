"""LSTM language model (LSTM 语言模型): a word in, the next word out, and a memory between them.

    embedding → dropout → LSTM, 2 layers → dropout → linear        10,000 words, 650 units

Each step costs the same, whatever came before: the state is all that is remembered.  The embedding and the output layer
hold two thirds of the parameters, and the embedding does no work.

Shapes   (T,), T words  →  (T, 10000);  trained on T = 35
Cost     19,780,400 parameters, 464,100,000 MACs for 35 words
Source   Zaremba et al. 2014, "Recurrent neural network regularization", §4.1, the medium network
Checked  the same network in torch.nn, its parameters and torch.utils.flop_counter;  lstm_params and lstm_macs
Beware   PyTorch's LSTM has two biases, as here; the paper has one, and 19,775,200 parameters.
"""
from refimpl.arguments import whole_numbers
from refimpl.complexity.layers import Sequential
from refimpl.complexity.sequence_layers import LSTM, Embedding
from refimpl.complexity.view_layers import Dropout
from refimpl.complexity.weighted_layers import Linear

__all__ = ["lstm_language_model"]


def lstm_language_model(vocabulary: int = 10_000, units: int = 650, layers: int = 2) -> Sequential:
    """Return the language model.

    >>> lstm_language_model().params         # 6,500,000 + 2·(4·650·1300 + 8·650) + 6,510,000
    19780400
    """
    vocabulary, units, layers = whole_numbers(vocabulary=vocabulary, units=units, layers=layers)
    return Sequential(embedding=Embedding(vocabulary, units), dropout=Dropout(0.5),
                      lstm=LSTM(units, units, layers, batch_first=True), dropout2=Dropout(0.5),
                      decoder=Linear(units, vocabulary))
