"""The zoo by name."""
import re
import sys

import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import zoo as cases
from refimpl.complexity import zoo
from refimpl.complexity.conventions import conventions, count
from refimpl.complexity.summary import stat
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo import registry
from refimpl.complexity.zoo.registry import build, input_shape, names
from tests.agreement import assert_agrees
from tests.complexity.networks import counted, in_zoo, traced
from tests.complexity.zoo.recorded import ROWS


def test_every_network_of_torchvision_is_there():
    recorded = {row["model"] for row in ROWS}
    assert_agrees(sorted(recorded & set(names())), sorted(recorded), oracle="torchvision's table", function=names)
    assert all(callable(getattr(zoo, name)) for name in names())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['model']}-{row['weights']}")
def test_every_row_of_torchvisions_table(row):
    shape, name, heads = tuple(map(int, row["input_shape"].split("x"))), row["model"], "aux_logits=False" not in row["weights"]
    called = in_zoo(name, shape) if heads else traced(zoo.build, shape, name=name, aux_logits=False)
    assert_agrees([called.layer.params, called.macs], [int(row["params_exact"]), int(row["flopcounter_half"])],
                  oracle="torchvision, torch.utils.flop_counter", function=build)


@given(case=cases.input_shape())
def test_a_network_takes_the_input_that_it_was_published_for(case):
    shape, recorded = input_shape(**case), [row for row in ROWS if row["model"] == case["name"]]
    if recorded:
        assert_agrees(shape in [tuple(map(int, row["input_shape"].split("x"))) for row in recorded], True,
                      oracle="torchvision's table", function=input_shape)
    assert in_zoo(case["name"]).output[0] > 0


@pytest.mark.parametrize("name", names())
def test_every_network_can_be_counted_by_every_convention(name):
    called = in_zoo(name)
    assert stat(called.layer, input_shape(name)).macs == counted(called, "macs") > 0
    for convention in conventions():
        assert counted_or_stopped(called, convention) >= 0 or convention.startswith(("torchstat", "flopth"))


def counted_or_stopped(called, convention):
    """Return the count, −1 where the tool itself stops."""
    try:
        return counted(called, convention)
    except ValueError as error:
        return -1 if "stop with" in str(error) or "stops with" in str(error) else pytest.fail(str(error))


def test_heads_are_for_those_that_have_some():
    assert build("googlenet").params - build("googlenet", aux_logits=False).params == 13_004_888 - 6_624_904
    assert build("resnet18", aux_logits=False).params == build("resnet18").params
    with pytest.raises(ValueError, match="aux_logits: resnet18 has no auxiliary heads, googlenet and inception_v3 have"):
        build("resnet18", aux_logits=True)


@pytest.mark.parametrize("ask", [build, input_shape])
def test_an_unknown_name_is_answered_with_those_that_begin_alike(ask):
    with pytest.raises(ValueError, match=r"name must be one of resnet18, resnet34, .*, got 'resnet51'"):
        ask("resnet51")
    with pytest.raises(ValueError, match=r"name must be one of lenet5, .*, got 'xyz'"):
        ask("xyz")


@pytest.mark.parametrize("wrong, word", [
    ({"name": None}, "name"), ({"name": ["resnet50"]}, "name"), ({"name": {"vit_b_16"}}, "name"), ({"image_size": 224.0}, "image_size"),
    ({"image_size": True}, "image_size"), ({"image_size": 0}, "image_size"), ({"image_size": "224"}, "image_size"), ({"image_size": (224, 224)}, "image_size"),
    ({"image_size": 225}, "image_size"), ({"aux_logits": "no"}, "aux_logits"), ({"aux_logits": 2}, "aux_logits")])
def test_what_means_nothing_is_refused_by_name(wrong, word):
    with pytest.raises((ValueError, TypeError), match=f"^{word}"):
        build(**{"name": "vit_b_16", **wrong})


def test_sizes_of_any_kind_and_huge_ones():
    assert build("vit_b_16", np.int16(384)).params == 86_859_496
    far = 10**9 * 224
    assert build("vit_b_16", far).params == 86_567_656 + 768 * ((far // 16)**2 - 14**2)
    assert count(build("maxvit_t", far), (3, far, far)) > 10**20
    assert count(build("resnet50"), (3, 10**12, 10**12)) > 10**24


LESSONS = sorted({sys.modules[registry.BY_NAME[name].__module__].__doc__: registry.BY_NAME[name].__module__ for name in names()}.items())


def fits(name, size):
    """Tell whether a network takes an image of that size."""
    try:
        return trace(in_zoo(name).layer, (3, size, size)).output == (1000,)
    except ValueError:
        return False


@pytest.mark.parametrize("lesson, module", LESSONS, ids=[module.split(".")[-1] for _, module in LESSONS])
def test_what_lessons_say_of_costs_and_of_the_least_image(lesson, module):
    builders = [name for name in names() if registry.BY_NAME[name].__module__ == module]
    cost = re.search(r"Cost(.*?)Source", lesson, re.DOTALL)[1]
    known = {number for name in builders for number in (in_zoo(name).layer.params, in_zoo(name).macs)}
    known |= {build(name, aux_logits=False).params for name in builders if name in registry.WITH_HEADS}
    known |= {traced(zoo.build, (3, size, size), name=name).macs for name in builders if name == "mobilenet_v1" for size in (192, 160, 128)}
    known |= {build(name, 384).params for name in builders if name == "vit_b_16"}
    assert {int(number.replace(",", "")) for number in re.findall(r"\d{1,3}(?:,\d{3})+", cost)} <= known
    for name in builders:
        assert fits(name, 1) or "down to one pixel" not in lesson
        for least in re.findall(r"at least (\d+) × ", lesson)[:1 if name != "squeezenet1_1" else 0]:
            assert fits(name, int(least)) and not fits(name, int(least) - 1)
