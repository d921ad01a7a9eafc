"""The sample edition: eight fictional publishers on an invented coast, for trying Newsroom without the internet.

    publishers/*.toml --edition--> Publisher(Piece...) --render--> documents --server--> loopback HTTP --> the real ingest

``rows.py`` is the only writer of what it adds to the database, and takes all of it out again. The pictures are ours
too: ``python -m newsroom.sample.draw`` draws them.
"""
