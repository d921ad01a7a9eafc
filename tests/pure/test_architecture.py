"""What must stay true, held by machine. The rules, and what holds each:

 1  layers newsroom > ingest > articles              import-linter; here: the contracts name every module
 2  stages do not import one another                 import-linter; here: as above
 3  pure stages: no Django, no clock, no settings    import-linter; here: test_pure_modules_...
 4  one door for each outside thing                  ruff's banned-api; here: test_the_doors_..., test_ruff_..., templates
 5  one writer an app                                here: test_only_the_writers_write
 6  only the sanitizer makes SafeHTML                mypy; here: test_only_the_sanitizer_..., test_mypy_...
 7  visible() stands behind every output             here: test_every_output_...; tests/web walks the pages
 8  what an editor changed or refused stays so       tests/db of the store
 9  one ``except IngestError`` records failures      here: test_who_catches_...; tests of the pipeline
10  rules of data are constraints, each tested       here: test_every_constraint_...
11  no signals, save(), services, utils, |safe       ruff's banned-api; here: four tests
12  lists load no bodies; queries do not grow        tests/web counts the queries of each page
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
APPS = ("articles", "ingest", "newsroom")
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BANNED = CONFIG["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
CONTRACTS = {contract["name"]: contract for contract in CONFIG["tool"]["importlinter"]["contracts"]}
PURE = CONTRACTS["Pure stages know neither Django nor Postgres"]["source_modules"]

DOORS = {
    "articles/sanitize.py": {"nh3", "bleach"},
    "articles/templatetags/safe_html.py": {"django.utils.safestring.SafeString"},
    "articles/rules/pattern.py": {"re2"},
    "gunicorn.conf.py": {"os.environ", "socket"},  # Names the settings module.
    "ingest/failures.py": {"aiohttp", "socket"},  # Names the errors of fetch.py; opens nothing.
    "ingest/fetch.py": {"aiohttp"},
    "ingest/guards.py": {"aiohttp", "socket"},  # Makes the sockets of fetch.py.
    "ingest/mails.py": {"django.core.mail"},
    "ingest/parse.py": {"feedparser"},
    "manage.py": {"os.environ"},  # Names the settings module.
    "newsroom/bucket.py": {"minio", "urllib3"},  # Speaks to the bucket that a setting names.
    "newsroom/embedded.py": {"os.environ"},  # initdb takes its locale from there.
    "newsroom/environment.py": {"os.environ", "dotenv"},
    "newsroom/probe.py": {"http.client"},  # Asks our own site whether it is well.
    "newsroom/run.py": {"os.environ", "socket"},  # Tries whether our own port is free.
    "newsroom/wsgi.py": {"os.environ"},  # Names the settings module.
}
WRITERS = {
    "articles/store.py": "articles",
    "articles/ruling.py": "which rules met which articles",
    "articles/rule_orders.py": "what editors order of rules",
    "articles/sweeping.py": "what a rule does to articles that are here already",
    "articles/standing.py": "where articles stand",
    "articles/bulk.py": "orders for many articles, and how far they are",
    "articles/reversal.py": "where articles stood before an order that is taken back",
    "articles/admin/saved_filters.py": "the filters that editors keep",
    "articles/publishers.py": "sources and sections",
    "articles/source_states.py": "how far we are with a source",
    "articles/editing.py": "what editors write over what publishers sent",
    "articles/corrections.py": "what we correct ourselves",
    "articles/desk_log.py": "what readers are told of the desk",
    "articles/audit.py": "who changed what at the desk",
    "articles/figures.py": "what there was on a day, for statistics",
    "articles/profiles.py": "who stands in the About box",
    "articles/takedowns.py": "who asked us to take something down",
    "articles/tombstones.py": "what may come back",
    "articles/inserting.py": "new articles, in one statement",
    "articles/search/indexing.py": "the texts by which articles can be found",
    "articles/search/vocabulary.py": "the words for the spelling hint",
    "articles/stories/clearing.py": "what stories need no longer",
    "articles/stories/writing.py": "what grouping decided, in one statement",
    "articles/stories/rewriting.py": "what a recluster came to",
    "articles/stories/tallying.py": "counts and ranks of stories, in one statement",
    "articles/stories/change.py": "what an order changes",
    "articles/stories/orders.py": "what editors order of stories",
    "articles/stories/undoing.py": "what editors take back",
    "articles/stories/doubts.py": "what readers doubt",
    "ingest/roles.py": "the groups that the roles of the desk are",
    "newsroom/access/attempts.py": "tries to sign in",
    "newsroom/access/codes.py": "second factors",
    "newsroom/access/session_limits.py": "sessions that end",
    "ingest/ledger/asides.py": "what was read beside the schedule",
    "ingest/ledger/attempts.py": "attempts, and what becomes of feeds by them",
    "ingest/ledger/clock.py": "what a clock left in the future",
    "ingest/ledger/feeds.py": "which feeds there are, and what people order",
    "ingest/ledger/hosts.py": "hosts",
    "ingest/ledger/notices.py": "notices",
    "ingest/ledger/pruning.py": "what of the ledger is forgotten",
    "ingest/ledger/runs.py": "rounds",
    "ingest/ledger/sources.py": "the feeds of a source that is read, or not",
    "ingest/ledger/turns.py": "claims",
    "ingest/drafts.py": "what is fetched before it is saved",
    "ingest/websub/promises.py": "subscriptions at hubs",
    "ingest/websub/pushes.py": "what hubs bring, until it is read",
    "articles/visits.py": "counts of readers, in one statement",
    "newsroom/sample/rows.py": "takes out the sample edition, over both apps",
    "newsroom/sample/desk.py": "makes the editor of the sample edition, who is nobody",
    "newsroom/sample/notices.py": "leaves a notice and a tombstone at the desk of the sample edition",
    "newsroom/sample/polls.py": "makes up the rounds that the sample edition would have come by",
    "newsroom/sample/past.py": "dates what the sample edition brought, and counts its readers",
}
CATCHERS = {
    "ingest/pipeline.py": "records each failure of a feed",
    "ingest/archives.py": "ends the search for entries that were missed",
    "ingest/replay.py": "says of a kept document why it cannot be read",
    "ingest/pictures.py": "keeps the failure in the place of the picture",
    "ingest/admin/add_feed.py": "tells the editor who asked",
    "ingest/management/commands/add_feed.py": "tells the person at the terminal who asked",
}
READS_STORED_HTML = {
    "articles/models/body.py": "reads back what store.py took, which was a CleanEntry",
    "articles/models/revision.py": "reads back what was such a body",
}
KNOWS_THE_UNSEEN = {
    "articles/views/article.py": "answers 410, and nothing more, for what is gone",
    "articles/views/picture.py": "shows the desk, and nobody else, the pictures of what it previews",
}
CLOCK = re.compile(
    r"\b(datetime\.(now|utcnow|today)|date\.today|timezone\.now|time\.(time|monotonic|perf_counter)|perf_counter|monotonic)\("
)
WRITING = {
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "acreate",
    "asave",
    "adelete",
    "aupdate",
}
WRITING_SQL = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|COPY\s+\w+\s+FROM)\b"
)
OUTPUTS = ("articles/views/", "articles/feeds", "articles/sitemaps", "articles/context.py", "articles/templatetags/")
NAMES_OF_NOTHING = re.compile(r"^(utils?|helpers?|common|misc|services?|managers?|tools)\.py$")
CLASSES_OF_NOTHING = re.compile(r"(Service|Helper|Utils?|Handler|Processor|Controller|Manager)$")


def sources():
    """Every module of the product, by its path from the root; migrations are made by machine."""
    files = [file for app in APPS for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts]
    return {
        file.relative_to(ROOT).as_posix(): file.read_text("utf-8")
        for file in sorted([*files, ROOT / "manage.py", ROOT / "gunicorn.conf.py"])
    }


@cache
def trees():
    return {path: ast.parse(text) for path, text in sources().items()}


def found(matches):
    """Every (path, node) of the product for which ``matches(node)`` holds, as ``path:line`` by path."""
    places = defaultdict(list)
    for path, tree in trees().items():
        places[path] += [f"{path}:{node.lineno}" for node in ast.walk(tree) if matches(node)]
    return {path: lines for path, lines in places.items() if lines}


def name_of(module):
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(path):
    """The dotted names that a module imports at its top, those for types only left out."""
    names = set()
    for node in trees()[path].body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


# 1-3 ------------------------------------------------------------------------------------------------------------------


def test_the_contract_of_pure_modules_names_every_one_of_them():
    tops = {name_of(path): path for path in sources() if re.fullmatch(r"(articles|ingest)/\w+\.py", path)}
    impure = {
        module for module, path in tops.items() if any(re.match("(django|psycopg)", name) for name in imports(path))
    }
    reached = None
    while impure != reached:
        reached = set(impure)
        impure |= {
            module
            for module, path in tops.items()
            if any(
                name in impure or re.match(r"(articles|ingest)\.(models|views|admin|ledger)", name)
                for name in imports(path)
            )
        }
    known = {"articles", "ingest", "articles.urls", "articles.apps", "ingest.apps", "ingest.workers"}

    missing = sorted(set(tops) - impure - set(PURE) - known)

    assert missing == [], "list these in pyproject.toml under 'Pure stages know neither Django nor Postgres'"


def test_every_module_that_a_contract_names_exists():
    named = {
        module
        for contract in CONTRACTS.values()
        for key in ("modules", "source_modules")
        for module in contract.get(key, [])
    }

    def exists(module):
        path = ROOT / module.replace(".", "/")
        return path.with_suffix(".py").exists() or (path / "__init__.py").exists()

    assert {module for module in named if not exists(module)} == set()


def test_pure_modules_take_the_time_and_the_settings_as_arguments():
    texts = sources()
    pure = [
        f"{module.replace('.', '/')}.py" for module in PURE if module != "ingest.fetch"
    ]  # It measures its own time.

    assert [path for path in pure if path in texts and CLOCK.search(texts[path])] == []
    assert [path for path in pure if path in texts and re.search(r"\bsettings\.[A-Z]", texts[path])] == []


# 4 --------------------------------------------------------------------------------------------------------------------


def test_the_doors_to_outside_things_are_these_and_no_others():
    doors = defaultdict(set)
    for path, text in sources().items():
        for line in text.splitlines():
            if "TID251" in line:
                code = line.partition("#")[0]
                dotted = re.sub(r"from (\S+) import (\w+)", r"\1.\2", code)
                doors[path] |= {name for name in BANNED if re.search(rf"\b{re.escape(name)}\b", f"{code} {dotted}")}

    assert dict(doors) == {path: names for path, names in DOORS.items() if path in doors}
    assert set(DOORS) - set(doors) == set(), "a door that is no longer there"


def test_ruff_refuses_every_banned_name_elsewhere():
    attempts = [f"import {name}" if name.islower() and "mark_safe" not in name else name for name in BANNED]
    lines = [
        "import os, django",
        *[f"{line}\n" if line.startswith("import") else f"print({line})" for line in attempts],
    ]
    lines += ["from django.utils.safestring import mark_safe, SafeString", "from os import environ, getenv"]

    refused = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--select=TID251",
            "--output-format=concise",
            "--stdin-filename=articles/x.py",
            "-",
        ],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    ).stdout

    assert [name for name in BANNED if f"`{name}` is banned" not in refused] == []


def test_every_noqa_says_why():
    silent = [
        f"{path}:{number}"
        for path, text in sources().items()
        for number, line in enumerate(text.splitlines(), 1)
        if "noqa" in line and not re.search(r"# noqa: [A-Z]+\d+(, [A-Z]+\d+)*  \w", line)
    ]

    assert silent == []


# 5 --------------------------------------------------------------------------------------------------------------------


def writes(node):
    """Tell whether a node writes to the database: by the name of a method, by its arguments, or by SQL in a text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return bool(WRITING_SQL.search(node.value)) and "\n" in node.value + "\n"
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    on_rows = re.search(r"objects|filter\(|exclude\(|queryset", ast.unparse(node.func.value))
    return (
        node.func.attr in WRITING
        or (node.func.attr in {"save", "delete"} and not node.args)
        or (node.func.attr == "update" and bool(on_rows or node.keywords))
    )


def test_only_the_writers_write():
    places = {path: lines for path, lines in found(writes).items() if path not in WRITERS}

    assert places == {}


@pytest.mark.parametrize(
    "code",
    [
        "Article.objects.create(headline='x')",
        "article.save(update_fields=['dek'])",
        "chosen.update(status='rejected')",
        "feeds.filter(id=1).update(**new)",
        "chosen.delete()",
        "cursor.execute('DELETE FROM articles_article')",
    ],
)
def test_the_search_for_writers_finds(code):
    assert any(writes(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["image.save(path)", "store.save(delivery, decisions)", "seen.update(names)", "bar.update()"]
)
def test_the_search_for_writers_leaves_alone(code):
    assert not any(writes(node) for node in ast.walk(ast.parse(code)))


# 6 --------------------------------------------------------------------------------------------------------------------


def makes_safe_html(node):
    """Tell whether a node claims that a text is safe; the empty one is."""
    return isinstance(node, ast.Call) and (
        (ast.unparse(node.func).endswith("SafeHTML") and ast.unparse(node.args[0]) != "''")
        or (ast.unparse(node.func).endswith("cast") and "SafeHTML" in ast.unparse(node.args[0]))
    )


def test_only_the_sanitizer_makes_safe_html():
    makers = found(makes_safe_html)
    makers.pop("articles/sanitize.py", None)

    assert {path: lines for path, lines in makers.items() if path not in READS_STORED_HTML} == {}


def test_to_mypy_unclean_text_is_no_safe_html():
    program = (
        "from articles.entry import SafeHTML\n"
        "def store(body: SafeHTML) -> None: ...\n"
        "store('<b>raw</b>')\n"
        "store(SafeHTML('<b>clean</b>'))\n"
    )

    said = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file=", "--strict", "--no-incremental", "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    ).stdout

    assert '<string>:3: error: Argument 1 to "store" has incompatible type "str"; expected "SafeHTML"' in said
    assert said.count("error:") == 1


# 7 --------------------------------------------------------------------------------------------------------------------


def test_every_output_asks_for_what_is_visible():
    asking = re.compile(
        r"\bArticle\.objects\.(?!visible\(|none\()|(source|section|editor|self)\.articles\.(?!visible\()"
    )
    open_doors = [
        f"{path}:{number}"
        for path, text in sources().items()
        if path.startswith(OUTPUTS) and path not in KNOWS_THE_UNSEEN
        for number, line in enumerate(text.splitlines(), 1)
        if asking.search(line)
    ]

    assert open_doors == []


# 9 --------------------------------------------------------------------------------------------------------------------


def catches_ingest_errors(node):
    return isinstance(node, ast.ExceptHandler) and node.type is not None and "IngestError" in ast.unparse(node.type)


def test_who_catches_ingest_errors_is_known():
    assert {path: lines for path, lines in found(catches_ingest_errors).items() if path not in CATCHERS} == {}


# 10 -------------------------------------------------------------------------------------------------------------------


def test_every_constraint_has_a_test_that_names_it():
    tests = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests/db").glob("*.py"))
    names = [
        constraint.name
        for app in ("articles", "ingest")
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    ]

    assert names
    assert [name for name in names if not re.search(rf"\b{name}\b", tests)] == []


# 11 -------------------------------------------------------------------------------------------------------------------


def test_no_model_hides_work_in_save_or_delete():
    def hides(node):
        return isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "save_base"}

    places = {
        path: lines for path, lines in found(hides).items() if "/models/" in path or path.endswith("querysets.py")
    }

    assert places == {}


def test_no_file_and_no_class_is_named_after_nothing():
    files = [path for path in sources() if NAMES_OF_NOTHING.match(Path(path).name)]
    classes = found(lambda node: isinstance(node, ast.ClassDef) and bool(CLASSES_OF_NOTHING.search(node.name)))

    assert files == []
    assert classes == {}


def test_no_receiver_listens_for_signals():
    signals = re.compile(
        r"@receiver|\.connect\(.*sender=|(pre|post)_(save|delete|init)\b|m2m_changed|GenericForeignKey"
    )

    assert [path for path, text in sources().items() if signals.search(text)] == []


def test_no_template_switches_escaping_off():
    loose = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off|\{%\s*filter\s+safe")
    templates = [
        file
        for folder in ("templates", *APPS)
        for file in (ROOT / folder).rglob("*")
        if file.suffix in {".html", ".xml", ".txt"}
    ]

    assert [file.relative_to(ROOT).as_posix() for file in templates if loose.search(file.read_text("utf-8"))] == []


# The manner -----------------------------------------------------------------------------------------------------------


def test_no_file_is_longer_than_300_lines():
    long = {path: len(text.splitlines()) for path, text in sources().items()}

    assert {path: lines for path, lines in long.items() if lines > 300} == {}


def test_no_function_is_longer_than_60_lines():
    def is_long(node):
        return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 60

    assert found(is_long) == {}


def test_scripts_are_valid_for_their_shell():
    for script in [ROOT / ".ci/run", *ROOT.glob("**/*.sh")]:
        if ".venv" in script.parts:
            continue
        shell = "bash" if "bash" in script.read_text("utf-8").split("\n", 1)[0] else "sh"

        checked = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, check=False)

        assert checked.returncode == 0, checked.stderr


def test_no_locked_dependency_names_a_registry_or_a_path():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")

        assert not re.search(r"https?:|file://|^-|^/", text, re.MULTILINE)
        pins = re.findall(r"^([a-z][\w.-]*)==\S+ \\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[a-z]", text, re.MULTILINE)), "each is pinned and has a hash"
