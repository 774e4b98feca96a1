"""The pages of this room: files, belonging, lists, check sheets."""
