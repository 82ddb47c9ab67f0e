#include "cli/commands/static_verify_templates.hpp"

#include "cli/commands/static_project.hpp"
#include "cli/commands/static_templates.hpp"
#include "core/base/text.hpp"
#include "core/checks/static/rules.hpp"
#include "core/staticfiles/asked_entry.hpp"
#include "core/staticfiles/nearest_path.hpp"
#include "core/staticfiles/template_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

namespace megactl::cli::commands {

namespace sf = staticfiles;
namespace rules = checks::static_rules;

namespace {

using report::Finding;

// What templates ask for, held against the manifest.
class TemplateVerdict {
public:
    explicit TemplateVerdict(std::span<const sf::ManifestEntry> manifest) : manifest_(manifest) {
        for (const auto& [path, name] : manifest)
            collected_.push_back({.destination = path, .source = 0, .path = {}});
    }

    void judge(const Source& source, report::Findings& findings) {
        for (const sf::StaticName& asked : sf::static_names(source->text())) {
            ++names_;
            const auto path = sf::asked_entry(asked.path);
            if (!path || std::ranges::binary_search(manifest_, *path, {}, &sf::ManifestEntry::first)) continue;
            findings.push_back(finding_of(asked, *path, source));
        }
    }

    std::size_t names() const { return names_; }

private:
    // Once for each path, and for the first few: it takes a while where there are many files.
    std::optional<std::string> nearest_to(const std::string& path) {
        constexpr std::size_t searched = 20;
        const auto known = nearest_.find(path);
        if (known != nearest_.end()) return known->second;
        if (nearest_.size() == searched) return std::nullopt;
        return nearest_.emplace(path, sf::nearest_path(path, collected_)).first->second;
    }

    Finding finding_of(const sf::StaticName& asked, const std::string& path, const Source& source) {
        Finding finding;
        finding.rule = rules::missing_entry.id;
        finding.headline = fmt::format("the manifest has no `{}`, which a template asks for", escape_controls(path));
        finding.primary = {{source, asked.at}, "rendering this raises ValueError: status 500"};
        const auto nearest = nearest_to(path);
        finding.help.push_back(nearest ? fmt::format("the nearest name is `{}`", escape_controls(*nearest))
                                       : "`megactl static find PATH` tells whether a source has it");
        return finding;
    }

    std::span<const sf::ManifestEntry> manifest_;
    std::vector<sf::Transfer> collected_;
    std::map<std::string, std::optional<std::string>> nearest_;
    std::size_t names_ = 0;
};

}  // namespace

std::string judge_templates(Context& context, std::span<const sf::ManifestEntry> manifest, StaticProject& project,
                            report::Report& report) {
    if (project.settings_file().empty()) return "not looked at: no settings of Django say where they are";
    const ProjectTemplates templates = project_templates(context, project);
    TemplateVerdict verdict(manifest);
    for (const Source& source : templates.files)
        verdict.judge(source, report.findings);
    report.files += templates.files.size();
    return fmt::format("{}, {} asked for{}", count_of(templates.files.size(), "file", "files"),
                       count_of(verdict.names(), "path", "paths"),
                       templates.is_open ? "; more may be in folders that the settings do not tell" : "");
}

}  // namespace megactl::cli::commands
