import numpy as np
import pytest
from hypothesis import given

from refimpl.cases import features as cases
from refimpl.features import kmeans, kmeans_plusplus, sift
from refimpl.features.visual_words import tfidf, tfidf_definition, visual_words, visual_words_definition
from refimpl.samples import camera
from tests.agreement import assert_keeps

FUNCTIONS = [visual_words, tfidf]


@pytest.mark.parametrize("function, law", [(f, law) for f in FUNCTIONS for law in cases.LAWS[f.__name__]])
def test_keeps(function, law):
    @given(case=getattr(cases, function.__name__)())
    def holds(case):
        assert_keeps(law, function, case)
    holds()


def test_worked_example():
    """Two images, two words: N_j = 2 and 1; idf ln(3/3) + 1 = 1 and ln(3/2) + 1."""
    idf = np.log(1.5) + 1
    weights = tfidf(np.array([[3, 0], [1, 1]]))
    assert np.allclose(weights, [[1, 0], np.array([1, idf]) / np.hypot(1, idf)], rtol=1e-15)


@pytest.mark.parametrize("down", [128, pytest.param(64, marks=pytest.mark.thorough)])
def test_finds_the_place_that_a_patch_came_from(down):
    """A small retrieval: six or nine parts of a photograph as the archive, words from their SIFT; turned parts are the questions."""
    photo = camera()
    parts = [photo[y:y + 128, x:x + 128] for y in range(0, 129, down) for x in (0, 64, 128)]
    described = [sift(part)[1] for part in parts]
    descriptors = np.concatenate(described).astype(float)
    start = kmeans_plusplus(descriptors, 40, np.random.default_rng(0))
    codebook, _ = kmeans(descriptors, start, 20)
    archive = np.array([visual_words(d, codebook) for d in described])
    questions = np.array([visual_words(sift(np.rot90(part).copy())[1], codebook) for part in parts])
    weights = tfidf(np.concatenate([archive, questions]))
    likeness = weights[len(parts):] @ weights[:len(parts)].T
    asked = [k for k in range(len(parts)) if questions[k].sum() >= 20]
    assert len(asked) > len(parts) / 2
    assert all(likeness[k].argmax() == k for k in asked)


def test_without_descriptors_or_words():
    assert visual_words(np.zeros((0, 128)), np.ones((3, 128))).tolist() == [0, 0, 0]
    assert tfidf(np.array([[0, 0], [1, 0]])).tolist() == [[0, 0], [1, 0]]


def test_bad_input():
    for function in (visual_words, visual_words_definition):
        with pytest.raises(ValueError, match=r"^descriptors and codebook must be \(n, d\) and \(k, d\), got \(3, 2\) and \(3, 4\)$"):
            function(np.zeros((3, 2)), np.zeros((3, 4)))
        with pytest.raises(ValueError, match=r"^codebook must be finite, from "):
            function(np.zeros((3, 2)), np.full((3, 2), np.nan))
        for empty in (np.zeros((0, 2)), np.zeros((3, 0))):
            with pytest.raises(ValueError, match=r"^codebook must have at least one element, got shape "):
                function(np.zeros((0, 2)), empty)
    for counts, message in ((np.array([1, 2]), r"\(N, k\), got shape \(2,\)"), (np.array([[1, -1]]), r"from 0 to 1e150, got -1 … 1"),
                            (np.array([[1, np.nan]]), "from 0 to 1e150, got nan … nan"),
                            (np.array([[1, np.inf]]), "from 0 to 1e150, got 1.0 … inf")):
        for function in (tfidf, tfidf_definition):
            with pytest.raises(ValueError, match=rf"^counts must be {message}$"):
                function(counts)
    with pytest.raises(ValueError, match=r"^counts must have at least one element, got shape \(0, 3\)$"):
        tfidf(np.zeros((0, 3)))


def test_narrow_numbers_do_not_wrap():
    """255 is nearer to 250 than to 5; weights of counts are float64, of whatever type they are."""
    for function in (visual_words, visual_words_definition):
        assert function(np.array([[255], [4]], np.uint8), [[5], [250]]).tolist() == [1, 1]
        assert function(np.zeros((0, 1), np.uint8), [[5], [250]]).tolist() == [0, 0]
    expected = tfidf(np.array([[200, 100], [100, 0]]))
    for dtype in ("u1", "f2", "f4", "g"):
        for function in (tfidf, tfidf_definition):
            weights = function(np.array([[200, 100], [100, 0]], dtype))
            assert np.allclose(weights, expected, rtol=1e-15) and weights.dtype == np.float64


def test_without_descriptors_the_words_are_not_looked_at():
    """Their length and what they hold do not matter; there must be some."""
    for function in (visual_words, visual_words_definition):
        assert function(np.zeros((0, 5)), np.full((3, 2), np.nan)).tolist() == [0, 0, 0]


def test_the_paper_s_weight_and_the_smoothed_one(sklearn_text):
    """ln(N/N_j) is 0 for a word that all have; scikit-learn's is as if one more image had every word, plus 1."""
    counts = np.array([[1, 2, 0], [3, 0, 0]])
    idf = sklearn_text.TfidfTransformer().fit(counts).idf_
    more = np.concatenate([counts, np.ones((1, 3), int)])
    assert np.allclose(idf, np.log(3 / (more > 0).sum(0)) + 1, rtol=1e-15)
    weights = counts * idf
    assert np.allclose(tfidf(counts), weights / np.linalg.norm(weights, axis=1, keepdims=True), rtol=1e-15)
