package cli

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestTopicExitCodes holds the page to the table: each code is explained once.
func TestTopicExitCodes(t *testing.T) {
	told := map[int]int{}
	for _, m := range regexp.MustCompile(`(?m)^ +(\d+)  `).FindAllStringSubmatch(exitCodesTopic, -1) {
		code, _ := strconv.Atoi(m[1])
		told[code]++
	}
	for _, code := range exitCodes {
		if told[code] != 1 {
			t.Errorf("code %d is explained %d times", code, told[code])
		}
	}
	if len(told) != len(exitCodes)+1 || told[0] != 1 {
		t.Errorf("the page explains other codes than there are: %v", told)
	}
}

func TestTopicsFitTheScreen(t *testing.T) {
	for _, topic := range topics() {
		text := topic.text()
		if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") {
			t.Errorf("%s: it ends with one line end", topic.name)
		}
		if topic.name == "templates" {
			continue // one line for each template
		}
		for line := range strings.Lines(text) {
			if len([]rune(line)) > 81 {
				t.Errorf("%s: longer than 80 columns: %s", topic.name, line)
			}
		}
	}
}
