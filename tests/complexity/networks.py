"""What the tests of networks share: networks that are traced once a session, the same in PyTorch, and recorded tables."""
import csv
from functools import cache
from pathlib import Path

from refimpl.complexity import zoo
from refimpl.complexity.conventions import count_terms
from refimpl.complexity.tracing import trace
from refimpl.peers import networks as peers

DATA = Path(__file__).parent / "data"


def table(name):
    """Return the rows of a recorded table as dicts."""
    with open(DATA / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shape_of(text):
    """Return the shape that a table writes as 1x64x56x56, without the batch."""
    return tuple(map(int, text.split("x")))[1:]


@cache
def traced(build, input_shape, **given):
    """Return the call of the network that is built of what is given."""
    return trace(build(**given), input_shape)


def in_zoo(name, shape=None):
    """Return the call of a network of the zoo, for the input that it was published for, or built for another size."""
    published = zoo.input_shape(name)
    given = {} if shape in (None, published) else {"image_size": shape[-1]}
    return traced(zoo.build, shape or published, name=name, **given)


def counted(call, convention):
    """Return the count of a traced network."""
    return sum(term.value for term in count_terms(call, convention))


def as_torch(torch, layer):
    """Return the network as a torch module, without weights."""
    with torch.device("meta"):
        return peers.as_torch(layer).eval()


def operators_executed(call):
    """Return the names of the operators that torch's dispatcher sees."""
    from torch.utils._python_dispatch import TorchDispatchMode
    names = []

    class Seen(TorchDispatchMode):
        def __torch_dispatch__(self, operator, types, args=(), kwargs=None):
            names.append(operator.__name__)
            return operator(*args, **(kwargs or {}))
    with Seen():
        call()
    return names
