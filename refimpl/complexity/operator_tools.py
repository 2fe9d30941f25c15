"""Counters of operators (算子计数器): torch's flop counter, ptflops aten, fvcore and torchprofile see what is executed.

    count = Σ over the operators executed of rule[kind]

They watch below the modules, where x @ y and torch.matmul have become one operator, as have a module and its function.
torch.utils.flop_counter and ptflops watch the dispatcher (分发器), fvcore and torchprofile the traced program
(torch.jit).  They differ in which operators have a rule.

Shapes   rules: {kind: rule}, as terms.py reads them
Cost     none
Source   torch 2.13 utils/flop_counter.py; ptflops 0.7.5 aten_ops.py; fvcore 0.1.5 nn/flop_count.py, jit_handles.py;
         torchprofile 0.1.0 handlers.py
Checked  the integers that these releases report for one-layer networks and for the zoo
Beware   The fused attention is one operator on a CPU: fvcore and ptflops count none of it.  torch's counter finds it on
         the meta device, which is meant here.  torchprofile counts products of sizes that are in the traced program.
         A convolution padded by a word, "same", is another operator when traced: fvcore and torchprofile miss it.
"""
from math import prod

from refimpl.complexity.function_tools import einsum_printed
from refimpl.complexity.tracing import Call

__all__: list = []


def _conv_traced(call: Call) -> int:
    """m, or 0 if the padding is a word."""
    return 0 if isinstance(call.layer.padding, str) else call.macs


def _conv_transpose_torchprofile(call: Call) -> int:
    """n·kH·kW products of C channels, or of O/G if C = O: about s² times m, and G times more if C is not O."""
    layer = call.layer
    same = layer.in_channels == layer.out_channels
    channels = layer.out_channels // layer.groups if same else layer.in_channels
    return prod(call.output) * channels * layer.taps // (layer.in_channels // layer.groups)


def _einsum_fvcore(call: Call) -> int:
    """Half of what numpy.einsum_path prints."""
    return einsum_printed(call) // 2


def _upsample_fvcore(call: Call) -> int:
    """n nearest, 4n bilinear."""
    return {"nearest": 1, "bilinear": 4}.get(call.layer.mode, 0) * prod(call.output)


def _upsample_torchprofile(call: Call) -> int:
    """4n if bilinear."""
    return 4 * prod(call.output) if call.layer.mode == "bilinear" else 0


FORWARD_CONVS = ("Conv1d", "Conv2d", "Conv3d")
CONVS = (*FORWARD_CONVS, "ConvTranspose2d")
MATRIX_PRODUCTS = ("Matmul", "Bmm", "Einsum")
NORMS = ("LayerNorm", "GroupNorm", "InstanceNorm2d")
BATCH_NORMS = ("BatchNorm1d", "BatchNorm2d")

MACS = dict.fromkeys((*CONVS, "Linear", *MATRIX_PRODUCTS, "ScaledDotProductAttention", "LSTM"), "m")
TORCH_FLOP_COUNTER = dict.fromkeys(MACS, "2m")
PTFLOPS_ATEN = {**dict.fromkeys((*CONVS, "Linear"), "m + bias"), **dict.fromkeys(MATRIX_PRODUCTS, "m")}
FVCORE = {
    **dict.fromkeys(FORWARD_CONVS, _conv_traced), **dict.fromkeys(("ConvTranspose2d", "Linear", "Matmul", "Bmm"), "m"),
    "Einsum": _einsum_fvcore, "AdaptiveAvgPool2d": "i",
    **dict.fromkeys(BATCH_NORMS, "i + affine"), **dict.fromkeys(NORMS, "4i + affine"),
    "Upsample": _upsample_fvcore}
TORCHPROFILE = {
    **MACS, **dict.fromkeys(FORWARD_CONVS, _conv_traced), "ConvTranspose2d": _conv_transpose_torchprofile,
    **dict.fromkeys((*BATCH_NORMS, *NORMS), "affine"),
    **dict.fromkeys(("AvgPool2d", "AdaptiveAvgPool2d", "Mean", "Mul", "LeakyReLU"), "n"),
    "Upsample": _upsample_torchprofile,
    "ShapeArithmetic": "size_products"}
