"""deploy/prometheus/alerts.yml: it asks for figures that there are, and docs/operations.md tells of each alert."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "deploy/prometheus/alerts.yml"
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
RULES = yaml.safe_load(FILE.read_text("utf-8"))["groups"][0]["rules"]
FIRING = """
rule_files: [{rules}]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {{series: 'up{{job="newsroom"}}', values: '1x10 0x50'}}
      - {{series: 'newsroom_last_good_fetch_seconds', values: '60+60x200'}}
      - {{series: 'newsroom_feeds{{condition="fine"}}', values: '70x200'}}
      - {{series: 'newsroom_feeds{{condition="failing"}}', values: '30x200'}}
      - {{series: 'newsroom_feeds{{condition="paused"}}', values: '900x200'}}
    alert_rule_test:
      - {{eval_time: 8m, alertname: SiteDown, exp_alerts: []}}
      - eval_time: 20m
        alertname: SiteDown
        exp_alerts: [{{exp_labels: {{severity: page, job: newsroom}}, exp_annotations: {site}}}]
      - {{eval_time: 2h, alertname: NoNews, exp_alerts: []}}
      - eval_time: 2h10m
        alertname: NoNews
        exp_alerts: [{{exp_labels: {{severity: page}}, exp_annotations: {news}}}]
      - eval_time: 70m
        alertname: ManyFeedsFail
        exp_alerts: [{{exp_labels: {{severity: ticket, condition: failing}}, exp_annotations: {fail}}}]
"""


def figures():
    """{name: its labels} of every figure that the code makes, out of the table of docs/operations.md."""
    rows = re.findall(r"^\| `(newsroom_\w+)` \| .* \| (?:`(\w+)`)? ?\|$", OPERATIONS, re.MULTILINE)
    return dict(rows)


def test_the_code_makes_every_figure_of_the_table_and_no_other():
    code = (ROOT / "ingest/metrics.py").read_text("utf-8")
    made = set(re.findall(r'"(newsroom_[a-z_]+[a-z])"', code)) | {"newsroom_attempts_5m", "newsroom_attempts_1h"}
    made |= set(re.findall(r'"(newsroom_entries_1h)"', code))

    assert made - {"newsroom_attempts"} == set(figures())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_asks_for_a_figure_and_a_label_that_there_are_and_says_what_to_do(rule):
    named = re.findall(r"(newsroom_\w+)(?:\{(\w+)(?:[!=]~?|=~)\")?", rule["expr"])

    assert {name for name, _ in named} <= set(figures())
    assert [(name, label) for name, label in named if label and label != figures()[name]] == []
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["annotations"]["action"]
    assert f"`{rule['alert']}`" in OPERATIONS


@pytest.fixture
def promtool():
    program = shutil.which("promtool")
    if not program:
        pytest.skip("promtool is not installed (apt-get install prometheus): the alerts were only parsed")
    return program


def test_prometheus_itself_accepts_the_rules_and_fires_them_when_it_should(promtool, tmp_path):
    told = {rule["alert"]: rule["annotations"] for rule in RULES}
    scenario = tmp_path / "scenario.yml"
    scenario.write_text(
        FIRING.format(rules=FILE, site=told["SiteDown"], news=told["NoNews"], fail=told["ManyFeedsFail"]), "utf-8"
    )

    checked = subprocess.run([promtool, "check", "rules", str(FILE)], capture_output=True, text=True, check=False)
    tried = subprocess.run([promtool, "test", "rules", str(scenario)], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert tried.returncode == 0, tried.stdout + tried.stderr
