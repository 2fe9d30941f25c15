"""Sphinx builds the book from this folder: notebooks and pages as they stand, a page of source for each concept."""
import sys
from importlib.metadata import distribution
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from refimpl import __version__  # noqa: E402
from refimpl.reader import contents  # noqa: E402
from refimpl.reader import page as proof  # noqa: E402

MATHJAX = distribution("sphinx-mathjax-offline").locate_file("sphinx-mathjax-offline/static/mathjax/tex-svg.js")

project = "refimpl"
author = "the refimpl authors"
release = version = __version__
extensions = ["myst_nb", "sphinx_copybutton", "sphinx_design", "sphinx.ext.mathjax"]
exclude_patterns = ["_build", "proof", "verification.md", "**.ipynb_checkpoints"]

nb_execution_mode = "off"                          # the notebooks hold their outputs; the tests run them again
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence"]
suppress_warnings = ["mystnb.unknown_mime_type"]

html_theme = "pydata_sphinx_theme"
html_title = "refimpl"
html_static_path = ["_static", str(MATHJAX)]
mathjax_path = MATHJAX.name
html_css_files = ["book.css"]
html_show_sourcelink = False
html_theme_options = {"show_toc_level": 2, "navigation_with_keys": False, "footer_start": [], "footer_end": [],
                      "secondary_sidebar_items": ["page-toc"], "pygments_light_style": "tango"}
html_sidebars = {page: [] for page in ("index", "source/verification", "speed", "changelog")}
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True


WIDE = "---\nhtml_theme.sidebar_secondary.remove: true\n---\n\n"          # source lines are long


def page(concept):
    """Return a concept's page: its statement, its functions, and its file, which is the lesson."""
    names = [name for name in concept.names if not name.endswith("_definition")]
    commands = "\n".join(f"    python -m refimpl copy {name}" for name in names)
    path = concept.path.relative_to(HERE.parent).as_posix()
    return (f"{WIDE}# {concept.name}\n\n{concept.statement}\n\n"
            f"```{{literalinclude}} /../{path}\n:language: python\n:caption: {path}\n```\n\n"
            f"## Take it along\n\nEach prints one file: the function, and all that it calls.\n\n"
            f"{commands}\n")


def verification():
    """Return the page of proof, and what the last run of the tests here compared."""
    here = HERE / "_build" / "verification.md"
    last = f"\n## The last run of the tests here\n\n{here.read_text(encoding='utf-8')}" if here.exists() else ""
    return WIDE + proof.as_markdown() + last


def write(path, text):
    """Write a page, unless it says the same already: Sphinx reads again what changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def write_pages():
    """Write source/: an index of all concepts, and a page for each; remove the pages of concepts that are gone."""
    head = WIDE + "# Source\n\nEach concept is one file, and the file is the lesson.\n\n"
    written = {HERE / "source" / "index.md": head + contents.as_markdown(link="{chapter}/{name}.md")}
    written[HERE / "source" / "verification.md"] = verification()
    for concept in contents.concepts():
        written[HERE / "source" / concept.folder / f"{concept.name}.md"] = page(concept)
    for chapter, about in contents.sections().items():
        entries = "\n".join(f"{c.folder}/{c.name}".strip("/") for c in contents.concepts() if c.chapter == chapter)
        written[HERE / "source" / "index.md"] += (
            f"\n```{{toctree}}\n:hidden:\n:caption: {about.partition(' (')[0]}\n\n{entries}\n```\n")
    for path, text in written.items():
        write(path, text)
    for path in set((HERE / "source").rglob("*.md")) - set(written):
        path.unlink()


write_pages()
