"""Working time: weekly hours with breaks, holidays and exceptions, exact over DST."""
