"""Colour spaces (颜色空间): the same colour in other coordinates, which keep brightness apart from colour.

    Y  = 0.299·R + 0.587·G + 0.114·B                              grey, or luma (亮度): how bright the eye finds them
    Cr = 0.713·(R − Y) + 128        Cb = 0.564·(B − Y) + 128      chroma (色度): how much redder, bluer than grey
    R  = Y + 1.403·(Cr − 128)       B  = Y + 1.773·(Cb − 128)     G  = Y − 0.714·(Cr − 128) − 0.344·(Cb − 128)

    V = max(R, G, B)     S = 255·(V − min)/V                      value (明度), saturation (饱和度)
    H = 30·(0 + (G − B)/(V − min)) where V = R                    hue (色调): the angle on the colour wheel, from red
        30·(2 + (B − R)/(V − min)) where V = G                    over green to blue; in steps of 2°, so that 180 of
        30·(4 + (R − G)/(V − min)) where V = B                    them fit into a byte; below 0, 180 is added

Shapes   image (H, W, 3) uint8, red first  →  the same;  grey (H, W) uint8.   H 0 … 179, everything else 0 … 255
Cost     per pixel: three multiplications for grey, two more for chroma, four back; four, and two look-ups, for hue and
         saturation
Source   ITU-R BT.601-7, §2.5 (luma and chroma);  Smith 1978, "Color gamut transform pairs", SIGGRAPH (hue)
Checked  cv2.cvtColor, equal for all 2²⁴ colours;  HSV → RGB: colorsys, for all 180·2¹⁶
Beware   OpenCV computes in whole numbers, so do we: weights in 1/2¹⁵, 1/2¹⁴ or 1/2¹², halves go up.  HSV → RGB alone
         is in floats.  OpenCV's 8-bit RGB → gray and its Y of YCrCb round differently, and can differ by 1.  There and
         back is not the identity: 256 levels are too few.  Hue is an angle: 179 and 0 are neighbours, and H past 179
         goes round the wheel again.  Grey has no hue; it gets 0, as black gets saturation 0.
"""
import numpy as np

from refimpl.arguments import as_array, as_list, whole_numbers

__all__ = ["hsv_to_rgb", "in_units", "join_colors", "rgb_to_gray", "rgb_to_hsv", "rgb_to_ycrcb", "split_colors",
           "ycrcb_to_rgb"]


def rgb_to_gray(image: np.ndarray) -> np.ndarray:
    """Return the luma of an RGB image (H, W, 3), uint8, as (H, W).  TypeError, ValueError for any other image.

    >>> rgb_to_gray(np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [9, 9, 9]]], np.uint8)).tolist()
    [[76, 150, 29, 9]]
    """
    R, G, B = split_colors(image)
    return in_units(9798 * R + 19235 * G + 3735 * B, 15).astype(np.uint8)           # 0.299, 0.587, 0.114: in all 2¹⁵


def rgb_to_ycrcb(image: np.ndarray) -> np.ndarray:
    """Return luma and chroma (Y, Cr, Cb) of an RGB image (H, W, 3), uint8.

    >>> rgb_to_ycrcb(np.array([[[255, 0, 0], [9, 9, 9]]], np.uint8)).tolist()       # 0.713·(255 − 76) + 128 = 255.6
    [[[76, 255, 85], [9, 128, 128]]]
    """
    R, G, B = split_colors(image)
    Y = in_units(4899 * R + 9617 * G + 1868 * B, 14)
    Cr = 128 + in_units(11682 * (R - Y), 14)                                        # 0.713
    Cb = 128 + in_units(9241 * (B - Y), 14)                                         # 0.564
    return join_colors([Y, Cr, Cb])


def ycrcb_to_rgb(image: np.ndarray) -> np.ndarray:
    """Return the RGB image (H, W, 3), uint8, with that luma and chroma; what lies outside 0 … 255 is cut off.

    >>> ycrcb_to_rgb(np.array([[[76, 255, 85], [9, 128, 128]]], np.uint8)).tolist()
    [[[254, 0, 0], [9, 9, 9]]]
    """
    Y, Cr, Cb = split_colors(image)
    R = Y + in_units(22987 * (Cr - 128), 14)                                        # 1.403
    G = Y + in_units(-11698 * (Cr - 128) - 5636 * (Cb - 128), 14)                   # 0.714, 0.344
    B = Y + in_units(29049 * (Cb - 128), 14)                                        # 1.773
    return join_colors([R, G, B])


def rgb_to_hsv(image: np.ndarray) -> np.ndarray:
    """Return hue, saturation and value (H, S, V) of an RGB image (H, W, 3), uint8.

    >>> rgb_to_hsv(np.array([[[200, 100, 0], [0, 0, 51], [9, 9, 9]]], np.uint8)).tolist()      # orange, navy, grey
    [[[15, 255, 200], [120, 255, 51], [0, 0, 9]]]
    """
    R, G, B = split_colors(image)
    V = np.maximum(np.maximum(R, G), B)
    spread = V - np.minimum(np.minimum(R, G), B)
    n = np.maximum(np.arange(256), 1)                                # nothing is divided by 0: the spread is 0 there
    S = in_units(spread * np.rint(255 * 2**12 / n).astype(np.int32)[V], 12)
    sixths = np.where(V == R, G - B, np.where(V == G, B - R + 2 * spread, R - G + 4 * spread))
    H = in_units(sixths * np.rint(30 * 2**12 / n).astype(np.int32)[spread], 12)
    return join_colors([np.where(H < 0, H + 180, H), S, V])


def hsv_to_rgb(image: np.ndarray) -> np.ndarray:
    """Return the RGB image (H, W, 3), uint8, with that hue (0 … 179), saturation and value.

    >>> hsv_to_rgb(np.array([[[15, 255, 200], [120, 255, 51], [77, 0, 9]]], np.uint8)).tolist()
    [[[200, 100, 0], [0, 0, 51], [9, 9, 9]]]
    """
    H, S, V = split_colors(image)
    h, s, v = H % 180 / 180, S / 255, V / 255
    sixth = np.floor(h * 6.0).astype(np.intp)
    f = h * 6.0 - sixth                                              # how far from one corner of the wheel to the next
    low, falling, rising = v * (1 - s), v * (1 - s * f), v * (1 - s * (1 - f))
    R = np.choose(sixth, [v, falling, low, low, rising, v])          # from red, yellow, green, cyan, blue, magenta
    G = np.choose(sixth, [rising, v, v, falling, low, low])
    B = np.choose(sixth, [low, low, rising, v, v, falling])
    return join_colors([np.rint(255 * channel).astype(np.int32) for channel in (R, G, B)])


def split_colors(image: np.ndarray) -> np.ndarray:
    """Return the three channels of a uint8 image (H, W, 3) as int32 (3, H, W).  TypeError, ValueError for any other.

    >>> split_colors(np.array([[[1, 2, 3], [4, 5, 6]]], np.uint8)).tolist()
    [[[1, 4]], [[2, 5]], [[3, 6]]]
    """
    return np.moveaxis(as_array("(H, W, 3)", kind="uint8", image=image), -1, 0).astype(np.int32, order="C")


def join_colors(channels: list) -> np.ndarray:
    """Return three channels of whole numbers as one uint8 image (…, 3), cut off at 0 and 255.

    >>> join_colors([np.array([-1]), np.array([7]), np.array([256])]).tolist()
    [[0, 7, 255]]
    """
    channels = [as_array("(…)", kind="whole", channels=channel) for channel in as_list(3, channels=channels)]
    if len({channel.shape for channel in channels}) > 1:
        raise ValueError(f"channels must be of one shape, got {[channel.shape for channel in channels]}")
    return np.stack(channels, axis=-1).clip(0, np.int32(255)).astype(np.uint8)      # int8 cannot hold 255


def in_units(value: np.ndarray, bits: int) -> np.ndarray:
    """Return round(value/2^bits), halves up: whole numbers that stand for parts of 2^bits, as whole units.

    >>> in_units(np.array([5, 6, -6]), 2).tolist()                   # 1¼, 1½, −1½
    [1, 2, -1]
    """
    value, [bits] = as_array("(…)", kind="whole", value=value), whole_numbers(1, 63, bits=bits)
    if bits == 1:
        return value - (value >> 1)
    return ((value >> bits - 1) + 1) >> 1                            # in halves first: value + 2^bits/2 could overflow
