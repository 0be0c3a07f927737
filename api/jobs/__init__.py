"""Long work: imports, printing, exports. ``runner`` takes jobs; the other modules do one kind each.

A kind is a function of a ``Piece`` that does the next step in transactions of its own and says how
far it came; what it committed is not done again after a restart.
"""
