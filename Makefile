# make run      try it: a development issuer, bearerd and nginx, and a page on http://127.0.0.1:8080/ (another PORT=8081; REDIS=1 with a Redis)
# make test     every test, unit and end to end
# make test-providers  real providers give tokens, and bearerd behind nginx judges them
# make examples   builds the packages of Examples/ and tries each behind nginx; EXAMPLES=quick or NAME: only some
# make new      NAME=orders writes a package of your own, into ../orders or DIR
# make test-monitoring  the alert rules, and that a real Prometheus finds what they and the dashboard ask for
# make try-machines  three bearerds on machines of their own, of which one dies, and all are restarted (as root)
# make fleet    ten thousand proofs, each to three bearerds with one Redis at once
# make fuzz     a million requests, cut and mutated, that our look-ahead and libfcgi must see alike
# make model    every state of the models of the shared store, with and without faults: one table; LONG=1 for more
# make simulation  a fleet of 100 machines: sizes, deny-list, fetches of keys; QUICK=1 for fewer
# make lint     format, manual page, links, where `unsafe` may stand, how large files and folders are, and their suites
# make docs     the documentation of the library products, in .build/docs
# make bench    a load test of a release build behind nginx: tables, and charts in .build/bench; some six minutes
# make tutorial  does what the tutorial of the library says, in a folder of its own
# make api-diff BASE=COMMIT  what has changed in the public face of the library since
# make build    a release build that needs no Swift where it runs
# make install  DESTDIR= PREFIX=/usr
# make uninstall  the same places; what an operator has changed stays
# make package  Debian packages of a release build, in .build/package
#
# What Debian packages each of them needs is installed if it is missing.

SHELL   := /bin/bash
PREFIX  ?= /usr
DESTDIR ?=
SWIFT   ?= swift
BINARY  ?= .build/release/bearerd

BUILD_PACKAGES := libfcgi-dev libssl-dev libcurl4-openssl-dev libhiredis-dev pkg-config
RUN_PACKAGES   := nginx curl
BENCH_PACKAGES := $(RUN_PACKAGES) wrk apache2-utils
TEST_PACKAGES  := $(RUN_PACKAGES) systemd openssl mandoc lighttpd chromium python3-venv tinyproxy \
    golang-go nodejs node-axios jq prometheus logrotate redis-server redis-sentinel

# With what LemonLDAP::NG needs and Debian only recommends.
PROVIDER_PACKAGES := lemonldap-ng lemonldap-ng-fastcgi-server glewlwyd libconvert-pem-perl \
    libcrypt-openssl-bignum-perl libgd-securityimage-perl libio-string-perl libstring-random-perl perlmagick

ROOT := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: run test test-providers test-monitoring try-machines reloads fleet examples new fuzz model simulation lint docs tutorial api-diff bench build install uninstall package clean \
    toolchain

# $(call packages,NAMES): installs those that are missing.
define packages
	@missing=; \
	for name in $(1); do \
	    [ "$$(dpkg-query --show --showformat='$${db:Status-Status}' $$name 2>/dev/null)" = installed ] \
	        || missing="$$missing $$name"; \
	done; \
	if [ -n "$$missing" ]; then \
	    echo "Installing the Debian packages that are missing:$$missing"; \
	    $(ROOT) apt-get update --quiet --quiet \
	        && $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $$missing; \
	fi
endef

# $(call venv,NAME,FILE): what FILE names of PyPI, in .build/NAME, anew when FILE has changed.
define venv
	@cmp --quiet $(2) .build/$(1)/requirements.txt || { \
	    echo "Installing into .build/$(1) what $(2) names"; \
	    rm -rf .build/$(1) && mkdir -p .build && python3 -m venv .build/$(1) \
	        && .build/$(1)/bin/pip install --quiet --disable-pip-version-check --requirement $(2) \
	        && cp $(2) .build/$(1)/requirements.txt; \
	}
endef

toolchain:
	@command -v $(SWIFT) > /dev/null || { echo "Swift 6.2 or newer is needed: https://www.swift.org/install/linux/" >&2; exit 1; }
	$(call packages,$(BUILD_PACKAGES))

# A debug build is there sooner.
run: toolchain
	$(call packages,$(RUN_PACKAGES) $(if $(REDIS),redis-server))
	$(SWIFT) build
	@exec nginx/run.sh "$$($(SWIFT) build --show-bin-path)"

test: toolchain
	$(call packages,$(TEST_PACKAGES))
	$(call venv,clients,Tests/EndToEndTests/Clients/requirements.txt)
	$(SWIFT) test --disable-xctest --skip '$(PROVIDERS)'

PROVIDERS := EndToEndTests\..*ProviderTests

# The providers are processes of the tests, in folders of the tests.
test-providers: toolchain
	$(call packages,$(TEST_PACKAGES))
	@ROOT="$(ROOT)" Scripts/providers.sh $(PROVIDER_PACKAGES)
	$(call venv,providers,Tests/EndToEndTests/Providers/requirements.txt)
	$(SWIFT) test --disable-xctest --filter '$(PROVIDERS)'

# `make test` has it, too.
test-monitoring: toolchain
	$(call packages,$(TEST_PACKAGES))
	$(SWIFT) test --disable-xctest --filter MonitoringTests

try-machines: toolchain
	$(call packages,$(BENCH_PACKAGES) iproute2 nftables)
	$(SWIFT) build
	$(ROOT) Examples/ManyMachines/machines.sh "$$($(SWIFT) build --show-bin-path)"

# A thousand reloads under load, in the place of some.
reloads: toolchain
	$(call packages,$(TEST_PACKAGES))
	RELOADS=1000 $(SWIFT) test --disable-xctest --filter ReloadTests

# Ten thousand proofs in the place of some, each to three processes at once.
fleet: toolchain
	$(call packages,$(TEST_PACKAGES))
	FLEET_PROOFS=10000 $(SWIFT) test --disable-xctest --filter FleetTests

EXAMPLES ?= all

examples: toolchain
	$(call packages,$(RUN_PACKAGES) systemd)
	SWIFT="$(SWIFT)" Examples/try.sh $(EXAMPLES)

new:
	@Scripts/new.sh "$(NAME)" $(if $(DIR),"$(DIR)")

# One in twenty MUTATIONS is a request.
fuzz: toolchain
	MUTATIONS=20000000 $(SWIFT) test --disable-xctest --configuration release -Xswiftc -enable-testing \
	    --scratch-path .build/fuzz --filter LookAheadTests

# With the packages that are missing.
model:
	$(call packages,spin gcc libc6-dev)
	Tests/Models/check.sh $(if $(LONG),--long)

simulation:
	$(call packages,python3)
	python3 -B Tests/Simulation/run.py $(if $(QUICK),--quick)

PAGES := $(wildcard systemd/*.[58])

# `unsafe` is for the five modules that own C objects.
lint: toolchain
	$(call packages,mandoc)
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Examples
	mandoc -T lint -W warning $(PAGES)
	@! grep --recursive --line-number --word-regexp --include='*.swift' unsafe Sources \
	    | grep --invert-match --extended-regexp '^Sources/(OpenSSL|Fetching|FastCGI|SharedStore|Threads)/'
	Scripts/links.sh
	Scripts/structure.sh

LIBRARIES = $(shell sed -n 's/.*\.library.name: "\([A-Za-z]*\)".*/\1/p' Package.swift)

# BEARERD_DOCS is for Package.swift.
docs: toolchain
	BEARERD_DOCS=1 $(SWIFT) package --allow-writing-to-directory .build/docs generate-documentation \
	    $(addprefix --target ,$(LIBRARIES)) --enable-experimental-combined-documentation --warnings-as-errors \
	    --transform-for-static-hosting --output-path .build/docs

tutorial: toolchain
	$(call packages,$(RUN_PACKAGES) systemd)
	SWIFT=$(SWIFT) Scripts/tutorial.sh .build/examples

# Ends with an error where a change would break who depends on the library.
api-diff: toolchain
	@[ -n "$(BASE)" ] || { echo "make api-diff BASE=COMMIT: expected the commit, branch or tag to compare with" >&2; exit 64; }
	$(SWIFT) package diagnose-api-breaking-changes $(BASE) $(addprefix --products ,$(LIBRARIES))

# What is built, for `bearerd --version`: only here, so that a debug build does not link anew with each commit. A folder that is
# no clone has no commit; of one where something was changed, it has -dirty behind it.
COMMIT = $(shell [ -e .git ] && git describe --always --dirty --abbrev=40 --match=)
SWIFT_VERSION = $(shell $(SWIFT) --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*[0-9]\).*/\1/p')

build: toolchain
	BEARERD_COMMIT="$(COMMIT)" BEARERD_SWIFT="$(SWIFT_VERSION)" \
	    $(SWIFT) build --configuration release --static-swift-stdlib --disable-local-rpath --product bearerd

# The benchmarks of single functions: swift package --package-path Tests/Benchmarks benchmark
bench: toolchain
	$(call packages,$(BENCH_PACKAGES))
	$(SWIFT) build --configuration release --static-swift-stdlib --product bearerd
	$(SWIFT) build --configuration release --static-swift-stdlib --product token-issuer
	@Tests/Benchmarks/load.sh .build/release .build/bench
	@Tests/Benchmarks/growth.sh .build/release .build/bench

# Only what has changed is built, so that `make build` and then `sudo make install` needs no Swift as root.
ifeq ($(origin BINARY),file)
$(BINARY): $(shell find Sources Package.swift -type f)
	$(MAKE) build
endif

# What stands under /etc: mode, file and place. What an operator has changed of it stays, with the new one beside it.
CONFFILES := \
    0644 nginx/bearerd_params            /etc/nginx/bearerd_params \
    0644 nginx/bearerd_upstream.conf     /etc/nginx/conf.d/bearerd_upstream.conf \
    0644 nginx/bearerd_locations.conf    /etc/nginx/snippets/bearerd_locations.conf \
    0644 nginx/bearerd_health.conf       /etc/nginx/snippets/bearerd_health.conf \
    0644 nginx/bearerd_logout.conf       /etc/nginx/snippets/bearerd_logout.conf \
    0644 nginx/bearerd_verdicts.conf     /etc/nginx/snippets/bearerd_verdicts.conf \
    0644 nginx/bearerd_verdict_zone.conf /etc/nginx/snippets/bearerd_verdict_zone.conf \
    0644 nginx/bearerd_guard_params      /etc/nginx/bearerd_guard_params \
    0644 nginx/bearerd_guard_server.conf /etc/nginx/bearerd_guard_server.conf \
    0644 nginx/bearerd_guard.conf        /etc/nginx/bearerd_guard.conf \
    0644 nginx/bearerd_cors.conf         /etc/nginx/bearerd_cors.conf \
    0640 .env.example                    /etc/bearerd/bearerd.env

# Shell and place of what completes commands and flags there.
COMPLETIONS := \
    bash bash-completion/completions/bearerd \
    zsh  zsh/vendor-completions/_bearerd \
    fish fish/vendor_completions.d/bearerd.fish

# The checksums of what was put there.
RECORD = $(PREFIX)/share/bearerd/conffiles.sha256

# token-issuer is for development and is never installed.
install: $(BINARY)
	install -D --mode=0755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/bearerd
	@for page in $(PAGES); do \
	    install -D --mode=0644 --verbose $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/} || exit 1; \
	done
	@set -o pipefail; set -- $(COMPLETIONS); while [ $$# -gt 0 ]; do \
	    echo "install $$1 completion"; \
	    $(BINARY) --generate-completion-script $$1 | sed '1{/^#!/d}' | install -D --mode=0644 /dev/stdin $(DESTDIR)$(PREFIX)/share/$$2 || exit 1; \
	    shift 2; \
	done
	install -D --mode=0644 systemd/bearerd.socket $(DESTDIR)$(PREFIX)/lib/systemd/system/bearerd.socket
	install -d --mode=0755 $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|/usr/bin/bearerd|$(PREFIX)/bin/bearerd|' systemd/bearerd.service \
	    | install --mode=0644 /dev/stdin $(DESTDIR)$(PREFIX)/lib/systemd/system/bearerd.service
	install -D --mode=0644 systemd/bearerd.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/bearerd.conf
	@printf '%s %s %s\n' $(CONFFILES) | nginx/conffiles.sh install "$(DESTDIR)" "$(RECORD)"
	@# The unit's user reads it as a member of this group. In a DESTDIR that is for the package to do.
	@if [ -z "$(DESTDIR)" ]; then \
	    systemd-sysusers $(PREFIX)/lib/sysusers.d/bearerd.conf || exit 1; \
	    if [ -e /etc/bearerd/bearerd.env ]; then chgrp --verbose bearerd /etc/bearerd/bearerd.env; fi; \
	fi

# What an operator has changed under /etc stays, and with it what was never installed; so does the group.
uninstall:
	@nginx/conffiles.sh remove "$(DESTDIR)" "$(RECORD)"
	rm -f $(DESTDIR)$(PREFIX)/bin/bearerd
	rm -f $(foreach page,$(PAGES),$(DESTDIR)$(PREFIX)/share/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/share/,$(filter-out bash zsh fish,$(COMPLETIONS)))
	rm -f $(DESTDIR)$(PREFIX)/lib/systemd/system/bearerd.socket
	rm -f $(DESTDIR)$(PREFIX)/lib/systemd/system/bearerd.service
	rm -f $(DESTDIR)$(PREFIX)/lib/sysusers.d/bearerd.conf
	@for folder in $(DESTDIR)$(PREFIX)/share/bearerd $(DESTDIR)/etc/bearerd; do \
	    if [ -d $$folder ]; then rmdir --ignore-fail-on-non-empty $$folder; fi; \
	done

PACKAGE_PACKAGES := debhelper dpkg-dev fakeroot lintian

# The packages come to lie beside the source tree, so that is a copy of what git knows, with the builds of this one.
package: toolchain
	$(call packages,$(PACKAGE_PACKAGES))
	@rm -rf .build/package && mkdir -p .build/package/bearerd
	git ls-files -z | xargs -0 cp --parents --target-directory=.build/package/bearerd
	$(MAKE) build
	mkdir -p .build/package/bearerd/.build/release && cp .build/release/bearerd .build/package/bearerd/.build/release
	cd .build/package/bearerd && BEARERD_BUILT=1 dpkg-buildpackage --build=binary --no-sign
	cd .build/package && lintian --fail-on error,warning --tag-display-limit 0 *.changes
	@ls -l .build/package/*.deb

clean:
	$(SWIFT) package clean
