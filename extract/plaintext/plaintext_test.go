package plaintext_test

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"strings"
	"testing"
	texttemplate "text/template"

	"nfimatch/extract/plaintext"
)

const secret = "QQXENIAVORTIGERN"

// hiding is a struct as the packages above would build one by accident.
type hiding struct {
	Shown  plaintext.Text
	hidden plaintext.Text
	more   []plaintext.Text
	byKey  map[string]plaintext.Text
	any    any
	pair   [2]plaintext.Text
	where  *plaintext.Text
}

func hide(text plaintext.Text) hiding {
	return hiding{
		Shown: text, hidden: text, more: []plaintext.Text{text},
		byKey: map[string]plaintext.Text{"k": text}, any: text,
		pair: [2]plaintext.Text{text, text}, where: &text,
	}
}

// TestTextNeverPrints tries every road from a value to bytes that the standard
// library offers, for a Text alone and inside other values.
func TestTextNeverPrints(t *testing.T) {
	text := plaintext.Of([]byte(secret))
	values := map[string]any{
		"text": text, "pointer": &text, "slice": []plaintext.Text{text},
		"map value": map[string]plaintext.Text{"k": text},
		"map key":   map[plaintext.Text]int{text: 1},
		"struct":    hide(text), "struct pointer": func() any { h := hide(text); return &h }(),
	}
	for name, value := range values {
		for road, out := range everyRoad(t, value) {
			if told(out) {
				t.Errorf("%s by %s shows the value", name, road)
			}
		}
	}
}

// everyRoad returns what each way of printing makes of value.
func everyRoad(t *testing.T, value any) map[string]string {
	t.Helper()
	out := make(map[string]string)
	const verbs = "%v,%+v,%#v,%s,%q,%x,%X,% x,%d,%o,%b,%c,%U,%e,%t,%p,%T,%20s,%-40.3v"
	for verb := range strings.SplitSeq(verbs, ",") {
		out[verb] = fmt.Sprintf(verb, value)
	}
	out["print"] = fmt.Sprint(value) + fmt.Sprintln(value)
	out["append"] = string(fmt.Append(nil, value))
	out["error"] = fmt.Errorf("row: %v", value).Error()
	out["joined error"] = errors.Join(fmt.Errorf("%s", value), fmt.Errorf("%+v", value)).Error()

	encode := func(road string, write func(*bytes.Buffer) error) {
		var buffer bytes.Buffer
		err := write(&buffer) // an encoder may refuse, but must not tell
		out[road] = buffer.String() + fmt.Sprint(err)
	}
	encode("json", func(b *bytes.Buffer) error { return json.NewEncoder(b).Encode(value) })
	encode("xml", func(b *bytes.Buffer) error { return xml.NewEncoder(b).Encode(value) })
	encode("gob", func(b *bytes.Buffer) error { return gob.NewEncoder(b).Encode(value) })
	encode("slog text", func(b *bytes.Buffer) error {
		slog.New(slog.NewTextHandler(b, nil)).Info("row", "value", value)
		return nil
	})
	encode("slog json", func(b *bytes.Buffer) error {
		slog.New(slog.NewJSONHandler(b, nil)).Info("row", "value", value)
		return nil
	})
	const page = `{{.}} {{printf "%s %x %#v" . . .}}`
	encode("text/template", func(b *bytes.Buffer) error {
		return texttemplate.Must(texttemplate.New("").Parse(page)).Execute(b, value)
	})
	encode("html/template", func(b *bytes.Buffer) error {
		const script = "<p>{{.}}</p><script>let v = {{.}}</script>"
		return template.Must(template.New("").Parse(script)).Execute(b, value)
	})
	return out
}

// told reports whether out holds the secret as text, in hexadecimal or as
// numbers of bytes in any of fmt's bases.
func told(out string) bool {
	plain := strings.ToLower(out)
	bases := []string{secret, hex.EncodeToString([]byte(secret))}
	for _, verb := range []string{"%d", "%o", "%b", "%#x", "%U", "%x"} {
		var numbers []string
		for _, c := range []byte(secret[:4]) {
			numbers = append(numbers, fmt.Sprintf(verb, c))
		}
		bases = append(bases, strings.Join(numbers, " "), strings.Join(numbers, ", "),
			strings.Join(numbers, ","))
	}
	for _, form := range bases {
		if strings.Contains(plain, strings.ToLower(form)) {
			return true
		}
	}
	return false
}

// TestToldSees plants the fault that TestTextNeverPrints is to find: bytes in a
// type that redacts by methods alone.
func TestToldSees(t *testing.T) {
	type leaky struct{ hidden []byte }
	for _, verb := range []string{"%v", "%s", "%x", "%#v", "%d", "%o"} {
		if !told(fmt.Sprintf(verb, leaky{[]byte(secret)})) {
			t.Errorf("%s of a slice was not seen to tell", verb)
		}
	}
}

func TestTextRedactsByName(t *testing.T) {
	text := plaintext.Of([]byte(secret))
	if got := fmt.Sprintf("%s|%x|%5d|%#v", text, text, text, text); got !=
		strings.Join([]string{plaintext.Redacted, plaintext.Redacted, plaintext.Redacted,
			plaintext.Redacted}, "|") {
		t.Errorf("formatted as %q", got)
	}
	if got, err := json.Marshal(hide(text)); err != nil || string(got) !=
		`{"Shown":"`+plaintext.Redacted+`"}` {
		t.Errorf("encoded as %s, %v", got, err)
	}
}

func TestTextHoldsBytes(t *testing.T) {
	bytes := []byte(secret)
	text := plaintext.Of(bytes)
	if string(text.Reveal()) != secret || text.Len() != len(secret) {
		t.Error("Reveal does not return what Of was given")
	}
	text.Clear()
	if strings.Trim(string(bytes), "\x00") != "" {
		t.Error("Clear leaves the bytes readable")
	}
	var zero plaintext.Text
	if zero.Reveal() != nil || zero.Len() != 0 {
		t.Error("the zero Text is not empty")
	}
	zero.Clear()
	if empty := plaintext.Of([]byte{}); len(empty.Reveal()) != 0 || empty.Len() != 0 {
		t.Error("an empty Text is not empty")
	}
}
