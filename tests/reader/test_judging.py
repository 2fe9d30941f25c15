import sys
import time

import numpy as np
import pytest
from hypothesis import strategies as st

from refimpl.imaging import equalize_histogram
from refimpl.reader.checking import check
from refimpl.reader.judging import Judge, Overtime, copied, same_array, size_of, time_limit


def hostile():
    """Yield (id, function, what is said)."""
    def raises(image):
        raise RuntimeError("no " * 500)

    def leaves(image):
        sys.exit(0)

    def changes(image):
        image[:] = 0
        return equalize_histogram(image)

    def loops(image):
        while True:
            pass

    def interrupts(image):
        raise GeneratorExit

    yield "raises", raises, "raised RuntimeError: no no"
    yield "exits", leaves, "called exit"
    yield "changes", changes, "changed its argument image"
    yield "loops", loops, "did not return within 0.2 s"
    yield "generator exit", interrupts, "raised GeneratorExit"
    yield "text", lambda image: "done", "str, expected an array"
    yield "nothing", lambda image: None, "NoneType, expected an array"
    yield "list", lambda image: image.tolist(), "list, expected an array"
    yield "shape", lambda image: image.ravel()[None], "shape ("
    yield "dtype", lambda image: equalize_histogram(image).astype(np.int32), "dtype int32, expected uint"
    yield "object", lambda image: image.astype(object), "dtype object"
    yield "arguments", lambda: None, "raised TypeError"
    yield "flaky", flaky(), "expected"


def flaky():
    """Return a function that is wrong every third time."""
    calls = []

    def candidate(image):
        calls.append(0)
        return equalize_histogram(image) if len(calls) % 3 else image * 0 + 7
    return candidate


@pytest.mark.parametrize("candidate, says", [pytest.param(f, s, id=i) for i, f, s in hostile()])
def test_whatever_it_does_is_reported(candidate, says):
    report = check("equalize_histogram", candidate, limit=0.2, shrinking=1.0)
    assert not report
    assert says in str(report)


def test_an_argument_changed_is_found_even_if_the_result_is_right():
    def candidate(image):
        out = equalize_histogram(image)
        image += 1
        return out
    assert check("equalize_histogram", candidate).wrong.what == "changed its argument image"


def test_laws_ask_about_inputs_of_their_own():
    """The cases are black images, on which the candidate is right; a law asks about white ones, on which it is not."""
    def candidate(image):
        return image + (image.min() > 0)

    def law(function, image):
        return (function(image + 255) == 255).all()

    judge = Judge(lambda image: image.copy(), candidate, None, 1.0, lambda *_: None)
    cases = st.just({"image": np.zeros((2, 3), np.uint8)})
    assert judge.hunt(cases, judge.try_case, 5, 0, np.inf, 0.0) is None
    wrong = judge.hunt(cases, judge.law_with_inputs(law), 5, 0, np.inf, 0.0)
    assert (wrong.case["image"] == 255).all() and judge.tried >= 1


def test_however_late_it_is_one_input_is_tried():
    report = check("equalize_histogram", equalize_histogram, budget=-1.0)
    assert report and report.examples == 1
    assert not check("equalize_histogram", lambda image: image + 1, budget=-1.0)


def loop_for(seconds):
    """Loop, under a time limit."""
    with time_limit(seconds):
        while True:
            pass


def test_a_call_is_interrupted_and_the_clock_is_put_back():
    start = time.monotonic()
    with pytest.raises(Overtime):
        loop_for(0.1)
    assert time.monotonic() - start < 2
    time.sleep(0.7)                                                 # it does not ring again


def test_arguments_are_copied_and_compared():
    case = {"a": np.array([1.0, np.nan]), "n": 3}
    other = copied(case)
    other["a"][0] = 2
    assert case["a"][0] == 1 and other["n"] == 3
    assert same_array(case["a"], case["a"].copy()) and not same_array(case["a"], other["a"])
    assert not same_array(np.zeros(2), np.zeros(2, int)) and not same_array(np.zeros(2), np.zeros((1, 2)))


def test_smaller_inputs_come_first():
    """Fewer elements, then less in them, then less to say."""
    inputs = [{"a": np.zeros(0), "n": 1}, {"a": np.array([1]), "n": 1}, {"a": np.array([-5]), "n": 1},
              {"a": np.array([5]), "n": 12345}, {"a": np.zeros(2), "n": 1}]
    sizes = [size_of(case) for case in inputs]
    assert sizes == sorted(sizes) and len(set(sizes)) == len(sizes)
