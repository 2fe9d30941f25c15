import math

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity.accesses import count_accesses
from refimpl.complexity.flops import conv2d_macs, flops
from refimpl.complexity.memory_access import (arithmetic_intensity, attention_memory_access, conv2d_memory_access,
                                              elementwise_memory_access, linear_memory_access, memory_access_lower_bound,
                                              pointwise_memory_access, pool2d_memory_access, touched_samples)
from refimpl.convolution.conv2d import conv2d_definition
from refimpl.peers.complexity import image_and_kernel
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [pointwise_memory_access, memory_access_lower_bound]


@given(case=cases.conv2d_memory_access())
def test_without_a_cache_every_product_reads_twice(case):
    """Two numbers for each MAC with a sample of the image, one for each with padding, and the biases."""
    x, weight = image_and_kernel(**case)
    arguments = {name: case[name] for name in ("stride", "padding", "dilation", "groups")}
    reads = count_accesses(conv2d_definition, x, weight, None, **arguments).reads
    inner = int(conv2d_definition(x, weight, **arguments).sum())     # products with samples of the image
    macs = conv2d_macs(**{name: value for name, value in case.items() if name != "bias"})
    assert reads == inner + macs <= 2 * macs


@given(case=cases.pointwise_memory_access())
def test_a_pointwise_convolution_is_a_convolution(case):
    h, w, c1, c2 = case.values()
    assert pointwise_memory_access(h, w, c1, c2) == conv2d_memory_access((c1, h, w), c2, 1)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@given(case=cases.pointwise_memory_access())
def test_the_law_of_shufflenet(case):
    """No pointwise convolution touches less than the bound of its MACs; with c₁ = c₂ it touches just that."""
    h, w, c1, c2 = case.values()
    bound = memory_access_lower_bound(h, w, h * w * c1 * c2)
    assert pointwise_memory_access(**case) >= bound * (1 - 1e-15)
    assert (pointwise_memory_access(h, w, c1, c1) == memory_access_lower_bound(h, w, h * w * c1 * c1))
    assert_agrees(bound, 2 * h * w * math.sqrt(c1 * c2) + c1 * c2, oracle="in channels", function=memory_access_lower_bound,
                  within=4)


@given(case=cases.arithmetic_intensity())
def test_intensity_times_bytes_is_flops(case):
    assert_agrees(arithmetic_intensity(**case) * case["nbytes"], case["flops"], oracle="flops", function=arithmetic_intensity,
                  within=2)


def test_a_stride_leaves_three_quarters_of_the_image_alone():
    assert conv2d_memory_access((64, 56, 56), 128, 1, stride=2) == 64 * 28 * 28 + 64 * 128 + 128 * 28 * 28
    assert count_accesses(conv2d_definition, np.ones((1, 2, 4, 6)), np.ones((3, 2, 1, 1)), stride=2).read == 2 * 6 + 6


def test_a_depthwise_convolution_does_little_with_each_byte():
    """3×3 on 56 × 56, 128 channels: dense hundreds of FLOPs a byte, depthwise about two."""
    for groups, low, high in ((1, 200, 300), (128, 2.2, 2.3)):
        shape = {"input_shape": (128, 56, 56), "out_channels": 128, "kernel_size": 3, "padding": 1, "groups": groups}
        intensity = arithmetic_intensity(flops(conv2d_macs(**shape)), 4 * conv2d_memory_access(**shape))
        assert low < intensity < high


def test_worked_examples():
    """1×1, 2 → 3 channels on 4 × 5: 40 + 6 + 60.  Pooling 2×2 by 3 on 4 × 5: rows 0 1, columns 0 1 3 4; two outputs."""
    assert pointwise_memory_access(4, 5, 2, 3) == 40 + 6 + 60
    assert pool2d_memory_access((1, 4, 5), 2, 3) == 2 * 4 + 1 * 2
    assert linear_memory_access(3, 2, tokens=4) == 12 + 6 + 2 + 8
    assert attention_memory_access(3, 4, 2, kv_heads=1, bias=False) == 12 + (16 + 8 + 8 + 16) + 12
    assert arithmetic_intensity(6, 3) == 2.0 and arithmetic_intensity(0, 3) == 0.0
    assert elementwise_memory_access(5) == 10


@pytest.mark.parametrize("function, arguments, says", [
    (conv2d_memory_access, ((3, 8, 8), 4, 9), "the kernel spans 9"),
    (conv2d_memory_access, ((3, 8, 8), 4, 3, 1, 0, 1, 2), "groups must divide"),
    (pool2d_memory_access, ((3, 8, 8), 9, 1), "the kernel spans 9"),
    (linear_memory_access, (3, 4, 0), "tokens .* got 0"),
    (linear_memory_access, (0, 4), "in_features .* got 0"),
    (attention_memory_access, (0, 4, 2), "tokens .* got 0"),
    (attention_memory_access, (3, 5, 2), "heads must divide"),
    (elementwise_memory_access, (0,), "n .* got 0"),
    (elementwise_memory_access, (5, 0), "inputs .* got 0"),
    (pointwise_memory_access, (0, 5, 2, 3), "h .* got 0"),
    (pointwise_memory_access, (5, 5, 2.5, 3), "c1 .* got 2.5"),
    (pointwise_memory_access, (5, 5, 2, -3), "c2 .* got -3"),
    (memory_access_lower_bound, (5, 0, 3), "w .* got 0"),
    (memory_access_lower_bound, (5, 5, 0), "macs .* got 0"),
    (arithmetic_intensity, (-1, 3), "^flops must be a finite number.* at least 0, got -1"),
    (arithmetic_intensity, (1, 0), "^nbytes must be a finite number.* above 0, got 0"),
    (arithmetic_intensity, (float("nan"), 1), "^flops .* got nan"),
    (arithmetic_intensity, (1, float("inf")), "^nbytes .* got inf"),
    (memory_access_lower_bound, (5, 5, 10**200), "^macs .* at most"),
])
def test_bad_input_is_named(function, arguments, says):
    with pytest.raises(ValueError, match=says):
        function(*arguments)


def test_small_integers_of_numpy_do_not_overflow():
    n, k = np.int32(2**16), np.int32(1)
    assert linear_memory_access(n, n, n) == 3 * 2**32 + 2**16 and pointwise_memory_access(n, n, k, k) == 2 * 2**32 + 1
    assert attention_memory_access(n, n, k, bias=False) == 6 * 2**32 and elementwise_memory_access(np.int32(2**30), 3) == 2**32
    assert memory_access_lower_bound(n, n, n) == 2 * 2**24 + 2**-16
    shape = tuple(np.int32((2**13, 2**9, 2**9)))
    assert conv2d_memory_access(shape, np.int32(2**13), k) == 2 * 2**31 + 2**26
    assert pool2d_memory_access(shape, k, k) == 2**32 and touched_samples(shape, k) == 2**31


def test_large_images_need_no_table():
    n = 10**9
    assert conv2d_memory_access((3, n, n), 8, 3, padding=1) == 3 * n * n + 3 * 8 * 9 + 8 * n * n
    assert pool2d_memory_access((3, n, n), 2, 4) == 3 * (n // 2)**2 + 3 * (n // 4)**2   # two rows of four, two columns


def test_defaults():
    """One token, a bias where PyTorch's layer has one, and none in a convolution."""
    assert linear_memory_access(2, 3) == 2 + 3 + 6 + 3 and attention_memory_access(1, 2, 1) == 4 + 4 * 4 + 4 * 2
    assert conv2d_memory_access((1, 2, 3), 2, 1) == 6 + 2 + 12 == pointwise_memory_access(2, 3, 1, 2)
    assert conv2d_memory_access((1, 2, 3), 2, 1, bias=True) == 6 + 2 + 2 + 12


def test_columns_hold_every_sample_about_nine_times(torch):
    """im2col of 3×3 windows, one apart: to the last with padding, and less of the border without."""
    x = torch.ones(1, 2, 50, 60)
    assert torch.nn.functional.unfold(x, 3, padding=1).numel() == 9 * x.numel()
    assert torch.nn.functional.unfold(x, 3).numel() == 9 * 2 * 48 * 58
