"""Activation functions (激活函数): what a value becomes, each for itself.

    relu(x)    max(x, 0)                              sigmoid(x)   1/(1 + e⁻ˣ)
    relu6(x)   min(max(x, 0), 6)                      silu(x)      x·sigmoid(x)
    hardswish  x·relu6(x + 3)/6                       gelu(x)      x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))

They cost little to compute: one to nine operations per value, where the value itself costs nine MACs in a depthwise 3×3
convolution and 4,608 in a dense one of 512 channels.  They cost memory: unless they are fused with what comes before,
every value is read and written for them.

Shapes   x, any shape  →  the same;  whole numbers become float64
Cost     see elementwise_operations: comparisons for the ReLUs; an exponential or a tanh and some arithmetic for others;
         the sum of two arrays, as at the end of a residual block, is one addition per value
Source   Nair & Hinton 2010 (ReLU); Sandler et al. 2018, "MobileNetV2" (ReLU6); Howard et al. 2019, "MobileNetV3"
         (hardswish); Ramachandran et al. 2017 (SiLU, swish); Hendrycks & Gimpel 2016, "Gaussian error linear units"
Checked  torch.nn.functional; the operations executed, counted
Beware   What an exponential costs depends on the machine: some tens of instructions, or one.  Counted as one of the
         `functions` it is neither.  PyTorch's gelu is exact, by erf, unless approximate="tanh" is asked for.  FLOP
         counters book a ReLU as 0, 1 or (by mistake) 2 operations per value, sigmoid as none.  hardswish, silu and gelu
         of −∞ are NaN, as 0·∞ is, in PyTorch too.
"""
import math

import numpy as np

from refimpl.arguments import as_array, as_choice, whole_numbers
from refimpl.complexity.counting import Operations

__all__ = ["elementwise_operations", "gelu", "hardswish", "relu", "relu6", "sigmoid", "silu"]


def relu(x: np.ndarray) -> np.ndarray:
    """Return max(x, 0).

    >>> relu(np.array([-2.0, 3.0])).tolist()
    [0.0, 3.0]
    """
    return np.maximum(as_array("(…)", "float", x=x), 0)


def relu6(x: np.ndarray) -> np.ndarray:
    """Return x between 0 and 6.

    >>> relu6(np.array([-2.0, 3.0, 9.0])).tolist()
    [0.0, 3.0, 6.0]
    """
    return np.minimum(relu(x), 6)


@np.errstate(over="ignore", invalid="ignore")
def hardswish(x: np.ndarray) -> np.ndarray:
    """Return x·relu6(x + 3)/6.

    >>> hardswish(np.array([-3.0, 0.0, 1.5, 3.0])).tolist()                            # 1.5·4.5/6
    [-0.0, 0.0, 1.125, 3.0]
    """
    x = as_array("(…)", "float", x=x)
    return x * (relu6(x + 3) / 6)                                                      # x·6 could overflow


@np.errstate(over="ignore")
def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return 1/(1 + e⁻ˣ).  It is 0 from −709.8 (float32: −88.8) down, where e⁻ˣ overflows.

    >>> sigmoid(np.array([0.0, np.log(3.0)])).round(9).tolist()                        # e⁻ˣ is 1, and 1/3
    [0.5, 0.75]
    """
    x = as_array("(…)", "float", x=x)
    return (1 / (1 + np.exp(-_wide(x)))).astype(x.dtype, copy=False)


@np.errstate(invalid="ignore")
def silu(x: np.ndarray) -> np.ndarray:
    """Return x·sigmoid(x).

    >>> silu(np.array([0.0, np.log(3.0)])).round(4).tolist()                           # 0.75·1.0986
    [0.0, 0.824]
    """
    x = as_array("(…)", "float", x=x)
    return (x * sigmoid(_wide(x))).astype(x.dtype, copy=False)


@np.errstate(over="ignore", invalid="ignore")
def gelu(x: np.ndarray) -> np.ndarray:
    """Return x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), nearly x times the share of a normal distribution below x.

    >>> gelu(np.array([-10.0, 0.0, 10.0])).round(9).tolist()
    [-0.0, 0.0, 10.0]
    """
    x = as_array("(…)", "float", x=x)
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))


def _wide(x: np.ndarray) -> np.ndarray:
    """Return x in the dtype that sums and exponentials are taken in: float16 as float32."""
    return x.astype(np.promote_types(x.dtype, np.float32), copy=False)


def elementwise_operations(name: str, n: int) -> Operations:
    """Return the operations of n values of the function of that name, or of "add" and "multiply", of two arrays.

    Raises ValueError for another name.

    >>> elementwise_operations("silu", 1)                                               # e⁻ˣ, 1 + …, 1/…, x·…
    Operations(multiplications=1, additions=1, divisions=1, comparisons=0, functions=1)
    """
    [n] = whole_numbers(n=n)
    once = {"add": Operations(additions=1), "multiply": Operations(multiplications=1),
            "relu": Operations(comparisons=1), "relu6": Operations(comparisons=2),
            "hardswish": Operations(1, 1, 1, comparisons=2), "sigmoid": Operations(0, 1, 1, functions=1),
            "silu": Operations(1, 1, 1, functions=1), "gelu": Operations(6, 2, functions=1)}
    return n * once[as_choice(tuple(once), name=name)]
