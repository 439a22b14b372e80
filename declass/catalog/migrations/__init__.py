"""How the tables of the catalog came to be, step by step; run by `declass.catalog.database` when one is opened."""

# The newest step: what an up-to-date catalog says of itself.
HEAD = "0005"
