"""What torch refuses, when a layer is made or when it is run, is refused here; what torch takes is taken, and gives the same."""
import inspect
import math
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refimpl.complexity import layers as nn
from refimpl.complexity.tracing import trace

BATCH = 7                                        # a size that no argument has: so no other axis is taken for the batch
ODD = (0, -1, 2, 3, 5, 2.5, None, "2", "same", True, False, (), (1,), (0, 1), (1, 2), (1, 2, 3), [2, 1], (2, None), (2.0, 1), math.nan, -math.inf, {2})
LITTLE, SIZES, FLAG, NUMBER = st.integers(1, 3), st.integers(3, 6), st.booleans(), st.sampled_from((0.0, 0.25, 1, 0.5))


def per_axis(least, most, axes=2):
    """Draw a number, or one for each axis."""
    return st.integers(least, most) | st.tuples(*[st.integers(least, most)] * axes)


def convolution(axes, **more):
    """Return strategies for the arguments of a convolution."""
    return {"in_channels": st.sampled_from((2, 4)), "out_channels": st.sampled_from((2, 4, 6)), "kernel_size": per_axis(1, 3, axes),
            "stride": per_axis(1, 3, axes), "padding": per_axis(0, 2, axes) | st.sampled_from(("same", "valid")), "dilation": per_axis(1, 2, axes),
            "groups": st.sampled_from((1, 2, 3)), "bias": FLAG, **more}


NORM = {"eps": NUMBER, "affine": FLAG}
POOL = {"kernel_size": per_axis(1, 4), "stride": st.none() | per_axis(1, 3), "padding": per_axis(0, 2), "ceil_mode": FLAG}
ATTENTION = {"embed_dim": st.sampled_from((4, 6)), "num_heads": st.integers(1, 4), "dropout": NUMBER, "bias": FLAG}
RECURRENT = {"input_size": LITTLE, "hidden_size": LITTLE, "num_layers": LITTLE, "bias": FLAG, "batch_first": FLAG, "dropout": NUMBER, "bidirectional": FLAG}
DIM = st.integers(-5, 5)
# the class: its arguments, how many axes x has, and the argument that says how many channels
LAYERS = {
    "Conv1d": (convolution(1), 2, "in_channels"), "Conv2d": (convolution(2), 3, "in_channels"), "Conv3d": (convolution(3), 4, "in_channels"),
    "ConvTranspose2d": (convolution(2, output_padding=per_axis(0, 2), padding=per_axis(0, 2)), 3, "in_channels"),
    "Linear": ({"in_features": LITTLE, "out_features": LITTLE, "bias": FLAG}, 2, ""), "Embedding": ({"num_embeddings": LITTLE, "embedding_dim": LITTLE}, 1, ""),
    "LSTM": (RECURRENT, 2, ""), "MultiheadAttention": (ATTENTION, 2, ""),
    "BatchNorm1d": ({"num_features": SIZES, "momentum": NUMBER | st.none(), **NORM}, 2, "num_features"),
    "BatchNorm2d": ({"num_features": SIZES, "momentum": NUMBER | st.none(), **NORM}, 3, "num_features"),
    "InstanceNorm2d": ({"num_features": SIZES, **NORM}, 3, "num_features"),
    "GroupNorm": ({"num_groups": st.integers(1, 4), "num_channels": st.sampled_from((4, 6)), **NORM}, 3, "num_channels"),
    "LayerNorm": ({"normalized_shape": per_axis(4, 5), "eps": NUMBER, "elementwise_affine": FLAG, "bias": FLAG}, 3, ""),
    "RMSNorm": ({"normalized_shape": per_axis(4, 5), "eps": NUMBER | st.none(), "elementwise_affine": FLAG}, 3, ""),
    **{name: ({"inplace": FLAG}, 3, "") for name in ("ReLU", "ReLU6", "SiLU", "Hardswish", "Hardsigmoid")},
    "Sigmoid": ({}, 3, ""), "Tanh": ({}, 3, ""), "Identity": ({}, 3, ""), "LeakyReLU": ({"negative_slope": NUMBER, "inplace": FLAG}, 3, ""),
    "ELU": ({"alpha": NUMBER, "inplace": FLAG}, 3, ""), "GELU": ({"approximate": st.sampled_from(("none", "tanh"))}, 3, ""),
    "PReLU": ({"num_parameters": st.sampled_from((1, 4, 5)), "init": NUMBER}, 3, "num_parameters"), "Softmax": ({"dim": DIM}, 3, ""),
    "Dropout": ({"p": NUMBER, "inplace": FLAG}, 3, ""), "Flatten": ({"start_dim": DIM, "end_dim": DIM}, 3, ""),
    "Mean": ({"dim": DIM | st.lists(DIM, min_size=1, max_size=3).map(tuple)}, 3, ""), "Permute": ({"dims": st.permutations(range(4)).map(tuple)}, 3, ""),
    "MaxPool2d": ({**POOL, "dilation": per_axis(1, 2)}, 3, ""), "AvgPool2d": ({**POOL, "count_include_pad": FLAG}, 3, ""),
    "AdaptiveAvgPool2d": ({"output_size": per_axis(1, 5) | st.just((None, 3))}, 3, ""),
    "Upsample": ({"size": st.none() | per_axis(1, 9), "scale_factor": st.none() | st.sampled_from((1, 2, 1.5, 0.4, 0.1, (2, 3), (2, 1.5, 1))),
                  "mode": st.sampled_from(("nearest", "linear", "bilinear", "bicubic", "area", "nearest-exact"))}, 3, "")}
ALONE = ("LSTM", "MultiheadAttention")           # where x has no batch
EITHER = ("MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d")    # torch takes x of one axis less as an image without a batch


@st.composite
def calls(draw, name):
    """Draw the arguments of a layer, and a shape: sensible, but for one or two of them."""
    strategies, axes, channels = LAYERS[name]
    case, odd = {key: draw(values) for key, values in strategies.items()}, draw(st.sampled_from((0, 0, 1, 1, 2)))
    for key in draw(st.lists(st.sampled_from([*case, *["x"] * (len(case) < 3)] or ["x"]), max_size=odd)):
        if key != "x":
            case[key] = draw(st.sampled_from(ODD))
    sizes = [case.get(channels), *(draw(SIZES) for _ in range(axes))] if channels else [draw(SIZES) for _ in range(axes)]
    if name in ("Linear", "LSTM", "MultiheadAttention", "LayerNorm", "RMSNorm"):
        last = next(iter(case.values()))
        sizes = [*sizes[:-1], last] if not isinstance(last, (tuple, list)) else [*sizes[:1], *last]
    sizes = [size if type(size) is int and 0 <= size < 10 else 4 for size in sizes][:axes]
    change = draw(st.sampled_from(("", "", "", "", "more", "less", "other", "one", "none", "zero")))
    changed = {"more": [*sizes, 3], "less": sizes[1:], "other": [draw(SIZES), *sizes[1:]], "one": [*sizes[:1], *[1] * (len(sizes) - 1)], "none": [], "zero": [*sizes[:-1], 0]}
    return case, tuple(changed.get(change, sizes))


def torchs(torch, name, case, shape):
    """Return what torch makes of it, (output shape, parameters), or the error that it raises; a warning is an error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("ignore", message="dropout option adds|Using padding=.same. with even")       # advice
            if name in ("Mean", "Permute"):
                return tuple(getattr(torch, name.lower())(torch.zeros(BATCH, *shape), *case.values()).shape), 0
            module = getattr(torch.nn, name)(**case)
            params = sum(p.numel() for p in module.parameters())
            module = module if name in ALONE else module.eval()
            whole = module(torch.zeros(shape)) if name in EITHER else None
            batch = () if name in ALONE else (1,) if name == "GroupNorm" else (BATCH,)
            x = torch.zeros(*batch, *shape, dtype=int if name == "Embedding" else None)
            y = module(*[x] * (3 if name == "MultiheadAttention" else 1))
            y = tuple((y[0] if name in ALONE else y).shape)
            return (y if name in ALONE or whole is None else (BATCH, *whole.shape)), params
    except Exception as error:
        return error


def ours(name, case, shape):
    """Return what is made of it here, or the error."""
    try:
        layer = getattr(nn, name)(**case)
        return trace(layer, shape).output, layer.params
    except (ValueError, TypeError) as error:
        return error


# ---- where the two may differ, and why -------------------------------------------------------------------------------

def parts(value):
    """Return the numbers of an argument."""
    return list(value) if isinstance(value, (tuple, list, set)) else [value]


def flags(name):
    """Return the arguments that are True or False."""
    return {key for key, values in LAYERS[name][0].items() if values is FLAG}


def touches_the_batch(name, case, shape):
    """Tell whether an axis of the argument is the batch's."""
    dims = [dim % (len(shape) + 1) for value in case.values() for dim in parts(value) if type(dim) is int]
    return (name in ("Softmax", "Flatten", "Mean") and (0 in dims or None in case.values())) or (name == "Permute" and dims[:1] != [0])


TORCH_ALONE = {                                  # why torch takes what is refused here
    "nothing goes in, or comes out: no shape holds a 0": lambda name, case, shape, y: 0 in (*shape, *y),
    "the batch is no axis of a layer here": lambda name, case, shape, y: touches_the_batch(name, case, shape),
    "a bool is no size, no rate": lambda name, case, shape, y: any(type(part) is bool for key in {*case} - flags(name) for part in parts(case[key])),
    "a flag is True or False, not anything that Python's `if` takes": lambda name, case, shape, y: any(
        type(case[key]) is not bool for key in flags(name)),
    "a rate that is no finite number is checked by torch when it is used, if at all": lambda name, case, shape, y: any(
        isinstance(part, float) and not math.isfinite(part) for value in case.values() for part in parts(value)),
    "a rate below 0 is no rate: attention takes it for 0": lambda name, case, shape, y: name == "MultiheadAttention" and case["dropout"] < 0,
    "a variance below 0 has no root, in no norm: torch says so in batch norms": lambda name, case, shape, y: (case.get("eps") or 0) < 0,
    "one for each axis is not one in a tuple, a list or a set, nor an empty one": lambda name, case, shape, y: any(
        isinstance(value, (tuple, list, set)) and len(value) < 2 for value in case.values()),
    "num_channels is what comes in, with weights or without": lambda name, case, shape, y: name == "GroupNorm" and not case["affine"],
    "to a size of 1 torch takes the mean, of whatever rank": lambda name, case, shape, y: name == "AdaptiveAvgPool2d" and len(shape) != 3,
    "a sequence comes without a batch here": lambda name, case, shape, y: name in ALONE and len(shape) == 3,
    "a factor is no text, and 0 is not none": lambda name, case, shape, y: case.get("scale_factor", 1) in ("2", "same", 0)}
OURS_ALONE = {                                   # why torch refuses what is taken here
    "lists are tuples": lambda name, case: any(isinstance(value, list) for value in case.values()),
    "0 and 1 are flags": lambda name, case: any(case[key] in (0, 1) and type(case[key]) is int for key in flags(name))}


@pytest.mark.parametrize("name", LAYERS)
@given(data=st.data())
def test_torch_and_we_take_and_refuse_the_same(torch, name, data):
    case, shape = data.draw(calls(name))
    theirs, mine = torchs(torch, name, case, shape), ours(name, case, shape)
    if isinstance(theirs, Exception):
        assert isinstance(mine, Exception) or any(why(name, case) for why in OURS_ALONE.values()), theirs
    elif isinstance(mine, Exception):
        assert any(why(name, case, shape, theirs[0]) for why in TORCH_ALONE.values()), mine
    else:
        lead = () if name in ALONE else theirs[0][:1]
        assert (*lead, *mine[0]) == theirs[0] and mine[1] == theirs[1]


@pytest.mark.parametrize("name", [name for name in LAYERS if name not in ("Mean", "Permute", "Identity")])
def test_positional_arguments_are_torchs(torch, name):
    def positional(function):
        return [(p.name, p.default) for p in inspect.signature(function).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != "self"]
    theirs = positional(torch.nn.RNNBase.__init__)[1:] if name == "LSTM" else positional(getattr(torch.nn, name))
    mine = positional(getattr(nn, name))
    assert mine == [*theirs, *mine][:len(mine)] or (name == "Softmax" and mine == [("dim", -1)])      # torch warns of its default there
    assert [key for key, _ in mine] == [key for key, _ in theirs][:len(mine)]


@pytest.mark.parametrize("name", LAYERS)
def test_what_is_no_argument_is_refused_by_name(name):
    if name != "Identity":
        with pytest.raises(TypeError, match="nonsense"):
            getattr(nn, name)(**dict.fromkeys(LAYERS[name][0], 1), nonsense=1)
