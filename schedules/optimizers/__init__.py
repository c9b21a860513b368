"""Every optimizer of `torch.optim`, one file each, named as in a config."""

from schedules.shelf import Shelf

OPTIMIZERS = Shelf(__name__, __path__)
