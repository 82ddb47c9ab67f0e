#pragma once

#include "cli/context.hpp"
#include "core/checks/select.hpp"
#include "core/project/gather.hpp"
#include "core/report/report.hpp"
#include "core/tls/host_name.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::cli::commands {

// What the commands that check have in common: options → question → facts → report → exit status.

struct Judging {
    std::vector<std::string> groups;    // of rules; empty: all
    bool needs_project = true;          // is an empty folder an error?
    bool asks_network = false;          // is the broker asked, where the scope has the network?
    bool needs_sound_settings = false;  // are settings that Python refuses an error, not a finding?
    // Lines ahead of the findings; null for none.
    std::vector<report::Report::Fact> (*facts)(const checks::Facts&) = nullptr;
};

// Runs a check command to its exit status.
int judge_and_show(Context& context, const Invocation& invocation, const Judging& judging);

// The report as `format` has it: `text`, `json`, `sarif`, `github` or `junit`. Empty where `-q` wants nothing said.
std::string rendered(const Context& context, const report::Report& report, std::string_view format,
                     report::Severity limit);

// What the command line and the settings ask about the project.
project::Question question_of(const Context& context, const Invocation& invocation);

// A name or an address as somebody wrote it for `where`, "--host"; Error{usage} where it is none.
tls::Host host_named(const std::string& written, std::string_view where);

// The file that a setting of a certificate or key names, as a question has it; nothing where it is unset, or the scope
// leaves out who said it.
std::optional<project::NamedFile> named_file(const Context& context, std::string_view setting,
                                             const project::Scope& scope);

// The project, with what the command line names besides.
project::DiskTree tree_of(const Context& context, const project::Question& question);

// Throws Error{input} for a folder that holds nothing to check.
void require_something(const project::Facts& facts, const project::Question& question);

// `--mode`, `[check] mode`, else DJANGO_DEBUG of the process or an `--env-file`, else production.
project::Mode mode_of(const Context& context);

}  // namespace megactl::cli::commands
