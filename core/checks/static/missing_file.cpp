#include "core/checks/static/rules.hpp"

namespace megactl::checks::static_rules {

constinit const Rule missing_file{
    .id = "static/missing-file",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::any,
    .need = Need::host,
    .summary = "the manifest names a static file that is not there",
    .why = R"(Pages link to the hashed names that `staticfiles.json` lists, and Django does not look whether the
files are there. A name without its file is a page without its style sheet: the browser gets 404, and
nothing is in the log of the application. It happens when the folder is copied in part, when old files
are cleared away by age, or when the manifest comes from another build than the files.)",
    .wrong = R"($ ls staticfiles/css
site.css
$ cat staticfiles/staticfiles.json
{"paths": {"css/site.css": "css/site.7a5f07944f54.css"}, …)",
    .right = R"($ ls staticfiles/css
site.7a5f07944f54.css  site.css)",
    .fix = R"(Collect again into the folder that is served: `megactl static collect --manifest`. Copy the folder
whole, manifest and files from the same build.)",
};

}  // namespace megactl::checks::static_rules
