#include "core/base/text.hpp"
#include "core/checks/mounts/rules.hpp"
#include "core/project/dockerfile_commands.hpp"
#include "core/project/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::checks::mounts_rules {
namespace {

// What the image holds at or below a mount's target and the mount does not bring: for the sentence, and its place.
struct Hidden {
    std::string what;
    Location at;
};

// A command of the build that makes something, and where.
struct Made {
    std::string path;
    std::string what;
    bool is_somewhere_below = false;  // of the path
};

std::string_view file_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

std::optional<Made> made_by_django(const std::vector<project::ShellWord>& words, const std::string& directory) {
    constexpr std::array<std::string_view, 3> makers{"collectstatic", "compress", "compilemessages"};
    const auto is_entry = [](const project::ShellWord& word) {
        return file_name(word.text) == "manage.py" || file_name(word.text) == "django-admin";
    };
    const auto entry = std::ranges::find_if(words, is_entry);
    if (entry == words.end() || entry + 1 == words.end() || !is_one_of((entry + 1)->text, makers)) return std::nullopt;
    const std::string command = fmt::format("{} {}", file_name(entry->text), (entry + 1)->text);
    return Made{directory, fmt::format("`{}` makes files below {}", command, directory), true};
}

std::optional<Made> made_by(const project::ShellCommand& command, const std::string& directory) {
    const std::vector<project::ShellWord>& words = command.words;
    if (words.empty()) return std::nullopt;
    if (auto made = made_by_django(words, directory)) return made;
    const auto has = [&](std::string_view text) {
        return std::ranges::count(words, text, &project::ShellWord::text) > 0;
    };
    const std::string_view program = file_name(words.front().text);
    const auto makes = [&](std::string_view name) {
        std::string path = project::container_path(directory, name);
        std::string what = "makes " + path;
        return Made{std::move(path), std::move(what)};
    };
    if (is_one_of(program, {"npm", "pnpm", "yarn", "bun"})) {
        const bool installs = has("install") || has("ci") || has("i") || (program == "yarn" && words.size() == 1);
        if (installs && !has("-g") && !has("--global")) return makes("node_modules");
    }
    const bool is_venv = (has("-m") && has("venv")) || program == "virtualenv" || (program == "uv" && has("venv"));
    if (is_venv && words.back().is_literal && !words.back().text.starts_with('-')) {
        return makes(words.back().text == "venv" && program == "uv" ? ".venv" : words.back().text);
    }
    return std::nullopt;
}

// Does a mount that lies deeper bring something of its own to the path?
bool is_covered_deeper(const project::Service& service, const project::Mount& mount, std::string_view path) {
    return std::ranges::any_of(service.mounts, [&](const project::Mount& other) {
        return other.target.size() > mount.target.size() && project::is_within(other.target, mount.target) &&
               project::is_within(path, other.target);
    });
}

// Where a command makes its files can't be told; a mount that is named for such files likely holds them.
bool may_be_covered(const project::Service& service, const project::Mount& mount) {
    return std::ranges::any_of(service.mounts, [&](const project::Mount& other) {
        return other.target.size() > mount.target.size() && project::is_within(other.target, mount.target) &&
               (other.target.find("static") != std::string::npos || other.target.find("locale") != std::string::npos);
    });
}

std::string normal(const std::filesystem::path& path) {
    std::string text = path.lexically_normal().string();
    while (text.size() > 1 && text.ends_with('/'))
        text.pop_back();
    return text.empty() ? "." : text;
}

// The host's folder as the context names it; `${PWD}` is the project's own.
std::string host_folder(const project::Mount& mount) {
    constexpr std::array<std::string_view, 2> spellings{"${PWD}", "$PWD"};
    std::string_view raw = mount.at.text();
    while (raw.starts_with('"') || raw.starts_with('\''))
        raw.remove_prefix(1);
    for (const std::string_view spelling : spellings) {
        if (!raw.starts_with(spelling)) continue;
        raw.remove_prefix(spelling.size());
        const std::string_view below = raw.substr(0, raw.find(':'));
        return normal(std::filesystem::path(".").concat(below));
    }
    return normal(mount.host_path);
}

// Is what the mount brings to the COPY's destination the very thing that was copied?
bool brings_the_same(const project::Dockerfile& dockerfile, const project::Copy& copy, const project::Mount& mount) {
    namespace fs = std::filesystem;
    if (copy.is_from_stage || copy.source.find("://") != std::string::npos) return false;
    if (copy.source.find('$') != std::string::npos) return true;  // nobody knows
    std::string_view rest = std::string_view(copy.destination).substr(mount.target.size());
    while (rest.starts_with('/'))
        rest.remove_prefix(1);
    const fs::path brought = fs::path(host_folder(mount)) / rest;
    const fs::path source = fs::path(dockerfile.context) / copy.source;
    if (copy.source.find_first_of("*?[") != std::string::npos) return normal(source.parent_path()) == normal(brought);
    // A folder's content goes to the destination, a file into it.
    const bool is_same_place = normal(source) == normal(brought);
    return is_same_place || (copy.into_folder && normal(source) == normal(brought / source.filename()));
}

std::optional<Hidden> hidden_copy(const project::Dockerfile& dockerfile, std::size_t stage,
                                  const project::Service& service, const project::Mount& mount) {
    const std::size_t end = dockerfile.stages[stage].end;
    for (const project::Copy& copy : project::copies_before(dockerfile, stage, end)) {
        if (!project::is_within(copy.destination, mount.target)) continue;
        if (brings_the_same(dockerfile, copy, mount) || is_covered_deeper(service, mount, copy.destination)) continue;
        const project::Instruction& instruction = dockerfile.instructions[copy.instruction];
        return Hidden{fmt::format("fills {}", copy.destination), dockerfile.locate(instruction.span)};
    }
    return std::nullopt;
}

// What a RUN makes below the target. Only a text that names a maker is read as a shell would read it.
bool names_maker(const project::Instruction& instruction) {
    constexpr std::array<std::string_view, 9> makers{"collectstatic", "compress", "compilemessages", "npm", "yarn",
                                                     "bun",           "venv",     "virtualenv",      "uv"};
    return std::ranges::any_of(makers, [&](std::string_view maker) {
        return instruction.rest.text().find(maker) != std::string::npos ||
               std::ranges::any_of(instruction.heredocs, [&](const project::Heredoc& heredoc) {
                   return heredoc.body.find(maker) != std::string::npos;
               });
    });
}

std::optional<Hidden> hidden_work(const project::Dockerfile& dockerfile, std::size_t stage,
                                  const project::Service& service, const project::Mount& mount) {
    std::size_t reads_left = 100;  // of the working directory, each a walk over the stage
    for (std::optional<std::size_t> one = stage; one; one = dockerfile.stages[*one].parent) {
        for (std::size_t i = dockerfile.stages[*one].from; i < dockerfile.stages[*one].end; ++i) {
            const project::Instruction& instruction = dockerfile.instructions[i];
            if (instruction.keyword != "RUN" || instruction.is_onbuild || !names_maker(instruction)) continue;
            if (reads_left-- == 0) return std::nullopt;
            const std::string workdir = working_directory_before(dockerfile, *one, i);
            for (const project::ShellCommand& command : commands_of(dockerfile, instruction)) {
                const auto made = made_by(command, project::container_path(workdir, command.directory));
                const bool is_hidden = made && project::is_within(made->path, mount.target) &&
                                       !is_covered_deeper(service, mount, made->path) &&
                                       !(made->is_somewhere_below && may_be_covered(service, mount));
                if (is_hidden) return Hidden{made->what, dockerfile.locate(command.span)};
            }
        }
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
            const std::size_t stage = facts.images[i]->stage;
            auto hidden = hidden_copy(dockerfile, stage, service, mount);
            if (!hidden) hidden = hidden_work(dockerfile, stage, service, mount);
            if (!hidden) continue;
            Finding finding;
            finding.severity = service.profiles.empty() ? hides_image_path.severity_in(facts.mode) : Severity::note;
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
packages of npm that the build made vanish behind it. What runs is then whatever happens to lie on the
host, not what was built and tested. Sources that the mount brings just as they were copied are not meant.)",
    .wrong = R"(services:
  web:
    build: .          # COPY . /app, then RUN manage.py collectstatic
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
