package host

import (
	"bytes"
	"cmp"
	"slices"

	"coffer/vault/secret"
)

// patterns is the automaton of Aho and Corasick (Efficient string matching,
// CACM 18/6, 1975) over everything that a masker looks for: a tree of all
// patterns in which every node knows where to go on when the next byte does
// not fit. The search is linear in the text, however many patterns there are.
type patterns struct {
	nodes []patternNode
	root  [256]int32 // children of the root, which every search keeps visiting
}

// patternNode is one prefix of at least one pattern. Children are a list, since
// nearly every node has one.
type patternNode struct {
	byte           byte
	child, sibling int32 // 0: none
	fail           int32 // the longest proper suffix that is a node, too
	depth          int32 // length of the prefix
	match          int32 // length of the longest pattern that ends here, or 0
}

// compile builds the automaton and returns how many secrets it leaves out:
// those shorter than [minMasked], and those for which maxPatterns has no room
// (the longest come last).
func compile(secrets []secret.Text) (*patterns, int) {
	p := &patterns{nodes: make([]patternNode, 1)}
	sorted := slices.Clone(secrets)
	slices.SortStableFunc(sorted, func(a, b secret.Text) int { return cmp.Compare(a.Len(), b.Len()) })
	left, room := 0, maxPatterns
	for _, s := range sorted {
		forms := maskedForms(s.Bytes())
		size := totalSize(forms)
		if size > room {
			forms = dedupe(bareForms(s.Bytes()))
			size = totalSize(forms)
		}
		if len(forms) == 0 || size > room {
			if !s.IsZero() {
				left++
			}
			continue
		}
		room -= size
		for _, form := range forms {
			p.add(form)
			clear(form)
		}
	}
	p.link()
	return p, left
}

func totalSize(forms [][]byte) int {
	size := 0
	for _, form := range forms {
		size += len(form)
	}
	return size
}

func (p *patterns) add(pattern []byte) {
	at := int32(0)
	for _, b := range pattern {
		next := p.childOf(at, b)
		if next == 0 {
			next = p.grow(at, b)
		}
		at = next
	}
	p.nodes[at].match = p.nodes[at].depth
}

func (p *patterns) grow(at int32, b byte) int32 {
	next := int32(len(p.nodes))
	node := patternNode{byte: b, depth: p.nodes[at].depth + 1}
	if at == 0 {
		p.root[b] = next
	} else {
		node.sibling = p.nodes[at].child
	}
	p.nodes[at].child = next
	p.nodes = append(p.nodes, node)
	return next
}

func (p *patterns) childOf(at int32, b byte) int32 {
	if at == 0 {
		return p.root[b]
	}
	for c := p.nodes[at].child; c != 0; c = p.nodes[c].sibling {
		if p.nodes[c].byte == b {
			return c
		}
	}
	return 0
}

// link sets where to go on, shorter prefixes before longer ones.
func (p *patterns) link() {
	var queue []int32
	for _, c := range p.root {
		if c != 0 {
			queue = append(queue, c)
		}
	}
	for i := 0; i < len(queue); i++ {
		at := queue[i]
		for c := p.nodes[at].child; c != 0; c = p.nodes[c].sibling {
			node := &p.nodes[c]
			node.fail = p.next(p.nodes[at].fail, node.byte)
			node.match = max(node.match, p.nodes[node.fail].match)
			queue = append(queue, c)
		}
	}
}

// next returns the longest prefix of a pattern that the text ends in once b is
// appended to a text that ended in the prefix at.
func (p *patterns) next(at int32, b byte) int32 {
	for {
		if c := p.childOf(at, b); c != 0 || at == 0 {
			return c
		}
		at = p.nodes[at].fail
	}
}

// wipe overwrites the bytes of the secrets.
func (p *patterns) wipe() {
	clear(p.nodes)
	p.nodes = p.nodes[:1]
	p.root = [256]int32{}
}

// dedupe sorts the forms and drops the short ones and those that occur twice.
func dedupe(forms [][]byte) [][]byte {
	slices.SortFunc(forms, bytes.Compare)
	forms = slices.CompactFunc(forms, bytes.Equal)
	return slices.DeleteFunc(forms, func(form []byte) bool { return len(form) < minMasked })
}
