"""The page of proof: it keeps what was proven, and notices what has changed since."""
import ast
import json

import pytest

from refimpl.__main__ import main
from refimpl.reader import page
from refimpl.reader.contents import find
from refimpl.reader.page import as_markdown, cell, code, keep, kept, stale, stamps
from refimpl.reader.proving import proof

EQUALIZATION = find("equalize_histogram")


@pytest.fixture
def book(tmp_path):
    keep(EQUALIZATION, "equalize_histogram", proof(EQUALIZATION, "equalize_histogram", 3), tmp_path)
    return tmp_path


def of(claims, name="equalize_histogram"):
    return [what for _, function, what in claims if function == name]


def test_what_is_kept_is_current_and_the_rest_is_not(book):
    assert of(stale(book)) == [] and of(stale(book), "clahe") != []
    entry = kept(book)["imaging", "equalize_histogram"]
    assert entry["versions"]["numpy"] and {claim["kind"] for claim in entry["claims"]} >= {"definition", "law", "doctest"}
    assert all(claim["stamp"] for claim in entry["claims"])


def test_one_function_is_refreshed_alone(book):
    concept = find("lookup")
    keep(concept, "lookup", proof(concept, "lookup", 2), book)
    before = kept(book)["imaging", "equalize_histogram"]
    keep(concept, "lookup", proof(concept, "lookup", 3), book)
    assert kept(book)["imaging", "equalize_histogram"] == before
    assert list(kept(book)) == [("imaging", "lookup"), ("imaging", "equalize_histogram")]          # as in the contents


def test_a_claim_of_another_source_is_stale(book):
    path = book / "proof" / "imaging.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    claim = known["equalize_histogram"]["claims"][0]
    claim["stamp"] = "0" * 12
    path.write_text(json.dumps(known), encoding="utf-8")
    assert of(stale(book)) == [claim["what"]]
    assert as_markdown(book).count("**stale**") == 1 and "claims are stale" in as_markdown(book)


def test_the_stamp_follows_the_code_and_not_what_is_said():
    said = ast.parse('def f(x):\n    """Say."""\n    return g(x)  # why')
    assert code(said) == code(ast.parse("def f(x):\n\n    return g( x )")) != code(ast.parse("def f(x):\n    return h(x)"))


def test_the_stamp_follows_what_a_function_calls_in_its_file(monkeypatch):
    there = page.closure(find("clahe"), "clahe")
    assert {"clahe", "clahe_definition", "tile_mappings", "clip_histogram"} <= {node.name for node in there}
    before = dict(stamps(EQUALIZATION, "equalize_histogram"))
    monkeypatch.setattr(page, "closure", lambda concept, name: [ast.parse("1")])
    stamps.cache_clear()
    after = stamps(EQUALIZATION, "equalize_histogram")
    stamps.cache_clear()
    assert before.keys() == after.keys() and all(before[key] != after[key] for key in before)


def test_the_page_as_text(book):
    text = as_markdown(book)
    assert "`equalize_histogram` | `cv2.equalizeHist` " in text and "| law: " in text
    assert "## Who agrees with whom" in text and cell("equalize_histogram", "cv2") == "✓"
    assert '<a href="#proof-equalize_histogram">≠</a>' in cell("equalize_histogram", "skimage")
    assert text.count('<a id="proof-equalize_histogram"></a>') == 1
    assert cell("equalize_histogram", "pywt") == "–"


def test_the_command_writes_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(page, "BOOK", tmp_path)
    monkeypatch.setattr(page.keep, "__defaults__", (tmp_path,))
    for function in (page.write, page.as_markdown, page.kept, page.stale):
        monkeypatch.setattr(function, "__defaults__", (tmp_path,))
    assert main(["verify", "lookup", "--examples", "2", "--page"]) == 0
    assert "`lookup` |" in (tmp_path / "verification.md").read_text(encoding="utf-8")
    monkeypatch.setattr(page, "BOOK", tmp_path / "nowhere")
    assert main(["verify", "lookup", "--page"]) == 2 and "needs a checkout" in capsys.readouterr().err


@pytest.mark.thorough
def test_the_page_in_the_book_is_current():
    """`python -m refimpl verify --full --page NAME` refreshes what is stale."""
    assert [f"{chapter}.{name}: {what}" for chapter, name, what in stale()] == []
    assert (page.BOOK / "verification.md").read_text(encoding="utf-8") == as_markdown()
