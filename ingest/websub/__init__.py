"""WebSub (W3C Recommendation, 23 January 2018): hubs push to us what is new, and polls only look after them.

    promises.py   which feed is pushed by which hub, and until when: the rows, and what hubs say about them
    hub.py        asks hubs to begin, to go on, and to end                             (network, in ``ingest``)
    signature.py  pure: was this body signed with our secret?
    pushes.py     what hubs bring, from the callback into a row                        (in the web process, which only stores)
    drain.py      from those rows to articles, through the caged processes             (CPU, in ``ingest``)

``ingest/views.py`` is the callback. Import the modules, not this package: the pipeline itself uses ``promises``.
"""
