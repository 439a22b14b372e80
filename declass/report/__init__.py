"""The report of a batch: one HTML page to look at, the same figures as JSON, and a table of all documents.

OUT/report.html             opens from disk, asks for nothing from anywhere
OUT/report.json             the figures (`declass.report.figures`)
OUT/report-documents.csv    every document, where the page shows only some
"""
