package health

import (
	"strings"
	"sync"
)

// key is where a character stands on a keyboard.
type key struct {
	x, y    int8
	there   bool
	shifted bool
}

// keyboard maps characters of Latin-1 to keys.
type keyboard struct {
	keys   [256]key
	slant  bool // each row is half a key to the right of the one above
	starts float64
	degree float64 // keys side by side with one, on average
}

func (b *keyboard) key(r rune) key {
	if r < 0 || int(r) >= len(b.keys) {
		return key{}
	}
	return b.keys[r]
}

// direction is in which way the second key lies beside the first; below 0 where it does not.
func (b *keyboard) direction(from, to key) int {
	if !from.there || !to.there {
		return -1
	}
	dx, dy := int(to.x-from.x), int(to.y-from.y)
	if dx < -1 || dx > 1 || dy < -1 || dy > 1 || dx == 0 && dy == 0 {
		return -1
	}
	if b.slant && dx == dy { // above to the left and below to the right
		return -1
	}
	return 3*(dy+1) + dx + 1
}

var theKeyboards struct {
	once sync.Once
	all  []keyboard
}

// Rows of keys, from the top; a blank is no key. After the four rows of a large
// keyboard come the same ones shifted.
const (
	qwerty = "`1234567890-=\n qwertyuiop[]\\\n asdfghjkl;'\n zxcvbnm,./\n" +
		"~!@#$%^&*()_+\n QWERTYUIOP{}|\n ASDFGHJKL:\"\n ZXCVBNM<>?"
	dvorak = "`1234567890[]\n ',.pyfgcrl/=\\\n aoeuidhtns-\n ;qjkxbmwvz\n" +
		"~!@#$%^&*(){}\n \"<>PYFGCRL?+|\n AOEUIDHTNS_\n :QJKXBMWVZ"
	qwertz = "^1234567890ß´\n qwertzuiopü+\n asdfghjklöä#\n<yxcvbnm,.-\n" +
		"°!\"§$%&/()=?`\n QWERTZUIOPÜ*\n ASDFGHJKLÖÄ'\n>YXCVBNM;:_"
	azerty = "²&é\"'(-è_çà)=\n azertyuiop^$\n qsdfghjklmù*\n<wxcvbn,;:!\n" +
		" 1234567890°+\n AZERTYUIOP¨£\n QSDFGHJKLM%µ\n>WXCVBN?./§"
	keypad    = " /*-\n789+\n456\n123\n 0."
	macKeypad = " =/*\n789-\n456+\n123\n 0."
)

// keyboards returns the ones that people slide over, built on first use.
func keyboards() []keyboard {
	theKeyboards.once.Do(func() {
		for _, rows := range [...]string{qwerty, dvorak, qwertz, azerty} {
			theKeyboards.all = append(theKeyboards.all, keyboardOf(rows, true))
		}
		for _, rows := range [...]string{keypad, macKeypad} {
			theKeyboards.all = append(theKeyboards.all, keyboardOf(rows, false))
		}
	})
	return theKeyboards.all
}

func keyboardOf(rows string, large bool) keyboard {
	b := keyboard{slant: large, starts: 15, degree: 76.0 / 15}
	if large {
		b.starts, b.degree = 94, 432.0/94
	}
	for y, row := range strings.Split(rows, "\n") {
		for x, r := range []rune(row) {
			if r == ' ' || b.keys[r].there {
				continue
			}
			b.keys[r] = key{x: int8(x), y: int8(y), there: true}
			if large {
				b.keys[r].y, b.keys[r].shifted = int8(y%4), y >= 4
			}
		}
	}
	return b
}
