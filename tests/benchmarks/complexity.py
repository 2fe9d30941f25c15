"""Building a network of the zoo and counting its multiply-accumulates, against torch.utils.flop_counter.

PyTorch's module is built on the meta device and called with the counter: nothing is computed there, either.  Memory is in
bytes a call of the ledger.  Every network of the zoo is built and counted in a few milliseconds; its slowest is among
these, and so is the whole table of ResNet-50.
"""
import torch
from torch.utils.flop_counter import FlopCounterMode

from refimpl.complexity import count, stat, trace, zoo
from tests.benchmarks.timing import Pair
from tests.complexity.networks import as_torch

NAMES = ("resnet50", "densenet201", "vgg16", "mobilenet_v2", "efficientnet_b7", "efficientnet_v2_l", "regnet_y_128gf")


def pairs():
    """Yield the networks."""
    for name in NAMES:
        shape = zoo.input_shape(name)
        yield Pair("count", f"{name}, {'×'.join(map(str, shape))}", lambda name=name, shape=shape: count(zoo.build(name), shape),
                   "torch", lambda name=name, shape=shape: in_torch(name, shape), calls(name, shape))
    shape = zoo.input_shape("resnet50")
    yield Pair("stat", "resnet50, the table as text", lambda: str(stat(zoo.build("resnet50"), shape)), "torch",
               lambda: in_torch("resnet50", shape), calls("resnet50", shape))


def calls(name, shape):
    """Return how many operations the network calls."""
    return len(trace(zoo.build(name), shape).operations())


def in_torch(name, shape):
    """Return what torch's counter finds for the same network."""
    with torch.device("meta"), FlopCounterMode(display=False) as counter, torch.no_grad():
        as_torch(torch, zoo.build(name)).eval()(torch.empty(1, *shape))
    return counter.get_total_flops()
