"""The table of a summary, as text."""
from hypothesis import given

from refimpl.cases import complexity as cases
from refimpl.complexity import layers as nn
from refimpl.complexity import zoo
from refimpl.complexity.summary import stat


@given(case=cases.stat())
def test_a_table_has_a_line_for_each_row_and_names_the_totals(case):
    summary = stat(**case)
    lines = str(summary).splitlines()
    bodies = lines[2:2 + len(summary.rows)]
    assert all(f"{row.macs:,}" in line and row.kind in line for row, line in zip(summary.rows, bodies, strict=True))
    assert set(lines[1]) == set(lines[2 + len(bodies)]) == {"-"}
    assert any(f"{summary.params:,}" in line for line in lines[-4:])


def test_a_small_table_as_it_is_printed():
    model = nn.Sequential(conv=nn.Conv2d(3, 4, 3, bias=False), act=nn.ReLU())
    assert str(stat(model, (3, 6, 6), "fvcore", peak=1e9, bandwidth=1e9)) == """\
name  kind    input  output  params  out MiB   MACs  FLOPs  read MiB  written MiB  time %  fvcore
-------------------------------------------------------------------------------------------------
conv  Conv2d  3×6×6  4×4×4      108     0.00  1,728  3,456      0.00         0.00    87.1   1,728
act   ReLU    4×4×4  4×4×4        0     0.00      0      0      0.00         0.00    12.9       0
-------------------------------------------------------------------------------------------------
params   108, 0.00 MiB in float32
MACs     1,728      FLOPs  3,456
memory   0.00 MiB read, 0.00 MiB written
fvcore 0.1.5.post20221221   1,728   MACs, norms two or five an element, adaptive pooling; a fused attention ignored"""


def test_parameters_in_no_line_are_named():
    text = str(stat(zoo.vit_b_16(), (3, 224, 224)))
    assert "params   86,567,656, 330.23 MiB in float32;  152,064 of them in no line: never called, or of no layer" in text
    assert "in no line" not in str(stat(zoo.resnet18(), (3, 64, 64)))


def test_macs_and_flops_need_no_column_more():
    for convention in ("macs", "flops"):
        text = str(stat(nn.ReLU(), (3, 4), convention))
        assert text.splitlines()[0].rstrip().endswith("time %") and text.count("\n") == 6


def test_the_column_of_memory_is_the_outputs():
    [line] = str(stat(nn.Sequential(nn.Linear(2**18, 2**17, bias=False)), (2**18,))).splitlines()[2:3]
    assert line.split()[5] == "0.50" and line.split()[-2] == "0.50"


def test_a_folded_line_has_the_name_of_the_part_and_the_shapes_of_its_ends():
    part = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 5), nn.Linear(5, 6))
    [first, second] = stat(nn.Sequential(a=part, b=nn.Sequential(c=nn.ReLU())), (3,), depth=1).rows
    assert (first.name, first.input_shape, first.output_shape, second.name) == ("a", (3,), (6,), "b")


def test_sizes_are_in_mebibytes():
    summary = stat(nn.ReLU(), (2**18,))
    assert str(summary).splitlines()[2].split()[-4:] == ["0", "1.00", "1.00", "100.0"]
    assert "memory   1.00 MiB read, 1.00 MiB written" in str(summary)
    assert summary.rows[0].memory_bytes == 2**20
