package alike

func common(h uint32) bool { return commonOn && proto[h>>15&0x1FFFF>>0] }

var commonOn bool
var proto [1 << 17]bool
