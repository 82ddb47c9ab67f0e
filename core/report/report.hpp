#pragma once

#include "core/report/finding.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::report {

// What a check found, in order, and what it looked at: the only input of a renderer.
struct Report {
    // Lines a command says ahead of its findings ("intent  neither → plain HTTP"): name and text, aligned by the
    // renderer.
    struct Fact {
        std::string name;
        std::string text;
    };

    // A finding that somebody set aside.
    struct Allowed {
        enum class By { comment, project, baseline };
        Finding finding;
        By by = By::comment;
    };

    // What was taken for what, for machines: paths from the project's root.
    struct Taken {
        std::string mode;
        std::vector<std::string> sites;     // folders
        std::vector<std::string> settings;  // modules
        std::vector<std::string> settings_files;
        std::vector<std::string> compose_files;
        std::vector<std::string> dockerfiles;
        std::vector<std::string> workloads;  // of systemd, Kubernetes, a Procfile, as findings name them
    };

    std::vector<Fact> facts;
    std::optional<Taken> taken;  // nothing where no project was looked at
    Findings findings;
    std::vector<Allowed> allowed;
    std::vector<std::string_view> rules;  // the ids of those that were judged, in their order
    std::size_t rules_left = 0;           // not judged, as they need what the scope leaves out
    std::string scope;                    // the scope's words, "repo,host,clock"
    std::size_t files = 0;                // looked at

    std::size_t count(Severity severity) const;
    std::size_t count(Allowed::By by) const;
    // Nothing where there are no findings.
    std::optional<Severity> worst() const;
};

// Worst first; within a severity as the rules gave them.
void sort_by_severity(Findings& findings);

// `1 error, 2 notes from 41 rules over 6 files; 1 finding allowed by a comment`
std::string summary(const Report& report);

}  // namespace megactl::report
