"""Parameters (参数量, Params): how many numbers a layer learns.

    convolution   O·(C/G)·kH·kW  + O                  linear      O·I  + O
    norm          C  + C                              embedding   V·D
    attention     2·D·D + 2·D·D'  + 2·D + 2·D'        LSTM        4·h·(I + h)  + 8·h

What stands behind the + is the bias.  G groups see C/G channels each; keys and values are D' = D·kv_heads/heads wide.
The parameters depend on the layers alone, not on how often one is called: that sets them apart from the FLOPs, which
grow with every call (the notes say that those do not grow either; see flops).  Nor do they depend on the size of the
image, but for layers made for one size: a linear layer of a flattened image, an embedding of positions.

Shapes   whole numbers  →  a whole number
Cost     none
Source   the shapes of weights in PyTorch's documentation; Vaswani et al. 2017, "Attention is all you need", §3.2
Checked  sum(p.numel()) of the torch module
Beware   The notes' n·(h·w·c + 1), here notes_params, is right only with a bias and without groups: for convolutions,
         and for linear layers, which are 1×1 ones.  In float32 a model takes 4 bytes per parameter, and those of its
         buffers: see size_bytes.  A transposed convolution has the parameters of a convolution.  PyTorch's LSTM has two
         biases where one would do.  The running mean and variance of a batch norm are buffers (缓冲区): stored, but not
         learnt.
"""
from refimpl.arguments import as_choice, per_axis, whole_numbers

__all__ = ["attention_params", "conv2d_params", "depthwise_separable_params", "embedding_params", "key_value_dim",
           "linear_params", "lstm_params", "norm_params", "notes_params", "size_bytes"]

ITEMSIZE = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "int64": 8, "int32": 4, "int16": 2, "int8": 1,
            "uint8": 1}                            # bytes


def conv2d_params(in_channels: int, out_channels: int, kernel_size: int | tuple, groups: int = 1,
                  bias: bool = True) -> int:
    """Return O·(C/G)·kH·kW, and O more for the bias.  ValueError unless groups divides both numbers of channels.

    >>> conv2d_params(3, 64, kernel_size=7, bias=False)                       # 64·3·7·7, the stem of a ResNet
    9408
    """
    C, O, G = whole_numbers(in_channels=in_channels, out_channels=out_channels, groups=groups)
    if C % G or O % G:
        raise ValueError(f"groups must divide in_channels and out_channels, got {G}, {C} and {O}")
    kH, kW = per_axis(2, kernel_size=kernel_size)
    return O * (C // G) * kH * kW + as_choice((True, False), bias=bias) * O


def depthwise_separable_params(in_channels: int, out_channels: int, kernel_size: int | tuple,
                               bias: bool = False) -> int:
    """Return C·kH·kW + O·C, of the depthwise and of the pointwise half; with biases C + O more.

    >>> depthwise_separable_params(32, 64, kernel_size=3)                     # 32·9 + 64·32, for 18432 in a dense one
    2336
    """
    depthwise = conv2d_params(in_channels, in_channels, kernel_size, in_channels, bias)
    return depthwise + conv2d_params(in_channels, out_channels, 1, bias=bias)


def notes_params(in_channels: int, out_channels: int, kernel_size: int | tuple) -> int:
    """Return the notes' n·(h·w·c + 1): right for a convolution with a bias and without groups.

    >>> notes_params(32, 32, kernel_size=3)                                   # a depthwise one has 32·(9 + 1) = 320
    9248
    """
    c, n = whole_numbers(in_channels=in_channels, out_channels=out_channels)
    h, w = per_axis(2, kernel_size=kernel_size)
    return n * (h * w * c + 1)


def linear_params(in_features: int, out_features: int, bias: bool = True) -> int:
    """Return O·I, and O more for the bias.

    >>> linear_params(2048, 1000)
    2049000
    """
    I, O = whole_numbers(in_features=in_features, out_features=out_features)
    return O * I + as_choice((True, False), bias=bias) * O


def norm_params(channels: int, bias: bool = True) -> int:
    """Return 2·C, a scale and a shift per channel of a batch, layer or group norm; C without the shift, as in RMSNorm.

    >>> norm_params(64)
    128
    """
    [C] = whole_numbers(channels=channels)
    return C + as_choice((True, False), bias=bias) * C


def embedding_params(vocabulary: int, dim: int) -> int:
    """Return V·D, a row for each token.

    >>> embedding_params(50257, 768)
    38597376
    """
    V, D = whole_numbers(vocabulary=vocabulary, dim=dim)
    return V * D


def attention_params(dim: int, heads: int, kv_heads: int | None = None, bias: bool = True) -> int:
    """Return the parameters of four projections: to queries, to keys and to values, and of all heads back.

    >>> attention_params(8, heads=4, bias=False), attention_params(8, heads=4, kv_heads=1, bias=False)   # D' = 2
    (256, 160)
    """
    kv_dim = key_value_dim(dim, heads, kv_heads)
    return 2 * linear_params(dim, dim, bias) + 2 * linear_params(dim, kv_dim, bias)


def lstm_params(input_size: int, hidden_size: int, bias: bool = True) -> int:
    """Return 4·h·(I + h), and 8·h more for PyTorch's two biases: four gates, each of the input and of the last state.

    >>> lstm_params(10, 20)                                                   # 4·20·30 + 160
    2560
    """
    I, h = whole_numbers(input_size=input_size, hidden_size=hidden_size)
    return 4 * h * (I + h) + as_choice((True, False), bias=bias) * 8 * h


def size_bytes(params: int, dtype: str = "float32", buffers: int = 0, optimizer_states: int = 0) -> int:
    """Return the bytes of a model: of its parameters, of float32 buffers, and of the optimizer's float32 numbers.

    optimizer_states is how many numbers the optimizer keeps per parameter: 0 in plain SGD, 1 with momentum, 2 in Adam.

    >>> size_bytes(1000), size_bytes(1000, "float16"), size_bytes(1000, "int8"), size_bytes(1000, optimizer_states=2)
    (4000, 2000, 1000, 12000)
    """
    N, buffers, states = whole_numbers(0, params=params, buffers=buffers, optimizer_states=optimizer_states)
    return N * ITEMSIZE[as_choice(tuple(ITEMSIZE), dtype=dtype)] + 4 * buffers + 4 * states * N


def key_value_dim(dim: int, heads: int, kv_heads: int | None = None) -> int:
    """Return D' = D·kv_heads/heads.  ValueError unless heads divides dim and kv_heads divides heads.

    >>> key_value_dim(8192, heads=64, kv_heads=8)                             # Llama-2-70B
    1024
    """
    dim, heads, kv_heads = whole_numbers(dim=dim, heads=heads, kv_heads=heads if kv_heads is None else kv_heads)
    if dim % heads or heads % kv_heads:
        raise ValueError(f"heads must divide dim and kv_heads must divide heads, got {heads}, {dim} and {kv_heads}")
    return dim // heads * kv_heads
