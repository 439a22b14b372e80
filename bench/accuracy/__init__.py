"""How well text is read: `declass` beside Tesseract, RapidOCR and OCRmyPDF, on pages with truth.

`python -m bench.accuracy DATA_DIR --out DIR` reads every page with every system, one page in one process, and keeps
each result under its content in DIR, so that an interrupted run goes on where it stopped.
"""
