from itertools import combinations_with_replacement, compress, pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features import components
from refimpl.features.components import connected_roots, connected_roots_definition
from refimpl.peers.features import connected_roots_in_scipy
from tests.agreement import assert_agrees, assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["connected_roots"])
@given(case=cases.connected_roots())
def test_keeps(law, case):
    assert_keeps(law, connected_roots, case)


def chain(order):
    """Return the pairs that join each node of an order with the next."""
    return np.stack([order[:-1], order[1:]])


def reversed_bits(bits):
    """Return 0 … 2^bits − 1 in the order of their reversed bits."""
    order = np.zeros(1, int)
    for _ in range(bits):
        order = np.concatenate([2 * order, 2 * order + 1])
    return order


N, RNG = 2**16, np.random.default_rng(0)
GRAPHS = {"chain": chain(np.arange(N)), "bit-reversed chain": chain(reversed_bits(16)), "random chain": chain(RNG.permutation(N)),
          "star from above": np.stack([np.full(N - 1, N - 1), np.arange(N - 1)]), "tree": np.stack([np.arange(1, N), np.arange(N - 1) // 2]),
          "random pairs": RNG.integers(0, N, (2, N // 2)), "up and down": chain(np.stack([np.arange(N // 2), np.arange(N // 2, N)], 1).ravel())}


def counted_rounds(monkeypatch, function, *args):
    """Return what a function gives, and the number of rounds of hooking and jumping that it took."""
    rounds, once = [], components._joined
    monkeypatch.setattr(components, "_joined", lambda *state: rounds.append(0) or once(*state))
    return function(*args), len(rounds)


@pytest.mark.parametrize("name", GRAPHS)
def test_rounds_stay_within_the_bound(name, monkeypatch):
    """At most 2·⌊log₂ n⌋, with more nodes than one block holds; the components are SciPy's."""
    assert N > 4 * components.NODES
    root, rounds = counted_rounds(monkeypatch, connected_roots, N, GRAPHS[name])
    assert 1 <= rounds <= 2 * (N.bit_length() - 1)
    assert_agrees(root, connected_roots_in_scipy(N, GRAPHS[name]), oracle="scipy.sparse.csgraph", function=connected_roots)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 7])
def test_rounds_of_every_small_chain(n, monkeypatch):
    """Every order of up to seven nodes: the bound 2·⌊log₂ n⌋ where it is tightest."""
    rounds, once = [], components._joined
    monkeypatch.setattr(components, "_joined", lambda *state: rounds.append(0) or once(*state))
    for order in permutations(range(n)):
        rounds.clear()
        assert not connected_roots(n, chain(np.array(order))).any()
        assert len(rounds) <= 2 * (n.bit_length() - 1)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_rounds_of_every_small_graph(n, monkeypatch):
    """Whatever the pairs, also of a node with itself."""
    all_pairs, rounds, once = list(combinations_with_replacement(range(n), 2)), [], components._joined
    monkeypatch.setattr(components, "_joined", lambda *state: rounds.append(0) or once(*state))
    for chosen in product((False, True), repeat=len(all_pairs)):
        rounds.clear()
        pairs = np.array(list(compress(all_pairs, chosen)), int).reshape(-1, 2).T
        assert (connected_roots(n, pairs) == connected_roots_in_scipy(n, pairs)).all()
        assert len(rounds) <= 2 * (n.bit_length() - 1)


@pytest.mark.parametrize("seed", range(40))
def test_two_rounds_leave_at_most_half_of_the_roots(seed, monkeypatch):
    """Of a connected graph: chains and trees of any order, with some pairs more."""
    rng, left, once = np.random.default_rng(seed), [], components._joined

    def counted(root, high, low):
        apart = once(root, high, low)
        left.append(len(np.unique(root)))
        return apart
    monkeypatch.setattr(components, "_joined", counted)
    for n in range(2, 60):
        order = rng.permutation(n)
        tree = np.stack([order[1:], order[(np.arange(n - 1) * rng.choice([1, 0.5])).astype(int)]])
        left[:] = [n]
        assert not connected_roots(n, np.hstack([tree, rng.integers(0, n, (2, rng.integers(0, n)))])).any()
        assert all(after <= max(before // 2, 1) for before, after in pairwise(left[::2]))


def test_the_minimum_is_what_keeps_the_rounds_few(monkeypatch):
    """A star whose centre has the greatest number: assignment in place of the minimum joins one tooth per round."""
    def assigned(root, high, low):
        root[high] = low
        while (root[root] != root).any():
            root[:] = root[root]
        ends = np.stack([root[high], root[low]])
        ends = ends[:, ends[0] != ends[1]]
        return ends.max(axis=0), ends.min(axis=0)
    star = np.stack([np.full(63, 63), np.arange(63)])
    assert counted_rounds(monkeypatch, connected_roots, 64, star)[1] <= 2
    monkeypatch.undo()
    monkeypatch.setattr(components, "_joined", assigned)
    root, rounds = counted_rounds(monkeypatch, connected_roots, 64, star)
    assert not root.any() and rounds == 63


def test_worked_example():
    """1–3 and 3–5 give {1, 3, 5}; 4–2 gives {2, 4}; 0 is alone.  The least of each is its root."""
    assert connected_roots(6, np.array([[1, 3, 4], [3, 5, 2]])).tolist() == [0, 1, 2, 1, 2, 1]
    assert connected_roots(3, np.zeros((2, 0), int)).tolist() == [0, 1, 2]
    assert connected_roots(0, np.zeros((2, 0), int)).tolist() == []
    assert connected_roots(300, np.array([[255, 9], [9, 200]], np.uint8))[[200, 255]].tolist() == [9, 9]


@pytest.mark.parametrize("function", [connected_roots, connected_roots_definition])
@pytest.mark.parametrize("n, pairs, error, says", [
    (3, [[0, 1], [1, 3]], ValueError, r"pairs must be of nodes from 0 to n − 1 = 2, got 0 to 3"),
    (3, [[0, 1], [1, -1]], ValueError, r"pairs must be of nodes .* got -1 to 1"),
    (3, [[0, 1]], ValueError, r"pairs must be \(2, P\), got shape \(1, 2\)"),
    (3, [[0.0], [1.0]], TypeError, r"pairs must be whole, got float64"),
    (-1, [[0], [1]], ValueError, "n must be a whole number at least 0 and at most 536870912, got -1"),
    (10**9, [[0], [1]], ValueError, "n must be .* at most 536870912, got 1000000000")])
def test_bad_input(function, n, pairs, error, says):
    with pytest.raises(error, match=says):
        function(n, np.array(pairs))
