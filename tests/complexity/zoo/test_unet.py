"""U-Net, against the sizes of the paper's figure 1."""
import pytest

from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.unet import unet


def test_figure_1():
    called = trace(unet(), (1, 572, 572))
    sides = [call.output[1] for call in called.rows() if call.kind in ("Conv2d", "MaxPool2d", "ConvTranspose2d")]
    assert sides == [570, 568, 284, 282, 280, 140, 138, 136, 68, 66, 64, 32, 30, 28, 56, 54, 52, 104, 102, 100, 200, 198, 196,
                     392, 390, 388, 388]


def test_parameters_are_those_of_the_kernels():
    def twice(C, O):
        return 9 * C * O + O + 9 * O * O + O
    levels = sum(twice(C, O) for C, O in ((1, 64), (64, 128), (128, 256), (256, 512), (512, 1024)))
    levels += sum(4 * 2 * O * O + O + twice(2 * O, O) for O in (512, 256, 128, 64))
    assert unet().params == levels + 2 * 64 + 2 == 31_030_658


def test_an_image_too_small_names_the_level():
    with pytest.raises(ValueError, match=r"levels\.below\.below.*cannot take"):
        trace(unet(), (1, 60, 60))


def test_every_convolution_has_its_relu_but_the_last():
    kinds = [call.kind for call in trace(unet(), (1, 572, 572)).operations()]
    assert kinds[:5] == ["Conv2d", "ReLU", "Conv2d", "ReLU", "MaxPool2d"] and kinds[-6:] == ["Cat", "Conv2d", "ReLU", "Conv2d", "ReLU", "Conv2d"]
    assert (kinds.count("Conv2d"), kinds.count("ReLU"), kinds.count("Cat")) == (19, 18, 4)
