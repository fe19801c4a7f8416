package app

import (
	"strings"
	"testing"

	"coffer/box/port"
	"coffer/box/port/bitwarden"
	"coffer/box/port/cxf"
	"coffer/box/port/porttest"
)

// What a person and their papers are called in one program comes to where another has
// it, and not into fields of its own.
func TestPapersKeepTheirPlaces(t *testing.T) {
	const head = `{"encrypted":false,"folders":[],"items":[{"id":"a","name":"a","fields":[],`
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"identity": {`"type":4,"identity":{"title":"Dr","firstName":"Ann","middleName":"B","lastName":"C","state":"CH-ZH","country":"CH",
			"passportNumber":"P1","licenseNumber":"D1"}`, []string{
			`"title":{"fieldType":"string","value":"Dr"`, `"given2":{"fieldType":"string","value":"B"`, `"territory":{"fieldType":"subdivision-code","value":"CH-ZH"`,
			`"passportNumber":{"fieldType":"string","value":"P1"`, `"licenseNumber":{"fieldType":"string","value":"D1"`}},
		"licence": {`"type":7,"driversLicense":{"firstName":"Ann","licenseNumber":"D1","dateOfBirth":"1990-01-02","issuingCountry":"CH","issuingState":"CH-ZH",
			"issueDate":"2020-01-02","expirationDate":"2030-01-02","issuingAuthority":"office","licenseClass":"B"}`, []string{
			`"licenseNumber":{`, `"licenseClass":{`, `"territory":{`, `"country":{"fieldType":"country-code","value":"CH"`,
			`"issueDate":{"fieldType":"date","value":"2020-01-02"`, `"expiryDate":{"fieldType":"date"`, `"issuingAuthority":{`, `"birthDate":{`}},
		"passport": {`"type":8,"passport":{"surname":"C","givenName":"Ann","sex":"F","birthPlace":"Bern","nationality":"Swiss","issuingCountry":"CH",
			"passportNumber":"P1","passportType":"P","nationalIdentificationNumber":"N1","issuingAuthority":"office","issueDate":"2020-01-02","expirationDate":"2030-01-02"}`, []string{
			`"passportNumber":{`, `"passportType":{`, `"nationalIdentificationNumber":{`, `"issuingCountry":{`, `"birthPlace":{`, `"nationality":{`, `"sex":{`,
			`"issueDate":{"fieldType":"date"`, `"expiryDate":{"fieldType":"date"`, `"issuingAuthority":{`, `"surname":{`}},
	} {
		t.Run(name, func(t *testing.T) {
			e := porttest.Read(t, bitwarden.Format{}, porttest.Seekable([]byte(head+c.in+"}]}"))).Entries[0]
			e.BoxName = "work"
			out := string(porttest.Write(t, cxf.Format{}, porttest.ContentOf([]port.Box{{Name: "work"}}, nil, e)))
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("no %s in %s", want, out)
				}
			}
			if strings.Contains(out, "custom-fields") {
				t.Errorf("something has no place: %s", out)
			}
		})
	}
}
