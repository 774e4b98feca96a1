"""Keys and ciphers of one installation: sealing what is sensitive, keyed hashes for matching."""
