"""The inputs a right implementation must survive, and the laws it must keep; needs Hypothesis (the extra `practice`).

One file a chapter.  `clahe()` is a Hypothesis strategy that draws the keyword arguments of `clahe` as a dict; LAWS maps
a function's name to its laws, predicates `law(function, **case) -> bool` whose first line says what holds.  They take
the function as an argument, so they judge any implementation:

    @given(imaging.clahe())
    def test_mine(case):
        assert all(law(my_clahe, **case) for law in imaging.LAWS["clahe"])
"""
