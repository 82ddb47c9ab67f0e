#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::tests {

struct Include {
    std::size_t line = 0;
    std::string path;  // between the quotes
};

struct HouseFile {
    std::filesystem::path path;  // from the root of the repository
    std::string text;

    std::size_t lines() const;
    std::vector<Include> includes() const;
};

// The sources and headers below a folder of the repository.
std::vector<HouseFile> files_below(const std::filesystem::path& folder);

// What each room of core says it may use: MAY_USE in its CMakeLists.txt.
std::map<std::string, std::set<std::string>> stated_arrows();
std::set<std::string> may_use_in(std::string_view cmake);

// The text with comments and the insides of literals blanked; lines stay where they are.
std::string code_of(std::string_view text);

// Lines on which `name` stands as a word of its own (`std::exit` holds the word `exit`).
std::vector<std::size_t> lines_with_word(std::string_view code, std::string_view name);

// "core/tls/x.hpp" → "tls"; empty for what is not below core.
std::string room_of(std::string_view path);

}  // namespace megactl::tests
