package cli

import "coffer/internal/app"

// tellLogs is the banner of those who witness logs: what does not fit is named at every unlock
// until it is settled.
func (c *cli) tellLogs(alarms []app.LogAlarm) {
	for i := range alarms {
		c.tell("%s; %s", alarms[i].Sentence(), c.inVault(alarms[i].Next))
	}
}

func (c *cli) logAlarmRows(alarms []app.LogAlarm) (rows [][]string) {
	for i := range alarms {
		rows = append(rows, []string{"log", alarms[i].Sentence() + "; " + c.inVault(alarms[i].Next)})
	}
	return rows
}

type logAlarmDoc struct {
	Contact string `json:"contact"`
	Own     bool   `json:"own"` // it is about this vault
	Text    string `json:"text"`
	Next    string `json:"next"` // what to do
}

func (c *cli) newLogAlarmDocs(alarms []app.LogAlarm) []logAlarmDoc {
	docs := []logAlarmDoc{}
	for i := range alarms {
		docs = append(docs, logAlarmDoc{alarms[i].Name, alarms[i].Own, alarms[i].Text, c.inVault(alarms[i].Next)})
	}
	return docs
}
