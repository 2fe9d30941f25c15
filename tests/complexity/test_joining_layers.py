"""Joints, against NumPy on arrays of the shapes."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refimpl.complexity.counting import count_operations
from refimpl.complexity.joining_layers import Add, Bmm, Cat, Einsum, Matmul, Mul, ScaledDotProductAttention
from tests.agreement import assert_agrees

SIZES = st.permutations([2, 3, 4, 5, 6])


@given(sizes=SIZES)
def test_sums_and_products_are_stretched_as_numpy_does(sizes):
    a, b, c, _, _ = sizes
    for x, y in (((a, b, c), (a, b, c)), ((a, 1, c), (b, 1)), ((c,), (a, b, 1)), ((), (a, b))):
        expected = (np.ones(x) + np.ones(y)).shape
        assert_agrees(Add().output_shape(x, y), expected, oracle="numpy", function="complexity.Add")
        assert Mul().output_shape(x, y) == expected


@given(sizes=SIZES, dim=st.integers(-3, 2))
def test_concatenation_is_numpys(sizes, dim):
    a, b, c, d, _ = sizes
    x, y = [a, b, c], [a, b, c]
    y[dim] = d
    expected = np.concatenate([np.ones(x), np.ones(y), np.ones(x)], axis=dim).shape
    assert_agrees(Cat(dim).output_shape(tuple(x), tuple(y), tuple(x)), expected, oracle="numpy.concatenate", function="complexity.Cat")


@given(sizes=SIZES)
def test_matrix_products_are_numpys_and_cost_what_they_execute(sizes):
    a, b, c, d, _ = sizes
    for x, y in (((a, b, c), (a, c, d)), ((b, c), (c, d)), ((a, 1, b, c), (d, c, b))):
        z = Matmul().output_shape(x, y)
        assert_agrees(z, (np.ones(x) @ np.ones(y)).shape, oracle="numpy.matmul", function="complexity.Matmul")
        executed = count_operations(np.matmul, np.ones(x), np.ones(y)).multiplications
        assert_agrees(Matmul().macs((x, y), z), executed, oracle="operations executed", function="complexity.Matmul")
        assert Bmm().macs((x, y), z) == executed


@pytest.mark.parametrize("equation", ["ij,jk->ik", "hid,hjd->hij", "B i D, B j D -> B i j"])
@given(sizes=SIZES)
def test_einsums_are_numpys_and_cost_what_loops_execute(equation, sizes):
    letters = equation.replace(" ", "").split("->")[0].split(",")
    size = dict(zip(sorted(set("".join(letters))), sizes, strict=False))
    shapes = [tuple(size[letter] for letter in term) for term in letters]
    z = Einsum(equation).output_shape(*shapes)
    assert_agrees(z, np.einsum(equation, *map(np.ones, shapes)).shape, oracle="numpy.einsum", function="complexity.Einsum")
    loops = np.einsum(equation.split("->")[0] + "->" + "".join(size), *map(np.ones, shapes)).size
    assert Einsum(equation).macs(tuple(shapes), z) == loops


@given(sizes=SIZES)
def test_attention_is_torchs(torch, sizes):
    h, T, S, d, e = sizes
    q, k, v = (h, T, d), (h, S, d), (h, S, e)
    theirs = torch.nn.functional.scaled_dot_product_attention(*(torch.zeros(1, *shape, device="meta") for shape in (q, k, v)))
    y = ScaledDotProductAttention().output_shape(q, k, v)
    assert_agrees(y, tuple(theirs.shape[1:]), oracle="torch", function="complexity.ScaledDotProductAttention")
    two = Matmul().macs((q, (h, d, S)), (h, T, S)) + Matmul().macs(((h, T, S), v), (h, T, e))
    assert ScaledDotProductAttention().macs((q, k, v), y) == two


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
