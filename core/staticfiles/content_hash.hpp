#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// The MD5 of a content.
using Digest = std::array<unsigned char, 16>;

// Takes it in parts.
class ContentHash {
public:
    ContentHash();
    ContentHash(ContentHash&& other) noexcept;
    ContentHash& operator=(ContentHash&& other) noexcept;
    ~ContentHash();

    void add(std::string_view bytes);
    Digest digest() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// What Django puts into a name: the first twelve hexadecimal digits.
std::string digits_of(const Digest& digest);

Digest content_digest(std::string_view bytes);
std::string content_hash(std::string_view bytes);
// Throws Error{input}, calling the file `name`, and Stopped after a stop.
std::string file_hash(const std::filesystem::path& file, std::string_view name, const std::stop_token& stop = {});

}  // namespace megactl::staticfiles
