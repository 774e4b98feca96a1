"""The list pages of the ledgers: found, sorted, printed, edited in place, pasted, undone."""
