"""One person on one page: the member file, dated rosters of persons, the check sheet of a branch."""
