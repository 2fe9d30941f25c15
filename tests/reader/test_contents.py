import importlib

import pytest

from refimpl.reader import contents


@pytest.fixture
def package(tmp_path):
    """A package of one chapter, whose reading order is not the alphabet's."""
    chapter = tmp_path / "refimpl" / "imaging"
    chapter.mkdir(parents=True)
    (chapter / "__init__.py").write_text('"""Pictures (图像).\n\nMore."""\nfrom refimpl.imaging.second import *\n'
                                         "from refimpl.imaging.first import *\n", encoding="utf-8")
    (chapter / "second.py").write_text('"""Second (二): it\'s read first.\n\nRest.\n"""\n__all__ = ["twice", "TWO"]\n'
                                       "raise RuntimeError('read, never run')\n", encoding="utf-8")
    (chapter / "first.py").write_text("x = 1\n", encoding="utf-8")
    return tmp_path / "refimpl"


def test_reads_chapters_and_concepts_without_running_them(package):
    assert contents.chapters(package) == {"imaging": "Pictures (图像)."}
    second, first = contents.concepts(package)
    assert (second.name, second.names) == ("second", ("TWO", "twice"))
    assert second.statement == "Second (二): it's read first."
    assert (first.name, first.lesson, first.names) == ("first", "", ())


def test_tables_hold_every_concept(package):
    lines = contents.as_text(package).splitlines()
    assert lines[:4] == ["imaging: Pictures (图像).", "", "  second  Second (二): it's read first.", "  first   "]
    assert "| [second](refimpl/imaging/second.py) | Second (二): it's read first. | `TWO`, `twice` |" in (
        contents.as_markdown(package).splitlines())
    assert "| [first](x/first.md) |" in contents.as_markdown(package, link="x/{name}.md")


def test_a_chapter_within_a_chapter(tmp_path):
    folder = tmp_path / "refimpl" / "complexity" / "zoo"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text('"""Costs."""\n', encoding="utf-8")
    (folder / "__init__.py").write_text('"""Networks."""\nfrom refimpl.complexity.zoo.net import *\n', encoding="utf-8")
    (folder / "net.py").write_text('"""A net."""\n__all__ = ["build"]\n', encoding="utf-8")
    root = tmp_path / "refimpl"
    assert list(contents.chapters(root)) == ["complexity", "complexity.zoo"]
    [net] = contents.concepts(root)
    assert (net.chapter, net.folder, net.name) == ("complexity.zoo", "complexity/zoo", "net")
    assert "| [net](refimpl/complexity/zoo/net.py) | A net. | `build` |" in contents.as_markdown(root)
    assert [contents.find(name, root).name for name in ("build", "zoo.build", "complexity.zoo.net")] == ["net"] * 3


@pytest.mark.parametrize("name, concept", [("second", "second"), ("twice", "second"), ("imaging.second", "second"),
                                           ("imaging.twice", "second"), ("first", "first")])
def test_finds_concepts_by_their_own_and_their_functions_names(package, name, concept):
    assert contents.find(name, package).name == concept


@pytest.mark.parametrize("name, says", [("twise", "there is no twise: did you mean twice?"),
                                        ("features.twice", "did you mean twice"),
                                        ("xyzzy", "python -m refimpl lists what there is")])
def test_an_unknown_name_is_answered_with_the_nearest(package, name, says):
    with pytest.raises(LookupError, match=says.replace("?", r"\?")):
        contents.find(name, package)


def test_what_is_read_is_what_python_imports():
    for concept in contents.concepts():
        module = importlib.import_module(concept.module)
        assert sorted(module.__all__) == list(concept.names)
        chapter = importlib.import_module(f"refimpl.{concept.chapter}" if concept.chapter else concept.module)
        assert all(getattr(chapter, name) is getattr(module, name) for name in concept.names)
