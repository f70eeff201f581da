package tutorial

// PhoneActions are the presses of the phone, which no screen may have.
func PhoneActions() []string {
	return []string{"open-app", "open-camera", "open-other", "passcode", "scan", "allow", "decline", "expired"}
}
