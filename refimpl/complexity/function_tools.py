"""Counters in functions' places (函数替换计数器): calflops, DeepSpeed, ptflops replace torch's functions.

    count = Σ over the functions called of rule[kind]

They see a function wherever it is called, in a module as outside of one: torch.nn.ReLU calls torch.nn.functional.relu,
and is found there.  Functions of another name, operators among them, are missed: x + y is counted by none, x @ y and a
fused attention by DeepSpeed alone.  In this way ptflops counts what its hooks have counted before: twice.

A rule for kind holds for modules and functions of torch.nn.functional; "torch.Matmul" is for torch.matmul and the
method, "operator.Matmul" for @, "function.ReLU6" for torch.nn.functional.relu6: the module calls hardtanh instead.

Shapes   rules: {kind: rule}, as terms.py reads them
Cost     none
Source   calflops 0.3.2 pytorch_ops.py; DeepSpeed 0.19.8 profiling/flops_profiler/profiler.py; ptflops 0.7.5
         pytorch_ops.py
Checked  the integers that these releases report for one-layer networks and for the zoo
Beware   calflops divides a transposed convolution's channels by its groups twice, and has no MACs left for a depthwise
         one.  An einsum is what numpy.einsum_path prints of it: four digits.
"""
from math import prod

from refimpl.complexity.tracing import Call

__all__ = ["einsum_printed"]


def _conv_transpose_calflops(call: Call) -> int:
    """2·(H·W)·C·((O/G)/G)·kH·kW, and a bias for as many outputs as a convolution, not transposed, would have."""
    layer, (C, *sizes) = call.layer, call.inputs[0]
    k, s, p, d = map(layer.each, (layer.kernel_size, layer.stride, layer.padding, layer.dilation))
    places = prod((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in zip(sizes, k, s, p, d, strict=True))
    filters = layer.out_channels // layer.groups
    bias = filters * places if layer.bias else 0
    return 2 * prod(k) * C * (filters // layer.groups) * prod(sizes) + bias


def _upsample_calflops(call: Call) -> int:
    """The size that is asked for, without the channels; with a factor the input's elements."""
    size = call.layer.size
    if size is None:
        return prod(call.inputs[0])
    return size if isinstance(size, int) else prod(size)


def _upsample_deepspeed(call: Call) -> int:
    """The size that is asked for, without the channels; with a factor the output's elements."""
    return prod(call.output) if call.layer.size is None else _upsample_calflops(call)


def einsum_printed(call: Call) -> int:
    """2m + 1 in four digits, as numpy.einsum_path prints for products of two arrays that are summed over.

    >>> einsum_printed(Call("", None, ((7, 16), (16, 7)), (7, 7), "torch", 0, macs=7 * 16 * 7, inner=None))
    1569
    """
    Call.check(call)
    return int(float(f"{2 * call.macs + 1:.3e}"))


POOLS = ("MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d")

CALFLOPS = {
    **dict.fromkeys(("Conv1d", "Conv2d", "Conv3d"), "2m + bias"), "ConvTranspose2d": _conv_transpose_calflops,
    "Linear": "2m", "BatchNorm1d": "i + affine", "BatchNorm2d": "i + affine",
    **dict.fromkeys(("LayerNorm", "GroupNorm", "InstanceNorm2d"), "4i + affine"),
    **dict.fromkeys(("ReLU", "PReLU", "ELU", "LeakyReLU", "GELU", "SiLU", "Softmax", "function.ReLU6", *POOLS), "i"),
    "Upsample": _upsample_calflops, "LSTM": "2m + 2cells + 8cell_bias",
    "torch.Matmul": "2m", "torch.Add": "n", "torch.Mul": "n", "torch.Einsum": einsum_printed}
DEEPSPEED = {
    **CALFLOPS, "ConvTranspose2d": "2m + bias", "Upsample": _upsample_deepspeed, "torch.Bmm": "2m",
    "operator.Matmul": "2m", "ScaledDotProductAttention": "2m"}
PTFLOPS_FUNCTIONS = {
    **dict.fromkeys(("ReLU", "PReLU", "ELU", "GELU", "SiLU", "Softmax", "function.ReLU6", *POOLS), "i"),
    "Upsample": "n", "torch.Matmul": "m", "torch.Bmm": "m", "torch.Add": "n", "torch.Mul": "n"}
