"""Every scheduler, one file each, named as in a config. A new file here is a new scheduler."""

from schedules.shelf import Shelf

SCHEDULERS = Shelf(__name__, __path__)

NOT_COVERED = {
    "LambdaLR": "takes a Python function, which a config cannot hold: use ExponentialLR, PolynomialLR or MultiStepLR "
    "for the usual factors, or `register` a scheduler of your own",
    "MultiplicativeLR": "takes a Python function, which a config cannot hold: use ExponentialLR for a constant factor, "
    "MultiStepLR for one at given steps, or `register` a scheduler of your own",
}
"""Public scheduler classes that no config can describe, with what to use instead."""
