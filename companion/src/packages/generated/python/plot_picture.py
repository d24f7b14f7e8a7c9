"""Numbers as a picture."""

import warnings
from importlib.util import find_spec

from plots import label


def plot_picture(values, name):
    """A two-dimensional array in colours."""
    if find_spec("matplotlib") is None:
        return
    import matplotlib.pyplot as pyplot

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figure, axis = pyplot.subplots(figsize=(6, 4.5), layout="constrained")
        figure.colorbar(axis.imshow(values, aspect="auto", interpolation="nearest"))
        axis.set_title(label(name), fontsize="small")
        pyplot.show()
