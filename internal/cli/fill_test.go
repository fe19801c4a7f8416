package cli

import "testing"

func TestFilled(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "",
		"one two\nthree four":             "one two\nthree four",
		"one two three four five":         "one two\nthree four\nfive",
		"one\ntwo\n\nthree":               "one two\n\nthree",
		"one\n\n  a line that stays\nand": "one\n\n  a line that stays\nand",
		"averylongwordofone and two":      "averylongwordofone\nand two",
		"zwölf für ein\n":                 "zwölf für\nein\n",
	} {
		if got := filled(text, 10); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
