"""Convolutions elsewhere: torch.nn.functional, Keras, scipy.signal and scipy.ndimage, OpenCV, kornia, NumPy."""
import numpy as np

from refimpl.complexity.counting import Operations, count_operations
from refimpl.convolution.columns import add_windows, kernel_windows
from refimpl.convolution.conv2d import conv2d, conv2d_backward, conv2d_definition, conv2d_geometry, float_operands
from refimpl.convolution.depthwise import (depthwise_conv2d, depthwise_conv2d_backward, depthwise_conv2d_definition,
                                           depthwise_groups)
from refimpl.convolution.padding import crop, output_size, pad_widths, zero_pad
from refimpl.convolution.pointwise import (matrix_and_columns, pointwise_conv2d, pointwise_conv2d_backward,
                                           pointwise_conv2d_definition)
from refimpl.convolution.separable import (separable_conv2d, separable_conv2d_backward, separable_conv2d_definition)
from refimpl.convolution.transposed import (conv_transpose2d, conv_transpose2d_backward, conv_transpose2d_definition,
                                            transposed_geometry)
from refimpl.peers import alone, differs, same


# ---- how far two sums of the same products may be apart --------------------------------------------------------------

def sizes(case):
    """Return the case without signs: its result is the sum of the sizes of all terms, by which rounding errors go."""
    return {name: np.abs(value) if isinstance(value, np.ndarray) else value for name, value in case.items()}


def bound(function, roundings):
    """Return the claim that each term of a sum is rounded so often at most, by either; whole numbers never."""
    def within(**case):
        arrays = [value for value in case.values() if isinstance(value, np.ndarray)]
        return 0 if all((array == np.rint(array)).all() for array in arrays) else roundings(**case)
    claim: dict = {"within": within, "terms": lambda **case: function(**sizes(case)),
                   "why": "sums of n products: each is rounded n + 1 times at most, by either; whole numbers never"}
    return claim


def forward(weight, **case):
    """Return n + 1: a product, n − 1 sums, a bias."""
    return weight[0].size + 1


def backward(grad_out, weight, groups=1, **case):
    """Return n for the longest of the sums: over outputs and taps for grad_x, over all places for the others."""
    return max(weight[:, 0].size // groups, grad_out[:, 0].size)


def both_halves(x, depthwise_weight, pointwise_weight, grad_out=None, **case):
    """Return the roundings of one half after the other; back, the sums over output channels and all places are more."""
    taps = depthwise_weight[0].size + len(depthwise_weight)
    return taps + 1 if grad_out is None else taps + len(pointwise_weight) + grad_out[:, 0].size


CONV = bound(conv2d, forward)
BACK = bound(conv2d_backward, backward)
FLOATS = "float32 and float64, every size"
EVERY = FLOATS + ", stride, padding, dilation"


# ---- cases that a library takes --------------------------------------------------------------------------------------

def plain(case):
    """Return a case of stride 1, no padding and one group, of the same numbers."""
    x, weight = case["x"], case["weight"]
    kH, kW = min(weight.shape[2], x.shape[2]), min(weight.shape[3], x.shape[3])
    return {"x": x[:, :weight.shape[1]], "weight": weight[:, :, :kH, :kW]}


def same_size(case):
    """Return a case of stride 1, padding "same" and one group, of the same numbers."""
    return {"x": case["x"][:, :case["weight"].shape[1]], "weight": case["weight"], "padding": "same"}


def odd(case):
    """Return a case of padding "same" with one row and column less of an even kernel."""
    kH, kW = case["weight"].shape[2:]
    return {**case, "weight": case["weight"][:, :, :kH - 1 + kH % 2, :kW - 1 + kW % 2], "stride": 1, "padding": "same",
            "dilation": 1}


def one_row(case):
    """Return a plain case of one image, one channel and one row."""
    case = plain(case)
    return {"x": case["x"][:1, :1, :1], "weight": case["weight"][:1, :1, :1]}


# ---- padding ---------------------------------------------------------------------------------------------------------

@same(output_size, "torch.nn.functional.conv1d", "every size, stride, padding, dilation")
def output_size_in_torch(n, kernel_size, stride=1, padding=0, dilation=1):
    import torch
    x, weight = torch.empty(1, 1, n, device="meta"), torch.empty(1, 1, kernel_size, device="meta")    # shapes alone
    return torch.nn.functional.conv1d(x, weight, None, stride, padding, dilation).shape[-1]


@same(output_size, "numpy.lib.stride_tricks.sliding_window_view", "every size, stride, padding, dilation")
def output_size_in_numpy(n, kernel_size, stride=1, padding=0, dilation=1):
    padded, span = np.empty(n + 2 * padding), dilation * (kernel_size - 1) + 1
    return len(np.lib.stride_tricks.sliding_window_view(padded, span)[::stride])


@differs(output_size, "torch.nn.functional.max_pool1d(ceil_mode=True)",
         "It rounds up: the last window may hang over the end.", n=3, kernel_size=2, stride=2)
def output_size_in_torch_pooling(n, kernel_size, stride):
    import torch
    return torch.nn.functional.max_pool1d(torch.zeros(1, 1, n), kernel_size, stride, ceil_mode=True).shape[-1]


@differs(output_size, 'keras.layers.Conv1D(padding="same")',
         "It pads as much as gives ⌈n/s⌉ places; half an even kernel on either side gives one more.",
         n=3, kernel_size=2, padding=1)
def output_size_in_keras(n, kernel_size, padding):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    return keras.layers.Conv1D(1, kernel_size, padding="same").compute_output_shape((1, n, 1))[1]


@same(pad_widths, "torch.nn.functional.conv2d", 'numbers, "valid", and "same" with stride 1; odd and even kernels')
def pad_widths_in_torch(padding, kernel_size, stride, dilation):
    import torch
    taps = torch.zeros(2, 1, *kernel_size)                 # two kernels: of their first tap alone, and of their last
    taps[0, 0, 0, 0] = taps[1, 0, -1, -1] = 1
    ones = torch.ones(1, 1, *(d * k for d, k in zip(dilation, kernel_size, strict=True)))
    first, last = torch.nn.functional.conv2d(ones, taps, padding=padding, dilation=dilation)[0].numpy()
    seen = first.any(1), last.any(1)[::-1], first.any(0), last.any(0)[::-1]          # False where they see the padding
    top, bottom, left, right = (int(one.argmax()) for one in seen)
    return (top, bottom), (left, right)


@same(zero_pad, "numpy.pad", "2 to 4 axes")
def zero_pad_in_numpy(x, widths):
    return np.pad(x, ((0, 0),) * (x.ndim - 2) + tuple(widths))                 # all axes


@same(zero_pad, "cv2.copyMakeBorder", "2 axes", drawn=lambda cases: cases.zero_pad().map(
    lambda case: {**case, "x": case["x"].reshape(-1, case["x"].shape[-1])}))
def zero_pad_in_cv2(x, widths):
    import cv2
    (top, bottom), (left, right) = widths
    return cv2.copyMakeBorder(x, top, bottom, left, right, cv2.BORDER_CONSTANT)


@differs(zero_pad, "torch.nn.functional.pad", "It takes the last axis first: left, right, top, bottom.",
         x=np.array([[7]]), widths=((0, 0), (0, 1)))
def zero_pad_in_torch_rows_first(x, widths):
    import torch
    (top, bottom), (left, right) = widths
    return torch.nn.functional.pad(torch.tensor(x), (top, bottom, left, right)).numpy()


@same(zero_pad, "torch.nn.functional.pad, last axis first", "2 to 4 axes", mends=zero_pad_in_torch_rows_first)
def zero_pad_in_torch(x, widths):
    import torch
    (top, bottom), (left, right) = widths
    return torch.nn.functional.pad(torch.tensor(x), (left, right, top, bottom)).numpy()


@differs(zero_pad, "numpy.pad(x, n)", "One number pads every axis: the channels and the batch, too.",
         x=np.array([[[7]]]), widths=((1, 1), (1, 1)))
def zero_pad_in_numpy_everywhere(x, widths):
    return np.pad(x, widths[0][0])


@same(crop, "torch.nn.functional.pad", "2 to 4 axes")
def crop_in_torch(x, widths):
    import torch
    (top, bottom), (left, right) = widths
    return torch.nn.functional.pad(torch.tensor(x), (-left, -right, -top, -bottom)).numpy()    # negative widths cut off


@same(crop, "keras.layers.Cropping2D", "2 to 4 axes")
def crop_in_keras(x, widths):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    layer = keras.layers.Cropping2D(widths, data_format="channels_first", dtype=x.dtype.name)     # else float32
    inner = keras.ops.convert_to_numpy(layer(x.reshape(1, -1, *x.shape[-2:])))
    return inner.reshape(*x.shape[:-2], *inner.shape[-2:])


@differs(crop, "numpy.ndarray[top:-bottom, left:-right]", "−0 is 0: to cut off nothing behind leaves nothing.",
         x=np.array([[1, 2, 3]]), widths=((0, 0), (0, 1)))
def crop_in_numpy_slices(x, widths):
    (top, bottom), (left, right) = widths
    return x[..., top:-bottom, left:-right]


@same(crop, "numpy.ndarray[top:H − bottom, left:W − right]", "2 to 4 axes", mends=crop_in_numpy_slices)
def crop_in_numpy(x, widths):
    (top, bottom), (left, right) = widths
    return x[..., top:x.shape[-2] - bottom, left:x.shape[-1] - right]


# ---- columns ---------------------------------------------------------------------------------------------------------

@same(kernel_windows, "torch.nn.functional.unfold", FLOATS + ", stride, dilation")
def kernel_windows_in_torch(image, kernel_size, stride=(1, 1), dilation=(1, 1)):
    import torch
    columns = torch.nn.functional.unfold(torch.tensor(image)[None], kernel_size, dilation, 0, stride)[0].numpy()
    places = [(n - d * (k - 1) - 1) // s + 1
              for n, k, s, d in zip(image.shape[1:], kernel_size, stride, dilation, strict=True)]
    return columns.reshape(len(image), *kernel_size, *places)                  # (C·kH·kW, H'·W') there


@same(kernel_windows, "torch.Tensor.unfold", "every size, stride, dilation")
def kernel_windows_in_torch_views(image, kernel_size, stride=(1, 1), dilation=(1, 1)):
    import torch
    (kH, kW), (sy, sx), (dy, dx) = kernel_size, stride, dilation
    windows = torch.tensor(image).unfold(1, dy * (kH - 1) + 1, sy).unfold(2, dx * (kW - 1) + 1, sx)
    return windows[..., ::dy, ::dx].permute(0, 3, 4, 1, 2).numpy()             # (C, H', W', kH, kW) there


@same(kernel_windows, "keras.ops.image.extract_patches", "every size, stride, dilation")
def kernel_windows_in_keras(image, kernel_size, stride=(1, 1), dilation=(1, 1)):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    from keras import ops
    patches = ops.convert_to_numpy(ops.image.extract_patches(image.transpose(1, 2, 0), kernel_size, stride, dilation))
    H, W, _ = patches.shape                                                    # channels last there, in a window, too
    return patches.reshape(H, W, *kernel_size, len(image)).transpose(4, 2, 3, 0, 1)


@same(kernel_windows, "skimage.util.view_as_windows", "every size, stride, dilation")
def kernel_windows_in_skimage(image, kernel_size, stride=(1, 1), dilation=(1, 1)):
    from skimage.util import view_as_windows
    span = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation, strict=True)]
    windows = view_as_windows(image, (1, *span), (1, *stride))[..., 0, ::dilation[0], ::dilation[1]]
    return windows.transpose(0, 3, 4, 1, 2)                                    # (C, H', W', kH, kW) there


@differs(kernel_windows, "numpy.lib.stride_tricks.sliding_window_view", "The places come first, the windows last.",
         image=np.array([[1, 2, 3, 4]]), kernel_size=(1, 2))
def kernel_windows_in_numpy_places_first(image, kernel_size):
    return np.lib.stride_tricks.sliding_window_view(image, kernel_size, axis=(-2, -1))


@same(kernel_windows, "numpy.lib.stride_tricks.sliding_window_view, its axes moved", "every size, stride, dilation",
      mends=kernel_windows_in_numpy_places_first)
def kernel_windows_in_numpy(image, kernel_size, stride=(1, 1), dilation=(1, 1)):
    (kH, kW), (sy, sx), (dy, dx) = kernel_size, stride, dilation
    windows = np.lib.stride_tricks.sliding_window_view(image, (dy * (kH - 1) + 1, dx * (kW - 1) + 1), axis=(-2, -1))
    return np.moveaxis(windows[..., ::sy, ::sx, ::dy, ::dx], (-2, -1), (-4, -3))


ADD = bound(add_windows, lambda windows, **case: windows[0, :, :, 0, 0].size)


@same(add_windows, "torch.nn.functional.fold", FLOATS + ", stride, dilation", **ADD)
def add_windows_in_torch(windows, size, stride=(1, 1), dilation=(1, 1)):
    import torch
    columns = torch.tensor(windows.reshape(1, -1, windows.shape[-2] * windows.shape[-1]))
    return torch.nn.functional.fold(columns, size, windows.shape[1:3], dilation, 0, stride)[0].numpy()


@differs(add_windows, "numpy.lib.stride_tricks.sliding_window_view(writeable=True)",
         "+= on a view of overlapping windows keeps one of the numbers that fall on a sample, not their sum.",
         windows=np.array([[[[[1.0, 2.0]], [[10.0, 20.0]]]]]), size=(1, 3))
def add_windows_in_numpy_views(windows, size):
    image = np.zeros((len(windows), *size))
    view = np.lib.stride_tricks.sliding_window_view(image, windows.shape[1:3], axis=(1, 2), writeable=True)
    view += windows.transpose(0, 3, 4, 1, 2)
    return image


@same(add_windows, "numpy.add.at", "every size, stride, dilation", mends=add_windows_in_numpy_views, **ADD)
def add_windows_in_numpy(windows, size, stride=(1, 1), dilation=(1, 1)):
    kH, kW, H, W = windows.shape[1:]
    image = np.zeros((len(windows), *size), windows.dtype)
    rows = dilation[0] * np.arange(kH)[:, None, None, None] + stride[0] * np.arange(H)[:, None]
    columns = dilation[1] * np.arange(kW)[:, None, None] + stride[1] * np.arange(W)
    np.add.at(image, (slice(None), rows, columns), windows)                    # rows and columns as (kH, kW, H', W')
    return image


@same(add_windows, "operations executed", "an addition for each number of the windows",
      ours=lambda windows, **case: Operations(additions=windows.size))
def add_windows_executed(windows, size, stride=(1, 1), dilation=(1, 1)):
    return count_operations(add_windows, windows, size, stride, dilation)


# ---- conv2d ----------------------------------------------------------------------------------------------------------

same(conv2d, "its definition", drawn=lambda cases: cases.conv2d(longest=6), **CONV)(conv2d_definition)


@same(conv2d, "torch.nn.functional.conv2d", EVERY + ", groups", **CONV)
def conv2d_in_torch(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    import torch
    x, weight, bias = (None if a is None else torch.tensor(a) for a in (x, weight, bias))
    return torch.nn.functional.conv2d(x, weight, bias, stride, padding, dilation, groups).numpy()


@differs(conv2d, "scipy.signal.convolve2d", "It convolves, it flips the kernel; deep learning correlates.",
         x=np.array([[[[1.0, 0.0]]]]), weight=np.array([[[[1.0, 2.0]]]]))
def conv2d_in_scipy_convolve(x, weight):
    from scipy.signal import convolve2d
    return np.array([[sum(convolve2d(channel, k, "valid") for channel, k in zip(image, kernel, strict=True))
                      for kernel in weight] for image in x])


@same(conv2d, "scipy.signal.correlate2d", "stride 1, no padding, one group", mends=conv2d_in_scipy_convolve, **CONV,
      drawn=lambda cases: cases.conv2d().map(plain))
def conv2d_in_scipy(x, weight):
    from scipy.signal import correlate2d
    return np.array([[sum(correlate2d(channel, k, "valid") for channel, k in zip(image, kernel, strict=True))
                      for kernel in weight] for image in x])


@differs(conv2d, "scipy.signal.correlate2d of whole numbers", "It sums in their dtype: uint8 starts again at 256.",
         x=np.array([[[[200, 100]]]], np.uint8), weight=np.array([[[[2, 1]]]], np.uint8))
def conv2d_in_scipy_whole_numbers(x, weight):
    from scipy.signal import correlate2d
    return correlate2d(x[0, 0], weight[0, 0], "valid")[None, None].astype(float)


@same(conv2d, 'scipy.signal.correlate2d(mode="same")', 'stride 1, padding "same", one group; odd and even kernels',
      drawn=lambda cases: cases.conv2d().map(same_size), **CONV)
def conv2d_in_scipy_same(x, weight, padding):
    from scipy.signal import correlate2d
    return np.array([[sum(correlate2d(channel, k, padding) for channel, k in zip(image, kernel, strict=True))
                      for kernel in weight] for image in x])


@same(conv2d, 'scipy.signal.correlate(method="direct")', "stride 1, no padding, one group: all channels at once",
      drawn=lambda cases: cases.conv2d().map(plain), **CONV)
def conv2d_in_scipy_volumes(x, weight):
    from scipy.signal import correlate
    return np.array([[correlate(image, kernel, "valid", "direct")[0] for kernel in weight] for image in x])


@differs(conv2d, "scipy.ndimage.correlate",
         "The centre of an even kernel is the later of the two: the odd zero is before, not behind.",
         x=np.array([[[[1.0, 2.0]]]]), weight=np.array([[[[0.0, 1.0]]]]), padding="same")
def conv2d_in_ndimage_centred(x, weight, padding):
    from scipy.ndimage import correlate
    return np.array([[sum(correlate(channel, k, mode="constant") for channel, k in zip(image, kernel, strict=True))
                      for kernel in weight] for image in x])


@same(conv2d, "scipy.ndimage.correlate(origin=−1 where the kernel is even)",
      'stride 1, padding "same", one group; odd and even kernels', mends=conv2d_in_ndimage_centred, **CONV,
      drawn=lambda cases: cases.conv2d().map(same_size))
def conv2d_in_ndimage(x, weight, padding):
    from scipy.ndimage import correlate
    origin = [k % 2 - 1 for k in weight.shape[2:]]
    return np.array([[sum(correlate(channel, k, mode="constant", origin=origin)
                          for channel, k in zip(image, kernel, strict=True)) for kernel in weight] for image in x])


@differs(conv2d, "cv2.filter2D", "It correlates, too, but mirrors the image at its borders instead of adding zeros.",
         x=np.array([[[[1.0, 2.0]]]]), weight=np.array([[[[1.0, 0.0, 0.0]]]]), padding="same")
def conv2d_in_cv2_mirrored(x, weight, padding):
    import cv2
    return np.array([[sum(cv2.filter2D(channel, -1, k) for channel, k in zip(image, kernel, strict=True))
                      for kernel in weight] for image in x])


@same(conv2d, "cv2.filter2D(borderType=cv2.BORDER_CONSTANT)", 'stride 1, padding "same", one group; odd kernels',
      mends=conv2d_in_cv2_mirrored, drawn=lambda cases: cases.conv2d().map(same_size).map(odd), **CONV)
def conv2d_in_cv2(x, weight, stride, padding, dilation):
    import cv2
    return np.array([[sum(cv2.filter2D(channel, -1, k, borderType=cv2.BORDER_CONSTANT)
                          for channel, k in zip(image, kernel, strict=True)) for kernel in weight] for image in x])


@differs(conv2d, "numpy.convolve", "It flips the kernel.",
         x=np.array([[[[1.0, 0.0]]]]), weight=np.array([[[[1.0, 2.0]]]]))
def conv2d_in_numpy_convolve(x, weight):
    return np.convolve(x[0, 0, 0], weight[0, 0, 0], "valid")[None, None, None]


@same(conv2d, "numpy.correlate", "one image, channel and row", mends=conv2d_in_numpy_convolve, **CONV,
      drawn=lambda cases: cases.conv2d().map(one_row))
def conv2d_in_numpy_correlate(x, weight):
    return np.correlate(x[0, 0, 0], weight[0, 0, 0], "valid")[None, None, None]


@differs(conv2d, 'numpy.correlate(mode="same")', "The centre of an even kernel is the later of the two.",
         x=np.array([[[[1.0, 2.0]]]]), weight=np.array([[[[0.0, 1.0]]]]), padding="same")
def conv2d_in_numpy_same(x, weight, padding):
    return np.correlate(x[0, 0, 0], weight[0, 0, 0], padding)[None, None, None]


@same(conv2d, "numpy.einsum", "no padding, one group", drawn=lambda cases: cases.conv2d().map(
    lambda case: {**plain(case), "bias": case["bias"], "stride": case["stride"]}), **CONV)
def conv2d_in_numpy(x, weight, bias=None, stride=1):
    sy, sx = np.broadcast_to(stride, 2)
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))[:, :, ::sy, ::sx]
    y = np.einsum("nchwuv,ocuv->nohw", windows, weight, optimize=True)         # without it, loops: far slower
    return y if bias is None else y + bias[:, None, None]


@differs(conv2d, 'keras.ops.conv(padding="same")',
         "With a stride, what it pads depends on the size, too: here 0 before and 1 behind; padding=1 is 1 and 1.",
         x=np.array([[[[1.0, 2.0, 3.0, 4.0]]]]), weight=np.array([[[[1.0, 0.0, 0.0]]]]), stride=(1, 2), padding=(0, 1))
def conv2d_in_keras_same(x, weight, stride, padding):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    from keras import ops
    x, kernel = x.transpose(0, 2, 3, 1), weight.transpose(2, 3, 1, 0)
    return ops.convert_to_numpy(ops.conv(x, kernel, stride, "same")).transpose(0, 3, 1, 2)


@differs(conv2d, "keras.ops.conv of a kernel (O, C, kH, kW)",
         "Its kernels are (kH, kW, C, O), channels last; another layout is taken, too, where the sizes happen to fit.",
         x=np.ones((1, 1, 1, 2)), weight=np.array([1.0, 2.0]).reshape(1, 1, 1, 2))
def conv2d_in_keras_same_layout(x, weight):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    from keras import ops
    return ops.convert_to_numpy(ops.conv(x.transpose(0, 2, 3, 1), weight)).transpose(0, 3, 1, 2)


@same(conv2d, "keras.ops.conv of numpy.pad, axes moved", EVERY + ", groups",
      mends=conv2d_in_keras_same, **CONV)
def conv2d_in_keras(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    from keras import ops
    if not isinstance(padding, str):                                           # Keras has "valid" and "same" alone
        py, px = np.broadcast_to(padding, 2)
        x, padding = np.pad(x, ((0, 0), (0, 0), (py, py), (px, px))), "valid"
    x, kernel = x.transpose(0, 2, 3, 1), weight.transpose(2, 3, 1, 0)          # channels last; (kH, kW, C/groups, O)
    y = ops.convert_to_numpy(ops.conv(x, kernel, stride, padding, None, dilation)).transpose(0, 3, 1, 2)
    return y if bias is None else y + bias[:, None, None]


@differs(conv2d, "torch.nn.functional.conv2d of whole numbers", "It sums in their dtype: uint8 starts again at 256.",
         x=np.array([[[[200, 100]]]], np.uint8), weight=np.array([[[[2, 1]]]], np.uint8))
def conv2d_in_torch_whole_numbers(x, weight):
    import torch
    return torch.nn.functional.conv2d(torch.tensor(x), torch.tensor(weight)).numpy().astype(float)


@same(conv2d, "operations executed", "N·O·H'·W'·(C/G)·kH·kW multiplications and additions, and the biases",
      drawn=lambda cases: cases.conv2d(longest=4), ours=lambda **case: operations(conv2d(**case).size, **case))
def conv2d_executed(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return count_operations(conv2d_definition, x, weight, bias, stride, padding, dilation, groups)


def operations(outputs, weight, bias=None, **case):
    """Return the operations for so many outputs, every sum starting at zero."""
    macs = outputs * weight[0].size
    return Operations(macs, macs + (bias is not None) * outputs)


@same(conv2d_backward, "torch.autograd.grad", EVERY + ", groups", **BACK)
def conv2d_backward_in_torch(grad_out, x, weight, stride=1, padding=0, dilation=1, groups=1):
    import torch
    x, weight = torch.tensor(x), torch.tensor(weight)
    leaves = [leaf.requires_grad_() for leaf in (x, weight, torch.zeros(len(weight), dtype=x.dtype))]
    y = torch.nn.functional.conv2d(*leaves, stride, padding, dilation, groups)
    return tuple(grad.numpy() for grad in torch.autograd.grad(y, leaves, torch.tensor(grad_out)))


@same(conv2d_backward, "torch.nn.grad.conv2d_input and conv2d_weight", "padding a number or a pair", **BACK,
      drawn=lambda cases: cases.conv2d_backward().filter(lambda case: not isinstance(case["padding"], str)))
def conv2d_backward_in_torch_functions(grad_out, x, weight, stride=1, padding=0, dilation=1, groups=1):
    import torch
    grad_out, x, weight = torch.tensor(grad_out), torch.tensor(x), torch.tensor(weight)
    grad_x = torch.nn.grad.conv2d_input(x.shape, weight, grad_out, stride, padding, dilation, groups)
    grad_weight = torch.nn.grad.conv2d_weight(x, weight.shape, grad_out, stride, padding, dilation, groups)
    return grad_x.numpy(), grad_weight.numpy(), grad_out.sum((0, 2, 3)).numpy()


@same(conv2d_backward, "scipy.signal.convolve2d and correlate2d", "stride 1, no padding, one group", **BACK,
      drawn=lambda cases: cases.plain_conv2d_backward())
def conv2d_backward_in_scipy(grad_out, x, weight):
    from scipy.signal import convolve2d, correlate2d
    N, C, O = range(len(x)), range(x.shape[1]), range(len(weight))
    grad_x = [[sum(convolve2d(grad_out[n, o], weight[o, c]) for o in O) for c in C] for n in N]
    grad_weight = [[sum(correlate2d(x[n, c], grad_out[n, o], "valid") for n in N) for c in C] for o in O]
    return np.array(grad_x), np.array(grad_weight), grad_out.sum(axis=(0, 2, 3))


@differs(conv2d_backward, "torch.nn.functional.conv_transpose2d",
         "It cannot know the input's size: what the stride leaves over at the end is missing.",
         grad_out=np.ones((1, 1, 1, 1)), x=np.ones((1, 1, 1, 2)), weight=np.full((1, 1, 1, 1), 3.0), stride=2)
def conv2d_backward_in_torch_transposed(grad_out, x, weight, stride):
    import torch
    grad_x = torch.nn.functional.conv_transpose2d(torch.tensor(grad_out), torch.tensor(weight), stride=stride)
    return grad_x.numpy(), *conv2d_backward_in_torch(grad_out, x, weight, stride)[1:]


@same(conv2d_backward, "torch.nn.functional.conv_transpose2d(output_padding)", "grad_x; padding a number or a pair",
      ours=lambda **case: conv2d_backward(**case)[0], mends=conv2d_backward_in_torch_transposed,
      drawn=lambda cases: cases.conv2d_backward().filter(lambda case: not isinstance(case["padding"], str)),
      **{**BACK, "terms": lambda **case: conv2d_backward(**sizes(case))[0]})
def grad_x_in_torch_transposed(grad_out, x, weight, stride=1, padding=0, dilation=1, groups=1):
    import torch
    s, p, d, k = (np.broadcast_to(a, 2) for a in (stride, padding, dilation, weight.shape[2:]))
    left_over = (x.shape[2:] + 2 * p - d * (k - 1) - 1) % s                    # at the end: no window reaches it
    return torch.nn.functional.conv_transpose2d(torch.tensor(grad_out), torch.tensor(weight), None, stride, padding,
                                                tuple(left_over.tolist()), groups, dilation).numpy()


@same(conv2d_geometry, "torch.nn.functional.conv2d", "the shape of the output",
      ours=lambda **case: conv2d_geometry(**case)[3])
def conv2d_geometry_in_torch(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    import torch
    x, weight = torch.empty(x.shape, device="meta"), torch.empty(weight.shape, device="meta")     # shapes alone
    return tuple(torch.nn.functional.conv2d(x, weight, None, stride, padding, dilation, groups).shape)


alone("what comes in is made ready for the formulas of this chapter: the law says what comes out", float_operands)


# ---- depthwise -------------------------------------------------------------------------------------------------------

DEPTHWISE = bound(depthwise_conv2d, forward)
DEPTHWISE_BACK = bound(depthwise_conv2d_backward, lambda x, **case: backward(groups=x.shape[1], **case))

same(depthwise_conv2d, "its definition", drawn=lambda cases: cases.depthwise_conv2d(longest=6), **DEPTHWISE)(
    depthwise_conv2d_definition)


@same(depthwise_conv2d, "torch.nn.functional.conv2d(groups=C)", EVERY + ", multiplier", **DEPTHWISE)
def depthwise_conv2d_in_torch(x, weight, bias=None, stride=1, padding=0, dilation=1):
    import torch
    x, weight, bias = (None if a is None else torch.tensor(a) for a in (x, weight, bias))
    return torch.nn.functional.conv2d(x, weight, bias, stride, padding, dilation, groups=x.shape[1]).numpy()


@differs(depthwise_conv2d, "torch.nn.functional.conv2d(groups=O)",
         "The groups are the input's channels: with m filters for each, as many groups as outputs are refused.",
         x=np.ones((1, 1, 1, 1)), weight=np.array([1.0, 2.0]).reshape(2, 1, 1, 1))
def depthwise_conv2d_in_torch_by_outputs(x, weight):
    import torch
    return torch.nn.functional.conv2d(torch.tensor(x), torch.tensor(weight), groups=len(weight)).numpy()


@differs(depthwise_conv2d, "keras.ops.depthwise_conv of a kernel reshaped",
         "Its kernels are (kH, kW, C, m): the axes must be moved, not only read anew in their order.",
         x=np.ones((1, 2, 1, 2)), weight=np.array([1.0, 2.0, 3.0, 4.0]).reshape(2, 1, 1, 2))
def depthwise_conv2d_in_keras_reshaped(x, weight):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    from keras import ops
    C, (kH, kW) = x.shape[1], weight.shape[2:]
    y = ops.depthwise_conv(x.transpose(0, 2, 3, 1), weight.reshape(kH, kW, C, len(weight) // C))
    return ops.convert_to_numpy(y).transpose(0, 3, 1, 2)


@same(depthwise_conv2d, "keras.ops.depthwise_conv of numpy.pad, axes moved", EVERY + ", multiplier",
      mends=depthwise_conv2d_in_keras_reshaped, **DEPTHWISE)
def depthwise_conv2d_in_keras(x, weight, bias=None, stride=1, padding=0, dilation=1):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    from keras import ops
    C, (kH, kW) = x.shape[1], weight.shape[2:]
    if not isinstance(padding, str):                                           # Keras has "valid" and "same" alone
        py, px = np.broadcast_to(padding, 2)
        x, padding = np.pad(x, ((0, 0), (0, 0), (py, py), (px, px))), "valid"
    x, kernel = x.transpose(0, 2, 3, 1), weight.reshape(C, -1, kH, kW).transpose(2, 3, 0, 1)      # (kH, kW, C, m)
    y = ops.convert_to_numpy(ops.depthwise_conv(x, kernel, stride, padding, None, dilation)).transpose(0, 3, 1, 2)
    return y if bias is None else y + bias[:, None, None]


@same(depthwise_conv2d, 'scipy.signal.correlate2d(mode="same")', 'stride 1, padding "same"', **DEPTHWISE,
      drawn=lambda cases: cases.depthwise_conv2d().map(
          lambda case: {"x": case["x"], "weight": case["weight"], "padding": "same"}))
def depthwise_conv2d_in_scipy(x, weight, padding):
    from scipy.signal import correlate2d
    m = len(weight) // x.shape[1]
    return np.array([[correlate2d(image[o // m], k, padding) for o, [k] in enumerate(weight)] for image in x])


@same(depthwise_conv2d, "scipy.ndimage.correlate", 'stride 1, padding "same", odd kernels', **DEPTHWISE,
      drawn=lambda cases: cases.depthwise_conv2d().map(odd))
def depthwise_conv2d_in_ndimage(x, weight, bias, stride, padding, dilation):
    from scipy.ndimage import correlate
    m = len(weight) // x.shape[1]
    y = np.array([[correlate(image[o // m], k, mode="constant") for o, [k] in enumerate(weight)] for image in x])
    return y if bias is None else y + bias[:, None, None]


@differs(depthwise_conv2d, "cv2.filter2D", "It has one kernel for all channels.",
         x=np.ones((1, 2, 1, 1)), weight=np.array([10.0, 100.0]).reshape(2, 1, 1, 1))
def depthwise_conv2d_in_cv2(x, weight):
    import cv2
    return np.array([cv2.filter2D(image.transpose(1, 2, 0), -1, weight[0, 0]).transpose(2, 0, 1) for image in x])


@differs(depthwise_conv2d, "kornia.filters.filter2d", "It correlates, too, but mirrors the image at its borders.",
         x=np.array([[[[1.0, 2.0]]]]), weight=np.array([[[[1.0, 0.0, 0.0]]]]), padding="same")
def depthwise_conv2d_in_kornia_mirrored(x, weight, padding):
    import torch
    from kornia.filters import filter2d
    return filter2d(torch.tensor(x), torch.tensor(weight[:1, 0])).numpy()


@same(depthwise_conv2d, 'kornia.filters.filter2d(border_type="constant")',
      'stride 1, padding "same", the same kernel for every channel', mends=depthwise_conv2d_in_kornia_mirrored,
      drawn=lambda cases: cases.depthwise_conv2d().map(lambda case: {
          "x": case["x"], "weight": case["weight"][:1].repeat(case["x"].shape[1], axis=0), "padding": "same"}),
      **DEPTHWISE)
def depthwise_conv2d_in_kornia(x, weight, padding):
    import torch
    from kornia.filters import filter2d
    return filter2d(torch.tensor(x), torch.tensor(weight[:1, 0]), border_type="constant").numpy()


@same(depthwise_conv2d, "operations executed", "N·C·m·H'·W'·kH·kW multiplications and additions, and the biases",
      drawn=lambda cases: cases.depthwise_conv2d(longest=4),
      ours=lambda **case: operations(depthwise_conv2d(**case).size, **case))
def depthwise_conv2d_executed(x, weight, bias=None, stride=1, padding=0, dilation=1):
    return count_operations(depthwise_conv2d_definition, x, weight, bias, stride, padding, dilation)


@same(depthwise_conv2d_backward, "torch.autograd.grad", EVERY + ", multiplier",
      **DEPTHWISE_BACK)
def depthwise_conv2d_backward_in_torch(grad_out, x, weight, stride=1, padding=0, dilation=1):
    return conv2d_backward_in_torch(grad_out, x, weight, stride, padding, dilation, groups=x.shape[1])


@same(depthwise_conv2d_backward, "torch.nn.grad.conv2d_input and conv2d_weight", "padding a number or a pair",
      drawn=lambda cases: cases.depthwise_conv2d_backward().filter(lambda case: not isinstance(case["padding"], str)),
      **DEPTHWISE_BACK)
def depthwise_conv2d_backward_in_torch_functions(grad_out, x, weight, stride=1, padding=0, dilation=1):
    return conv2d_backward_in_torch_functions(grad_out, x, weight, stride, padding, dilation, groups=x.shape[1])


alone("elsewhere it is x.shape[1], passed as groups; the law says the same", depthwise_groups)


# ---- pointwise -------------------------------------------------------------------------------------------------------

POINTWISE, POINTWISE_BACK = bound(pointwise_conv2d, forward), bound(pointwise_conv2d_backward, backward)

same(pointwise_conv2d, "its definition", drawn=lambda cases: cases.pointwise_conv2d(longest=6), **POINTWISE)(
    pointwise_conv2d_definition)


@same(pointwise_conv2d, "torch.nn.functional.conv2d", where=FLOATS, **POINTWISE)
def pointwise_conv2d_in_torch(x, weight, bias=None):
    import torch
    return torch.nn.functional.conv2d(*(None if a is None else torch.tensor(a) for a in (x, weight, bias))).numpy()


@differs(pointwise_conv2d, "torch.nn.functional.linear", "It mixes along the last axis: the width, not the channels.",
         x=np.array([[[[1.0, 2.0]], [[3.0, 4.0]]]]), weight=np.array([[1.0, 10.0], [0.0, 1.0]]).reshape(2, 2, 1, 1))
def pointwise_conv2d_in_torch_linear_rows(x, weight):
    import torch
    return torch.nn.functional.linear(torch.tensor(x), torch.tensor(weight[:, :, 0, 0])).numpy()


@same(pointwise_conv2d, "torch.nn.functional.linear, channels last", where=FLOATS,
      mends=pointwise_conv2d_in_torch_linear_rows, **POINTWISE)
def pointwise_conv2d_in_torch_linear(x, weight, bias=None):
    import torch
    bias = None if bias is None else torch.tensor(bias)
    pixels = torch.tensor(x).permute(0, 2, 3, 1)                               # (N, H, W, C)
    return torch.nn.functional.linear(pixels, torch.tensor(weight[:, :, 0, 0]), bias).permute(0, 3, 1, 2).numpy()


@same(pointwise_conv2d, "numpy.einsum", "every size", **POINTWISE)
def pointwise_conv2d_in_numpy(x, weight, bias=None):
    y = np.einsum("nchw,oc->nohw", x, weight[:, :, 0, 0])
    return y if bias is None else y + bias[:, None, None]


@same(pointwise_conv2d, "numpy.tensordot", "every size", **POINTWISE)
def pointwise_conv2d_in_numpy_tensordot(x, weight, bias=None):
    y = np.tensordot(weight[:, :, 0, 0], x, axes=(1, 1)).swapaxes(0, 1)        # (O, N, H, W) there
    return y if bias is None else y + bias[:, None, None]


@same(pointwise_conv2d, "keras.ops.conv, axes moved", where=FLOATS, **POINTWISE)
def pointwise_conv2d_in_keras(x, weight, bias=None):
    return conv2d_in_keras(x, weight, bias)


@same(pointwise_conv2d, "operations executed", "N·O·C·H·W multiplications and additions, and the biases",
      drawn=lambda cases: cases.pointwise_conv2d(longest=5),
      ours=lambda **case: operations(pointwise_conv2d(**case).size, **case))
def pointwise_conv2d_executed(x, weight, bias=None):
    return count_operations(pointwise_conv2d_definition, x, weight, bias)


@same(pointwise_conv2d_backward, "torch.autograd.grad", where=FLOATS, **POINTWISE_BACK)
def pointwise_conv2d_backward_in_torch(grad_out, x, weight):
    return conv2d_backward_in_torch(grad_out, x, weight)


@same(pointwise_conv2d_backward, "numpy.einsum", "every size", **POINTWISE_BACK)
def pointwise_conv2d_backward_in_numpy(grad_out, x, weight):
    grad_x = np.einsum("nohw,oc->nchw", grad_out, weight[:, :, 0, 0])
    grad_weight = np.einsum("nohw,nchw->oc", grad_out, x)
    return grad_x, grad_weight[:, :, None, None], np.einsum("nohw->o", grad_out)


@same(matrix_and_columns, "numpy.reshape", where=FLOATS)
def matrix_and_columns_in_numpy(x, weight, bias=None):
    return np.reshape(weight, (len(weight), -1)), np.reshape(x, (len(x), x.shape[1], -1))


@same(matrix_and_columns, "torch.flatten and torch.nn.functional.unfold", where=FLOATS)
def matrix_and_columns_in_torch(x, weight, bias=None):
    import torch
    return torch.flatten(torch.tensor(weight), 1).numpy(), torch.nn.functional.unfold(torch.tensor(x), 1).numpy()


# ---- separable -------------------------------------------------------------------------------------------------------

SEPARABLE, SEPARABLE_BACK = bound(separable_conv2d, both_halves), bound(separable_conv2d_backward, both_halves)

same(separable_conv2d, "its definition", drawn=lambda cases: cases.separable_conv2d(longest=6), **SEPARABLE)(
    separable_conv2d_definition)


@same(separable_conv2d, "torch.nn.functional.conv2d, twice", EVERY + ", multiplier", **SEPARABLE)
def separable_conv2d_in_torch(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0, dilation=1):
    import torch
    x, first, second = map(torch.tensor, (x, depthwise_weight, pointwise_weight))
    between = torch.nn.functional.conv2d(x, first, None, stride, padding, dilation, groups=x.shape[1])
    return torch.nn.functional.conv2d(between, second, None if bias is None else torch.tensor(bias)).numpy()


@same(separable_conv2d, "keras.ops.separable_conv of numpy.pad, axes moved", EVERY + ", multiplier",
      **SEPARABLE)
def separable_conv2d_in_keras(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0, dilation=1):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    from keras import ops
    C, (kH, kW) = x.shape[1], depthwise_weight.shape[2:]
    if not isinstance(padding, str):                                           # Keras has "valid" and "same" alone
        py, px = np.broadcast_to(padding, 2)
        x, padding = np.pad(x, ((0, 0), (0, 0), (py, py), (px, px))), "valid"
    first = depthwise_weight.reshape(C, -1, kH, kW).transpose(2, 3, 0, 1)      # (kH, kW, C, m)
    second = pointwise_weight.transpose(2, 3, 1, 0)                            # (1, 1, C·m, O)
    y = ops.separable_conv(x.transpose(0, 2, 3, 1), first, second, stride, padding, None, dilation)
    y = ops.convert_to_numpy(y).transpose(0, 3, 1, 2)
    return y if bias is None else y + bias[:, None, None]


@differs(separable_conv2d, "cv2.sepFilter2D",
         "Separable is another thing there: a kernel that is a column times a row, here of the sums of ours.",
         x=np.array([[[[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]]]), depthwise_weight=np.eye(3)[None, None],
         pointwise_weight=np.ones((1, 1, 1, 1)), padding=1)
def separable_conv2d_in_cv2(x, depthwise_weight, pointwise_weight, padding):
    import cv2
    column, row = depthwise_weight[0, 0].sum(axis=1), depthwise_weight[0, 0].sum(axis=0)
    return cv2.sepFilter2D(x[0, 0], -1, row, column, borderType=cv2.BORDER_CONSTANT)[None, None]


@same(separable_conv2d, "operations executed", "N·H'·W'·C·m·(kH·kW + O) multiplications and additions, and the biases",
      drawn=lambda cases: cases.separable_conv2d(longest=4),
      ours=lambda **case: separable_operations(separable_conv2d(**case), **case))
def separable_conv2d_executed(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0, dilation=1):
    return count_operations(separable_conv2d_definition, x, depthwise_weight, pointwise_weight, bias, stride, padding,
                            dilation)


def separable_operations(y, depthwise_weight, bias=None, **case):
    """Return the operations for an output, every sum starting at zero."""
    macs = y[:, 0].size * len(depthwise_weight) * (depthwise_weight[0].size + y.shape[1])
    return Operations(macs, macs + (bias is not None) * y.size)


@same(separable_conv2d_backward, "torch.autograd.grad", EVERY + ", multiplier",
      **SEPARABLE_BACK)
def separable_conv2d_backward_in_torch(grad_out, x, depthwise_weight, pointwise_weight, stride=1, padding=0,
                                       dilation=1):
    import torch
    x, first, second, bias = leaves = [torch.tensor(a, requires_grad=True) for a in (
        x, depthwise_weight, pointwise_weight, np.zeros(len(pointwise_weight), x.dtype))]
    between = torch.nn.functional.conv2d(x, first, None, stride, padding, dilation, groups=x.shape[1])
    y = torch.nn.functional.conv2d(between, second, bias)
    return tuple(grad.numpy() for grad in torch.autograd.grad(y, leaves, torch.tensor(grad_out)))


# ---- transposed ------------------------------------------------------------------------------------------------------

TRANSPOSED = bound(conv_transpose2d, lambda weight, groups=1, **case: weight[:, 0].size // groups + 1)
TRANSPOSED_BACK = bound(conv_transpose2d_backward, lambda x, weight, **case: max(weight[0].size, x[:, 0].size))


def uncut(case):
    """Return a case without padding, output padding, groups and dilation, of the same numbers."""
    c = len(case["weight"]) // case["groups"]
    return {"x": case["x"][:, :c], "weight": case["weight"][:c], "stride": case["stride"]}


def side_by_side(case):
    """Return a case whose stride is the size of the kernel."""
    case = uncut(case)
    return {**case, "stride": case["weight"].shape[2:]}


def in_a_row(case):
    """Return a case of images and kernels of one row."""
    case, (_, step) = uncut(case), np.broadcast_to(case["stride"], 2)
    return {"x": case["x"][:, :, :1], "weight": case["weight"][:, :, :1], "stride": (1, int(step))}


same(conv_transpose2d, "its definition", drawn=lambda cases: cases.conv_transpose2d(longest=4), **TRANSPOSED)(
    conv_transpose2d_definition)


@same(conv_transpose2d, "torch.nn.functional.conv_transpose2d", EVERY + ", output padding, groups", **TRANSPOSED)
def conv_transpose2d_in_torch(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    import torch
    x, weight, bias = (None if a is None else torch.tensor(a) for a in (x, weight, bias))
    rest = stride, padding, output_padding, groups, dilation
    return torch.nn.functional.conv_transpose2d(x, weight, bias, *rest).numpy()


@same(conv_transpose2d, "torch.nn.grad.conv2d_input", "output padding less than the stride", **TRANSPOSED,
      drawn=lambda cases: cases.conv_transpose2d().filter(lambda case: case["bias"] is None and all(
          np.less(case["output_padding"], case["stride"]))))
def conv_transpose2d_in_torch_gradient(x, weight, bias, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    import torch
    n, k, s, p, e, d = (np.broadcast_to(a, 2) for a in (
        x.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation))
    size = (n - 1) * s - 2 * p + d * (k - 1) + 1 + e                           # conv2d's input, whose gradient this is
    shape, x, weight = (len(x), weight.shape[1] * groups, *size.tolist()), torch.tensor(x), torch.tensor(weight)
    return torch.nn.grad.conv2d_input(shape, weight, x, stride, padding, dilation, groups).numpy()


@same(conv_transpose2d, "scipy.signal.convolve2d", "stride 1, no padding, one group; no kernel is flipped",
      drawn=lambda cases: cases.conv_transpose2d().map(lambda case: {**uncut(case), "stride": 1}), **TRANSPOSED)
def conv_transpose2d_in_scipy(x, weight, stride):
    from scipy.signal import convolve2d
    return np.array([[sum(convolve2d(channel, k) for channel, k in zip(image, kernel, strict=True))
                      for kernel in weight.swapaxes(0, 1)] for image in x])


@same(conv_transpose2d, "scipy.signal.upfirdn", "images and kernels of one row; every stride", **TRANSPOSED,
      drawn=lambda cases: cases.conv_transpose2d().map(in_a_row))
def conv_transpose2d_in_scipy_upfirdn(x, weight, stride):
    from scipy.signal import upfirdn
    return np.array([[sum(upfirdn(k[0], channel, up=stride[1]) for channel, k in zip(image, kernel, strict=True))
                      for kernel in weight.swapaxes(0, 1)] for image in x])


@same(conv_transpose2d, "numpy.kron", "the stride as large as the kernel, no padding, one group", **TRANSPOSED,
      drawn=lambda cases: cases.conv_transpose2d().map(side_by_side))
def conv_transpose2d_in_numpy(x, weight, stride):
    return np.array([[sum(np.kron(channel, k) for channel, k in zip(image, kernel, strict=True))
                      for kernel in weight.swapaxes(0, 1)] for image in x])


@differs(conv_transpose2d, "scipy.signal.deconvolve", "It undoes a convolution; a transposed one undoes nothing.",
         x=np.array([[[[1.0, 3.0, 2.0]]]]), weight=np.array([[[[1.0, 1.0]]]]))
def conv_transpose2d_in_scipy_deconvolve(x, weight):
    from scipy.signal import deconvolve
    return deconvolve(x[0, 0, 0], weight[0, 0, 0])[0][None, None, None]


@differs(conv_transpose2d, 'keras.ops.conv_transpose(padding="valid")',
         "Where the kernel is smaller than the stride it adds zeros behind, up to n·s; here output_padding does.",
         x=np.array([[[[1.0, 2.0]]]]), weight=np.array([[[[3.0]]]]), stride=(1, 2))
def conv_transpose2d_in_keras_valid(x, weight, stride):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    from keras import ops
    x, kernel = x.transpose(0, 2, 3, 1), weight.transpose(2, 3, 1, 0)          # channels last; (kH, kW, O, C)
    return ops.convert_to_numpy(ops.conv_transpose(x, kernel, stride)).transpose(0, 3, 1, 2)


@same(conv_transpose2d, "keras.ops.conv_transpose, axes moved and cut to size", "no padding, one group",
      mends=conv_transpose2d_in_keras_valid, drawn=lambda cases: cases.conv_transpose2d().map(uncut), **TRANSPOSED)
def conv_transpose2d_in_keras(x, weight, stride):
    n, k, s = (np.broadcast_to(a, 2) for a in (x.shape[2:], weight.shape[2:], stride))
    H, W = (n - 1) * s + k
    return conv_transpose2d_in_keras_valid(x, weight, stride)[:, :, :H, :W]


@differs(conv_transpose2d, 'keras.ops.conv_transpose(padding="same")',
         "It cuts n·s samples out as it pads a convolution: here off the end alone, where padding=1 cuts at both.",
         x=np.array([[[[1.0, 2.0]]]]), weight=np.array([[[[1.0, 2.0, 3.0]]]]), stride=(1, 2), padding=(0, 1),
         output_padding=(0, 1))
def conv_transpose2d_in_keras_same(x, weight, stride, padding, output_padding):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    from keras import ops
    x, kernel = x.transpose(0, 2, 3, 1), weight.transpose(2, 3, 1, 0)
    return ops.convert_to_numpy(ops.conv_transpose(x, kernel, stride, "same")).transpose(0, 3, 1, 2)


@same(conv_transpose2d, "operations executed", "N·C·H·W·(O/G)·kH·kW multiplications and additions, and the biases",
      drawn=lambda cases: cases.conv_transpose2d(longest=4),
      ours=lambda **case: transposed_operations(conv_transpose2d(**case), **case))
def conv_transpose2d_executed(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    return count_operations(conv_transpose2d_definition, x, weight, bias, stride, padding, output_padding, groups,
                            dilation)


def transposed_operations(y, x, weight, bias=None, **case):
    """Return the operations for an input and its output, every sum starting at zero."""
    macs = x.size * weight[0].size
    return Operations(macs, macs + (bias is not None) * y.size)


@same(conv_transpose2d_backward, "torch.autograd.grad", EVERY + ", output padding, groups", **TRANSPOSED_BACK)
def conv_transpose2d_backward_in_torch(grad_out, x, weight, stride=1, padding=0, output_padding=0, groups=1,
                                       dilation=1):
    import torch
    x, weight = torch.tensor(x), torch.tensor(weight)
    bias = torch.zeros(weight.shape[1] * groups, dtype=x.dtype)
    leaves = [leaf.requires_grad_() for leaf in (x, weight, bias)]
    y = torch.nn.functional.conv_transpose2d(*leaves, stride, padding, output_padding, groups, dilation)
    return tuple(grad.numpy() for grad in torch.autograd.grad(y, leaves, torch.tensor(grad_out)))


@same(conv_transpose2d_backward, "torch.nn.functional.conv2d", "grad_x: the convolution that was transposed",
      ours=lambda **case: conv_transpose2d_backward(**case)[0],
      **{**TRANSPOSED_BACK, "terms": lambda **case: conv_transpose2d_backward(**sizes(case))[0]})
def grad_x_in_torch_convolved(grad_out, x, weight, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    import torch
    grad_out, weight = torch.tensor(grad_out), torch.tensor(weight)
    grad_x = torch.nn.functional.conv2d(grad_out, weight, None, stride, padding, dilation, groups)
    return grad_x[:, :, :x.shape[2], :x.shape[3]].numpy()                      # output_padding may make room for more


@same(transposed_geometry, "torch.nn.functional.conv_transpose2d", "the shape of the output",
      ours=lambda **case: transposed_geometry(**case)[3])
def transposed_geometry_in_torch(x, weight, bias, stride, padding, output_padding, groups, dilation):
    import torch
    x, weight = torch.empty(x.shape, device="meta"), torch.empty(weight.shape, device="meta")     # shapes alone
    y = torch.nn.functional.conv_transpose2d(x, weight, None, stride, padding, output_padding, groups, dilation)
    return tuple(y.shape)
