#include "core/base/text.hpp"
#include "core/checks/mounts/rules.hpp"
#include "core/checks/started.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::checks::mounts_rules {
namespace {

using project::Mount;

constexpr std::size_t npos = std::string_view::npos;

bool says_collectstatic(std::string_view text) {
    return text.find("collectstatic") != npos;
}

// The build's collectstatic of a stage or of those it stands on.
std::optional<Location> collected_at(const project::Dockerfile& dockerfile, std::size_t target) {
    for (const std::size_t stage : dockerfile.lineage(target)) {
        for (std::size_t i = dockerfile.stages[stage].from; i < dockerfile.stages[stage].end; ++i) {
            const project::Instruction& instruction = dockerfile.instructions[i];
            if (instruction.keyword != "RUN" || instruction.is_onbuild) continue;
            if (says_collectstatic(instruction.rest.text())) return dockerfile.locate(instruction.span);
        }
    }
    return std::nullopt;
}

bool is_celery(std::string_view word) {
    return word == "celery" || word.ends_with("/celery");
}

// Commands of manage.py that leave static files alone.
bool is_harmless_command(std::string_view word) {
    return is_one_of(word, {"migrate", "check", "runserver", "qcluster", "createcachetable", "loaddata",
                            "showmigrations", "compilemessages", "clearsessions", "createsuperuser", "rqworker"});
}

// Is it plain that what is started does not collect? A script, a Makefile, a command of the project may.
bool only_serves(std::string_view text) {
    std::string words(text);
    std::ranges::replace_if(
        words, [](char c) { return std::string_view("\"'[](),;&|\n\t").find(c) != npos; }, ' ');
    bool serves = false;
    bool is_command = false;  // of manage.py
    for (const std::string_view word : split(words, ' ')) {
        if (word.empty()) continue;
        if (is_command && !is_harmless_command(word)) return false;
        serves = serves || is_command || is_application_server(word) || is_celery(word);
        is_command = word == "manage.py" || word.ends_with("/manage.py") || word == "django-admin";
        const bool is_suspect = word.ends_with(".sh") || (word.ends_with(".py") && !is_command) ||
                                word.find("collect") != npos || word.find("entrypoint") != npos ||
                                is_one_of(word, {"make", "just", "invoke", "honcho", "supervisord"});
        if (is_suspect && !word.ends_with("conf.py")) return false;
    }
    return serves;
}

// A named volume where collected files lie, by the name everybody gives such a folder.
const Mount* static_volume(const project::Service& service) {
    const auto holds_static = [](const Mount& mount) {
        const std::string_view name = std::string_view(mount.target).substr(mount.target.rfind('/') + 1);
        return mount.kind == Mount::Kind::volume && !mount.is_read_only &&
               is_one_of(name, {"static", "staticfiles", "static_root", "collected_static", "static_collected",
                                "public_collected", "assets_collected"});
    };
    const auto found = std::ranges::find_if(service.mounts, holds_static);
    return found == service.mounts.end() ? nullptr : &*found;
}

// Does it live no longer than a release: in memory, or under a name that a variable says? What somebody else makes, or
// another driver keeps, isn't known.
bool is_renewed(const Facts& facts, std::string_view volume) {
    const auto found = facts.compose->named_volumes.find(volume);
    if (found == facts.compose->named_volumes.end()) return false;
    const project::NamedVolume& named = found->second;
    return named.is_named_by_variable || named.is_kept_elsewhere || named.is_external;
}

bool collects_somewhere(const Facts& facts, std::string_view volume) {
    const auto& services = facts.compose->services;
    for (std::size_t i = 0; i < services.size(); ++i) {
        const bool has_it =
            std::ranges::any_of(services[i].mounts, [&](const Mount& mount) { return mount.source == volume; });
        if (!has_it || !facts.images[i]) continue;
        if (!only_serves(started_text(facts, i))) return true;  // it may collect by itself when it starts
    }
    return false;
}

Findings judge(const Facts& facts) {
    Findings findings;
    if (!facts.compose) return findings;
    const auto& services = facts.compose->services;
    std::vector<std::string_view> told;
    for (std::size_t i = 0; i < services.size(); ++i) {
        const project::Service& service = services[i];
        if (!facts.images[i] || service.is_unknown) continue;
        if (!facts.service_filter.empty() && service.name != facts.service_filter) continue;
        const Mount* mount = static_volume(service);
        if (mount == nullptr || std::ranges::find(told, mount->source) != told.end()) continue;
        const auto& dockerfile = facts.dockerfiles[facts.images[i]->dockerfile];
        const auto collected = collected_at(dockerfile, facts.images[i]->stage);
        if (!collected || collects_somewhere(facts, mount->source) || is_renewed(facts, mount->source)) continue;
        told.emplace_back(mount->source);
        Finding finding;
        finding.severity = service.profiles.empty() ? volume_keeps_old_files.severity_in(facts.mode) : Severity::note;
        finding.headline = fmt::format("the volume `{}` keeps the static files of the first start", mount->source);
        finding.primary = Label{mount->at, "filled from the image once, while it is empty"};
        finding.related.push_back({*collected, "what later images collect stays behind the volume"});
        finding.help = {"run collectstatic when the container starts, not in the build",
                        "or no volume: serve from the image (WhiteNoise, `COPY --from` into nginx)"};
        finding.service = service.name;
        finding.phase = "runtime";
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule volume_keeps_old_files{
    .id = "mounts/volume-keeps-old-files",
    .severity = {.production = Severity::warning, .development = Severity::note},
    .phase = Phase::runtime,
    .need = Need::repo,
    .summary = "a named volume lies over static files that the image brings anew",
    .why = R"(An empty named volume is filled from the image at the first start, and never again. After the next
deployment the image has new static files and the volume still the old ones: pages ask for files that are
not there, until somebody deletes the volume.)",
    .wrong = R"(# Dockerfile
RUN python manage.py collectstatic --noinput

services:
  web:
    volumes: ["static:/app/staticfiles"]
  nginx:
    volumes: ["static:/srv/static:ro"])",
    .right = R"(services:
  web:
    command: sh -c "python manage.py collectstatic --noinput && exec gunicorn config.wsgi"
    volumes: ["static:/app/staticfiles"]
  nginx:
    volumes: ["static:/srv/static:ro"])",
    .fix = R"(Collect when the container starts, into the volume. Or leave the volume out and serve what the image
holds.)",
    .judge = judge,
};

}  // namespace megactl::checks::mounts_rules
