"""The vision transformer, against torchvision's recorded numbers."""
import pytest

from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.vit import FirstToken, Patches, vit_b_16, vit_b_32, vit_h_14, vit_l_16, vit_l_32
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [vit_b_16, vit_b_32, vit_l_16, vit_l_32, vit_h_14]


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


def test_a_third_of_the_work_is_attention():
    attention = sum(call.macs for call in trace(vit_b_16(), (3, 224, 224)).rows() if call.kind == "MultiheadAttention")
    assert round(100 * attention / 17_563_828_224) == 36


def test_an_image_of_another_size_is_refused():
    for size in (384, 225):                                  # 225 pixels would make as many patches as 224
        with pytest.raises(ValueError, match=rf"built for images of 224 × 224: image_size={size}\?"):
            trace(vit_b_16(), (3, size, size))
    with pytest.raises(ValueError, match="image_size must be a multiple of the patch, 16, got 200"):
        vit_b_16(200)


def test_views():
    assert Patches().output_shape((768, 3, 4)) == (12, 768)
    assert FirstToken().output_shape((197, 768)) == (768,)
