"""Swin, against torchvision's recorded numbers."""
import numpy as np
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.swin import swin_b, swin_s, swin_t, window_grid
from tests.agreement import assert_agrees
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [swin_t, swin_s, swin_b]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


@pytest.mark.parametrize("sizes, windows, shifted", [((56, 56), 64, True), ((7, 7), 1, False), ((8, 7), 2, True), ((1, 1), 1, False)])
def test_windows(sizes, windows, shifted):
    assert_agrees(list(window_grid(sizes, 7, 3)), [windows, shifted], oracle="arithmetic", function=window_grid)
    assert window_grid(sizes, 7, 0) == (windows, False)


def test_other_sizes_are_padded_to_whole_windows():
    odd, even = (trace(swin_t(), (3, n, n)) for n in (220, 224))
    assert odd.output == even.output == (1000,)
    products = [call.inputs[0] for call in odd.operations() if call.kind == "Matmul"]
    assert products[0] == (64, 3, 49, 32)                                    # 55 × 55 places in 8 × 8 windows


@pytest.mark.parametrize("wrong", [{"sizes": 3}, {"sizes": (3,)}, {"sizes": (3, 0)}, {"sizes": None}, {"window": 0}, {"window": 1.5}, {"shift": -1}, {"shift": None}])
def test_what_means_nothing_is_refused_by_name(wrong):
    with pytest.raises((ValueError, TypeError), match=f"^{next(iter(wrong))} must be"):
        window_grid(**{"sizes": (7, 8), "window": 7, "shift": 3, **wrong})
    assert window_grid((np.uint8(200), np.uint8(56)), np.uint8(7), 3) == (29 * 8, True)


def test_hooks_miss_the_projections_a_third_of_the_work():
    model, shape = swin_t(), (3, 224, 224)
    assert round(count(model, shape, "thop") / count(model, shape), 2) == 0.66
