"""Columns (im2col, 展开): lay the windows of an image side by side, and a convolution becomes a matrix product.

    columns[(c, u, v), (i, j)] = x[c, i·s + u·d, j·s + v·d]

Every column is one place of the window, every row one weight of the kernel.  A sample is repeated once for each window
that sees it: k² times the memory, given for the speed of one large product.  The transpose of this copying (col2im)
adds every entry back to the sample it was copied from; backward passes and transposed convolutions are made of it.

Shapes   image (C, H, W)  ↔  windows (C, kH, kW, H', W'),  as a matrix (C·kH·kW, H'·W')
Cost     C·kH·kW·H'·W' copies;  as many additions back
Source   Chellapilla, Puri & Simard 2006, "High performance convolutional neural networks for document processing", §3.1
Checked  torch.nn.functional.unfold and fold;  the law ⟨windows(x), y⟩ = ⟨x, add_windows(y)⟩
Beware   kernel_windows is a view, its windows overlap in memory: copy it before writing.
"""
import numpy as np

__all__ = ["add_windows", "kernel_windows"]


def kernel_windows(image: np.ndarray, kernel_size: tuple, stride: tuple = (1, 1),
                   dilation: tuple = (1, 1)) -> np.ndarray:
    """Return the windows of an image (…, H, W) as a view (…, kH, kW, H', W'), without copying anything.

    >>> kernel_windows(np.array([[1, 2, 3, 4]]), kernel_size=(1, 2), stride=(1, 2)).tolist()     # windows 1 2 and 3 4
    [[[[1, 3]], [[2, 4]]]]
    """
    (kH, kW), (sy, sx), (dy, dx) = kernel_size, stride, dilation
    span = dy * (kH - 1) + 1, dx * (kW - 1) + 1
    places = np.lib.stride_tricks.sliding_window_view(image, span, axis=(-2, -1))       # …, H', W', spans
    return np.moveaxis(places[..., ::sy, ::sx, ::dy, ::dx], (-2, -1), (-4, -3))


def add_windows(windows: np.ndarray, size: tuple, stride: tuple = (1, 1), dilation: tuple = (1, 1)) -> np.ndarray:
    """Return an image (…, *size), the sum of windows (…, kH, kW, H', W') at the places they are seen at.

    >>> add_windows(np.array([[[[1, 2]], [[10, 20]]]]), size=(1, 3)).tolist()            # 1 10 at 0 and 2 20 at 1
    [[1, 12, 20]]
    """
    (sy, sx), (dy, dx) = stride, dilation
    *others, kH, kW, H, W = windows.shape
    image = np.zeros((*others, *size), windows.dtype)
    for u, v in np.ndindex(kH, kW):                                          # one tap of the kernel at a time
        places = image[..., u * dy:u * dy + sy * (H - 1) + 1:sy, v * dx:v * dx + sx * (W - 1) + 1:sx]
        places += windows[..., u, v, :, :]
    return image
