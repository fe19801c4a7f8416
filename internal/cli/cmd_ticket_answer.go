package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) ticketAnswerCommand() *cobra.Command {
	var o ticketFileFlags
	var file string
	cmd := noArgs("answer", "answer what trustees ask of whoever opens a ticket", func(ctx context.Context) error {
		return c.runTicketAnswer(ctx, o, file)
	})
	cmd.Long = `Answer what trustees ask, if the owner of the vault wanted that: about boxes, folders, titles and dates as they were when the
trustees were named. It shows them that you probably know the vault from within. Upper and lower case do not matter; an
empty line is no answer. Each trustee takes your first answers and no others. The words stay on this machine: what is sent
is a slow hash of them, by which a client tells how many fit.

A file for --answers-file has one line for each question, in the order of coffer ticket show --ticket FILE.`
	cmd.Example = `  coffer ticket answer --ticket alice.ticket
  coffer ticket answer --ticket alice.ticket --answers-file answers.txt`
	o.register(cmd)
	cmd.Args = ticketByFlag
	cmd.Flags().StringVar(&file, "answers-file", "", "read the answers from this file, one line for each question")
	return cmd
}

func (c *cli) runTicketAnswer(ctx context.Context, o ticketFileFlags, file string) error {
	return c.asking(ctx, o, func(q *app.Asking) error {
		if err := c.trySync(ctx, q); err != nil {
			return err
		}
		lines, err := c.answers(ctx, q.Questions(), file)
		if err != nil {
			return err
		}
		n, err := q.Answer(ctx, lines)
		if err != nil {
			return err
		}
		if err := c.trySync(ctx, q); err != nil {
			return err
		}
		if c.json {
			return c.printJSON(answeredDoc{n})
		}
		c.note("answered %s; only they learn how many fit, and no other answers count with them", counted(n, "trustee", "trustees"))
		return nil
	})
}

type answeredDoc struct {
	Answered int `json:"answered"`
}

// answers takes the answers from a file, or asks for them.
func (c *cli) answers(ctx context.Context, questions []app.AskingQuestion, file string) (lines []string, err error) {
	if file != "" {
		return app.ReadAnswers(ctx, file)
	}
	if len(questions) == 0 {
		return nil, nil
	}
	t, err := c.terminal()
	if err != nil {
		return nil, app.Fail(app.Usage, "give them with --answers-file FILE", "there is no terminal to ask for the answers on")
	}
	defer t.Close()
	for _, one := range questions {
		line, err := t.ReadLine(ctx, one.Sentence+" ")
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// questionRows list what trustees ask.
func questionRows(i app.AskingInfo) (rows [][]string) {
	for n, q := range i.Questions {
		rows = append(rows, []string{"question", fmt.Sprintf("%d. %s", n+1, q.Sentence), "asked by " + strings.Join(q.Waiting, ", ")})
	}
	for _, name := range i.Answered {
		rows = append(rows, []string{"answered", name})
	}
	return rows
}

// noteInspection says what that is worth.
func (c *cli) noteInspection(i *app.InspectionInfo) {
	if i != nil && i.Answered {
		c.note("%s", app.InspectionWorth)
	}
}

type inspectionDoc struct {
	Asked    int  `json:"asked"`
	Answered bool `json:"answered"`
	Given    int  `json:"given"`
	Fit      int  `json:"fit"`
}

func newInspectionDoc(i *app.InspectionInfo) *inspectionDoc {
	if i == nil {
		return nil
	}
	d := inspectionDoc(*i)
	return &d
}

type questionDoc struct {
	About    string   `json:"about"`
	Question string   `json:"question"`
	Waiting  []string `json:"waiting"`
}

func newQuestionDocs(all []app.AskingQuestion) []questionDoc {
	docs := []questionDoc{}
	for _, q := range all {
		docs = append(docs, questionDoc{q.Topic, q.Sentence, q.Waiting})
	}
	return docs
}
