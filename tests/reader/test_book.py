import socket
import threading
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from refimpl.reader import book


@pytest.fixture
def site(tmp_path):
    """A folder with a page."""
    (tmp_path / "index.html").write_text("the page")
    return tmp_path


def test_serves_the_folder_on_this_machine_alone(site, capfd):
    with book.listen(0, site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host, port = server.server_address
        assert host == "127.0.0.1"
        assert urlopen(f"http://{host}:{port}/").read() == b"the page"
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"http://{host}:{port}/../setup.cfg")
        server.shutdown()
    assert capfd.readouterr() == ("", "")                           # no line for each file


def test_a_taken_port_is_refused_if_asked_for_and_else_replaced(site, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} cannot be used: .*in use"):
            book.listen(port, site)
        monkeypatch.setattr(book, "DEFAULT_PORT", port)
        with book.listen(None, site) as server:
            assert server.server_address[1] not in (0, port)


@pytest.mark.parametrize("failed", [0, 2])
def test_builds_says_where_and_opens_the_browser_if_there_is_one(site, monkeypatch, capsys, failed):
    (site / "conf.py").touch()
    opened = []

    def interrupted(server):
        raise KeyboardInterrupt
    monkeypatch.setattr(book, "find_sources", lambda: site)
    monkeypatch.setattr(book, "build", lambda sources: failed)
    monkeypatch.setattr(book.webbrowser, "open", opened.append)
    monkeypatch.setattr(book, "has_display", lambda: True)
    monkeypatch.setattr(book.ThreadingHTTPServer, "serve_forever", interrupted)
    assert book.open_book(port=None, browse=True) == (1 if failed else 0)
    out, err = capsys.readouterr()
    assert ("could not be built" in err) == bool(failed)
    assert len(opened) == (0 if failed else 1)
    assert all(address in out and address.startswith("http://127.0.0.1:") for address in opened)
    assert book.open_book(port=None, browse=False) == (1 if failed else 0)
    assert len(opened) == (0 if failed else 1)


def test_there_is_a_display_where_a_browser_can_open(monkeypatch):
    monkeypatch.setattr(book.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not book.has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert book.has_display()
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setattr(book.sys, "platform", "darwin")
    assert book.has_display()


def test_sources_are_looked_for_beside_the_package_and_here(tmp_path, monkeypatch):
    assert book.find_sources() == book.ROOT.parent / "notebooks"
    monkeypatch.setattr(book, "ROOT", tmp_path / "site-packages" / "refimpl")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LookupError, match="run this in a clone"):
        book.find_sources()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "conf.py").touch()
    assert book.find_sources() == tmp_path / "notebooks"
