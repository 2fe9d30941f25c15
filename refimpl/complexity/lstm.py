"""LSTM (长短期记忆网络): a cell that keeps, forgets and shows, step after step.

    (i, f, g, o) = W_x·x + b_x + W_h·h + b_h                           four gates of h values each
    c' = σ(f)·c + σ(i)·tanh(g),    h' = σ(o)·tanh(c')

i says what is let in, f what is kept, o what is shown; g is what could be let in.  The same weights serve every step: T
steps cost T times as much, and have the parameters of one.  That is the general rule: parameters are counted once, work
as often as it is done.

Shapes   x (I,)   h, c (h,)   weights (4·h, I), (4·h, h)   biases (4·h,), twice
Cost     MACs 4·h·(I + h) per step;  besides, 3·h products, 8·h additions, 3·h divisions, 5·h exponentials and tanh
Source   Hochreiter & Schmidhuber 1997, "Long short-term memory"; Gers et al. 2000, "Learning to forget" (f)
Checked  torch.nn.LSTMCell; the operations executed, counted
Beware   The order of the gates is PyTorch's, and Keras's (i, f, c, o); TensorFlow 1's BasicLSTMCell has i, j, f, o.
         The second bias adds nothing that the first could not; it is there for the sake of cuDNN.
"""
import numpy as np

from refimpl.arguments import as_array, whole_numbers
from refimpl.complexity.activations import _wide, elementwise_operations, sigmoid
from refimpl.complexity.counting import Operations
from refimpl.complexity.params import lstm_params

__all__ = ["lstm_macs", "lstm_operations", "lstm_step"]


@np.errstate(over="ignore", invalid="ignore")
def lstm_step(x: np.ndarray, h: np.ndarray, c: np.ndarray, weight_ih: np.ndarray, weight_hh: np.ndarray,
              bias_ih: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Return (h', c') after one input x (I,), from the state h and c.  float16 is computed in float32.

    >>> zero, h, c = np.zeros((4, 1)), np.zeros(1), np.full(1, 2.0)
    >>> lstm_step(np.ones(1), h, c, zero, zero, np.zeros(4), np.zeros(4))[1].tolist()    # σ(0)·2 + σ(0)·tanh(0)
    [1.0]
    """
    x, h = as_array("(I,)", "float", x=x), as_array("(h,)", "float", h=h)
    I, n = len(x), len(h)
    shapes = (n,), (4 * n, I), (4 * n, n), (4 * n,), (4 * n,)
    given: dict = {"c": c, "weight_ih": weight_ih, "weight_hh": weight_hh, "bias_ih": bias_ih, "bias_hh": bias_hh}
    rest = [as_array("(…)", "float", **{name: array}) for name, array in given.items()]
    for name, array, shape in zip(given, rest, shapes, strict=True):
        if array.shape != shape:
            raise ValueError(f"{name} must be {shape} for x of {I} and h of {n} numbers, got shape {array.shape}")
    dtype = np.result_type(x, h, *rest)
    x, h, c, weight_ih, weight_hh, bias_ih, bias_hh = map(_wide, (x, h, *rest))
    gates = weight_ih @ x + bias_ih + weight_hh @ h + bias_hh
    i, f, g, o = gates.reshape(4, n)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return (sigmoid(o) * np.tanh(c)).astype(dtype, copy=False), c.astype(dtype, copy=False)


def lstm_macs(input_size: int, hidden_size: int, steps: int = 1) -> int:
    """Return T·4·h·(I + h): the parameters but for the biases, once per step.

    >>> lstm_macs(10, 20, steps=5)                                           # 5·4·20·30
    12000
    """
    [T] = whole_numbers(steps=steps)
    return T * lstm_params(input_size, hidden_size, bias=False)


def lstm_operations(input_size: int, hidden_size: int, steps: int = 1) -> Operations:
    """Return the operations of T steps.

    >>> counted = lstm_operations(10, 20)
    >>> counted.multiplications, counted.functions                           # 2400 + 3·20, 5·20
    (2460, 100)
    """
    macs, (h, T) = lstm_macs(input_size, hidden_size), whole_numbers(hidden_size=hidden_size, steps=steps)
    gates = Operations(macs, macs - 8 * h + 12 * h)                          # two sums a gate, then three additions
    state = h * Operations(multiplications=3, additions=1, functions=2)      # c', h', and two tanh
    return T * (gates + 3 * elementwise_operations("sigmoid", h) + state)
