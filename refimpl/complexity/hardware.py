"""FLOPS (每秒浮点运算次数): how many operations a machine executes in a second, and how many a program gets of them.

    peak        units · clock · lanes · 2                      a fused multiply-add counts as two operations
    attainable  min( peak, bandwidth · intensity )             the roofline (屋顶线); intensity in FLOPs per byte
    seconds     max( FLOPs/peak, bytes/bandwidth )
    training    6 · N · D  FLOPs                               N parameters, D tokens: 2 forward, 4 backward

Below peak/bandwidth FLOPs per byte the memory is too slow for the arithmetic: a program runs under the sloping part of
the roof, memory-bound (访存受限), and fewer FLOPs with the same bytes make it no faster.  Above, under the flat part,
it is compute-bound (计算受限).  A dense 3×3 convolution of 128 channels does hundreds of FLOPs with each byte, a
depthwise one little more than two.  Utilization (利用率, MFU) is the share of the peak that a model's own FLOPs get,
whatever else is executed.

Shapes   numbers in FLOPs, bytes, seconds and hertz  →  a number
Cost     eight runs of what is measured: by default 17 GFLOPs, and 4.3 GB moved, a second or so each
Source   Williams, Waterman & Patterson 2009, "Roofline"; Kaplan et al. 2020, "Scaling laws", §2.1 (6·N·D); Chowdhery et
         al. 2022, "PaLM", appendix B (utilization; the attention that 6·N·D leaves out); NVIDIA's A100 and H100 papers
Checked  the datasheets' peaks; the Opteron of the roofline paper; GPT-3's 3.14·10²³; nanoGPT's figures
Beware   FLOPS and FLOPs differ by a letter and by a second.  A MAC is two FLOPs: MACs over FLOPS are half the time.
         A datasheet has a peak for every number format, and for some another one, "with sparsity", twice what full
         matrices get.  What is measured here depends on the threads NumPy's BLAS uses, and on what else the machine
         does.
"""
import time

import numpy as np

from refimpl.arguments import as_choice, check_elements, real_numbers, whole_numbers

__all__ = ["attainable_flops", "measure_bandwidth", "measure_flops", "median_seconds", "palm_training_flops",
           "peak_flops", "roofline_seconds", "training_flops", "utilization"]


def peak_flops(units: int, clock_hz: float, lanes: int, fma: bool = True) -> float:
    """Return units·clock·lanes, twice that with fused multiply-adds: what a datasheet promises, in FLOPs per second.

    units are cores or multiprocessors, lanes the multiply-adds that one of them begins in a cycle.

    >>> peak_flops(units=108, clock_hz=1.41e9, lanes=64) / 1e12                # A100, float32: 19.5 TFLOPS
    19.49184
    """
    units, lanes = whole_numbers(1, 10**100, units=units, lanes=lanes)
    [clock_hz] = real_numbers(above=0, clock_hz=clock_hz)
    return units * clock_hz * lanes * (2 if as_choice((True, False), fma=fma) else 1)


def measure_flops(n: int = 1024, dtype: str = "float32") -> float:
    """Return the FLOPs per second of a product of two n × n matrices, the median of seven: a peak that programs reach.

    >>> measure_flops(64) > 1e6
    True
    """
    [n] = whole_numbers(n=n)
    check_elements(n * n, n=n)
    a = np.ones((n, n), as_choice(("float16", "float32", "float64"), dtype=dtype))
    return 2 * n**3 / median_seconds(lambda: a @ a)


def measure_bandwidth(nbytes: int = 2**28) -> float:
    """Return the bytes per second of copying an array, read and written, the median of seven.

    An array that fits into a cache (缓存) measures the cache.

    >>> measure_bandwidth(2**20) > 1e6
    True
    """
    [nbytes] = whole_numbers(nbytes=nbytes)
    check_elements(nbytes // 4, nbytes=nbytes)           # two arrays of bytes, counted as eight-byte elements
    source = np.ones(nbytes, np.uint8)
    target = np.zeros_like(source)
    return 2 * nbytes / median_seconds(lambda: np.copyto(target, source))


def median_seconds(function: object, times: int = 7) -> float:
    """Return the median duration of a call, after one that does not count: it warms up caches and clocks.  Never 0.

    >>> 0 < median_seconds(lambda: sum(range(100))) < 1
    True
    """
    if not callable(function):
        raise TypeError(f"function must be callable, got {function!r:.60}")
    [times], seconds = whole_numbers(1, 10**6, times=times), []
    for _ in range(times + 1):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return max(float(np.median(seconds[1:])), 1e-9)                            # a clock may be too slow to see it


def attainable_flops(intensity: float, peak: float, bandwidth: float) -> float:
    """Return min(peak, bandwidth·intensity): the roof over a program that does `intensity` FLOPs per byte.

    >>> attainable_flops(0.5, peak=17.6e9, bandwidth=15e9), attainable_flops(8, peak=17.6e9, bandwidth=15e9)
    (7500000000.0, 17600000000.0)
    """
    intensity, peak, bandwidth = real_numbers(above=0, intensity=intensity, peak=peak, bandwidth=bandwidth)
    return min(peak, bandwidth * intensity)


def roofline_seconds(flops: float, nbytes: float, peak: float, bandwidth: float) -> float:
    """Return max(flops/peak, nbytes/bandwidth): the least time, if arithmetic and memory never wait for each other.

    >>> roofline_seconds(flops=2e9, nbytes=4e8, peak=1e10, bandwidth=1e9)      # 0.2 s of arithmetic, 0.4 s of memory
    0.4
    """
    peak, bandwidth = real_numbers(above=0, peak=peak, bandwidth=bandwidth)
    flops, nbytes = real_numbers(0, flops=flops, nbytes=nbytes)
    return max(flops / peak, nbytes / bandwidth)


def training_flops(params: float, tokens: float) -> float:
    """Return 6·N·D: a MAC for each parameter and token forward, and two backward, at the input and at the weight.

    >>> training_flops(params=1000, tokens=50)
    300000
    """
    N, D = real_numbers(None, 1e300, above=0, params=params, tokens=tokens)
    return 6 * N * D


def palm_training_flops(params: float, tokens: float, layers: int, dim: int, context: int) -> float:
    """Return (6·N + 12·L·D·T)·tokens: the second term is attention to a context of T tokens, 2·L·D·T MACs forward.

    >>> palm_training_flops(1000, tokens=50, layers=2, dim=8, context=10)      # (6000 + 1920)·50
    396000
    """
    L, D, T = whole_numbers(1, 10**100, layers=layers, dim=dim, context=context)
    [seen] = real_numbers(above=0, tokens=tokens)
    return training_flops(params, seen) + 12 * L * D * T * seen


def utilization(flops: float, seconds: float, peak: float) -> float:
    """Return flops/(seconds·peak), the share of the peak.  Above 1 a number is wrong.

    >>> utilization(flops=5e11, seconds=2, peak=1e12)
    0.25
    """
    flops, seconds, peak = real_numbers(above=0, flops=flops, seconds=seconds, peak=peak)
    return flops / seconds / peak                                              # seconds·peak may be too small
