"""The contents: chapters, their concepts, and what each offers, read off the source files without importing them.

A chapter is a package under `root` whose __init__ imports its concepts, one line a concept, in reading order; a
chapter may hold another, complexity.zoo.  A concept is a file: the first line of its docstring is its title and
statement, `__all__` its public names.  One concept stands beside the chapters, as all of them enter it: arguments.
"""
import ast
import difflib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[1]                   # the package itself
SHARED = "arguments"                               # what every concept may import; its chapter is ""
CHAPTERS = ("complexity", "complexity.zoo", "imaging", "features", "frequency", "convolution", "optimization")


@dataclass(frozen=True)
class Concept:
    """One file of one chapter."""
    chapter: str
    name: str
    path: Path
    lesson: str                                    # the file's docstring
    names: tuple                                   # its public functions and constants

    @property
    def folder(self) -> str:
        """Where it lies below the package: complexity/zoo."""
        return self.chapter.replace(".", "/")

    @property
    def module(self) -> str:
        """What Python imports it as: refimpl.imaging.clahe."""
        return ".".join(part for part in (ROOT.name, self.chapter, self.name) if part)

    @property
    def statement(self) -> str:
        """The first line of the lesson: what the concept is."""
        return self.lesson.partition("\n")[0]


def chapters(root: Path = ROOT) -> dict:
    """Return {chapter: what it is about} for the chapters that are there, in reading order."""
    packages = {name: folder(root, name) / "__init__.py" for name in CHAPTERS}
    return {name: docstring(path).partition("\n")[0] for name, path in packages.items() if path.exists()}


def folder(root: Path, chapter: str) -> Path:
    """Return where a chapter lies."""
    return root.joinpath(*chapter.split("."))


def concepts(root: Path = ROOT) -> list:
    """Return all concepts in reading order, the one that all share first."""
    shared = [read_concept(root, "", SHARED)] if (root / f"{SHARED}.py").exists() else []
    return shared + [read_concept(root, chapter, name) for chapter in chapters(root)
                     for name in order(folder(root, chapter))]


def sections(root: Path = ROOT) -> dict:
    """Return {chapter: what it is about} with, if it is there, the concept that all chapters share before them."""
    shared = {"": "What all chapters share (公用)."} if (root / f"{SHARED}.py").exists() else {}
    return {**shared, **chapters(root)}


def find(name: str, root: Path = ROOT) -> Concept:
    """Return the concept of that name, else the one that offers a function of that name; "chapter.name" works too.

    Raises LookupError with the nearest names if there is neither.
    """
    chapter, _, last = name.rpartition(".")
    there = [c for c in concepts(root) if chapter in ("", c.chapter, c.chapter.rpartition(".")[2])]
    for concept in [c for c in there if c.name == last] + [c for c in there if last in c.names]:
        return concept
    known = {known for c in concepts(root) for known in (c.name, *c.names)}
    nearest = difflib.get_close_matches(last, sorted(known), n=3, cutoff=0.6)
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else "python -m refimpl lists what there is"
    raise LookupError(f"there is no {name}: {hint}")


def read_concept(root: Path, chapter: str, name: str) -> Concept:
    """Return what the concept's file says of itself."""
    path = folder(root, chapter) / f"{name}.py"
    return Concept(chapter, name, path, docstring(path), tuple(sorted(public_names(parse(path)))))


def order(chapter: Path) -> list:
    """Return the concepts of a chapter in the order in which its __init__ imports them."""
    imports = [node for node in parse(chapter / "__init__.py").body
               if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"]
    return [str(node.module).rpartition(".")[2] for node in imports]


def public_names(tree: ast.Module) -> list:
    """Return what `__all__` lists, [] if it is missing."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a source file; read again only if the file has changed."""
    return parsed(path, path.stat().st_mtime_ns, path.stat().st_size)


@lru_cache(maxsize=1000)
def parsed(path: Path, changed: int, size: int) -> ast.Module:
    """Return the syntax tree of a source file, as of that time."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def docstring(path: Path) -> str:
    """Return the docstring of a source file, "" if it has none."""
    return ast.get_docstring(parse(path)) or ""


def as_text(root: Path = ROOT) -> str:
    """Return the contents for a terminal: a line a concept."""
    width, lines = max(len(c.name) for c in concepts(root)), []
    for chapter, about in sections(root).items():
        lines += [f"{chapter or 'refimpl'}: {about}", ""]
        lines += [f"  {c.name:{width}}  {c.statement}" for c in concepts(root) if c.chapter == chapter] + [""]
    return "\n".join(lines)


def as_markdown(root: Path = ROOT, link: str = "refimpl/{chapter}/{name}.py") -> str:
    """Return the contents as Markdown tables, one a chapter, each concept with its statement and its functions."""
    lines = []
    for chapter, about in sections(root).items():
        head = "| concept | what it is | functions |", "| --- | --- | --- |"
        lines += [f"**{chapter or 'refimpl'}**: {about}", "", *head]
        for c in (c for c in concepts(root) if c.chapter == chapter):
            functions = ", ".join(f"`{name}`" for name in c.names if not name.endswith("_definition"))
            address = link.format(chapter=c.folder, name=c.name).replace("//", "/").removeprefix("/")
            lines.append(f"| [{c.name}]({address}) | {c.statement} | {functions} |")
        lines.append("")
    return "\n".join(lines)
