"""Pure: editors' rules. A rule has conditions on what a feed says of an entry, and says what becomes of those that meet them.

folding.py    texts as they are compared: without case, accents and what cannot be seen
pattern.py    regular expressions that end in linear time; the only user of RE2
condition.py  one condition: a field, an operator, a value; and what is wrong with one
subject.py    what conditions ask: an entry that comes, or an article that is here
matching.py   is a condition met, and by which words
telling.py    conditions and effects in an editor's words
shortlist.py  which of many rules may hit at all, told by four letters of each
book.py       all rules in their order -> what becomes of an entry, and by which of them
"""
