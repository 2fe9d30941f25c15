"""What other libraries call it: networks.

A layer is compared by its arguments and x, the shape of what goes in: the number of its parameters, the shape that
comes out, and the multiply-accumulates on the way.  The others' layers run on the meta device, where arrays are shapes
and nothing else, and torch's counter of operations watches.  A network is compared in the same way, for one input.
"""
import os

import numpy as np

from refimpl.complexity.conventions import Term, conventions, count, count_terms, explain
from refimpl.complexity.counting import count_operations
from refimpl.complexity.elementwise_layers import (ELU, GELU, Elementwise, Hardsigmoid, Hardswish, LeakyReLU, PReLU,
                                                   ReLU, ReLU6, Sigmoid, SiLU, Softmax, Tanh)
from refimpl.complexity.function_tools import einsum_printed
from refimpl.complexity.joining_layers import Add, Bmm, Cat, Einsum, Matmul, Mul, ScaledDotProductAttention
from refimpl.complexity.layer import Caller, Layer, Network, named_layers
from refimpl.complexity.layers import Auxiliary, Concat, Functional, Parameter, Product, Residual, Sequential
from refimpl.complexity.norm_layers import BatchNorm1d, BatchNorm2d, GroupNorm, InstanceNorm2d, LayerNorm, RMSNorm
from refimpl.complexity.pooling_layers import AdaptiveAvgPool2d, AvgPool2d, MaxPool2d, Mean, Upsample, pooled_size
from refimpl.complexity.sequence_layers import LSTM, Embedding, MultiheadAttention, ShapeArithmetic
from refimpl.complexity.summary import moved_bytes, stat
from refimpl.complexity.table import Row, Summary
from refimpl.complexity.terms import evaluate, read_terms
from refimpl.complexity.tools import Convention
from refimpl.complexity.tracing import Call, Ledger, ShapeError, trace
from refimpl.complexity.view_layers import Dropout, Flatten, Identity, Permute, Same, Skip, StochasticDepth
from refimpl.complexity.weighted_layers import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Linear
from refimpl.peers import alone, differs, same

os.environ.setdefault("KERAS_BACKEND", "torch")    # for whoever asks for Keras


def facts(kind):
    """Return what is compared of a class of layers: a function of x and its arguments."""
    def params_shape_macs(x, **arguments):
        layer = kind(**arguments)
        return layer.params, layer.output_shape(x), trace(layer, x).macs
    return params_shape_macs


def layer_row(kind, **more):
    """Return the claim of a row about a class of layers: what is compared, on which cases."""
    return {"ours": facts(kind), "drawn": lambda cases: cases.networks.layer(kind.__name__), **more}


def in_torch(module, *shapes, call=None, **arguments):
    """Return the parameters of a torch module, the shape that comes out, and the multiply-accumulates."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode
    module = module.to("meta").eval()
    with FlopCounterMode(display=False) as counter:
        y = (call or module)(*(torch.zeros(1, *x, device="meta") for x in shapes), **arguments)
    y = y[0] if isinstance(y, tuple) else y
    return sum(p.numel() for p in module.parameters()), tuple(y.shape[1:]), counter.get_total_flops() // 2


def in_keras(layer, *shapes, **arguments):
    """Return what Keras trains of a layer, the shape that comes out, and the multiply-accumulates."""
    import keras
    import torch
    from torch.utils.flop_counter import FlopCounterMode
    with keras.device("meta"), FlopCounterMode(display=False) as counter:
        y = layer(*(torch.zeros(1, *x, device="meta") for x in shapes), **arguments)
    return keras_sizes(layer.trainable_weights), tuple(y.shape[1:]), counter.get_total_flops() // 2


def keras_sizes(weights):
    """Return how many numbers Keras's weights hold."""
    return sum(int(np.prod(w.shape)) for w in weights)


def as_torch(layer, made=None):
    """Return the network as a torch module: the single layers by their names and arguments, one layer as one module."""
    made = {} if made is None else made
    if id(layer) not in made:
        made[id(layer)] = as_new_torch(layer, made)
    return made[id(layer)]


def as_new_torch(layer, made):
    """Return a new module."""
    import torch
    if isinstance(layer, Sequential):
        module = torch.nn.Sequential()
        for name, part in layer.layers:
            module.add_module(name, as_torch(part, made))
        return module
    if isinstance(layer, Functional):
        return joined_in_torch([as_torch(layer.layer)], lambda parts: parts[0], hidden=True)
    if isinstance(layer, Skip):
        return joined_in_torch([], lambda parts: parts[0])
    if isinstance(layer, Concat):                      # and Residual, and Product
        join = {"Add": lambda parts: parts[0] + parts[1], "Mul": lambda parts: parts[0] * parts[1],
                "Cat": lambda parts: torch.cat(parts, 1)}[type(layer.joint).__name__]
        return joined_in_torch([as_torch(part, made) for _, part in layer.branches], join)
    if isinstance(layer, StochasticDepth):
        return torch.nn.Identity()
    return getattr(torch.nn, type(layer).__name__)(**vars(layer))


def joined_in_torch(parts, join, hidden=False):
    """Return a module that joins what its parts make of x; hidden parts are no modules of it."""
    import torch

    class Module(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.parts = [part.to("meta").eval() for part in parts] if hidden else torch.nn.ModuleList(parts)

        def forward(self, x):
            return join([part(x) for part in parts] or [x])
    return Module()


# ---- layer ----------------------------------------------------------------------------------------------------------

def params_of(model):
    """Return the number of parameters."""
    return model.params


@same(Layer, "torch.nn.Module.parameters", "networks, some of their layers called again", ours=params_of,
      drawn=lambda cases: cases.named_layers())
def Layer_in_torch(model):
    return sum(p.numel() for p in as_torch(model).parameters())       # each once, however often it is called


@differs(Layer, "torch.nn.Module.state_dict", "It holds buffers, too: mean, variance and a counter of each batch norm.",
         ours=params_of, model=Sequential(BatchNorm2d(1)))
def Layer_in_torch_state_dict(model):
    return sum(array.numel() for array in as_torch(model).state_dict().values())


@same(Network, "torch.nn.Module.named_children", "layers one after the other, some of them again",
      drawn=lambda cases: cases.networks.in_order(),
      ours=lambda model: [(name, type(part).__name__) for name, part in model.children().items()])
def Network_in_torch(model):
    modules = as_torch(model)._modules.items()                        # named_children names what is called again once
    return [(name, type(part).__name__) for name, part in modules]


@same(named_layers, "torch.nn.Module.named_modules", "layers one after the other, some of them again",
      drawn=lambda cases: cases.networks.in_order(),
      ours=lambda model: [name for name, _ in named_layers(model).values()])
def named_layers_in_torch(model):
    return [name for name, _ in as_torch(model).named_modules()]


alone("a module of torch calls its parts itself; what is called is seen by its hooks, for which see trace", Caller)


# ---- tracing --------------------------------------------------------------------------------------------------------

def modules_called(model, input_shape):
    """Return the shape that comes out, and (kind, shape in, shape out) of each module called, in order."""
    called = trace(model, input_shape)
    return called.output, [(call.kind, call.inputs[0], call.output) for call in called.rows() if call.form == "module"]


@same(trace, "torch.nn.Module.register_forward_hook", "the modules that are called: kind, shapes, order",
      ours=modules_called)
def trace_in_torch(model, input_shape):
    import torch
    module, seen, nn = as_torch(model).to("meta").eval(), [], torch.nn
    for part in module.modules():
        if type(part).__module__.startswith("torch.nn.modules") and not isinstance(part, nn.Sequential | nn.ModuleList):
            part.register_forward_hook(lambda part, x, y: seen.append(
                (type(part).__name__, tuple(x[0].shape[1:]), tuple(y.shape[1:]))))
    y = module(torch.zeros(1, *input_shape, device="meta"))
    return tuple(y.shape[1:]), seen


@differs(trace, "torch.nn.Module.register_forward_hook", "Modules alone have hooks: relu(x) and x + y are not seen.",
         ours=lambda model, input_shape: [call.kind for call in trace(model, input_shape).operations()],
         model=Sequential(Linear(1, 1), Residual(Functional(ReLU()))), input_shape=(1,))
def trace_in_torch_hooks(model, input_shape):
    return [kind for kind, *_ in trace_in_torch(model, input_shape)[1]]


@same(trace, "torch.utils.flop_counter.FlopCounterMode", "multiply-accumulates: half of what it counts",
      ours=lambda model, input_shape: trace(model, input_shape).macs)
def trace_in_torch_flop_counter(model, input_shape):
    return in_torch(as_torch(model), input_shape)[-1]


alone("a ledger of calls is this book's; in torch it is what hooks write down, for which see trace", Call, Ledger,
      ShapeError)


# ---- weighted_layers ------------------------------------------------------------------------------------------------

@same(Conv1d, "torch.nn.Conv1d", "every argument of ours; zero padding", **layer_row(Conv1d))
def Conv1d_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.Conv1d(**arguments), x)


@same(Conv1d, "keras.layers.Conv1D", "a stride or a dilation, not both", ours=facts(Conv1d),
      drawn=lambda cases: cases.networks.layer("Conv1d").map(in_keras_domain))
def Conv1d_in_keras(x, **arguments):
    import keras
    return conv_in_keras(keras.layers.Conv1D, x, **arguments)


@same(Conv2d, "torch.nn.Conv2d", "every argument of ours; zero padding", **layer_row(Conv2d))
def Conv2d_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.Conv2d(**arguments), x)


def in_keras_domain(case):
    """Return the case without a dilation, if there is a stride: Keras takes one of the two."""
    return case if case["stride"] in (1, (1,) * (len(case["x"]) - 1)) else {**case, "dilation": 1}


def conv_in_keras(kind, x, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1,
                  bias=True):
    axes = len(x) - 1
    by_number = not isinstance(padding, str)
    if by_number:                                                     # Keras pads by a layer of its own
        before = padding if isinstance(padding, tuple) else (padding,) * axes
        x = (x[0], *(n + 2 * p for n, p in zip(x[1:], before, strict=True)))
    return in_keras(kind(out_channels, kernel_size, stride, "valid" if by_number else padding, dilation_rate=dilation,
                         groups=groups, use_bias=bias, data_format="channels_first"), x)


@same(Conv2d, "keras.layers.Conv2D", "a stride or a dilation, not both", ours=facts(Conv2d),
      drawn=lambda cases: cases.networks.layer("Conv2d").map(in_keras_domain))
def Conv2d_in_keras(x, **arguments):
    import keras
    return conv_in_keras(keras.layers.Conv2D, x, **arguments)


@same(Conv3d, "torch.nn.Conv3d", "every argument of ours; zero padding", **layer_row(Conv3d))
def Conv3d_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.Conv3d(**arguments), x)


@same(Conv3d, "keras.layers.Conv3D", "a stride or a dilation, not both", ours=facts(Conv3d),
      drawn=lambda cases: cases.networks.layer("Conv3d").map(in_keras_domain))
def Conv3d_in_keras(x, **arguments):
    import keras
    return conv_in_keras(keras.layers.Conv3D, x, **arguments)


@same(ConvTranspose2d, "torch.nn.ConvTranspose2d", "every argument of ours", **layer_row(ConvTranspose2d))
def ConvTranspose2d_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.ConvTranspose2d(**arguments), x)


@differs(ConvTranspose2d, "keras.layers.Conv2DTranspose",
         "A stride larger than the kernel leaves room behind the last place, H·s in all.", ours=facts(ConvTranspose2d),
         x=(1, 2, 2), in_channels=1, out_channels=1, kernel_size=1, stride=2)
def ConvTranspose2d_in_keras_default(x, in_channels, out_channels, kernel_size, stride):
    import keras
    return in_keras(keras.layers.Conv2DTranspose(out_channels, kernel_size, stride, data_format="channels_first"), x)


@same(ConvTranspose2d, "keras.layers.Conv2DTranspose(output_padding=0)", "no padding, one group",
      mends=ConvTranspose2d_in_keras_default, ours=facts(ConvTranspose2d),
      drawn=lambda cases: cases.networks.layer("ConvTranspose2d").map(bare_transposed))
def ConvTranspose2d_in_keras(x, in_channels, out_channels, kernel_size, stride=1, bias=True):
    import keras
    return in_keras(keras.layers.Conv2DTranspose(out_channels, kernel_size, stride, output_padding=0, use_bias=bias,
                                                 data_format="channels_first"), x)


def bare_transposed(case):
    """Return the case without padding, groups and dilation."""
    names = ("x", "in_channels", "out_channels", "kernel_size", "stride", "bias")
    return {name: case[name] for name in names}


@same(Linear, "torch.nn.Linear", "features alone, tokens, or tokens of several axes", **layer_row(Linear))
def Linear_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.Linear(**arguments), x)


@same(Linear, "keras.layers.Dense", "features alone, tokens, or tokens of several axes", **layer_row(Linear))
def Linear_in_keras(x, in_features, out_features, bias=True):
    import keras
    return in_keras(keras.layers.Dense(out_features, use_bias=bias), x)      # it finds in_features in x


# ---- norm_layers ----------------------------------------------------------------------------------------------------

@same(BatchNorm1d, "torch.nn.BatchNorm1d", "(C,) and (C, L)", **layer_row(BatchNorm1d))
def BatchNorm1d_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.BatchNorm1d(**arguments), x)


@same(BatchNorm2d, "torch.nn.BatchNorm2d", "every argument of ours", **layer_row(BatchNorm2d))
def BatchNorm2d_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.BatchNorm2d(**arguments), x)


@differs(BatchNorm2d, "keras.layers.BatchNormalization().count_params()",
         "Moving mean and variance are parameters, though none that are trained: 4·C.",
         ours=lambda x, num_features: BatchNorm2d(num_features).params, x=(3, 2, 1), num_features=3)
def BatchNorm2d_in_keras_count_params(x, num_features):
    import keras
    layer = keras.layers.BatchNormalization(axis=1)
    in_keras(layer, x)                                                # the weights are made when x is seen
    return layer.count_params()


@same(BatchNorm2d, "keras.layers.BatchNormalization().trainable_weights", "axis=1: channels first",
      mends=BatchNorm2d_in_keras_count_params, **layer_row(BatchNorm2d))
def BatchNorm2d_in_keras(x, num_features, eps=1e-5, momentum=0.1, affine=True):
    import keras
    return in_keras(keras.layers.BatchNormalization(axis=1, epsilon=eps, center=affine, scale=affine), x)


@same(InstanceNorm2d, "torch.nn.InstanceNorm2d", "every argument of ours", **layer_row(InstanceNorm2d))
def InstanceNorm2d_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.InstanceNorm2d(**arguments), x)


@differs(InstanceNorm2d, "keras.layers.GroupNormalization(groups=-1)",
         "It has scale and shift unless they are refused; torch's has none unless asked for.",
         ours=facts(InstanceNorm2d), x=(2, 3, 4), num_features=2)
def InstanceNorm2d_in_keras_default(x, num_features):
    import keras
    return in_keras(keras.layers.GroupNormalization(groups=-1, axis=1), x)


@same(InstanceNorm2d, "keras.layers.GroupNormalization(groups=-1, center=…, scale=…)", "axis=1: channels first",
      mends=InstanceNorm2d_in_keras_default, **layer_row(InstanceNorm2d))
def InstanceNorm2d_in_keras(x, num_features, eps=1e-5, affine=False):
    import keras
    return in_keras(keras.layers.GroupNormalization(groups=-1, axis=1, epsilon=eps, center=affine, scale=affine), x)


@same(GroupNorm, "torch.nn.GroupNorm", "every argument of ours", **layer_row(GroupNorm))
def GroupNorm_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.GroupNorm(**arguments), x)


@same(GroupNorm, "keras.layers.GroupNormalization", "axis=1: channels first", **layer_row(GroupNorm))
def GroupNorm_in_keras(x, num_groups, num_channels, eps=1e-5, affine=True):
    import keras
    return in_keras(keras.layers.GroupNormalization(num_groups, axis=1, epsilon=eps, center=affine, scale=affine), x)


@same(LayerNorm, "torch.nn.LayerNorm", "every argument of ours", **layer_row(LayerNorm))
def LayerNorm_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.LayerNorm(**arguments), x)


@same(LayerNorm, "keras.layers.LayerNormalization", "one axis or several, given by their numbers",
      **layer_row(LayerNorm))
def LayerNorm_in_keras(x, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True):
    import keras
    axes = len(normalized_shape) if isinstance(normalized_shape, tuple) else 1
    shift = elementwise_affine and bias
    return in_keras(keras.layers.LayerNormalization(axis=[*range(-axes, 0)], epsilon=eps, center=shift,
                                                    scale=elementwise_affine), x)


@same(RMSNorm, "torch.nn.RMSNorm", "every argument of ours", **layer_row(RMSNorm))
def RMSNorm_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.RMSNorm(**arguments), x)


# ---- elementwise_layers ---------------------------------------------------------------------------------------------

@same(ReLU, "torch.nn.ReLU", "every argument", **layer_row(ReLU))
def ReLU_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.ReLU(**arguments), x)


@same(ReLU6, "torch.nn.ReLU6", "every argument", **layer_row(ReLU6))
def ReLU6_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.ReLU6(**arguments), x)


@same(SiLU, "torch.nn.SiLU", "every argument", **layer_row(SiLU))
def SiLU_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.SiLU(**arguments), x)


@same(Hardswish, "torch.nn.Hardswish", "every argument", **layer_row(Hardswish))
def Hardswish_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.Hardswish(**arguments), x)


@same(Hardsigmoid, "torch.nn.Hardsigmoid", "every argument", **layer_row(Hardsigmoid))
def Hardsigmoid_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.Hardsigmoid(**arguments), x)


@same(Sigmoid, "torch.nn.Sigmoid", "every shape", **layer_row(Sigmoid))
def Sigmoid_in_torch(x):
    import torch
    return in_torch(torch.nn.Sigmoid(), x)


@same(Tanh, "torch.nn.Tanh", "every shape", **layer_row(Tanh))
def Tanh_in_torch(x):
    import torch
    return in_torch(torch.nn.Tanh(), x)


@same(GELU, "torch.nn.GELU", "every argument", **layer_row(GELU))
def GELU_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.GELU(**arguments), x)


@same(ELU, "torch.nn.ELU", "every argument", **layer_row(ELU))
def ELU_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.ELU(**arguments), x)


@same(LeakyReLU, "torch.nn.LeakyReLU", "every argument", **layer_row(LeakyReLU))
def LeakyReLU_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.LeakyReLU(**arguments), x)


@differs(LeakyReLU, "keras.layers.LeakyReLU().negative_slope", "The slope is 0.3 unless it is given, not 0.01.",
         ours=lambda: LeakyReLU().negative_slope)
def LeakyReLU_in_keras():
    import keras
    return keras.layers.LeakyReLU().negative_slope


@same(PReLU, "torch.nn.PReLU", "one slope, or one for each channel", **layer_row(PReLU))
def PReLU_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.PReLU(**arguments), x)


@differs(PReLU, "keras.layers.PReLU", "It learns a slope for each element of x, C·H·W of them.", ours=facts(PReLU),
         x=(2, 3, 4), num_parameters=2)
def PReLU_in_keras_default(x, num_parameters):
    import keras
    return in_keras(keras.layers.PReLU(), x)


@same(PReLU, "keras.layers.PReLU(shared_axes=…)", "one slope, or one for each channel", mends=PReLU_in_keras_default,
      **layer_row(PReLU))
def PReLU_in_keras(x, num_parameters=1, init=0.25):
    import keras
    return in_keras(keras.layers.PReLU(shared_axes=(2, 3) if num_parameters > 1 else (1, 2, 3)), x)


@same(Softmax, "torch.nn.Softmax", "every axis but the batch's", **layer_row(Softmax))
def Softmax_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.Softmax(**arguments), x)


@differs(Softmax, "torch.nn.Softmax()",
         "Without dim it takes the first or the second axis, by how many there are; ours takes the last.",
         ours=lambda x: [Softmax().length(x)], x=(3, 2, 5))
def Softmax_in_torch_default(x):
    import torch
    y = torch.nn.Softmax()(torch.zeros(1, *x))
    return [n for n, axis in zip(x, (1, 2, 3), strict=True) if torch.allclose(y.sum(axis), torch.ones(1))]


alone("a base class: y[i] = f(x[i])", Elementwise)


# ---- pooling_layers -------------------------------------------------------------------------------------------------

@same(MaxPool2d, "torch.nn.MaxPool2d", "every argument, ceil_mode among them", **layer_row(MaxPool2d))
def MaxPool2d_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.MaxPool2d(**arguments), x)


def no_padding(case):
    """Return the arguments of a pooling that Keras has: no padding, no dilation, whole windows."""
    return {name: case[name] for name in ("x", "kernel_size", "stride")}


@same(MaxPool2d, "keras.layers.MaxPooling2D", "no padding", ours=facts(MaxPool2d),
      drawn=lambda cases: cases.networks.layer("MaxPool2d").map(no_padding))
def MaxPool2d_in_keras(x, kernel_size, stride=None):
    import keras
    return in_keras(keras.layers.MaxPooling2D(kernel_size, stride, data_format="channels_first"), x)


@differs(MaxPool2d, 'keras.layers.MaxPooling2D(padding="same")',
         "It gives ⌈H/s⌉ windows, whatever the kernel: it pads as much as that takes.", ours=facts(MaxPool2d),
         x=(1, 4, 4), kernel_size=3, stride=1, padding=0)
def MaxPool2d_in_keras_same(x, kernel_size, stride, padding):
    import keras
    return in_keras(keras.layers.MaxPooling2D(kernel_size, stride, padding="same", data_format="channels_first"), x)


@same(AvgPool2d, "torch.nn.AvgPool2d", "every argument but divisor_override", **layer_row(AvgPool2d))
def AvgPool2d_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.AvgPool2d(**arguments), x)


@same(AvgPool2d, "keras.layers.AveragePooling2D", "no padding", ours=facts(AvgPool2d),
      drawn=lambda cases: cases.networks.layer("AvgPool2d").map(no_padding))
def AvgPool2d_in_keras(x, kernel_size, stride=None):
    import keras
    return in_keras(keras.layers.AveragePooling2D(kernel_size, stride, data_format="channels_first"), x)


@differs(AvgPool2d, "skimage.measure.block_reduce",
         "A last window that is not whole is filled up with zeros, not left out.",
         ours=lambda x, kernel_size: AvgPool2d(kernel_size).output_shape(x), x=(1, 3, 3), kernel_size=2)
def AvgPool2d_in_skimage(x, kernel_size):
    from skimage.measure import block_reduce
    return block_reduce(np.zeros(x), (1, kernel_size, kernel_size), np.mean).shape


@same(AvgPool2d, "skimage.measure.block_reduce, ceil_mode=True", "no padding, windows side by side",
      mends=AvgPool2d_in_skimage, ours=lambda x, kernel_size: AvgPool2d(kernel_size, ceil_mode=True).output_shape(x),
      drawn=lambda cases: cases.networks.layer("AvgPool2d").map(lambda case: {name: case[name] for name in ("x",
          "kernel_size")}))
def AvgPool2d_in_skimage_ceil_mode(x, kernel_size):
    from skimage.measure import block_reduce
    block = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return block_reduce(np.zeros(x), (1, *block), np.mean).shape


@same(AdaptiveAvgPool2d, "torch.nn.AdaptiveAvgPool2d", "one size, two, or None where the axis stays",
      **layer_row(AdaptiveAvgPool2d))
def AdaptiveAvgPool2d_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.AdaptiveAvgPool2d(**arguments), x)


@differs(AdaptiveAvgPool2d, "keras.layers.GlobalAveragePooling2D",
         "It drops both axes of the image, of which a window each is left.", ours=facts(AdaptiveAvgPool2d), x=(2, 3, 4),
         output_size=1)
def AdaptiveAvgPool2d_in_keras_default(x, output_size):
    import keras
    return in_keras(keras.layers.GlobalAveragePooling2D("channels_first"), x)


@same(AdaptiveAvgPool2d, "keras.layers.GlobalAveragePooling2D(keepdims=True)", "output_size=1",
      mends=AdaptiveAvgPool2d_in_keras_default, ours=facts(AdaptiveAvgPool2d),
      drawn=lambda cases: cases.networks.layer("AdaptiveAvgPool2d").map(lambda case: {"x": case["x"], "output_size":
          1}))
def AdaptiveAvgPool2d_in_keras(x, output_size):
    import keras
    return in_keras(keras.layers.GlobalAveragePooling2D("channels_first", keepdims=True), x)


def mean_shape(x, dim):
    """Return the shape that comes out."""
    return ("shape", *Mean(dim).output_shape(x))


@same(Mean, "torch.mean", "every axis but the batch's, one or several", ours=mean_shape,
      drawn=lambda cases: cases.networks.layer("Mean"))
def Mean_in_torch(x, dim):
    import torch
    return ("shape", *torch.zeros(1, *x, device="meta").mean(dim).shape[1:])


@same(Mean, "numpy.mean", "every axis but the batch's, one or several", ours=mean_shape,
      drawn=lambda cases: cases.networks.layer("Mean"))
def Mean_in_numpy(x, dim):
    return ("shape", *np.mean(np.zeros((1, *x)), dim).shape[1:])


@same(Mean, "keras.layers.GlobalAveragePooling2D", "dim=(2, 3)", ours=facts(Mean),
      drawn=lambda cases: cases.networks.layer("Mean").map(lambda case: { "x": case["x"], "dim": (2, 3)}))
def Mean_in_keras(x, dim):
    import keras
    return in_keras(keras.layers.GlobalAveragePooling2D("channels_first"), x)


@same(Upsample, "torch.nn.Upsample", "a size or a factor, every mode, one to three axes", **layer_row(Upsample))
def Upsample_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.Upsample(**arguments), x)


@same(Upsample, "keras.layers.UpSampling2D", "whole factors",
      ours=lambda x, scale_factor: Upsample(scale_factor=scale_factor).output_shape(x),
      drawn=lambda cases: cases.networks.layer("AdaptiveAvgPool2d").map(lambda case: {"x": case["x"], "scale_factor":
          case["x"][0]}))
def Upsample_in_keras(x, scale_factor):
    import keras
    return keras.layers.UpSampling2D(scale_factor, data_format="channels_first").compute_output_shape((1, *x))[1:]


SHRUNK: dict = {"ours": lambda x, scale_factor: Upsample(scale_factor=scale_factor).output_shape(x),
                "x": (1, 4, 4), "scale_factor": 0.4}


@differs(Upsample, "scipy.ndimage.zoom",
         "It rounds n·factor to the nearest size, where torch cuts off: 1.6 becomes 2, not 1.", **SHRUNK)
def Upsample_in_scipy(x, scale_factor):
    from scipy.ndimage import zoom
    return zoom(np.zeros(x), (1, scale_factor, scale_factor)).shape


@differs(Upsample, "skimage.transform.rescale", "It rounds n·factor to the nearest size, where torch cuts off.",
         **SHRUNK)
def Upsample_in_skimage(x, scale_factor):
    from skimage.transform import rescale
    return rescale(np.zeros(x), scale_factor, channel_axis=0).shape


@differs(Upsample, "cv2.resize(fx=…, fy=…)", "It rounds n·factor to the nearest size, where torch cuts off.", **SHRUNK)
def Upsample_in_cv2(x, scale_factor):
    import cv2
    return (x[0], *cv2.resize(np.zeros(x[1:]), None, fx=scale_factor, fy=scale_factor).shape)


@same(pooled_size, "torch.nn.MaxPool1d", "every size, stride, padding, dilation, ceil_mode")
def pooled_size_in_torch(n, k, s, p, d, ceil_mode):
    import torch
    return torch.nn.MaxPool1d(k, s, p, d, ceil_mode=ceil_mode)(torch.zeros(1, 1, n, device="meta")).shape[-1]


@same(pooled_size, "numpy.lib.stride_tricks.sliding_window_view", "no ceil_mode",
      drawn=lambda cases: cases.pooled_size().map( lambda case: {**case, "ceil_mode": False}))
def pooled_size_in_numpy(n, k, s, p, d, ceil_mode):
    return len(np.lib.stride_tricks.sliding_window_view(np.zeros(n + 2 * p), d * (k - 1) + 1)[::s])


# ---- view_layers ----------------------------------------------------------------------------------------------------

@same(Dropout, "torch.nn.Dropout", "every argument; eval(), at inference", **layer_row(Dropout))
def Dropout_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.Dropout(**arguments), x)


@same(Identity, "torch.nn.Identity", "every shape", **layer_row(Identity))
def Identity_in_torch(x):
    import torch
    return in_torch(torch.nn.Identity(), x)


@same(Flatten, "torch.nn.Flatten", "axes in order, some counted from the end", **layer_row(Flatten))
def Flatten_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.Flatten(**arguments), x)


@differs(Flatten, "torch.flatten",
         "It begins with axis 0 unless told otherwise, the batch: nothing is left but one axis.",
         ours=lambda batch: (batch[0], *Flatten().output_shape(batch[1:])), batch=(2, 3, 4))
def Flatten_in_torch_flatten(batch):
    import torch
    return tuple(torch.flatten(torch.zeros(batch)).shape)


@same(Flatten, "torch.flatten(x, 1)", "a batch of any shape", mends=Flatten_in_torch_flatten,
      ours=lambda batch: (batch[0], *Flatten().output_shape(batch[1:])),
      drawn=lambda cases: cases.networks.layer("Conv2d").map( lambda case: {"batch": (2, *case["x"])}))
def Flatten_in_torch_flatten_from_1(batch):
    import torch
    return tuple(torch.flatten(torch.zeros(batch), 1).shape)


@same(Flatten, "keras.layers.Flatten", "all axes but the batch", ours=facts(Flatten),
      drawn=lambda cases: cases.networks.layer("Identity"))
def Flatten_in_keras(x):
    import keras
    return in_keras(keras.layers.Flatten(), x)


@same(Permute, "torch.permute", "every order that leaves the batch in front", **layer_row(Permute))
def Permute_in_torch(x, dims):
    import torch
    y = torch.permute(torch.zeros(1, *x, device="meta"), dims)
    return 0, tuple(y.shape[1:]), 0


@same(Permute, "numpy.transpose", "every order that leaves the batch in front", **layer_row(Permute))
def Permute_in_numpy(x, dims):
    return 0, np.transpose(np.zeros((1, *x)), dims).shape[1:], 0


@same(Permute, "keras.layers.Permute", "its dims leave out the batch, and count from 1", **layer_row(Permute))
def Permute_in_keras(x, dims):
    import keras
    return in_keras(keras.layers.Permute([dim % 4 for dim in dims[1:]]), x)


alone("x itself: nothing to compare", Same, Skip)
alone("torchvision.ops has it; held in tests to the networks that torchvision records with it", StochasticDepth)


# ---- joining_layers -------------------------------------------------------------------------------------------------

def shape_of(layer):
    """Return a function of shapes: what comes out of a joint."""
    return lambda **shapes: ("shape", *layer.output_shape(*shapes.values()))


@same(Add, "numpy.broadcast_shapes", "every rank", ours=shape_of(Add()), drawn=lambda cases: cases.networks.joined())
def Add_in_numpy(x, y):
    return ("shape", *np.broadcast_shapes(x, y))


@same(Add, "torch.add", "every rank", ours=shape_of(Add()), drawn=lambda cases: cases.networks.joined())
def Add_in_torch(x, y):
    import torch
    return ("shape", *torch.add(torch.zeros(x, device="meta"), torch.zeros(y, device="meta")).shape)


@same(Mul, "numpy.multiply", "every rank", ours=shape_of(Mul()), drawn=lambda cases: cases.networks.joined())
def Mul_in_numpy(x, y):
    return ("shape", *np.multiply(np.zeros(x), np.zeros(y)).shape)


@same(Mul, "torch.mul", "every rank", ours=shape_of(Mul()), drawn=lambda cases: cases.networks.joined())
def Mul_in_torch(x, y):
    import torch
    return ("shape", *torch.mul(torch.zeros(x, device="meta"), torch.zeros(y, device="meta")).shape)


def cat_shape(shapes, dim):
    """Return the shape that comes out."""
    return Cat(dim).output_shape(*shapes)


@same(Cat, "numpy.concatenate", "every axis, two arrays or three", ours=cat_shape,
      drawn=lambda cases: cases.networks.concatenated())
def Cat_in_numpy(shapes, dim):
    return np.concatenate([np.zeros(shape) for shape in shapes], dim).shape


@same(Cat, "torch.cat", "every axis, two arrays or three; torch counts the batch, too", ours=cat_shape,
      drawn=lambda cases: cases.networks.concatenated())
def Cat_in_torch(shapes, dim):
    import torch
    arrays = [torch.zeros(1, *shape, device="meta") for shape in shapes]
    return tuple(torch.cat(arrays, dim + 1 if dim >= 0 else dim).shape[1:])


@differs(Cat, "numpy.stack", "It puts them side by side along a new axis, and takes equal shapes alone.",
         ours=cat_shape, shapes=((2, 3), (2, 3)), dim=0)
def Cat_in_numpy_stack(shapes, dim):
    return np.stack([np.zeros(shape) for shape in shapes], dim).shape


def product_facts(layer):
    """Return a function of two shapes: what comes out of a product, and its multiply-accumulates."""
    return lambda x, y: (layer.output_shape(x, y), layer.macs((x, y), layer.output_shape(x, y)))


@same(Matmul, "numpy.matmul", "matrices, and stacks of them that broadcast", ours=shape_of(Matmul()),
      drawn=lambda cases: cases.networks.matrices())
def Matmul_in_numpy(x, y):
    return ("shape", *np.matmul(np.zeros(x), np.zeros(y)).shape)


@same(Matmul, "torch.matmul", "matrices, and stacks of them that broadcast", ours=product_facts(Matmul()),
      drawn=lambda cases: cases.networks.matrices())
def Matmul_in_torch(x, y):
    import torch
    from torch.utils.flop_counter import FlopCounterMode
    with FlopCounterMode(display=False) as counter:
        z = torch.matmul(torch.zeros(x, device="meta"), torch.zeros(y, device="meta"))
    return tuple(z.shape), counter.get_total_flops() // 2


@differs(Matmul, "numpy.dot", "Of stacks it multiplies each matrix of the one with each of the other.",
         ours=shape_of(Matmul()), x=(2, 1, 1), y=(2, 1, 1))
def Matmul_in_numpy_dot(x, y):
    return ("shape", *np.dot(np.zeros(x), np.zeros(y)).shape)


@same(Matmul, "multiplications executed", ours=product_facts(Matmul()), drawn=lambda cases: cases.networks.matrices())
def Matmul_macs_executed(x, y):
    x, y = np.ones(x), np.ones(y)
    return np.matmul(x, y).shape, count_operations(np.matmul, x, y).multiplications


@same(Bmm, "torch.bmm", "stacks of matrices", ours=product_facts(Bmm()),
      drawn=lambda cases: cases.networks.matrices(stacks=True))
def Bmm_in_torch(x, y):
    import torch
    from torch.utils.flop_counter import FlopCounterMode
    with FlopCounterMode(display=False) as counter:
        z = torch.bmm(torch.zeros(x, device="meta"), torch.zeros(y, device="meta"))
    return tuple(z.shape), counter.get_total_flops() // 2


def einsum_shape(equation, shapes):
    """Return the shape that comes out."""
    return ("shape", *Einsum(equation).output_shape(*shapes))


@same(Einsum, "numpy.einsum", "every equation with an arrow and without dots", ours=einsum_shape,
      drawn=lambda cases: cases.networks.equations())
def Einsum_in_numpy(equation, shapes):
    return ("shape", *np.einsum(equation, *map(np.zeros, shapes)).shape)


@same(Einsum, "torch.einsum", "every equation with an arrow and without dots", ours=einsum_shape,
      drawn=lambda cases: cases.networks.equations())
def Einsum_in_torch(equation, shapes):
    import torch
    return ("shape", *torch.einsum(equation, *(torch.zeros(shape, device="meta") for shape in shapes)).shape)


@same(Einsum, "numpy.einsum, all letters kept", "multiply-accumulates: a product for each choice of all letters",
      ours=lambda equation, shapes: Einsum(equation).macs(shapes, ()), drawn=lambda cases: cases.networks.equations())
def Einsum_macs_in_numpy(equation, shapes):
    terms = equation.replace(" ", "").partition("->")[0]
    letters = "".join(dict.fromkeys(terms.replace(",", "")))
    return np.einsum(f"{terms}->{letters}", *map(np.zeros, shapes)).size


def attention_facts(q, k, v):
    """Return the shape that comes out, and the multiply-accumulates."""
    layer = ScaledDotProductAttention()
    return layer.output_shape(q, k, v), layer.macs((q, k, v), layer.output_shape(q, k, v))


def attention_in_torch(q, k, v, device="meta", **arguments):
    import torch
    from torch.utils.flop_counter import FlopCounterMode
    arrays = (torch.zeros(1, *shape, device=device) for shape in (q, k, v))
    with FlopCounterMode(display=False) as counter:
        y = torch.nn.functional.scaled_dot_product_attention(*arrays, **arguments)
    return tuple(y.shape[1:]), counter.get_total_flops() // 2


@same(ScaledDotProductAttention, "torch.nn.functional.scaled_dot_product_attention",
      "as many heads of keys as of queries; on the meta device", ours=attention_facts,
      drawn=lambda cases: cases.networks.queries())
def ScaledDotProductAttention_in_torch(q, k, v):
    return attention_in_torch(q, k, v)


@differs(ScaledDotProductAttention, "torch.nn.functional.scaled_dot_product_attention",
         "Fewer heads of keys are refused, unless enable_gqa says so.", ours=attention_facts, q=(4, 3, 4), k=(2, 3, 4),
         v=(2, 3, 4))
def ScaledDotProductAttention_in_torch_default(q, k, v):
    return attention_in_torch(q, k, v)


@same(ScaledDotProductAttention, "torch.nn.functional.scaled_dot_product_attention(enable_gqa=True)",
      "keys and values with fewer heads: the shape", mends=ScaledDotProductAttention_in_torch_default,
      ours=lambda q, k, v: attention_facts(q, k, v)[0], drawn=lambda cases: cases.networks.queries(shared=True))
def ScaledDotProductAttention_in_torch_gqa(q, k, v):
    return attention_in_torch(q, k, v, enable_gqa=True)[0]


# ---- sequence_layers ------------------------------------------------------------------------------------------------

@same(Embedding, "torch.nn.Embedding", "every size", **layer_row(Embedding))
def Embedding_in_torch(x, **arguments):
    import torch
    module = torch.nn.Embedding(**arguments)
    return in_torch(module, x, call=lambda tokens: module(tokens.int()))


@same(Embedding, "keras.layers.Embedding", "every size", **layer_row(Embedding))
def Embedding_in_keras(x, num_embeddings, embedding_dim):
    import keras
    return in_keras(keras.layers.Embedding(num_embeddings, embedding_dim), x)


@same(MultiheadAttention, "torch.nn.MultiheadAttention", "of x to itself, with the weights asked for or not",
      **layer_row(MultiheadAttention))
def MultiheadAttention_in_torch(x, need_weights=True, **arguments):
    import torch
    return in_torch(torch.nn.MultiheadAttention(**arguments, batch_first=True), x, x, x, need_weights=need_weights)


@differs(MultiheadAttention, "torch.nn.Linear, in modules()",
         "Its projections to queries, keys and values are no Linear: of the four only the last is one.",
         ours=lambda embed_dim, num_heads: MultiheadAttention(embed_dim, num_heads).params, embed_dim=2, num_heads=1)
def MultiheadAttention_in_torch_linears(embed_dim, num_heads):
    import torch
    parts = torch.nn.MultiheadAttention(embed_dim, num_heads).modules()
    return sum(p.numel() for part in parts if isinstance(part, torch.nn.Linear) for p in part.parameters())


@differs(MultiheadAttention, "keras.layers.MultiHeadAttention(num_heads, key_dim=embed_dim)",
         "key_dim is one head's: all heads together are num_heads times as wide.",
         ours=lambda embed_dim, num_heads, x: facts(MultiheadAttention)(x, embed_dim=embed_dim, num_heads=num_heads),
         embed_dim=4, num_heads=2, x=(3, 4))
def MultiheadAttention_in_keras_whole(embed_dim, num_heads, x):
    import keras
    return in_keras(keras.layers.MultiHeadAttention(num_heads, embed_dim), x, x)


@same(MultiheadAttention, "keras.layers.MultiHeadAttention(num_heads, key_dim=embed_dim // num_heads)",
      "of x to itself", mends=MultiheadAttention_in_keras_whole, **layer_row(MultiheadAttention))
def MultiheadAttention_in_keras(x, embed_dim, num_heads, dropout=0.0, bias=True, need_weights=True):
    import keras
    key_dim = embed_dim // num_heads
    return in_keras(keras.layers.MultiHeadAttention(num_heads, key_dim, dropout=dropout, use_bias=bias), x, x)


@same(LSTM, "torch.nn.LSTM", "one to three layers, one direction or both, with two biases or none", **layer_row(LSTM))
def LSTM_in_torch(x, **arguments):
    import torch
    return in_torch(torch.nn.LSTM(**arguments), x)


@differs(LSTM, "keras.layers.LSTM", "It has one bias for each gate, torch has two: 4·h parameters less.",
         ours=facts(LSTM), x=(3, 1), input_size=1, hidden_size=2)
def LSTM_in_keras_biased(x, input_size, hidden_size):
    import keras
    return in_keras(keras.layers.LSTM(hidden_size, return_sequences=True), x)


@same(LSTM, "keras.layers.LSTM(use_bias=False, return_sequences=True)", "one layer, one direction, bias=False",
      mends=LSTM_in_keras_biased, ours=facts(LSTM),
      drawn=lambda cases: cases.networks.layer("LSTM").map( lambda case: {"x": case["x"], "input_size": case["x"][-1],
          "hidden_size": case["hidden_size"], "bias": False}))
def LSTM_in_keras(x, input_size, hidden_size, bias):
    import keras
    return in_keras(keras.layers.LSTM(hidden_size, use_bias=bias, return_sequences=True), x)


alone("products of sizes that torch.jit.trace leaves in a program; held in tests to what torchprofile counts",
      ShapeArithmetic)


# ---- layers ---------------------------------------------------------------------------------------------------------

def network_facts(model, input_shape):
    """Return the parameters, the shape that comes out, and the multiply-accumulates."""
    return model.params, model.output_shape(input_shape), trace(model, input_shape).macs


@same(Sequential, "torch.nn.Sequential", "any layers that fit, some of them again", ours=network_facts,
      drawn=lambda cases: cases.networks.in_order(shapes=True))
def Sequential_in_torch(model, input_shape):
    import torch
    made = {}
    return in_torch(torch.nn.Sequential(*(as_torch(part, made) for part in model.children().values())), input_shape)


def around(kind):
    """Return a function of a part and a shape: what is compared of a network around that part."""
    return lambda part, x: network_facts(kind(part), x)


@same(Residual, "torch.add(x, f(x))", "any part that keeps the shape", ours=around(Residual),
      drawn=lambda cases: cases.networks.inner())
def Residual_in_torch(part, x):
    import torch
    f = as_torch(part)
    return in_torch(f, x, call=lambda x: torch.add(x, f(x)))


@same(Product, "torch.mul(f(x), x)", "any part that keeps the shape", ours=around(lambda part: Product(part, Skip())),
      drawn=lambda cases: cases.networks.inner())
def Product_in_torch(part, x):
    import torch
    f = as_torch(part)
    return in_torch(f, x, call=lambda x: torch.mul(f(x), x))


@same(Concat, "torch.cat([x, f(x)], 1)", "any part that keeps the size of the image",
      ours=around(lambda part: Concat(Skip(), part)), drawn=lambda cases: cases.networks.inner())
def Concat_in_torch(part, x):
    import torch
    f = as_torch(part)
    return in_torch(f, x, call=lambda x: torch.cat([x, f(x)], 1))


@same(Functional, "torch.func.functional_call", "any part; its weights are another's", ours=around(Functional),
      drawn=lambda cases: cases.networks.inner())
def Functional_in_torch(part, x):
    import torch
    f = as_torch(part)
    _, shape, macs = in_torch(f, x, call=lambda x: torch.func.functional_call(f, dict(f.named_parameters()), x))
    return 0, shape, macs                                              # whoever calls it has no parameters of it


@same(Parameter, "torch.nn.Parameter", "every shape",
      ours=lambda x: (Parameter(x).params, Parameter(x).output_shape((1,))),
      drawn=lambda cases: cases.networks.layer("Identity"))
def Parameter_in_torch(x):
    import torch
    array = torch.nn.Parameter(torch.zeros(x, device="meta"))
    return array.numel(), tuple(array.shape)


alone("heads for training only, as torchvision's GoogLeNet and Inception have them, to whose recorded tables tests "
      "hold them", Auxiliary)


# ---- terms, hook_tools, function_tools, operator_tools, tools, conventions ------------------------------------------

alone("the notation of this book's rules; held in tests to Python's arithmetic", read_terms, evaluate)


@same(einsum_printed, "numpy.einsum_path", "products of two matrices")
def einsum_printed_in_numpy(call):
    arrays = [np.zeros(shape) for shape in call.inputs]
    _, printed = np.einsum_path("ij,jk->ik", *arrays, optimize="optimal")
    [line] = [line for line in printed.splitlines() if "Optimized FLOP" in line]
    return int(float(line.split(":")[1]))


def flops_in_torch(model, input_shape, convention):
    return 2 * in_torch(as_torch(model), input_shape)[-1]


@differs(count, "torch.utils.flop_counter.FlopCounterMode",
         "It counts a multiply-accumulate as two, papers and torchvision as one.", model=Linear(1, 1), input_shape=(1,),
         convention="macs")
def count_in_torch_macs(model, input_shape, convention):
    return flops_in_torch(model, input_shape, convention)


@same(count, "torch.utils.flop_counter.FlopCounterMode", 'conventions "flops" and "torch_flop_counter"',
      mends=count_in_torch_macs, drawn=lambda cases: cases.count(conventions=("flops", "torch_flop_counter")))
def count_in_torch(model, input_shape, convention):
    return flops_in_torch(model, input_shape, convention)


@differs(count, "torch.utils.flop_counter.FlopCounterMode, on a CPU",
         "There a fused attention is an operator without a rule: its products count 0.",
         model=MultiheadAttention(2, 1, need_weights=False), input_shape=(3, 2), convention="torch_flop_counter")
def count_in_torch_on_cpu(model, input_shape, convention):
    import torch
    from torch.utils.flop_counter import FlopCounterMode
    attention = torch.nn.MultiheadAttention(model.embed_dim, model.num_heads, batch_first=True)
    x = torch.zeros(1, *input_shape)
    with FlopCounterMode(display=False) as counter:
        attention(x, x, x, need_weights=model.need_weights)
    return counter.get_total_flops()


@differs(count, "torch.profiler.profile(with_flops=True)",
         "It counts sums and products of arrays, too, an operation an element.", model=Residual(Linear(1, 1)),
         input_shape=(1,), convention="flops")
def count_in_torch_profiler(model, input_shape, convention):
    import torch
    module, x = as_torch(model), torch.zeros(1, *input_shape)
    with torch.profiler.profile(with_flops=True, activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        module(x)
    return sum(event.flops for event in profile.key_averages())


alone("each convention is a tool's own; held in tests to the integers that thop, ptflops, fvcore and nine others "
      "reported", conventions, Convention, count_terms, Term)
alone("no counter says why another counts less; the parts add up to the difference: a law", explain)


# ---- table, summary -------------------------------------------------------------------------------------------------

@same(stat, "torch.utils.flop_counter.FlopCounterMode", "parameters and FLOPs: the totals",
      ours=lambda model, input_shape: (stat(model, input_shape).params, stat(model, input_shape).flops),
      drawn=lambda cases: cases.trace())
def stat_in_torch(model, input_shape):
    params, _, macs = in_torch(as_torch(model), input_shape)
    return params, 2 * macs


alone("tables as torchstat prints them; held in tests to torchstat's recorded totals, and to their own sums", Row,
      Summary)
alone("what a layer moves if it runs alone; held in tests to torchstat's recorded bytes and to ShuffleNet's formula",
      moved_bytes)
