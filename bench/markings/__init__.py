"""How markings are parsed: tables of printed ones, and strings that nobody printed."""
