#include "core/project/tls_input.hpp"

#include "core/base/closest.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace megactl::project {

void hide_content(TlsInput& input) {
    if (may_be_path(input.path)) return;
    input.is_content = true;
    input.path = secret_mask;
    input.file.emplace();
    input.file->path = input.path;
    input.file->failure = os::ReadFailure{.reason = os::ReadFailure::Reason::not_regular,
                                          .kind = std::nullopt,
                                          .culprit = {},
                                          .explanation = "what belongs into a file stands where its path belongs"};
}

void read_file(TlsInput& input, const std::filesystem::path& file) {
    if (!input.path.empty() && !input.file) input.file = tls::read_pem_file(file, input.path);
}

void note_absent(TlsInput& input, const std::vector<std::string>& beside, std::string_view otherwise) {
    input.file.emplace();
    input.file->path = input.path;
    input.file->failure = os::ReadFailure{.reason = os::ReadFailure::Reason::missing,
                                          .kind = std::nullopt,
                                          .culprit = input.path,
                                          .explanation = "no such file"};
    const auto name_of = [](std::string_view path) { return path.substr(path.rfind('/') + 1); };
    std::vector<std::string_view> names;
    names.reserve(beside.size());
    for (const std::string& path : beside)
        names.push_back(name_of(path));
    const auto near = closest_match(name_of(input.path), names);
    const auto meant = std::ranges::find(names, near.value_or(""));
    input.remedy = !near ? escape_controls(otherwise)
                         : fmt::format("did you mean `{}`?",
                                       escape_controls(beside[static_cast<std::size_t>(meant - names.begin())]));
}

bool may_be_set_by_image(const Facts& facts, std::string_view variable) {
    const auto sets = [&](const Instruction& instruction) {
        return instruction.keyword == "ENV" &&
               std::ranges::find(instruction.assignments, variable, &Assignment::name) != instruction.assignments.end();
    };
    return std::ranges::any_of(facts.dockerfiles, [&](const Dockerfile& dockerfile) {
        return std::ranges::any_of(dockerfile.instructions, sets);
    });
}

std::string words_of(const ShellCommand& command) {
    std::string text;
    for (const ShellWord& word : command.words)
        text += word.text + " ";
    return text;
}

std::vector<std::string> host_entries(std::string_view text) {
    std::vector<std::string> entries;
    std::string entry;
    const auto end_entry = [&] {
        if (!entry.empty()) entries.push_back(std::move(entry));
        entry.clear();
    };
    for (const char c : text) {
        if (c == ',' || is_space(c)) {
            end_entry();
        } else {
            entry += c;
        }
    }
    end_entry();
    return entries;
}

}  // namespace megactl::project
