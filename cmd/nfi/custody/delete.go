package custody

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/vault"
	"nfimatch/report/cases"
)

// remove deletes one item. What is gone already, after a purge that was cut off, is no
// error.
func (p *purging) remove(item cases.Item) error {
	switch item.Kind {
	case cases.ItemRun:
		return workspace.WithoutPath(os.RemoveAll(p.Path(workspace.RunsFolder, item.Name)))
	case cases.ItemPairs:
		var errs []error
		for _, name := range evidenceFiles {
			errs = append(errs, removeFile(p.Path(workspace.RunsFolder, item.Name, name)))
		}
		return errors.Join(errs...)
	case cases.ItemSeals:
		return p.removeSeals(item)
	case cases.ItemSeal:
		return nil // it went with the file that SealsItem names
	case cases.ItemList:
		var errs []error
		for _, list := range p.Audit.State().Lists {
			if list.Batch == item.Name && list.Inside {
				errs = append(errs, removeFile(p.Path(filepath.FromSlash(list.Name))))
			}
		}
		return errors.Join(errs...)
	case cases.ItemKey:
		return p.Keys.Destroy(item.Name)
	case cases.ItemCertificate:
		var errs []error
		for _, path := range certificateFiles(item.Name) {
			errs = append(errs, removeFile(p.Path(filepath.FromSlash(path))))
		}
		return errors.Join(errs...)
	case cases.ItemAudit:
		return p.Audit.Trim(item.Last)
	}
	return fmt.Errorf("this program does not delete %q", item.Kind)
}

func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return workspace.WithoutPath(err)
	}
	return nil
}

// removeSeals deletes the seals of an exercise, or puts those in place that are left.
func (p *purging) removeSeals(item cases.Item) error {
	path := p.Path(workspace.SealsFolder, workspace.SealsFile(item.Name))
	if item.SHA256 == "" {
		return removeFile(path)
	}
	seals, closeSeals, err := openSeals(p.Session, item.Name, item.SHA256)
	if err == nil {
		_ = seals
		return closeSeals() // it was done before the purge was cut off
	}
	aside, err := workspace.WriteAside(path, func(w io.Writer) error {
		index, err := p.keepSeals(item.Name, p.keep[item.Name], w)
		if err == nil && index.SHA256 != item.SHA256 {
			err = refusal.New(refusal.Integrity, "", "the seals of %s are not those that were planned",
				item.Name)
		}
		return err
	})
	if err != nil {
		return err
	}
	return aside.Place()
}

// keepSeals writes the seals of some cases to w, nil to find out only what the index
// of such a file is.
func (p *purging) keepSeals(name string, kept []string, w io.Writer) (vault.Index, error) {
	seals, closeSeals, err := openSeals(p.Session, name, p.Audit.State().Seals[name].SHA256)
	if err != nil {
		return vault.Index{}, err
	}
	if w == nil {
		w = io.Discard
	}
	index, err := seals.Keep(w, func(one vault.IndexCase) bool {
		return slices.Contains(kept, one.Name)
	})
	return index, errors.Join(err, closeSeals())
}

// A plan is what a purge needs to go on with after it was cut off.
type plan struct {
	Paper cases.Certificate   `json:"certificate"`
	Keep  map[string][]string `json:"keep"` // cases whose seals stay, by exercise
}

const planBytesMax = 256 << 20

func (p *purging) planPath(number string) string {
	return p.Path(workspace.CertificatesFolder, number+".plan.json")
}

func (p *purging) savePlan(number string) error {
	if _, err := p.In(workspace.CertificatesFolder, ""); err != nil {
		return err
	}
	content, err := json.Marshal(plan{p.paper, p.keep})
	if err != nil {
		return err
	}
	return workspace.WriteBytes(p.planPath(number), content)
}

func (p *purging) loadPlan(number string) error {
	content, err := workspace.ReadFileWithin(p.planPath(number), planBytesMax)
	if err != nil {
		return refusal.Of(refusal.Integrity, "a purge was cut off and its plan is gone: bring "+
			workspace.CertificatesFolder+" back from a copy", err)
	}
	var saved plan
	if err := json.Unmarshal(content, &saved); err != nil {
		return refusal.New(refusal.Integrity, "", "%s must be as this program wrote it",
			filepath.Base(p.planPath(number)))
	}
	p.paper, p.keep = saved.Paper, saved.Keep
	return nil
}

// mark writes on the certificate what became of an item's files.
func (p *purging) mark(item cases.Item, outcome string) {
	prefix := map[cases.ItemKind]string{
		cases.ItemRun:   workspace.RunsFolder + "/" + item.Name + "/",
		cases.ItemPairs: workspace.RunsFolder + "/" + item.Name + "/",
		cases.ItemSeals: workspace.SealsFolder + "/" + workspace.SealsFile(item.Name),
		cases.ItemList:  workspace.ListsFolder + "/",
	}[item.Kind]
	for i := range p.paper.Files {
		if file := &p.paper.Files[i]; prefix != "" && len(file.Name) >= len(prefix) &&
			file.Name[:len(prefix)] == prefix {
			if _, err := os.Lstat(p.Path(filepath.FromSlash(file.Name))); err == nil {
				file.Outcome = outcome
			}
		}
	}
	if item.Kind == cases.ItemKey {
		p.paper.Keys = slices.DeleteFunc(p.paper.Keys, func(k cases.CertificateKey) bool {
			return k.For == keyFor(item.Name)
		})
	}
}

// certificateFiles are the files of a purge's certificate, below the workspace.
func certificateFiles(number string) []string {
	return []string{workspace.CertificatesFolder + "/" + number + ".html",
		workspace.CertificatesFolder + "/" + number + ".json"}
}

// certify puts the certificate in its place, as a page to sign and for programs, and
// returns the digest and the name of the page.
func (p *purging) certify(number string) (digest, name string, err error) {
	files := certificateFiles(number)
	page, data := p.Path(filepath.FromSlash(files[0])), p.Path(filepath.FromSlash(files[1]))
	err = workspace.WriteFile(data, func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(p.paper)
	})
	if err != nil {
		return "", "", err
	}
	err = workspace.WriteFile(page, func(w io.Writer) error {
		return cases.WriteCertificate(w, p.paper)
	})
	if err != nil {
		return "", "", err
	}
	_, digest, err = workspace.FileSHA256(page)
	return digest, files[0], err
}

func keyFor(name string) string { return "exercise " + name }

// addSources notes the extracts of a run, which a purge does not reach.
func (p *purging) addSources(name string, m *exercise.Manifest) {
	for _, dataset := range m.Datasets {
		for _, file := range dataset.Files {
			p.sources = append(p.sources, cases.CertificateSource{Exercise: name, Name: file.Name,
				SHA256: file.SHA256})
		}
	}
}
