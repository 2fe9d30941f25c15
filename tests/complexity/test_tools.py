"""The table of conventions: only kinds and quantities that there are."""
from refimpl.complexity import layers as nn
from refimpl.complexity.terms import QUANTITIES, read_terms
from refimpl.complexity.tools import CONVENTIONS

OUTSIDE = {"LayerNorm2d", "ShapeArithmetic", "*"}              # a class of the zoo, one that is no layer, all others


def test_every_rule_is_of_a_layer_that_there_is_and_of_quantities_that_there_are():
    for convention in CONVENTIONS.values():
        for rules in (convention.modules, convention.functions, convention.operators):
            for kind, rule in (rules or {}).items():
                assert kind in OUTSIDE or hasattr(nn, kind.split(".")[-1]), kind
                assert callable(rule) or all(name in QUANTITIES for _, name in read_terms(rule)), rule
                assert not callable(rule) or rule.__doc__, kind


def test_every_convention_looks_somewhere():
    assert all(c.modules or c.functions or c.operators for c in CONVENTIONS.values())
    assert {name for name, c in CONVENTIONS.items() if c.last} == {
        "torchstat_flops", "torchstat_madd", "torchstat_read", "torchstat_write", "flopth"}
