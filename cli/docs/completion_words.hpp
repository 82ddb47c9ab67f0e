#pragma once

#include "cli/docs/catalogues.hpp"

#include <string>
#include <vector>

namespace megactl::cli::docs {

// What the three scripts are written from.

// A command under the name it is typed by: its path, or its alias.
struct TypedCommand {
    std::string path;
    const Command* command;
};
std::vector<TypedCommand> typed_commands(const Catalogues& all);

// The words that may follow `path`; "" is the beginning.
struct Branch {
    struct Word {
        std::string word;
        std::string summary;
    };
    std::string path;
    std::vector<Word> words;
};
std::vector<Branch> branches(const Catalogues& all);

// Every beginning of a command: "env", "env check", …
std::vector<std::string> path_beginnings(const Catalogues& all);

// The options that take a value in some command, letters too: "-C", "--project".
std::vector<std::string> value_options(const Catalogues& all);

// 'env check' 'env list': quoted, parted by `separator`.
std::string quoted_list(const std::vector<std::string>& words, std::string_view separator);

}  // namespace megactl::cli::docs
