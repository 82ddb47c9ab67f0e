#include "core/base/text.hpp"
#include "core/checks/mounts/rules.hpp"
#include "core/project/container_user.hpp"
#include "core/project/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace megactl::checks::mounts_rules {
namespace {

using project::Dockerfile;
using project::Instruction;
using project::WrittenPlace;

// Who writes: the user, and until where the build has come when it does.
struct Writer {
    std::string user;
    std::size_t until = 0;  // an instruction
    Location at;            // what makes it that user's work
    std::string words;
};

bool is_plain_user(std::string_view user) {
    const std::string_view name = user.substr(0, user.find(':'));
    return !name.empty() && name != "root" && name != "0" && name.find('$') == std::string_view::npos;
}

// An image of which it is known that all in it is root's, and that it has no folder for applications.
bool is_bare_image(std::string_view base) {
    const std::string_view path = base.substr(0, base.find_first_of(":@"));
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const bool is_official = path == name || path == "docker.io/library/" + std::string(name);
    return is_official && is_one_of(name, {"python", "debian", "ubuntu", "alpine"});
}

// Does the instruction do what may make a folder somebody else's?
bool may_give_away(const Instruction& instruction) {
    if (instruction.keyword != "RUN") return false;
    std::string text = instruction.rest.text();
    for (const project::Heredoc& heredoc : instruction.heredocs)
        text += heredoc.body;
    const auto has = [&](std::string_view word) { return text.find(word) != std::string::npos; };
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"chown", "chmod", "chgrp", "install -d", "setfacl", "mkdir", "cp -",
                                                "mv ", "rsync", "tar ", "unzip", "--home", "-d /", "sh ", ".sh"},
        has);
}

// May the instruction make the folder as the home of a user?
bool makes_home(const Instruction& instruction, std::string_view folder) {
    if (instruction.keyword != "RUN") return false;
    const std::string text = instruction.rest.text();
    const bool makes_user = text.find("useradd") != std::string::npos || text.find("adduser") != std::string::npos;
    return makes_user && (folder.starts_with("/home/") || text.find(folder) != std::string::npos);
}

// Does one of the copies put something into the folder, or the folder itself?
bool concern_within(const std::vector<project::Copy>& copies, std::size_t instruction, std::string_view folder) {
    return std::ranges::any_of(copies, [&](const project::Copy& copy) {
        return copy.instruction == instruction && project::is_within(copy.destination, folder);
    });
}

// Does one of the copies concern the folder: lead into it, or to one that it is in?
bool concern(const std::vector<project::Copy>& copies, std::size_t instruction, std::string_view folder) {
    return std::ranges::any_of(copies, [&](const project::Copy& copy) {
        return copy.instruction == instruction &&
               (project::is_within(copy.destination, folder) || project::is_within(folder, copy.destination));
    });
}

// Is the folder that `folder` would be made in root's for certain? It is where WORKDIR made it before anything was
// copied there, whatever user the COPY then names, and nothing gave it away.
bool is_roots(const Dockerfile& dockerfile, std::size_t stage, std::size_t until, std::string_view folder) {
    const std::string parent(folder.substr(0, folder.rfind('/')));
    const std::vector<std::size_t> lineage = dockerfile.lineage(stage);
    if (parent.empty() || is_one_of(parent, {"/tmp", "/var/tmp", "/dev/shm"}) ||
        !is_bare_image(dockerfile.stages[lineage.front()].base))
        return false;
    std::size_t reads_left = 20;  // of the working directory, each a walk over the stage
    bool is_made = false;
    for (const std::size_t one : lineage) {
        const project::Stage& current = dockerfile.stages[one];
        const std::vector<project::Copy> copies = copies_in(dockerfile, one);
        for (std::size_t i = current.from; i < std::min(current.end, until); ++i) {
            const Instruction& instruction = dockerfile.instructions[i];
            if (may_give_away(instruction) || makes_home(instruction, parent)) return false;
            if (instruction.keyword == "WORKDIR") {
                if (reads_left-- == 0) return false;
                if (is_made || working_directory_before(dockerfile, one, i + 1) != parent) continue;
                // BuildKit makes it for the user of that line.
                if (is_plain_user(user_before(dockerfile, one, i))) return false;
                is_made = true;
            }
            const bool is_copy = instruction.keyword == "COPY" || instruction.keyword == "ADD";
            if (!is_copy || !concern(copies, i, parent)) continue;
            if (concern_within(copies, i, folder)) return false;  // made as the COPY says
            // Files of another stage bring owners along; a COPY that comes first makes the folder as it says.
            if (!is_made || instruction.flag("from") != nullptr || instruction.flag("chmod") != nullptr) return false;
        }
    }
    return is_made;
}

// The image that writes, and the service that runs it; null where there is no compose file.
struct Place {
    const WrittenPlace& written;
    std::size_t dockerfile;
    std::size_t stage;
    const project::Service* service;
};

std::optional<Place> place_of(const Facts& facts, const WrittenPlace& written) {
    if (!facts.compose) return Place{written, 0, facts.dockerfiles.front().stages.size() - 1, nullptr};
    const project::Service& service = facts.compose->services[written.service];
    if (service.is_unknown) return std::nullopt;
    const auto& image = *facts.images[written.service];
    return Place{written, image.dockerfile, image.stage, &service};
}

// The build's collectstatic writes STATIC_ROOT, a container the rest.
std::optional<Writer> writer_of(const Facts& facts, const Place& place) {
    const Dockerfile& dockerfile = facts.dockerfiles[place.dockerfile];
    if (place.written.setting != "STATIC_ROOT") {
        const std::size_t end = dockerfile.stages[place.stage].end;
        if (!place.service->user.empty()) return std::nullopt;  // who that is in this image isn't known
        return Writer{user_before(dockerfile, place.stage, end), end, place.service->at,
                      fmt::format("{} can make nothing in it", place.service->name)};
    }
    for (const project::BuildLoad& load : facts.build_loads) {
        const auto lineage = dockerfile.lineage(place.stage);
        const bool is_here = load.dockerfile == place.dockerfile && std::ranges::count(lineage, load.stage) > 0;
        const bool must_succeed = !load.is_forgiven && !load.goes_on && load.is_certain;
        if (!is_here || !must_succeed || load.load.program != "manage.py collectstatic") continue;
        const Location& said = load.in_script ? *load.in_script : load.at;
        if (said.text().find("--dry-run") != std::string_view::npos) continue;
        return Writer{user_before(dockerfile, load.stage, load.instruction), load.instruction, load.at,
                      "writes there while the image is built"};
    }
    return std::nullopt;
}

// A mount brings an owner of its own; only an empty named volume takes the image's.
bool is_mounted(const Place& place) {
    if (place.written.setting == "STATIC_ROOT" || place.service == nullptr) return false;
    return std::ranges::any_of(place.service->mounts, [&](const project::Mount& mount) {
        return mount.kind != project::Mount::Kind::volume && project::is_within(place.written.folder, mount.target);
    });
}

std::optional<Finding> finding_of(const Facts& facts, const Place& place) {
    const auto writer = writer_of(facts, place);
    if (!writer || !is_plain_user(writer->user) || is_mounted(place)) return std::nullopt;
    const auto& [setting, folder, at] = std::tie(place.written.setting, place.written.folder, place.written.at);
    const Dockerfile& dockerfile = facts.dockerfiles[place.dockerfile];
    if (!is_roots(dockerfile, place.stage, writer->until, folder)) return std::nullopt;
    const std::string user = writer->user.substr(0, writer->user.find(':'));
    Finding finding;
    finding.severity = not_writable.severity_in(facts.mode);
    // Not every site that has the folder takes uploads.
    if (setting == "MEDIA_ROOT") finding.severity = Severity::warning;
    if (place.service != nullptr && !place.service->profiles.empty()) finding.severity = Severity::note;
    finding.headline = fmt::format("{}{} can't write {}, the folder of {}", is_digit(user.front()) ? "user " : "", user,
                                   folder, setting);
    finding.primary = Label{writer->at, writer->words};
    if (const auto user_line = user_at(dockerfile, place.stage, writer->until))
        finding.related.push_back({*user_line, "from here on as this user"});
    finding.related.push_back({at, fmt::format("says {}", folder)});
    finding.seen = {fmt::format("{} is root's: WORKDIR made it, and no later `--chown` changes that",
                                folder.substr(0, folder.rfind('/')))};
    finding.help = {fmt::format("`RUN mkdir -p {0} && chown {1} {0}` before `USER {1}`", folder, user)};
    const bool is_build = setting == "STATIC_ROOT";
    if (is_build) finding.stage = dockerfile.stages[place.stage].label(place.stage);
    if (!is_build) finding.service = place.service->name;
    finding.phase = is_build ? "build" : "runtime";
    return finding;
}

Findings judge(const Facts& facts) {
    Findings findings;
    std::set<std::tuple<std::string, std::string, std::size_t>> told;  // services of one image share their places
    for (const WrittenPlace& written : facts.written_places) {
        const auto place = place_of(facts, written);
        if (!place || told.contains({written.setting, written.folder, place->dockerfile})) continue;
        const bool is_asked = facts.service_filter.empty() || place->service->name == facts.service_filter;
        if (!is_asked) continue;
        if (auto finding = finding_of(facts, *place)) {
            told.emplace(written.setting, written.folder, place->dockerfile);
            findings.push_back(*std::move(finding));
        }
    }
    return findings;
}

}  // namespace

constinit const Rule not_writable{
    .id = "mounts/not-writable",
    .severity = {.production = Severity::error, .development = Severity::warning},
    .phase = Phase::any,
    .need = Need::repo,
    .summary = "a place that the site writes belongs to root, and it runs as somebody else",
    .why = R"(WORKDIR makes its folder as root whatever USER says, and `COPY --chown` changes the owner of what it
copies, not of the folder that is there already. A program that then runs as another user can make nothing in
it: collectstatic ends the build, the first write to SQLite fails, and so does the first upload, which is a
warning, for not every site takes uploads. Said only of images on plain python, debian, ubuntu or alpine,
where no command gives a folder away.)",
    .wrong = R"(FROM python:3.12-slim
RUN useradd app
WORKDIR /app
COPY --chown=app . .
USER app
RUN python manage.py collectstatic --noinput)",
    .right = R"(FROM python:3.12-slim
RUN useradd app
WORKDIR /app
COPY --chown=app . .
RUN mkdir staticfiles && chown app staticfiles
USER app
RUN python manage.py collectstatic --noinput)",
    .fix = R"(Make the folder as root and give it to the user before USER. An empty named volume takes owner and mode
from the image's folder at its first use, so the same holds for a volume.)",
    .judge = judge,
};

}  // namespace megactl::checks::mounts_rules
