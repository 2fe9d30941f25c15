"""LeNet-5, against arithmetic and the paper."""
from refimpl.complexity.conventions import count
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.lenet import lenet5


def test_multiply_accumulates_are_arithmetic():
    assert count(lenet5(), (1, 32, 32)) == 28 * 28 * 6 * 25 + 10 * 10 * 16 * 150 + 400 * 120 + 120 * 84 + 84 * 10


def test_maps_have_the_papers_sizes():
    shapes = {call.name: call.output for call in trace(lenet5(), (1, 32, 32)).rows()}
    assert [shapes[name] for name in ("c1", "s2", "c3", "s4", "c5", "f6")] == [
        (6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120,), (84,)]


def test_layers_in_their_order():
    assert [call.kind for call in trace(lenet5(), (1, 32, 32)).rows()] == [
        "Conv2d", "Tanh", "AvgPool2d", "Conv2d", "Tanh", "AvgPool2d", "Flatten", "Linear", "Tanh", "Linear", "Tanh", "Linear"]
