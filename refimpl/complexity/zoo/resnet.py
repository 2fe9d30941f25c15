"""ResNet (残差网络): each block adds to its input what its convolutions make of it.

    y = relu(f(x) + s(x))      f: 3×3, 3×3 (basic)  or  1×1, 3×3, 1×1 (bottleneck, 瓶颈);   s: x, or a 1×1 to fit

Four stages of 64, 128, 256, 512 channels; each but the first halves the image, so that a block costs the same in all.
A bottleneck gives four times as many channels as its 3×3 has.  The original halves the image in a bottleneck's first
1×1 (v1, resnet50_v1), PyTorch in its 3×3 ("v1.5"), which costs 6 % more.

Shapes   (3, 224, 224)  →  (1000,);  any image, down to one pixel
Cost     ResNet-50  25,557,032 parameters, 4,089,184,256 MACs;  v1 3,857,973,248 MACs
Source   He et al. 2016, "Deep residual learning for image recognition", table 1 and fig. 5
Checked  the parameters and MACs of torchvision 0.28, measured; per layer for ResNet-18 and ResNet-50; table 1's FLOPs;
         any depth written in torch.nn; v1 in keras.applications, but for the biases of its convolutions
Beware   The ReLUs of a block, two or in a bottleneck three, are one module, called again.  Table 1's FLOPs are MACs.
"""
from refimpl.arguments import as_choice, as_list, whole_numbers
from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.layers import Functional, Residual, Sequential
from refimpl.complexity.norm_layers import BatchNorm2d
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, MaxPool2d
from refimpl.complexity.view_layers import Flatten
from refimpl.complexity.weighted_layers import Conv2d, Linear

__all__ = ["resnet", "resnet18", "resnet34", "resnet50", "resnet50_v1", "resnet101",
           "resnet152"]


def resnet(blocks: tuple, expansion: int = 4, width: int = 64, groups: int = 1, v1: bool = False) -> Sequential:
    """Return a ResNet: a stem, four stages of `blocks` blocks each, a classifier.

    expansion is 4 for bottlenecks, which give 4 times their stage's channels, and 1 for basic blocks; width is that of
    a bottleneck's 3×3 in the first stage, v1 where it halves the image.

    >>> resnet((1, 1, 1, 1), expansion=1).params                              # ResNet-10
    5418792
    """
    depths = [whole_numbers(1, 1000, blocks=depth)[0] for depth in as_list(blocks=blocks)]
    expansion, width, groups = whole_numbers(expansion=expansion, width=width, groups=groups)
    if expansion not in (1, 4):
        raise ValueError(f"expansion must be 4 for bottlenecks or 1 for basic blocks, got {expansion}")
    v1, stages, C = as_choice((True, False), v1=v1), {}, 64
    for k, depth in enumerate(depths):
        stage = []
        for b in range(depth):
            stride, channels = 2 if k and not b else 1, 64 * 2**k
            stage.append(_basic_block(C, channels, stride) if expansion == 1 else
                         _bottleneck(C, width * 2**k, channels, stride, groups, v1))
            C = expansion * channels
        stages[f"layer{k + 1}"] = Sequential(*stage)
    return Sequential(conv1=Conv2d(3, 64, 7, stride=2, padding=3, bias=False), bn1=BatchNorm2d(64), relu=ReLU(),
                      maxpool=MaxPool2d(3, stride=2, padding=1), **stages, avgpool=AdaptiveAvgPool2d((1, 1)),
                      _flatten=Functional(Flatten()), fc=Linear(C, 1000))


def _basic_block(C: int, channels: int, stride: int) -> Sequential:
    """Return two 3×3 convolutions from C to `channels`, and the shortcut.

    >>> _basic_block(64, 64, stride=1).params                              # 2·64·64·9 + 2·128
    73984
    """
    relu = ReLU()
    body = Sequential(conv1=Conv2d(C, channels, 3, stride, padding=1, bias=False), bn1=BatchNorm2d(channels), relu=relu,
                      conv2=Conv2d(channels, channels, 3, padding=1, bias=False), bn2=BatchNorm2d(channels))
    return Sequential(_sum=Residual(body, _shortcut(C, channels, stride)), relu=relu)


def _bottleneck(C: int, width: int, channels: int, stride: int, groups: int = 1, v1: bool = False) -> Sequential:
    """Return 1×1, 3×3, 1×1 convolutions from C over `width` to 4·channels, and the shortcut.

    >>> _bottleneck(256, 64, 64, stride=1).params                   # 256·64 + 9·64·64 + 64·256 + 2·(64 + 64 + 256)
    70400
    """
    relu, O, (first, second) = ReLU(), 4 * channels, (stride, 1) if v1 else (1, stride)
    body = Sequential(conv1=Conv2d(C, width, 1, first, bias=False), bn1=BatchNorm2d(width), relu=relu,
                      conv2=Conv2d(width, width, 3, second, padding=1, groups=groups, bias=False),
                      bn2=BatchNorm2d(width), relu2=relu,                     # the same module again
                      conv3=Conv2d(width, O, 1, bias=False), bn3=BatchNorm2d(O))
    return Sequential(_sum=Residual(body, _shortcut(C, O, stride)), relu=relu)


def _shortcut(C: int, O: int, stride: int) -> Sequential | None:
    """Return nothing where x fits as it is, else a 1×1 convolution that makes it fit."""
    if stride == 1 and C == O:
        return None
    return Sequential(downsample=Sequential(Conv2d(C, O, 1, stride, bias=False), BatchNorm2d(O)))


def resnet18() -> Sequential:
    """Return ResNet-18.

    >>> resnet18().params
    11689512
    """
    return resnet((2, 2, 2, 2), expansion=1)


def resnet34() -> Sequential:
    """Return ResNet-34.

    >>> resnet34().params
    21797672
    """
    return resnet((3, 4, 6, 3), expansion=1)


def resnet50() -> Sequential:
    """Return ResNet-50, with the stride in the 3×3.

    >>> resnet50().params
    25557032
    """
    return resnet((3, 4, 6, 3))


def resnet50_v1() -> Sequential:
    """Return ResNet-50 as it was published, with the stride in the first 1×1: the same parameters, less work.

    >>> resnet50_v1().params
    25557032
    """
    return resnet((3, 4, 6, 3), v1=True)


def resnet101() -> Sequential:
    """Return ResNet-101.

    >>> resnet101().params
    44549160
    """
    return resnet((3, 4, 23, 3))


def resnet152() -> Sequential:
    """Return ResNet-152.

    >>> resnet152().params
    60192808
    """
    return resnet((3, 8, 36, 3))
