"""Joints: what their rows do not show."""
import pytest
from hypothesis import given

from refimpl.cases import networks as cases
from refimpl.complexity.joining_layers import Add, Bmm, Cat, Einsum, Matmul, Mul, ScaledDotProductAttention
from tests.agreement import assert_agrees


@given(case=cases.queries())
def test_attention_is_two_products(case):
    q, k, v = case.values()
    (h, T, d), (_, S, e) = q, v
    two = Matmul().macs((q, (h, d, S)), (h, T, S)) + Matmul().macs(((h, T, S), v), (h, T, e))
    assert_agrees(ScaledDotProductAttention().macs((q, k, v), (h, T, e)), two, oracle="Matmul.macs", function="complexity.ScaledDotProductAttention")


def test_forms_say_how_joints_are_written():
    assert (Add.form, Mul.form, Matmul.form, Bmm.form, Einsum.form) == ("operator", "operator", "operator", "torch", "torch")


@pytest.mark.parametrize("layer, shapes, says", [
    (Add(), ((3, 4), (5, 4)), "broadcast"), (Cat(1), ((3, 4), (5, 4)), "all sizes but those of axis 1 must be equal"),
    (Cat(0), ((3, 4), (3, 4, 5)), "must be equal"),
    (Matmul(), ((3, 4), (5, 6)), r"must agree in K, got \(3, 4\) and \(5, 6\)"), (Matmul(), ((4,), (4, 6)), "must agree in K"),
    (Einsum("ij,jk->ik"), ((3, 4), (5, 6)), "j of ij,jk->ik is both 4 and 5"), (Einsum("ij,jk->ik"), ((3, 4),), r"equation must name each axis, got ij,jk->ik for \(3, 4\)"),
    (Einsum("ij,jk->ik"), ((3, 4), (4, 5, 6)), "equation must name each axis"),
    (Cat(), (), "dim must be"), (Cat(3), ((3, 4), (3, 4)), "dim must be from -2 to 1, got 3"),
    (ScaledDotProductAttention(), ((4, 3, 8), (3, 3, 8), (3, 3, 8)), "must agree"), (ScaledDotProductAttention(), ((8,), (8,), (8,)), "must agree"),
    (ScaledDotProductAttention(), ((5, 4, 3, 8), (6, 4, 3, 8), (6, 4, 3, 8)), "must agree"),
    (ScaledDotProductAttention(), ((4, 3, 8), (2, 3, 8), (4, 3, 8)), "must agree"),
    (ScaledDotProductAttention(), ((2, 3, 4), (2, 5, 6), (2, 5, 4)), "must agree"),
    (ScaledDotProductAttention(), ((2, 3, 4), (2, 5, 4), (2, 6, 4)), "must agree")])
def test_what_does_not_fit_is_refused(layer, shapes, says):
    with pytest.raises(ValueError, match=says):
        layer.output_shape(*shapes)


def test_keys_and_values_may_have_fewer_heads():
    assert ScaledDotProductAttention().output_shape((6, 3, 8), (2, 5, 8), (2, 5, 7)) == (6, 3, 7)


@pytest.mark.parametrize("equation", ["ij,jk", "ij,jk->il", "ij,jk->ii", "i1,jk->ik", "", "->", 3, None, b"i->i"])
def test_what_is_no_equation_is_refused(equation):
    with pytest.raises((ValueError, TypeError), match="equation must be"):
        Einsum(equation)


def test_huge_shapes_are_broadcast_too():
    assert Add().output_shape((3, 10**12, 1), (10**12,)) == (3, 10**12, 10**12)
    with pytest.raises(ValueError, match=r"shapes that broadcast, got \(3, 4\) and \(5, 4\)"):
        Add().output_shape((3, 4), (5, 4))
