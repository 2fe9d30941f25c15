"""Connected components (连通分量): the least node of each component of a graph, found for all nodes at once.

    hook    root[high] ← min(root[high], every low it is paired with)     a root hangs below its least neighbour
    jump    root ← root[root], until nothing changes                      every node hangs directly below a root
    carry   pair ← root[pair], dropped where both ends are equal          what is still to be joined

A flood takes one step after another.  Here all pairs act together, in rounds of these three steps, until none is left.

There are few rounds.  While a component has several roots, each of them has a neighbour.  A root with a lesser
neighbour hooks.  One without either has a neighbour hook below it; or all its neighbours hook below roots lesser than
it, so that after jump and carry it has a lesser neighbour, and hooks in the next round.  So every root that is left
after two rounds has taken in another.  At most half are left: n ≥ 2 nodes take at most 2·⌊log₂ n⌋ rounds.

Jumping goes block by block, in order.  A node never hangs below a greater one.  What precedes a block is therefore
finished, and only the chains inside the block need to be followed.

Shapes   n nodes 0 … n − 1, pairs (2, P) whole numbers  →  (n,) int32
Cost     at most 2·⌊log₂ n⌋ rounds, each of some operations per pair and, for the jumps, at most about log₂ of a block
         per node
Source   Shiloach & Vishkin 1982, "An O(log n) parallel connectivity algorithm"
Checked  scipy.sparse.csgraph.connected_components; the rounds, counted
Beware   root[high] = low would keep only the last of the candidates, and the bound would be lost: where one spine lies
         below all the teeth of a comb, one tooth would join per round.
"""
import numpy as np

from refimpl.arguments import as_array, whole_numbers

__all__ = ["connected_roots", "connected_roots_definition"]

NODES = 2**13                                      # nodes that jump together: they and their roots stay in the cache


def connected_roots_definition(n: int, pairs: np.ndarray) -> np.ndarray:
    """One pair after the other: all that hangs below the greater of both roots is hung below the lesser."""
    n, pairs = _graph(n, pairs)
    root = list(range(n))
    for a, b in pairs.T.tolist():
        low, high = sorted((root[a], root[b]))
        root = [low if r == high else r for r in root]
    return np.array(root, np.int32)


def connected_roots(n: int, pairs: np.ndarray) -> np.ndarray:
    """Return for each of n nodes the least node that pairs (2, P) connect it to, directly or by way of others.

    Raises TypeError for pairs that are not whole numbers, ValueError unless they are (2, P), for a node that is not
    among the n, and unless n is a whole number from 0 to 2²⁹.

    >>> connected_roots(6, np.array([[4, 1, 5], [1, 3, 5]])).tolist()
    [0, 1, 2, 1, 1, 5]
    """
    n, pairs = _graph(n, pairs)
    root, high, low = np.arange(n, dtype=np.int32), pairs.max(axis=0), pairs.min(axis=0)
    while high.size:
        high, low = _joined(root, high, low)
    return root


def _joined(root: np.ndarray, high: np.ndarray, low: np.ndarray) -> tuple:
    """Hook and jump, which changes root; return the pairs of roots that are still apart, as (high, low)."""
    np.minimum.at(root, high, low)                                 # hook
    for start in range(0, len(root), NODES):
        block = root[start:start + NODES]                          # a view
        while not np.array_equal(block, jumped := root.take(block)):
            block[:] = jumped
    a, b = root.take(high), root.take(low)                         # carry
    apart = a != b
    a, b = a[apart], b[apart]
    return np.maximum(a, b), np.minimum(a, b)


def _graph(n: int, pairs: np.ndarray) -> tuple:
    """Return n as an int, and pairs as an array of nodes below n."""
    [n], pairs = whole_numbers(0, 2**29, n=n), as_array("(2, P)", kind="whole", pairs=pairs)
    if pairs.size and not (0 <= pairs.min() and pairs.max() < n):
        raise ValueError(f"pairs must be of nodes from 0 to n − 1 = {n - 1}, got {pairs.min()} to {pairs.max()}")
    return n, pairs.astype(np.int32, copy=False)
