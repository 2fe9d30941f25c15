"""Conventions, against what the tools themselves reported."""
from dataclasses import dataclass

import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity import layers as nn
from refimpl.complexity import zoo
from refimpl.complexity.conventions import conventions, count, count_terms, explain
from refimpl.complexity.tracing import trace
from refimpl.complexity.joining_layers import Add, Bmm, Einsum, Matmul, Mul, ScaledDotProductAttention
from refimpl.complexity.layer import Layer, Network
from tests.agreement import assert_agrees, assert_keeps
from tests.complexity.networks import counted, in_zoo, operators_executed, table


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


def assert_counts(called, convention, recorded):
    """Fail unless the convention gives the recorded integer, or stops where the tool stopped."""
    if recorded.startswith("ERR"):
        with pytest.raises(ValueError, match="stop"):
            counted(called, convention)
    else:
        values = [term.value for term in count_terms(called, convention)]
        assert sum(values) == int(recorded) and {type(value) for value in values} <= {int}, convention


@pytest.mark.parametrize("row", table("micro_conventions.csv"), ids=lambda row: row["case"])
def test_one_layer_networks_count_what_each_tool_reported(row):
    model, shape = MICRO[row["case"]]
    called = trace(nn.Sequential(model), shape)
    for column, convention in COLUMNS.items():
        assert_counts(called, convention, row[column].split(" ")[0].removesuffix(".0") if "ERR" not in row[column] else "ERR")
    torchstat = row["torchstat"]
    flops, madd, memory = torchstat.split(" / ") if "ERR" not in torchstat else ("ERR", "ERR", "ERR+ERR")
    read, write = memory.split("+")
    for name, recorded in (("flops", flops), ("madd", madd), ("read", read), ("write", write)):
        assert_counts(called, f"torchstat_{name}", recorded)


TOOLS = {("torch.flop_counter", "meta", "flops"): "torch_flop_counter", ("torchstat", "patched pandas only", "Flops"): "torchstat_flops",
         ("torchstat", "patched pandas only", "MAdd"): "torchstat_madd", ("torchstat", "patched pandas only", "MemRead_B"): "torchstat_read",
         ("torchstat", "patched pandas only", "MemWrite_B"): "torchstat_write", ("thop", "profile", "macs"): "thop",
         ("ptflops", "pytorch (default)", "macs"): "ptflops", ("ptflops", "pytorch,count_functional=False", "macs"): "ptflops_modules",
         ("ptflops", "aten", "macs"): "ptflops_aten", ("fvcore", "FlopCountAnalysis", "flops"): "fvcore",
         ("torchinfo", "summary", "mult_adds"): "torchinfo", ("calflops", "calculate_flops", "flops"): "calflops",
         ("deepspeed", "get_model_profile", "flops"): "deepspeed", ("torchprofile", "profile_macs", "macs"): "torchprofile",
         ("flopth", "flopth", "macs"): "flopth", ("calflops", "calculate_flops", "macs"): None}
NINE = sorted({row["model"] for row in table("tools.csv")})


@pytest.mark.parametrize("name", NINE)
def test_nine_networks_count_what_each_tool_reported(name):
    called, seen = in_zoo(name), set()
    for row in table("tools.csv"):
        convention = TOOLS.get((row["tool"], row["variant"], row["metric"]))
        if row["model"] == name and convention:
            assert_agrees(counted(called, convention), int(float(row["value"])), oracle=convention, function=count)
            seen.add(convention)
    left = set(TOOLS.values()) - {None} - seen
    assert left <= ({"torchstat_flops", "torchstat_madd", "torchstat_read", "torchstat_write", "flopth"} if name == "vit_b_16" else {"flopth"})
    for convention in left - {"flopth"}:                   # there torchstat stopped
        with pytest.raises(ValueError, match=r"torchstat stops with an AssertionError at encoder\.layers\.encoder_layer_0\.mlp\.0"):
            counted(called, convention)


@pytest.mark.parametrize("row", table("zoo_tools.csv"), ids=lambda row: f"{row['model']}-{row['input']}")
def test_the_zoo_counts_what_each_tool_reported(row):
    shape = tuple(map(int, row["input"].split("x")))
    called = in_zoo(row["model"], shape)
    for convention, value in list(row.items())[2:]:
        if value == "ERROR":
            with pytest.raises(ValueError, match="torchstat stops with an AssertionError"):
                counted(called, convention)
        else:
            assert_agrees(counted(called, convention), int(value), oracle=convention, function=count)


def test_resnet50_by_every_convention_that_has_a_formula():
    called = in_zoo("resnet50")
    M, B, R, P, G = 4_089_184_256, 11_113_984, 9_608_704, 802_816, 100_352   # conv + fc, batch norm, ReLU, max pool, average pool
    last = 6_322_176                                                        # of the ReLUs, only the last calls
    expected = {"macs": M, "flops": 2 * M, "torchvision": M, "notes": M + B + 1000, "bn_folded": M + B + 1000,
                "torch_flop_counter": 2 * M, "ptflops_aten": M + 1000, "torchinfo": M + 1000 + 2 * 26_560,
                "torchprofile": M + B + 2048, "fvcore": M + 2 * B + G, "torchstat_flops": M + 2 * B + P + last,
                "flopth": M + 2 * B + P + last + G, "ptflops_modules": M + 2 * B + R + P + G + 1000,
                "ptflops": M + 2 * B + 2 * (R + P + G) + 1000, "thop": M + 4 * B + (49 + 1) * 2048,
                "calflops": 2 * M + 2 * B + R + P + G, "deepspeed": 2 * M + 2 * B + R + P + G}
    assert {name: counted(called, name) for name in expected} == expected


def test_ten_tools_print_nine_numbers_for_resnet50():
    ten = ("torch.flop_counter", "torchstat", "thop", "ptflops", "fvcore", "torchinfo", "calflops", "deepspeed", "torchprofile", "flopth")
    metrics = {"torchstat": "Flops", "torchinfo": "mult_adds", "thop": "macs", "ptflops": "macs", "torchprofile": "macs", "flopth": "macs"}
    numbers = {}
    for row in table("tools.csv"):
        if row["model"] == "resnet50" and (row["tool"], row["variant"], row["metric"]) in TOOLS and row["metric"] == metrics.get(row["tool"], "flops"):
            numbers.setdefault(row["tool"], row["value"])                    # of ptflops' three the default comes first
    assert sorted(numbers) == sorted(ten) and len(set(numbers.values())) == 9 and numbers["calflops"] == numbers["deepspeed"]


def test_the_notes_formula_holds_without_groups_and_fails_with_them():
    assert count(zoo.vgg16(), (3, 224, 224), "notes") == count(zoo.vgg16(), (3, 224, 224), "bn_folded") == 15_483_821_032
    assert count(zoo.alexnet(), (3, 224, 224), "notes") == 714_682_664
    mobile, shape = zoo.mobilenet_v2(), (3, 224, 224)
    assert round(100 * (count(mobile, shape, "notes") / count(mobile, shape, "bn_folded") - 1)) in range(1640, 1750)


def test_a_batch_norm_folds_into_the_convolution_before_it():
    conv, norm = nn.Conv2d(4, 8, 3), nn.BatchNorm2d(8)
    macs, n = 8 * 16 * 36, 8 * 16
    assert count(nn.Sequential(conv, norm), IMAGE, "bn_folded") == macs + n           # one bias
    assert count(nn.Sequential(conv, relu, norm), IMAGE, "bn_folded") == macs + 2 * n   # nothing to fold into
    assert count(nn.Sequential(nn.Conv2d(4, 8, 3, bias=False)), IMAGE, "bn_folded") == macs


@given(case=cases.count())
def test_a_count_is_the_sum_of_its_terms(case):
    assert_agrees(count(**case), counted(trace(case["model"], case["input_shape"]), case["convention"]), oracle="count_terms", function=count)


@pytest.mark.parametrize("law", cases.LAWS["explain"])
@given(case=cases.explain())
def test_explanations_add_up(law, case):
    assert_keeps(law, explain, case)


@pytest.mark.parametrize("law", cases.LAWS["count_terms"])
@given(case=cases.count_terms())
def test_terms_add_up(law, case):
    assert_keeps(law, count_terms, case)


def test_resnet50_explained():
    terms = dict(explain(zoo.resnet50(), (3, 224, 224), "macs", "torchstat_flops"))
    assert terms == {"BatchNorm2d: i + affine": 22_227_968, "ReLU: i": 6_322_176, "MaxPool2d: i": 802_816}
    terms = dict(explain(zoo.resnet50(), (3, 224, 224), "torchstat_flops", "ptflops"))
    assert terms == {"ReLU: n + i for 49, not i for 17 calls": 2 * 9_608_704 - 6_322_176, "MaxPool2d: i + i, not i": 802_816,
                     "AdaptiveAvgPool2d: i + i": 2 * 100_352, "Linear: m + bias, not m": 1000}


def test_explanations_are_sorted_by_size_and_say_what_is_not_counted():
    assert explain(zoo.resnet50(), (3, 224, 224), "torchstat_flops", "macs") == [
        ("BatchNorm2d: nothing, not i + affine", -22_227_968), ("ReLU: nothing, not i", -6_322_176),
        ("MaxPool2d: nothing, not i", -802_816)]
    model = nn.Sequential(nn.Linear(8, 4), nn.Linear(4, 4, bias=False), relu)
    assert explain(model, (8,), "bn_folded", "flops") == [("Linear: 2m, not m + bias", 48 - 4)]


def test_a_folded_convolution_keeps_its_products_alone():
    called = trace(nn.Sequential(nn.Conv2d(4, 8, 3), nn.BatchNorm2d(8)), IMAGE)
    assert [(term.call.kind, term.rule) for term in count_terms(called, "bn_folded")] == [("Conv2d", "m"), ("BatchNorm2d", "n")]


def test_a_layer_called_three_times_works_three_times_but_for_torchstat_and_flopth():
    once, thrice = nn.Sequential(conv), nn.Sequential(conv, conv, conv)
    for name in conventions():
        times = 1 if name.startswith(("torchstat", "flopth")) else 3
        assert count(thrice, IMAGE, name) == times * count(once, IMAGE, name), name


def test_every_convention_names_its_release_and_says_what_it_does():
    ours = {"macs", "flops", "notes", "bn_folded"}
    for name, convention in conventions().items():
        assert (convention.version == "") == (name in ours)
        assert convention.says and "\n" not in convention.says
    named = ["macs", "flops", "notes", "bn_folded", "torchvision", "torch_flop_counter", "torchstat_flops", "torchstat_madd",
             "torchstat_read", "torchstat_write", "thop", "ptflops", "ptflops_modules", "ptflops_aten", "fvcore", "torchinfo",
             "calflops", "deepspeed", "torchprofile", "flopth"]
    assert_agrees(list(conventions()), named, oracle="the tools by name", function=conventions)


def test_an_unknown_convention_is_answered_with_the_known():
    with pytest.raises(ValueError, match=r"convention must be one of macs, flops, .*, got 'mac'"):
        count(relu, IMAGE, "mac")
    for wrong, word in ((("mac", "macs"), "a"), (("macs", None), "b"), (("macs", {"macs"}), "b")):
        with pytest.raises((ValueError, TypeError), match=f"{word} must be one of macs, flops"):
            explain(relu, IMAGE, *wrong)


def test_what_the_fast_path_through_attention_hides_from_fvcore(torch):
    called = in_zoo("vit_b_16")
    wholes = [call for call in called.rows() if call.kind == "MultiheadAttention"]
    hidden = sum(part.macs for call in wholes for part in call.operations() if part.kind == "Linear")
    seen = counted(called, "fvcore")
    assert (round(seen / 1e9, 2), round((seen - hidden) / 1e9, 2)) == (16.87, 11.29)
    attention, x = torch.nn.MultiheadAttention(8, 2, batch_first=True).eval(), torch.zeros(1, 5, 8)
    for grad, fast in ((True, False), (False, True)):
        with torch.set_grad_enabled(grad):
            operators = operators_executed(lambda: attention(x, x, x, need_weights=False))
        assert ("_native_multi_head_attention.default" in operators) == fast
