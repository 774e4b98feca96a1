"""审读: a document is read, every item decided about beside its text, looked over by a second person, and kept as a pack."""
