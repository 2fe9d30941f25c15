import json

import numpy as np
import pytest

from refimpl.__main__ import main
from refimpl.reader.checking import all_checkable, material
from refimpl.reader.vectors import judge_results, unpacked, write_vectors


def contents(path):
    """Return (index, arrays) of a file of vectors, read without pickle, as another language would."""
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    return json.loads(arrays.pop("index.json").tobytes()), arrays


def answers(path, function):
    """Return what another program would write: its results under the names of the cases."""
    index, arrays = contents(path)
    out = {}
    for number, case in enumerate(index["cases"]):
        result = function(**{key: unpacked(value, arrays) for key, value in case["arguments"].items()})
        several = list(vars(result).items()) if hasattr(result, "__dataclass_fields__") else enumerate(result) if isinstance(
            result, (tuple, list)) else [(None, result)]
        for place, one in several:
            out[f"{number:04}.result" + ("" if place is None else f".{place}")] = one
    return out


@pytest.mark.parametrize("name", ["clahe", "conv2d_macs", "dwt", "central_differences", "kmeans", "glcm", "fft",
                                  "conv2d_operations", "wavedec", "main_directions", "inertia"])
def test_what_is_written_is_what_comes_out_of_ours(name, tmp_path):
    path = tmp_path / "vectors.npz"
    count = write_vectors(name, path, 20)
    index, _ = contents(path)
    assert 1 <= count == len(index["cases"]) <= 20
    assert index["function"] == name and set(index["versions"]) == {"refimpl", "numpy", "hypothesis"}
    np.savez(tmp_path / "mine.npz", **answers(path, material(name)[1]))
    assert judge_results(name, path, tmp_path / "mine.npz") == (0, f"{name}: right on all {count} cases")


def test_wrong_results_are_found_and_the_smallest_shown(tmp_path):
    path = tmp_path / "vectors.npz"
    write_vectors("equalize_histogram", path, 30)
    right = answers(path, material("equalize_histogram")[1])
    np.savez(tmp_path / "mine.npz", **{key: value.T for key, value in right.items()})
    code, text = judge_results("equalize_histogram", path, tmp_path / "mine.npz")
    assert code == 1 and text.startswith("equalize_histogram: wrong in ") and "the smallest of them:\n  case " in text
    off = {key: np.where(value < 255, value + 1, value).astype(value.dtype) for key, value in right.items()}
    np.savez(tmp_path / "mine.npz", **off)
    assert judge_results("equalize_histogram", path, tmp_path / "mine.npz")[0] == 1
    assert judge_results("equalize_histogram", path, tmp_path / "mine.npz", tolerance=1)[0] == 0
    del right["0003.result"]
    np.savez(tmp_path / "mine.npz", **right)
    assert judge_results("equalize_histogram", path, tmp_path / "mine.npz")[1].startswith(
        "equalize_histogram: wrong: 1 results are missing, the first 0003.result")


def test_a_file_of_one_array_is_refused(tmp_path):
    np.save(tmp_path / "one.npy", np.zeros(3))
    write_vectors("lookup", tmp_path / "vectors.npz", 3)
    with pytest.raises(ValueError, match=r"one.npy is no .npz of several arrays, but holds a single one$"):
        judge_results("lookup", tmp_path / "vectors.npz", tmp_path / "one.npy")


def test_the_same_from_the_same_seed(tmp_path):
    files = [tmp_path / f"{n}.npz" for n in range(3)]
    for path, seed in zip(files, (5, 5, 6), strict=True):
        write_vectors("gaussian", path, 10, seed)
    (first, a), (second, b), (third, _) = (contents(path) for path in files)
    assert first == second and first["cases"] != third["cases"]
    assert a.keys() == b.keys() and all(np.array_equal(a[key], b[key], equal_nan=True) for key in a)


def can_be_written(name, path):
    """Tell whether vectors of a function can be written; anything but a clear refusal is an error."""
    try:
        return write_vectors(name, path, 3) > 0
    except ValueError as error:
        if "which no file of arrays can hold" not in str(error):
            raise
        return False


def test_every_function_has_vectors_but_those_that_take_functions(tmp_path):
    """What no file of arrays can hold: functions and layers as arguments."""
    refused = [name for name in all_checkable() if not can_be_written(name, tmp_path / "vectors.npz")]
    assert "minimize" in refused and len(refused) < 30
    assert not {"clahe", "conv2d", "fft", "momentum_step", "sift", "conv2d_operations"} & set(refused)


def test_not_finite_and_complex_numbers_are_kept(tmp_path):
    from refimpl.reader.vectors import packed
    arrays: dict = {}
    for value in (np.inf, -np.inf, 1 + 2j, 3, 2.5, "x", None, True, [1, 2.5], np.float32(0.5), np.dtype("u1")):
        assert unpacked(json.loads(json.dumps(packed(value, "k", arrays))), arrays) == value
    assert np.isnan(unpacked(packed(np.nan, "k", arrays), arrays))


def test_the_commands(tmp_path, capsys):
    path, mine = str(tmp_path / "v.npz"), str(tmp_path / "mine.npz")
    assert main(["vectors", "lookup", "-n", "9", "--seed", "4", "-o", path]) == 0
    assert capsys.readouterr().out.startswith(f"wrote {path}: 9 cases of lookup, ")
    np.savez(mine, **answers(path, material("lookup")[1]))
    assert main(["check", "lookup", "--vectors", path, "--results", mine]) == 0
    assert main(["check", "clahe", "--vectors", path, "--results", mine]) == 2
    assert main(["check", "lookup", "--vectors", mine, "--results", mine]) == 2
    assert main(["check", "lookup", "--vectors", path]) == 2
    assert main(["vectors", "lookup", "-n", "0", "-o", path]) == 2
    assert "holds vectors of lookup, not of clahe" in capsys.readouterr().err
