#include "core/checks/static/rules.hpp"

namespace megactl::checks::static_rules {

constinit const Rule missing_entry{
    .id = "static/missing-entry",
    .severity = {.production = Severity::error, .development = Severity::error},
    .phase = Phase::any,
    .need = Need::host,
    .summary = "a template asks for a static file that the manifest does not name",
    .why = R"(With a manifest, `{% static %}` looks the path up in `staticfiles.json`. A path that is not in there
raises ValueError while the page is rendered, so the visitor gets status 500. With `DEBUG` on Django
does not look, which is why nobody sees it before the deployment.

Only paths that stand in the template as a text are judged, the templates being those of the
project's own `TEMPLATES` folders and apps. A storage whose `manifest_strict` is false falls back to
the file itself, if that is there.)",
    .wrong = R"({% load static %}
<img src="{% static 'img/lgo.svg' %}">)",
    .right = R"({% load static %}
<img src="{% static 'img/logo.svg' %}">)",
    .fix = R"(Correct the path: it is the one below the source folder, without STATIC_URL and without `/` or `./`
in front. If the path is right, the file is not collected: `megactl static find PATH` says why.)",
};

}  // namespace megactl::checks::static_rules
