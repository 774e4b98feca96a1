"""A second opinion on the engine: a slow, obvious program, written by hand from the design, on plain dictionaries.

Nothing here imports the engine's reading, compiling or judging. Two programs of two minds that agree on a thousand
random worlds are unlikely to be wrong in the same way. Only `against.py` knows the engine: it hands both the same world.
"""
