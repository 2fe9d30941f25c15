from pathlib import Path

import numpy as np
import pytest

from refimpl import samples
from refimpl.reader import demo


@pytest.fixture
def Image():
    """pillow's Image."""
    return pytest.importorskip("PIL.Image", reason="pillow is not installed: python -m pip install '.[study]'")


@pytest.fixture
def pixels(matplotlib):
    """Reads a PNG as floats from 0 to 1."""
    from matplotlib.image import imread
    return imread


def test_draws_before_and_after_side_by_side(pixels, tmp_path):
    demo.demonstrate("equalize_histogram", "clock", [], tmp_path / "out.png")
    picture = pixels(tmp_path / "out.png")[..., :3]
    height, width = picture.shape[:2]
    left, right = picture[60:height // 2, 20:width // 2 - 20], picture[60:height // 2, width // 2 + 20:-20]
    assert np.ptp(left) < np.ptp(right)                             # the clock spans 99 … 247, equalized 0 … 255
    assert left.min() == pytest.approx(samples.clock()[40:200].min() / 255, abs=0.1)


@pytest.mark.parametrize("name", ["histogram", "stretch_contrast", "clahe"])
@pytest.mark.parametrize("picture", samples.names())
def test_any_function_any_photograph(matplotlib, tmp_path, name, picture):
    demo.demonstrate(name, picture, [], tmp_path / "out.png")
    assert (tmp_path / "out.png").stat().st_size > 5000


def test_settings_reach_the_function(pixels, tmp_path):
    files = [tmp_path / f"{k}.png" for k in range(2)]
    demo.demonstrate("clahe", "clock", ["clip_limit=40", "tile_grid=(3, 5)"], files[0])
    demo.demonstrate("clahe", "clock", [], files[1])
    assert not np.array_equal(pixels(files[0]), pixels(files[1]))


@pytest.mark.parametrize("mode, shapes", [("L", [(2, 3)]), ("I;16", [(2, 3)]), ("1", [(2, 3)]), ("LA", [(2, 3)]),
                                          ("RGB", [(2, 3, 3), (2, 3)]), ("RGBA", [(2, 3, 3), (2, 3)]),
                                          ("P", [(2, 3, 3), (2, 3)]), ("CMYK", [(2, 3, 3), (2, 3)])])
def test_reads_every_kind_of_file_colour_first(Image, tmp_path, mode, shapes):
    path = tmp_path / ("image.jpg" if mode == "CMYK" else "image.png")
    Image.new(mode, (3, 2)).save(path)
    images = demo.read_image(str(path))
    assert [image.shape for image in images] == shapes
    assert all(image.dtype == (np.uint16 if mode == "I;16" else np.uint8) for image in images)


def test_a_colour_file_is_shown_in_grey_where_the_function_wants_grey(matplotlib, Image, tmp_path):
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)).save(tmp_path / "a.png")
    for name in ("clahe", "stretch_contrast", "channel_histograms"):         # grey alone, both, colour alone
        demo.demonstrate(name, str(tmp_path / "a.png"), [], tmp_path / f"{name}.png")
        assert (tmp_path / f"{name}.png").exists()


@pytest.mark.parametrize("name, settings, error, says", [
    ("clahee", [], LookupError, "did you mean clahe"),
    ("contrast", [], ValueError, "contrast is a concept; show one of its functions: stretch_contrast"),
    ("clip_histogram", [], ValueError, "not a function of an image: clip_histogram.counts"),
    ("lookup", [], ValueError, "lookup needs table: give it by --set table=VALUE"),
    ("clahe", ["clip=2"], ValueError, "NAME one of clip_limit, tile_grid, got clip=2"),
    ("clahe", ["clip_limit"], ValueError, "got clip_limit"),
    ("clahe", ["tile_grid=(0, 8)"], ValueError, r"tile_grid .* got \(0, 8\)"),
    ("clahe", ["clip_limit=high"], TypeError, "clip_limit must be a finite number, got 'high'"),
    ("joint_histogram", [], ValueError, r"^image must be \(H, W, C\), got shape"),
    ("tile_mappings", [], ValueError, r"array of shape \(8, 8, 256\): that is no picture"),
    ("sift", [], ValueError, r"^sift returns 2 results: that is no picture$"),
    ("gaussian_pyramid", ["levels=2"], ValueError, r"^gaussian_pyramid returns 2 results: that is no picture$"),
])
def test_what_cannot_be_shown_is_said(matplotlib, tmp_path, name, settings, error, says):
    with pytest.raises(error, match=says):
        demo.demonstrate(name, "clock", settings, tmp_path / "out.png")
    assert not (tmp_path / "out.png").exists()


def test_an_array_can_be_set(matplotlib, tmp_path):
    table = f"table={list(range(255, -1, -1))}"
    demo.demonstrate("lookup", "clock", [table], tmp_path / "out.png")
    assert (tmp_path / "out.png").exists()


def test_the_readme_shows_what_the_code_draws(pixels, tmp_path):
    root = Path(__file__).parents[2]
    demo.demonstrate("clahe", "microaneurysms", ["clip_limit=4", "tile_grid=(3, 3)"], tmp_path / "out.png")
    shown, drawn = pixels(root / "notebooks" / "clahe.png"), pixels(tmp_path / "out.png")
    assert shown.shape == drawn.shape
    assert np.abs(shown - drawn).mean() < 0.01                      # letters may move by a pixel
