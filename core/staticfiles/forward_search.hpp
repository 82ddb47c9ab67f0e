#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace megactl::staticfiles {

// Asks again and again where the next of something is, further on each time. What was found is kept until it is passed,
// so that all questions together cost one pass, however many of them have no use for the answer.
//
// `Find` is called with a place and answers with the first one from there on; npos says that there is none.
template <class Find>
class ForwardSearch {
public:
    explicit ForwardSearch(Find find) : find_(std::move(find)) {}

    std::size_t from(std::size_t at) {
        if (!is_known_ || at < asked_ || at > found_) {
            found_ = find_(at);
            asked_ = at;
            is_known_ = true;
        }
        return found_;
    }

private:
    Find find_;
    bool is_known_ = false;
    std::size_t asked_ = 0;
    std::size_t found_ = 0;
};

// The next occurrence of a text.
struct FindText {
    std::string_view text;
    std::string_view wanted;
    std::size_t operator()(std::size_t at) const { return text.find(wanted, at); }
};

// The next of either quote.
struct FindQuote {
    std::string_view text;
    std::size_t operator()(std::size_t at) const { return text.find_first_of("'\"", at); }
};

}  // namespace megactl::staticfiles
