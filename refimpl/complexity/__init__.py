"""What a computation costs (计算复杂度): operations, parameters, memory access; and what machines can do."""
from refimpl.complexity.counting import *
from refimpl.complexity.accesses import *
from refimpl.complexity.params import *
from refimpl.complexity.sampling import *
from refimpl.complexity.flops import *
from refimpl.complexity.operations import *
from refimpl.complexity.linear import *
from refimpl.complexity.activations import *
from refimpl.complexity.normalization import *
from refimpl.complexity.pooling import *
from refimpl.complexity.attention import *
from refimpl.complexity.lstm import *
from refimpl.complexity.transformer import *
from refimpl.complexity.memory_access import *
from refimpl.complexity.hardware import *
