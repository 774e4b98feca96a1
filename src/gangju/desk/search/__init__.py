"""Full-text search in Chinese over everything the viewer may see."""
