#include "core/os/process.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>

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
