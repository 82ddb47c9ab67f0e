#include "cli/commands/baseline.hpp"

#include "cli/standard_input.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/checks/baseline.hpp"
#include "core/checks/project/rules.hpp"
#include "core/os/file.hpp"
#include "core/report/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using report::Baseline;
using report::BaselineEntry;

constexpr std::string_view default_file = "megactl-baseline.json";

// Empty where nobody names one.
std::string named_baseline(const Context& context) {
    return context.settings.text("check.baseline");
}

// A path of megactl.toml is complete already; any other is one of the project's.
std::filesystem::path place_of(const Context& context, const std::string& name) {
    const config::SettingValue* value = context.settings.find("check.baseline");
    const bool is_complete = value != nullptr && value->origin.kind == config::Origin::Kind::toml;
    return is_complete ? std::filesystem::path(name) : context.project / name;
}

std::string origin_of(const Context& context) {
    const config::SettingValue* value = context.settings.find("check.baseline");
    return value == nullptr ? std::string(default_file) : value->origin.text();
}

Source read(const Context& context, const std::string& name) {
    if (name == "-") return read_standard_input();
    auto content = os::read_file(place_of(context, name));
    if (content) return std::make_shared<SourceText>(name, *std::move(content));
    Error error(Error::Kind::input,
                fmt::format("can't read the baseline `{}`: {}", escape_controls(name), content.error().explanation));
    error = Error(error).from(origin_of(context));
    if (content.error().reason != os::ReadFailure::Reason::missing) throw Error(std::move(error));
    throw std::move(error).help("`--write-baseline` writes what stands now into it");
}

// The baseline that is there already; nothing where there is none. Whatever else is in that place is not overwritten.
std::optional<Baseline> standing(const Context& context, const std::string& name) {
    std::error_code failure;
    const auto type = std::filesystem::symlink_status(place_of(context, name), failure).type();
    if (name == "-" || type == std::filesystem::file_type::not_found) return std::nullopt;
    return report::parse_baseline(read(context, name));
}

// Options that make a run look at a part of the project only: what it does not find may still be there.
bool is_narrowed(const Invocation& invocation) {
    constexpr std::array<std::string_view, 7> options{"--service", "--dockerfile", "--compose", "--settings",
                                                      "--live",    "--cert",       "--key"};
    return std::ranges::any_of(options, [&](std::string_view option) { return invocation.has(option); });
}

std::string_view word_of(project::Mode mode) {
    return mode == project::Mode::production ? "production" : "development";
}

std::vector<const BaselineEntry*> stale_of(const Invocation& invocation, project::Mode mode, const Baseline& baseline,
                                           const std::vector<const BaselineEntry*>& unanswered,
                                           const report::Report& report) {
    if (is_narrowed(invocation)) return {};
    return checks::stale_entries(baseline, unanswered, report, word_of(mode));
}

bool is_left_out(const Context& context, const Invocation& invocation, const checks::Rule& rule) {
    std::vector<std::string> names = invocation.values("--skip");
    const std::vector<std::string> allowed = context.settings.list("check.allow");
    names.insert(names.end(), allowed.begin(), allowed.end());
    return std::ranges::any_of(names, [&](std::string_view name) { return name == rule.id || name == rule.group(); });
}

// The entries of `old` that this run neither confirms nor can call stale.
std::vector<BaselineEntry> kept_of(const Invocation& invocation, project::Mode mode, const Baseline& old,
                                   report::Report report) {
    const std::vector<const BaselineEntry*> unanswered = set_aside(old, report);
    const std::vector<const BaselineEntry*> stale = stale_of(invocation, mode, old, unanswered, report);
    std::vector<BaselineEntry> kept;
    for (const BaselineEntry* entry : unanswered) {
        if (std::ranges::find(stale, entry) == stale.end()) kept.push_back(*entry);
    }
    return kept;
}

}  // namespace

void apply_baseline(const Context& context, const Invocation& invocation, project::Mode mode, report::Report& report) {
    const std::string name = named_baseline(context);
    if (name.empty()) return;
    const Baseline baseline = report::parse_baseline(read(context, name));
    const std::vector<const BaselineEntry*> unanswered = set_aside(baseline, report);
    const std::vector<const BaselineEntry*> stale = stale_of(invocation, mode, baseline, unanswered, report);
    if (is_left_out(context, invocation, checks::project_rules::baseline_stale)) return;
    report.rules.push_back(checks::project_rules::baseline_stale.id);
    for (const BaselineEntry* entry : stale)
        report.findings.push_back(checks::stale_note(baseline, *entry));
}

void write_baseline(Context& context, const Invocation& invocation, project::Mode mode, report::Report& report) {
    const std::string said = named_baseline(context);
    const std::string name = said.empty() ? std::string(default_file) : said;
    Baseline fresh{nullptr, std::string(word_of(mode)), report.scope, report::entries_of(report)};
    const std::optional<Baseline> old = standing(context, name);
    if (old) {
        std::vector<BaselineEntry> kept = kept_of(invocation, mode, *old, report);
        std::ranges::move(kept, std::back_inserter(fresh.entries));
    }
    const std::string text = report::baseline_text(fresh);
    if (name == "-") return context.terminal.print(text);
    if (old && text == old->source->text()) {
        if (!context.is_quiet) context.terminal.print(fmt::format("unchanged {}\n", escape_controls(name)));
        return;
    }
    os::write_atomically(place_of(context, name), text);
    if (context.is_quiet) return;
    const std::size_t count = fresh.entries.size();
    std::string sentence = fmt::format("wrote {} to {}", count_of(count, "finding", "findings"), escape_controls(name));
    if (old && old->entries.size() > count)
        sentence += fmt::format(", {} fewer than before", old->entries.size() - count);
    if (old && old->entries.size() < count)
        sentence += fmt::format(", {} more than before", count - old->entries.size());
    context.terminal.print(sentence + "\n");
    if (said.empty()) {
        context.terminal.print(
            fmt::format("`--baseline {0}` sets them aside, so does `[check] baseline = \"{0}\"`\n", default_file));
    }
}

}  // namespace megactl::cli::commands
