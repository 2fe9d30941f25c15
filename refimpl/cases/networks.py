"""Cases and laws for networks as data: small ones of any layers that fit, some of them called again."""
from hypothesis import strategies as st

from refimpl.complexity import layers as nn
from refimpl.complexity.conventions import CONVENTIONS
from refimpl.complexity.layer import Layer
from refimpl.complexity.summary import stat as summary_of
from refimpl.complexity.tracing import Call, trace as trace_of

__all__ = ["LAWS", "count", "count_terms", "einsum_printed", "evaluate", "explain", "fitting_layers",
           "image_shapes", "moved_bytes", "named_layers", "networks", "pooled_size", "read_terms", "stat",
           "trace"]

SAME_SHAPE = (nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.GELU, nn.SiLU, nn.Sigmoid, nn.Tanh, nn.Hardswish,
              nn.Hardsigmoid, nn.Identity, nn.Dropout, nn.PReLU)


def image_shapes():
    """Draw (C, H, W), no two the same, C even."""
    sizes = st.tuples(st.sampled_from((2, 4, 6)), st.integers(7, 12), st.integers(7, 12))
    return sizes.filter(lambda shape: len(set(shape)) == 3)


@st.composite
def fitting_layers(draw, shape):
    """Draw a single layer that can take an image of that shape."""
    C, least = shape[0], min(shape[1:])
    kernel, groups = draw(st.integers(1, min(3, least))), draw(st.sampled_from([g for g in (1, 2, C) if C % g == 0]))
    stride, outputs, flag = draw(st.integers(1, 3)), groups * draw(st.integers(1, 3)), draw(st.booleans())
    padding = draw(st.integers(0, kernel // 2))
    return draw(st.sampled_from([
        nn.Conv2d(C, outputs, kernel, stride, padding, groups=groups, bias=flag),
        nn.Conv2d(C, outputs, (1, kernel), padding="same", groups=groups, bias=flag),
        nn.ConvTranspose2d(C, outputs, kernel, stride, min(padding, 1 if least > 1 else 0), groups=groups, bias=flag),
        nn.BatchNorm2d(C, affine=flag),
        *([nn.GroupNorm(groups, C, affine=flag), nn.InstanceNorm2d(C, affine=flag)] if shape[1] * shape[2] > 1 else []),
        nn.LayerNorm(shape[2], elementwise_affine=flag), nn.MaxPool2d(kernel, stride, padding, ceil_mode=flag),
        nn.AvgPool2d(kernel, None if flag else stride, padding, ceil_mode=flag), nn.AdaptiveAvgPool2d(stride),
        nn.Upsample(scale_factor=stride, mode="bilinear" if flag else "nearest"), nn.Softmax(draw(st.integers(1, 3))),
        *(kind() for kind in SAME_SHAPE)]))


@st.composite
def networks(draw, shape=None, depth=2):
    """Draw a network for an image: layers one after the other, called again or not, residual, or side by side."""
    shape, parts = shape or draw(image_shapes()), []
    for _ in range(draw(st.integers(1, 4))):
        layer = draw(fitting_layers(shape))
        kind = draw(st.sampled_from(("once", "again", "residual", "concat", "nested", "function")))
        keeps = layer.output_shape(shape) == shape
        if kind == "again" and keeps:
            parts += [layer, layer]
        elif kind == "residual" and keeps:
            parts.append(nn.Residual(layer))
        elif kind == "concat" and keeps:
            parts.append(nn.Concat(nn.Skip(), named=layer))
        elif kind == "nested" and depth:
            parts.append(draw(networks(shape=shape, depth=depth - 1)))
        elif kind == "function" and layer.own_params == 0:
            parts.append(nn.Functional(layer))
        else:
            parts.append(layer)
        shape = parts[-1].output_shape(shape)
    return nn.Sequential(*parts)


@st.composite
def count(draw):
    """Draw the arguments of count."""
    shape = draw(image_shapes())
    return {"model": draw(networks(shape=shape)), "input_shape": shape,
            "convention": draw(st.sampled_from(sorted(CONVENTIONS)))}


def trace():
    """Draw the arguments of trace."""
    return count().map(lambda case: {"model": case["model"], "input_shape": case["input_shape"]})


def stat():
    """Draw the arguments of stat."""
    return count()


def named_layers():
    """Draw the argument of named_layers."""
    return trace().map(lambda case: {"model": case["model"]})


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


def pooled_size():
    """Draw the arguments of pooled_size: a window that fits, and padding of at most half of it."""
    return st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(1, 3), st.booleans()).flatmap(
        lambda drawn: st.fixed_dictionaries({
            "n": st.integers(drawn[2] * (drawn[0] - 1) + 1, 30), "k": st.just(drawn[0]), "s": st.just(drawn[1]),
            "p": st.integers(0, drawn[0] // 2), "d": st.just(drawn[2]), "ceil_mode": st.just(drawn[3])}))


def einsum_printed():
    """Draw the call of a product of two matrices."""
    sizes = st.tuples(*[st.integers(2, 99)] * 3)
    return sizes.map(lambda ijk: {"call": trace_of(nn.Einsum("ij,jk->ik"), ijk[:2], ijk[1:])})


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
