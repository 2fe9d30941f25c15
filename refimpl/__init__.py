"""Reference implementations in plain NumPy: read them, run their tests, copy them.

Each chapter is a package, each concept a file: `python -m refimpl` lists them.
"""
__version__ = "0.1.0"
