import numpy as np
import pytest

from refimpl import samples


@pytest.mark.parametrize("name", samples.names())
def test_each_photograph_is_there_with_its_licence(name):
    image = samples.load(name)
    assert image.dtype == np.uint8
    assert image.ndim == 2
    assert np.array_equal(getattr(samples, name)(), image)
    folder = samples.__path__[0]
    with np.load(f"{folder}/{name}.npz") as file:
        licence = str(file["licence"])
    with open(f"{folder}/LICENCES.txt", encoding="utf-8") as file:
        assert licence in file.read()


def test_an_unknown_photograph_is_named():
    with pytest.raises(ValueError, match="name must be one of camera, clock, microaneurysms, got 'cat'"):
        samples.load("cat")
