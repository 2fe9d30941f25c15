from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features.kmeans import inertia, kmeans, kmeans_plusplus, nearest
from refimpl.peers.features import kmeans_in_scipy
from tests.agreement import assert_keeps

FUNCTIONS = [kmeans, nearest, inertia, kmeans_plusplus]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """0 2 9 11 from 0 and 1: {0}, {2 9 11} → 0, 22/3;  {0 2}, {9 11} → 1, 10;  then nothing moves."""
    x, start = np.array([[0], [2], [9], [11]]), np.array([[0], [1]])
    assert np.allclose(kmeans(x, start, 1)[0], [[0], [22 / 3]], rtol=1e-15)
    assert kmeans(x, start, 1)[1].tolist() == [0, 1, 1, 1]
    assert kmeans(x, start, 2)[0].tolist() == [[1], [10]]
    assert kmeans(x, start)[1].tolist() == [0, 0, 1, 1]
    assert (inertia(x, start), inertia(x, np.array([[1], [10]]))) == (0 + 1 + 64 + 100, 4)


@pytest.mark.filterwarnings("ignore:One of the clusters is empty")
def test_an_empty_cluster_stays_where_it_is():
    theirs, _ = kmeans_in_scipy(np.array([[0.0], [1]]), np.array([[0.5], [99]]))
    assert theirs.tolist() == [[0.5], [99]]
    centres, labels = kmeans(np.array([[0.0], [1]]), np.array([[0.5], [99]]))
    assert centres.tolist() == [[0.5], [99]]
    assert labels.tolist() == [0, 0]


def test_of_equally_near_centres_the_first():
    assert nearest(np.array([[1], [3]]), np.array([[2], [0], [4], [2]])).tolist() == [0, 0]


def test_a_far_origin_costs_no_digits():
    """At 10⁸ squares have 16 digits before the point."""
    x = np.array([[0.0, 0], [1, 1], [10, 10], [11, 11]])
    assert kmeans(x + 1e8, x[[0, 1]] + 1e8)[1].tolist() == kmeans(x, x[[0, 1]])[1].tolist() == [0, 0, 1, 1]


def test_many_points_are_taken_in_parts():
    x = np.arange(5000.0)[:, None] % 7
    assert (nearest(x, np.arange(7.0)[:, None]) == np.arange(5000) % 7).all()


def test_plusplus_prefers_what_is_far():
    """Points 0, 1 and 3, first 0: then 3 nine times as often as 1 (D² = 1 and 9)."""
    x, rng = np.array([[0.0], [1], [3]]), np.random.default_rng(0)
    pairs = [kmeans_plusplus(x, 2, rng).ravel().tolist() for _ in range(3000)]
    second = [b for a, b in pairs if a == 0]
    assert abs(len(second) / 3000 - 1 / 3) < 0.03
    assert abs(np.mean([b == 3 for b in second]) - 0.9) < 0.03


def test_bad_input():
    x = np.zeros((4, 2))
    for points, centres, message in ((x, np.zeros((3, 1)), r"x and start must be \(n, d\) and \(k, d\), got \(4, 2\) and \(3, 1\)"),
                                     (x[:0], x, r"x must have at least one element, got shape \(0, 2\)"),
                                     (x, x[:0], r"start must have at least one element, got shape \(0, 2\)"),
                                     (x[0], x, r"x must be \(n, d\), got shape \(2,\)"),
                                     (x, 2, r"start must be \(n, d\), got shape \(\)"),
                                     (x[:, :0], x[:, :0], r"x must have at least one element, got shape \(4, 0\)")):
        with pytest.raises(ValueError, match=rf"^{message}$"):
            kmeans(points, centres)
    with pytest.raises(TypeError, match=r"^x must be real, got complex128$"):
        kmeans(x + 0j, x)
    with pytest.raises(TypeError, match=r"^centres must be real, got complex128$"):
        nearest(x, x + 0j)
    for bad in (np.nan, np.inf, 1e160):
        with pytest.raises(ValueError, match=r"^start must be finite, from -2\.4e\+153 to 2\.4e\+153, where squares are "):
            kmeans(x, x + bad)
        with pytest.raises(ValueError, match=r"^x must be finite, from "):
            inertia(x + bad, x)
        with pytest.raises(ValueError, match=r"^start must be finite, from -3\.3e\+18 to 3\.3e\+18, "):
            kmeans(x.astype(np.float32), x + bad)
    with pytest.raises(ValueError, match=r"^max_iter must be a whole number at least 1, got 0$"):
        kmeans(x, x, 0)
    with pytest.raises(ValueError, match=r"^k must be a whole number at least 1, got 0$"):
        kmeans_plusplus(x, 0, np.random.default_rng(0))
    with pytest.raises(TypeError, match=r"^rng must be a numpy.random.Generator, got 0$"):
        kmeans_plusplus(x, 1, 0)
    with pytest.raises(ValueError, match=r"^k must not exceed the number of different points, 1, got 2$"):
        kmeans_plusplus(x, 2, np.random.default_rng(0))


def test_narrow_points_and_lists_are_numbers():
    """200² and 255 − 0 do not wrap."""
    x, start = np.array([[0], [2], [200], [255]], np.uint8), [[0], [2]]
    centres, labels = kmeans(x.tolist(), start, np.uint8(10))
    assert (centres.tolist(), labels.tolist()) == ([[1], [227.5]], [0, 0, 1, 1])
    assert kmeans(x, np.array(start, np.int8))[0].tolist() == [[1], [227.5]]
    assert inertia(x, start) == 198**2 + 253**2
    assert kmeans(x.astype(np.float16), start)[0].dtype == np.float64


def test_more_centres_than_points_are_refused_at_once():
    with pytest.raises(ValueError, match=r"^k must not exceed the number of different points, 3, got 1000000000$"):
        kmeans_plusplus([[0.0], [1], [3]], 10**9, np.random.default_rng(0))


@given(case=cases.graded_nearest())
def test_the_nearest_is_right_to_the_last_place(case):
    """Against fractions: no centre is nearer by more than 4 units in the last place of the square of what is farthest."""
    x, centres = ([[Fraction(float(v)) for v in row] for row in case[name]] for name in ("x", "centres"))
    squared = [[sum((a - b)**2 for a, b in zip(p, c, strict=True)) for c in centres] for p in x]
    farthest = max(sum((a - b)**2 for a, b in zip(p, x[0], strict=True)) for p in x + centres)
    eps = Fraction(float(np.finfo(case["x"].dtype).eps))
    assert all(row[label] - min(row) <= 4 * eps * farthest for row, label in zip(squared, nearest(**case), strict=True))


def test_distances_whose_squares_are_0_are_equally_near():
    """Below 10⁻¹⁶², for float32 below 10⁻²³: the first of all."""
    for dtype, least in ((np.float64, 1e-162), (np.float32, 1e-23)):
        far, near = (nearest(np.array([[0], [t]], dtype), np.array([[0], [t]], dtype)).tolist() for t in (10 * least, least))
        assert (far, near) == ([0, 1], [0, 0])
