"""What holds for every formula of the chapter: no size may be negative or fractional, and no count comes out below zero."""
import numpy as np
import pytest
from hypothesis import given

from refimpl import complexity
from refimpl.cases import complexity as cases

ENDINGS = ("_params", "_macs", "_operations", "_access", "_bound", "notes_flops", "size_bytes", "key_value_dim", "seen_samples")
FORMULAS = [name for name in dir(complexity) if name.endswith(ENDINGS) and name not in ("count_operations", "memory_access")]


@pytest.mark.parametrize("name", FORMULAS)
def test_every_size_must_be_a_whole_number_and_no_count_is_negative(name):
    formula = getattr(complexity, name)

    @given(case=getattr(cases, name)())
    def holds(case):
        counts = formula(**case)
        if name != "seen_samples":
            numbers = list(vars(counts).values()) if isinstance(counts, complexity.Operations) else [counts]
            assert all(number >= 0 and not isinstance(number, (bool, np.integer)) for number in numbers)
        for argument, value in case.items():
            if isinstance(value, tuple):
                bad = [(*value[:k], wrong, *value[k + 1:]) for k in range(len(value)) for wrong in (-1, 2.5, None)]
            else:
                bad = [-1, 2.5, "3"] if isinstance(value, int) and not isinstance(value, bool) else []
            for wrong in bad:
                with pytest.raises((ValueError, TypeError), match=r"must be|needs"):
                    formula(**{**case, argument: wrong})
    holds()
