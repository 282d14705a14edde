package workspace

import (
	"bytes"
	"crypto/rand"
	_ "embed" // the settings file's text
	"encoding/hex"
	"fmt"
	"strings"
	"text/template"

	"github.com/pelletier/go-toml/v2"
)

//go:embed config_template.toml
var configTemplateText string

var configTemplate = template.Must(
	template.New(ConfigFile).Funcs(template.FuncMap{"text": tomlText}).Parse(configTemplateText))

// encode returns c as the text of a settings file, with comments for the person
// who will answer what is empty. Read back it gives c. A workspace without an ID is
// given one.
func (c *Config) encode() ([]byte, error) {
	if c.ID == "" {
		var id [4]byte // chance enough to part the workspaces of one key file
		if _, err := rand.Read(id[:]); err != nil {
			return nil, fmt.Errorf("the workspace cannot be named: %w", err)
		}
		c.ID = hex.EncodeToString(id[:])
	}
	var text bytes.Buffer
	if err := configTemplate.Execute(&text, c); err != nil {
		return nil, fmt.Errorf("%s cannot be written: %w", ConfigFile, err)
	}
	return text.Bytes(), nil
}

// DatasetNames returns the datasets a run reads, in the order of their numbers,
// whether or not c has a table for them. The caller must not change the slice.
func (c *Config) DatasetNames() []string { return datasets }

// tomlText returns s as TOML text on one line, in quotes.
func tomlText(s string) (string, error) {
	// Control characters would be written over several lines; nothing typed at a
	// prompt or in a path needs them.
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	encoded, err := toml.Marshal(map[string]string{"text": s})
	if err != nil {
		return "", err
	}
	_, quoted, _ := strings.Cut(strings.TrimSpace(string(encoded)), " = ")
	return quoted, nil
}
