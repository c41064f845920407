"""Whole numbers in words, printed next to the figures of a protocol: Kazakh and Russian, up to 999,999."""

_KAZAKH = "бір екі үш төрт бес алты жеті сегіз тоғыз"
_KAZAKH_TENS = "он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан"
_RUSSIAN = "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать " \
    "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"  # fmt: skip
_RUSSIAN_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
_RUSSIAN_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"
_FEMININE = ("одна", "две")
_THOUSANDS = ("тысяч", "тысяча", "тысячи", "тысячи", "тысячи")  # by the last digit; 5 to 9 as 0


def kazakh(number: int) -> str:
    """A number in Kazakh, such as "төрт жүз бір" for 401. number: -999,999 to 999,999."""
    if number < 0:
        return "минус " + kazakh(-number)
    if not number:
        return "нөл"
    thousands, rest = divmod(number, 1000)
    words = [_kazakh_below(thousands), "мың"] if thousands else []
    if rest:
        words.append(_kazakh_below(rest))
    return " ".join(words)


def _kazakh_below(number: int) -> str:
    """1 to 999."""
    hundreds, rest = divmod(number, 100)
    words = [_KAZAKH.split()[hundreds - 1], "жүз"] if hundreds else []
    if rest >= 10:
        words.append(_KAZAKH_TENS.split()[rest // 10 - 1])
    if rest % 10:
        words.append(_KAZAKH.split()[rest % 10 - 1])
    return " ".join(words)


def russian(number: int) -> str:
    """A number in Russian, such as "четыреста один" for 401. number: -999,999 to 999,999."""
    if number < 0:
        return "минус " + russian(-number)
    if not number:
        return "ноль"
    thousands, rest = divmod(number, 1000)
    words = []
    if thousands:
        teens = 10 < thousands % 100 < 20
        last = 0 if teens or thousands % 10 > 4 else thousands % 10
        words += [_russian_below(thousands, True), _THOUSANDS[last]]
    if rest:
        words.append(_russian_below(rest, False))
    return " ".join(words)


def _russian_below(number: int, feminine: bool) -> str:
    """1 to 999."""
    hundreds, rest = divmod(number, 100)
    words = [_RUSSIAN_HUNDREDS.split()[hundreds - 1]] if hundreds else []
    if rest >= 20:
        words.append(_RUSSIAN_TENS.split()[rest // 10 - 2])
        rest %= 10
    if rest:
        words.append(_FEMININE[rest - 1] if feminine and rest <= len(_FEMININE) else _RUSSIAN.split()[rest - 1])
    return " ".join(words)
