"""Registry (模型表): all networks of the zoo by name, and the input that each is counted for.

    stat(build("resnet50"), input_shape("resnet50"))

Images are (3, 224, 224) unless the network was published for another size; sequences are as long as the network was
trained on.  A vision transformer's position embedding grows with the image, so it is built for one image_size.
GoogLeNet and Inception have auxiliary heads, which are parameters but no work; aux_logits=False leaves them out.

Shapes   (C, H, W), or (T,) for tokens
Cost     some milliseconds per network
Source   torchvision 0.28's names and image sizes of its tables of weights; the papers, for the others
Checked  torchvision's table: parameters and MACs of all 117 rows
Beware   torchvision's metadata gives GoogLeNet's parameters without the heads, 6,624,904, while its constructor builds
         them: 13,004,888.
"""
from refimpl.arguments import as_choice, whole_numbers
from refimpl.complexity.layer import Network
from refimpl.complexity.zoo.alexnet import alexnet
from refimpl.complexity.zoo.bert import bert_base
from refimpl.complexity.zoo.convnext import convnext_base, convnext_large, convnext_small, convnext_tiny
from refimpl.complexity.zoo.densenet import densenet121, densenet161, densenet169, densenet201
from refimpl.complexity.zoo.efficientnet import (efficientnet_b0, efficientnet_b1, efficientnet_b2, efficientnet_b3,
                                                 efficientnet_b4, efficientnet_b5, efficientnet_b6, efficientnet_b7)
from refimpl.complexity.zoo.efficientnet_v2 import efficientnet_v2_l, efficientnet_v2_m, efficientnet_v2_s
from refimpl.complexity.zoo.googlenet import googlenet
from refimpl.complexity.zoo.gpt2 import gpt2, gpt2_large, gpt2_medium, gpt2_xl
from refimpl.complexity.zoo.inception import inception_v3
from refimpl.complexity.zoo.lenet import lenet5
from refimpl.complexity.zoo.llama import llama2_70b, llama_7b, llama_13b, llama_30b, llama_65b
from refimpl.complexity.zoo.lstm import lstm_language_model
from refimpl.complexity.zoo.maxvit import maxvit_t
from refimpl.complexity.zoo.mnasnet import mnasnet0_5, mnasnet0_75, mnasnet1_0, mnasnet1_3
from refimpl.complexity.zoo.mobilenet_v1 import mobilenet_v1
from refimpl.complexity.zoo.mobilenet_v2 import mobilenet_v2
from refimpl.complexity.zoo.mobilenet_v3 import mobilenet_v3_large, mobilenet_v3_small
from refimpl.complexity.zoo.regnet_x import (regnet_x_1_6gf, regnet_x_3_2gf, regnet_x_8gf, regnet_x_16gf,
                                             regnet_x_32gf, regnet_x_400mf, regnet_x_800mf)
from refimpl.complexity.zoo.regnet_y import (regnet_y_1_6gf, regnet_y_3_2gf, regnet_y_8gf, regnet_y_16gf,
                                             regnet_y_32gf, regnet_y_128gf, regnet_y_400mf, regnet_y_800mf)
from refimpl.complexity.zoo.resnet import resnet18, resnet34, resnet50, resnet50_v1, resnet101, resnet152
from refimpl.complexity.zoo.resnext import (resnext50_32x4d, resnext101_32x8d, resnext101_64x4d, wide_resnet50_2,
                                            wide_resnet101_2)
from refimpl.complexity.zoo.shufflenet_v2 import (shufflenet_v2_x0_5, shufflenet_v2_x1_0, shufflenet_v2_x1_5,
                                                  shufflenet_v2_x2_0)
from refimpl.complexity.zoo.squeezenet import squeezenet1_0, squeezenet1_1
from refimpl.complexity.zoo.swin import swin_b, swin_s, swin_t
from refimpl.complexity.zoo.swin_v2 import swin_v2_b, swin_v2_s, swin_v2_t
from refimpl.complexity.zoo.unet import unet
from refimpl.complexity.zoo.vgg import vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn
from refimpl.complexity.zoo.vit import vit_b_16, vit_b_32, vit_h_14, vit_l_16, vit_l_32

__all__ = ["build", "input_shape", "names"]

BUILDERS = (
    lenet5, alexnet, vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn, googlenet, inception_v3,
    resnet18, resnet34, resnet50, resnet50_v1, resnet101, resnet152, resnext50_32x4d, resnext101_32x8d,
    resnext101_64x4d, wide_resnet50_2, wide_resnet101_2, unet, squeezenet1_0, squeezenet1_1, densenet121, densenet161,
    densenet169, densenet201, mobilenet_v1, mobilenet_v2, mobilenet_v3_small, mobilenet_v3_large, shufflenet_v2_x0_5,
    shufflenet_v2_x1_0, shufflenet_v2_x1_5, shufflenet_v2_x2_0, mnasnet0_5, mnasnet0_75, mnasnet1_0, mnasnet1_3,
    efficientnet_b0, efficientnet_b1, efficientnet_b2, efficientnet_b3, efficientnet_b4, efficientnet_b5,
    efficientnet_b6, efficientnet_b7, efficientnet_v2_s, efficientnet_v2_m, efficientnet_v2_l, regnet_x_400mf,
    regnet_x_800mf, regnet_x_1_6gf, regnet_x_3_2gf, regnet_x_8gf, regnet_x_16gf, regnet_x_32gf, regnet_y_400mf,
    regnet_y_800mf, regnet_y_1_6gf, regnet_y_3_2gf, regnet_y_8gf, regnet_y_16gf, regnet_y_32gf, regnet_y_128gf,
    vit_b_16, vit_b_32, vit_l_16, vit_l_32, vit_h_14, swin_t, swin_s, swin_b, swin_v2_t, swin_v2_s, swin_v2_b,
    maxvit_t, convnext_tiny, convnext_small, convnext_base, convnext_large, lstm_language_model, gpt2, gpt2_medium,
    gpt2_large, gpt2_xl, bert_base, llama_7b, llama_13b, llama_30b, llama_65b, llama2_70b)
BY_NAME: dict = {builder.__name__: builder for builder in BUILDERS}
SIZED = ("vit_b_16", "vit_b_32", "vit_l_16", "vit_l_32", "vit_h_14", "maxvit_t")       # built for one size of image
WITH_HEADS = ("googlenet", "inception_v3")
IMAGES = {"inception_v3": 299, "efficientnet_b1": 240, "efficientnet_b2": 288, "efficientnet_b3": 300,
          "efficientnet_b4": 380, "efficientnet_b5": 456, "efficientnet_b6": 528, "efficientnet_b7": 600,
          "efficientnet_v2_s": 384, "efficientnet_v2_m": 480, "efficientnet_v2_l": 480, "swin_v2_t": 256,
          "swin_v2_s": 256, "swin_v2_b": 256}
OTHERS = {"lenet5": (1, 32, 32), "unet": (1, 572, 572), "lstm_language_model": (35,), "bert_base": (512,),
          **dict.fromkeys(("gpt2", "gpt2_medium", "gpt2_large", "gpt2_xl"), (1024,)), "llama2_70b": (4096,),
          **dict.fromkeys(("llama_7b", "llama_13b", "llama_30b", "llama_65b"), (2048,))}


def names() -> list:
    """Return the names of all networks, family by family, those for images first.

    >>> names()[:3], len(names()) > 90
    (['lenet5', 'alexnet', 'vgg11'], True)
    """
    return list(BY_NAME)


def build(name: str, image_size: int | None = None, aux_logits: bool | None = None) -> Network:
    """Return the network of that name.

    image_size matters to vision transformers, whose parameters depend on it, and to MaxViT; aux_logits to GoogLeNet and
    Inception, which have their auxiliary heads unless it is False.  Raises ValueError for an unknown name, and for
    heads of a network that has none.

    >>> build("vit_b_16").params, build("vit_b_16", image_size=384).params     # 768·(24² − 14²) more
    (86567656, 86859496)
    """
    builder, heads = BY_NAME[_known(name)], as_choice((True, False), aux_logits=aux_logits is None or aux_logits)
    if image_size is not None:
        whole_numbers(image_size=image_size)
    if name in WITH_HEADS:
        return builder(aux_logits=heads)
    if heads and aux_logits is not None:
        raise ValueError(f"aux_logits: {name} has no auxiliary heads, {' and '.join(WITH_HEADS)} have")
    return builder(image_size=image_size) if name in SIZED and image_size is not None else builder()


def input_shape(name: str) -> tuple:
    """Return the shape of one input, as published.

    >>> input_shape("resnet50"), input_shape("gpt2")
    ((3, 224, 224), (1024,))
    """
    size = IMAGES.get(_known(name), 224)
    return OTHERS.get(name, (3, size, size))


def _known(name: str) -> str:
    """Return the name.  ValueError unless it is in the zoo, TypeError for what is no name at all."""
    if not isinstance(name, str) or name not in BY_NAME:
        near = [known for known in BY_NAME if str(name)[:4].lower() == known[:4]]
        wrong = ValueError if isinstance(name, str) else TypeError
        raise wrong(f"name must be one of {', '.join(near or BY_NAME)}, got {name!r:.60}")
    return name
