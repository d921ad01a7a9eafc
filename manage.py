#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from newsroom import database


def main() -> None:
    """Start the embedded database where no other is named, then run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")  # noqa: TID251  Django reads it from there.
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415  After the line above.
    from django.core.management import execute_from_command_line  # noqa: PLC0415  As above.
    from django.db.utils import NotSupportedError, OperationalError  # noqa: PLC0415  As above.

    try:
        database.start_if_embedded(sys.argv)
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, database.DatabaseStartError) as error:
        sys.exit(f"error: {error}")
    except (OperationalError, NotSupportedError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"error: the database: {error}")


if __name__ == "__main__":
    main()
