#include "core/project/image_files.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <filesystem>
#include <ranges>

namespace megactl::project {
namespace {

// Far beyond any Dockerfile that people write; each may cost a walk over its stage.
constexpr std::size_t most_copies = 500;

std::vector<std::string> path_words(const Dockerfile& dockerfile, std::size_t stage, std::size_t index) {
    const Instruction& instruction = dockerfile.instructions[index];
    if (instruction.exec_form) return *instruction.exec_form;
    // The environment costs a walk over the stage, and few paths ask for it.
    const bool has_variables = instruction.rest.text().find('$') != std::string::npos;
    const auto environment = has_variables ? environment_before(dockerfile, stage, index) : BuildEnvironment();
    std::vector<std::string> words;
    for (const std::string_view word : split(instruction.rest.text(), ' ')) {
        const std::string_view trimmed = trim(word);
        if (trimmed.empty()) continue;
        words.push_back(expand_word(trimmed, environment, dockerfile.escape).value_or(std::string(trimmed)));
    }
    return words;
}

std::string context_path(std::string_view source) {
    // The context is a cage: leading `/` and `..` end at its root.
    std::string path = std::filesystem::path("/").append(trim(source)).lexically_normal().string();
    if (source.starts_with('/')) path = std::filesystem::path(source).lexically_normal().string();
    path.erase(0, path.find_first_not_of('/'));
    while (path.ends_with('/'))
        path.pop_back();
    return path.empty() ? "." : path;
}

// Is the folder one that the stage works in, or above one, in front of an instruction?
bool is_worked_in(const Dockerfile& dockerfile, std::size_t stage, std::size_t index, std::string_view folder) {
    return is_within(working_directory_before(dockerfile, stage, index), folder);
}

// `requirements.txt`, `Pipfile`: what is a file by its name. A folder's content goes to the destination itself.
bool is_named_as_file(std::string_view source) {
    const std::string_view name = source.substr(source.rfind('/') + 1);
    return name.find('.', 1) != std::string_view::npos ||
           is_one_of(name, {"Makefile", "Pipfile", "Procfile", "LICENSE"});
}

void add_copies(const Dockerfile& dockerfile, std::size_t stage, std::size_t index, std::vector<Copy>& copies) {
    const Instruction& instruction = dockerfile.instructions[index];
    const std::vector<std::string> words = path_words(dockerfile, stage, index);
    if (words.size() < 2 || !instruction.heredocs.empty()) return;
    const std::string& destination = words.back();
    const bool is_absolute = destination.starts_with('/');
    const std::string directory = is_absolute ? "/" : working_directory_before(dockerfile, stage, index);
    const std::string whole = container_path(directory, destination);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        Copy copy;
        copy.is_from_stage = instruction.flag("from") != nullptr;
        copy.source = copy.is_from_stage ? container_path("/", words[i]) : context_path(words[i]);
        copy.destination = whole;
        copy.into_folder = words.size() > 2 || destination.ends_with('/') || destination == "." ||
                           destination.ends_with("/.") ||
                           (is_named_as_file(copy.source) && is_worked_in(dockerfile, stage, index, whole));
        copy.instruction = index;
        copies.push_back(std::move(copy));
    }
}

void add_copies_until(const Dockerfile& dockerfile, std::size_t stage, std::size_t end, std::vector<Copy>& copies) {
    for (std::size_t i = dockerfile.stages[stage].from; i < end && copies.size() < most_copies; ++i) {
        const std::string& keyword = dockerfile.instructions[i].keyword;
        if (keyword == "COPY" || keyword == "ADD") add_copies(dockerfile, stage, i, copies);
    }
}

}  // namespace

std::string container_path(std::string_view working_directory, std::string_view path) {
    std::filesystem::path whole(working_directory.empty() ? "/" : working_directory);
    whole /= path;  // an absolute path replaces what stands in front
    std::string text = whole.lexically_normal().string();
    while (text.size() > 1 && text.ends_with('/'))
        text.pop_back();
    return text;
}

bool is_within(std::string_view path, std::string_view folder) {
    if (folder == "/") return path.starts_with('/');
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

const Mount* closest_mount(const Service& service, std::string_view path) {
    const Mount* closest = nullptr;
    for (const Mount& mount : service.mounts) {
        if (!is_within(path, mount.target)) continue;
        if (closest == nullptr || mount.target.size() > closest->target.size()) closest = &mount;
    }
    return closest;
}

std::optional<std::string> host_path_of(const Service& service, std::string_view path) {
    const Mount* closest = closest_mount(service, path);
    if (closest == nullptr || closest->kind != Mount::Kind::bind) return std::nullopt;
    std::string_view rest = path.substr(closest->target.size());
    while (rest.starts_with('/'))
        rest.remove_prefix(1);
    const std::filesystem::path host(closest->host_path);
    return (rest.empty() ? host : host / rest).lexically_normal().string();
}

const GrantedFile* granted_file(const Service& service, std::string_view path) {
    const auto find_in = [&](const std::vector<GrantedFile>& files, std::string_view folder) -> const GrantedFile* {
        const auto found = std::ranges::find_if(
            files, [&](const GrantedFile& file) { return container_path(folder, file.target) == path; });
        return found == files.end() ? nullptr : &*found;
    };
    const GrantedFile* secret = find_in(service.secrets, "/run/secrets");
    return secret != nullptr ? secret : find_in(service.configs, "/");
}

std::vector<Copy> copies_before(const Dockerfile& dockerfile, std::size_t stage, std::size_t instruction) {
    std::vector<std::size_t> stages{stage};  // from this one down to the first
    while (const auto parent = dockerfile.stages[stages.back()].parent)
        stages.push_back(*parent);
    std::vector<Copy> copies;
    for (const std::size_t one : std::views::reverse(stages)) {
        const std::size_t end = dockerfile.stages[one].end;
        add_copies_until(dockerfile, one, one == stage ? std::min(end, instruction) : end, copies);
    }
    return copies;
}

std::vector<Copy> copies_in(const Dockerfile& dockerfile, std::size_t stage) {
    std::vector<Copy> copies;
    add_copies_until(dockerfile, stage, dockerfile.stages[stage].end, copies);
    return copies;
}

}  // namespace megactl::project
