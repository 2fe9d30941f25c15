import numpy as np
import pytest

from refimpl.imaging import convolve, correlate, gaussian
from refimpl.reader.checking import material
from refimpl.reader.judging import copied
from refimpl.reader.misunderstandings import CHANGES, SPECIFIC, SPECIFIC_RESULTS, explanation, scaled
from tests.reader.planted import drawn, matters

IMAGE = np.arange(12.0).reshape(3, 4)**2
KERNEL = np.array([[1.0, 2, 5], [0, 0, 3]])


def seen(candidate):
    """Return what the judge remembers of a candidate for correlate, on two images."""
    cases = {"image": IMAGE, "kernel": KERNEL}, {"image": IMAGE.T.copy(), "kernel": KERNEL[:, :2]}
    return [(case, candidate(**case), correlate(**case)) for case in cases]


@pytest.mark.parametrize("candidate, says", [
    (lambda image, kernel: correlate(image, kernel[::-1, ::-1]), "kernel turned round (flipped)"),
    (lambda image, kernel: convolve(image, kernel), "you computed a convolution"),
    (lambda image, kernel: correlate(image, kernel, "wrap"), "mode 'wrap'"),
    (lambda image, kernel: correlate(image, kernel).astype(np.float32), "right but for the dtype"),
    (lambda image, kernel: -correlate(image, kernel), "opposite sign"),
    (lambda image, kernel: 3 * correlate(image, kernel), "ours times 3"),
    (lambda image, kernel: correlate(image, kernel) + 4, "ours plus 4"),
    (lambda image, kernel: np.floor(correlate(image, kernel) / 3), ""),
    (lambda image, kernel: np.roll(correlate(image, kernel), 1, 1), "shifted by +1 along the last axis"),
    (lambda image, kernel: correlate(image, kernel) * (1 + 1e-7), "right to about six digits"),
])
def test_explains_what_fits_all_that_was_seen(candidate, says):
    found = explanation("correlate", correlate, with_mode(candidate))
    assert (says in found) if says else found == ""


def with_mode(candidate):
    """Return what was seen, the cases with a mode, so that theories about modes apply."""
    return [({**case, "mode": "reflect"}, actual, expected) for case, actual, expected in seen(candidate)]


def test_one_result_that_does_not_fit_refutes_a_theory():
    results = seen(lambda image, kernel: correlate(image, kernel[::-1, ::-1]))
    assert "convolution" in explanation("correlate", correlate, results)
    results.insert(0, (results[0][0], results[0][2] + 1, results[0][2]))
    assert explanation("correlate", correlate, results) == ""


def test_explains_nothing_without_results():
    assert explanation("correlate", correlate, []) == ""
    assert explanation("correlate", correlate, [({"image": IMAGE, "kernel": KERNEL}, None, None)]) == ""


@pytest.mark.parametrize("pairs, says", [
    ([(2, 1), (6, 3)], "times 2"), ([(3, 1), (5, 3)], "plus 2"), ([(3, 1), (5, 4)], ""),
    ([(np.array([4, 5]), np.array([4, 6]))], "never off by more than 1"), ([(np.nan, 1.0)], ""), ([("a", "b")], ""),
    ([((1, 2), (1, 3))], ""), ([(np.zeros(2), np.zeros(3))], ""),
    ([(np.array([1j, 2j]), np.array([1 + 0j, 2]))], "times ")])
def test_factors_and_offsets(pairs, says):
    found = scaled([({}, actual, expected) for actual, expected in pairs])
    assert (says in found) if says else found == ""


def test_every_special_theory_differs_from_ours():
    """None of them is right by chance: it makes a difference on inputs that are drawn."""
    for name in [*SPECIFIC, *SPECIFIC_RESULTS]:
        _, reference, strategy, _ = material(name)
        cases = [copied(case) for case in drawn(strategy(), 60)]
        for says, function in SPECIFIC.get(name, ()):
            assert matters(lambda case, e, f=function: f(**case), reference, cases), f"{name}: {says}"
        for says, function in SPECIFIC_RESULTS.get(name, ()):
            assert matters(lambda case, e, f=function: f(*e), reference, cases), f"{name}: {says}"


def test_changes_keep_the_type():
    for says, change in CHANGES:
        if says not in ("your values are the roots of ours: one root too many",):
            assert np.asarray(change(gaussian(IMAGE, 1.0))).dtype == np.float64
