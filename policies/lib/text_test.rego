package tidegate.lib.text_test

import data.tidegate.lib.text

test_durations_are_said_as_people_say_them if {
	text.duration(0) == "0m"
	text.duration(45) == "45m"
	text.duration(360) == "6h"
	text.duration(90) == "1h 30m"
}

test_one_thing_has_no_plural if {
	text.count(1, "gap") == "1 gap"
	text.count(2, "gap") == "2 gaps"
}
