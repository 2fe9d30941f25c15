"""torch's answer to a case: the forward pass, and the gradients by autograd."""
import numpy as np


def forward(torch, name, x, weight, bias=None, **arguments):
    """Return what the function of torch.nn.functional returns."""
    tensors = [None if array is None else torch.from_numpy(np.ascontiguousarray(array)) for array in (x, weight, bias)]
    return getattr(torch.nn.functional, name)(*tensors, **arguments).numpy()


def gradients(torch, name, grad_out, x, weight, **arguments):
    """Return the gradients at x, weight and a bias of zeros."""
    y = forward(torch, name, x, weight, **arguments)
    tensors = [torch.from_numpy(np.array(array)).requires_grad_() for array in (x, weight, np.zeros(y.shape[1], y.dtype))]
    getattr(torch.nn.functional, name)(*tensors, **arguments).backward(torch.from_numpy(np.ascontiguousarray(grad_out)))
    return [tensor.grad.numpy() for tensor in tensors]


def magnitudes(case):
    """Return the case without signs: it gives the sums of the sizes of all terms, by which rounding errors go."""
    return {name: np.abs(value) if isinstance(value, np.ndarray) else value for name, value in case.items()}


def is_whole(case):
    """Tell whether the case holds whole numbers, whose sums are exact in any order."""
    return all((array == np.rint(array)).all() for array in case.values() if isinstance(array, np.ndarray))
