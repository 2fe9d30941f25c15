"""The page of proof: what was held against what, on how many inputs, how closely, when; kept as data beside the book.

`python -m refimpl verify --full --page NAME …` proves what it is asked for, and puts it in place of what was known of
it in notebooks/proof/CHAPTER.json; notebooks/verification.md is written from all of that.  Each claim carries a hash of
the source it is about: the function with what it calls in its own file, and the row, or the law.  Where that has
changed since, the claim is marked as stale.
"""
import ast
import hashlib
import importlib
import inspect
import json
import platform
import sys
import textwrap
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

from refimpl.peers import EXTRAS, rows
from refimpl.reader.contents import ROOT, Concept, concepts, parse, sections
from refimpl.reader.copying import names_bound, names_used
from refimpl.reader.proving import Line, kind_of, laws_of
from refimpl.reader.verifying import closeness, proven, versions

BOOK = ROOT.parent / "notebooks"
HEAD = """# Verification

What every function is held against, on how many drawn inputs, and how closely it agrees.  *equal*: no value differs in
any bit; otherwise, how much of what is allowed the worst of all values uses up; the allowance is derived, and said.
*differs*: the well-known call that does not give the same, with the smallest input that shows it.
`python -m refimpl verify NAME` repeats the rows of one function, `--full` with thousands of inputs.
"""


def keep(concept: Concept, name: str, lines: list, book: Path = BOOK) -> None:
    """Put the proof of a function in place of what was known of it."""
    path = book / "proof" / f"{concept.chapter or 'refimpl'}.json"
    path.parent.mkdir(exist_ok=True)
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known[name] = {"concept": concept.name, "when": date.today().isoformat(), "python": platform.python_version(),
                   "machine": platform.machine(), "versions": versions(),
                   "claims": [as_claim(concept, name, line) for line in lines if not line.missing]}
    order = [one for c in concepts() if c.chapter == concept.chapter for one in proven(c)]
    known = {one: known[one] for one in order if one in known}
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def as_claim(concept: Concept, name: str, line: Line) -> dict:
    """Return a line of the proof as it is kept."""
    return {"what": line.what, "kind": line.kind, "allowed": line.allowed, "inputs": line.measure.examples,
            "values": line.measure.values, "closely": closeness(line), "found": line.found,
            "stamp": stamps(concept, name).get((line.kind, line.what), "")}


@lru_cache
def stamps(concept: Concept, name: str) -> dict:
    """Return {(kind, what): hash of the source} of all that is claimed of a function."""
    thing = getattr(importlib.import_module(concept.module), name)
    ours = [code(node) for node in closure(concept, name)]
    found = {("doctest", "doctest"): stamp(*ours, thing.__doc__ or "")}
    for row in rows():
        if row.of is thing or thing in row.also:
            what = row.library if row.of is thing else f"{row.of.__name__}: {row.library}"
            found[kind_of(row), what] = stamp(*ours, source_code(row.call), row.where, row.why, row.how)
    for law in laws_of(thing, name):
        found["law", (law.__doc__ or law.__name__).partition("\n")[0]] = stamp(*ours, source_code(law))
    return found


def closure(concept: Concept, name: str) -> list:
    """Return the definitions of a file that make up a function: its own, its definition's, and what these use there."""
    there = {bound: node for node in parse(concept.path).body for bound in names_bound(node)
             if not isinstance(node, (ast.Import, ast.ImportFrom))}
    wanted = [one for one in (name, f"{name}_definition") if one in there]
    for one in wanted:                             # grows while it is gone through
        wanted += [used for used in names_used(there[one]) if used in there and used not in wanted]
    return [there[one] for one in sorted(set(wanted))]


def code(node: ast.AST) -> str:
    """Return a syntax tree as text, without docstrings: what is only said may change."""
    bare = ast.parse(ast.unparse(node))
    for one in ast.walk(bare):
        if isinstance(one, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(one) is not None:
            one.body = one.body[1:] or [ast.Pass()]
    return ast.unparse(bare)


def source_code(thing: Callable) -> str:
    """Return the code of a function, without its docstring."""
    try:
        return code(ast.parse(textwrap.dedent(inspect.getsource(thing))))
    except (OSError, TypeError, SyntaxError):      # a built-in, or one of several lambdas in a line
        return getattr(thing, "__qualname__", repr(thing))


def stamp(*parts: str) -> str:
    """Return a hash of texts, short."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def kept(book: Path = BOOK) -> dict:
    """Return {(chapter, function): what is known of it}, in the order of the contents."""
    found: dict = {}
    for chapter in sections():
        path = book / "proof" / f"{chapter or 'refimpl'}.json"
        if path.exists():
            known = json.loads(path.read_text(encoding="utf-8"))
            found.update({(chapter, name): entry for name, entry in known.items()})
    return found


def stale(book: Path = BOOK) -> list:
    """Return (chapter, function, what) of each claim whose source has changed, or that the page does not have."""
    known, found = kept(book), []
    for concept in concepts():
        for name in proven(concept):
            entry = known.get((concept.chapter, name), {"claims": []})
            there = {(claim["kind"], claim["what"]): claim["stamp"] for claim in entry["claims"]}
            found += [(concept.chapter, name, what) for (kind, what), now in stamps(concept, name).items()
                      if there.get((kind, what)) != now and (kind != "doctest" or what in there)]
    return found


def write(book: Path = BOOK) -> Path:
    """Write the page, and return where it is."""
    path = book / "verification.md"
    path.write_text(as_markdown(book), encoding="utf-8")
    return path


def as_markdown(book: Path = BOOK) -> str:
    """Return the page."""
    known, old = kept(book), set(stale(book))
    text = [HEAD, f"{len(old)} claims are stale: their source has changed since.\n" if old else "", matrix()]
    for chapter, about in sections().items():
        entries = [(name, entry) for (where, name), entry in known.items() if where == chapter]
        if entries:
            text += [f"## {chapter or 'refimpl'}\n", about + "\n", table(chapter, entries, old)]
    for extra in ("mutation.md", "everywhere.md"):
        path = book / "proof" / extra
        text += [path.read_text(encoding="utf-8")] if path.exists() else []
    return "\n".join(part for part in text if part)


def table(chapter: str, entries: list, old: set) -> str:
    """Return the rows of a chapter as a Markdown table."""
    lines = ["| function | held against | where, and what is allowed | inputs | agreement | when |",
             "| --- | --- | --- | --: | --- | --- |"]
    for name, entry in entries:
        anchor = f'<a id="proof-{name}"></a>'      # what the matrix links to
        for claim in entry["claims"]:
            library = claim["what"].partition(".")[0]
            release = f" {entry['versions'][library]}" if library in entry["versions"] else ""
            what = f"`{claim['what']}`{release}" if release else claim["what"]
            what = f"law: {what}" if claim["kind"] == "law" else what
            shown = f" `{claim['found']}`".replace("\n", "`, `") if claim["found"] else ""
            mark = " **stale**" if (chapter, name, claim["what"]) in old else ""
            cells = [f"{anchor}`{name}`", what, claim["allowed"] + shown, f"{claim['inputs']:,}", claim["closely"],
                     entry["when"] + mark]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
            anchor = ""
    return "\n".join(lines) + "\n"


def matrix() -> str:
    """Return who agrees with whom: functions by libraries."""
    libraries = [name for name in EXTRAS if name not in sys.stdlib_module_names]
    lines = ["## Who agrees with whom\n", "✓ bit for bit · ≈ within a derived bound · ≠ the well-known call differs · "
             "– has none, or none that is known here\n",
             "| function | " + " | ".join(libraries) + " |", "| --- |" + " :-: |" * len(libraries)]
    for concept in concepts():
        for name in proven(concept):
            cells = [cell(name, library) for library in libraries]
            if any(one != "–" for one in cells):
                lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def cell(name: str, library: str) -> str:
    """Return what a library's calls are to a function: ✓, ≈ and ≠, or –."""
    marks = set()
    for row in rows():
        if row.of.__name__ == name and row.library.partition(".")[0] == library:
            exact = not callable(row.within) and row.within == 0
            marks.add("≠" if row.how else "✓" if exact else "≈")
    link = f'<a href="#proof-{name}">≠</a>'
    return " ".join(link if mark == "≠" else mark for mark in "✓≈≠" if mark in marks) or "–"
