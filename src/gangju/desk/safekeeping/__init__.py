"""保管: one file that holds a whole installation, made while it is in use, and an installation made from such a file.

The file is a zip: `manifest.json` says what is inside (versions, rows and hash of each table, hash of each file), then
one JSON list a row in `tables/<table>.jsonl`, then the data folder's files. Rows are written in the words of the
models and not of a database, so a backup of SQLite can be restored into PostgreSQL and the other way round.
"""
