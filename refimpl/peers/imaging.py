"""Images elsewhere: OpenCV, scikit-image, scipy, torch, kornia and NumPy, and where they go apart."""
import platform

import numpy as np

from refimpl.imaging.ahe import equalizing_tables, sliding_window_ahe, sliding_window_ahe_definition, window_starts
from refimpl.imaging.clahe import (bin_limit, clahe, clahe_definition, clip_histogram, clip_histogram_definition,
                                   tile_mappings, tile_mappings_definition)
from refimpl.imaging.clahe_color import clahe_color
from refimpl.imaging.color import (hsv_to_rgb, in_units, join_colors, rgb_to_gray, rgb_to_hsv, rgb_to_ycrcb,
                                   split_colors, ycrcb_to_rgb)
from refimpl.imaging.contrast import stretch_contrast, stretch_contrast_definition
from refimpl.imaging.equalization import equalize_histogram, equalize_histogram_definition
from refimpl.imaging.histogram import (bin_edges, channel_histograms, count_levels, cumulative_histogram, histogram,
                                       histogram_definition, joint_histogram, probabilities)
from refimpl.imaging.lab import lab_to_rgb, linear_light, rgb_to_lab
from refimpl.imaging.lookup import lookup, lookup_definition
from refimpl.imaging.pixelwise_ahe import pixelwise_ahe, pixelwise_ahe_definition
from refimpl.imaging.quantization import (distortion, lloyd_max, optimal_quantizer, optimal_quantizer_definition,
                                          quantize, uniform_quantize)
from refimpl.imaging.tiling import between_tiles, split_into_tiles
from refimpl.peers import alone, differs, same

X86 = platform.machine() in ("x86_64", "AMD64")    # elsewhere fused multiply-adds may move a pixel by a level
RED = np.array([[[255, 0, 0]]], np.uint8)


# ---- cases that a library takes, and claims that come twice ----------------------------------------------------------

def in_sight(case):
    """Return an image without hues in the last step before red: there 179 and 0 are neighbours."""
    image = case["image"].copy()
    hue = rgb_to_hsv(image)[..., 0]
    image[(hue == 179) | ((hue == 0) & (image[..., 2] > image[..., 1]))] = 0
    return {"image": image}


def with_light(case):
    """Return colours (L, a, b) with as much blue and yellow as there is light for: f(Z) is at least 0."""
    image = case["image"].copy()
    most = np.floor(200 * (image[..., 0] / 2.55 + 16) / 116) + 128
    image[..., 2] = np.minimum(image[..., 2], most)
    return {"image": image}


def whole_range(image, value_range=None):
    """Return the range over which levels are counted: all of uint8 and uint16."""
    whole = image.dtype in (np.uint8, np.uint16) and value_range is None
    return (0, np.iinfo(image.dtype).max + 1) if whole else value_range


def of_levels(case):
    """Return the case of a histogram over all levels."""
    return {"image": case["image"], "bins": case["bins"]}


def exact_edges(case):
    """Return a case in float32 whose 16 bins have edges that floats hold, and whose values stay below the last."""
    image = case["image"]
    if image.dtype.kind == "f":
        image = np.abs(np.nan_to_num(image, posinf=0)) % 4
        return {"image": image.astype(np.float32), "bins": 16, "value_range": (0, 4)}
    return {"image": image.astype(np.float32), "bins": 16, "value_range": (0, np.iinfo(image.dtype).max + 1)}


def of_dtype(*kinds):
    """Return a condition: the image of a case is of one of these kinds."""
    return lambda case: case["image"].dtype.kind in kinds


def one_tile(case):
    """Return a case of one tile, of even sides: what kornia cuts without padding."""
    image = np.repeat(np.repeat(case["image"], 2, axis=0), 2, axis=1)
    return {"image": image, "clip_limit": min(case["clip_limit"], 256.0), "tile_grid": (1, 1)}


def ending_flush(case):
    """Return a case whose image ends where a window does."""
    H, W = ((n - case["window"]) // case["step"] * case["step"] + case["window"] for n in case["image"].shape)
    return {**case, "image": case["image"][:H, :W]}


def dividing(case):
    """Return a case whose grid divides the image: some rows and columns less, or fewer tiles."""
    grid = tuple(min(g, n) for g, n in zip(case["tile_grid"], case["image"].shape, strict=True))
    H, W = (n - n % g for n, g in zip(case["image"].shape, grid, strict=True))
    return {"image": case["image"][:H, :W], "tile_grid": grid}


def each_tile(mappings, image, tile_grid):
    """Return a pair for each tile: its mapping, and its pixels."""
    tiles = split_into_tiles(image, tile_grid)
    return [(mappings[place], tiles[place]) for place in np.ndindex(*tiles.shape[:2])]


def without_ties(case):
    """Return a case of counts above 0, none a simple multiple of another: no two ways to cut are equally good."""
    return {**case, "counts": case["counts"] + np.sqrt(np.arange(2.0, len(case["counts"]) + 2))}


def every_level(case):
    """Return a case of one tile in which every level occurs once, and one of them 768 times more."""
    levels = np.arange(256, dtype=np.uint8)[None]
    image = np.concatenate([levels, np.broadcast_to(case["image"].flat[0], (3, 256))]).astype(np.uint8)
    return {"image": image, "clip_limit": case["clip_limit"], "tile_grid": (1, 1)}


def reached(tables, counts):
    """Return the entries of the tables for levels that occur, in a row."""
    return np.concatenate([table[h > 0] for table, h in zip(tables, counts, strict=True)])


FLOAT32 = {"within": lambda counts, levels: 2**29 * 4 * len(counts),     # 2²⁹ = eps(float32)/eps(float64)
           "why": "sums over the bins in float32: 4 roundings a bin",
           "terms": lambda counts, levels: (counts * np.arange(len(counts))**2.0).sum() / counts.sum()}
NEAR = {"within": 1, "why": "within 1 level: weights in whole units, and halves, may round the other way"}
DARK = {"within": 3, "why": "within 3 levels, all 2²⁴ colours: light in steps of 1/2040 is coarse where it is dark"}


# ---- color ----------------------------------------------------------------------------------------------------------

@same(rgb_to_gray, "cv2.cvtColor(COLOR_RGB2GRAY)", "uint8")
def rgb_to_gray_in_cv2(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)


@differs(rgb_to_gray, "cv2.cvtColor(COLOR_BGR2GRAY)",
         "It takes the first channel for blue: red becomes as dark as blue.", image=RED)
def rgb_to_gray_in_cv2_bgr(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)


@same(rgb_to_gray, "cv2.cvtColor(COLOR_BGR2GRAY), channels reversed", "uint8", mends=rgb_to_gray_in_cv2_bgr)
def rgb_to_gray_in_cv2_reversed(image):
    return rgb_to_gray_in_cv2_bgr(np.ascontiguousarray(image[..., ::-1]))


@differs(rgb_to_gray, "cv2.cvtColor(COLOR_RGB2YCrCb)[..., 0]",
         "Its weights are parts of 2¹⁴, those of grey of 2¹⁵: a luma of 5.5 may go either way.",
         image=np.array([[[2, 0, 43]]], np.uint8))
def rgb_to_gray_in_cv2_ycrcb(image):
    import cv2
    return np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb)[..., 0])


@differs(rgb_to_gray, "skimage.color.rgb2gray",
         "Its weights are 0.2125, 0.7154, 0.0721, meant for light without gamma, and it returns 0 … 1: here in levels.",
         image=RED)
def rgb_to_gray_in_skimage(image):
    from skimage.color import rgb2gray
    return np.rint(255 * rgb2gray(image)).astype(np.uint8)


@same(rgb_to_gray, "skimage.color.rgb2yuv, its Y in levels", "uint8", mends=rgb_to_gray_in_skimage, **NEAR)
def rgb_to_gray_in_skimage_yuv(image):
    from skimage.color import rgb2yuv
    return np.rint(255 * rgb2yuv(image)[..., 0]).astype(np.uint8)


@same(rgb_to_gray, "kornia.color.rgb_to_grayscale", "uint8, kornia 0.9")
def rgb_to_gray_in_kornia(image):
    import kornia
    import torch
    return kornia.color.rgb_to_grayscale(torch.tensor(image).movedim(2, 0)[None])[0, 0].numpy()


@same(rgb_to_gray, "numpy.average(weights=[0.299, 0.587, 0.114]), rounded", "uint8", **NEAR)
def rgb_to_gray_in_numpy(image):
    return np.rint(np.average(image, axis=-1, weights=[0.299, 0.587, 0.114])).astype(np.uint8)


@differs(rgb_to_gray, "numpy.mean(axis=-1)",
         "It weighs all channels alike: pure red, green and blue become equally dark.", image=RED)
def rgb_to_gray_in_numpy_mean(image):
    return np.rint(image.mean(axis=-1)).astype(np.uint8)


@same(rgb_to_ycrcb, "cv2.cvtColor(COLOR_RGB2YCrCb)", "uint8")
def rgb_to_ycrcb_in_cv2(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb)


@differs(rgb_to_ycrcb, "cv2.cvtColor(COLOR_RGB2YUV)", "Blue comes first, and the factors are others: 0.492 and 0.877.",
         image=RED)
def rgb_to_ycrcb_in_cv2_yuv(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_RGB2YUV)


@differs(rgb_to_ycrcb, "skimage.color.rgb2ycbcr",
         "Cb comes before Cr, and all are floats in the range of video: Y 16 … 235, chroma 16 … 240.", image=RED)
def rgb_to_ycrcb_in_skimage_raw(image):
    from skimage.color import rgb2ycbcr
    return rgb2ycbcr(image)


@same(rgb_to_ycrcb, "skimage.color.rgb2ycbcr, stretched and reordered", "uint8", mends=rgb_to_ycrcb_in_skimage_raw,
      within=1, why="within 1 level: chroma is taken of a luma that is rounded, here")
def rgb_to_ycrcb_in_skimage(image):
    from skimage.color import rgb2ycbcr
    Y, Cb, Cr = np.moveaxis(rgb2ycbcr(image), -1, 0)
    stretched = (Y - 16) * 255 / 219, (Cr - 128) * 255 / 224 + 128, (Cb - 128) * 255 / 224 + 128
    return np.rint(np.stack(stretched, axis=-1)).clip(0, 255).astype(np.uint8)


@same(rgb_to_ycrcb, "kornia.color.rgb_to_ycbcr, in levels and reordered", "uint8", within=1,
      why="within 1 level: chroma is taken of a luma that is rounded, here")
def rgb_to_ycrcb_in_kornia(image):
    import kornia
    import torch
    Y, Cb, Cr = 255 * kornia.color.rgb_to_ycbcr(torch.tensor(image / 255).movedim(2, 0)[None])[0].numpy()
    return np.rint(np.stack([Y, Cr + 0.5, Cb + 0.5], axis=-1)).clip(0, 255).astype(np.uint8)  # grey: ½ there, 128 here


@same(ycrcb_to_rgb, "cv2.cvtColor(COLOR_YCrCb2RGB)", "uint8")
def ycrcb_to_rgb_in_cv2(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_YCrCb2RGB)


@differs(ycrcb_to_rgb, "skimage.color.ycbcr2rgb",
         "It takes Cb before Cr, and the range of video: 16 is black; it returns floats, cut off nowhere.",
         image=np.array([[[76, 255, 85]]], np.uint8))
def ycrcb_to_rgb_in_skimage_raw(image):
    from skimage.color import ycbcr2rgb
    return ycbcr2rgb(image.astype(float))


@same(ycrcb_to_rgb, "skimage.color.ycbcr2rgb, squeezed and reordered", "uint8", mends=ycrcb_to_rgb_in_skimage_raw,
      **NEAR)
def ycrcb_to_rgb_in_skimage(image):
    from skimage.color import ycbcr2rgb
    Y, Cr, Cb = np.moveaxis(image.astype(float), -1, 0)
    squeezed = Y * 219 / 255 + 16, (Cb - 128) * 224 / 255 + 128, (Cr - 128) * 224 / 255 + 128
    return np.rint(255 * ycbcr2rgb(np.stack(squeezed, axis=-1))).clip(0, 255).astype(np.uint8)


@same(ycrcb_to_rgb, "kornia.color.ycbcr_to_rgb, in levels and reordered", "uint8", **NEAR)
def ycrcb_to_rgb_in_kornia(image):
    import kornia
    import torch
    Y, Cr, Cb = np.moveaxis(image.astype(float), -1, 0) - [[[0]], [[0.5]], [[0.5]]]          # grey: ½ there, 128 here
    rgb = kornia.color.ycbcr_to_rgb(torch.tensor(np.stack([Y, Cb, Cr]))[None] / 255)
    return (255 * rgb[0].movedim(0, 2)).round().clip(0, 255).to(torch.uint8).numpy()


@same(rgb_to_hsv, "cv2.cvtColor(COLOR_RGB2HSV)", "uint8")
def rgb_to_hsv_in_cv2(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_RGB2HSV)


@differs(rgb_to_hsv, "cv2.cvtColor(COLOR_RGB2HSV_FULL)", "Its wheel has 256 steps, not 180: green is 85, not 60.",
         image=np.array([[[0, 255, 0]]], np.uint8))
def rgb_to_hsv_in_cv2_full(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_RGB2HSV_FULL)


@differs(rgb_to_hsv, "cv2.cvtColor(COLOR_BGR2HSV)", "It takes the first channel for blue: red has the hue of blue.",
         image=RED)
def rgb_to_hsv_in_cv2_bgr(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_BGR2HSV)


@differs(rgb_to_hsv, "skimage.color.rgb2hsv", "All three go from 0 to 1, in floats.",
         image=np.array([[[0, 255, 0]]], np.uint8))
def rgb_to_hsv_in_skimage_raw(image):
    from skimage.color import rgb2hsv
    return rgb2hsv(image)


@same(rgb_to_hsv, "skimage.color.rgb2hsv · (180, 255, 255)", "uint8; but for the last step of hue before red",
      mends=rgb_to_hsv_in_skimage_raw, drawn=lambda cases: cases.rgb_to_hsv().map(in_sight), **NEAR)
def rgb_to_hsv_in_skimage(image):
    from skimage.color import rgb2hsv
    H, S, V = np.moveaxis(np.rint(rgb2hsv(image) * [180, 255, 255]), -1, 0)
    return np.stack([H % 180, S, V], axis=-1).astype(np.uint8)


@same(rgb_to_hsv, "kornia.color.rgb_to_hsv · (90/π, 255, 255)", "uint8; but for the last step of hue before red",
      drawn=lambda cases: cases.rgb_to_hsv().map(in_sight), **NEAR)
def rgb_to_hsv_in_kornia(image):
    import kornia
    import torch
    H, S, V = kornia.color.rgb_to_hsv(torch.tensor(image / 255).movedim(2, 0)[None])[0].numpy()     # H in radians
    return np.stack([np.rint(H * 90 / np.pi) % 180, np.rint(255 * S), np.rint(255 * V)], axis=-1).astype(np.uint8)


@same(hsv_to_rgb, "colorsys.hsv_to_rgb", "every hue, saturation and value")
def hsv_to_rgb_in_python(image):
    import colorsys
    return np.array([[[round(255 * c) for c in colorsys.hsv_to_rgb(h / 180, s / 255, v / 255)] for h, s, v in row]
                     for row in image.tolist()], np.uint8)


@same(hsv_to_rgb, "skimage.color.hsv2rgb of (H/180, S/255, V/255)", "every hue, saturation and value")
def hsv_to_rgb_in_skimage(image):
    from skimage.color import hsv2rgb
    return np.rint(255 * hsv2rgb(image / [180, 255, 255])).astype(np.uint8)


@same(hsv_to_rgb, "kornia.color.hsv_to_rgb of (H·π/90, S/255, V/255)", "every hue, saturation and value", within=1,
      why="within 1 level: radians are rounded")
def hsv_to_rgb_in_kornia(image):
    import kornia
    import torch
    hsv = torch.tensor(image * [np.pi / 90, 1 / 255, 1 / 255]).movedim(2, 0)[None]
    return (255 * kornia.color.hsv_to_rgb(hsv)[0].movedim(0, 2)).round().to(torch.uint8).numpy()


@differs(hsv_to_rgb, "cv2.cvtColor(COLOR_HSV2RGB_FULL)", "Its wheel has 256 steps, not 180: 60 is a yellowish green.",
         image=np.array([[[60, 255, 255]]], np.uint8))
def hsv_to_rgb_in_cv2_full(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_HSV2RGB_FULL)


if X86:                                            # elsewhere its vector code may round otherwise
    @differs(hsv_to_rgb, "cv2.cvtColor(COLOR_HSV2RGB)",
             "In rows of 32 pixels and more it truncates; in shorter ones it rounds.",
             image=np.full((1, 64, 3), [0, 1, 1], np.uint8))
    def hsv_to_rgb_in_cv2(image):
        import cv2
        return cv2.cvtColor(image, cv2.COLOR_HSV2RGB)


@same(split_colors, "cv2.split", "uint8")
def split_colors_in_cv2(image):
    import cv2
    return np.array(cv2.split(image), np.int32)


@same(split_colors, "numpy.moveaxis(-1, 0)", "uint8")
def split_colors_in_numpy(image):
    return np.moveaxis(image, -1, 0).astype(np.int32)


@same(split_colors, "torch.Tensor.permute(2, 0, 1)", "uint8")
def split_colors_in_torch(image):
    import torch
    return torch.tensor(image).permute(2, 0, 1).int().numpy()


@differs(split_colors, "numpy.transpose", "It turns all axes round: rows become columns, too.",
         image=np.array([[[1, 1, 1], [2, 2, 2]], [[3, 3, 3], [4, 4, 4]]], np.uint8))
def split_colors_in_numpy_transposed(image):
    return np.transpose(image).astype(np.int32)


@differs(split_colors, "cv2.subtract of two channels of cv2.split", "Channels stay uint8, and G − R is cut off at 0.",
         ours=lambda image: split_colors(image)[1] - split_colors(image)[0], image=RED)
def green_minus_red_in_cv2(image):
    import cv2
    R, G, _ = cv2.split(image)
    return cv2.subtract(G, R).astype(np.int32)


@same(join_colors, "cv2.merge of numpy.clip", "three channels of whole numbers")
def join_colors_in_cv2(channels):
    import cv2
    return cv2.merge([np.clip(channel, 0, 255).astype(np.uint8) for channel in channels])


@same(join_colors, "numpy.dstack, clipped", "three channels of whole numbers")
def join_colors_in_numpy(channels):
    return np.dstack(channels).clip(0, 255).astype(np.uint8)


@same(join_colors, "torch.stack(dim=-1), clamped", "three channels of whole numbers")
def join_colors_in_torch(channels):
    import torch
    return torch.stack([torch.tensor(channel) for channel in channels], dim=-1).clamp(0, 255).to(torch.uint8).numpy()


@differs(join_colors, "numpy.stack, as uint8", "What is beyond 0 … 255 wraps round: −1 becomes 255, 256 becomes 0.",
         channels=[np.array([[-1]]), np.array([[7]]), np.array([[256]])])
def join_colors_in_numpy_wrapped(channels):
    return np.stack(channels, axis=-1).astype(np.uint8)


@differs(join_colors, "cv2.convertScaleAbs", "It drops the sign before it cuts off: −7 becomes 7.",
         channels=[np.array([[-7]]), np.array([[7]]), np.array([[256]])])
def join_colors_in_cv2_absolute(channels):
    import cv2
    return cv2.convertScaleAbs(np.dstack(channels).astype(np.int32))


@same(in_units, "fractions.Fraction", "whole numbers of either sign")
def in_units_in_python(value, bits):
    from fractions import Fraction
    from math import floor
    halves_up = [floor(Fraction(v, 2**bits) + Fraction(1, 2)) for v in value.ravel().tolist()]
    return np.array(halves_up, value.dtype).reshape(value.shape)


@same(in_units, "numpy.floor of value/2^bits + ½", "whole numbers that float64 holds")
def in_units_in_numpy(value, bits):
    return np.floor(value / 2**bits + 0.5).astype(value.dtype)


@same(in_units, "torch.bitwise_right_shift", "values to which half a unit can be added")
def in_units_in_torch(value, bits):
    import torch
    return torch.bitwise_right_shift(torch.tensor(value) + 2**(bits - 1), bits).numpy()


@differs(in_units, "numpy.rint", "Halves go to the even number: ½ to 0, 1½ to 2, −½ to 0.", value=np.array([2, 6, -2]),
         bits=2)
def in_units_in_numpy_rint(value, bits):
    return np.rint(value / 2**bits).astype(value.dtype)


@differs(in_units, "numpy.right_shift", "It rounds down.", value=np.array([2, 3, -1]), bits=2)
def in_units_in_numpy_shift(value, bits):
    return np.right_shift(value, bits)


# ---- lab ------------------------------------------------------------------------------------------------------------

@same(rgb_to_lab, "cv2.cvtColor(COLOR_RGB2Lab)", "uint8")
def rgb_to_lab_in_cv2(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_RGB2Lab)


@differs(rgb_to_lab, "cv2.cvtColor(COLOR_LRGB2Lab)", "It takes the values for amounts of light: no gamma is undone.",
         image=np.array([[[119, 119, 119]]], np.uint8))
def rgb_to_lab_in_cv2_linear(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_LRGB2Lab)


@differs(rgb_to_lab, "cv2.cvtColor(COLOR_RGB2Lab) of float32", "L goes from 0 to 100, a and b are around 0.", image=RED)
def rgb_to_lab_in_cv2_floats(image):
    import cv2
    return cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)


@differs(rgb_to_lab, "skimage.color.rgb2lab", "L* goes from 0 to 100, a* and b* are around 0, in floats.", image=RED)
def rgb_to_lab_in_skimage_raw(image):
    from skimage.color import rgb2lab
    return rgb2lab(image)


@same(rgb_to_lab, "skimage.color.rgb2lab · (2.55, 1, 1) + (0, 128, 128)", "uint8", mends=rgb_to_lab_in_skimage_raw,
      **DARK)
def rgb_to_lab_in_skimage(image):
    from skimage.color import rgb2lab
    return np.rint(rgb2lab(image) * [2.55, 1, 1] + [0, 128, 128]).astype(np.uint8)


@same(rgb_to_lab, "kornia.color.rgb_to_lab · (2.55, 1, 1) + (0, 128, 128)", "uint8", **DARK)
def rgb_to_lab_in_kornia(image):
    import kornia
    import torch
    lab = kornia.color.rgb_to_lab(torch.tensor(image / 255).movedim(2, 0)[None])[0].movedim(0, 2).numpy()
    return np.rint(lab * [2.55, 1, 1] + [0, 128, 128]).astype(np.uint8)


@same(lab_to_rgb, "cv2.cvtColor(COLOR_Lab2RGB)", "uint8")
def lab_to_rgb_in_cv2(image):
    import cv2
    return cv2.cvtColor(image, cv2.COLOR_Lab2RGB)


@differs(lab_to_rgb, "skimage.color.lab2rgb",
         "Where b* asks for less than no blue light it takes none; here, as in OpenCV, a negative amount counts.",
         image=np.array([[[0, 115, 255]]], np.uint8))
def lab_to_rgb_in_skimage(image):
    from skimage.color import lab2rgb
    return np.rint(255 * lab2rgb((image - [0.0, 128.0, 128.0]) / [2.55, 1, 1])).astype(np.uint8)


@same(lab_to_rgb, "skimage.color.lab2rgb, where f(Z) ≥ 0", "b* up to 200·f(Y)", mends=lab_to_rgb_in_skimage,
      drawn=lambda cases: cases.lab_to_rgb().map(with_light), within=3,
      why="within 3 levels, all such colours: light in steps of 1/2¹² is coarse where it is dark")
def lab_to_rgb_in_skimage_with_light(image):
    return lab_to_rgb_in_skimage(image)


@same(lab_to_rgb, "kornia.color.lab_to_rgb of (L/2.55, a − 128, b − 128)", "b* up to 200·f(Y)",
      drawn=lambda cases: cases.lab_to_rgb().map(with_light), within=3,
      why="within 3 levels, all such colours: light in steps of 1/2¹² is coarse where it is dark")
def lab_to_rgb_in_kornia(image):
    import kornia
    import torch
    lab = torch.tensor((image - [0.0, 128.0, 128.0]) / [2.55, 1, 1]).movedim(2, 0)[None]
    return (255 * kornia.color.lab_to_rgb(lab)[0].movedim(0, 2)).round().to(torch.uint8).numpy()


@same(linear_light, "kornia.color.rgb_to_linear_rgb", "float64", within=2,
      why="a power is right to one unit of the last place, in either")
def linear_light_in_kornia(v):
    import kornia
    import torch
    return kornia.color.rgb_to_linear_rgb(torch.tensor(v).expand(3, *v.shape))[0].numpy()        # grey, three channels


@same(linear_light, "skimage.color.rgb2xyz, its Y of greys", "float64", within=5,
      why="two powers, each to one unit of the last place, three products, two sums")
def linear_light_in_skimage(v):
    from skimage.color import rgb2xyz
    return rgb2xyz(np.stack([v, v, v], axis=-1))[..., 1]                     # a row of the matrix sums to 1 for white


@differs(linear_light, "numpy.power(v, 2.2)",
         "A rule of thumb: sRGB is a straight line near black, and a power of 2.4 beyond.", v=np.array([0.02, 0.5]))
def linear_light_in_numpy(v):
    return np.power(v, 2.2)


# ---- histogram ------------------------------------------------------------------------------------------------------

same(histogram, "its definition", drawn=lambda cases: cases.histogram(longest=6))(histogram_definition)


@same(histogram, "numpy.histogram", "every dtype, number of bins and range; NaN and infinities with a range")
def histogram_in_numpy(image, bins=256, value_range=None):
    return np.histogram(image, bins, whole_range(image, value_range))[0]     # its own range is that of the values


@differs(histogram, "numpy.histogram(bins=256)", "Its range is that of the values, not that of the dtype.",
         image=np.array([[7, 9]], np.uint8), bins=2)
def histogram_in_numpy_default(image, bins):
    return np.histogram(image, bins)[0]


@differs(histogram, "numpy.histogram of a narrow range",
         "It refuses edges that coincide; before NumPy 2 it counts into bins that no value fits.",
         image=np.array([1.0, 1.0 + 2**-52]), bins=4)
def histogram_in_numpy_narrow(image, bins):
    return np.histogram(image, bins)[0]


@same(histogram, "cv2.calcHist", "uint8 and uint16 over all levels; up to 2²⁴ pixels",
      drawn=lambda cases: cases.histogram().filter(of_dtype("u")).map(of_levels))
def histogram_in_cv2(image, bins=256):
    import cv2
    return cv2.calcHist([image], [0], None, [bins], whole_range(image)).ravel().astype(np.int64)


@same(histogram, "cv2.calcHist of float32", "values below the end of the range; edges that float32 holds",
      drawn=lambda cases: cases.histogram().map(exact_edges))
def histogram_in_cv2_floats(image, bins, value_range):
    import cv2
    return cv2.calcHist([image], [0], None, [bins], value_range).ravel().astype(np.int64)


@differs(histogram, "cv2.calcHist at the end of the range",
         "It leaves out what lies on the end of the range; here it counts.",
         image=np.array([[0.0, 1.0, 2.0]], np.float32), bins=2, value_range=(0, 2))
def histogram_in_cv2_open(image, bins, value_range):
    return histogram_in_cv2_floats(image, bins, value_range)


@differs(histogram, "cv2.calcHist past 2²⁴ pixels", "Its counts are float32, and rounded: 2²⁴ + 1 to 2²⁴.",
         image=np.broadcast_to(np.uint8(0), (1, 2**24 + 1)), bins=1)
def histogram_in_cv2_rounded(image, bins):
    return histogram_in_cv2(np.ascontiguousarray(image), bins)


@same(histogram, "skimage.exposure.histogram", "floats over the range of their values",
      drawn=lambda cases: cases.histogram().filter(of_dtype("f")).filter(lambda case: "value_range" not in case))
def histogram_in_skimage(image, bins=256):
    from skimage.exposure import histogram as theirs
    return theirs(image, bins)[0]


@differs(histogram, "skimage.exposure.histogram of whole numbers",
         "The number of bins is ignored: a bin for each level from the darkest in use to the brightest.",
         image=np.array([[7, 9]], np.uint8), bins=2)
def histogram_in_skimage_levels(image, bins):
    from skimage.exposure import histogram as theirs
    return theirs(image, bins)[0]


@same(histogram, "scipy.ndimage.histogram", "whole numbers and float64, over a range that is no point",
      drawn=lambda cases: cases.histogram().filter(lambda case: case["image"].dtype != np.float32 and np.diff(
          case.get("value_range", (0, 0)))))
def histogram_in_scipy(image, bins, value_range):
    from scipy import ndimage
    return ndimage.histogram(image, *value_range, bins)


@same(histogram, "torch.histc", "float32; edges that it holds", drawn=lambda cases: cases.histogram().map(exact_edges))
def histogram_in_torch(image, bins, value_range):
    import torch
    return torch.histc(torch.tensor(image), bins, *value_range).long().numpy()


@differs(histogram, "torch.histc at edges that are rounded",
         "It computes the bin, ⌊10·0.3⌋ = 3; here the edge decides, and 3·0.1 exceeds 0.3.",
         image=np.array([[0.3]]), bins=10, value_range=(0, 1))
def histogram_in_torch_computed(image, bins, value_range):
    return histogram_in_torch(image, bins, value_range)


@same(histogram, "torch.histogram", "float32; edges that it holds",
      drawn=lambda cases: cases.histogram().map(exact_edges))
def histogram_in_torch_edges(image, bins, value_range):
    import torch
    return torch.histogram(torch.tensor(image), bins, range=tuple(map(float, value_range))).hist.long().numpy()


@same(channel_histograms, "numpy.histogram, channel by channel", "uint8 and uint16, 1 to 4 channels")
def channel_histograms_in_numpy(image, bins=256):
    return np.array([np.histogram(channel, bins, whole_range(image))[0] for channel in np.moveaxis(image, 2, 0)])


@same(channel_histograms, "cv2.calcHist(channels=[c])", "uint8 and uint16, 1 to 4 channels")
def channel_histograms_in_cv2(image, bins=256):
    import cv2
    return np.array([cv2.calcHist([image], [c], None, [bins], whole_range(image)).ravel()
                     for c in range(image.shape[2])], np.int64)


@same(channel_histograms, "skimage.exposure.histogram(channel_axis=-1)", "uint8, 256 bins",
      drawn=lambda cases: cases.channel_histograms().map(lambda case: {"image": case["image"].astype(np.uint8)}))
def channel_histograms_in_skimage(image):
    from skimage.exposure import histogram as theirs
    return theirs(image, source_range="dtype", channel_axis=-1)[0]


@differs(channel_histograms, "cv2.calcHist(channels=[0, 1])", "It counts pairs of values, not each channel for itself.",
         image=np.array([[[0, 0], [0, 255]]], np.uint8), bins=2)
def channel_histograms_in_cv2_jointly(image, bins):
    import cv2
    return cv2.calcHist([image], [0, 1], None, [bins, bins], [0, 256, 0, 256]).astype(np.int64)


@same(joint_histogram, "numpy.histogramdd", "uint8, 1 to 4 channels, other numbers of bins for each")
def joint_histogram_in_numpy(image, bins=(8, 8, 8)):
    colours = image.reshape(-1, len(bins)).astype(float)
    return np.histogramdd(colours, bins, [(0, 256)] * len(bins))[0].astype(np.int64)


@differs(joint_histogram, "numpy.histogramdd without a range", "Its boxes span the colours in use, not all.",
         image=np.array([[[0, 0], [9, 9]]], np.uint8), bins=(2, 2))
def joint_histogram_in_numpy_default(image, bins):
    return np.histogramdd(image.reshape(-1, len(bins)).astype(float), bins)[0].astype(np.int64)


@same(joint_histogram, "cv2.calcHist(channels=[0, 1, …])", "uint8, 1 to 4 channels, other numbers of bins for each")
def joint_histogram_in_cv2(image, bins=(8, 8, 8)):
    import cv2
    counts = cv2.calcHist([image], list(range(len(bins))), None, bins, [0, 256] * len(bins))
    return counts.reshape(bins).astype(np.int64)                             # of one channel it makes a column


@same(joint_histogram, "torch.histogramdd", "uint8, 1 to 4 channels; numbers of bins that divide 256",
      drawn=lambda cases: cases.joint_histogram().map(
          lambda case: {**case, "bins": tuple(2**(b % 4) for b in case["bins"])}))
def joint_histogram_in_torch(image, bins=(8, 8, 8)):
    import torch
    colours = torch.tensor(image).reshape(-1, len(bins)).double()
    return torch.histogramdd(colours, list(bins), range=[0.0, 256.0] * len(bins)).hist.long().numpy()


@same(joint_histogram, 'scipy.stats.binned_statistic_dd(statistic="count")', "uint8, 1 to 4 channels")
def joint_histogram_in_scipy(image, bins=(8, 8, 8)):
    from scipy.stats import binned_statistic_dd
    colours = image.reshape(-1, len(bins)).astype(float)
    return binned_statistic_dd(colours, None, "count", bins, [(0, 256)] * len(bins)).statistic.astype(np.int64)


@same(cumulative_histogram, "numpy.cumsum", "whole counts")
def cumulative_histogram_in_numpy(counts):
    return np.cumsum(counts, axis=-1)


@same(cumulative_histogram, "itertools.accumulate", "whole counts")
def cumulative_histogram_in_python(counts):
    from itertools import accumulate
    return np.array(list(accumulate(counts.tolist())))


@same(cumulative_histogram, "torch.cumsum", "whole counts")
def cumulative_histogram_in_torch(counts):
    import torch
    return torch.cumsum(torch.tensor(counts), -1).numpy()


@same(cumulative_histogram, "cv2.integral of one row", "counts that int32 holds")
def cumulative_histogram_in_cv2(counts):
    import cv2
    return cv2.integral(counts.astype(np.float64)[None])[1, 1:].astype(np.int64)      # its first row and column are 0


@differs(cumulative_histogram, "skimage.exposure.cumulative_distribution",
         "It takes an image, returns shares, and begins at the darkest level in use.", counts=np.array([0, 3, 0, 2]))
def cumulative_histogram_in_skimage(counts):
    from skimage.exposure import cumulative_distribution
    return cumulative_distribution(np.repeat(np.arange(len(counts)), counts))[0]


@same(probabilities, "numpy.histogram(density=True)", "bins of width 1")
def probabilities_in_numpy(counts):
    values = np.repeat(np.arange(len(counts)), counts)
    return np.histogram(values, len(counts), (0, len(counts)), density=True)[0]


@differs(probabilities, "numpy.histogram(density=True) of wider bins",
         "It divides by the width of the bins, too: the area becomes 1, not the sum.", counts=np.array([1, 3]))
def probabilities_in_numpy_of_wide_bins(counts):
    values = np.repeat([0, 128], counts)
    return np.histogram(values, len(counts), (0, 256), density=True)[0]


@same(probabilities, "cv2.normalize(norm_type=NORM_L1)", "float64", within=2,
      why="it multiplies by the reciprocal of the sum: one rounding more")
def probabilities_in_cv2(counts):
    import cv2
    return cv2.normalize(counts.astype(float), None, norm_type=cv2.NORM_L1).ravel()


@differs(probabilities, "cv2.normalize", "The squares sum to 1, by default.", counts=np.array([3, 4]))
def probabilities_in_cv2_default(counts):
    import cv2
    return cv2.normalize(counts.astype(float), None).ravel()


@same(probabilities, 'sklearn.preprocessing.normalize(norm="l1")', "float64")
def probabilities_in_sklearn(counts):
    from sklearn.preprocessing import normalize
    return normalize(counts[None].astype(float), norm="l1")[0]


@differs(probabilities, "torch.softmax", "It takes exponentials first.", counts=np.array([1, 3]))
def probabilities_in_torch_softmax(counts):
    import torch
    return torch.softmax(torch.tensor(counts, dtype=torch.float64), 0).numpy()


@same(bin_edges, "numpy.histogram_bin_edges", "every dtype, number of bins and range")
def bin_edges_in_numpy(image, bins=256, value_range=None):
    finite = np.zeros(1, image.dtype) if value_range else image              # a range is all it needs
    return np.histogram_bin_edges(finite, bins, whole_range(image, value_range))


@differs(bin_edges, "numpy.histogram_bin_edges of levels", "Its range is that of the values, not that of the dtype.",
         image=np.array([[0, 4]], np.uint8), bins=2)
def bin_edges_in_numpy_default(image, bins):
    return np.histogram_bin_edges(image, bins)


@differs(bin_edges, "numpy.linspace(low, high, bins)", "Of bins there is one less than of edges.",
         image=np.array([1.0, 3.0]), bins=3)
def bin_edges_in_numpy_linspace(image, bins):
    return np.linspace(image.min(), image.max(), bins)


@differs(bin_edges, "skimage.exposure.histogram", "It returns the centres of the bins.", image=np.array([1.0, 3.0]),
         bins=2)
def bin_edges_in_skimage(image, bins):
    from skimage.exposure import histogram as theirs
    return theirs(image, bins)[1]


@same(count_levels, "numpy.bincount", "uint8 and uint16")
def count_levels_in_numpy(image):
    return np.bincount(image.ravel(), minlength=np.iinfo(image.dtype).max + 1)


@differs(count_levels, "numpy.bincount without minlength", "It ends at the brightest level in use.",
         image=np.array([[1, 1, 2]], np.uint8))
def count_levels_in_numpy_short(image):
    return np.bincount(image.ravel())


@differs(count_levels, "numpy.unique(return_counts=True)", "It leaves out levels that do not occur.",
         image=np.array([[1, 1, 3]], np.uint8))
def count_levels_in_numpy_unique(image):
    return np.unique(image, return_counts=True)[1]


@same(count_levels, "cv2.calcHist", "uint8 and uint16; up to 2²⁴ pixels")
def count_levels_in_cv2(image):
    import cv2
    levels = np.iinfo(image.dtype).max + 1
    return cv2.calcHist([image], [0], None, [levels], [0, levels]).ravel().astype(np.int64)


@same(count_levels, "torch.bincount", "uint8 and uint16")
def count_levels_in_torch(image):
    import torch
    levels = np.iinfo(image.dtype).max + 1
    return torch.bincount(torch.tensor(image.astype(np.int64)).ravel(), minlength=levels).numpy()


@same(count_levels, 'skimage.exposure.histogram(source_range="dtype")', "uint8 and uint16")
def count_levels_in_skimage(image):
    from skimage.exposure import histogram as theirs
    return theirs(image, source_range="dtype")[0]


@differs(count_levels, "skimage.exposure.histogram",
         "It begins at the darkest level in use, and ends at the brightest.", image=np.array([[2, 4]], np.uint8))
def count_levels_in_skimage_default(image):
    from skimage.exposure import histogram as theirs
    return theirs(image)[0]


@same(count_levels, "scipy.ndimage.histogram", "uint8 and uint16")
def count_levels_in_scipy(image):
    from scipy import ndimage
    levels = np.iinfo(image.dtype).max + 1
    return ndimage.histogram(image, 0, levels, levels)


# ---- quantization ---------------------------------------------------------------------------------------------------

@same(uniform_quantize, "numpy.digitize", "uint8 and uint16, every number of bins")
def uniform_quantize_in_numpy(image, levels):
    top = np.iinfo(image.dtype).max + 1
    return (np.digitize(image, np.arange(levels) * top / levels) - 1).astype(image.dtype)


@same(uniform_quantize, "torch.bucketize(right=True)", "uint8 and uint16, every number of bins")
def uniform_quantize_in_torch(image, levels):
    import torch
    inner = torch.arange(1, levels, dtype=torch.float64) * (np.iinfo(image.dtype).max + 1) / levels
    return torch.bucketize(torch.tensor(image.astype(float)), inner, right=True).numpy().astype(image.dtype)


@same(uniform_quantize, 'sklearn.preprocessing.KBinsDiscretizer(strategy="uniform"), fitted to the ends',
      "uint8 and uint16, 2 bins and more, of widths that float64 holds",
      drawn=lambda cases: cases.uniform_quantize().map(lambda case: {**case, "levels": 2**(1 + case["levels"] % 8)}))
def uniform_quantize_in_sklearn(image, levels):
    from sklearn.preprocessing import KBinsDiscretizer
    ends = [[0.0], [np.iinfo(image.dtype).max + 1.0]]                        # of itself it spans the values in use
    bins = KBinsDiscretizer(levels, encode="ordinal", strategy="uniform", subsample=None).fit(ends)
    return bins.transform(image.reshape(-1, 1)).reshape(image.shape).astype(image.dtype)


@differs(uniform_quantize, "numpy.floor_divide(image, 256 // levels)",
         "Where the levels do not divide 256 there is a bin too many, and the last is narrow.",
         image=np.array([0, 85, 86, 170, 171, 255], np.uint8), levels=3)
def uniform_quantize_in_numpy_divided(image, levels):
    return np.floor_divide(image, 256 // levels)


@differs(uniform_quantize, "torch.quantize_per_tensor", "It rounds to the nearest step where this counts whole ones.",
         image=np.array([0, 100, 255], np.uint8), levels=2)
def uniform_quantize_in_torch_rounded(image, levels):
    import torch
    steps = torch.quantize_per_tensor(torch.tensor(image).float(), 256 / levels, 0, torch.quint8)
    return steps.int_repr().numpy()


@same(quantize, "scipy.cluster.vq.vq", "uint8, thresholds halfway between levels")
def quantize_in_scipy(image, codebook, thresholds):
    from scipy.cluster.vq import vq
    return codebook[vq(image.reshape(-1, 1).astype(float), codebook[:, None])[0]].reshape(image.shape)


@same(quantize, "numpy.digitize(right=True)", "uint8")
def quantize_in_numpy(image, codebook, thresholds):
    return codebook[np.digitize(image, thresholds, right=True)]


@differs(quantize, "numpy.digitize", "On a threshold it gives the higher level.", image=np.array([4, 5, 6]),
         codebook=np.array([0.0, 10.0]), thresholds=np.array([5.0]))
def quantize_in_numpy_left(image, codebook, thresholds):
    return codebook[np.digitize(image, thresholds)]


@same(quantize, "torch.bucketize", "uint8")
def quantize_in_torch(image, codebook, thresholds):
    import torch
    return codebook[torch.bucketize(torch.tensor(image.astype(float)), torch.tensor(thresholds)).numpy()]


@differs(quantize, "numpy.searchsorted in the codebook", "It finds the level above, not the nearest.",
         image=np.array([1, 9]), codebook=np.array([0.0, 10.0]), thresholds=np.array([5.0]))
def quantize_in_numpy_above(image, codebook, thresholds):
    return codebook[np.searchsorted(codebook, image)]


@same(distortion, "scipy.cluster.vq.vq, its distances squared", "256 bins, every codebook",
      within=lambda counts, codebook: 4 + np.log2(counts.sum() + 1),
      why="log₂ n: sums of n squares, added in pairs; a root and its square more")
def distortion_in_scipy(counts, codebook):
    from scipy.cluster.vq import vq
    pixels = np.repeat(np.arange(float(len(counts))), counts)[:, None]
    return np.square(vq(pixels, codebook[:, None])[1]).mean()


@same(distortion, "sklearn.metrics.mean_squared_error(sample_weight=counts)", "256 bins, every codebook",
      within=lambda counts, codebook: 4 + np.log2(len(counts)), why="log₂ B: sums over the bins, added in pairs")
def distortion_in_sklearn(counts, codebook):
    from sklearn.metrics import mean_squared_error
    v = np.arange(float(len(counts)))
    nearest = codebook[np.abs(v[:, None] - codebook).argmin(axis=1)]
    return mean_squared_error(v, nearest, sample_weight=counts)


@differs(distortion, "scipy.cluster.vq.kmeans", "What it calls distortion is the mean distance, not its square.",
         counts=np.array([1, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
         codebook=np.array([2.0, 9.0]))
def distortion_in_scipy_kmeans(counts, codebook):
    from scipy.cluster.vq import kmeans
    return kmeans(np.repeat(np.arange(float(len(counts))), counts)[:, None], codebook[:, None])[1]


@same(lloyd_max, 'scipy.cluster.vq.kmeans2(minit="matrix")', "256 bins, with a start and without: the codebook",
      ours=lambda **case: lloyd_max(**case)[0])
def lloyd_max_in_scipy(counts, levels, start=None, max_iter=100):
    from scipy.cluster.vq import kmeans2
    start = lloyd_max(counts, levels, max_iter=0)[0] if start is None else np.sort(start)       # equally spaced
    pixels = np.repeat(np.arange(float(len(counts))), counts)[:, None]
    return np.sort(kmeans2(pixels, start[:, None].copy(), minit="matrix", iter=max_iter)[0][:, 0])


@same(lloyd_max, "sklearn.cluster.KMeans(init=start, sample_weight=counts)", "counts above 0, a start off the middles",
      ours=lambda **case: lloyd_max(**case)[0], drawn=lambda cases: cases.lloyd_max_of_pixels(),
      within=lambda counts, **case: len(counts), terms=lambda counts, **case: len(counts),
      why="a mean of B bins, and the mean of all taken off first: B roundings")
def lloyd_max_in_sklearn(counts, levels, start, max_iter=100):
    from sklearn.cluster import KMeans
    bins = np.arange(float(len(counts)))[:, None]
    fitted = KMeans(levels, init=start[:, None], n_init=1, max_iter=max_iter, tol=0).fit(bins, sample_weight=counts)
    return np.sort(fitted.cluster_centers_[:, 0])


@differs(lloyd_max, "sklearn.cluster.KMeans with an empty cell",
         "A level to which no pixel is near moves to the pixel that is worst off; here it stays.",
         ours=lambda **case: lloyd_max(**case)[0], counts=np.array([0, 1, 1, 0, 0, 0, 0, 1]), levels=3,
         start=np.array([2.0, 4.0, 7.0]))
def lloyd_max_in_sklearn_empty(counts, levels, start):
    from sklearn.cluster import KMeans
    pixels = np.repeat(np.arange(float(len(counts))), counts)[:, None]
    return np.sort(KMeans(levels, init=start[:, None], n_init=1, tol=0).fit(pixels).cluster_centers_[:, 0])


same(optimal_quantizer, "its definition", "counts without ties: two ways to cut may be equally good",
     drawn=lambda cases: cases.optimal_quantizer(bins=6, levels=4).map(without_ties),
     within=lambda counts, levels: 2 * len(counts),
     why="differences of running sums over B bins, by the weight of a cell",
     terms=lambda counts, levels: (counts * np.arange(len(counts))).sum() / counts.min())(optimal_quantizer_definition)


@differs(optimal_quantizer, "skimage.filters.threshold_multiotsu",
         "It cuts where the variance is least, too, but takes the darkest level in use for the one after it.",
         ours=lambda counts, levels: optimal_quantizer(counts, levels)[0], counts=np.array([51, 24, 3]), levels=2)
def optimal_quantizer_in_skimage_shifted(counts, levels):
    from skimage.filters import threshold_multiotsu
    v = np.arange(len(counts))
    cuts = threshold_multiotsu(classes=levels, hist=(counts.astype(float), v))
    cells = np.digitize(v, cuts, right=True)                                 # what is on a threshold is below it
    return np.array([np.average(v[cells == k], weights=counts[cells == k]) for k in range(levels)])


@same(optimal_quantizer, "skimage.filters.threshold_multiotsu, a speck in front",
      "fewer levels than are in use: the distortion", mends=optimal_quantizer_in_skimage_shifted,
      drawn=lambda cases: cases.optimal_quantizer_of_used(),
      ours=lambda counts, levels: distortion(counts, optimal_quantizer(counts, levels)[0]), **FLOAT32)
def optimal_quantizer_in_skimage(counts, levels):
    from skimage.filters import threshold_multiotsu
    v, speck = np.arange(len(counts)), 1e-30                                 # now the speck is taken for its neighbour
    cuts = threshold_multiotsu(classes=levels, hist=(np.append(speck, counts), np.arange(-1, len(counts))))
    cells = np.digitize(v, cuts, right=True)
    return distortion(counts, np.array([np.average(v[cells == k], weights=counts[cells == k]) for k in range(levels)]))


@same(optimal_quantizer, "cv2.threshold(THRESH_OTSU)", "2 levels, 256 bins, 2 and more in use: the distortion",
      drawn=lambda cases: cases.optimal_quantizer_of_used(bins=256).map(lambda case: {**case, "levels": 2}),
      ours=lambda counts, levels: distortion(counts, optimal_quantizer(counts, levels)[0]), within=256,
      terms=lambda counts, levels: 256**2, why="running sums over 256 bins")
def optimal_quantizer_in_cv2(counts, levels):
    import cv2
    v = np.arange(256)
    cut, _ = cv2.threshold(np.repeat(v, counts).astype(np.uint8)[None], 0, 255, cv2.THRESH_OTSU)
    return distortion(counts, np.array([np.average(v[side], weights=counts[side]) for side in (v <= cut, v > cut)]))


@differs(optimal_quantizer, "scipy.cluster.vq.kmeans2",
         "From a bad start it does not get away: two heaps share a level, and one level has none.",
         ours=lambda counts, levels: optimal_quantizer(counts, levels)[0], counts=np.array([1, 0, 0, 0, 1, 0, 1]),
         levels=3)
def optimal_quantizer_in_scipy(counts, levels):
    return lloyd_max_in_scipy(counts, levels, np.array([0.0, 1.0, 5.0]))


# ---- lookup ---------------------------------------------------------------------------------------------------------

same(lookup, "its definition", drawn=lambda cases: cases.lookup(longest=9))(lookup_definition)


@same(lookup, "cv2.LUT", "uint8, a table of uint8, uint16 or float32",
      drawn=lambda cases: cases.lookup(dtypes=(cases.UINT8,)))
def lookup_in_cv2(image, table):
    import cv2
    return cv2.LUT(image, table)


@same(lookup, "numpy.ndarray.__getitem__", "uint8 and uint16")
def lookup_in_numpy_indexed(image, table):
    return table[image]


@same(lookup, "numpy.take", "uint8 and uint16")
def lookup_in_numpy(image, table):
    return np.take(table, image)


@same(lookup, "torch.take", "uint8 and uint16, a table of uint8 or float32; indices of 64 bits",
      drawn=lambda cases: cases.lookup().filter(lambda case: case["table"].dtype != np.uint16))
def lookup_in_torch(image, table):
    import torch
    return torch.take(torch.tensor(table), torch.tensor(image.astype(np.int64))).numpy()


@same(lookup, "skimage.util.map_array", "uint8 and uint16")
def lookup_in_skimage(image, table):
    from skimage.util import map_array
    return map_array(image, np.arange(len(table), dtype=image.dtype), table)


# ---- contrast -------------------------------------------------------------------------------------------------------

same(stretch_contrast, "its definition", drawn=lambda cases: cases.stretch_contrast(longest=9))(
    stretch_contrast_definition)


@same(stretch_contrast, "skimage.exposure.rescale_intensity(in_range=percentiles)",
      "uint8 and uint16, all percentiles; more than one level between them",
      drawn=lambda cases: cases.stretch_contrast().filter(lambda case: np.ptp(between(**case))))
def stretch_contrast_in_skimage(image, low=0, high=100):
    from skimage.exposure import rescale_intensity
    return rescale_intensity(image, in_range=tuple(np.percentile(image, (low, high))))


def between(image, low=0, high=100):
    """Return the two percentiles."""
    return np.percentile(image, (low, high))


@differs(stretch_contrast, "cv2.normalize(norm_type=NORM_MINMAX)", "It rounds where this truncates: 35.7 to 36.",
         image=np.array([[50, 57, 100]], np.uint8))
def stretch_contrast_in_cv2_rounded(image):
    import cv2
    return cv2.normalize(image, None, 0, np.iinfo(image.dtype).max, cv2.NORM_MINMAX)


@same(stretch_contrast, "cv2.normalize(dtype=CV_64F), truncated",
      "uint8 and uint16, two levels and more, no percentiles",
      mends=stretch_contrast_in_cv2_rounded, drawn=lambda cases: cases.stretch_contrast().map(
          lambda case: {"image": case["image"]}).filter(lambda case: np.ptp(case["image"])))
def stretch_contrast_in_cv2(image):
    import cv2
    out = cv2.normalize(image, None, 0, np.iinfo(image.dtype).max, cv2.NORM_MINMAX, cv2.CV_64F)
    return np.floor(out + 1e-6).astype(image.dtype)    # what is no whole number is 1/65535 off: just below is rounding


@differs(stretch_contrast, "numpy.interp, as uint8", "It multiplies by 255/(b − a): 51, rounded down, becomes 50.",
         image=np.array([[0, 21, 105]], np.uint8))
def stretch_contrast_in_numpy_interp(image):
    return np.interp(image, (image.min(), image.max()), (0, 255)).astype(np.uint8)


@differs(stretch_contrast, "sklearn.preprocessing.minmax_scale",
         "It stretches each column for itself, and truncates nothing.",
         image=np.array([[50, 0], [57, 7], [100, 255]], np.uint8))
def stretch_contrast_in_sklearn(image):
    from sklearn.preprocessing import minmax_scale
    return minmax_scale(image.astype(float), (0, 255))


@differs(stretch_contrast, "kornia.enhance.normalize_min_max",
         "It returns floats, here in float32, and truncates nothing.", image=np.array([[50, 57, 100]], np.uint8))
def stretch_contrast_in_kornia(image):
    import kornia
    import torch
    return kornia.enhance.normalize_min_max(torch.tensor(image).float()[None, None], 0.0, 255.0)[0, 0].numpy()


# ---- equalization ---------------------------------------------------------------------------------------------------

same(equalize_histogram, "its definition", drawn=lambda cases: cases.equalize_histogram(longest=9))(
    equalize_histogram_definition)


@same(equalize_histogram, "cv2.equalizeHist", "uint8, every size",
      drawn=lambda cases: cases.equalize_histogram(longest=90))
def equalize_histogram_in_cv2(image):
    import cv2
    return cv2.equalizeHist(image)


@differs(equalize_histogram, "skimage.exposure.equalize_hist",
         "It returns fractions, and takes nothing off: the darkest level becomes its share of the pixels, not black.",
         image=np.array([[0, 1]], np.uint8))
def equalize_histogram_in_skimage_shares(image):
    from skimage.exposure import equalize_hist
    return equalize_hist(image)


@same(equalize_histogram, "skimage.exposure.equalize_hist, the lowest taken off", "uint8, two levels and more",
      mends=equalize_histogram_in_skimage_shares,
      drawn=lambda cases: cases.equalize_histogram().filter(lambda case: np.ptp(case["image"])))
def equalize_histogram_in_skimage(image):
    from skimage.exposure import equalize_hist
    at_most = np.rint(equalize_hist(image) * image.size)                     # how many pixels are no brighter
    scale = np.float32(255 / (image.size - at_most.min()))
    return np.rint(scale * (at_most - at_most.min()).astype(np.float32)).astype(np.uint8)


@differs(equalize_histogram, "skimage.filters.rank.equalize",
         "Even where it sees the whole image: it takes nothing off, and truncates.", image=np.array([[0, 1]], np.uint8))
def equalize_histogram_in_skimage_rank(image):
    from skimage.filters import rank
    return rank.equalize(image, np.ones((2 * image.shape[0] + 1, 2 * image.shape[1] + 1), np.uint8))


@differs(equalize_histogram, "numpy.cumsum, masked, as uint8",
         "The recipe of the OpenCV tutorial truncates where equalizeHist rounds: 127.5 to 127.",
         image=np.array([[0, 1, 2]], np.uint8))
def equalize_histogram_in_numpy(image):
    cdf = np.ma.masked_equal(np.bincount(image.ravel(), minlength=256).cumsum(), 0)
    return np.ma.filled((cdf - cdf.min()) * 255 / (cdf.max() - cdf.min()), 0).astype(np.uint8)[image]


@differs(equalize_histogram, "kornia.enhance.equalize",
         "As in Pillow, ⌊(N − h(brightest))/255⌋ pixels make a level; where that is 0 the image stays as it is.",
         image=np.array([[52, 55], [61, 55]], np.uint8))
def equalize_histogram_in_kornia(image):
    import kornia
    import torch
    out = kornia.enhance.equalize(torch.tensor(image).float()[None, None] / 255)
    return (255 * out[0, 0]).round().to(torch.uint8).numpy()


# ---- ahe ------------------------------------------------------------------------------------------------------------

same(sliding_window_ahe, "its definition", drawn=lambda cases: cases.sliding_window_ahe(longest=14))(
    sliding_window_ahe_definition)


@same(sliding_window_ahe, "cv2.equalizeHist, averaged over windows", "uint8, every window and step",
      drawn=lambda cases: cases.sliding_window_ahe(longest=60))
def sliding_window_ahe_in_cv2(image, window, step):
    import cv2
    total, assignments = np.zeros(image.shape), np.zeros(image.shape)
    corners = [sorted({*range(0, n - window + 1, step), n - window}) for n in image.shape]      # the last one is flush
    for y in corners[0]:
        for x in corners[1]:
            total[y:y + window, x:x + window] += cv2.equalizeHist(image[y:y + window, x:x + window])
            assignments[y:y + window, x:x + window] += 1
    return total / assignments


@same(sliding_window_ahe, "torch.nn.functional.fold of equalized windows", "windows that end at the border",
      drawn=lambda cases: cases.sliding_window_ahe(longest=20).map(ending_flush))
def sliding_window_ahe_in_torch(image, window, step):
    import torch
    fold, unfold = torch.nn.functional.fold, torch.nn.functional.unfold
    windows = unfold(torch.tensor(image, dtype=torch.float64)[None, None], window, stride=step)[0].T.numpy()
    equalized = [equalize_histogram(one[None].astype(np.uint8))[0] for one in windows]
    total = fold(torch.tensor(np.array(equalized, float).T)[None], image.shape, window, stride=step)
    assignments = fold(torch.ones_like(torch.tensor(windows.T))[None], image.shape, window, stride=step)
    return (total / assignments)[0, 0].numpy()


@differs(sliding_window_ahe, "skimage.filters.rank.equalize",
         "Each window serves its middle pixel alone; nothing is averaged, nothing taken off.",
         image=np.array([[10, 20, 15], [10, 20, 15], [10, 20, 15]], np.uint8), window=3, step=1)
def sliding_window_ahe_in_skimage(image, window, step):
    from skimage.filters import rank
    return rank.equalize(image, np.ones((window, window), np.uint8)).astype(float)


@same(window_starts, "range and set", "every length, window and step")
def window_starts_in_python(n, window, step):
    return np.array(sorted({*range(0, n - window + 1, step), n - window}))


@differs(window_starts, "numpy.lib.stride_tricks.sliding_window_view, every step",
         "It leaves out what is left over at the end.", n=9, window=4, step=3)
def window_starts_in_numpy_short(n, window, step):
    return np.lib.stride_tricks.sliding_window_view(np.arange(n), window)[::step, 0].copy()


@same(window_starts, "numpy.lib.stride_tricks.sliding_window_view, every step and the last",
      "every length, window and step", mends=window_starts_in_numpy_short)
def window_starts_in_numpy(n, window, step):
    starts = np.lib.stride_tricks.sliding_window_view(np.arange(n), window)[:, 0]
    return np.unique(np.append(starts[::step], starts[-1]))


@differs(window_starts, "skimage.util.view_as_windows", "It leaves out what is left over at the end.", n=9, window=4,
         step=3)
def window_starts_in_skimage(n, window, step):
    from skimage.util import view_as_windows
    return view_as_windows(np.arange(n), window, step)[:, 0].copy()


@same(equalizing_tables, "cv2.equalizeHist of all pixels of a histogram", "what levels in use become",
      ours=lambda counts: reached(equalizing_tables(counts), counts).astype(np.uint8))
def equalizing_tables_in_cv2(counts):
    import cv2
    tables = np.zeros(counts.shape, np.uint8)
    for table, h in zip(tables, counts, strict=True):
        pixels = np.repeat(np.arange(256), h).astype(np.uint8)
        table[pixels] = cv2.equalizeHist(pixels[None])[0]
    return reached(tables, counts)


# ---- pixelwise_ahe --------------------------------------------------------------------------------------------------

same(pixelwise_ahe, "its definition", drawn=lambda cases: cases.pixelwise_ahe(longest=9))(pixelwise_ahe_definition)


@same(pixelwise_ahe, "skimage.filters.rank.equalize", "uint8, odd windows of every size",
      drawn=lambda cases: cases.pixelwise_ahe(longest=60))
def pixelwise_ahe_in_skimage(image, window):
    from skimage.filters import rank
    return rank.equalize(image, np.ones((window, window), np.uint8))


@same(pixelwise_ahe, 'scipy.ndimage.generic_filter(mode="constant", cval=nan)', "uint8, odd windows",
      drawn=lambda cases: cases.pixelwise_ahe(longest=9))
def pixelwise_ahe_in_scipy(image, window):
    from scipy import ndimage
    def rank(around):
        inside = around[around == around]                                    # beyond the border is NaN
        return 255 * np.count_nonzero(inside <= around[around.size // 2]) // inside.size
    return ndimage.generic_filter(image.astype(float), rank, window, mode="constant", cval=np.nan).astype(np.uint8)


@same(pixelwise_ahe, 'scipy.stats.rankdata(method="max")', "windows of twice the image, that see all of it",
      drawn=lambda cases: cases.pixelwise_ahe().map(lambda case: {**case, "window": 2 * max(case["image"].shape) + 1}))
def pixelwise_ahe_in_scipy_ranks(image, window):
    from scipy.stats import rankdata
    return (255 * rankdata(image, method="max").astype(np.int64) // image.size).astype(np.uint8).reshape(image.shape)


@same(pixelwise_ahe, "torch.nn.functional.unfold", "uint8, odd windows",
      drawn=lambda cases: cases.pixelwise_ahe(longest=12))
def pixelwise_ahe_in_torch(image, window):
    import torch
    r = window // 2
    padded = torch.nn.functional.pad(torch.tensor(image).float()[None, None], (r, r, r, r), value=torch.inf)
    around = torch.nn.functional.unfold(padded, window)[0]                   # (w², H·W): beyond the border is infinity
    at_most = (around <= torch.tensor(image).ravel()).sum(0)
    return (255 * at_most // around.isfinite().sum(0)).to(torch.uint8).reshape(image.shape).numpy()


@differs(pixelwise_ahe, "cv2.equalizeHist",
         "Even where the window sees the whole image: the darkest level becomes 0 there.",
         image=np.array([[0, 1]], np.uint8), window=5)
def pixelwise_ahe_in_cv2(image, window):
    import cv2
    return cv2.equalizeHist(image)


# ---- tiling ---------------------------------------------------------------------------------------------------------

@same(split_into_tiles, "cv2.copyMakeBorder(borderType=BORDER_REFLECT_101), split", "every size and grid")
def split_into_tiles_in_cv2(image, tile_grid=(8, 8)):
    import cv2
    gy, gx = tile_grid
    below, right = -image.shape[0] % gy, -image.shape[1] % gx
    if below or right:                                                       # both sides grow, as in CLAHE there
        below, right = below or gy, right or gx
    padded = cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REFLECT_101)
    return np.array([np.split(row, gx, axis=1) for row in np.split(padded, gy)])


@same(split_into_tiles, "skimage.util.view_as_blocks", "grids that divide the image",
      drawn=lambda cases: cases.split_into_tiles().map(dividing))
def split_into_tiles_in_skimage(image, tile_grid=(8, 8)):
    from skimage.util import view_as_blocks
    return view_as_blocks(image, tuple(n // g for n, g in zip(image.shape, tile_grid, strict=True)))


@differs(split_into_tiles, "skimage.util.view_as_blocks, not divisible", "It refuses what does not divide.",
         image=np.array([[1, 2, 3, 4, 5]]), tile_grid=(1, 2))
def split_into_tiles_in_skimage_refused(image, tile_grid):
    return split_into_tiles_in_skimage(image, tile_grid)


@differs(split_into_tiles, "numpy.array_split", "It pads nothing: the first tiles are larger.",
         image=np.array([[1, 2, 3]]), tile_grid=(1, 2))
def split_into_tiles_in_numpy(image, tile_grid):
    return [np.array_split(row, tile_grid[1], axis=1) for row in np.array_split(image, tile_grid[0])]


@same(split_into_tiles, "torch.nn.functional.unfold", "grids that divide the image",
      drawn=lambda cases: cases.split_into_tiles().map(dividing))
def split_into_tiles_in_torch(image, tile_grid=(8, 8)):
    import torch
    h, w = (n // g for n, g in zip(image.shape, tile_grid, strict=True))
    tiles = torch.nn.functional.unfold(torch.tensor(image.astype(float))[None, None], (h, w), stride=(h, w))[0].T
    return tiles.reshape(*tile_grid, h, w).numpy().astype(image.dtype)


@same(between_tiles, "numpy.divmod of float32", "1 to 3000 pixels, tiles of every size")
def between_tiles_in_numpy(n, size):
    position = np.arange(n, dtype=np.float32) * (np.float32(1) / np.float32(size)) - np.float32(0.5)
    before, α = np.divmod(position, np.float32(1))
    return before.astype(np.intp), α


@same(between_tiles, "torch.floor of float32", "1 to 3000 pixels, tiles of every size")
def between_tiles_in_torch(n, size):
    import torch
    position = torch.arange(n, dtype=torch.float32) * torch.tensor(1.0).div(size) - 0.5
    return position.floor().long().numpy(), (position - position.floor()).numpy()


@differs(between_tiles, "torch.nn.functional.interpolate(mode=\"bilinear\")",
         "It takes x + ½ for the place of pixel x: tiles are centred between their middle pixels, half a pixel off.",
         ours=lambda n, size: np.float32(np.add(*between_tiles(n, size)).clip(0, n // size - 1)), n=4, size=2)
def between_tiles_in_torch_interpolated(n, size):
    import torch
    tiles = torch.arange(n // size, dtype=torch.float32)[None, None, None]   # the number of each tile, made n pixels
    return torch.nn.functional.interpolate(tiles, size=(1, n), mode="bilinear")[0, 0, 0].numpy()


@differs(between_tiles, "cv2.resize(interpolation=INTER_LINEAR)",
         "It takes x + ½ for the place of pixel x: tiles are centred between their middle pixels, half a pixel off.",
         ours=lambda n, size: np.float32(np.add(*between_tiles(n, size)).clip(0, n // size - 1)), n=4, size=2)
def between_tiles_in_cv2(n, size):
    import cv2
    return cv2.resize(np.arange(n // size, dtype=np.float32)[None], (n, 1), interpolation=cv2.INTER_LINEAR)[0]


# ---- clahe ----------------------------------------------------------------------------------------------------------

same(clip_histogram, "its definition")(clip_histogram_definition)


@same(clip_histogram, "cv2.createCLAHE of 255 pixels, whose mapping is the running sum", "256 bins, limits from 1",
      ours=lambda counts, limit: np.cumsum(clip_histogram(counts, limit))[counts > 0],
      drawn=lambda cases: cases.clip_histogram_of_pixels())
def clip_histogram_in_cv2(counts, limit):
    import cv2
    pixels = np.repeat(np.arange(256), counts).astype(np.uint8)[None]
    mapped = cv2.createCLAHE((limit + 0.5) * 256 / pixels.size, (1, 1)).apply(pixels)[0]
    return mapped[np.unique(pixels, return_index=True)[1]].astype(np.int64)


@differs(clip_histogram, "numpy.minimum", "It cuts, and deals nothing out again.",
         counts=np.array([9, 0, 1, 2]), limit=3)
def clip_histogram_in_numpy(counts, limit):
    return np.minimum(counts, limit)


same(tile_mappings, "its definition",
     drawn=lambda cases: cases.tile_mappings(longest=9, dtypes=(cases.UINT8,), most=3))(tile_mappings_definition)


@same(tile_mappings, "cv2.createCLAHE, tile by tile", "uint8 and uint16, every grid: what levels in use become",
      drawn=lambda cases: cases.tile_mappings() | cases.tile_mappings(dtypes=(cases.UINT8,)).map(every_level),
      ours=lambda image, clip_limit, tile_grid: np.concatenate(
          [T[np.unique(tile)] for T, tile in each_tile(tile_mappings(image, clip_limit, tile_grid), image, tile_grid)]))
def tile_mappings_in_cv2(image, clip_limit=2.0, tile_grid=(8, 8)):
    import cv2
    clip_limit = min(clip_limit, np.iinfo(image.dtype).max + 1.0)            # beyond, it may wrap
    by_itself, T = cv2.createCLAHE(clip_limit, (1, 1)), []
    for tile in split_into_tiles(image, tile_grid).reshape(-1, *split_into_tiles(image, tile_grid).shape[2:]):
        mapped = by_itself.apply(np.ascontiguousarray(tile))
        T.append(mapped.ravel()[np.unique(tile, return_index=True)[1]])
    return np.concatenate(T)


@same(tile_mappings, "kornia.enhance.equalize_clahe of one tile",
      "uint8, even sides, kornia 0.9: what levels in use become",
      ours=lambda image, clip_limit, tile_grid: tile_mappings(image, clip_limit, tile_grid)[0, 0][np.unique(image)],
      drawn=lambda cases: cases.tile_mappings(longest=30, dtypes=(cases.UINT8,)).map(one_tile))
def tile_mappings_in_kornia(image, clip_limit, tile_grid):
    import kornia
    import torch
    fractions = torch.tensor(image)[None, None] / 255
    mapped = (255 * kornia.enhance.equalize_clahe(fractions, clip_limit, tile_grid)[0, 0]).round().to(torch.uint8)
    return mapped.numpy().ravel()[np.unique(image, return_index=True)[1]]


@differs(tile_mappings, "cv2.equalizeHist", "A tile's darkest level becomes its share, not 0: nothing is taken off.",
         ours=lambda image, clip_limit, tile_grid: tile_mappings(image, clip_limit, tile_grid)[0, 0][np.unique(image)],
         image=np.array([[0, 1]], np.uint8), clip_limit=0.0, tile_grid=(1, 1))
def tile_mappings_in_cv2_equalized(image, clip_limit, tile_grid):
    import cv2
    return cv2.equalizeHist(image).ravel()[np.unique(image, return_index=True)[1]]


same(clahe, "its definition",
     drawn=lambda cases: cases.clahe(longest=9, dtypes=(cases.UINT8,), most=3))(clahe_definition)


@same(clahe, "cv2.createCLAHE", "uint8 and uint16, every size and grid", within=0 if X86 else 1,
      why="fused multiply-adds of other machines than x86-64 may move a pixel",
      drawn=lambda cases: cases.clahe(longest=300, dtypes=(cases.UINT8,)) | cases.clahe(longest=90))
def clahe_in_cv2(image, clip_limit=2.0, tile_grid=(8, 8)):
    import cv2
    clip_limit = min(clip_limit, np.iinfo(image.dtype).max + 1.0)            # which clips nothing; past 2³¹ it wraps
    return cv2.createCLAHE(clip_limit, tile_grid[::-1]).apply(image)         # columns first


@differs(clahe, "cv2.createCLAHE(tileGridSize=(rows, columns))", "Its grid is columns first.",
         image=np.array([[0, 0, 0, 9]], np.uint8), clip_limit=0.0, tile_grid=(1, 2))
def clahe_in_cv2_turned(image, clip_limit, tile_grid):
    import cv2
    return cv2.createCLAHE(clip_limit, tile_grid).apply(image)


if X86:                                            # elsewhere the conversion may saturate
    @differs(clahe, "cv2.createCLAHE(clipLimit=1e12)",
             "Past 2³¹ its limit in pixels, clip_limit·A/B, wraps round, and clips as strongly as can be.",
             image=np.array([[0, 0, 0, 1]], np.uint8), clip_limit=1e12, tile_grid=(1, 1))
    def clahe_in_cv2_wrapped(image, clip_limit, tile_grid):
        import cv2
        return cv2.createCLAHE(clip_limit, tile_grid[::-1]).apply(image)


@differs(clahe, "cv2.equalizeHist", "One tile and no limit is not equalization, which takes off the darkest level.",
         image=np.array([[0, 1]], np.uint8), clip_limit=0.0, tile_grid=(1, 1))
def clahe_in_cv2_equalized(image, clip_limit, tile_grid):
    import cv2
    return cv2.equalizeHist(image)


@differs(clahe, "skimage.exposure.equalize_adapthist",
         "The clip limit is a share of the tile's pixels, the excess is dealt out until no bin is above it, "
         "the tiles are given by their size, and the result is stretched to 0 … 1.",
         image=np.array([[0, 1]], np.uint8), clip_limit=2.0, tile_grid=(1, 1))
def clahe_in_skimage(image, clip_limit=2.0, tile_grid=(8, 8)):
    from skimage.exposure import equalize_adapthist
    height, width = image.shape
    tile = max(height // tile_grid[0], 1), max(width // tile_grid[1], 1)
    return equalize_adapthist(image, tile, clip_limit / 256)


@same(clahe, "kornia.enhance.equalize_clahe of one tile", "uint8, even sides, kornia 0.9",
      drawn=lambda cases: cases.clahe(longest=30, dtypes=(cases.UINT8,)).map(one_tile))
def clahe_in_kornia(image, clip_limit=2.0, tile_grid=(8, 8)):
    import kornia
    import torch
    fractions = torch.tensor(image)[None, None] / 255
    return (255 * kornia.enhance.equalize_clahe(fractions, clip_limit, tile_grid)[0, 0]).round().to(torch.uint8).numpy()


@differs(clahe, "kornia.enhance.equalize_clahe",
         "It takes a tile to be centred between its middle pixels; here, as in OpenCV, half a pixel further.",
         image=np.array([[0, 0, 0, 9], [0, 0, 0, 9]], np.uint8), clip_limit=0.0, tile_grid=(1, 2))
def clahe_in_kornia_of_tiles(image, clip_limit, tile_grid):
    return clahe_in_kornia(image, clip_limit, tile_grid)


alone("libraries have it inside their CLAHE; the rows of tile_mappings and clahe see it in the results", bin_limit)


# ---- clahe_color ----------------------------------------------------------------------------------------------------

@same(clahe_color, "cv2.createCLAHE on L of cv2.cvtColor(COLOR_RGB2Lab)", "uint8, every size and grid",
      within=0 if X86 else 3, why="fused multiply-adds of other machines may move L by a level, and a colour by three",
      drawn=lambda cases: cases.clahe_color(longest=90))
def clahe_color_in_cv2(image, clip_limit=2.0, tile_grid=(8, 8)):
    import cv2
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2Lab)
    lab[..., 0] = clahe_in_cv2(lab[..., 0].copy(), clip_limit, tile_grid)
    return cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)


@differs(clahe_color, "cv2.createCLAHE of each channel",
         "Each has a histogram of its own: greys take on a tint, hues wander.",
         image=np.array([[[60, 60, 60], [90, 60, 30]]], np.uint8), clip_limit=0.0, tile_grid=(1, 1))
def clahe_color_in_cv2_by_channels(image, clip_limit, tile_grid):
    import cv2
    return cv2.merge([clahe_in_cv2(channel, clip_limit, tile_grid) for channel in cv2.split(image)])


@differs(clahe_color, "cv2.createCLAHE on V of cv2.cvtColor(COLOR_RGB2HSV)",
         "V is the brightest channel, not how bright a colour looks: blue counts as much as white.",
         image=np.array([[[0, 0, 200], [200, 200, 200], [0, 90, 0]]], np.uint8), clip_limit=0.0, tile_grid=(1, 1))
def clahe_color_in_cv2_value(image, clip_limit, tile_grid):
    hsv = rgb_to_hsv_in_cv2(image)
    hsv[..., 2] = clahe_in_cv2(hsv[..., 2].copy(), clip_limit, tile_grid)
    return hsv_to_rgb(hsv)


@differs(clahe_color, "skimage.exposure.equalize_adapthist", "It equalizes V of HSV, and differs from CLAHE as there.",
         image=np.array([[[60, 60, 60], [90, 60, 30]]], np.uint8), clip_limit=2.0, tile_grid=(1, 1))
def clahe_color_in_skimage(image, clip_limit, tile_grid):
    from skimage.exposure import equalize_adapthist
    return np.rint(255 * equalize_adapthist(image, image.shape[:2], clip_limit / 256)).astype(np.uint8)


@differs(clahe_color, "kornia.enhance.equalize_clahe",
         "It treats red, green and blue each for itself: greys take on a tint, hues wander.",
         image=np.array([[[60, 60, 60], [90, 60, 30]], [[60, 60, 60], [90, 60, 30]]], np.uint8), clip_limit=0.0,
         tile_grid=(1, 1))
def clahe_color_in_kornia(image, clip_limit, tile_grid):
    import kornia
    import torch
    out = kornia.enhance.equalize_clahe(torch.tensor(image).movedim(2, 0)[None] / 255, clip_limit, tile_grid)[0]
    return (255 * out).round().to(torch.uint8).movedim(0, 2).numpy()
