"""Cases for refimpl.complexity.zoo: the arguments of its blocks, and the names of its networks."""
from hypothesis import strategies as st

from refimpl.complexity.zoo import registry

__all__ = ["LAWS", "build", "conv_norm_activation", "input_shape", "make_divisible", "resnet", "squeeze_excitation"]

CHANNELS = st.integers(1, 9)


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


def resnet():
    """Draw the arguments of resnet."""
    return st.fixed_dictionaries({"blocks": st.tuples(*[st.integers(1, 2)] * 4), "expansion": st.sampled_from((1, 4)),
                                  "groups": st.sampled_from((1, 2)), "v1": st.booleans()})


def build():
    """Draw the name of a network."""
    return st.fixed_dictionaries({"name": st.sampled_from(registry.names())})


def input_shape():
    """Draw the name of a network."""
    return build()


# ---- the laws --------------------------------------------------------------------------------------------------------

def is_a_multiple_that_is_not_much_less(function, channels, divisor):
    """The result is a multiple of the divisor, at least 90 % of what was asked for, and less than one and a half divisors above."""
    made = function(channels, divisor)
    return made % divisor == 0 and made >= max(divisor, 0.9 * channels) and made < channels + 1.5 * divisor


LAWS = {
    "make_divisible": [is_a_multiple_that_is_not_much_less],
}
