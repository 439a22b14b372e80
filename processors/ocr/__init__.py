"""Recognising text: the engine protocol, Tesseract, and the filters against noise read as text."""
