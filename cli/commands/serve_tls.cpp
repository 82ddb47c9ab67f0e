#include "cli/commands/serve_tls.hpp"

#include "cli/commands/judgement.hpp"
#include "core/base/error.hpp"
#include "core/base/release.hpp"
#include "core/base/text.hpp"
#include "core/checks/rule.hpp"
#include "core/checks/select.hpp"
#include "core/project/gather_tls.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::cli::commands {
namespace {

using report::Finding;
using report::Severity;

bool is_refusing(const Finding& finding) {
    const auto rules = checks::rule_catalogue();
    const auto rule = std::ranges::find(rules, finding.rule, &checks::Rule::id);
    return finding.severity == Severity::error && rule != rules.end() && (*rule)->keeps_from_serving;
}

std::optional<project::NamedFile> file_named(const Context& context, std::string_view setting) {
    const config::SettingValue* value = context.settings.find(setting);
    if (value != nullptr && !value->texts.empty() && value->texts.front() == "-") {
        throw context.settings.wrong(setting, "a server reads its certificate and key again, and `-` is read once")
            .help("name a file");
    }
    return named_file(context, setting, {});
}

std::string_view path_of(const std::optional<project::NamedFile>& named) {
    return named ? std::string_view(named->path) : std::string_view();
}

project::Question question_about(const Context& context) {
    project::Question question;
    question.root = context.project;
    question.mode = mode_of(context);
    question.expires_within =
        std::chrono::duration_cast<std::chrono::seconds>(context.settings.duration("tls.expires_within"));
    question.expires_within_is_said = context.settings.is_said("tls.expires_within");
    question.certificate = file_named(context, "tls.certificate");
    question.key = file_named(context, "tls.key");
    question.trusted = {process_variable(context, "SSL_CERT_FILE"), process_variable(context, "SSL_CERT_DIR")};
    if (const config::SettingValue* hosts = context.settings.find("django.allowed_hosts")) {
        question.allowed_hosts =
            project::AllowedHosts{context.settings.list("django.allowed_hosts"), hosts->origin.text(), std::nullopt};
    }
    return question;
}

void tell(Context& context, const report::Report& report) {
    context.terminal.tell(report::render_text(report, context.terminal.error_palette(), context.is_verbose,
                                              context.terminal.error_columns()));
}

}  // namespace

NamedPair::NamedPair(const Context& context) : context_(context), question_(question_about(context)) {}

tls::Intent NamedPair::intent() const {
    return tls::intent_of(path_of(question_.certificate), path_of(question_.key));
}

std::filesystem::path NamedPair::file_of(const std::optional<project::NamedFile>& named) const {
    return question_.root / path_of(named);
}

std::vector<std::filesystem::path> NamedPair::files() const {
    return {file_of(question_.certificate), file_of(question_.key)};
}

report::Report NamedPair::judge() const {
    project::Question question = question_;
    question.now = context_.clock.now();
    project::Facts facts;
    facts.mode = question.mode;
    facts.scope = question.scope;
    facts.now = question.now;
    facts.expires_within = question.expires_within;
    facts.expires_within_is_said = question.expires_within_is_said;
    gather_tls_pairs(project::DiskTree(question.root), question, facts);

    checks::Selection selection;
    selection.only = {"tls"};
    selection.allow = context_.settings.list("check.allow");
    if (const std::string rules = context_.settings.text("check.rules"); !rules.empty())
        selection.rules = parse_release(rules).value();
    report::Report report = checks::judge(facts, selection);
    for (Finding& finding : report.findings) {
        if (finding.severity != Severity::error || is_refusing(finding)) continue;
        finding.severity = Severity::warning;
        finding.notes.emplace_back("`megactl tls check` calls it an error; it is served all the same");
    }
    report::sort_by_severity(report.findings);
    return report;
}

Result<tls::ServerContext> NamedPair::read() const {
    return tls::ServerContext::read(file_of(question_.certificate), file_of(question_.key));
}

Result<tls::ServerContext> NamedPair::read_judged() const {
    const report::Report report = judge();
    const auto refused = std::ranges::find_if(report.findings, is_refusing);
    if (refused != report.findings.end()) return problem(fmt::format("{} ({})", refused->headline, refused->rule));
    return read();
}

FirstPair first_pair(Context& context, const NamedPair& named) {
    if (named.intent() == tls::Intent::plain_http) return {};
    const report::Report report = named.judge();
    const bool is_refused = std::ranges::any_of(report.findings, is_refusing);
    if (is_refused || report.worst() >= Severity::warning) tell(context, report);
    if (is_refused) {
        tell_refusal(context, Error(Error::Kind::input, "nothing is served")
                                  .help("`megactl tls check` looks at the pair; without one, a proxy can end TLS"));
        return {.is_refused = true};
    }
    if (named.intent() != tls::Intent::https) return {};  // in development, as it was told
    auto loaded = named.read();
    if (loaded) return {.context = *std::move(loaded)};
    const bool is_development = mode_of(context) == project::Mode::development;
    const Error failure(Error::Kind::input,
                        fmt::format("no HTTPS can be served: {}", escape_controls(loaded.error().reason)));
    if (!is_development) throw Error(failure).help("`megactl tls check` looks at the pair");
    context.terminal.tell(report::render_warning(
        Error(failure).help("this is development, so plain HTTP is served; in production nothing would be"),
        context.terminal.error_palette(), context.terminal.error_columns()));
    return {};
}

}  // namespace megactl::cli::commands
