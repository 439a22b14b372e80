"""The word lists behind `samples.content`."""

from __future__ import annotations

PLACE_STARTS = (
    "Varn",
    "Tarn",
    "Osk",
    "Mell",
    "Kest",
    "Brev",
    "Sund",
    "Halv",
    "Yrr",
    "Lom",
    "Pell",
    "Drav",
    "Quil",
)
PLACE_ENDS = (
    "holm",
    "eska",
    "avik",
    "orra",
    "mere",
    "ostad",
    "ivar",
    "undo",
    "ellen",
    "agrad",
    "imor",
    "essa",
)

SURNAME_STARTS = (
    "Tremble",
    "Quill",
    "Oster",
    "Harrow",
    "Vand",
    "Pett",
    "Mirr",
    "Dask",
    "Fenn",
    "Loxley",
    "Brack",
    "Sorr",
)
SURNAME_ENDS = ("wick", "ander", "by", "ovik", "mont", "gate", "ling", "haven", "strom", "ett", "moor")
FIRST_NAMES = (
    "A. J.",
    "R. T.",
    "L. M.",
    "Osric",
    "Ilmar",
    "Tova",
    "Bertil",
    "Aldous",
    "Signe",
    "Corwin",
    "H. P.",
)

CODE_COLOURS = ("AMBER", "GREY", "COPPER", "VIOLET", "CHALK", "RUSSET", "INDIGO", "OCHRE", "PEWTER", "UMBER")
CODE_ANIMALS = (
    "TEASEL",
    "LANTERN",
    "HERON",
    "THIMBLE",
    "SEXTANT",
    "BRAMBLE",
    "FERRY",
    "CORMORANT",
    "ANVIL",
    "ORCHARD",
)

AGENCIES = (
    "Bureau of Coastal Survey",
    "Office of Northern Liaison",
    "Directorate of Harbor Records",
    "Board of Wireless Estimates",
    "Joint Committee on Ferry Traffic",
    "Division of Lighthouse Affairs",
    "Center for Tidal Studies",
)

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

ACTORS = (
    "the harbor master",
    "the survey party",
    "the local committee",
    "our liaison officer",
    "the shipping agent",
    "the ministry",
    "a reliable observer",
    "the district engineer",
    "the radio section",
    "the delegation",
)

VERBS = (
    "reported",
    "confirmed",
    "inspected",
    "postponed",
    "described",
    "requested",
    "questioned",
    "completed",
    "recorded",
    "withdrew",
)

OBJECTS = (
    "ferry timetable",
    "signal tower",
    "grain shipment",
    "lighthouse repair",
    "customs register",
    "winter fuel estimate",
    "dredging contract",
    "weather station",
    "cable landing",
    "construction schedule",
    "transport agreement",
)

ADJECTIVES = (
    "provisional",
    "annual",
    "northern",
    "unfinished",
    "revised",
    "temporary",
    "disputed",
    "experimental",
    "combined",
    "separate",
)

GOODS = (
    "timber",
    "copper wire",
    "herring",
    "cement",
    "lamp oil",
    "machine parts",
    "wool",
    "paper pulp",
    "glass",
)

UNITS = ("tons", "crates", "barrels", "wagons", "bales")

SENTENCES = (
    "{actor} {verb} the {adjective} {object} at {place} on {date}.",
    "according to the {agency}, {number} {unit} of {goods} were landed at {place} during the quarter.",
    "{person} of the {agency} {verb} the {object} and asked for a {adjective} estimate.",
    "no further information on the {object} is expected before the end of the month.",
    "the {adjective} {object} was discussed with {person}, who considered it impossible to finish in winter.",
    "under project {project}, {actor} will continue to observe the {object} near {place}.",
    "it is recommended that the {agency} compare these figures with the {adjective} {object}.",
    "the road from {place} to {place} remained closed, and {number} {unit} of {goods} could not be moved.",
    "{actor} believes that the {object} can be repaired for less than the sum in the {adjective} budget.",
    "a copy of this paper was sent to {person} at {place} for comment.",
    "storage at {place} is sufficient for {number} {unit} of {goods}, but not for the {adjective} reserve.",
    "in the opinion of {person}, the {object} depends upon an agreement between {place} and {place}.",
    "the {agency} has not yet answered the question raised by {actor} in the previous report.",
    "since {date} the {object} has been under the control of {actor}.",
    "neither {actor} nor {person} could explain why the {object} had been altered.",
    "construction of the {adjective} {object} is to commence when the permits have been signed.",
    "the cost of {goods} rose by {number} percent, which {actor} attributed to transport difficulties.",
    "{actor} reported that nothing of importance happened at {place} in the period under review.",
    "the {agency} keeps {number} {unit} of {goods} in reserve, most of them in the old depot at {place}.",
    "{person} left {place} on {date} without having seen the {adjective} {object}.",
    "two visits to {place} have shown that the {object} is larger than {actor} had reported.",
    "it is not known who ordered the {adjective} {object}, or for what purpose.",
    "{actor} and {person} met at {place} on {date} to settle the matter of the {goods}.",
    "all messages on project {project} are to be sent through the {agency}.",
    "the harbor at {place} was free of ice until {date}, three weeks longer than in other years.",
    "among the papers of {person} was a list of {number} {unit} of {goods} with no place of origin.",
    "should the {object} fail, traffic between {place} and {place} would have to be diverted.",
    "this office has no record of a {adjective} {object} before {date}.",
)

TITLES = (
    "Prospects for the {goods} Trade of {place}",
    "Harbor Conditions at {place}",
    "Winter Movement of {goods} through {place}",
    "Repair of the Signal Tower at {place}",
    "Estimate of {goods} Stocks in the {place} District",
)
