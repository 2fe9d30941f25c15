from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity import hardware
from refimpl.complexity.hardware import (attainable_flops, measure_bandwidth, measure_flops, median_seconds,
                                         palm_training_flops, peak_flops, roofline_seconds, training_flops, utilization)
from refimpl.complexity.transformer import transformer_macs, transformer_params
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [attainable_flops, roofline_seconds, peak_flops, measure_flops, measure_bandwidth, median_seconds]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


@pytest.mark.parametrize("chip, units, clock_hz, lanes, published", [
    ("A100, float32", 108, 1.41e9, 64, 19.5),
    ("A100, float16 in tensor cores", 108, 1.41e9, 4 * 256, 312),
    ("H100 SXM, float32", 132, 1.98e9, 128, 66.9),
    ("H100 SXM, float16 in tensor cores", 132, 1.83e9, 4 * 512, 989.4),
])
def test_datasheets_follow_from_their_parts(chip, units, clock_hz, lanes, published):
    digits = len(str(published).partition(".")[2])
    assert_agrees(round(peak_flops(units, clock_hz, lanes) / 1e12, digits), float(published), oracle="NVIDIA's datasheets",
                  function=peak_flops, within=1)


def test_the_opteron_of_the_roofline_paper():
    """17.6 GFLOPS and 15 GB/s: the roof bends at 17.6/15 FLOPs a byte."""
    peak, bandwidth = 17.6e9, 15e9
    assert attainable_flops(0.5, peak, bandwidth) == 7.5e9 and attainable_flops(4.0, peak, bandwidth) == peak
    assert attainable_flops(17.6 / 15, peak, bandwidth) == pytest.approx(peak, rel=1e-15)


@given(case=cases.training_flops())
def test_training_is_three_passes_of_two_operations(case):
    assert_agrees(training_flops(**case), (1 + 2) * 2 * case["params"] * case["tokens"], oracle="forward and backward",
                  function=training_flops)


@given(case=cases.palm_training_flops())
def test_attention_is_three_passes_more(case):
    """Each of L blocks multiplies a token's D features by T keys, and by T values: 2·L·D·T MACs."""
    N, tokens, L, D, T = case.values()
    assert_agrees(palm_training_flops(**case), 3 * 2 * (N + 2 * L * D * T) * tokens, oracle="forward and backward",
                  function=palm_training_flops)


@given(case=cases.utilization())
def test_utilization_is_a_share(case):
    exact = Fraction(case["flops"]) / (Fraction(case["seconds"]) * Fraction(case["peak"]))
    assert_agrees(utilization(**case) / float(exact), 1.0, oracle="fractions", function=utilization, within=4)


def test_gpt3():
    """6·N·D with 174,604,259,328 parameters and 300 billion tokens: 3.14·10²³."""
    params = transformer_params(96, 12288, 96, 4 * 12288, 50257, positions=2048)
    assert f"{training_flops(params, 300e9):.3e}" == "3.143e+23"


def test_nanogpt():
    """PaLM's formula for GPT-2 small at 1024 tokens, and the exact count, which has the embeddings out."""
    params = transformer_params(12, 768, 12, 3072, 50257, positions=1024, bias=False)
    assert palm_training_flops(params, 1024, layers=12, dim=768, context=1024) == 879_894_724_608
    exact = 3 * 2 * transformer_macs(1024, 12, 768, 12, 3072, 50257)
    assert exact == 874_944_921_600
    assert utilization(exact, seconds=1, peak=312e12) == pytest.approx(0.002804, rel=1e-3)


def test_a_mac_is_two_flops():
    """ResNet-50's 4.09 G multiply-accumulates take the A100's 19.5 TFLOPS 0.42 ms, and not 0.21."""
    macs, peak = 4_089_184_256, peak_flops(108, 1.41e9, 64)
    assert round(1e3 * roofline_seconds(2 * macs, 1, peak, 1.555e12), 2) == 0.42
    assert round(1e3 * macs / peak, 2) == 0.21


def test_what_is_measured_is_work_over_time(monkeypatch):
    """A clock that says every call takes 2 ms."""
    ticks = iter(np.arange(0, 100, 0.002))
    monkeypatch.setattr(hardware.time, "perf_counter", lambda: float(next(ticks)))
    assert measure_flops(10) == pytest.approx(2 * 10**3 / 0.002)
    assert measure_bandwidth(1000) == pytest.approx(2 * 1000 / 0.002)


def test_the_median_is_taken_and_the_first_call_left_out(monkeypatch):
    durations = [100.0, 1.0, 7.0, 2.0, 50.0, 3.0]                    # the first warms up
    ticks = iter(np.cumsum([x for d in durations for x in (0.0, d)]))
    monkeypatch.setattr(hardware.time, "perf_counter", lambda: float(next(ticks)))
    assert median_seconds(lambda: None, times=5) == 3.0


def test_seven_calls_are_timed_unless_said():
    calls = []
    assert 0 < median_seconds(lambda: calls.append(1)) < 1
    assert len(calls) == 1 + 7


def test_a_clock_that_stands_still_gives_no_zero(monkeypatch):
    monkeypatch.setattr(hardware.time, "perf_counter", lambda: 1.0)
    assert median_seconds(lambda: None) == 1e-9
    assert measure_flops(2) == 16 / 1e-9


def test_measures_with_its_defaults(monkeypatch):
    seen = []
    monkeypatch.setattr(hardware, "median_seconds", lambda function: seen.append(function) or 2.0)
    assert measure_flops() == 1024**3
    product = seen[0]()
    monkeypatch.setattr(hardware.np, "ones", np.empty)               # twice 256 MiB take a second to write
    monkeypatch.setattr(hardware.np, "zeros_like", np.empty_like)
    assert measure_bandwidth() == 2**28
    assert (product.shape, product.dtype) == ((1024, 1024), np.float32) and float(product[0, 0]) == 1024.0


def test_as_many_bytes_are_copied_as_are_said(monkeypatch):
    copied = []
    monkeypatch.setattr(hardware.np, "copyto", lambda target, source: copied.append((target, source)))
    monkeypatch.setattr(hardware, "median_seconds", lambda function: function() or 1.0)
    assert measure_bandwidth(1000) == 2000
    [(target, source)] = copied
    assert target.nbytes == source.nbytes == 1000 and not np.shares_memory(target, source)
    assert source.all()                                              # written to, so that it has memory of its own


def test_a_dtype_is_measured_in_that_dtype(monkeypatch):
    seen = []
    monkeypatch.setattr(hardware, "median_seconds", lambda function: seen.append(function()) or 1.0)
    measure_flops(3, "float64")
    assert seen[0].dtype == np.float64


def test_what_is_measured_runs_eight_times():
    """The default product is 17 GFLOPs in eight, the default copy 4.3 GB, read and written."""
    assert round(8 * 2 * 1024**3 / 1e9) == 17 and round(8 * 2 * 2**28 / 1e9, 1) == 4.3


def test_worked_examples():
    assert peak_flops(2, 3e9, 4) == 48e9 and peak_flops(2, 3e9, 4, fma=False) == 24e9
    assert roofline_seconds(6, 2, peak=3, bandwidth=4) == 2.0 and roofline_seconds(6, 16, peak=3, bandwidth=4) == 4.0
    assert roofline_seconds(0, 2, peak=3, bandwidth=4) == 0.5
    assert training_flops(7, 2) == 84 and utilization(3, 2, 6) == 0.25


@pytest.mark.parametrize("function, arguments, says", [
    (peak_flops, (0, 1e9, 4), "units .* got 0"),
    (peak_flops, (2, 0.0, 4), "^clock_hz must be a finite number.* above 0, got 0.0"),
    (peak_flops, (2, 1e9, 1.5), "lanes .* got 1.5"),
    (measure_flops, (0,), "n .* got 0"),
    (measure_bandwidth, (0,), "nbytes .* got 0"),
    (median_seconds, (print, 0), "^times must be a whole number.* at least 1.* got 0"),
    (attainable_flops, (0, 1, 1), "intensity .* got 0"),
    (attainable_flops, (1, -1, 1), "peak .* got -1"),
    (attainable_flops, (1, 1, float("nan")), "bandwidth .* got nan"),
    (roofline_seconds, (-1, 1, 1, 1), "^flops must be a finite number.* at least 0, got -1"),
    (roofline_seconds, (1, -1, 1, 1), "^nbytes must be a finite number.* at least 0, got -1"),
    (roofline_seconds, (1, 1, 0, 1), "peak .* got 0"),
    (roofline_seconds, (1, 1, 1, float("inf")), "^bandwidth must be a finite number.* above 0, got inf"),
    (training_flops, (0, 5), "params .* got 0"),
    (training_flops, (5, -1), "tokens .* got -1"),
    (palm_training_flops, (5, 5, 0, 2, 2), "layers .* got 0"),
    (palm_training_flops, (5, 5, 2, 2.5, 2), "dim .* got 2.5"),
    (palm_training_flops, (5, 5, 2, 2, 0), "context .* got 0"),
    (utilization, (1, 0, 1), "seconds .* got 0"),
    (utilization, (0, 1, 1), "flops .* got 0"),
    (utilization, (1, 1, 0), "peak .* got 0"),
])
def test_bad_input_is_named(function, arguments, says):
    with pytest.raises(ValueError, match=says):
        function(*arguments)


def test_integers_of_numpy_do_not_overflow():
    """GPT-3's 3.14·10²³ does not fit into 64 bits."""
    params, tokens = 174_604_259_328, 300 * 10**9
    assert training_flops(np.int64(params), np.int64(tokens)) == 6 * params * tokens
    attention = 12 * 96 * 12288 * 2048 * tokens
    assert palm_training_flops(np.int64(params), np.int64(tokens), *np.int32((96, 12288, 2048))) == 6 * params * tokens + attention
    i32 = np.int32
    assert peak_flops(i32(108), np.int64(1_410_000_000), i32(64)) == 2 * 108 * 1_410_000_000 * 64
    assert type(peak_flops(2, np.float32(2), 3)) is float


def test_extreme_numbers_give_numbers_or_a_named_error():
    """5e-324·0.25 is 0 as a float, 1e300·1e300 infinite."""
    assert utilization(1e-300, 5e-324, 0.25) == 1e-300 / 5e-324 / 0.25
    assert utilization(1e300, 1e300, 1e300) == 1e-300
    assert attainable_flops(1e300, 1e12, 1e300) == 1e12 and roofline_seconds(1e300, 0, 5e-324, 1) == float("inf")
    with pytest.raises(ValueError, match=r"^params .* at most"):
        training_flops(10**308, 2.5)


@pytest.mark.parametrize("call, error, says", [
    (lambda: measure_flops(10**9), ValueError, "^n=1000000000 would need"),
    (lambda: measure_bandwidth(10**10), ValueError, "^nbytes=10000000000 would need"),
    (lambda: measure_flops(8, "complex64"), ValueError, "^dtype must be one of float16, float32, float64"),
    (lambda: median_seconds(None), TypeError, "^function must be callable, got None"),
    (lambda: median_seconds(int, 10**9), ValueError, "^times .* at most 1000000, got 1000000000"),
    (lambda: peak_flops(2, 1e9, 4, fma=None), TypeError, "^fma must be one of True, False"),
    (lambda: utilization(True, 1, 1), ValueError, "^flops .* got True"),
])
def test_what_means_nothing_is_named(call, error, says):
    with pytest.raises(error, match=says):
        call()
