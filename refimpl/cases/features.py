"""Cases and laws for refimpl.features; and cases graded by difficulty, with what is exactly right, in fractions."""
from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from refimpl.cases.frequency import near
from refimpl.cases.imaging import pictures
from refimpl.features.gradients import central_differences as differences
from refimpl.features.gradients import magnitude_and_orientation as polar
from refimpl.features.kmeans import inertia as inertia_of
from refimpl.features.scale_space import gaussian_octaves as octaves_of
from refimpl.features.unit_range import unit_range as fractions
from refimpl.imaging.gaussian import gaussian_weights

__all__ = ["LAWS", "arc_contrast", "canny", "canny_interpolated", "central_differences", "central_moments",
           "connected_roots", "describe_patch", "double_size", "dyadic_slopes", "exact_harris", "exact_hu_moments",
           "fast", "gaussian_octaves", "glcm", "glcm_property", "graded", "graded_harris", "graded_hu_moments",
           "graded_nearest", "harris", "hog", "hu_moments", "hysteresis", "inertia", "kmeans", "kmeans_of_clouds",
           "kmeans_plusplus", "lbp", "least_rotation", "magnitude_and_orientation", "main_directions", "moments",
           "nearest", "noisy_patches", "normalize_blocks", "normalized_moments", "orientation_histograms", "patches",
           "points", "scale_space_extrema", "scenes", "seeded_points", "seeds", "sift", "sift_of_a_blob", "slopes",
           "structure_tensor", "tfidf", "thin_along_gradient", "thin_by_direction", "unit_range", "visual_words",
           "white_level"]

EIGHTHS = tuple(k * np.pi / 4 for k in range(-4, 5))


# ---- the cases ------------------------------------------------------------------------------------------------------

def seeds():
    """Draw a random generator."""
    return st.integers(0, 2**32 - 1).map(np.random.default_rng)


@st.composite
def scenes(draw, dtypes=("u1", "f4", "f8"), least=1, longest=40, top=None):
    """Draw an image (H, W), H ≠ W, that has edges, corners and blobs: rectangles over a slope, and a little noise."""
    dtype = np.dtype(draw(st.sampled_from(dtypes)))
    H, W = draw(st.lists(st.integers(least, longest), min_size=2, max_size=2, unique=True))
    rng, noise = draw(seeds()), draw(st.sampled_from((0, 1, 20)))
    y, x = np.indices((H, W))
    f = 128 + draw(st.integers(-3, 3)) * y + draw(st.integers(-3, 3)) * x + noise * rng.normal(size=(H, W))
    for _ in range(draw(st.integers(0, 6))):
        (y0, y1), (x0, x1) = (sorted(rng.integers(0, n + 1, 2)) for n in (H, W))
        f[y0:y1, x0:x1] = rng.integers(0, 256)
    white = top or {"u": 255, "f": 1}[dtype.kind]
    f = f.clip(0, 255) * (white / 255)
    return (np.rint(f) if dtype.kind == "u" else f).astype(dtype)


@st.composite
def central_differences(draw):
    """Draw the argument of central_differences."""
    return {"image": draw(pictures("?BHhifd"))}


@st.composite
def magnitude_and_orientation(draw):
    """Draw the arguments of magnitude_and_orientation: some gradients 0, some along an axis."""
    shape, rng = draw(st.tuples(st.integers(1, 7), st.integers(8, 12))), draw(seeds())
    dtype = draw(st.sampled_from(("f4", "f8")))
    gy, gx = (rng.integers(-2, 3, shape) * 10.0**rng.integers(-3, 4, shape) for _ in range(2))
    return {"gy": gy.astype(dtype), "gx": gx.astype(dtype)}


@st.composite
def orientation_histograms(draw):
    """Draw the arguments of orientation_histograms."""
    return {"image": draw(scenes(longest=30)), "orientations": draw(st.integers(1, 12)),
            "cell": draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))}


@st.composite
def hog(draw):
    """Draw the arguments of hog; the image holds at least one block."""
    cell, block = (draw(st.tuples(st.integers(1, most), st.integers(1, most))) for most in (5, 3))
    least = [c * b for c, b in zip(cell, block, strict=True)]
    image = draw(scenes(least=max(least), longest=max(least) + 20))
    return {"image": image, "orientations": draw(st.integers(1, 12)), "cell": cell, "block": block,
            "block_norm": draw(st.sampled_from(("L1", "L1-sqrt", "L2", "L2-Hys")))}


@st.composite
def normalize_blocks(draw):
    """Draw the arguments of normalize_blocks: some blocks empty, some no larger than ε."""
    rng, norm = draw(seeds()), draw(st.sampled_from(("L1", "L1-sqrt", "L2", "L2-Hys")))
    eps = draw(st.sampled_from((1e-5, 1e-3, 0.1)))
    sizes = rng.choice([0, eps, 10 * eps, 1, 2], (2, 4, 1, 1, 1))
    blocks = (rng.random((2, 4, 3, 1, 5)) * sizes).astype(draw(st.sampled_from(("f4", "f8"))))
    return {"blocks": blocks, "norm": norm, "eps": eps}


@st.composite
def hysteresis(draw, longest=30):
    """Draw the arguments of hysteresis: dust, blobs, and combs with holes, turned any way."""
    shape, rng = draw(st.lists(st.integers(1, longest), min_size=2, max_size=2, unique=True)), draw(seeds())
    weak = rng.random(shape) < draw(st.sampled_from((0.2, 0.4, 0.5, 0.7, 0.95, 1)))
    if draw(st.booleans()):
        weak[:-1, 1::2] = False
        weak = np.rot90(weak, draw(st.integers(0, 3))).copy()
    shape = weak.shape
    return {"weak": weak, "strong": rng.random(shape) < draw(st.sampled_from((0.2, 0.02, 0)))}


@st.composite
def connected_roots(draw):
    """Draw the arguments of connected_roots: chains in any order, couples, stars, any pairs; some nodes alone."""
    n, rng = draw(st.integers(1, 40)), draw(seeds())
    order = rng.permutation(n)
    chain = np.stack([order[:-1], order[1:]])
    star, anyhow = np.stack([order[:-1] * 0 + order[-1], order[:-1]]), rng.integers(0, n, (2, n // 2))
    some = draw(st.sampled_from((chain, chain[:, ::2], star, anyhow)))
    return {"n": n, "pairs": some}


@st.composite
def canny(draw, dtypes=("u1", "f4", "f8")):
    """Draw the arguments of canny."""
    image = draw(scenes(dtypes))
    white = 255 if image.dtype == np.uint8 else 1
    low, high = sorted(draw(st.tuples(*[st.sampled_from((0, 0.02, 0.1, 0.3, 0.5, 1, 2))] * 2)))
    return {"image": image, "low": low * white, "high": high * white, "norm": draw(st.sampled_from(("l1", "l2")))}


@st.composite
def canny_interpolated(draw, dtypes=("u1", "u2", "f4", "f8")):
    """Draw the arguments of canny_interpolated."""
    image = draw(scenes(dtypes))
    white = np.iinfo(image.dtype).max if image.dtype.kind == "u" else 1
    low, high = sorted(draw(st.tuples(*[st.sampled_from((0, 0.02, 0.1, 0.3, 0.5, 1, 2))] * 2)))
    return {"image": image, "sigma": draw(st.sampled_from((0.0, 0.4, 1.0, 2.0))), "low": low * white,
            "high": high * white}


@st.composite
def slopes(draw):
    """Draw the magnitude and the gradient of an image."""
    gy, gx = differences(draw(scenes(("u1", "f8"), longest=20)))
    return {"m": np.hypot(gy, gx), "gy": gy, "gx": gx}


def thin_by_direction():
    """Draw the arguments of thin_by_direction."""
    return slopes()


def thin_along_gradient(dyadic=False):
    """Draw the arguments of thin_along_gradient; dyadic: whole m, and slopes of which none is rounded."""
    return st.tuples(dyadic_slopes() if dyadic else slopes(), st.sampled_from((0.0, 20.0 if not dyadic else 3.0))).map(
        lambda drawn: {**drawn[0], "least": drawn[1]})


@st.composite
def dyadic_slopes(draw):
    """Draw whole magnitudes, and gradients whose quotients are powers of two, or 0."""
    rng, shape = draw(seeds()), draw(st.tuples(st.integers(2, 9), st.integers(10, 14)))
    gy, gx = (rng.choice([-4.0, -2, -1, 0, 0, 1, 2, 4], shape) for _ in range(2))
    return {"m": rng.integers(0, draw(st.sampled_from((3, 9))), shape).astype(float), "gy": gy, "gx": gx}


@st.composite
def unit_range(draw, dtypes="?BHIfd"):
    """Draw the argument of unit_range."""
    return {"image": draw(pictures(dtypes))}


@st.composite
def white_level(draw, dtypes="?BHIfd"):
    """Draw the argument of white_level."""
    return {"dtype": np.dtype(draw(st.sampled_from(dtypes)))}


@st.composite
def moments(draw):
    """Draw the arguments of moments."""
    return {"image": draw(scenes(("u1", "f8"), longest=20)), "order": draw(st.integers(0, 4))}


def central_moments():
    """Draw the arguments of central_moments: no image is black."""
    return moments().map(lambda case: {**case, "image": np.maximum(case["image"], case["image"].dtype.type(1))})


def hu_moments():
    """Draw the argument of hu_moments."""
    return central_moments().map(lambda case: {"image": case["image"]})


@st.composite
def normalized_moments(draw):
    """Draw the argument of normalized_moments."""
    return {"central": draw(seeds()).normal(size=(4, 4))**2 + 0.1}


@st.composite
def lbp(draw, longest=16, most=18, meeting=False, infinite=False):
    """Draw the arguments of lbp; half of the time the ring meets pixels, or always; some pixels infinite, if wanted."""
    at_pixels = st.tuples(st.sampled_from((1, 2, 4)), st.integers(0, 3))
    between = st.tuples(st.integers(1, most) | st.sampled_from((most, 8)),
                        st.sampled_from((0.5, 1.0, 1.5, 2.0, 3.0, 7.3)))
    points, radius = draw(at_pixels if meeting else at_pixels | between)
    image = draw(scenes(longest=longest))
    if infinite and image.dtype.kind == "f" and (rng := draw(seeds())).random() < 0.5:
        image[rng.random(image.shape) < 0.2] = np.inf
    return {"image": image, "points": points, "radius": radius,
            "method": draw(st.sampled_from(("default", "ror", "uniform")))}


@st.composite
def least_rotation(draw):
    """Draw the arguments of least_rotation."""
    points = draw(st.integers(1, 32))
    return {"codes": draw(seeds()).integers(0, 2**points, 9).astype(np.uint32), "points": points}


@st.composite
def glcm(draw, most=12):
    """Draw the arguments of glcm: distances that leave the image, and angles all round."""
    levels = draw(st.integers(1, most))
    shape = draw(st.lists(st.integers(1, 14), min_size=2, max_size=2, unique=True))
    image = draw(seeds()).integers(0, levels, shape).astype(draw(st.sampled_from(("u1", "u2", "i4", "i8"))))
    distances, angles = (draw(st.lists(st.sampled_from(values), min_size=1, max_size=3))
                         for values in ((0, 1, 1.5, 2, 3.5, 20), (*EIGHTHS, 1.0)))
    return {"image": image, "distances": distances, "angles": angles, "levels": levels,
            "symmetric": draw(st.booleans()), "normed": draw(st.booleans())}


@st.composite
def glcm_property(draw):
    """Draw the arguments of glcm_property: some matrices empty, some of a single level."""
    rng, L = draw(seeds()), draw(st.integers(1, 9))
    matrix = rng.integers(0, 9, (L, L, 2, 3)) * (rng.random((L, L, 1, 1)) < draw(st.sampled_from((0, 0.2, 1))))
    return {"matrix": matrix.astype(draw(st.sampled_from(("u4", "f8")))), "name": draw(st.sampled_from(PROPERTIES))}


PROPERTIES = ("contrast", "dissimilarity", "homogeneity", "ASM", "energy", "entropy", "mean", "variance", "std",
              "correlation")


@st.composite
def harris(draw, dtypes=("u1", "u2", "f4", "f8"), least=1):
    """Draw the arguments of harris."""
    return {"image": draw(scenes(dtypes, least)), "k": draw(st.sampled_from((0.0, 0.04, 0.05, 0.2))),
            "sigma": draw(st.sampled_from((0.0, 0.5, 1, 2.5)))}


def structure_tensor():
    """Draw the arguments of structure_tensor."""
    return harris().map(lambda case: {key: case[key] for key in ("image", "sigma")})


@st.composite
def fast(draw, dtypes=("u1", "u2"), least=1):
    """Draw the arguments of fast."""
    size = st.tuples(st.integers(9, 14), st.integers(15, 25))
    noise = st.builds(lambda rng, shape, levels: rng.choice(levels, shape).astype("u1"), seeds(), size,
                      st.sampled_from(NOISES))
    image = draw(st.builds(dots, seeds(), size) | scenes(dtypes, least, top=255) | noise)
    return {"image": image, "threshold": draw(st.sampled_from((20, 0, 1, 5, 60))),
            "arc": draw(st.sampled_from((9, 9, 10, 12, 16))), "nms": draw(st.sampled_from((True, False)))}


NOISES = 256, (0, 255), (90, 100, 110)


def dots(rng, shape):
    """Return an image, flat but for couples of pixels side by side: corners, some of which are suppressed."""
    bright = rng.random(shape) < 0.03
    return np.where(bright | np.roll(bright, rng.integers(0, 2, 2), (0, 1)), rng.choice((100, 180, 255), shape),
                    20).astype("u1")


@st.composite
def arc_contrast(draw):
    """Draw the arguments of arc_contrast."""
    rng = draw(seeds())
    rough = rng.integers(-9, 10, (draw(st.integers(1, 9)), 16))
    return {"differences": np.where(rng.random(16) < 0.5, rough, rough[:, :1]), "arc": draw(st.integers(9, 16))}


@st.composite
def double_size(draw):
    """Draw the argument of double_size."""
    return {"image": draw(pictures("?BHhifd", longest=12))}


@st.composite
def gaussian_octaves(draw):
    """Draw the argument of gaussian_octaves."""
    return {"image": draw(scenes(longest=20, top=255))}


@st.composite
def scale_space_extrema(draw):
    """Draw the arguments of scale_space_extrema: the first octave of an image."""
    image = draw(scenes(least=6, longest=30, top=255))
    return {"octave": octaves_of(image)[0], "contrast": draw(st.sampled_from((0.01, 0.04))),
            "edge": draw(st.sampled_from((5, 10)))}


@st.composite
def sift(draw):
    """Draw the argument of sift."""
    return {"image": draw(scenes(longest=30, top=255))}


@st.composite
def sift_of_a_blob(draw):
    """Draw an image of one round blob, dark or bright, not near the border."""
    H, W = draw(st.tuples(st.integers(40, 48), st.integers(49, 56)))
    rng, sigma = draw(seeds()), draw(st.sampled_from((3.0, 4.0)))
    y, x = (p - rng.uniform(18, n - 18) for p, n in zip(np.ogrid[:H, :W], (H, W), strict=True))
    blob = np.rint(255 * np.exp(-(y**2 + x**2) / (2 * sigma**2)))
    return {"image": (255 - blob if draw(st.booleans()) else blob).astype(np.uint8)}


@st.composite
def patches(draw, least=6):
    """Draw magnitudes and orientations, a pixel, and a scale."""
    m, theta = polar(*differences(draw(scenes(("u1", "f8"), least=least, longest=30))))
    H, W = m.shape
    return {"m": m, "theta": theta, "y": draw(st.integers(0, H - 1)), "x": draw(st.integers(0, W - 1)),
            "scale": draw(st.sampled_from((0.8, 1.6, 3.0)))}


def main_directions(noisy=False):
    """Draw the arguments of main_directions; noisy: gradients of all directions, no two peaks alike."""
    return noisy_patches() if noisy else patches() | noisy_patches()


@st.composite
def noisy_patches(draw):
    """Draw random magnitudes and orientations, a pixel, and a scale."""
    rng, (H, W) = draw(seeds()), draw(st.tuples(st.integers(8, 18), st.integers(19, 30)))
    return {"m": rng.random((H, W)), "theta": rng.uniform(-np.pi, np.pi, (H, W)), "y": draw(st.integers(0, H - 1)),
            "x": draw(st.integers(0, W - 1)), "scale": draw(st.sampled_from((0.8, 1.6, 3.0)))}


def describe_patch():
    """Draw the arguments of describe_patch."""
    angles = st.sampled_from((0.0, 33.3, 90.0, 181.0))
    return st.tuples(patches(), angles).map(lambda drawn: {**drawn[0], "angle": drawn[1]})


@st.composite
def points(draw, dtypes=("f8", "f4")):
    """Draw points (n, d) in a few clouds, no two distances equal, and how many centres to look for."""
    n, d, k = draw(st.integers(6, 60)), draw(st.integers(1, 7)), draw(st.integers(1, 5))
    rng = draw(seeds())
    clouds = rng.normal(size=(k, d)) * draw(st.sampled_from((0.1, 3, 1000)))
    return (clouds[rng.integers(0, k, n)] + rng.normal(size=(n, d))).astype(draw(st.sampled_from(dtypes))), k, rng


@st.composite
def kmeans(draw, dtypes=("f8", "f4"), away=True):
    """Draw the arguments of kmeans; now and then, if away, a start so far off that its centre stays empty."""
    x, k, rng = draw(points(dtypes))
    from_points = not away or draw(st.booleans())
    start = x[rng.permutation(len(x))[:k]] if from_points else rng.normal(size=(k, x.shape[1])) * 100
    return {"x": x, "start": start.astype(x.dtype), "max_iter": draw(st.sampled_from((1, 2, 5, 100)))}


@st.composite
def kmeans_of_clouds(draw):
    """Draw the arguments of kmeans: float32, clouds of width 1 that are 50 apart or more, a start in each."""
    n, d, k, rng = draw(st.integers(2, 12)), draw(st.integers(1, 7)), draw(st.integers(1, 5)), draw(seeds())
    middles = rng.permutation(k)[:, None] * 50.0 + rng.normal(size=(k, d))
    x = (middles[:, None] + rng.uniform(-1, 1, (k, n, d))).astype(np.float32)
    start = x[:, 0].copy()
    return {"x": rng.permutation(x.reshape(-1, d)), "start": start}


@st.composite
def seeded_points(draw):
    """Draw points, how many centres to start from, two or more, and a seed."""
    x, k, rng = draw(points(("f8",)))
    return {"x": x, "k": max(k, 2), "seed": int(rng.integers(2**32))}


@st.composite
def nearest(draw, whole=False):
    """Draw the arguments of nearest: whole numbers, where distances are often equal, or any."""
    rng, d = draw(seeds()), draw(st.integers(1, 7))
    n, k = draw(st.integers(1, 50)), draw(st.integers(1, 9))
    if whole or draw(st.booleans()):
        return {"x": rng.integers(0, 5, (n, d)), "centres": rng.integers(0, 5, (k, d))}
    return {"x": rng.normal(size=(n, d)), "centres": rng.normal(size=(k, d))}


def inertia():
    """Draw the arguments of inertia."""
    return nearest()


@st.composite
def kmeans_plusplus(draw):
    """Draw the arguments of kmeans_plusplus."""
    x, k, rng = draw(points())
    return {"x": x, "k": k, "rng": rng}


@st.composite
def visual_words(draw):
    """Draw the arguments of visual_words; now and then no descriptors at all."""
    case = draw(nearest())
    return {"descriptors": case["x"][:draw(st.sampled_from((0, 50, 50)))], "codebook": case["centres"]}


@st.composite
def tfidf(draw):
    """Draw the argument of tfidf: some images without words, some words without images."""
    rng = draw(seeds())
    N, k = draw(st.lists(st.integers(1, 12), min_size=2, max_size=2, unique=True))
    return {"counts": rng.integers(0, 9, (N, k)) * (rng.random((N, 1)) < 0.8) * (rng.random(k) < 0.7)}


# ---- graded by difficulty, and exact ---------------------------------------------------------------------------------

@st.composite
def graded(draw, dtype="f8", exponents=(0,), shape=(4, 9)):
    """Draw an image (H, W) of noise: its mean up to 10⁸ deviations above 0, all of it times a power of two."""
    rng, mean = draw(seeds()), draw(st.sampled_from((0, 1, 1e2, 1e4, 1e6, 1e8)))
    noise = rng.normal(size=(draw(st.integers(*shape)), draw(st.integers(*shape))))
    return np.ldexp(mean + noise, draw(st.sampled_from(exponents))).astype(dtype)


@st.composite
def graded_harris(draw):
    """Draw the arguments of harris, up to where fourth powers leave the range."""
    dtype, exponents = draw(st.sampled_from((("f8", (0, -200, 220)), ("f4", (0, -25)))))
    k, sigma = draw(st.sampled_from((0.0, 0.04, 0.05, 0.25))), draw(st.sampled_from((0.0, 0.3, 0.5)))
    return {"image": draw(graded(dtype, exponents)), "k": k, "sigma": sigma}


def exact_harris(image, k, sigma):
    """Return R, and (trace A)² with the slopes taken without sign, as arrays of fractions."""
    f, g = (np.array([Fraction(float(v)) for v in a.ravel()], object).reshape(a.shape)
            for a in (image, gaussian_weights(sigma)))

    def along(a, weights, axis):
        r = len(weights) // 2
        a = np.pad(np.moveaxis(a, axis, 0), ((r, r), (0, 0)), constant_values=Fraction(0))
        return np.moveaxis(sum(w * a[i:len(a) - 2 * r + i] for i, w in enumerate(weights)), 0, axis)

    steps = [along(f, [-1, 0, 1], axis) for axis in (0, 1)]
    (gy, gx), (y, x) = ([along(d, [1, 2, 1], 1 - axis) for axis, d in enumerate(ds)] for ds in (steps, np.abs(steps)))
    yy, yx, xx, trace = (along(along(a, g, 0), g, 1) for a in (gy * gy, gy * gx, gx * gx, y * y + x * x))
    return yy * xx - yx**2 - Fraction(k) * (yy + xx)**2, trace**2


@st.composite
def graded_hu_moments(draw):
    """Draw the argument of hu_moments: without negative levels, away from the origin, at any exponent."""
    image = np.abs(draw(graded(exponents=(0, 60, -60, 300, -300, 960, -1000), shape=(2, 9))))
    return {"image": np.pad(image, ((draw(st.sampled_from((0, 30))), 0), (draw(st.sampled_from((0, 100, 2000))), 0)))}


def exact_hu_moments(image):
    """Return h1 … h7 in fractions; what their sums would be if nothing cancelled; x̄ + ȳ in units of the spread."""
    pixels = [(int(x), int(y), Fraction(float(image[y, x]))) for y, x in np.argwhere(image)]
    m, right, down = (sum(t) for t in zip(*[(f, x * f, y * f) for x, y, f in pixels], strict=True))
    pixels = [(x - right / m, y - down / m, f) for x, y, f in pixels]

    def eta(p, q):                                                 # for p + q = 3 without the root, 1/√m
        return sum(x**p * y**q * f for x, y, f in pixels) / m**(1 + (p + q) // 2)

    (n20, n11, n02), (n30, n21, n12, n03) = ([eta(n - q, q) for q in range(n + 1)] for n in (2, 3))
    u, v, a, b, c = n30 + n12, n21 + n03, n30 - 3 * n12, 3 * n21 - n03, n20 - n02
    U, V = u * (u**2 - 3 * v**2), v * (3 * u**2 - v**2)
    h = [n20 + n02, c**2 + 4 * n11**2, (a**2 + b**2) / m, (u**2 + v**2) / m, (a * U + b * V) / m**2,
         (c * (u**2 - v**2) + 4 * n11 * u * v) / m, (b * U - a * V) / m**2]
    s, t = h[0], (sum((abs(x) + abs(y))**3 * f for x, y, f in pixels) / m**2)**2 / m
    return h, [s, s * s, t, t, t * t, s * t, t * t], (right + down) / m / Fraction(float(h[0] * m)**0.5 or 1)


@st.composite
def graded_nearest(draw):
    """Draw the arguments of nearest: what all is measured from, the first point, 1 … 10⁸ spreads away."""
    rng, d, dtype = draw(seeds()), draw(st.integers(1, 7)), draw(st.sampled_from(("f4", "f8")))
    away = draw(st.sampled_from((0, 1, 1e2, 1e4, 1e6, 1e8)))
    x, centres = (rng.normal(size=(n, d)) + away for n in (draw(st.integers(2, 20)), draw(st.integers(1, 6))))
    x[0] = 0
    return {"x": x.astype(dtype), "centres": centres.astype(dtype)}


# ---- the laws -------------------------------------------------------------------------------------------------------

def exchanges_its_axes_with_the_image(central_differences, image):
    """The transposed image has the transposed differences, in exchanged places."""
    gy, gx = central_differences(image)
    down, right = central_differences(np.ascontiguousarray(image.T))
    return np.array_equal(down, gx.T, True) and np.array_equal(right, gy.T, True)


def a_plane_has_twice_its_slopes(central_differences, image):
    """A plane that rises by 3 down and 5 to the right has the differences 6 and 10, but for the border."""
    y, x = np.indices(image.shape)
    gy, gx = central_differences(3 * y + 5 * x)
    return bool((gy[1:-1] == 6).all() and (gx[:, 1:-1] == 10).all() and not gy[[0, -1]].any()
                and not gx[:, [0, -1]].any())


def are_polar_coordinates(magnitude_and_orientation, gy, gx):
    """gx = m·cos θ, gy = m·sin θ."""
    m, theta = magnitude_and_orientation(gy, gx)
    largest = np.abs(gx) + np.abs(gy)
    return near(m * np.cos(theta), gx, largest) and near(m * np.sin(theta), gy, largest)


def forgets_added_light(function, image, **arguments):
    """A level added everywhere changes nothing."""
    brighter = np.rint(image.astype(float) * (1 if image.dtype.kind == "u" else 255))
    return np.array_equal(function(brighter, **arguments), function(brighter + 40, **arguments))


def no_block_is_longer_than_one(hog, image, orientations, cell, block, block_norm):
    """Normalized: 0 ≤ v ≤ 1, and ‖v‖ ≤ 1, for L1 in the sum of magnitudes."""
    v = hog(image, orientations, cell, block, block_norm).astype(float).reshape(-1, block[0] * block[1] * orientations)
    power = 1 if block_norm == "L1" else 2
    return bool((v >= 0).all() and ((v**power).sum(1) <= 1 + 1e-6).all())


def hardly_sees_contrast(hog, image, **arguments):
    """Twice the contrast changes no more than ε does."""
    f = np.rint(image.astype(float) * (1 if image.dtype.kind == "u" else 255))
    return bool(np.abs(hog(2 * f, **arguments) - hog(f, **arguments)).max() < 0.03)


def every_whole_cell_is_counted_once(orientation_histograms, image, orientations, cell):
    """The sums over angles are the mean magnitudes of the cells."""
    m, _ = polar(*(g.astype(float) for g in differences(image)))
    rows, columns = image.shape[0] // cell[0], image.shape[1] // cell[1]
    cells = m[:rows * cell[0], :columns * cell[1]].reshape(rows, cell[0], columns, cell[1]).mean((1, 3))
    return near(orientation_histograms(image, orientations, cell).sum(2), cells, m)


def forgets_the_scale(normalize_blocks, blocks, norm, eps):
    """Twice the block and twice ε, the same to a bit; L2-Hys, which takes ε twice: to half of ε, next to a fifth."""
    twice, once = normalize_blocks(2 * blocks, norm, 2 * eps), normalize_blocks(blocks, norm, eps)
    if norm != "L2-Hys":
        return np.array_equal(twice, once)
    return bool(np.abs(normalize_blocks(blocks, norm, 1e-9) - normalize_blocks(2 * blocks, norm, 1e-9)).max() < 1e-5)


def is_never_longer_than_one(normalize_blocks, blocks, norm, eps):
    """Normalized: no sum of magnitudes, or of squares, exceeds 1."""
    v = np.abs(normalize_blocks(blocks, norm, eps).astype(float))
    return bool(((v**(1 if norm == "L1" else 2)).sum((-3, -2, -1)) <= 1 + 1e-5).all())


def lies_between_both(hysteresis, weak, strong):
    """All that is strong and weak is kept, and nothing that is not weak."""
    kept = hysteresis(weak, strong)
    return bool((kept >= (weak & strong)).all() and (kept <= weak).all())


def is_done_after_once(hysteresis, weak, strong):
    """Idempotent: what was kept is kept again."""
    kept = hysteresis(weak, strong)
    return np.array_equal(hysteresis(kept, strong), kept)


def turns_with_the_picture(hysteresis, weak, strong):
    """The picture turned by 90° keeps the same."""
    turned = hysteresis(np.rot90(weak).copy(), np.rot90(strong).copy())
    return np.array_equal(turned, np.rot90(hysteresis(weak, strong)))


def joins_what_is_paired(connected_roots, n, pairs):
    """Both of a pair have one root; no root is greater than its nodes, and each root is its own."""
    root = connected_roots(n, pairs)
    paired = (root[pairs[0]] == root[pairs[1]]).all()
    return bool(paired and (root <= np.arange(n)).all() and (root[root] == root).all())


def joins_nothing_else(connected_roots, n, pairs):
    """As many roots as nodes that no pair connects to an earlier one: each pair takes away one at the most."""
    return n - pairs.shape[1] <= len(np.unique(connected_roots(n, pairs))) <= n


def higher_thresholds_keep_less(canny, image, low, high, **arguments):
    """Monotone in both thresholds."""
    edges = canny(image, low=low, high=high, **arguments)
    return bool((canny(image, low=low, high=1.5 * high + 1e-3, **arguments) <= edges).all()
                and (canny(image, low=(low + high) / 2, high=high, **arguments) <= edges).all())


def the_negative_has_the_same_edges(canny, image, low, high, norm):
    """Dark on light, light on dark: the same."""
    whole = image.astype(float) if image.dtype.kind == "u" else np.rint(image * 255.0)
    return np.array_equal(canny(whole, low, high, norm), canny(255 - whole, low, high, norm))


def the_mirror_image_has_mirrored_edges(canny, image, **arguments):
    """Left and right, up and down are alike."""
    edges = canny(image, **arguments)
    return all(np.array_equal(canny(np.flip(image, axis).copy(), **arguments), np.flip(edges, axis)) for axis in (0, 1))


def looks_both_ways_along_the_gradient(thin, m, gy, gx, **arguments):
    """The opposite gradient keeps the same; so does twice the magnitude."""
    ridge = thin(m, gy, gx, **arguments)
    return np.array_equal(thin(m, -gy, -gx, **arguments), ridge)


def black_is_0_and_white_is_1(unit_range, image):
    """Black is 0, white is 1, and the order of levels stays."""
    ends = np.array([0, np.iinfo(image.dtype).max if image.dtype.kind == "u" else 1], image.dtype)
    return unit_range(ends).tolist() == [0, 1] and bool((np.diff(unit_range(np.sort(image.ravel()))) >= 0).all()
                                                        if image.dtype.kind != "f" else True)


def is_the_greatest_level(white_level, dtype):
    """Of whole levels the greatest, of others 1."""
    return white_level(dtype) == (np.iinfo(dtype).max if dtype.kind == "u" else 1)


def adds_over_images(moments, image, order):
    """The moments of a sum of images are the sums of their moments."""
    other = np.flip(image.astype(float), 1)
    both = moments(image + other, order)
    return near(both, moments(image, order) + moments(other, order), both)


def forgets_where_the_shape_is(central_moments, image, order):
    """Three empty columns before and two empty rows above change nothing."""
    mu = central_moments(image, order)
    moved = central_moments(np.pad(image, ((2, 0), (3, 0))), order)
    reach = max(image.shape) + 3.0
    return near(moved, mu, image.astype(float).sum() * reach**(2 * order), within=256)


def mass_is_one(normalized_moments, central):
    """η[0, 0] = 1, and the mass of all levels together does not matter but for its power."""
    eta = normalized_moments(central)
    p, q = np.indices(central.shape)
    return near(eta[0, 0], 1, 1) and near(normalized_moments(4 * central), eta * 2.0**-(p + q), eta)


def forgets_turns_and_knows_mirrors(hu_moments, image):
    """Turned by 90° all seven stay; in the mirror the seventh changes its sign."""
    h, turned, mirrored = hu_moments(image), hu_moments(np.rot90(image).copy()), hu_moments(np.fliplr(image).copy())
    scale = np.array([h[0]**k for k in (1, 2, 3, 3, 6, 4, 6)])
    signs = np.array([1, 1, 1, 1, 1, 1, -1])
    return all(near((other - h) / scale, 0, 1 + h / scale, within=4096) for other in (turned, mirrored * signs))


def has_as_many_patterns_as_it_says(lbp, image, points, radius, method):
    """default and ror are below 2^P, ror is a least rotation, uniform is at most P + 1."""
    codes = lbp(image, points, radius, method)
    return bool(codes.min() >= 0 and codes.max() <= (points + 1 if method == "uniform" else 2**points - 1))


def sees_only_the_order_where_rings_meet_pixels(lbp, image, points, radius, method):
    """A rising map of grey levels that leaves 0 alone changes nothing, if no level is interpolated."""
    if points not in (1, 2, 4) or radius != int(radius):
        return True
    f = image.astype(float)
    return np.array_equal(lbp(f**2, points, radius, method), lbp(f, points, radius, method))


def one_level_is_all_ones_inside(lbp, image, points, radius, method):
    """Where all are equal every neighbour is at least as bright."""
    reach = int(np.ceil(radius)) + 1
    codes = lbp(np.full((2 * reach + 2, 2 * reach + 1), 7.0), points, radius, method)
    return bool((codes[reach:-reach, reach:-reach] == (points if method == "uniform" else 2**points - 1)).all())


def forgets_the_start(least_rotation, codes, points):
    """Turned by one place the pattern has the same least rotation; it is no more than the pattern."""
    turned = (codes >> 1 | (codes & 1) << (points - 1)).astype(np.uint32)
    least = least_rotation(codes, points)
    return np.array_equal(least_rotation(turned, points), least) and bool((least <= codes).all())


def counts_every_pair(glcm, image, distances, angles, levels, symmetric, normed):
    """The sum is the number of pairs inside, twice that if symmetric, 1 if normed."""
    P = glcm(image, distances, angles, levels, symmetric, normed)
    H, W = image.shape
    for (d, distance), (a, angle) in ((d, a) for d in enumerate(distances) for a in enumerate(angles)):
        dy, dx = (int(np.floor(abs(t * distance) + 0.5)) for t in (np.sin(angle), np.cos(angle)))
        pairs = max(H - dy, 0) * max(W - dx, 0) * (1 + symmetric)
        if not np.isclose(P[:, :, d, a].sum(), min(pairs, 1) if normed else pairs, rtol=1e-12):
            return False
    return True


def the_opposite_angle_exchanges_the_pair(glcm, image, distances, angles, levels, symmetric, normed):
    """Looked at from the other end, i and j change places."""
    P = glcm(image, distances, angles, levels, symmetric, normed)
    opposite = glcm(image, [-d for d in distances], angles, levels, symmetric, normed)
    return np.array_equal(opposite, P.swapaxes(0, 1))


def forgets_how_many(glcm_property, matrix, name):
    """Twice the pairs, the same texture."""
    return np.array_equal(glcm_property(2 * matrix, name), glcm_property(matrix, name))


def grows_with_the_fourth_power_of_contrast(harris, image, **arguments):
    """Half the contrast, a sixteenth."""
    f = fractions(image)
    return np.array_equal(16 * harris(f / 2, **arguments), harris(f, **arguments))


def is_never_negative_in_any_direction(structure_tensor, image, sigma):
    """Positive semidefinite: sᵀ·A·s ≥ 0, but for rounding."""
    A_yy, A_yx, A_xx = (A.astype(float) for A in structure_tensor(image, sigma))
    largest = max(A_yy.max(), A_xx.max())
    return bool((A_yy >= 0).all() and (A_xx >= 0).all() and (A_yy * A_xx - A_yx**2 >= -1e-6 * largest**2).all())


def the_score_is_the_largest_passing_threshold(fast, image, threshold, arc, nms):
    """A point passes every threshold up to its score, and none beyond it."""
    points, scores = fast(image, threshold, arc, False)
    stay, rest = fast(image, threshold + 7, arc, False)
    return (np.array_equal(stay, points[scores >= threshold + 7])
            and np.array_equal(rest, scores[scores >= threshold + 7]))


def the_negative_has_the_same_corners(fast, image, threshold, arc, nms):
    """Bright corners and dark ones are alike."""
    negative = (255 - image.astype(int)).astype(np.int32)
    both = zip(fast(image, threshold, arc, nms), fast(negative, threshold, arc, nms), strict=True)
    return all(np.array_equal(a, b) for a, b in both)


def has_no_beginning(arc_contrast, differences, arc):
    """Round is round: begun at another pixel, the same; so with the signs changed."""
    contrast = arc_contrast(differences, arc)
    return (np.array_equal(arc_contrast(np.roll(differences, 5, 1), arc), contrast)
            and np.array_equal(arc_contrast(-differences, arc), contrast))


def stays_between_its_pixels(double_size, image):
    """Twice as many each way, none brighter than the brightest or darker than the darkest."""
    out, f = double_size(image), image.astype(np.float32)
    if not np.isfinite(f).all() or np.abs(f).max() > 1e30:
        return True
    low, high = np.nextafter(f.min(), np.float32(-np.inf)), np.nextafter(f.max(), np.float32(np.inf))
    return out.shape == (2 * image.shape[0], 2 * image.shape[1]) and bool((out >= low).all() and (out <= high).all())


def blurs_more_and_more(gaussian_octaves, image):
    """Every level spreads less between dark and bright than the one before, every octave has half the pixels."""
    octaves = gaussian_octaves(image)
    shapes = [octave.shape for octave in octaves]
    halved = all(after[1:] == (before[1] // 2, before[2] // 2) for before, after in pairwise(shapes))
    spreads = [np.ptp(octave, axis=(1, 2)) for octave in octaves]
    return halved and all((np.diff(spread) <= 1e-3).all() for spread in spreads)


def dark_blobs_are_found_as_bright_ones(scale_space_extrema, octave, **arguments):
    """The negative has its blobs at the same places."""
    return all(np.array_equal(a, b) for a, b in zip(scale_space_extrema(octave, **arguments),
                                                    scale_space_extrema(-octave, **arguments), strict=True))


def are_inside_and_in_range(sift, image):
    """Keypoints lie in the image, angles in 0 … 360, descriptors are whole numbers of 0 … 255, about 512 long."""
    keypoints, descriptors = sift(image)
    (x, y, size, angle), (H, W) = keypoints.T, image.shape
    length = np.linalg.norm(descriptors, axis=1)
    return bool(((0 <= x) & (x < W) & (0 <= y) & (y < H) & (size > 0) & (0 <= angle) & (angle < 360)).all()
                and (descriptors == np.rint(descriptors)).all() and descriptors.max(initial=0) <= 255
                and (length > 300).all() and (length < 520).all())


def contrast_does_not_matter(function, m, **arguments):
    """Gradients four times as strong give the same."""
    return np.array_equal(function(4 * m, **arguments), function(m, **arguments))


def turns_with_the_gradients(main_directions, m, theta, y, x, scale):
    """All gradients turned by 90°, all directions turned by 90°."""
    middles = np.rint(theta * 18 / np.pi) * np.pi / 18             # of bins: between two of them rounding would decide
    before = np.array(main_directions(m, middles, y, x, scale))
    turned = np.array(main_directions(m, middles + np.pi / 2, y, x, scale))
    apart = np.abs((turned[:, None] - before - 90 + 180) % 360 - 180)
    return len(before) == len(turned) and bool((apart < 1e-6).any(0).all())


def inertia_never_increases(kmeans, x, start, max_iter):
    """One round more is not worse."""
    first, second = (inertia_of(x.astype(float), kmeans(x, start, rounds)[0].astype(float))
                     for rounds in (max_iter, max_iter + 1))
    return bool(second <= first * (1 + 64 * np.finfo(x.dtype).eps) + 1e-12)


def centres_are_means(kmeans, x, start, max_iter):
    """Every centre with points is their mean; one without is where it was."""
    centres, labels = kmeans(x, start, max_iter)
    means = [x[labels == j].mean(0) for j in np.unique(labels)]
    return near(centres[np.unique(labels)], np.array(means), np.abs(x))


def none_is_nearer(nearest, x, centres):
    """No other centre is nearer."""
    squared = ((x[:, None].astype(float) - centres)**2).sum(2)
    chosen = np.take_along_axis(squared, nearest(x, centres)[:, None], 1)
    return near(np.minimum(squared, chosen), np.broadcast_to(chosen, squared.shape), squared.max() + 1)


def one_centre_more_is_not_worse(inertia, x, centres):
    """It is a sum of least distances."""
    fewer, more = inertia(x, centres), inertia(x, np.concatenate([centres, x[:1]]))
    return bool(0 <= more <= fewer * (1 + 1e-12) + 1e-12) and inertia(x, x) <= 1e-12


def starts_are_different_points(kmeans_plusplus, x, k, rng):
    """k of the points, no two the same."""
    centres = kmeans_plusplus(x, k, rng)
    return len(np.unique(centres, axis=0)) == k and all((x == centre).all(1).any() for centre in centres)


def counts_every_descriptor(visual_words, descriptors, codebook):
    """All are counted, in whatever order they come."""
    counts = visual_words(descriptors, codebook)
    return counts.sum() == len(descriptors) and np.array_equal(visual_words(descriptors[::-1], codebook), counts)


def rows_have_length_one(tfidf, counts):
    """Rows have length 1, or nothing; an image with twice the words is the same."""
    weights = tfidf(counts)
    length = np.sqrt((weights**2).sum(1))
    twice = tfidf(counts * np.where(np.arange(len(counts)) == 0, 2, 1)[:, None])
    return bool(np.isclose(length, counts.any(1), rtol=1e-12).all()) and near(twice, weights, 1)


LAWS = {
    "central_differences": [exchanges_its_axes_with_the_image, a_plane_has_twice_its_slopes],
    "magnitude_and_orientation": [are_polar_coordinates],
    "hog": [forgets_added_light, no_block_is_longer_than_one, hardly_sees_contrast],
    "orientation_histograms": [forgets_added_light, every_whole_cell_is_counted_once],
    "normalize_blocks": [forgets_the_scale, is_never_longer_than_one],
    "hysteresis": [lies_between_both, is_done_after_once, turns_with_the_picture],
    "connected_roots": [joins_what_is_paired, joins_nothing_else],
    "canny": [higher_thresholds_keep_less, the_negative_has_the_same_edges],
    "canny_interpolated": [higher_thresholds_keep_less, the_mirror_image_has_mirrored_edges],
    "thin_by_direction": [looks_both_ways_along_the_gradient],
    "thin_along_gradient": [looks_both_ways_along_the_gradient],
    "unit_range": [black_is_0_and_white_is_1],
    "white_level": [is_the_greatest_level],
    "moments": [adds_over_images],
    "central_moments": [forgets_where_the_shape_is],
    "normalized_moments": [mass_is_one],
    "hu_moments": [forgets_turns_and_knows_mirrors],
    "lbp": [has_as_many_patterns_as_it_says, sees_only_the_order_where_rings_meet_pixels, one_level_is_all_ones_inside],
    "least_rotation": [forgets_the_start],
    "glcm": [counts_every_pair, the_opposite_angle_exchanges_the_pair],
    "glcm_property": [forgets_how_many],
    "harris": [grows_with_the_fourth_power_of_contrast],
    "structure_tensor": [is_never_negative_in_any_direction],
    "fast": [the_score_is_the_largest_passing_threshold, the_negative_has_the_same_corners],
    "arc_contrast": [has_no_beginning],
    "double_size": [stays_between_its_pixels],
    "gaussian_octaves": [blurs_more_and_more],
    "scale_space_extrema": [dark_blobs_are_found_as_bright_ones],
    "sift": [are_inside_and_in_range],
    "main_directions": [contrast_does_not_matter, turns_with_the_gradients],
    "describe_patch": [contrast_does_not_matter],
    "kmeans": [inertia_never_increases, centres_are_means],
    "nearest": [none_is_nearer],
    "inertia": [one_centre_more_is_not_worse],
    "kmeans_plusplus": [starts_are_different_points],
    "visual_words": [counts_every_descriptor],
    "tfidf": [rows_have_length_one],
}
