"""Codes, markings, stamps, numbers and dates: what a page says about itself, from strings and their places.

Entries of the tables carry a tag of how they are known: [V] the form was seen on released pages or in an official
source, [P] the form was seen and its meaning is general knowledge, [M] general knowledge only.
"""
