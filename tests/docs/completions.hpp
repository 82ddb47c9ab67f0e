#pragma once

#include "tests/support/sandbox.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::tests {

// Asks the shells what they offer, each started without anybody's configuration in a folder of its own. Candidates are
// sorted, without descriptions.
class Shells {
public:
    // `scripts` holds megactl.bash, _megactl and megactl.fish; `programs` goes in front of PATH.
    Shells(std::filesystem::path scripts, std::filesystem::path programs)
        : scripts_(std::move(scripts)), programs_(std::move(programs)) {}

    // The words as bash cuts them, the last one unfinished.
    std::vector<std::string> bash(const std::vector<std::string>& words) const;
    std::vector<std::string> zsh(std::string_view line) const;
    std::vector<std::string> fish(std::string_view line) const;

    // The folder that lines are completed in.
    const Sandbox& place() const { return place_; }

private:
    std::vector<std::string> candidates(const std::string& command) const;

    std::filesystem::path scripts_;
    std::filesystem::path programs_;
    Sandbox place_;
};

}  // namespace megactl::tests
