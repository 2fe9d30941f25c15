"""Networks as data (模型库): the architectures that the field compares with, one family a file."""
