"""For English, the desk's language."""
