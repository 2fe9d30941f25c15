"""Linear layer (全连接层): every output is a weighted sum of all inputs; and the embedding (嵌入), its look-up.

    y[t, o] = b[o] + Σ_i x[t, i] · w[o, i]

An embedding is a linear layer whose input is a one-hot vector, all 0 but for a 1 at the token's place: of the products
with V rows, all are 0 but one, and that is the row itself.  So nobody multiplies; the row is looked up.  It has V·D
parameters, and no FLOPs at all: the plainest case in which FLOPs are not a multiple of the parameters.

Shapes   x (…, I)   weight (O, I)   bias (O,)   y (…, O);    tokens (…) whole numbers   table (V, D)  →  (…, D)
Cost     T·O·I multiplications and T·O·(I − 1) additions, T·O more with a bias;    the embedding none
Source   Rumelhart, Hinton & Williams 1986, "Learning representations by back-propagating errors"
Checked  torch.nn.functional.linear and embedding; the operations executed, counted
Beware   torchstat, calflops and DeepSpeed leave the bias out of a linear layer, but count it in a convolution.  2·MACs
         counts the addition of a bias, whether there is one or not.
"""
import numpy as np

from refimpl.arguments import as_array, as_choice, whole_numbers
from refimpl.complexity.activations import _wide
from refimpl.complexity.counting import Operations
from refimpl.complexity.flops import linear_macs

__all__ = ["embedding", "linear", "linear_operations"]


@np.errstate(over="ignore", invalid="ignore")
def linear(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    """Return x·weightᵀ + bias, for each row of x (…, I).  Whole numbers become float64; float16 is summed in float32.

    >>> linear(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]]), np.array([0.0, 100.0])).tolist()
    [[11.0, 117.0]]
    """
    x, weight = as_array("(…, I)", "float", x=x), as_array("(O, I)", "float", weight=weight)
    if x.shape[-1:] != weight.shape[1:]:
        raise ValueError(f"weight must be (O, I) for x (…, I), got {weight.shape} for {x.shape}")
    if bias is None:
        return (_wide(x) @ _wide(weight).T).astype(np.result_type(x, weight), copy=False)
    bias = as_array("(O,)", "float", bias=bias)
    if bias.shape != (len(weight),):
        raise ValueError(f"bias must be ({len(weight)},), one for each output, got {bias.shape}")
    return (_wide(x) @ _wide(weight).T + bias).astype(np.result_type(x, weight, bias), copy=False)


def embedding(tokens: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Return the rows of the table (V, D) that the tokens 0 … V − 1 stand for.  ValueError for other tokens.

    >>> embedding([2, 0, 2], np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])).tolist()
    [[3.0, 30.0], [1.0, 10.0], [3.0, 30.0]]
    """
    tokens, table = as_array("(…)", "whole", tokens=tokens), as_array("(V, D)", table=table)
    if tokens.size and not (0 <= tokens.min() and tokens.max() < len(table)):           # NumPy would count from the end
        raise ValueError(f"tokens must be from 0 to {len(table) - 1}, got {tokens.min()} to {tokens.max()}")
    return table[tokens]


def linear_operations(in_features: int, out_features: int, tokens: int = 1, bias: bool = True) -> Operations:
    """Return T·O·I multiplications and T·O·(I − 1) additions, with a bias T·O·I.

    >>> counted = linear_operations(2048, 1000)
    >>> counted.multiplications, counted.additions
    (2048000, 2048000)
    """
    I, O, T = whole_numbers(in_features=in_features, out_features=out_features, tokens=tokens)
    macs = linear_macs(I, O, T)
    return Operations(macs, macs if as_choice((True, False), bias=bias) else macs - T * O)
