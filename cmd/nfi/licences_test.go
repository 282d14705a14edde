package main

import (
	"bytes"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// inTestsOnly are the modules that this test binary links and the program does
// not; .ci/licences checks the program itself, for every system.
var inTestsOnly = []string{"github.com/rogpeppe/go-internal", "github.com/antzucaro/matchr",
	"github.com/xitongsys/parquet-go"}

func TestEveryModuleHasALicenceText(t *testing.T) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		t.Fatal("the test binary does not say what it was built from")
	}
	titles := map[string]string{}
	for _, l := range allLicences() {
		titles[l.title] = l.text
	}
	linked := 0
	for _, dependency := range info.Deps {
		if slices.Contains(inTestsOnly, dependency.Path) {
			continue
		}
		linked++
		if strings.TrimSpace(titles[dependency.Path]) == "" {
			t.Errorf("licences/modules lacks %s: run .ci/licences", dependency.Path)
		}
	}
	if linked == 0 {
		t.Log("the test binary lists no modules; .ci/licences checks them")
	}
	// mousetrap is linked on Windows only.
	for _, title := range []string{"nfi", "go", "github.com/inconshreveable/mousetrap"} {
		if titles[title] == "" {
			t.Errorf("there is no licence text for %s", title)
		}
	}
}

func TestOwnLicenceIsTheRepositorys(t *testing.T) {
	top, err := os.ReadFile("../../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	ours, err := licenceFiles.ReadFile("licences/nfi.txt")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(top, ours) {
		t.Error("licences/nfi.txt differs from LICENSE")
	}
}
