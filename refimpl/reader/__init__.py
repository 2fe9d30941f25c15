"""What `python -m refimpl` does for its reader: contents, show, copy, demo, check, practice, vectors, stat, book."""
