"""Bag of visual words (视觉词袋): an image as how often each word of a learned vocabulary occurs in it.

    counts[j]  =  #{ descriptors nearest to word j }

    tf-idf     w[i, j] = n[i, j]·idf[j],   idf[j] = ln((1 + N)/(1 + N_j)) + 1,   each row divided by its length

The words are the centres of `kmeans` over the descriptors (of SIFT, say) of many images: bins that were learned, not
fixed.  Where a patch lies is forgotten, as in a histogram.  A word that nearly every image has tells them apart badly;
so it is given less weight: N images, N_j of them with word j.  The product of two rows is then the cosine of their
angle: 1 for the same mixture of words, 0 for nothing in common.

Shapes   descriptors (n, d), codebook (k, d)  →  (k,) int64;  counts (N, k)  →  (N, k) float64
Cost     about n·k·d multiplications;  some operations per count
Source   Sivic & Zisserman 2003, "Video Google: a text retrieval approach to object matching in videos";  Csurka et
         al. 2004, "Visual categorization with bags of keypoints"
Checked  numpy.bincount of scipy.cluster.vq.vq;  sklearn.feature_extraction.text.TfidfTransformer
Beware   The paper's idf is ln(N/N_j), infinite for a word that never occurs and 0 for one that always does; this is the
         smoothed form of scikit-learn, as if one more image had every word.
"""
import numpy as np

from refimpl.arguments import as_array
from refimpl.features.kmeans import _points, nearest

__all__ = ["tfidf", "tfidf_definition", "visual_words", "visual_words_definition"]


def visual_words_definition(descriptors: np.ndarray, codebook: np.ndarray) -> np.ndarray:
    """Count the nearest words, one descriptor at a time."""
    descriptors = as_array("(n, d)", "float", descriptors=descriptors).astype(float)
    counts = np.zeros(len(as_array("(k, d)", "float", False, codebook=codebook)), np.int64)
    if len(descriptors):
        descriptors, codebook = _points(descriptors=descriptors, codebook=codebook)
    for descriptor in descriptors:
        counts[np.argmin([((descriptor - word)**2).sum() for word in codebook])] += 1
    return counts


def visual_words(descriptors: np.ndarray, codebook: np.ndarray) -> np.ndarray:
    """Return how many descriptors are nearest to each word of the codebook.

    Without descriptors all counts are 0.  Raises TypeError for what is not real, ValueError for an empty codebook, and
    unless all descriptors there are, and words, have the same length and are finite, as kmeans asks.

    >>> visual_words(np.array([[1, 1], [8, 9], [0, 2]]), codebook=np.array([[0, 0], [9, 9], [99, 99]])).tolist()
    [2, 1, 0]
    """
    if len(as_array("(n, d)", descriptors=descriptors)) == 0:
        return np.zeros(len(as_array("(k, d)", "float", False, codebook=codebook)), np.int64)
    descriptors, codebook = _points(descriptors=descriptors, codebook=codebook)
    return np.bincount(nearest(descriptors, codebook), minlength=len(codebook))


def tfidf_definition(counts: np.ndarray) -> np.ndarray:
    """The weights above, one image and word at a time."""
    counts = _tallies(counts)
    N, k = counts.shape
    idf = [float(np.log((1 + N) / (1 + sum(counts[i, j] > 0 for i in range(N)))) + 1) for j in range(k)]
    rows = [[float(counts[i, j]) * idf[j] for j in range(k)] for i in range(N)]
    lengths = [sum(w * w for w in row)**0.5 or 1.0 for row in rows]
    return np.array([[w / length for w in row] for row, length in zip(rows, lengths, strict=True)])


def tfidf(counts: np.ndarray) -> np.ndarray:
    """Return the weights of N images (N, k), rows of length 1; an image without words stays zeros.

    Raises ValueError unless counts are (N, k), not empty, each from 0 to 10¹⁵⁰.

    >>> tfidf(np.array([[3, 0], [1, 1]])).round(3).tolist()                    # idf 1 and ln(3/2) + 1
    [[1.0, 0.0], [0.58, 0.815]]
    """
    counts = _tallies(counts)
    idf = np.log((1 + len(counts)) / (1 + (counts > 0).sum(0))) + 1
    weights = (counts * idf).astype(float, copy=False)
    length = np.sqrt((weights**2).sum(1, keepdims=True))
    return weights / np.where(length == 0, 1, length)


def _tallies(counts: np.ndarray) -> np.ndarray:
    """Return the counts, if that is what they are: their squares have a finite sum."""
    counts = as_array("(N, k)", empty=False, counts=counts)
    if not (counts.min() >= 0 and (counts.dtype.kind in "bui" or float(counts.max()) <= 1e150)):
        raise ValueError(f"counts must be from 0 to 1e150, got {counts.min()} … {counts.max()}")
    return counts
