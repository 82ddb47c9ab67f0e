#include "cli/commands/judgement.hpp"

#include "cli/commands/baseline.hpp"
#include "cli/commands/live_broker.hpp"
#include "cli/standard_input.hpp"
#include "cli/version.hpp"
#include "core/base/error.hpp"
#include "core/base/release.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/report/render.hpp"
#include "core/tls/a_label.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace megactl::cli::commands {
namespace {

using project::Question;
using report::Severity;

bool is_said_by_flag(const Context& context, std::string_view setting) {
    const config::SettingValue* value = context.settings.find(setting);
    return value != nullptr && value->origin.kind == config::Origin::Kind::flag;
}

// A tree is judged alike wherever it is checked out; what is named on the command line is judged all the same.
project::Scope scope_of(const Context& context, const Invocation& invocation) {
    if (!invocation.has("--scope")) {
        const bool names_files = is_said_by_flag(context, "tls.certificate") || is_said_by_flag(context, "tls.key");
        const bool is_narrow = context.is_ci && !names_files;
        return {.host = !is_narrow, .clock = !is_narrow, .network = false};
    }
    const std::vector<std::string> words = invocation.values("--scope");
    const auto has = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
    return {.host = has("host"), .clock = has("clock"), .network = has("network")};
}

std::vector<std::filesystem::path> paths_of(const Invocation& invocation, std::string_view option) {
    const std::vector<std::string> values = invocation.values(option);
    return {values.begin(), values.end()};
}

std::chrono::sys_seconds time_of(const Context& context, const Invocation& invocation) {
    const auto at = invocation.value("--at");
    if (!at) return context.clock.now();
    const auto time = parse_time(*at);
    if (time) return *time;
    throw Error(Error::Kind::usage, fmt::format("`{}` is no time for --at", escape_controls(*at)))
        .help(time.error().reason);
}

// Who gives `variable` to the process: its environment, else the last env file that has it; empty where nobody does.
std::string namer_of(const Context& context, const std::string& variable) {
    using config::Origin;
    if (context.process_environment.contains(variable)) return Origin{Origin::Kind::environment, variable, {}}.text();
    const auto& files = context.layers.env_files;
    const auto file = std::find_if(files.rbegin(), files.rend(), [&](const config::EnvFile& one) {
        const config::EnvEntry* entry = one.find(variable);
        return entry != nullptr && entry->value;
    });
    if (file == files.rend()) return {};
    const Origin origin{Origin::Kind::env_file, variable, Location{file->source, file->find(variable)->span}};
    return fmt::format("{} in {}", variable, origin.text());
}

std::vector<std::string> hosts_of(const Invocation& invocation) {
    std::vector<std::string> hosts;
    for (const std::string& written : invocation.values("--host"))
        hosts.push_back(host_named(written, "--host").text);
    return hosts;
}

// As the process and env files that somebody named say them.
std::optional<project::AllowedHosts> allowed_hosts_of(const Context& context, const project::Scope& scope) {
    const config::SettingValue* value = context.settings.find("django.allowed_hosts");
    if (value == nullptr || !scope.host) return std::nullopt;
    const bool is_process = value->origin.kind == config::Origin::Kind::environment;
    return project::AllowedHosts{context.settings.list("django.allowed_hosts"),
                                 is_process ? "the environment" : value->origin.text(), std::nullopt};
}

project::NamedFile file_of_flag(const std::string& flag, const std::string& file) {
    return {file, "", flag, file == "-" ? read_standard_input() : nullptr};
}

void add_chain_files(const Context& context, const Invocation& invocation, Question& question) {
    if (const auto file = invocation.value("--chain")) question.chain = file_of_flag("--chain", *file);
    for (const std::string& file : invocation.values("--ca"))
        question.anchors.push_back(file_of_flag("--ca", file));
    const auto variable = [&](const std::string& name) {
        const auto found = context.environment.find(name);
        return found == context.environment.end() ? std::string() : found->second;
    };
    question.trusted = {variable("SSL_CERT_FILE"), variable("SSL_CERT_DIR")};
}

checks::Selection selection_of(const Context& context, const Invocation& invocation, const Judging& judging) {
    checks::Selection selection;
    selection.only = invocation.values("--only");
    selection.skip = invocation.values("--skip");
    selection.allow = context.settings.list("check.allow");
    if (const std::string rules = context.settings.text("check.rules"); !rules.empty())
        selection.rules = parse_release(rules).value();
    checks::require_known_names(selection);
    if (selection.only.empty()) selection.only = judging.groups;
    const std::string phase = invocation.value("--phase").value_or("all");
    if (phase == "build") selection.phase = checks::Phase::build;
    if (phase == "runtime" || invocation.has("--live")) selection.phase = checks::Phase::runtime;
    return selection;
}

Severity fail_on(const Invocation& invocation) {
    const std::string name = invocation.value("--fail-on").value_or("error");
    return name == "error" ? Severity::error : name == "warning" ? Severity::warning : Severity::note;
}

// Does the caller's environment fill in anything of the compose files?
bool uses_caller(const project::Facts& facts) {
    if (!facts.compose) return false;
    const auto is_from_caller = [](const project::Interpolation& part) {
        return part.found == project::NameSource::caller;
    };
    return std::ranges::any_of(facts.compose->services, [&](const project::Service& service) {
        return std::ranges::any_of(service.environment, [&](const project::ContainerVariable& given) {
            const bool is_passed = given.is_passthrough && given.passed_by == project::NameSource::caller;
            return is_passed || std::ranges::any_of(given.interpolations, is_from_caller);
        });
    });
}

// What makes two findings the same one.
using Identity = std::tuple<std::string_view, std::string, std::string, std::string>;

Identity identity_of(const report::Finding& finding) {
    const std::string place =
        finding.primary ? fmt::format("{}:{}", finding.primary->at.source->name(), finding.primary->at.span.begin)
                        : finding.file;
    return {finding.rule, finding.variable, finding.service, place};
}

// One tree, one verdict: what only this caller's environment prevents is shown as a note.
void add_prevented_by_caller(const project::DiskTree& tree, Question question, const checks::Selection& selection,
                             report::Report& report) {
    question.caller.clear();
    report::Report without = checks::judge(gather(tree, question), selection);
    std::set<Identity> known;
    for (const report::Finding& finding : report.findings)
        known.insert(identity_of(finding));
    for (report::Finding& finding : without.findings) {
        if (!known.insert(identity_of(finding)).second) continue;
        finding.severity = Severity::note;
        finding.notes.emplace_back("the environment of this call prevents it; the tree alone does not");
        report.findings.push_back(std::move(finding));
    }
}

}  // namespace

std::optional<project::NamedFile> named_file(const Context& context, std::string_view setting,
                                             const project::Scope& scope) {
    const config::SettingValue* value = context.settings.find(setting);
    if (value == nullptr || value->texts.empty()) return std::nullopt;
    const bool is_flag = value->origin.kind == config::Origin::Kind::flag;
    if (!is_flag && !scope.host) return std::nullopt;
    if (is_flag) {
        const std::string& file = value->texts.front();
        return project::NamedFile{file, "", value->origin.name, file == "-" ? read_standard_input() : nullptr};
    }
    const bool is_process = value->origin.kind == config::Origin::Kind::environment;
    return project::NamedFile{value->texts.front(), value->origin.name,
                              is_process ? "the environment" : value->origin.text()};
}

Question question_of(const Context& context, const Invocation& invocation) {
    Question question;
    question.root = context.project;
    question.dockerfiles = paths_of(invocation, "--dockerfile");
    question.compose_files = paths_of(invocation, "--compose");
    question.settings_file = invocation.value("--settings").value_or("");
    question.service = invocation.value("--service").value_or("");
    question.mode = mode_of(context);
    question.scope = scope_of(context, invocation);
    question.now = time_of(context, invocation);
    question.expires_within =
        std::chrono::duration_cast<std::chrono::seconds>(context.settings.duration("tls.expires_within"));
    question.expires_within_is_said = context.settings.is_said("tls.expires_within");
    if (context.settings.is_said("deploy.selinux"))
        question.deploy_selinux = context.settings.boolean("deploy.selinux");
    question.certificate = named_file(context, "tls.certificate", question.scope);
    question.key = named_file(context, "tls.key", question.scope);
    add_chain_files(context, invocation, question);
    question.hosts = hosts_of(invocation);
    question.allowed_hosts = allowed_hosts_of(context, question.scope);
    if (invocation.has("--live")) question.live = context.environment;
    if (question.scope.host) {
        question.caller = context.environment;
        question.settings_named_by = namer_of(context, "DJANGO_SETTINGS_MODULE");
    }
    return question;
}

tls::Host host_named(const std::string& written, std::string_view where) {
    using Kind = tls::Host::Kind;
    tls::Host host = tls::host_of(written);
    if (host.kind == Kind::name || host.kind == Kind::address) return host;
    const Error error(Error::Kind::usage, fmt::format("`{}` is no host for {}", escape_controls(written), where));
    if (host.kind != Kind::unconverted) {
        throw Error(error).help("a name or an address alone, without a port: `example.org`, `192.0.2.1`");
    }
    throw Error(error)
        .seen(std::string(tls::unconverted_reason))
        .help(fmt::format("{}; or write the name as certificates do: `xn--…`", tls::unconverted_help));
}

project::DiskTree tree_of(const Context& context, const Question& question) {
    project::DiskTree tree(context.project);
    std::vector<std::filesystem::path> named = question.dockerfiles;
    named.insert(named.end(), question.compose_files.begin(), question.compose_files.end());
    if (!question.settings_file.empty()) named.push_back(question.settings_file);
    if (!question.scope.host) tree.leave_out_host(named);
    if (std::ranges::find(named, "-") != named.end()) tree.take_standard_input(read_standard_input());
    return tree;
}

namespace {

// Several, and nothing above them that would say which is meant.
Error several_sites(const std::vector<std::string>& sites, const std::filesystem::path& root) {
    constexpr std::size_t most = 10;
    Error error(Error::Kind::input, fmt::format("there are {} sites below {}, and nothing says which is meant",
                                                sites.size(), root.string()));
    for (std::size_t i = 0; i < std::min(sites.size(), most); ++i) {
        const std::string site = std::filesystem::proximate(root / sites[i]).string();  // as `-C` takes it from here
        error = Error(std::move(error).help(fmt::format("`-C {}` takes that one", escape_controls(site))));
    }
    return error;
}

// What follows from settings that end within a text or a bracket would be a guess.
void require_sound_settings(const project::Facts& facts) {
    for (const project::DjangoSettings& settings : facts.settings) {
        for (const auto& [at, reason, is_sure] : settings.misunderstood) {
            if (!is_sure) continue;
            throw Error(Error::Kind::input,
                        fmt::format("the settings module `{}` is no Python", escape_controls(settings.module)))
                .at(at, reason);
        }
    }
}

// A module that the process names, is not there, and leaves nothing to judge.
void require_named_settings(const project::Facts& facts) {
    if (!facts.settings.empty() || !facts.tls_pairs.empty()) return;
    const auto named = std::ranges::find(facts.unseen, project::Unseen::Kind::settings, &project::Unseen::kind);
    if (named == facts.unseen.end() || named->at) return;  // what a file of the project says is a finding
    Error error(Error::Kind::input,
                fmt::format("the settings module `{}` is not in the project", escape_controls(named->path)));
    throw std::move(error)
        .from(named->named_by)
        .help(!named->near.empty()
                  ? fmt::format("did you mean `{}`?", named->near)
                  : "one of another project's? `env -u DJANGO_SETTINGS_MODULE megactl tls check` takes "
                    "this one's own; `-C DIR` names its folder");
}

report::Report::Taken taken_of(const project::Facts& facts) {
    report::Report::Taken taken;
    taken.mode = facts.mode == project::Mode::production ? "production" : "development";
    taken.sites = facts.sites;
    for (const project::DjangoSettings& settings : facts.settings) {
        taken.settings.push_back(settings.module);
        taken.settings_files.push_back(settings.files.front()->name());
    }
    if (facts.compose) {
        for (const Source& file : facts.compose->files)
            taken.compose_files.push_back(file->name());
    }
    for (const project::Dockerfile& dockerfile : facts.dockerfiles)
        taken.dockerfiles.push_back(dockerfile.path);
    for (const project::Workload& workload : facts.workloads)
        taken.workloads.push_back(workload.name);
    return taken;
}

}  // namespace

void require_something(const project::Facts& facts, const Question& question) {
    if (!facts.dockerfiles.empty() || facts.compose || !facts.workloads.empty() || !facts.tls_pairs.empty()) return;
    if (!facts.settings.empty() || !facts.missing_settings.empty()) return;
    if (!facts.sites.empty()) throw several_sites(facts.sites, question.root);
    throw Error(Error::Kind::input, fmt::format("there is nothing to check in {}", question.root.string()))
        .seen("no Dockerfile, no compose file, no manage.py with Django settings")
        .help("`-C DIR` names the project's folder");
}

project::Mode mode_of(const Context& context) {
    using project::Mode;
    if (const std::string said = context.settings.text("check.mode"); !said.empty()) {
        return said == "development" ? Mode::development : Mode::production;
    }
    // The site's own variable: what it takes for true is for the site to say, so anything unknown is production.
    const bool is_debug = config::parse_truth(context.settings.text("django.debug")).value_or(false);
    return is_debug ? Mode::development : Mode::production;
}

namespace {

std::string sarif_of(const report::Report& report, project::Mode mode) {
    std::vector<report::RuleText> rules;
    for (const checks::Rule* rule : checks::rule_catalogue())
        rules.push_back({rule->id, rule->summary, rule->why, rule->fix, rule->severity_in(mode)});
    return report::render_sarif(report, rules, version());
}

}  // namespace

std::string rendered(const Context& context, const report::Report& report, std::string_view format, Severity limit) {
    if (format == "json") return report::render_json(report);
    if (format == "sarif") return sarif_of(report, mode_of(context));
    if (format == "github") return report::render_github(report);
    if (format == "junit") return report::render_junit(report, limit);
    if (context.is_quiet && !(report.worst() >= limit)) return "";
    return report::render_text(report, context.terminal.out_palette(), context.is_verbose,
                               context.terminal.out_columns());
}

namespace {

// What the network has to say; a service that is away spoils nothing that can be told without it.
std::optional<Error> add_broker(const Context& context, const Invocation& invocation, project::Facts& facts) {
    try {
        look_at_broker(context, invocation, facts.broker);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::service) throw;
        return error;
    }
    return std::nullopt;
}

}  // namespace

int judge_and_show(Context& context, const Invocation& invocation, const Judging& judging) {
    const checks::Selection selection = selection_of(context, invocation, judging);
    const Severity limit = fail_on(invocation);
    const Question question = question_of(context, invocation);
    const project::DiskTree tree = tree_of(context, question);
    project::Facts facts = gather(tree, question);
    facts.files = tree.files_read();
    const auto outage =
        judging.asks_network && question.scope.network ? add_broker(context, invocation, facts) : std::nullopt;
    if (judging.needs_project) require_something(facts, question);
    if (judging.needs_sound_settings) {
        require_sound_settings(facts);
        require_named_settings(facts);
    }

    report::Report report = checks::judge(facts, selection);
    if (uses_caller(facts)) add_prevented_by_caller(tree, question, selection, report);
    if (invocation.has("--write-baseline")) {
        write_baseline(context, invocation, question.mode, report);
        return 0;
    }
    apply_baseline(context, invocation, question.mode, report);
    if (judging.facts != nullptr) report.facts = judging.facts(facts);
    report.taken = taken_of(facts);
    try {
        context.terminal.print(rendered(context, report, invocation.value("--format").value_or("text"), limit));
    } catch (const OutputClosed&) {
        // Whoever read has seen enough; the verdict stands all the same.
    }
    if (outage) throw Error(*outage);
    return report.worst() && *report.worst() >= limit ? 1 : 0;
}

}  // namespace megactl::cli::commands
