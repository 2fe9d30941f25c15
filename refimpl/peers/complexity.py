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
from refimpl.convolution.padding import pad_widths
from refimpl.convolution.pointwise import pointwise_conv2d, pointwise_conv2d_definition
from refimpl.convolution.separable import separable_conv2d, separable_conv2d_definition
from refimpl.convolution.transposed import conv_transpose2d, conv_transpose2d_definition
from refimpl.peers import alone, differs, same

os.environ.setdefault("KERAS_BACKEND", "torch")    # for whoever asks for Keras


# ---- what the rows below are written with -----------------------------------------------------------------------------

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


# ---- counting ---------------------------------------------------------------------------------------------------------

def matrix_product(a, b):
    """Return a·b, in NumPy or torch."""
    return a @ b


def three_products(x):
    """Return x·x·x·x, element by element."""
    return x * x * x * x


@same(count_operations, "torch.utils.flop_counter.FlopCounterMode", "products of matrices: 2 FLOPs for each multiplication",
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


# ---- accesses ---------------------------------------------------------------------------------------------------------

alone("no library tells which elements a function reads; tests count by hand, and laws hold it to the size of x",
      count_accesses, Accesses)


@same(numbers_in, "keras.tree.flatten", "arrays and numbers in lists and tuples, however deep")
def numbers_in_keras(value):
    import keras
    return [number for leaf in keras.tree.flatten(value) for number in np.ravel(leaf)] or [None][:0]


@differs(numbers_in, "numpy.ravel", "It takes parts of one shape alone.", value=[np.array([1, 2]), np.array([3])])
def numbers_in_numpy(value):
    return np.ravel(value).tolist()


# ---- params -----------------------------------------------------------------------------------------------------------

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


@differs(conv2d_params, "torch.nn.LazyConv2d", "Before its first call a lazy layer does not know its parameters, and raises.",
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


@same(norm_params, "torch.nn.BatchNorm2d", "every size; a scale and a shift", drawn=lambda cases: cases.scales_and_shifts())
def norm_params_in_torch_batch_norm(channels):
    import torch
    return numel(torch.nn.BatchNorm2d(channels, device="meta"))


@same(norm_params, "torch.nn.GroupNorm", "every size; a scale and a shift", drawn=lambda cases: cases.scales_and_shifts())
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
         "It holds the running mean and variance, and the number of batches seen, which are stored and not learnt.", channels=3)
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


@same(attention_params, "torch.nn.MultiheadAttention", "every size, a bias or none; as many heads of keys as of queries",
      drawn=lambda cases: cases.attention_params().map(lambda case: {**case, "kv_heads": None}))
def attention_params_in_torch(dim, heads, kv_heads=None, bias=True):
    import torch
    return numel(torch.nn.MultiheadAttention(dim, heads, bias=bias, device="meta"))


@same(attention_params, "torch.nn.Linear four times", "every size, a bias or none, shared keys")
def attention_params_in_torch_layers(dim, heads, kv_heads=None, bias=True):
    import torch
    return numel(*(torch.nn.Linear(*widths, bias=bias, device="meta") for widths in projections(dim, heads, kv_heads)))


@same(attention_params, "keras.layers.MultiHeadAttention", "every size, a bias or none; as many heads of keys as of queries",
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
         "kdim and vdim are the widths of what is projected to keys and values; the keys stay dim wide, one for each head.",
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


@differs(lstm_params, "keras.layers.LSTM", "It has one bias of 4·h where PyTorch has two.", input_size=2, hidden_size=1)
def lstm_params_in_keras(input_size, hidden_size, bias=True):
    import keras
    return keras_params(keras.layers.LSTM(hidden_size, use_bias=bias), (None, None, input_size))


@same(lstm_params, "keras.layers.LSTM with a second bias", "every size, two biases or none", mends=lstm_params_in_keras)
def lstm_params_in_keras_twice(input_size, hidden_size, bias=True):
    return lstm_params_in_keras(input_size, hidden_size, bias) + (4 * hidden_size if bias else 0)


@differs(lstm_params, "torch.nn.GRU", "A GRU has three gates: three quarters of the parameters.", input_size=2, hidden_size=1)
def lstm_params_in_torch_gru(input_size, hidden_size):
    import torch
    return numel(torch.nn.GRU(input_size, hidden_size, device="meta"))


@same(size_bytes, "numpy.ndarray.nbytes", "float64, float32, float16, int8; up to 1000 parameters",
      drawn=lambda cases: cases.size_bytes().map(lambda case: {**case, "params": case["params"] % 1000}))
def size_bytes_in_numpy(params, dtype="float32", buffers=0, optimizer_states=0):
    arrays = [np.empty(params, dtype), np.empty(buffers, np.float32)] + [np.empty(params, np.float32)] * optimizer_states
    return sum(array.nbytes for array in arrays)


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


# ---- sampling ---------------------------------------------------------------------------------------------------------

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
    weight = shape(input_shape[0], 1, *pair(kernel_size))
    y = torch.nn.functional.conv2d(shape(1, *input_shape), weight, None, stride, padding, dilation, groups=input_shape[0])
    return tuple(y.shape[1:])


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


@differs(window_places, "keras.layers.MaxPooling2D(padding=\"same\")",
         "With a stride, \"same\" pads to ⌈H/s⌉ places; here, as in PyTorch, it means stride 1, and the padding is a number.",
         input_shape=(1, 1, 4), kernel_size=(1, 2), stride=3)
def window_places_in_keras_same(input_shape, kernel_size, stride):
    import keras
    C, H, W = input_shape
    _, H, W, C = keras.layers.MaxPooling2D(kernel_size, stride, "same").compute_output_shape((None, H, W, C))
    return C, H, W


same(count_samples, "its definition: the tables, gone through")(
    lambda **case: tuple((int(seen.sum()), int(seen.any(axis=1).sum()), len(set(table[seen].tolist())))
                         for table, n in zip(seen_samples(**case), case["input_shape"][1:], strict=True)
                         for seen in [inside(table, n)]))


@same(count_samples, "torch.nn.functional.conv1d", "every size, stride, padding, dilation: a window of ones over ones, and back")
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


# ---- flops ------------------------------------------------------------------------------------------------------------

@same(conv2d_macs, "multiplications executed", also=(conv2d,), drawn=lambda cases: cases.conv2d_macs(longest=5))
def conv2d_macs_executed(input_shape, out_channels, kernel_size, groups=1, **others):
    x, weight = image_and_kernel(input_shape, out_channels, kernel_size, groups)
    return count_operations(conv2d_definition, x, weight, groups=groups, **others).multiplications


@differs(conv2d_macs, "torch.utils.flop_counter.FlopCounterMode", "It counts a multiplication and an addition for each MAC: 2·MACs.",
         input_shape=(1, 2, 2), out_channels=1, kernel_size=1)
def conv2d_flops_in_torch(input_shape, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1):
    import torch
    weight = shape(out_channels, input_shape[0] // groups, *pair(kernel_size))
    return torch_flops(lambda: torch.nn.functional.conv2d(shape(1, *input_shape), weight, None, stride, padding, dilation, groups))


@same(conv2d_macs, "torch.utils.flop_counter.FlopCounterMode, halved", "every size, stride, padding, dilation, groups",
      mends=conv2d_flops_in_torch)
def conv2d_macs_in_torch(**arguments):
    return conv2d_flops_in_torch(**arguments) // 2


@same(conv2d_macs, "keras.layers.Conv2D under torch's counter", 'every size, groups; padding by name, a stride or a dilation',
      drawn=lambda cases: cases.named_padding(cases.conv2d_macs()))
def conv2d_macs_in_keras(input_shape, out_channels, kernel_size, stride=1, padding="valid", dilation=1, groups=1):
    import keras
    C, H, W = input_shape
    layer = keras.layers.Conv2D(out_channels, kernel_size, stride, padding, dilation_rate=dilation, groups=groups)
    return keras_macs(layer, (1, H, W, C))


@same(conv_transpose2d_macs, "multiplications executed", "strides 1, 2 and 3: it does not matter", also=(conv_transpose2d,),
      ours=lambda stride, **case: conv_transpose2d_macs(**case),
      drawn=lambda cases: cases.with_strides(cases.conv_transpose2d_macs(longest=5)))
def conv_transpose2d_macs_executed(input_shape, out_channels, kernel_size, groups=1, stride=1):
    x, weight = np.ones((1, *input_shape)), np.ones((input_shape[0], out_channels // groups, *pair(kernel_size)))
    return count_operations(conv_transpose2d_definition, x, weight, stride=stride, groups=groups).multiplications


@same(conv_transpose2d_macs, "torch.utils.flop_counter.FlopCounterMode, halved", "every size and stride, groups",
      ours=lambda stride, **case: conv_transpose2d_macs(**case),
      drawn=lambda cases: cases.with_strides(cases.conv_transpose2d_macs()))
def conv_transpose2d_macs_in_torch(input_shape, out_channels, kernel_size, groups=1, stride=1):
    import torch
    weight = shape(input_shape[0], out_channels // groups, *pair(kernel_size))
    call = torch.nn.functional.conv_transpose2d
    return torch_flops(lambda: call(shape(1, *input_shape), weight, None, stride, groups=groups)) // 2


@same(conv_transpose2d_macs, "torch.utils.flop_counter.FlopCounterMode with padding, halved",
      "every size: what the padding cuts off is counted in, here and there",
      ours=lambda padding, **case: conv_transpose2d_macs(**case),
      drawn=lambda cases: cases.conv_transpose2d_macs().map(
          lambda case: {**case, "padding": tuple((k - 1) // 2 for k in pair(case["kernel_size"]))}))
def conv_transpose2d_macs_in_torch_cropped(input_shape, out_channels, kernel_size, groups=1, padding=0):
    import torch
    weight = shape(input_shape[0], out_channels // groups, *pair(kernel_size))
    call = torch.nn.functional.conv_transpose2d
    return torch_flops(lambda: call(shape(1, *input_shape), weight, None, 1, padding, groups=groups)) // 2


@same(depthwise_separable_macs, "multiplications executed", also=(separable_conv2d,),
      drawn=lambda cases: cases.depthwise_separable_macs(longest=5))
def depthwise_separable_macs_executed(input_shape, out_channels, kernel_size, **others):
    C = input_shape[0]
    x, depthwise, pointwise = np.ones((1, *input_shape)), np.ones((C, 1, *pair(kernel_size))), np.ones((out_channels, C, 1, 1))
    return count_operations(separable_conv2d_definition, x, depthwise, pointwise, **others).multiplications


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
    return count_operations(linear, np.ones((tokens, in_features)), np.ones((out_features, in_features))).multiplications


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


@differs(linear_macs, "torch.mv under torch's counter", "A matrix times one token, a vector, costs nothing; times a batch of one it does.",
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


@same(attention_macs, "keras.layers.MultiHeadAttention under torch's counter", "every size; as many heads of keys as of queries",
      drawn=lambda cases: cases.attention_macs().map(lambda case: {**case, "kv_heads": None}))
def attention_macs_in_keras(tokens, dim, heads, kv_heads=None):
    import keras
    return keras_macs(keras.layers.MultiHeadAttention(heads, dim // heads), (1, tokens, dim), (1, tokens, dim))


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
    return counted.multiplications + counted.additions - counted.multiplications          # sums from 0: a bias is one more


@same(notes_flops, "torch.nn.Conv2d: parameters times places", "every size, stride, padding; a bias, no groups")
def notes_flops_in_torch(input_shape, out_channels, kernel_size, stride=1, padding=0):
    import torch
    layer = torch.nn.Conv2d(input_shape[0], out_channels, kernel_size, stride, padding, device="meta")
    return layer(shape(1, *input_shape))[0, 0].numel() * numel(layer)


@differs(notes_flops, "torch.utils.flop_counter.FlopCounterMode", "It counts a MAC as two operations, and a bias as none.",
         input_shape=(1, 1, 1), out_channels=1, kernel_size=1, padding=1)
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
