"""Is everything well? Each thing that may go wrong has a check of its own, and each check ends in one ``Finding``.

asking.py          asks all of them, each for some seconds at most
finding.py         what a check found: fine, or what to do
configuration.py   settings, TLS, files with secrets
database.py        the server, its connections, migrations
machine.py         disk and memory
clock.py           our clock and the database's
network.py         whether feeds can be reached
feeds.py           late feeds, and tasks that wait
mail.py            whether the mail server takes us
site.py            the site itself, its static files, its cache, its administrators
backups.py         how old the newest backup is
"""
