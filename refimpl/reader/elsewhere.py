"""python -m refimpl same NAME: what other libraries call a function, to copy; and the well-known call that differs."""
import ast
import inspect
import textwrap
from pathlib import Path

from refimpl.peers import ALONE, EXTRAS, Peer, rows
from refimpl.reader.contents import parse
from refimpl.reader.copying import names_bound, single_import
from refimpl.reader.proving import allowance, brief, difference, kind_of
from refimpl.reader.verifying import tasks


def elsewhere(name: str) -> str:
    """Return the rows of a function, or of all functions of a concept, as text to copy."""
    text: list = []
    for concept, function in tasks([name]):
        found = [row for row in rows() if row.of.__name__ == function and kind_of(row) in ("same", "mended", "differs")]
        why = next((why for one, why in ALONE.items() if one.__name__ == function), "")
        text += [f"# ---- {concept.chapter}.{function} " + "-" * max(3, 90 - len(concept.chapter + function)), ""]
        above: set = set()
        text += [as_copied(row, above) for row in found] or [f"# {why or 'No library is known to have it.'}\n"]
    printed = "\n".join(text).rstrip()
    return f"import numpy as np\n\n{printed}" if "np." in printed else printed


def as_copied(row: Peer, printed: set) -> str:
    """Return a row as Python: what it is, as a comment; the call; what it gives where it differs.

    What is printed already, above, is left out, and the rest put among it.
    """
    extra = EXTRAS[row.library.partition(".")[0]]
    install = f"; pip install '.[{extra}]'" if extra else ""
    if row.how:
        head = f"DIFFERS: {row.library}{install}\n{row.how}"
    elif row.mends:
        head = f"the same: {row.library}, which mends {row.mends.__name__} ({allowance(row)}){install}"
    else:
        head = f"the same: {row.library} ({allowance(row)}){install}"
    comment = "\n".join(textwrap.fill(line, 118, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
                        for line in head.split("\n"))
    return "\n".join([comment, source(row, printed), *([example(row)] if row.how else []), ""])


def source(row: Peer, printed: set) -> str:
    """Return the translation without its decorator, and what it needs of its file: imports, constants, helpers."""
    path = Path(inspect.getfile(row.call))
    top = [inner for node in parse(path).body for inner in (node.body if isinstance(node, ast.If) else [node])]
    there = {name: node for node in top for name in names_bound(node) if name != "np"}
    wanted = [row.call.__name__]
    for name in wanted:                            # grows while it is gone through
        wanted += [one for one in free_names(there[name]) if one in there and one not in wanted]
    wanted = [name for name in wanted if name not in printed]
    printed |= set(wanted)
    nodes = sorted({id(there[name]): there[name] for name in wanted}.values(), key=lambda node: node.lineno)
    above = [piece(there[name], name, path) for name in wanted if not isinstance(there[name], ast.FunctionDef)]
    below = [piece(node, "", path) for node in nodes if isinstance(node, ast.FunctionDef)]
    return "\n\n".join(["\n".join(above), *below] if above else below)


def free_names(node: ast.stmt) -> list:
    """Return the names that a definition takes from its file: those it uses, but does not import or assign itself."""
    inside = [one for part in getattr(node, "body", [node]) for one in ast.walk(part)]
    own = {alias.asname or alias.name for one in inside if isinstance(one, (ast.Import, ast.ImportFrom))
           for alias in one.names}
    own |= {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
    own |= {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    used = [one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)]
    return [one for one in dict.fromkeys(used) if one not in own]


def piece(node: ast.stmt, name: str, path: Path) -> str:
    """Return the lines of a definition, without decorators; of an import, what brings the name."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return single_import(node, name)
    return textwrap.dedent("\n".join(path.read_text(encoding="utf-8").split("\n")[node.lineno - 1:node.end_lineno]))


def example(row: Peer) -> str:
    """Return the smallest input that shows the difference, and what both make of it, as comments."""
    lines = [f"{name} = {brief(value)}" for name, value in (row.shown or {}).items()]
    try:
        ours, theirs = difference(row)
        lines += [f"here:  {ours}", f"there: {theirs}"]
    except ImportError as error:
        lines.append(f"({error.name} is not installed)")
    return "\n".join("#     " + line for text in lines for line in text.split("\n"))
