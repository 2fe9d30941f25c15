"""Tools (统计工具): the conventions by name: which rules, applied to which calls, read in which release.

    modules, by hooks          torchstat · thop · ptflops · torchinfo · flopth
    functions, in their place  calflops · DeepSpeed · ptflops
    operators, as executed     torch's flop counter · ptflops aten · fvcore · torchprofile

The conventions of this book: macs is what papers call FLOPs or mult-adds, flops is twice that.  notes is the formula
H'·W'·n·(h·w·c + 1), which knows no groups.  bn_folded is inference with every batch norm folded into the convolution
before it: MACs, and one bias per output.  A norm with no convolution before it is counted as such a bias, too.

Shapes   none
Cost     none
Source   the tools' own code; Jacob et al. 2018, "Quantization and training of neural networks", §3.2 (folding)
Checked  the integers that these tools reported for nine networks, for one-layer networks, and for the rest of the zoo
Beware   In the "FLOPs" of torchstat, fvcore and most papers a multiply-accumulate is one, in those of calflops,
         DeepSpeed and torch two.
"""
from dataclasses import dataclass

from refimpl.complexity.function_tools import CALFLOPS, DEEPSPEED, PTFLOPS_FUNCTIONS
from refimpl.complexity.hook_tools import (FLOPTH, PTFLOPS_MODULES, THOP, TORCHINFO, TORCHSTAT_FLOPS, TORCHSTAT_MADD,
                                           TORCHSTAT_READ, TORCHSTAT_WRITE)
from refimpl.complexity.operator_tools import FVCORE, MACS, PTFLOPS_ATEN, TORCH_FLOP_COUNTER, TORCHPROFILE

__all__ = ["Convention"]

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
    "macs": Convention("", "one a multiply-accumulate of convolutions, linear layers, matrix products", operators=MACS),
    "flops": Convention("", "two a multiply-accumulate, and nothing else", operators=TORCH_FLOP_COUNTER),
    "notes": Convention("", "H'W'·n(hwc + 1): a bias everywhere, and as if there were no groups", operators=NOTES),
    "bn_folded": Convention("", "MACs and biases, a batch norm being the bias of the convolution before",
                            operators=FOLDED),
    "torchvision": Convention("0.28.0", "MACs: the GFLOPS of its tables of weights", operators=MACS),
    "torch_flop_counter": Convention("2.13.0", "two a MAC, attention seen on the meta device",
                                     operators=TORCH_FLOP_COUNTER),
    "torchstat_flops": Convention("0.0.7", "MACs, biases, norms twice, ReLUs and pools; the last call of a module; "
                                  "adaptive pooling not", modules=TORCHSTAT_FLOPS, last=True),
    "torchstat_madd": Convention("0.0.7", "K products and K − 1 additions an output, a batch norm four; the last call",
                                 modules=TORCHSTAT_MADD, last=True),
    "torchstat_read": Convention("0.0.7", "bytes: input and parameters; the last call", modules=TORCHSTAT_READ,
                                 last=True),
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
    "torchprofile": Convention("0.1.0", "MACs; norms, products and average pools one an element",
                               operators=TORCHPROFILE),
    "flopth": Convention("0.1.6", "MACs, biases, batch norms twice, activations, pools; linear layers by their first "
                         "axes; the last call of a module", modules=FLOPTH, last=True),
}
