"""The deeds of this room, one function each: check, write, journal, in one transaction."""

from gangju.desk.people.actions.checks import Answers, record_check, record_unchanged
from gangju.desk.people.actions.contacts import record_contact
from gangju.desk.people.actions.members import Basics, Newcomer, add_member, correct, leave, transfer
from gangju.desk.people.actions.standing import Standing, name_contact, prolong, put_on, register_visitor, take_off

__all__ = [
    "Answers",
    "Basics",
    "Newcomer",
    "Standing",
    "add_member",
    "correct",
    "leave",
    "name_contact",
    "prolong",
    "put_on",
    "record_check",
    "record_contact",
    "record_unchanged",
    "register_visitor",
    "take_off",
    "transfer",
]
