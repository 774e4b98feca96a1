"""Keys and ciphers of one installation: sealing what is sensitive, keyed hashes for matching.

`keys` knows where the keys lie, `sealing` and `hashing` use them, `rotation` changes them. The room has no tables: rooms
with sealed columns register them.
"""
