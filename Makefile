# Each command sets up what it needs, in .venv and .tools, and can be run again. pip and npm use your own settings.
PYTHON ?= python3

# .env as `s` 3.1.10 reads it: a variable of the environment wins over its line, even an empty one.
$(foreach line,$(shell sed -n 's/^\([A-Z][A-Z0-9_]*\)=\([^[:space:]\#]*\).*/\1?=\2/p' .env 2>/dev/null),$(eval $(line)))

# What fc3 cannot do without.
SETTINGS := $(addprefix SMSCODE_,REGION ROLE CONFIG_URI LOG_PROJECT LOGSTORE HTTP_AUTH QUALIFIER)
MISSING = $(strip $(foreach name,$(SETTINGS),$(if $($(name)),,$(name))))

S_VERSION := 3.1.10
ROS_CDK_VERSION := 1.12.0
ROS_CDK_SLS_VERSION := 1.11.0
DYSMSAPI_VERSION := 4.6.0
LOGTO_VERSION := 0.2.1
BETTER_AUTH_VERSION := 1.7.25
NEXT_AUTH_VERSION := 5.0.0-beta.32
NEXT_VERSION := 16.4.6
AXE_VERSION := 4.14.1
UV_VERSION := 0.13.9

# --no-deps: the requirements files are whole closures, so there is nothing to resolve.
INSTALL := -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
RUN_REQUIREMENTS := requirements.txt sandbox/requirements.txt
DEV_REQUIREMENTS := tests/requirements.txt benchmarks/requirements.txt
SOURCES := src ops tests sandbox local bundle benchmarks

# What test-fast leaves out of tests/: bundles, the operator's commands, a browser, SAM, Serverless Devs, Node.js;
SLOW := benchmarks bundle deploy ops sandbox/inbox $(addprefix docs/test_,deploy_pages.py ops_cloudwatch.py ops_quiet.py policies.py \
  policies_at_work.py recipe_apps.py recipes.py) callers/test_logto_connector.py
# processes of our own;
SLOW += support/harness aliyun/test_sdk.py docs/test_architecture.py docs/test_sandbox_page.py $(addprefix e2e/test_,callers_who_hang_up.py \
  cold_bursts.py events.py events_of_callers.py events_of_receipts.py faults.py import_budget.py leaks.py preload.py) \
  local $(addprefix sandbox/test_,crowd.py options.py package.py server.py visitors.py)
# Redis and moto;
SLOW += $(addprefix claims/test_,books.py limits.py stores.py stores_in_trouble.py) config/test_previous_version.py \
  $(addprefix e2e/test_,duplicates.py races.py replays.py) $(addprefix secret_stores/test_aws_,secrets_manager.py ssm.py)
# peers that keep one waiting, and many examples.
SLOW += claims/test_addresses.py docs/test_ops_one_person.py secret_stores/test_aliyun_trouble.py senders/test_pnvs_account.py test_phone_pasted.py \
  triggers/test_triggers_hostile.py $(addprefix aliyun/test_,exchange.py adapter.py) $(addprefix e2e/test_,at_most_once.py hostile_mutations.py \
  key_rotation.py leaks_documents.py leaks_values.py magic_numbers.py)

BURST_TESTS := tests/e2e/test_cold_bursts.py

RECIPES := .tools/recipes/better-auth/$(BETTER_AUTH_VERSION) .tools/recipes/next-auth/$(NEXT_AUTH_VERSION)

.DELETE_ON_ERROR:
.PHONY: help demo test test-fast serve sandbox invoke config-new check config-put why package package-sandbox bench bursts bench-docs build-Function lint screenshot lock event-is-given settings-are-given

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

demo: .venv/run ## one sign-in code through the real handler and SDK to the sandbox: shows the reply and the SMS
	@.venv/bin/python -m local.demo

# Tests reach nothing but loopback, and boto3 would look for it behind HTTP_PROXY. Bursts of cold instances need the machine
# to themselves.
test: .venv/dev .tools/sam/ready .tools/s/$(S_VERSION) .tools/ros/$(ROS_CDK_VERSION) .tools/dysmsapi/$(DYSMSAPI_VERSION) .tools/uv/$(UV_VERSION) .tools/logto/$(LOGTO_VERSION) .tools/axe/$(AXE_VERSION) $(RECIPES) ## the whole suite, with branch coverage of src
	no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 .venv/bin/python -m pytest $(BURST_TESTS)
	no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 .venv/bin/python -m pytest -n 3 --ignore=$(BURST_TESTS) --cov --cov-report=term-missing:skip-covered

test-fast: .venv/dev ## in under a minute: what needs no bundle, browser, cold process, store or tool
	no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 .venv/bin/python -m pytest -q -n 4 --hypothesis-profile=few \
	  $(addprefix --ignore=tests/,$(SLOW))

serve: .venv/run ## the function on 127.0.0.1:9000, its SMS in an inbox on 9025; PORT= INBOX_PORT= SANDBOX_PORT= ALLOW_HOST= FLOW_CONTROL=on|off TRIGGER=fc|lambda CONFIG=
	@.venv/bin/python -m local.serve

sandbox: .venv/run ## the sandbox and its inbox without the function: OPTIONS='--port 9100 --catalogue mine.json'
	@PYTHONPATH=sandbox .venv/bin/python -m aliyun_sms_sandbox $(OPTIONS)

invoke: event-is-given .venv/run ## one event: EVENT=events/x.json; with CONFIG_URI=... through the real service
	@.venv/bin/python -m local.invoke "$(EVENT)"

# Options answer questions: OPTIONS='--cloud=aws --template=SMS_1'.
config-new: .venv/run ## smscode.json and .env, from a few answers: FROM=logto.json OPTIONS='--cloud=aws …'
	@PYTHONPATH=src .venv/bin/python -m ops.config_new $(if $(FROM),'--from=$(FROM)') $(OPTIONS)

# The environment of the function that .env describes. The cloud tells the function its region; here the address has to.
ifndef CONFIG_URI
check config-put: export CONFIG_URI = $(if $(SMSCODE_CONFIG_URI),$(SMSCODE_CONFIG_URI)$(addprefix ?region=,$(SMSCODE_REGION)))
check config-put: export CLAIMS_URI ?= $(SMSCODE_CLAIMS_URI)
check config-put: export GLOBE_ENDPOINT ?= $(SMSCODE_GLOBE_ENDPOINT)
endif

# For CI call the module itself: make turns every failure into its own exit status 2.
check: .venv/run ## is a config ready to send? CONFIG_URI=...; JSON=1 STRICT=1, SEND_TO=+86... or DELIVERY=NUMBER,ID
	@PYTHONPATH=src .venv/bin/python -m ops.check $(if $(JSON),--json) $(if $(STRICT),--strict) \
	  $(if $(SEND_TO),'--send-to=$(SEND_TO)') $(if $(DELIVERY),'--delivery=$(DELIVERY)')

# Over a pipe nobody can agree: YES=1 does so beforehand.
config-put: FILE = smscode.json
config-put: .venv/run ## check a config, show what it changes in its store, write it: CONFIG_URI=... FILE=smscode.json [YES=1]
	@test -n "$(CONFIG_URI)" || { echo "usage: make config-put CONFIG_URI=file:config.json FILE=smscode.json" >&2; exit 2; }
	@PYTHONPATH=src .venv/bin/python -m ops.config_put $(if $(filter 1,$(YES)),--yes) "$(CONFIG_URI)" "$(FILE)"

why: .venv/run ## what became of one person's code, from exported log lines: FILE=lines.json DIGITS=8000, REQUEST=ID or BIZ_ID=ID
	@PYTHONPATH=src .venv/bin/python -m ops.why $(if $(FILE),'$(FILE)') $(if $(DIGITS),'--digits=$(DIGITS)') \
	  $(if $(REQUEST),'--request=$(REQUEST)') $(if $(BIZ_ID),'--biz-id=$(BIZ_ID)')

package: .venv/bundle ## build/fc and build/aws, ready to deploy; TARGET=fc|aws ARCH=arm64|x86_64 WITH=redis,boto3 SDK=full
	@.venv/bin/python -m bundle $(addprefix --target=,$(TARGET)) $(addprefix --arch=,$(ARCH)) $(addprefix --with=,$(WITH)) $(addprefix --sdk=,$(SDK))

# Functions reach nothing but loopback, and boto3 would look for it behind HTTP_PROXY.
bench bench-docs: export PYTHONPATH := src:tests
bench bench-docs: export NO_PROXY := 127.0.0.1
bench bench-docs: export no_proxy := 127.0.0.1

bench: .venv/dev ## how fast it is, beside a naive function: build/bench.json; ONLY=sizes|cold|warm|load ROUNDS=11
	@.venv/bin/python -m benchmarks $(addprefix --only=,$(ONLY)) $(addprefix --rounds=,$(ROUNDS))

bursts: .venv/dev ## bursts of first calls, each instance on a part of a CPU, over DynamoDB and Redis: BURSTS=100
	@NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 BURSTS=$(or $(BURSTS),100) .venv/bin/python -m pytest -q $(BURST_TESTS)

# The last run's figures, on docs/performance*.md and in benchmarks/results.json.
bench-docs: .venv/dev
	@.venv/bin/python -m benchmarks.pages

# The stack around the function, from the files that stay its one place.
ros.yml: ops/ros.py $(wildcard docs/ops/sls-*.json docs/policies/*.json) | .venv/dev
	@.venv/bin/python -m ops.ros

package-sandbox: .tools/uv/$(UV_VERSION) ## the sandbox as a package of its own: build/sandbox/*.whl and *.tar.gz
	@.tools/uv/bin/uv build --quiet --out-dir build/sandbox sandbox
	@ls build/sandbox/*.whl build/sandbox/*.tar.gz

# The name that `sam build` asks for.
build-Function: TARGET = aws
build-Function: package
	@cp -R build/aws/. "$(ARTIFACTS_DIR)"

lint: .venv/dev ## ruff, and mypy in strict mode
	.venv/bin/ruff check $(SOURCES)
	.venv/bin/ruff format --check $(SOURCES)
	.venv/bin/mypy $(SOURCES)

screenshot: .venv/dev ## docs/images/inbox*.png, of the inbox in Debian's Chromium
	@PYTHONPATH=tests:sandbox:. .venv/bin/python -m support.inbox.screenshot

event-is-given:
	@test -n "$(EVENT)" || { echo "usage: make invoke EVENT=events/direct-sign-in.json [CONFIG_URI=...]" >&2; exit 2; }

# The first step of `s deploy`.
settings-are-given:
	@test -z "$(MISSING)" || { echo "Not set in .env: $(MISSING). Copy .env.example to .env and fill it in; an exported variable hides its line, even an empty one" >&2; exit 2; }

# A new environment in $(1), from a Python that the function supports.
define new-venv
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
  { echo "Python 3.10 or newer is needed, and $(PYTHON) is not: name one, as in PYTHON=python3.12" >&2; exit 1; }
@$(PYTHON) -m venv --clear $(1)
endef

.venv/bin/pip:
	@echo "== Creating .venv"
	$(call new-venv,.venv)

.venv/run: $(RUN_REQUIREMENTS) | .venv/bin/pip
	@echo "== Installing what the function and the sandbox need into .venv ($(RUN_REQUIREMENTS))"
	@.venv/bin/python $(INSTALL) $(addprefix -r ,$(RUN_REQUIREMENTS))
	@touch $@

.venv/bundle: bundle/requirements.txt | .venv/bin/pip
	@echo "== Installing what builds the bundles into .venv ($<)"
	@.venv/bin/python $(INSTALL) -r $<
	@touch $@

.venv/dev: tests/requirements.txt benchmarks/requirements.txt .venv/run .venv/bundle
	@echo "== Installing what tests, lint and the benchmark need into .venv ($(DEV_REQUIREMENTS))"
	@.venv/bin/python $(INSTALL) $(addprefix -r ,$(DEV_REQUIREMENTS))
	@touch $@

.tools/sam/ready: tests/sam-requirements.txt
	@echo "== Installing AWS SAM CLI into .tools/sam ($<, about 350 MB)"
	$(call new-venv,.tools/sam)
	@.tools/sam/bin/python $(INSTALL) -r $<
	@touch $@

# $(1) from npm into the folder of the target; without it $(2) are skipped, and the closing lines say so.
define npm-install
@echo "== Installing $(1) into $(@D)"
@rm -rf $(@D) && mkdir -p $(@D)
@npm install --prefix $(@D) --no-save --no-audit --no-fund $(1) && touch $@ || \
  echo "== npm could not install it: $(2) will be skipped"
endef

.tools/s/$(S_VERSION):
	$(call npm-install,@serverless-devs/s@$(S_VERSION),the tests of s.yaml)

# The classes of the resource types, which check their properties.
.tools/ros/$(ROS_CDK_VERSION):
	$(call npm-install,$(patsubst %,@alicloud/ros-cdk-%@$(ROS_CDK_VERSION),core oss ram) \
	  @alicloud/ros-cdk-sls@$(ROS_CDK_SLS_VERSION),the tests of ros.yml)

# Logto's own connector, as a real client.
.tools/logto/$(LOGTO_VERSION):
	$(call npm-install,@logto/connector-http-sms@$(LOGTO_VERSION),the tests with Logto's connector)

# What the recipes of docs/callers are for.
.tools/dysmsapi/$(DYSMSAPI_VERSION):
	$(call npm-install,@alicloud/dysmsapi20170525@$(DYSMSAPI_VERSION),the tests with the vendor's SDK for Node.js)

.tools/recipes/better-auth/$(BETTER_AUTH_VERSION):
	$(call npm-install,better-auth@$(BETTER_AUTH_VERSION),the tests with better-auth)

# Without what is optional: Next.js would bring its compiler, 130 MB, and only its requests are needed.
.tools/recipes/next-auth/$(NEXT_AUTH_VERSION):
	$(call npm-install,--omit=optional next-auth@$(NEXT_AUTH_VERSION) next@$(NEXT_VERSION),the tests with NextAuth)

# The rules of WCAG, as a script that a test runs in the inbox.
.tools/axe/$(AXE_VERSION):
	$(call npm-install,axe-core@$(AXE_VERSION),the test of the inbox by axe)

COMPILE := .tools/uv/bin/uv pip compile --quiet --universal --python-version 3.10 --no-python-downloads \
  --fork-strategy fewest --no-strip-extras --generate-hashes --no-emit-index-url --no-header

# $(1) holds its own direct requirements, in the lines of its heading that start with a plus.
define relock
	@echo "== Locking $(1)"
	@sed '/^$$/q' $(1) > $(1).new
	@sed -n 's/^# + \([^ ]*\) .*/\1/p' $(1) | $(COMPILE) $(2) - >> $(1).new
	@mv $(1).new $(1)
endef

lock: .tools/uv/$(UV_VERSION) ## resolve every requirements file again, to the newest versions that it allows
	$(call relock,requirements.txt)
	$(call relock,sandbox/requirements.txt,-c requirements.txt)
	$(call relock,requirements-redis.txt,-c requirements.txt)
	$(call relock,bundle/requirements.txt)
	$(call relock,tests/requirements.txt,$(addprefix -c ,$(RUN_REQUIREMENTS) requirements-redis.txt bundle/requirements.txt))
	$(call relock,benchmarks/requirements.txt,$(addprefix -c ,$(RUN_REQUIREMENTS) bundle/requirements.txt tests/requirements.txt))
	$(call relock,tests/sam-requirements.txt)

.tools/uv/$(UV_VERSION):
	@echo "== Installing uv $(UV_VERSION) into .tools/uv"
	$(call new-venv,.tools/uv)
	@.tools/uv/bin/python -m pip install --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@
