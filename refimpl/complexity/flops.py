"""FLOPs (浮点运算数): how many operations a layer executes; MACs, how many pairs of a multiplication and an addition.

    convolution   MACs = O·H'·W'·(C/G)·kH·kW          linear      MACs = T·O·I
    transposed    MACs = C·H·W·(O/G)·kH·kW            attention   MACs = T·(2·D·D + 2·D·D') + 2·T·T·D

    FLOPs = 2·MACs

T tokens; D' = D·kv_heads/heads, the width of keys and values.  A transposed convolution multiplies at the H·W places of
its input, not at those of its output.  Norms, activations and pooling cost operations of another kind, few beside
these (refimpl.complexity.normalization, .activations, .pooling); MACs leave them out.

Shapes   input_shape (C, H, W), of one image: N images cost N times as much  →  a whole number
Cost     a few multiplications, whatever the sizes
Source   the formula of each layer; He et al. 2016, "Deep residual learning", Table 1, which calls MACs FLOPs
Checked  the multiplications that the definitions execute, counted; torch.utils.flop_counter
Beware   MAC is short for two things: here, and nearly everywhere, a multiply-accumulate (乘加); in the notes and in
         ShuffleNet V2 the memory access cost (访存量, refimpl.complexity.memory_access).  FLOPs is a number of
         operations, FLOPS, with a capital S, a number of operations per second (refimpl.complexity.hardware).
         The notes' H'·W'·params, here notes_flops, counts a MAC as one operation and the bias as one more.  It fails
         for groups, transposed convolutions, attention (T·T·D belongs to no parameter) and embeddings (parameters, but
         no FLOPs).  2·MACs is exact for K products, K − 1 additions and a bias; without a bias it is one operation
         per output too many: see refimpl.complexity.operations.  FLOPs grow with every call: a layer called three times
         costs three times as much, and has its parameters once.  The notes say that calls repeated in forward leave the
         FLOPs as they are: an error, and the way torchstat counts, which keeps only a layer's last call.
"""
from refimpl.arguments import as_shape, whole_numbers
from refimpl.complexity.params import (conv2d_params, depthwise_separable_params, key_value_dim, linear_params,
                                       notes_params)
from refimpl.complexity.sampling import window_places

__all__ = ["attention_macs", "conv2d_macs", "conv_transpose2d_macs", "depthwise_separable_macs", "flops", "linear_macs",
           "notes_flops"]


def conv2d_macs(input_shape: tuple, out_channels: int, kernel_size: int | tuple, stride: int | tuple = 1,
                padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1) -> int:
    """Return O·H'·W'·(C/G)·kH·kW for an image (C, H, W); the products with padding zeros are counted in.

    Raises ValueError for sizes that are no whole numbers, groups that do not divide, and a kernel that does not fit.

    >>> conv2d_macs((3, 224, 224), 64, kernel_size=7, stride=2, padding=3)             # 112·112·64·3·49
    118013952
    """
    C, H, W = window_places(input_shape, kernel_size, stride, padding, dilation)
    return H * W * conv2d_params(C, out_channels, kernel_size, groups, bias=False)


def conv_transpose2d_macs(input_shape: tuple, out_channels: int, kernel_size: int | tuple, groups: int = 1) -> int:
    """Return C·H·W·(O/G)·kH·kW, whatever the stride; the products that padding cuts off are counted in.

    >>> conv_transpose2d_macs((8, 5, 6), 4, kernel_size=3)                             # 8·30·4·9
    8640
    """
    C, H, W = as_shape("(C, H, W)", input_shape=input_shape)
    return H * W * conv2d_params(C, out_channels, kernel_size, groups, bias=False)


def depthwise_separable_macs(input_shape: tuple, out_channels: int, kernel_size: int | tuple, stride: int | tuple = 1,
                             padding: int | tuple | str = 0, dilation: int | tuple = 1) -> int:
    """Return H'·W'·C·(kH·kW + O), of both halves: the share 1/O + 1/(kH·kW) of the dense convolution's.

    >>> depthwise_separable_macs((32, 112, 112), 64, kernel_size=3, padding=1)         # 112·112·32·(9 + 64)
    29302784
    """
    C, H, W = window_places(input_shape, kernel_size, stride, padding, dilation)
    return H * W * depthwise_separable_params(C, out_channels, kernel_size)


def linear_macs(in_features: int, out_features: int, tokens: int = 1) -> int:
    """Return T·O·I.

    >>> linear_macs(2048, 1000)
    2048000
    """
    [T] = whole_numbers(tokens=tokens)
    return T * linear_params(in_features, out_features, bias=False)


def attention_macs(tokens: int, dim: int, heads: int, kv_heads: int | None = None) -> int:
    """Return T·(2·D·D + 2·D·D') + 2·T·T·D: the four projections, the scores Q·Kᵀ, and the scores times V.

    >>> attention_macs(tokens=4, dim=8, heads=2)                                       # 4·256 + 2·16·8
    1280
    """
    kv_dim, (T, D) = key_value_dim(dim, heads, kv_heads), whole_numbers(tokens=tokens, dim=dim)
    return 2 * linear_macs(D, D, T) + 2 * linear_macs(D, kv_dim, T) + 2 * T * T * D


def notes_flops(input_shape: tuple, out_channels: int, kernel_size: int | tuple, stride: int | tuple = 1,
                padding: int | tuple | str = 0) -> int:
    """Return the notes' H'·W'·n·(h·w·c + 1): the MACs, and one operation per output for the bias.

    >>> notes_flops((3, 224, 224), 64, kernel_size=7, stride=2, padding=3)             # 118013952 + 112·112·64
    118816768
    """
    C, H, W = window_places(input_shape, kernel_size, stride, padding)
    return H * W * notes_params(C, out_channels, kernel_size)


def flops(macs: int) -> int:
    """Return 2·MACs, a multiplication and an addition each.

    >>> flops(4089184256)                                                              # ResNet-50
    8178368512
    """
    return 2 * whole_numbers(0, macs=macs)[0]
