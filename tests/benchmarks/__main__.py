"""python -m tests.benchmarks [CHAPTER …] [-o FILE]: measure, print, and write the table the book shows."""
import argparse
import importlib
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.benchmarks.timing import measure, summary, table

HERE = Path(__file__).parent
CHAPTERS = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ("__init__", "__main__", "timing"))
PACKAGES = ("numpy", "scipy", "opencv-python-headless", "scikit-image", "PyWavelets", "scikit-learn", "torch")


def main():
    """Measure the chapters asked for, one line at a time."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", default=CHAPTERS, help=f"of {', '.join(CHAPTERS)}")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE",
                        help="write them to FILE: notebooks/speed.md is a page of the book")
    arguments = parser.parse_args()
    if unknown := set(arguments.chapters) - set(CHAPTERS):
        parser.error(f"no benchmarks for {', '.join(sorted(unknown))}")
    page = introduction()
    for chapter in arguments.chapters:
        results, module = [], importlib.import_module(f"tests.benchmarks.{chapter}")
        for pair in module.pairs():
            results.append(measure(pair))
            print(table(results).splitlines()[-1], flush=True)
        page += f"\n## {chapter}\n\n{module.__doc__.strip()}\n\n{summary(results)}\n{table(results)}"
    if arguments.output:
        arguments.output.write_text(page, encoding="utf-8")


def introduction():
    """Return the head of the page: what the figures mean and what they were measured on."""
    installed = []
    for package in PACKAGES:
        try:
            installed.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return f"""---
html_theme.sidebar_secondary.remove: true
---

# Speed

The time of refimpl divided by the time of a compiled library: both take turns on one thread, and the median of the
turns' ratios is reported; below 1 refimpl is faster.  Peak memory is what our call allocates, its result included, in
bytes an element of the input.  Measured by `python -m tests.benchmarks -o notebooks/speed.md` with
Python {platform.python_version()} on {platform.machine()}, {', '.join(installed)}{kernels()}.
"""


def kernels():
    """Return which of its kernels NumPy's matrix product uses, if that can be told."""
    import numpy  # noqa: F401
    try:
        from threadpoolctl import threadpool_info
    except ModuleNotFoundError:
        return ""
    names = {library["architecture"] for library in threadpool_info() if library["internal_api"] == "openblas"}
    return f"; OpenBLAS used its kernels for {' and '.join(sorted(names))}" if names else ""


if __name__ == "__main__":
    sys.exit(main())
