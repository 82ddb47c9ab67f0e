#include "core/checks/static/rules.hpp"

namespace megactl::checks::static_rules {

constinit const Rule packed_orphans{
    .id = "static/packed-orphans",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::any,
    .need = Need::host,
    .summary = "packed files lie in the root without the files that they were packed from",
    .why = R"(Servers look for the plain file first, so nobody ever gets a packed one that lies there alone: it only
takes room.

A file counts as one of these when the manifest names what it was packed from, or when that has the hash of what it unpacks to
in its name. An archive that was meant to be served is none.)",
    .wrong = R"($ ls staticfiles/css
site.7a5f07944f54.css  site.7a5f07944f54.css.gz  site.css.gz)",
    .right = R"($ ls staticfiles/css
site.7a5f07944f54.css  site.7a5f07944f54.css.gz)",
    .fix = R"(Remove them. `megactl static collect` removes what was packed from a file together with it.)",
};

}  // namespace megactl::checks::static_rules
