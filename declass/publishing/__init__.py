"""What people decided, published: results made again from stored pages and decisions, without reading a page."""
