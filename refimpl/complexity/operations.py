"""Exact operations (精确运算数): the multiplications and additions of a convolution, to the last one.

    y = Σ_{k=1…K} x̂ₖ·wₖ + b,    K = (C/G)·kH·kW products for each output element

    begin the sum with      without bias        with bias
    0                       K additions         K + 1        0 + p₁ + p₂ + … + b
    the first product       K − 1               K            p₁ + p₂ + … + b
    the bias                                    K            b + p₁ + p₂ + …

So there is no one right number of FLOPs of a convolution: 2K − 1, 2K and 2K + 1 per output are all in use, and the MACs
say nothing of it.  Products with the zeros of the padding may be left out as well: a program that skips them, as the
windows at the border allow, saves 3.45 % of the multiplications of a ResNet-50, and 7.88 % of those of AlexNet.

Shapes   input_shape (C, H, W), of one image  →  Operations
Cost     kH + kW runs of samples to find the padding, whatever the sizes
Source   counting; in use: torchstat's MAdd (2K − 1, or 2K with a bias), torch's flop counter (2K), calflops (2K + 1
         with a bias)
Checked  the sum executed on numbers that count, place by place; conv2d_definition, which begins with 0
Beware   A place that sees only padding has no products if these are left out; a sum that begins with the first of them
         costs nothing there: the output is 0, or the bias.
"""
import numpy as np

from refimpl.arguments import as_choice, as_shape, check_elements, per_axis, whole_numbers
from refimpl.complexity.counting import Number, Operations
from refimpl.complexity.params import conv2d_params
from refimpl.complexity.sampling import count_samples, inside, seen_samples, window_places

__all__ = ["conv2d_operations", "conv2d_operations_definition"]

STARTS = {True: ("zero", "first", "bias"), False: ("zero", "first")}                     # with a bias, and without


def conv2d_operations_definition(input_shape: tuple, out_channels: int, kernel_size: int | tuple,
                                 stride: int | tuple = 1, padding: int | tuple | str = 0, dilation: int | tuple = 1,
                                 groups: int = 1, bias: bool = True, start: str = "zero",
                                 padding_zeros: bool = True) -> Operations:
    """The sum of every output element, executed on numbers that count: in one channel, as it costs the same in all."""
    bias, zeros = as_choice((True, False), bias=bias), as_choice((True, False), padding_zeros=padding_zeros)
    start, (C, H, W) = as_choice(STARTS[bias], start=start), as_shape("(C, H, W)", input_shape=input_shape)
    conv2d_params(C, out_channels, kernel_size, groups)                                  # do the channels fit?
    [O, G], tally = whole_numbers(out_channels=out_channels, groups=groups), Operations()
    rows, columns = seen_samples(input_shape, kernel_size, stride, padding, dilation)
    check_elements(rows.size * columns.size * (C // G), input_shape=input_shape, padding=padding)
    rows, columns = inside(rows, H) | zeros, inside(columns, W) | zeros                  # which products are executed
    x, w, b = (Number(1.0, tally) for _ in range(3))                                     # any numbers will do
    for i, j in np.ndindex(len(rows), len(columns)):
        y: object = {"zero": 0.0, "first": None, "bias": b}[start]
        for _, u, v in np.ndindex(C // G, rows.shape[1], columns.shape[1]):
            if rows[i, u] and columns[j, v]:
                y = x * w if y is None else y + x * w  # type: ignore[operator]
        if bias and start != "bias":
            y = b if y is None else y + b  # type: ignore[operator]
    return O * tally


def conv2d_operations(input_shape: tuple, out_channels: int, kernel_size: int | tuple, stride: int | tuple = 1,
                      padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1, bias: bool = True,
                      start: str = "zero", padding_zeros: bool = True) -> Operations:
    """Return the multiplications and additions of a convolution of one image (C, H, W).

    start is what the sums begin with, "zero", "first" (the first product) or "bias"; without padding_zeros, products
    with the zeros of the padding are left out.  Raises what conv2d_macs and count_samples raise, and ValueError for
    another start, or for "bias" without a bias.

    >>> counted = conv2d_operations((1, 1, 3), 1, kernel_size=(1, 3), padding=(0, 1))
    >>> counted.multiplications, counted.additions                           # three places: 3·3, 3·(3 + 1)
    (9, 12)
    >>> counted = conv2d_operations((1, 1, 3), 1, (1, 3), padding=(0, 1), start="first", padding_zeros=False)
    >>> counted.multiplications, counted.additions                           # 2 + 3 + 2 of each
    (7, 7)
    """
    bias, zeros = as_choice((True, False), bias=bias), as_choice((True, False), padding_zeros=padding_zeros)
    start, (kH, kW) = as_choice(STARTS[bias], start=start), per_axis(2, kernel_size=kernel_size)
    C, H, W = window_places(input_shape, kernel_size, stride, padding, dilation)
    counts = count_samples(input_shape, kernel_size, stride, padding, dilation)
    pairs, [O] = conv2d_params(C, out_channels, 1, groups, bias=False), whole_numbers(out_channels=out_channels)
    products = pairs * (H * kH * W * kW if zeros else counts[0][0] * counts[1][0])       # pairs: O·(C/G)
    sums = O * (H * W if zeros else counts[0][1] * counts[1][1])                         # outputs with a product at all
    if start == "first":
        return Operations(products, products - sums + bias * sums)
    return Operations(products, products + (start == "zero" and bias) * O * H * W)
