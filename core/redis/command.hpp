#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace megactl::redis {

// Commands on their way to a server, in the form in which they are sent; each is answered by one reply.
class Commands {
public:
    Commands() = default;
    // One command.
    Commands(std::initializer_list<std::string_view> words) {  // NOLINT(google-explicit-constructor)
        add(words);
    }

    template <class Words = std::initializer_list<std::string_view>>
    Commands& add(const Words& words) {
        begin(words.size());
        for (const auto& word : words)
            add_word(word);
        return *this;
    }

    // What is to come has about so many bytes.
    void reserve(std::size_t bytes) { bytes_.reserve(bytes_.size() + bytes); }

    // For one whose words come from several places: begin(3), then three words.
    Commands& begin(std::size_t words);
    Commands& add_word(std::string_view word);
    Commands& add_word(std::integral auto number) { return add_word(std::string_view(std::to_string(number))); }

    const std::string& bytes() const { return bytes_; }
    std::size_t count() const { return count_; }

private:
    void append_size(char kind, std::size_t size);

    std::string bytes_;
    std::size_t count_ = 0;
};

}  // namespace megactl::redis
