"""Conventions (计数约定): what each tool would have printed, all from one ledger.

    count = Σ over the calls that the tool sees of rule[kind]

Ten tools print ten numbers for one network, as each made up its mind about the same few questions: is a
multiply-accumulate one operation or two; is the bias counted, the batch norm, the activation, the pooling; are
functions seen, or modules only; does a layer that is called again count again.  A convention is the answers: a table of
rules, and which calls it is applied to.  `explain` says, term by term, why two conventions differ.

Shapes   model, input_shape without the batch  →  a whole number
Cost     one trace, and one rule a call
Source   the tools' own code, read in the releases named below; the notes' formula H'·W'·n·(h·w·c + 1)
Checked  the integers that these tools reported for nine networks, for one-layer networks, and for the rest of the zoo
Beware   Compare numbers of one convention only.  Hardware's FLOPS count a multiply-accumulate as two: divide FLOPs by
         them, not MACs.
"""
from dataclasses import dataclass

from refimpl.complexity.function_tools import CALFLOPS, DEEPSPEED, PTFLOPS_FUNCTIONS
from refimpl.complexity.hook_tools import (FLOPTH, PTFLOPS_MODULES, THOP, TORCHINFO, TORCHSTAT_FLOPS, TORCHSTAT_MADD,
                                           TORCHSTAT_READ, TORCHSTAT_WRITE)
from refimpl.complexity.operator_tools import FVCORE, MACS, PTFLOPS_ATEN, TORCH_FLOP_COUNTER, TORCHPROFILE
from refimpl.complexity.terms import evaluate
from refimpl.complexity.tracing import Call, Layer, trace

__all__ = ["Convention", "Term", "conventions", "count", "count_terms", "explain"]

NOTES = {**dict.fromkeys(("Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d"), "dense + n"), "Linear": "m + n"}
FOLDED = {**MACS, **dict.fromkeys((*NOTES, "Linear"), "m + bias"), "BatchNorm1d": "n", "BatchNorm2d": "n"}


@dataclass(frozen=True)
class Convention:
    """A way of counting: rules, and the calls they are applied to."""

    version: str                                 # of the tool whose code was read
    says: str                                    # in one line
    modules: dict | None = None                  # {kind: rule} for modules, found by hooks
    functions: dict | None = None                # for functions, wherever they are called
    operators: dict | None = None                # for what is executed, however it is written
    last: bool = False                           # of a module's calls only the last one counts


CONVENTIONS = {
    "macs": Convention("", "one a multiply-accumulate of convolutions, linear layers and matrix products", operators=MACS),
    "flops": Convention("", "two a multiply-accumulate, and nothing else", operators=TORCH_FLOP_COUNTER),
    "notes": Convention("", "H'W'·n(hwc + 1): a bias everywhere, and as if there were no groups", operators=NOTES),
    "bn_folded": Convention("", "MACs and biases, a batch norm being the bias of the convolution before", operators=FOLDED),
    "torchvision": Convention("0.28.0", "MACs: the GFLOPS of its tables of weights", operators=MACS),
    "torch_flop_counter": Convention("2.13.0", "two a MAC, attention seen on the meta device", operators=TORCH_FLOP_COUNTER),
    "torchstat_flops": Convention("0.0.7", "MACs, biases, norms twice, ReLUs and pools; the last call of a module; "
                                  "adaptive pooling not", modules=TORCHSTAT_FLOPS, last=True),
    "torchstat_madd": Convention("0.0.7", "K products and K − 1 additions an output, a batch norm four; the last call",
                                 modules=TORCHSTAT_MADD, last=True),
    "torchstat_read": Convention("0.0.7", "bytes: input and parameters; the last call", modules=TORCHSTAT_READ, last=True),
    "torchstat_write": Convention("0.0.7", "bytes: output; the last call", modules=TORCHSTAT_WRITE, last=True),
    "thop": Convention("0.1.1.post2209072238", "MACs, norms four an element, adaptive pooling; attention ignored",
                       modules=THOP),
    "ptflops": Convention("0.7.5", "as ptflops_modules, and functions: ReLU, GELU and pools of modules counted twice",
                          modules=PTFLOPS_MODULES, functions=PTFLOPS_FUNCTIONS),
    "ptflops_modules": Convention("0.7.5", "MACs, biases, norms, activations, pools; count_functional=False",
                                  modules=PTFLOPS_MODULES),
    "ptflops_aten": Convention("0.7.5", "MACs and biases; a fused attention ignored", operators=PTFLOPS_ATEN),
    "fvcore": Convention("0.1.5.post20221221", "MACs, norms two or five an element, adaptive pooling; "
                         "a fused attention ignored", operators=FVCORE),
    "torchinfo": Convention("1.8.0", "parameters times positions; tokens and attention forgotten", modules=TORCHINFO),
    "calflops": Convention("0.3.2", "two a MAC, and elementwise functions; a fused attention and @ ignored",
                           functions=CALFLOPS),
    "deepspeed": Convention("0.19.8", "two a MAC, and elementwise functions", functions=DEEPSPEED),
    "torchprofile": Convention("0.1.0", "MACs, norms, products and average pools one an element", operators=TORCHPROFILE),
    "flopth": Convention("0.1.6", "MACs, biases, norms twice, activations, pools; linear layers by their first axes; "
                         "the last call of a module", modules=FLOPTH, last=True),
}


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

    >>> from refimpl.complexity.layers import Conv2d, ReLU, Sequential
    >>> model = Sequential(Conv2d(4, 8, 3), ReLU())
    >>> count(model, (4, 6, 6), "macs"), count(model, (4, 6, 6), "calflops")   # 128·36; 2·128·36 + 128 + 128
    (4608, 9472)
    """
    return sum(term.value for term in count_terms(trace(model, input_shape), convention))


def count_terms(call: Call, convention: str) -> list:
    """Return the terms of a traced model's count, in the order of the calls; those that come to 0, too.

    >>> from refimpl.complexity.layers import Conv2d, ReLU, Sequential
    >>> called = trace(Sequential(Conv2d(4, 8, 3), ReLU()), (4, 6, 6))
    >>> [(term.call.kind, term.rule, term.value) for term in count_terms(called, "calflops")]
    [('Conv2d', '2m + bias', 9344), ('ReLU', 'i', 128)]
    """
    if convention not in CONVENTIONS:
        raise ValueError(f"convention must be one of {', '.join(CONVENTIONS)}, got {convention!r}")
    chosen = CONVENTIONS[convention]
    pairs = _of_modules(call, chosen) + _of_functions(call, chosen.functions or {})
    operators = chosen.operators or {}
    pairs += [(part, operators.get(part.kind)) for part in call.operations()]
    terms = [Term(part, str(getattr(rule, "__doc__", rule) if callable(rule) else rule), evaluate(rule, part))
             for part, rule in pairs if rule is not None]
    return _without_folded(terms) if convention == "bn_folded" else terms


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


def _without_folded(terms: list) -> list:
    """Return the terms, without the bias of a convolution that a batch norm follows: the two become one bias."""
    kept = []
    for term, after in zip(terms, [*terms[1:], None], strict=True):
        folds = after is not None and after.call.kind.startswith("BatchNorm") and term.call.kind.startswith("Conv")
        kept.append(Term(term.call, "m", term.call.macs) if folds and after.call.inputs[0] == term.call.output else term)
    return kept


def explain(model: Layer, input_shape: tuple, a: str, b: str) -> list:
    """Return why b counts more than a: (text, value) for each kind of layer, the largest first; they add up to b − a.

    >>> from refimpl.complexity.layers import Conv2d, ReLU, Sequential
    >>> explain(Sequential(Conv2d(4, 8, 3), ReLU()), (4, 6, 6), "macs", "calflops")
    [('Conv2d: 2m + bias, not m', 4736), ('ReLU: i', 128)]
    """
    called, sums = trace(model, input_shape), {}
    for side, name in enumerate((a, b)):
        for term in count_terms(called, name):
            rules, values = sums.setdefault(term.call.kind, ([{}, {}], [0, 0]))
            rules[side][term.rule] = None
            values[side] += term.value
    texts = {kind: [" or ".join(rule) for rule in rules] for kind, (rules, _) in sums.items()}
    pairs = [(f"{kind}: {new or 'nothing'}{', not ' * bool(old)}{old}", sums[kind][1][1] - sums[kind][1][0])
             for kind, (old, new) in texts.items()]
    return sorted((pair for pair in pairs if pair[1]), key=lambda pair: -abs(pair[1]))
