"""证件号码和电话: kept encrypted, matched by keyed hashes, shown masked; whole only against a logged reason."""
