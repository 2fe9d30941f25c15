"""What the tests of the zoo share: the recorded parameters and multiply-accumulates of torchvision's networks."""
import inspect

from tests.agreement import assert_agrees
from tests.complexity.networks import table, traced

ROWS = [row for row in table("torchvision_zoo.csv") if row["task"] == "classification"]


def assert_recorded(build):
    """Fail unless the network has the recorded parameters and MACs, for every image size and with and without heads."""
    rows = [row for row in ROWS if row["model"] == build.__name__]
    assert rows, f"nothing is recorded for {build.__name__}"
    for row in rows:
        shape, given = tuple(map(int, row["input_shape"].split("x"))), {}
        if "image_size" in inspect.signature(build).parameters:
            given["image_size"] = shape[-1]
        if "aux_logits=False" in row["weights"]:
            given["aux_logits"] = False
        called = traced(build, shape, **given)
        model, macs = called.layer, called.macs
        assert_agrees([model.params, macs], [int(row["params_exact"]), int(row["flopcounter_half"])],
                      oracle="torchvision, torch.utils.flop_counter", function=build)
        assert not row["gflops_meta"] or round(macs / 1e9, 3) == float(row["gflops_meta"])
        assert not row["params_meta"] or model.params == int(row["params_meta"]) or build.__name__ == "googlenet"
