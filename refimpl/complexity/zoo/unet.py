"""U-Net (U 形网络): down to see much, up again to say where, and at each level a bridge across.

    level(x) = f([crop(g(x)), up(level'(pool(g(x))))])        g, f: two 3×3;   level': the level below

Going down, pooling halves the image and channels double; going up, a transposed 2×2 convolution undoes both.  What was
seen on the way down is put beside what comes up, so that edges stay where they were.  The levels lie in each other, and
so the network is written as it is: a level is a function of the level below.

Shapes   (1, 572, 572)  →  (2, 388, 388): without padding each 3×3 takes a pixel off every side
Cost     31,030,658 parameters, 150,428,424,448 MACs
Source   Ronneberger et al. 2015, "U-Net: convolutional networks for biomedical image segmentation", fig. 1
Checked  the sizes in fig. 1; the same network in torch.nn, its parameters and torch.utils.flop_counter
Beware   Most programs called U-Net pad their convolutions, add batch norms, and interpolate instead of transposing.
"""
from dataclasses import dataclass

from refimpl.complexity.elementwise_layers import ReLU
from refimpl.complexity.joining_layers import Cat
from refimpl.complexity.layer import Caller, Network
from refimpl.complexity.layers import Sequential
from refimpl.complexity.pooling_layers import MaxPool2d
from refimpl.complexity.weighted_layers import Conv2d, ConvTranspose2d

__all__ = ["Level", "unet"]


@dataclass(frozen=True)
class Level(Network):
    """One level of the U, with all that lies below it."""

    down: Sequential
    pool: MaxPool2d
    below: Network
    up: ConvTranspose2d
    out: Sequential

    def forward(self, call: Caller, x: tuple) -> tuple:
        """Return the shape that comes out on the other side."""
        seen = call(self.down, x)
        risen = call(self.up, call(self.below, call(self.pool, seen)))
        cropped = (seen[0], *(min(sizes) for sizes in zip(seen[1:], risen[1:], strict=True)))    # its centre: a view
        return call(self.out, call(Cat(), cropped, risen))


def _two_convolutions(C: int, O: int) -> Sequential:
    """Return two 3×3 without padding."""
    return Sequential(conv1=Conv2d(C, O, 3), relu1=ReLU(), conv2=Conv2d(O, O, 3), relu2=ReLU())


def _level(C: int, O: int, depth: int) -> Network:
    """Return a level of O channels, with `depth` levels below."""
    if depth == 0:
        return _two_convolutions(C, O)
    return Level(_two_convolutions(C, O), MaxPool2d(2), _level(O, 2 * O, depth - 1),
                 ConvTranspose2d(2 * O, O, 2, stride=2), _two_convolutions(2 * O, O))


def unet() -> Sequential:
    """Return U-Net, for two classes.

    >>> unet().params
    31030658
    """
    return Sequential(levels=_level(1, 64, depth=4), classes=Conv2d(64, 2, 1))
