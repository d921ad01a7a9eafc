"""The instruments of ``make faults``: what is lost, doubled or held for too long must be seen, or its verdict is in vain."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from bench.faults import report, rows
from bench.faults.process import Process
from bench.faults.report import Row
from bench.faults.trial import Outcome

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


def test_the_table_sums_up_and_says_what_is_wrong():
    well = Outcome(extra=2, seconds=1.0, notes=Counter({"feeds under way": 3}))
    ill = Outcome(lost=1, seconds=3.0, resumed=2.5, wrong=["articles: 1 rows are not there"])
    tried = [Row("group", "kill -9 of the group", [well, ill]), Row("disk", "disk full", [], "left out: it needs root")]

    shown = report.as_text(tried)

    assert (
        "2          1        0               2  2.0 s (at most 3.0)  went on within 2.5 s, 3 feeds under way" in shown
    )
    assert "left out: it needs root" in shown
    assert shown.rstrip().endswith("kill -9 of the group: articles: 1 rows are not there")


def test_make_help_lists_faults():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "make faults " in shown
