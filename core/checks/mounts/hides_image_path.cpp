#include "core/checks/mounts/rules.hpp"
#include "core/project/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace megactl::checks::mounts_rules {
namespace {

// What the image puts at or below `target`, for the sentence and its place.
struct Hidden {
    std::string what;
    Location at;
};

std::optional<Hidden> hidden_by(const project::Dockerfile& dockerfile, std::size_t stage, const std::string& target) {
    const std::size_t end = dockerfile.stages[stage].end;
    for (const project::Copy& copy : project::copies_before(dockerfile, stage, end)) {
        if (!project::is_within(copy.destination, target)) continue;
        const project::Instruction& instruction = dockerfile.instructions[copy.instruction];
        return Hidden{fmt::format("fills {}", copy.destination), dockerfile.locate(instruction.span)};
    }
    return std::nullopt;
}

bool is_file(const project::Mount& mount) {
    const std::string name = mount.target.substr(mount.target.rfind('/') + 1);
    return name.find('.') != std::string::npos && !name.starts_with('.');
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    const auto& services = facts.compose->services;
    for (std::size_t i = 0; i < services.size(); ++i) {
        const project::Service& service = services[i];
        if (!facts.images[i] || (!facts.service_filter.empty() && service.name != facts.service_filter)) continue;
        const auto& dockerfile = facts.dockerfiles[facts.images[i]->dockerfile];
        for (const project::Mount& mount : service.mounts) {
            if (mount.kind != project::Mount::Kind::bind || is_file(mount)) continue;
            const auto hidden = hidden_by(dockerfile, facts.images[i]->stage, mount.target);
            if (!hidden) continue;
            Finding finding;
            finding.severity = hides_image_path.severity_in(facts.mode);
            finding.headline =
                fmt::format("the bind mount `{}:{}` hides what the image holds there", mount.source, mount.target);
            finding.primary = Label{mount.at, "the host's folder takes its place"};
            finding.related.push_back({hidden->at, hidden->what});
            finding.help = {"no such mount in production: put it into `compose.override.yaml`, for development",
                            fmt::format("or mount less: a folder below {} that the image leaves empty", mount.target)};
            finding.service = service.name;
            finding.phase = "runtime";
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule hides_image_path{
    .id = "mounts/hides-image-path",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a bind mount hides files that the image was built with",
    .why = R"(A bind mount puts a folder of the host over the image's: virtual environment, collected static files,
executable entry points and owners that the build made vanish behind it. What runs is then whatever
happens to lie on the host, not what was built and tested. Good for development, wrong in production.)",
    .wrong = R"(services:
  web:
    build: .          # COPY . /app
    volumes:
      - .:/app)",
    .right = R"(services:
  web:
    build: .
    volumes:
      - media:/app/media)",
    .fix = R"(Keep such mounts in `compose.override.yaml`, which only development has. Mount the one folder that must
outlive a container, as a named volume. A volume mounted deeper (`/app/.venv`) un-hides that part.)",
    .judge = judge,
};

}  // namespace megactl::checks::mounts_rules
