#include "core/checks/static/rules.hpp"

namespace megactl::checks::static_rules {

constinit const Rule changed_file{
    .id = "static/changed-file",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::any,
    .need = Need::host,
    .summary = "a static file is not the one that its hashed name promises",
    .why = R"(A hashed name holds the first twelve digits of its content's MD5, and servers tell browsers to keep
such a file for ever. When the content was changed under the same name, those who have the old one
never ask again, and others get the new one: two visitors see two sites. A file that was cut off
while it was copied looks the same.)",
    .wrong = R"($ sed -i 's/red/blue/' staticfiles/css/site.7a5f07944f54.css)",
    .right = R"($ rm staticfiles/css/site.7a5f07944f54.css
$ sed -i 's/red/blue/' static/css/site.css
$ megactl static collect --manifest)",
    .fix = R"(Remove the file, change the source and collect again: a file that stands there under the right name is
left alone. What changes files after they were collected, a minifier say, belongs before it.)",
};

}  // namespace megactl::checks::static_rules
