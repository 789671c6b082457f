"""A table from a spreadsheet, read into risk points with their measures. Nothing here writes."""
