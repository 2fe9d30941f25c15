import numpy as np
import pytest
from hypothesis import given, strategies as st

from refimpl.cases import complexity as cases
from refimpl.complexity.params import (ITEMSIZE, attention_params, conv2d_params,
                                       depthwise_separable_params, embedding_params, key_value_dim, linear_params, lstm_params, norm_params,
                                       notes_params, size_bytes)
from refimpl.peers.complexity import numel


@given(case=cases.notes_params(), groups=st.integers(1, 4))
def test_the_notes_hold_for_a_bias_and_no_groups_alone(case, groups):
    """n(hwc + 1) is n too many without a bias; with groups it is about G times as much."""
    assert notes_params(**case) == conv2d_params(**case) == conv2d_params(**case, bias=False) + case["out_channels"]
    grouped = {**case, "in_channels": case["in_channels"] * groups, "out_channels": case["out_channels"] * groups}
    assert notes_params(**grouped) - grouped["out_channels"] == groups * conv2d_params(**grouped, groups=groups, bias=False)


def mobilenet_v2():
    """Yield (in, out, kernel, stride, groups) of the convolutions of MobileNetV2 (Sandler et al. 2018, Table 2)."""
    yield 3, 32, 3, 2, 1
    c = 32
    for t, out, n, s in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
                         (6, 320, 1, 1)):
        for i in range(n):
            if t > 1:
                yield c, c * t, 1, 1, 1
            yield c * t, c * t, 3, s if i == 0 else 1, c * t
            yield c * t, out, 1, 1, 1
            c = out
    yield c, 1280, 1, 1, 1


def test_without_groups_mobilenet_comes_out_twelve_times_too_large():
    """Its 3,504,872 parameters: convolutions without bias, a batch norm after each, and a linear layer of 1000."""
    layers = list(mobilenet_v2())
    exact = sum(conv2d_params(c, o, k, g, bias=False) + norm_params(o) for c, o, k, _, g in layers) + linear_params(1280, 1000)
    assert exact == 3_504_872
    notes = sum(notes_params(c, o, k) for c, o, k, *_ in layers) + linear_params(1280, 1000)
    assert round(100 * (notes / exact - 1)) == 1156


def test_four_bytes_a_parameter_is_the_float32_case():
    """ResNet-50: 25,557,032 parameters; 53,120 running means and variances."""
    assert size_bytes(25_557_032) == 4 * 25_557_032
    assert size_bytes(25_557_032, "float16") == 2 * 25_557_032 and size_bytes(25_557_032, "int8") == 25_557_032
    assert size_bytes(25_557_032, buffers=53_120) == 102_440_608
    assert size_bytes(25_557_032, optimizer_states=2) == 12 * 25_557_032         # Adam: two moments beside each weight


def test_worked_examples():
    """LeNet-5's second convolution, dense: 16·6·25 + 16; AlexNet's in two groups: 256·48·25 + 256; VGG's first: 64·27 + 64."""
    assert conv2d_params(6, 16, 5) == 2416
    assert conv2d_params(96, 256, 5, groups=2) == 307_456
    assert conv2d_params(3, 64, (3, 3)) == 1792
    assert attention_params(8192, 64, 8, bias=False) == 2 * 8192 * 8192 + 2 * 8192 * 1024        # Llama-2-70B
    assert lstm_params(3, 5, bias=False) == 4 * 5 * 8


def test_counts_are_whole_numbers():
    for number in (conv2d_params(3, 4, 5), linear_params(3, 4), norm_params(3), attention_params(4, 2), lstm_params(2, 3),
                   size_bytes(3), conv2d_params(np.int64(3), 4, 5)):
        assert isinstance(number, (int, np.integer)) and not isinstance(number, bool)


@pytest.mark.parametrize("function, arguments, says", [
    (conv2d_params, (3, 64, 0), "^kernel_size must be a whole number.* at least 1"),
    (conv2d_params, (3, 64, 3.0), "kernel_size must be a whole number"),
    (conv2d_params, (0, 64, 3), "in_channels must be a whole number.* at least 1, got 0"),
    (conv2d_params, (3, -64, 3), "out_channels must be a whole number.* at least 1, got -64"),
    (conv2d_params, (3, 64, 3, 0), "groups must be a whole number.* at least 1, got 0"),
    (conv2d_params, (4, 6, 3, 4), "groups must divide in_channels and out_channels, got 4, 4 and 6"),
    (conv2d_params, (6, 4, 3, 4), "groups must divide in_channels and out_channels, got 4, 6 and 4"),
    (depthwise_separable_params, (3, 0, 3), "out_channels .* got 0"),
    (notes_params, (3, 0.5, 3), "out_channels must be a whole number.* at least 1, got 0.5"),
    (notes_params, (0, 5, 3), "in_channels .* got 0"),
    (notes_params, (3, 5, 0), "^kernel_size .* got 0"),
    (attention_params, (0, 3), "^dim .* got 0"),
    (attention_params, (4, 1.5), "^heads .* got 1.5"),
    (linear_params, (0, 3), "in_features .* got 0"),
    (linear_params, (3, 1.5), "out_features .* got 1.5"),
    (norm_params, (-1,), "channels .* got -1"),
    (embedding_params, (0, 3), "^vocabulary .* got 0"),
    (embedding_params, (3, 0), "^dim .* got 0"),
    (attention_params, (10, 3), "heads must divide dim and kv_heads must divide heads, got 3, 10 and 3"),
    (attention_params, (12, 6, 4), "kv_heads must divide heads, got 6, 12 and 4"),
    (attention_params, (12, 0), "heads .* got 0"),
    (attention_params, (12, 6, 0), "kv_heads .* got 0"),
    (lstm_params, (0, 3), "input_size .* got 0"),
    (lstm_params, (3, 0), "hidden_size .* got 0"),
    (size_bytes, (-1,), "params must be a whole number.* at least 0, got -1"),
    (size_bytes, (1, "float32", -1), "buffers must be a whole number.* at least 0, got -1"),
    (size_bytes, (1, "float32", 0, 1.5), "optimizer_states .* got 1.5"),
])
def test_bad_input_is_named(function, arguments, says):
    with pytest.raises(ValueError, match=says):
        function(*arguments)


def test_small_integers_of_numpy_do_not_overflow():
    """In int32 each of these would end below zero, or above it and wrong."""
    C, O, k = np.int32(2**13), np.int32(2**14), np.int32(7)
    assert conv2d_params(C, O, k) == conv2d_params(C, O, (k, 7)) == 2**27 * 49 + 2**14
    assert notes_params(C, O, k) == 2**27 * 49 + 2**14 and linear_params(O, np.int32(2**18)) == 2**32 + 2**18
    assert depthwise_separable_params(O, np.int32(2**18), k) == 2**14 * 49 + 2**32
    assert attention_params(np.int32(2**16), np.int32(2), bias=False) == 4 * 2**32
    assert lstm_params(O, O) == 4 * 2**14 * 2**15 + 8 * 2**14 and size_bytes(np.int32(2**30)) == 2**32
    assert norm_params(np.int32(2**30)) == 2**31 and key_value_dim(C, np.int8(4), np.int8(2)) == 2**12
    assert type(conv2d_params(np.int8(3), np.int8(4), np.int8(1))) is int


def test_an_unknown_dtype_is_refused():
    with pytest.raises(ValueError, match=r"^dtype must be one of .* got 'float33'"):
        size_bytes(1, "float33")
    with pytest.raises(TypeError, match=r"^dtype must be one of .* got None"):
        size_bytes(1, None)                                          # to NumPy it would be float64


@pytest.mark.parametrize("dtype", [*ITEMSIZE])
def test_itemsizes_are_torchs(torch, dtype):
    assert size_bytes(3, dtype) == 3 * getattr(torch, dtype).itemsize


def test_what_is_no_number_and_no_answer_is_a_type_error():
    for call, name in ((lambda: linear_params(None, 3), "in_features"), (lambda: linear_params(2, 3, None), "bias"),
                       (lambda: conv2d_params(3, 4, "3"), "kernel_size"), (lambda: norm_params({3}), "channels"),
                       (lambda: attention_params(4, 2, bias=2.5), "bias"), (lambda: lstm_params(3, 4, bias="no"), "bias")):
        with pytest.raises((TypeError, ValueError), match=f"^{name} must be"):
            call()
    assert conv2d_params(2, 3, 1, bias=np.bool_(True)) == conv2d_params(2, 3, 1, bias=1) == 9


def test_defaults_are_torchs_and_a_separable_convolution_has_no_bias():
    assert conv2d_params(2, 3, 1) == 2 * 3 + 3 and linear_params(2, 3) == 2 * 3 + 3 and norm_params(2) == 4
    assert depthwise_separable_params(2, 3, 1) == 2 + 6
    assert attention_params(4, 2) == 4 * 16 + 4 * 4 and lstm_params(2, 3) == 4 * 3 * 5 + 8 * 3


def test_running_means_and_variances_are_buffers(torch):
    norm = torch.nn.BatchNorm2d(7)
    buffers = {name: b.numel() for name, b in norm.named_buffers() if b.is_floating_point()}
    assert buffers == {"running_mean": 7, "running_var": 7} and numel(norm) == norm_params(7)


@pytest.mark.thorough
def test_optimizers_keep_as_many_numbers_per_parameter(torch):
    """Whose first import takes torch two seconds."""
    for states, make in ((0, lambda p: torch.optim.SGD(p, 0.1)), (1, lambda p: torch.optim.SGD(p, 0.1, momentum=0.9)),
                         (2, torch.optim.Adam)):
        layer = torch.nn.Linear(3, 4)
        optimizer = make(layer.parameters())
        layer(torch.ones(2, 3)).sum().backward()
        optimizer.step()
        kept = sum(t.nbytes for state in optimizer.state.values() for t in state.values()
                   if torch.is_tensor(t) and t.ndim)                 # but the number of the step
        assert size_bytes(numel(layer), optimizer_states=states) - size_bytes(numel(layer)) == kept


def test_a_linear_layer_of_an_image_is_made_for_its_size(torch):
    for n in (8, 16):
        layer = torch.nn.LazyLinear(10)
        layer(torch.nn.Conv2d(3, 5, 3, padding=1)(torch.ones(1, 3, n, n)).flatten(1))
        assert numel(layer) == linear_params(5 * n * n, 10)
