"""python -m refimpl: the contents; show, copy, demo, verify a concept; check your own; count a network; the book."""
import argparse
import math
import os
import sys
from pathlib import Path

from refimpl import __version__, samples
from refimpl.reader import contents, copying

EXTRAS = {"demo": "study", "book": "book",         # what a command needs beyond NumPy
          "check": "practice", "practice": "practice", "vectors": "practice"}


def main(argv: list | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 could not begin."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")      # type: ignore[union-attr]
    arguments = parser().parse_args(argv)
    try:
        return arguments.run(arguments) or 0
    except ModuleNotFoundError as error:
        extra = EXTRAS.get(arguments.command)
        if extra is None or str(error.name).startswith("refimpl"):
            raise
        return refuse(f"{arguments.command} needs {error.name}, which is not installed.  In the folder of refimpl: "
                      f"python -m pip install '.[{extra}]'")
    except BrokenPipeError:                        # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (LookupError, ValueError, TypeError, OSError) as error:
        return refuse(str(error.args[0] if isinstance(error, LookupError) else error))


def refuse(message: str) -> int:
    """Print why the command could not begin, and return 2."""
    print(f"refimpl: {message}", file=sys.stderr)
    return 2


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="python -m refimpl", description=__doc__)
    top.add_argument("--version", action="version", version=f"refimpl {__version__}")
    top.set_defaults(run=list_contents, command=None)
    commands = top.add_subparsers(dest="command", title="commands", metavar="COMMAND")

    command = commands.add_parser("show", help="print the file of a concept: lesson, definition, code")
    command.add_argument("name", help="a concept or a function, as the contents list them")
    command.set_defaults(run=show)

    command = commands.add_parser("copy", help="print one self-contained file with a function and all that it calls")
    command.add_argument("name", help="a function")
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it to FILE")
    command.set_defaults(run=copy)

    command = commands.add_parser("demo", help="draw what a function makes of an image: before, after, histograms")
    command.add_argument("name", help="a function whose first argument is an image")
    command.add_argument("image", nargs="?", default="clock",
                         help=f"an image file, or an embedded photograph ({', '.join(samples.names())})")
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="the picture (refimpl-NAME.png)")
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE",
                         help="an argument of the function, as in --set clip_limit=4; may be repeated")
    command.set_defaults(run=demo)

    command = commands.add_parser(
        "verify", help="prove a function, a concept, a chapter, or all: definition, libraries, laws, counted costs",
        description="Try every claim about a function on inputs drawn for it: that it equals its definition, that "
                    "libraries give the same, or in what they differ, each law, each counted cost, the doctest.  Exit "
                    "code 0: all that could be tried holds, 1: something fails.")
    command.add_argument("name", nargs="*", help="functions, concepts or chapters; without: all there is")
    command.add_argument("--full", action="store_true", help="2,500 inputs a claim, not 20, or what --limit allows")
    command.add_argument("--examples", type=int, metavar="N", help="N inputs for each claim")
    command.add_argument("--limit", type=float, default=60.0, metavar="SECONDS", help="for one claim, with --full (60)")
    command.add_argument("--seed", type=int, default=0, metavar="S", help="of the inputs (0)")
    command.add_argument("--jobs", type=int, metavar="N", help="processes at once (one a core)")
    command.add_argument("--json", action="store_true", help="print all that was measured as JSON")
    command.add_argument("--page", action="store_true", help="put it into the book's page of proof, in a checkout")
    command.set_defaults(run=verify)

    command = commands.add_parser(
        "same", help="what other libraries call it: the call that gives the same, and the well-known one that differs")
    command.add_argument("name", help="a function, or a concept")
    command.set_defaults(run=same)

    command = commands.add_parser(
        "check", help="hold a function of yours to the one here: smallest failing input, likely misunderstanding",
        description="Run a function of your own on the inputs and laws of refimpl.cases, beside the one here.  Exit "
                    "code 0: right, 1: wrong, 2: could not be run.  The file is your code and runs with your rights, "
                    "in a process of its own; what it prints is not shown.")
    command.add_argument("name", help="a function")
    command.add_argument("file", nargs="?", metavar="FILE[:FUNCTION]",
                         help="your file; FUNCTION may be left out if it is called NAME, or is the only one")
    command.add_argument("--examples", type=int, default=100, metavar="N", help="how many inputs (100)")
    command.add_argument("--tolerance", type=float, metavar="T", help="what whole numbers may be off by, and floats as "
                         "a share of the largest magnitude (0; 1e-9, 1e-5 for float32)")
    command.add_argument("--seed", type=int, default=0, metavar="S", help="of the inputs (0)")
    command.add_argument("--limit", type=float, default=5.0, metavar="SECONDS", help="that one call may take (5)")
    command.add_argument("--vectors", type=Path, metavar="FILE", help="judge results that another program computed …")
    command.add_argument("--results", type=Path, metavar="FILE", help="… from these vectors, and wrote to this .npz")
    command.set_defaults(run=check)

    command = commands.add_parser(
        "practice", help="write an exercise: lesson, signature, worked example, an empty body; hints on request",
        description="Without a name: what is solved so far, and what could be next.")
    command.add_argument("name", nargs="?", help="a function, or a concept")
    command.add_argument("-o", "--output", type=Path, metavar="FILE",
                         help="the exercise (NAME.py); without a name: the folder the exercises are in")
    command.add_argument("--hint", action="store_true", help="print the next hint; the last one is the solution")
    command.set_defaults(run=practice)

    command = commands.add_parser(
        "vectors", help="write inputs and right results, for use from any language (.npz)",
        description="Write a plain .npz: an array 0000.image for the argument image of case 0, 0000.result for its "
                    "result (0000.result.0, … of several), and index.json, bytes, with all other arguments.  A file of "
                    "results under the same names is judged by check NAME --vectors FILE --results FILE.")
    command.add_argument("name", help="a function")
    command.add_argument("-n", "--number", type=int, default=500, metavar="N", help="how many cases (500)")
    command.add_argument("--seed", type=int, default=0, metavar="S", help="of the inputs (0)")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.npz")
    command.set_defaults(run=vectors)

    command = commands.add_parser(
        "stat", help="print the table of a network: shapes, parameters, MACs, FLOPs, memory, line by line",
        description="Print the table of a network.  Without a network: list all of them.")
    command.add_argument("model", nargs="?", metavar="MODEL", help="a network, resnet50; left out: all that there are")
    command.add_argument("--input", nargs="+", type=int, metavar="N", help="the shape of one input, as in 3 224 224")
    command.add_argument("--convention", default="macs", metavar="NAME",
                         help="count as a tool does, in one more column; --convention list tells which there are")
    command.add_argument("--explain", metavar="NAME", help="say why --convention counts more than this one, or less")
    command.add_argument("--depth", type=int, metavar="N", help="fold the table to N levels of names")
    command.set_defaults(run=stat)

    command = commands.add_parser("book", help="build the book, serve it on this machine, and open it in the browser")
    command.add_argument("--no-open", action="store_true", help="only print the address")
    command.add_argument("--port", type=int, metavar="N", help="the port to serve it on (8000, or a free one)")
    command.set_defaults(run=book)
    return top


def list_contents(arguments: argparse.Namespace) -> None:
    """Print the chapters and concepts, and what can be done with them."""
    print(f"refimpl {__version__}: reference implementations in plain NumPy, to read, to verify and to copy\n")
    print(contents.as_text())
    print("python -m refimpl show NAME    read a concept")
    print("python -m refimpl copy NAME    take a function, with all that it calls")
    print("python -m refimpl demo NAME    see what a function does to a photograph")
    print("python -m refimpl same NAME    see what other libraries call it, and where they differ")
    print("python -m refimpl verify NAME  prove it")
    print("python -m refimpl practice     write one yourself")
    print("python -m refimpl check NAME F have it judged")
    print("python -m refimpl stat MODEL   count a network, layer by layer, as any of 11 tools does")
    print("python -m refimpl book         open the book")


def show(arguments: argparse.Namespace) -> None:
    """Print a concept's file, in colour where the terminal has any and rich is there."""
    source = contents.find(arguments.name).path.read_text(encoding="utf-8")
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        try:
            from rich.console import Console
            from rich.syntax import Syntax
        except ModuleNotFoundError:
            pass
        else:
            Console().print(Syntax(source, "python", theme="ansi_dark", background_color="default"))
            return
    print(source, end="")


def copy(arguments: argparse.Namespace) -> None:
    """Print a function with all that it calls, or write it to a file."""
    source = copying.copy_source(arguments.name)
    if arguments.output is None:
        print(source, end="")
    else:
        arguments.output.write_text(source, encoding="utf-8")
        print(f"wrote {arguments.output}")


def demo(arguments: argparse.Namespace) -> None:
    """Write the picture of what a function does."""
    from refimpl.reader.demo import demonstrate
    output = arguments.output or Path(f"refimpl-{arguments.name}.png")
    demonstrate(arguments.name, arguments.image, arguments.set, output)
    print(f"wrote {output}")


def verify(arguments: argparse.Namespace) -> int:
    """Print the proof."""
    from refimpl.reader import verifying
    examples = arguments.examples or (verifying.FULL if arguments.full else verifying.EXAMPLES)
    if examples < 1 or (arguments.jobs or 1) < 1:
        raise ValueError(f"--examples and --jobs must be positive, got {examples} and {arguments.jobs}")
    limit = arguments.limit if arguments.full else math.inf
    settings = (examples, arguments.seed, arguments.jobs, arguments.json, limit)
    if not arguments.page:
        return verifying.verify(arguments.name, *settings)
    from refimpl.reader import page
    if not page.BOOK.is_dir():
        raise ValueError(f"--page needs a checkout: there is no {page.BOOK}")
    code = verifying.verify(arguments.name, *settings, keep=page.keep)
    print(f"wrote {page.write()}", file=sys.stderr)
    return code


def same(arguments: argparse.Namespace) -> None:
    """Print what other libraries call it."""
    from refimpl.reader.elsewhere import elsewhere
    print(elsewhere(arguments.name))


def check(arguments: argparse.Namespace) -> int:
    """Judge a function of the reader's, or what another program computed."""
    from_elsewhere = arguments.vectors is not None
    if from_elsewhere != (arguments.results is not None) or from_elsewhere == (arguments.file is not None):
        raise ValueError("check takes a file, or both --vectors and --results")
    if arguments.examples < 1 or not arguments.limit > 0:
        raise ValueError(f"--examples and --limit must be positive, got {arguments.examples} and {arguments.limit}")
    if from_elsewhere:
        from refimpl.reader.vectors import judge_results
        code, text = judge_results(arguments.name, arguments.vectors, arguments.results, arguments.tolerance)
    else:
        from refimpl.reader.practice import solved
        from refimpl.reader.supervising import check_file, split
        code, text = check_file(arguments.name, arguments.file, arguments.examples, arguments.tolerance, arguments.seed,
                                arguments.limit)
        if code == 0:
            solved(arguments.name.rpartition(".")[2], Path(split(arguments.file)[0]).resolve().parent)
    print(text, file=sys.stderr if code == 2 else sys.stdout)
    return code


def practice(arguments: argparse.Namespace) -> None:
    """Write an exercise, give a hint, or propose what is next."""
    from refimpl.reader import practice as exercises
    if arguments.name is None:
        print(exercises.proposal(arguments.output or Path()))
        return
    _, function = exercises.task(arguments.name)
    output = arguments.output or Path(f"{function}.py")
    if arguments.hint:
        print(exercises.next_hint(function, output.parent))
        return
    if output.exists():
        raise ValueError(f"{output} is there already: remove it, or give another name by -o")
    output.write_text(exercises.exercise(function), encoding="utf-8")
    exercises.write_state(output.parent, exercises.read_state(output.parent))
    print(f"wrote {output}; when it is done: python -m refimpl check {function} {output}")


def vectors(arguments: argparse.Namespace) -> None:
    """Write test vectors."""
    from refimpl.reader.vectors import write_vectors
    if arguments.number < 1:
        raise ValueError(f"--number must be at least 1, got {arguments.number}")
    count = write_vectors(arguments.name, arguments.output, arguments.number, arguments.seed)
    print(f"wrote {arguments.output}: {count} cases of {arguments.name}, {arguments.output.stat().st_size:,} bytes")


def stat(arguments: argparse.Namespace) -> None:
    """Print the table of a network, or the networks, or the conventions, or why two of these differ."""
    from refimpl.reader import tables
    if arguments.convention == "list":
        print(tables.list_conventions())
    elif arguments.model is None:
        print(tables.list_networks())
    elif arguments.explain:
        print(tables.explanation(arguments.model, arguments.input, arguments.explain, arguments.convention))
    else:
        print(tables.table(arguments.model, arguments.input, arguments.convention, arguments.depth))


def book(arguments: argparse.Namespace) -> int:
    """Build and serve the book."""
    from refimpl.reader.book import open_book
    return open_book(arguments.port, not arguments.no_open)


if __name__ == "__main__":
    sys.exit(main())
