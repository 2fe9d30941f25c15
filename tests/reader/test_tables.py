"""What `python -m refimpl stat` prints."""
import re

import pytest

from refimpl.__main__ import main
from refimpl.complexity import conventions, zoo
from refimpl.reader import tables


def test_a_network_is_counted_for_the_input_it_was_published_for():
    text = tables.table("resnet50", None, "macs", None)
    assert text.startswith("resnet50, input 3×224×224\n\nname ")
    assert "MACs     4,089,184,256      FLOPs  8,178,368,512" in text


def test_the_input_the_convention_and_the_depth_can_be_chosen(capsys):
    assert main(["stat", "vit_b_16", "--input", "3", "384", "384", "--convention", "fvcore", "--depth", "1"]) == 0
    text = capsys.readouterr().out
    assert "params   86,859,496" in text and "vit_b_16, input 3×384×384" in text
    assert [line.split()[0] for line in text.splitlines()[4:]][:2] == ["conv_proj", "encoder"] or "\nencoder " in text
    assert "fvcore 0.1.5.post20221221   " in text


def test_two_conventions_are_explained_term_by_term(capsys):
    assert main(["stat", "resnet50", "--convention", "torchstat_flops", "--explain", "macs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.rsplit("  ", 1)[0].strip() for line in lines[2:6]] == ["macs", "BatchNorm2d: i + affine", "ReLU: i", "MaxPool2d: i"]
    numbers = [int(re.sub(r"[+,]", "", line.split()[-1])) for line in lines[2:] if set(line) != {"-"}]
    assert sum(numbers[:-1]) == numbers[-1] == 4_118_537_216


def test_without_a_network_all_are_listed(capsys):
    assert main(["stat"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == zoo.names()
    [resnet] = [line for line in lines if line.startswith("resnet50 ")]
    assert resnet.split() == ["resnet50", "3×224×224", "25,557,032", "4,089,184,256"]


def test_conventions_are_listed_with_release_and_rule(capsys):
    assert main(["stat", "--convention", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(conventions())
    assert any(line.startswith("thop ") and "0.1.1.post2209072238" in line for line in lines)


@pytest.mark.parametrize("arguments, says", [
    (["resnet51"], "name must be one of resnet18"), (["resnet50", "--convention", "mac"], "convention must be one of macs"),
    (["alexnet", "--input", "3", "31", "31"], "features.12, a MaxPool2d, cannot take (256, 1, 1)"),
    (["resnet50", "--input", "1", "224", "224"], "conv1, a Conv2d, cannot take (1, 224, 224)"),
    (["resnet50", "--input", "224"], "conv1, a Conv2d, cannot take (224,)"),
    (["resnet50", "--depth", "0"], "depth must be a whole number at least 1"),
    (["vit_b_16", "--convention", "torchstat_flops"], "torchstat stops with an AssertionError")])
def test_what_cannot_be_counted_gets_one_line_and_exit_code_2(capsys, arguments, says):
    assert main(["stat", *arguments]) == 2
    message = capsys.readouterr().err
    assert message.startswith("refimpl: ") and says in message and message.count("\n") == 1
