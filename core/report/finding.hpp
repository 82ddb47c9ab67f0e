#pragma once

#include "core/base/source.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::report {

enum class Severity { note, warning, error };

std::string_view name_of(Severity severity);

// A place and what it has to say there.
struct Label {
    Location at;
    std::string text;
};

// One thing worth saying: what is wrong, where, why it matters here, and how to mend it. A value; how it is shown is
// the renderers' concern.
struct Finding {
    std::string_view rule;  // the id, as in the catalogue: "env/unset-at-build"
    Severity severity = Severity::error;
    // One sentence without a full stop that stands alone where only one line fits.
    std::string headline;
    // The place it is about; without one, `file` names what governs it.
    std::optional<Label> primary;
    std::vector<Label> related;
    std::vector<std::string> seen;   // facts found while judging
    std::vector<std::string> help;   // ways out, each a sentence that can be followed
    std::vector<std::string> notes;  // what else to know

    // What it is about, for machines; empty where it does not apply.
    std::string variable;
    std::string service;
    std::string stage;
    std::string phase;
    // Where there is no text to point into: the file's path.
    std::string file;
};

using Findings = std::vector<Finding>;

}  // namespace megactl::report
