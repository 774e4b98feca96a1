"""Gangju 纲举: from the text of a policy to an explained result."""

__version__ = "0.1.0"
