"""From what the reader found to a draft plan: every quantified clause becomes a draft standard over the ledgers, every charge of
a unit a task, every doubt a question. Nothing is in force until somebody accepts it.

The reader knows no ledger and the engine knows no text; this room knows both, and no web.
"""
