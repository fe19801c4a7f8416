package screen

import (
	"context"
	"slices"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// Jobs are the pieces of work that go on beside the screens. All but a job's progress
// belongs to the goroutine of the model.
type Jobs struct {
	// Top is the screen on top; nil where nobody tells.
	Top func() Screen
	all []*Job
}

// Job is one of them.
type Job struct {
	What string
	on   Screen // on top when it was asked for
	left bool   // see [Jobs.Leave]
	ctx  context.Context
	end  context.CancelFunc

	mu        sync.Mutex
	step      string
	done, all int
}

func (j *Jobs) begin(what string) *Job {
	job := &Job{What: what}
	if j.Top != nil {
		job.on = j.Top()
	}
	job.ctx, job.end = context.WithCancel(context.Background())
	j.all = append(j.all, job)
	return job
}

// Current is the job that a person waits for, or nil.
func (j *Jobs) Current() *Job {
	for _, job := range slices.Backward(j.all) {
		if job.What != "" && !job.left {
			return job
		}
	}
	return nil
}

// Doing tells whether work of this name goes on.
func (j *Jobs) Doing(what string) bool {
	return slices.ContainsFunc(j.all, func(job *Job) bool { return job.What == what && !job.left })
}

// Cancel gives up a job: nothing comes of it any more.
func (j *Jobs) Cancel(job *Job) {
	job.end()
	j.all = slices.DeleteFunc(j.all, func(o *Job) bool { return o == job })
}

// GiveUp gives up all work of this name.
func (j *Jobs) GiveUp(what string) {
	for _, job := range slices.Clone(j.all) {
		if job.What == what {
			j.Cancel(job)
		}
	}
}

// Leave lets work go on that was asked for on a screen, and nothing come of it: somebody
// has left that screen, and is elsewhere when it ends.
func (j *Jobs) Leave(s Screen) {
	for _, job := range j.all {
		job.left = job.left || job.on == s
	}
}

// Apart begins work that belongs to no screen: whoever leaves one leaves that alone.
func (j *Jobs) Apart(begin func() tea.Cmd) tea.Cmd {
	top := j.Top
	j.Top = nil
	defer func() { j.Top = top }()
	return begin()
}

// CancelAll gives up all.
func (j *Jobs) CancelAll() {
	for _, job := range j.all {
		job.end()
	}
	j.all = nil
}

func (j *Job) progress(step string, done, all int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.step, j.done, j.all = step, done, all
}

// Progress is how far it is: of so many, or of 0 where nobody knows.
func (j *Job) Progress() (step string, done, all int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.step, j.done, j.all
}

// Done is what came of a job.
type Done struct {
	job    *Job
	goesOn bool // more is to come
	drop   func()
	then   func() tea.Cmd
}

// Finish hands what came of a job to who asked for it. Of one that was given up, or left,
// it is dropped.
func (j *Jobs) Finish(d *Done) tea.Cmd {
	if !slices.Contains(j.all, d.job) {
		d.drop()
		return nil
	}
	if !d.goesOn || d.job.left {
		j.Cancel(d.job)
	}
	if d.job.left {
		d.drop()
		return nil
	}
	cmd := d.then()
	if on := d.job.on; on != nil && j.Top != nil && j.Top() != on {
		return under(cmd, on)
	}
	return cmd
}
