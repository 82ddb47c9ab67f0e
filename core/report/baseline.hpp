#pragma once

#include "core/base/source.hpp"
#include "core/report/report.hpp"

#include <span>
#include <string>
#include <vector>

namespace megactl::report {

// A finding that stood when a baseline was written.
struct BaselineEntry {
    std::string fingerprint;  // what it is known by; the rest is for people
    std::string rule;
    std::string file;
    std::string message;
    Span span{};  // of its rule in the baseline's text
};

// The findings that a project lives with for now: they are set aside until their line changes, new ones speak.
struct Baseline {
    Source source;
    // What the run that wrote it was about: one that judges something else can't tell that an entry is stale.
    std::string mode;
    std::string scope;
    std::vector<BaselineEntry> entries;
};

// Throws Error{input} for a text that `baseline_text` did not write, or that somebody damaged.
Baseline parse_baseline(const Source& source);

// A JSON document, an entry a line and in order, so that a change of it reads well in a diff.
std::string baseline_text(Baseline baseline);

// The entries that the report's findings make, those allowed by others left out.
std::vector<BaselineEntry> entries_of(const Report& report);

// Moves the findings that `baseline` knows among the allowed ones: as many of one fingerprint as it has entries.
// Returns the entries that no finding answers to, whoever allowed it; pointers into `baseline`.
std::vector<const BaselineEntry*> set_aside(const Baseline& baseline, Report& report);

}  // namespace megactl::report
