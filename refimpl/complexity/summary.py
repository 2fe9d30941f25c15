"""Summary (逐层统计): stat(model, (3, 224, 224)), the table of a network, line by line and with totals.

    read = 4·(elements that come in + parameters used)     written = 4·(elements that go out)     bytes, float32
    time ≥ max(FLOPs / peak, (read + written) / bandwidth)                                  the roofline (屋顶线)

A line is a call: a layer that is called three times has three lines, its parameters in the first.  MACs and FLOPs stand
side by side, FLOPs = 2·MACs, so that nobody needs to ask which of the two a column holds.  What other tools would have
counted is a convention, and one more column.

Shapes   input_shape (C, H, W) or (T,), without the batch
Cost     about twenty microseconds per line
Source   torchstat's table; Ma et al. 2018, "ShuffleNet V2", §2 (memory access); Williams et al. 2009, "Roofline"
Checked  the layers of nine networks as torch.fx records them; torchstat's bytes under torchstat's name
Beware   The bytes are those of layers run one by one, each from memory to memory; fused kernels and caches need fewer.
         A view, flatten or permute, is taken to move nothing.  The share of time is a bound's share, not a measurement.
"""
from math import prod

from refimpl.arguments import real_numbers
from refimpl.complexity.conventions import count_terms
from refimpl.complexity.flops import flops
from refimpl.complexity.hardware import roofline_seconds
from refimpl.complexity.layer import Layer
from refimpl.complexity.table import Row, Summary
from refimpl.complexity.tracing import Call, trace

__all__ = ["moved_bytes", "stat"]

VIEWS = ("Flatten", "Permute", "Identity", "Dropout", "StochasticDepth", "ShapeArithmetic")


def stat(model: Layer, input_shape: tuple, convention: str = "macs", depth: int | None = None,
         peak: float = 19.5e12, bandwidth: float = 1.555e12) -> Summary:
    """Return the table of the model for one input of that shape; `depth` folds it to as many levels of names.

    convention is one of conventions(); peak (FLOPS) and bandwidth (bytes/s) are those of the roofline, an A100's in
    float32 unless given.  Raises ValueError for an unknown convention, and where a layer cannot take its shape.

    >>> class Linear(Layer):                             # 16 → 5, without a bias
    ...     def output_shape(self, x):
    ...         return (5,)
    ...     def macs(self, inputs, output):
    ...         return 80
    >>> summary = stat(Linear(), (16,))
    >>> summary.macs, summary.flops, summary.bytes_read, summary.bytes_written            # 4·16, 4·5
    (80, 160, 64, 20)
    """
    peak, bandwidth = real_numbers(above=0, peak=peak, bandwidth=bandwidth)
    called = trace(model, input_shape)
    counts, moved = _by_call(count_terms(called, convention)), {}
    if convention.startswith("torchstat"):
        moved = {side: _by_call(count_terms(called, f"torchstat_{side}")) for side in ("read", "write")}
    rows = []
    for call in called.rows():
        read, written = [moved[side].get(id(call), 0) for side in moved] or moved_bytes(call)
        params = 0 if call.again else call.layer.own_params
        seconds = roofline_seconds(flops(call.macs), read + written, peak, bandwidth)
        count = counts.get(id(call), 0) + sum(counts.get(id(part), 0) for part in call.operations() if part is not call)
        rows.append(Row(call.name, call.kind, call.inputs[0] if call.inputs else (), call.output, params, call.macs,
                        flops(call.macs), read, written, seconds, count))
    summary = Summary(tuple(rows), model.params, convention, sum(row.count for row in rows))
    return summary if depth is None else summary.folded(depth)


def moved_bytes(call: Call) -> tuple:
    """Return the bytes read and written by a call, 4 per number; an embedding reads the rows that it is asked for.

    >>> moved_bytes(Call("relu", Layer(), ((16,),), (16,), "module", 0, macs=0, inner=None))
    (64, 64)
    """
    Call.check(call)
    parts = [part for part in call.operations() if part.kind not in VIEWS]
    read = sum(sum(map(prod, part.inputs)) + (prod(part.output) if part.kind == "Embedding" else part.layer.own_params)
               for part in parts)
    return 4 * read, 4 * sum(prod(part.output) for part in parts)


def _by_call(terms: list) -> dict:
    """Return {id of the call: what its terms add up to}."""
    sums: dict = {}
    for term in terms:
        sums[id(term.call)] = sums.get(id(term.call), 0) + term.value
    return sums
