"""The sample edition: fifteen fictional publishers on an invented coast, for trying Newsroom without the internet.

    publishers/*.toml --edition--> Publisher(Piece...) --render--> documents --server--> loopback HTTP --> the real ingest

Pieces that were changed are printed as often as they changed, and each printing is read: so they have a history.
``polls.py`` makes up the rounds by which all of it would have come.
``desk.py`` then gives the orders of ``desk.toml``, and ``past.py`` dates all of it to when the edition says it was, and
counts its readers. ``rows.py`` puts publishers and feeds in, and takes everything out again. The pictures are ours too:
``python -m newsroom.sample.draw`` draws them.
"""
