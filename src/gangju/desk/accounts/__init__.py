"""Accounts, second factor, lock-out, the three administrators, hand-over of posts."""
