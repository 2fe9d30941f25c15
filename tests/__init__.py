"""The proof.  Each worker calculates on one core: set before NumPy is imported."""
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
