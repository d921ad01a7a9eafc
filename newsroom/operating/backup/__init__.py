"""Copies of a site, and what proves that they are whole.

One backup is one directory, ``newsroom-20260131T031700Z``:

    manifest.json   what is in it: release, server, migrations, rows and checksum of each table, bytes and digest of each file
    database.dump   everything in the database, in pg_dump's custom format
    media.tar       our copies of pictures, where they are on this disk and not in a bucket
    secret_key      the site's key, where it is a file and not a setting

The dump and the checksums are of one moment (one exported snapshot), whatever is written meanwhile. The manifest is written
last and the directory gets its name last, so what has its name is whole.

making.py      make one, keep some            sums.py      rows and checksum of each table
restoring.py   restore one, and the drill     programs.py  pg_dump and pg_restore of the right version
manifest.py    the manifest                   address.py   where a database is
record.py      what was done last
"""
