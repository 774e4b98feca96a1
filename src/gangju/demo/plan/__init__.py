"""The demo county's plan as a document: our own words in the genre of the sources, and what the reviewing officer decided.

`plan.txt` is the source, one paragraph a line; `yunlan-2026.docx` is made from it and read like any other document. Three
doubts stand in it on purpose: a lost digit, a count that does not match, a term that is named and never explained.
"""
