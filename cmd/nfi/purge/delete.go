package purge

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/disk"
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
		return disk.WithoutPath(os.RemoveAll(p.Path(workspace.RunsFolder, item.Name)))
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
	case cases.ItemFirstSeen:
		return p.removeFirstSeen(item)
	case cases.ItemAudit:
		return p.Audit.Trim(item.Last)
	}
	return fmt.Errorf("this program does not delete %q", item.Kind)
}

func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return disk.WithoutPath(err)
	}
	return nil
}

// removeSeals deletes the seals of an exercise, or puts those in place that are left.
func (p *purging) removeSeals(item cases.Item) error {
	path := p.Path(workspace.SealsFolder, workspace.SealsFile(item.Name))
	if item.SHA256 == "" {
		return removeFile(path)
	}
	if _, closeSeals, err := custody.OpenSeals(p.Session, item.Name, item.SHA256); err == nil {
		return closeSeals() // it was done before the purge was cut off
	}
	aside, err := disk.WriteAside(path, func(w io.Writer) error {
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

// keepSeals writes the seals of some cases to w and returns what their index is.
func (p *purging) keepSeals(name string, kept []string, w io.Writer) (vault.Index, error) {
	seals, closeSeals, err := custody.OpenSeals(p.Session, name, p.Audit.State().Seals[name].SHA256)
	if err != nil {
		return vault.Index{}, err
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

const (
	planBytesMax = 256 << 20
	planSuffix   = ".plan.json"
)

func (p *purging) planPath(number string) string {
	return p.Path(workspace.CertificatesFolder, number+planSuffix)
}

// sweepPlans deletes the plans that are left though no purge is unfinished.
func (p *purging) sweepPlans() error {
	entries, err := p.List(workspace.CertificatesFolder)
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), planSuffix) && entry.Type().IsRegular() {
			err = errors.Join(err, removeFile(p.Path(workspace.CertificatesFolder, entry.Name())))
		}
	}
	return err
}

// savePlan writes the plan and returns its digest, for the log.
func (p *purging) savePlan(number string) (digest string, err error) {
	if _, err := p.In(workspace.CertificatesFolder, ""); err != nil {
		return "", err
	}
	content, err := json.Marshal(plan{p.paper, p.keep})
	if err != nil {
		return "", err
	}
	return disk.SHA256(content), disk.WriteBytes(p.planPath(number), content)
}

// loadPlan reads the plan of a purge that was cut off, and reports whether it is there
// and the one that the log has.
func (p *purging) loadPlan(purge *cases.Purge) bool {
	content, err := disk.ReadFileWithin(p.planPath(purge.Number), planBytesMax)
	var saved plan
	if err != nil || disk.SHA256(content) != purge.SHA256 ||
		json.Unmarshal(content, &saved) != nil {
		return false
	}
	p.paper, p.keep = saved.Paper, saved.Keep
	return true
}

// correct writes on the certificate what became of an item that stays, and of what is
// left of its files.
func (p *purging) correct(one stay) {
	left := 0
	for i := range p.paper.Files {
		file := &p.paper.Files[i]
		if !p.owns(one.item, file.Name) {
			continue
		}
		if _, err := os.Lstat(p.Path(filepath.FromSlash(file.Name))); err == nil {
			file.Outcome = one.why
			left++
		}
	}
	of := countedAs[one.item.Kind]
	if of != countFiles && of != countLists {
		left = math.MaxInt // all of them
	}
	p.paper.Stays(p.exerciseOf(one.item), of, left, one.why)
	if one.item.Kind == cases.ItemKey {
		p.paper.Keys = slices.DeleteFunc(p.paper.Keys, func(k cases.CertificateKey) bool {
			return k.For == keyFor(one.item.Name)
		})
	}
}

// owns reports whether a file of the certificate is one that an item stands for.
func (p *purging) owns(item cases.Item, name string) bool {
	folder := workspace.RunsFolder + "/" + item.Name + "/"
	switch item.Kind {
	case cases.ItemRun:
		return strings.HasPrefix(name, folder)
	case cases.ItemPairs:
		return strings.HasPrefix(name, folder) && slices.Contains(evidenceFiles, name[len(folder):])
	case cases.ItemSeals:
		return name == workspace.SealsFolder+"/"+workspace.SealsFile(item.Name)
	case cases.ItemList:
		return slices.ContainsFunc(p.Audit.State().Lists, func(list cases.List) bool {
			return list.Batch == item.Name && list.Inside && list.Name == name
		})
	case cases.ItemCertificate:
		return slices.Contains(certificateFiles(item.Name), name)
	case cases.ItemFirstSeen:
		return name == workspace.FirstSeenFile
	case cases.ItemSeal, cases.ItemKey, cases.ItemAudit: // no file of their own
	}
	return false
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
	err = disk.WriteFile(data, func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(p.paper)
	})
	if err != nil {
		return "", "", err
	}
	err = disk.WriteFile(page, func(w io.Writer) error {
		return cases.WriteCertificate(w, p.paper)
	})
	if err != nil {
		return "", "", err
	}
	_, digest, err = disk.FileSHA256(page)
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
