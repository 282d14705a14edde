SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c

# The steps of .ci/run, each by its name.
STEPS := format vet staticcheck modules test race purego cross fuzz benchmarks

.PHONY: check demo build licences help $(STEPS)

check: ## everything CI runs, no more and no less
	@.ci/run

$(STEPS): ## one step of it
	@.ci/run $@

demo: ## an invented council, from files to list
	go run ./cmd/nfi demo

build: ## the program, as nfi
	CGO_ENABLED=0 go build -o nfi ./cmd/nfi

licences: ## copy the licences of the linked modules
	@.ci/licences

help: ## this list
	@grep -E '^[a-z$$(].*: .*##' Makefile
