"""Exact operations (精确运算数): the multiplications and additions of a convolution, to the last one.

    y = Σ_{k=1…K} x̂ₖ·wₖ + b,    K = (C/G)·kH·kW products for each output element

    begin the sum with      without bias        with bias
    0                       K additions         K + 1        0 + p₁ + p₂ + … + b
    the first product       K − 1               K            p₁ + p₂ + … + b
    the bias                                    K            b + p₁ + p₂ + …

So there is no one right number of FLOPs of a convolution: 2K − 1, 2K and 2K + 1 an output are all in use, and the MACs
say nothing of it.  Products with the zeros of the padding may be left out as well: a program that skips them, as the
windows at the border allow, saves 3.45 % of the multiplications of a ResNet-50, and 7.88 % of those of AlexNet.

Shapes   input_shape (C, H, W), of one image  →  Operations
Cost     H'·kH + W'·kW to find the padding
Source   counting; Sovrasov's ptflops and torchstat's MAdd are two of the conventions
Checked  the sum executed on numbers that count, place by place; conv2d_definition, which begins with 0
Beware   Where only padding is seen and the sum begins with its first product, there is none: the output is 0 or the
         bias, at no cost.
"""
import numpy as np

from refimpl.complexity.counting import Number, Operations
from refimpl.complexity.params import check_whole, conv2d_params
from refimpl.complexity.sampling import inside, seen_samples

__all__ = ["check_start", "conv2d_operations", "conv2d_operations_definition"]


def conv2d_operations_definition(input_shape: tuple, out_channels: int, kernel_size: int | tuple,
                                 stride: int | tuple = 1, padding: int | tuple | str = 0, dilation: int | tuple = 1,
                                 groups: int = 1, bias: bool = True, start: str = "zero",
                                 padding_zeros: bool = True) -> Operations:
    """The sum of every output element, executed on numbers that count."""
    check_start(start, bias)
    rows, columns = seen_samples(input_shape, kernel_size, stride, padding, dilation)
    (C, H, W), tally = input_shape, Operations()
    conv2d_params(C, out_channels, kernel_size, groups)                                  # do the channels fit?
    x, w, b = (Number(1.0, tally) for _ in range(3))                                     # any numbers will do
    for _, i, j in np.ndindex(out_channels, len(rows), len(columns)):
        y: object = {"zero": 0.0, "first": None, "bias": b}[start]
        for _, u, v in np.ndindex(C // groups, rows.shape[1], columns.shape[1]):
            if padding_zeros or (inside(rows[i, u], H) and inside(columns[j, v], W)):
                y = x * w if y is None else y + x * w  # type: ignore[operator]
        if bias and start != "bias":
            y = b if y is None else y + b  # type: ignore[operator]
    return tally


def conv2d_operations(input_shape: tuple, out_channels: int, kernel_size: int | tuple, stride: int | tuple = 1,
                      padding: int | tuple | str = 0, dilation: int | tuple = 1, groups: int = 1, bias: bool = True,
                      start: str = "zero", padding_zeros: bool = True) -> Operations:
    """Return the multiplications and additions of a convolution of one image (C, H, W).

    start is what the sums begin with, "zero", "first" (the first product) or "bias"; without padding_zeros, products
    with the zeros of the padding are left out.  Raises what conv2d_macs raises, and ValueError for another start, or
    for "bias" without a bias.

    >>> counted = conv2d_operations((1, 1, 3), 1, kernel_size=(1, 3), padding=(0, 1))
    >>> counted.multiplications, counted.additions                           # three places: 3·3, 3·(3 + 1)
    (9, 12)
    >>> counted = conv2d_operations((1, 1, 3), 1, (1, 3), padding=(0, 1), start="first", padding_zeros=False)
    >>> counted.multiplications, counted.additions                           # 2 + 3 + 2 of each
    (7, 7)
    """
    check_start(start, bias)
    rows, columns = seen_samples(input_shape, kernel_size, stride, padding, dilation)
    (C, H, W), [O] = input_shape, check_whole(out_channels=out_channels)
    rows, columns = inside(rows, H) | padding_zeros, inside(columns, W) | padding_zeros  # which products are executed
    pairs = conv2d_params(C, O, 1, groups, bias=False)                                   # O·(C/G)
    products = pairs * int(rows.sum()) * int(columns.sum())
    sums = O * int(rows.any(axis=1).sum()) * int(columns.any(axis=1).sum())              # outputs with a product at all
    if start == "first":
        return Operations(products, products - sums + bool(bias) * sums)
    outputs = O * len(rows) * len(columns)
    return Operations(products, products + (start == "zero" and bool(bias)) * outputs)


def check_start(start: str, bias: bool) -> None:
    """Raise ValueError unless start is "zero", "first", or "bias" with a bias.

    >>> check_start("bias", bias=True)
    """
    if start not in ("zero", "first", "bias"):
        raise ValueError(f'start must be "zero", "first" or "bias", got {start!r}')
    if start == "bias" and not bias:
        raise ValueError('start="bias" needs bias=True')
