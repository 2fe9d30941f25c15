"""python -m tests.notebooks [--write] [PATH …]: run the notebooks, and compare what they show with what they hold.

Printed text and reprs must be equal; figures must have the same shape and be less than 0.01 apart on average, 1 being
the distance from black to white: versions of matplotlib set text a pixel apart.  Cells with the tag `volatile` are run
and not compared: what they show depends on the machine.
"""
import argparse
import atexit
import base64
import builtins
import io
import os
import sys
import tempfile
import traceback
import warnings
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "notebooks"
DPI = 90                                           # of the figures
TOLERANCE = 0.01                                   # between figures: the mean over pixels and channels


class CellError(Exception):
    """A cell raised: which one, what, and where."""


def main():
    """Check, or write, the notebooks asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.notebooks", description=__doc__.partition(": ")[2])
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", default=sorted(FOLDER.glob("*.ipynb")),
                        help="a notebook (default: all of notebooks/)")
    parser.add_argument("--write", action="store_true", help="store the outputs that differ")
    arguments, failed = parser.parse_args(), False
    for path in arguments.paths:
        try:
            found = differences(path, arguments.write)
            print(*found or [f"{path.name}: unchanged"], sep="\n", flush=True)
            failed |= bool(found) and not arguments.write
        except CellError as error:
            print(error, flush=True)
            failed = True
    return int(failed)


def differences(path, write=False):
    """Return what differs between what a notebook's cells show and what it holds; with `write`, store the former."""
    import nbformat
    before = path.read_text(encoding="utf-8")
    notebook, found = nbformat.reads(before, as_version=4), []
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, (cell, fresh) in enumerate(zip(cells, execute(cells, path), strict=True), 1):
        volatile = "volatile" in cell.metadata.get("tags", [])
        changed = [] if volatile else list(compare(cell.outputs, fresh))
        found += [f"{path.name}, cell {number}: {what}" for what in changed]
        cell.outputs, cell.execution_count = fresh if changed or volatile else cell.outputs, number
        for output in cell.outputs:
            output.update({"execution_count": number} if output.output_type == "execute_result" else {})
    if write and (after := nbformat.writes(notebook) + "\n") != before:
        path.write_text(after, encoding="utf-8")
    return found


def compare(stored, fresh):
    """Yield what differs between two lists of outputs."""
    kinds = [[output.output_type for output in outputs] for outputs in (stored, fresh)]
    if kinds[0] != kinds[1]:
        yield f"shows {kinds[1]}, stored is {kinds[0]}"
        return
    for outputs in zip(stored, fresh, strict=True):
        old, new = (output.text if "text" in output else output.data.get("text/plain", "") for output in outputs)
        if old != new:
            yield f"text differs\n  stored: {old!r}\n  now:    {new!r}"
        old, new = (pixels(output.get("data", {}).get("image/png")) for output in outputs)
        if old.shape != new.shape:
            yield f"figure has shape {new.shape}, stored is {old.shape}"
        elif old.size and (distance := abs(old - new).mean()) >= TOLERANCE:
            yield f"figure differs by {distance:.3f} on average, allowed is less than {TOLERANCE}"


def pixels(png):
    """Return a figure, PNG in base64, as floats from 0 to 1, (H, W, 3); for None an empty one."""
    import numpy as np
    from matplotlib.image import imread
    return imread(io.BytesIO(base64.b64decode(png)))[..., :3] if png else np.empty((0, 0, 3))


def execute(cells, path):
    """Return the outputs of each code cell, run in order in a fresh shell in the notebook's folder."""
    import matplotlib.pyplot as plt
    recorder, shown = Recorder(), []
    with isolated(path.resolve().parent) as shell, redirect_stdout(recorder):
        plt.show = lambda *args, **options: recorder.show()
        shell.display_pub.publish, shell.displayhook.write_format_data = recorder.publish, recorder.result
        shell.displayhook.write_output_prompt = lambda: None
        shell.showtraceback = shell.showsyntaxerror = lambda *args, **options: None      # raised below
        for number, cell in enumerate(cells, 1):
            recorder.outputs = []
            done = shell.run_cell(cell.source, store_history=True)
            if error := done.error_before_exec or done.error_in_exec:
                raise CellError(f"{path.name}, cell {number}: {where(error, shell.user_ns)}") from None
            recorder.show()                                          # what the cell drew and did not show
            shown.append(recorder.outputs)
    return shown


def where(error, namespace):
    """Return the traceback of an error, from the cell's own line on."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_globals is not namespace:
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace)).rstrip()


class Recorder(io.TextIOBase):
    """Keeps what a cell prints, shows and returns as the outputs of a notebook, in order."""

    def add(self, kind, **fields):
        """Append an output."""
        from nbformat.v4 import new_output
        self.outputs.append(new_output(kind, **fields))

    def write(self, text):
        """Append to the printed text."""
        if text and self.outputs and self.outputs[-1].output_type == "stream":
            self.outputs[-1].text += text
        elif text:
            self.add("stream", name="stdout", text=text)
        return len(text)

    def publish(self, data, metadata=None, **unused):
        """Append what is displayed."""
        self.add("display_data", data=data, metadata=metadata or {})

    def result(self, data, metadata=None):
        """Append the value of the last expression."""
        self.add("execute_result", data=data, metadata=metadata or {})

    def show(self):
        """Append the open figures, as PNG without time and program, and close them."""
        import matplotlib.pyplot as plt
        for figure in map(plt.figure, plt.get_fignums()):
            png = io.BytesIO()
            figure.savefig(png, format="png", dpi=DPI, metadata={"Software": None}, pil_kwargs={"optimize": True})
            self.publish({"image/png": base64.b64encode(png.getvalue()).decode() + "\n", "text/plain": repr(figure)})
        plt.close("all")


@contextmanager
def isolated(folder):
    """Lend an IPython shell in that folder, with matplotlib's defaults; then leave the process as it was."""
    import matplotlib
    import matplotlib.pyplot as plt
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config
    with ExitStack() as stack:
        stack.callback(os.chdir, os.getcwd())
        stack.callback(sys.path.__setitem__, slice(None), sys.path[:])
        stack.callback(sys.modules.__setitem__, "__main__", sys.modules["__main__"])
        for module in (sys, builtins):
            stack.callback(restore, vars(module), dict(vars(module)))
        stack.enter_context(warnings.catch_warnings())
        stack.callback(setattr, plt, "show", plt.show)
        stack.callback(plt.switch_backend, plt.get_backend())
        plt.switch_backend("agg")
        stack.enter_context(plt.rc_context())
        matplotlib.rcdefaults()
        profile = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        shell = InteractiveShell.instance(ipython_dir=profile, config=Config(HistoryManager={"enabled": False}))
        stack.callback(InteractiveShell.clear_instance)
        stack.callback(atexit.unregister, shell.atexit_operations)
        stack.callback(plt.close, "all")
        os.chdir(folder)
        yield shell


def restore(namespace, saved):
    """Make a namespace what it was."""
    for name in set(namespace) - set(saved):
        del namespace[name]
    namespace.update(saved)


if __name__ == "__main__":
    sys.exit(main())
