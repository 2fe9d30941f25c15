"""The book: notebooks/ built by Sphinx into a site, and served to the reader's own browser alone."""
import os
import sys
import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from refimpl.reader.contents import ROOT

DEFAULT_PORT = 8000


def open_book(port: int | None, browse: bool) -> int:
    """Build the book, serve it until interrupted, and return the exit code."""
    sources = find_sources()
    with listen(port, sources / "_build" / "html") as server:
        if build(sources) != 0:
            print("the book could not be built: see above", file=sys.stderr)
            return 1
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        print(f"\nThe book is at {address}  (Ctrl-C ends it)", flush=True)
        if browse and has_display():
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


def find_sources() -> Path:
    """Return the folder of the book's sources: beside the package, or in the working directory."""
    for folder in (ROOT.parent / "notebooks", Path.cwd() / "notebooks"):
        if (folder / "conf.py").exists():
            return folder
    raise LookupError("the book's sources (notebooks/conf.py) are not here: run this in a clone of refimpl")


def build(sources: Path) -> int:
    """Build the site, showing how far it is; return Sphinx's exit code.  Pages that did not change are kept."""
    from sphinx.cmd.build import main
    made = sources / "_build"
    return main(["-b", "html", "-d", str(made / "doctrees"), str(sources), str(made / "html")])


def listen(port: int | None, folder: Path) -> ThreadingHTTPServer:
    """Return a server of that folder on this machine alone: on that port, or on 8000 or any that is free.

    Raises OSError if the port asked for is taken.
    """
    handler = partial(QuietHandler, directory=str(folder))
    for attempt in [port] if port is not None else [DEFAULT_PORT, 0]:
        try:
            return ThreadingHTTPServer(("127.0.0.1", attempt), handler)
        except OSError as error:
            taken = error
    raise OSError(f"port {port} cannot be used: {taken.strerror}")


def has_display() -> bool:
    """Tell whether there is a screen to open a browser on."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""
