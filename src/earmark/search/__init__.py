"""Words -> integer keys: the query language, the tokeniser, the index, the snippets.

``put``, ``remove`` and ``move`` keep the index; ``parse`` reads what a reader typed,
``matches`` and ``best`` find it, ``snippet`` shows it. Knows accounts by number and rows
by an integer key, and nothing of what they are.
"""
