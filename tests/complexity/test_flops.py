import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity.counting import count_operations
from refimpl.complexity.flops import (attention_macs, conv2d_macs, conv_transpose2d_macs, depthwise_separable_macs, flops,
                                      linear_macs, notes_flops)
from refimpl.complexity.conventions import count
from refimpl.complexity.layers import Conv2d, Sequential
from refimpl.complexity.linear import embedding
from refimpl.complexity.operations import conv2d_operations
from refimpl.complexity.params import attention_params, conv2d_params, embedding_params, notes_params
from refimpl.complexity.summary import stat
from refimpl.convolution.conv2d import conv2d_definition
from tests.agreement import assert_keeps
from tests.complexity.test_params import mobilenet_v2

FUNCTIONS = [conv2d_macs, conv_transpose2d_macs]


def test_separable_costs_the_share_of_one_in_the_outputs_plus_one_in_the_kernel():
    """1/O + 1/k², times the dense convolution: O = 64 and k = 3, so 9·64 of it is 9 + 64."""
    dense, separable = (f((32, 56, 48), 64, 3, padding=1) for f in (conv2d_macs, depthwise_separable_macs))
    assert separable * 9 * 64 == dense * (9 + 64)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_where_the_notes_fail():
    """Groups, transposed convolutions, attention and embeddings: H'·W'·params is not what is executed."""
    depthwise = conv2d_macs((32, 8, 8), 32, 3, padding=1, groups=32) + 32 * 64
    assert notes_flops((32, 8, 8), 32, 3, padding=1) == 64 * notes_params(32, 32, 3) == 28.9 * depthwise
    enlarged = 15 * 15 * notes_params(8, 4, 3)                       # 8×8 to 15×15 with stride 2: its output's places
    assert conv_transpose2d_macs((8, 8, 8), 4, 3) == 64 * 8 * 4 * 9 < enlarged / 3
    T, D = 100, 8
    assert attention_macs(T, D, 2) - T * attention_params(D, 2, bias=False) == 2 * T * T * D     # not of any parameter
    counted = count_operations(embedding, [2, 0, 1], np.ones((7, 5)))
    assert counted.total == 0 < embedding_params(7, 5)


def test_without_groups_mobilenet_comes_out_eighteen_times_too_dear():
    """MobileNetV2 at 224²: 300,774,272 MACs.  The notes' formula knows no groups, and sees a bias everywhere."""
    exact, notes, n = 1280 * 1000, 1281 * 1000, 224
    for c, o, k, s, groups in mobilenet_v2():
        exact += conv2d_macs((c, n, n), o, k, s, k // 2, groups=groups)
        notes += notes_flops((c, n, n), o, k, s, k // 2)
        n = -(-n // s)
    assert exact == 300_774_272
    assert round(100 * (notes / exact - 1)) == 1747


def vgg16_and_alexnet():
    """Yield for both networks their convolutions (channels, size, outputs, kernel, stride, padding), and linear layers."""
    layers, c, n = [], 3, 224
    for width in (64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"):
        if width == "M":
            n //= 2
        else:
            layers.append(((c, n, n), width, 3, 1, 1))
            c = width
    yield layers, [(25088, 4096), (4096, 4096), (4096, 1000)]
    yield [((3, 224, 224), 64, 11, 4, 2), ((64, 27, 27), 192, 5, 1, 2), ((192, 13, 13), 384, 3, 1, 1),
           ((384, 13, 13), 256, 3, 1, 1), ((256, 13, 13), 256, 3, 1, 1)], [(9216, 4096), (4096, 4096), (4096, 1000)]


def test_networks_with_biases_and_without_groups_follow_the_notes():
    """VGG-16 and AlexNet: a multiply-accumulate is one operation, a bias one more."""
    for (convolutions, linears), total in zip(vgg16_and_alexnet(), (15_483_821_032, 714_682_664), strict=True):
        assert sum(notes_flops(*layer) for layer in convolutions) + sum(o * (i + 1) for i, o in linears) == total


def test_vgg16_is_quoted_with_and_without_its_linear_layers():
    (convolutions, linears), _ = vgg16_and_alexnet()
    alone = sum(conv2d_macs(*layer) for layer in convolutions)
    assert round(alone / 1e9, 3) == 15.347 and round((alone + sum(linear_macs(*layer) for layer in linears)) / 1e9, 3) == 15.470


def test_worked_examples():
    """3 → 32 channels, 3×3, padded, 224²: 224²·32·27.  Two pixels of T·O·I: 2·3·4.  Attention, 2 tokens, D = 4, D' = 2."""
    assert conv2d_macs((3, 224, 224), 32, 3, padding=1) == 43_352_064
    assert linear_macs(4, 3, tokens=2) == 24
    assert attention_macs(2, 4, heads=2, kv_heads=1) == 2 * (2 * 16 + 2 * 8) + 2 * 4 * 4
    assert flops(0) == 0


@pytest.mark.parametrize("function, arguments, says", [
    (conv2d_macs, ((3, 8, 8), 0, 3), "out_channels .* got 0"),
    (conv2d_macs, ((3, 8, 8), 4, 9), "the kernel spans 9, more than the 8"),
    (conv2d_macs, ((3, 8), 4, 3), r"input_shape must be \(C, H, W\)"),
    (conv2d_macs, ((3, 8, 8), 4, 3, 1, 0, 1, 2), "groups must divide in_channels and out_channels, got 2, 3 and 4"),
    (conv2d_macs, ((3, 8, 8.5), 4, 3), r"input_shape .* got \(3, 8, 8.5\)"),
    (conv_transpose2d_macs, ((3, 0, 8), 4, 3), r"input_shape .* got \(3, 0, 8\)"),
    (conv_transpose2d_macs, ((3, 8, 8), 4, 3, 2), "groups must divide"),
    (depthwise_separable_macs, ((3, 8, 8), 0, 3), "out_channels .* got 0"),
    (depthwise_separable_macs, ((3, 8, 8), 4, 9), "the kernel spans 9"),
    (notes_flops, ((3, 8, 8), 4, 9), "the kernel spans 9"),
    (linear_macs, (3, 4, 0), "tokens .* got 0"),
    (linear_macs, (3, -4), "out_features .* got -4"),
    (attention_macs, (0, 8, 2), "tokens .* got 0"),
    (attention_macs, (4, 9, 2), "heads must divide dim"),
    (flops, (-1,), "macs must be a whole number.* at least 0, got -1"),
    (flops, (1.5,), "macs .* got 1.5"),
])
def test_bad_input_is_named(function, arguments, says):
    with pytest.raises(ValueError, match=says):
        function(*arguments)


def test_small_integers_of_numpy_do_not_overflow():
    """GPT-3's middle layer for 2048 tokens, and a convolution, in int32: 1.2·10¹² and 4.1·10¹¹."""
    wide = np.int32(12288)
    assert linear_macs(wide, 4 * wide, np.int32(2048)) == 2048 * 4 * 12288**2
    assert attention_macs(np.int32(2048), wide, np.int32(96)) == 2048 * 4 * 12288**2 + 2 * 2048**2 * 12288
    shape, O = tuple(np.int32((512, 224, 224))), np.int32(512)
    macs = 224**2 * 512 * 512 * 9
    assert conv2d_macs(shape, O, np.int32(3), padding=np.int32(1)) == macs == conv_transpose2d_macs(shape, O, np.int32(3))
    assert notes_flops(shape, O, 3, padding=1) == macs + 224**2 * 512
    assert depthwise_separable_macs(shape, O, 3, padding=1) == 224**2 * 512 * (9 + 512)
    assert flops(np.int32(2**30)) == 2**31


def test_formulas_take_any_size():
    n = 10**9
    assert conv2d_macs((3, n, n), 8, 3, padding=1) == 8 * n * n * 27
    assert notes_flops((3, n, n), 8, 3, padding=1) == 8 * n * n * 28
    assert conv_transpose2d_macs((3, n, n), 8, 3) == 8 * n * n * 27
    assert depthwise_separable_macs((3, n, n), 8, 3, padding=1) == 3 * n * n * (9 + 8)
    assert conv2d_macs((3, 8, 8), 4, n, padding="same") == 4 * 64 * 3 * n * n


def test_flops_grow_with_every_call_and_params_do_not():
    """One convolution, called three times on 5 × 6: three times the products.  torchstat keeps the last call alone."""
    weight, once = np.ones((2, 2, 3, 3)), conv2d_macs((2, 5, 6), 2, 3, padding=1)
    thrice = count_operations(lambda x, w: conv2d_definition(conv2d_definition(conv2d_definition(x, w, padding=1), w, padding=1),
                                                             w, padding=1), np.ones((1, 2, 5, 6)), weight)
    assert thrice.multiplications == 3 * once
    assert weight.size == conv2d_params(2, 2, 3, bias=False)
    layer = Conv2d(2, 2, 3, padding=1, bias=False)
    assert count(Sequential(layer, layer, layer), (2, 5, 6), "macs") == 3 * once
    assert count(Sequential(layer, layer, layer), (2, 5, 6), "torchstat_flops") == once
    assert stat(Sequential(layer, layer, layer), (2, 5, 6)).params == weight.size


def test_twice_the_macs_is_exact_with_a_bias_after_the_first_product():
    """K products, K − 1 additions and a bias; without the bias it is one operation an output more than there are."""
    macs, outputs = conv2d_macs((2, 5, 6), 3, 3), 3 * 3 * 4
    assert conv2d_operations((2, 5, 6), 3, 3, bias=True, start="first").total == flops(macs)
    assert conv2d_operations((2, 5, 6), 3, 3, bias=False, start="first").total == flops(macs) - outputs


def test_what_is_no_number_is_a_type_error():
    for function, arguments, name in ((linear_macs, (None, 3), "in_features"), (flops, ("3",), "macs"),
                                      (conv2d_macs, (None, 4, 3), "input_shape"), (conv2d_macs, ((3, 8, 8), {4}, 3), "out_channels"),
                                      (attention_macs, (4, None, 2), "dim")):
        with pytest.raises(TypeError, match=f"^{name} must be"):
            function(*arguments)
