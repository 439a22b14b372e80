"""The review in the browser: a server over the catalog, the results and the log of decisions."""
