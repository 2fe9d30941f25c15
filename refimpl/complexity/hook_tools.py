"""Counters by hooks (钩子计数器): torchstat, thop, ptflops, torchinfo, flopth watch modules being called.

    count = Σ over the modules called of rule[kind]

What is written as a function, F.relu(x) or x + y, they do not see; nor do they look into an attention: ptflops alone
has a rule for it.  A kind that is not in the table counts nothing, unless the table has a rule for all others, "*".

    torchstat, flopth   overwrite a module's number whenever it is called: of several calls the last one counts
    thop, ptflops       add them up
    torchinfo           adds up parameters times positions;  a linear layer's tokens are forgotten

Shapes   rules: {kind: rule}, as terms.py reads them
Cost     none
Source   torchstat 0.0.7 compute_flops.py, compute_madd.py, compute_memory.py; thop 0.1.1 vision/basic_hooks.py,
         rnn_hooks.py; ptflops 0.7.5 pytorch_ops.py; torchinfo 1.8.0 layer_info.py; flopth 0.1.6 helper.py
Checked  the integers that these releases report for one-layer networks and for the zoo
Beware   torchstat calls MACs "Flops", and something near twice the MACs "MAdd".  It stops at a linear layer of more
         than one token, and at an LSTM.  A batch norm is four operations per element for thop and for torchstat's
         MAdd, two for torchstat's Flops, ptflops and flopth, and its number of parameters for torchinfo.
"""
from math import prod

from refimpl.complexity.tracing import Call

__all__: list = []                                 # tables and rules: conventions.py reads them


def _one_token(call: Call) -> int:
    """The number of features; torchstat stops with an AssertionError at more than one token."""
    if len(call.inputs[0]) != 1:
        raise ValueError(f"torchstat stops with an AssertionError at {call.name or 'a linear layer'}: it takes linear "
                         f"layers of one token, not {call.inputs[0]}")
    return call.inputs[0][0]


def _linear_torchstat(call: Call) -> int:
    """m."""
    return _one_token(call) * call.output[0]


def _linear_torchstat_madd(call: Call) -> int:
    """2m - n, without the bias."""
    return (2 * _one_token(call) - 1) * call.output[0]


def _linear_torchstat_read(call: Call) -> int:
    """4i + 4params."""
    return 4 * (_one_token(call) + call.layer.own_params)


def _linear_torchstat_write(call: Call) -> int:
    """4n."""
    return 4 * call.output[0] * bool(_one_token(call))


def _lstm_refused(call: Call) -> int:
    """Nothing: the tool stops with an AttributeError, as an LSTM returns more than one array."""
    raise ValueError("torchstat and flopth stop with an AttributeError at an LSTM: it returns more than one array")


def _adaptive_pool_thop(call: Call) -> int:
    """(elements per output + 1)·n, in floating point."""
    return int((prod(n / m for n, m in zip(call.inputs[0][1:], call.output[1:], strict=True)) + 1) * prod(call.output))


def _upsample_thop(call: Call) -> int:
    """n nearest, 5n linear, 11n bilinear, 259n bicubic."""
    return {"nearest": 1, "linear": 5, "bilinear": 11, "bicubic": 259}.get(call.layer.mode, 0) * prod(call.output)


def _linear_flopth(call: Call) -> int:
    """The product of the first axes of input and output, be they tokens or features."""
    return call.inputs[0][0] * call.output[0]


ALL_RELU = ("ReLU", "ReLU6", "PReLU", "ELU", "LeakyReLU")
CONVOLUTIONS = ("Conv1d", "Conv2d", "Conv3d")

TORCHSTAT_FLOPS = {
    "Conv2d": "m + bias", "Linear": _linear_torchstat, "BatchNorm2d": "i + affine", "MaxPool2d": "i", "AvgPool2d": "i",
    "Upsample": "plane", "LSTM": _lstm_refused, **dict.fromkeys(ALL_RELU, "i")}
TORCHSTAT_MADD = {
    "Conv2d": "2m - n + bias", "ConvTranspose2d": "2m - sites + site_bias", "Linear": _linear_torchstat_madd,
    "BatchNorm2d": "4i", "MaxPool2d": "window - n", "AvgPool2d": "window", "ReLU": "i", "ReLU6": "i",
    "Softmax": "3i - 1", "LSTM": _lstm_refused}
TORCHSTAT_READ = {                                 # bytes
    "Conv2d": "4i + 4params", "Linear": _linear_torchstat_read, "PReLU": "4i + 4params",
    "BatchNorm2d": "4i + 8channels", "LSTM": _lstm_refused,
    **dict.fromkeys(("ReLU", "ReLU6", "ELU", "LeakyReLU", "MaxPool2d", "AvgPool2d"), "4i")}
TORCHSTAT_WRITE = {**dict.fromkeys(TORCHSTAT_READ, "4n"), "Linear": _linear_torchstat_write, "LSTM": _lstm_refused}
THOP = {
    **dict.fromkeys(CONVOLUTIONS, "m"), "ConvTranspose2d": "taps", "Linear": "m", "LSTM": "m + 8cells + 8cell_bias",
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "LayerNorm", "InstanceNorm2d"), "2i + 2affine"), "PReLU": "i",
    "Softmax": "3i - rows", "AvgPool2d": "n", "AdaptiveAvgPool2d": _adaptive_pool_thop, "Upsample": _upsample_thop}
PTFLOPS_MODULES = {
    **dict.fromkeys((*CONVOLUTIONS, "ConvTranspose2d", "Linear"), "m + bias"), "LayerNorm": "i",
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "InstanceNorm2d", "GroupNorm"), "i + affine"),
    **dict.fromkeys((*ALL_RELU, "GELU", "Upsample"), "n"),
    **dict.fromkeys(("MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d"), "i"),
    "LSTM": "m + 10cells + 8cell_bias", "MultiheadAttention": "m + 2i + scores + 3bias"}
TORCHINFO = {
    **dict.fromkeys((*CONVOLUTIONS, "ConvTranspose2d"), "params_positions"),
    "LSTM": "params_steps", "MultiheadAttention": "0one", "*": "params"}
FLOPTH = {
    **dict.fromkeys((*CONVOLUTIONS, "ConvTranspose2d"), "taps + bias"), "Linear": _linear_flopth,
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "GroupNorm", "InstanceNorm2d"), "i + affine"),
    **dict.fromkeys((*ALL_RELU, "GELU", "Tanh", "Hardswish", "Hardsigmoid", "LayerNorm", "LayerNorm2d", "MaxPool2d",
                     "AvgPool2d", "AdaptiveAvgPool2d"), "i"), "Upsample": "plane", "LSTM": _lstm_refused}
