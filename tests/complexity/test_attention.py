import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity.attention import attention, attention_operations, softmax, softmax_operations, split_heads
from refimpl.complexity.counting import Operations
from tests.agreement import assert_keeps


@pytest.mark.parametrize("law", cases.LAWS["softmax"])
@given(case=cases.softmax())
def test_keeps(law, case):
    assert_keeps(law, softmax, case)


def test_worked_examples():
    """Scores 0 and ln 3 weigh 1 and 3.  Two heads of one feature, q = k = 0: each token gets the mean of v, times W_o."""
    assert softmax(np.log([[1.0, 3.0]])).round(12).tolist() == [[0.25, 0.75]]
    zero, x = np.zeros((2, 2)), np.array([[1.0, 10.0], [3.0, 30.0]])
    turned = np.array([[0.0, 1.0], [2.0, 0.0]])
    assert attention(x, (zero, zero, np.eye(2), turned), None, heads=2).tolist() == [[20.0, 4.0]] * 2
    biases = (zero[0], zero[0], np.array([1.0, 0.0]), np.array([0.0, 100.0]))
    assert attention(x, (zero, zero, np.eye(2), turned), biases, heads=2).tolist() == [[20.0, 106.0]] * 2


def test_costs_by_hand():
    """T = 2, D = 4, two heads, one of keys (D' = 2), no bias: 2·2·16 + 2·2·8 = 96 products for the projections."""
    ours = attention_operations(2, 4, 2, kv_heads=1, bias=False)
    assert ours.multiplications == 96 + 2 * 4 * 4 and ours.divisions == 8 + 8 and ours.functions == 8
    assert ours.additions == (96 - 2 * 12) + (32 - 8 - 8) + 4 * 3 and ours.comparisons == 4
    assert attention_operations(2, 4, 2).additions == 128 + (32 - 8 - 8) + 4 * 3     # a bias for every sum
    assert softmax_operations(3, 1) == Operations(additions=3, divisions=3, functions=3)


def test_large_numbers_do_not_overflow():
    assert softmax(np.array([[1e4, -1e4]], np.float32)).tolist() == [[1.0, 0.0]]


def test_minus_infinity_gets_no_share_and_a_row_of_nothing_else_is_nan():
    inf = np.inf
    shares = softmax(np.array([[0, -inf, 0], [-inf, -inf, -inf], [0, inf, 1], [np.nan, 0, 0]]))
    assert shares[0].tolist() == [0.5, 0, 0.5] and np.isnan(shares[1:]).all()
    assert softmax(np.zeros((3, 0))).shape == (3, 0) and softmax(np.zeros((0, 3))).shape == (0, 3)


def test_whole_numbers_give_what_float64_gives():
    x = np.array([[1, 2]], np.uint8)
    assert (softmax(x) == softmax(x.astype(float))).all() and softmax(x).dtype == float
    one = np.full((1, 1), 100, np.int8)
    assert attention(one, (one, one, one, one), None, 1).tolist() == [[1_000_000]]


def test_float16_is_finite_where_the_answer_is():
    """70,000 equal scores: each e^0 is 1, and their sum is beyond float16.  Scores of 300·300·300 are, too."""
    assert softmax(np.zeros(70_000, np.float16))[0] == np.float16(1 / 70_000)
    assert softmax(np.array([-6e4, 6e4], np.float16)).tolist() == [0, 1]
    one = np.ones((1, 1), np.float16)
    y = attention(np.full((2, 1), 300, np.float16), (np.float16(300) * one, one, one, one), None, 1)
    assert y.tolist() == [[300], [300]] and y.dtype == np.float16


def test_heads_are_views_of_the_features():
    x = np.arange(8.0).reshape(2, 4)
    assert np.shares_memory(split_heads(x, 2), x) and split_heads(np.zeros((0, 4)), 2).shape == (2, 0, 2)
    with pytest.raises(ValueError, match="heads must divide D, got 3"):
        split_heads(x, 3)


@pytest.mark.parametrize("function, arguments, says", [
    (softmax_operations, (0, 3), "rows .* got 0"),
    (softmax_operations, (3, 0), "n .* got 0"),
    (attention_operations, (0, 4, 2), "tokens .* got 0"),
    (attention_operations, (2, 5, 2), "heads must divide dim"),
    (attention, (np.ones((3, 5)), (np.ones((5, 5)),) * 4, None, 2), "heads must divide dim"),
    (attention, (np.ones((3, 4)), (np.ones((4, 4)), np.ones((3, 4)), np.ones((3, 4)), np.ones((4, 4))), None, 2),
     r"weights for k must be \(D', D\), D' a multiple of D/heads = 2, .* got D' = 3"),
    (attention, (np.ones((3, 12)), (np.ones((12, 12)), np.ones((4, 12)), np.ones((4, 12)), np.ones((12, 12))), None, 3),
     None),
    (attention, (np.ones((3, 4)), (np.ones((4, 3)),) * 4, None, 1), r"weights must have the shapes .* got .*\(4, 3\)"),
    (attention, (np.ones((3, 12)), (np.ones((12, 12)), np.ones((8, 12)), np.ones((8, 12)), np.ones((12, 12))), None, 6),
     "D'/2 a divisor of the 6 heads, got D' = 8"),
    (attention, (np.ones(4), (np.ones((4, 4)),) * 4, None, 1), r"x must be \(T, D\), got shape \(4,\)"),
    (attention, (np.ones((3, 4)), (np.ones((4, 4)),) * 4, None, 0), "heads .* got 0"),
    (attention, (np.ones((3, 4)), (np.ones((4, 4)),) * 4, (np.ones(1),) * 4, 1), r"biases must have the shapes .* got .*\(1,\)"),
])
def test_bad_input_is_named(function, arguments, says):
    if says is None:
        assert function(*arguments).shape == (3, 12)                 # one head of keys for three: fits
        return
    with pytest.raises(ValueError, match=says):
        function(*arguments)


def test_softmax_of_infinities_is_pytorchs(torch):
    x = np.array([[0, -np.inf, 0], [-np.inf] * 3, [0, np.inf, 1], [np.nan, 0, 0]])
    np.testing.assert_array_equal(softmax(x), torch.softmax(torch.from_numpy(x), -1).numpy())


def test_pytorchs_flop_counter_overlooks_the_fused_attention_of_a_cpu(torch):
    from torch.utils.flop_counter import FlopCounterMode, flop_registry
    found = {}
    for device in ("cpu", "meta"):
        q = torch.ones(1, 2, 5, 4, device=device)                    # two heads, T = 5, D = 8
        with FlopCounterMode(display=False) as counter:
            torch.nn.functional.scaled_dot_product_attention(q, q, q)
        found[device] = counter.get_total_flops()
    assert found == {"cpu": 0, "meta": 2 * 2 * 5 * 5 * 8}
    aten = torch.ops.aten
    assert aten._scaled_dot_product_flash_attention_for_cpu not in flop_registry
    assert {aten._scaled_dot_product_flash_attention, aten._scaled_dot_product_efficient_attention} <= set(flop_registry)


def test_a_mask_leaves_nearly_half_of_the_scores_out():
    T = 1000
    assert np.triu(np.ones((T, T)), 1).sum() == T * (T - 1) / 2
