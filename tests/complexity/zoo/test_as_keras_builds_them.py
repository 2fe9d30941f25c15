"""Networks that Keras builds too slowly for a row: what it trains, and the work that torch's counter finds in them."""
import pytest

from refimpl.complexity.zoo.registry import BY_NAME
from refimpl.peers.zoo import keras_application
from tests.agreement import assert_agrees
from tests.complexity.networks import in_zoo
from tests.conftest import oracle

NAMES = {"densenet169": "DenseNet169", "densenet201": "DenseNet201", "convnext_small": "ConvNeXtSmall", "convnext_base": "ConvNeXtBase",
         **{f"efficientnet_b{k}": f"EfficientNetB{k}" for k in range(1, 8)},
         **{f"efficientnet_v2_{size}": f"EfficientNetV2{size.upper()}" for size in "sml"}}


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
def test_parameters_and_macs_are_those_of_keras(name):
    oracle("keras")
    called = in_zoo(name)
    _, (params, output, macs) = keras_application(NAMES[name], called.inputs[0][-1])
    assert called.output == output
    assert_agrees([called.layer.params, called.macs], [params, macs], oracle="keras.applications", function=BY_NAME[name])
