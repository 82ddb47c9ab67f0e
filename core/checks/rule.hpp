#pragma once

#include "core/base/release.hpp"
#include "core/project/facts.hpp"
#include "core/report/finding.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace megactl::checks {

using project::Facts;
using report::Finding;
using report::Findings;
using report::Label;
using report::Severity;

enum class Phase { build, runtime, any };

// What a rule leans on besides the tree; it is judged only where the scope has it.
enum class Need { repo, host, clock, network };

// One thing that may be wrong: data, and one pure function. The path of its file is its id.
struct Rule {
    std::string_view id;  // "env/unset-at-build"
    struct {
        Severity production = Severity::error;
        Severity development = Severity::error;
    } severity;  // a finding may be milder or graver
    // A pair with such an error can't be served: no client at all gets through, nothing can be presented, or what is
    // presented protects nothing.
    bool keeps_from_serving = false;
    Phase phase = Phase::any;
    Need need = Need::repo;
    Release since{0, 1};       // the release that brought it; `[check] rules` asks
    std::string_view summary;  // the problem in one sentence, lower case, without a full stop
    std::string_view why;      // paragraphs, what `megactl explain` prints; lines up to 100 characters
    std::string_view wrong;    // an example that it speaks about
    std::string_view right;    // the same, mended
    std::string_view fix;      // paragraphs
    // The ids of Django's own checks about the same, parted by blanks: `SILENCED_SYSTEM_CHECKS` counts for both.
    std::string_view django_checks{};
    // Null for a rule about the report itself, or about collected static files, which no Facts hold: `judge`
    // (select.hpp) passes over it.
    Findings (*judge)(const Facts&) = nullptr;

    std::string_view group() const { return id.substr(0, id.find('/')); }
    Severity severity_in(project::Mode mode) const {
        return mode == project::Mode::production ? severity.production : severity.development;
    }
};

// Every rule, in report order; how to add one stands at the head of catalogue.cpp.
std::span<const Rule* const> rule_catalogue();

}  // namespace megactl::checks
