"""Joints (连接): what takes two arrays or more, and learns nothing.

    sum, product     z = x + y,  z = x ∘ y           sizes of 1 are stretched
    concatenation    z = [x, y, …]                   along one axis, the others equal
    matrix product   z[…, i, j] = Σ_k x[…, i, k] · y[…, k, j]
    attention        z = softmax(q·kᵀ/√d)·v          q (…, T, d)   k (…, S, d)   v (…, S, e)

Shapes   as above, without the batch
Cost     MACs of the matrix products: |z| times the length of the sum; attention T·S·(d + e) per head; x + y and x ∘ y
         none
Source   NumPy's rules of broadcasting and numpy.einsum; Vaswani et al. 2017, "Attention is all you need", eq. 1
Checked  numpy.broadcast_shapes, numpy.matmul, numpy.einsum, torch.nn.functional.scaled_dot_product_attention
Beware   Counters find these by the way they are written: x + y is counted by none, torch.add(x, y) by three; `@` is
         missed by two that count torch.matmul, calflops and ptflops.  So Matmul is an operator here unless it is called
         with form="torch".
"""
from dataclasses import dataclass
from math import prod

from refimpl.arguments import as_axis, whole_numbers
from refimpl.complexity.layer import Layer

__all__ = ["Add", "Bmm", "Cat", "Einsum", "Matmul", "Mul", "ScaledDotProductAttention"]


class Add(Layer):
    """x + y."""

    form = "operator"

    def output_shape(self, x: tuple, y: tuple) -> tuple:
        """Return the shape that both are stretched to."""
        return _stretched(x, y)


class Mul(Add):
    """x ∘ y, element by element."""


@dataclass(frozen=True)
class Cat(Layer):
    """Arrays one behind the other along an axis, counted without the batch."""

    dim: int = 0
    form = "torch"

    def check(self) -> None:
        whole_numbers(None, dim=self.dim)

    def output_shape(self, *input_shapes: tuple) -> tuple:
        """Return the shape, with the sizes along the axis added up."""
        first = input_shapes[0] if input_shapes else ()
        axis = as_axis(len(first), dim=self.dim)
        if any(len(shape) != len(first) or shape[:axis] + shape[axis + 1:] != first[:axis] + first[axis + 1:]
               for shape in input_shapes):
            raise ValueError(f"all sizes but those of axis {self.dim} must be equal, got {input_shapes}")
        return (*first[:axis], sum(shape[axis] for shape in input_shapes), *first[axis + 1:])


class Matmul(Layer):
    """x @ y, of the last two axes."""

    form = "operator"

    def output_shape(self, x: tuple, y: tuple) -> tuple:
        """Return (…, rows of x, columns of y)."""
        if min(len(x), len(y)) < 2 or x[-1] != y[-2]:
            raise ValueError(f"x (…, I, K) and y (…, K, J) must agree in K, got {x} and {y}")
        return (*_stretched(x[:-2], y[:-2]), x[-2], y[-1])

    def macs(self, inputs: tuple, output: tuple) -> int:
        """Return |z|·K."""
        return prod(output) * inputs[0][-1]


class Bmm(Matmul):
    """torch.bmm(x, y), of stacks of matrices."""

    form = "torch"


@dataclass(frozen=True)
class Einsum(Layer):
    """torch.einsum(equation, x, y, …), as in "hid,hjd->hij"."""

    equation: str
    form = "torch"

    def check(self) -> None:
        if not isinstance(self.equation, str):
            raise TypeError(f'equation must be a text like "ij,jk->ik", got {self.equation!r:.60}')
        terms, arrow, result = self.equation.replace(" ", "").partition("->")
        if not arrow or not (terms.replace(",", "") + result).isalpha() or not set(result) <= set(terms) or (
                len(set(result)) < len(result)):
            raise ValueError(f'equation must be like "ij,jk->ik", got {self.equation!r:.60}')

    def sizes(self, inputs: tuple) -> dict:
        """Return {letter: size}."""
        letters = self.equation.replace(" ", "").partition("->")[0].split(",")
        if [len(term) for term in letters] != [len(shape) for shape in inputs]:
            raise ValueError(f"equation must name each axis, got {self.equation} for {' and '.join(map(str, inputs))}")
        sizes: dict = {}
        for letter, size in (pair for term in zip(letters, inputs, strict=True) for pair in zip(*term, strict=True)):
            if sizes.setdefault(letter, size) != size:
                raise ValueError(f"{letter} of {self.equation} is both {sizes[letter]} and {size}")
        return sizes

    def output_shape(self, *input_shapes: tuple) -> tuple:
        """Return the sizes of the letters behind the arrow."""
        sizes = self.sizes(input_shapes)
        return tuple(sizes[letter] for letter in self.equation.replace(" ", "").partition("->")[2])

    def macs(self, inputs: tuple, output: tuple) -> int:
        """Return the product of all sizes, each letter's once."""
        return prod(self.sizes(inputs).values())


class ScaledDotProductAttention(Layer):
    """torch.nn.functional.scaled_dot_product_attention(q, k, v): keys and values may have fewer heads."""

    def output_shape(self, q: tuple, k: tuple, v: tuple) -> tuple:
        """Return (…, T, e)."""
        shared = len(q) < 3 or q[-3] % k[-3:][0] == 0
        if not len(q) == len(k) == len(v) >= 2 or q[-1] != k[-1] or k[:-1] != v[:-1] or q[:-3] != k[:-3] or not shared:
            raise ValueError(f"q (…, T, d), k (…, S, d) and v (…, S, e) must agree, got {q}, {k} and {v}")
        return (*q[:-1], v[-1])

    def macs(self, inputs: tuple, output: tuple) -> int:
        """Return heads·T·S·(d + e)."""
        q, k, v = inputs
        return prod(q[:-1]) * k[-2] * (q[-1] + v[-1])


def _stretched(x: tuple, y: tuple) -> tuple:
    """Return the shape that both are broadcast to, however large: from the last axis on, sizes of 1 are stretched."""
    axes = max(len(x), len(y))
    pairs = [*zip((1,) * (axes - len(x)) + x, (1,) * (axes - len(y)) + y, strict=True)]
    if any(a != b and 1 not in (a, b) for a, b in pairs):
        raise ValueError(f"x and y must be of shapes that broadcast, got {x} and {y}")
    return tuple(b if a == 1 else a for a, b in pairs)
