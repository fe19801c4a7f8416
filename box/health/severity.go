package health

// Severity says how bad a finding is.
type Severity uint8

// The severities.
const (
	Note     Severity = iota // nothing is known to be wrong
	Low                      // mend it when you are there
	Medium                   // mend it soon
	High                     // mend it now
	Critical                 // others have it
)

// String is a word for people and programs.
func (s Severity) String() string {
	switch s {
	case Note:
		return "note"
	case Low:
		return "low"
	case Medium:
		return "medium"
	case High:
		return "high"
	}
	return "critical"
}
