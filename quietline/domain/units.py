"""Units in which controls count, as people read them."""

from quietline.domain.labels import Label

ATTEMPTS = Label(zh="次", en="attempts")
CALLS = Label(zh="次", en="calls")
DAYS = Label(zh="天", en="days")
NUMBERS = Label(zh="个", en="numbers")
POWER = Label(zh="次方", en="power")
SHARE = Label(zh="比例", en="share")
