#include "core/project/env_files_of_settings.hpp"

#include "core/config/env_file.hpp"
#include "core/project/build_context.hpp"
#include "core/project/dockerignore.hpp"
#include "core/project/image_files.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t never = static_cast<std::size_t>(-1);

// Does the build context hold the file, were it there?
bool is_in_context(const Tree& tree, const Dockerfile& dockerfile, const std::string& path) {
    if (path.empty()) return false;
    const Source ignore = ignore_file_of(tree, dockerfile);
    return !ignore || !Dockerignore(ignore->text()).excludes(path);
}

// The stage's own first COPY that would take the file along.
std::size_t copied_by(const Dockerfile& dockerfile, std::size_t stage, const std::string& path) {
    const auto takes_it = [&](const Copy& copy) {
        return !copy.is_from_stage && (copy.source == "." || is_within(path, copy.source));
    };
    const std::vector<Copy> copies = copies_in(dockerfile, stage);
    const auto first = std::ranges::find_if(copies, takes_it);
    return first == copies.end() ? never : first->instruction;
}

// Does an earlier instruction of the stage make a file of that name (`RUN cp .env.build .env`, `COPY ci.env .env`)?
bool names_file(std::string_view text, std::string_view name) {
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        const bool is_word =
            (end == text.size() || std::string_view(" \t;&|\"'").find(text[end]) != std::string_view::npos) &&
            (at == 0 || std::string_view(" \t/>\"'").find(text[at - 1]) != std::string_view::npos);
        if (is_word) return true;
    }
    return false;
}

bool makes_file(const Instruction& instruction, std::string_view name) {
    if (instruction.keyword != "RUN" && instruction.keyword != "COPY" && instruction.keyword != "ADD") return false;
    return names_file(instruction.rest.text(), name) ||
           std::ranges::any_of(instruction.heredocs,
                               [&](const Heredoc& heredoc) { return heredoc.body.find(name) != std::string::npos; });
}

std::size_t made_by(const Dockerfile& dockerfile, std::size_t stage, const std::string& file) {
    const std::string name = fs::path(file).filename().string();
    const Stage& own = dockerfile.stages[stage];
    for (std::size_t i = own.from; i < own.end; ++i) {
        if (makes_file(dockerfile.instructions[i], name)) return i;
    }
    return never;
}

bool is_mounted(const Service& service, const std::string& file) {
    return std::ranges::any_of(service.mounts, [&](const Mount& mount) {
        const std::string source = fs::path(mount.host_path).lexically_normal().string();
        return mount.kind == Mount::Kind::bind && (source == "." || source == file || is_within(file, source));
    });
}

// Files the settings read: those they name, and `.env` where decouple looks for it by itself.
std::vector<std::string> files_of(const DjangoSettings& settings) {
    std::vector<std::string> files = settings.env_files;
    const auto is_decouple = [](const VariableRead& read) { return read.boolean_words == BooleanWords::decouple; };
    const bool looks_upward = std::ranges::any_of(settings.reads, is_decouple);
    if (looks_upward && std::ranges::find(files, ".env") == files.end()) files.emplace_back(".env");
    return files;
}

}  // namespace

// What a base has, the stages on it have from their begin: so each stage is looked at once, its bases first. Stages
// stand behind their bases, so the number of an instruction says what comes before it.
EnvFilesOfSettings::Arrival EnvFilesOfSettings::arrival_of(const Dockerfile& dockerfile, std::size_t stage,
                                                           const std::string& file) {
    std::vector<std::size_t> unknown;
    std::optional<std::size_t> known = stage;
    while (known && !arrivals_.contains({&dockerfile, *known, file})) {
        unknown.push_back(*known);
        known = dockerfile.stages[*known].parent;
    }
    Arrival arrival = known ? arrivals_.at({&dockerfile, *known, file}) : Arrival{never, never};
    if (unknown.empty()) return arrival;
    const std::string path = path_in_context(dockerfile, file);
    const bool is_copyable = is_in_context(tree_, dockerfile, path);
    for (const std::size_t one : std::views::reverse(unknown)) {
        if (is_copyable && arrival.copied_by == never) arrival.copied_by = copied_by(dockerfile, one, path);
        if (arrival.made_by == never) arrival.made_by = made_by(dockerfile, one, file);
        arrivals_.emplace(std::tuple(&dockerfile, one, file), arrival);
    }
    return arrival;
}

// A `.env` that is there, and that the settings may or may not read.
void EnvFilesOfSettings::open_for_dotenv(const DjangoSettings& settings, bool is_in_reach, Supply& supply) const {
    if (settings.may_read_env_file && is_in_reach && tree_.is_file(".env")) supply.is_open = true;
}

void EnvFilesOfSettings::add_entries(const std::string& file, Supply& supply) {
    const Source source = tree_.is_file(file) ? tree_.read(file) : nullptr;
    if (!source) {
        supply.is_open = true;
        return;
    }
    const auto [parsed, is_new] = parsed_.try_emplace(file);
    if (is_new) parsed->second = config::parse_env_file(source);
    // What the process has wins over what such a file says.
    for (const auto& entry : parsed->second.entries) {
        if (supply.find(entry.name) == nullptr) supply.set(entry.name, entry.value, Location{source, entry.span});
    }
}

// Who may not read the file here says nothing of the container's user.
void EnvFilesOfSettings::add_entries_in_image(const std::string& file, Supply& supply) {
    if (!tree_.is_denied(file)) return add_entries(file, supply);
    supply.is_open = true;
}

void EnvFilesOfSettings::add_at_build(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction,
                                      const DjangoSettings& settings, Supply& supply) {
    for (const std::string& file : files_of(settings)) {
        const Arrival arrival = arrival_of(dockerfile, stage, file);
        if (tree_.is_file(file) && arrival.copied_by < instruction) {
            add_entries_in_image(file, supply);
        } else if (arrival.made_by <= instruction) {
            supply.is_open = true;
        }
    }
    open_for_dotenv(settings, arrival_of(dockerfile, stage, ".env").copied_by < instruction, supply);
}

void EnvFilesOfSettings::add_at_start(const Dockerfile& dockerfile, std::size_t stage, const Service& service,
                                      const DjangoSettings& settings, Supply& supply) {
    const auto is_in_reach = [&](const std::string& file) {
        return is_mounted(service, file) || arrival_of(dockerfile, stage, file).copied_by != never;
    };
    for (const std::string& file : files_of(settings)) {
        if (is_in_reach(file)) {
            add_entries_in_image(file, supply);
        } else if (arrival_of(dockerfile, stage, file).made_by != never) {
            supply.is_open = true;
        }
    }
    open_for_dotenv(settings, is_in_reach(".env"), supply);
}

void EnvFilesOfSettings::add_here(const DjangoSettings& settings, Supply& supply) {
    for (const std::string& file : files_of(settings)) {
        if (tree_.is_file(file)) add_entries(file, supply);
    }
    open_for_dotenv(settings, true, supply);
}

void EnvFilesOfSettings::open_for_elsewhere(const DjangoSettings& settings, Supply& supply) {
    if (settings.may_read_env_file || !files_of(settings).empty()) supply.is_open = true;
}

}  // namespace megactl::project
