SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c

# The steps of .ci/run, each by its name.
STEPS := format vet staticcheck modules test race purego cross fuzz benchmarks throughput

.PHONY: check demo build bench quality fairness peers world-check licences help $(STEPS)

check: ## everything CI runs, no more and no less
	@.ci/run

$(STEPS): ## one step of it
	@.ci/run $@

demo: ## an invented council, from files to list
	go run ./cmd/nfi demo

build: ## the program, as nfi
	CGO_ENABLED=0 go build -o nfi ./cmd/nfi

bench: ## throughput against yardsticks; ACCEPT=1 takes the figures as baselines
	go test ./bench/throughput -run '^TestGate$$' -v -gate $(if $(ACCEPT),-update)

quality: ## pairs, adults, placement and flags on seven invented councils, into a file to review
	mkdir -p bench/testdata
	go run ./bench/quality > bench/testdata/quality.txt
	cat bench/testdata/quality.txt

fairness: ## whom errors fall on, on invented councils, into a file to review
	mkdir -p bench/testdata
	go run ./bench/fairness > bench/testdata/fairness.txt
	cat bench/testdata/fairness.txt

peers: ## beside the strongest other systems, into a file to read; needs Python 3 and pip's registry
	@if command -v python3 >/dev/null; then python3 bench/peers/peers.py; \
	else echo "python3 is not here: nothing was compared"; fi

world-check: ## what the invented councils have to be like
	go test ./fixtures/council/... -count 1

licences: ## copy the licences of the linked modules
	@.ci/licences

help: ## this list
	@grep -E '^[a-z$$(].*: .*##' Makefile
