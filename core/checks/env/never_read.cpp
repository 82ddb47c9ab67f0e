#include "core/base/closest.hpp"
#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/checks/env/words.hpp"
#include "core/project/gather_mentions.hpp"
#include "core/project/library_variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

class Readers {
public:
    explicit Readers(const Facts& facts) : facts_(facts) {
        for (const auto& settings : facts.settings) {
            for (const auto& read : settings.reads) {
                names_.insert(read.name);
                if (read.ignores_case) names_in_any_case_.insert(read.name);
                names_.insert(read.alternatives.begin(), read.alternatives.end());
            }
        }
    }

    bool reads(std::string_view name) const {
        if (names_.contains(name) || names_in_any_case_.contains(upper(name)) || facts_.read_elsewhere.contains(name) ||
            project::is_read_by_libraries(name))
            return true;
        return std::ranges::any_of(facts_.settings, [&](const auto& settings) {
            return std::ranges::any_of(settings.read_prefixes,
                                       [&](const std::string& prefix) { return name.starts_with(prefix); });
        });
    }

    // The name that was probably meant: one with a prefix or suffix more or less, or a slip of the keyboard.
    std::optional<std::string_view> near_miss(std::string_view name) const {
        constexpr std::size_t shortest_telling_name = 4;
        if (name.size() < shortest_telling_name) return std::nullopt;
        for (const std::string_view read : names_) {
            const bool is_longer =
                read.size() > name.size() && read.ends_with(name) && read[read.size() - name.size() - 1] == '_';
            const bool is_shorter = name.size() > read.size() && read.size() >= shortest_telling_name &&
                                    name.ends_with(read) && name[name.size() - read.size() - 1] == '_';
            if (is_longer || is_shorter) return read;
        }
        for (const std::string_view read : names_) {
            constexpr std::size_t shortest_for_slips = 6;
            if (name.size() >= shortest_for_slips && edit_distance(name, read) <= 1 + name.size() / 12) return read;
        }
        return std::nullopt;
    }

    const project::VariableRead* read_of(std::string_view name) const {
        for (const auto& settings : facts_.settings) {
            const auto found = std::ranges::find(settings.reads, name, &project::VariableRead::name);
            if (found != settings.reads.end()) return &*found;
        }
        return nullptr;
    }

private:
    const Facts& facts_;
    std::set<std::string, std::less<>> names_;
    std::set<std::string, std::less<>> names_in_any_case_;  // of those, in capitals
};

// One place that sets a variable for the project's own code.
struct Setting {
    std::string name;
    Location at;
    std::string service;
    std::string stage;
};

// Names that Compose fills in from `.env`: there they are read, though not by the project.
std::set<std::string, std::less<>> names_in_compose_files(const Facts& facts) {
    std::set<std::string, std::less<>> names;
    if (!facts.compose) return names;
    for (const Source& file : facts.compose->files)
        project::add_dollar_names(file->text(), "$", names);
    return names;
}

std::vector<Setting> settings_made(const Facts& facts) {
    using Kind = project::ContainerVariable::Kind;
    const auto interpolated = names_in_compose_files(facts);
    std::vector<Setting> made;
    std::set<std::pair<const SourceText*, std::size_t>> told;
    const auto add = [&](Setting setting) {
        if (told.emplace(setting.at.source.get(), setting.at.span.begin).second) made.push_back(std::move(setting));
    };
    for (const auto& load : facts.runtime_loads) {
        if (!is_asked_for(facts, load)) continue;
        const project::Service& service = service_of(facts, load);
        for (const auto& given : service.environment) {
            const bool fills_compose = given.kind == Kind::env_file && interpolated.contains(given.name);
            if (given.at.source && !fills_compose) add({given.name, given.at, service.name, ""});
        }
        const auto& image = facts.images[load.service];
        if (!image) continue;
        const auto& dockerfile = facts.dockerfiles[image->dockerfile];
        for (const std::size_t stage : dockerfile.lineage(image->stage)) {
            for (std::size_t i = dockerfile.stages[stage].from; i < dockerfile.stages[stage].end; ++i) {
                if (dockerfile.instructions[i].keyword != "ENV") continue;
                for (const auto& assignment : dockerfile.instructions[i].assignments) {
                    add({assignment.name, dockerfile.locate(assignment.span), "",
                         dockerfile.stages[stage].label(stage)});
                }
            }
        }
    }
    return made;
}

// Who has the name beside the place has both, so neither is a slip for the other.
bool is_also_set(const Facts& facts, std::string_view name, std::string_view service) {
    return std::ranges::any_of(facts.runtime_loads, [&](const project::RuntimeLoad& load) {
        const bool is_meant = service.empty() || service_of(facts, load).name == service;
        return is_meant && load.supply.find(name) != nullptr;
    });
}

Finding finding_of(const Facts& facts, const Setting& setting, const Readers& readers, bool can_be_sure) {
    auto near = readers.near_miss(setting.name);
    if (near && is_also_set(facts, *near, setting.service)) near.reset();
    const bool is_telling = near && can_be_sure;
    Finding finding;
    finding.severity = is_telling ? never_read.severity_in(facts.mode) : Severity::note;
    finding.headline = near ? fmt::format("{} is set, but the settings read {}", setting.name, *near)
                            : fmt::format("{} is set, and nothing here reads it", setting.name);
    finding.primary = Label{setting.at, "has no effect"};
    if (near) {
        if (const auto* read = readers.read_of(*near)) finding.related.push_back({read->at, "reads this name"});
        finding.help = {fmt::format("call it {}", *near)};
    } else {
        finding.help = {"remove it, or allow this finding where a library reads it"};
    }
    if (!can_be_sure) finding.notes = {"some reads build the name at run time, so this is no certainty"};
    finding.variable = setting.name;
    finding.phase = "runtime";
    finding.service = setting.service;
    finding.stage = setting.stage;
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (facts.settings.empty()) return findings;
    const Readers readers(facts);
    const bool can_be_sure =
        std::ranges::all_of(facts.settings, [](const auto& settings) { return settings.dynamic_reads.empty(); });
    for (const Setting& setting : settings_made(facts)) {
        if (!readers.reads(setting.name)) findings.push_back(finding_of(facts, setting, readers, can_be_sure));
    }
    return findings;
}

}  // namespace

constinit const Rule never_read{
    .id = "env/never-read",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a variable is set that nothing reads",
    .why = R"(A variable under the wrong name has no effect, and nothing says so: `DEBUG: "False"` beside settings that
read DJANGO_DEBUG leaves the default in force. Where the name is close to one that is read, this is a
warning; any other name may belong to a library, so it is a note.)",
    .wrong = R"(environment:
  DEBUG: "False")",
    .right = R"(environment:
  DJANGO_DEBUG: "False")",
    .fix = R"(Use the name that the settings read (`related` points at the line). Remove what nothing reads. A variable
that a library reads for itself is allowed with a comment: `# megactl: allow env/never-read gunicorn`.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
