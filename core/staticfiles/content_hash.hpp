#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// What Django puts into a name: the first twelve hexadecimal digits of the content's MD5, taken in parts.
class ContentHash {
public:
    ContentHash();
    ContentHash(ContentHash&& other) noexcept;
    ContentHash& operator=(ContentHash&& other) noexcept;
    ~ContentHash();

    void add(std::string_view bytes);
    std::string digits() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string content_hash(std::string_view bytes);
// Throws Error{input}, calling the file `name`.
std::string file_hash(const std::filesystem::path& file, std::string_view name);

}  // namespace megactl::staticfiles
