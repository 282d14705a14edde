package exercise

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/row"
	"nfimatch/match"
	"nfimatch/match/place"
	"nfimatch/match/weigh"
	"nfimatch/normalize/record"
)

// ModelFile is the workspace's file of the weights of evidence.
const ModelFile = "model.toml"

const (
	modelBytesMax = 1 << 18
	modelVersion  = 1
)

// modelFile is model.toml: the weights of evidence of a workspace, made by its first
// exercise and frozen by its second, so that equal facts score equally in every
// quarter.
type modelFile struct {
	Version  int         `toml:"version"`
	Exercise string      `toml:"exercise"` // that made it; "" of a file that does not say
	Inside   weigh.Model `toml:"inside"`   // persons inside a dwelling
	Place    place.Model `toml:"place"`    // addresses
}

// readModel reads the workspace's model, if it has one. While the exercise that made
// it is the only one, its runs make it anew: nothing is compared with it yet, and a
// first run on wrong files leaves no trace.
func (r *run) readModel() error {
	path := r.Path(ModelFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	const hint = "bring model.toml back from a copy; without it the next run makes a new one, and " +
		"scores of earlier quarters cannot be compared"
	content, err := disk.ReadFileWithin(path, modelBytesMax)
	if err != nil {
		return refusal.Of(refusal.Configuration, hint, err)
	}
	decoder := toml.NewDecoder(bytes.NewReader(content)).DisallowUnknownFields()
	if err := decoder.Decode(&r.model); err != nil {
		var decode *toml.DecodeError
		line := 0
		if errors.As(err, &decode) {
			line, _ = decode.Position()
		}
		return refusal.New(refusal.Configuration, hint, "%s:%d: must be a model this program wrote",
			ModelFile, line)
	}
	var messages []string
	if r.model.Version != modelVersion {
		messages = append(messages, fmt.Sprintf("version must be %d", modelVersion))
	}
	if made := r.model.Exercise; made != "" && workspace.CheckExercise(made) != nil {
		messages = append(messages, "exercise must be the name of one")
	}
	for _, fault := range append(r.model.Inside.Check(match.Scheme()), r.model.Place.Check()...) {
		messages = append(messages, fault.Error())
	}
	if len(messages) > 0 {
		for i := range messages {
			messages[i] = ModelFile + ": " + messages[i]
		}
		return refusal.All(refusal.Configuration, hint, messages)
	}
	alone, err := r.OnlyExercise(r.Exercise)
	r.frozen = !alone || r.model.Exercise != r.Exercise
	return err
}

// modelOrigin says which files a model was estimated from: deaths taught it nothing.
func (r *run) modelOrigin() string {
	origin := "estimated in exercise " + r.Exercise + " from"
	for _, dataset := range r.given() {
		if record.Teaches(uint8(dataset)) {
			origin += fmt.Sprintf(" %s of %v,", dataset, r.Dates[dataset])
		}
	}
	return strings.TrimSuffix(origin, ",")
}

// newModel returns the model that a run without a frozen one has used.
func (r *run) newModel() modelFile {
	made := modelFile{Version: modelVersion, Inside: r.how.Model, Place: r.how.PlaceModel}
	if r.how.Trained {
		made.Exercise = r.Exercise
	}
	return made
}

// keepModel leaves the workspace the model that its first exercise has estimated. The
// shipped one is not kept, since it is nothing of these files: what an earlier run of
// the exercise has left is then deleted.
func (r *run) keepModel() error {
	if r.frozen {
		return nil
	}
	if !r.how.Trained {
		if err := os.Remove(r.Path(ModelFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s cannot be deleted: %w", ModelFile, disk.WithoutPath(err))
		}
		return nil
	}
	content, err := r.modelText()
	if err != nil {
		return err
	}
	return disk.WriteBytes(r.Path(ModelFile), content)
}

// modelWords says which weights were used and what becomes of them.
func (r *run) modelWords() string {
	switch {
	case r.frozen && r.model.Exercise != "":
		return fmt.Sprintf("of %s, made by %s", ModelFile, r.model.Exercise)
	case r.frozen:
		return "of " + ModelFile
	case r.how.Trained:
		return fmt.Sprintf("kept in %s; later exercises use them", ModelFile)
	}
	return "the shipped ones: the files are too few to estimate from"
}

func (r *run) modelText() ([]byte, error) {
	var text bytes.Buffer
	text.WriteString(`# Weights of evidence of this workspace, made by its first exercise and used by
# all later ones, so that scores of different quarters can be compared. Shares are
# parts per million (ppm), weights thousandths of a bit (millibits).
`)
	if err := toml.NewEncoder(&text).Encode(r.model); err != nil {
		return nil, fmt.Errorf("%s cannot be written: %w", ModelFile, err)
	}
	return text.Bytes(), nil
}

// sourceSHA256 is one digest for all files of the run, in their order.
func (r *run) sourceSHA256() string {
	var all strings.Builder
	for _, dataset := range row.Datasets {
		for _, file := range r.read1[dataset].Files {
			fmt.Fprintf(&all, "%s %s\n", dataset, file.SHA256)
		}
	}
	return disk.SHA256([]byte(all.String()))
}
