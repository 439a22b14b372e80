"""From words with places to text as it is read: lines, paragraphs, columns, tables."""
