"""异议: a branch disputes a figure where it stands, on its why page; the figure says so until the competent level has answered.

A contest is a case of kind `appeal` (申诉复核) with the figure it is about beside it. The direct superior answers about records; a
dispute about a rule or a parameter goes to whoever adopted the plan. Nobody answers his own.
"""
