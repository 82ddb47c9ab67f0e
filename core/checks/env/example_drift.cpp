#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"
#include "core/project/library_variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

using project::ContainerVariable;
using project::VariableRead;

constexpr std::size_t most_findings = 20;  // more than anybody reads

// The names that stand in texts, be it in a comment.
using Names = std::unordered_set<std::string_view>;

void add_names(const Source& source, Names& names) {
    const std::string_view text = source->text();
    for (std::size_t end = 0; end < text.size();) {
        const std::size_t begin = end;
        while (end < text.size() && is_name_character(text[end]))
            ++end;
        if (end > begin) names.insert(text.substr(begin, end - begin));
        if (end == begin) ++end;
    }
}

// The sample env files, and what they tell.
class Samples {
public:
    explicit Samples(const Facts& facts) : facts_(facts) {
        std::set<Source> sources;
        for (const auto& [name, at] : facts.sample_names) {
            if (sources.insert(at.source).second) add_names(at.source, names_);
        }
    }

    // An entry that is switched off (`#NAME=`) tells people as well.
    bool tell(std::string_view name) const { return facts_.sample_names.contains(name) || names_.contains(name); }
    bool tell(const VariableRead& read) const {
        return tell(std::string_view(read.name)) ||
               std::ranges::any_of(read.alternatives, [&](const std::string& other) { return tell(other); });
    }

    // A sample of which the settings read nothing is for something else.
    bool are_for_settings() const {
        return std::ranges::any_of(facts_.settings, [&](const auto& settings) {
            return std::ranges::any_of(
                settings.reads, [&](const VariableRead& read) { return facts_.sample_names.contains(read.name); });
        });
    }

    // Where the first sample ends.
    const Location& last_entry() const {
        const Source& sample = facts_.sample_names.begin()->second.source;
        const Location* last = nullptr;
        for (const auto& [name, at] : facts_.sample_names) {
            if (at.source == sample && (last == nullptr || at.span.begin > last->span.begin)) last = &at;
        }
        return *last;
    }

private:
    const Facts& facts_;
    Names names_;
};

// Does a file that everybody has give a value of its own, rather than ask for one?
bool is_committed(const Facts& facts, const ContainerVariable& given) {
    if (given.kind == ContainerVariable::Kind::env_file) {
        const std::string& file = given.at.source->name();
        return file != ".env" && !facts.ignored_by_git.excludes(file);
    }
    const auto asks = [&](const project::Interpolation& part) {
        return part.name == given.name && part.operation != ":-" && part.operation != "-";
    };
    return given.is_set && !given.is_passthrough && std::ranges::none_of(given.interpolations, asks);
}

bool is_given(const Facts& facts, std::string_view name) {
    return std::ranges::any_of(facts.runtime_loads, [&](const project::RuntimeLoad& load) {
        const auto& environment = service_of(facts, load).environment;
        const auto given = std::ranges::find(environment, name, &ContainerVariable::name);
        if (given != environment.end()) return is_committed(facts, *given);
        const project::SuppliedValue* supplied = load.supply.find(name);
        return supplied != nullptr && supplied->at &&
               std::ranges::any_of(facts.dockerfiles, [&](const project::Dockerfile& dockerfile) {
                   return dockerfile.source == supplied->at->source;
               });
    });
}

Finding finding_at(const Facts& facts, Label primary, std::string headline) {
    Finding finding;
    finding.severity = example_drift.severity_in(facts.mode);
    finding.headline = std::move(headline);
    finding.primary = std::move(primary);
    finding.phase = "runtime";
    return finding;
}

// What the settings read and the samples do not tell: each that is required by itself, the others together.
void judge_missing(const Facts& facts, const Samples& samples, Findings& findings) {
    const std::string& sample = samples.last_entry().source->name();
    std::set<std::string_view> told;
    std::vector<std::string> optional;
    for (const project::DjangoSettings& settings : facts.settings) {
        for (const VariableRead& read : settings.reads) {
            const bool is_reached =
                read.when == project::ReadWhen::at_import || read.when == project::ReadWhen::conditional;
            if (!is_reached || samples.tell(read) || project::is_read_by_libraries(read.name)) continue;
            if (told.contains(read.name) || is_given(facts, read.name)) continue;
            told.insert(read.name);
            const bool is_needed =
                read.is_required && !read.only_without_debug && read.when == project::ReadWhen::at_import;
            if (!is_needed) {
                optional.push_back(read.name);
            } else if (findings.size() < most_findings) {
                Finding finding =
                    finding_at(facts, read_label(read),
                               fmt::format("{} is required, and `{}` does not list it", read.name, sample));
                finding.help = {fmt::format("a line `{}=` in `{}`, or `megactl env template`", read.name, sample)};
                finding.variable = read.name;
                findings.push_back(std::move(finding));
            }
        }
    }
    if (optional.empty()) return;
    constexpr std::size_t most_names = 4;  // in a sentence
    const std::string names =
        optional.size() > most_names ? fmt::format("{} variables", optional.size()) : join_words(optional);
    Finding finding =
        finding_at(facts, {samples.last_entry(), "the last that it lists"},
                   fmt::format("`{}` leaves out {}, which the settings read and can do without", sample, names));
    if (optional.size() > most_names) finding.notes = {"they are " + join_words(optional)};
    finding.help = {"`megactl env template` adds them, switched off, with their defaults"};
    if (optional.size() == 1) finding.variable = optional.front();
    findings.push_back(std::move(finding));
}

// Names that the tools of a browser's code read.
bool is_for_browser(std::string_view name) {
    return std::ranges::any_of(std::initializer_list<std::string_view>{"VITE_", "NEXT_", "REACT_", "NUXT_", "VUE_",
                                                                       "GATSBY_", "PUBLIC_", "EXPO_", "NODE_", "NPM_"},
                               [&](std::string_view prefix) { return name.starts_with(prefix); });
}

// Can everything that may read a variable of the sample be seen?
bool sees_all_readers(const Facts& facts) {
    const bool settings_are_plain = std::ranges::all_of(facts.settings, [](const project::DjangoSettings& settings) {
        return settings.dynamic_reads.empty() && settings.read_prefixes.empty() && settings.misunderstood.empty();
    });
    if (!settings_are_plain || !facts.compose) return settings_are_plain;
    for (std::size_t i = 0; i < facts.compose->services.size(); ++i) {
        const project::Service& service = facts.compose->services[i];
        if (service.is_unknown || (!facts.images[i] && !service.env_files.empty())) return false;
    }
    return true;
}

// What the settings read, and whatever else stands in them, in Dockerfiles and compose files.
Names names_in_use(const Facts& facts) {
    Names names;
    for (const project::DjangoSettings& settings : facts.settings) {
        for (const Source& file : settings.files)
            add_names(file, names);
        for (const VariableRead& read : settings.reads) {
            names.insert(read.name);
            names.insert(read.alternatives.begin(), read.alternatives.end());
        }
    }
    for (const project::Dockerfile& dockerfile : facts.dockerfiles)
        add_names(dockerfile.source, names);
    if (facts.compose) {
        for (const Source& file : facts.compose->files)
            add_names(file, names);
    }
    return names;
}

void judge_unread(const Facts& facts, Findings& findings) {
    if (!sees_all_readers(facts)) return;
    const Names in_use = names_in_use(facts);
    for (const auto& [name, at] : facts.sample_names) {
        if (findings.size() >= most_findings) return;
        const bool is_read = in_use.contains(name) || facts.read_elsewhere.contains(name) ||
                             project::is_read_by_libraries(name) || is_for_browser(name);
        if (is_read) continue;
        Finding finding = finding_at(facts, {at, "has no effect"},
                                     fmt::format("`{}` lists {}, and nothing here reads it", at.source->name(), name));
        finding.help = {"take it out, or allow this finding where a library reads it"};
        finding.variable = name;
        findings.push_back(std::move(finding));
    }
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (facts.sample_names.empty() || facts.settings.empty()) return findings;
    const Samples samples(facts);
    if (!samples.are_for_settings()) return findings;
    judge_missing(facts, samples, findings);
    judge_unread(facts, findings);
    return findings;
}

}  // namespace

constinit const Rule example_drift{
    .id = "env/example-drift",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "the sample env file and the settings do not name the same variables",
    .why = R"(Whoever sets the project up copies `.env.example`. What is missing there is found out one failed start at
a time, and what nothing reads any more is filled in for nothing. A variable that a Dockerfile or a compose
file gives by itself need not be listed; an entry that is commented out is listed.)",
    .wrong = R"(# .env.example
DJANGO_SECRET_KEY=

# settings.py
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
DATABASE_URL = os.environ["DATABASE_URL"])",
    .right = R"(# .env.example
DJANGO_SECRET_KEY=
DATABASE_URL=)",
    .fix = R"(`megactl env template` writes what is missing into `.env.example` and keeps what stands there. Take out
what nothing reads.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
