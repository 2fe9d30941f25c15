import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features import components
from refimpl.features.hysteresis import hysteresis, hysteresis_definition
from refimpl.peers.features import hysteresis_in_scipy, hysteresis_in_skimage_four
from tests.agreement import assert_agrees, assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["hysteresis"])
@given(case=cases.hysteresis())
def test_keeps(law, case):
    assert_keeps(law, hysteresis, case)


def serpentine(n):
    """Return a line of one pixel's width that runs to and fro through n rows."""
    weak = np.zeros((n, n), bool)
    weak[::2] = weak[1::4, -1] = weak[3::4, 0] = True
    return weak


def spine(n):
    """Return the teeth of a comb, with all of their lower ends on one line."""
    weak = np.zeros((n, n), bool)
    weak[:, ::2] = weak[-1] = True
    return weak


def spiral(n):
    """Return rings one inside the other, each cut open and joined to the next."""
    y, x = np.indices((n, n))
    weak = np.minimum(np.minimum(y, x), np.minimum(n - 1 - y, n - 1 - x)) % 2 == 0
    k = np.arange(0, n // 2 - 2, 2)
    weak[k + 1, k], weak[k + 2, k + 1] = False, True
    return weak


def maze(n):
    """Return a maze: each crossing is open to the right, or else downwards."""
    weak, right = np.zeros((n, n), bool), np.random.default_rng(0).random((n // 2, n // 2)) < 0.5
    weak[::2, ::2], weak[::2, 1::2], weak[1::2, ::2] = True, right, ~right
    return weak


SHAPES = {"serpentine": serpentine, "comb": lambda n: serpentine(n).T, "spine": spine, "spine above": lambda n: spine(n)[::-1],
          "spine at the side": lambda n: spine(n).T, "spiral": spiral, "spiral turned": lambda n: spiral(n).T, "maze": maze,
          "maze turned": lambda n: np.rot90(maze(n), 2), "checkerboard": lambda n: np.indices((n, n)).sum(axis=0) % 2 == 0,
          "noise": lambda n: np.random.default_rng(0).random((n, n)) < 0.4, "thick noise": lambda n: np.random.default_rng(0).random((n, n)) < 0.6,
          "full": lambda n: np.ones((n, n), bool)}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("n", [16, 254, 512])
def test_shapes_that_are_hard_to_join_take_few_rounds(name, n, monkeypatch):
    """At most 2·⌊log₂ n⌋ for n stretches; in truth no more than 8.  The spine takes n/2 if any candidate is kept."""
    rounds, once = [], components._joined
    monkeypatch.setattr(components, "_joined", lambda *state: rounds.append(0) or once(*state))
    weak, strong = SHAPES[name](n), np.random.default_rng(1).random((n, n)) < 2 / n
    assert_agrees(hysteresis(weak, strong), hysteresis_in_scipy(weak, strong), oracle="scipy.ndimage.label", function=hysteresis)
    stretches = int(np.diff(weak.astype(np.int8), axis=1, prepend=0).clip(0).sum())
    assert 1 <= len(rounds) <= min(8, 2 * (stretches.bit_length() - 1))


@pytest.mark.parametrize("name", ["serpentine", "comb", "spine", "spiral", "full"])
def test_matches_scikit_image_where_nothing_touches_aslant_alone(name, skimage_filters):
    weak, strong = SHAPES[name](64), np.zeros((64, 64), bool)
    weak[31:33, 20:40], strong[2, 0] = False, True
    kept = hysteresis_in_skimage_four(weak | strong, strong)
    assert_agrees(hysteresis(weak | strong, strong), kept, oracle="skimage apply_hysteresis_threshold", function=hysteresis)


def test_worked_example():
    """A diagonal is connected; a gap of one column is not."""
    weak = np.array([[1, 0, 0, 0, 1], [0, 1, 0, 0, 1], [0, 0, 1, 0, 1]], bool)
    strong = np.zeros((3, 5), bool)
    strong[0, 0] = True
    assert (hysteresis(weak, strong) == (weak & (np.arange(5) < 3))).all()


def test_a_long_way_is_followed_to_its_end():
    """A line that winds to and fro through 41 rows, strong only where it begins; cut in the middle, half of it."""
    weak, strong = serpentine(41), np.zeros((41, 41), bool)
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


@pytest.mark.parametrize("function", [hysteresis, hysteresis_definition])
@pytest.mark.parametrize("weak, strong, error, says", [
    (np.ones((2, 3), np.uint8), np.ones((2, 3), bool), TypeError, "weak must be bool, got uint8"),
    (np.ones((2, 3), bool), np.ones((2, 3), np.int64), TypeError, "strong must be bool, got int64"),
    (np.ones((2, 3), bool), np.ones((3, 2), bool), ValueError, r"strong must have the shape of weak, \(2, 3\), got \(3, 2\)"),
    (np.ones(4, bool), np.ones(4, bool), ValueError, r"weak must be \(H, W\), got shape \(4,\)")])
def test_bad_input(function, weak, strong, error, says):
    with pytest.raises(error, match=f"^{says}$"):
        function(weak, strong)
