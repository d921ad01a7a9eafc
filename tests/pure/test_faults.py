"""The instruments of ``make faults``: what is lost, doubled or held for too long must be seen, or its verdict is in vain."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from bench.faults import report, rows
from bench.faults.catalogue import FAULTS
from bench.faults.outcome import Outcome
from bench.faults.process import Process
from bench.faults.report import Row

ROOT = Path(__file__).resolve().parents[2]
FAMILY = "import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"


def test_a_row_that_is_missing_or_there_twice_is_found():
    wanted = {"articles": Counter(["ebb", "flood"]), "feeds": Counter(["quay"])}
    found = {"articles": Counter(["flood", "flood"]), "feeds": Counter(["quay"])}

    lost, doubled = rows.missing(wanted, found), rows.missing(found, wanted)

    assert (lost, doubled) == ({"articles": ["ebb"]}, {"articles": ["flood"]})


def test_a_process_that_outlives_its_parent_is_waited_for(tmp_path):
    with Process([sys.executable, "-c", FAMILY + "time.sleep(60)"], os.environ, tmp_path / "log") as process:
        time.sleep(1)
        process.kill()
        process.send_all(signal.SIGTERM)

        assert process.wait() == -signal.SIGKILL


def test_nothing_outlives_the_block(tmp_path):
    with Process([sys.executable, "-c", FAMILY], os.environ, tmp_path / "log") as process:
        time.sleep(1)

    assert process.is_over
    assert process.readers() == []


ABOUT = {
    "date": "2026-11-22", "commit": "abc", "seed": 1, "farm": "shared", "seconds": 60.0, "versions": {"Python": "3.11"},
    "machine": {"cores": 2, "processor": "x", "memory_bytes": 2**30, "system": "Linux"}, "load": {"before": 0.0, "after": 1.0},
}  # fmt: skip


def test_the_table_sums_up_and_says_what_is_wrong():
    well = Outcome(is_judged=True, extra=2, seconds=1.0, notes=Counter({"feeds under way": 3}), most={"s to stop": 2.0})
    ill = Outcome(is_judged=True, lost=1, seconds=3.0, resumed=2.5, wrong=["articles: 1 rows are not there"])
    tried = [
        Row("group", 1, "kill -9 of the group", "nothing is lost", [well, ill]),
        Row("disk", 6, "disk full", "reads go on", [], "left out: it needs root"),
    ]

    shown = report.as_markdown(tried, ABOUT)

    measured = "1 rows lost, 0 doubled, 2 requests repeated; went on within 2.5 s; whole after 2.0 s (at most 3.0)"
    assert (
        f"| 1 | kill -9 of the group | nothing is lost | 2 | {measured}; at most 2.0 s to stop; 3 feeds under" in shown
    )
    assert "| 6 | disk full | reads go on | 0 | left out: it needs root |" in shown
    assert shown.rstrip().endswith("- kill -9 of the group: articles: 1 rows are not there")


def test_every_row_of_the_promises_has_a_fault():
    assert {fault.row for fault in FAULTS.values()} == set(range(1, 17))


def test_the_pages_have_every_fault_by_its_title():
    told = (ROOT / "docs/reliability.md").read_text("utf-8")

    assert [
        fault.title for fault in FAULTS.values() if f"| {fault.row} | {fault.title} | {fault.promise} |" not in told
    ] == []


def test_make_help_lists_faults():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "make faults " in shown
