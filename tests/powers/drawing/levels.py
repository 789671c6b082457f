"""Three levels as a drawing shows them."""

from powers.drawing.notes import Level

HIGH = Level("diamond", "#b3261e", "#fdf1f0", "Ⅰ", "Ⅰ 级", "Level I, high risk", 1)
MIDDLE = Level("triangle", "#a85700", "#fff6ea", "Ⅱ", "Ⅱ 级", "Level II, medium risk", 2)
LOW = Level("circle", "#1f6f43", "#eef7f1", "Ⅲ", "Ⅲ 级", "Level III, low risk", 3)
