"""Pasted text read into the rows of a chart: a list from Word, cells from Excel. All here is pure."""
