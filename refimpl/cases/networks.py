"""Cases and laws for networks as data: small ones of any layers that fit, some of them called again; single layers.

    layer("Conv2d")   draws the arguments of Conv2d and, as x, a shape that it takes, no two sizes the same
"""
from itertools import permutations

from hypothesis import strategies as st

from refimpl.complexity import layers as nn
from refimpl.complexity.conventions import CONVENTIONS
from refimpl.complexity.layer import Layer
from refimpl.complexity.summary import stat as summary_of
from refimpl.complexity.tracing import Call, trace as trace_of

__all__ = ["LAWS", "concatenated", "count", "count_terms", "einsum_printed", "equations", "evaluate", "explain",
           "fitting_layers", "image_shapes", "in_order", "inner", "joined", "layer", "matrices", "moved_bytes",
           "named_layers", "networks", "pooled_size", "queries", "read_terms", "stat", "trace"]

ALL = tuple(sorted(CONVENTIONS))
KINDS = ("once", "again", "residual", "concat", "nested", "function")
SAME_SHAPE = (nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.GELU, nn.SiLU, nn.Sigmoid, nn.Tanh, nn.Hardswish,
              nn.Hardsigmoid, nn.Identity, nn.Dropout, nn.PReLU)
FITTING = (nn.GroupNorm, nn.InstanceNorm2d, nn.Conv2d, "same", nn.ConvTranspose2d, nn.BatchNorm2d, nn.LayerNorm,
           nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d, nn.Upsample, nn.Softmax, *SAME_SHAPE)
IMAGES = [shape for shape in permutations((2, 4, 6, *range(7, 13)), 3) if shape[0] < 7 <= min(shape[1:])]


def image_shapes():
    """Draw (C, H, W), no two the same, C even."""
    return st.sampled_from(IMAGES)


@st.composite
def fitting_layers(draw, shape):
    """Draw a single layer that can take an image of that shape."""
    C, least = shape[0], min(shape[1:])
    kind = draw(st.sampled_from(FITTING if shape[1] * shape[2] > 1 else FITTING[2:]))
    if kind in SAME_SHAPE:
        return kind()
    kernel, groups = draw(st.integers(1, min(3, least))), draw(st.sampled_from([g for g in (1, 2, C) if C % g == 0]))
    stride, outputs, flag = draw(st.integers(1, 3)), groups * draw(st.integers(1, 3)), draw(st.booleans())
    padding = draw(st.integers(0, kernel // 2))
    return {
        nn.Conv2d: lambda: nn.Conv2d(C, outputs, kernel, stride, padding, groups=groups, bias=flag),
        "same": lambda: nn.Conv2d(C, outputs, (1, kernel), padding="same", groups=groups, bias=flag),
        nn.ConvTranspose2d: lambda: nn.ConvTranspose2d(
            C, outputs, kernel, stride, min(padding, 1 if least > 1 else 0), groups=groups, bias=flag),
        nn.BatchNorm2d: lambda: nn.BatchNorm2d(C, affine=flag),
        nn.GroupNorm: lambda: nn.GroupNorm(groups, C, affine=flag),
        nn.InstanceNorm2d: lambda: nn.InstanceNorm2d(C, affine=flag),
        nn.LayerNorm: lambda: nn.LayerNorm(shape[2], elementwise_affine=flag),
        nn.MaxPool2d: lambda: nn.MaxPool2d(kernel, stride, padding, ceil_mode=flag),
        nn.AvgPool2d: lambda: nn.AvgPool2d(kernel, None if flag else stride, padding, ceil_mode=flag),
        nn.AdaptiveAvgPool2d: lambda: nn.AdaptiveAvgPool2d(stride),
        nn.Upsample: lambda: nn.Upsample(scale_factor=stride, mode="bilinear" if flag else "nearest"),
        nn.Softmax: lambda: nn.Softmax(1 + padding)}[kind]()


@st.composite
def networks(draw, shape=None, depth=2, kinds=KINDS):
    """Draw a network for an image: layers one after the other, called again or not, residual, or side by side."""
    shape, parts = shape or draw(image_shapes()), []
    for _ in range(draw(st.integers(1, 4))):
        layer = draw(fitting_layers(shape))
        kind = draw(st.sampled_from(kinds))
        keeps = layer.output_shape(shape) == shape
        if kind == "again" and keeps:
            parts += [layer, layer]
        elif kind == "residual" and keeps:
            parts.append(nn.Residual(layer))
        elif kind == "concat" and keeps:
            parts.append(nn.Concat(nn.Skip(), named=layer))
        elif kind == "nested" and depth:
            parts.append(draw(networks(shape=shape, depth=depth - 1, kinds=kinds)))
        elif kind == "function" and layer.own_params == 0:
            parts.append(nn.Functional(layer))
        else:
            parts.append(layer)
        shape = parts[-1].output_shape(shape)
    return nn.Sequential(*parts)


@st.composite
def trace(draw, kinds=KINDS):
    """Draw the arguments of trace."""
    shape = draw(image_shapes())
    return {"model": draw(networks(shape=shape, kinds=kinds)), "input_shape": shape}


def count(conventions=ALL):
    """Draw the arguments of count."""
    return st.tuples(trace(), st.sampled_from(conventions)).map(lambda drawn: {**drawn[0], "convention": drawn[1]})


def in_order(shapes=False):
    """Draw a network of layers one after the other, some of them again, and the shape, if asked for."""
    cases = trace(kinds=("once", "again", "again", "nested"))
    return cases if shapes else cases.map(lambda case: {"model": case["model"]})


@st.composite
def inner(draw):
    """Draw a part that keeps the shape of an image, and the shape."""
    x = draw(image_shapes())
    layer = draw(fitting_layers(x))
    return {"part": layer if layer.output_shape(x) == x else nn.Conv2d(x[0], x[0], (1, 3), padding="same"), "x": x}


def stat():
    """Draw the arguments of stat."""
    return count()


def named_layers():
    """Draw the argument of named_layers."""
    return networks().map(lambda model: {"model": model})


def count_terms():
    """Draw the arguments of count_terms."""
    return count().map(lambda case: {"call": trace_of(case["model"], case["input_shape"]),
                                     "convention": case["convention"]})


def explain():
    """Draw the arguments of explain."""
    other = st.sampled_from(sorted(CONVENTIONS))
    return st.tuples(count(), other).map(lambda drawn: {
        "model": drawn[0]["model"], "input_shape": drawn[0]["input_shape"], "a": drawn[0]["convention"], "b": drawn[1]})


def moved_bytes():
    """Draw the argument of moved_bytes."""
    return trace().map(lambda case: {"call": trace_of(**case)})


@st.composite
def evaluate(draw):
    """Draw the arguments of evaluate: a rule of quantities that every layer has, and a call."""
    call = draw(moved_bytes())["call"].operations()[0]
    return {"rule": draw(read_terms())["rule"], "call": call}


def read_terms():
    """Draw a rule."""
    term = st.tuples(st.sampled_from("+-"), st.integers(1, 20), st.sampled_from(("m", "n", "i", "params")))
    return st.lists(term, min_size=1, max_size=4).map(
        lambda terms: {"rule": " ".join(f"{sign} {factor}{name}" for sign, factor, name in terms)})


POOLED = [{"n": n, "k": k, "s": s, "p": p, "d": d, "ceil_mode": up} for k in range(1, 6) for s in range(1, 5)
          for d in (1, 2, 3) for p in range(k // 2 + 1) for n in range(d * (k - 1) + 1, 31) for up in (True, False)]


def begins_in_the_padding(n, k, s, p, d, ceil_mode):
    """Tell whether the last window, rounded up, would begin behind the input."""
    return ceil_mode and (n + 2 * p - d * (k - 1) - 2 + s) // s * s >= n + p


BEHIND = [case for case in POOLED if begins_in_the_padding(**case)]


def pooled_size():
    """Draw the arguments of pooled_size: a window that fits, and padding of at most half of it."""
    return st.sampled_from(POOLED) | st.sampled_from(BEHIND)


def einsum_printed():
    """Draw the call of a product of two matrices."""
    sizes = st.tuples(*[st.integers(2, 99)] * 3)
    return sizes.map(lambda ijk: {"call": trace_of(nn.Einsum("ij,jk->ik"), ijk[:2], ijk[1:])})


# ---- single layers: their arguments, and x, a shape that they take --------------------------------------------------

FLAG, FEW, NUMBER = st.booleans(), st.integers(1, 3), st.sampled_from((0.0, 0.25, 1, 0.5))
SIZES = {axes: st.sampled_from([*permutations(range(5, 10), axes)]) for axes in (1, 2, 3)}


def per_axis(least, most, axes=2):
    """Draw a number, or one for each axis."""
    return st.integers(least, most) | st.tuples(*[st.integers(least, most)] * axes)


@st.composite
def convolution(draw, axes=2, transposed=False):
    """Draw the arguments of a convolution."""
    groups, stride, dilation = draw(FEW), draw(per_axis(1, 3, axes)), draw(per_axis(1, 2, axes))
    case = {"in_channels": groups * draw(FEW), "out_channels": groups * draw(FEW), "groups": groups, "bias": draw(FLAG),
            "kernel_size": draw(per_axis(1, 3, axes)), "dilation": dilation, "padding": draw(per_axis(0, 2, axes))}
    if transposed:
        each = [value if isinstance(value, tuple) else (value,) * axes for value in (stride, dilation)]
        case["output_padding"] = tuple(draw(st.integers(0, max(pair) - 1)) for pair in zip(*each, strict=True))
    else:
        case["padding"] = draw(st.sampled_from((case["padding"], case["padding"], "same", "valid")))
    case["stride"] = 1 if case["padding"] == "same" else stride
    return {**case, "x": (case["in_channels"], *draw(SIZES[axes]))}


@st.composite
def window(draw, **more):
    """Draw the arguments of a pooling; padding is at most half of the kernel."""
    k = draw(per_axis(1, 4))
    p = tuple(draw(st.integers(0, n // 2)) for n in (k if isinstance(k, tuple) else (k, k)))
    return {"kernel_size": k, "stride": draw(st.none() | per_axis(1, 5)), "padding": draw(st.sampled_from((p, min(p)))),
            "ceil_mode": draw(FLAG), **{name: draw(values) for name, values in more.items()}, "x": draw(image_shapes())}


def norm(name, *axes, **more):
    """Draw the arguments of a norm of channels, for x of so many axes."""
    shapes = st.sampled_from([shape for n in axes for shape in permutations((4, 6, 7, 9, 11), n)])
    return shapes.flatmap(lambda x: st.fixed_dictionaries({
        name: st.just(x[0]), "eps": NUMBER, "affine": FLAG, **more, "x": st.just(x)}))


def norm_of_last(**more):
    """Draw the arguments of a norm of the last axes."""
    shapes = st.tuples(st.sampled_from([*permutations((4, 6, 7, 9), 3)]), FEW, FLAG)
    return shapes.flatmap(lambda drawn: st.fixed_dictionaries({
        "normalized_shape": st.just(drawn[0][-1] if drawn[2] else drawn[0][-drawn[1]:]), "elementwise_affine": FLAG,
        **more, "x": st.just(drawn[0])}))


def with_x(shapes=None, **arguments):
    """Draw the arguments, and a shape."""
    return st.fixed_dictionaries({**arguments, "x": image_shapes() if shapes is None else shapes})


def flattened(drawn):
    """Return the arguments of Flatten: axes in order, some counted from the end."""
    (start, end), negative, x = drawn
    return {"start_dim": start - 4 * negative, "end_dim": end - 4 * (start == end), "x": x}


def attention(drawn):
    """Return the arguments of MultiheadAttention."""
    (heads, d, T), dropout, bias, need_weights = drawn
    return {"embed_dim": heads * d, "num_heads": heads, "dropout": dropout, "bias": bias, "need_weights": need_weights,
            "x": (T, heads * d)}


def recurrent(drawn):
    """Return the arguments of LSTM."""
    (T, inputs, hidden), layers, bias, both = drawn
    return {"input_size": inputs, "hidden_size": hidden, "num_layers": layers, "bias": bias, "batch_first": True,
            "bidirectional": both, "x": (T, inputs)}


TRIPLES, DIM = st.sampled_from([*permutations(range(2, 7), 3)]), st.sampled_from((1, 2, 3, -1, -2, -3))
FACTORS = {2: (1, 2, 1.5, 0.4, (3,)), 3: (1, 2, 1.5, 0.4, (2, 3), (1.5, 0.3)), 4: (1, 2, 0.5, (2, 1.5, 1))}
MODES = {2: ("nearest", "linear", "area", "nearest-exact"), 4: ("nearest", "trilinear", "area", "nearest-exact"),
         3: ("nearest", "bilinear", "bicubic", "area", "nearest-exact")}
UPSAMPLED = [(x[:axes], mode) for axes in (2, 3, 3, 4) for x in ((2, 5, 7, 9), (3, 8, 4, 6)) for mode in MODES[axes]]
ORDERS = [(0, *dims) for dims in permutations((1, 2, 3))] + [(0, -2, -1, 1), (0, 3, -3, 2)]
SPANS = [(start, end) for start in (1, 2, 3) for end in (1, 2, 3) if start <= end]
STEPS = [sizes for sizes in permutations((2, 3, 4, 7), 3) if sizes[0] < 4]           # T few: torch runs them one by one
LAYERS = {
    "Conv1d": convolution(1), "Conv2d": convolution(2), "Conv3d": convolution(3),
    "ConvTranspose2d": convolution(transposed=True),
    "Linear": st.tuples(TRIPLES, FLAG, st.integers(1, 3)).map(lambda drawn: {
        "in_features": drawn[0][-1], "out_features": 8, "bias": drawn[1], "x": drawn[0][-drawn[2]:]}),
    "BatchNorm1d": norm("num_features", 1, 2, momentum=NUMBER | st.none()),
    "BatchNorm2d": norm("num_features", 3, momentum=NUMBER | st.none()), "InstanceNorm2d": norm("num_features", 3),
    "GroupNorm": norm("num_channels", 2, 3).flatmap(lambda case: st.sampled_from(
        [{"num_groups": g, **case} for g in (1, 2, 3, 4, 11) if case["num_channels"] % g == 0])),
    "LayerNorm": norm_of_last(eps=NUMBER, bias=FLAG), "RMSNorm": norm_of_last(eps=NUMBER | st.none()),
    **{name: with_x(inplace=FLAG) for name in ("ReLU", "ReLU6", "SiLU", "Hardswish", "Hardsigmoid")},
    **{name: with_x() for name in ("Sigmoid", "Tanh", "Identity")},
    "LeakyReLU": with_x(negative_slope=NUMBER, inplace=FLAG), "ELU": with_x(alpha=NUMBER, inplace=FLAG),
    "GELU": with_x(approximate=st.sampled_from(("none", "tanh"))), "Dropout": with_x(p=NUMBER, inplace=FLAG),
    "PReLU": image_shapes().flatmap(lambda x: with_x(
        st.just(x), num_parameters=st.sampled_from((1, x[0])), init=NUMBER)),
    "Softmax": with_x(dim=DIM),
    "MaxPool2d": window(dilation=per_axis(1, 2)), "AvgPool2d": window(count_include_pad=FLAG),
    "AdaptiveAvgPool2d": with_x(output_size=per_axis(1, 5) | st.tuples(st.none() | FEW, st.none() | st.integers(1, 9))),
    "Mean": with_x(dim=DIM | st.sampled_from([(1, 2, -1)[:n] for n in (1, 2, 3)] + [(2, 3), (-1,), (-2, -1)])),
    "Upsample": st.sampled_from(UPSAMPLED).flatmap(lambda drawn: st.fixed_dictionaries(
        {"mode": st.just(drawn[1]), "x": st.just(drawn[0])}).flatmap(lambda case: st.one_of(
            per_axis(1, 9, len(case["x"]) - 1).map(lambda size: {**case, "size": size}),
            st.sampled_from(FACTORS[len(case["x"])]).map(lambda factor: {**case, "scale_factor": factor})))),
    "Flatten": st.tuples(st.sampled_from(SPANS), FLAG, image_shapes()).map(flattened),
    "Permute": with_x(dims=st.sampled_from(ORDERS)),
    "Embedding": TRIPLES.map(lambda sizes: {"num_embeddings": sizes[0], "embedding_dim": sizes[1], "x": sizes[2:]}),
    "MultiheadAttention": st.tuples(TRIPLES, NUMBER, FLAG, FLAG).map(attention),
    "LSTM": st.tuples(st.sampled_from(STEPS), FEW, FLAG, FLAG).map(recurrent)}


def layer(name):
    """Draw the arguments of a layer, and x, a shape that it takes."""
    return LAYERS[name]


BROADCAST = [lambda a, b, c: ((a, b, c), (a, b, c)), lambda a, b, c: ((a, 1, c), (b, 1)), lambda a, b, c: ((), (a, b)),
             lambda a, b, c: ((c,), (a, b, 1)), lambda a, b, c: ((1, b, 1), (a, 1, c))]
PRODUCTS = [lambda a, b, c, d: ((a, b, c), (a, c, d)), lambda a, b, c, d: ((b, c), (c, d)),
            lambda a, b, c, d: ((a, 1, b, c), (d, c, b)), lambda a, b, c, d: ((b, c), (a, c, d))]


def joined():
    """Draw two shapes that broadcast."""
    return st.tuples(TRIPLES, st.sampled_from(BROADCAST)).map(
        lambda drawn: dict(zip("xy", drawn[1](*drawn[0]), strict=True)))


def matrices(stacks=False):
    """Draw the shapes of two matrices, or stacks of them, that can be multiplied."""
    sizes, products = st.sampled_from([*permutations(range(2, 7), 4)]), PRODUCTS[:1] if stacks else PRODUCTS
    return st.tuples(sizes, st.sampled_from(products)).map(
        lambda drawn: dict(zip("xy", drawn[1](*drawn[0]), strict=True)))


@st.composite
def concatenated(draw):
    """Draw shapes, equal but for one axis, and the number of that axis, from the front or from the end."""
    sizes, dim, along = draw(TRIPLES), draw(st.integers(-3, 2)), draw(st.sampled_from(((7, 1), (3, 8, 9))))
    return {"shapes": tuple((*sizes[:dim % 3], n, *sizes[dim % 3 + 1:]) for n in along), "dim": dim}


@st.composite
def equations(draw):
    """Draw an equation of einsum, and the shapes that it takes."""
    equation = draw(st.sampled_from(("ij,jk->ik", "hid,hjd->hij", "B i D, B j D -> B i j", "ij->ji", "ijk->i",
                                     "ij,jk,kl->il", "i,j->ij", "ij,ij->", "ii->i")))
    sizes = dict(zip("ijkhBD", draw(st.permutations(range(2, 8))), strict=True)) | {"d": 8, "l": 9}
    terms = equation.replace(" ", "").partition("->")[0].split(",")
    return {"equation": equation, "shapes": tuple(tuple(sizes[letter] for letter in term) for term in terms)}


def queries(shared=False):
    """Draw the shapes of queries, keys and values; several heads of queries may share one of keys."""
    sizes = st.sampled_from([*permutations(range(2, 7), 5)])
    return st.tuples(sizes, FEW if shared else st.just(1)).map(lambda drawn: {
        "q": (drawn[0][0] * drawn[1], *drawn[0][1:3]), "k": (drawn[0][0], drawn[0][3], drawn[0][2]),
        "v": (drawn[0][0], *drawn[0][3:])})


# ---- the laws --------------------------------------------------------------------------------------------------------

def adds_up(function, call: Call, convention: str):
    """The terms are whole numbers of at least 0, and those of the lines are the same, where each line counts alone."""
    terms = function(call, convention)
    alone = not CONVENTIONS[convention].last and convention != "bn_folded"
    of_rows = [term.value for row in call.rows() for term in function(row, convention)]
    return all(isinstance(term.value, int) and term.value >= 0 for term in terms) and (
        not alone or sum(of_rows) == sum(term.value for term in terms))


def explains_the_difference(function, model: Layer, input_shape, a, b):
    """What is explained is the whole difference, no part of it is 0, and the largest comes first."""
    values = [value for _, value in function(model, input_shape, a, b)]
    difference = count_of(model, input_shape, b) - count_of(model, input_shape, a)
    return sum(values) == difference and 0 not in values and values == sorted(values, key=lambda value: -abs(value))


def count_of(model, input_shape, convention):
    """Return the count."""
    return summary_of(model, input_shape, convention).count


def every_column_adds_up(function, model: Layer, input_shape, convention):
    """Each total is the sum of its column, folded or not, and FLOPs are twice the MACs."""
    summary = function(model, input_shape, convention)
    folded = summary.folded(1)
    same = all(getattr(summary, name) == sum(getattr(row, name) for row in rows)
               for name in ("params", "macs", "flops", "bytes_read", "bytes_written", "count")
               for rows in (summary.rows, folded.rows))
    return same and summary.flops == 2 * summary.macs and len(folded.rows) <= len(summary.rows)


def moves_what_its_parts_move(function, call: Call):
    """A network moves what its operations move."""
    sums = [sum(moved) for moved in zip(*(function(part) for part in call.operations()), strict=True)]
    return tuple(sums) == function(call)


def has_each_layer_once(function, model: Layer):
    """No layer occurs twice, and the parameters of all are the model's."""
    found = function(model)
    return sum(layer.own_params for _, layer in found.values()) == model.params and len(
        {id(layer) for _, layer in found.values()}) == len(found)


LAWS = {
    "count_terms": [adds_up],
    "explain": [explains_the_difference],
    "stat": [every_column_adds_up],
    "moved_bytes": [moves_what_its_parts_move],
    "named_layers": [has_each_layer_once],
}
