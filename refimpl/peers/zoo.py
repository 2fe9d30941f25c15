"""The zoo elsewhere: networks of keras.applications and of plain torch, for one input, on shapes alone."""
from functools import cache


from refimpl.complexity.conventions import count
from refimpl.complexity.zoo.alexnet import alexnet
from refimpl.complexity.zoo.bert import ClassToken, Segments, bert_base
from refimpl.complexity.zoo.blocks import (SizedImage, conv_bn_relu, conv_norm_activation, make_divisible,
                                           squeeze_excitation)
from refimpl.complexity.zoo.convnext import LayerNorm2d, convnext_base, convnext_large, convnext_small, convnext_tiny
from refimpl.complexity.zoo.densenet import densenet121, densenet161, densenet169, densenet201
from refimpl.complexity.zoo.efficientnet import (efficientnet_b0, efficientnet_b1, efficientnet_b2, efficientnet_b3,
                                                 efficientnet_b4, efficientnet_b5, efficientnet_b6, efficientnet_b7,
                                                 efficientnet_head, mbconv)
from refimpl.complexity.zoo.efficientnet_v2 import efficientnet_v2_l, efficientnet_v2_m, efficientnet_v2_s
from refimpl.complexity.zoo.googlenet import googlenet
from refimpl.complexity.zoo.gpt2 import gpt2, gpt2_large, gpt2_medium, gpt2_xl
from refimpl.complexity.zoo.inception import inception_v3
from refimpl.complexity.zoo.lenet import lenet5
from refimpl.complexity.zoo.llama import GatedMLP, llama2_70b, llama_7b, llama_13b, llama_30b, llama_65b
from refimpl.complexity.zoo.lstm import lstm_language_model
from refimpl.complexity.zoo.maxvit import Partition, RelativeAttention, maxvit_t
from refimpl.complexity.zoo.mnasnet import mnasnet0_5, mnasnet0_75, mnasnet1_0, mnasnet1_3
from refimpl.complexity.zoo.mobilenet_v1 import mobilenet_v1
from refimpl.complexity.zoo.mobilenet_v2 import mobilenet_v2
from refimpl.complexity.zoo.mobilenet_v3 import mobilenet_v3_large, mobilenet_v3_small
from refimpl.complexity.zoo.registry import build, input_shape, names
from refimpl.complexity.zoo.regnet import regnet, regnet_widths
from refimpl.complexity.zoo.regnet_x import (regnet_x_1_6gf, regnet_x_3_2gf, regnet_x_8gf, regnet_x_16gf,
                                             regnet_x_32gf, regnet_x_400mf, regnet_x_800mf)
from refimpl.complexity.zoo.regnet_y import (regnet_y_1_6gf, regnet_y_3_2gf, regnet_y_8gf, regnet_y_16gf,
                                             regnet_y_32gf, regnet_y_128gf, regnet_y_400mf, regnet_y_800mf)
from refimpl.complexity.zoo.resnet import resnet, resnet18, resnet34, resnet50, resnet50_v1, resnet101, resnet152
from refimpl.complexity.zoo.resnext import (resnext50_32x4d, resnext101_32x8d, resnext101_64x4d, wide_resnet50_2,
                                            wide_resnet101_2)
from refimpl.complexity.zoo.shufflenet_v2 import (Half, shufflenet_v2_x0_5, shufflenet_v2_x1_0, shufflenet_v2_x1_5,
                                                  shufflenet_v2_x2_0)
from refimpl.complexity.zoo.squeezenet import squeezenet1_0, squeezenet1_1
from refimpl.complexity.zoo.swin import JoinedPatches, WindowAttention, swin_b, swin_mlp, swin_s, swin_t, window_grid
from refimpl.complexity.zoo.swin_v2 import CosineWindowAttention, swin_v2_b, swin_v2_s, swin_v2_t
from refimpl.complexity.zoo.transformer_blocks import Positions, SelfAttention, TiedHead, self_attention
from refimpl.complexity.zoo.unet import Level, unet
from refimpl.complexity.zoo.vgg import vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn
from refimpl.complexity.zoo.vit import FirstToken, Patches, vit_b_16, vit_b_32, vit_h_14, vit_l_16, vit_l_32
from refimpl.peers import alone, differs, same
from refimpl.peers.networks import in_keras, in_torch, keras_sizes, network_facts


# ---- what its rows share ---------------------------------------------------------------------------------------

def block_row(builder, shape):
    """Return the claim of a row about a block: what is compared, for x of a shape that depends on the case."""
    return {"ours": lambda **case: network_facts(builder(**case), shape(**case))}


def image_of(C, **case):
    """Return the shape of an image of C channels."""
    return (C, 9, 12)


def whole(builder, *shape):
    """Return the claim of a row about a network: what is compared, for one input; there is but one case."""
    return {"ours": lambda: network_facts(builder(), shape), "drawn": lambda cases: cases.as_it_is()}


@cache
def keras_application(name, size):
    """Return a network of Keras for images of that size, without weights, and what is compared of it."""
    import keras
    with keras.device("meta"):
        model = getattr(keras.applications, name)(weights=None, input_shape=(size, size, 3))
    return model, in_keras(model, (size, size, 3), training=False)


# ---- blocks ----------------------------------------------------------------------------------------------------

@same(conv_norm_activation, "torch.nn.Sequential(Conv2d, BatchNorm2d, ReLU)", "odd kernels, stride 1 and 2",
      **block_row(conv_norm_activation, image_of))
def conv_norm_activation_in_torch(C, O, kernel_size, stride):
    from torch import nn
    conv = nn.Conv2d(C, O, kernel_size, stride, kernel_size // 2, bias=False)
    return in_torch(nn.Sequential(conv, nn.BatchNorm2d(O), nn.ReLU()), (C, 9, 12))


@same(conv_bn_relu, "torch.nn.Conv2d, torch.nn.BatchNorm2d, torch.nn.functional.relu", "kernels of one size or two",
      **block_row(conv_bn_relu, image_of))
def conv_bn_relu_in_torch(C, O, kernel_size, stride, padding):
    from torch import nn
    norm = nn.Sequential(nn.Conv2d(C, O, kernel_size, stride, padding, bias=False), nn.BatchNorm2d(O))
    return in_torch(norm, (C, 9, 12), call=lambda x: nn.functional.relu(norm(x)))


@same(squeeze_excitation, "torch.nn.Conv2d, of the means", "every width", **block_row(squeeze_excitation, image_of))
def squeeze_excitation_in_torch(C, squeezed):
    from torch import nn
    gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(C, squeezed, 1), nn.ReLU(), nn.Conv2d(squeezed, C, 1),
                         nn.Sigmoid())
    return in_torch(gate, (C, 9, 12), call=lambda x: gate(x) * x)


# ---- lenet -----------------------------------------------------------------------------------------------------

@same(lenet5, "torch.nn.Sequential", "32 × 32 pixels", **whole(lenet5, 1, 32, 32))
def lenet5_in_torch():
    from torch import nn
    return in_torch(nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)), (1, 32, 32))


# ---- vgg -------------------------------------------------------------------------------------------------------

@same(vgg16, "keras.applications.VGG16", "224 × 224 pixels; what is trained", **whole(vgg16, 3, 224, 224))
def vgg16_in_keras():
    return keras_application("VGG16", 224)[1]


@same(vgg19, "keras.applications.VGG19", "224 × 224 pixels; what is trained", **whole(vgg19, 3, 224, 224))
def vgg19_in_keras():
    return keras_application("VGG19", 224)[1]


# ---- inception -------------------------------------------------------------------------------------------------

@differs(inception_v3, "keras.applications.InceptionV3",
         "Its batch norms have a shift and no scale: C parameters less for each.",
         ours=lambda: network_facts(inception_v3(aux_logits=False), (3, 299, 299)))
def inception_v3_in_keras():
    return keras_application("InceptionV3", 299)[1]


@same(inception_v3, "keras.applications.InceptionV3, a scale for each shift", "aux_logits=False, 299 × 299 pixels",
      mends=inception_v3_in_keras, ours=lambda: network_facts(inception_v3(aux_logits=False), (3, 299, 299)),
      drawn=lambda cases: cases.as_it_is())
def inception_v3_in_keras_with_scales():
    import keras
    model, (params, shape, macs) = keras_application("InceptionV3", 299)
    shifts = [layer.beta for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    return params + keras_sizes(shifts), shape, macs


# ---- resnet ----------------------------------------------------------------------------------------------------

@same(resnet, "torch.nn.Module", "every depth; basic blocks and bottlenecks, grouped or not, v1 and v1.5",
      ours=lambda **case: network_facts(resnet(**case), (3, 40, 50)))
def resnet_in_torch(blocks, expansion=4, width=64, groups=1, v1=False, image=(3, 40, 50)):
    import torch
    from torch import nn

    def conv_bn(C, O, k, stride=1, groups=1):
        return nn.Sequential(nn.Conv2d(C, O, k, stride, k // 2, groups=groups, bias=False), nn.BatchNorm2d(O))

    class Block(nn.Module):
        def __init__(self, C, channels, stride):
            super().__init__()
            O, narrow, relu = expansion * channels, channels * width // 64, nn.ReLU()
            if expansion == 1:
                body = conv_bn(C, channels, 3, stride), relu, conv_bn(channels, channels, 3)
            else:
                first, second = (stride, 1) if v1 else (1, stride)
                body = (conv_bn(C, narrow, 1, first), relu, conv_bn(narrow, narrow, 3, second, groups), relu,
                        conv_bn(narrow, O, 1))
            self.body = nn.Sequential(*body)
            self.fit = nn.Identity() if stride == 1 and C == O else conv_bn(C, O, 1, stride)

        def forward(self, x):
            return torch.relu(self.body(x) + self.fit(x))
    with torch.device("meta"):
        C, parts = 64, [conv_bn(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
        for k, depth in enumerate(blocks):
            for b in range(depth):
                parts.append(Block(C, 64 * 2**k, 2 if k and not b else 1))
                C = expansion * 64 * 2**k
        return in_torch(nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(C, 1000)), image)


@same(resnet50, "torch.nn.Module", "224 × 224 pixels", **whole(resnet50, 3, 224, 224))
def resnet50_in_torch():
    return resnet_in_torch((3, 4, 6, 3), image=(3, 224, 224))


@differs(resnet50_v1, "keras.applications.ResNet50",
         "Its convolutions have biases before the batch norms: 26,560 parameters more, and the same work.",
         ours=lambda: network_facts(resnet50_v1(), (3, 224, 224)))
def resnet50_v1_in_keras():
    return keras_application("ResNet50", 224)[1]


@differs(resnet50, "keras.applications.ResNet50",
         "It halves the image in the first 1×1 of a block, as the paper does; torchvision does in the 3×3.",
         ours=lambda: count(resnet50(), (3, 224, 224)))
def resnet50_in_keras():
    return resnet50_v1_in_keras()[-1]


@same(resnet50_v1, "keras.applications.ResNet50, without the convolutions' biases", "224 × 224 pixels; what is trained",
      mends=resnet50_v1_in_keras, **whole(resnet50_v1, 3, 224, 224))
def resnet50_v1_in_keras_without_biases():
    import keras
    model, (params, shape, macs) = keras_application("ResNet50", 224)
    biases = [layer.bias for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    return params - keras_sizes(biases), shape, macs


# ---- unet ------------------------------------------------------------------------------------------------------

@same(unet, "torch.nn.Module", "572 × 572 pixels", **whole(unet, 1, 572, 572))
def unet_in_torch():
    import torch
    from torch import nn

    def twice(C, O):
        return nn.Sequential(nn.Conv2d(C, O, 3), nn.ReLU(), nn.Conv2d(O, O, 3), nn.ReLU())

    class Level(nn.Module):
        def __init__(self, C, O, depth):
            super().__init__()
            self.down, self.out, self.up = twice(C, O), twice(2 * O, O), nn.ConvTranspose2d(2 * O, O, 2, 2)
            self.below = Level(O, 2 * O, depth - 1) if depth > 1 else twice(O, 2 * O)

        def forward(self, x):
            seen = self.down(x)
            risen = self.up(self.below(nn.functional.max_pool2d(seen, 2)))
            cut = (seen.shape[-1] - risen.shape[-1]) // 2
            return self.out(torch.cat([seen[:, :, cut:cut + risen.shape[2], cut:cut + risen.shape[3]], risen], 1))
    with torch.device("meta"):
        return in_torch(nn.Sequential(Level(1, 64, 4), nn.Conv2d(64, 2, 1)), (1, 572, 572))


# ---- densenet --------------------------------------------------------------------------------------------------

@same(densenet121, "keras.applications.DenseNet121", "224 × 224 pixels; what is trained",
      **whole(densenet121, 3, 224, 224))
def densenet121_in_keras():
    return keras_application("DenseNet121", 224)[1]


# ---- mobilenet_v1 ----------------------------------------------------------------------------------------------

@same(mobilenet_v1, "keras.applications.MobileNet", "224 × 224 pixels; what is trained",
      **whole(mobilenet_v1, 3, 224, 224))
def mobilenet_v1_in_keras():
    return keras_application("MobileNet", 224)[1]


# ---- mobilenet_v2 ----------------------------------------------------------------------------------------------

@same(mobilenet_v2, "keras.applications.MobileNetV2", "224 × 224 pixels; what is trained",
      **whole(mobilenet_v2, 3, 224, 224))
def mobilenet_v2_in_keras():
    return keras_application("MobileNetV2", 224)[1]


# ---- mobilenet_v3 ----------------------------------------------------------------------------------------------

@same(mobilenet_v3_small, "keras.applications.MobileNetV3Small", "224 × 224 pixels; what is trained",
      **whole(mobilenet_v3_small, 3, 224, 224))
def mobilenet_v3_small_in_keras():
    return keras_application("MobileNetV3Small", 224)[1]


@same(mobilenet_v3_large, "keras.applications.MobileNetV3Large", "224 × 224 pixels; what is trained",
      **whole(mobilenet_v3_large, 3, 224, 224))
def mobilenet_v3_large_in_keras():
    return keras_application("MobileNetV3Large", 224)[1]


# ---- efficientnet ----------------------------------------------------------------------------------------------

@same(efficientnet_head, "torch.nn.Linear, of the means", "every width",
      **block_row(efficientnet_head, lambda features, C, dropout: (C, 3, 2)))
def efficientnet_head_in_torch(features, C, dropout):
    from torch import nn
    means = nn.AdaptiveAvgPool2d(1), nn.Flatten()
    return in_torch(nn.Sequential(*means, nn.Dropout(dropout), nn.Linear(C, 1000, device="meta")), (C, 3, 2))


@same(efficientnet_b0, "keras.applications.EfficientNetB0", "224 × 224 pixels; what is trained",
      **whole(efficientnet_b0, 3, 224, 224))
def efficientnet_b0_in_keras():
    return keras_application("EfficientNetB0", 224)[1]


# ---- vit -------------------------------------------------------------------------------------------------------

def encoder_in_torch(layers, heads, D, norm_first):
    """Return blocks of attention and MLP; GPT-2's, BERT's and ViT's cost the same, masked or not."""
    from torch import nn
    block = nn.TransformerEncoderLayer(D, heads, 4 * D, activation="gelu", norm_first=norm_first, batch_first=True)
    return nn.TransformerEncoder(block, layers, enable_nested_tensor=False)


def vit_sized_in_torch(patch, layers, heads, D, image_size=224):
    import torch
    from torch import nn
    with torch.device("meta"):
        token, places = nn.Embedding(1, D), nn.Embedding(1 + (image_size // patch)**2, D)
        patches, blocks = nn.Conv2d(3, D, patch, patch), encoder_in_torch(layers, heads, D, norm_first=True)
        norm, head = nn.LayerNorm(D), nn.Linear(D, 1000)

    def call(x):
        x = torch.cat([token.weight[None], patches(x).flatten(2).mT], 1) + places.weight
        return head(norm(blocks(x))[:, 0])
    parts = nn.ModuleList([token, places, patches, blocks, norm, head])
    return in_torch(parts, (3, image_size, image_size), call=call)


@same(vit_b_16, "torch.nn.TransformerEncoder", "224 × 224 pixels", **whole(vit_b_16, 3, 224, 224))
def vit_b_16_in_torch():
    return vit_sized_in_torch(patch=16, layers=12, heads=12, D=768)


@same(vit_b_32, "torch.nn.TransformerEncoder", "224 × 224 pixels", **whole(vit_b_32, 3, 224, 224))
def vit_b_32_in_torch():
    return vit_sized_in_torch(patch=32, layers=12, heads=12, D=768)


@same(vit_l_16, "torch.nn.TransformerEncoder", "224 × 224 pixels", **whole(vit_l_16, 3, 224, 224))
def vit_l_16_in_torch():
    return vit_sized_in_torch(patch=16, layers=24, heads=16, D=1024)


@same(vit_l_32, "torch.nn.TransformerEncoder", "224 × 224 pixels", **whole(vit_l_32, 3, 224, 224))
def vit_l_32_in_torch():
    return vit_sized_in_torch(patch=32, layers=24, heads=16, D=1024)


@same(vit_h_14, "torch.nn.TransformerEncoder", "224 × 224 pixels", **whole(vit_h_14, 3, 224, 224))
def vit_h_14_in_torch():
    return vit_sized_in_torch(patch=14, layers=32, heads=16, D=1280)


# ---- swin ------------------------------------------------------------------------------------------------------

@same(swin_mlp, "torch.nn.Sequential(Linear, GELU, Linear)", "every width", **block_row(swin_mlp, lambda C: (5, 7, C)))
def swin_mlp_in_torch(C):
    from torch import nn
    return in_torch(nn.Sequential(nn.Linear(C, 4 * C), nn.GELU(), nn.Linear(4 * C, C)), (5, 7, C))


# ---- convnext --------------------------------------------------------------------------------------------------

@same(convnext_tiny, "keras.applications.ConvNeXtTiny", "224 × 224 pixels; what is trained",
      **whole(convnext_tiny, 3, 224, 224))
def convnext_tiny_in_keras():
    return keras_application("ConvNeXtTiny", 224)[1]


@same(convnext_large, "keras.applications.ConvNeXtLarge", "224 × 224 pixels; what is trained",
      **whole(convnext_large, 3, 224, 224))
def convnext_large_in_keras():
    return keras_application("ConvNeXtLarge", 224)[1]


# ---- lstm ------------------------------------------------------------------------------------------------------

@same(lstm_language_model, "torch.nn.LSTM", "35 words", **whole(lstm_language_model, 35))
def lstm_language_model_in_torch():
    import torch
    from torch import nn
    with torch.device("meta"):
        words, decoder = nn.Embedding(10_000, 650), nn.Linear(650, 10_000)
        memory = nn.LSTM(650, 650, 2, batch_first=True)
    return in_torch(nn.ModuleList([words, memory, decoder]), (35,), call=lambda x: decoder(memory(words(x.int()))[0]))


@differs(lstm_language_model, "keras.layers.LSTM",
         "One bias for each gate, as in the paper: 19,775,200 parameters, 5,200 less.",
         ours=lambda: lstm_language_model().params)
def lstm_language_model_in_keras():
    import keras
    with keras.device("meta"):
        memory = [keras.layers.LSTM(650, return_sequences=True) for _ in range(2)]
        model = keras.Sequential([keras.Input((35,), dtype="int32"), keras.layers.Embedding(10_000, 650), *memory,
                                  keras.layers.Dense(10_000)])
    return model.count_params()


# ---- transformer_blocks ----------------------------------------------------------------------------------------

@same(self_attention, "torch.nn.MultiheadAttention", "as many heads of keys as of queries",
      **block_row(self_attention, lambda D, **case: (7, D)),
      drawn=lambda cases: cases.self_attention().map(lambda case: { "D": case["D"], "heads": case["heads"], "bias":
          case["bias"]}))
def self_attention_in_torch(D, heads, bias):
    from torch import nn
    return in_torch(nn.MultiheadAttention(D, heads, bias=bias, batch_first=True), *[(7, D)] * 3, need_weights=False)


# ---- gpt2 ------------------------------------------------------------------------------------------------------

def gpt2_sized_in_torch(layers, heads, D):
    import torch
    from torch import nn
    with torch.device("meta"):
        tokens, places, norm = nn.Embedding(50257, D), nn.Embedding(1024, D), nn.LayerNorm(D)
        blocks = encoder_in_torch(layers, heads, D, norm_first=True)
    return in_torch(nn.ModuleList([tokens, places, blocks, norm]), (1024,),
                    call=lambda x: norm(blocks(tokens(x.int()) + places.weight)) @ tokens.weight.T)


@same(gpt2, "torch.nn.TransformerEncoder", "1024 tokens", **whole(gpt2, 1024))
def gpt2_in_torch():
    return gpt2_sized_in_torch(layers=12, heads=12, D=768)


@same(gpt2_medium, "torch.nn.TransformerEncoder", "1024 tokens", **whole(gpt2_medium, 1024))
def gpt2_medium_in_torch():
    return gpt2_sized_in_torch(layers=24, heads=16, D=1024)


@same(gpt2_large, "torch.nn.TransformerEncoder", "1024 tokens", **whole(gpt2_large, 1024))
def gpt2_large_in_torch():
    return gpt2_sized_in_torch(layers=36, heads=20, D=1280)


@same(gpt2_xl, "torch.nn.TransformerEncoder", "1024 tokens", **whole(gpt2_xl, 1024))
def gpt2_xl_in_torch():
    return gpt2_sized_in_torch(layers=48, heads=25, D=1600)


@differs(gpt2, "torch.nn.Linear(768, 50257, bias=False)",
         "A head with weights of its own is counted again: 38.6 M parameters more, and the same work.",
         ours=lambda: network_facts(gpt2(), (1024,)))
def gpt2_in_torch_untied():
    params, shape, macs = gpt2_in_torch()
    return params + 768 * 50257, shape, macs


# ---- bert ------------------------------------------------------------------------------------------------------

@same(bert_base, "torch.nn.TransformerEncoder", "512 tokens", **whole(bert_base, 512))
def bert_base_in_torch():
    import torch
    from torch import nn
    with torch.device("meta"):
        words, places, segments = (nn.Embedding(n, 768) for n in (30522, 512, 2))
        norm, blocks, pooler = nn.LayerNorm(768), encoder_in_torch(12, 12, 768, norm_first=False), nn.Linear(768, 768)

    def call(x):
        x = norm(words(x.int()) + places.weight + segments.weight[0])
        return torch.tanh(pooler(blocks(x)[:, 0]))
    return in_torch(nn.ModuleList([words, places, segments, norm, blocks, pooler]), (512,), call=call)


# ---- held to tables in tests -----------------------------------------------------------------------------------

alone("torchvision has it as _make_divisible, for its own networks: a law stands in, and the widths of its MobileNets",
      make_divisible)
alone("checks the size of an image: no layer", SizedImage)
alone("held in tests to the networks built of them, and to their formulas", mbconv, window_grid, Positions,
      SelfAttention, TiedHead, Segments, ClassToken, LayerNorm2d, GatedMLP, Partition, RelativeAttention, Half,
      JoinedPatches, WindowAttention, CosineWindowAttention, Level, FirstToken, Patches)
alone("keras.applications has them, too slow to be built here: held in tests to what it trains, and to torchvision's "
      "recorded tables", densenet169, densenet201, efficientnet_b1, efficientnet_b2, efficientnet_b3, efficientnet_b4,
      efficientnet_b5, efficientnet_b6, efficientnet_b7, efficientnet_v2_s, efficientnet_v2_m, efficientnet_v2_l,
      convnext_small, convnext_base)
alone("torchvision.models has them; held in tests to its recorded table of parameters and operations", alexnet, vgg11,
      vgg11_bn, vgg13, vgg13_bn, vgg16_bn, vgg19_bn, googlenet, resnet18, resnet34, resnet101, resnet152,
      resnext50_32x4d, resnext101_32x8d, resnext101_64x4d, wide_resnet50_2, wide_resnet101_2, squeezenet1_0,
      squeezenet1_1, densenet161, shufflenet_v2_x0_5, shufflenet_v2_x1_0, shufflenet_v2_x1_5, shufflenet_v2_x2_0,
      mnasnet0_5, mnasnet0_75, mnasnet1_0, mnasnet1_3, regnet, regnet_widths, regnet_x_400mf, regnet_x_800mf,
      regnet_x_1_6gf, regnet_x_3_2gf, regnet_x_8gf, regnet_x_16gf, regnet_x_32gf, regnet_y_400mf, regnet_y_800mf,
      regnet_y_1_6gf, regnet_y_3_2gf, regnet_y_8gf, regnet_y_16gf, regnet_y_32gf, regnet_y_128gf, swin_t, swin_s,
      swin_b, swin_v2_t, swin_v2_s, swin_v2_b, maxvit_t)
alone("no library builds them without their weights; held in tests to the published counts and the chapter's formulas",
      llama_7b, llama_13b, llama_30b, llama_65b, llama2_70b)
alone("names of this zoo; held in tests to torchvision's table", build, input_shape, names)
