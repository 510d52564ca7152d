"""What the finished pages are held to, looked at in a real browser: reach, weight, looks.

A *stand* is the demonstration served as production serves it; the *catalogue* names every page and
state of it. Only tests and `python -m audits` use this package (docs/screenshots-and-budgets.md).
"""
