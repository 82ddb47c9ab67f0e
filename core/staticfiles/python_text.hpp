#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What Django leaves to Python's standard library when it makes names, as Python does it. Text is UTF-8, and bytes that
// are none are carried along untouched.
namespace megactl::staticfiles {

// Bytes of the whitespace (Python's `\s`) at the begin of `text`; 0 where there is none.
std::size_t space_length(std::string_view text);
// Python's `str.strip`.
std::string_view strip(std::string_view text);
// `urllib.parse.unquote`: percent-decoded once; escapes that make no UTF-8 become U+FFFD.
std::string unquoted(std::string_view text);

// `urllib.parse.urlsplit`, which takes almost anything for a URL, a file's name too.
struct UrlParts {
    std::string scheme;
    std::string host;
    std::string path;
    std::string query;
    std::string fragment;
};
UrlParts split_url(std::string_view url);
std::string join_url(const UrlParts& parts);

// `urllib.parse.urldefrag`: only a URL that has a `#` is taken apart and put together again.
struct WithoutFragment {
    std::string url;
    std::string fragment;
};
WithoutFragment without_fragment(std::string_view url);

}  // namespace megactl::staticfiles
