"""The summary of a network: its rows, its totals."""
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity import layers as nn
from refimpl.complexity import zoo
from refimpl.complexity.conventions import count
from refimpl.complexity.hardware import roofline_seconds
from refimpl.complexity.summary import moved_bytes, stat
from refimpl.complexity.tracing import trace
from tests.agreement import assert_agrees, assert_keeps
from tests.complexity.networks import in_zoo, table

X = (4, 6, 5)


@pytest.mark.parametrize("law", cases.LAWS["stat"])
@given(case=cases.stat())
def test_keeps_the_laws_of_a_summary(law, case):
    assert_keeps(law, stat, case)


@given(case=cases.stat())
def test_totals_are_those_of_the_model_and_of_the_convention(case):
    summary = stat(**case)
    assert summary.params == case["model"].params
    assert_agrees(summary.count, count(**case), oracle="count", function=stat)


@pytest.mark.parametrize("law", cases.LAWS["moved_bytes"])
@given(case=cases.moved_bytes())
def test_keeps_the_laws_of_memory(law, case):
    assert_keeps(law, moved_bytes, case)


@pytest.mark.parametrize("layer, shape, read, written", [
    (nn.Conv2d(4, 8, 3), X, 120 + 296, 96), (nn.Linear(8, 3), (5, 8), 40 + 27, 15), (nn.BatchNorm2d(4), X, 120 + 8, 120),
    (nn.ReLU(), X, 120, 120), (nn.MaxPool2d(2), X, 120, 24), (nn.Flatten(), X, 0, 0), (nn.Dropout(), X, 0, 0),
    (nn.Permute((0, 2, 3, 1)), X, 0, 0), (nn.Identity(), X, 0, 0), (nn.Embedding(99, 8), (5,), 5 + 40, 40),
    (nn.Residual(nn.ReLU()), X, 120 + 240, 240), (nn.Concat(nn.Skip(), nn.Skip()), X, 240, 240),
    (nn.MultiheadAttention(8, 2, need_weights=False), (5, 8), 40 + 216 + 120 + 40 + 72, 120 + 40 + 40)])
def test_what_a_call_reads_and_writes(layer, shape, read, written):
    assert moved_bytes(trace(layer, shape)) == (4 * read, 4 * written)


@pytest.mark.parametrize("name", ["alexnet", "densenet121", "googlenet", "mobilenet_v2", "resnet18", "resnet50", "vgg16"])
def test_under_torchstats_name_the_bytes_are_torchstats(name):
    recorded = {row["metric"]: int(float(row["value"])) for row in table("tools.csv")
                if row["model"] == name and row["tool"] == "torchstat" and row["metric"] != "memory_MB"}
    model = in_zoo(name).layer
    summary = stat(model, (3, 224, 224), "torchstat_flops")
    assert (summary.bytes_read, summary.bytes_written, summary.count) == (recorded["MemRead_B"], recorded["MemWrite_B"], recorded["Flops"])
    madd = stat(model, (3, 224, 224), "torchstat_madd")
    assert (madd.bytes_read + madd.bytes_written, madd.count) == (recorded["MemRW_B"], recorded["MAdd"])


def test_a_pointwise_convolutions_bytes_are_shufflenets_memory_access_cost():
    h, w, c1, c2 = 6, 5, 4, 8
    [row] = stat(nn.Conv2d(c1, c2, 1, bias=False), (c1, h, w)).rows
    assert row.bytes_read + row.bytes_written == 4 * (h * w * (c1 + c2) + c1 * c2)


def test_resnet50():
    summary = stat(zoo.resnet50(), (3, 224, 224))
    assert (summary.params, summary.macs, summary.flops) == (25_557_032, 4_089_184_256, 8_178_368_512)
    assert summary.size_bytes == 4 * 25_557_032
    assert [row.params for row in summary.rows if row.name == "layer1.0.relu"] == [0, 0, 0]


def test_a_row_counts_all_that_is_inside_and_all_terms_of_a_call():
    [row] = stat(nn.Sequential(nn.MultiheadAttention(8, 2)), (5, 8), "deepspeed").rows
    assert row.count == 3410                                                 # as DeepSpeed reports it
    [row] = stat(nn.Sequential(nn.ReLU()), X, "ptflops").rows
    assert row.count == 240                                                  # as module and as function


def test_the_roof_is_an_a100s_unless_another_is_given():
    assert stat(nn.Conv2d(512, 512, 3), (512, 30, 30)).rows[0].seconds == 2 * 512 * 784 * 4608 / 19.5e12


def test_parameters_stand_in_the_first_line_of_a_layer_alone():
    conv = nn.Conv2d(4, 4, 3, padding=1)
    summary = stat(nn.Sequential(conv, conv), X)
    assert [row.params for row in summary.rows] == [148, 0]
    assert [row.macs for row in summary.rows] == [30 * 4 * 36] * 2


def test_time_is_the_rooflines():
    summary = stat(nn.Sequential(nn.Conv2d(4, 8, 3), nn.ReLU()), X, peak=1e9, bandwidth=1e6)
    assert [row.seconds for row in summary.rows] == [
        roofline_seconds(row.flops, row.bytes_read + row.bytes_written, 1e9, 1e6) for row in summary.rows]
    assert stat(nn.ReLU(), X).rows[0].seconds == 960 / 1.555e12
    assert stat(nn.Conv2d(4, 8, 3), X, peak=1.0, bandwidth=1e30).rows[0].seconds == 2 * 96 * 36


def test_folding_adds_lines_up_by_their_first_names():
    model = nn.Sequential(stem=nn.Sequential(nn.Conv2d(4, 8, 3), nn.ReLU()), head=nn.Flatten())
    summary = stat(model, X, depth=1)
    assert [(row.name, row.kind, row.input_shape, row.output_shape) for row in summary.rows] == [
        ("stem", "2 calls", X, (8, 4, 3)), ("head", "Flatten", (8, 4, 3), (96,))]
    assert stat(model, X).folded(2) == stat(model, X)


def test_an_unknown_convention_is_refused_and_a_bad_roofline():
    with pytest.raises(ValueError, match="convention must be one of"):
        stat(nn.ReLU(), X, "mac")
    with pytest.raises(ValueError, match="peak"):
        stat(nn.ReLU(), X, peak=0)
    for depth in (0, -1, 1.5):
        with pytest.raises(ValueError, match="depth must be a whole number at least 1"):
            stat(nn.ReLU(), X, depth=depth)
    for wrong in ({"peak": float("nan")}, {"bandwidth": "fast"}, {"depth": True}, {"peak": None}, {"convention": 3}):
        with pytest.raises((ValueError, TypeError), match=f"{next(iter(wrong))} must be"):
            stat(nn.ReLU(), X, **wrong)
