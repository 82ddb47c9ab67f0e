#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"
#include "core/config/env_diff.hpp"
#include "core/config/env_reader.hpp"
#include "core/project/gather_mentions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::checks::env_rules {
namespace {

using config::EnvReader;

// An env file of the project, and who reads it, each with the place that says so where a file does.
struct ReadFile {
    Source source;
    std::map<EnvReader, std::optional<Location>> readers;
    std::optional<std::set<std::string, std::less<>>> only{};  // the names that matter; nothing where all do
};

using ReadFiles = std::map<std::string, ReadFile>;

void add_compose(const project::Compose& compose, ReadFiles& files) {
    for (const project::Service& service : compose.services) {
        for (const project::EnvFileUse& use : service.env_files) {
            if (!use.source) continue;
            ReadFile& file = files[use.source->name()];
            file.source = use.source;
            file.readers.try_emplace(use.is_raw ? EnvReader::docker : EnvReader::compose, use.at);
        }
    }
    if (!compose.dotenv) return;
    ReadFile& file = files[compose.dotenv->name()];
    file.source = compose.dotenv;
    const bool is_given_as_well = !file.readers.try_emplace(EnvReader::compose, std::nullopt).second;
    if (is_given_as_well) return;
    // Of this file alone Compose takes no more than what its own files mention.
    file.only.emplace();
    for (const Source& text : compose.files)
        project::add_dollar_names(text->text(), "$", *file.only);
}

// The library that the settings read their env files with; nothing where that can't be told.
std::optional<EnvReader> library_of(const project::DjangoSettings& settings) {
    const auto mentions = [&](std::string_view word) {
        return std::ranges::any_of(
            settings.files, [&](const Source& file) { return file->text().find(word) != std::string_view::npos; });
    };
    const bool is_environ = mentions("environ.Env(") || mentions("environ.FileAwareEnv(") || mentions("from environ ");
    const bool is_dotenv = mentions("dotenv") || mentions("environs") || mentions("pydantic");
    if (is_environ == is_dotenv) return std::nullopt;
    return is_environ ? EnvReader::django_environ : EnvReader::python_dotenv;
}

void add_settings(const project::DjangoSettings& settings, ReadFiles& files) {
    const auto library = library_of(settings);
    if (!library) return;
    for (const std::string& name : settings.env_files) {
        const auto file = files.find(name);
        if (file != files.end()) file->second.readers.try_emplace(*library, std::nullopt);
    }
}

std::set<std::string_view> names_read(const Facts& facts) {
    std::set<std::string_view> names;
    for (const project::DjangoSettings& settings : facts.settings) {
        for (const project::VariableRead& read : settings.reads)
            names.insert(read.name);
    }
    return names;
}

// What in the line the readers take differently, never the value.
std::string cause_in(std::string_view line) {
    for (const auto& [sign, words] : {std::pair{'$', "`$`, which some fill in"},
                                      {'#', "`#`, a comment to some"},
                                      {'\\', "`\\`, which some take off"},
                                      {'"', "quotes, which some keep"},
                                      {'\'', "quotes, which some keep"},
                                      {' ', "blanks, which some keep"}}) {
        if (line.find(sign) != std::string_view::npos) return fmt::format("the line holds {}", words);
    }
    return "the line is not plain `NAME=value`";
}

Finding finding_of(const Facts& facts, const ReadFile& file, const config::EnvDifference& difference, EnvReader first,
                   EnvReader second) {
    const config::EnvEntry& entry = difference.before != nullptr ? *difference.before : *difference.after;
    const Source& source = file.source;
    const std::string_view whole_line = source->text(source->line_span(source->line_at(entry.span.begin)));
    Finding finding;
    finding.severity = dialects_disagree.severity_in(facts.mode);
    finding.headline = fmt::format("{} is not the same for {} and {}, which both read `{}`", difference.name,
                                   name_of(first), name_of(second), file.source->name());
    finding.primary = Label{{file.source, entry.span}, cause_in(whole_line)};
    for (const EnvReader reader : {first, second}) {
        const auto& at = file.readers.at(reader);
        if (at) finding.related.push_back({*at, fmt::format("gives it to {}", name_of(reader))});
    }
    finding.help = {fmt::format("`megactl env diff {0} {0} --dialect {1}` tells all such lines", file.source->name(),
                                name_of(second)),
                    "a value of letters, digits and `-_.:/@` without quotes is the same for all"};
    finding.variable = difference.name;
    finding.phase = "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    ReadFiles files;
    add_compose(*facts.compose, files);
    for (const project::DjangoSettings& settings : facts.settings)
        add_settings(settings, files);
    const std::set<std::string_view> read = names_read(facts);
    for (const auto& [name, file] : files) {
        if (file.readers.size() < 2) continue;
        const auto& [first, first_at] = *file.readers.begin();
        const config::EnvFile before = read_env_file(file.source, first);
        std::set<std::string> told;
        for (auto other = std::next(file.readers.begin()); other != file.readers.end(); ++other) {
            const config::EnvFile after = read_env_file(file.source, other->first);
            for (const config::EnvDifference& difference : config::differences(before, after)) {
                const bool matters = !file.only || file.only->contains(difference.name);
                if (!matters || !read.contains(difference.name) || !told.insert(difference.name).second) continue;
                findings.push_back(finding_of(facts, file, difference, first, other->first));
            }
        }
    }
    return findings;
}

}  // namespace

constinit const Rule dialects_disagree{
    .id = "env/dialects-disagree",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "an env file is read by two programs that understand a line of it differently",
    .why = R"(There is no standard of env files. Compose fills in `$NAME` and takes `$$` for one `$`, `docker run` keeps
quotes, python-dotenv fills in `${NAME}` alone, some releases of django-environ cut at `#`. A password that
works in one of them is another password in the next, and nobody sees it, for it is masked everywhere.)",
    .wrong = R"(# .env, for `env_file:` of Compose and for read_env() of the settings
DATABASE_PASSWORD=p@$$w0rd#1)",
    .right = R"(DATABASE_PASSWORD=correct-horse-battery-staple)",
    .fix = R"(Use values of letters, digits and `-_.:/@`, without quotes. Or let one program read the file: the
settings need none where Compose gives the container its environment.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
