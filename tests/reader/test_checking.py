"""The judge is judged: planted mistakes must be found, and right implementations, however different, must pass."""
import importlib
import inspect
import os
import types
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import settings
from scipy import fft as scipy_fft
from scipy import ndimage

import refimpl
from refimpl.imaging import convolve, equalize_histogram
from refimpl.optimization import momentum_step
from refimpl.reader import checking
from refimpl.reader.checking import all_checkable, check, material
from refimpl.reader.judging import copied
from refimpl.reader.misunderstandings import theories
from refimpl.reader.practice import exercises
from tests.conftest import oracle
from tests.reader.planted import drawn, planted, right_ones

#  every fourth concept, for time; with all oracles required, as in CI, every one
EVERY = 1 if os.environ.get("REFIMPL_REQUIRE_ORACLES") == "1" else 4
CONCEPTS = [pytest.param(name, id=f"{concept.chapter}.{concept.name}") for concept, name, _ in exercises()[::EVERY]]


def thorough():
    """Tell whether the profile is the full one: then all that can be planted is, and not five of each."""
    return settings().max_examples > 1000


@lru_cache
def ours(name):
    """Return our function of that name; finding it reads all files."""
    return material(name)[1]


# ---- right ones pass --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", CONCEPTS)
def test_three_right_ones_pass(name):
    """Ours; a copy of ours in another module; the definition, or another order of sums."""
    examples, budget = (100, 12) if thorough() else (8, 1.5)
    for candidate in right_ones(name):
        report = check(name, candidate, examples=examples, budget=budget, limit=60)               # loops take their time
        assert report, str(report)
        assert report.examples >= 1


NEEDED = {"clahe": "cv2", "conv2d": "torch", "glcm": "skimage.feature", "harris": "skimage.feature"}


def libraries():
    """Yield (name, function) of what other libraries have, called as ours are."""
    yield "correlate", lambda image, kernel, mode="reflect", cval=0.0: ndimage.correlate(
        wide(image), kernel, mode=mode, cval=cval)
    yield "gaussian", lambda image, sigma, mode="reflect", cval=0.0, truncate=4.0: ndimage.gaussian_filter(
        wide(image), sigma, mode=mode, cval=cval, truncate=truncate)
    yield "fft", lambda x, axis=-1: scipy_fft.fft(x.astype(x.dtype if x.dtype in ("f4", "c8") else complex), axis=axis)
    yield "dilation", lambda image, footprint: dilated(image, footprint)
    yield "clahe", clahe_of_opencv
    yield "conv2d", convolved_by_torch
    yield "glcm", lambda **k: oracle("skimage.feature").graycomatrix(**k)
    yield "harris", lambda image, k=0.05, sigma=1: oracle("skimage.feature").corner_harris(image, k=k, sigma=sigma)


def wide(image):
    """Return the image as floats, for scipy to return them."""
    return image if image.dtype == np.float32 else image.astype(float)


def dilated(image, footprint):
    """scipy's dilation, with what beyond the border does not count."""
    low = False if image.dtype == bool else np.iinfo(image.dtype).min if image.dtype.kind in "iu" else -np.inf
    if image.dtype == bool:
        return ndimage.binary_dilation(image, footprint, origin=0)
    return ndimage.grey_dilation(image, footprint=footprint, mode="constant", cval=low)


def clahe_of_opencv(image, clip_limit=2.0, tile_grid=(8, 8)):
    """cv2.createCLAHE, whose grid is columns first, and whose limit wraps around past 2³¹."""
    return oracle("cv2").createCLAHE(min(clip_limit, 65536), tuple(int(n) for n in tile_grid[::-1])).apply(image)


def convolved_by_torch(x, weight, bias=None, **settings):
    """torch.nn.functional.conv2d."""
    torch = oracle("torch")
    arrays = [None if a is None else torch.from_numpy(np.ascontiguousarray(a)) for a in (x, weight, bias)]
    return torch.nn.functional.conv2d(*arrays, **settings).numpy()


@pytest.mark.parametrize("name, candidate", [pytest.param(*pair, id=pair[0]) for pair in libraries()])
def test_other_libraries_pass(name, candidate):
    if name in NEEDED:
        oracle(NEEDED[name])                                        # skipped here, not in the middle of a check
    if name == "harris":                                            # scikit-image takes a single row for no image
        both = candidate
        candidate = lambda image, **k: both(image, **k) if min(image.shape) > 1 else ours(name)(image, **k)  # noqa: E731
    report = check(name, candidate, examples=60)
    assert report, str(report)


# ---- wrong ones do not ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", CONCEPTS)
def test_five_misunderstandings_are_caught(name):
    """At least five of what can be got wrong about the concept, and none that was planted passes."""
    caught = 0
    for says, candidate in planted(name, most=1000 if thorough() else 5):
        report = check(name, candidate, shrinking=0.0)
        assert not report, f"not caught: {says}"
        caught += 1
    assert caught >= 5


@pytest.mark.parametrize("name, candidate, likely", [
    ("correlate", lambda image, kernel, mode="reflect", cval=0.0: convolve(image, kernel, mode, cval),
     "you computed a convolution"),
    ("equalize_histogram", lambda image: (np.cumsum(np.bincount(image.ravel(), minlength=int(np.iinfo(image.dtype).max) + 1))
     * np.iinfo(image.dtype).max / image.size + 0.5).astype(image.dtype)[image], "the darkest level does not become 0"),
    ("momentum_step", lambda w, v, grad, lr, momentum=0.9: (w - lr * (momentum * (0 if v is None else v) + grad),
                                                            momentum * (0 if v is None else v) + grad), "second form"),
    ("rgb_to_gray", lambda image: np.rint(image.mean(-1)).astype(np.uint8), "mean of the channels"),
    ("equalize_histogram", lambda image: equalize_histogram(image).astype(float), "right but for the dtype"),
    ("central_differences", lambda image: tuple(reversed(ours("central_differences")(image))), "the last one first"),
    ("central_differences", lambda image: tuple(g / 2 for g in ours("central_differences")(image)), ""),
    ("dft", lambda x, axis=-1: np.fft.ifft(x, axis=axis).astype(ours("dft")(x, axis).dtype) * np.float32(
        x.shape[axis]), "inverse transform"),
    ("harris", lambda image, k=0.05, sigma=1: 2 * ours("harris")(image, k, sigma), "times 2"),
    ("conv2d_macs", lambda **k: 2 * ours("conv2d_macs")(**k), "times 2"),
    ("conv2d_macs", lambda **k: ours("conv2d_macs")(**{**k, "groups": 1}), "groups left at its default, 1"),
    ("gaussian", lambda **k: ours("gaussian")(**{**k, "mode": "mirror"}), "mode 'mirror', whatever"),
    ("clahe", lambda **k: ours("clahe")(**{**k, "tile_grid": k["tile_grid"][::-1]}), "numbers of tile_grid"),
])
def test_says_what_is_likely(name, candidate, likely):
    report = check(name, candidate)
    assert not report
    assert likely in report.likely
    assert (f"likely: {report.likely}" in str(report)) == bool(report.likely)


def test_finds_a_small_input_and_names_the_law():
    report = check("equalize_histogram", lambda image: image.copy())
    assert report.wrong.case["image"].size <= 4
    assert any("brightest 255" in law for law in report.broken)
    text = str(report)
    assert text.startswith("equalize_histogram: wrong: ") and "yours:" in text and "expected:" in text and "broken:" in text


def test_tolerance_seed_and_number():
    def off_by_one(image):
        out = equalize_histogram(image)
        return np.where(out < 200, out + 1, out).astype(out.dtype)

    assert not check("equalize_histogram", off_by_one)
    assert check("equalize_histogram", off_by_one, tolerance=1)
    seen: dict = {}
    for seed in (0, 0, 1):
        seen.setdefault(seed, []).append([])
        check("equalize_histogram", lambda image, s=seed: (seen[s][-1].append(image.tobytes()), equalize_histogram(image))[1],
              seed=seed, examples=20)
    assert seen[0][0] == seen[0][1] != seen[1][0]
    assert check("equalize_histogram", equalize_histogram, examples=7).examples <= 7


def test_is_there_for_anyone_s_tests():
    assert refimpl.check("momentum_step", momentum_step, examples=5)
    assert not refimpl.check("momentum_step", lambda **k: None, examples=5)


def test_what_cannot_be_checked_is_said():
    with pytest.raises(LookupError, match=r"^there is no clahee: did you mean clahe"):
        check("clahee", None)
    with pytest.raises(LookupError, match=r"^contrast is a concept; check one of its functions: stretch_contrast"):
        check("contrast", None)
    with pytest.raises(LookupError, match=r"^measure_flops cannot be checked: it has no inputs of its own, or not the same"):
        check("measure_flops", None)


def test_every_function_of_the_chapters_can_be_checked():
    """A function without cases is found here; the few that are left out have a reason each."""
    known = set(all_checkable())
    for concept in checking.concepts():
        if concept.chapter not in ("", "complexity.zoo"):
            module = importlib.import_module(concept.module)
            functions = {name for name in concept.names if isinstance(function := getattr(module, name), types.FunctionType)
                         and inspect.unwrap(function).__code__.co_argcount and not name.endswith("_definition")}
            assert functions - known - set(checking.LEFT_OUT) == set(), concept.name


def test_theories_explain_nothing_that_is_right():
    """Of every planted theory it is known that it differs from ours on some input that is drawn."""
    reference, strategy = material("gaussian")[1:3]
    for case in drawn(strategy(), 5):
        assert len(list(theories("gaussian", reference, copied(case)))) > 10
