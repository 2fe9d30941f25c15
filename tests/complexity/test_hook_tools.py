"""Counters by hooks: what one-layer networks do not show."""
import pytest

from refimpl.complexity import layers as nn
from refimpl.complexity.conventions import count

X = (4, 6, 5)


@pytest.mark.parametrize("mode, times", [("nearest", 1), ("bilinear", 11), ("bicubic", 259), ("area", 0)])
def test_thop_knows_four_kinds_of_upsampling(mode, times):
    assert count(nn.Upsample(scale_factor=2, mode=mode), X, "thop") == times * 480


def test_thop_counts_a_linear_upsampling_as_five():
    assert count(nn.Upsample(scale_factor=2, mode="linear"), (4, 10), "thop") == 5 * 80


def test_thop_divides_adaptive_windows_as_if_they_were_whole():
    assert count(nn.AdaptiveAvgPool2d((4, 3)), X, "thop") == int((6 / 4 * 5 / 3 + 1) * 4 * 12)


def test_what_torchstat_stops_at_is_named():
    model = nn.Sequential(tokens=nn.Linear(8, 4))
    for name in ("flops", "madd", "read", "write"):
        with pytest.raises(ValueError, match=r"AssertionError at tokens: .* of one token, not \(5, 8\)"):
            count(model, (5, 8), f"torchstat_{name}")
        with pytest.raises(ValueError, match="AttributeError at an LSTM"):
            count(nn.LSTM(8, 4), (5, 8), f"torchstat_{name}")
    with pytest.raises(ValueError, match="AttributeError at an LSTM"):
        count(nn.LSTM(8, 4), (5, 8), "flopth")
    with pytest.raises(ValueError, match="at a linear layer"):
        count(nn.Linear(8, 4), (5, 8), "torchstat_flops")


def test_functions_are_not_seen():
    for name in ("torchstat_flops", "torchstat_madd", "torchstat_read", "torchstat_write", "thop", "ptflops_modules", "torchinfo", "flopth"):
        assert count(nn.Sequential(nn.Functional(nn.Conv2d(4, 8, 3)), nn.Functional(nn.ReLU())), X, name) == 0


def test_the_last_of_several_calls_counts_not_the_first():
    relu = nn.ReLU()
    model = nn.Sequential(relu, nn.MaxPool2d(2), relu)
    assert count(model, X, "torchstat_flops") == 4 * 3 * 2 + 120             # of the second call, and the pool's input
    assert count(model, X, "ptflops_modules") == 120 + 24 + 120


def test_torchinfo_multiplies_parameters_by_positions_and_forgets_tokens():
    assert count(nn.ConvTranspose2d(4, 8, 2, 2), X, "torchinfo") == (4 * 8 * 4 + 8) * 12 * 10
    assert count(nn.Linear(8, 4), (5, 8), "torchinfo") == 36
    assert count(nn.LayerNorm(5), X, "torchinfo") == 10


def test_how_often_a_tool_counts_an_element_of_a_batch_norm():
    times = {"thop": 4, "torchstat_madd": 4, "torchstat_flops": 2, "ptflops_modules": 2, "flopth": 2}
    assert {name: count(nn.BatchNorm2d(4), X, name) for name in times} == {name: 120 * k for name, k in times.items()}
    assert count(nn.BatchNorm2d(4), X, "torchinfo") == 8
