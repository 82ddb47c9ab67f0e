// JUnit's XML as CI servers read it: a suite a group, a case a rule that held and a case a finding.

#include "core/base/text.hpp"
#include "core/report/place.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>
#include <vector>

namespace megactl::report {
namespace {

// Letters that XML can't hold, not even escaped, are written as `\xHH`; the lines of a body stay lines.
std::string xml_text(std::string_view text) {
    std::string shown;
    for (const std::string_view line : split(text, '\n')) {
        if (!shown.empty() || line.data() != text.data()) shown += '\n';
        shown += escape_controls(line);
    }
    for (const auto& [letter, entity] : {std::pair{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}})
        shown = replace_all(std::move(shown), letter, entity);
    return shown;
}

std::string_view group_of(std::string_view rule) {
    return rule.substr(0, rule.find('/'));
}

struct Suite {
    std::string cases;
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t skipped = 0;
};

class Suites {
public:
    explicit Suites(const Report& report) {
        for (const std::string_view rule : report.rules)
            suite_of(rule);
    }

    void add_held(std::string_view rule) {
        Suite& suite = suite_of(rule);
        ++suite.tests;
        suite.cases += fmt::format("    <testcase classname=\"{0}\" name=\"{0}\" time=\"0\"/>\n", xml_text(rule));
    }

    // `child` is the element inside the case.
    Suite& add_found(const Finding& finding, const std::string& child) {
        Suite& suite = suite_of(finding.rule);
        ++suite.tests;
        const Place place = place_of(finding);
        std::string head = fmt::format(R"(    <testcase classname="{}" name="{}" file="{}")", xml_text(finding.rule),
                                       xml_text(unique_name(finding, place)), xml_text(place.file));
        if (place.line > 0) head += fmt::format(R"( line="{}")", place.line);
        suite.cases += fmt::format("{} time=\"0\">\n      {}\n    </testcase>\n", head, child);
        return suite;
    }

    std::string text() const {
        Suite all;
        std::string body;
        for (const auto& [group, suite] : suites_) {
            all.tests += suite.tests;
            all.failures += suite.failures;
            all.skipped += suite.skipped;
            body += fmt::format("  <testsuite name=\"{}\" {} time=\"0\">\n{}  </testsuite>\n", xml_text(group),
                                counts(suite), suite.cases);
        }
        return fmt::format(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"megactl\" {} time=\"0\">\n{}"
            "</testsuites>\n",
            counts(all), body);
    }

private:
    static std::string counts(const Suite& suite) {
        return fmt::format(R"(tests="{}" failures="{}" errors="0" skipped="{}")", suite.tests, suite.failures,
                           suite.skipped);
    }

    // GitLab takes two cases of one class and name for one, and drops the second.
    std::string unique_name(const Finding& finding, const Place& place) {
        std::string name = fmt::format("{} {}", text_of(place), finding.headline);
        const std::size_t count = ++names_[fmt::format("{} {}", finding.rule, name)];
        return count == 1 ? name : fmt::format("{} ({})", name, count);
    }

    Suite& suite_of(std::string_view rule) {
        const std::string_view group = group_of(rule);
        for (auto& [name, suite] : suites_) {
            if (name == group) return suite;
        }
        return suites_.emplace_back(group, Suite{}).second;
    }

    std::vector<std::pair<std::string, Suite>> suites_;  // in the order of the rules
    std::map<std::string, std::size_t> names_;
};

std::string_view words_of(Report::Allowed::By by) {
    switch (by) {
        case Report::Allowed::By::comment: return "a comment";
        case Report::Allowed::By::project: return "megactl.toml";
        case Report::Allowed::By::baseline: break;
    }
    return "the baseline";
}

}  // namespace

std::string render_junit(const Report& report, Severity limit) {
    Suites suites(report);
    std::map<std::string_view, bool> has_findings;
    for (const Finding& finding : report.findings) {
        has_findings[finding.rule] = true;
        const std::string shown = render_finding(finding, Palette::plain());
        const std::string body = xml_text(trim(shown));
        if (finding.severity >= limit) {
            const std::string failure = fmt::format(R"(<failure message="{}" type="{}">{}</failure>)",
                                                    xml_text(finding.headline), name_of(finding.severity), body);
            ++suites.add_found(finding, failure).failures;
        } else {
            suites.add_found(finding, fmt::format("<system-out>{}</system-out>", body));
        }
    }
    for (const Report::Allowed& allowed : report.allowed) {
        has_findings[allowed.finding.rule] = true;
        const std::string skipped = fmt::format(R"(<skipped message="allowed by {}"/>)", words_of(allowed.by));
        ++suites.add_found(allowed.finding, skipped).skipped;
    }
    for (const std::string_view rule : report.rules) {
        if (!has_findings[rule]) suites.add_held(rule);
    }
    return suites.text();
}

}  // namespace megactl::report
