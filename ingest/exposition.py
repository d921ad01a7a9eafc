"""Pure: figures -> the text that Prometheus reads (text-based format, version 0.0.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure that goes up and down, with what it says. ``values`` are by the labels, as (name, value) pairs."""

    name: str
    help: str
    values: Mapping[tuple[tuple[str, str], ...], float] = field(default_factory=dict)


def plain(name: str, text: str, value: float) -> Gauge:
    """Return a figure without labels."""
    return Gauge(name, text, {(): value})


def labelled(name: str, text: str, label: str, values: Mapping[str, float]) -> Gauge:
    """Return a figure for each value of one label."""
    return Gauge(name, text, {((label, value),): number for value, number in values.items()})


def write(gauges: Iterable[Gauge]) -> str:
    """Write the figures, each with its help and its type."""
    return "".join(_written(gauge) for gauge in gauges)


def _written(gauge: Gauge) -> str:
    head = f"# HELP {gauge.name} {_escaped(gauge.help)}\n# TYPE {gauge.name} gauge\n"
    return head + "".join(f"{gauge.name}{_labels(labels)} {_number(value)}\n" for labels, value in gauge.values.items())


def _labels(labels: Iterable[tuple[str, str]]) -> str:
    inner = ",".join(f'{name}="{_quoted(value)}"' for name, value in labels)
    return f"{{{inner}}}" if inner else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', '\\"')


def _number(value: float) -> str:
    """Write whole numbers whole, however large."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
