"""The costs of layers, and the layers, elsewhere: torch and Keras, their counters, SciPy, scikit-learn, OpenCV, NumPy.

Parameters are counted in modules on the meta device, where arrays are shapes and nothing else; operations by torch's
counter, and by running our formulas on numbers that count.
"""
import os

import numpy as np

from refimpl.complexity import activations
from refimpl.complexity.accesses import Accesses, count_accesses, numbers_in
from refimpl.complexity.activations import (elementwise_operations, gelu, hardswish, relu, relu6, sigmoid, silu)
from refimpl.complexity.attention import (attention, attention_operations, softmax, softmax_operations, split_heads)
from refimpl.complexity.counting import Number, Operations, count_operations, counting
from refimpl.complexity.flops import (attention_macs, conv2d_macs, conv_transpose2d_macs, depthwise_separable_macs,
                                      flops, linear_macs, notes_flops)
from refimpl.complexity.hardware import (attainable_flops, measure_bandwidth, measure_flops, median_seconds,
                                         palm_training_flops, peak_flops, roofline_seconds, training_flops, utilization)
from refimpl.complexity.linear import embedding, linear, linear_operations
from refimpl.complexity.lstm import lstm_macs, lstm_operations, lstm_step
from refimpl.complexity.memory_access import (arithmetic_intensity, attention_memory_access, conv2d_memory_access,
                                              elementwise_memory_access, linear_memory_access,
                                              memory_access_lower_bound, pointwise_memory_access, pool2d_memory_access,
                                              touched_samples)
from refimpl.complexity.normalization import (batch_norm, batch_norm_operations, group_norm, group_norm_operations,
                                              layer_norm, layer_norm_operations, rms_norm, rms_norm_operations)
from refimpl.complexity.operations import conv2d_operations, conv2d_operations_definition
from refimpl.complexity.params import (attention_params, conv2d_params, depthwise_separable_params, embedding_params,
                                       key_value_dim, linear_params, lstm_params, norm_params, notes_params, size_bytes)
from refimpl.complexity.pooling import (avg_pool2d, avg_pool2d_definition, avg_pool2d_operations, global_avg_pool2d,
                                        global_avg_pool2d_operations, max_pool2d, max_pool2d_definition,
                                        max_pool2d_operations, pool_windows)
from refimpl.complexity.sampling import count_samples, inside, seen_samples, window_places
from refimpl.complexity.scaling import scaled_rows
from refimpl.complexity.transformer import (mlp, mlp_operations, transformer_block, transformer_block_operations,
                                            transformer_block_params, transformer_macs, transformer_params)
from refimpl.convolution.conv2d import conv2d, conv2d_definition
from refimpl.convolution.depthwise import depthwise_conv2d, depthwise_conv2d_definition
from refimpl.convolution.padding import pad_widths
from refimpl.convolution.pointwise import pointwise_conv2d, pointwise_conv2d_definition
from refimpl.convolution.separable import separable_conv2d, separable_conv2d_definition
from refimpl.convolution.transposed import conv_transpose2d, conv_transpose2d_definition
from refimpl.peers import alone, differs, same

os.environ.setdefault("KERAS_BACKEND", "torch")    # for whoever asks for Keras


# ---- what the rows below are written with ----------------------------------------------------------------------------

def numel(*modules):
    """Return how many numbers torch modules learn."""
    return sum(p.numel() for module in modules for p in module.parameters())


def shape(*sizes, learnt=False):
    """Return a torch array on the meta device: a shape and nothing else."""
    import torch
    return torch.empty(sizes, device="meta", requires_grad=learnt)


def torch_flops(call):
    """Return what torch's counter books for a call: 2·MACs of convolutions and matrix products."""
    from torch.utils.flop_counter import FlopCounterMode
    with FlopCounterMode(display=False) as counter:
        call()
    return counter.get_total_flops()


def tensors(arrays):
    """Return torch tensors for arrays, None for None."""
    import torch
    return [None if array is None else torch.tensor(array) for array in arrays]


def from_keras(y):
    """Return what Keras gives as an array."""
    import keras
    return keras.ops.convert_to_numpy(y)


def keras_params(layer, *shapes):
    """Return how many numbers a Keras layer learns, once it is built for these shapes."""
    import keras
    with keras.device("meta"):
        layer.build(*shapes)
    return sum(int(np.prod(w.shape)) for w in layer.trainable_weights)


def keras_macs(layer, *shapes):
    """Return the multiply-accumulates of a Keras layer, called on arrays of these shapes."""
    import keras
    with keras.device("meta"):
        return torch_flops(lambda: layer(*(shape(*sizes) for sizes in shapes))) // 2


def arrays_of(value):
    """Return all arrays in a case, or in a part of it."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else []
    return [value] if isinstance(value, np.ndarray) else [array for part in parts for array in arrays_of(part)]


def in_single(value):
    """Return a case, or a part of it, with float32 for its arrays."""
    if isinstance(value, dict):
        return {name: in_single(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return tuple(map(in_single, value))
    return value.astype(np.float32) if isinstance(value, np.ndarray) else value


def is_single(case):
    """Tell whether the case is of float32."""
    return case["x"].dtype == np.float32


def without_signs(case):
    """Return the case with magnitudes for numbers: sums of products become what their rounding errors go by."""
    return {name: np.abs(value) if isinstance(value, np.ndarray) else value for name, value in case.items()}


def sums(function, roundings, why):
    """Return the claim that either rounds each term of a sum so often; sums of whole numbers are exact."""
    def within(**case):
        return 0 if all((array == np.rint(array)).all() for array in arrays_of(case)) else roundings(**case)
    claim: dict = {"within": within, "terms": lambda **case: function(**without_signs(case)), "why": why}
    return claim


def pair(value):
    """Return a size for both axes."""
    return value if isinstance(value, tuple) else (value, value)


def image_and_kernel(input_shape, out_channels, kernel_size, groups=1, **others):
    """Return an image and a kernel of ones."""
    return np.ones((1, *input_shape)), np.ones((out_channels, input_shape[0] // groups, *pair(kernel_size)))


def keras_takes(case):
    """Tell whether Keras has the arguments: padding by name, and no stride together with a dilation."""
    stride, dilation = pair(case["stride"]), pair(case["dilation"])
    return case["padding"] in ("same", "valid") and (stride == (1, 1) or dilation == (1, 1))


def projections(dim, heads, kv_heads=None):
    """Return the (in, out) widths of the four projections of attention: for q, k, v, and of all heads back."""
    kv_dim = dim // heads * (kv_heads or heads)
    return (dim, dim), (dim, kv_dim), (dim, kv_dim), (dim, dim)


# ---- counting --------------------------------------------------------------------------------------------------------

def matrix_product(a, b):
    """Return a·b, in NumPy or torch."""
    return a @ b


def three_products(x):
    """Return x·x·x·x, element by element."""
    return x * x * x * x


@same(count_operations, "torch.utils.flop_counter.FlopCounterMode",
      "products of matrices: 2 FLOPs for each multiplication",
      ours=lambda function, a, b: 2 * count_operations(function, a, b).multiplications,
      drawn=lambda cases: cases.linear_macs().map(lambda c: {
          "function": matrix_product, "a": np.ones((c["tokens"], c["in_features"])),
          "b": np.ones((c["in_features"], c["out_features"]))}))
def count_operations_in_torch(function, a, b):
    import torch
    from torch.utils.flop_counter import FlopCounterMode
    with FlopCounterMode(display=False) as counter:
        function(torch.tensor(a), torch.tensor(b))
    return counter.get_total_flops()


@differs(count_operations, "torch.utils.flop_counter.FlopCounterMode",
         "It books convolutions and products of matrices alone: what is done element by element costs nothing.",
         ours=lambda function, x: count_operations(function, x).total, function=three_products, x=np.ones(2))
def count_operations_in_torch_elementwise(function, x):
    import torch
    from torch.utils.flop_counter import FlopCounterMode
    with FlopCounterMode(display=False) as counter:
        function(torch.tensor(x))
    return counter.get_total_flops()


@differs(count_operations, "torch.utils.flop_counter.FlopCounterMode of a matrix times a vector",
         "A matrix times a vector costs nothing: its list of operators has mm, and not mv.",
         ours=lambda function, a, b: count_operations(function, a, b).multiplications,
         function=matrix_product, a=np.ones((2, 3)), b=np.ones(3))
def count_operations_in_torch_of_a_vector(function, a, b):
    return count_operations_in_torch(function, a, b) // 2


@same(count_operations, "torch.utils.flop_counter.FlopCounterMode of a column", "a vector as a matrix of one column",
      mends=count_operations_in_torch_of_a_vector,
      ours=lambda function, a, b: count_operations(function, a, b).multiplications,
      drawn=lambda cases: cases.linear_macs().map(lambda c: {
          "function": matrix_product, "a": np.ones((c["tokens"], c["in_features"])), "b": np.ones(c["in_features"])}))
def count_operations_in_torch_of_a_column(function, a, b):
    return count_operations_in_torch(function, a, b[:, None]) // 2


alone("arrays of numbers that count are this book's; a law says that their values stay, and tests count by hand",
      counting, Number, Operations)


# ---- accesses --------------------------------------------------------------------------------------------------------

alone("no library tells which elements a function reads; tests count by hand, and laws hold it to the size of x",
      count_accesses, Accesses)


@same(numbers_in, "keras.tree.flatten", "arrays and numbers in lists and tuples, however deep",
      drawn=lambda cases: cases.numbers_in().filter(lambda case: numbers_in(**case)))
def numbers_in_keras(value):
    import keras
    return [number for leaf in keras.tree.flatten(value) for number in np.ravel(leaf).tolist()]


@differs(numbers_in, "numpy.ravel", "It refuses parts of different shapes.", value=[np.array([1, 2]), np.array([3])])
def numbers_in_numpy(value):
    return np.ravel(value).tolist()


# ---- params ----------------------------------------------------------------------------------------------------------

@same(conv2d_params, "torch.nn.Conv2d", "every size, groups, bias or none")
def conv2d_params_in_torch(in_channels, out_channels, kernel_size, groups=1, bias=True):
    import torch
    layer = torch.nn.Conv2d(in_channels, out_channels, kernel_size, groups=groups, bias=bias, device="meta")
    return sum(p.numel() for p in layer.parameters())


@same(conv2d_params, "torch.nn.ConvTranspose2d", "every size, groups, bias or none")
def conv2d_params_in_torch_transposed(in_channels, out_channels, kernel_size, groups=1, bias=True):
    import torch
    layer = torch.nn.ConvTranspose2d(in_channels, out_channels, kernel_size, groups=groups, bias=bias, device="meta")
    return sum(p.numel() for p in layer.parameters())


@same(conv2d_params, "keras.layers.Conv2D", "every size, groups, bias or none")
def conv2d_params_in_keras(in_channels, out_channels, kernel_size, groups=1, bias=True):
    import keras
    layer = keras.layers.Conv2D(out_channels, kernel_size, groups=groups, use_bias=bias)
    with keras.device("meta"):
        layer.build((None, None, None, in_channels))
    return layer.count_params()


@differs(conv2d_params, "torch.nn.LazyConv2d",
         "Before its first call a lazy layer does not know its parameters, and raises.",
         in_channels=2, out_channels=3, kernel_size=1)
def conv2d_params_in_torch_lazy(in_channels, out_channels, kernel_size):
    import torch
    return numel(torch.nn.LazyConv2d(out_channels, kernel_size))


@same(conv2d_params, "torch.nn.LazyConv2d after a call", "one call on an image of the channels: dense, with a bias",
      mends=conv2d_params_in_torch_lazy, drawn=lambda cases: cases.notes_params())
def conv2d_params_in_torch_lazy_called(in_channels, out_channels, kernel_size):
    import torch
    layer = torch.nn.LazyConv2d(out_channels, kernel_size, padding=kernel_size, device="meta")
    layer(shape(1, in_channels, 1, 1))
    return numel(layer)


@same(depthwise_separable_params, "torch.nn.Conv2d twice", "every size, both biases or none")
def depthwise_separable_params_in_torch(in_channels, out_channels, kernel_size, bias=False):
    import torch
    halves = (torch.nn.Conv2d(in_channels, in_channels, kernel_size, groups=in_channels, bias=bias, device="meta"),
              torch.nn.Conv2d(in_channels, out_channels, 1, bias=bias, device="meta"))
    return numel(*halves)


@differs(depthwise_separable_params, "keras.layers.SeparableConv2D",
         "The depthwise half has no bias, whatever use_bias says: C fewer.",
         in_channels=2, out_channels=3, kernel_size=1, bias=True)
def depthwise_separable_params_in_keras(in_channels, out_channels, kernel_size, bias=False):
    import keras
    layer = keras.layers.SeparableConv2D(out_channels, kernel_size, use_bias=bias)
    return keras_params(layer, (None, None, None, in_channels))


@same(depthwise_separable_params, "keras.layers.SeparableConv2D without a bias", "every size, no bias",
      mends=depthwise_separable_params_in_keras, drawn=lambda cases: cases.notes_params())
def depthwise_separable_params_in_keras_plain(in_channels, out_channels, kernel_size):
    return depthwise_separable_params_in_keras(in_channels, out_channels, kernel_size, bias=False)


@same(notes_params, "torch.nn.Conv2d", "every size; a bias, and no groups")
def notes_params_in_torch(in_channels, out_channels, kernel_size):
    import torch
    return numel(torch.nn.Conv2d(in_channels, out_channels, kernel_size, device="meta"))


@same(notes_params, "torch.nn.Linear", "kernel_size 1: a linear layer is a 1×1 convolution",
      drawn=lambda cases: cases.notes_params().map(lambda case: {**case, "kernel_size": 1}))
def notes_params_in_torch_linear(in_channels, out_channels, kernel_size):
    import torch
    return numel(torch.nn.Linear(in_channels, out_channels, device="meta"))


@differs(notes_params, "torch.nn.Conv2d(groups=in_channels)",
         "In groups an output sees some of the channels; the notes give every output a weight for all.",
         in_channels=2, out_channels=2, kernel_size=3)
def notes_params_in_torch_depthwise(in_channels, out_channels, kernel_size):
    import torch
    return numel(torch.nn.Conv2d(in_channels, out_channels, kernel_size, groups=in_channels, device="meta"))


@differs(notes_params, "torch.nn.Conv2d(bias=False)", "Without a bias there are n fewer.",
         in_channels=2, out_channels=3, kernel_size=1)
def notes_params_in_torch_plain(in_channels, out_channels, kernel_size):
    import torch
    return numel(torch.nn.Conv2d(in_channels, out_channels, kernel_size, bias=False, device="meta"))


@same(linear_params, "torch.nn.Linear", "every size, a bias or none")
def linear_params_in_torch(in_features, out_features, bias=True):
    import torch
    return numel(torch.nn.Linear(in_features, out_features, bias, device="meta"))


@same(linear_params, "keras.layers.Dense", "every size, a bias or none")
def linear_params_in_keras(in_features, out_features, bias=True):
    import keras
    return keras_params(keras.layers.Dense(out_features, use_bias=bias), (None, in_features))


@same(linear_params, "sklearn.linear_model.LinearRegression", "every size, a bias or none")
def linear_params_in_sklearn(in_features, out_features, bias=True):
    from sklearn.linear_model import LinearRegression
    model = LinearRegression(fit_intercept=bias).fit(np.eye(2, in_features), np.eye(2, out_features))
    return model.coef_.size + (model.intercept_.size if bias else 0)               # without one, intercept_ is 0.0


@same(norm_params, "torch.nn.LayerNorm", "every size, with a shift or without")
def norm_params_in_torch(channels, bias=True):
    import torch
    return numel(torch.nn.LayerNorm(channels, bias=bias, device="meta"))


@same(norm_params, "torch.nn.BatchNorm2d", "every size; a scale and a shift",
      drawn=lambda cases: cases.scales_and_shifts())
def norm_params_in_torch_batch_norm(channels):
    import torch
    return numel(torch.nn.BatchNorm2d(channels, device="meta"))


@same(norm_params, "torch.nn.GroupNorm", "every size; a scale and a shift",
      drawn=lambda cases: cases.scales_and_shifts())
def norm_params_in_torch_group_norm(channels):
    import torch
    return numel(torch.nn.GroupNorm(1, channels, device="meta"))


@same(norm_params, "torch.nn.RMSNorm", "every size; without a shift",
      drawn=lambda cases: cases.scales_and_shifts().map(lambda case: {**case, "bias": False}))
def norm_params_in_torch_rms_norm(channels, bias=False):
    import torch
    return numel(torch.nn.RMSNorm(channels, device="meta"))


@same(norm_params, "keras.layers.LayerNormalization", "every size, with a shift or without")
def norm_params_in_keras(channels, bias=True):
    import keras
    return keras_params(keras.layers.LayerNormalization(center=bias), (None, channels))


@differs(norm_params, "torch.nn.InstanceNorm2d", "Unless affine=True it learns nothing.", channels=3)
def norm_params_in_torch_instance_norm(channels):
    import torch
    return numel(torch.nn.InstanceNorm2d(channels, device="meta"))


@same(norm_params, "torch.nn.InstanceNorm2d(affine=True)", "every size; a scale and a shift",
      mends=norm_params_in_torch_instance_norm, drawn=lambda cases: cases.scales_and_shifts())
def norm_params_in_torch_instance_norm_affine(channels):
    import torch
    return numel(torch.nn.InstanceNorm2d(channels, affine=True, device="meta"))


@differs(norm_params, "torch.nn.BatchNorm2d.state_dict",
         "It holds the running mean and variance, and the number of batches seen, which are stored and not learnt.",
         channels=3)
def norm_params_in_torch_state_dict(channels):
    import torch
    return sum(array.numel() for array in torch.nn.BatchNorm2d(channels, device="meta").state_dict().values())


@differs(norm_params, "keras.layers.BatchNormalization.count_params",
         "It counts the moving mean and variance in, which are not trained: 4 per channel.", channels=3)
def norm_params_in_keras_batch_norm(channels):
    import keras
    layer = keras.layers.BatchNormalization()
    layer.build((None, channels))
    return layer.count_params()


@same(norm_params, "keras.layers.BatchNormalization.trainable_weights", "every size; a scale and a shift",
      mends=norm_params_in_keras_batch_norm, drawn=lambda cases: cases.scales_and_shifts())
def norm_params_in_keras_trainable(channels):
    import keras
    return keras_params(keras.layers.BatchNormalization(), (None, channels))


@same(embedding_params, "torch.nn.Embedding", "every size")
def embedding_params_in_torch(vocabulary, dim):
    import torch
    return numel(torch.nn.Embedding(vocabulary, dim, device="meta"))


@same(embedding_params, "keras.layers.Embedding", "every size")
def embedding_params_in_keras(vocabulary, dim):
    import keras
    return keras_params(keras.layers.Embedding(vocabulary, dim), (None,))


@same(attention_params, "torch.nn.MultiheadAttention",
      "every size, a bias or none; as many heads of keys as of queries",
      drawn=lambda cases: cases.attention_params().map(lambda case: {**case, "kv_heads": None}))
def attention_params_in_torch(dim, heads, kv_heads=None, bias=True):
    import torch
    return numel(torch.nn.MultiheadAttention(dim, heads, bias=bias, device="meta"))


@same(attention_params, "torch.nn.Linear four times", "every size, a bias or none, shared keys")
def attention_params_in_torch_layers(dim, heads, kv_heads=None, bias=True):
    import torch
    return numel(*(torch.nn.Linear(*widths, bias=bias, device="meta") for widths in projections(dim, heads, kv_heads)))


@same(attention_params, "keras.layers.MultiHeadAttention",
      "every size, a bias or none; as many heads of keys as of queries",
      drawn=lambda cases: cases.attention_params().map(lambda case: {**case, "kv_heads": None}))
def attention_params_in_keras(dim, heads, kv_heads=None, bias=True):
    import keras
    layer = keras.layers.MultiHeadAttention(heads, dim // heads, use_bias=bias)           # key_dim: of one head
    return keras_params(layer, (None, None, dim), (None, None, dim))


@same(attention_params, "keras.layers.GroupQueryAttention", "every size, a bias or none, shared keys")
def attention_params_in_keras_grouped(dim, heads, kv_heads=None, bias=True):
    import keras
    layer = keras.layers.GroupQueryAttention(dim // heads, heads, kv_heads or heads, use_bias=bias)
    return keras_params(layer, (None, None, dim), (None, None, dim))


@differs(attention_params, "keras.layers.MultiHeadAttention(key_dim=dim)",
         "key_dim is the width of one head: dim there makes every projection heads times as wide.", dim=4, heads=2)
def attention_params_in_keras_wide(dim, heads):
    import keras
    return keras_params(keras.layers.MultiHeadAttention(heads, dim), (None, None, dim), (None, None, dim))


@differs(attention_params, "torch.nn.MultiheadAttention(kdim, vdim)",
         "kdim and vdim are the widths of what is projected to keys and values; the keys stay dim wide, one for each "
         "head.",
         dim=4, heads=2, kv_heads=1, bias=False)
def attention_params_in_torch_kdim(dim, heads, kv_heads, bias):
    import torch
    narrow = dim // heads * kv_heads
    return numel(torch.nn.MultiheadAttention(dim, heads, bias=bias, kdim=narrow, vdim=dim, device="meta"))


@same(key_value_dim, "keras.layers.GroupQueryAttention", "every size: its keys, heads by features")
def key_value_dim_in_keras(dim, heads, kv_heads=None):
    import keras
    layer = keras.layers.GroupQueryAttention(dim // heads, heads, kv_heads or heads)
    with keras.device("meta"):
        layer.build((None, None, dim), (None, None, dim))
    [key] = [w for w in layer.weights if w.path.endswith("key/kernel")]                   # (dim, kv_heads, dim/heads)
    return key.shape[1] * key.shape[2]


@same(lstm_params, "torch.nn.LSTM", "every size, two biases or none")
def lstm_params_in_torch(input_size, hidden_size, bias=True):
    import torch
    return numel(torch.nn.LSTM(input_size, hidden_size, bias=bias, device="meta"))


@same(lstm_params, "torch.nn.LSTMCell", "every size, two biases or none")
def lstm_params_in_torch_cell(input_size, hidden_size, bias=True):
    import torch
    return numel(torch.nn.LSTMCell(input_size, hidden_size, bias, device="meta"))


@differs(lstm_params, "keras.layers.LSTM", "It has one bias of 4·h, PyTorch two.", input_size=2, hidden_size=1)
def lstm_params_in_keras(input_size, hidden_size, bias=True):
    import keras
    return keras_params(keras.layers.LSTM(hidden_size, use_bias=bias), (None, None, input_size))


@same(lstm_params, "keras.layers.LSTM with a second bias", "every size, two biases or none", mends=lstm_params_in_keras)
def lstm_params_in_keras_twice(input_size, hidden_size, bias=True):
    return lstm_params_in_keras(input_size, hidden_size, bias) + (4 * hidden_size if bias else 0)


@differs(lstm_params, "torch.nn.GRU", "A GRU has three gates: three quarters of the parameters.", input_size=2,
         hidden_size=1)
def lstm_params_in_torch_gru(input_size, hidden_size):
    import torch
    return numel(torch.nn.GRU(input_size, hidden_size, device="meta"))


@same(size_bytes, "numpy.ndarray.nbytes", "float64, float32, float16, int8; up to 1000 parameters",
      drawn=lambda cases: cases.size_bytes().map(lambda case: {**case, "params": case["params"] % 1000}))
def size_bytes_in_numpy(params, dtype="float32", buffers=0, optimizer_states=0):
    arrays = [np.empty(params, dtype), np.empty(buffers, np.float32)]
    return sum(array.nbytes for array in arrays + [np.empty(params, np.float32)] * optimizer_states)


@same(size_bytes, "torch.Tensor.nbytes", "every dtype, every number of parameters")
def size_bytes_in_torch(params, dtype="float32", buffers=0, optimizer_states=0):
    import torch
    model = torch.empty(params, dtype=getattr(torch, dtype), device="meta")
    return model.nbytes + shape(buffers).nbytes + optimizer_states * shape(params).nbytes


@differs(size_bytes, "torch.save", "A file has names and an archive around the numbers.", params=3)
def size_bytes_in_torch_file(params):
    import io

    import torch
    file = io.BytesIO()
    torch.save(torch.empty(params), file)
    return len(file.getvalue())


# ---- sampling --------------------------------------------------------------------------------------------------------

def axes_of(input_shape, kernel_size, stride=1, padding=0, dilation=1):
    """Return (n, k, s, (before, after), d) of the rows and of the columns."""
    k, s, d = pair(kernel_size), pair(stride), pair(dilation)
    return list(zip(input_shape[1:], k, s, pad_widths(padding, k, s, d), d, strict=True))


@same(seen_samples, "numpy.lib.stride_tricks.sliding_window_view", "every size, stride, padding, dilation",
      ours=lambda **case: list(seen_samples(**case)))
def seen_samples_in_numpy(input_shape, kernel_size, stride=1, padding=0, dilation=1):
    from numpy.lib.stride_tricks import sliding_window_view
    return [sliding_window_view(np.arange(-before, n + after), d * (k - 1) + 1)[::s, ::d]
            for n, k, s, (before, after), d in axes_of(input_shape, kernel_size, stride, padding, dilation)]


@same(seen_samples, "torch.Tensor.unfold", "every size, stride, padding, dilation",
      ours=lambda **case: list(seen_samples(**case)))
def seen_samples_in_torch(input_shape, kernel_size, stride=1, padding=0, dilation=1):
    import torch
    return [torch.arange(-before, n + after).unfold(0, d * (k - 1) + 1, s)[:, ::d].numpy()
            for n, k, s, (before, after), d in axes_of(input_shape, kernel_size, stride, padding, dilation)]


@same(window_places, "torch.nn.functional.conv2d", "every size, stride, padding, dilation")
def window_places_in_torch(input_shape, kernel_size, stride=1, padding=0, dilation=1):
    import torch
    C = input_shape[0]
    x, weight = shape(1, *input_shape), shape(C, 1, *pair(kernel_size))
    return tuple(torch.nn.functional.conv2d(x, weight, None, stride, padding, dilation, groups=C).shape[1:])


@same(window_places, "keras.layers.DepthwiseConv2D", 'padding "same" with stride 1, or "valid"; a stride or a dilation',
      drawn=lambda cases: cases.named_padding(cases.window_places()))
def window_places_in_keras(input_shape, kernel_size, stride=1, padding="valid", dilation=1):
    import keras
    C, H, W = input_shape                                                                 # channels last
    layer = keras.layers.DepthwiseConv2D(kernel_size, stride, padding, dilation_rate=dilation)
    _, H, W, C = layer.compute_output_shape((None, H, W, C))
    return C, H, W


@differs(window_places, "torch.nn.functional.max_pool2d(ceil_mode=True)",
         "A last window may hang over the end, if it begins within the image or its padding.",
         input_shape=(1, 1, 4), kernel_size=(1, 3), stride=2)
def window_places_in_torch_ceil(input_shape, kernel_size, stride):
    import torch
    return tuple(torch.nn.functional.max_pool2d(shape(*input_shape), kernel_size, stride, ceil_mode=True).shape)


@differs(window_places, 'keras.layers.MaxPooling2D(padding="same")',
         'With a stride, "same" pads to ⌈H/s⌉ places; here, as in PyTorch, it means stride 1.',
         input_shape=(1, 1, 4), kernel_size=(1, 2), stride=3)
def window_places_in_keras_same(input_shape, kernel_size, stride):
    import keras
    C, H, W = input_shape
    _, H, W, C = keras.layers.MaxPooling2D(kernel_size, stride, "same").compute_output_shape((None, H, W, C))
    return C, H, W


@same(count_samples, "its definition: the tables, gone through", "every size, stride, padding, dilation")
def count_samples_in_tables(**case):
    sizes = case["input_shape"][1:]
    seen = [np.where(inside(table, n), table, -1) for table, n in zip(seen_samples(**case), sizes, strict=True)]
    return tuple((int((table >= 0).sum()), int((table >= 0).any(axis=1).sum()), len(set(table[table >= 0].tolist())))
                 for table in seen)


@same(count_samples, "torch.nn.functional.conv1d",
      "every size, stride, padding, dilation: a window of ones over ones, and back")
def count_samples_in_torch(input_shape, kernel_size, stride=1, padding=0, dilation=1):
    import torch
    k, s, d = pair(kernel_size), pair(stride), pair(dilation)
    counts = []
    for axis, n in enumerate(input_shape[1:]):
        x, window = torch.ones(1, 1, n, requires_grad=True), torch.ones(1, 1, k[axis])
        pad = padding if isinstance(padding, str) else pair(padding)[axis]
        y = torch.nn.functional.conv1d(x, window, None, s[axis], pad, d[axis])
        [seen] = torch.autograd.grad(y.sum(), x)                                          # how often each sample is
        counts.append((int(y.sum()), int((y > 0).sum()), int((seen > 0).sum())))
    return tuple(counts)


@same(inside, "numpy.isin", "tables of any size")
def inside_in_numpy(samples, n):
    return np.isin(samples, np.arange(n))


# ---- flops -----------------------------------------------------------------------------------------------------------

@same(conv2d_macs, "multiplications executed", also=(conv2d,), drawn=lambda cases: cases.conv2d_macs(longest=5))
def conv2d_macs_executed(input_shape, out_channels, kernel_size, groups=1, **others):
    x, weight = image_and_kernel(input_shape, out_channels, kernel_size, groups)
    return count_operations(conv2d_definition, x, weight, groups=groups, **others).multiplications


@same(conv2d_macs, "multiplications executed by a depthwise convolution", "in C groups", also=(depthwise_conv2d,),
      ours=lambda **case: conv2d_macs(**case, out_channels=case["input_shape"][0], groups=case["input_shape"][0]),
      drawn=lambda cases: cases.without(cases.depthwise_separable_macs(longest=5), "out_channels"))
def conv2d_macs_executed_depthwise(input_shape, kernel_size, **others):
    x, weight = image_and_kernel(input_shape, input_shape[0], kernel_size, groups=input_shape[0])
    return count_operations(depthwise_conv2d_definition, x, weight, **others).multiplications


@same(conv2d_macs, "multiplications executed by a pointwise convolution", "a kernel of one", also=(pointwise_conv2d,),
      ours=lambda **case: conv2d_macs(**case, kernel_size=1),
      drawn=lambda cases: cases.conv2d_macs(longest=5).map(
          lambda case: {name: case[name] for name in ("input_shape", "out_channels")}))
def conv2d_macs_executed_pointwise(input_shape, out_channels):
    x, weight = image_and_kernel(input_shape, out_channels, 1)
    return count_operations(pointwise_conv2d_definition, x, weight).multiplications


@differs(conv2d_macs, "torch.utils.flop_counter.FlopCounterMode",
         "It counts a multiplication and an addition for each MAC: 2·MACs.",
         input_shape=(1, 2, 2), out_channels=1, kernel_size=1)
def conv2d_flops_in_torch(input_shape, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1):
    import torch
    x, weight = shape(1, *input_shape), shape(out_channels, input_shape[0] // groups, *pair(kernel_size))
    return torch_flops(lambda: torch.nn.functional.conv2d(x, weight, None, stride, padding, dilation, groups))


@same(conv2d_macs, "torch.utils.flop_counter.FlopCounterMode, halved", "every size, stride, padding, dilation, groups",
      mends=conv2d_flops_in_torch)
def conv2d_macs_in_torch(**arguments):
    return conv2d_flops_in_torch(**arguments) // 2


@same(conv2d_macs, "keras.layers.Conv2D under torch's counter",
      'every size, groups; padding by name, a stride or a dilation',
      drawn=lambda cases: cases.named_padding(cases.conv2d_macs()))
def conv2d_macs_in_keras(input_shape, out_channels, kernel_size, stride=1, padding="valid", dilation=1, groups=1):
    import keras
    C, H, W = input_shape
    layer = keras.layers.Conv2D(out_channels, kernel_size, stride, padding, dilation_rate=dilation, groups=groups)
    return keras_macs(layer, (1, H, W, C))


@same(conv_transpose2d_macs, "multiplications executed", "strides 1, 2 and 3: it does not matter",
      also=(conv_transpose2d,),
      ours=lambda stride, **case: conv_transpose2d_macs(**case),
      drawn=lambda cases: cases.with_strides(cases.conv_transpose2d_macs(longest=5)))
def conv_transpose2d_macs_executed(input_shape, out_channels, kernel_size, groups=1, stride=1):
    x, weight = np.ones((1, *input_shape)), np.ones((input_shape[0], out_channels // groups, *pair(kernel_size)))
    return count_operations(conv_transpose2d_definition, x, weight, stride=stride, groups=groups).multiplications


@same(conv_transpose2d_macs, "torch.utils.flop_counter.FlopCounterMode, halved",
      "every size, stride, groups, padding: what padding cuts off is counted in, here and there",
      ours=lambda stride, padding, **case: conv_transpose2d_macs(**case),
      drawn=lambda cases: cases.with_strides(cases.conv_transpose2d_macs(), padded=True))
def conv_transpose2d_macs_in_torch(input_shape, out_channels, kernel_size, groups=1, stride=1, padding=0):
    import torch
    x, weight = shape(1, *input_shape), shape(input_shape[0], out_channels // groups, *pair(kernel_size))
    call = torch.nn.functional.conv_transpose2d
    return torch_flops(lambda: call(x, weight, None, stride, padding, groups=groups)) // 2


@same(depthwise_separable_macs, "multiplications executed", also=(separable_conv2d,),
      drawn=lambda cases: cases.depthwise_separable_macs(longest=5))
def depthwise_separable_macs_executed(input_shape, out_channels, kernel_size, **others):
    C = input_shape[0]
    weights = np.ones((C, 1, *pair(kernel_size))), np.ones((out_channels, C, 1, 1))
    return count_operations(separable_conv2d_definition, np.ones((1, *input_shape)), *weights, **others).multiplications


@same(depthwise_separable_macs, "torch.utils.flop_counter.FlopCounterMode of two torch.nn.Conv2d, halved",
      "every size, stride, padding, dilation")
def depthwise_separable_macs_in_torch(input_shape, out_channels, kernel_size, stride=1, padding=0, dilation=1):
    import torch
    C = input_shape[0]
    halves = torch.nn.Sequential(torch.nn.Conv2d(C, C, kernel_size, stride, padding, dilation, groups=C, device="meta"),
                                 torch.nn.Conv2d(C, out_channels, 1, device="meta"))
    return torch_flops(lambda: halves(shape(1, *input_shape))) // 2


@same(depthwise_separable_macs, "keras.layers.SeparableConv2D under torch's counter",
      "every size; padding by name; one stride or one dilation for both axes",
      drawn=lambda cases: cases.named_padding(cases.depthwise_separable_macs(), square=True))
def depthwise_separable_macs_in_keras(input_shape, out_channels, kernel_size, stride=1, padding="valid", dilation=1):
    import keras
    C, H, W = input_shape
    layer = keras.layers.SeparableConv2D(out_channels, kernel_size, stride, padding, dilation_rate=dilation)
    return keras_macs(layer, (1, H, W, C))


@same(linear_macs, "multiplications executed", also=(linear,))
def linear_macs_executed(in_features, out_features, tokens=1):
    x, weight = np.ones((tokens, in_features)), np.ones((out_features, in_features))
    return count_operations(linear, x, weight).multiplications


@same(linear_macs, "torch.utils.flop_counter.FlopCounterMode, halved", "every size")
def linear_macs_in_torch(in_features, out_features, tokens=1):
    import torch
    layer = torch.nn.Linear(in_features, out_features, device="meta")
    return torch_flops(lambda: layer(shape(tokens, in_features))) // 2


@same(linear_macs, "numpy.einsum_path", "every size above 1, to the four digits it prints: the naive count is 2·MACs",
      ours=lambda **case: f"{2 * linear_macs(**case):.3e}",
      drawn=lambda cases: cases.linear_macs().map(lambda case: {name: n + 1 for name, n in case.items()}))
def linear_macs_in_numpy(in_features, out_features, tokens=1):
    x, weight = np.empty((tokens, in_features)), np.empty((out_features, in_features))
    _, printed = np.einsum_path("ti,oi->to", x, weight)
    return printed.split("Naive FLOP count:")[1].split()[0]


@differs(linear_macs, "torch.mv under torch's counter",
         "A matrix times one token, a vector, costs nothing; times a batch of one it does.",
         in_features=3, out_features=2)
def linear_macs_in_torch_of_a_vector(in_features, out_features):
    import torch
    return torch_flops(lambda: torch.mv(shape(out_features, in_features), shape(in_features))) // 2


@same(linear_macs, "torch.mm under torch's counter, halved", "every size", mends=linear_macs_in_torch_of_a_vector)
def linear_macs_in_torch_of_a_matrix(in_features, out_features, tokens=1):
    import torch
    return torch_flops(lambda: torch.mm(shape(out_features, in_features), shape(in_features, tokens))) // 2


@same(attention_macs, "multiplications executed", also=(attention,))
def attention_macs_executed(tokens, dim, heads, kv_heads=None):
    weights = tuple(np.ones((outputs, inputs)) for inputs, outputs in projections(dim, heads, kv_heads))
    return count_operations(attention, np.ones((tokens, dim)), weights, None, heads).multiplications


@same(attention_macs, "torch.utils.flop_counter.FlopCounterMode of torch.nn.MultiheadAttention, halved",
      "every size; as many heads of keys as of queries",
      drawn=lambda cases: cases.attention_macs().map(lambda case: {**case, "kv_heads": None}))
def attention_macs_in_torch(tokens, dim, heads, kv_heads=None):
    import torch
    layer, x = torch.nn.MultiheadAttention(dim, heads, device="meta"), shape(tokens, dim)
    return torch_flops(lambda: layer(x, x, x)) // 2


@differs(attention_macs, "keras.layers.MultiHeadAttention under torch's counter",
         "Its einsum multiplies axes of length one element by element, and the counter does not see that.",
         tokens=1, dim=1, heads=1)
def attention_macs_in_keras(tokens, dim, heads):
    import keras
    return keras_macs(keras.layers.MultiHeadAttention(heads, dim // heads), (1, tokens, dim), (1, tokens, dim))


@same(attention_macs, "keras.layers.MultiHeadAttention under torch's counter, no axis of one",
      "every size above one; as many heads of keys as of queries", mends=attention_macs_in_keras,
      drawn=lambda cases: cases.without(cases.attention_macs(), "kv_heads").map(
          lambda case: {"tokens": case["tokens"] + 1, "dim": 4 * case["dim"], "heads": 2 * case["heads"]}))
def attention_macs_in_keras_above_one(tokens, dim, heads):
    return attention_macs_in_keras(tokens, dim, heads)


@differs(attention_macs, "torch.nn.functional.scaled_dot_product_attention under torch's counter",
         "On a CPU it books nothing for the fused attention: its list has the operators of GPUs.",
         ours=lambda tokens, dim, heads: 2 * tokens * tokens * dim, tokens=2, dim=4, heads=2)
def attention_macs_in_torch_fused(tokens, dim, heads, device="cpu"):
    import torch
    q = torch.ones(1, heads, tokens, dim // heads, device=device)
    return torch_flops(lambda: torch.nn.functional.scaled_dot_product_attention(q, q, q)) // 2


@same(attention_macs, "torch.nn.functional.scaled_dot_product_attention on the meta device", "2·T·T·D of every size",
      mends=attention_macs_in_torch_fused, ours=lambda tokens, dim, heads: 2 * tokens * tokens * dim,
      drawn=lambda cases: cases.without(cases.attention_macs(), "kv_heads"))
def attention_macs_in_torch_meta(tokens, dim, heads):
    return attention_macs_in_torch_fused(tokens, dim, heads, device="meta")


@same(notes_flops, "multiplications and biases executed", drawn=lambda cases: cases.notes_flops(longest=5))
def notes_flops_executed(input_shape, out_channels, kernel_size, **others):
    x, weight = image_and_kernel(input_shape, out_channels, kernel_size)
    counted = count_operations(conv2d_definition, x, weight, np.ones(out_channels), **others)
    return counted.multiplications + counted.additions - counted.multiplications  # sums from 0: a bias is one more


@same(notes_flops, "torch.nn.Conv2d: parameters times places", "every size, stride, padding; a bias, no groups")
def notes_flops_in_torch(input_shape, out_channels, kernel_size, stride=1, padding=0):
    import torch
    layer = torch.nn.Conv2d(input_shape[0], out_channels, kernel_size, stride, padding, device="meta")
    return layer(shape(1, *input_shape))[0, 0].numel() * numel(layer)


@differs(notes_flops, "torch.utils.flop_counter.FlopCounterMode",
         "It counts a MAC as two operations, and a bias as none.",
         input_shape=(2, 1, 1), out_channels=1, kernel_size=1)
def notes_flops_in_torch_counter(input_shape, out_channels, kernel_size, stride=1, padding=0):
    import torch
    layer = torch.nn.Conv2d(input_shape[0], out_channels, kernel_size, stride, padding, device="meta")
    return torch_flops(lambda: layer(shape(1, *input_shape)))


@same(flops, "operations executed", "sums that begin with a 0: a product and an addition each", also=(conv2d,),
      ours=lambda **case: flops(conv2d_macs(**case)), drawn=lambda cases: cases.conv2d_macs(longest=4))
def flops_executed(input_shape, out_channels, kernel_size, groups=1, **others):
    x, weight = image_and_kernel(input_shape, out_channels, kernel_size, groups)
    return count_operations(conv2d_definition, x, weight, groups=groups, **others).total


@same(flops, "torch.utils.flop_counter.FlopCounterMode", "a product of a row and a column of up to 10¹⁵ numbers",
      drawn=lambda cases: cases.flops().map(lambda case: {"macs": case["macs"] // 1000}))
def flops_in_torch(macs):
    import torch
    return torch_flops(lambda: torch.mm(shape(1, macs), shape(macs, 1)))


# ---- operations ------------------------------------------------------------------------------------------------------

same(conv2d_operations, "its definition, executed", drawn=lambda cases: cases.conv2d_operations(longest=4))(
    conv2d_operations_definition)


@same(conv2d_operations, "operations executed", "sums from zero, products with padding", also=(conv2d,),
      ours=lambda **case: conv2d_operations(**case, start="zero", padding_zeros=True),
      drawn=lambda cases: cases.without(cases.conv2d_operations(longest=4), "start", "padding_zeros"))
def conv2d_operations_executed(input_shape, out_channels, kernel_size, groups=1, bias=True, **others):
    x, weight = image_and_kernel(input_shape, out_channels, kernel_size, groups)
    added = np.ones(out_channels) if bias else None
    return count_operations(conv2d_definition, x, weight, added, groups=groups, **others)


@same(conv2d_operations, "torch.nn.functional.conv2d of ones", "products without those of padding: each adds a one",
      ours=lambda **case: conv2d_operations(**case, bias=False, padding_zeros=False).multiplications,
      drawn=lambda cases: cases.conv2d_macs())
def conv2d_operations_in_torch(input_shape, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1):
    import torch
    x, weight = tensors(image_and_kernel(input_shape, out_channels, kernel_size, groups))
    return int(torch.nn.functional.conv2d(x, weight, None, stride, padding, dilation, groups).sum())


@differs(conv2d_operations, "torch.utils.flop_counter.FlopCounterMode",
         "It books an addition for each product; without a bias, the first product needs none.",
         ours=lambda **case: conv2d_operations(**case, bias=False, start="first").total,
         input_shape=(1, 1, 2), out_channels=1, kernel_size=(1, 2))
def conv2d_operations_in_torch_counter(**arguments):
    return conv2d_flops_in_torch(**arguments)


@same(conv2d_operations, "torch.utils.flop_counter.FlopCounterMode, with a bias",
      "sums from the first product, and a bias: the bias takes the place of the addition that is not done",
      ours=lambda **case: conv2d_operations(**case, start="first").total,
      mends=conv2d_operations_in_torch_counter, drawn=lambda cases: cases.conv2d_macs())
def conv2d_operations_in_torch_counter_with_bias(**arguments):
    return conv2d_flops_in_torch(**arguments)


# ---- linear ----------------------------------------------------------------------------------------------------------

LINEAR = sums(linear, lambda weight, **case: weight.shape[1] + 1,
              "sums of n products and a bias: either rounds each n + 1 times at most; whole numbers never")


@same(linear, "torch.nn.functional.linear", "float32 and float64, any leading axes, a bias or none", **LINEAR)
def linear_in_torch(x, weight, bias=None):
    import torch
    return torch.nn.functional.linear(*tensors((x, weight, bias))).numpy()


@same(linear, "keras.layers.Dense", "float32, any leading axes, a bias or none", **LINEAR,
      drawn=lambda cases: cases.linear().map(in_single))
def linear_in_keras(x, weight, bias=None):
    import keras
    layer = keras.layers.Dense(len(weight), use_bias=bias is not None, dtype=x.dtype.name)
    layer.build(x.shape)
    layer.set_weights([weight.T] + [array for array in [bias] if array is not None])      # inputs by outputs
    return from_keras(layer(x[None]))[0]


@differs(linear, "keras.layers.Dense of float64",
         "On torch, keras.ops.matmul takes two float64 for float32, whatever dtype the layer was given: 1 + 2⁻³⁰ "
         "becomes 1.",
         x=np.array([1.0]), weight=np.array([[1 + 2.0**-30]]), bias=np.array([0.0]))
def linear_in_keras_double(x, weight, bias):
    return linear_in_keras(x, weight, bias)


@same(linear, "keras.ops.einsum", "float32 and float64, any leading axes, a bias or none", mends=linear_in_keras_double,
      **LINEAR)
def linear_in_keras_einsum(x, weight, bias=None):
    import keras
    return from_keras(keras.ops.einsum("...i,oi->...o", x, weight)) + (0 if bias is None else bias)


@same(linear, "numpy.einsum", "float32 and float64, any leading axes, a bias or none", **LINEAR)
def linear_in_numpy(x, weight, bias=None):
    return np.einsum("...i,oi->...o", x, weight) + (0 if bias is None else bias)


@differs(linear, "numpy.matmul", "int8 stays int8, and the sums wrap: 20,000 becomes 32.",
         x=np.full(2, 100, np.int8), weight=np.full((1, 2), 100, np.int8))
def linear_in_numpy_int8(x, weight):
    return (x @ weight.T).astype(float)


@differs(linear, "torch.nn.functional.linear", "int8 stays int8, and the sums wrap: 20,000 becomes 32.",
         x=np.full(2, 100, np.int8), weight=np.full((1, 2), 100, np.int8))
def linear_in_torch_int8(x, weight):
    import torch
    return torch.nn.functional.linear(torch.tensor(x)[None], torch.tensor(weight))[0].double().numpy()


@differs(linear, "keras.layers.Dense with torch's weight",
         "Keras has weights of inputs by outputs; a square matrix of PyTorch fits unturned, and is another one.",
         x=np.array([1, 2], np.float32), weight=np.array([[0, 1], [0, 0]], np.float32))
def linear_in_keras_unturned(x, weight):
    import keras
    layer = keras.layers.Dense(len(weight), use_bias=False, dtype=x.dtype.name)
    layer.build(x.shape)
    layer.set_weights([weight])
    return from_keras(layer(x[None]))[0]


@same(embedding, "torch.nn.functional.embedding", "tokens of the table, float32 and float64")
def embedding_in_torch(tokens, table):
    import torch
    return torch.nn.functional.embedding(torch.tensor(tokens), torch.tensor(table)).numpy()


@same(embedding, "numpy.take", "tokens of the table, float32 and float64")
def embedding_in_numpy(tokens, table):
    return np.take(table, tokens, axis=0)


@same(embedding, "keras.ops.take", "tokens of the table, float32 and float64")
def embedding_in_keras(tokens, table):
    import keras
    return from_keras(keras.ops.take(table, np.array(tokens), axis=0))


@same(embedding, "torch.nn.functional.one_hot", "as a linear layer on one-hot vectors; float32 and float64, finite")
def embedding_in_torch_one_hot(tokens, table):
    import torch
    table = torch.tensor(table)
    return (torch.nn.functional.one_hot(torch.tensor(tokens), len(table)).to(table.dtype) @ table).numpy()


def refusal(function):
    """Return a function that returns what the other raises, as text."""
    def told(**case):
        try:
            return function(**case)
        except ValueError as error:
            return str(error)
    return told


@differs(embedding, "numpy.take of −1",
         "Tokens below zero are counted from the end of the table; here they are refused.",
         ours=refusal(embedding), tokens=[-1], table=np.array([[1.0], [2.0]]))
def embedding_in_numpy_from_the_end(tokens, table):
    return np.take(table, tokens, axis=0)


@differs(embedding, 'numpy.take(mode="clip")', "Tokens beyond the table become its last; here they are refused.",
         ours=refusal(embedding), tokens=[5], table=np.array([[1.0], [2.0]]))
def embedding_in_numpy_clipped(tokens, table):
    return np.take(table, tokens, axis=0, mode="clip")


@same(linear_operations, "operations executed", also=(linear,))
def linear_operations_executed(in_features, out_features, tokens=1, bias=True):
    weight = np.ones((out_features, in_features))
    return count_operations(linear, np.ones((tokens, in_features)), weight, np.ones(out_features) if bias else None)


@differs(linear_operations, "torch.utils.flop_counter.FlopCounterMode",
         "It books 2·MACs with a bias and without: without, an addition per output more than are executed.",
         ours=lambda **case: linear_operations(**case).total, in_features=2, out_features=1, bias=False)
def linear_operations_in_torch(in_features, out_features, tokens=1, bias=True):
    import torch
    layer = torch.nn.Linear(in_features, out_features, bias, device="meta")
    return torch_flops(lambda: layer(shape(tokens, in_features)))


@same(linear_operations, "torch.utils.flop_counter.FlopCounterMode with a bias", "every size",
      mends=linear_operations_in_torch,
      ours=lambda **case: linear_operations(**case).total,
      drawn=lambda cases: cases.linear_operations().map(lambda case: {**case, "bias": True}))
def linear_operations_in_torch_with_bias(in_features, out_features, tokens=1, bias=True):
    return linear_operations_in_torch(in_features, out_features, tokens, bias)


# ---- activations -----------------------------------------------------------------------------------------------------

REAL, SINGLE = "float32 and float64, every shape", "float32, every shape: Keras on torch takes float64 for float32 here"
SIGMOID = {"within": 3,
           "why": "either rounds an exponential by 2 units at most, of which a quarter arrives, a sum, and a quotient"}
SILU = {"within": 5,
        "why": "either rounds an exponential by 2 units at most, of which half arrives, a sum, a quotient, a product"}
HARDSWISH = {"within": 3, "why": "either rounds a sum, a quotient, and a product"}
GELU = {"within": 5, "terms": lambda x: np.abs(x),
        "why": "x/2 and x/2·tanh cancel: either rounds a tanh by a unit at most, what goes into it, a sum, and two "
               "products"}


@same(relu, "torch.nn.functional.relu", where=REAL)
def relu_in_torch(x):
    import torch
    return torch.nn.functional.relu(torch.tensor(x)).numpy()


@same(relu, "keras.activations.relu", where=REAL)
def relu_in_keras(x):
    import keras
    return from_keras(keras.activations.relu(x))


@same(relu, "numpy.maximum", where=REAL)
def relu_in_numpy(x):
    return np.maximum(x, 0)


@differs(relu, "numpy.fmax", "fmax takes the number, where maximum takes the NaN: a NaN becomes 0.",
         x=np.array([np.nan]))
def relu_in_numpy_fmax(x):
    return np.fmax(x, 0)


@differs(relu, "numpy.multiply", "x·(x > 0) is NaN for −∞, as ∞·0 is.", x=np.array([-np.inf]))
def relu_in_numpy_masked(x):
    return np.multiply(x, x > 0)


@same(relu6, "torch.nn.functional.relu6", where=REAL)
def relu6_in_torch(x):
    import torch
    return torch.nn.functional.relu6(torch.tensor(x)).numpy()


@same(relu6, "torch.nn.functional.hardtanh", where=REAL)
def relu6_in_torch_hardtanh(x):
    import torch
    return torch.nn.functional.hardtanh(torch.tensor(x), 0.0, 6.0).numpy()


@same(relu6, "keras.activations.relu6", where=REAL)
def relu6_in_keras(x):
    import keras
    return from_keras(keras.activations.relu6(x))


@same(relu6, "numpy.clip", where=REAL)
def relu6_in_numpy(x):
    return np.clip(x, 0, 6)


@same(hardswish, "torch.nn.functional.hardswish", where=REAL, **HARDSWISH)
def hardswish_in_torch(x):
    import torch
    return torch.nn.functional.hardswish(torch.tensor(x)).numpy()


@same(hardswish, "keras.activations.hard_swish", where=REAL, **HARDSWISH)
def hardswish_in_keras(x):
    import keras
    return from_keras(keras.activations.hard_swish(x))


@differs(hardswish, "torch.nn.functional.silu",
         "It is what hardswish comes near to, x·sigmoid(x): 0.731 at 1, not 0.667.",
         x=np.array([1.0]))
def hardswish_in_torch_silu(x):
    import torch
    return torch.nn.functional.silu(torch.tensor(x)).numpy()


@same(sigmoid, "torch.sigmoid", where=REAL, **SIGMOID)
def sigmoid_in_torch(x):
    import torch
    return torch.sigmoid(torch.tensor(x)).numpy()


@same(sigmoid, "scipy.special.expit", where=REAL, **SIGMOID)
def sigmoid_in_scipy(x):
    from scipy.special import expit
    return expit(x)


@same(sigmoid, "keras.activations.sigmoid", where=REAL, **SIGMOID)
def sigmoid_in_keras(x):
    import keras
    return from_keras(keras.activations.sigmoid(x))


@differs(sigmoid, "keras.activations.hard_sigmoid", "It is made of three lines, relu6(x + 3)/6: 0 from −3 down.",
         x=np.array([-3.0]))
def sigmoid_in_keras_hard(x):
    import keras
    return from_keras(keras.activations.hard_sigmoid(x))


@differs(sigmoid, "numpy.tanh",
         "½ + ½·tanh(x/2) loses the digits of small values: at −40 it is 0, where 1/(1 + e⁴⁰) is 4·10⁻¹⁸.",
         x=np.array([-40.0]))
def sigmoid_in_numpy_tanh(x):
    return 0.5 + 0.5 * np.tanh(x / 2)


@same(silu, "torch.nn.functional.silu", where=REAL, **SILU)
def silu_in_torch(x):
    import torch
    return torch.nn.functional.silu(torch.tensor(x)).numpy()


@same(silu, "keras.activations.silu", where=REAL, **SILU)
def silu_in_keras(x):
    import keras
    return from_keras(keras.activations.silu(x))


@same(silu, "scipy.special.expit", where=REAL, **SILU)
def silu_in_scipy(x):
    from scipy.special import expit
    return x * expit(x)


@differs(silu, "torch.nn.functional.hardswish", "It comes near to silu in three pieces: 0.667 at 1, not 0.731.",
         x=np.array([1.0]))
def silu_in_torch_hard(x):
    import torch
    return torch.nn.functional.hardswish(torch.tensor(x)).numpy()


@differs(gelu, "torch.nn.functional.gelu", 'It is exact, by erf, unless approximate="tanh" is asked for.',
         x=np.array([1.0]))
def gelu_in_torch_exact(x):
    import torch
    return torch.nn.functional.gelu(torch.tensor(x)).numpy()


@same(gelu, 'torch.nn.functional.gelu(approximate="tanh")', where=REAL, mends=gelu_in_torch_exact, **GELU)
def gelu_in_torch(x):
    import torch
    return torch.nn.functional.gelu(torch.tensor(x), approximate="tanh").numpy()


@differs(gelu, "keras.activations.gelu",
         "It is exact, by erf, unless approximate=True; keras.ops.gelu is the other way round.",
         x=np.array([1.0]))
def gelu_in_keras_exact(x):
    import keras
    return from_keras(keras.activations.gelu(x))


@same(gelu, "keras.activations.gelu(approximate=True)", where=REAL, mends=gelu_in_keras_exact, **GELU)
def gelu_in_keras(x):
    import keras
    return from_keras(keras.activations.gelu(x, approximate=True))


@same(gelu, "keras.ops.gelu", where=REAL, **GELU)
def gelu_in_keras_ops(x):
    import keras
    return from_keras(keras.ops.gelu(x))


@differs(gelu, "scipy.special.ndtr",
         "x times the share of a normal distribution below x is the exact form: 0.84134 at 1, not 0.84119.",
         x=np.array([1.0]))
def gelu_in_scipy(x):
    from scipy.special import ndtr
    return x * ndtr(x)


@differs(gelu, "scipy.special.expit",
         "x·sigmoid(1.702·x), the quick GELU of some models, is 0.84580 at 1, not 0.84119.",
         x=np.array([1.0]))
def gelu_in_scipy_quick(x):
    from scipy.special import expit
    return x * expit(1.702 * x)


ELEMENTWISE = ("add", "multiply", "relu", "relu6", "hardswish", "sigmoid", "silu", "gelu")


@same(elementwise_operations, "operations executed", "all eight names, one after the other",
      also=(relu, relu6, hardswish, sigmoid, silu, gelu),
      ours=lambda n: [elementwise_operations(name, n) for name in ELEMENTWISE],
      drawn=lambda cases: cases.elementwise_operations().map(lambda case: {"n": case["n"]}))
def elementwise_operations_executed(n):
    x = np.full(n, 0.5)
    binary = [count_operations(function, x, x) for function in (np.add, np.multiply)]
    return binary + [count_operations(getattr(activations, name), x) for name in ELEMENTWISE[2:]]


@differs(elementwise_operations, "torch.utils.flop_counter.FlopCounterMode", "It books nothing for any activation.",
         ours=lambda **case: elementwise_operations(**case).total, name="gelu", n=1)
def elementwise_operations_in_torch(name, n):
    import torch
    return torch_flops(lambda: getattr(torch.nn.functional, name)(shape(n)))


# ---- scaling ---------------------------------------------------------------------------------------------------------

def lengths(x):
    """Return the root of the sum of squares of each row: that of the scaled rows, scaled back."""
    scaled, _ = scaled_rows(x)
    back = np.frexp(np.abs(x).max(axis=1))[1] - np.frexp(np.abs(scaled).max(axis=1))[1]
    with np.errstate(over="ignore"):
        return np.ldexp(np.sqrt((scaled * scaled).sum(axis=1)), back)


def scaled_lengths(x, eps):
    """Return the lengths of the rows, in units of √ε: those of the scaled rows in units of the scaled."""
    scaled, small = scaled_rows(x, eps)
    return np.sqrt((scaled * scaled).sum(axis=1) / small[:, 0])


@differs(scaled_rows, "numpy.linalg.norm",
         "It squares the numbers as they are: the length of (3·10²⁰⁰, 4·10²⁰⁰) is infinite.",
         ours=lengths, x=np.array([[3e200, 4e200]]))
def scaled_rows_in_numpy(x):
    return np.linalg.norm(x, axis=1)


@same(scaled_rows, "scipy.linalg.blas.nrm2", "lengths of rows, at any exponent; float32 and float64", ours=lengths,
      within=lambda x: x.shape[1] + 3, terms=lengths, mends=scaled_rows_in_numpy,
      why="sums of n squares, half of whose roundings arrive in a root; BLAS scales, and scales back, by quotients",
      drawn=lambda cases: cases.rows_of_any_exponent())
def scaled_rows_in_scipy(x):
    from scipy.linalg.blas import get_blas_funcs
    nrm2 = get_blas_funcs("nrm2", (x,))
    return np.array([nrm2(row) for row in x], x.dtype)


@same(scaled_rows, "numpy.sqrt", "|x|/√ε where no square overflows: the scaling rounds nothing",
      ours=scaled_lengths, drawn=lambda cases: cases.without(cases.layer_norm(), "weight", "bias"))
def scaled_rows_in_numpy_plain(x, eps):
    return np.sqrt((x * x).sum(axis=1) / x.dtype.type(eps))


# ---- normalization ---------------------------------------------------------------------------------------------------

EITHER = "either is as far off as the lesson says: 8·log₂(n + 1) units of the largest share, and 2·κ for the mean"


def row_errors(x, weight, bias=0.0, eps=1e-5, centred=True):
    """Return what the lesson allows for rows of x, in units in the last place."""
    x = x.astype(float)
    centre = x - x.mean(axis=-1, keepdims=True) if centred else x
    root = np.sqrt((centre * centre).mean(axis=-1, keepdims=True) + eps)
    kappa = (np.abs(x) / root).max() if centred else 0
    errors = 8 * np.log2(x.shape[-1] + 1) * (np.abs(centre) / root).max() + 2 * kappa
    return errors * np.abs(weight).max() + 2 * np.abs(bias).max()


LAYER = {"within": 2, "terms": row_errors, "why": EITHER}
RMS = {"within": 2, "terms": lambda **case: row_errors(**case, centred=False),
       "why": "either is as far off as the lesson says: 8·log₂(n + 1) units of the largest share"}
GROUP: dict = {"within": 2, "why": EITHER,
         "terms": lambda x, groups, **case: row_errors(x.reshape(len(x) * groups, -1), **case)}
BATCH = {"within": 16,
         "why": "either is right to 8 units of the largest of x·scale, mean·scale and bias, as the lesson says",
         "terms": lambda x, mean, var, weight, bias, eps: max(
             (np.abs(weight) / np.sqrt(var + eps) * np.maximum(np.abs(x).max(axis=(0, 2, 3)), np.abs(mean))).max(),
             np.abs(bias).max())}


def squared_mean_errors(x, groups, weight, eps=1e-5, **case):
    """Return what E[x²] − mean² loses, in units: κ² for each of n values and three more, halved by the root."""
    rows = x.reshape(len(x) * groups, -1).astype(float)
    root = np.sqrt(rows.var(axis=1, keepdims=True) + eps)
    shares, kappa = np.abs((rows - rows.mean(axis=1, keepdims=True)) / root).max(), np.abs(rows / root).max()
    return (rows.shape[1] + 3) / 2 * kappa**2 * shares * np.abs(weight).max()


def of_spread_rows(case):
    """Return a case of layer_norm with ε = 0, weights 1 and no bias."""
    return {"x": case["x"], "weight": np.ones_like(case["weight"]), "bias": np.zeros_like(case["bias"]), "eps": 0.0}


def has_spread(case):
    """Tell whether no row is of equal values."""
    return bool((case["x"].max(axis=-1) > case["x"].min(axis=-1)).all())


def spread(cases):
    """Draw what the libraries take that know no ε, no weights and no bias."""
    return cases.layer_norm().map(of_spread_rows).filter(has_spread)


@same(batch_norm, "torch.nn.functional.batch_norm", where=REAL, **BATCH)
def batch_norm_in_torch(x, mean, var, weight, bias, eps=1e-5):
    import torch
    return torch.nn.functional.batch_norm(*tensors((x, mean, var, weight, bias)), eps=eps).numpy()


@same(batch_norm, "keras.ops.batch_normalization", where=REAL, **BATCH)
def batch_norm_in_keras(x, mean, var, weight, bias, eps=1e-5):
    import keras
    return from_keras(keras.ops.batch_normalization(x, mean, var, 1, bias, weight, eps))  # axis 1; shift, then scale


@differs(batch_norm, "keras.layers.BatchNormalization", "Its ε is a thousandth unless said, not a hundred-thousandth.",
         **in_single({"x": np.ones((1, 1, 1, 1)), "mean": np.zeros(1), "var": np.zeros(1), "weight": np.ones(1),
                      "bias": np.zeros(1)}))
def batch_norm_in_keras_default(x, mean, var, weight, bias):
    import keras
    layer = keras.layers.BatchNormalization(axis=1, dtype=x.dtype.name)
    layer.build(x.shape)
    layer.set_weights([weight, bias, mean, var])
    return from_keras(layer(x, training=False))


@same(batch_norm, "keras.layers.BatchNormalization(epsilon)", where=SINGLE, mends=batch_norm_in_keras_default, **BATCH,
      drawn=lambda cases: cases.batch_norm().filter(is_single))
def batch_norm_in_keras_layer(x, mean, var, weight, bias, eps=1e-5):
    import keras
    layer = keras.layers.BatchNormalization(axis=1, epsilon=eps, dtype=x.dtype.name)
    layer.build(x.shape)
    layer.set_weights([weight, bias, mean, var])
    return from_keras(layer(x, training=False))


def batch_norm_by_own_statistics(x):
    """Return x normalized by the mean and the variance of its channels."""
    return batch_norm(x, x.mean((0, 2, 3)), x.var((0, 2, 3)), np.ones(x.shape[1]), np.zeros(x.shape[1]))


@differs(batch_norm, "torch.nn.BatchNorm2d after training",
         "It divides by the variance over n, but stores the one over n − 1, which it divides by later.",
         ours=batch_norm_by_own_statistics, x=np.array([[[[-1.0, 1.0]]]]))
def batch_norm_in_torch_running(x):
    import torch
    layer, x = torch.nn.BatchNorm2d(x.shape[1], momentum=1.0, dtype=torch.float64), torch.tensor(x)
    layer(x)                                                                              # a step of training
    return layer.eval()(x).detach().numpy()


@same(batch_norm, "torch.nn.BatchNorm2d in training", "float64: by the mean and variance over n of the batch itself",
      ours=batch_norm_by_own_statistics, mends=batch_norm_in_torch_running, within=2, why=EITHER,
      terms=lambda x: row_errors(x.swapaxes(0, 1).reshape(x.shape[1], -1), np.ones(1)),
      drawn=lambda cases: cases.spread_channels())
def batch_norm_in_torch_training(x):
    import torch
    layer = torch.nn.BatchNorm2d(x.shape[1], dtype=torch.float64)
    return layer(torch.tensor(x)).detach().numpy()


@same(layer_norm, "torch.nn.functional.layer_norm", where=REAL, **LAYER)
def layer_norm_in_torch(x, weight, bias, eps=1e-5):
    import torch
    x, weight, bias = tensors((x, weight, bias))
    return torch.nn.functional.layer_norm(x, x.shape[-1:], weight, bias, eps).numpy()


@same(layer_norm, "keras.ops.layer_normalization", where=SINGLE, **LAYER,
      drawn=lambda cases: cases.layer_norm().filter(is_single))
def layer_norm_in_keras(x, weight, bias, eps=1e-5):
    import keras
    return from_keras(keras.ops.layer_normalization(x, weight, bias, epsilon=eps))


@differs(layer_norm, "keras.layers.LayerNormalization", "Its ε is a thousandth unless said, not a hundred-thousandth.",
         **in_single({"x": np.array([[-0.01, 0.01]]), "weight": np.ones(2), "bias": np.zeros(2)}))
def layer_norm_in_keras_default(x, weight, bias):
    import keras
    layer = keras.layers.LayerNormalization(dtype=x.dtype.name)
    layer.build(x.shape)
    layer.set_weights([weight, bias])
    return from_keras(layer(x))


@same(layer_norm, "scipy.stats.zscore", "ε = 0, no weights, no bias, no row of equal values", drawn=spread, **LAYER)
def layer_norm_in_scipy(x, weight, bias, eps=0.0):
    from scipy.stats import zscore
    return zscore(x, axis=-1)


@same(layer_norm, "sklearn.preprocessing.scale", "ε = 0, no weights, no bias, no row of equal values", drawn=spread,
      **LAYER)
def layer_norm_in_sklearn(x, weight, bias, eps=0.0):
    from sklearn.preprocessing import scale
    return scale(x, axis=1)


@differs(layer_norm, "scipy.stats.zscore of equal values",
         "Without an ε equal values are 0/0, which is NaN; here they become the bias.",
         x=np.array([[2.0, 2.0]]), weight=np.ones(2), bias=np.zeros(2))
def layer_norm_in_scipy_of_equals(x, weight, bias):
    return layer_norm_in_scipy(x, weight, bias)


@differs(layer_norm, "torch.std", "It divides by n − 1 unless correction=0: two values become ±√½, not ±1.",
         x=np.array([[1.0, 3.0]]), weight=np.ones(2), bias=np.zeros(2), eps=0.0)
def layer_norm_in_torch_std(x, weight, bias, eps):
    import torch
    x = torch.tensor(x)
    return ((x - x.mean(-1, keepdim=True)) / x.std(-1, keepdim=True)).numpy()


@same(layer_norm, "torch.std(correction=0)", "ε = 0, no weights, no bias, no row of equal values", drawn=spread,
      mends=layer_norm_in_torch_std, **LAYER)
def layer_norm_in_torch_std_biased(x, weight, bias, eps=0.0):
    import torch
    x = torch.tensor(x)
    return ((x - x.mean(-1, keepdim=True)) / x.std(-1, keepdim=True, correction=0)).numpy()


@same(group_norm, "torch.nn.functional.group_norm", where=REAL, **GROUP)
def group_norm_in_torch(x, groups, weight, bias, eps=1e-5):
    import torch
    x, weight, bias = tensors((x, weight, bias))
    return torch.nn.functional.group_norm(x, groups, weight, bias, eps).numpy()


@same(group_norm, "torch.nn.functional.instance_norm", "one channel in each group, more than one value in it", **GROUP,
      drawn=lambda cases: cases.group_norm().map(lambda case: {**case, "groups": case["x"].shape[1]}).filter(
          lambda case: case["x"][0, 0].size > 1))
def group_norm_in_torch_instance(x, groups, weight, bias, eps=1e-5):
    import torch
    x, weight, bias = tensors((x, weight, bias))
    return torch.nn.functional.instance_norm(x, None, None, weight, bias, eps=eps).numpy()


@differs(group_norm, "keras.layers.GroupNormalization", "It takes the last axis for the channels, unless told axis=1.",
         **in_single({"x": np.array([[[[1.0, 2.0]], [[3.0, 4.0]]]]), "groups": 2, "weight": np.ones(2),
                      "bias": np.zeros(2)}))
def group_norm_in_keras(x, groups, weight, bias, eps=1e-5, axis=-1):
    import keras
    layer = keras.layers.GroupNormalization(groups, axis=axis, epsilon=eps, dtype=x.dtype.name)
    layer.build(x.shape)
    layer.set_weights([weight, bias])
    return from_keras(layer(x))


@same(group_norm, "keras.layers.GroupNormalization(axis=1)", SINGLE + "; values of mean 0", mends=group_norm_in_keras,
      within=2, why=EITHER + "; Keras takes E[x²] − mean², which costs κ² units for each of n values",
      terms=lambda **case: GROUP["terms"](**case) + squared_mean_errors(**case),
      drawn=lambda cases: cases.group_norm(means=(0,)).map(in_single))
def group_norm_in_keras_first(x, groups, weight, bias, eps=1e-5):
    return group_norm_in_keras(x, groups, weight, bias, eps, axis=1)


@differs(group_norm, "keras.layers.GroupNormalization of values far from 0",
         "It takes E[x²] − mean² for the variance, and no digit of it is left where the mean is 8,193 deviations "
         "(float32).",
         x=np.array([[[[8192, 8194]]]], np.float32), groups=1, weight=np.ones(1, np.float32),
         bias=np.zeros(1, np.float32))
def group_norm_in_keras_cancelling(x, groups, weight, bias):
    return group_norm_in_keras_first(x, groups, weight, bias)


@same(rms_norm, "torch.nn.functional.rms_norm", where=REAL, **RMS)
def rms_norm_in_torch(x, weight, eps=1e-5):
    import torch
    x, weight = tensors((x, weight))
    return torch.nn.functional.rms_norm(x, x.shape[-1:], weight, eps).numpy()


@same(rms_norm, "keras.ops.rms_normalization", where=SINGLE, **RMS,
      drawn=lambda cases: cases.rms_norm().filter(is_single))
def rms_norm_in_keras(x, weight, eps=1e-5):
    import keras
    return from_keras(keras.ops.rms_normalization(x, weight, epsilon=eps))


@differs(rms_norm, "torch.nn.functional.rms_norm without eps",
         "Its ε is 2⁻⁵² unless said (float32: 2⁻²³), not a hundred-thousandth.",
         x=np.array([[0.001, 0.001]]), weight=np.ones(2))
def rms_norm_in_torch_default(x, weight):
    import torch
    x, weight = tensors((x, weight))
    return torch.nn.functional.rms_norm(x, x.shape[-1:], weight).numpy()


@differs(rms_norm, "keras.layers.RMSNormalization", "Its ε is a millionth unless said, not a hundred-thousandth.",
         **in_single({"x": np.array([[0.001, 0.001]]), "weight": np.ones(2)}))
def rms_norm_in_keras_default(x, weight):
    import keras
    layer = keras.layers.RMSNormalization(dtype=x.dtype.name)
    layer.build(x.shape)
    layer.set_weights([weight])
    return from_keras(layer(x))


@differs(rms_norm, "sklearn.preprocessing.normalize",
         "It divides by the root of the sum of squares, not of their mean: √D too small.",
         x=np.array([[3.0, 4.0]]), weight=np.ones(2), eps=0.0)
def rms_norm_in_sklearn(x, weight, eps):
    from sklearn.preprocessing import normalize
    return normalize(x) * weight


@same(rms_norm, "sklearn.preprocessing.normalize, times √D", "ε = 0, no row of zeros", mends=rms_norm_in_sklearn, **RMS,
      drawn=lambda cases: cases.rms_norm().map(lambda case: {**case, "eps": 0.0}).filter(
          lambda case: case["x"].any(axis=1).all()))
def rms_norm_in_sklearn_scaled(x, weight, eps=0.0):
    from sklearn.preprocessing import normalize
    return (np.sqrt(x.shape[1]) * normalize(x) * weight).astype(x.dtype)


@same(batch_norm_operations, "operations executed", also=(batch_norm,))
def batch_norm_operations_executed(channels, height, width):
    return count_operations(batch_norm, np.ones((1, channels, height, width)), *[np.ones(channels)] * 4)


@same(layer_norm_operations, "operations executed", also=(layer_norm,))
def layer_norm_operations_executed(tokens, dim):
    return count_operations(layer_norm, np.ones((tokens, dim)), np.ones(dim), np.ones(dim))


@same(group_norm_operations, "operations executed", also=(group_norm,))
def group_norm_operations_executed(channels, height, width, groups):
    x, weight, bias = np.ones((1, channels, height, width)), np.ones(channels), np.ones(channels)
    return count_operations(group_norm, x, groups, weight, bias)


@same(rms_norm_operations, "operations executed", also=(rms_norm,))
def rms_norm_operations_executed(tokens, dim):
    return count_operations(rms_norm, np.ones((tokens, dim)), np.ones(dim))


# ---- pooling ---------------------------------------------------------------------------------------------------------

MEAN_WHY = "sums of n values and a quotient: either rounds each n times at most; whole numbers but once"


def means(values):
    """Return the claim of means of so many values: whole numbers are added exactly, and both round one quotient."""
    return {"within": lambda x, **case: 0 if (x == np.rint(x)).all() else values(x, **case), "why": MEAN_WHY,
            "terms": lambda x, **case: np.abs(x).max()}


WINDOW = means(lambda x, kernel_size, **case: np.prod(pair(kernel_size)))


def unpadded(case):
    """Return a case without padding, its window no larger than the image."""
    kernel = tuple(min(k, n) for k, n in zip(pair(case["kernel_size"]), case["x"].shape[1:], strict=True))
    return {**case, "kernel_size": kernel, "padding": 0}


def tiled(case):
    """Return a case of windows side by side, and an image that they cover."""
    case = unpadded(case)
    kH, kW = case["kernel_size"]
    _, H, W = case["x"].shape
    return {**case, "x": case["x"][:, :H - H % kH, :W - W % kW], "stride": (kH, kW)}


def below_half(case):
    """Tell whether the padding is less than half of the window, so that every window has its centre in the image."""
    return all(2 * p < k for p, k in zip(pair(case["padding"]), pair(case["kernel_size"]), strict=True))


same(max_pool2d, "its definition", REAL + ", every window, stride and padding")(max_pool2d_definition)


@same(max_pool2d, "torch.nn.functional.max_pool2d", REAL + ", every window, stride and padding")
def max_pool2d_in_torch(x, kernel_size, stride, padding=0):
    import torch
    return torch.nn.functional.max_pool2d(torch.tensor(x), kernel_size, stride, padding).numpy()


@same(max_pool2d, "keras.ops.max_pool", REAL + ", every window and stride; no padding",
      drawn=lambda cases: cases.max_pool2d().map(unpadded))
def max_pool2d_in_keras(x, kernel_size, stride, padding=0):
    import keras
    return from_keras(keras.ops.max_pool(x[None], kernel_size, stride, "valid", "channels_first"))[0]


@same(max_pool2d, "scipy.ndimage.maximum_filter", REAL + "; padding less than half of the window",
      drawn=lambda cases: cases.max_pool2d().filter(below_half))
def max_pool2d_in_scipy(x, kernel_size, stride, padding=0):
    from scipy.ndimage import maximum_filter
    y = maximum_filter(x, (1, *pair(kernel_size)), mode="constant", cval=-np.inf)         # y[i]: the window around i
    for axis, (k, s, p) in enumerate(zip(*map(pair, (kernel_size, stride, padding)), strict=True), 1):
        centres = np.arange(k // 2 - p, x.shape[axis] + p - k + k // 2 + 1, s)
        y = y.take(centres, axis)
    return y


@same(max_pool2d, "skimage.measure.block_reduce", REAL + "; windows side by side that cover the image",
      drawn=lambda cases: cases.max_pool2d().map(tiled))
def max_pool2d_in_skimage(x, kernel_size, stride, padding=0):
    from skimage.measure import block_reduce
    return block_reduce(x, (1, *kernel_size), np.max)


@differs(max_pool2d, "skimage.measure.block_reduce of an incomplete window",
         "A last window that does not fit is filled with zeros, where pooling drops it.",
         x=np.array([[[-1.0, -2.0, -3.0]]]), kernel_size=(1, 2), stride=(1, 2))
def max_pool2d_in_skimage_incomplete(x, kernel_size, stride):
    return max_pool2d_in_skimage(x, kernel_size, stride)


@differs(max_pool2d, "torch.nn.functional.max_pool2d(ceil_mode=True)",
         "A last window that does not fit is cut off at the end, where it is dropped otherwise.",
         x=np.array([[[-1.0, -2.0, -3.0]]]), kernel_size=(1, 2), stride=(1, 2))
def max_pool2d_in_torch_ceil(x, kernel_size, stride):
    import torch
    return torch.nn.functional.max_pool2d(torch.tensor(x), kernel_size, stride, ceil_mode=True).numpy()


@differs(max_pool2d, 'keras.ops.max_pool(padding="same")',
         "With a stride it pads the end first: windows (1, 5, 2) and (2, 4), not (1, 5) and (5, 2, 4).",
         x=np.array([[[1.0, 5.0, 2.0, 4.0]]]), kernel_size=(1, 3), stride=(1, 2), padding=(0, 1))
def max_pool2d_in_keras_same(x, kernel_size, stride, padding):
    import keras
    return from_keras(keras.ops.max_pool(x[None], kernel_size, stride, "same", "channels_first"))[0]


same(avg_pool2d, "its definition", REAL + ", every window, stride and padding", **WINDOW)(avg_pool2d_definition)


@same(avg_pool2d, "torch.nn.functional.avg_pool2d", REAL + ", every window, stride and padding", **WINDOW)
def avg_pool2d_in_torch(x, kernel_size, stride, padding=0):
    import torch
    return torch.nn.functional.avg_pool2d(torch.tensor(x), kernel_size, stride, padding).numpy()


@same(avg_pool2d, "keras.ops.average_pool", REAL + ", every window and stride; no padding", **WINDOW,
      drawn=lambda cases: cases.avg_pool2d().map(unpadded))
def avg_pool2d_in_keras(x, kernel_size, stride, padding=0):
    import keras
    return from_keras(keras.ops.average_pool(x[None], kernel_size, stride, "valid", "channels_first"))[0]


@same(avg_pool2d, "skimage.measure.block_reduce", REAL + "; windows side by side that cover the image", **WINDOW,
      drawn=lambda cases: cases.avg_pool2d().map(tiled))
def avg_pool2d_in_skimage(x, kernel_size, stride, padding=0):
    from skimage.measure import block_reduce
    return block_reduce(x, (1, *kernel_size), np.mean)


@same(avg_pool2d, "cv2.resize(interpolation=cv2.INTER_AREA)", "float32; windows side by side that cover the image",
      within=lambda x, kernel_size, **case: np.prod(kernel_size) + 1, terms=WINDOW["terms"],
      why="sums of n values, either rounds each n times at most; OpenCV multiplies by a rounded 1/n",
      drawn=lambda cases: cases.avg_pool2d().map(tiled).map(in_single))
def avg_pool2d_in_cv2(x, kernel_size, stride, padding=0):
    import cv2
    (_, H, W), (kH, kW) = x.shape, kernel_size
    size = W // kW, H // kH                                                               # columns first
    return np.stack([cv2.resize(channel, size, interpolation=cv2.INTER_AREA) for channel in x])


@differs(avg_pool2d, "cv2.resize(interpolation=cv2.INTER_AREA) of float64",
         "Its weights are float32 for float64, too: a third is one of seven digits.",
         x=np.array([[[1.0, 0.0, 0.0]]]), kernel_size=(1, 3), stride=(1, 3))
def avg_pool2d_in_cv2_double(x, kernel_size, stride):
    return avg_pool2d_in_cv2(x, kernel_size, stride)


@differs(avg_pool2d, "torch.nn.functional.avg_pool2d(count_include_pad=False)",
         "It divides by the samples that a window sees, and not by its size.",
         x=np.array([[[1.0, 5.0]]]), kernel_size=(1, 2), stride=1, padding=(0, 1))
def avg_pool2d_in_torch_seen(x, kernel_size, stride, padding):
    import torch
    call = torch.nn.functional.avg_pool2d
    return call(torch.tensor(x), kernel_size, stride, padding, count_include_pad=False).numpy()


@differs(avg_pool2d, 'keras.ops.average_pool(padding="same")',
         "It divides by the samples that a window sees, and not by its size.",
         x=np.array([[[1.0, 5.0, 3.0]]]), kernel_size=(1, 3), stride=1, padding=(0, 1))
def avg_pool2d_in_keras_same(x, kernel_size, stride, padding):
    import keras
    return from_keras(keras.ops.average_pool(x[None], kernel_size, stride, "same", "channels_first"))[0]


@differs(avg_pool2d, "skimage.transform.downscale_local_mean of an incomplete window",
         "A last window that does not fit is filled with zeros, where pooling drops it.",
         x=np.array([[[1.0, 5.0, 3.0]]]), kernel_size=(1, 2), stride=(1, 2))
def avg_pool2d_in_skimage_incomplete(x, kernel_size, stride):
    from skimage.transform import downscale_local_mean
    return downscale_local_mean(x, (1, *kernel_size))


CHANNEL = means(lambda x: x[0].size)


@same(global_avg_pool2d, "torch.nn.functional.adaptive_avg_pool2d", where=REAL, **CHANNEL)
def global_avg_pool2d_in_torch(x):
    import torch
    return torch.nn.functional.adaptive_avg_pool2d(torch.tensor(x), 1)[:, 0, 0].numpy()


@same(global_avg_pool2d, "keras.layers.GlobalAveragePooling2D", where=SINGLE, **CHANNEL,
      drawn=lambda cases: cases.global_avg_pool2d().map(in_single))
def global_avg_pool2d_in_keras(x):
    import keras
    layer = keras.layers.GlobalAveragePooling2D(data_format="channels_first", dtype=x.dtype.name)
    return from_keras(layer(x[None]))[0]


@same(global_avg_pool2d, "numpy.mean", where=REAL, **CHANNEL)
def global_avg_pool2d_in_numpy(x):
    return np.mean(x, axis=(1, 2))


@same(global_avg_pool2d, "cv2.mean", REAL + "; up to four channels", within=lambda x: x[0].size + 1,
      terms=CHANNEL["terms"],
      why="sums of n values, either rounds each n times at most; OpenCV multiplies by a rounded 1/n, in float64",
      drawn=lambda cases: cases.global_avg_pool2d().map(lambda case: {"x": case["x"][:4]}))
def global_avg_pool2d_in_cv2(x):
    import cv2
    image = np.ascontiguousarray(x.transpose(1, 2, 0))                                    # channels last
    return np.array(cv2.mean(image)[:len(x)]).astype(x.dtype)


@differs(global_avg_pool2d, "keras.layers.GlobalAveragePooling2D of channels first",
         "Unless told otherwise it takes the last axis for the channels.", x=np.array([[[1, 3]]], np.float32))
def global_avg_pool2d_in_keras_last(x):
    import keras
    return from_keras(keras.layers.GlobalAveragePooling2D(dtype=x.dtype.name)(x[None]))[0]


@same(pool_windows, "torch.nn.functional.pad and torch.Tensor.unfold", REAL + "; constant or edge")
def pool_windows_in_torch(x, kernel_size, stride, padding, outside=None):
    import torch
    ((kH, kW), (sH, sW), (pH, pW)), x = map(pair, (kernel_size, stride, padding)), torch.tensor(x)
    how = {"mode": "replicate"} if outside is None else {"value": float(outside)}
    x = torch.nn.functional.pad(x, (pW, pW, pH, pH), **how)                               # last axis first
    return x.unfold(1, kH, sH).unfold(2, kW, sW).permute(0, 3, 4, 1, 2).numpy()


@same(pool_windows, "torch.nn.functional.unfold", REAL + "; zeros around it: columns of windows",
      drawn=lambda cases: cases.pool_windows().map(lambda case: {**case, "outside": 0}))
def pool_windows_in_torch_columns(x, kernel_size, stride, padding, outside=0):
    import torch
    columns = torch.nn.functional.unfold(torch.tensor(x)[None], kernel_size, 1, padding, stride)
    _, H, W = window_places(x.shape, kernel_size, stride, padding)
    return columns.reshape(len(x), *pair(kernel_size), H, W).numpy()


@same(pool_windows, "numpy.lib.stride_tricks.sliding_window_view", REAL + "; constant or edge")
def pool_windows_in_numpy(x, kernel_size, stride, padding, outside=None):
    from numpy.lib.stride_tricks import sliding_window_view
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    how = {"mode": "edge"} if outside is None else {"constant_values": outside}
    x = np.pad(x, ((0, 0), (pH, pH), (pW, pW)), **how)
    windows = sliding_window_view(x, pair(kernel_size), (1, 2))[:, ::sH, ::sW]
    return windows.transpose(0, 3, 4, 1, 2)


@same(pool_windows, "skimage.util.view_as_windows", REAL + "; no padding",
      drawn=lambda cases: cases.pool_windows().map(unpadded))
def pool_windows_in_skimage(x, kernel_size, stride, padding, outside=None):
    from skimage.util import view_as_windows
    windows = view_as_windows(x, (len(x), *kernel_size), (1, *pair(stride)))[0]           # H', W', C, kH, kW
    return windows.transpose(2, 3, 4, 0, 1)


@differs(pool_windows, "skimage.util.view_as_blocks", "It refuses an image that the blocks do not cover.",
         x=np.array([[[1.0, 2.0, 3.0]]]), kernel_size=(1, 2), stride=(1, 2), padding=0)
def pool_windows_in_skimage_blocks(x, kernel_size, stride, padding):
    from skimage.util import view_as_blocks
    return view_as_blocks(x, (1, *kernel_size))


@same(max_pool2d_operations, "operations executed", also=(max_pool2d,))
def max_pool2d_operations_executed(input_shape, kernel_size, stride, padding=0):
    return count_operations(max_pool2d_definition, np.ones(input_shape), kernel_size, stride, padding)


@same(avg_pool2d_operations, "operations executed", also=(avg_pool2d,))
def avg_pool2d_operations_executed(input_shape, kernel_size, stride, padding=0):
    return count_operations(avg_pool2d_definition, np.ones(input_shape), kernel_size, stride, padding)


@same(global_avg_pool2d_operations, "operations executed", also=(global_avg_pool2d,))
def global_avg_pool2d_operations_executed(channels, height, width):
    return count_operations(global_avg_pool2d, np.ones((channels, height, width)))


# ---- attention -------------------------------------------------------------------------------------------------------

SOFTMAX = {"within": lambda x: 2 * x.shape[-1] + 9,
           "why": "either is right to n + 4 + |x − max| units of each share, and e⁻ᵈ·d is less than a half"}


@same(softmax, "torch.softmax", REAL + "; −∞ among them", **SOFTMAX)
def softmax_in_torch(x):
    import torch
    return torch.softmax(torch.tensor(x), -1).numpy()


@same(softmax, "keras.ops.softmax", REAL + "; −∞ among them", **SOFTMAX)
def softmax_in_keras(x):
    import keras
    return from_keras(keras.ops.softmax(x))


@differs(softmax, "scipy.special.softmax",
         "Without an axis, the shares of all values add up to 1, not those of each row.",
         x=np.array([[1.0, 1.0], [1.0, 1.0]]))
def softmax_in_scipy_of_all(x):
    from scipy.special import softmax
    return softmax(x)


@same(softmax, "scipy.special.softmax(axis=-1)", REAL + "; −∞ among them", mends=softmax_in_scipy_of_all, **SOFTMAX)
def softmax_in_scipy(x):
    from scipy.special import softmax
    return softmax(x, axis=-1)


@differs(softmax, "numpy.exp", "Unless the largest is taken off first, e¹⁰⁰⁰ is infinite, and ∞/∞ is NaN.",
         x=np.array([1000.0, 1000.0]))
def softmax_in_numpy_plain(x):
    e = np.exp(x)
    return e / e.sum(axis=-1, keepdims=True)


@same(softmax, "numpy.exp of differences", REAL + "; −∞ among them", mends=softmax_in_numpy_plain, **SOFTMAX)
def softmax_in_numpy(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@differs(softmax, "numpy.log", "x − log Σeˣ is what log_softmax gives: logarithms of the shares.",
         x=np.array([0.0, 0.0]))
def softmax_in_numpy_log(x):
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def size_of_attention(x, weights, biases, heads):
    """Return (1 + 2·S)·ŷ: the largest score and result of magnitudes; what a score is off by, a softmax doubles."""
    x, (w_q, w_k, w_v, w_o) = np.abs(x).astype(float), [np.abs(w).astype(float) for w in weights]
    b_q, b_k, b_v, b_o = [0.0] * 4 if biases is None else [np.abs(b).astype(float) for b in biases]
    q, k, v = x @ w_q.T + b_q, x @ w_k.T + b_k, (x @ w_v.T + b_v).max(axis=0)
    d = x.shape[1] // heads
    score = q.max(axis=0).reshape(-1, d).max(axis=0) @ k.max(axis=0).reshape(-1, d).max(axis=0) / np.sqrt(d)
    repeated = v.reshape(-1, d).repeat(w_q.shape[0] // len(v), axis=0).ravel()
    return (1 + 2 * score) * (w_o @ repeated + b_o).max()


def roundings_of_attention(x, heads, **case):
    """Return 4·D + d + 2·T + 10: products of D, of d and of T numbers, the last two of them of what is rounded "
      "already."""
    T, D = x.shape
    return 4 * D + D // heads + 2 * T + 10


ATTENTION = {"within": roundings_of_attention, "terms": size_of_attention,
             "why": "4·D + d + 2·T + 10 roundings of magnitudes, and those of the scores twice in the softmax"}


@same(attention, "torch.nn.functional.scaled_dot_product_attention", REAL + ", biases or none, shared keys",
      **ATTENTION)
def attention_in_torch(x, weights, biases, heads, causal=False):
    import torch
    d, biases = x.shape[1] // heads, biases or [None] * 4
    x, weights, biases = torch.tensor(x), tensors(weights), tensors(biases)
    q, k, v = (torch.nn.functional.linear(x, w, b).unflatten(1, (-1, d)).transpose(0, 1)  # heads, T, d
               for w, b in zip(weights[:3], biases[:3], strict=True))
    call = torch.nn.functional.scaled_dot_product_attention
    y = call(q[None], k[None], v[None], is_causal=causal, enable_gqa=True)[0]
    return torch.nn.functional.linear(y.transpose(0, 1).flatten(1), weights[3], biases[3]).numpy()


def own_keys(case):
    """Return a case in which every head has keys and values of its own: the weights of the queries and of the "
      "result."""
    w_q, w_k, _, w_o = case["weights"]
    biases = case["biases"]
    if w_k.shape == w_q.shape:
        return case
    return {**case, "weights": (w_q, w_o, w_q, w_o), "biases": biases and (biases[0], biases[3], biases[0], biases[3])}


@same(attention, "torch.nn.MultiheadAttention", REAL + ", biases or none; as many heads of keys as of queries",
      **ATTENTION,
      drawn=lambda cases: cases.attention().map(own_keys))
def attention_in_torch_module(x, weights, biases, heads):
    import torch
    x, weights = torch.tensor(x), tensors(weights)
    layer = torch.nn.MultiheadAttention(x.shape[1], heads, bias=biases is not None, dtype=x.dtype)
    with torch.no_grad():
        layer.in_proj_weight.copy_(torch.cat(weights[:3]))                                # q, k, v, one below the other
        layer.out_proj.weight.copy_(weights[3])
        if biases is not None:
            layer.in_proj_bias.copy_(torch.cat(tensors(biases[:3])))
            layer.out_proj.bias.copy_(torch.tensor(biases[3]))
        return layer(x, x, x)[0].numpy()


@same(attention, "keras.layers.GroupQueryAttention", "float32, biases or none, shared keys", **ATTENTION,
      drawn=lambda cases: cases.attention().map(in_single))
def attention_in_keras(x, weights, biases, heads):
    import keras
    D, d = x.shape[1], x.shape[1] // heads
    layer = keras.layers.GroupQueryAttention(d, heads, len(weights[1]) // d, use_bias=biases is not None)
    layer.build(x[None].shape, x[None].shape)
    into = [[w.T.reshape(D, -1, d)] + ([] if biases is None else [b.reshape(-1, d)])      # inputs, heads, features
            for w, b in zip(weights[:3], biases[:3] if biases else [None] * 3, strict=True)]
    back = [weights[3].T.reshape(heads, d, D)] + ([] if biases is None else [biases[3]])
    layer.set_weights([array for arrays in into for array in arrays] + back)
    return from_keras(layer(x[None], x[None]))[0]


@differs(attention, "torch.nn.functional.scaled_dot_product_attention(is_causal=True)",
         "A decoder shows each token those before it, and itself: the first sees itself alone.",
         x=np.array([[1.0], [3.0]]), weights=(np.zeros((1, 1)), np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1))),
         biases=None, heads=1)
def attention_in_torch_causal(x, weights, biases, heads):
    return attention_in_torch(x, weights, biases, heads, causal=True)


@same(split_heads, "torch.Tensor.unflatten", where=REAL)
def split_heads_in_torch(x, heads):
    import torch
    return torch.tensor(x).unflatten(1, (heads, -1)).transpose(0, 1).numpy()


@same(split_heads, "numpy.split", where=REAL)
def split_heads_in_numpy(x, heads):
    return np.stack(np.split(x, heads, axis=1))


@differs(split_heads, "numpy.reshape",
         "Rows of all heads' features are cut as they lie: a head gets tokens, and not features.",
         x=np.array([[1, 2], [3, 4]]), heads=2)
def split_heads_in_numpy_reshaped(x, heads):
    return np.reshape(x, (heads, len(x), -1))


@same(softmax_operations, "operations executed", also=(softmax,))
def softmax_operations_executed(rows, n):
    return count_operations(softmax, np.arange(float(rows * n)).reshape(rows, n))


@differs(softmax_operations, "torch.utils.flop_counter.FlopCounterMode", "It books nothing for a softmax.",
         ours=lambda **case: softmax_operations(**case).total, rows=1, n=2)
def softmax_operations_in_torch(rows, n):
    import torch
    return torch_flops(lambda: torch.softmax(shape(rows, n), -1))


@same(attention_operations, "operations executed", also=(attention,))
def attention_operations_executed(tokens, dim, heads, kv_heads=None, bias=True):
    weights = tuple(np.full((outputs, inputs), 0.1) for inputs, outputs in projections(dim, heads, kv_heads))
    biases = tuple(np.ones(len(w)) for w in weights) if bias else None
    return count_operations(attention, np.ones((tokens, dim)), weights, biases, heads)


@differs(attention_operations, "torch.utils.flop_counter.FlopCounterMode",
         "It books 2·MACs, and nothing for scaling and softmax.",
         ours=lambda **case: attention_operations(**case).total, tokens=1, dim=1, heads=1)
def attention_operations_in_torch(tokens, dim, heads):
    return 2 * attention_macs_in_torch(tokens, dim, heads)


# ---- lstm ------------------------------------------------------------------------------------------------------------

def size_of_gates(x, h, c, weight_ih, weight_hh, bias_ih, bias_hh):
    """Return (2 + |c|)·(1 + ĝ), ĝ the largest gate of magnitudes: what a gate is off by, c scales."""
    x, h, weight_ih, weight_hh, bias_ih, bias_hh = map(np.abs, (x, h, weight_ih, weight_hh, bias_ih, bias_hh))
    return (2 + np.abs(c).max()) * (1 + (weight_ih @ x + bias_ih + weight_hh @ h + bias_hh).max())


LSTM = {"within": lambda x, h, **case: len(x) + len(h) + 12, "terms": size_of_gates,
        "why": "gates are sums of I + h products and two biases; a dozen roundings follow"}


@same(lstm_step, "torch.nn.LSTMCell", where=REAL, **LSTM)
def lstm_step_in_torch(x, h, c, weight_ih, weight_hh, bias_ih, bias_hh):
    import torch
    x, h, c = tensors((x, h, c))
    cell = torch.nn.LSTMCell(len(x), len(h), dtype=x.dtype)
    with torch.no_grad():
        for parameter, array in zip(cell.parameters(), (weight_ih, weight_hh, bias_ih, bias_hh), strict=True):
            parameter.copy_(torch.tensor(array))
        h, c = cell(x, (h, c))
    return h.numpy(), c.numpy()


@same(lstm_step, "torch.nn.LSTM", REAL + ": a sequence of one", **LSTM)
def lstm_step_in_torch_layer(x, h, c, weight_ih, weight_hh, bias_ih, bias_hh):
    import torch
    x, h, c = tensors((x, h, c))
    layer = torch.nn.LSTM(len(x), len(h), dtype=x.dtype)
    with torch.no_grad():
        for parameter, array in zip(layer.parameters(), (weight_ih, weight_hh, bias_ih, bias_hh), strict=True):
            parameter.copy_(torch.tensor(array))
        _, (h, c) = layer(x[None], (h[None], c[None]))
    return h[0].numpy(), c[0].numpy()


@same(lstm_step, "keras.layers.LSTMCell", "float32", **LSTM, drawn=lambda cases: cases.lstm_step().map(in_single))
def lstm_step_in_keras(x, h, c, weight_ih, weight_hh, bias_ih, bias_hh):
    import keras
    cell = keras.layers.LSTMCell(len(h))
    cell.build((1, len(x)))
    cell.set_weights([weight_ih.T, weight_hh.T, bias_ih + bias_hh])                       # inputs by gates; one bias
    _, (h, c) = cell(x[None], [h[None], c[None]])
    return from_keras(h)[0], from_keras(c)[0]


@differs(lstm_step, "keras.layers.LSTMCell as it comes",
         "A fresh cell has a bias of 1 for the gate that forgets (unit_forget_bias), where PyTorch draws small "
         "numbers.",
         **in_single({"x": np.zeros(1), "h": np.zeros(1), "c": np.ones(1), "weight_ih": np.zeros((4, 1)),
                      "weight_hh": np.zeros((4, 1)), "bias_ih": np.zeros(4), "bias_hh": np.zeros(4)}))
def lstm_step_in_keras_fresh(x, h, c, weight_ih, weight_hh, bias_ih, bias_hh):
    import keras
    cell = keras.layers.LSTMCell(len(h))
    _, (h, c) = cell(x[None], [h[None], c[None]])                                         # x and h are 0: a bias alone
    return from_keras(h)[0], from_keras(c)[0]


@differs(lstm_step, "keras.layers.LSTMCell with torch's weights",
         "Keras has weights of inputs by gates; for I = 4·h those of PyTorch fit unturned, and are others.",
         **in_single({"x": np.array([1.0, 0.0, 0.0, 0.0]), "h": np.zeros(1), "c": np.ones(1),
                      "weight_ih": np.eye(4, k=1), "weight_hh": np.zeros((4, 1)), "bias_ih": np.zeros(4),
                      "bias_hh": np.zeros(4)}))
def lstm_step_in_keras_unturned(x, h, c, weight_ih, weight_hh, bias_ih, bias_hh):
    return lstm_step_in_keras(x, h, c, weight_ih.T, weight_hh, bias_ih, bias_hh)


def in_other_order(array):
    """Return gates i, f, g, o in the order i, g, f, o."""
    i, f, g, o = np.split(array, 4)
    return np.concatenate([i, g, f, o])


@differs(lstm_step, "torch.nn.LSTMCell with the gates of TensorFlow 1",
         "BasicLSTMCell has the gates in the order i, j, f, o, and not i, f, g, o: what is let in is taken for what "
         "is kept.",
         x=np.zeros(1), h=np.zeros(1), c=np.ones(1), weight_ih=np.zeros((4, 1)), weight_hh=np.zeros((4, 1)),
         bias_ih=np.array([0.0, 1.0, 0.0, 0.0]), bias_hh=np.zeros(4))
def lstm_step_in_torch_reordered(x, h, c, weight_ih, weight_hh, bias_ih, bias_hh):
    return lstm_step_in_torch(x, h, c, *map(in_other_order, (weight_ih, weight_hh, bias_ih, bias_hh)))


@same(lstm_macs, "multiplications executed", also=(lstm_step,))
def lstm_macs_executed(input_size, hidden_size, steps=1):
    I, h = input_size, hidden_size
    products = count_operations(lambda w, r: (w @ np.ones(I), r @ np.ones(h)), np.ones((4 * h, I)), np.ones((4 * h, h)))
    return steps * products.multiplications


@same(lstm_macs, "torch.utils.flop_counter.FlopCounterMode of torch.nn.LSTMCell, halved", "every size")
def lstm_macs_in_torch(input_size, hidden_size, steps=1):
    import torch
    cell = torch.nn.LSTMCell(input_size, hidden_size, device="meta")
    return steps * torch_flops(lambda: cell(shape(1, input_size))) // 2


@differs(lstm_macs, "torch.nn.LSTM under torch's counter",
         "On a CPU it books nothing for the fused LSTM, which is no product of matrices to it.",
         input_size=2, hidden_size=1, steps=3)
def lstm_macs_in_torch_fused(input_size, hidden_size, steps, device="cpu"):
    import torch
    layer, x = torch.nn.LSTM(input_size, hidden_size, device=device), torch.ones(steps, input_size, device=device)
    return torch_flops(lambda: layer(x)) // 2


@same(lstm_macs, "torch.nn.LSTM on the meta device under torch's counter", "every size, every number of steps",
      mends=lstm_macs_in_torch_fused)
def lstm_macs_in_torch_meta(input_size, hidden_size, steps=1):
    return lstm_macs_in_torch_fused(input_size, hidden_size, steps, device="meta")


@same(lstm_macs, "keras.layers.LSTMCell under torch's counter", "every size")
def lstm_macs_in_keras(input_size, hidden_size, steps=1):
    import keras
    cell = keras.layers.LSTMCell(hidden_size)
    with keras.device("meta"):
        state = [shape(1, hidden_size), shape(1, hidden_size)]
        return steps * torch_flops(lambda: cell(shape(1, input_size), state)) // 2


@same(lstm_operations, "operations executed", also=(lstm_step,))
def lstm_operations_executed(input_size, hidden_size, steps=1):
    def run(x, h, c, *weights):
        for _ in range(steps):
            h, c = lstm_step(x, h, c, *weights)
    I, h = input_size, hidden_size
    return count_operations(run, *map(np.ones, (I, h, h, (4 * h, I), (4 * h, h), 4 * h, 4 * h)))


# ---- transformer -----------------------------------------------------------------------------------------------------

def size_of_mlp(x, weights, biases):
    """Return the mlp of magnitudes, without a gelu, which never enlarges."""
    x, w_1, w_2, b_1, b_2 = (np.abs(a).astype(float) for a in (x, *weights, *biases))
    return ((x @ w_1.T + b_1) @ w_2.T + b_2).max()


MLP = {"within": lambda x, weights, biases: 1.13 * (x.shape[1] + 1) + len(weights[0]) + 7, "terms": size_of_mlp,
       "why": "sums of D, then of M products; a gelu has a slope of 1.13 at most, and rounds like five"}


def block_errors(x, norms, attention_weights, attention_biases, mlp_weights, mlp_biases, heads):
    """Return what the block is off by, in units: each part's own roundings, and what it makes of those before."""
    x, before, between = x.astype(float), norms[0], norms[1]
    y, off = layer_norm(x, *before), 2 * row_errors(x, *before)
    size = size_of_attention(y, attention_weights, attention_biases, heads)
    off = size * (roundings_of_attention(x, heads) + 2 * off / np.abs(y).max(initial=1e-300)) + np.abs(x).max()
    y = x + attention(y, attention_weights, attention_biases, heads)
    roots = np.sqrt(y.var(axis=1) + 1e-5)                                              # what is off is divided by these
    share = (np.abs(y - y.mean(axis=1, keepdims=True)).max(axis=1) / roots).max()
    off_after = 2 * row_errors(y, *between) + np.abs(between[0]).max() * (2 + share) * off / roots.min()
    y = layer_norm(y, *between)
    size, slope = size_of_mlp(y, mlp_weights, mlp_biases), np.prod([np.abs(w).sum(axis=1).max() for w in mlp_weights])
    return off + (MLP["within"](y, mlp_weights, mlp_biases) + 2) * size + 1.13 * slope * off_after


@differs(mlp, "torch.nn.functional.gelu between two torch.nn.functional.linear",
         "Its gelu is exact, by erf, unless told otherwise.",
         x=np.array([[1.0]]), weights=(np.ones((1, 1)), np.ones((1, 1))), biases=(np.zeros(1), np.zeros(1)))
def mlp_in_torch_exact(x, weights, biases, approximate="none"):
    import torch
    (x, w_1, w_2, b_1, b_2), linear = tensors((x, *weights, *biases)), torch.nn.functional.linear
    return linear(torch.nn.functional.gelu(linear(x, w_1, b_1), approximate=approximate), w_2, b_2).numpy()


@same(mlp, 'torch.nn.functional.gelu(approximate="tanh") between two torch.nn.functional.linear', where=REAL,
      mends=mlp_in_torch_exact, **MLP)
def mlp_in_torch(x, weights, biases):
    return mlp_in_torch_exact(x, weights, biases, approximate="tanh")


@same(mlp, "keras.layers.Dense twice, with keras.ops.gelu", "float32", **MLP,
      drawn=lambda cases: cases.mlp().map(in_single))
def mlp_in_keras(x, weights, biases):
    import keras
    layers = [keras.layers.Dense(len(weights[0]), keras.ops.gelu), keras.layers.Dense(len(weights[1]))]
    for layer, w, b in zip(layers, weights, biases, strict=True):
        layer.build((1, w.shape[1]))
        layer.set_weights([w.T, b])
    return from_keras(layers[1](layers[0](x)))


def encoder_layer(case, **how):
    """Return what a layer of PyTorch's encoder makes of a case of transformer_block."""
    import torch
    x, heads, norms = torch.tensor(case["x"]), case["heads"], case["norms"]
    layer = torch.nn.TransformerEncoderLayer(x.shape[1], heads, len(case["mlp_weights"][0]), 0.0, dtype=x.dtype, **how)
    own, weights, biases = layer.self_attn, tensors(case["attention_weights"]), tensors(case["attention_biases"])
    pairs = [(own.in_proj_weight, torch.cat(weights[:3])), (own.in_proj_bias, torch.cat(biases[:3])),
             (own.out_proj.weight, weights[3]), (own.out_proj.bias, biases[3])]
    for module, weight, bias in ((layer.norm1, *norms[0]), (layer.norm2, *norms[1]),
                                 (layer.linear1, case["mlp_weights"][0], case["mlp_biases"][0]),
                                 (layer.linear2, case["mlp_weights"][1], case["mlp_biases"][1])):
        pairs += [(module.weight, torch.tensor(weight)), (module.bias, torch.tensor(bias))]
    with torch.no_grad():
        for parameter, value in pairs:
            parameter.copy_(value)
        return layer(x[:, None])[:, 0].numpy()  # tokens, a batch of one, features


def tanh_gelu(x):
    """Return torch's gelu by tanh."""
    import torch
    return torch.nn.functional.gelu(x, approximate="tanh")


ONE_TOKEN: dict = {"x": np.array([[1.0, 0.0]]), "norms": ((np.ones(2), np.zeros(2)),) * 2,
             "attention_weights": (np.zeros((2, 2)),) * 4, "attention_biases": (np.zeros(2),) * 4,
             "mlp_weights": (np.eye(2), np.eye(2)), "mlp_biases": (np.zeros(2),) * 2, "heads": 1}


@differs(transformer_block, "torch.nn.TransformerEncoderLayer",
         "It norms last, unless norm_first=True: what comes out has mean 0.", **ONE_TOKEN)
def transformer_block_in_torch_norm_last(**case):
    return encoder_layer(case, activation=tanh_gelu)


@differs(transformer_block, "torch.nn.TransformerEncoderLayer(norm_first=True)",
         "Its activation is a ReLU, unless told otherwise.", **ONE_TOKEN)
def transformer_block_in_torch_relu(**case):
    return encoder_layer(case, norm_first=True)


@differs(transformer_block, 'torch.nn.TransformerEncoderLayer(norm_first=True, activation="gelu")',
         "Its gelu is exact, by erf; by tanh, it is passed as a function.", **ONE_TOKEN)
def transformer_block_in_torch_gelu(**case):
    return encoder_layer(case, norm_first=True, activation="gelu")


@same(transformer_block, "torch.nn.TransformerEncoderLayer, norms first, gelu by tanh", where=REAL, within=1,
      terms=block_errors,
      mends=transformer_block_in_torch_gelu,
      why="each part rounds as it does alone, by either, and passes on what came before; a norm divides it by √(var + "
          "ε)")
def transformer_block_in_torch(**case):
    return encoder_layer(case, norm_first=True, activation=tanh_gelu)


def torch_block(dim, heads, mlp_dim, kv_heads=None, bias=True, gated=False):
    """Return the layers of a block: four projections, two or three matrices, two norms."""
    from torch import nn
    widths = *projections(dim, heads, kv_heads), *[(dim, mlp_dim)] * (1 + gated), (mlp_dim, dim)
    return nn.ModuleList([nn.Linear(*width, bias=bias, device="meta") for width in widths]
                         + [nn.LayerNorm(dim, bias=bias, device="meta") for _ in range(2)])


def torch_language_model(layers, dim, heads, mlp_dim, vocabulary, positions=0, kv_heads=None, bias=True, gated=False,
                         tied=True):
    """Return the layers of a language model; tied, the last has the weight of the first."""
    from torch import nn
    words, last = nn.Embedding(vocabulary, dim, device="meta"), nn.Linear(dim, vocabulary, bias=False, device="meta")
    if tied:
        last.weight = words.weight
    blocks = [torch_block(dim, heads, mlp_dim, kv_heads, bias, gated) for _ in range(layers)]
    places = [nn.Embedding(positions, dim, device="meta")] if positions else []
    return nn.ModuleList([words, *places, *blocks, nn.LayerNorm(dim, bias=bias, device="meta"), last])


@same(transformer_block_params, "torch.nn.Linear and torch.nn.LayerNorm",
      "every size, shared keys, gated or not, a bias or none")
def transformer_block_params_in_torch(dim, heads, mlp_dim, kv_heads=None, bias=True, gated=False):
    return numel(torch_block(dim, heads, mlp_dim, kv_heads, bias, gated))


@same(transformer_block_params, "torch.nn.TransformerEncoderLayer",
      "every size, a bias or none; no shared keys, not gated",
      drawn=lambda cases: cases.without(cases.transformer_block_params(), "kv_heads", "gated"))
def transformer_block_params_in_torch_layer(dim, heads, mlp_dim, bias=True):
    import torch
    return numel(torch.nn.TransformerEncoderLayer(dim, heads, mlp_dim, bias=bias, device="meta"))


@differs(transformer_block_params, "torch.nn.TransformerDecoderLayer",
         "It is the decoder of translation: a second attention, to what the encoder gives, and a third norm.",
         dim=2, heads=1, mlp_dim=1)
def transformer_block_params_in_torch_decoder(dim, heads, mlp_dim):
    import torch
    return numel(torch.nn.TransformerDecoderLayer(dim, heads, mlp_dim, device="meta"))


@same(transformer_params, "torch.nn.Embedding, torch.nn.Linear, torch.nn.LayerNorm",
      "every size, shared keys, gated or not, a bias or none, tied or not")
def transformer_params_in_torch(**sizes):
    return numel(torch_language_model(**sizes))


@differs(transformer_params, "torch.nn.Module.state_dict",
         "A weight that is tied stands in it twice, under both names.",
         layers=1, dim=1, heads=1, mlp_dim=1, vocabulary=5)
def transformer_params_in_torch_state_dict(**sizes):
    return sum(array.numel() for array in torch_language_model(**sizes).state_dict().values())


@same(transformer_params, "torch.nn.Module.state_dict, untied", "every size; the output has a matrix of its own",
      mends=transformer_params_in_torch_state_dict,
      drawn=lambda cases: cases.transformer_params().map(lambda case: {**case, "tied": False}))
def transformer_params_in_torch_state_dict_untied(**sizes):
    return transformer_params_in_torch_state_dict(**sizes)


def attend(tokens, dim, heads):
    """Multiply queries by keys, and scores by values, on the meta device."""
    q, k, v = (shape(heads, tokens, dim // heads, learnt=True) for _ in range(3))
    return q @ k.mT @ v


@same(transformer_macs, "torch.utils.flop_counter.FlopCounterMode, halved", "every size, shared keys, gated or not")
def transformer_macs_in_torch(tokens, layers, dim, heads, mlp_dim, vocabulary, kv_heads=None, gated=False):
    import torch
    model = torch_language_model(layers, dim, heads, mlp_dim, vocabulary, kv_heads=kv_heads, gated=gated)
    matrices = [layer for layer in model.modules() if isinstance(layer, torch.nn.Linear)]
    products = torch_flops(lambda: [layer(shape(tokens, layer.in_features)) for layer in matrices])
    return (products + layers * torch_flops(lambda: attend(tokens, dim, heads))) // 2


@differs(transformer_macs, "torch.nn.Module.parameters, times tokens",
         "A MAC for each parameter and token leaves attention out, and counts norms, biases and embeddings in.",
         tokens=100, layers=1, dim=2, heads=1, mlp_dim=4, vocabulary=3)
def transformer_macs_in_torch_by_rule(tokens, **sizes):
    return tokens * numel(torch_language_model(**sizes))


@same(mlp_operations, "operations executed", also=(mlp,))
def mlp_operations_executed(tokens, dim, mlp_dim):
    T, D, M = tokens, dim, mlp_dim
    return count_operations(mlp, np.ones((T, D)), (np.ones((M, D)), np.ones((D, M))), (np.ones(M), np.ones(D)))


@same(transformer_block_operations, "operations executed", also=(transformer_block,))
def transformer_block_operations_executed(tokens, dim, heads, mlp_dim):
    (T, D, M), one = (tokens, dim, mlp_dim), np.ones(dim)
    matrices = np.full((M, D), 0.1), np.ones((D, M))
    return count_operations(transformer_block, np.arange(float(T * D)).reshape(T, D), ((one, one), (one, one)),
                            (np.full((D, D), 0.1),) * 4, (one,) * 4, matrices, (np.ones(M), one), heads)


# ---- memory_access ---------------------------------------------------------------------------------------------------

@same(conv2d_memory_access, "accesses executed", also=(conv2d,),
      drawn=lambda cases: cases.conv2d_memory_access(longest=5))
def conv2d_memory_access_executed(input_shape, out_channels, kernel_size, groups=1, bias=False, **others):
    x, weight = image_and_kernel(input_shape, out_channels, kernel_size, groups)
    added = np.ones(out_channels) if bias else None
    return count_accesses(conv2d_definition, x, weight, added, groups=groups, **others).total


def layer_and_gradient(x, layer):
    """Return what a layer makes of an image of ones, and how many of its samples have a gradient: those it reads."""
    import torch
    x = torch.ones(1, *x, requires_grad=True)
    y = layer(x)
    [gradient] = torch.autograd.grad(y.sum(), x)
    return y, int(gradient.count_nonzero())


def layer_of_ones(input_shape, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=False):
    """Return a convolution whose weights are 1."""
    import torch
    layer = torch.nn.Conv2d(input_shape[0], out_channels, kernel_size, stride, padding, dilation, groups, bias)
    torch.nn.init.ones_(layer.weight)
    return layer


@same(conv2d_memory_access, "torch.autograd.grad",
      "every size, stride, padding, dilation, groups: samples with a gradient are read")
def conv2d_memory_access_in_torch(**arguments):
    layer = layer_of_ones(**arguments)
    y, read = layer_and_gradient(arguments["input_shape"], layer)
    return read + numel(layer) + y.numel()


@differs(conv2d_memory_access, "torch.Tensor.numel", "It counts the samples that a stride skips, too.",
         input_shape=(1, 3, 3), out_channels=1, kernel_size=1, stride=2)
def conv2d_memory_access_in_torch_numel(**arguments):
    layer = layer_of_ones(**arguments)
    x = shape(1, *arguments["input_shape"])
    return x.numel() + numel(layer) + layer.to("meta")(x).numel()


@same(pool2d_memory_access, "accesses executed", also=(max_pool2d,))
def pool2d_memory_access_executed(input_shape, kernel_size, stride, padding=0):
    return count_accesses(max_pool2d_definition, np.ones(input_shape), kernel_size, stride, padding).total


@same(pool2d_memory_access, "torch.autograd.grad",
      "every size, stride, padding: samples with a gradient of the mean are read")
def pool2d_memory_access_in_torch(input_shape, kernel_size, stride, padding=0):
    import torch
    y, read = layer_and_gradient(input_shape, torch.nn.AvgPool2d(kernel_size, stride, padding))
    return read + y.numel()


@same(linear_memory_access, "accesses executed", also=(linear,))
def linear_memory_access_executed(in_features, out_features, tokens=1, bias=True):
    weight = np.ones((out_features, in_features))
    return count_accesses(linear, np.ones((tokens, in_features)), weight, np.ones(out_features) if bias else None).total


@same(linear_memory_access, "torch.Tensor.numel", "every size, a bias or none")
def linear_memory_access_in_torch(in_features, out_features, tokens=1, bias=True):
    import torch
    layer, x = torch.nn.Linear(in_features, out_features, bias, device="meta"), shape(tokens, in_features)
    return x.numel() + numel(layer) + layer(x).numel()


@same(attention_memory_access, "accesses executed", also=(attention,))
def attention_memory_access_executed(tokens, dim, heads, kv_heads=None, bias=True):
    weights = tuple(np.full((outputs, inputs), 0.1) for inputs, outputs in projections(dim, heads, kv_heads))
    biases = tuple(np.ones(len(w)) for w in weights) if bias else None
    return count_accesses(attention, np.ones((tokens, dim)), weights, biases, heads).total


@same(attention_memory_access, "torch.nn.MultiheadAttention",
      "every size, a bias or none; as many heads of keys as of queries",
      drawn=lambda cases: cases.without(cases.attention_memory_access(), "kv_heads"))
def attention_memory_access_in_torch(tokens, dim, heads, bias=True):
    import torch
    layer, x = torch.nn.MultiheadAttention(dim, heads, bias=bias, device="meta"), shape(tokens, dim)
    return x.numel() + numel(layer) + layer(x, x, x)[0].numel()


@same(elementwise_memory_access, "accesses executed", also=(relu,))
def elementwise_memory_access_executed(n, inputs=1):
    arrays = [np.ones(n) for _ in range(inputs)]
    return count_accesses(lambda *parts: relu(sum(parts[1:], parts[0])), *arrays).total


@same(elementwise_memory_access, "numpy.ndarray.size", "every size")
def elementwise_memory_access_in_numpy(n, inputs=1):
    x = np.ones((inputs, n))
    return x.size + np.maximum(x.sum(axis=0), 0).size


@same(pointwise_memory_access, "accesses executed", also=(pointwise_conv2d,),
      drawn=lambda cases: cases.sizes(h=4, w=5, c1=4, c2=5))
def pointwise_memory_access_executed(h, w, c1, c2):
    return count_accesses(pointwise_conv2d_definition, np.ones((1, c1, h, w)), np.ones((c2, c1, 1, 1))).total


@same(pointwise_memory_access, "torch.Tensor.numel", "every size; no bias, stride 1")
def pointwise_memory_access_in_torch(h, w, c1, c2):
    import torch
    x, weight = shape(1, c1, h, w), shape(c2, c1, 1, 1)
    return x.numel() + weight.numel() + torch.nn.functional.conv2d(x, weight).numel()


@same(memory_access_lower_bound, "scipy.optimize.minimize_scalar", "every size: the least over all c₁, c₁·c₂ fixed",
      within=4,
      why="about a minimum a step of 10⁻⁸ changes the value by its square; sums and products round it four times")
def memory_access_lower_bound_in_scipy(h, w, macs):
    from scipy.optimize import minimize_scalar
    product = macs / (h * w)                                                              # c₁·c₂

    def accesses(logarithm):
        c1 = np.sqrt(product) * np.exp(logarithm)
        return h * w * (c1 + product / c1) + product
    return float(minimize_scalar(accesses, (-1, 1)).fun)


@same(arithmetic_intensity, "numpy.true_divide", "positive floats")
def arithmetic_intensity_in_numpy(flops, nbytes):
    return float(np.true_divide(flops, nbytes))


@same(touched_samples, "torch.autograd.grad", "every size, stride, padding, dilation: samples with a gradient are read")
def touched_samples_in_torch(input_shape, **arguments):
    return layer_and_gradient(input_shape, layer_of_ones(input_shape, 1, **arguments))[1]


def samples_marked(input_shape, kernel_size, stride=1, padding=0, dilation=1):
    """Return how many samples are marked, where every window marks those it sees."""
    (C, H, W), tables = input_shape, seen_samples(input_shape, kernel_size, stride, padding, dilation)
    marked = np.zeros((H, W), bool)
    rows, columns = (table[inside(table, n)] for table, n in zip(tables, (H, W), strict=True))
    marked[np.ix_(rows, columns)] = True
    return C * int(marked.sum())


same(touched_samples, "its definition: marking", "every size, stride, padding, dilation")(samples_marked)


# ---- hardware --------------------------------------------------------------------------------------------------------

alone("speeds are measured, and no two runs measure the same; torch.utils.benchmark.Timer takes a median, too. Laws "
      "say "
      "what holds of every result, and tests give them a clock of their own", measure_flops, measure_bandwidth,
      median_seconds)
alone("cores times clock times lanes: tests hold it to the peaks of NVIDIA's datasheets", peak_flops)


@same(attainable_flops, "numpy.minimum", "positive floats")
def attainable_flops_in_numpy(intensity, peak, bandwidth):
    return float(np.minimum(peak, np.multiply(bandwidth, intensity)))


@same(roofline_seconds, "numpy.maximum", "positive floats")
def roofline_seconds_in_numpy(flops, nbytes, peak, bandwidth):
    return float(np.maximum(np.divide(flops, peak), np.divide(nbytes, bandwidth)))


@same(roofline_seconds, "its definition: flops over attainable FLOPS", "positive floats", within=8,
      terms=roofline_seconds,
      why="three quotients and two products, by either")
def roofline_seconds_under_the_roof(flops, nbytes, peak, bandwidth):
    return flops / attainable_flops(arithmetic_intensity(flops, nbytes), peak, bandwidth)


@differs(training_flops, "torch.utils.flop_counter.FlopCounterMode of a first layer",
         "What needs no gradient at its input has one product back, and not two: 4·N·D.", params=3, tokens=2)
def training_flops_in_torch_first(params, tokens, learnt=False):
    import torch
    x, layer = shape(tokens, 1, learnt=learnt), torch.nn.Linear(1, params, bias=False, device="meta")
    return torch_flops(lambda: layer(x).sum().backward())


@same(training_flops, "torch.utils.flop_counter.FlopCounterMode", "forward and back, through a layer inside a network",
      mends=training_flops_in_torch_first,
      drawn=lambda cases: cases.training_flops().map(lambda case: {name: 1 + n % 9999 for name, n in case.items()}))
def training_flops_in_torch(params, tokens):
    return training_flops_in_torch_first(params, tokens, learnt=True)


@same(palm_training_flops, "torch.utils.flop_counter.FlopCounterMode",
      "forward and back, through N weights and L products of T tokens",
      drawn=lambda cases: cases.whole_contexts())
def palm_training_flops_in_torch(params, tokens, layers, dim, context):
    weights = training_flops_in_torch(params, tokens)
    attention = torch_flops(lambda: attend(context, dim, 1).sum().backward())
    return weights + layers * tokens // context * attention


@same(utilization, "numpy.true_divide", "positive floats")
def utilization_in_numpy(flops, seconds, peak):
    return float(np.true_divide(np.true_divide(flops, seconds), peak))
