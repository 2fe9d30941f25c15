"""What `python -m refimpl stat` prints: the table of a network, all networks, all conventions, why two differ."""
from refimpl.complexity import conventions, count, explain, zoo
from refimpl.complexity import stat as summary_of


def table(model: str, shape: list | None, convention: str, depth: int | None) -> str:
    """Return the table of a network, under a heading."""
    network, taken = zoo.build(model, image_size(model, shape)), given(model, shape)
    return f"{model}, input {'×'.join(map(str, taken))}\n\n{summary_of(network, taken, convention, depth)}"


def explanation(model: str, shape: list | None, a: str, b: str) -> str:
    """Return why b counts more than a, term by term, and what the terms add up to."""
    network, taken = zoo.build(model, image_size(model, shape)), given(model, shape)
    totals = [count(network, taken, name) for name in (a, b)]
    lines = [(a, totals[0]), *explain(network, taken, a, b), (b, totals[1])]
    width, digits = (max(len(text) for text in column) for column in (
        [name for name, _ in lines], [f"{value:+,}" for _, value in lines]))
    body = [f"{name:{width}}  {value:>{'+' if 0 < k < len(lines) - 1 else ''}{digits},}"
            for k, (name, value) in enumerate(lines)]
    rule = "-" * (width + 2 + digits)
    return "\n".join([f"{model}, input {'×'.join(map(str, taken))}", "", body[0], *body[1:-1], rule, body[-1]])


def given(model: str, shape: list | None) -> tuple:
    """Return the shape that was asked for, else the one that the network was published for."""
    return zoo.input_shape(model) if shape is None else tuple(shape)


def image_size(model: str, shape: list | None) -> int | None:
    """Return the size of the image that was asked for."""
    return shape[-1] if shape is not None and len(zoo.input_shape(model)) == len(shape) == 3 else None


def list_networks() -> str:
    """Return a line for each network: input, parameters, MACs."""
    rows = [("network", "input", "params", "MACs")]
    for name in zoo.names():
        network, shape = zoo.build(name), zoo.input_shape(name)
        rows.append((name, "×".join(map(str, shape)), f"{network.params:,}", f"{count(network, shape):,}"))
    return in_columns(rows, left=2)


def list_conventions() -> str:
    """Return a line for each convention: the release that was read, and what it says."""
    return in_columns([("convention", "of", "counts"),
                       *((name, c.version or "-", c.says) for name, c in conventions().items())], left=3)


def in_columns(rows: list, left: int) -> str:
    """Return the rows under each other, the first `left` columns to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) if k < left else cell.rjust(width)
                               for k, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
                     for row in rows)
