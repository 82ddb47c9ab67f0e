#include "tests/support/sandbox.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace megactl::tests {

namespace fs = std::filesystem;

Sandbox::Sandbox() {
    std::string folder = (fs::temp_directory_path() / "megactl-test-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("can't make " + folder);
    path_ = folder;
}

Sandbox::~Sandbox() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

fs::path Sandbox::write(const fs::path& file, std::string_view content) const {
    fs::path whole = path_ / file;
    fs::create_directories(whole.parent_path());
    std::ofstream(whole, std::ios::binary) << content;
    return whole;
}

std::string Sandbox::read(const fs::path& file) const {
    std::ifstream stream(path_ / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace megactl::tests
