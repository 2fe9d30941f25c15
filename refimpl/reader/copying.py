"""Copying a function out: one file that holds it and all that it calls, and needs NumPy alone.

The closure is found in the syntax trees.  A name that a function uses is either defined at the top of its own file, or
imported from another file of the package (follow it there), or imported from outside (take the import along).  As
names are unique across the package, the pieces never collide.  The function asked for stands first, what it calls below
it, in the order of reading; constants and classes stand above.
"""
import ast
from pathlib import Path

from refimpl import __version__
from refimpl.reader.contents import ROOT, find, parse


def copy_source(name: str, root: Path = ROOT) -> str:
    """Return the source of a file that holds the function and the transitive closure of what it uses.

    Raises LookupError if there is no function of that name.
    """
    concept = find(name, root)
    function = name.rpartition(".")[2]
    if function not in concept.names:
        raise LookupError(f"{name} is a concept; copy one of its functions: {', '.join(concept.names)}")
    imports: list = []
    pieces: dict = {}
    above: set = set()
    collect(function, concept.path, root, imports, pieces, above)
    order = [name for name in pieces if name in above] + [name for name in reversed(pieces) if name not in above]
    where = concept.path.relative_to(root.parent).as_posix()
    header = f"# {function}, from refimpl {__version__}, {where} (MIT-0: yours to use, change and keep, without duty)"
    body = "\n\n\n".join(pieces[name] for name in order)
    return "\n".join([header, *sorted(imports, key=by_origin), *(["", ""] if imports else []), body]) + "\n"


def by_origin(line: str) -> tuple:
    """Sort the standard library before NumPy."""
    return "numpy" in line, line


def collect(name: str, path: Path, root: Path, imports: list, pieces: dict, above: set, at_once: bool = False) -> None:
    """Add the definition of `name` in the file at `path` to the pieces, after all that it uses.

    What must stand above goes into `above`, too: constants, classes, and what Python needs in order to define them.
    """
    if name in pieces and (name in above or not at_once):
        return
    tree = parse(path)
    node = next(node for node in tree.body if name in names_bound(node))
    if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == root.name:
        origin = root.joinpath(*str(node.module).split(".")[1:]).with_suffix(".py")
        collect(name, origin, root, imports, pieces, above, at_once)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        line = single_import(node, name)
        imports += [line] if line not in imports else []
    else:
        top = {bound for node in tree.body for bound in names_bound(node)}
        early = names_used(node) if at_once and isinstance(node, ast.FunctionDef) else needed_at_once(node)
        above |= {name} if at_once or not isinstance(node, ast.FunctionDef) else set()
        pieces.setdefault(name, "")                # recursion ends here; moved behind its uses below
        for used in reversed(names_used(node)):
            if used in top:
                collect(used, path, root, imports, pieces, above, used in early)
        del pieces[name]
        pieces[name] = text_of(node, path)


def needed_at_once(node: ast.stmt) -> list:
    """Return the names that Python reads when it executes a statement: all but those in the bodies of functions."""
    if isinstance(node, ast.FunctionDef):
        parts = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
        return [name for part in parts for name in names_used(part)]
    if isinstance(node, ast.ClassDef):
        heads = [name for part in [*node.decorator_list, *node.bases, *node.keywords] for name in names_used(part)]
        return heads + [name for part in node.body for name in needed_at_once(part)]
    return names_used(node)


def names_bound(node: ast.stmt) -> list:
    """Return the names that a top-level statement defines."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [leaf.id for target in targets for leaf in ast.walk(target) if isinstance(leaf, ast.Name)]


def names_used(node: ast.AST) -> list:
    """Return the names read anywhere in a statement, in order, each once."""
    names = [n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    return list(dict.fromkeys(n.id for n in sorted(names, key=lambda n: (n.lineno, n.col_offset))))


def single_import(node: ast.Import | ast.ImportFrom, name: str) -> str:
    """Return the import of one name alone."""
    alias = next(alias for alias in node.names if (alias.asname or alias.name).split(".")[0] == name)
    return ast.unparse(type(node)(**{**vars(node), "names": [alias]}))


def text_of(node: ast.stmt, path: Path) -> str:
    """Return the lines of a definition as they stand, decorators and trailing comment included."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    return "\n".join(path.read_text(encoding="utf-8").split("\n")[first - 1:node.end_lineno])
