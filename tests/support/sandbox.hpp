#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace megactl::tests {

// A folder of one test, gone with it.
class Sandbox {
public:
    Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;
    ~Sandbox();

    const std::filesystem::path& path() const { return path_; }
    // Writes a file (its folders are made) and returns its path.
    std::filesystem::path write(const std::filesystem::path& file, std::string_view content) const;
    std::string read(const std::filesystem::path& file) const;

private:
    std::filesystem::path path_;
};

}  // namespace megactl::tests
