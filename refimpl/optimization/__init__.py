"""Optimization (优化): how the gradient moves the weights."""
from refimpl.optimization.descent import *
from refimpl.optimization.momentum import *
from refimpl.optimization.nesterov import *
from refimpl.optimization.torch_momentum import *
from refimpl.optimization.quadratic import *
