"""Numbers as Chinese and Japanese write them, in Han characters."""

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
CHARACTERS = "".join((*DIGITS, *UNITS))


def han_value(text: str) -> int:
    """Return the value of a number in Han characters or digits: 二十三 is 23, 二〇一二 is 2012."""
    if not any(unit in text for unit in UNITS):
        return int("".join(str(DIGITS.get(digit, digit)) for digit in text if digit.isdecimal() or digit in DIGITS) or 0)
    total = section = digit = 0
    for character in text:
        unit = UNITS.get(character)
        if unit is None:
            digit = 10 * digit + int(character) if character.isdecimal() else DIGITS.get(character, 0)
        elif unit == UNITS["万"]:
            total, section, digit = (total + section + digit) * unit, 0, 0
        else:
            section, digit = section + (digit or 1) * unit, 0
    return total + section + digit
