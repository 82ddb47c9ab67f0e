#include "core/checks/developers.hpp"

#include "core/base/text.hpp"
#include "core/checks/started.hpp"
#include "core/project/audience.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace megactl::checks {
namespace {

bool is_of_developers(std::string_view name) {
    return project::audience_of_name(name) == project::Audience::developers;
}

bool is_file_of_developers(const Source& file) {
    return project::audience_of_file(file->name()) == project::Audience::developers;
}

// Profiles that are all for developers: without one nobody starts it.
bool has_their_profiles(const project::Service& service) {
    return !service.profiles.empty() && std::ranges::all_of(service.profiles, is_of_developers);
}

}  // namespace

bool is_for_developers(const Facts& facts, std::size_t service) {
    const project::Service& judged = facts.compose->services[service];
    if (has_their_profiles(judged) || is_of_developers(judged.name)) return true;
    if (is_file_of_developers(judged.at.source)) return true;
    for (const project::ContainerVariable& given : judged.environment) {
        if (given.name == "DJANGO_SETTINGS_MODULE" && given.value && is_of_developers(*given.value)) return true;
    }
    return facts.images[service] && starts_development_server(started_text(facts, service));
}

bool is_for_developers(const Facts& facts, const Finding& finding) {
    if (!facts.compose || !finding.primary) return false;
    const Source& file = finding.primary->at.source;
    if (std::ranges::count(facts.compose->files, file) == 0) return false;
    if (is_file_of_developers(file)) return true;
    const project::Service* service = facts.compose->service(finding.service);
    return service != nullptr && has_their_profiles(*service);
}

bool is_for_developers(const project::DjangoSettings& settings) {
    const std::string& file = settings.files.front()->name();
    const std::string_view name = std::string_view(file).substr(file.rfind('/') + 1);
    return is_one_of(name, {"local.py", "dev.py", "develop.py", "development.py", "test.py", "tests.py", "testing.py",
                            "debug.py", "ci.py"});
}

}  // namespace megactl::checks
