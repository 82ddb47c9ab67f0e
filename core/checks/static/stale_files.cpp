#include "core/checks/static/rules.hpp"

namespace megactl::checks::static_rules {

constinit const Rule stale_files{
    .id = "static/stale-files",
    .severity = {.production = Severity::note, .development = Severity::note},
    .phase = Phase::any,
    .need = Need::host,
    .summary = "files of earlier releases lie in the root, and the manifest does not name them",
    .why = R"(Each release adds files under new hashed names, and collecting never removes the old ones: pages that
are still open ask for them. After some hundred releases they are most of the image or volume.

A file counts as one of these when its name holds the hash of its content and the manifest does not
name it.)",
    .wrong = R"($ ls staticfiles/css
site.1d0e5b2a9c77.css  site.7a5f07944f54.css  site.c90b8a4e22d1.css  site.css)",
    .right = R"($ megactl static collect --manifest --prune)",
    .fix = R"(Collect with `--prune`: what the last three releases name stays, and what is younger than 7 days. Where
nobody needs any of the old files, as in an image that is built from scratch, collect with `--clear`.)",
};

}  // namespace megactl::checks::static_rules
