package complaint

// Blank erases the personal data of a state, whatever its status.
func Blank(c Complaint) Complaint {
	w := walker{mode: walkBlank}
	c.walk(&w)
	return c
}
