"""Memory access cost (访存量, the notes' MAC): how many numbers a layer reads and writes.

    convolution   input touched + weights + outputs         pointwise   h·w·(c₁ + c₂) + c₁·c₂

    h·w·(c₁ + c₂) + c₁·c₂  ≥  2·√(h·w·B) + B/(h·w),    B = h·w·c₁·c₂ MACs,    with equality for c₁ = c₂

Arithmetic waits for its numbers: a layer of few MACs per number is as slow as its memory.  The law says what to do: of
all pointwise convolutions of one cost on images of one size, the one with as many outputs as inputs moves the fewest
numbers.  (c₁ + c₂ ≥ 2·√(c₁·c₂), the two means.)  An element counts once, however often it is read; one that the stride
skips, so that no window sees it, not at all.

Shapes   whole numbers  →  elements: times 4 bytes in float32
Cost     none
Source   Ma et al. 2018, "ShuffleNet V2", §2, G1 and eq. 1; Williams, Waterman & Patterson 2009, "Roofline" (intensity)
Checked  the elements that the definitions read and write, recorded; the law for all whole numbers
Beware   Two things are called MAC: this, and the multiply-accumulate.  Distinct elements are the least, as if a cache
         kept all; reading anew for every MAC would be 2·MACs.  A program that writes columns out (im2col) with stride 1
         writes each sample about k² times, and reads them back.  One that runs a ReLU by itself moves every value twice
         more, for no MAC at all.
"""
import math

from refimpl.arguments import real_numbers, whole_numbers
from refimpl.complexity.params import attention_params, conv2d_params, linear_params
from refimpl.complexity.sampling import count_samples, window_places

__all__ = ["arithmetic_intensity", "attention_memory_access", "conv2d_memory_access", "elementwise_memory_access",
           "linear_memory_access", "memory_access_lower_bound", "pointwise_memory_access", "pool2d_memory_access",
           "touched_samples"]


def conv2d_memory_access(input_shape: tuple, out_channels: int, kernel_size: int | tuple, stride: int | tuple = 1,
                         padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1,
                         bias: bool = False) -> int:
    """Return the elements touched: of the input (C, H, W), of the weights and the bias, and of the output.

    >>> conv2d_memory_access((64, 56, 56), 128, kernel_size=1, stride=2)       # 64·28·28 + 64·128 + 128·28·28
    158720
    """
    C, H, W = window_places(input_shape, kernel_size, stride, padding, dilation)
    weights, [O] = conv2d_params(C, out_channels, kernel_size, groups, bias), whole_numbers(out_channels=out_channels)
    return touched_samples(input_shape, kernel_size, stride, padding, dilation) + weights + O * H * W


def pool2d_memory_access(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple,
                         padding: int | tuple = 0) -> int:
    """Return the elements touched: of the input (C, H, W) and of the output.

    >>> pool2d_memory_access((3, 4, 6), kernel_size=2, stride=2)               # 72 + 18
    90
    """
    C, H, W = window_places(input_shape, kernel_size, stride, padding)
    return touched_samples(input_shape, kernel_size, stride, padding) + C * H * W


def linear_memory_access(in_features: int, out_features: int, tokens: int = 1, bias: bool = True) -> int:
    """Return T·I + O·I + T·O, with a bias O more.

    >>> linear_memory_access(2048, 1000)                                       # nearly all of it weights
    2052048
    """
    T, I, O = whole_numbers(tokens=tokens, in_features=in_features, out_features=out_features)
    return T * (I + O) + linear_params(I, O, bias)


def attention_memory_access(tokens: int, dim: int, heads: int, kv_heads: int | None = None, bias: bool = True) -> int:
    """Return T·D + parameters + T·D: what a fused program moves, which keeps all in between to itself.

    >>> attention_memory_access(tokens=4, dim=8, heads=2)                      # 32 + 4·72 + 32
    352
    """
    T, D = whole_numbers(tokens=tokens, dim=dim)
    return 2 * T * D + attention_params(D, heads, kv_heads, bias)


def elementwise_memory_access(n: int, inputs: int = 1) -> int:
    """Return (inputs + 1)·n: for an activation, or for a sum of two, of n values each.

    >>> elementwise_memory_access(1000), elementwise_memory_access(1000, inputs=2)
    (2000, 3000)
    """
    n, inputs = whole_numbers(n=n, inputs=inputs)
    return (inputs + 1) * n


def pointwise_memory_access(h: int, w: int, c1: int, c2: int) -> int:
    """Return h·w·(c₁ + c₂) + c₁·c₂, of a 1×1 convolution from c₁ to c₂ channels.

    >>> pointwise_memory_access(56, 56, 128, 128)
    819200
    """
    h, w, c1, c2 = whole_numbers(h=h, w=w, c1=c1, c2=c2)
    return h * w * (c1 + c2) + c1 * c2


def memory_access_lower_bound(h: int, w: int, macs: int) -> float:
    """Return 2·√(h·w·B) + B/(h·w): no pointwise convolution of B MACs on h × w pixels touches fewer elements.

    >>> memory_access_lower_bound(56, 56, macs=56 * 56 * 128 * 128)
    819200.0
    """
    h, w, macs = whole_numbers(1, 10**100, h=h, w=w, macs=macs)
    return 2 * math.sqrt(h * w * macs) + macs / (h * w)


def arithmetic_intensity(flops: float, nbytes: float) -> float:
    """Return FLOPs per byte (计算强度): what is done with each byte moved.  ValueError unless nbytes > 0, flops >= 0.

    >>> arithmetic_intensity(flops=2000, nbytes=500)
    4.0
    """
    [F], [B] = real_numbers(0, flops=flops), real_numbers(above=0, nbytes=nbytes)
    return F / B


def touched_samples(input_shape: tuple, kernel_size: int | tuple, stride: int | tuple = 1,
                    padding: int | tuple | str = 0, dilation: int | tuple = 1) -> int:
    """Return how many elements of an image (C, H, W) any window sees.

    >>> touched_samples((3, 4, 4), kernel_size=(2, 1), stride=(1, 3))         # all rows, columns 0 and 3
    24
    """
    C, _, _ = window_places(input_shape, kernel_size, stride, padding, dilation)
    (_, _, rows), (_, _, columns) = count_samples(input_shape, kernel_size, stride, padding, dilation)
    return C * rows * columns
