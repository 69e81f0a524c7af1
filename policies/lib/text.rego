# Words for numbers in messages.
package tidegate.lib.text

# Minutes as people say them: 45m, 6h, 1h 30m.
duration(minutes) := sprintf("%dm", [minutes]) if minutes < 60

duration(minutes) := sprintf("%dh", [minutes / 60]) if {
	minutes >= 60
	minutes % 60 == 0
}

duration(minutes) := sprintf("%dh %dm", [floor(minutes / 60), minutes % 60]) if {
	minutes >= 60
	minutes % 60 != 0
}

# A number of things: 1 gap, 3 gaps.
count(1, thing) := sprintf("1 %s", [thing])

count(n, thing) := sprintf("%d %ss", [n, thing]) if n != 1
