"""Table (表格): a summary as text, a line a row, and below it what the rows add up to.

    name   kind   input → output   params   out MiB   MACs   FLOPs   read MiB   written MiB   time %   [count]

Sizes in memory are in MiB, 2²⁰ bytes, and called so.  Where a convention is asked for that is neither MACs nor FLOPs,
its counts are one more column.  A line of a folded summary stands for many calls, and says for how many.

Shapes   as C×H×W
Cost     none
Source   torchstat's table
Checked  the sums of the columns are the totals
Beware   Parameters that belong to no line, a class token or a head for training, are in the total, and named there.
"""
from dataclasses import dataclass, replace
from math import prod

from refimpl.arguments import whole_numbers
from refimpl.complexity.params import size_bytes
from refimpl.complexity.tools import CONVENTIONS

__all__ = ["Row", "Summary"]

HEADS = ("name", "kind", "input", "output", "params", "out MiB", "MACs", "FLOPs", "read MiB", "written MiB", "time %")
LEFT = 4                                          # so many columns are words


@dataclass(frozen=True)
class Row:
    """One line: a call, or several folded together."""

    name: str
    kind: str
    input_shape: tuple
    output_shape: tuple
    params: int                                  # 0 if an earlier line has them
    macs: int
    flops: int
    bytes_read: int
    bytes_written: int
    seconds: float                               # the roofline's
    count: int                                   # by the convention

    @property
    def memory_bytes(self) -> int:
        """The bytes of the output."""
        return 4 * prod(self.output_shape)


@dataclass(frozen=True)
class Summary:
    """The rows, and what they add up to; str() is the table."""

    rows: tuple
    params: int                                  # of the model: called or not, and those that belong to no line
    convention: str
    count: int

    macs = property(lambda self: sum(row.macs for row in self.rows))
    flops = property(lambda self: sum(row.flops for row in self.rows))
    bytes_read = property(lambda self: sum(row.bytes_read for row in self.rows))
    bytes_written = property(lambda self: sum(row.bytes_written for row in self.rows))
    size_bytes = property(lambda self: size_bytes(self.params))

    def folded(self, depth: int) -> "Summary":
        """Return the summary with one line for each part of the model, down to `depth` names."""
        [depth] = whole_numbers(depth=depth)
        parts: dict = {}
        for row in self.rows:
            parts.setdefault(".".join(row.name.split(".")[:depth]), []).append(row)
        return replace(self, rows=tuple(_folded(name, rows) for name, rows in parts.items()))

    def __str__(self) -> str:
        return _as_table(self)


def _as_table(summary: "Summary") -> str:
    """Return the table of a summary."""
    own = summary.convention in ("macs", "flops")
    seconds = sum(row.seconds for row in summary.rows) or 1
    lines = [(*HEADS, summary.convention), *(_row_cells(row, seconds) for row in summary.rows)]
    lines = [line[:-1] if own else line for line in lines]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = ["  ".join(cell.ljust(width) if k < LEFT else cell.rjust(width)
                       for k, (cell, width) in enumerate(zip(line, widths, strict=True))).rstrip() for line in lines]
    rule = "-" * max(map(len, texts))
    return "\n".join([texts[0], rule, *texts[1:], rule, *_totals(summary, own)])


def _row_cells(row: Row, seconds: float) -> tuple:
    """Return a line of the table."""
    shapes = ("×".join(map(str, shape)) for shape in (row.input_shape, row.output_shape))
    sizes = [f"{nbytes / 2**20:,.2f}" for nbytes in (row.memory_bytes, row.bytes_read, row.bytes_written)]
    return (row.name, row.kind, *shapes, f"{row.params:,}", sizes[0], f"{row.macs:,}", f"{row.flops:,}", *sizes[1:],
            f"{100 * row.seconds / seconds:.1f}", f"{row.count:,}")


def _totals(summary: "Summary", own: bool) -> list:
    """Return the lines below the table."""
    apart = summary.params - sum(row.params for row in summary.rows)
    size, read, written = (f"{n / 2**20:,.2f} MiB" for n in (
        summary.size_bytes, summary.bytes_read, summary.bytes_written))
    chosen = CONVENTIONS[summary.convention]
    name = f"{summary.convention} {chosen.version}".strip()
    return [f"params   {summary.params:,}, {size} in float32"
            + f";  {apart:,} of them in no line: never called, or of no layer" * bool(apart),
            f"MACs     {summary.macs:,}      FLOPs  {summary.flops:,}",
            f"memory   {read} read, {written} written",
            *([] if own else [f"{name}   {summary.count:,}   {chosen.says}"])]


def _folded(name: str, rows: list) -> Row:
    """Return the sum of the rows."""
    if len(rows) == 1:
        return replace(rows[0], name=name)
    sums = {field: sum(getattr(row, field) for row in rows)
            for field in ("params", "macs", "flops", "bytes_read", "bytes_written", "seconds", "count")}
    return Row(name, f"{len(rows)} calls", rows[0].input_shape, rows[-1].output_shape, **sums)
