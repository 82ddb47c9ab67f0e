#include "core/os/process.hpp"

#include "core/base/text.hpp"

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): setenv is POSIX, of this header alone
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace megactl::os {

std::vector<std::string> process_environment() {
    std::vector<std::string> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
        variables.emplace_back(*entry);
    return variables;
}

void set_variable_if_unset(const std::string& name, const std::string& value) {
    ::setenv(name.c_str(), value.c_str(), 0);
}

bool is_program(const std::string& name) {
    const auto is_executable = [](const std::string& file) {
        std::error_code ignored;
        return std::filesystem::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0;
    };
    if (name.find('/') != std::string::npos) return is_executable(name);
    constexpr std::string_view path = "PATH=";
    std::string folders = "/bin:/usr/bin";
    for (const std::string& variable : process_environment()) {
        if (variable.starts_with(path)) folders = variable.substr(path.size());
    }
    return std::ranges::any_of(split(folders, ':'), [&](std::string_view folder) {
        return is_executable(std::filesystem::path(folder) / name);
    });
}

int become(const std::vector<std::string>& command) {
    std::vector<std::string> words = command;
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execvp(arguments.front(), arguments.data());
    return errno;
}

}  // namespace megactl::os
