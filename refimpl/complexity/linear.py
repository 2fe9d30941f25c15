"""Linear layer (全连接层): every output is a weighted sum of all inputs; and the embedding (嵌入), its look-up.

    y[t, o] = b[o] + Σ_i x[t, i] · w[o, i]

An embedding is a linear layer whose input is a one-hot vector, all 0 but for a 1 at the token's place: of V products
one is not 0, and it is 1 times a row.  So nobody multiplies; the row is looked up.  It has V·D parameters, and no FLOPs
at all: the plainest case in which FLOPs are not a multiple of the parameters.

Shapes   x (T, I)   weight (O, I)   bias (O,)   y (T, O);    tokens (T,) whole numbers   table (V, D)  →  (T, D)
Cost     T·O·I multiplications and T·O·(I − 1) additions, T·O more with a bias;    the embedding none
Source   Rumelhart, Hinton & Williams 1986, "Learning representations by back-propagating errors", eq. 1
Checked  torch.nn.functional.linear and embedding; the operations executed, counted
Beware   torchstat and calflops leave the bias out of a linear layer and count it in a convolution.  2·MACs counts the
         addition of a bias, whether there is one or not.
"""
import numpy as np

from refimpl.complexity.counting import Operations
from refimpl.complexity.flops import linear_macs

__all__ = ["embedding", "linear", "linear_operations"]


def linear(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    """Return x·weightᵀ + bias, for each of the T rows of x (T, I).  ValueError unless weight is (O, I).

    >>> linear(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]]), np.array([0.0, 100.0])).tolist()
    [[11.0, 117.0]]
    """
    if weight.ndim != 2 or x.shape[-1:] != weight.shape[1:]:
        raise ValueError(f"weight must be (O, I) for x (T, I), got {weight.shape} for {x.shape}")
    if bias is not None and bias.shape != (len(weight),):
        raise ValueError(f"bias must be ({len(weight)},), one for each output, got {bias.shape}")
    y = x @ weight.T
    return y if bias is None else y + bias


def embedding(tokens: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Return the rows of the table (V, D) that the tokens 0 … V − 1 stand for.  IndexError for other tokens.

    >>> embedding([2, 0, 2], np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])).tolist()
    [[3.0, 30.0], [1.0, 10.0], [3.0, 30.0]]
    """
    tokens = np.asarray(tokens)
    if (tokens < 0).any():                                                    # NumPy would count from the end
        raise IndexError(f"tokens must not be negative, got {tokens.min()}")
    return table[tokens]


def linear_operations(in_features: int, out_features: int, tokens: int = 1, bias: bool = True) -> Operations:
    """Return T·O·I multiplications and T·O·(I − 1) additions, with a bias T·O·I.

    >>> counted = linear_operations(2048, 1000)
    >>> counted.multiplications, counted.additions
    (2048000, 2048000)
    """
    macs = linear_macs(in_features, out_features, tokens)
    return Operations(macs, macs if bias else macs - macs // in_features)
