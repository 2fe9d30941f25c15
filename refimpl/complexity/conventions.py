"""Conventions (计数约定): what each tool would have printed, all from one ledger.

    count = Σ over the calls that the tool sees of rule[kind]

Ten tools print nine numbers for ResNet-50, as each made up its mind about the same few questions: is a
multiply-accumulate one operation or two; is the bias counted, the batch norm, the activation, the pooling; are
functions seen, or modules only; does a layer that is called again count again.  A convention is the answers: a table of
rules, and which calls it is applied to.  `explain` says, kind by kind of layer, why two conventions differ.

Shapes   model, input_shape without the batch  →  a whole number
Cost     one trace, and one rule per call
Source   the tools' own code, read in the releases named below; the notes' formula H'·W'·n·(h·w·c + 1)
Checked  the integers that these tools reported for nine networks, for one-layer networks, and for the rest of the zoo
Beware   Compare numbers of one convention only.  Hardware's FLOPS count a multiply-accumulate as two: divide FLOPs by
         them, not MACs.  Under eval() and no_grad() PyTorch takes a fast path through MultiheadAttention, whose linear
         layers are then hidden from fvcore: 11.29 G for ViT-B/16 instead of 16.87 G.
"""
from dataclasses import dataclass

from refimpl.arguments import as_choice
from refimpl.complexity.layer import Layer
from refimpl.complexity.terms import evaluate
from refimpl.complexity.tools import CONVENTIONS, Convention
from refimpl.complexity.tracing import Call, trace

__all__ = ["Term", "conventions", "count", "count_terms", "explain"]

@dataclass(frozen=True)
class Term:
    """What one call adds to a count."""

    call: Call
    rule: str                                    # "2m + bias", or what a function of the call says
    value: int


def conventions() -> dict:
    """Return {name: Convention}, with the version of the tool that was read, and what it says in one line.

    >>> list(conventions())[:4], conventions()["thop"].version
    (['macs', 'flops', 'notes', 'bn_folded'], '0.1.1.post2209072238')
    """
    return dict(CONVENTIONS)


def count(model: Layer, input_shape: tuple, convention: str = "macs") -> int:
    """Return the model's count for one input (C, H, W) or (T,), as the convention has it.

    Raises ValueError for an unknown convention, a shape that a layer cannot take, and where the tool itself stops.

    >>> class Linear(Layer):                             # 16 → 5, without a bias
    ...     def output_shape(self, x):
    ...         return (5,)
    ...     def macs(self, inputs, output):
    ...         return 80
    >>> count(Linear(), (16,)), count(Linear(), (16,), "torchstat_madd")      # 5·16;  5·(16 + 15)
    (80, 155)
    """
    return sum(term.value for term in count_terms(trace(model, input_shape), convention))


def count_terms(call: Call, convention: str) -> list:
    """Return the terms of a traced model's count, in the order of the calls; those that come to 0, too.

    >>> class ReLU(Layer):
    ...     def output_shape(self, x):
    ...         return x
    >>> called = Call("act", ReLU(), ((4, 3),), (4, 3), "module", 0, macs=0, inner=None)
    >>> [(term.call.name, term.rule, term.value) for term in count_terms(called, "calflops")]
    [('act', 'i', 12)]
    """
    Call.check(call)
    chosen = CONVENTIONS[as_choice(tuple(CONVENTIONS), convention=convention)]
    pairs = _of_modules(call, chosen) + _of_functions(call, chosen.functions or {})
    operators = chosen.operators or {}
    pairs += [(part, operators.get(part.kind)) for part in call.operations()]
    terms = [Term(part, _text(rule), evaluate(rule, part))
             for part, rule in pairs if rule is not None]
    return _without_folded(call, terms) if convention == "bn_folded" else terms


def _text(rule: object) -> str:
    """Return the rule as it is written, or what a function says of itself."""
    return rule if isinstance(rule, str) else str(rule.__doc__).rstrip(".")


def _of_modules(call: Call, chosen: Convention) -> list:
    """Return (call, rule) for every call of a module that hooks see."""
    rules = chosen.modules or {}
    seen = [part for part in call.rows() if part.form == "module"] if rules else []
    if chosen.last:
        latest = {id(part.layer): part for part in seen}
        seen = [part for part in seen if latest[id(part.layer)] is part]
    return [(part, rules.get(part.kind, rules.get("*"))) for part in seen]


def _of_functions(call: Call, rules: dict) -> list:
    """Return (call, rule) for every function called, in a module or outside."""
    pairs = []
    for part in call.operations() if rules else []:
        rule = rules.get(f"{part.form}.{part.kind}")
        pairs.append((part, rules.get(part.kind) if rule is None and part.form in ("module", "function") else rule))
    return pairs


def _without_folded(call: Call, terms: list) -> list:
    """Return the terms, without the bias of a convolution that a batch norm follows: the two become one bias."""
    parts = call.operations()
    folded = {id(parts[k]) for k, norm in enumerate(parts[1:]) if norm.kind.startswith("BatchNorm")
              and parts[k].kind.startswith("Conv") and parts[k].output == norm.inputs[0]}
    return [Term(term.call, "m", term.call.macs) if id(term.call) in folded else term for term in terms]


def explain(model: Layer, input_shape: tuple, a: str, b: str) -> list:
    """Return why b counts more than a: (text, value) for each kind of layer, the largest first; they add up to b − a.

    >>> class Linear(Layer):                             # 16 → 5, without a bias
    ...     def output_shape(self, x):
    ...         return (5,)
    ...     def macs(self, inputs, output):
    ...         return 80
    >>> explain(Linear(), (16,), "macs", "flops")
    [('Linear: 2m, not m', 80)]
    """
    called, names = trace(model, input_shape), tuple(CONVENTIONS)
    a, b = as_choice(names, a=a), as_choice(names, b=b)
    old, new = (_by_kind(count_terms(called, name)) for name in (a, b))
    pairs = []
    for kind in {**old, **new}:
        (before, calls, rule), (after, others, other) = old.get(kind, (0, 0, "")), new.get(kind, (0, 0, ""))
        if calls and others and calls != others:
            rule, other = f"{rule} for {calls} calls", f"{other} for {others}"
        pairs.append((f"{kind}: {other or 'nothing'}{', not ' * bool(rule)}{rule}", after - before))
    return sorted((pair for pair in pairs if pair[1]), key=lambda pair: -abs(pair[1]))


def _by_kind(terms: list) -> dict:
    """Return {kind: (sum, number of calls, rules)}; where a call counts as module and as function, both are named."""
    of_calls: dict = {}
    for term in terms:
        of_calls.setdefault((term.call.kind, id(term.call)), []).append(term)
    kinds: dict = {}
    for (kind, _), parts in of_calls.items():
        value, calls, rules = kinds.get(kind, (0, 0, {}))
        rule = " + ".join(part.rule for part in parts)
        kinds[kind] = value + sum(part.value for part in parts), calls + 1, {**rules, rule: None}
    return {kind: (value, calls, " or ".join(rules)) for kind, (value, calls, rules) in kinds.items()}
