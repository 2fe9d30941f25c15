"""Would the tests notice?  Small faults are planted in a concept file, one at a time, and its tests must fail.

    python -m tests.mutation imaging.clahe [--most 60] [--seed 0]      one concept, or several
    python -m tests.mutation --all --jobs 2 --page                     every concept; writes notebooks/proof/mutation.md

The tests of a concept are its test file, its rows in the table of peers, and its doctests.  They are collected once;
each mutant is a fork of that process in which the functions of the file get other code.  What survives is listed;
tests/equivalent.txt says of which survivors it is known why no test can tell them apart.
"""
import argparse
import ast
import contextlib
import functools
import importlib
import inspect
import json
import os
import random
import signal
import subprocess
import sys
import time
import types

import pytest

from refimpl.reader.contents import ROOT, concepts, find
from refimpl.reader.copying import names_bound

EQUIVALENT = ROOT.parent / "tests" / "equivalent.txt"
KEPT = ROOT.parent / "notebooks" / "proof"
SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div, ast.Mod: ast.Mult,
         ast.Pow: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
         ast.BitXor: ast.BitAnd, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
         ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or,
         ast.Or: ast.And}


def mutants(source):
    """Return (line, what, changed tree) of all small faults, in the order of the source."""
    found = []
    for number, node in enumerate(ast.walk(ast.parse(source))):
        for what in faults(node):
            found.append((number, what))
    skipped = quiet(ast.parse(source))
    made = []
    for number, what in found:
        tree = ast.parse(source)
        node = next(node for place, node in enumerate(ast.walk(tree)) if place == number)
        if number not in skipped:
            line = getattr(node, "lineno", None)
            before = ast.unparse(node)
            plant(node, what)
            if line and (after := ast.unparse(node)) != before:
                made.append((line, f"{before[:60]} → {after[:60]}", ast.fix_missing_locations(tree)))
    return sorted(made, key=lambda one: one[:2])


def quiet(tree):
    """Return the places of what is said, not done: docstrings, messages, names of shapes, annotations, __all__."""
    silent = set()
    for node in ast.walk(tree):
        parts = []
        if isinstance(node, ast.Raise):
            parts = [node.exc]
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)) and ast.get_docstring(node, clean=False) is not None:
            parts = [node.body[0]]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            parts = [node]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "as_array":
            parts = [one for one in node.args[:1] if isinstance(one, ast.Constant)]          # what the shape is called
        elif isinstance(node, ast.keyword) and node.arg == "strict":         # lists of one length, as they always are
            parts = [node.value]
        if isinstance(node, ast.FunctionDef):
            parts += [node.returns] if node.returns else []
        if isinstance(node, (ast.arg, ast.AnnAssign)):
            parts += [node.annotation] if node.annotation else []
        silent |= {id(inner) for part in parts if part is not None for inner in ast.walk(part)}
    return {place for place, node in enumerate(ast.walk(tree)) if id(node) in silent}


def faults(node):
    """Return what can be wrong with a node."""
    if isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)) and type(node.op) in SWAPS:
        return ["operator"]
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        return ["comparison"]
    if isinstance(node, ast.UnaryOp):
        return ["sign"]
    if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float, str)) and node.value != "":
        return ["constant"]
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        return ["condition"]
    if isinstance(node, ast.Call) and node.keywords:
        return [f"keyword {number}" for number, keyword in enumerate(node.keywords) if keyword.arg not in (None, "strict")]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return ["left out"]
    return []


def plant(node, what):
    """Change a node in place."""
    if what == "operator":
        node.op = SWAPS[type(node.op)]()
    elif what == "comparison":
        node.ops[0] = SWAPS[type(node.ops[0])]()
    elif what == "sign":
        node.op = ast.UAdd() if isinstance(node.op, (ast.USub, ast.UAdd, ast.Invert)) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif what == "constant":
        value = node.value
        node.value = (not value) if isinstance(value, bool) else f"not {value}" if isinstance(value, str) else value + 1
    elif what == "condition":
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif what == "left out":
        node.value = ast.Constant(None)
    else:
        del node.keywords[int(what.split()[1])]


def infect(module, tree):
    """Give the functions, classes and constants of a module the code of a changed tree, wherever they are in use."""
    changed = types.ModuleType(module.__name__)
    changed.__file__ = module.__file__
    exec(compile(tree, module.__file__, "exec"), vars(changed))
    own = [name for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom)) for name in names_bound(node)]
    for name in own:
        old, new = getattr(module, name), getattr(changed, name)
        if inspect.isclass(old):
            for key, value in vars(new).items():
                if isinstance(vars(old).get(key), (types.FunctionType, property)):
                    transplant(vars(old)[key], value)
                elif not key.startswith("__") and isinstance(value, (int, float, str, tuple, bool)):
                    setattr(old, key, value)
        elif callable(old):
            transplant(old, new)
        elif name != "__all__":
            for user in list(sys.modules.values()):
                if getattr(user, "__name__", "").startswith(("refimpl", "tests")) and getattr(user, name, None) is old:
                    setattr(user, name, new)
    for user in list(sys.modules.values()):
        if getattr(user, "__name__", "").startswith("refimpl"):
            for value in list(vars(user).values()):
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()


def transplant(old, new):
    """Give a function the code and defaults of another, through its decorators."""
    if isinstance(old, property):
        old, new = old.fget, new.fget
    old, new = inspect.unwrap(old), inspect.unwrap(new)
    if isinstance(old, types.FunctionType) and len(old.__code__.co_freevars) == len(new.__code__.co_freevars):
        old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__


class Mutating:
    """A pytest plugin: instead of running the tests once, run them on each mutant, until one fails."""

    def __init__(self, concept, most, seed):
        self.concept, self.failed = concept, False
        self.source = concept.path.read_text(encoding="utf-8")
        self.all = mutants(self.source)
        chosen = random.Random(seed).sample(self.all, most) if most and len(self.all) > most else self.all
        self.chosen = sorted(chosen, key=lambda one: one[:2])
        self.killed, self.survived = 0, []

    def pytest_runtest_logreport(self, report):
        self.failed |= report.failed

    def pytest_runtestloop(self, session):
        """Run all mutants."""
        items = [item for item in session.items if "test_peers" not in item.nodeid or self.is_about_it(item)]
        start = time.monotonic()
        if not self.passes(items, None, 600):
            self.survived = [(1, "", "its tests fail without a fault")]
            return True
        limit = 10 + 5 * (time.monotonic() - start)
        for number, (line, what, tree) in enumerate(self.chosen, 1):
            if self.passes(items, tree, limit):
                self.survived.append((line, self.source.split("\n")[line - 1].strip(), what))
            else:
                self.killed += 1
            if sys.stderr.isatty():
                print(f"\r{self.concept.module} {number}/{len(self.chosen)}", end="", file=sys.stderr, flush=True)
        return True

    def is_about_it(self, item):
        """Tell whether a test of the table of peers is one of a row of this concept."""
        row = item.callspec.params.get("row") if hasattr(item, "callspec") else None
        return row is not None and {row.of.__name__, *(one.__name__ for one in row.also)} & set(self.concept.names)

    def passes(self, items, tree, limit):
        """Tell whether all tests pass, in a process of its own; what takes too long fails."""
        child = os.fork()
        if child == 0:
            code = 1
            with contextlib.suppress(BaseException):
                for stream in (1, 2):
                    os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
                signal.alarm(int(limit))
                if tree is not None:
                    infect(importlib.import_module(self.concept.module), tree)
                for item in items:
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
                    if self.failed:
                        break
                code = int(self.failed)
            os._exit(code)
        return os.waitpid(child, 0)[1] == 0


def run(name, most, seed):
    """Return what became of the mutants of a concept."""
    concept = find(name)
    plugin = Mutating(concept, most, seed)
    test = ROOT.parent / "tests" / concept.folder / f"test_{concept.name}.py"
    files = [str(path) for path in (test, ROOT.parent / "tests" / "test_peers.py", concept.path) if path.exists()]
    with contextlib.redirect_stdout(sys.stderr):
        pytest.main([*files, "-p", "no:cacheprovider", "-n", "0", "--hypothesis-profile=mutation"],
                    plugins=[plugin])
    known = equivalents()
    path = concept.path.relative_to(ROOT).as_posix()
    if plugin.killed + len(plugin.survived) == 0:
        plugin.survived = [(1, "", "could not be run")]
    left = [(line, text, what) for line, text, what in plugin.survived if f"{path}: {text}: {what}" not in known]
    return {"concept": f"{concept.chapter}.{concept.name}".strip("."), "mutants": len(plugin.chosen), "of": len(plugin.all),
            "killed": plugin.killed, "equivalent": len(plugin.survived) - len(left),
            "left": [f"{path}: {text}: {what}" for _, text, what in left]}


def equivalents():
    """Return {mutant: why nothing can tell it apart}, as tests/equivalent.txt has them: a line each, `mutant  # why`."""
    if not EQUIVALENT.exists():
        return {}
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    return dict(line.rsplit("  # ", 1) for line in lines if "  # " in line)


def table(found):
    """Return what became of all mutants as Markdown."""
    lines = ["## Would the tests notice?\n", "Small faults planted in each concept, drawn at random where there are many: an operator, a "
             "constant, a comparison, a sign, a condition exchanged, an argument or a check left out.  A fault is killed if a test of "
             "the concept fails; of those that are equivalent it is known why nothing can tell them apart "
             "(tests/equivalent.txt).\n", "| concept | faults | killed | equivalent | left |", "| --- | --: | --: | --: | --- |"]
    for one in found:
        left = "; ".join(f"`{text.partition(': ')[2]}`".replace("|", "\\|") for text in one["left"])
        lines.append(f"| {one['concept']} | {one['mutants']} | {one['killed']} | {one['equivalent']} | {left} |")
    total, killed, same = (sum(one[key] for one in found) for key in ("mutants", "killed", "equivalent"))
    lines.append(f"| **all** | {total:,} | {killed:,} | {same:,} | {total - killed - same:,} |")
    return "\n".join(lines) + "\n"


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__.split("\n")[0])
    parser.add_argument("name", nargs="*", help="concepts, as imaging.clahe")
    parser.add_argument("--all", action="store_true", help="all concepts")
    parser.add_argument("--most", type=int, default=60, help="so many faults a concept, drawn at random (60; 0: all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--page", action="store_true", help="keep what was found, and write the table")
    arguments = parser.parse_args()
    names = arguments.name or ([f"{c.chapter}.{c.name}" for c in concepts() if c.chapter] if arguments.all else parser.error("which?"))
    children, found = [], []
    for name in names:
        command = [sys.executable, "-c", "import json, sys; from tests.mutation import run; "
                   f"print(json.dumps(run({name!r}, {arguments.most}, {arguments.seed})))"]
        children.append((name, command))
    running = []
    while children or running:
        while children and len(running) < arguments.jobs:
            name, command = children.pop(0)
            running.append((name, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                                   encoding="utf-8", cwd=ROOT.parent)))
        name, process = running.pop(0)
        said = process.communicate()[0].strip().split("\n")[-1]
        one = json.loads(said) if said.startswith("{") else {"concept": name, "mutants": 0, "of": 0, "killed": 0, "equivalent": 0,
                                                             "left": ["could not be run"]}
        found.append(one)
        print(f"{one['concept']:40} {one['killed']:4} of {one['mutants']:4} killed, {one['equivalent']} equivalent, "
              f"{len(one['left'])} left", *(f"    {text}" for text in one["left"]), sep="\n", flush=True)
        if arguments.page:
            keep(one)
    if arguments.page:
        kept = json.loads((KEPT / "mutation.json").read_text(encoding="utf-8"))
        (KEPT / "mutation.md").write_text(table(list(kept.values())), encoding="utf-8")


def keep(one):
    """Put what was found of a concept in place of what was known of it."""
    KEPT.mkdir(exist_ok=True)
    path = KEPT / "mutation.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept[one["concept"]] = one
    order = [f"{c.chapter}.{c.name}" for c in concepts()]
    path.write_text(json.dumps({name: kept[name] for name in order if name in kept}, indent=1, ensure_ascii=False) + "\n",
                    encoding="utf-8")


if __name__ == "__main__":
    main()
