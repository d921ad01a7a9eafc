import ast
import json
import logging
import re
from pathlib import Path

import pytest

from ingest.ledger import Counts
from ingest.outcomes import Report, Result, log_report, log_result
from newsroom.logs import FIELD_CHARACTERS, FIELDS, JsonFormatter, PlainFormatter

ROOT = Path(__file__).resolve().parents[2]
APPS = ("articles", "ingest", "newsroom")
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
ROW = re.compile(r"^\| `([a-z_]+)` \| (DEBUG|INFO|WARNING|ERROR)[^|]* \| [^|]+ \| ([^|]*) \|$", re.MULTILINE)


def line(formatter, **fields):
    """One line as ``formatter`` writes it, of an event with these fields."""
    record = logging.getLogger("ingest.x").makeRecord(
        "ingest.x", logging.INFO, "x.py", 1, "round_ended", (), None, extra=fields
    )
    return formatter.format(record)


def events():
    """Yield {event: names of its fields, and whether there may be more} of every call of a logger in the product."""
    for file in sorted(file for app in APPS for file in (ROOT / app).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and re.fullmatch(rf"log(ger)?\.({'|'.join(LEVELS)})", ast.unparse(node.func)):
                place = f"{file.relative_to(ROOT)}:{node.lineno}"
                yield place, node


def event_of(node):
    message = node.args[1] if ast.unparse(node.func).endswith(".log") else node.args[0]
    return message.value if isinstance(message, ast.Constant) else None


def fields_of(node):
    """Return the names in ``extra`` that can be read off the page, and whether there are others."""
    (extra,) = [keyword.value for keyword in node.keywords if keyword.arg == "extra"] or [ast.Dict([], [])]
    if not isinstance(extra, ast.Dict):
        return set(), True
    return {key.value for key in extra.keys if key}, None in extra.keys


def test_every_message_of_ours_is_the_constant_name_of_an_event():
    assert [
        place
        for place, node in events()
        if not re.fullmatch(r"[a-z]+(_[a-z]+)+", str(event_of(node))) or len(node.args) > 2
    ] == []


def test_the_docs_list_every_event_with_its_fields_and_no_other():
    told = {
        name: set(re.findall(r"`(\w+)`", fields))
        for name, _, fields in ROW.findall((ROOT / "docs/operations.md").read_text("utf-8"))
    }

    assert sorted(told) == sorted({event_of(node) for _, node in events()})
    for place, node in events():
        fields, may_be_more = fields_of(node)
        assert fields <= told[event_of(node)] if may_be_more else fields == told[event_of(node)], place


def test_json_has_every_field_as_it_is():
    said = json.loads(line(JsonFormatter(), feed=7, url="https://ebb.example/feed", ms=None, seconds=0.5, ok=True))

    assert said["message"] == "round_ended"
    assert said["level"] == "INFO"
    assert (said["feed"], said["url"], said["ms"], said["seconds"], said["ok"]) == (
        7, "https://ebb.example/feed", None, 0.5, True,
    )  # fmt: skip


def test_json_holds_what_json_has_no_word_for():
    said = json.loads(line(JsonFormatter(), why=ValueError("low\nwater"), share=float("nan"), ids={1}, none=None))

    assert said["why"] == r"low\nwater"
    assert (said["share"], said["ids"], said["none"]) == ("nan", "{1}", None)


def test_no_field_passes_for_what_the_line_itself_says():
    said = json.loads(line(JsonFormatter(), time="never", level="ERROR", logger="root"))

    assert (said["level"], said["logger"]) == ("INFO", "ingest.x")
    assert said["time"] != "never"


@pytest.mark.parametrize("formatter", [PlainFormatter(), JsonFormatter()])
def test_fields_of_a_stranger_cannot_forge_a_line_flood_it_or_tell_a_password(formatter):
    hostile = {f"field{number}": "x" * 100_000 for number in range(1_000)}

    said = line(formatter, error="half\n2026-01-01T00:00:00Z INFO forged\x1b[2J https://user:hidden@h/", **hostile)

    assert said.count("\n") == 0
    assert "\x1b" not in said
    assert "hidden" not in said
    assert len(said) < (FIELDS + 1) * (FIELD_CHARACTERS + 20)


def test_a_plain_line_has_the_fields_behind_the_event():
    said = line(PlainFormatter(), feed=7, error="no answer", why="", sum="a=b")

    assert said.endswith('INFO ingest.x round_ended feed=7 error="no answer" why="" sum="a=b"')


def test_a_failure_is_told_at_once_and_what_went_well_only_to_who_looks_closely(caplog):
    fine, failed = (
        Result(1, "https://ebb.example/1", "not_modified"),
        Result(2, "https://ebb.example/2", "failed", "404"),
    )

    caplog.set_level("INFO")
    log_result(fine)
    log_result(failed)
    caplog.set_level("DEBUG")
    log_result(fine)

    assert [(record.levelname, record.feed) for record in caplog.records] == [("INFO", 2), ("DEBUG", 1)]
    assert {record.getMessage() for record in caplog.records} == {"feed_refreshed"}


def test_a_round_is_told_with_its_sums_and_an_idle_one_is_not(caplog):
    caplog.set_level("INFO")

    log_report(Report())
    log_report(Report([Result(1, "u", "ok", counts=Counts(new=2)), Result(2, "u", "failed", "404")], seconds=1.5))

    (record,) = caplog.records
    assert (record.getMessage(), record.feeds, record.failed, record.new, record.seconds) == (
        "round_ended", 2, 1, 2, 1.5,
    )  # fmt: skip
