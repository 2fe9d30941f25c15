"""Counters of operators: what one-layer networks do not show."""
import pytest

from refimpl.complexity import layers as nn
from refimpl.complexity.conventions import count

X = (4, 6, 5)


@pytest.mark.parametrize("mode, fvcore, torchprofile", [("nearest", 480, 0), ("bilinear", 4 * 480, 4 * 480), ("bicubic", 0, 0)])
def test_upsampling(mode, fvcore, torchprofile):
    layer = nn.Upsample(scale_factor=2, mode=mode)
    assert (count(layer, X, "fvcore"), count(layer, X, "torchprofile")) == (fvcore, torchprofile)


@pytest.mark.parametrize("O, groups, products", [(8, 1, 4), (4, 1, 4), (4, 4, 1), (4, 2, 2), (8, 2, 4)])
def test_torchprofile_looks_for_the_channels_of_a_transposed_convolution(O, groups, products):
    layer = nn.ConvTranspose2d(4, O, 2, 2, groups=groups)
    assert count(layer, X, "torchprofile") == O * 12 * 10 * products * 4


@pytest.mark.parametrize("name", ["macs", "flops", "torch_flop_counter", "ptflops_aten", "fvcore", "torchprofile", "notes", "bn_folded"])
def test_how_a_program_is_written_does_not_matter(name):
    for layer in (nn.Conv2d(4, 8, 3), nn.BatchNorm2d(4), nn.AdaptiveAvgPool2d(2), nn.Linear(5, 3)):
        assert count(nn.Functional(layer), X, name) == count(layer, X, name)


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
@pytest.mark.parametrize("padding, kind", [("same", "aten::_convolution_mode"), ("valid", "aten::_convolution_mode"), (1, "aten::_convolution")])
def test_a_convolution_padded_by_a_word_is_an_operator_that_tracing_counters_do_not_know(torch, padding, kind):
    layer = nn.Conv2d(4, 8, 3, padding=padding)
    graph = torch.jit.trace(torch.nn.Conv2d(**vars(layer)), torch.zeros(1, *X)).inlined_graph
    assert [node.kind() for node in graph.nodes() if "conv" in node.kind()] == [kind]
    for name in ("fvcore", "torchprofile"):
        assert count(layer, X, name) == (count(layer, X, "macs") if padding == 1 else 0)


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
def test_how_a_product_is_written_does_not_matter_below_the_modules(torch):
    def products(x, y):
        return x @ y, torch.matmul(x, y), x.matmul(y)
    x, y = torch.zeros(3, 4), torch.zeros(4, 5)
    kinds = [node.kind() for node in torch.jit.trace(products, (x, y)).graph.nodes()]
    assert kinds[:3] == ["aten::matmul"] * 3


def test_a_fused_attention_is_one_operator_on_a_cpu_and_found_on_the_meta_device(torch):
    from torch.utils.flop_counter import FlopCounterMode
    seen = {}
    for device in ("cpu", "meta"):
        q = torch.zeros(1, 2, 5, 4, device=device)
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            torch.nn.functional.scaled_dot_product_attention(q, q, q)
        seen[device] = counter.get_total_flops()
    assert seen == {"cpu": 0, "meta": 2 * 2 * 5 * 5 * (4 + 4)}


@pytest.mark.parametrize("C, O, G, times", [(4, 8, 1, 4), (4, 4, 2, 4), (4, 8, 2, 8)])
def test_torchprofile_counts_a_transposed_convolution_at_its_outputs(C, O, G, times):
    layer = nn.ConvTranspose2d(C, O, 2, 2, groups=G)
    assert count(layer, (C, 6, 5), "torchprofile") == times * count(layer, (C, 6, 5), "macs")
