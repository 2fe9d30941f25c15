from itertools import product

import numpy as np
import pytest

from refimpl.complexity.sampling import count_samples, inside, seen_samples, window_places


@pytest.mark.parametrize("n, k", [(n, k) for n in (1, 2, 5, 6) for k in (1, 2, 3, 6)])
def test_counts_of_every_small_window(n, k):
    """Also where a window sees padding alone, first, last, or between two taps."""
    for s, p, d in product((1, 2, 3, 7), (0, 1, 4, 9), (1, 2, 3, 8)):
        if d * (k - 1) < n + 2 * p:
            arguments = (3, n, 1), (k, 1), (s, 1), (p, 0), (d, 1)
            table = seen_samples(*arguments)[0]
            seen = (table >= 0) & (table < n)
            assert count_samples(*arguments)[0] == (seen.sum(), seen.any(axis=1).sum(), len(np.unique(table[seen]))), arguments


def test_large_images_need_no_table():
    """10¹⁸ rows, a kernel of 3: all places but the first and the last see three samples.  By 7, a sample of 7 is seen."""
    n = 10**18
    assert count_samples((3, n, n), 3, padding=1) == ((3 * n - 2, n, n),) * 2
    assert count_samples((1, 7 * n, 7), (1, 3), (7, 1), (0, n)) == ((n, n, n), (21, 9, 7))
    assert count_samples((1, 5, 5), 10**9, padding="same") == ((25, 5, 5),) * 2
    assert window_places((3, n, 5), 3, n, "valid") == (3, 1, 1)


def test_worked_example():
    """Seven samples, kernel 3, stride 3, dilation 2, a zero on either side: places at −1 and 2."""
    rows, columns = seen_samples((5, 7, 1), kernel_size=(3, 1), stride=(3, 1), padding=(1, 0), dilation=(2, 1))
    assert rows.tolist() == [[-1, 1, 3], [2, 4, 6]] and columns.tolist() == [[0]]
    assert inside(rows, 7).tolist() == [[False, True, True], [True, True, True]]


def test_defaults_are_stride_one_and_no_padding():
    written_out = seen_samples((1, 5, 6), 3, 1, 0, 1)
    for ours, expected in zip(seen_samples((1, 5, 6), 3), written_out, strict=True):
        assert ours.tolist() == expected.tolist()


@pytest.mark.parametrize("arguments, says", [
    (((5, 6), 3), r"input_shape must be \(C, H, W\),.* got \(5, 6\)"),
    (((1, 2, 5, 6), 3), r"input_shape must be \(C, H, W\),.* got \(1, 2, 5, 6\)"),
    (((0, 5, 6), 3), r"^input_shape must be \(C, H, W\), whole numbers.* at least 1, got \(0, 5, 6\)"),
    (((1, -5, 6), 3), r"^input_shape .* got \(1, -5, 6\)"),
    (((1, 5, 6.0), 3), r"^input_shape .* got \(1, 5, 6.0\)"),
    (((1, 5, 6), 0), "^kernel_size .* got 0"),
    (((1, 5, 6), 7), "the kernel spans 7, more than the 5 of the padded input"),
    (((1, 5, 6), (1, 3), 1, 0, 3), "the kernel spans 7, more than the 6"),
    (((1, 5, 6), 3, 0), "^stride .* got 0"),
    (((1, 5, 6), 3, 1, -1), "padding .* got -1"),
    (((1, 5, 6), 3, 1, 0, 0), "^dilation .* got 0"),
    (((1, 5, 6), 3, 2, "same"), 'padding="same" needs stride 1'),
    (((1, 5, 6), 3, 1, "full"), "^padding must be one of same, valid, got 'full'"),
])
def test_bad_input_is_named(arguments, says):
    for function in (seen_samples, window_places, count_samples):
        with pytest.raises(ValueError, match=says):
            function(*arguments)


def test_tables_and_kernels_that_no_one_means_are_refused():
    for arguments in (((1, 10**9, 5), 3), ((1, 5, 5), 3, 1, 10**7), ((1, 1, 1), 3, 1, "same", 10**30), ((1, 10**30, 1), 1, 10**29)):
        with pytest.raises(ValueError, match=r"^input_shape .* would need tables"):
            seen_samples(*arguments)
    with pytest.raises(ValueError, match=r"^kernel_size must have at most .* taps on the image, got 10000000"):
        count_samples((1, 10**8, 10**8), 10**7)
    for stride in (10**30, (10**30, 1)):                            # one place, however far the next
        assert seen_samples((1, 5, 1), 1, stride)[1].tolist() == [[0]]


@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_same_padding_puts_the_odd_zero_at_the_end(torch):
    """A kernel of four pads by one and two: its first tap sees the sample before each place.  So it is in PyTorch."""
    table = seen_samples((1, 1, 5), (1, 4), padding="same")[1]
    assert table[:, 0].tolist() == [-1, 0, 1, 2, 3] and table[-1].tolist() == [3, 4, 5, 6]
    x, first = torch.arange(1.0, 6).reshape(1, 1, 1, 5), torch.tensor([1.0, 0, 0, 0]).reshape(1, 1, 1, 4)
    assert torch.nn.functional.conv2d(x, first, padding="same").flatten().tolist() == [0, 1, 2, 3, 4]
