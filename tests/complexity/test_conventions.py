"""Conventions, against what the tools themselves reported."""
import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from refimpl.complexity import layers as nn
from refimpl.complexity.conventions import conventions, count, count_terms, explain
from refimpl.complexity.joining_layers import Add, Bmm, Einsum, Matmul, Mul, ScaledDotProductAttention
from refimpl.complexity.tracing import Layer, Network, trace

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Written(Network):
    """A function of x, written on the spot."""

    layer: Layer
    form: str
    others: tuple = ()                           # shapes of further arguments; None stands for x

    def children(self):
        return {}

    def forward(self, call, x):
        return call(self.layer, x, *(x if shape is None else shape for shape in self.others), form=self.form)


IMAGE = (4, 6, 6)
conv, relu = nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.ReLU()
MICRO = {
    "conv3x3 4->8 nobias": (nn.Conv2d(4, 8, 3, bias=False), IMAGE),
    "conv3x3 4->8 bias": (nn.Conv2d(4, 8, 3), IMAGE),
    "conv3x3 s2 p1 4->8 nobias": (nn.Conv2d(4, 8, 3, stride=2, padding=1, bias=False), IMAGE),
    "conv3x3 dil2 4->8 nobias": (nn.Conv2d(4, 8, 3, dilation=2, bias=False), IMAGE),
    "conv3x3 g2 4->8 nobias": (nn.Conv2d(4, 8, 3, groups=2, bias=False), IMAGE),
    "depthwise3x3 4 nobias": (nn.Conv2d(4, 4, 3, groups=4, bias=False), IMAGE),
    "conv1x1 4->8 nobias": (nn.Conv2d(4, 8, 1, bias=False), IMAGE),
    "convT 2x2 s2 4->8 nobias": (nn.ConvTranspose2d(4, 8, 2, 2, bias=False), IMAGE),
    "convT 2x2 s2 4->8 bias": (nn.ConvTranspose2d(4, 8, 2, 2), IMAGE),
    "convT dw 2x2 s2 4 nobias": (nn.ConvTranspose2d(4, 4, 2, 2, groups=4, bias=False), IMAGE),
    "conv1d k3 4->8 nobias": (nn.Conv1d(4, 8, 3, bias=False), (4, 10)),
    "conv3d k3 4->8 nobias": (nn.Conv3d(4, 8, 3, bias=False), (4, 5, 5, 5)),
    "linear 16->5 nobias": (nn.Linear(16, 5, bias=False), (16,)),
    "linear 16->5 bias": (nn.Linear(16, 5), (16,)),
    "linear 16->5 bias 3D T=7": (nn.Linear(16, 5), (7, 16)),
    "bn2d affine": (nn.BatchNorm2d(4), IMAGE),
    "bn2d noaffine": (nn.BatchNorm2d(4, affine=False), IMAGE),
    "layernorm(6)": (nn.LayerNorm(6), IMAGE),
    "groupnorm": (nn.GroupNorm(2, 4), IMAGE),
    "instancenorm affine": (nn.InstanceNorm2d(4, affine=True), IMAGE),
    "relu": (relu, IMAGE), "relu6": (nn.ReLU6(), IMAGE), "leakyrelu": (nn.LeakyReLU(), IMAGE),
    "prelu": (nn.PReLU(), IMAGE), "sigmoid": (nn.Sigmoid(), IMAGE), "tanh": (nn.Tanh(), IMAGE),
    "silu": (nn.SiLU(), IMAGE), "hardswish": (nn.Hardswish(), IMAGE), "gelu": (nn.GELU(), IMAGE),
    "softmax": (nn.Softmax(dim=1), IMAGE),
    "F.relu": (Written(relu, "function"), IMAGE), "torch.relu": (Written(relu, "torch"), IMAGE),
    "maxpool 2x2": (nn.MaxPool2d(2), IMAGE), "maxpool 3x3 s2 p1": (nn.MaxPool2d(3, 2, 1), IMAGE),
    "avgpool 2x2": (nn.AvgPool2d(2), IMAGE),
    "adaptiveavg(1)": (nn.AdaptiveAvgPool2d(1), IMAGE), "adaptiveavg(3)": (nn.AdaptiveAvgPool2d(3), IMAGE),
    "mean([2,3])": (Written(nn.Mean((2, 3)), "torch"), IMAGE),
    "x+x": (Written(Add(), "operator", (None,)), IMAGE), "torch.add": (Written(Add(), "torch", (None,)), IMAGE),
    "x*x": (Written(Mul(), "operator", (None,)), IMAGE), "torch.mul": (Written(Mul(), "torch", (None,)), IMAGE),
    "cat": (nn.Concat(nn.Skip(), nn.Skip()), IMAGE),
    "upsample nearest x2": (nn.Upsample(scale_factor=2), IMAGE),
    "upsample bilinear x2": (nn.Upsample(scale_factor=2, mode="bilinear"), IMAGE),
    "F.interpolate size=12 bilinear": (Written(nn.Upsample(size=(12, 12), mode="bilinear"), "function"), IMAGE),
    "matmul 7x16 @ 16x7": (Written(Matmul(), "torch", ((16, 7),)), (7, 16)),
    "x@y": (Written(Matmul(), "operator", ((16, 7),)), (7, 16)),
    "bmm": (Written(Bmm(), "torch", ((1, 16, 7),)), (1, 7, 16)),
    "einsum": (Written(Einsum("ij,jk->ik"), "torch", ((16, 7),)), (7, 16)),
    "sdpa h2 T5 d4": (Written(ScaledDotProductAttention(), "function", (None, None)), (2, 5, 4)),
    "MHA d8 h2 T5 need_w=F": (nn.MultiheadAttention(8, 2, need_weights=False), (5, 8)),
    "MHA d8 h2 T5 need_w=T": (nn.MultiheadAttention(8, 2), (5, 8)),
    "dropout": (nn.Dropout(), IMAGE), "flatten": (nn.Flatten(), IMAGE),
    "same ReLU x3 after conv1x1 4->4": (nn.Sequential(nn.Conv2d(4, 4, 1, bias=False), relu, relu, relu), IMAGE),
    "same Conv3x3 4->4 called x3": (nn.Sequential(conv, conv, conv), IMAGE),
    "LSTM 8->6 T5": (nn.LSTM(8, 6), (5, 8)), "Embedding 10x8 T5": (nn.Embedding(10, 8), (5,)),
}
COLUMNS = {"flop_counter": "torch_flop_counter", "thop": "thop", "ptflops": "ptflops", "ptflops-nofunc": "ptflops_modules",
           "ptflops-aten": "ptflops_aten", "fvcore": "fvcore", "torchinfo": "torchinfo", "calflops": "calflops",
           "deepspeed": "deepspeed", "torchprofile": "torchprofile", "flopth": "flopth"}


def table(name):
    """Return the rows of a recorded table."""
    with open(DATA / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def assert_counts(model, shape, convention, recorded):
    """Fail unless the convention gives the recorded integer, or stops where the tool stopped."""
    if recorded.startswith("ERR"):
        with pytest.raises(ValueError, match="stop"):
            count(model, shape, convention)
    else:
        assert count(model, shape, convention) == int(recorded), convention


@pytest.mark.parametrize("row", table("micro_conventions.csv"), ids=lambda row: row["case"])
def test_one_layer_networks_count_what_each_tool_reported(row):
    model, shape = MICRO[row["case"]]
    model = nn.Sequential(model)
    for column, convention in COLUMNS.items():
        assert_counts(model, shape, convention, row[column].split(" ")[0].removesuffix(".0") if "ERR" not in row[column] else "ERR")
    torchstat = row["torchstat"]
    flops, madd, memory = torchstat.split(" / ") if "ERR" not in torchstat else ("ERR", "ERR", "ERR+ERR")
    read, write = memory.split("+")
    for name, recorded in (("flops", flops), ("madd", madd), ("read", read), ("write", write)):
        assert_counts(model, shape, f"torchstat_{name}", recorded)
