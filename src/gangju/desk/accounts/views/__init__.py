"""Pages of accounts: the door, one's own account, and one page file for each of the three administrators."""
