"""Cases and laws for refimpl.complexity: small layers whose sizes differ, so that none can stand for another."""
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache

import numpy as np
from hypothesis import strategies as st

from refimpl.cases import networks
from refimpl.cases.networks import (count, count_terms, einsum_printed, evaluate, explain, moved_bytes,
                                    named_layers, pooled_size, read_terms, stat, trace)
from refimpl.complexity.counting import Operations

__all__ = ["LAWS", "activations", "arithmetic_intensity", "attainable_flops", "attention", "attention_macs",
           "attention_memory_access", "attention_operations", "attention_params", "avg_pool2d", "avg_pool2d_operations",
           "batch_norm", "batch_norm_operations", "conv2d_macs", "conv2d_memory_access", "conv2d_operations",
           "conv2d_params", "conv_transpose2d_macs", "count", "count_accesses", "count_operations", "count_samples",
           "count_terms", "counting", "depthwise_separable_macs", "depthwise_separable_params", "einsum_printed",
           "elementwise_memory_access", "elementwise_operations", "embedding", "embedding_params",
           "evaluate", "explain", "flops", "gelu", "global_avg_pool2d",
           "global_avg_pool2d_operations", "group_norm", "group_norm_operations", "hardswish", "inside",
           "key_value_dim", "layer_norm", "layer_norm_operations", "linear", "linear_macs", "linear_memory_access",
           "linear_operations", "linear_params", "lstm_macs", "lstm_operations", "lstm_params", "lstm_step",
           "max_pool2d", "max_pool2d_operations", "measure_bandwidth", "measure_flops", "median_seconds",
           "memory_access_lower_bound", "mlp", "mlp_operations", "moved_bytes", "named_layers", "norm_params",
           "notes_flops", "notes_params", "numbers_in", "palm_training_flops", "peak_flops",
           "pointwise_memory_access", "pool2d_memory_access", "pool_windows", "pooled_size", "read_terms", "relu",
           "relu6", "rms_norm", "rms_norm_operations", "roofline_seconds", "scaled_rows", "seen_samples", "sigmoid",
           "silu", "size_bytes", "softmax", "softmax_operations", "split_heads", "stat", "touched_samples", "trace",
           "training_flops", "transformer_block", "transformer_block_operations", "transformer_block_params",
           "transformer_macs", "transformer_params", "utilization", "window_places"]


SEEDS, DTYPES, COINS = st.integers(0, 2**32 - 1), st.sampled_from((np.float32, np.float64)), st.booleans()


# ---- the cases: what counts ------------------------------------------------------------------------------------------

@st.composite
def count_operations(draw, longest=9):
    """Draw a function of an array whose operations are known, and an array."""
    x = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).random(draw(st.integers(1, longest))) + 1
    functions = (np.sum, np.prod, np.cumsum, np.sqrt, np.max, lambda x: x @ x, lambda x: 1 / x - x, lambda x: -x * 2)
    return {"function": draw(st.sampled_from(functions)), "x": x}


def counting():
    """Draw the arguments of counting."""
    return st.fixed_dictionaries({"argument": st.integers(1, 9).map(np.arange) | st.integers(),
                                  "tally": st.builds(Operations)})


def count_accesses():
    """Draw the arguments of count_accesses: a function of an array, and an array."""
    return count_operations()


def numbers_in():
    """Draw the arguments of numbers_in: arrays in lists in tuples, or a number."""
    arrays = st.integers(0, 9).map(np.arange)
    return st.fixed_dictionaries({"value": st.recursive(arrays | st.integers(), st.lists, max_leaves=6)})


# ---- the cases: sizes ------------------------------------------------------------------------------------------------

@cache
def sizes(**most):
    """Draw whole numbers from 1 up to what each may be, no two of them the same."""
    numbers = st.tuples(*[st.integers(1, largest) for largest in most.values()])
    different = numbers.filter(lambda drawn: len(set(drawn)) == len(drawn))
    return different.map(lambda drawn: dict(zip(most, drawn, strict=True)))


@cache
def pairs(least, most):
    """Draw a number, or a pair of numbers."""
    return st.integers(least, most) | st.tuples(st.integers(least, most), st.integers(least, most))


@st.composite
def windows(draw, longest=7):
    """Draw (H, W), kernel_size, stride, padding and dilation that fit together; some strides skip samples."""
    k, s = draw(pairs(1, 3)), draw(pairs(1, 4))
    d, p = draw(pairs(1, 2)), draw(pairs(0, 2) | st.sampled_from(("same", "valid")))
    s = 1 if p == "same" else s
    both = [value if isinstance(value, tuple) else (value, value) for value in (k, d, 0 if isinstance(p, str) else p)]
    least = [max(d * (k - 1) + 1 - 2 * p, 1) for k, d, p in zip(*both, strict=True)]
    H, W = (draw(st.integers(n, max(n, longest))) for n in least)
    return (H, W), {"kernel_size": k, "stride": s, "padding": p, "dilation": d}


@st.composite
def conv2d_macs(draw, longest=7):
    """Draw the arguments of conv2d_macs: dense, grouped, depthwise."""
    (H, W), arguments = draw(windows(longest))
    groups, (c, o) = draw(st.integers(1, 3)), draw(st.sampled_from(((1, 2), (2, 1), (3, 2), (2, 3), (1, 1))))
    return {"input_shape": (c * groups, H, W), "out_channels": o * groups, **arguments, "groups": groups}


@st.composite
def conv2d_operations(draw, longest=5):
    """Draw the arguments of conv2d_operations: every way to begin the sums, with a bias and without."""
    bias = draw(st.booleans())
    start = draw(st.sampled_from(("zero", "first", "bias") if bias else ("zero", "first")))
    return {**draw(conv2d_macs(longest)), "bias": bias, "start": start, "padding_zeros": draw(st.booleans())}


@st.composite
def conv2d_memory_access(draw, longest=7):
    """Draw the arguments of conv2d_memory_access."""
    return {**draw(conv2d_macs(longest)), "bias": draw(st.booleans())}


@st.composite
def conv2d_params(draw):
    """Draw the arguments of conv2d_params."""
    case = draw(conv2d_macs())
    return {"in_channels": case["input_shape"][0], "out_channels": case["out_channels"],
            "kernel_size": case["kernel_size"], "groups": case["groups"], "bias": draw(st.booleans())}


def notes_params():
    """Draw the arguments of notes_params."""
    return conv2d_params().map(lambda case: {k: case[k] for k in ("in_channels", "out_channels", "kernel_size")})


@st.composite
def depthwise_separable_params(draw):
    """Draw the arguments of depthwise_separable_params."""
    return {**draw(notes_params()), "bias": draw(st.booleans())}


def without(strategy, *names):
    """Draw from the strategy, and leave some arguments out."""
    return strategy.map(lambda case: {name: value for name, value in case.items() if name not in names})


def notes_flops(longest=7):
    """Draw the arguments of notes_flops."""
    return without(conv2d_macs(longest), "groups", "dilation")


def depthwise_separable_macs(longest=7):
    """Draw the arguments of depthwise_separable_macs."""
    return without(conv2d_macs(longest), "groups")


def conv_transpose2d_macs(longest=7):
    """Draw the arguments of conv_transpose2d_macs."""
    return without(conv2d_macs(longest), "stride", "padding", "dilation")


def with_strides(strategy, padded=False):
    """Draw a stride, too; if padded, some padding that leaves something of the smallest image."""
    def both(case, stride, padding):
        kernel = case["kernel_size"] if isinstance(case["kernel_size"], tuple) else (case["kernel_size"],) * 2
        widths = tuple((k - 1) // 2 if padding else 0 for k in kernel)
        return {**case, "stride": stride, "padding": widths} if padded else {**case, "stride": stride}
    return st.builds(both, strategy, st.sampled_from((1, 2, (2, 3))), COINS)


@st.composite
def named_padding(draw, strategy, square=False):
    """Draw arguments as Keras has them: padding by name, a stride or a dilation; if square, one for both axes."""
    case = dict(draw(strategy))
    first = (lambda value: value[0] if isinstance(value, tuple) else value) if square else (lambda value: value)
    case["stride"], case["dilation"] = first(case["stride"]), first(case["dilation"])
    case["padding"] = case["padding"] if isinstance(case["padding"], str) else "valid"
    case["stride" if case["padding"] == "same" or draw(st.booleans()) else "dilation"] = 1
    spans = [1 + (k - 1) * d for k, d in zip(*[value if isinstance(value, tuple) else (value, value)
                                               for value in (case["kernel_size"], case["dilation"])], strict=True)]
    C, *sizes = case["input_shape"]
    return {**case, "input_shape": (C, *map(max, sizes, spans))}


def seen_samples():
    """Draw the arguments of seen_samples."""
    return without(conv2d_macs(), "groups", "out_channels")


@st.composite
def inside(draw):
    """Draw the arguments of inside."""
    shape = draw(st.tuples(st.integers(1, 5), st.integers(1, 4)))
    samples = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).integers(-4, 12, shape)
    return {"samples": samples, "n": draw(st.integers(1, 9))}


def window_places():
    """Draw the arguments of window_places."""
    return seen_samples()


def count_samples():
    """Draw the arguments of count_samples."""
    return seen_samples()


def touched_samples():
    """Draw the arguments of touched_samples."""
    return seen_samples()


@st.composite
def linear_operations(draw):
    """Draw the arguments of linear_operations."""
    return {**draw(sizes(in_features=7, out_features=7, tokens=5)), "bias": draw(st.booleans())}


def linear_macs():
    """Draw the arguments of linear_macs."""
    return without(linear_operations(), "bias")


def linear_params():
    """Draw the arguments of linear_params."""
    return without(linear_operations(), "tokens")


def linear_memory_access():
    """Draw the arguments of linear_memory_access."""
    return linear_operations()


@st.composite
def norm_params(draw):
    """Draw the arguments of norm_params."""
    return {"channels": draw(st.integers(1, 99)), "bias": draw(st.booleans())}


def scales_and_shifts():
    """Draw the arguments of norm_params, but for the bias."""
    return st.fixed_dictionaries({"channels": st.integers(1, 99)})


def embedding_params():
    """Draw the arguments of embedding_params."""
    return sizes(vocabulary=99, dim=9)


@st.composite
def key_value_dim(draw):
    """Draw the arguments of key_value_dim: heads that share their keys, or not."""
    kv_heads, shared, width = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    heads = kv_heads * shared
    return {"dim": heads * width, "heads": heads, "kv_heads": draw(st.sampled_from((kv_heads, None)))}


@st.composite
def attention_operations(draw):
    """Draw the arguments of attention_operations."""
    return {"tokens": draw(st.integers(1, 4)), **draw(key_value_dim()), "bias": draw(st.booleans())}


def attention_macs():
    """Draw the arguments of attention_macs."""
    return without(attention_operations(), "bias")


def attention_params():
    """Draw the arguments of attention_params."""
    return without(attention_operations(), "tokens")


def attention_memory_access():
    """Draw the arguments of attention_memory_access."""
    return attention_operations()


def lstm_operations():
    """Draw the arguments of lstm_operations."""
    return sizes(input_size=7, hidden_size=7, steps=4)


def lstm_macs():
    """Draw the arguments of lstm_macs."""
    return lstm_operations()


@st.composite
def lstm_params(draw):
    """Draw the arguments of lstm_params."""
    return {**draw(without(lstm_operations(), "steps")), "bias": draw(st.booleans())}


@st.composite
def transformer_block_operations(draw):
    """Draw the arguments of transformer_block_operations."""
    return {**draw(without(attention_operations(), "bias", "kv_heads")), "mlp_dim": draw(st.integers(1, 7))}


def mlp_operations():
    """Draw the arguments of mlp_operations."""
    return sizes(tokens=4, dim=6, mlp_dim=9)


@st.composite
def transformer_block_params(draw):
    """Draw the arguments of transformer_block_params."""
    return {**draw(attention_params()), "mlp_dim": draw(st.integers(1, 9)), "gated": draw(st.booleans())}


@st.composite
def transformer_params(draw):
    """Draw the arguments of transformer_params."""
    return {**draw(transformer_block_params()), "layers": draw(st.integers(1, 4)),
            "vocabulary": draw(st.integers(1, 30)), "positions": draw(st.integers(0, 9)), "tied": draw(st.booleans())}


def transformer_macs():
    """Draw the arguments of transformer_macs."""
    return st.builds(lambda case, tokens: {**case, "tokens": tokens},
                     without(transformer_params(), "positions", "tied", "bias"), st.integers(1, 9))


def elementwise_operations():
    """Draw the arguments of elementwise_operations."""
    names = st.sampled_from(("add", "multiply", "relu", "relu6", "hardswish", "sigmoid", "silu", "gelu"))
    return st.fixed_dictionaries({"name": names, "n": st.integers(1, 12)})


def softmax_operations():
    """Draw the arguments of softmax_operations."""
    return sizes(rows=5, n=7)


def batch_norm_operations():
    """Draw the arguments of batch_norm_operations."""
    return sizes(channels=5, height=6, width=7)


def global_avg_pool2d_operations():
    """Draw the arguments of global_avg_pool2d_operations."""
    return batch_norm_operations()


def layer_norm_operations():
    """Draw the arguments of layer_norm_operations."""
    return sizes(tokens=5, dim=7)


def rms_norm_operations():
    """Draw the arguments of rms_norm_operations."""
    return layer_norm_operations()


def group_norm_operations():
    """Draw the arguments of group_norm_operations."""
    return st.builds(lambda case, groups: {**case, "channels": case["channels"] * groups, "groups": groups},
                     batch_norm_operations(), st.integers(1, 3))


@st.composite
def max_pool2d_operations(draw):
    """Draw the arguments of max_pool2d_operations: padding is at most half the window."""
    kH, kW = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    padding = draw(st.integers(0, kH // 2)), draw(st.integers(0, kW // 2))
    C, H, W = draw(st.integers(1, 3)), draw(st.integers(max(kH - 2 * padding[0], 1), 8)), draw(
        st.integers(max(kW - 2 * padding[1], 1), 8))
    return {"input_shape": (C, H, W), "kernel_size": (kH, kW), "stride": draw(pairs(1, 5)), "padding": padding}


def avg_pool2d_operations():
    """Draw the arguments of avg_pool2d_operations."""
    return max_pool2d_operations()


def pool2d_memory_access():
    """Draw the arguments of pool2d_memory_access."""
    return max_pool2d_operations()


def elementwise_memory_access():
    """Draw the arguments of elementwise_memory_access."""
    return sizes(n=20, inputs=3)


def pointwise_memory_access():
    """Draw the arguments of pointwise_memory_access."""
    return sizes(h=200, w=200, c1=2048, c2=2048)


def memory_access_lower_bound():
    """Draw the arguments of memory_access_lower_bound."""
    return sizes(h=200, w=200, macs=10**9)


def size_bytes():
    """Draw the arguments of size_bytes."""
    dtypes = st.sampled_from(("float32", "float64", "float16", "int8"))
    return st.fixed_dictionaries({"params": st.integers(0, 10**9), "dtype": dtypes, "buffers": st.integers(0, 999),
                                  "optimizer_states": st.integers(0, 2)})


def flops():
    """Draw the arguments of flops."""
    return st.fixed_dictionaries({"macs": st.integers(0, 10**18)})


# ---- the cases: arrays -----------------------------------------------------------------------------------------------

def normal(draw, *shapes):
    """Draw arrays of these shapes, float32 or float64, normally distributed."""
    rng, dtype = np.random.default_rng(draw(SEEDS)), draw(DTYPES)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def some_whole(draw, *shapes):
    """Draw arrays as normal does, or of whole numbers, whose sums are exact."""
    arrays = normal(draw, *shapes)
    return [np.rint(4 * array) for array in arrays] if draw(COINS) else arrays


def graded(draw, x, extreme=False, means=(0, 1, -1)):
    """Return x plus a mean of up to 10⁸ deviations (float32: 10⁴); if extreme, near ties and any exponent, too."""
    wide = x.dtype == np.float64
    mean = draw(st.sampled_from(means)) * 10.0 ** draw(st.integers(0, 8 if wide else 4))
    x = x + x.dtype.type(mean)
    if extreme and draw(st.booleans()):
        x = 1 + np.rint(x) % 4 * np.finfo(x.dtype).eps
    exponents = (0, 300, -300, 990, -1040) if wide else (0, 40, -40, 105, -140)
    return np.ldexp(x, draw(st.sampled_from(exponents))) if extreme else x


@st.composite
def linear(draw):
    """Draw the arguments of linear."""
    case = draw(linear_operations())
    I, O, T = case["in_features"], case["out_features"], case["tokens"]
    x, weight, bias = some_whole(draw, draw(st.sampled_from(((T, I), (T, I), (I,), (2, T, I)))), (O, I), (O,))
    return {"x": x, "weight": weight, "bias": bias if case["bias"] else None}


@st.composite
def embedding(draw):
    """Draw the arguments of embedding."""
    table, = normal(draw, draw(st.sampled_from(((5, 3), (1, 4), (9, 2)))))
    return {"tokens": draw(st.lists(st.integers(0, len(table) - 1), min_size=1, max_size=7)), "table": table}


@st.composite
def activations(draw):
    """Draw an array for an activation function; whole numbers and the edges 0, ±3 and 6 among its values."""
    x, = normal(draw, draw(st.sampled_from(((3, 4), (7,), (1, 2, 5)))))
    x.flat[:2] = draw(st.sampled_from((-3, 0, 3, 6, -20, 20)))
    return {"x": 4 * x}


relu = relu6 = hardswish = sigmoid = silu = gelu = activations


@st.composite
def softmax(draw):
    """Draw the arguments of softmax: small and large values, near ties, and some −∞, as masked scores have."""
    x, = normal(draw, tuple(draw(softmax_operations()).values()))
    x = draw(st.sampled_from((1, 10, 1000))) * x
    x = draw(st.sampled_from((x, x, 1000 + np.spacing(x.dtype.type(1000)) * np.rint(x) % 4)))
    x[:, 1::2] -= draw(st.sampled_from((0, 0, np.inf)))
    return {"x": x}


@st.composite
def batch_norm(draw):
    """Draw the arguments of batch_norm."""
    (C, H, W), N = draw(batch_norm_operations()).values(), draw(st.integers(1, 3))
    x, mean, var, weight, bias = normal(draw, (N, C, H, W), *[(C,)] * 4)
    x = graded(draw, x)
    mean = mean + x.flat[0]
    return {"x": x, "mean": mean, "var": var * var, "weight": weight, "bias": bias,
            "eps": draw(st.sampled_from((1e-5, 0.5)))}


@st.composite
def layer_norm(draw, extreme=False):
    """Draw the arguments of layer_norm."""
    T, D = draw(layer_norm_operations()).values()
    x, weight, bias = normal(draw, (T, D), (D,), (D,))
    return {"x": graded(draw, x, extreme), "weight": weight, "bias": bias,
            "eps": draw(st.sampled_from((1e-5, 0.5, 0) if extreme else (1e-5, 0.5)))}


def rms_norm(extreme=False):
    """Draw the arguments of rms_norm."""
    return without(layer_norm(extreme), "bias")


@st.composite
def scaled_rows(draw):
    """Draw the arguments of scaled_rows."""
    case = draw(layer_norm(extreme=True))
    return {"x": case["x"], "eps": case["eps"]}


def spread_channels():
    """Draw images (N, C, H, W) of float64 whose channels are not of equal values: more than one image each."""
    arrays = st.builds(lambda seed, sizes: np.random.default_rng(seed).standard_normal((2, *sizes.values())), SEEDS,
                       batch_norm_operations())
    return arrays.map(lambda x: {"x": x})


def rows_of_any_exponent():
    """Draw rows whose squares may overflow or vanish."""
    return without(scaled_rows(), "eps")


@st.composite
def group_norm(draw, extreme=False, means=(0, 1, -1)):
    """Draw the arguments of group_norm."""
    C, H, W, groups = draw(group_norm_operations()).values()
    x, weight, bias = normal(draw, (draw(st.integers(1, 3)), C, H, W), (C,), (C,))
    return {"x": graded(draw, x, extreme, means), "groups": groups, "weight": weight, "bias": bias,
            "eps": draw(st.sampled_from((1e-5, 0.5, 0) if extreme else (1e-5, 0.5)))}


@st.composite
def max_pool2d(draw):
    """Draw the arguments of max_pool2d."""
    case = draw(max_pool2d_operations())
    x, = some_whole(draw, case.pop("input_shape"))
    return {"x": x, **case}


def avg_pool2d():
    """Draw the arguments of avg_pool2d."""
    return max_pool2d()


@st.composite
def pool_windows(draw):
    """Draw the arguments of pool_windows."""
    return {**draw(max_pool2d()), "outside": draw(st.sampled_from((0, None, 7)))}


@st.composite
def global_avg_pool2d(draw):
    """Draw the arguments of global_avg_pool2d."""
    x, = some_whole(draw, tuple(draw(batch_norm_operations()).values()))
    return {"x": x}


@st.composite
def attention(draw):
    """Draw the arguments of attention."""
    T, D, heads, kv_heads, bias = draw(attention_operations()).values()
    kv = D // heads * (kv_heads or heads)
    shapes = (D, D), (kv, D), (kv, D), (D, D)
    x, *parts = normal(draw, (T, D), *shapes, *[shape[:1] for shape in shapes])
    return {"x": x, "weights": tuple(parts[:4]), "biases": tuple(parts[4:]) if bias else None, "heads": heads}


@st.composite
def split_heads(draw):
    """Draw the arguments of split_heads."""
    case = draw(attention())
    return {"x": case["x"], "heads": case["heads"]}


@st.composite
def lstm_step(draw):
    """Draw the arguments of lstm_step."""
    I, h = (draw(lstm_operations())[name] for name in ("input_size", "hidden_size"))
    names = "x", "h", "c", "weight_ih", "weight_hh", "bias_ih", "bias_hh"
    return dict(zip(names, normal(draw, (I,), (h,), (h,), (4 * h, I), (4 * h, h), (4 * h,), (4 * h,)), strict=True))


@st.composite
def mlp(draw):
    """Draw the arguments of mlp."""
    T, D, M = draw(mlp_operations()).values()
    x, w1, w2, b1, b2 = normal(draw, (T, D), (M, D), (D, M), (M,), (D,))
    return {"x": x, "weights": (w1, w2), "biases": (b1, b2)}


@st.composite
def transformer_block(draw):
    """Draw the arguments of transformer_block."""
    T, D, heads, M = draw(transformer_block_operations()).values()
    x, *parts = normal(draw, (T, D), *[(D,)] * 4, *[(D, D)] * 4, *[(D,)] * 4, (M, D), (D, M), (M,), (D,))
    return {"x": x, "norms": ((parts[0], parts[1]), (parts[2], parts[3])), "attention_weights": tuple(parts[4:8]),
            "attention_biases": tuple(parts[8:12]), "mlp_weights": tuple(parts[12:14]), "mlp_biases": tuple(parts[14:]),
            "heads": heads}


# ---- the cases: machines ---------------------------------------------------------------------------------------------

def positive(largest=1e15):
    """Draw a number above 0."""
    return st.floats(1e-3, largest)


def attainable_flops():
    """Draw the arguments of attainable_flops."""
    return st.fixed_dictionaries({"intensity": positive(1e4), "peak": positive(), "bandwidth": positive()})


def roofline_seconds():
    """Draw the arguments of roofline_seconds."""
    return st.fixed_dictionaries({name: positive() for name in ("flops", "nbytes", "peak", "bandwidth")})


def arithmetic_intensity():
    """Draw the arguments of arithmetic_intensity."""
    return st.fixed_dictionaries({"flops": positive(), "nbytes": positive()})


def peak_flops():
    """Draw the arguments of peak_flops."""
    return st.fixed_dictionaries({"units": st.integers(1, 200), "clock_hz": positive(5e9),
                                  "lanes": st.integers(1, 4096), "fma": st.booleans()})


def training_flops():
    """Draw the arguments of training_flops."""
    return sizes(params=10**12, tokens=10**13)


def palm_training_flops():
    """Draw the arguments of palm_training_flops."""
    return sizes(params=10**12, tokens=10**13, layers=99, dim=10**4, context=10**5)


def whole_contexts():
    """Draw the arguments of palm_training_flops: small ones, and tokens that fill whole contexts."""
    return sizes(params=999, tokens=9, layers=9, dim=99, context=99).map(
        lambda case: {**case, "tokens": case["tokens"] * case["context"]})


def utilization():
    """Draw the arguments of utilization."""
    return st.fixed_dictionaries({"flops": positive(), "seconds": positive(), "peak": positive()})


def measure_flops():
    """Draw the arguments of measure_flops: small, as it takes time."""
    return st.fixed_dictionaries({"n": st.integers(1, 64), "dtype": st.sampled_from(("float32", "float64"))})


def measure_bandwidth():
    """Draw the arguments of measure_bandwidth: small, as it takes time."""
    return st.fixed_dictionaries({"nbytes": st.integers(1, 10**5)})


def median_seconds():
    """Draw the arguments of median_seconds."""
    return st.fixed_dictionaries({"function": st.just(lambda: sum(range(50))), "times": st.integers(1, 9)})


# ---- the laws --------------------------------------------------------------------------------------------------------

def counts_the_same_for_other_numbers(count_operations, function, x):
    """The operations depend on the shape alone, as none of these functions decides by a value."""
    return count_operations(function, x) == count_operations(function, np.ones_like(x))


def counts_twice_for_two_calls(count_operations, function, x):
    """Done twice, it costs twice."""
    once, twice = count_operations(function, x), count_operations(lambda x: (function(x), function(x)), x)
    return twice == 2 * once == once + once and twice.total == 2 * once.total


def changes_no_value(counting, argument, tally):
    """The numbers that count have the values of those that do not."""
    counted = counting(argument, tally)
    if not isinstance(argument, np.ndarray):
        return counted is argument
    return [number.value for number in counted.flat] == argument.ravel().tolist()


def reads_every_element(count_accesses, function, x):
    """All of these functions read every element, and each at least once."""
    counted = count_accesses(function, x)
    return counted.read == x.size <= counted.reads and counted.total == counted.read + counted.written


def reads_again_in_a_second_call(count_accesses, function, x):
    """Done twice, the same elements are read, twice as often."""
    once, twice = count_accesses(function, x), count_accesses(lambda x: (function(x), function(x)), x)
    return (twice.read, twice.reads, twice.written) == (once.read, 2 * once.reads, 2 * once.written)


def finds_all_in_order(numbers_in, value):
    """What is in a list is what is in its parts, one after the other."""
    return numbers_in([value, (value, [])]) == 2 * numbers_in(value)


def are_shared_among_groups(macs, input_shape, out_channels, groups=1, **arguments):
    """In G groups the products are a G-th of the dense convolution's."""
    dense = macs(input_shape, out_channels, groups=1, **arguments)
    return macs(input_shape, out_channels, groups=groups, **arguments) * groups == dense


def are_linear_in_the_outputs(macs, input_shape, out_channels, **arguments):
    """Twice the output channels cost twice as much."""
    return macs(input_shape, 2 * out_channels, **arguments) == 2 * macs(input_shape, out_channels, **arguments)


def no_program_beats_the_bound(pointwise_memory_access, h, w, c1, c2):
    """The access is at least that of the geometric mean of both numbers of channels: in squares, without rounding."""
    least = h * w * 2                                                # h·w·(c₁ + c₂) ≥ h·w·2·√(c₁·c₂), squared
    weights = pointwise_memory_access(h, w, c1, c2) - h * w * (c1 + c2)
    return weights == c1 * c2 and (h * w * (c1 + c2)) ** 2 >= least**2 * c1 * c2


def is_least_for_equal_channels(pointwise_memory_access, h, w, c1, c2):
    """With the same product of channels, c·c touches less than (c·k)·(c/k)."""
    k = 1 + c2 % 7
    even, uneven = pointwise_memory_access(h, w, c1 * k, c1 * k), pointwise_memory_access(h, w, c1 * k * k, c1)
    return even <= uneven and (even == uneven) == (k == 1)


def is_symmetric_in_the_channels(pointwise_memory_access, h, w, c1, c2):
    """From c₁ to c₂ channels costs what c₂ to c₁ costs."""
    return pointwise_memory_access(h, w, c1, c2) == pointwise_memory_access(w, h, c2, c1)


def is_reached_by_equal_channels(memory_access_lower_bound, h, w, macs):
    """With c·c channels the bound is 2·h·w·c + c² exactly, as the root is a whole number."""
    c = 1 + macs % 4096
    return memory_access_lower_bound(h, w, h * w * c * c) == 2 * h * w * c + c * c


def is_below_both(attainable_flops, intensity, peak, bandwidth):
    """No program gets more than the peak, nor more than the memory delivers; one of the two it can get."""
    attained = attainable_flops(intensity, peak, bandwidth)
    return attained <= peak and attained <= bandwidth * intensity and attained in (peak, bandwidth * intensity)


def is_the_time_under_the_roof(roofline_seconds, flops, nbytes, peak, bandwidth):
    """Neither the arithmetic nor the memory takes longer, and one of them takes as long."""
    seconds = roofline_seconds(flops, nbytes, peak, bandwidth)
    return seconds >= flops / peak and seconds >= nbytes / bandwidth and seconds in (flops / peak, nbytes / bandwidth)


def twice_the_clock_is_twice_the_peak(peak_flops, units, clock_hz, lanes, fma):
    """It is proportional to the clock, and a fused multiply-add doubles it."""
    once = peak_flops(units, clock_hz, lanes, fma)
    return peak_flops(units, 2 * clock_hz, lanes, fma) == 2 * once and peak_flops(
        units, clock_hz, lanes, True) == 2 * peak_flops(units, clock_hz, lanes, False)


def is_a_speed(measure, **case):
    """It is positive and finite."""
    return 0 < measure(**case) < float("inf")


def calls_once_more_than_it_times(median_seconds, function, times):
    """It calls once to warm up, and then as often as it was told."""
    calls = []
    median_seconds(lambda: calls.append(function()), times)
    return len(calls) == times + 1


def adds_up_to_one(softmax, x):
    """The shares of a row sum to 1, and none is negative."""
    shares = softmax(x)
    return bool((shares >= 0).all() and (np.abs(shares.sum(axis=-1) - 1) <= 8 * np.finfo(x.dtype).eps).all())


def sees_only_differences(softmax, x):
    """A power of two added to all x of a row changes nothing but roundings."""
    x = np.rint(x)                                                   # whole numbers: the sums are exact
    return np.array_equal(softmax(x + x.dtype.type(64)), softmax(x))


EXACT = Context(prec=60, Emin=-10**6, Emax=10**6)


def exactly(values):
    """Return floats as fractions."""
    return [Fraction(*float(value).as_integer_ratio()) for value in np.ravel(values)]


def in_decimals(fraction):
    """Return a fraction to 60 digits."""
    return EXACT.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))


def row_is_near(y, x, weight, bias, eps, centred=True):
    """Tell whether y is (x − mean)/√(var + ε)·γ + β of a row, to as many rounding errors as the lesson says.

    The right values are taken from fractions, to 60 digits.  Without centring the mean is 0, and no κ is allowed for.
    """
    unit, (x, weight, bias) = float(np.finfo(y.dtype).eps), map(exactly, (x, weight, bias))
    mean = sum(x) / len(x) if centred else Fraction(0)
    root = EXACT.sqrt(in_decimals(sum((v - mean) ** 2 for v in x) / len(x) + Fraction(eps)))
    if root == 0:
        return True                                                  # 0/0
    shares = [EXACT.divide(in_decimals(v - mean), root) for v in x]
    right = [EXACT.fma(share, in_decimals(w), in_decimals(b)) for share, w, b in zip(shares, weight, bias, strict=True)]
    kappa = float(EXACT.divide(in_decimals(max(map(abs, x))), root)) if centred else 0
    errors = 8 * np.log2(len(x) + 1) * float(max(map(abs, shares))) + 2 * kappa
    allowed = unit * (errors * float(max(map(abs, weight))) + 2 * float(max(map(abs, bias))))
    allowed = Decimal(allowed + 4 * float(np.finfo(y.dtype).tiny))
    return all(abs(Decimal(value) - exact) <= allowed for value, exact in zip(y.ravel().tolist(), right, strict=True))


def is_near_the_exact_rows(layer_norm, x, weight, bias, eps):
    """Each row is right to 8·log₂(n + 1) + 2κ rounding errors, κ = max|x|/√(var + ε); E[x²] − m² costs κ²."""
    y = layer_norm(x, weight, bias, eps)
    return all(row_is_near(y[t], x[t], weight, bias, eps) for t in range(len(x)))


def is_near_the_exact_groups(group_norm, x, groups, weight, bias, eps):
    """Each group is right to 8·log₂(n + 1) + 2κ rounding errors, κ = max|x|/√(var + ε); E[x²] − m² costs κ²."""
    weight, bias = (np.broadcast_to(array[:, None, None], x.shape) for array in (weight, bias))
    y = group_norm(x, groups, weight[0, :, 0, 0], bias[0, :, 0, 0], eps)
    rows = (array.reshape(len(x) * groups, -1) for array in (y, x, weight, bias))
    return all(row_is_near(*row, eps) for row in zip(*rows, strict=True))


def is_near_the_exact_roots(rms_norm, x, weight, eps):
    """Each row is right to 8·log₂(n + 1) rounding errors."""
    return all(row_is_near(y, row, weight, 0 * weight, eps, centred=False)
               for y, row in zip(rms_norm(x, weight, eps), x, strict=True))


def is_near_the_exact_channels(batch_norm, x, mean, var, weight, bias, eps):
    """Each value is right to 8 rounding errors of the largest of x·γ/√(var + ε), mean·γ/√(var + ε) and β."""
    y, unit = batch_norm(x, mean, var, weight, bias, eps), float(np.finfo(x.dtype).eps)
    for c in range(x.shape[1]):
        (m, v, w, b), values = exactly([mean[c], var[c], weight[c], bias[c]]), exactly(x[:, c])
        scale = EXACT.divide(in_decimals(w), EXACT.sqrt(in_decimals(v + Fraction(eps))))
        largest = max(abs(scale * in_decimals(max(map(abs, [*values, m])))), abs(in_decimals(b)))
        right = [EXACT.fma(in_decimals(value - m), scale, in_decimals(b)) for value in values]
        errors = [abs(Decimal(float(value)) - exact) for value, exact in zip(y[:, c].ravel(), right, strict=True)]
        if max(errors) > Decimal(8 * unit) * largest:
            return False
    return True


def is_near_the_exact_shares(softmax, x):
    """A share e^d/Σe^d, d = x − max, is right to n + 4 + |d| rounding errors."""
    unit = float(np.finfo(x.dtype).eps)
    for y, row in zip(softmax(x).tolist(), x.tolist(), strict=True):
        parts = [EXACT.exp(Decimal(value) - Decimal(max(row))) if value > -np.inf else Decimal(0) for value in row]
        for share, part, value in zip(y, parts, row, strict=True):
            right = EXACT.divide(part, sum(parts))
            errors = len(row) + 4 + (max(row) - value if part else 0)
            if abs(Decimal(share) - right) > Decimal(errors * unit) * right + Decimal(float(np.finfo(x.dtype).tiny)):
                return False
    return True


def has_the_same_quotients(scaled_rows, x, eps):
    """x'²/ε' is x²/ε, exactly, where nothing is far below the largest; x' is about 1, or √ε' is."""
    scaled, small = scaled_rows(x, eps)
    for row, before, e in zip(scaled, x, small[:, 0], strict=True):
        if not 0.5 <= max(float(np.abs(row).max()), float(e) ** 0.5) < 1 + 1e-6 and (before.any() or eps):
            return False
        top = np.abs(before).argmax()
        if any(a * b != c * d for a, b, c, d in zip(exactly(row), exactly(before[top]) * len(row), exactly(before),
                                                    exactly(row[top]) * len(row), strict=True)):
            return False
    return True


LAWS = {
    "layer_norm": [is_near_the_exact_rows],
    "group_norm": [is_near_the_exact_groups],
    "rms_norm": [is_near_the_exact_roots],
    "batch_norm": [is_near_the_exact_channels],
    "scaled_rows": [has_the_same_quotients],
    "count_terms": networks.LAWS["count_terms"],
    "explain": networks.LAWS["explain"],
    "stat": networks.LAWS["stat"],
    "moved_bytes": networks.LAWS["moved_bytes"],
    "named_layers": networks.LAWS["named_layers"],
    "count_operations": [counts_the_same_for_other_numbers, counts_twice_for_two_calls],
    "counting": [changes_no_value],
    "count_accesses": [reads_every_element, reads_again_in_a_second_call],
    "numbers_in": [finds_all_in_order],
    "conv2d_macs": [are_shared_among_groups, are_linear_in_the_outputs],
    "conv_transpose2d_macs": [are_shared_among_groups, are_linear_in_the_outputs],
    "pointwise_memory_access": [no_program_beats_the_bound, is_least_for_equal_channels, is_symmetric_in_the_channels],
    "memory_access_lower_bound": [is_reached_by_equal_channels],
    "attainable_flops": [is_below_both],
    "roofline_seconds": [is_the_time_under_the_roof],
    "peak_flops": [twice_the_clock_is_twice_the_peak],
    "measure_flops": [is_a_speed],
    "measure_bandwidth": [is_a_speed],
    "median_seconds": [is_a_speed, calls_once_more_than_it_times],
    "softmax": [adds_up_to_one, sees_only_differences, is_near_the_exact_shares],
}
