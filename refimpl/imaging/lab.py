"""LAB (CIELAB 颜色空间): colours laid out so that equal distances look about equally different.

    linear:  c = ((v + 0.055)/1.055)^2.4,  v/12.92 below 0.04045      undo the screen's gamma, for v = R, G, B in 0 … 1
    XYZ:     (X, Y, Z) = M · (R, G, B), each divided by that of white, so that white is (1, 1, 1)
    cube:    f(t) = ∛t,  but 841/108·t + 16/116 below (6/29)³         what the eye makes of the amount of light
    LAB:     L* = 116·f(Y) − 16     a* = 500·(f(X) − f(Y))     b* = 200·(f(Y) − f(Z))

L* is the lightness (明度), 0 … 100; a* goes from green to red, b* from blue to yellow, both 0 for grey.  An image
stores L = 255/100·L*, a = a* + 128, b = b* + 128.  A change of L* alone changes how bright a colour is, not which.

Shapes   image (H, W, 3) uint8, red first  →  the same, L first
Cost     per pixel: six look-ups and twelve multiplications to LAB, five and seventeen back; nine of each for M
Source   CIE 015:2018 (LAB);  IEC 61966-2-1 (gamma);  ITU-R BT.709 (M, from its primaries and white D65)
Checked  cv2.cvtColor, equal for all 2²⁴ colours both ways;  skimage.color.rgb2lab, within 2.7 levels
Beware   OpenCV computes in whole numbers, so do we: M in 1/2¹², linear light in 1/2040, f in 1/2¹⁵; back, f and XYZ in
         1/2¹⁴, light in 1/2¹².  There and back changes 92 % of all colours by at most 3 levels, the others by up to 27,
         by more than 12 only where R is below 39: (0, 235, 254) becomes (27, 235, 254).
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.imaging.color import in_units, join_colors, split_colors

__all__ = ["lab_to_rgb", "linear_light", "rgb_to_lab"]

WHITE = np.array([0.950456, 1.0, 1.088754])
RGB_TO_XYZ = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])
XYZ_TO_RGB = np.array([[3.240479, -1.53715, -0.498535], [-0.969256, 1.875991, 0.041556],
                       [0.055648, -0.204043, 1.057311]])


def rgb_to_lab(image: np.ndarray) -> np.ndarray:
    """Return (255/100·L*, a* + 128, b* + 128) of an RGB image (H, W, 3), uint8.

    >>> rgb_to_lab(np.array([[[255, 255, 255], [0, 0, 0], [255, 0, 0]]], np.uint8)).tolist()     # red: 53.2, 80.1, 67.2
    [[[255, 128, 128], [0, 128, 128], [136, 208, 195]]]
    """
    linear = np.rint(2040 * linear_light(np.arange(256) / 255)).astype(np.int32)
    M = np.rint(2**12 * RGB_TO_XYZ / WHITE[:, None]).astype(np.int32)
    R, G, B = linear[split_colors(image)]
    t = np.arange(2041) / 2040
    root = np.where(t < (6 / 29)**3, 841 / 108 * t + 16 / 116, np.cbrt(t)).astype(np.float32)
    f = np.rint(2**15 * root).astype(np.int32)
    fX, fY, fZ = (f[in_units(m[0] * R + m[1] * G + m[2] * B, 12)] for m in M)
    L = in_units(296 * fY - 16 * 255 * 2**15 // 100, 15)             # 255/100·116 = 295.8
    a = in_units(500 * (fX - fY), 15) + 128
    b = in_units(200 * (fY - fZ), 15) + 128
    return join_colors([L, a, b])


def lab_to_rgb(image: np.ndarray) -> np.ndarray:
    """Return the RGB image (H, W, 3), uint8, of (255/100·L*, a* + 128, b* + 128), cut off at 0 and 255.

    >>> lab_to_rgb(np.array([[[255, 128, 128], [0, 128, 128], [136, 208, 195]]], np.uint8)).tolist()   # red, nearly
    [[[255, 255, 255], [0, 0, 0], [255, 2, 1]]]
    """
    one, (L, a, b) = 2**14, split_colors(image)
    M = np.rint(2**12 * XYZ_TO_RGB * WHITE).astype(np.int64)
    lightness = np.arange(256) * 100 / 255
    f = (lightness + 16) / 116
    t = np.where(lightness <= 8, lightness * 27 / 24389, f**3)      # L* = 8 at t = (6/29)³
    fY, Y = np.rint(one * f).astype(np.int64)[L], np.rint(one * t).astype(np.int64)[L]
    X = _light_of(fY + ((5 * 53687 * a + 2**7) >> 13) - 128 * one // 500)            # a/500: 5·53687/2¹³ = 2¹⁴/500
    Z = _light_of(fY - ((41943 * b + 2**4) >> 9) + 128 * one // 200 - 1)             # b/200: 41943/2⁹ = 2¹⁴/200
    linear = (in_units(m[0] * X + m[1] * Y + m[2] * Z, 14).clip(0, 2**12 - 1) for m in M)
    v = np.arange(2**12) / 2**12
    gamma = np.where(v <= 0.0031308, 12.92 * v, 1.055 * v**(1 / 2.4) - 0.055)
    return join_colors([np.rint(255 * gamma).astype(np.int32)[c] for c in linear])


def linear_light(v: np.ndarray) -> np.ndarray:
    """Return the amount of light that a screen gives for sRGB values v, both 0 … 1; ValueError beyond.  NaN gives NaN.

    >>> [round(light, 3) for light in linear_light(np.array([0.0, 0.5, 1.0])).tolist()]
    [0.0, 0.214, 1.0]
    """
    v = as_array("(…)", kind="float", v=v)
    if (v < 0).any() or (v > 1).any():
        raise ValueError(f"v must lie between 0 and 1, got {v.min()} to {v.max()}")
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055)**2.4)


def _light_of(f: np.ndarray) -> np.ndarray:
    """Return f⁻¹, both in 1/2¹⁴: f³, or below 6/29 the straight line (f − 16/116)·108/841."""
    line = np.trunc(f * 108 / 841).astype(np.int64) - 2**14 * 16 // 116 * 108 // 841
    return np.where(f <= 2**14 * 6 // 29 + 1, line, f * f // 2**14 * f // 2**14)
