"""登记: the writing side of the lists: one row on a form, one value in its cell, many rows pasted, and what was not finished."""
