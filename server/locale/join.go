package locale

import (
	"cmp"
	"html/template"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// What stands around a piece that stays on one line. An invisible sign inside would do it too, but what is copied, searched
// and read out must be the plain words. The rule is in static/css/base.css.
const (
	wordOpen  = `<span class=w>`
	wordClose = `</span>`
)

// whole are compounds inside which no line may end. A browser's dictionary does not know them all: it would part คิว from
// อาร์โค้ด, or read จะบันทึก as จะบัน ทึก, and some halves say something else than the whole.
var whole = []string{
	"คิวอาร์โค้ด", "รหัสผ่าน", "ถูกต้อง", "เสียหาย", "ผู้ป่วย", "แปลว่า", "สีฟ้า", "สีชมพู", "สีเหลือง",
	"อีกครั้ง", "ลงทะเบียน", "หน่วยงาน", "เครือข่าย", "แม่ข่าย", "ตัวเอง", "ตัวตน", "ยืนยันตัวตน", "ย้อนกลับ",
	"ตัวแรก", "เดือดร้อน", "ทีละขั้น", "ต้นจนจบ", "วิธีแก้", "ได้เลย", "ไม่ได้", "ได้ไหม", "พร้อมไหม", "ใช่ไหม", "โปรแกรมใหม่", "เองใหม่",
	"นะคะ", "นะครับ", "มือถือ", "ลูกศร", "พรุ่งนี้", "ความเข้าใจ",
	"เดสก์ท็อป", "โปรเจกเตอร์", "ออฟไลน์", "บุ๊กมาร์ก", "ฮอตสปอต", "เราเตอร์",
	"e-Authentication", "จอแสดง", "ตรงหน้า", "หน้าห้อง", "ไม่สามารถ", "ไม่ปลอดภัย", "ไม่กี่", "ไม่ต้องคลิก", "ไม่ต้องกด", "ไม่ต้องกรอก", "ไม่ต้องสแกน", "ที่อยู่", "ด้านหลัง", "ด้านล่าง", "ข้อผิดพลาด",
	"การปกครอง", "ขั้นตอน", "ตัวบุคคล", "ผู้เข้าฝึก", "เข้าสู่ระบบได้", "จะบันทึก", "พากลับ", "แล้วกดเครื่อง", "โครงการบูรณาการ",
}

var compounds = newCompounds(whole)

// newCompounds marks each compound, the longest first: of those that begin at one place a Replacer takes the one named
// first. No line ends before ๆ either.
func newCompounds(whole []string) *strings.Replacer {
	longest := slices.SortedFunc(slices.Values(whole), func(a, b string) int {
		return cmp.Compare(utf8.RuneCountInString(b), utf8.RuneCountInString(a))
	})
	pairs := []string{" ๆ", wordOpen + " ๆ" + wordClose, "\u00a0ๆ", wordOpen + " ๆ" + wordClose}
	for _, c := range longest {
		pairs = append(pairs, c, wordOpen+c+wordClose)
	}
	return strings.NewReplacer(pairs...)
}

// escape writes a text as HTML and marks the compounds that a browser will set in one piece. Only Text uses it, so that
// attributes, titles, code, data and what is there to be copied keep the plain words.
func escape(s string) string {
	s = compounds.Replace(template.HTMLEscapeString(s))
	if strings.ContainsAny(s, "0123456789") { // seldom
		s = numbered.ReplaceAllString(s, wordOpen+"$0"+wordClose)
	}
	return s
}

// numbered is a number that a hyphen ties to its word, as in "8-digit", or one with its unit, as in "20 cm".
var numbered = regexp.MustCompile(`\b[0-9]+(?:-[A-Za-z]+| (?:cm|min|minutes?|sec|seconds?)\b)`)

// Unjoin is a rendered text without the marks of its compounds: for whoever compares.
func Unjoin(s string) string { return joinedWord.ReplaceAllString(s, "$1") }

var joinedWord = regexp.MustCompile(wordOpen + `([^<]*)` + wordClose)
