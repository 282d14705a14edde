package linkage

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/pelletier/go-toml/v2"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/match/link"
)

const modelBytesMax = 1 << 20

const modelHint = "use model.toml of an earlier link or dedupe of lists with the same columns; " +
	"without --model, the weights are estimated from the lists"

// readModel reads the weights of an earlier run; nil without a path.
func readModel(path string) (*link.Model, error) {
	if path == "" {
		return nil, nil
	}
	content, err := disk.ReadFileWithin(path, modelBytesMax)
	if err != nil {
		return nil, refusal.Of(refusal.Configuration, modelHint, err)
	}
	model := new(link.Model)
	decoder := toml.NewDecoder(bytes.NewReader(content)).DisallowUnknownFields()
	if err := decoder.Decode(model); err != nil {
		var decode *toml.DecodeError
		line := 0
		if errors.As(err, &decode) {
			line, _ = decode.Position()
		}
		return nil, refusal.New(refusal.Configuration, modelHint,
			"%s:%d: must be a model this program wrote", filepath.Base(path), line)
	}
	return model, nil
}

// encodeModel writes model.toml.
func encodeModel(model *link.Model) ([]byte, error) {
	var text bytes.Buffer
	text.WriteString(`# Weights of evidence of lists of people. Shares are parts of a thousand million
# (ppb): m among pairs of one person, u among pairs of two. Probabilities are parts
# of a million (ppm).
`)
	if err := toml.NewEncoder(&text).Encode(model); err != nil {
		return nil, fmt.Errorf("%s cannot be written: %w", modelFile, err)
	}
	return text.Bytes(), nil
}
