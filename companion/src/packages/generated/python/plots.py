"""Plots of numbers, where matplotlib is here."""

import warnings
from importlib.util import find_spec

from base import shown


def label(text):
    """A name as a title: no mathematics in it, not too long."""
    return shown(text, 28).replace("$", r"\$")


def plot_histograms(columns):
    """One small histogram for each of the columns, a dict of numbers by name."""
    if not columns or find_spec("matplotlib") is None:
        return
    import matplotlib.pyplot as pyplot

    names = list(columns)[:20]
    across = min(len(names), 4)
    down = -(-len(names) // across)
    # Letters that the font lacks are no reason to worry anybody.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, axes = pyplot.subplots(
            down, across, figsize=(3.2 * across, 2.4 * down), squeeze=False, layout="constrained"
        )
        for axis in axes.flat[len(names) :]:
            axis.set_visible(False)
        for position, name in enumerate(names):
            axis = axes.flat[position]
            axis.hist(columns[name], bins=60, histtype="stepfilled", alpha=0.8)
            axis.set_title(label(name), fontsize="small")
            axis.tick_params(labelsize="x-small")
            axis.spines[["top", "right"]].set_visible(False)
        pyplot.show()


def plot_line(x, y, x_name, y_name):
    """One column against another."""
    if find_spec("matplotlib") is None:
        return
    import matplotlib.pyplot as pyplot

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, axis = pyplot.subplots(figsize=(9, 3.6), layout="constrained")
        axis.plot(x, y, linewidth=1)
        axis.set_xlabel(label(x_name))
        axis.set_ylabel(label(y_name))
        axis.spines[["top", "right"]].set_visible(False)
        pyplot.show()
