"""Hypothesis profiles, the optional oracles, and the verification table at the end of a run."""
import importlib
import os
import platform
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from refimpl.peers import EXTRAS
from tests.agreement import RECORDS, merge, packed, verification_table

ROOT = Path(__file__).parents[1]
ORACLES = {"cv2": "opencv-python-headless", "skimage": "scikit-image", "pywt": "PyWavelets", "sklearn": "scikit-learn",
           "matplotlib": "matplotlib", "counted_float": "counted-float", "torch": "torch", "kornia": "kornia",
           "keras": "keras", "scipy": "scipy", "numpy": "numpy"}

ABOUT_THE_PROJECT = ("reader", "test_house.py", "test_main.py", "test_notebooks.py", "test_every_function.py",
                     "test_mutation.py")

common = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("default", max_examples=30, **common)
settings.register_profile("ci", max_examples=30, derandomize=True, **common)
settings.register_profile("full", max_examples=2500, **common)                 # what the claims of exactness rest on
settings.register_profile("mutation", max_examples=15, derandomize=True, database=None, **common)
settings.load_profile("default")


def oracle(name):
    """Return the module, or skip the test with a hint; with REFIMPL_REQUIRE_ORACLES=1 fail instead."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        extra = EXTRAS.get(name.split(".")[0]) or "oracles"
        missing = f"{ORACLES[name.split('.')[0]]} is not installed ({error}): python -m pip install '.[{extra}]'"
        (pytest.fail if os.environ.get("REFIMPL_REQUIRE_ORACLES") == "1" else pytest.skip)(missing)


@pytest.fixture(scope="session")
def cv2():
    """OpenCV, on one thread."""
    module = oracle("cv2")
    module.setNumThreads(1)
    return module


@pytest.fixture(scope="session")
def exposure():
    """skimage.exposure."""
    return oracle("skimage.exposure")


@pytest.fixture(scope="session")
def rank():
    """skimage.filters.rank."""
    return oracle("skimage.filters.rank")


@pytest.fixture(scope="session")
def skimage_color():
    """skimage.color."""
    return oracle("skimage.color")


@pytest.fixture(scope="session")
def pywt():
    """PyWavelets."""
    return oracle("pywt")


@pytest.fixture(scope="session")
def skimage_filters():
    """skimage.filters."""
    return oracle("skimage.filters")


@pytest.fixture(scope="session")
def restoration():
    """skimage.restoration."""
    return oracle("skimage.restoration")


@pytest.fixture(scope="session")
def skimage_feature():
    """skimage.feature."""
    return oracle("skimage.feature")


@pytest.fixture(scope="session")
def skimage_util():
    """skimage.util."""
    return oracle("skimage.util")


@pytest.fixture(scope="session")
def measure():
    """skimage.measure."""
    return oracle("skimage.measure")


@pytest.fixture(scope="session")
def sklearn_text():
    """sklearn.feature_extraction.text."""
    return oracle("sklearn.feature_extraction.text")


@pytest.fixture(scope="session")
def torch():
    """PyTorch, on one thread."""
    os.environ["KERAS_BACKEND"] = "torch"
    module = oracle("torch")
    module.set_num_threads(1)
    return module


@pytest.fixture(scope="session")
def counted_float():
    """counted_float, which counts what is done to plain floats."""
    return oracle("counted_float")


@pytest.fixture(scope="session")
def matplotlib():
    """matplotlib, drawing to files."""
    module = oracle("matplotlib")
    module.use("Agg")
    return module


def pytest_addoption(parser):
    """A plain run leaves out what proves the commands, the book, the house, and the long sweeps; CI runs all."""
    parser.addoption("--all", action="store_true", help="run what a plain run leaves out, too")


def pytest_configure(config):
    """Name the marker."""
    config.addinivalue_line("markers", "thorough: a long sweep, which runs with --all, and in the full profile, alone")


def pytest_collection_modifyitems(config, items):
    """Leave out long sweeps, and, of the whole suite, what is not the proof of a formula; unless asked for."""
    if config.getoption("--all") or config.getoption("--hypothesis-profile") == "full":
        return
    whole = config.args_source.name != "ARGS"
    left_out = [item for item in items if item.get_closest_marker("thorough")
                or (whole and any(item.path.is_relative_to(ROOT / "tests" / place) for place in ABOUT_THE_PROJECT))]
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def pytest_xdist_auto_num_workers(config):
    """Run as many workers as there are cores for the whole suite, and none for a part of it: they take time to start."""
    return None if config.args_source.name != "ARGS" else 0


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Send what a worker compared to the process that prints the table."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["records"] = packed(RECORDS)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Add what a worker compared to what the others did."""
    merge(RECORDS, getattr(node, "workeroutput", {}).get("records", []))


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    """Print the verification table, and keep it where the book reads it."""
    if not RECORDS:
        return
    table = verification_table(RECORDS.values())
    terminalreporter.section("verification")
    terminalreporter.write(table)
    profile = config.getoption("--hypothesis-profile") or "default"
    terminalreporter.write_line(f"profile {profile}, {stand()}")
    if exitstatus == 0 and config.args_source.name != "ARGS":               # the whole suite ran, and passed
        keep(table, ROOT / "notebooks" / "_build" / "verification.md", profile)


def keep(table, path, profile):
    """Write the table with what it stands on."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"Profile `{profile}`; {stand()}.\n\n{table}", encoding="utf-8")


def stand():
    """Return the versions the run stands on."""
    installed = []
    for package in dict.fromkeys(("numpy", "scipy", "hypothesis", *ORACLES.values())):
        try:
            installed.append(f"{package} {version(package)}")
        except ImportError:
            continue
    return f"Python {platform.python_version()} on {platform.machine()}, " + ", ".join(installed)
