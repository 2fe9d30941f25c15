"""MobileNet v1, against the published tables, their misprints among them."""
import re

import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.mobilenet_v1 import mobilenet_v1
from tests.agreement import assert_agrees
from tests.complexity.networks import table

ROWS = [row for row in table("published.csv") if row["item"].startswith("MobileNetV1")]
MISPRINTED = {("0.75", size) for size in (224, 192, 160, 128)} | {("0.5", 224), ("0.25", 192)}
KERAS_MISPRINTED = {("1.0", size) for size in (224, 192, 160, 128)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["item"])
def test_published_widths_and_resolutions(row):
    width, size = re.search(r"MobileNetV1 ([\d.]+) @(\d+)", row["item"]).groups()
    model = mobilenet_v1(float(width))
    macs = count(model, (3, int(size), int(size)))
    assert_agrees([macs, model.params], [round(float(row["exact_ops"]) * 1e6), round(float(row["exact_params"]) * 1e6)],
                  oracle="TensorFlow's and Keras' tables", function=mobilenet_v1)
    misprinted = KERAS_MISPRINTED if "Keras" in row["item"] else MISPRINTED
    assert (round(macs / 1e6) == int(row["published_ops"])) == ((width, int(size)) not in misprinted)
    assert abs(model.params / 1e6 - float(row["published_params"])) < 0.05


def test_layers_in_their_order():
    kinds = [call.kind for call in trace(mobilenet_v1(), (3, 32, 32)).rows()]
    assert kinds == ["Conv2d", "BatchNorm2d", "ReLU"] * 27 + ["AdaptiveAvgPool2d", "Flatten", "Dropout", "Linear"]


def test_pointwise_convolutions_do_the_work():
    rows = trace(mobilenet_v1(), (3, 224, 224)).rows()
    pointwise = sum(call.macs for call in rows if call.kind == "Conv2d" and call.layer.kernel_size == 1)
    assert round(100 * pointwise / 568_740_352) == 95


@pytest.mark.parametrize("width", [0, -1, 0.03, float("nan"), float("inf"), True, "1.0", None, (1, 2), 1e300])
def test_a_width_of_no_channels_is_refused(width):
    with pytest.raises((ValueError, TypeError), match=r"width must be a finite number at least 0\.03125"):
        mobilenet_v1(width)
    assert mobilenet_v1(1 / 32).output_shape((3, 64, 64)) == (1000,)
