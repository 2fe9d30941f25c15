"""LeNet-5, against arithmetic and the same network in torch.nn."""
from refimpl.complexity.conventions import count
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.lenet import lenet5
from tests.agreement import assert_agrees
from tests.complexity.networks import as_torch


def test_parameters_and_macs(torch):
    from torch.utils.flop_counter import FlopCounterMode
    module = as_torch(torch, lenet5()).to("meta")
    with FlopCounterMode(display=False) as counter:
        y = module(torch.zeros(1, 1, 32, 32, device="meta"))
    macs = 28 * 28 * 6 * 25 + 10 * 10 * 16 * 150 + 400 * 120 + 120 * 84 + 84 * 10
    assert tuple(y.shape) == (1, 10)
    assert_agrees([lenet5().params, count(lenet5(), (1, 32, 32))], [sum(p.numel() for p in module.parameters()), macs],
                  oracle="torch.nn", function=lenet5)
    assert counter.get_total_flops() == 2 * macs


def test_maps_have_the_papers_sizes():
    shapes = {call.name: call.output for call in trace(lenet5(), (1, 32, 32)).rows()}
    assert [shapes[name] for name in ("c1", "s2", "c3", "s4", "c5", "f6")] == [
        (6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120,), (84,)]


def test_layers_in_their_order():
    assert [call.kind for call in trace(lenet5(), (1, 32, 32)).rows()] == [
        "Conv2d", "Tanh", "AvgPool2d", "Conv2d", "Tanh", "AvgPool2d", "Flatten", "Linear", "Tanh", "Linear", "Tanh", "Linear"]
