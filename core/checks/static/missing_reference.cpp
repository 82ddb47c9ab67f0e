#include "core/checks/static/rules.hpp"

namespace megactl::checks::static_rules {

constinit const Rule missing_reference{
    .id = "static/missing-reference",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::any,
    .need = Need::host,
    .summary = "a collected style sheet or script refers to a file that is not there",
    .why = R"(Collecting with a manifest holds every reference to be there, so one that leads nowhere was lost
later: files were removed, or copied in part. The browser gets 404 for a font, a picture or a whole
imported style sheet. A source map is asked for by developer tools alone, so a missing one is a note.

References in comments are left alone, and so are those that lead outside of STATIC_URL.)",
    .wrong = R"(/* staticfiles/css/site.7a5f07944f54.css; img/dots.e1a77459e2cd.png was removed */
body { background: url("../img/dots.e1a77459e2cd.png") })",
    .right = R"($ ls staticfiles/img
dots.e1a77459e2cd.png  dots.png)",
    .fix = R"(Collect again: `megactl static collect --manifest` writes what is missing.)",
};

}  // namespace megactl::checks::static_rules
