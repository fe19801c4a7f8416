package app

import (
	"strings"
	"testing"
)

// TestPaperAloneBindsNobody: screens say what the command says.
func TestPaperAloneBindsNobody(t *testing.T) {
	i := TrusteesInfo{Threshold: 2, Trustees: []TrusteeInfo{{Name: "a", Paper: true}, {Name: "b", Paper: true}}}
	if !i.OnPaper() || strings.Contains(BindsSentence(i), "honest clients") {
		t.Errorf("of sheets alone it says %q", BindsSentence(i))
	}
}
