"""The rules of the house, each a function that takes the project's folder and returns the faults it finds.

Nothing is imported from the tree under test but by the copied functions, which run on their own; so a rule can be tried
on a copy of the tree with a fault planted in it.
"""
import ast
import builtins
import json
import re
import subprocess
import sys
from pathlib import Path

from refimpl.reader import contents
from refimpl.reader.copying import copy_source, names_bound

STANDARD = {"math", "dataclasses", "functools", "time", "numpy"}
SHARED = {"numbers", "operator"}                   # the one concept that all share looks at Python's own numbers
LABELS = ("Shapes", "Cost", "Source", "Checked")
LONGEST, LONGEST_SHARED = 150, 240                  # lines of a concept; of the one that all chapters share


def concepts(root):
    """Return the concepts of a tree."""
    return contents.concepts(root / "refimpl")


def functions(concept):
    """Return the top-level functions of a concept by name."""
    return {node.name: node for node in contents.parse(concept.path).body if isinstance(node, ast.FunctionDef)}


def public_functions(concept):
    """Return the functions that `__all__` lists."""
    return {name: node for name, node in functions(concept).items() if name in concept.names}


def imports_only_numpy_and_concepts(root):
    """A concept imports NumPy, four modules of the standard library, and concepts, by name and without alias."""
    known = {c.module for c in concepts(root)}
    for c in concepts(root):
        allowed = STANDARD | known | (SHARED if not c.chapter else set())
        for node in ast.walk(contents.parse(c.path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
            yield from (f"{c.path}:{node.lineno} imports {name}" for name in names if name not in allowed)
            if isinstance(node, ast.ImportFrom) and any(alias.asname or alias.name == "*" for alias in node.names):
                yield f"{c.path}:{node.lineno} imports under another name"


def defines_only_functions_classes_and_constants(root):
    """At its top a concept has a docstring, imports, UPPER_CASE constants, functions, classes; no state, no utils."""
    for c in concepts(root):
        for node in contents.parse(c.path).body[1:]:
            constant = isinstance(node, (ast.Assign, ast.AnnAssign)) and all(
                name.isupper() or name == "__all__" for name in names_bound(node))
            if not constant and not isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
                yield f"{c.path}:{node.lineno} is neither import, constant, function nor class"
    yield from (f"{path} is a room for odds and ends" for path in (root / "refimpl").rglob("util*.py"))


def lists_every_public_name(root):
    """`__all__` lists every function whose name does not begin with an underscore, and nothing that is not there."""
    for c in concepts(root):
        bound = {name for node in contents.parse(c.path).body for name in names_bound(node)}
        yield from (f"{c.path}: {name} is not in __all__" for name in functions(c)
                    if not name.startswith("_") and name not in c.names)
        yield from (f"{c.path}: __all__ lists {name}, which is not there" for name in set(c.names) - bound)


def names_are_unique(root):
    """No two files define the same top-level name, so that copies never collide, and no name hides a builtin."""
    seen = {}
    for c in concepts(root):
        for node in contents.parse(c.path).body:
            for name in names_bound(node) if not isinstance(node, (ast.Import, ast.ImportFrom)) else []:
                if name != "__all__" and seen.setdefault(name, c.path) != c.path:
                    yield f"{c.path} defines {name}, as {seen[name]} does"
                if name in vars(builtins):
                    yield f"{c.path} defines {name}, which hides the builtin"


def chapters_import_every_concept(root):
    """A chapter's __init__ imports every file of the chapter, so that the contents are complete."""
    for chapter in contents.chapters(root / "refimpl"):
        folder = contents.folder(root / "refimpl", chapter)
        files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
        imported = contents.order(folder)
        yield from (f"{folder}/{name}.py is not imported by its chapter" for name in sorted(files - set(imported)))
        yield from (f"{folder} imports {name}, which is not there" for name in sorted(set(imported) - files))


def lessons_are_complete(root):
    """A lesson begins `Title (中文): one sentence.`, shows a formula, and tells shapes, cost, source and oracle."""
    for c in concepts(root):
        if not re.match(r"[^(\n]+\([^)\n]*[\u4e00-\u9fff][^)\n]*\): .+\.\n\n {4}\S", c.lesson):
            yield f"{c.path}: the lesson does not begin with `Title (中文): one sentence.` and, a line on, the formula"
        yield from (f"{c.path}: the lesson lacks {label}" for label in LABELS if f"\n{label}  " not in c.lesson)


def concepts_are_short(root):
    """A concept is one sitting: at most 150 lines; more only for the one that all chapters share."""
    for c in concepts(root):
        length, longest = len(c.path.read_text(encoding="utf-8").splitlines()), LONGEST if c.chapter else LONGEST_SHARED
        if length > longest:
            yield f"{c.path} has {length} lines, more than {longest}"


def annotations_need_no_import(root):
    """Public functions are annotated, with np.ndarray, builtins, and classes of concepts, which a copy takes along.

    The concept that all chapters share returns what it is given, of whatever type.
    """
    allowed = set(vars(builtins)) | {"np"}
    for c in (c for c in concepts(root) if c.chapter):
        allowed_here = allowed | {name for n in contents.parse(c.path).body for name in names_bound(n)
                                  if isinstance(n, (ast.ClassDef, ast.ImportFrom))}
        for name, node in public_functions(c).items():
            given = [(a.arg, a.annotation) for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            for argument, annotation in [*given, ("its result", node.returns)]:
                if annotation is None:
                    yield f"{c.path}: {name} does not say the type of {argument}"
                else:
                    used = {n.id for n in ast.walk(annotation) if isinstance(n, ast.Name)} - allowed_here
                    yield from (f"{c.path}: {name} annotates {argument} by {other}" for other in sorted(used))


def functions_have_doctests(root):
    """Every public function says what it returns and shows it in a doctest; a definition may stand for its formula."""
    for c in concepts(root):
        for name, node in public_functions(c).items():
            text = ast.get_docstring(node) or ""
            if not text or (">>> " not in text and not name.endswith("_definition")):
                yield f"{c.path}: {name} has no {'doctest' if text else 'docstring'}"


def definitions_are_tested(root):
    """Each `<name>_definition` has its `<name>` with the same parameters, and both meet in one row, or test."""
    compared = {(name, used) for _, name, used, _ in claims(root)}
    for c in concepts(root):
        here, tests = functions(c), test_file(root, c)
        text = tests.read_text(encoding="utf-8") if tests.exists() else ""
        for slow in (name for name in here if name.endswith("_definition")):
            fast = slow.removesuffix("_definition")
            if fast not in here:
                yield f"{c.path}: {slow} has no {fast}"
            elif ast.unparse(here[fast].args) != ast.unparse(here[slow].args):
                yield f"{c.path}: {fast} and {slow} take different arguments"
            elif (fast, slow) not in compared and not any(
                    calls(node, fast) and calls(node, slow) for node in ast.walk(ast.parse(text))):
                yield f"{tests}: no comparison of {fast} and {slow}, nor a row in refimpl/peers"


def calls(node, name):
    """Tell whether an `assert_agrees(…, function=…)` mentions the name among its arguments."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "assert_agrees" and any(
        isinstance(inner, ast.Name) and inner.id == name for inner in ast.walk(node))


def tests_mirror_the_package(root):
    """Every concept, and every file of the reader, has its test file."""
    files = [(c.path, test_file(root, c)) for c in concepts(root)]
    readers = (root / "refimpl" / "reader").glob("[!_]*.py")
    files += [(path, root / "tests" / "reader" / f"test_{path.name}") for path in readers]
    yield from (f"{path} has no {test}" for path, test in files if not test.exists())


def test_file(root, concept):
    """Return where the tests of a concept belong."""
    return root / "tests" / concept.folder / f"test_{concept.name}.py"


CLAIMS = ("same", "differs", "alone")             # what the table of peers is written with


def claims(root):
    """Return (file, function, what it is compared with, kind) for each claim in the table of peers, in order."""
    found = []
    for path in sorted((root / "refimpl" / "peers").glob("[!_]*.py")):
        nodes = sorted((n for n in ast.walk(contents.parse(path)) if isinstance(n, ast.Call)), key=lambda n: n.lineno)
        used = {id(n.func): ast.unparse(n.args[0]) for n in nodes if isinstance(n.func, ast.Call) and n.args}
        for node in (n for n in nodes if ast.unparse(n.func) in CLAIMS):
            about = node.args if node.func.id == "alone" else node.args[:1]
            names = [ast.unparse(one) for one in about if isinstance(one, ast.Name)]
            found += [(path, name, used.get(id(node), ""), node.func.id) for name in names]     # same(f, …)(f_definition)
    return found


def rows_stand_in_order(root):
    """The rows of a file stand in the order of the contents."""
    place = {name: number for number, c in enumerate(concepts(root)) for name in c.names}
    before = {}
    for path, name, _, kind in claims(root):
        here, last = place.get(name, -1), before.get(path, -1)
        if kind != "alone" and here < last:
            yield f"{path}: {name} stands after rows of a later concept"
        before[path] = last if kind == "alone" else max(here, last)


def public_names_have_peers(root):
    """Every public function has a row in the table of peers, or a sentence that no library has it."""
    told = {name for _, name, _, _ in claims(root)}
    for c in (c for c in concepts(root) if c.chapter):
        yield from (f"{c.path}: {name} has neither peers nor a word on why not, in refimpl/peers"
                    for name in public_functions(c) if not name.endswith("_definition") and name not in told)


def public_names_have_an_oracle(root):
    """Every public function has peers, or is compared or held to a law by `assert_agrees` or `assert_keeps`."""
    told = {name for _, name, _, kind in claims(root) if kind == "same"}
    for c in concepts(root):
        path = test_file(root, c)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        judged = set(re.findall(r"function=(\w+)", text)) | set(re.findall(r"assert_keeps\(\w+, (\w+),", text))
        for listed in re.findall(r"^FUNCTIONS = \[(.*?)\]", text, re.DOTALL | re.MULTILINE):     # parametrised laws
            judged |= set(re.findall(r"\w+", listed)) & lawful(root, c)
        for listed in re.findall(r"^BUILDERS = \[(.*?)\]", text, re.DOTALL | re.MULTILINE):      # networks
            judged |= set(re.findall(r"\w+", listed)) if "assert_recorded(" in text else set()
        yield from (f"{c.path}: {name} has no oracle in {path}" for name in public_functions(c)
                    if name not in judged and not name.endswith("_definition") and name not in told)


def cases_file(root, concept):
    """Return where the cases of a chapter belong: those of complexity.zoo in zoo.py."""
    return root / "refimpl" / "cases" / f"{concept.chapter.rpartition('.')[2]}.py"


def lawful(root, concept):
    """Return the functions for which the chapter's cases hold laws."""
    path = cases_file(root, concept)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    tables = [node.value for node in ast.parse(text).body if names_bound(node) == ["LAWS"]]
    return {ast.literal_eval(key) for table in tables for key in table.keys}


def public_names_have_cases(root):
    """Every public function has a strategy of its name in refimpl/cases, unless it can do without arguments.

    What every concept may import takes anything, and is tried with all that is odd (tests/odd_calls.py).
    """
    for c in (c for c in concepts(root) if c.chapter):
        path = cases_file(root, c)
        tree = contents.parse(path) if path.exists() else ast.Module(body=[], type_ignores=[])
        there = {name for node in tree.body for name in names_bound(node)}
        yield from (f"{path} has no cases for {name}" for name, node in public_functions(c).items()
                    if name not in there and not name.endswith("_definition") and not works_alone(node))


def works_alone(node):
    """Tell whether a function takes no argument, or builds a network of none: names(), vit_b_16(image_size=224)."""
    arguments = node.args
    builds = ast.unparse(node.returns or ast.Tuple([])) == "Sequential"
    return not arguments.args or (builds and len(arguments.args) == len(arguments.defaults))


BLOCKER = """
import doctest, importlib.abc, json, sys, types
class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top != "numpy" and top not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"{name} is not in the standard library, nor NumPy", name=name)
sys.meta_path.insert(0, Blocker())
faults = []
for name, source in json.load(sys.stdin).items():
    module = types.ModuleType("copied")
    try:
        exec(compile(source, name, "exec"), module.__dict__)
        examples = doctest.DocTestFinder(recurse=False).find(getattr(module, name), name, globs=dict(module.__dict__))
        runner = doctest.DocTestRunner(verbose=False)
        for example in examples:
            report = []
            if runner.run(example, out=report.append).failed:
                faults.append(f"{name}, copied: " + "".join(report))
    except Exception as error:
        faults.append(f"{name}, copied: {type(error).__name__}: {error}")
print(json.dumps(faults))
"""


def functions_can_be_copied(root):
    """Every public function, copied out with its closure, passes its doctest in an interpreter that has NumPy alone."""
    copies = {name: copy_source(f"{c.chapter}.{name}", root / "refimpl") for c in concepts(root)
              for name in public_functions(c)}
    run = subprocess.run([sys.executable, "-I", "-X", "utf8", "-c", BLOCKER], input=json.dumps(copies), text=True,
                         capture_output=True, encoding="utf-8", check=False)
    yield from json.loads(run.stdout) if run.returncode == 0 else [f"the copies could not be run: {run.stderr}"]


def readme_has_the_contents(root):
    """The table in README.md is the one that the sources give."""
    if contents.as_markdown(root / "refimpl").strip() not in (root / "README.md").read_text(encoding="utf-8"):
        yield ("README.md: the contents are not those of the sources; "
               "python -c 'from refimpl.reader.contents import as_markdown; print(as_markdown())' prints them")


RULES = [imports_only_numpy_and_concepts, defines_only_functions_classes_and_constants, lists_every_public_name,
         names_are_unique, chapters_import_every_concept, lessons_are_complete, concepts_are_short,
         annotations_need_no_import, functions_have_doctests, definitions_are_tested, tests_mirror_the_package,
         public_names_have_peers, rows_stand_in_order, public_names_have_an_oracle, public_names_have_cases, functions_can_be_copied, readme_has_the_contents]

ROOT = Path(__file__).parents[1]
