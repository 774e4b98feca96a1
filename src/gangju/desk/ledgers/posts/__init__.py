"""班子 and 换届: who holds which office since when, what the office opens, when the next election is due, who enters for whom.

One line of thought: an office is a dated row and the grant hangs on that row, so ending the office by whatever deed ends what
it opened (`actions`, `access.carried`). A term is a dated row too, from the election to the day the rule or the approval
names (`terms`); every reminder is computed from it.
"""
