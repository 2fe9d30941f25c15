"""python -m refimpl check: runs a reader's file in a process of its own, and survives whatever it does.

The child (`python -m refimpl.reader.supervising NAME FILE …`) loads the file and is the judge.  Its standard streams
lead nowhere while the reader's code runs; what it has to say goes through a pipe, one line of JSON each.  The parent
shows progress, and ends the child and all its offspring when a call does not come back.
"""
import argparse
import contextlib
import importlib.util
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import IO

from refimpl.reader import checking
from refimpl.reader.comparing import shown

LOADING = 60.0                                     # seconds to import the file and what it needs
GRACE = 3.0                                        # beyond the limit of a call, before the process is ended


def check_file(name: str, path: str, examples: int, tolerance: float | None, seed: int, limit: float,
               quiet: bool = False) -> tuple:
    """Return (exit code, text) of checking a function in a file: 0 right, 1 wrong, 2 could not be run."""
    checking.material(name)                        # LookupError here, not in the child
    file, _, function = split(path)
    command = [sys.executable, "-m", "refimpl.reader.supervising", name, file, "--function", function,
               "--examples", str(examples), "--seed", str(seed), "--limit", str(limit)]
    command += ["--tolerance", str(tolerance)] if tolerance is not None else []
    folder = str(Path(__file__).parents[2])
    paths = [folder, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             text=True, encoding="utf-8", start_new_session=True,
                             env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)})
    lines: queue.Queue = queue.Queue()
    reader = threading.Thread(target=feed, args=(child.stdout, lines), daemon=True)
    reader.start()
    try:
        return listen(child, lines, name, limit, quiet)
    finally:
        end(child)
        reader.join(timeout=1)                     # whatever still holds the other end, it is not waited for
        if not quiet and sys.stderr.isatty():
            print("\r" + " " * 60 + "\r", end="", file=sys.stderr, flush=True)


def split(path: str) -> tuple:
    """Return (file, ":", function) of FILE[:FUNCTION]; a drive letter is no file."""
    file, colon, function = path.rpartition(":")
    return (file, colon, function) if len(file) > 1 and function.isidentifier() else (path, "", "")


def listen(child: subprocess.Popen, lines: queue.Queue, name: str, limit: float, quiet: bool) -> tuple:
    """Return (exit code, text) from what the child says, or fails to say."""
    running, done, patience, doing = "", 0, LOADING, "being loaded"
    while True:
        try:
            line = lines.get(timeout=patience)
        except queue.Empty:
            if not running:
                return 2, f"{name}: nothing was heard for {LOADING:g} s, while the file was {doing}"
            return 1, (f"{name}: wrong: did not return within {limit:g} s, and could not be interrupted\n\n"
                       f"on this input:\n{running}")
        if line is None:
            child.wait()
            if not running:
                return 2, f"{name}: the file ended the process while it was {doing} (exit code {child.returncode})"
            return 1, f"{name}: wrong: ended the process (exit code {child.returncode})\n\non this input:\n{running}"
        said = json.loads(line)
        if "text" in said:
            return said["code"], said["text"]
        doing = "being judged"
        running, patience = said.get("running", ""), limit + GRACE if "running" in said else LOADING
        if "done" in said and said["done"] != done and not quiet and sys.stderr.isatty():
            done = said["done"]
            print(f"\r{name}: {done} inputs tried", end="", file=sys.stderr, flush=True)


def feed(stream: IO, lines: queue.Queue) -> None:
    """Put the lines of a stream into a queue, None at its end."""
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(None)


def end(child: subprocess.Popen) -> None:
    """End a process and what it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.wait()


# ---- the child -----------------------------------------------------------------------------------------------------

def main() -> None:
    """Judge a function of a file, and say what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("file", type=Path)
    parser.add_argument("--function", default="")
    for option, kind in (("examples", int), ("seed", int), ("limit", float), ("tolerance", float)):
        parser.add_argument(f"--{option}", type=kind)
    arguments = parser.parse_args()
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):                       # what the file prints, its C libraries too, goes nowhere
        os.dup2(nowhere, stream)
    last = [0.0]

    def say(**said: object) -> None:
        pipe.write(json.dumps(said) + "\n")
        pipe.flush()

    def progress(event: str, detail: object) -> None:
        if event == "running":
            say(running="\n".join(checking.indented(f"{key} = {shown(value)}")
                                  for key, value in detail.items()))                            # type: ignore
        elif time.monotonic() - last[0] > 0.1:
            last[0] = time.monotonic()
            say(done=detail)
        else:
            say()

    try:
        candidate = function_in(load(arguments.file), arguments.function or arguments.name.rpartition(".")[2],
                                bool(arguments.function))
    except (Exception, SystemExit) as error:       # whatever happens while the file is loaded
        say(code=2, text=f"{arguments.file}: {type(error).__name__}: {error}")
        return
    try:
        report = checking.check(arguments.name, candidate, examples=arguments.examples, tolerance=arguments.tolerance,
                                seed=arguments.seed, limit=arguments.limit, progress=progress)
    except Exception as error:                     # of the judge
        say(code=2, text=f"{arguments.name}: could not be judged: {type(error).__name__}: {error}")
        return
    say(code=0 if report else 1, text=str(report))


def load(path: Path) -> ModuleType:
    """Return the module in a file; its folder can be imported from."""
    if not path.is_file():
        raise FileNotFoundError("there is no such file")
    sys.path.insert(0, str(path.resolve().parent))
    spec = importlib.util.spec_from_file_location("candidate", path)
    if spec is None or spec.loader is None:
        raise ImportError("is no Python file (.py)")
    module = importlib.util.module_from_spec(spec)
    sys.modules["candidate"] = module
    spec.loader.exec_module(module)
    return module


def function_in(module: ModuleType, name: str, asked: bool) -> Callable:
    """Return the function of that name; if it was not asked for, the only one that the file defines will do."""
    if callable(found := getattr(module, name, None)):
        return found
    own = {key: value for key, value in vars(module).items() if callable(value) and not key.startswith("_")
           and getattr(value, "__module__", "") == "candidate" and not isinstance(value, type)}
    if len(own) == 1 and not asked:
        return next(iter(own.values()))
    there = f", one of {', '.join(own)}" if own else ""
    raise AttributeError(f"has no function {name}: add :FUNCTION to the file{there}")


if __name__ == "__main__":
    main()
