"""Convolution (卷积) in neural networks: dense, depthwise, pointwise, separable, transposed, and their gradients."""
from refimpl.convolution.padding import *
from refimpl.convolution.columns import *
from refimpl.convolution.conv2d import *
from refimpl.convolution.depthwise import *
from refimpl.convolution.pointwise import *
from refimpl.convolution.separable import *
from refimpl.convolution.transposed import *
