"""Convolutions elsewhere: torch.nn.functional, scipy.signal."""
import numpy as np

from refimpl.convolution.conv2d import conv2d, conv2d_definition
from refimpl.peers import differs, same


def sizes(case):
    """Return the case without signs: its result is the sum of the magnitudes of all terms, by which rounding errors go."""
    return {name: np.abs(value) if isinstance(value, np.ndarray) else value for name, value in case.items()}


def half_the_terms(**case):
    """Return n/2 for sums of n products and a bias; 0 for whole numbers, whose sums are exact in any order."""
    arrays = [value for value in case.values() if isinstance(value, np.ndarray)]
    whole = all((array == np.rint(array)).all() for array in arrays)
    return 0 if whole else (case["weight"][0].size + 1) / 2


BOUND: dict = {"within": half_the_terms, "terms": lambda **case: conv2d(**sizes(case)),
         "why": "sums of n products: n/2 rounding errors, none for whole numbers"}


# ---- conv2d ---------------------------------------------------------------------------------------------------------

same(conv2d, "its definition", drawn=lambda cases: cases.conv2d(longest=6), **BOUND)(conv2d_definition)


@same(conv2d, "torch.nn.functional.conv2d", "float32 and float64, every size, stride, padding, dilation, groups", **BOUND)
def conv2d_in_torch(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    import torch
    x, weight, bias = (None if a is None else torch.from_numpy(np.ascontiguousarray(a)) for a in (x, weight, bias))
    return torch.nn.functional.conv2d(x, weight, bias, stride, padding, dilation, groups).numpy()


@differs(conv2d, "scipy.signal.convolve2d", "It convolves: the kernel is flipped, where every deep-learning framework correlates.",
         x=np.array([[[[1.0, 0.0]]]]), weight=np.array([[[[1.0, 2.0]]]]))
def conv2d_in_scipy_convolve(x, weight):
    from scipy.signal import convolve2d
    return np.array([[sum(convolve2d(channel, k, "valid") for channel, k in zip(image, kernel, strict=True))
                      for kernel in weight] for image in x])


@same(conv2d, "scipy.signal.correlate2d", "stride 1, no padding, one group", mends=conv2d_in_scipy_convolve, **BOUND,
      drawn=lambda cases: cases.conv2d().map(plain))
def conv2d_in_scipy(x, weight):
    from scipy.signal import correlate2d
    return np.array([[sum(correlate2d(channel, k, "valid") for channel, k in zip(image, kernel, strict=True))
                      for kernel in weight] for image in x])


def plain(case):
    """Return a case of stride 1, no padding and one group, of the same numbers."""
    x, weight = case["x"], case["weight"]
    kH, kW = min(weight.shape[2], x.shape[2]), min(weight.shape[3], x.shape[3])
    return {"x": x[:, :weight.shape[1]], "weight": weight[:, :, :kH, :kW]}
