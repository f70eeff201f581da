package locale

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// joiner is U+2060, the word joiner: it has no width, is not read out, and no line breaks there.
const joiner = "\u2060"

// joints are compounds inside which no line may end, a ~ at each joint. A browser's dictionary does not know them all:
// it would part คิว from อาร์โค้ด, or read จะบันทึก as จะบัน ทึก, and some halves say something else than the whole.
var joints = []string{
	"คิว~อาร์~โค้ด", "รหัส~ผ่าน", "ถูก~ต้อง", "เสีย~หาย", "ผู้~ป่วย", "แปล~ว่า", "สี~ฟ้า", "สี~ชมพู", "สี~เหลือง",
	"อีก~ครั้ง", "ลง~ทะเบียน", "หน่วย~งาน", "เครือ~ข่าย", "แม่~ข่าย", "ตัว~เอง", "ตัว~ตน", "ยืนยัน~ตัว~ตน", "ย้อน~กลับ",
	"ตัว~แรก", "เดือด~ร้อน", "ที~ละ~ขั้น", "ต้น~จน~จบ", "วิธี~แก้", "ได้~เลย", "ไม่~ได้", "ได้~ไหม", "พร้อม~ไหม", "ใช่~ไหม", "โปรแกรม~ใหม่", "เอง~ใหม่",
	"นะ~คะ", "นะ~ครับ", "มือ~ถือ", "ลูก~ศร", "พรุ่ง~นี้", "ความ~เข้าใจ",
	"เด~สก์~ท็อป", "ฮอต~ส~ปอต", "เรา~เตอร์",
	"e-~Authentication", "จอ~แสดง", "ตรง~หน้า", "หน้า~ห้อง", "ไม่~สามารถ", "ไม่~ปลอดภัย", "ไม่~กี่", "ที่~อยู่", "ด้าน~หลัง", "ด้าน~ล่าง", "ข้อ~ผิด~พลาด",
	"กรม~การ~ปกครอง", "ขั้น~ตอน", "ตัว~บุคคล", "ผู้~เข้า~ฝึก", "nap-~login.example", "เข้า~สู่~ระบบ~ได้", "จะ~บันทึก", "พา~กลับ", "แล้ว~กดเครื่อง", "โครงการ~บูรณาการ",
}

var compounds = newCompounds(joints)

// newCompounds replaces each compound by itself with joiners, the longest first: of those that begin at one place a
// Replacer takes the one named first. What is joined already matches none of them. The space before ๆ stays one, but no
// line ends there.
func newCompounds(joints []string) *strings.Replacer {
	longest := slices.SortedFunc(slices.Values(joints), func(a, b string) int {
		return cmp.Compare(utf8.RuneCountInString(b), utf8.RuneCountInString(a))
	})
	pairs := []string{" ๆ", "\u00a0ๆ"}
	for _, c := range longest {
		pairs = append(pairs, strings.ReplaceAll(c, "~", ""), strings.ReplaceAll(c, "~", joiner))
	}
	return strings.NewReplacer(pairs...)
}

// join keeps the compounds of a text that a browser will set in one piece. Only Text uses it, so that attributes, titles,
// code, data and what is there to be copied keep the plain words.
func join(s string) string { return compounds.Replace(s) }

// Unjoin is a rendered text as it was written: for whoever compares.
func Unjoin(s string) string { return unjoined.Replace(s) }

var unjoined = strings.NewReplacer(joiner, "", "\u00a0ๆ", " ๆ")
