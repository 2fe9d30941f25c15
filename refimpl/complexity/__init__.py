"""What a computation costs (计算复杂度): the operations it executes."""
from refimpl.complexity.counting import *
