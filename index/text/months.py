"""Months: their English names, and their numbers by the start of a name."""

MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"),
)
LAST_MONTH = 12
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "märz": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip
