"""Networks elsewhere: torch.nn, torchvision, and what counters of operations print for them."""
