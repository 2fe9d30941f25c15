"""Cases for refimpl.complexity.zoo: the arguments of its blocks, and the names of its networks."""
from hypothesis import strategies as st

from refimpl.complexity.zoo import registry

__all__ = ["LAWS", "as_it_is", "build", "conv_bn_relu", "conv_norm_activation", "efficientnet_head", "input_shape",
           "make_divisible", "mbconv", "regnet", "regnet_widths", "resnet", "self_attention", "squeeze_excitation",
           "swin_mlp", "window_grid"]

CHANNELS = st.integers(1, 9)


def as_it_is():
    """Draw no arguments: a network as it was published."""
    return st.just({})


def conv_norm_activation():
    """Draw the arguments of conv_norm_activation."""
    return st.fixed_dictionaries({"C": CHANNELS, "O": CHANNELS, "kernel_size": st.sampled_from((1, 3, 5)),
                                  "stride": st.integers(1, 2)})


def squeeze_excitation():
    """Draw the arguments of squeeze_excitation."""
    return st.fixed_dictionaries({"C": CHANNELS, "squeezed": CHANNELS})


def make_divisible():
    """Draw the arguments of make_divisible."""
    return st.fixed_dictionaries({"channels": st.floats(0.5, 2000), "divisor": st.sampled_from((4, 8, 16))})


def conv_bn_relu():
    """Draw the arguments of conv_bn_relu."""
    return st.fixed_dictionaries({"C": CHANNELS, "O": CHANNELS, "kernel_size": st.sampled_from((1, 3, (1, 7))),
                                  "stride": st.integers(1, 2), "padding": st.sampled_from((0, 1, (0, 3)))})


def mbconv():
    """Draw the arguments of mbconv."""
    return st.fixed_dictionaries({"C": CHANNELS, "O": CHANNELS, "expansion": st.sampled_from((1, 4, 6)),
                                  "kernel_size": st.sampled_from((3, 5)), "stride": st.integers(1, 2)})


def efficientnet_head():
    """Draw the arguments of efficientnet_head."""
    return st.fixed_dictionaries({"features": st.just([]), "C": CHANNELS, "dropout": st.just(0.2)})


def regnet_widths():
    """Draw the numbers of a RegNet."""
    return st.fixed_dictionaries({
        "depth": st.integers(1, 24), "w_0": st.sampled_from((16, 24, 48)), "w_a": st.floats(8, 40),
        "w_m": st.floats(2, 3), "group_width": st.sampled_from((8, 16, 24))})


def regnet():
    """Draw the numbers of a small RegNet."""
    return regnet_widths().map(lambda case: {**case, "depth": min(case["depth"], 4)})


def window_grid():
    """Draw the arguments of window_grid."""
    return st.fixed_dictionaries({"sizes": st.tuples(st.integers(1, 60), st.integers(1, 60)),
                                  "window": st.integers(1, 9), "shift": st.integers(0, 4)})


def swin_mlp():
    """Draw the argument of swin_mlp."""
    return st.fixed_dictionaries({"C": CHANNELS})


def self_attention():
    """Draw the arguments of self_attention."""
    return st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 5), st.booleans()).map(lambda drawn: {
        "D": drawn[0] * drawn[1] * drawn[2], "heads": drawn[0] * drawn[1], "kv_heads": drawn[1], "bias": drawn[3]})


def resnet():
    """Draw the arguments of resnet."""
    return st.fixed_dictionaries({"blocks": st.lists(st.integers(1, 2), min_size=1, max_size=4).map(tuple),
                                  "expansion": st.sampled_from((1, 4)), "groups": st.sampled_from((1, 2)),
                                  "v1": st.booleans()})


def build():
    """Draw the name of a network."""
    return st.fixed_dictionaries({"name": st.sampled_from(registry.names())})


def input_shape():
    """Draw the name of a network."""
    return build()


# ---- the laws --------------------------------------------------------------------------------------------------------

def is_a_multiple_that_is_not_much_less(function, channels, divisor):
    """It is a multiple of the divisor, at least 90 % of what was asked for, less than 1.5 divisors above."""
    made = function(channels, divisor)
    return made % divisor == 0 and made >= max(divisor, 0.9 * channels) and made < channels + 1.5 * divisor


def grows_in_steps_that_groups_divide(function, depth, w_0, w_a, w_m, group_width):
    """There is a width for each block, none is less than the one before, and groups divide them all."""
    widths = function(depth, w_0, w_a, w_m, group_width)
    return (len(widths) == depth and widths == sorted(widths)
            and all(width % min(group_width, width) == 0 for width in widths))


LAWS = {
    "regnet_widths": [grows_in_steps_that_groups_divide],
    "make_divisible": [is_a_multiple_that_is_not_much_less],
}
