#include "core/base/text.hpp"
#include "core/checks/image/rules.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::checks::image_rules {
namespace {

// Names that lie in every folder of a Django project, or in several; without their wildcard's folders.
bool lies_deeper(std::string_view pattern) {
    return is_one_of(pattern, {"__pycache__", "*.pyc", "*.pyo", "*.py[cod]", "*.py[co]", "*.swp", ".DS_Store",
                               "*.sqlite3", "*.log", "node_modules", "*.pem", "*.key"});
}

std::string_view without_slashes(std::string_view pattern) {
    if (pattern.starts_with("./")) pattern.remove_prefix(2);
    while (pattern.ends_with('/'))
        pattern.remove_suffix(1);
    return pattern;
}

struct RootedLine {
    std::string_view pattern;
    Span span;
};

std::vector<RootedLine> rooted_lines(const SourceText& source) {
    std::vector<RootedLine> lines;
    std::set<std::string, std::less<>> covered;
    bool allows_alone = false;  // `*` first, then what comes back: nothing is copied by accident
    for (std::size_t number = 1; number <= source.line_count(); ++number) {
        const Span span = source.line_span(number);
        const std::string_view line = trim(source.text(span));
        if (line == "*" || line == "**") allows_alone = true;
        if (line.starts_with("**/")) covered.emplace(without_slashes(line.substr(3)));
        const std::string_view pattern = without_slashes(line);
        if (lies_deeper(pattern)) lines.push_back({pattern, span});
    }
    if (allows_alone) return {};
    std::erase_if(lines, [&](const RootedLine& line) { return covered.contains(line.pattern); });
    return lines;
}

Findings judge(const Facts& facts) {
    Findings findings;
    std::set<const SourceText*> told;
    for (const Source& source : facts.ignore_files) {
        if (!source || !told.insert(source.get()).second) continue;
        for (const RootedLine& line : rooted_lines(*source)) {
            Finding finding;
            finding.severity = ignore_only_at_root.severity_in(facts.mode);
            finding.headline =
                fmt::format("`{}` in `{}` holds in the context's root alone", line.pattern, source->name());
            finding.primary = Label{{source, line.span}, "folders below are not meant"};
            finding.help = {fmt::format("`**/{}`", line.pattern)};
            finding.phase = "build";
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule ignore_only_at_root{
    .id = "image/ignore-only-at-root",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::build,
    .need = Need::repo,
    .summary = "a pattern of `.dockerignore` holds in the context's root alone",
    .why =
        R"(`.gitignore` and `.dockerignore` look alike and differ here: for git `*.pyc` means every folder, for a build
the context's root alone. What lies deeper goes into the image: compiled files of another Python, keys,
databases of the developer.)",
    .wrong = R"(# .dockerignore
__pycache__
*.pyc)",
    .right = R"(# .dockerignore
**/__pycache__
**/*.pyc)",
    .fix = R"(Write `**/` in front of what is meant for every folder.)",
    .judge = judge,
};

}  // namespace megactl::checks::image_rules
