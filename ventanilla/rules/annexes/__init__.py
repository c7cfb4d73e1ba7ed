"""The annexes of a guarantee: tables of goods, and the taxes their importation would cause.

An annex is one module beside this text that gives `ANNEX`: its columns, the rows they make and what those are charged
beyond what every good is; `registry` names them all. `estimates.estimate` computes, `reading` makes rows of a file's
bytes, `template` makes the file people fill in. The sums are estimates for a guarantee, not a liquidation.
"""
