#include "core/checks/static/rules.hpp"

namespace megactl::checks::static_rules {

constinit const Rule packed_differs{
    .id = "static/packed-differs",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::any,
    .need = Need::host,
    .summary = "a packed file is not the one beside it",
    .why = R"(WhiteNoise and nginx with `gzip_static` answer with `site.css.gz` whenever a browser takes gzip, which all
do, and never look whether it still is `site.css`. So a packed file that was left from an earlier release, or was cut off, is what
visitors get, while `curl`, which asks for no packing, shows the right one.)",
    .wrong = R"($ megactl static collect --compress gzip
$ python manage.py collectstatic --noinput       # later: site.css.gz is the old one)",
    .right = R"($ megactl static collect --compress gzip   # each time)",
    .fix =
        R"(Remove it, and collect with `--compress`, best by `compress` under `[static]` in megactl.toml. What replaces
files in the root without packing them anew belongs before that. `megactl static collect` removes what
was packed from a file that it replaces.)",
};

}  // namespace megactl::checks::static_rules
