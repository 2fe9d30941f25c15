import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from refimpl.cases import features as cases
from refimpl.features.hysteresis import connected_roots, hysteresis, hysteresis_definition
from tests.agreement import assert_agrees, assert_keeps

FUNCTIONS = [hysteresis, connected_roots]


@given(case=cases.hysteresis())
def test_vectorised_equals_definition(case):
    assert_agrees(hysteresis(**case), hysteresis_definition(**case), oracle="definition", function=hysteresis)


@given(case=cases.hysteresis())
def test_matches_labels_of_scipy(case):
    labels, _ = ndimage.label(case["weak"], np.ones((3, 3)))
    kept = np.isin(labels, labels[case["strong"] & case["weak"]])
    assert_agrees(hysteresis(**case), kept, oracle="scipy.ndimage.label", function=hysteresis)


@given(case=cases.connected_roots())
def test_roots_match_scipy(case):
    n, (a, b) = case["n"], case["pairs"]
    _, labels = connected_components(coo_array((np.ones(len(a)), (a, b)), (n, n)), directed=False)
    least = np.array([np.flatnonzero(labels == label)[0] for label in labels])
    assert_agrees(connected_roots(**case), least, oracle="scipy.sparse.csgraph", function=connected_roots)


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """A diagonal is connected; a gap of one column is not."""
    weak = np.array([[1, 0, 0, 0, 1], [0, 1, 0, 0, 1], [0, 0, 1, 0, 1]], bool)
    strong = np.zeros((3, 5), bool)
    strong[0, 0] = True
    assert (hysteresis(weak, strong) == (weak & (np.arange(5) < 3))).all()


def test_a_long_way_is_followed_to_its_end():
    """A line that winds to and fro through 41 rows, strong only where it begins; cut in the middle, half of it."""
    weak = np.zeros((41, 40), bool)
    weak[::2] = weak[1::4, -1] = weak[3::4, 0] = True
    strong = np.zeros(weak.shape, bool)
    strong[0, 0] = True
    assert (hysteresis(weak, strong) == weak).all()
    weak[20, 20] = False
    row, column = np.indices(weak.shape)
    assert (hysteresis(weak, strong) == (weak & ((row < 20) | ((row == 20) & (column < 20))))).all()


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1), (1, 4)])
def test_small_and_empty(shape):
    for weak in (np.zeros(shape, bool), np.ones(shape, bool)):
        assert (hysteresis(weak, np.ones(shape, bool)) == weak).all()
        assert not hysteresis(weak, np.zeros(shape, bool)).any()


def test_bad_input():
    with pytest.raises(TypeError, match=r"^weak and strong must be bool, got uint8 and bool$"):
        hysteresis(np.ones((2, 3), np.uint8), np.ones((2, 3), bool))
    with pytest.raises(TypeError, match=r"^weak and strong must be bool, got bool and int64$"):
        hysteresis(np.ones((2, 3), bool), np.ones((2, 3), np.int64))
    with pytest.raises(ValueError, match=r"^weak and strong must be \(H, W\) of the same size, got \(2, 3\) and \(3, 2\)$"):
        hysteresis(np.ones((2, 3), bool), np.ones((3, 2), bool))
    with pytest.raises(ValueError, match=r"^weak and strong must be \(H, W\) of the same size, got \(4,\) and \(4,\)$"):
        hysteresis(np.ones(4, bool), np.ones(4, bool))
