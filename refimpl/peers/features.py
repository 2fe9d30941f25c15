"""Features elsewhere: OpenCV, scikit-image, scipy.ndimage and scipy.cluster, scikit-learn, torch, kornia, NumPy."""
from itertools import pairwise

import numpy as np

from refimpl.features.canny import canny, thin_by_direction
from refimpl.features.canny_interpolated import canny_interpolated, thin_along_gradient
from refimpl.features.components import connected_roots, connected_roots_definition
from refimpl.features.fast import arc_contrast, fast
from refimpl.features.glcm import glcm, glcm_definition, glcm_property
from refimpl.features.gradients import central_differences, central_differences_definition, magnitude_and_orientation
from refimpl.features.harris import harris, structure_tensor
from refimpl.features.hog import hog, normalize_blocks, orientation_histograms
from refimpl.features.hysteresis import hysteresis, hysteresis_definition
from refimpl.features.kmeans import inertia, kmeans, kmeans_plusplus, nearest
from refimpl.features.lbp import lbp, lbp_definition, least_rotation
from refimpl.features.moments import (central_moments, central_moments_definition, hu_moments, moments,
                                      moments_definition, normalized_moments)
from refimpl.features.scale_space import double_size, gaussian_octaves, scale_space_extrema
from refimpl.features.sift import describe_patch, main_directions, sift
from refimpl.features.unit_range import unit_range, white_level
from refimpl.features.visual_words import tfidf, tfidf_definition, visual_words, visual_words_definition
from refimpl.peers import alone, differs, same

STEP = np.array([[0, 0, 0, 100, 100, 100]] * 4, np.uint8)                      # an edge between two columns
X86 = "x86-64"


def refused(function):
    """Return a function that says what ours says of arguments that it refuses."""
    def message(**arguments):
        try:
            return function(**arguments)
        except (TypeError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
    return message


def many(case):
    """Tell whether an image has two rows and columns or more."""
    return min(case["image"].shape) > 1


def whole_levels(case):
    """Return a case of whole levels, of the same type."""
    image = case["image"]
    return {**case, "image": image if image.dtype.kind in "bu" else np.rint(255 * image)}


# ---- gradients -------------------------------------------------------------------------------------------------------

same(central_differences, "its definition", "every type and size")(central_differences_definition)


@same(central_differences, "cv2.Sobel(ksize=1)", "every type and size")
def central_differences_in_cv2(image):
    import cv2
    f = image * 1.0
    return cv2.Sobel(f, -1, 0, 1, ksize=1), cv2.Sobel(f, -1, 1, 0, ksize=1)    # the order along x, then along y


@differs(central_differences, "cv2.spatialGradient", "It is Sobel's: it adds up three rows or columns, weighed 1 2 1.",
         image=np.array([[0, 0, 0], [0, 1, 2], [0, 0, 0]], np.uint8))
def central_differences_in_cv2_smoothed(image):
    import cv2
    gx, gy = cv2.spatialGradient(image)
    return gy.astype(float), gx.astype(float)


@differs(central_differences, "numpy.gradient", "It is half of it inside; at the border it takes the one-sided step.",
         image=np.array([[0.0, 1, 4], [0, 1, 4]]))
def central_differences_in_numpy_halved(image):
    gy, gx = np.gradient(image * 1.0)
    return gy, gx


@same(central_differences, "numpy.gradient · 2, 0 at the border", "two rows and columns or more",
      mends=central_differences_in_numpy_halved, drawn=lambda cases: cases.central_differences().filter(many))
def central_differences_in_numpy(image):
    gy, gx = np.gradient(image * 1.0)
    gy[[0, -1]] = gx[:, [0, -1]] = 0
    return 2 * gy, 2 * gx


@differs(central_differences, "numpy.diff(prepend=…)", "It is the step from one pixel to the next, half a pixel aside.",
         image=np.array([[0.0, 1, 4]]))
def central_differences_in_numpy_steps(image):
    return np.diff(image, axis=0, prepend=image[:1]), np.diff(image, axis=1, prepend=image[:, :1])


@differs(central_differences, "numpy.roll(−1) − numpy.roll(1)",
         "The image goes round: the border sees the opposite one.",
         image=np.array([[0.0, 1, 4]]))
def central_differences_in_numpy_rolled(image):
    return tuple(np.roll(image, -1, axis) - np.roll(image, 1, axis) for axis in (0, 1))


@differs(central_differences, "numpy.subtract of uint8", "What is below 0 wraps round: 3 − 5 is 254.",
         image=np.array([[5, 4, 3]], np.uint8))
def central_differences_in_numpy_wrapped(image):
    gy, gx = np.zeros((2, *image.shape))
    gy[1:-1], gx[:, 1:-1] = image[2:] - image[:-2], image[:, 2:] - image[:, :-2]
    return gy, gx


@differs(central_differences, "scipy.ndimage.correlate1d", "Its border is repeated: there it takes the one-sided step.",
         image=np.array([[0.0, 1, 4]]))
def central_differences_in_scipy_repeated(image):
    from scipy.ndimage import correlate1d
    return correlate1d(image, [-1, 0, 1], axis=0), correlate1d(image, [-1, 0, 1], axis=1)


@same(central_differences, 'scipy.ndimage.correlate1d(mode="mirror")', "every type and size",
      mends=central_differences_in_scipy_repeated)
def central_differences_in_scipy(image):
    from scipy.ndimage import correlate1d
    return tuple(correlate1d(image * 1.0, [-1, 0, 1], axis, mode="mirror") for axis in (0, 1))


@same(central_differences, "torch.gradient · 2, 0 at the border", "two rows and columns or more",
      drawn=lambda cases: cases.central_differences().filter(many))
def central_differences_in_torch(image):
    import torch
    gy, gx = (2 * g.numpy() for g in torch.gradient(torch.tensor(image * 1.0)))
    gy[[0, -1]] = gx[:, [0, -1]] = 0
    return gy, gx


@differs(magnitude_and_orientation, "cv2.cartToPolar", "Its angles go from 0 to 2π: up is 3π/2, not −π/2.",
         gy=np.array([[-2.0]]), gx=np.array([[0.0]]))
def magnitude_and_orientation_in_cv2_unsigned(gy, gx):
    import cv2
    return cv2.cartToPolar(gx, gy)


def direction(gy, gx):
    """Return cos θ + i·sin θ."""
    return np.exp(1j * magnitude_and_orientation(gy, gx)[1])


@same(magnitude_and_orientation, "cv2.phase, as a point of the circle", "float32 and float64", ours=direction,
      mends=magnitude_and_orientation_in_cv2_unsigned, why="a hundredth of a degree: its arctangent is a polynomial",
      within=lambda gy, gx: np.radians(0.01) / np.finfo(gy.dtype).eps)
def direction_in_cv2(gy, gx):
    import cv2
    return np.exp(1j * cv2.phase(gx, gy))                                      # x first


ROOT: dict = {"within": 2, "why": "the root of a sum of two squares is off by a last digit at most, by either"}


@same(magnitude_and_orientation, "cv2.magnitude", "float32 and float64", **ROOT,
      ours=lambda gy, gx: magnitude_and_orientation(gy, gx)[0])
def magnitude_in_cv2(gy, gx):
    import cv2
    return cv2.magnitude(gx, gy)


POLAR: dict = {"within": 2, "why": "root and arctangent are off by a last digit at most, by either"}


@same(magnitude_and_orientation, "numpy.abs and numpy.angle", "gx + i·gy, float32 and float64", **POLAR)
def magnitude_and_orientation_in_numpy(gy, gx):
    z = gx + 1j * gy
    return np.abs(z), np.angle(z)


@same(magnitude_and_orientation, "torch.hypot and torch.atan2", "float32 and float64", **POLAR)
def magnitude_and_orientation_in_torch(gy, gx):
    import torch
    gy, gx = torch.tensor(gy), torch.tensor(gx)
    return torch.hypot(gy, gx).numpy(), torch.atan2(gy, gx).numpy()


@differs(magnitude_and_orientation, "numpy.arctan(gy / gx)",
         "It knows half a turn: up to the left is as down to the right.",
         gy=np.array([-2.0]), gx=np.array([-2.0]))
def magnitude_and_orientation_in_numpy_half_a_turn(gy, gx):
    return np.hypot(gy, gx), np.arctan(gy / gx)


@differs(magnitude_and_orientation, "numpy.arctan2(gx, gy)", "y comes first: with x first it is measured from down.",
         gy=np.array([0.0]), gx=np.array([2.0]))
def magnitude_and_orientation_in_numpy_turned(gy, gx):
    return np.hypot(gy, gx), np.arctan2(gx, gy)


@differs(magnitude_and_orientation, "numpy.sqrt(gy² + gx²)", "Squares overflow where the root would not.",
         gy=np.array([3e200]), gx=np.array([4e200]))
def magnitude_and_orientation_in_numpy_squared(gy, gx):
    return np.sqrt(gy**2 + gx**2), np.arctan2(gy, gx)


# ---- hog -------------------------------------------------------------------------------------------------------------

def pixels_of_a_cell(image, cell=(8, 8), **other):
    """Return how far sums of n pixels in 32 bits move v/‖v‖: n + 2 roundings, by 1.54 times as much after L2-Hys."""
    kind = np.float32 if image.dtype == np.float32 else np.float64
    return 1 + 1.54 * (cell[0] * cell[1] + 2) * 2.0**-24 / np.finfo(kind).eps


HOG: dict = {"within": pixels_of_a_cell, "drawn": lambda cases: cases.hog().map(whole_levels),
             "why": "sums of n pixels in 32 bits, each term rounded by 2⁻²⁴ at most, then normalized"}


@same(hog, "skimage.feature.hog", "uint8, and whole levels as floats: whose angles lie clear of rounding", **HOG)
def hog_in_skimage(image, orientations=9, cell=(8, 8), block=(3, 3), block_norm="L2-Hys"):
    import skimage.feature
    return skimage.feature.hog(image, orientations, pixels_per_cell=cell, cells_per_block=block, block_norm=block_norm)


@differs(hog, "skimage.feature.hog(transform_sqrt=True)",
         "It takes the roots of the levels first, as the paper advises.",
         image=np.array([[0, 0, 9], [0, 0, 0], [4, 0, 9]]), orientations=2, cell=(3, 3), block=(1, 1), block_norm="L1")
def hog_in_skimage_rooted(image, orientations, cell, block, block_norm):
    import skimage.feature
    return skimage.feature.hog(image, orientations, cell, block, block_norm, transform_sqrt=True)


def turned(image):
    """Return the magnitudes of an image, and their angles in degrees up to 180, as float64."""
    gy, gx = central_differences(image)
    return np.hypot(gy, gx, dtype=float), np.degrees(np.arctan2(gy, gx, dtype=float)) % 180


def a_cell(case):
    """Tell whether the image holds a cell."""
    return all(n >= c for n, c in zip(case["image"].shape, case["cell"], strict=True))


CELLS: dict = {"drawn": lambda cases: cases.orientation_histograms().map(whole_levels).filter(a_cell)}
WHOLE_CELLS = "uint8, and whole levels as floats; images that hold a cell"


@same(orientation_histograms, "numpy.histogram(weights=…), cell by cell", WHOLE_CELLS, **CELLS)
def orientation_histograms_in_numpy(image, orientations=9, cell=(8, 8)):
    m, angle = turned(image)
    rows, columns = image.shape[0] // cell[0], image.shape[1] // cell[1]
    cells = [[np.s_[y * cell[0]:(y + 1) * cell[0], x * cell[1]:(x + 1) * cell[1]] for x in range(columns)]
             for y in range(rows)]
    return np.array([[np.histogram(angle[here], orientations, (0, 180), weights=m[here])[0] for here in row]
                     for row in cells]) / (cell[0] * cell[1])


@same(orientation_histograms, "scipy.ndimage.sum_labels", WHOLE_CELLS, **CELLS)
def orientation_histograms_in_scipy(image, orientations=9, cell=(8, 8)):
    from scipy.ndimage import sum_labels
    m, angle = turned(image)
    y, x = (i // c for i, c in zip(np.indices(image.shape), cell, strict=True))
    (H, W), k = (n // c for n, c in zip(image.shape, cell, strict=True)), (angle * orientations // 180).astype(int)
    bins = np.where((y < H) & (x < W), (y * W + x) * orientations + k, -1)     # what is in no whole cell is in no bin
    return sum_labels(m, bins, np.arange(H * W * orientations)).reshape(H, W, orientations) / (cell[0] * cell[1])


@differs(orientation_histograms, "numpy.histogram of angles from −180 to 180",
         "Dark on light and light on dark go into different bins.", image=np.array([[3, 2, 1]]), orientations=2,
         cell=(1, 3))
def orientation_histograms_in_numpy_signed(image, orientations, cell):
    gy, gx = central_differences(image)
    angle = np.degrees(np.arctan2(gy, gx))
    return np.histogram(angle, orientations, (-180, 180), weights=np.hypot(gy, gx))[0][None, None] / image.size


def stages(blocks, **other):
    """Return the roundings of sums of n numbers: in a block's norm, after it is cut in the next, and by either."""
    return 1.5 * blocks[..., :, :, :].reshape(-1, *blocks.shape[-3:])[0].size + 12


NORM: dict = {"within": stages, "why": "sums of n numbers, by either; L2-Hys sums twice"}


@differs(normalize_blocks, "sklearn.preprocessing.normalize",
         "It has no ε: what is hardly there is made as long as all.",
         blocks=np.array([[[3e-6, 4e-6]]]), norm="L2")
def normalize_blocks_in_sklearn_bare(blocks, norm):
    from sklearn.preprocessing import normalize
    return normalize(blocks.reshape(1, -1), norm.lower()).reshape(blocks.shape)


@same(normalize_blocks, "sklearn.preprocessing.normalize of v and ε", "float32 and float64, every norm",
      mends=normalize_blocks_in_sklearn_bare, **NORM)
def normalize_blocks_in_sklearn(blocks, norm="L2-Hys", eps=1e-5):
    from sklearn.preprocessing import normalize

    def unit(v):
        return normalize(np.pad(v, ((0, 0), (0, 1)), constant_values=eps), norm[:2].lower())[:, :-1]

    v = unit(blocks.reshape(-1, np.prod(blocks.shape[-3:])))
    v = {"L1": v, "L2": v, "L1-sqrt": np.sqrt(v), "L2-Hys": unit(np.minimum(v, 0.2))}[norm]
    return v.reshape(blocks.shape)


@differs(normalize_blocks, "torch.nn.functional.normalize(eps=ε)", "It divides by the larger of both, ‖v‖ and ε.",
         blocks=np.array([[[3e-5, 4e-5]]]), norm="L2", eps=1e-5)
def normalize_blocks_in_torch_larger(blocks, norm, eps):
    import torch
    return torch.nn.functional.normalize(torch.tensor(blocks), 2, (-3, -2, -1), eps).numpy()


@same(normalize_blocks, "torch.nn.functional.normalize of v and ε", "float32 and float64, every norm",
      mends=normalize_blocks_in_torch_larger, **NORM)
def normalize_blocks_in_torch(blocks, norm="L2-Hys", eps=1e-5):
    import torch
    from torch.nn.functional import normalize, pad

    def unit(v):
        return normalize(pad(v, (0, 1), value=eps), int(norm[1]), eps=0)[:, :-1]

    v = unit(torch.tensor(blocks).flatten(-3).flatten(0, -2))
    v = {"L1": v, "L2": v, "L1-sqrt": v.sqrt(), "L2-Hys": unit(v.clamp(max=0.2))}[norm]
    return v.reshape(blocks.shape).numpy()


@same(normalize_blocks, "numpy.linalg.norm, and numpy.hypot with ε", "L2", **NORM,
      drawn=lambda cases: cases.normalize_blocks().map(lambda case: {**case, "norm": "L2"}))
def normalize_blocks_in_numpy(blocks, norm, eps=1e-5):
    length = np.linalg.norm(blocks.reshape(*blocks.shape[:-3], -1), axis=-1)
    return blocks / np.hypot(length, blocks.dtype.type(eps))[..., None, None, None]


# ---- components ------------------------------------------------------------------------------------------------------

same(connected_roots, "its definition", "chains, stars, couples, any pairs")(connected_roots_definition)


@differs(connected_roots, "scipy.sparse.csgraph.connected_components", "It numbers the components 0, 1, 2 …",
         n=4, pairs=np.array([[0, 2], [1, 3]]))
def connected_roots_in_scipy_numbered(n, pairs):
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    return connected_components(coo_array((np.ones(pairs.shape[1]), tuple(pairs)), (n, n)), directed=False)[1]


@same(connected_roots, "scipy.sparse.csgraph.connected_components, the first of each", "one node or more",
      mends=connected_roots_in_scipy_numbered)
def connected_roots_in_scipy(n, pairs):
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    graph = coo_array((np.ones(pairs.shape[1]), tuple(pairs)), (n, n))
    _, first, which = np.unique(connected_components(graph, directed=False)[1], return_index=True, return_inverse=True)
    return first[which].astype(np.int32)


@differs(connected_roots, 'scipy.sparse.csgraph.connected_components(connection="strong")',
         "Pairs are arrows there: a way that does not lead back joins nothing.", n=2, pairs=np.array([[0], [1]]))
def connected_roots_in_scipy_strong(n, pairs):
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    graph = coo_array((np.ones(pairs.shape[1]), tuple(pairs)), (n, n))
    return connected_components(graph, connection="strong")[1]


@same(connected_roots, "scipy.cluster.hierarchy.DisjointSet, the least of each", "every number of nodes")
def connected_roots_in_scipy_sets(n, pairs):
    from scipy.cluster.hierarchy import DisjointSet
    sets, root = DisjointSet(range(n)), np.empty(n, np.int32)
    for a, b in pairs.T.tolist():
        sets.merge(a, b)
    for members in sets.subsets():
        root[list(members)] = min(members)
    return root


# ---- hysteresis ------------------------------------------------------------------------------------------------------

same(hysteresis, "its definition", "every size")(hysteresis_definition)

DIAGONAL: dict = {"weak": np.eye(3, dtype=bool), "strong": np.diag([True, False, False])}


@differs(hysteresis, "scipy.ndimage.label", "It knows four neighbours: a diagonal line falls to pieces.", **DIAGONAL)
def hysteresis_in_scipy_four(weak, strong):
    from scipy.ndimage import label
    labels, _ = label(weak)
    return np.isin(labels, labels[weak & strong])


@same(hysteresis, "scipy.ndimage.label(structure=numpy.ones((3, 3)))", "every size", mends=hysteresis_in_scipy_four)
def hysteresis_in_scipy(weak, strong):
    from scipy.ndimage import label
    labels, _ = label(weak, np.ones((3, 3)))
    return np.isin(labels, labels[weak & strong])


@same(hysteresis, "scipy.ndimage.binary_propagation", "every size")
def hysteresis_in_scipy_flooded(weak, strong):
    from scipy.ndimage import binary_propagation
    return binary_propagation(weak & strong, np.ones((3, 3)), weak)


@differs(hysteresis, "skimage.filters.apply_hysteresis_threshold",
         "It knows four neighbours: a diagonal line falls to pieces.", **DIAGONAL)
def hysteresis_in_skimage_four(weak, strong):
    from skimage.filters import apply_hysteresis_threshold
    return apply_hysteresis_threshold(np.where(weak & strong, 2, weak), 0.5, 1.5)


@same(hysteresis, "skimage.measure.label(connectivity=2)", "every size", mends=hysteresis_in_skimage_four)
def hysteresis_in_skimage(weak, strong):
    from skimage.measure import label
    labels = label(weak, connectivity=2)
    return np.isin(labels, labels[weak & strong])


@same(hysteresis, "skimage.morphology.reconstruction", "every size")
def hysteresis_in_skimage_rebuilt(weak, strong):
    from skimage.morphology import reconstruction
    return reconstruction(weak & strong, weak, footprint=np.ones((3, 3))) > 0


@same(hysteresis, "cv2.connectedComponents(connectivity=8)", "every size")
def hysteresis_in_cv2(weak, strong):
    import cv2
    _, labels = cv2.connectedComponents(weak.astype(np.uint8), connectivity=8)
    return np.isin(labels, labels[weak & strong])


@differs(hysteresis, "cv2.connectedComponents of strong pixels", "What is weak is lost: one threshold is not two.",
         **DIAGONAL)
def hysteresis_in_cv2_high_alone(weak, strong):
    import cv2
    return cv2.connectedComponents((weak & strong).astype(np.uint8))[1] > 0


# ---- canny -----------------------------------------------------------------------------------------------------------

@same(canny, "cv2.Canny", "uint8, both norms", drawn=lambda cases: cases.canny(dtypes=("u1",)))
def canny_in_cv2(image, low, high, norm="l1"):
    import cv2
    return cv2.Canny(image, low, high, L2gradient=norm == "l2") > 0


@differs(canny, "cv2.Canny(dx, dy) of cv2.Sobel", "cv2.Sobel mirrors at the border, cv2.Canny repeats.",
         image=np.array([[0, 50, 50, 0]], np.uint8), low=50, high=150)
def canny_in_cv2_mirrored(image, low, high, norm="l1"):
    import cv2
    gx, gy = cv2.Sobel(image, cv2.CV_16S, 1, 0), cv2.Sobel(image, cv2.CV_16S, 0, 1)
    return cv2.Canny(gx, gy, low, high, L2gradient=norm == "l2") > 0


@same(canny, "cv2.Canny(dx, dy) of cv2.Sobel(borderType=BORDER_REPLICATE)", "uint8, both norms",
      drawn=lambda cases: cases.canny(dtypes=("u1",)), mends=canny_in_cv2_mirrored)
def canny_in_cv2_gradients(image, low, high, norm="l1"):
    import cv2
    gx, gy = (cv2.Sobel(image, cv2.CV_16S, x, 1 - x, borderType=cv2.BORDER_REPLICATE) for x in (1, 0))
    return cv2.Canny(gx, gy, low, high, L2gradient=norm == "l2") > 0


@differs(canny, "skimage.feature.canny",
         "Of two equal maxima side by side it keeps both, and the outermost pixels are never edges.",
         image=STEP, low=50, high=300)
def canny_in_skimage(image, low, high):
    from skimage.feature import canny
    return canny(image, 0, low, high)


@differs(canny, "kornia.filters.canny", "It blurs first, by 5 × 5 and σ = 1: a step of 100 has no 300.",
         image=STEP, low=50, high=300)
def canny_in_kornia_blurred(image, low, high):
    import kornia
    import torch
    f = torch.tensor(image, dtype=torch.float64)[None, None]
    return kornia.filters.canny(f, low, high)[1][0, 0].numpy() > 0


@same(canny, "kornia.filters.canny(kernel_size=1, eps=0)", 'uint8, norm="l2", kornia 0.9',
      mends=canny_in_kornia_blurred,
      drawn=lambda cases: cases.canny(dtypes=("u1",)).filter(lambda case: case["low"] > 0).map(
          lambda case: {**case, "norm": "l2"}))
def canny_in_kornia(image, low, high, norm):
    import kornia
    import torch
    f = torch.tensor(image, dtype=torch.float64)[None, None]
    return kornia.filters.canny(f, low, high, kernel_size=1, eps=0)[1][0, 0].numpy() > 0


def in_steps(case, norm):
    """Return whole gradients, and their length."""
    gy, gx = (np.rint(255 * np.clip(case[name], -1, 1)) for name in ("gy", "gx"))
    return {"m": np.abs(gy) + np.abs(gx) if norm == "l1" else gy**2 + gx**2, "gy": gy, "gx": gx}


@same(thin_by_direction, "cv2.Canny(dx, dy, 0, 0)", "whole gradients, m = |gx| + |gy|",
      drawn=lambda cases: cases.thin_by_direction().map(lambda case: in_steps(case, "l1")))
def thin_by_direction_in_cv2(m, gy, gx):
    import cv2
    return cv2.Canny(gx.astype(np.int16), gy.astype(np.int16), 0, 0) > 0       # it computes m


@same(thin_by_direction, "cv2.Canny(dx, dy, 0, 0, L2gradient=True)", "whole gradients, m = gx² + gy²",
      drawn=lambda cases: cases.thin_by_direction().map(lambda case: in_steps(case, "l2")))
def thin_by_direction_in_cv2_squares(m, gy, gx):
    import cv2
    return cv2.Canny(gx.astype(np.int16), gy.astype(np.int16), 0, 0, L2gradient=True) > 0


@differs(thin_by_direction, "skimage.feature.peak_local_max", "It looks all round: a crest that goes on is no peak.",
         m=np.array([[1.0, 2, 1], [1, 3, 1], [1, 4, 1]]), gy=np.zeros((3, 3)), gx=np.ones((3, 3)))
def thin_by_direction_in_skimage(m, gy, gx):
    from skimage.feature import peak_local_max
    mask = np.zeros(m.shape, bool)
    mask[tuple(peak_local_max(m, exclude_border=False).T)] = True
    return mask


# ---- unit_range ------------------------------------------------------------------------------------------------------

@same(unit_range, "skimage.util.img_as_float", "bool, uint8, uint16, uint32, float32, float64")
def unit_range_in_skimage(image):
    from skimage.util import img_as_float
    return img_as_float(image)


@differs(unit_range, "skimage.util.img_as_float of float16", "It keeps float16, and longdouble.",
         image=np.array([0.5], np.float16))
def unit_range_in_skimage_half(image):
    from skimage.util import img_as_float
    return img_as_float(image)


@differs(unit_range, "skimage.util.img_as_float of int8", "It makes signed integers −1 … 1.", ours=refused(unit_range),
         image=np.array([-128, 127], np.int8))
def unit_range_in_skimage_signed(image):
    from skimage.util import img_as_float
    return img_as_float(image)


@differs(unit_range, "skimage.util.img_as_float32", "32 bits hold 1/255 to eight digits.",
         image=np.array([1], np.uint8))
def unit_range_in_skimage_single(image):
    from skimage.util import img_as_float32
    return img_as_float32(image).astype(float)


@differs(unit_range, "numpy.divide by white", "f/255 and f·(1/255) differ in the last digit, for 24 levels of 256.",
         image=np.array([49], np.uint8))
def unit_range_in_numpy_divided(image):
    return image / np.iinfo(image.dtype).max


@same(unit_range, "numpy.multiply by 1/white", "uint8, uint16, uint32", mends=unit_range_in_numpy_divided,
      drawn=lambda cases: cases.unit_range(dtypes="BHI"))
def unit_range_in_numpy(image):
    return image * (1 / np.iinfo(image.dtype).max)


@differs(unit_range, "cv2.normalize(NORM_MINMAX)", "It stretches: the darkest becomes 0, the brightest 1.",
         image=np.array([[51, 102]], np.uint8))
def unit_range_in_cv2(image):
    import cv2
    return cv2.normalize(image, None, 0, 1, cv2.NORM_MINMAX, cv2.CV_64F)


@differs(unit_range, "keras.layers.Rescaling(1/255)", "It computes in 32 bits.", image=np.array([[1]], np.uint8))
def unit_range_in_keras_single(image):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    return keras.ops.convert_to_numpy(keras.layers.Rescaling(1 / 255)(image)).astype(float)


@same(unit_range, 'keras.layers.Rescaling(1/white, dtype="float64")', "uint8", mends=unit_range_in_keras_single,
      drawn=lambda cases: cases.unit_range(dtypes="B"))
def unit_range_in_keras(image):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    return keras.ops.convert_to_numpy(keras.layers.Rescaling(1 / 255, dtype="float64")(image))


@same(white_level, "skimage.util.dtype_limits", "bool, uint8, uint16, uint32, float32, float64")
def white_level_in_skimage(dtype):
    from skimage.util import dtype_limits
    return int(dtype_limits(np.empty(0, dtype), clip_negative=True)[1])


@same(white_level, "numpy.iinfo", "uint8, uint16, uint32", drawn=lambda cases: cases.white_level(dtypes="BHI"))
def white_level_in_numpy(dtype):
    return int(np.iinfo(dtype).max)


@differs(white_level, "numpy.finfo", "It is the greatest number of the type; floats are fractions: white is 1.",
         dtype=np.dtype(np.float32))
def white_level_in_numpy_greatest(dtype):
    return float(np.finfo(dtype).max)


# ---- canny_interpolated ----------------------------------------------------------------------------------------------

@same(canny_interpolated, 'skimage.feature.canny(mode="constant")', "uint8, uint16, float32, float64")
def canny_interpolated_in_skimage(image, sigma, low, high):
    from skimage.feature import canny
    return canny(image, sigma, low, high, mode="constant")


@differs(canny_interpolated, "skimage.feature.canny of thresholds in fractions",
         "Thresholds are levels of the image's type: as fractions of white they let every step of uint8 pass.",
         image=np.array([[7, 7, 7, 8, 8, 8]] * 4, np.uint8), sigma=0.0, low=25.5, high=51)
def canny_interpolated_in_skimage_fractions(image, sigma, low, high):
    from skimage.feature import canny
    return canny(image, sigma, low / 255, high / 255)


@differs(canny_interpolated, "skimage.feature.canny of image/255", "Of floats white is 1: no step has m = 300.",
         image=STEP, sigma=0.0, low=50, high=300)
def canny_interpolated_in_skimage_floats(image, sigma, low, high):
    from skimage.feature import canny
    return canny(image / 255, sigma, low, high)


@same(canny_interpolated, "skimage.feature.canny of image/255 and thresholds/255", "uint8",
      mends=canny_interpolated_in_skimage_floats, drawn=lambda cases: cases.canny_interpolated(dtypes=("u1",)))
def canny_interpolated_in_skimage_all_fractions(image, sigma, low, high):
    from skimage.feature import canny
    return canny(image * (1 / 255), sigma, low / 255, high / 255)


@differs(canny_interpolated, 'skimage.feature.canny(mode="nearest")',
         "The smoothing sees its border repeated: here it is left out, and what is inside counts for more.",
         image=np.array([[0, 100, 100, 100], [0, 100, 100, 100], [100, 100, 100, 0]], np.uint8), sigma=2.0, low=20,
         high=25)
def canny_interpolated_in_skimage_repeated(image, sigma, low, high):
    from skimage.feature import canny
    return canny(image, sigma, low, high, mode="nearest")


@differs(canny_interpolated, "skimage.feature.canny(use_quantiles=True)",
         "Thresholds are shares of the pixels: 0.9 keeps what is in the steepest tenth.", sigma=0.0, low=0.5, high=0.9,
         image=np.array([[0, 0, 0, 9, 9, 9, 9, 99, 99, 99]] * 3, np.uint8))
def canny_interpolated_in_skimage_shares(image, sigma, low, high):
    from skimage.feature import canny
    return canny(image, sigma, low, high, use_quantiles=True)


@differs(canny_interpolated, "cv2.Canny",
         "Of two equal maxima side by side it keeps the first; the border may be an edge.",
         image=STEP, sigma=0.0, low=50, high=300)
def canny_interpolated_in_cv2(image, sigma, low, high):
    import cv2
    return cv2.Canny(image, low, high, L2gradient=True) > 0


RING: dict = {"drawn": lambda cases: cases.thin_along_gradient(dyadic=True)}


@same(thin_along_gradient, "scipy.ndimage.map_coordinates(order=1)",
      "whole m, slopes of 0, ¼, ½, 1 and so on: then nothing is rounded, and equal is equal", **RING)
def thin_along_gradient_in_scipy(m, gy, gx, least=0.0):
    from scipy.ndimage import map_coordinates
    steps, longest = np.stack([gy, gx]), np.maximum(np.abs(gy), np.abs(gx))
    steps = np.divide(steps, longest, where=longest > 0, out=np.zeros_like(steps))         # to the next ring of pixels
    before, after = (map_coordinates(m, np.indices(m.shape) + way * steps, order=1) for way in (-1, 1))
    ridge = (m >= max(least, 1e-14)) & (longest > 0) & (m >= before) & (m >= after)
    return np.pad(ridge[1:-1, 1:-1], 1)[:m.shape[0], :m.shape[1]]


@same(thin_along_gradient, "cv2.remap", "whole m, slopes of 0, ¼, ½, 1 and so on", **RING)
def thin_along_gradient_in_cv2(m, gy, gx, least=0.0):
    import cv2
    (y, x), longest = np.indices(m.shape), np.maximum(np.maximum(np.abs(gy), np.abs(gx)), 1e-9)
    before, after = (cv2.remap(m.astype(np.float32), (x + way * gx / longest).astype(np.float32),
                               (y + way * gy / longest).astype(np.float32), cv2.INTER_LINEAR) for way in (-1, 1))
    ridge = (m >= max(least, 1e-14)) & (longest > 1e-9) & (m >= before) & (m >= after)
    return np.pad(ridge[1:-1, 1:-1], 1)[:m.shape[0], :m.shape[1]]


@differs(thin_along_gradient, "cv2.Canny(dx, dy, 0, 0)",
         "It rounds the direction to the nearest of four: 3 there is less than 4 here, but more than (4 + 1)/2.",
         m=np.array([[0.0, 0, 0], [0, 3, 1], [0, 0, 4]]), gy=np.full((3, 3), 0.5), gx=np.ones((3, 3)))
def thin_along_gradient_in_cv2_rounded(m, gy, gx):
    import cv2
    length = m / np.hypot(gy, gx)
    return cv2.Canny(*(np.rint(100 * length * g).astype(np.int16) for g in (gx, gy)), 0, 0, L2gradient=True) > 0


# ---- moments ---------------------------------------------------------------------------------------------------------

def is_whole(image):
    """Tell whether an image has whole levels, whose sums are exact below 2⁵³."""
    return image.dtype.kind in "bui"


def powers_from(places, order, centre):
    """Return (|places| + centre)^0 … ^order: what powers of places − centre come from."""
    return (np.abs(places)[:, None] + abs(centre))**np.arange(order + 1.0)


def terms_of(image, order=3, central=False):
    """Return the sums of the magnitudes of all terms, (order + 1, order + 1)."""
    f = np.abs(image.astype(float))
    centres = [(f.sum(axis) @ np.arange(f.shape[1 - axis])) / f.sum() if central else 0.0 for axis in (0, 1)]
    x, y = (powers_from(np.arange(n), order, centre) for n, centre in zip(f.shape[::-1], centres, strict=True))
    return x.T @ f.T @ y


def additions(image, order=3):
    """Return the roundings of two sums over an image: pixel by pixel, and by rows and columns; whole ones have none."""
    return 0 if is_whole(image) else (image.size + sum(image.shape) + 6) / 2


def around_the_centre(image, order=3):
    """Return the roundings of the sums, and, 2·order times, those of a centroid: a quotient of two such sums."""
    return (image.size + sum(image.shape)) / 2 + 30 + 2 * order * (1.5 if is_whole(image) else 2 * additions(image) + 1)


SUMS: dict = {"within": additions, "terms": lambda image, order=3: terms_of(image, order).max(),
              "why": "sums of n terms, n/2 rounding errors by either; whole levels never"}
CENTRAL: dict = {"within": around_the_centre, "terms": lambda image, order=3: terms_of(image, order, True).max(),
                 "why": "sums of n terms, n/2 rounding errors, and those of the centroid to the order's power"}

same(moments, "its definition", "uint8 and float64, orders 0 … 4", **SUMS)(moments_definition)
same(central_moments, "its definition", "uint8 and float64, orders 0 … 4", **CENTRAL)(central_moments_definition)

TEN = [(p, q) for p in range(4) for q in range(4) if p + q <= 3]               # what OpenCV computes


def up_to_third(matrix, least=0):
    """Return the entries of an order, powers of x and y together, from the least to the third."""
    return np.array([matrix[p, q] for p, q in TEN if p + q >= least])


def image_alone(case):
    """Return a case without its order."""
    return {"image": case["image"]}


@same(moments, "cv2.moments", "uint8 and float64, orders that add up to at most 3", **SUMS,
      ours=lambda image: up_to_third(moments(image)), drawn=lambda cases: cases.moments().map(image_alone))
def moments_in_cv2(image):
    import cv2
    found = cv2.moments(image)
    return np.array([found[f"m{p}{q}"] for p, q in TEN])


@differs(moments, "cv2.moments(binaryImage=True)", "Every level above 0 counts for 1.",
         image=np.array([[0, 7]], np.uint8), ours=lambda image: up_to_third(moments(image)))
def moments_in_cv2_binary(image):
    import cv2
    found = cv2.moments(image, binaryImage=True)
    return np.array([found[f"m{p}{q}"] for p, q in TEN])


@differs(moments, "cv2.moments of float32, two columns", "It takes them for the corners of a contour, x and y.",
         image=np.array([[0, 0], [2, 0], [0, 2]], np.float32), ours=lambda image: up_to_third(moments(image)))
def moments_in_cv2_contour(image):
    import cv2
    found = cv2.moments(image)
    return np.array([found[f"m{p}{q}"] for p, q in TEN])


@differs(moments, "skimage.measure.moments", "The power of the row comes first.", image=np.array([[0, 5]], np.uint8),
         order=1)
def moments_in_skimage_rows_first(image, order=3):
    from skimage.measure import moments
    return moments(image, order)


@same(moments, "skimage.measure.moments, transposed", "uint8 and float64, orders 0 … 4",
      mends=moments_in_skimage_rows_first, **SUMS)
def moments_in_skimage(image, order=3):
    from skimage.measure import moments
    return moments(image, order).T


@same(moments, "numpy.vander(increasing=True)", "uint8 and float64, orders 0 … 4", **SUMS)
def moments_in_numpy(image, order=3):
    y, x = (np.vander(np.arange(n), order + 1, increasing=True) for n in image.shape)
    return x.T @ image.T.astype(float) @ y


def centroid(image):
    """Return (x̄, ȳ)."""
    m = moments(image, 1)
    return m[1, 0] / m[0, 0], m[0, 1] / m[0, 0]


@differs(moments, "scipy.ndimage.center_of_mass", "The row comes first.", ours=centroid,
         image=np.array([[0, 0, 5]], np.uint8))
def centroid_in_scipy_rows_first(image):
    from scipy.ndimage import center_of_mass
    return tuple(map(float, center_of_mass(image)))


@same(moments, "scipy.ndimage.center_of_mass, turned round", "uint8 and float64: the centroid", ours=centroid,
      mends=centroid_in_scipy_rows_first, drawn=lambda cases: cases.hu_moments(), terms=lambda image: max(image.shape),
      within=lambda image: 1 if is_whole(image) else 2 * additions(image) + 1,
      why="a quotient of two sums of n terms; of whole levels the quotient alone is rounded")
def centroid_in_scipy(image):
    from scipy.ndimage import center_of_mass
    return tuple(map(float, center_of_mass(image.astype(float))[::-1]))


ONLY_IMAGE: dict = {"drawn": lambda cases: cases.hu_moments()}                       # never black


@same(central_moments, "cv2.moments, mu", "uint8 and float64, orders that add up to 2 or 3", **CENTRAL, **ONLY_IMAGE,
      ours=lambda image: up_to_third(central_moments(image), 2))
def central_moments_in_cv2(image):
    import cv2
    found = cv2.moments(image)
    return np.array([found[f"mu{p}{q}"] for p, q in TEN if p + q >= 2])


@differs(central_moments, "skimage.measure.moments_central", "The power of the row comes first.",
         image=np.array([[1, 1]], np.uint8), order=2)
def central_moments_in_skimage_rows_first(image, order=3):
    from skimage.measure import moments_central
    return moments_central(image, order=order)


def up_to(order, matrix):
    """Return the entries whose powers of x and y add up to an order at most."""
    return matrix[np.indices(matrix.shape).sum(0) <= order]


@differs(central_moments, "skimage.measure.moments_central, p + q > order",
         "Beyond its order it has 0, while order < 4.",
         image=np.array([[1, 0], [0, 1]], np.uint8), order=1)
def central_moments_in_skimage_beyond(image, order):
    from skimage.measure import moments_central
    return moments_central(image, order=order).T


@same(central_moments, "skimage.measure.moments_central, transposed", "uint8 and float64, orders 1 … 4: p + q ≤ order",
      mends=central_moments_in_skimage_rows_first, **CENTRAL,
      ours=lambda image, order: up_to(order, central_moments(image, order)),
      drawn=lambda cases: cases.central_moments().filter(lambda case: case["order"] > 0))
def central_moments_in_skimage(image, order=3):
    from skimage.measure import moments_central
    return up_to(order, moments_central(image, order=order).T)


@differs(central_moments, "numpy.cov(aweights=…)", "It divides by the mass, less a little: the spread of a sample.",
         image=np.array([[1, 1, 1]], np.uint8), ours=lambda image: central_moments(image)[[2, 1, 1, 0], [0, 1, 1, 2]])
def central_moments_in_numpy_sample(image):
    y, x = np.indices(image.shape).reshape(2, -1)
    return np.cov(x, y, aweights=image.ravel()).ravel()


@same(central_moments, "numpy.cov(aweights=…, bias=True) · mass", "uint8 and float64: order 2", **CENTRAL, **ONLY_IMAGE,
      ours=lambda image: central_moments(image)[[2, 1, 1, 0], [0, 1, 1, 2]], mends=central_moments_in_numpy_sample)
def central_moments_in_numpy(image):
    y, x = np.indices(image.shape).reshape(2, -1)
    return np.cov(x, y, aweights=image.ravel(), bias=True).ravel() * image.sum(dtype=float)


@differs(normalized_moments, "skimage.measure.moments_normalized", "Where p + q < 2 it is NaN: there it says nothing.",
         central=np.array([[4.0, 0], [0, 0]]))
def normalized_moments_in_skimage_raw(central):
    from skimage.measure import moments_normalized
    return moments_normalized(central, len(central) - 1)


@same(normalized_moments, "skimage.measure.moments_normalized, p + q ≥ 2", "4 × 4, of either order of axes", within=4,
      why="a power and a quotient, two rounding errors each, by either", mends=normalized_moments_in_skimage_raw,
      ours=lambda central: normalized_moments(central)[np.indices(central.shape).sum(0) > 1])
def normalized_moments_in_skimage(central):
    from skimage.measure import moments_normalized
    return moments_normalized(central, len(central) - 1)[np.indices(central.shape).sum(0) > 1]


def unit_mass(image):
    """Return the terms of normalized moments, from those of central ones."""
    terms = terms_of(image, 3, True)
    return np.array([[terms[p, q] / terms[0, 0]**(1 + (p + q) / 2) if 1 < p + q < 4 else 0 for q in range(4)]
                     for p in range(4)])


@same(normalized_moments, "cv2.moments, nu", "uint8 and float64, orders that add up to 2 or 3",
      within=around_the_centre,
      why=CENTRAL["why"], terms=lambda image: unit_mass(image).max(), **ONLY_IMAGE,
      ours=lambda image: up_to_third(normalized_moments(central_moments(image)), 2))
def normalized_moments_in_cv2(image):
    import cv2
    found = cv2.moments(image)
    return np.array([found[f"nu{p}{q}"] for p, q in TEN if p + q >= 2])


def products(image):
    """Return what the seven would be if nothing cancelled: products of up to four normalized moments."""
    terms = unit_mass(image)
    second = terms[2, 0] + 2 * terms[1, 1] + terms[0, 2]
    third = terms[3, 0] + 3 * terms[2, 1] + 3 * terms[1, 2] + terms[0, 3]
    return max(second, second**2, third**2, third**4, second * third**2)


HU: dict = {"within": lambda image: 4 * around_the_centre(image) + 20, "terms": products,
            "why": "products of up to four normalized moments, each off by the errors of its sums"}


@differs(hu_moments, "cv2.HuMoments", "It returns a column, (7, 1).", image=np.ones((2, 3), np.uint8))
def hu_moments_in_cv2_column(image):
    import cv2
    return cv2.HuMoments(cv2.moments(image))


@same(hu_moments, "cv2.HuMoments(…).ravel()", "uint8 and float64", mends=hu_moments_in_cv2_column, **HU)
def hu_moments_in_cv2(image):
    import cv2
    return cv2.HuMoments(cv2.moments(image)).ravel()


@differs(hu_moments, "skimage.measure.moments_hu", "Rows come first, as in a mirror: the seventh has the other sign.",
         image=np.array([[9.0, 1, 0], [0, 0, 0], [0, 0, 5]]) / 64)
def hu_moments_in_skimage_mirrored(image):
    from skimage.measure import moments_central, moments_hu, moments_normalized
    return moments_hu(moments_normalized(moments_central(image)))


@same(hu_moments, "skimage.measure.moments_hu of the transposed", "uint8 and float64",
      mends=hu_moments_in_skimage_mirrored, **HU)
def hu_moments_in_skimage(image):
    from skimage.measure import moments_central, moments_hu, moments_normalized
    return moments_hu(moments_normalized(moments_central(image.T)))


# ---- lbp -------------------------------------------------------------------------------------------------------------

same(lbp, "its definition", "every type of level, infinite ones too; 1 … 10 points",
     drawn=lambda cases: cases.lbp(longest=7, most=10, infinite=True))(lbp_definition)


@differs(lbp, "skimage.feature.local_binary_pattern, as it is", "It returns the same numbers as floats.",
         image=np.array([[9, 1, 1], [9, 5, 1], [9, 5, 1]]), points=4, radius=1)
def lbp_in_skimage_floats(image, points, radius, method="default"):
    from skimage.feature import local_binary_pattern
    return local_binary_pattern(image, points, radius, method)


@same(lbp, "skimage.feature.local_binary_pattern", "uint8, float32, float64; 1 … 18 points",
      mends=lbp_in_skimage_floats)
def lbp_in_skimage(image, points, radius, method="default"):
    from skimage.feature import local_binary_pattern
    return local_binary_pattern(image, points, radius, method).astype(np.int64)


@differs(lbp, 'skimage.feature.local_binary_pattern(method="nri_uniform")',
         "Uniform patterns that are turned count apart: 59 kinds of 8 points, not 10.", method="uniform",
         image=np.array([[9, 1, 1], [9, 5, 1], [9, 5, 1]]), points=8, radius=1)
def lbp_in_skimage_turned(image, points, radius, method):
    from skimage.feature import local_binary_pattern
    return local_binary_pattern(image, points, radius, "nri_uniform").astype(np.int64)


@differs(lbp, "numpy.packbits of the 3 × 3 neighbours",
         "It begins at the upper left and turns clockwise, and takes the corners of the square for points of the ring.",
         image=np.array([[9, 1, 1], [9, 5, 1], [9, 5, 1]]), points=8, radius=1)
def lbp_in_numpy_square(image, points, radius):
    f, (H, W) = np.pad(image, 1), image.shape
    clockwise = ((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0))
    bits = [f[y:y + H, x:x + W] >= image for y, x in clockwise]
    return np.packbits(bits, axis=0, bitorder="little")[0].astype(np.int64)


@same(lbp, "scipy.ndimage.map_coordinates(order=1)",
      "whole levels, 1, 2 or 4 points at whole distances, where rings meet pixels",
      drawn=lambda cases: cases.lbp(meeting=True).map(whole_levels))
def lbp_in_scipy(image, points, radius, method="default"):
    from scipy.ndimage import map_coordinates
    y, x = np.indices(image.shape)
    ring = [np.rint([y - radius * np.sin(a), x + radius * np.cos(a)]) for a in 2 * np.pi * np.arange(points) / points]
    bits = [map_coordinates(image.astype(float), place, order=1, mode="constant") >= image for place in ring]
    codes = sum(bit.astype(np.int64) << p for p, bit in enumerate(bits))
    rotations = [(codes >> k | codes << (points - k)) & (2**points - 1) for k in range(points)]
    changes = sum(bits[p] != bits[p - 1] for p in range(points))
    return {"default": codes, "ror": np.min(rotations, axis=0),
            "uniform": np.where(changes <= 2, sum(bit.astype(np.int64) for bit in bits), points + 1)}[method]


@same(least_rotation, "min of the turned digits, as str", "1 … 32 points")
def least_rotation_in_python(codes, points):
    digits = [f"{code:0{points}b}" for code in codes.tolist()]
    return np.array([min(int(text[k:] + text[:k], 2) for k in range(points)) for text in digits], np.uint32)


@same(least_rotation, "numpy.roll of the digits", "1 … 32 points")
def least_rotation_in_numpy(codes, points):
    digits = codes[:, None] >> np.arange(points, dtype=np.uint32) & np.uint32(1)
    turned = [np.roll(digits, k, axis=1) @ 2**np.arange(points) for k in range(points)]
    return np.min(turned, axis=0).astype(np.uint32)


@differs(least_rotation, "numpy.roll of the numbers themselves", "It turns the array, not the patterns.",
         codes=np.array([4, 6], np.uint32), points=3)
def least_rotation_in_numpy_places(codes, points):
    return np.min([np.roll(codes, k) for k in range(points)], axis=0)


# ---- glcm ------------------------------------------------------------------------------------------------------------

same(glcm, "its definition", "every distance and angle, symmetric and normed")(glcm_definition)


@same(glcm, "skimage.feature.graycomatrix", "every distance and angle, symmetric and normed")
def glcm_in_skimage(image, distances, angles, levels, symmetric=False, normed=False):
    from skimage.feature import graycomatrix
    return graycomatrix(image, distances, angles, levels, symmetric, normed)


BESIDE: dict = {"image": np.array([[0, 0], [1, 1]], np.uint8), "distances": [1], "levels": 2}


@differs(glcm, "skimage.feature.graycomatrix(angles=[−a])",
         "Angles turn clockwise as the image is seen: Haralick's 90° looks up, π/2 here, as there, down.",
         angles=[np.pi / 2], **BESIDE)
def glcm_in_skimage_against_the_clock(image, distances, angles, levels):
    from skimage.feature import graycomatrix
    return graycomatrix(image, distances, [-a for a in angles], levels)


@differs(glcm, "skimage.feature.graycomatrix(symmetric=True)", "Every pair counts both ways, as in the paper.",
         angles=[np.pi / 2], **BESIDE)
def glcm_in_skimage_both_ways(image, distances, angles, levels):
    from skimage.feature import graycomatrix
    return graycomatrix(image, distances, angles, levels, symmetric=True)


def to_the_right(case):
    """Return a case of the pixel beside."""
    return {"image": case["image"].astype(np.uint8), "distances": [1], "angles": [0], "levels": case["levels"]}


RIGHT: dict = {"drawn": lambda cases: cases.glcm().map(to_the_right).filter(lambda case: case["image"].shape[1] > 1)}
PAIRS = "distance 1, angle 0"


@differs(glcm, "numpy.histogram2d(bins=levels)",
         "Its bins share the range from the least level that occurs to the greatest.",
         image=np.array([[0, 1, 1]]), distances=[1], angles=[0], levels=3)
def glcm_in_numpy_stretched(image, distances, angles, levels):
    left, right = image[:, :-1].ravel(), image[:, 1:].ravel()
    return np.histogram2d(left, right, levels)[0].astype(np.uint32)[:, :, None, None]


@same(glcm, "numpy.histogram2d(range=…)", PAIRS, mends=glcm_in_numpy_stretched, **RIGHT)
def glcm_in_numpy(image, distances, angles, levels):
    left, right = image[:, :-1].ravel(), image[:, 1:].ravel()
    return np.histogram2d(left, right, levels, [[0, levels]] * 2)[0].astype(np.uint32)[:, :, None, None]


@same(glcm, "cv2.calcHist of two channels", PAIRS + ", uint8", **RIGHT)
def glcm_in_cv2(image, distances, angles, levels):
    import cv2
    left, right = np.ascontiguousarray(image[:, :-1]), np.ascontiguousarray(image[:, 1:])
    counts = cv2.calcHist([left, right], [0, 1], None, [levels] * 2, [0, levels] * 2)
    return counts.reshape(levels, levels, 1, 1).astype(np.uint32)


@same(glcm, "sklearn.metrics.confusion_matrix", PAIRS, **RIGHT)
def glcm_in_sklearn(image, distances, angles, levels):
    from sklearn.metrics import confusion_matrix
    counts = confusion_matrix(image[:, :-1].ravel(), image[:, 1:].ravel(), labels=range(levels))
    return counts.astype(np.uint32)[:, :, None, None]


@same(glcm, "scipy.sparse.coo_array", PAIRS, **RIGHT)
def glcm_in_scipy(image, distances, angles, levels):
    from scipy.sparse import coo_array
    pairs = image[:, :-1].ravel(), image[:, 1:].ravel()
    return coo_array((np.ones(pairs[0].size, np.uint32), pairs), (levels, levels)).toarray()[:, :, None, None]


@same(glcm, "torch.bincount of left · levels + right", PAIRS, **RIGHT)
def glcm_in_torch(image, distances, angles, levels):
    import torch
    f = torch.tensor(image).long()
    pairs = f[:, :-1] * levels + f[:, 1:]
    return torch.bincount(pairs.ravel(), minlength=levels**2).reshape(levels, levels, 1, 1).numpy().astype(np.uint32)


@same(glcm_property, "skimage.feature.graycoprops", "every name; counts, and floats; empty matrices, too")
def glcm_property_in_skimage(matrix, name):
    from skimage.feature import graycoprops
    return graycoprops(matrix, name)


def named(name):
    """Return the claim for one property, of matrices that are not empty: sums of L² terms."""
    claim: dict = {"drawn": lambda cases: cases.glcm_property().map(lambda case: {**case, "name": name}).filter(
                       lambda case: case["matrix"].any((0, 1)).all()),
                   "within": lambda matrix, name: len(matrix)**2 + 4,
                   "why": "a sum of L² terms, L²/2 rounding errors by either"}
    return claim


ONE = np.array([[1, 2], [0, 1]]).reshape(2, 2, 1, 1)


@same(glcm_property, "numpy.linalg.norm(axis=(0, 1)) of shares", '"energy"', **named("energy"))
def glcm_energy_in_numpy(matrix, name):
    return np.linalg.norm(matrix / matrix.sum((0, 1)), axis=(0, 1))


@same(glcm_property, "scipy.stats.entropy", '"entropy"', **named("entropy"))
def glcm_entropy_in_scipy(matrix, name):
    from scipy.stats import entropy
    return entropy(matrix.reshape(-1, *matrix.shape[2:]), axis=0)


@differs(glcm_property, "scipy.stats.entropy(base=2)", "It counts in bits, log₂; here in nats, ln.", matrix=ONE,
         name="entropy")
def glcm_entropy_in_scipy_bits(matrix, name):
    from scipy.stats import entropy
    return entropy(matrix.reshape(-1, *matrix.shape[2:]), base=2)


@differs(glcm_property, "skimage.measure.shannon_entropy", "It asks how often each count occurs, and in bits.",
         matrix=np.array([[1, 3], [0, 1]]).reshape(2, 2, 1, 1), name="entropy")
def glcm_entropy_in_skimage(matrix, name):
    from skimage.measure import shannon_entropy
    return np.array([[shannon_entropy(matrix)]])


@same(glcm_property, "numpy.average(weights=…) of (i − j)²", '"contrast"', **named("contrast"),
      terms=lambda matrix, name: len(matrix)**2)
def glcm_contrast_in_numpy(matrix, name):
    i, j = np.indices(matrix.shape[:2])
    return np.apply_along_axis(lambda counts: np.average((i - j).ravel()**2, weights=counts), 0,
                               matrix.reshape(-1, *matrix.shape[2:]))


@differs(glcm_property, "numpy.corrcoef", "Where a level never changes it is 0/0, NaN; here 1.", name="correlation",
         matrix=np.array([[3, 0], [0, 0]]).reshape(2, 2, 1, 1))
def glcm_correlation_in_numpy(matrix, name):
    i, j = np.indices(matrix.shape[:2]).reshape(2, -1)
    counts = matrix.reshape(len(i), -1).astype(int).T
    return np.array([np.corrcoef(np.repeat(i, n), np.repeat(j, n))[0, 1] for n in counts]).reshape(matrix.shape[2:])


# ---- harris ----------------------------------------------------------------------------------------------------------

SEEN: dict = {"drawn": lambda cases: cases.harris().filter(many)}              # scikit-image takes less for no image


@same(harris, "skimage.feature.corner_harris", f"two rows and columns or more; {X86}", **SEEN)
def harris_in_skimage(image, k=0.05, sigma=1):
    from skimage.feature import corner_harris
    return corner_harris(image, k=k, sigma=sigma)


@differs(harris, 'skimage.feature.corner_harris(method="eps")', "It is 2·det A/(trace A + ε), after Noble.",
         image=np.array([[0.0, 0], [0, 1]]), sigma=1.0)
def harris_in_skimage_noble(image, sigma):
    from skimage.feature import corner_harris
    return corner_harris(image, "eps", sigma=sigma)


@same(harris, "scipy.ndimage.gaussian_filter of products of scipy.ndimage.sobel", f"every size; {X86}")
def harris_in_scipy(image, k=0.05, sigma=1):
    A_yy, A_yx, A_xx = structure_tensor_in_scipy(image, sigma)
    return A_yy * A_xx - A_yx**2 - k * (A_yy + A_xx)**2


CORNER = np.array([[0, 0, 0], [0, 0, 0], [0, 0, 1]], np.float32)


@differs(harris, "cv2.cornerHarris(3, 3)",
         "Its window is a box, not a Gaussian, the border is mirrored, slopes are a twelfth of Sobel's.",
         image=CORNER, k=0.05, sigma=1)
def harris_in_cv2_box(image, k, sigma):
    import cv2
    return cv2.cornerHarris(image, 3, 3, k)                                    # blockSize, ksize


def inside(case):
    """Return a case of whole levels in float32, without a window."""
    return {"image": np.rint(255 * case["image"]), "k": case["k"]}


def greatest_trace(image, k):
    """Return (trace A)², the largest: of sums of two squares of slopes."""
    A_yy, _, A_xx = structure_tensor(image, 0)
    return float((A_yy + A_xx).max())**2


@same(harris, "cv2.cornerHarris(1, 3) · 4⁴, inside", "whole levels in float32, σ = 0, three rows and columns or more",
      mends=harris_in_cv2_box, within=5, why="squares are whole; then three products and two differences, by either",
      terms=greatest_trace, ours=lambda image, k: harris(image, k, 0)[1:-1, 1:-1],
      drawn=lambda cases: cases.harris(dtypes=("f4",), least=3).map(inside))
def harris_in_cv2(image, k):
    import cv2
    return 4**4 * cv2.cornerHarris(image, 1, 3, k)[1:-1, 1:-1]                 # its slopes are a quarter of Sobel's


@differs(harris, "kornia.feature.harris_response",
         "Slopes are an eighth of Sobel's, its window ends after 3 pixels, the borders are repeated and mirrored.",
         image=np.array([[0.0] * 5] * 2 + [[0, 0, 1, 1, 1]] * 3), k=0.05, sigma=1)
def harris_in_kornia(image, k, sigma):
    import kornia
    import torch
    return kornia.feature.harris_response(torch.tensor(image)[None, None], k)[0, 0].numpy()


TENSOR: dict = {"drawn": lambda cases: cases.structure_tensor().filter(many)}


@same(structure_tensor, 'skimage.feature.structure_tensor(order="rc")', f"two rows and columns or more; {X86}",
      **TENSOR)
def structure_tensor_in_skimage(image, sigma=1):
    from skimage.feature import structure_tensor
    return structure_tensor(image, sigma, order="rc")


@differs(structure_tensor, 'skimage.feature.structure_tensor(order="xy")', "The columns come first: A_xx, A_xy, A_yy.",
         image=np.array([[0.0, 1], [0, 1]]), sigma=0.0)
def structure_tensor_in_skimage_columns_first(image, sigma):
    from skimage.feature import structure_tensor
    return structure_tensor(image, sigma, order="xy")


@differs(structure_tensor, 'skimage.feature.structure_tensor(mode="nearest")', "The border repeated is no edge.",
         image=np.ones((2, 3)), sigma=0.0)
def structure_tensor_in_skimage_repeated(image, sigma):
    from skimage.feature import structure_tensor
    return structure_tensor(image, sigma, mode="nearest")


@same(structure_tensor, "scipy.ndimage.gaussian_filter of products of scipy.ndimage.sobel", f"every size; {X86}")
def structure_tensor_in_scipy(image, sigma=1):
    from scipy.ndimage import gaussian_filter, sobel
    white = 1 if image.dtype.kind == "f" else np.iinfo(image.dtype).max
    f = image if white == 1 else image * (1 / white)
    gy, gx = sobel(f, 0, mode="constant"), sobel(f, 1, mode="constant")
    return tuple(gaussian_filter(a * b, sigma, mode="constant") for a, b in ((gy, gy), (gy, gx), (gx, gx)))


@differs(structure_tensor, "scipy.ndimage.gaussian_gradient_magnitude",
         "It blurs before the products, not after: slopes to either side cancel.",
         image=np.array([[0.0, 0, 1, 0, 0]]), sigma=1.0, ours=lambda image,
         sigma: sum(structure_tensor(image, sigma)[::2]))
def structure_tensor_in_scipy_blurred(image, sigma):
    from scipy.ndimage import gaussian_gradient_magnitude
    return gaussian_gradient_magnitude(image, sigma, mode="constant")**2


# ---- fast ------------------------------------------------------------------------------------------------------------

def with_a_corner(case):
    """Return a case whose image has a corner, for one more pixel."""
    image = case["image"].copy()
    image[:7, :7], image[3, 3] = 0, 255
    return {**case, "image": image}


def ring_of(cases, dtypes=("u1",), **fixed):
    """Return what draws images with a corner at least, and an arc of 9 and so on."""
    return cases.fast(dtypes=dtypes, least=7).map(lambda case: {**with_a_corner(case), **fixed})


DOT = np.pad(np.array([[50]], np.uint8), 3)


@same(fast, "cv2.FastFeatureDetector", "uint8, arcs of 9, with suppression: points and scores",
      drawn=lambda cases: ring_of(cases, arc=9, nms=True))
def fast_in_cv2(image, threshold, arc=9, nms=True):
    import cv2
    detector = cv2.FastFeatureDetector_create(threshold, nms, cv2.FAST_FEATURE_DETECTOR_TYPE_9_16)
    found = detector.detect(image)
    points = np.array([one.pt for one in found], np.int64).reshape(-1, 2)      # x, y
    return points, np.array([one.response for one in found], np.int64)


@differs(fast, "cv2.FastFeatureDetector(nonmaxSuppression=False)", "It gives no scores: all are 0.", image=DOT,
         threshold=20, arc=9, nms=False)
def fast_in_cv2_unscored(image, threshold, arc, nms):
    import cv2
    found = cv2.FastFeatureDetector_create(threshold, nms, cv2.FAST_FEATURE_DETECTOR_TYPE_9_16).detect(image)
    points = np.array([one.pt for one in found], np.int64).reshape(-1, 2)      # x, y
    return points, np.array([one.response for one in found], np.int64)


@same(fast, "cv2.FastFeatureDetector(nonmaxSuppression=False), points", "uint8, arcs of 9, without suppression",
      drawn=lambda cases: ring_of(cases, arc=9, nms=False), mends=fast_in_cv2_unscored,
      ours=lambda **case: fast(**case)[0])
def fast_in_cv2_points(image, threshold, arc=9, nms=False):
    return fast_in_cv2_unscored(image, threshold, arc, nms)[0]


@differs(fast, "cv2.FastFeatureDetector(type=TYPE_7_12)",
         "Its ring has 12 pixels at a distance of 2: what is 3 away, it does not see.",
         image=np.array([[0, 0, 9, 0, 0, 0, 0]] + [[0] * 7] * 2 + [[0, 0, 0, 90, 0, 0, 0]] + [[0] * 7] * 2
                        + [[0, 90, 90, 90, 90, 90, 0]], np.uint8), threshold=20)
def fast_in_cv2_small(image, threshold):
    import cv2
    found = cv2.FastFeatureDetector_create(threshold, True, cv2.FAST_FEATURE_DETECTOR_TYPE_7_12).detect(image)
    points = np.array([one.pt for one in found], np.int64).reshape(-1, 2)      # x, y
    return points, np.array([one.response for one in found], np.int64)


@differs(fast, "skimage.feature.corner_fast",
         "Its response adds up how much all pixels of the ring differ; rows come first, and nothing is suppressed.",
         image=np.pad(DOT, ((0, 0), (1, 0))), threshold=20)
def fast_in_skimage_response(image, threshold):
    from skimage.feature import corner_fast
    response = corner_fast(image.astype(float), 9, threshold)
    return np.argwhere(response), response[response > 0].astype(np.int64)


@same(fast, "skimage.feature.corner_fast > 0, columns first",
      "uint8 and uint16, every arc, without suppression: points",
      mends=fast_in_skimage_response, drawn=lambda cases: ring_of(cases, ("u1", "u2"), nms=False),
      ours=lambda **case: fast(**case)[0])
def fast_in_skimage(image, threshold, arc=9, nms=False):
    from skimage.feature import corner_fast
    return np.argwhere(corner_fast(image.astype(float), arc, threshold) > 0)[:, ::-1]


@differs(fast, "skimage.feature.corner_fast of uint8",
         "It takes the levels for fractions of white: 20 of them are never met.",
         image=DOT, threshold=20, ours=lambda image, threshold: fast(image, threshold, nms=False)[0])
def fast_in_skimage_fractions(image, threshold):
    from skimage.feature import corner_fast
    return np.argwhere(corner_fast(image, 9, threshold) > 0)[:, ::-1]


@same(arc_contrast, 'scipy.ndimage.minimum_filter1d(mode="wrap")', "arcs of 9 to 16, whole numbers")
def arc_contrast_in_scipy(differences, arc):
    from scipy.ndimage import maximum_filter1d, minimum_filter1d
    brighter = minimum_filter1d(differences, arc, axis=1, mode="wrap").max(1)
    darker = -maximum_filter1d(differences, arc, axis=1, mode="wrap").min(1)
    return np.maximum(brighter, darker)


@same(arc_contrast, "torch.nn.functional.max_pool1d of the ring drawn out", "arcs of 9 to 16, whole numbers")
def arc_contrast_in_torch(differences, arc):
    import torch
    from torch.nn.functional import max_pool1d
    ring = torch.tensor(np.pad(differences, ((0, 0), (0, arc - 1)), mode="wrap")).double()[:, None]
    brighter, darker = -max_pool1d(-ring, arc, 1).amin(2), -max_pool1d(ring, arc, 1).amin(2)
    return torch.maximum(brighter, darker)[:, 0].long().numpy()


@differs(arc_contrast, "scipy.ndimage.minimum_filter1d",
         "It mirrors at the ends: five and their image are taken for ten.",
         differences=np.array([[5] * 4 + [0] * 7 + [9] * 5]), arc=9)
def arc_contrast_in_scipy_mirrored(differences, arc):
    from scipy.ndimage import maximum_filter1d, minimum_filter1d
    return np.maximum(minimum_filter1d(differences, arc).max(1), -maximum_filter1d(differences, arc).min(1))


# ---- scale_space -----------------------------------------------------------------------------------------------------

def single(case):
    """Return a case of float32."""
    return {"image": case["image"].astype(np.float32)}


DOUBLE: dict = {"within": lambda image: 0 if (image == np.rint(image)).all() and np.abs(image).max() < 2**20 else 6,
                "terms": lambda image: float(np.abs(image).max()),
                "drawn": lambda cases: cases.double_size().map(single),
                "why": "two products and a sum, rounded once each, both ways, by either; whole levels never"}
FLOAT32 = "float32, every size"


@same(double_size, "cv2.resize(INTER_LINEAR)", FLOAT32, **DOUBLE)
def double_size_in_cv2(image):
    import cv2
    return cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)


@differs(double_size, "cv2.pyrUp", "It puts pixels on even places, and blurs over five.",
         image=np.array([[0, 4, 8]], np.float32))
def double_size_in_cv2_pyramid(image):
    import cv2
    return cv2.pyrUp(image)


@differs(double_size, 'torch.nn.functional.interpolate(mode="bilinear", align_corners=True)',
         "The outermost pixels lie on each other: steps are (W − 1)/(2W − 1), not ½.",
         image=np.array([[0, 4, 8]], np.float32))
def double_size_in_torch_aligned(image):
    import torch
    f = torch.tensor(image)[None, None]
    return torch.nn.functional.interpolate(f, scale_factor=2, mode="bilinear", align_corners=True)[0, 0].numpy()


@same(double_size, 'torch.nn.functional.interpolate(mode="bilinear")', FLOAT32, mends=double_size_in_torch_aligned,
      **DOUBLE)
def double_size_in_torch(image):
    import torch
    f = torch.tensor(image)[None, None]
    return torch.nn.functional.interpolate(f, scale_factor=2, mode="bilinear")[0, 0].numpy()


@differs(double_size, "scipy.ndimage.zoom(order=1)",
         "The outermost pixels lie on each other: steps are (W − 1)/(2W − 1).",
         image=np.array([[0, 4, 8]], np.float32))
def double_size_in_scipy_aligned(image):
    from scipy.ndimage import zoom
    return zoom(image, 2, order=1)


@same(double_size, 'scipy.ndimage.zoom(order=1, mode="nearest", grid_mode=True)', FLOAT32,
      mends=double_size_in_scipy_aligned, **DOUBLE)
def double_size_in_scipy(image):
    from scipy.ndimage import zoom
    return zoom(image, 2, order=1, mode="nearest", grid_mode=True)


@differs(double_size, "skimage.transform.rescale(order=1)", "It mirrors at the border: the outermost are blends, too.",
         image=np.array([[0, 4, 8]], np.float32))
def double_size_in_skimage_mirrored(image):
    from skimage.transform import rescale
    return rescale(image, 2, order=1)


@same(double_size, 'skimage.transform.rescale(order=1, mode="edge")', FLOAT32, mends=double_size_in_skimage_mirrored,
      **DOUBLE)
def double_size_in_skimage(image):
    from skimage.transform import rescale
    return rescale(image, 2, order=1, mode="edge")


@differs(double_size, "skimage.transform.rescale of uint8", "Levels become fractions of white.",
         image=np.array([[0, 51]], np.uint8))
def double_size_in_skimage_fractions(image):
    from skimage.transform import rescale
    return rescale(image, 2, order=1, mode="edge").astype(np.float32)


@same(double_size, 'keras.layers.UpSampling2D(interpolation="bilinear")', FLOAT32, **DOUBLE)
def double_size_in_keras(image):
    import os
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    layer = keras.layers.UpSampling2D(2, data_format="channels_last", interpolation="bilinear")
    return keras.ops.convert_to_numpy(layer(image[None, :, :, None]))[0, :, :, 0]


@differs(double_size, "numpy.repeat", "It repeats each pixel, and blends nothing.",
         image=np.array([[0, 4, 8]], np.float32))
def double_size_in_numpy(image):
    return image.repeat(2, 0).repeat(2, 1)


def steps_of_blur():
    """Return σ of each blur of an octave: what is missing from one level to the next."""
    sigmas = [1.6 * 2**(s / 3) for s in range(6)]
    return [(after**2 - before**2)**0.5 for before, after in pairwise(sigmas)]


def taps_on_the_way(image):
    """Return how many products each way the last level of the last octave comes from, twice: by either."""
    taps = [round(8 * sigma + 1) | 1 for sigma in (*steps_of_blur()[:3], (1.6**2 - 1)**0.5)]
    octaves = max(1, round(np.log2(2 * min(image.shape))) - 1)
    return 6 + 4 * (taps[3] + octaves * sum(taps[:3]) + sum(round(8 * sigma + 1) | 1 for sigma in steps_of_blur()[3:]))


OCTAVES: dict = {"within": taps_on_the_way, "terms": lambda image: float(np.abs(image).max()),
                 "drawn": lambda cases: cases.gaussian_octaves().filter(many),
                 "why": "blurs one after the other, a sum of k products each, down and across: as many rounding errors"}


@same(gaussian_octaves, "cv2.GaussianBlur of cv2.resize", "two rows and columns or more", **OCTAVES)
def gaussian_octaves_in_cv2(image):
    import cv2
    first = cv2.resize(image.astype(np.float32), None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)
    first, octaves = cv2.GaussianBlur(first, (0, 0), (1.6**2 - 1)**0.5), []
    for _ in range(round(np.log2(min(first.shape))) - 1):
        levels = [first]
        for sigma in steps_of_blur():
            levels.append(cv2.GaussianBlur(levels[-1], (0, 0), sigma))
        octaves.append(np.stack(levels))
        H, W = first.shape
        first = np.ascontiguousarray(levels[3][:H // 2 * 2:2, :W // 2 * 2:2])
    return octaves


@same(gaussian_octaves, 'scipy.ndimage.gaussian_filter(mode="mirror", radius=…)', "two rows and columns or more",
      **OCTAVES)
def gaussian_octaves_in_scipy(image):
    from scipy.ndimage import gaussian_filter, zoom

    def blur(f, sigma):
        return gaussian_filter(f, sigma, mode="mirror", radius=round(8 * sigma + 1) // 2)

    first = blur(zoom(image.astype(np.float32), 2, order=1, mode="nearest", grid_mode=True), (1.6**2 - 1)**0.5)
    octaves = []
    for _ in range(round(np.log2(min(first.shape))) - 1):
        levels = [first]
        for sigma in steps_of_blur():
            levels.append(blur(levels[-1], sigma))
        octaves.append(np.stack(levels))
        H, W = first.shape
        first = levels[3][:H // 2 * 2:2, :W // 2 * 2:2]
    return octaves


@differs(gaussian_octaves, "kornia.geometry.ScalePyramid(double_image=True)",
         "It doubles and halves by an interpolation that leaves the outermost pixels where they are.",
         image=np.tile(np.arange(8.0) * 8, (8, 1)))
def gaussian_octaves_in_kornia(image):
    import kornia
    import torch
    pyramid = kornia.geometry.ScalePyramid(3, 1.6, min_size=2, double_image=True)
    octaves, _, _ = pyramid(torch.tensor(image, dtype=torch.float32)[None, None])
    return [octave[0, 0].numpy() for octave in octaves]


@differs(gaussian_octaves, "skimage.transform.pyramid_gaussian", "It has one image a size, none of which is doubled.",
         image=np.tile(np.arange(4.0) * 8, (4, 1)))
def gaussian_octaves_in_skimage(image):
    from skimage.transform import pyramid_gaussian
    return [level[None].astype(np.float32) for level in pyramid_gaussian(image, 2)]


alone("No library shows where its SIFT looks.  cv2.SIFT stands in, which finds the places of `sift`; and the tests ask "
      "scipy.ndimage's filters whether each is an extreme among its neighbours.", scale_space_extrema)


# ---- sift ------------------------------------------------------------------------------------------------------------

BLOB = np.rint(255 * np.exp(-sum((p - 16)**2 for p in np.ogrid[:32, :33]) / 32)).astype(np.uint8)    # σ = 4


def places(image):
    """Return where the keypoints are, and their diameters: x, y, size."""
    return np.unique(sift(image)[0][:, :3], axis=0)


@differs(sift, "cv2.SIFT(enable_precise_upscale=True)",
         "Places are a quarter of a pixel up and left of those without it.",
         ours=lambda image: np.unique(sift(image)[0][:, :2].round(1), axis=0), image=BLOB)
def sift_in_cv2_precise(image):
    import cv2
    found = cv2.SIFT_create(enable_precise_upscale=True).detect(image)
    return np.unique(np.round([one.pt for one in found], 1), axis=0)


@same(sift, "cv2.SIFT, place and size", "one blob of σ = 3 or 4, uint8", mends=sift_in_cv2_precise, ours=places,
      drawn=lambda cases: cases.sift_of_a_blob(), within=lambda image: 0.01 / np.finfo(float).eps / max(image.shape),
      why="a hundredth of a pixel: OpenCV blurs and solves in 32 bits")
def sift_places_in_cv2(image):
    import cv2
    found = cv2.SIFT_create().detect(image)
    return np.unique([(*one.pt, one.size) for one in found], axis=0)


@differs(sift, "skimage.feature.SIFT", "Rows come first, sizes are σ, not diameters, and angles radians.", image=BLOB,
         ours=lambda image: sift(image)[0].round(1))
def sift_in_skimage(image):
    from skimage.feature import SIFT
    found = SIFT()
    found.detect_and_extract(image)
    return np.column_stack([found.positions, found.sigmas, found.orientations]).round(1)


def around(m, y, x, scale):
    """Return the pixels up to 4½ scales away, less the outermost of the image."""
    (H, W), r = m.shape, round(4.5 * scale)
    return np.s_[max(y - r, 1):min(y + r, H - 2) + 1, max(x - r, 1):min(x + r, W - 2) + 1]


def smoothed(m, theta, y, x, scale):
    """Return the histogram of the directions around a pixel, and the numbers of its peaks."""
    from scipy.ndimage import correlate1d
    here, away = around(m, y, x, scale), np.hypot(*(np.indices(m.shape) - np.reshape([y, x], (2, 1, 1))))
    weights = m * np.exp(-0.5 * (away / (1.5 * scale))**2)
    middles = (np.degrees(theta) + 5) % 360                                    # bins of 10° round 0°, 10°, 20° …
    h = np.histogram(middles[here], 36, (0, 360), weights=weights[here])[0]
    h = correlate1d(h, np.array([1, 4, 6, 4, 1]) / 16, mode="wrap")
    return h, [k for k in range(36) if h[k] > max(h[k - 1], h[(k + 1) % 36]) and h[k] >= 0.8 * h.max()]


def flattest(**case):
    """Return 10° times the highest peak next to how much the flattest of the peaks bends."""
    h, peaks = smoothed(**case)
    return max(10 * h.max() / (2 * h[k] - h[k - 1] - h[(k + 1) % 36]) for k in peaks)


@same(main_directions, "numpy.histogram, scipy.ndimage.correlate1d, numpy.polyfit", "random gradients", terms=flattest,
      drawn=lambda cases: cases.main_directions(noisy=True),
      within=lambda m, y, x, scale, theta: 3 * (m[around(m, y, x, scale)].size + 8),
      why="sums of n weights, n/2 + 4 rounding errors by either, three times, next to what a peak bends")
def main_directions_in_numpy(m, theta, y, x, scale):
    h, peaks = smoothed(m, theta, y, x, scale)
    bends = [np.polyfit([-1, 0, 1], h[[k - 1, k, (k + 1) % 36]], 2) for k in peaks]        # a parabola through three
    return [float((k - b / (2 * a)) * 10 % 360) for k, (a, b, _) in zip(peaks, bends, strict=True)]


alone("cv2.SIFT takes keypoints, not gradients, and kornia.feature.SIFTDescriptor has no turn; the tests hold `sift` "
      "as a whole to cv2.SIFT, with its descriptors.", describe_patch)


# ---- kmeans ----------------------------------------------------------------------------------------------------------

@same(kmeans, 'scipy.cluster.vq.kmeans2(minit="matrix")', "float64; centres without points, too",
      drawn=lambda cases: cases.kmeans(dtypes=("f8",)))
def kmeans_in_scipy(x, start, max_iter=100):
    from scipy.cluster.vq import kmeans2
    centres, labels = kmeans2(x, start, iter=max_iter, minit="matrix")
    return centres, labels.astype(np.int64)


EMPTY: dict = {"x": np.array([[0.0], [1], [3]]), "start": np.array([[0.5], [99]])}


@differs(kmeans, 'scipy.cluster.vq.kmeans2(minit="matrix", missing="raise")', "Without points it raises.", **EMPTY)
def kmeans_in_scipy_raising(x, start):
    from scipy.cluster.vq import kmeans2
    return kmeans2(x, start, minit="matrix", missing="raise")


@differs(kmeans, "scipy.cluster.vq.kmeans",
         "It drops a centre without points, and returns the mean distance of points to their centres, no labels.",
         **EMPTY)
def kmeans_in_scipy_dropping(x, start):
    from scipy.cluster.vq import kmeans
    return kmeans(x, start)


@differs(kmeans, "sklearn.cluster.KMeans", "A centre without points goes to the point farthest from its own.", **EMPTY)
def kmeans_in_sklearn_moved(x, start):
    from sklearn.cluster import KMeans
    found = KMeans(len(start), init=start, n_init=1).fit(x)
    return found.cluster_centers_, found.labels_.astype(np.int64)


@differs(kmeans, "cv2.kmeans", "A centre without points goes to the farthest point of the largest cluster.",
         x=EMPTY["x"].astype(np.float32), start=EMPTY["start"].astype(np.float32))
def kmeans_in_cv2_moved(x, start):
    return kmeans_in_cv2(x, start)


def never_empty(case):
    """Tell whether every centre has points all the way."""
    centres = case["start"]
    for _ in range(100):
        before, (centres, labels) = centres, kmeans(case["x"], centres, 1)
        if len(np.unique(labels)) < len(centres):
            return False
        if np.array_equal(before, centres):
            return True
    return False


MEANS: dict = {"within": lambda x, **other: len(x) + 8, "why": "means of n points, n/2 rounding errors by either",
               "terms": lambda x, **other: float(np.abs(x).max())}


@same(kmeans, "sklearn.cluster.KMeans(init=start, n_init=1, tol=0)", "float64, to the end, centres that keep points",
      mends=kmeans_in_sklearn_moved, **MEANS, drawn=lambda cases: cases.kmeans(dtypes=("f8",), away=False).map(
          lambda case: {**case, "max_iter": 100}).filter(never_empty))
def kmeans_in_sklearn(x, start, max_iter):
    from sklearn.cluster import KMeans
    found = KMeans(len(start), init=start, n_init=1, max_iter=max_iter, tol=0).fit(x)
    return found.cluster_centers_, found.labels_.astype(np.int64)


@same(kmeans, "cv2.kmeans(KMEANS_USE_INITIAL_LABELS)", "float32, clouds that lie apart, a start in each", **MEANS,
      drawn=lambda cases: cases.kmeans_of_clouds(), mends=kmeans_in_cv2_moved)
def kmeans_in_cv2(x, start, max_iter=100):
    import cv2
    labels = nearest(x, start).astype(np.int32)                                # it begins with labels, not with centres
    until = cv2.TERM_CRITERIA_COUNT + cv2.TERM_CRITERIA_EPS, max_iter, 0
    _, labels, centres = cv2.kmeans(x, len(start), labels, until, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    return centres, labels.ravel().astype(np.int64)


@same(nearest, "scipy.cluster.vq.vq", "float64 and whole numbers: of equally near ones the first")
def nearest_in_scipy(x, centres):
    from scipy.cluster.vq import vq
    return vq(x.astype(float), centres.astype(float))[0].astype(np.int64)


@same(nearest, "scipy.spatial.distance.cdist(…).argmin(1)", "float64 and whole numbers")
def nearest_in_scipy_distances(x, centres):
    from scipy.spatial.distance import cdist
    return cdist(x, centres).argmin(1)


@same(nearest, "torch.cdist(…).argmin(1)", "float64 and whole numbers")
def nearest_in_torch(x, centres):
    import torch
    distances = torch.cdist(torch.tensor(x).double(), torch.tensor(centres).double(),
                            compute_mode="donot_use_mm_for_euclid_dist")
    return distances.argmin(1).numpy()


@same(nearest, "sklearn.metrics.pairwise_distances_argmin", "float64 and whole numbers")
def nearest_in_sklearn(x, centres):
    from sklearn.metrics import pairwise_distances_argmin
    return pairwise_distances_argmin(x, centres)


@same(nearest, "cv2.BFMatcher(NORM_L2).match", "whole numbers", drawn=lambda cases: cases.nearest(whole=True))
def nearest_in_cv2(x, centres):
    import cv2
    matches = cv2.BFMatcher(cv2.NORM_L2).match(x.astype(np.float32), centres.astype(np.float32))
    return np.array([match.trainIdx for match in matches])


@differs(nearest, "numpy.searchsorted",
         "In one dimension: it tells between which two the point lies, not which is nearer.",
         x=np.array([[1.0], [9]]), centres=np.array([[0.0], [10]]))
def nearest_in_numpy(x, centres):
    return np.searchsorted(centres.ravel(), x.ravel())


SQUARES: dict = {"within": lambda x, centres: 0 if is_whole(x) else x.size + 8,
                 "why": "a sum of n·d squares, half as many rounding errors by either; of whole numbers none"}


@same(inertia, 'scipy.spatial.distance.cdist(…, "sqeuclidean").min(1).sum()', "float64 and whole numbers", **SQUARES)
def inertia_in_scipy(x, centres):
    from scipy.spatial.distance import cdist
    return float(cdist(x, centres, "sqeuclidean").min(1).sum())


@differs(inertia, "scipy.cluster.vq.vq(…)[1].mean()",
         "SciPy's distortion is the mean of distances, not the sum of squares.",
         x=np.array([[0.0], [2]]), centres=np.array([[0.0]]))
def inertia_in_scipy_distortion(x, centres):
    from scipy.cluster.vq import vq
    return float(vq(x, centres)[1].mean())


@same(inertia, "scipy.cluster.vq.vq(…)[1], squared and added", "float64 and whole numbers",
      mends=inertia_in_scipy_distortion,
      within=lambda x, centres: x.size + 2 * len(x) + 8, why="a sum of n·d squares, n of them by way of their roots")
def inertia_in_scipy_roots(x, centres):
    from scipy.cluster.vq import vq
    return float((vq(x.astype(float), centres.astype(float))[1]**2).sum())


@same(inertia, "sklearn.cluster.KMeans.score, less its sign", "float64 and whole numbers", **{
      **SQUARES, "within": lambda x, centres: x.size + 8})
def inertia_in_sklearn(x, centres):
    from sklearn.cluster import KMeans
    model = KMeans(len(centres), init=centres.astype(float), n_init=1, max_iter=1).fit(centres.astype(float))
    model.cluster_centers_ = centres.astype(float)
    return float(-model.score(x.astype(float)))


@same(kmeans_plusplus, 'scipy.cluster.vq.kmeans2(minit="++", iter=1)',
      "float64, two centres or more, the same seed, SciPy 1.15 and later: after one round of k-means",
      drawn=lambda cases: cases.seeded_points(), ours=lambda x, k, seed: kmeans(
          x, kmeans_plusplus(x, k, np.random.default_rng(seed)), 1)[0])
def kmeans_plusplus_in_scipy(x, k, seed):
    from scipy.cluster.vq import kmeans2
    return kmeans2(x, k, iter=1, minit="++", rng=seed)[0]                      # it does not show where it starts


@differs(kmeans_plusplus, "sklearn.cluster.kmeans_plusplus",
         "Its random numbers are others, and of 2 + ln k candidates it keeps the one that leaves the least inertia.",
         ours=lambda x, k, seed: kmeans_plusplus(x, k, np.random.default_rng(seed)),
         x=np.array([[0.0], [1], [2], [9]]), k=2, seed=0)
def kmeans_plusplus_in_sklearn(x, k, seed):
    from sklearn.cluster import kmeans_plusplus
    return kmeans_plusplus(x, k, random_state=seed)[0]


# ---- visual_words ----------------------------------------------------------------------------------------------------

same(visual_words, "its definition", "float64 and whole numbers; no descriptors, too")(visual_words_definition)

DESCRIBED: dict = {"drawn": lambda cases: cases.visual_words().filter(lambda case: len(case["descriptors"]))}


@same(visual_words, "numpy.bincount of scipy.cluster.vq.vq", "one descriptor or more", **DESCRIBED)
def visual_words_in_scipy(descriptors, codebook):
    from scipy.cluster.vq import vq
    return np.bincount(vq(descriptors.astype(float), codebook.astype(float))[0], minlength=len(codebook))


@differs(visual_words, "numpy.bincount without minlength", "Words behind the last that occurs have no place.",
         descriptors=np.array([[1.0]]), codebook=np.array([[0.0], [9]]))
def visual_words_in_numpy_short(descriptors, codebook):
    return np.bincount(nearest(descriptors, codebook))


@same(visual_words, "numpy.histogram of cdist(…).argmin(1)", "one descriptor or more", **DESCRIBED,
      mends=visual_words_in_numpy_short)
def visual_words_in_numpy(descriptors, codebook):
    from scipy.spatial.distance import cdist
    return np.histogram(cdist(descriptors, codebook).argmin(1), np.arange(len(codebook) + 1) - 0.5)[0]


@same(visual_words, "sklearn.metrics.pairwise_distances_argmin, counted", "one descriptor or more", **DESCRIBED)
def visual_words_in_sklearn(descriptors, codebook):
    from sklearn.metrics import pairwise_distances_argmin
    return np.bincount(pairwise_distances_argmin(descriptors, codebook), minlength=len(codebook))


LENGTHS: dict = {"within": lambda counts: counts.shape[1] / 2 + 4,
                 "why": "the root of a sum of k squares, by which a product is divided, by either"}

same(tfidf, "its definition", "counts, also none", **LENGTHS)(tfidf_definition)


@same(tfidf, "sklearn.feature_extraction.text.TfidfTransformer", "counts, also none", **LENGTHS)
def tfidf_in_sklearn(counts):
    from sklearn.feature_extraction.text import TfidfTransformer
    return TfidfTransformer().fit_transform(counts).toarray()


COUNTS = np.array([[3, 0], [1, 1]])


@differs(tfidf, "sklearn.feature_extraction.text.TfidfTransformer(smooth_idf=False)",
         "idf is ln(N/N_j) + 1: no image more has every word.", counts=COUNTS)
def tfidf_in_sklearn_unsmoothed(counts):
    from sklearn.feature_extraction.text import TfidfTransformer
    return TfidfTransformer(smooth_idf=False).fit_transform(counts).toarray()


@differs(tfidf, "sklearn.feature_extraction.text.TfidfTransformer(norm=None)", "Rows keep their lengths.",
         counts=COUNTS)
def tfidf_in_sklearn_long(counts):
    from sklearn.feature_extraction.text import TfidfTransformer
    return TfidfTransformer(norm=None).fit_transform(counts).toarray()


@same(tfidf, "sklearn.preprocessing.normalize of TfidfTransformer(norm=None)", "counts, also none",
      mends=tfidf_in_sklearn_long, **LENGTHS)
def tfidf_in_sklearn_normalized(counts):
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.preprocessing import normalize
    return normalize(TfidfTransformer(norm=None).fit_transform(counts).toarray())


@differs(tfidf, "sklearn.feature_extraction.text.TfidfTransformer(sublinear_tf=True)", "n counts for 1 + ln n.",
         counts=np.array([[3, 1]]))
def tfidf_in_sklearn_sublinear(counts):
    from sklearn.feature_extraction.text import TfidfTransformer
    return TfidfTransformer(sublinear_tf=True).fit_transform(counts).toarray()


@differs(tfidf, "numpy.log(N/N_j), the paper's idf", "A word that every image has weighs nothing.", counts=COUNTS)
def tfidf_in_numpy_paper(counts):
    weights = counts * np.log(len(counts) / (counts > 0).sum(0))
    return weights / np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-300)
