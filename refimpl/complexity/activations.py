"""Activation functions (激活函数): what a value becomes, each for itself.

    relu(x)    max(x, 0)                              sigmoid(x)   1/(1 + e⁻ˣ)
    relu6(x)   min(max(x, 0), 6)                      silu(x)      x·sigmoid(x)
    hardswish  x·relu6(x + 3)/6                       gelu(x)      x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))

Beside the convolutions and products of a network they cost next to nothing to compute: one to nine operations a value,
where a value costs hundreds of MACs.  They cost memory: every value is read and written for them.

Shapes   x, any shape  →  the same
Cost     see elementwise_operations: comparisons for the ReLUs; an exponential or a tanh and some arithmetic for others;
         the sum of two arrays, as at the end of a residual block, an addition a value
Source   Nair & Hinton 2010 (ReLU); Howard et al. 2017 and 2019, "MobileNets" and "MobileNetV3", eq. 3; Ramachandran et
         al. 2017 (SiLU, swish); Hendrycks & Gimpel 2016, "Gaussian error linear units", §2 (this form of GELU)
Checked  torch.nn.functional; the operations executed, counted
Beware   What an exponential costs depends on the machine: some tens of instructions, or one.  Counted as one of the
         `functions` it is neither.  GELU is also computed by erf, without approximation.  FLOP counters book a ReLU as
         1, 0, or (by mistake) 2 operations a value, sigmoid and hardswish as none.
"""
import math

import numpy as np

from refimpl.complexity.counting import Operations
from refimpl.complexity.params import check_whole

__all__ = ["elementwise_operations", "gelu", "hardswish", "relu", "relu6", "sigmoid", "silu"]


def relu(x: np.ndarray) -> np.ndarray:
    """Return max(x, 0).

    >>> relu(np.array([-2.0, 3.0])).tolist()
    [0.0, 3.0]
    """
    return np.maximum(x, 0)


def relu6(x: np.ndarray) -> np.ndarray:
    """Return x between 0 and 6.

    >>> relu6(np.array([-2.0, 3.0, 9.0])).tolist()
    [0.0, 3.0, 6.0]
    """
    return np.minimum(np.maximum(x, 0), 6)


def hardswish(x: np.ndarray) -> np.ndarray:
    """Return x·relu6(x + 3)/6.

    >>> hardswish(np.array([-3.0, 0.0, 1.5, 3.0])).tolist()                            # 1.5·4.5/6
    [-0.0, 0.0, 1.125, 3.0]
    """
    return x * relu6(x + 3) / 6


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return 1/(1 + e⁻ˣ), without overflow from −700 (float32: −88) on up.

    >>> sigmoid(np.array([0.0, np.log(3.0)])).round(9).tolist()                        # e⁻ˣ is 1, and 1/3
    [0.5, 0.75]
    """
    return 1 / (1 + np.exp(-x))


def silu(x: np.ndarray) -> np.ndarray:
    """Return x·sigmoid(x).

    >>> silu(np.array([0.0, np.log(3.0)])).round(4).tolist()                           # 0.75·1.0986
    [0.0, 0.824]
    """
    return x * sigmoid(x)


def gelu(x: np.ndarray) -> np.ndarray:
    """Return x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), near to x times the share of a normal distribution below x.

    >>> gelu(np.array([-10.0, 0.0, 10.0])).round(9).tolist()
    [-0.0, 0.0, 10.0]
    """
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))


def elementwise_operations(name: str, n: int) -> Operations:
    """Return the operations of n values of the function of that name, or of "add" and "multiply", of two arrays.

    Raises ValueError for another name.

    >>> elementwise_operations("silu", 1)                                               # e⁻ˣ, 1 + …, 1/…, x·…
    Operations(multiplications=1, additions=1, divisions=1, comparisons=0, functions=1)
    """
    [n] = check_whole(n=n)
    once = {"add": Operations(additions=1), "multiply": Operations(multiplications=1),
            "relu": Operations(comparisons=1), "relu6": Operations(comparisons=2),
            "hardswish": Operations(1, 1, 1, comparisons=2), "sigmoid": Operations(0, 1, 1, functions=1),
            "silu": Operations(1, 1, 1, functions=1), "gelu": Operations(6, 2, functions=1)}
    if name not in once:
        raise ValueError(f"name must be one of {', '.join(once)}, got {name!r}")
    return n * once[name]
