"""The benchmarks' instruments: what they read off must be true, or every figure is in vain."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import cpu, farm, machine, profiled, report
from bench.cpu import Usage
from bench.figures import Demand, Findings, Round
from bench.site import Run

ROOT = Path(__file__).resolve().parents[2]
BURN = "import time\nwhile time.process_time() < {seconds}: pass\n"
ABOUT = {
    "date": "2026-01-02 03:04",
    "commit": "abc",
    "machine": {"cores": 2, "processor": "a processor"},
    "load": {"before": 0.5, "after": 1.5},
    "versions": {"Python": "3.11"},
}


def run_of(wall=1.0, user=0.5, system=0.1, postgres=0.2, peak=50_000_000):
    return Run(Usage(wall, user, system, peak, 0), postgres, {"feeds": 10})


def test_the_cpu_of_a_process_and_of_its_children_is_counted(tmp_path):
    script = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN.format(seconds=0.4)!r}])\n"

    usage = cpu.measure([sys.executable, "-c", script + BURN.format(seconds=0.3)], os.environ, tmp_path / "out", ROOT)

    assert usage.status == 0
    assert 0.65 < usage.cpu < 2


def test_the_cpu_of_an_orphan_is_counted_and_its_end_awaited(tmp_path):
    script = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {BURN.format(seconds=0.5)!r}])\n"

    usage = cpu.measure([sys.executable, "-c", script], os.environ, tmp_path / "out", ROOT)

    assert usage.cpu > 0.5


def test_waiting_takes_time_and_no_cpu(tmp_path):
    usage = cpu.measure([sys.executable, "-c", "import time; time.sleep(0.7)"], os.environ, tmp_path / "out", ROOT)

    assert usage.wall > 0.7
    assert usage.cpu < 0.6


def test_memory_is_summed_over_processes_that_live_at_once(tmp_path):
    hold = "import time; held = b'x' * 60_000_000; time.sleep(1.5)"
    script = f"import subprocess, sys\nchild = subprocess.Popen([sys.executable, '-c', {hold!r}])\n{hold}\nchild.wait()"

    usage = cpu.measure([sys.executable, "-c", script], os.environ, tmp_path / "out", ROOT)

    assert 120_000_000 < usage.peak_bytes < 200_000_000


def test_a_command_that_fails_says_so_and_its_output_is_kept(tmp_path):
    usage = cpu.measure([sys.executable, "-c", "print('said'); exit(3)"], os.environ, tmp_path / "out", ROOT)

    assert usage.status == 3
    assert (tmp_path / "out").read_text() == "said\n"


def test_without_a_farm_it_is_said_what_to_do(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--farm", str(tmp_path / "none.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert f"there is no feed farm at {tmp_path / 'none.py'}" in done.stderr
    assert "FEEDFARM=" in done.stderr
    assert "--farm" in done.stderr


def test_the_farm_is_found_by_argument_then_by_the_environment(tmp_path, monkeypatch):
    given, named = tmp_path / "given.py", tmp_path / "feedfarm.py"
    given.touch()
    named.touch()
    monkeypatch.setenv(farm.VARIABLE, str(tmp_path))

    assert farm.find(str(given)) == given
    assert farm.find(None) == named


def test_a_round_tells_medians_and_the_worst_memory():
    runs = [run_of(user=0.5), run_of(user=9.0, peak=90_000_000), run_of(user=0.7)]

    one = Round("304", "all 304", 10, runs, floors=[Usage(1, 0.2, 0.1, 0, 0)])

    assert one.ours == pytest.approx(0.8)
    assert one.cpu == pytest.approx(1.0)
    assert one.floor == pytest.approx(0.3)
    assert one.peak_bytes == 90_000_000


def test_a_demand_holds_on_its_side_of_the_limit():
    assert Demand("cost", 1.9, 2.0).holds
    assert not Demand("cost", 2.1, 2.0).holds
    assert Demand("speed", 350, 340, at_least=True).holds
    assert not Demand("speed", 330, 340, at_least=True).holds


def test_the_tables_name_each_round_each_demand_and_what_went_wrong():
    empty, full = Round("start-up", "no feed", 0, [run_of()]), Round("cold", "cold", 10, [run_of(user=2.5)])
    full.wrong.append("9 new instead of 10")
    found = Findings([empty, full], [Demand("cold: wall", 1.0, 7.0, "s"), Demand("cost", 3.0, 2.0, "x")], ["a note"])

    text = report.as_text(found, ABOUT)

    assert text.splitlines()[6].split() == "cold 10 1.00 2.80 2.60 0.20 2.00 280.00 50".split()
    assert "cold: wall       1 s   <= 7 s    yes" in text
    assert "cost             3 x   <= 2 x     NO" in text
    assert "WRONG: cold: 9 new instead of 10" in text
    assert json.loads(json.dumps(report.as_json(found, ABOUT)))["demands"][1]["holds"] is False


def test_a_profile_covers_the_threads_that_a_script_starts(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import threading\n"
        "def burn_here(): sum(i * i for i in range(100_000))\n"
        "def burn_there(): sum(i * i for i in range(100_000))\n"
        "burn_here()\n"
        "thread = threading.Thread(target=burn_there)\n"
        "thread.start()\n"
        "thread.join()\n"
    )

    done = subprocess.run(
        [sys.executable, "-m", "bench.profiled", tmp_path / "profile", script],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    text = profiled.as_text(tmp_path / "profile")
    assert "burn_here" in text
    assert "burn_there" in text


def test_the_circumstances_can_be_told():
    assert machine.describe()["cores"] == os.cpu_count()
    assert machine.load() >= 0
    assert machine.versions("18")["Postgres"] == "18"


def test_make_help_lists_bench():
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "make bench " in shown
