"""ResNet, against torchvision's recorded numbers and the paper's table."""
import pytest

from refimpl.complexity.conventions import count
from refimpl.complexity.tracing import trace
from refimpl.complexity.zoo.resnet import resnet, resnet18, resnet34, resnet50, resnet50_v1, resnet101, resnet152
from tests.agreement import assert_agrees
from tests.complexity.zoo.recorded import assert_recorded

BUILDERS = [resnet18, resnet34, resnet50, resnet101, resnet152]
SHAPE = (3, 224, 224)


@pytest.mark.parametrize("build", BUILDERS)
def test_parameters_and_macs_are_torchvisions(build):
    assert_recorded(build)


@pytest.mark.parametrize("blocks, giga", [((3, 4, 6, 3), 3.858), ((3, 4, 23, 3), 7.570), ((3, 8, 36, 3), 11.282)])
def test_table_1_prints_these_macs_as_flops(blocks, giga):
    published = {3.858: 3.8, 7.570: 7.6, 11.282: 11.3}[giga]
    macs = count(resnet(blocks, v1=True), SHAPE)
    assert round(macs / 1e9, 3) == giga
    assert abs(macs / 1e9 - published) < 0.1                    # 3.858 is printed as 3.8


def test_v1_has_the_same_parameters_and_less_work():
    ours, pytorchs = resnet50_v1(), resnet50()
    # in three blocks conv1 makes a quarter, conv2 reads a quarter: the first 1×1 has C·width·(HW/4) products, not C·width·HW
    saved = sum(C * width * (4 - 1) * side**2 for C, width, side in ((256, 128, 28), (512, 256, 14), (1024, 512, 7)))
    assert_agrees([ours.params, count(pytorchs, SHAPE) - count(ours, SHAPE)], [pytorchs.params, saved],
                  oracle="arithmetic", function=resnet50_v1)


def test_three_activations_of_a_block_are_one_module():
    rows = [row for row in trace(resnet50(), SHAPE).rows() if row.name == "layer2.1.relu"]
    assert [row.again for row in rows] == [0, 1, 2]
    assert len({id(row.layer) for row in rows}) == 1


def test_an_image_of_one_pixel_will_do():
    assert trace(resnet18(), (3, 1, 1)).output == (1000,)


@pytest.mark.parametrize("wrong", [{"blocks": 3}, {"blocks": ()}, {"blocks": (1, 0)}, {"blocks": (1, True)}, {"blocks": (10**9,)}, {"expansion": 2},
                                   {"expansion": True}, {"width": 0}, {"groups": 3}, {"groups": 1.0}, {"v1": "yes"}, {"v1": None}])
def test_what_means_nothing_is_refused_by_name(wrong):
    with pytest.raises((ValueError, TypeError), match=next(iter(wrong))):
        resnet(**{"blocks": (1, 1), **wrong})


@pytest.mark.parametrize("build", [resnet18, resnet50])
def test_a_block_costs_the_same_in_all_stages_and_v1_a_little_less(build):
    parts = trace(build(), SHAPE).operations()
    assert len({sum(call.macs for call in parts if call.name.startswith(f"layer{k}.1.")) for k in (1, 2, 3, 4)}) == 1
    assert round(100 * count(resnet50(), SHAPE) / count(resnet50_v1(), SHAPE)) == 106


def test_the_activations_of_a_basic_block_are_one_module_called_twice():
    assert [row.again for row in trace(resnet18(), SHAPE).rows() if row.name == "layer2.1.relu"] == [0, 1]
