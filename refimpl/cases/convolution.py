"""Cases and laws for refimpl.convolution: no image is square before it is padded, so no axis can hide."""
import numpy as np
from hypothesis import strategies as st

__all__ = ["LAWS", "add_windows", "conv2d", "conv2d_backward", "conv2d_geometry", "conv_transpose2d",
           "conv_transpose2d_backward", "crop", "depthwise_conv2d", "depthwise_conv2d_backward", "depthwise_groups",
           "float_operands", "kernel_windows", "matrix_and_columns", "output_size", "pad_widths",
           "plain_conv2d_backward", "pointwise_conv2d", "pointwise_conv2d_backward", "separable_conv2d",
           "separable_conv2d_backward", "transposed_geometry", "zero_pad"]


# ---- the cases ------------------------------------------------------------------------------------------------------

def pairs(least, most):
    """Draw a number, or a pair."""
    one = st.integers(least, most)
    return one | st.tuples(one, one)


def choices(*values):
    """Draw one of the values; what stands there twice, twice as often."""
    return st.sampled_from(values)


SEEDS, DTYPES, FEW = st.integers(0, 2**32 - 1), choices(np.float32, np.float64), st.integers(1, 3)
CHANNELS = choices((1, 2), (2, 1), (3, 2), (2, 3), (1, 1))           # in and out, of a group
MULTIPLIED = choices((1, 1), (3, 1), (2, 3), (3, 2), (4, 1))         # channels, and filters for each
KERNELS = st.tuples(st.integers(1, 4), FEW)
STRIDES, SPACINGS, WIDTHS = pairs(1, 3), pairs(1, 2), pairs(0, 2)
PADDINGS = choices(None, None, None, "valid", "same", "same")        # None: numbers
SPACINGS_OF_SAME = choices(1, 1, 1, (1, 2), (2, 1))                  # an even kernel needs an odd sum of zeros


def arrays(draw, *shapes, whole=None):
    """Draw arrays of these shapes and one dtype: whole numbers, whose sums are exact, or normally distributed ones."""
    rng, dtype = np.random.default_rng(draw(SEEDS)), draw(DTYPES)
    whole = draw(st.booleans()) if whole is None else whole
    return [(rng.integers(-9, 10, s) if whole else rng.standard_normal(s)).astype(dtype) for s in shapes]


@st.composite
def geometry(draw, groups=None, longest=9):
    """Draw (x's shape, weight's shape, the arguments of conv2d) that fit together; small, for definitions in loops."""
    groups, (c, o), (kH, kW) = draw(FEW) if groups is None else groups, draw(CHANNELS), draw(KERNELS)
    padding = draw(PADDINGS)
    if padding == "same":
        stride, dilation = 1, draw(SPACINGS_OF_SAME)
    else:
        stride, dilation = draw(STRIDES), draw(SPACINGS)
    padding = draw(WIDTHS) if padding is None else padding
    (dy, dx), (py, px) = both(dilation), both(padding) if not isinstance(padding, str) else (0, 0)
    least = max(dy * (kH - 1) + 1 - 2 * py, 1), max(dx * (kW - 1) + 1 - 2 * px, 1)
    H = draw(st.integers(least[0], max(least[0], longest)))
    W = draw(st.integers(least[1], max(least[1], longest - 1)))
    arguments = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return (draw(FEW), c * groups, H, W + (W == H)), (o * groups, c, kH, kW), arguments


def both(value):
    """Return a number twice, or a pair as it is."""
    return value if isinstance(value, tuple) else (value, value)


@st.composite
def conv2d(draw, longest=9, whole=None):
    """Draw the arguments of conv2d."""
    x, weight, arguments = draw(geometry(longest=longest))
    x, weight, bias = arrays(draw, x, weight, weight[:1], whole=whole)
    return {"x": x, "weight": weight, "bias": draw(st.sampled_from((bias, None))), **arguments}


@st.composite
def conv2d_backward(draw, longest=9, whole=None):
    """Draw the arguments of conv2d_backward."""
    x, weight, arguments = draw(geometry(longest=longest))
    shapes = x, weight, output_shape(x, weight, **arguments)
    x, weight, grad_out = arrays(draw, *shapes, whole=whole)
    return {"grad_out": grad_out, "x": x, "weight": weight, **arguments}


def output_shape(x, weight, stride, padding, dilation, groups):
    """Return the shape of conv2d's output, counted place by place."""
    s, d, size = both(stride), both(dilation), []
    for axis in (0, 1):
        n, span = x[2 + axis], d[axis] * (weight[2 + axis] - 1) + 1
        room = n + span - 1 if padding == "same" else n if padding == "valid" else n + 2 * both(padding)[axis]
        size.append(len(range(0, room - span + 1, s[axis])))
    return x[0], weight[0], *size


def conv2d_geometry(longest=9):
    """Draw the arguments of conv2d_geometry."""
    return conv2d(longest)


@st.composite
def plain_conv2d_backward(draw, longest=9, whole=None):
    """Draw grad_out, x and weight of conv2d_backward for stride 1, no padding and one group."""
    x, weight, _ = draw(geometry(groups=1, longest=longest))
    weight = *weight[:2], min(weight[2], x[2]), min(weight[3], x[3])
    x, weight, grad_out = arrays(draw, x, weight, output_shape(x, weight, 1, 0, 1, 1), whole=whole)
    return {"grad_out": grad_out, "x": x, "weight": weight}


@st.composite
def depthwise_conv2d(draw, longest=9, whole=None):
    """Draw the arguments of depthwise_conv2d."""
    (N, _, H, W), (_, _, kH, kW), arguments = draw(geometry(groups=1, longest=longest))
    del arguments["groups"]
    C, m = draw(MULTIPLIED)
    x, weight, bias = arrays(draw, (N, C, H, W), (C * m, 1, kH, kW), (C * m,), whole=whole)
    return {"x": x, "weight": weight, "bias": draw(st.sampled_from((bias, None))), **arguments}


@st.composite
def depthwise_conv2d_backward(draw, longest=9, whole=None):
    """Draw the arguments of depthwise_conv2d_backward."""
    case = draw(depthwise_conv2d(longest, whole))
    del case["bias"]
    shape = output_shape(case["x"].shape, case["weight"].shape, case["stride"], case["padding"], case["dilation"], 1)
    grad_out, = arrays(draw, shape, whole=whole)
    return {"grad_out": grad_out.astype(case["x"].dtype), **case}


def depthwise_groups(longest=9):
    """Draw the arguments of depthwise_groups."""
    return depthwise_conv2d(longest).map(lambda case: {"x": case["x"], "weight": case["weight"]})


@st.composite
def pointwise_conv2d(draw, longest=9, whole=None):
    """Draw the arguments of pointwise_conv2d: N, C, O, H and W all different."""
    N, C, O, H, W = draw(st.permutations((1, 2, 3, 4, draw(st.integers(5, max(5, longest))))))
    x, weight, bias = arrays(draw, (N, C, H, W), (O, C, 1, 1), (O,), whole=whole)
    return {"x": x, "weight": weight, "bias": draw(st.sampled_from((bias, None)))}


@st.composite
def pointwise_conv2d_backward(draw, longest=9, whole=None):
    """Draw the arguments of pointwise_conv2d_backward."""
    case = draw(pointwise_conv2d(longest, whole))
    x, weight = case["x"], case["weight"]
    grad_out, = arrays(draw, (len(x), len(weight), *x.shape[2:]), whole=whole)
    return {"grad_out": grad_out.astype(x.dtype), "x": x, "weight": weight}


def matrix_and_columns(longest=9):
    """Draw the arguments of matrix_and_columns."""
    return pointwise_conv2d(longest)


@st.composite
def separable_conv2d(draw, longest=9, whole=None):
    """Draw the arguments of separable_conv2d."""
    case = draw(depthwise_conv2d(longest, whole))
    channels, O = len(case["weight"]), draw(st.sampled_from((1, 2, 5)))
    pointwise, bias = arrays(draw, (O, channels, 1, 1), (O,), whole=whole)
    dtype = case["x"].dtype
    return {"x": case["x"], "depthwise_weight": case["weight"], "pointwise_weight": pointwise.astype(dtype),
            "bias": draw(st.sampled_from((bias.astype(dtype), None))), "stride": case["stride"],
            "padding": case["padding"], "dilation": case["dilation"]}


@st.composite
def separable_conv2d_backward(draw, longest=9, whole=None):
    """Draw the arguments of separable_conv2d_backward."""
    case = draw(separable_conv2d(longest, whole))
    del case["bias"]
    N, _, H, W = output_shape(case["x"].shape, case["depthwise_weight"].shape, case["stride"], case["padding"],
                              case["dilation"], 1)
    grad_out, = arrays(draw, (N, len(case["pointwise_weight"]), H, W), whole=whole)
    return {"grad_out": grad_out.astype(case["x"].dtype), **case}


@st.composite
def conv_transpose2d(draw, longest=6, whole=None):
    """Draw the arguments of conv_transpose2d; output_padding below the stride or the dilation, along each axis."""
    groups, (c, o), (kH, kW) = draw(FEW), draw(CHANNELS), draw(KERNELS)
    stride, dilation = draw(STRIDES), draw(STRIDES)
    H, W = draw(st.integers(1, longest)), draw(st.integers(1, longest - 1))
    W += W == H
    extra = tuple(draw(choices(*range(max(most)))) for most in zip(both(stride), both(dilation), strict=True))
    room = [(n - 1) * s + d * (k - 1) + 1 + e for n, s, d, k, e in
            zip((H, W), both(stride), both(dilation), (kH, kW), extra, strict=True)]
    padding = tuple(draw(st.integers(0, min(2, (r - 1) // 2))) for r in room)
    x, weight, bias = arrays(draw, (draw(FEW), c * groups, H, W), (c * groups, o, kH, kW), (o * groups,), whole=whole)
    return {"x": x, "weight": weight, "bias": draw(st.sampled_from((bias, None))), "stride": stride,
            "padding": padding, "output_padding": extra, "groups": groups, "dilation": dilation}


@st.composite
def conv_transpose2d_backward(draw, longest=6, whole=None):
    """Draw the arguments of conv_transpose2d_backward."""
    case = draw(conv_transpose2d(longest, whole))
    del case["bias"]
    x, weight, s, d = case["x"], case["weight"], both(case["stride"]), both(case["dilation"])
    size = [(x.shape[2 + a] - 1) * s[a] - 2 * case["padding"][a] + d[a] * (weight.shape[2 + a] - 1) + 1
            + case["output_padding"][a] for a in (0, 1)]
    grad_out, = arrays(draw, (len(x), weight.shape[1] * case["groups"], *size), whole=whole)
    return {"grad_out": grad_out.astype(x.dtype), **case}


def transposed_geometry(longest=6):
    """Draw the arguments of transposed_geometry."""
    return conv_transpose2d(longest)


@st.composite
def output_size(draw, longest=300):
    """Draw the arguments of output_size, the window never larger than the padded input."""
    k, s, p, d = (draw(st.integers(*ends)) for ends in ((1, 11), (1, 5), (0, 6), (1, 4)))
    return {"n": draw(st.integers(max(d * (k - 1) + 1 - 2 * p, 1), longest)), "kernel_size": k, "stride": s,
            "padding": p, "dilation": d}


def pad_widths(longest=9):
    """Draw the arguments of pad_widths."""
    def arguments(drawn):
        _, weight, a = drawn
        return {"padding": a["padding"], "kernel_size": weight[2:], "stride": both(a["stride"]),
                "dilation": both(a["dilation"])}
    return geometry(longest=longest).map(arguments)


@st.composite
def zero_pad(draw, longest=6):
    """Draw the arguments of zero_pad."""
    x, = arrays(draw, draw(st.lists(st.integers(1, longest), min_size=2, max_size=4, unique=True)))
    return {"x": x, "widths": draw(st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2))}


@st.composite
def crop(draw, longest=6):
    """Draw the arguments of crop."""
    case = draw(zero_pad(longest))
    (top, bottom), (left, right) = case["widths"]
    *others, H, W = case["x"].shape
    x, = arrays(draw, (*others, H + top + bottom, W + left + right))
    return {"x": x, "widths": case["widths"]}


def float_operands(longest=9):
    """Draw the arguments of float_operands: of float16, too, and whole numbers."""
    def arguments(case, dtype):
        dtype = dtype or case["x"].dtype
        return {name: None if case[name] is None else case[name].astype(dtype) for name in ("x", "weight", "bias")}
    return st.builds(arguments, conv2d(longest), st.sampled_from((None, np.float16, np.int8)))


@st.composite
def kernel_windows(draw, longest=9):
    """Draw the arguments of kernel_windows."""
    x, weight, arguments = draw(geometry(longest=longest))
    pad = 4                                                          # room for any kernel
    image, = arrays(draw, (*x[1:2], x[2] + 2 * pad, x[3] + 2 * pad))
    return {"image": image, "kernel_size": weight[2:], "stride": both(arguments["stride"]),
            "dilation": both(arguments["dilation"])}


@st.composite
def add_windows(draw, longest=9):
    """Draw the arguments of add_windows: windows of an image of that size."""
    case = draw(kernel_windows(longest))
    image, (s, d) = case["image"], (case["stride"], case["dilation"])
    places = [len(range(0, image.shape[1 + a] - d[a] * (case["kernel_size"][a] - 1), s[a])) for a in (0, 1)]
    windows, = arrays(draw, (len(image), *case["kernel_size"], *places))
    return {"windows": windows, "size": image.shape[1:], "stride": s, "dilation": d}


# ---- the laws -------------------------------------------------------------------------------------------------------

def close(actual, expected):
    """Tell whether two arrays agree up to the rounding errors of a few hundred additions."""
    scale = max(1.0, float(np.abs(expected).max(initial=0)))
    tolerance = 64 * np.finfo(expected.dtype).eps * scale
    return actual.shape == expected.shape and bool((np.abs(actual - expected) <= tolerance).all())


def is_linear_in_x(convolution, x, weight, **arguments):
    """Twice the first image plus three times another convolves to twice and three times what they convolve to."""
    arguments.pop("bias", None)
    other = x[..., ::-1, ::-1].copy()
    parts = 2 * convolution(x, weight, **arguments) + 3 * convolution(other, weight, **arguments)
    return close(convolution(2 * x + 3 * other, weight, **arguments), parts)


def keeps_the_dtype(convolution, **case):
    """The result, and each gradient, has the dtype of x."""
    result = convolution(**case)
    return all(part.dtype == case["x"].dtype for part in (result if isinstance(result, tuple) else (result,)))


def adds_the_bias_last(convolution, bias, **case):
    """With a bias, the result is the one without, plus the bias of each output channel."""
    bias = np.arange(len(convolution(**case)[0]), dtype=case["x"].dtype) if bias is None else bias
    return close(convolution(bias=bias, **case), convolution(bias=None, **case) + bias[:, None, None])


def equals_the_block_diagonal_dense_one(conv2d, x, weight, bias, groups, **arguments):
    """Groups are a dense convolution whose weights between different groups are 0."""
    O, c, kH, kW = weight.shape
    dense = np.zeros((O, c * groups, kH, kW), weight.dtype)
    for o in range(O):
        g = o // (O // groups)
        dense[o, g * c:(g + 1) * c] = weight[o]
    return close(conv2d(x, weight, bias, groups=groups, **arguments), conv2d(x, dense, bias, groups=1, **arguments))


def equals_the_zero_stuffed_kernel(conv2d, x, weight, bias, dilation, **arguments):
    """Dilation is a larger kernel with zeros between its weights."""
    (dy, dx), (O, c, kH, kW) = both(dilation), weight.shape
    stuffed = np.zeros((O, c, dy * (kH - 1) + 1, dx * (kW - 1) + 1), weight.dtype)
    stuffed[:, :, ::dy, ::dx] = weight
    return close(conv2d(x, weight, bias, dilation=dilation, **arguments), conv2d(x, stuffed, bias, **arguments))


def stride_leaves_places_out(conv2d, x, weight, bias, stride, **arguments):
    """With stride s it is every s-th place of the convolution with stride 1."""
    sy, sx = both(stride)
    every = conv2d(x, weight, bias, **arguments)
    return close(conv2d(x, weight, bias, stride=stride, **arguments), every[:, :, ::sy, ::sx])


def gradients_are_transposes(backward, grad_out, x, weight, **arguments):
    """⟨grad_weight, weight⟩ = ⟨grad_x, x⟩: both are ⟨grad_out, y⟩, as y is linear in each."""
    grad_x, grad_weight, _ = backward(grad_out, x, weight, **arguments)
    scale = float(np.abs(grad_x).sum() * np.abs(x).max() + 1)
    difference = float((grad_x * x).sum()) - float((grad_weight * weight).sum())
    return abs(difference) <= 64 * float(np.finfo(x.dtype).eps) * scale


def grad_bias_sums_grad_out(backward, grad_out, **arguments):
    """The gradient at the bias is the sum of grad_out over everything but its channel."""
    return close(backward(grad_out, **arguments)[-1], np.add.reduce(grad_out, axis=(0, 2, 3)))


def counts_the_places(output_size, n, kernel_size, stride, padding, dilation):
    """It is the number of windows that fit, counted one by one."""
    span = dilation * (kernel_size - 1) + 1
    places = sum(1 for first in range(0, n + 2 * padding, stride) if first + span <= n + 2 * padding)
    return output_size(n, kernel_size, stride, padding, dilation) == places


def same_keeps_the_size(pad_widths, padding, kernel_size, stride, dilation):
    """Padding "same" adds what the kernel's span takes away, the odd one behind."""
    widths = pad_widths("same", kernel_size, (1, 1), dilation)
    return all(before + behind == d * (k - 1) and 0 <= behind - before <= 1
               for (before, behind), k, d in zip(widths, kernel_size, dilation, strict=True))


def changes_no_number(float_operands, **arrays):
    """The numbers are those that came, in one dtype that holds sums of them."""
    *found, dtype = float_operands(**arrays)
    work = np.float32 if dtype == np.float16 else dtype
    return len(found) == len(arrays) and all(
        after is before is None or (np.array_equal(after, before) and after.dtype == work)
        for after, before in zip(found, arrays.values(), strict=True))


def keeps_the_sum(zero_pad, x, widths):
    """Zeros add nothing, and the image is where the widths say."""
    padded, ((top, _), (left, _)) = zero_pad(x, widths), widths
    inner = padded[..., top:top + x.shape[-2], left:left + x.shape[-1]]
    return np.array_equal(inner, x) and np.count_nonzero(padded) == np.count_nonzero(x)


def undoes_zero_pad(crop, x, widths):
    """What is left of an image with zeros around it is the image."""
    (top, bottom), (left, right) = widths
    padded = np.pad(x, ((0, 0),) * (x.ndim - 2) + ((top, bottom), (left, right)))
    return np.array_equal(crop(padded, widths), x)


def is_the_transpose_of_kernel_windows(add_windows, windows, size, stride, dilation):
    """⟨kernel_windows(image), windows⟩ = ⟨image, add_windows(windows)⟩ for every image."""
    image = np.random.default_rng(0).random((len(windows), *size)).astype(windows.dtype)
    (sy, sx), (dy, dx), (kH, kW, H, W) = stride, dilation, windows.shape[1:]
    seen = sum(float((windows[:, u, v] * image[:, u * dy:, v * dx:][:, ::sy, ::sx][:, :H, :W]).sum())
               for u, v in np.ndindex(kH, kW))
    back = float((add_windows(windows, size, stride, dilation) * image).sum())
    return abs(seen - back) <= 64 * float(np.finfo(image.dtype).eps) * (float(np.abs(windows).sum()) + 1)


def needs_no_groups_argument(depthwise_groups, x, weight):
    """The number of groups is the number of x's channels."""
    return depthwise_groups(x, weight) == x.shape[1]


CONVOLUTION = [is_linear_in_x, keeps_the_dtype, adds_the_bias_last]
BACKWARD = [gradients_are_transposes, keeps_the_dtype, grad_bias_sums_grad_out]
LAWS = {
    "conv2d": [*CONVOLUTION, equals_the_block_diagonal_dense_one, equals_the_zero_stuffed_kernel,
               stride_leaves_places_out],
    "conv2d_backward": BACKWARD,
    "depthwise_conv2d": [*CONVOLUTION, equals_the_zero_stuffed_kernel, stride_leaves_places_out],
    "depthwise_conv2d_backward": BACKWARD,
    "depthwise_groups": [needs_no_groups_argument],
    "pointwise_conv2d": CONVOLUTION,
    "pointwise_conv2d_backward": BACKWARD,
    "separable_conv2d": [keeps_the_dtype, adds_the_bias_last],
    "separable_conv2d_backward": [keeps_the_dtype, grad_bias_sums_grad_out],
    "conv_transpose2d": CONVOLUTION,
    "conv_transpose2d_backward": BACKWARD,
    "output_size": [counts_the_places],
    "pad_widths": [same_keeps_the_size],
    "float_operands": [changes_no_number],
    "zero_pad": [keeps_the_sum],
    "crop": [undoes_zero_pad],
    "add_windows": [is_the_transpose_of_kernel_windows],
}
