"""Exercises: the lesson, the signature, the worked example, and an empty body; hints, one at a time, the solution last.

What is solved, and how many hints were taken, is kept in a plain file beside the exercises, refimpl-practice.json.
"""
import ast
import json
from functools import lru_cache
from pathlib import Path

from refimpl.reader.checking import checkable
from refimpl.reader.contents import Concept, concepts, find, parse
from refimpl.reader.copying import names_used, text_of

STATE = "refimpl-practice.json"
NOT_FORMULAS = ("counting", "accesses", "layer", "layers", "tracing", "terms", "tools", "table", "conventions",
                "summary")


def exercise(name: str) -> str:
    """Return the text of an exercise file.  LookupError for what cannot be checked, with what can."""
    concept, function = task(name)
    node = node_of(concept, function)
    imports = [ast.unparse(n) for n in parse(concept.path).body if isinstance(n, (ast.Import, ast.ImportFrom))]
    imports = sorted({line for line in imports if "refimpl" not in line}, key=lambda line: ("numpy" in line, line))
    if node.returns is not None and "Operations" in ast.unparse(node.returns):
        imports.append("\nfrom refimpl.complexity.counting import Operations")
    signature = ast.unparse(ast.FunctionDef(function, node.args, [ast.Pass()], [], node.returns, lineno=0))
    head = signature.rpartition("pass")[0].rstrip()
    said = (ast.get_docstring(node) or "").replace("\n", "\n    ")
    return f'''"""{concept.lesson}

Write the function below.  Then

    python -m refimpl check {function} THIS_FILE
    python -m refimpl practice {function} --hint
"""
{chr(10).join(imports)}


{head}
    """{said}
    """
    raise NotImplementedError("{function} is yours to write")
'''.replace("\n    \n", "\n\n")


def task(name: str) -> tuple:
    """Return (concept, function): a concept stands for its first function that can be checked."""
    concept = find(name)
    last = name.rpartition(".")[2]
    possible = [function for function in checkable(concept) if not function.endswith("_definition")]
    if last in possible:
        return concept, last
    if last == concept.name and possible:
        return concept, main_function(concept, possible)
    raise LookupError(f"{name} is no exercise" + (f"; of that file {', '.join(possible)} are" if possible else ""))


def main_function(concept: Concept, possible: list) -> str:
    """Return the function the lesson is about: of the file's name, or with a definition, or the first in the file."""
    in_file = [node.name for node in parse(concept.path).body if isinstance(node, ast.FunctionDef)]
    return min(possible, key=lambda name: (name != concept.name, f"{name}_definition" not in concept.names,
                                           concept.name not in name, in_file.index(name)))


def node_of(concept: Concept, function: str) -> ast.FunctionDef:
    """Return a function's syntax tree."""
    functions = (node for node in parse(concept.path).body if isinstance(node, ast.FunctionDef))
    return next(node for node in functions if node.name == function)


def hints(name: str) -> list:
    """Return the hints of an exercise, from a nudge to the solution."""
    concept, function = task(name)
    node, lesson = node_of(concept, function), concept.lesson.partition("\nShapes")[0]
    formula = [line for line in lesson.split("\n") if line.startswith("    ")]
    found = ["The formula, from the lesson:\n\n" + "\n".join(formula)]
    beside = [other for other in names_used(node) if other in concept.names or other.startswith("_")]
    borrowed = [f"{ast.unparse(n)}" for n in parse(concept.path).body
                if isinstance(n, ast.ImportFrom) and str(n.module).startswith("refimpl")
                and any(alias.name in names_used(node) for alias in n.names)]
    if borrowed:
        found.append("It can be built on what is already there:\n\n" + "\n".join(borrowed))
    if beside:
        found.append(f"Here it is written with the help of {', '.join(dict.fromkeys(beside))}, of the same file.")
    if f"{function}_definition" in concept.names:
        found.append("Loops will do, one output at a time:\n\n"
                     + text_of(node_of(concept, f"{function}_definition"), concept.path))
    steps = [line.partition("#")[2].strip() for line in text_of(node, concept.path).split("\n") if "  # " in line]
    if steps:
        found.append("What is said beside its lines:\n\n" + "\n".join(f"- {step}" for step in steps))
    return [*found, "The solution:\n\n" + text_of(node, concept.path)]


def next_hint(name: str, folder: Path) -> str:
    """Return the next hint, and remember that it was taken; after the last one the last one again."""
    _, function = task(name)
    state, every = read_state(folder), hints(name)
    taken = min(state["hints"].get(function, 0), len(every) - 1)
    state["hints"][function] = taken + 1
    write_state(folder, state)
    return f"hint {taken + 1} of {len(every)}\n\n{every[taken]}"


def solved(name: str, folder: Path) -> None:
    """Remember that an exercise is solved, if exercises are kept in that folder."""
    if (folder / STATE).exists():
        state = read_state(folder)
        state["solved"] = sorted({*state["solved"], name})
        write_state(folder, state)


def read_state(folder: Path) -> dict:
    """Return {"solved": names, "hints": {name: how many}}.  ValueError if the file holds something else."""
    path = folder / STATE
    if not path.exists():
        return {"solved": [], "hints": {}}
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        return {"solved": list(state["solved"]), "hints": dict(state["hints"])}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is not as it was written: {error}; mend or remove it") from None


def write_state(folder: Path, state: dict) -> None:
    """Write the state beside the exercises."""
    (folder / STATE).write_text(json.dumps(state, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def proposal(folder: Path) -> str:
    """Return what is solved so far, and what could be next: the first concept whose foundations are solved."""
    done = set(read_state(folder)["solved"])
    tasks = exercises()
    lines = [f"solved: {len([t for t in tasks if t[1] in done])} of {len(tasks)} concepts"]
    lines += ["  " + ", ".join(function for _, function, _ in tasks if function in done)] if done else []
    open_tasks = [t for t in tasks if t[1] not in done]
    if not open_tasks:
        return "\n".join([*lines, "", "that is all there is"])
    finished = {concept.name for concept, function, _ in tasks if function in done}
    tasked = {concept.name for concept, _, _ in tasks}
    concept, function, _ = next((t for t in open_tasks if all(base in finished or base not in tasked for base in t[2])),
                                open_tasks[0])
    return "\n".join([*lines, "", f"next: {function}, of {concept.chapter}: {concept.statement}",
                      f"  python -m refimpl practice {function} -o {function}.py"])


@lru_cache
def exercises() -> list:
    """Return (concept, its main function, the concepts it imports) of all formulas, in reading order."""
    found = []
    for concept in concepts():
        possible = [name for name in checkable(concept) if not name.endswith("_definition")]
        of_networks = concept.name.endswith(("_layers", "_tools")) or concept.chapter == "complexity.zoo"
        if possible and concept.name not in NOT_FORMULAS and not of_networks:
            bases = [str(n.module).rpartition(".")[2] for n in parse(concept.path).body
                     if isinstance(n, ast.ImportFrom) and str(n.module).startswith("refimpl")]
            found.append((concept, main_function(concept, possible), bases))
    return found
