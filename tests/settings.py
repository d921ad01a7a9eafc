"""The site's settings for tests: neither a developer's ``.env`` nor settings in the shell may change what is tested."""

import atexit
import os
import shutil
import tempfile

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
KEPT = {"NEWSROOM_REQUIRE_BROWSER"} | ({"NEWSROOM_VAR"} if IS_WORKER else set())

for name in [name for name in os.environ if name == "PORT" or (name.startswith("NEWSROOM_") and name not in KEPT)]:
    del os.environ[name]
os.environ["NEWSROOM_ENV_FILE"] = ""
if not IS_WORKER:
    os.environ["NEWSROOM_VAR"] = tempfile.mkdtemp(prefix="newsroom-test-var-")
    atexit.register(shutil.rmtree, os.environ["NEWSROOM_VAR"], ignore_errors=True)

from newsroom.settings import *  # noqa: E402, F403  After the environment is plain.
from newsroom.settings import STATIC_ROOT, STORAGES  # noqa: E402  By name, since they are used below.

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Signing in a hundred times must cost nothing.
VISITS_FLUSH_SECONDS = 0.0  # No thread writes while another test runs.
EDITION_SECONDS = 0.0  # Each test sees what it has just written.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}  # No build.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is absent, and a warning is an error.
